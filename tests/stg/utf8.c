/* SPDX-License-Identifier: MIT */
/* Names of files between UTF-16 and bytes, and as absolute paths. */
#include "stg/utf8.h"

#include <errno.h>
#include <unistd.h>

#include "stg/path.h"
#include "support.h"

static void
ck_both_ways(const char *bytes, const OLECHAR *units, size_t count)
{
	OLECHAR *text;
	char *back;

	ck_hr(stg_olestr_from_utf8(bytes, &text), S_OK);
	ck_assert_mem_eq(text, units, (count + 1) * sizeof *units);
	back = stg_utf8_from_olestr(text);
	ck_assert_str_eq(back, bytes);
	free(back);
	CoTaskMemFree(text);
}

#define CK_BOTH_WAYS(bytes, ...)                                 \
	ck_both_ways(bytes, (const OLECHAR[]){ __VA_ARGS__, 0 }, \
		sizeof((const OLECHAR[]){ __VA_ARGS__ }) / sizeof(OLECHAR))

START_TEST(characters_of_every_length_go_both_ways)
{
	CK_BOTH_WAYS("a", 'a');
	CK_BOTH_WAYS("\xC3\xA9", 0xE9);
	CK_BOTH_WAYS("\xE2\x82\xAC", 0x20AC);
	CK_BOTH_WAYS("\xF0\x9F\x93\x84", 0xD83D, 0xDCC4);
	CK_BOTH_WAYS("\xEF\xBF\xBF", 0xFFFF);
	ck_both_ways("", (const OLECHAR[]){ 0 }, 0);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_survive)
{
	CK_BOTH_WAYS("\x80", 0xDC80);
	CK_BOTH_WAYS("a\xFF", 'a', 0xDCFF);
	CK_BOTH_WAYS("\xC3", 0xDCC3);
	CK_BOTH_WAYS("\xC3\xC3\xA9", 0xDCC3, 0xE9);
	CK_BOTH_WAYS("\xE2\x82", 0xDCE2, 0xDC82);
	CK_BOTH_WAYS("\xC0\xAF", 0xDCC0, 0xDCAF);             /* overlong */
	CK_BOTH_WAYS("\xED\xA0\x80", 0xDCED, 0xDCA0, 0xDC80); /* surrogate */
	CK_BOTH_WAYS("\xF4\x90\x80\x80", 0xDCF4, 0xDC90, 0xDC80, 0xDC80);
	CK_BOTH_WAYS("\xF0\x9F\x93\x84\x84", 0xD83D, 0xDCC4, 0xDC84);
}
END_TEST

START_TEST(every_two_bytes_survive)
{
	for (unsigned pair = 0x0101; pair <= 0xFFFF; pair++) {
		const char bytes[] = { (char)(pair >> 8), (char)pair, '\0' };
		OLECHAR *text;
		char *back;

		if ((pair & 0xFF) == 0)
			continue;
		ck_hr(stg_olestr_from_utf8(bytes, &text), S_OK);
		back = stg_utf8_from_olestr(text);
		ck_assert_str_eq(back, bytes);
		free(back);
		CoTaskMemFree(text);
	}
}
END_TEST

START_TEST(other_lone_surrogates_have_no_bytes)
{
	static const OLECHAR lone[] = { 0xD800, 0xDBFF, 0xDC00, 0xDC7F, 0xDD00,
		0xDFFF };

	for (size_t i = 0; i < ARRAY_SIZE(lone); i++) {
		const OLECHAR text[] = { 'a', lone[i], 'b', 0 };

		errno = 0;
		ck_assert_ptr_null(stg_utf8_from_olestr(text));
		ck_assert_int_eq(errno, EILSEQ);
	}
}
END_TEST

START_TEST(a_relative_path_gets_the_working_directory)
{
	static const char *const paths[] = { "usr", "./usr", ".//./usr" };
	OLECHAR *name;
	char *path;

	ck_assert_int_eq(chdir("/"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		path = path_absolute(paths[i]);
		ck_assert_str_eq(path, "/usr");
		free(path);
	}
	ck_assert_int_eq(chdir("/dev"), 0);
	ck_hr(path_absolute_olestr("../dev/.null", &name), S_OK);
	ck_assert(is_text(name, "/dev/../dev/.null"));
	CoTaskMemFree(name);
}
END_TEST

START_TEST(an_absolute_path_stays)
{
	char *path = path_absolute("/a/./b/../c//d");

	ck_assert_str_eq(path, "/a/./b/../c//d");
	free(path);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		characters_of_every_length_go_both_ways,
		bytes_that_are_not_utf8_survive,
		every_two_bytes_survive,
		other_lone_surrogates_have_no_bytes,
		a_relative_path_gets_the_working_directory,
		an_absolute_path_stays,
	};

	return run_tests("utf8", tests, ARRAY_SIZE(tests));
}
