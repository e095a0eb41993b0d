/* SPDX-License-Identifier: MIT */
/* Names as text and back: the grammar of <stg/helpers.h>. */
#include <stdbool.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>

#include "base/utf16.h"
#include "support/random.h"
#include "support/suite.h"

static size_t
units_of(const OLECHAR *name)
{
	size_t n = 0;

	while (name[n] != 0)
		n++;
	return n;
}

static const struct {
	const OLECHAR *name;
	const char *text;
} canonical[] = {
	{ u"", "\\e" },
	{ u"WordDocument", "WordDocument" },
	{ u"\x1"
	  u"CompObj",
		"\\x01CompObj" },
	{ u"\x5SummaryInformation", "\\x05SummaryInformation" },
	{ u"a/b", "a\\x2Fb" },
	{ u"a\\b", "a\\\\b" },
	{ u"a:b!c", "a:b!c" },
	{ u" . ", " . " },
	{ u"..", ".." },
	{ u"\x7f\x9f\xa0", "\\x7F\\x9F\xc2\xa0" },
	{ u"\u00e4\u20ac", "\xc3\xa4\xe2\x82\xac" },
	{ u"\U0001f600", "\xf0\x9f\x98\x80" },
	{ u"\xd83d", "\\uD83D" },
	{ u"\xde00\xd83d", "\\uDE00\\uD83D" },
	{ u"\xd83d\xd83d\xde00", "\\uD83D\xf0\x9f\x98\x80" },
	{ u"\x202e"
	  u"cod.exe",
		"\\u202Ecod.exe" },
	{ u"\x200b\x200d\x2060\xfeff", "\\u200B\\u200D\\u2060\\uFEFF" },
	{ u"\x2028\x2029", "\\u2028\\u2029" },
	{ u"\xfffe\xffff\xfdd0", "\\uFFFE\\uFFFF\\uFDD0" },
	{ u"\xfffd", "\xef\xbf\xbd" },
	{ u"\xd83f\xdffe", "\\uD83F\\uDFFE" }, /* U+1FFFE */
	{ u"\xdbff\xdfff", "\\uDBFF\\uDFFF" }, /* U+10FFFF */
	{ u"\xdbff\xdffd", "\xf4\x8f\xbf\xbd" },
};

START_TEST(names_have_one_canonical_form)
{
	const OLECHAR *name = canonical[_i].name;
	char text[STG_NAME_TEXT_SIZE];
	size_t length =
		stg_name_escape(name, units_of(name), text, sizeof text);

	ck_assert_str_eq(text, canonical[_i].text);
	ck_assert_uint_eq(length, strlen(text));
}
END_TEST

START_TEST(canonical_form_reads_back)
{
	const char *text = canonical[_i].text;
	const OLECHAR *name = canonical[_i].name;
	OLECHAR back[STG_NAME_UNITS + 1];
	size_t units;

	ck_assert_int_eq(
		stg_name_unescape(text, strlen(text), back, &units), S_OK);
	ck_assert_uint_eq(units, units_of(name));
	ck_assert_mem_eq(back, name, (units + 1) * sizeof *back);
}
END_TEST

static void
round_trip(const OLECHAR *name, size_t units)
{
	char text[STG_NAME_TEXT_SIZE];
	OLECHAR back[STG_NAME_UNITS + 1];
	size_t length = stg_name_escape(name, units, text, sizeof text);
	size_t back_units;

	ck_assert_uint_lt(length, sizeof text);
	ck_assert_uint_eq(strlen(text), length);
	ck_assert_ptr_null(strchr(text, '/'));
	ck_assert_int_eq(
		stg_name_unescape(text, length, back, &back_units), S_OK);
	ck_assert_uint_eq(back_units, units);
	ck_assert(memcmp(back, name, units * sizeof *back) == 0);
	ck_assert_uint_eq(back[units], 0);
}

START_TEST(every_code_unit_survives)
{
	for (uint32_t unit = 0; unit <= 0xffff; unit++) {
		OLECHAR name[3] = { 'a', (OLECHAR)unit, 'b' };

		round_trip(name, 3);
		round_trip(name + 1, 1);
	}
}
END_TEST

/* The last ones of each plane, where noncharacters are, and a sample. */
START_TEST(code_points_beyond_the_first_plane_survive)
{
	for (uint32_t point = 0x10000; point <= 0x10ffff; point++) {
		uint16_t units[2];

		if ((point & 0xff00) != 0xff00 && point % 101 != 0)
			continue;
		utf16_encode(point, units);
		round_trip((const OLECHAR *)units, 2);
	}
}
END_TEST

/* Surrogates, controls and letters in any company, NULs included. */
START_TEST(random_names_survive)
{
	static const uint16_t some[] = { 0, 1, '/', '\\', 'e', 'x', 'u', '0',
		0x7f, 0x85, 0x200e, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe };
	uint64_t state = 1;

	for (int i = 0; i < 30000; i++) {
		OLECHAR name[STG_NAME_UNITS];
		size_t units = random_below(&state, STG_NAME_UNITS + 1);

		for (size_t k = 0; k < units; k++)
			name[k] = random_below(&state, 4)
					  ? some[random_below(
						    &state, ARRAY_SIZE(some))]
					  : (OLECHAR)random_next(&state);
		round_trip(name, units);
	}
}
END_TEST

START_TEST(nothing_that_deceives_a_terminal_is_shown)
{
	for (uint32_t unit = 0; unit <= 0xffff; unit++) {
		OLECHAR name = (OLECHAR)unit;
		char text[STG_NAME_TEXT_SIZE];
		bool hidden =
			unit < 0x20 || unit == '/' || unit == '\\' ||
			(unit >= 0x7f && unit <= 0x9f) || unit == 0x61c ||
			(unit >= 0x200b && unit <= 0x200f) ||
			(unit >= 0x2028 && unit <= 0x202e) || unit == 0x2060 ||
			(unit >= 0x2066 && unit <= 0x2069) ||
			(unit >= 0xd800 && unit <= 0xdfff) ||
			(unit >= 0xfdd0 && unit <= 0xfdef) || unit == 0xfeff ||
			(unit >= 0xfff9 && unit <= 0xfffb) || unit >= 0xfffe;

		stg_name_escape(&name, 1, text, sizeof text);
		ck_assert_int_eq(text[0] == '\\', hidden);
	}
}
END_TEST

static const struct {
	const char *text;
	const OLECHAR *name;
} tolerated[] = {
	{ "\\x41\\x62", u"Ab" },
	{ "\\u0041\\u00e4", u"A\u00e4" },
	{ "\\x2f", u"/" },
	{ "\\u002F", u"/" },
	{ "\\uABCD\\uabcd", u"\xabcd\xabcd" },
	{ "\\ud83d\\ude00", u"\U0001f600" },
	{ "\x01", u"\x01" },
	{ "\xe2\x80\xae", u"\x202e" },
	{ "\\\\e", u"\\e" },
	{ "e", u"e" },
};

START_TEST(other_spellings_are_read)
{
	const char *text = tolerated[_i].text;
	OLECHAR name[STG_NAME_UNITS + 1];
	size_t units;

	ck_assert_int_eq(
		stg_name_unescape(text, strlen(text), name, &units), S_OK);
	ck_assert_uint_eq(units, units_of(tolerated[_i].name));
	ck_assert_mem_eq(name, tolerated[_i].name, units * sizeof *name);
}
END_TEST

static const char *const malformed[] = {
	"", /* only \e is the empty name */
	"\\",
	"a\\",
	"\\e\\e",
	"a\\e",
	"\\ea",
	"\\E",
	"\\x",
	"\\x1",
	"\\x1g",
	"\\xg1",
	"\\x 1",
	"\\x+1",
	"\\X01",
	"\\u",
	"\\u1",
	"\\u12",
	"\\u123",
	"\\u123g",
	"\\U0001F600",
	"\\0",
	"\\n",
	"\\t",
	"\\ ",
	"\\/",
	"/",
	"a/b",
	"\x80",
	"\xc0\x80",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"a\xff",
	"\xe2\x82",
};

START_TEST(malformed_text_is_no_name)
{
	OLECHAR name[STG_NAME_UNITS + 1];
	size_t units;

	ck_assert_int_eq(stg_name_unescape(malformed[_i], strlen(malformed[_i]),
				 name, &units),
		STG_E_INVALIDNAME);
}
END_TEST

/* No backslash is followed by anything else. */
START_TEST(no_other_escape_exists)
{
	for (unsigned c = 0; c < 256; c++) {
		char text[] = { '\\', (char)c, '0', '0', '4', '1', 'z' };
		OLECHAR name[STG_NAME_UNITS + 1];
		size_t units;
		HRESULT hr = stg_name_unescape(text, sizeof text, name, &units);

		ck_assert_int_eq(hr, c == '\\' || c == 'x' || c == 'u'
					     ? S_OK
					     : STG_E_INVALIDNAME);
	}
}
END_TEST

START_TEST(length_decides_and_no_nul)
{
	OLECHAR name[STG_NAME_UNITS + 1];
	size_t units;

	ck_assert_int_eq(stg_name_unescape("abc", 2, name, &units), S_OK);
	ck_assert_uint_eq(units, 2);
	ck_assert_int_eq(stg_name_unescape("a\0b", 3, name, &units), S_OK);
	ck_assert_uint_eq(units, 3);
	ck_assert_uint_eq(name[1], 0);
	/* Escapes that would go on behind the end are cut short. */
	ck_assert_int_eq(
		stg_name_unescape("\\x41", 3, name, &units), STG_E_INVALIDNAME);
	ck_assert_int_eq(stg_name_unescape("\xc3\xa4", 1, name, &units),
		STG_E_INVALIDNAME);
}
END_TEST

START_TEST(names_have_31_units_at_most)
{
	char text[200];
	OLECHAR name[STG_NAME_UNITS + 1];
	size_t units;

	memset(text, 'x', sizeof text);
	ck_assert_int_eq(stg_name_unescape(text, 31, name, &units), S_OK);
	ck_assert_uint_eq(units, 31);
	ck_assert_int_eq(
		stg_name_unescape(text, 32, name, &units), STG_E_INVALIDNAME);
	/* A pair of surrogates does not fit in one. */
	memcpy(text + 30, "\xf0\x9f\x98\x80", 4);
	ck_assert_int_eq(
		stg_name_unescape(text, 34, name, &units), STG_E_INVALIDNAME);
	ck_assert_int_eq(stg_name_unescape(text + 1, 33, name, &units), S_OK);
	ck_assert_uint_eq(units, 31);
}
END_TEST

START_TEST(longest_text_fits_in_the_room_given)
{
	OLECHAR name[STG_NAME_UNITS];
	char text[STG_NAME_TEXT_SIZE];

	for (size_t i = 0; i < STG_NAME_UNITS; i++)
		name[i] = 0xd800;
	ck_assert_uint_eq(
		stg_name_escape(name, STG_NAME_UNITS, text, sizeof text),
		STG_NAME_TEXT_SIZE - 1);
}
END_TEST

START_TEST(text_is_cut_to_its_room_and_counted_whole)
{
	static const OLECHAR name[] = u"\x1"
				      u"abc";

	for (size_t size = 0; size < 12; size++) {
		char text[16];

		memset(text, '#', sizeof text);
		ck_assert_uint_eq(
			stg_name_escape(name, 4, size ? text : NULL, size), 7);
		if (size > 0)
			ck_assert_uint_eq(
				strlen(text), size < 8 ? size - 1 : 7);
		ck_assert_int_eq(text[size], '#');
	}
}
END_TEST

START_TEST(missing_pointers_are_refused)
{
	OLECHAR name[STG_NAME_UNITS + 1];
	size_t units;

	ck_assert_int_eq(
		stg_name_unescape(NULL, 0, name, &units), STG_E_INVALIDPOINTER);
	ck_assert_int_eq(
		stg_name_unescape("a", 1, NULL, &units), STG_E_INVALIDPOINTER);
	ck_assert_int_eq(
		stg_name_unescape("a", 1, name, NULL), STG_E_INVALIDPOINTER);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("escape");

	TEST_EACH(&suite, names_have_one_canonical_form, ARRAY_SIZE(canonical));
	TEST_EACH(&suite, canonical_form_reads_back, ARRAY_SIZE(canonical));
	TEST(&suite, every_code_unit_survives);
	TEST(&suite, code_points_beyond_the_first_plane_survive);
	TEST(&suite, random_names_survive);
	TEST(&suite, nothing_that_deceives_a_terminal_is_shown);
	TEST_EACH(&suite, other_spellings_are_read, ARRAY_SIZE(tolerated));
	TEST_EACH(&suite, malformed_text_is_no_name, ARRAY_SIZE(malformed));
	TEST(&suite, no_other_escape_exists);
	TEST(&suite, length_decides_and_no_nul);
	TEST(&suite, names_have_31_units_at_most);
	TEST(&suite, longest_text_fits_in_the_room_given);
	TEST(&suite, text_is_cut_to_its_room_and_counted_whole);
	TEST(&suite, missing_pointers_are_refused);
	return suite_end(&suite);
}
