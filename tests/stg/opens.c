/* SPDX-License-Identifier: MIT */
/* Counts of open elements, against a plain array of counts. */
#include "stg/opens.h"

#include "support/random.h"
#include "support/suite.h"

START_TEST(nothing_is_open_at_first)
{
	struct opens opens;

	opens_init(&opens);
	ck_assert(!opens_has(&opens, 0));
	opens_remove(&opens, 0);
	ck_assert(!opens_has(&opens, 0));
	opens_done(&opens);
}
END_TEST

START_TEST(element_is_open_until_each_open_has_ended)
{
	struct opens opens;

	opens_init(&opens);
	ck_assert(opens_add(&opens, 7));
	ck_assert(opens_add(&opens, 7));
	opens_remove(&opens, 7);
	ck_assert(opens_has(&opens, 7));
	opens_remove(&opens, 7);
	ck_assert(!opens_has(&opens, 7));
	opens_done(&opens);
}
END_TEST

/* Numbers that collide are the hard ones, so there are few slots. */
START_TEST(counts_agree_with_an_array)
{
	static const uint32_t limits[] = { 5, 20, 300, 5000 };
	static const uint32_t strides[] = { 1, 32, 1U << 18 };
	static unsigned counts[5000];
	uint32_t limit = limits[_i];

	for (size_t s = 0; s < ARRAY_SIZE(strides); s++) {
		uint64_t state = s;
		struct opens opens;

		for (uint32_t i = 0; i < limit; i++)
			counts[i] = 0;
		opens_init(&opens);
		for (int step = 0; step < 30000; step++) {
			uint32_t id = random_below(&state, limit);

			if (random_below(&state, 5) < 2) {
				ck_assert(opens_add(&opens, id * strides[s]));
				counts[id]++;
			} else {
				opens_remove(&opens, id * strides[s]);
				counts[id] -= counts[id] != 0;
			}
			id = random_below(&state, limit);
			ck_assert_int_eq(opens_has(&opens, id * strides[s]),
				counts[id] != 0);
		}
		for (uint32_t id = 0; id < limit; id++)
			ck_assert_int_eq(opens_has(&opens, id * strides[s]),
				counts[id] != 0);
		opens_done(&opens);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("opens");

	TEST(&suite, nothing_is_open_at_first);
	TEST(&suite, element_is_open_until_each_open_has_ended);
	TEST_EACH(&suite, counts_agree_with_an_array, 4);
	return suite_end(&suite);
}
