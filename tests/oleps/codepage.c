/* SPDX-License-Identifier: MIT */
/* Text in code pages, built in and of the C library. */
#include <stdlib.h>
#include <string.h>

#include "oleps/codepage.h"
#include "support/suite.h"

static const struct {
	uint16_t codepage;
	const char *bytes;
	const uint16_t units[8];
	size_t length;
} texts[] = {
	{ 1252, "a\x80\xFC", { 'a', 0x20AC, 0xFC }, 3 },
	{ 1252, "\x81\x8D\x8F\x90\x9D", { 0x81, 0x8D, 0x8F, 0x90, 0x9D }, 5 },
	{ 65001, "a\xC3\xBC\xF0\x9F\x98\x80", { 'a', 0xFC, 0xD83D, 0xDE00 },
		4 },
	{ 1251, "\xCF\xF0\xE8", { 0x41F, 0x440, 0x438 }, 3 },
	{ 932, "\x93\xFA\x96\x7B", { 0x65E5, 0x672C }, 2 },
	{ 949, "\xC7\xD1", { 0xD55C }, 1 },
	{ 936, "\xD6\xD0", { 0x4E2D }, 1 },
	{ 10000, "\x8A", { 0xE4 }, 1 },
	{ 0, "\xFC", { 0xFC }, 1 },
};

START_TEST(text_of_a_code_page_goes_both_ways)
{
	const uint8_t *bytes = (const uint8_t *)texts[_i].bytes;
	size_t size = strlen(texts[_i].bytes), length = 0, back_size = 0;
	uint16_t *units = NULL;
	uint8_t *back = NULL;

	ck_assert_int_eq(oleps_text_decode(texts[_i].codepage, bytes, size,
				 &units, &length, NULL),
		OLEPS_OK);
	ck_assert_uint_eq(length, texts[_i].length);
	ck_assert_mem_eq(units, texts[_i].units, length * 2);
	ck_assert_uint_eq(units[length], 0);
	ck_assert_int_eq(oleps_text_encode(texts[_i].codepage, units, length,
				 &back, &back_size, NULL),
		OLEPS_OK);
	ck_assert_uint_eq(back_size, size);
	ck_assert_mem_eq(back, bytes, size);
	free(units);
	free(back);
}
END_TEST

static const struct {
	uint16_t codepage;
	const char *bytes;
	size_t bad;
} broken[] = {
	{ 65001,
		"a\xFF"
		"b\xC3",
		2 },
	{ 1200, "abc", 1 },
	{ 932, "a\x93", 1 },
};

START_TEST(bytes_that_are_no_text_are_counted)
{
	const uint8_t *bytes = (const uint8_t *)broken[_i].bytes;
	size_t size = strlen(broken[_i].bytes), length = 0, bad = 0;
	uint16_t *units = NULL;

	ck_assert_int_eq(oleps_text_decode(broken[_i].codepage, bytes, size,
				 &units, &length, NULL),
		OLEPS_NO_TRANSLATION);
	ck_assert_ptr_null(units);
	ck_assert_int_eq(oleps_text_decode(broken[_i].codepage, bytes, size,
				 &units, &length, &bad),
		OLEPS_OK);
	ck_assert_uint_eq(bad, broken[_i].bad);
	ck_assert_uint_eq(units[length - 1], 0xFFFD);
	free(units);
}
END_TEST

START_TEST(what_a_page_cannot_say_becomes_a_question_mark)
{
	static const uint16_t units[] = { 'a', 0x65E5, 0xD83D, 0xDE00, 'b' };
	static const uint16_t pages[] = { 1252, 1251 };
	uint8_t *bytes = NULL;
	size_t size = 0, bad = 0;

	ck_assert_int_eq(
		oleps_text_encode(pages[_i], units, 5, &bytes, &size, NULL),
		OLEPS_NO_TRANSLATION);
	ck_assert_ptr_null(bytes);
	ck_assert_int_eq(
		oleps_text_encode(pages[_i], units, 5, &bytes, &size, &bad),
		OLEPS_OK);
	ck_assert_uint_eq(bad, 2);
	ck_assert_uint_eq(size, 4);
	ck_assert_mem_eq(bytes, "a??b", 4);
	free(bytes);
}
END_TEST

START_TEST(lone_surrogates_pass_through_utf16)
{
	static const uint8_t bytes[] = { 0x00, 0xD8, 'a', 0 };
	uint16_t *units = NULL;
	uint8_t *back = NULL;
	size_t length = 0, size = 0;

	ck_assert_int_eq(
		oleps_text_decode(1200, bytes, 4, &units, &length, NULL),
		OLEPS_OK);
	ck_assert_uint_eq(units[0], 0xD800);
	ck_assert_int_eq(
		oleps_text_encode(1200, units, length, &back, &size, NULL),
		OLEPS_OK);
	ck_assert_uint_eq(size, 4);
	ck_assert_mem_eq(back, bytes, 4);
	free(units);
	free(back);
}
END_TEST

START_TEST(nothing_is_text_too)
{
	uint16_t *units = NULL;
	uint8_t *bytes = NULL;
	size_t length = 1, size = 1;

	ck_assert_int_eq(
		oleps_text_decode(1252, NULL, 0, &units, &length, NULL),
		OLEPS_OK);
	ck_assert_uint_eq(length, 0);
	ck_assert_int_eq(oleps_text_encode(932, units, 0, &bytes, &size, NULL),
		OLEPS_OK);
	ck_assert_uint_eq(size, 0);
	free(units);
	free(bytes);
}
END_TEST

START_TEST(unknown_pages_are_told)
{
	uint16_t *units = NULL;
	size_t length;

	ck_assert(oleps_codepage_known(1200));
	ck_assert(oleps_codepage_known(874));
	ck_assert(!oleps_codepage_known(9999));
	ck_assert(!oleps_codepage_known(0));
	ck_assert_int_eq(oleps_text_decode(9999, (const uint8_t *)"a", 1,
				 &units, &length, NULL),
		OLEPS_NO_CODEPAGE);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("codepage");

	TEST_EACH(
		&suite, text_of_a_code_page_goes_both_ways, ARRAY_SIZE(texts));
	TEST_EACH(
		&suite, bytes_that_are_no_text_are_counted, ARRAY_SIZE(broken));
	TEST_EACH(&suite, what_a_page_cannot_say_becomes_a_question_mark, 2);
	TEST(&suite, lone_surrogates_pass_through_utf16);
	TEST(&suite, nothing_is_text_too);
	TEST(&suite, unknown_pages_are_told);
	return suite_end(&suite);
}
