/* SPDX-License-Identifier: MIT */
/* Sets of numbers, against a plain array of flags. */
#include "base/idset.h"

#include "support/random.h"
#include "support/suite.h"

START_TEST(empty_set_has_nothing)
{
	struct idset set;

	idset_init(&set);
	ck_assert(!idset_has(&set, 0));
	ck_assert(!idset_has(&set, 0xfffffffe));
	idset_done(&set);
}
END_TEST

START_TEST(number_is_added_once)
{
	struct idset set;

	idset_init(&set);
	ck_assert_int_eq(idset_add(&set, 7), IDSET_ADDED);
	ck_assert_int_eq(idset_add(&set, 7), IDSET_PRESENT);
	ck_assert(idset_has(&set, 7));
	ck_assert(!idset_has(&set, 8));
	idset_done(&set);
}
END_TEST

START_TEST(extreme_numbers_are_kept_apart)
{
	static const uint32_t numbers[] = { 0, 1, 0x7fffffff, 0x80000000,
		0xfffffff9, 0xfffffffa, 0xfffffffe };
	struct idset set;

	idset_init(&set);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		ck_assert(!idset_has(&set, numbers[i]));
		ck_assert_int_eq(idset_add(&set, numbers[i]), IDSET_ADDED);
	}
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		ck_assert(idset_has(&set, numbers[i]));
	idset_done(&set);
}
END_TEST

START_TEST(set_agrees_with_flags)
{
	enum { LIMIT = 50000 };
	static const uint32_t strides[] = { 1, 16, 4096, 65537 };
	static unsigned char flags[LIMIT];
	uint32_t stride = strides[_i];
	uint64_t state = (uint64_t)_i;
	struct idset set;

	idset_init(&set);
	for (int i = 0; i < LIMIT; i++) {
		uint32_t id = random_below(&state, LIMIT);

		ck_assert_int_eq(idset_add(&set, id * stride),
			flags[id] ? IDSET_PRESENT : IDSET_ADDED);
		flags[id] = 1;
	}
	for (uint32_t id = 0; id < LIMIT; id++)
		ck_assert_int_eq(idset_has(&set, id * stride), flags[id]);
	idset_done(&set);
}
END_TEST

START_TEST(set_takes_at_most_twelve_bytes_a_number)
{
	struct idset set;

	idset_init(&set);
	for (uint32_t id = 0; id < 100000; id++) {
		ck_assert_int_eq(idset_add(&set, id), IDSET_ADDED);
		if (set.count > 16)
			ck_assert_uint_le(set.capacity, set.count * 3 + 3);
	}
	ck_assert_uint_eq(set.count, 100000);
	idset_done(&set);
}
END_TEST

START_TEST(set_can_be_used_again_after_done)
{
	struct idset set;

	idset_init(&set);
	ck_assert_int_eq(idset_add(&set, 1), IDSET_ADDED);
	idset_done(&set);
	ck_assert(!idset_has(&set, 1));
	ck_assert_int_eq(idset_add(&set, 1), IDSET_ADDED);
	idset_done(&set);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("idset");

	TEST(&suite, empty_set_has_nothing);
	TEST(&suite, number_is_added_once);
	TEST(&suite, extreme_numbers_are_kept_apart);
	TEST_EACH(&suite, set_agrees_with_flags, 4);
	TEST(&suite, set_takes_at_most_twelve_bytes_a_number);
	TEST(&suite, set_can_be_used_again_after_done);
	return suite_end(&suite);
}
