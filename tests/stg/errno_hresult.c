/* SPDX-License-Identifier: MIT */
/* Error numbers as results, and which part of a path is missing. */
#include "stg/errno_hresult.h"

#include <errno.h>

#include "support.h"

START_TEST(each_number_has_its_result)
{
	static const struct {
		int err;
		HRESULT result;
	} pairs[] = {
		{ 0, S_OK },
		{ ENOENT, STG_E_FILENOTFOUND },
		{ ENOTDIR, STG_E_PATHNOTFOUND },
		{ EACCES, STG_E_ACCESSDENIED },
		{ EPERM, STG_E_ACCESSDENIED },
		{ EISDIR, STG_E_ACCESSDENIED },
		{ EROFS, STG_E_DISKISWRITEPROTECTED },
		{ ENOSPC, STG_E_MEDIUMFULL },
		{ EDQUOT, STG_E_MEDIUMFULL },
		{ EFBIG, STG_E_MEDIUMFULL },
		{ EMFILE, STG_E_TOOMANYOPENFILES },
		{ ENFILE, STG_E_TOOMANYOPENFILES },
		{ EEXIST, STG_E_FILEALREADYEXISTS },
		{ ETXTBSY, STG_E_SHAREVIOLATION },
		{ ENOMEM, STG_E_INSUFFICIENTMEMORY },
		{ ENAMETOOLONG, STG_E_INVALIDNAME },
	};
	static const int operations[] = { IO_OPEN, IO_READ, IO_WRITE };

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		for (size_t k = 0; k < ARRAY_SIZE(operations); k++)
			ck_hr(hresult_from_errno(pairs[i].err, operations[k]),
				pairs[i].result);
}
END_TEST

START_TEST(a_device_error_depends_on_the_operation)
{
	ck_hr(hresult_from_errno(EIO, IO_OPEN), STG_E_READFAULT);
	ck_hr(hresult_from_errno(EIO, IO_READ), STG_E_READFAULT);
	ck_hr(hresult_from_errno(EIO, IO_WRITE), STG_E_WRITEFAULT);
	ck_hr(hresult_from_errno(4095, IO_READ), STG_E_READFAULT);
	ck_hr(hresult_from_errno(4095, IO_WRITE), STG_E_WRITEFAULT);
}
END_TEST

START_TEST(a_missing_directory_is_a_missing_path)
{
	ck_hr(hresult_from_open("/no-such/file", ENOENT), STG_E_PATHNOTFOUND);
	ck_hr(hresult_from_open("no-such//file", ENOENT), STG_E_PATHNOTFOUND);
	ck_hr(hresult_from_open("no-such/a/b", ENOENT), STG_E_PATHNOTFOUND);
}
END_TEST

START_TEST(a_missing_file_in_a_directory_is_a_missing_file)
{
	static const char *const paths[] = { "", "no-such", "./no-such",
		"/no-such", "//no-such", "../no-such", "no-such/",
		"/dev//no-such//" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		ck_hr(hresult_from_open(paths[i], ENOENT), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(other_errors_do_not_depend_on_the_path)
{
	ck_hr(hresult_from_open("no-such/file", EACCES), STG_E_ACCESSDENIED);
	ck_hr(hresult_from_open("no-such/file", EIO), STG_E_READFAULT);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		each_number_has_its_result,
		a_device_error_depends_on_the_operation,
		a_missing_directory_is_a_missing_path,
		a_missing_file_in_a_directory_is_a_missing_file,
		other_errors_do_not_depend_on_the_path,
	};

	return run_tests("errno_hresult", tests, ARRAY_SIZE(tests));
}
