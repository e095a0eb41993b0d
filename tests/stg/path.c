/* SPDX-License-Identifier: MIT */
/* Paths of files as Stat shows them. */
#include "stg/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/memory.h>

#include "support/suite.h"

static void
check_path(const char *path, const char *expected)
{
	char *absolute = path_absolute(path);

	ck_assert_ptr_nonnull(absolute);
	ck_assert_str_eq(absolute, expected);
	free(absolute);
}

START_TEST(absolute_path_stays_as_it_is)
{
	check_path("/", "/");
	check_path("/a/b", "/a/b");
	check_path("/a/../b/./c//d/", "/a/../b/./c//d/");
}
END_TEST

START_TEST(relative_path_gets_the_working_directory)
{
	ck_assert_int_eq(chdir("/usr/lib"), 0);
	check_path("a", "/usr/lib/a");
	check_path("a/b", "/usr/lib/a/b");
	check_path("../a", "/usr/lib/../a");
	ck_assert_int_eq(chdir("/"), 0);
	check_path("a", "/a");
	check_path("../a", "/../a");
}
END_TEST

START_TEST(dots_in_front_mean_nothing)
{
	ck_assert_int_eq(chdir("/usr"), 0);
	check_path("./a", "/usr/a");
	check_path(".//a", "/usr/a");
	check_path("././a", "/usr/a");
	check_path(".a", "/usr/.a");
	check_path("./.a", "/usr/.a");
}
END_TEST

START_TEST(missing_working_directory_is_an_error)
{
	char directory[] = "/tmp/stg-test-XXXXXX";
	OLECHAR *name = (void *)directory;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
	ck_assert_int_eq(rmdir(directory), 0);
	errno = 0;
	ck_assert_ptr_null(path_absolute("a"));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_uint_eq((ULONG)path_absolute_olestr("a", &name),
		(ULONG)STG_E_FILENOTFOUND);
	ck_assert_ptr_null(name);
	/* Who knows the whole path needs none. */
	check_path("/a", "/a");
}
END_TEST

START_TEST(path_is_had_in_utf16)
{
	OLECHAR *name;

	ck_assert_int_eq(chdir("/usr"), 0);
	ck_assert_int_eq(path_absolute_olestr("\xc3\xa4", &name), S_OK);
	ck_assert_mem_eq(name, u"/usr/\u00e4", 14);
	CoTaskMemFree(name);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("path");

	TEST(&suite, absolute_path_stays_as_it_is);
	TEST(&suite, relative_path_gets_the_working_directory);
	TEST(&suite, dots_in_front_mean_nothing);
	TEST(&suite, missing_working_directory_is_an_error);
	TEST(&suite, path_is_had_in_utf16);
	return suite_end(&suite);
}
