/* SPDX-License-Identifier: MIT */
/* Names: their order, what is equal, what is allowed. */
#include "cfb/name.h"

#include <string.h>
#include <uchar.h>

#include "base/upcase.h"
#include "support/random.h"
#include "support/suite.h"

struct name {
	uint16_t units[CFB_NAME_MAX];
	size_t count;
};

static size_t
length_of(const char16_t *text)
{
	size_t n = 0;

	while (text[n] != 0)
		n++;
	return n;
}

/* -1, 0 or 1 */
static int
order(const char16_t *a, const char16_t *b)
{
	int n = cfb_name_compare(a, length_of(a), b, length_of(b));

	return (n > 0) - (n < 0);
}

START_TEST(shorter_name_comes_first)
{
	ck_assert_int_eq(order(u"z", u"aa"), -1);
	ck_assert_int_eq(order(u"aaa", u"zz"), 1);
	ck_assert_int_eq(order(u"", u"\1"), -1);
}
END_TEST

START_TEST(names_of_one_length_go_by_capitals)
{
	ck_assert_int_eq(order(u"a", u"B"), -1);
	ck_assert_int_eq(order(u"A", u"b"), -1);
	/* '_' lies between the cases of ASCII, so capitals decide. */
	ck_assert_int_eq(order(u"a", u"_"), -1);
	ck_assert_int_eq(order(u"Z", u"_"), -1);
	ck_assert_int_eq(order(u"\x1OLE", u"\x5OLE"), -1);
}
END_TEST

START_TEST(names_that_differ_in_case_are_equal)
{
	ck_assert_int_eq(order(u"WordDocument", u"WORDDOCUMENT"), 0);
	ck_assert_int_eq(
		order(u"\u00e4\u00f6\u00fc", u"\u00c4\u00d6\u00dc"), 0);
	ck_assert_int_eq(order(u"\u03c3\u03c2", u"\u03a3\u03a3"), 0);
	/* One letter is not two, and a dotless i is an i. */
	ck_assert_int_ne(order(u"\u00df", u"SS"), 0);
	ck_assert_int_eq(order(u"\u0131", u"I"), 0);
}
END_TEST

START_TEST(units_are_compared_without_sign)
{
	ck_assert_int_eq(order(u"\x7fff", u"\x8000"), -1);
	ck_assert_int_eq(order(u"\xffff", u"a"), 1);
}
END_TEST

/* By code points the first would be the larger one. */
START_TEST(surrogates_are_units_like_others)
{
	ck_assert_int_eq(order(u"\U00010400", u"\xffff\xffff"), -1);
	/* These are small and capital of one letter. */
	ck_assert_int_ne(order(u"\U00010428", u"\U00010400"), 0);
}
END_TEST

START_TEST(nul_is_a_unit_like_others)
{
	static const uint16_t a[] = { 'a', 0, 'b' };
	static const uint16_t b[] = { 'A', 0, 'C' };

	ck_assert_int_lt(cfb_name_compare(a, 3, b, 3), 0);
	ck_assert_int_eq(cfb_name_compare(a, 2, b, 2), 0);
}
END_TEST

/* Few different units, so that equal names come often. */
static struct name
random_name(uint64_t *state)
{
	static const uint16_t units[] = { 'a', 'A', 'b', '_', 0x3c2, 0x3c3,
		0x23a, 0x2c65, 0xd801, 0xdc00 };
	struct name name = { .count = random_below(state, 4) };

	for (size_t i = 0; i < name.count; i++)
		name.units[i] = units[random_below(state, ARRAY_SIZE(units))];
	return name;
}

static int
compare(const struct name *a, const struct name *b)
{
	int n = cfb_name_compare(a->units, a->count, b->units, b->count);

	return (n > 0) - (n < 0);
}

START_TEST(order_is_total)
{
	uint64_t state = 1;

	for (int i = 0; i < 100000; i++) {
		struct name a = random_name(&state);
		struct name b = random_name(&state);
		struct name c = random_name(&state);

		ck_assert_int_eq(compare(&a, &a), 0);
		ck_assert_int_eq(compare(&a, &b), -compare(&b, &a));
		if (compare(&a, &b) <= 0 && compare(&b, &c) <= 0)
			ck_assert_int_le(compare(&a, &c), 0);
	}
}
END_TEST

START_TEST(equal_names_share_a_hash)
{
	uint64_t state = 2;
	unsigned equal = 0;

	for (int i = 0; i < 100000; i++) {
		struct name a = random_name(&state);
		struct name b = random_name(&state);

		if (compare(&a, &b) != 0)
			continue;
		equal++;
		ck_assert_uint_eq(cfb_name_hash(a.units, a.count),
			cfb_name_hash(b.units, b.count));
	}
	ck_assert_uint_gt(equal, 1000);
}
END_TEST

START_TEST(hashes_of_numbered_names_are_spread)
{
	enum { NAMES = 4096, SLOTS = 4096 };
	static uint8_t used[SLOTS];
	unsigned slots = 0;

	for (unsigned i = 0; i < NAMES; i++) {
		uint16_t name[] = { 'P', 'a', 'r', 't', '0' + i / 1000,
			'0' + i / 100 % 10, '0' + i / 10 % 10, '0' + i % 10 };
		uint32_t at = cfb_name_hash(name, 8) % SLOTS;

		slots += !used[at];
		used[at] = 1;
	}
	/* Chance would fill 63 of 100. */
	ck_assert_uint_gt(slots, SLOTS / 2);
}
END_TEST

START_TEST(four_characters_are_forbidden)
{
	unsigned forbidden = 0;

	for (uint32_t unit = 0; unit <= 0xffff; unit++) {
		uint16_t name[] = { 'a', (uint16_t)unit, 'b' };

		forbidden += !cfb_name_is_legal(name, 3);
	}
	ck_assert_uint_eq(forbidden, 4);
	ck_assert(!cfb_name_is_legal(u"/", 1));
	ck_assert(!cfb_name_is_legal(u"a\\", 2));
	ck_assert(!cfb_name_is_legal(u":a", 2));
	ck_assert(!cfb_name_is_legal(u"a!b", 3));
}
END_TEST

START_TEST(control_characters_and_lone_surrogates_are_allowed)
{
	ck_assert(cfb_name_is_legal(u"\1", 1));
	ck_assert(cfb_name_is_legal(u"\x1f\x7f", 2));
	ck_assert(cfb_name_is_legal(u"\xd800", 1));
	ck_assert(cfb_name_is_legal(u"\xdc00\xd800", 2));
	ck_assert(cfb_name_is_legal(u".", 1));
	ck_assert(cfb_name_is_legal(u" ", 1));
}
END_TEST

START_TEST(names_have_1_to_31_units)
{
	uint16_t name[40];

	for (size_t i = 0; i < ARRAY_SIZE(name); i++)
		name[i] = 'x';
	ck_assert(!cfb_name_is_legal(name, 0));
	ck_assert(cfb_name_is_legal(name, 1));
	ck_assert(cfb_name_is_legal(name, 31));
	ck_assert(!cfb_name_is_legal(name, 32));
	ck_assert(!cfb_name_is_legal(name, SIZE_MAX));
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("name");

	TEST(&suite, shorter_name_comes_first);
	TEST(&suite, names_of_one_length_go_by_capitals);
	TEST(&suite, names_that_differ_in_case_are_equal);
	TEST(&suite, units_are_compared_without_sign);
	TEST(&suite, surrogates_are_units_like_others);
	TEST(&suite, nul_is_a_unit_like_others);
	TEST(&suite, order_is_total);
	TEST(&suite, equal_names_share_a_hash);
	TEST(&suite, hashes_of_numbered_names_are_spread);
	TEST(&suite, four_characters_are_forbidden);
	TEST(&suite, control_characters_and_lone_surrogates_are_allowed);
	TEST(&suite, names_have_1_to_31_units);
	return suite_end(&suite);
}
