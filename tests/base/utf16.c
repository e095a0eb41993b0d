/* SPDX-License-Identifier: MIT */
/* UTF-16 and UTF-8, code point by code point. */
#include "base/utf16.h"

#include <stdbool.h>
#include <string.h>

#include "support/suite.h"

static bool
is_surrogate(uint32_t point)
{
	return point >= 0xd800 && point <= 0xdfff;
}

START_TEST(every_code_point_survives_utf16)
{
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		uint16_t units[2];
		size_t n = utf16_encode(point, units);
		uint32_t back;

		if (n != (point < 0x10000 ? 1U : 2U) ||
			utf16_decode(units, n, &back) != n || back != point)
			ck_abort_msg("U+%04X", (unsigned)point);
	}
}
END_TEST

START_TEST(every_code_point_survives_utf8)
{
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		char bytes[UTF8_MAX];
		uint32_t back;
		size_t n;

		if (is_surrogate(point))
			continue;
		n = utf8_encode(point, bytes);
		if (utf8_decode(bytes, n, &back) != n || back != point)
			ck_abort_msg("U+%04X", (unsigned)point);
		/* Its beginning alone is nothing. */
		if (n > 1 && utf8_decode(bytes, n - 1, &back) != 0)
			ck_abort_msg("U+%04X cut short", (unsigned)point);
	}
}
END_TEST

START_TEST(known_code_points_have_their_bytes)
{
	char bytes[UTF8_MAX];

	ck_assert_uint_eq(utf8_encode(0x20ac, bytes), 3);
	ck_assert_mem_eq(bytes, "\xe2\x82\xac", 3);
	ck_assert_uint_eq(utf8_encode(0x1f600, bytes), 4);
	ck_assert_mem_eq(bytes, "\xf0\x9f\x98\x80", 4);
	ck_assert_uint_eq(utf8_encode(0, bytes), 1);
	ck_assert_int_eq(bytes[0], 0);
}
END_TEST

START_TEST(lone_surrogate_is_handed_out_as_it_is)
{
	static const uint16_t cases[][2] = {
		{ 0xd800, 'a' },
		{ 0xdbff, 0xd800 },
		{ 0xdc00, 0xd800 },
		{ 0xdfff, 0xdc00 },
		{ 0xd800, 0xdbff },
		{ 0xd800, 0xe000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t point;

		ck_assert_uint_eq(utf16_decode(cases[i], 2, &point), 1);
		ck_assert_uint_eq(point, cases[i][0]);
	}
}
END_TEST

START_TEST(pair_at_the_end_of_the_text_is_not_completed)
{
	static const uint16_t pair[] = { 0xd83d, 0xde00 };
	uint32_t point;

	ck_assert_uint_eq(utf16_decode(pair, 1, &point), 1);
	ck_assert_uint_eq(point, 0xd83d);
	ck_assert_uint_eq(utf16_decode(pair, 2, &point), 2);
	ck_assert_uint_eq(point, 0x1f600);
}
END_TEST

static const char *const invalid[] = {
	"\x80", /* a continuation alone */
	"\xbf",
	"\xc0\x80", /* overlong */
	"\xc1\xbf",
	"\xe0\x80\x80",
	"\xe0\x9f\xbf",
	"\xf0\x80\x80\x80",
	"\xf0\x8f\xbf\xbf",
	"\xed\xa0\x80", /* surrogates */
	"\xed\xbf\xbf",
	"\xf4\x90\x80\x80", /* above U+10FFFF */
	"\xf5\x80\x80\x80",
	"\xf8\x88\x80\x80\x80",
	"\xfe",
	"\xff",
	"\xc2", /* cut short */
	"\xc2\x41",
	"\xe2\x82",
	"\xe2\x41\xac",
	"\xe2\x82\x41",
	"\xf0\x9f\x98",
	"\xf0\x9f\x98\x41",
};

START_TEST(invalid_bytes_are_not_decoded)
{
	uint32_t point = 0x1234;

	ck_assert_uint_eq(
		utf8_decode(invalid[_i], strlen(invalid[_i]), &point), 0);
	ck_assert_uint_eq(point, 0x1234);
}
END_TEST

START_TEST(no_other_byte_pair_is_a_code_point)
{
	unsigned count = 0;

	for (unsigned a = 0x80; a < 0x100; a++) {
		for (unsigned b = 0; b < 0x100; b++) {
			char bytes[2] = { (char)a, (char)b };
			uint32_t point;

			count += utf8_decode(bytes, 2, &point) == 2;
		}
	}
	ck_assert_uint_eq(count, 0x800 - 0x80);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("utf16");

	TEST(&suite, every_code_point_survives_utf16);
	TEST(&suite, every_code_point_survives_utf8);
	TEST(&suite, known_code_points_have_their_bytes);
	TEST(&suite, lone_surrogate_is_handed_out_as_it_is);
	TEST(&suite, pair_at_the_end_of_the_text_is_not_completed);
	TEST_EACH(&suite, invalid_bytes_are_not_decoded, ARRAY_SIZE(invalid));
	TEST(&suite, no_other_byte_pair_is_a_code_point);
	return suite_end(&suite);
}
