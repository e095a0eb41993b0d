/* SPDX-License-Identifier: MIT */
/*
 * The frozen upper-case table. The expected values are those of Unicode 5.0
 * and the exceptions that [MS-CFB] 2.6.4 documents.
 */
#include "base/upcase.h"

#include <stdbool.h>

#include "support/suite.h"

struct pair {
	uint16_t from, to;
};

/* Documented departures from the simple mappings of Unicode. */
static const struct pair exceptions[] = {
	{ 0x023a, 0x2c65 }, /* a capital that maps to its small letter */
	{ 0x023e, 0x2c66 }, { 0x2c65, 0x2c65 }, { 0x2c66, 0x2c66 },
	{ 0x1fc3, 0x1fc3 }, { 0x1fcc, 0x1fc3 },
	{ 0x03c2, 0x03a3 },                     /* both sigmas */
	{ 0x03c3, 0x03a3 }, { 0x00df, 0x00df }, /* no single capital */
};

START_TEST(documented_exceptions_hold)
{
	ck_assert_uint_eq(upcase(exceptions[_i].from), exceptions[_i].to);
}
END_TEST

/* One or two of each block that has two cases. */
static const struct pair published[] = {
	{ 'a', 'A' },
	{ 'z', 'Z' },
	{ '@', '@' },
	{ '[', '[' },
	{ '`', '`' },
	{ '{', '{' },
	{ 0x00b5, 0x039c },
	{ 0x00e0, 0x00c0 },
	{ 0x00f7, 0x00f7 },
	{ 0x00fe, 0x00de },
	{ 0x00ff, 0x0178 },
	{ 0x0101, 0x0100 },
	{ 0x0131, 0x0049 },
	{ 0x0138, 0x0138 },
	{ 0x0149, 0x0149 },
	{ 0x017f, 0x0053 },
	{ 0x0180, 0x0243 },
	{ 0x0195, 0x01f6 },
	{ 0x019a, 0x023d },
	{ 0x01bf, 0x01f7 },
	{ 0x01c5, 0x01c4 },
	{ 0x01c6, 0x01c4 },
	{ 0x01dd, 0x018e },
	{ 0x01f0, 0x01f0 },
	{ 0x01f9, 0x01f8 },
	{ 0x0219, 0x0218 },
	{ 0x0233, 0x0232 },
	{ 0x0250, 0x0250 },
	{ 0x0253, 0x0181 },
	{ 0x026b, 0x2c62 },
	{ 0x027d, 0x2c64 },
	{ 0x0280, 0x01a6 },
	{ 0x0345, 0x0399 },
	{ 0x037b, 0x03fd },
	{ 0x0390, 0x0390 },
	{ 0x03ac, 0x0386 },
	{ 0x03b1, 0x0391 },
	{ 0x03c9, 0x03a9 },
	{ 0x03d0, 0x0392 },
	{ 0x03db, 0x03da },
	{ 0x03f2, 0x03f9 },
	{ 0x0430, 0x0410 },
	{ 0x0450, 0x0400 },
	{ 0x045d, 0x040d },
	{ 0x048d, 0x048c },
	{ 0x04cf, 0x04c0 },
	{ 0x04ed, 0x04ec },
	{ 0x0561, 0x0531 },
	{ 0x0587, 0x0587 },
	{ 0x1d7d, 0x2c63 },
	{ 0x1e01, 0x1e00 },
	{ 0x1e9b, 0x1e60 },
	{ 0x1f00, 0x1f08 },
	{ 0x1f50, 0x1f50 },
	{ 0x1f51, 0x1f59 },
	{ 0x1f70, 0x1fba },
	{ 0x1f80, 0x1f88 },
	{ 0x1fb3, 0x1fbc },
	{ 0x1fbe, 0x0399 },
	{ 0x1fe5, 0x1fec },
	{ 0x1ff3, 0x1ffc },
	{ 0x214e, 0x2132 },
	{ 0x2170, 0x2160 },
	{ 0x2184, 0x2183 },
	{ 0x24d0, 0x24b6 },
	{ 0x2c30, 0x2c00 },
	{ 0x2c81, 0x2c80 },
	{ 0x2d00, 0x10a0 },
	{ 0xff41, 0xff21 },
	{ 0xff5a, 0xff3a },
};

START_TEST(published_mappings_hold)
{
	for (size_t i = 0; i < ARRAY_SIZE(published); i++)
		ck_assert_msg(upcase(published[i].from) == published[i].to,
			"U+%04X became U+%04X", published[i].from,
			upcase(published[i].from));
}
END_TEST

/* Letters that later versions of Unicode gave a capital, or made. */
static const uint16_t later[] = { 0x0252, 0x0265, 0x0266, 0x0271, 0x0287,
	0x0371, 0x0377, 0x03f3, 0x0515, 0x10d0, 0x13f8, 0x1c80, 0x1d79, 0x2c73,
	0xa641, 0xa723, 0xab70 };

START_TEST(letters_of_later_versions_stay)
{
	ck_assert_uint_eq(upcase(later[_i]), later[_i]);
}
END_TEST

START_TEST(capitals_stay)
{
	uint32_t wrong = 0;

	/* A second application changes nothing, for any code unit. */
	for (uint32_t unit = 0; unit <= 0xffff; unit++) {
		uint16_t upper = upcase((uint16_t)unit);

		if (upcase(upper) != upper)
			wrong++;
	}
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

START_TEST(surrogates_and_private_units_are_never_folded)
{
	for (uint32_t unit = 0xd800; unit <= 0xf8ff; unit++)
		ck_assert_uint_eq(upcase((uint16_t)unit), unit);
}
END_TEST

START_TEST(ascii_and_the_table_agree_on_other_characters)
{
	for (uint16_t unit = 0; unit < 0x80; unit++)
		ck_assert_uint_eq(upcase(unit), upcase_lookup(unit));
}
END_TEST

/* The number and a sum of all mappings between characters of Unicode 5.0, as
 * its data files give them, with the exceptions. */
START_TEST(table_is_frozen)
{
	unsigned count = 0;
	uint32_t sum = 0;

	for (uint32_t unit = 0; unit <= 0xffff; unit++) {
		uint16_t upper = upcase((uint16_t)unit);

		if (upper == unit)
			continue;
		count++;
		sum = sum * 31 + unit;
		sum = sum * 31 + upper;
	}
	ck_assert_uint_eq(count, 891);
	ck_assert_uint_eq(sum, 0x7d2487dd);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("upcase");

	TEST_EACH(&suite, documented_exceptions_hold, ARRAY_SIZE(exceptions));
	TEST(&suite, published_mappings_hold);
	TEST_EACH(&suite, letters_of_later_versions_stay, ARRAY_SIZE(later));
	TEST(&suite, capitals_stay);
	TEST(&suite, surrogates_and_private_units_are_never_folded);
	TEST(&suite, ascii_and_the_table_agree_on_other_characters);
	TEST(&suite, table_is_frozen);
	return suite_end(&suite);
}
