/* SPDX-License-Identifier: MIT */
/* Text of code pages and UTF-16, in the manner of Windows. */
#include <string.h>

#include <stg/compat/winerror.h>
#include <stg/lasterror.h>
#include <stg/stringapi.h>

#include "support.h"

static const OLECHAR euro[] = u"a\u20ACb";
static const OLECHAR lone[] = { 'a', 0xD800, 'b', 0 };
static const OLECHAR far[] = { 0xD83D, 0xDE00, 0 };

static void
ck_wide(UINT codepage, const char *text, int size, const OLECHAR *expected,
	int count)
{
	OLECHAR room[16];

	ck_assert_int_eq(MultiByteToWideChar(codepage, 0, text, size, NULL, 0),
		count);
	ck_assert_int_eq(MultiByteToWideChar(codepage, 0, text, size, room,
		count), count);
	ck_assert_mem_eq(room, expected, (size_t)count * sizeof *room);
}

static void
ck_bytes(UINT codepage, const OLECHAR *text, int length, const char *expected)
{
	int size = (int)strlen(expected) + (length < 0);
	char room[32];

	ck_assert_int_eq(WideCharToMultiByte(codepage, 0, text, length, NULL,
		0, NULL, NULL), size);
	ck_assert_int_eq(WideCharToMultiByte(codepage, 0, text, length, room,
		size, NULL, NULL), size);
	ck_assert_mem_eq(room, expected, (size_t)size);
}

START_TEST(text_of_code_pages_becomes_utf16)
{
	ck_wide(CP_UTF8, "a\xE2\x82\xAC" "b", -1, euro, 4);
	ck_wide(CP_ACP, "a\xE2\x82\xAC" "b", 5, euro, 3);
	ck_wide(1252, "a\x80" "b", 3, euro, 3);
	ck_wide(1251, "\xC0", 1, u"\u0410", 1);
	ck_wide(932, "\x82\xA0", -1, u"\u3042", 2);
	ck_wide(CP_UTF8, "\xF0\x9F\x98\x80", 4, far, 2);
	ck_wide(CP_UTF8, "x\xFFy", 3, u"x\uFFFDy", 3);
}
END_TEST

START_TEST(utf16_becomes_text_of_code_pages)
{
	ck_bytes(CP_UTF8, euro, -1, "a\xE2\x82\xAC" "b");
	ck_bytes(CP_ACP, euro, 3, "a\xE2\x82\xAC" "b");
	ck_bytes(1252, euro, -1, "a\x80" "b");
	ck_bytes(1251, u"\u0410", 1, "\xC0");
	ck_bytes(932, u"\u3042", -1, "\x82\xA0");
	ck_bytes(CP_UTF8, far, 2, "\xF0\x9F\x98\x80");
}
END_TEST

START_TEST(what_cannot_be_said_is_replaced_or_fails)
{
	BOOL used = 7;
	char room[8];

	ck_bytes(CP_UTF8, lone, -1, "a\xEF\xBF\xBD" "b");
	ck_bytes(1252, u"a\u0410b", -1, "a?b");
	ck_assert_int_eq(WideCharToMultiByte(1252, 0, u"\u0410b", 2, room, 8,
		"*", &used), 2);
	ck_assert_mem_eq(room, "*b", 2);
	ck_assert_int_eq(used, TRUE);
	ck_assert_int_eq(WideCharToMultiByte(1252, 0, u"ab", 2, room, 8, "*",
		&used), 2);
	ck_assert_int_eq(used, FALSE);
	ck_assert_int_eq(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS,
		lone, -1, room, 8, NULL, NULL), 0);
	ck_assert_uint_eq(GetLastError(), ERROR_NO_UNICODE_TRANSLATION);
	SetLastError(0);
	ck_assert_int_eq(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS,
		"\xFF", 1, NULL, 0), 0);
	ck_assert_uint_eq(GetLastError(), ERROR_NO_UNICODE_TRANSLATION);
}
END_TEST

START_TEST(too_little_room_writes_nothing)
{
	OLECHAR wide[2] = { 'q', 'r' };
	char bytes[2] = { 'q', 'r' };

	ck_assert_int_eq(MultiByteToWideChar(CP_UTF8, 0, "abc", 3, wide, 2),
		0);
	ck_assert_uint_eq(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
	ck_assert_uint_eq(wide[0], 'q');
	SetLastError(0);
	ck_assert_int_eq(WideCharToMultiByte(CP_UTF8, 0, u"abc", 3, bytes, 2,
		NULL, NULL), 0);
	ck_assert_uint_eq(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
	ck_assert_int_eq(bytes[0], 'q');
}
END_TEST

static void
ck_refused(int count, DWORD error)
{
	ck_assert_int_eq(count, 0);
	ck_assert_uint_eq(GetLastError(), error);
	SetLastError(0);
}

START_TEST(bad_arguments_are_refused)
{
	OLECHAR wide[4] = { 0 };
	BOOL used;

	ck_refused(MultiByteToWideChar(CP_UTF8, 0, NULL, 1, wide, 4),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(CP_UTF8, 0, "a", 0, wide, 4),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(CP_UTF8, 0, "a", -2, wide, 4),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(CP_UTF8, 0, "a", 1, NULL, 4),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(CP_UTF8, 0, "a", 1, wide, -1),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(59999, 0, "a", 1, wide, 4),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(1200, 0, "a", 1, wide, 4),
		ERROR_INVALID_PARAMETER);
	ck_refused(MultiByteToWideChar(0x14E4, 0x100, "a", 1, wide, 4),
		ERROR_INVALID_FLAGS);
	ck_refused(WideCharToMultiByte(CP_UTF8, 0, wide, 4, (char *)wide, 8,
		NULL, NULL), ERROR_INVALID_PARAMETER);
	ck_refused(WideCharToMultiByte(CP_UTF8, 0, u"a", 1, NULL, 0, "*",
		NULL), ERROR_INVALID_PARAMETER);
	ck_refused(WideCharToMultiByte(CP_UTF8, 0, u"a", 1, NULL, 0, NULL,
		&used), ERROR_INVALID_PARAMETER);
	ck_refused(WideCharToMultiByte(1252, WC_ERR_INVALID_CHARS, u"a", 1,
		NULL, 0, NULL, NULL), ERROR_INVALID_FLAGS);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		text_of_code_pages_becomes_utf16,
		utf16_becomes_text_of_code_pages,
		what_cannot_be_said_is_replaced_or_fails,
		too_little_room_writes_nothing,
		bad_arguments_are_refused,
	};

	return run_tests("stg/stringapi", tests, ARRAY_SIZE(tests));
}
