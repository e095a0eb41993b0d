/* SPDX-License-Identifier: MIT */
/* Byte arrays on files: transfers, sizes, locks, errors. */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define FILE_NAME "bytes.bin"

static char directory[sizeof "/tmp/lockbytes-XXXXXX"];

/* Each test runs in a fresh directory of its own. */
static void
setup(void)
{
	strcpy(directory, "/tmp/lockbytes-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
}

static void
teardown(void)
{
	(void)chmod(FILE_NAME, 0600);
	(void)unlink(FILE_NAME);
	(void)unlink("link");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(directory), 0);
}

static void
make_file(const void *bytes, size_t length)
{
	int fd =
		open(FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
	close(fd);
}

static ILockBytes *
open_array(DWORD mode)
{
	ILockBytes *array;

	ck_hr(stg_lockbytes_on_file(FILE_NAME, mode, &array), S_OK);
	ck_assert_ptr_nonnull(array);
	return array;
}

static HRESULT
open_result(const char *path, DWORD mode)
{
	static ILockBytes nothing;
	ILockBytes *array = &nothing;
	HRESULT hr = stg_lockbytes_on_file(path, mode, &array);

	ck_assert_ptr_null(array);
	return hr;
}

START_TEST(a_file_is_read)
{
	ILockBytes *array;
	char bytes[10];
	ULONG done;

	make_file("hello", 5);
	array = open_array(STGM_READ);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 10, &done), S_OK);
	ck_assert_uint_eq(done, 5);
	ck_assert_mem_eq(bytes, "hello", 5);
	ck_hr(ILockBytes_ReadAt(array, at(2), bytes, 2, NULL), S_OK);
	ck_assert_mem_eq(bytes, "ll", 2);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(reading_behind_the_end_gives_nothing)
{
	static const uint64_t offsets[] = { 5, 6, 1ULL << 40, INT64_MAX,
		1ULL << 63, UINT64_MAX };
	ILockBytes *array;
	char byte;
	ULONG done;

	make_file("hello", 5);
	array = open_array(STGM_READ);
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		done = 99;
		ck_hr(ILockBytes_ReadAt(array, at(offsets[i]), &byte, 1, &done),
			S_OK);
		ck_assert_uint_eq(done, 0);
	}
	ILockBytes_Release(array);
}
END_TEST

START_TEST(what_was_written_is_read)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);
	char bytes[6];
	ULONG done;

	ck_hr(ILockBytes_WriteAt(array, at(4), "yz", 2, &done), S_OK);
	ck_assert_uint_eq(done, 2);
	ck_hr(ILockBytes_WriteAt(array, at(0), "ab", 2, NULL), S_OK);
	ck_hr(ILockBytes_Flush(array), S_OK);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 6, &done), S_OK);
	ck_assert_uint_eq(done, 6);
	ck_assert_mem_eq(bytes, "ab\0\0yz", 6);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(a_file_takes_four_billion_bytes_and_more)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);
	STATSTG stat;
	char byte;

	ck_hr(ILockBytes_WriteAt(array, at(5ULL << 30), "x", 1, NULL), S_OK);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, (5ULL << 30) + 1);
	ck_hr(ILockBytes_ReadAt(array, at(5ULL << 30), &byte, 1, NULL), S_OK);
	ck_assert_int_eq(byte, 'x');
	ILockBytes_Release(array);
}
END_TEST

START_TEST(size_is_cut_and_grown)
{
	ILockBytes *array;
	STATSTG stat;

	make_file("hello", 5);
	array = open_array(STGM_READWRITE);
	ck_hr(ILockBytes_SetSize(array, at(2)), S_OK);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 2);
	ck_hr(ILockBytes_SetSize(array, at(100000)), S_OK);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 100000);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(offsets_that_no_file_has_are_full)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);
	ULONG done = 99;

	ck_hr(ILockBytes_WriteAt(array, at(1ULL << 63), "x", 1, &done),
		STG_E_MEDIUMFULL);
	ck_assert_uint_eq(done, 0);
	ck_hr(ILockBytes_WriteAt(array, at(INT64_MAX), "x", 1, NULL),
		STG_E_MEDIUMFULL);
	ck_hr(ILockBytes_SetSize(array, at(1ULL << 63)), STG_E_MEDIUMFULL);
	ck_hr(ILockBytes_WriteAt(array, at(1ULL << 63), NULL, 0, NULL), S_OK);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(a_write_that_fails_says_how_far_it_came)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);
	const char bytes[20] = "0123456789";
	struct rlimit old;
	struct rlimit limit;
	HRESULT wrote, grew;
	ULONG done = 99;

	ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 1000;
	/* Check's own file could not grow either. */
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		abort();
	wrote = ILockBytes_WriteAt(array, at(990), bytes, 20, &done);
	grew = ILockBytes_SetSize(array, at(2000));
	if (setrlimit(RLIMIT_FSIZE, &old) != 0)
		abort();
	ck_hr(wrote, STG_E_MEDIUMFULL);
	ck_assert_uint_eq(done, 10);
	ck_hr(grew, STG_E_MEDIUMFULL);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(a_full_device_is_a_full_medium)
{
	ILockBytes *array;
	ULONG done = 99;

	ck_hr(stg_lockbytes_on_file("/dev/full", STGM_READWRITE, &array), S_OK);
	ck_hr(ILockBytes_WriteAt(array, at(0), "x", 1, &done),
		STG_E_MEDIUMFULL);
	ck_assert_uint_eq(done, 0);
	ck_hr(ILockBytes_Flush(array), S_OK);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(access_is_what_was_asked_for)
{
	ILockBytes *array;
	char byte = 'x';
	ULONG done = 99;

	make_file("hello", 5);
	array = open_array(STGM_READ);
	ck_hr(ILockBytes_WriteAt(array, at(0), &byte, 1, &done),
		STG_E_ACCESSDENIED);
	ck_assert_uint_eq(done, 0);
	ck_hr(ILockBytes_SetSize(array, at(0)), STG_E_ACCESSDENIED);
	ck_hr(ILockBytes_Flush(array), S_OK);
	ILockBytes_Release(array);

	array = open_array(STGM_WRITE);
	ck_hr(ILockBytes_ReadAt(array, at(0), &byte, 1, NULL),
		STG_E_ACCESSDENIED);
	ck_hr(ILockBytes_WriteAt(array, at(0), &byte, 1, NULL), S_OK);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(create_empties_and_open_does_not)
{
	ILockBytes *array;
	STATSTG stat;

	make_file("hello", 5);
	array = open_array(STGM_READWRITE);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 5);
	ILockBytes_Release(array);
	array = open_array(STGM_WRITE | STGM_CREATE);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 0);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(a_missing_file_is_never_made)
{
	ck_hr(open_result(FILE_NAME, STGM_READ), STG_E_FILENOTFOUND);
	ck_hr(open_result(FILE_NAME, STGM_READWRITE), STG_E_FILENOTFOUND);
	ck_hr(open_result("no/" FILE_NAME, STGM_READ), STG_E_PATHNOTFOUND);
	ck_hr(open_result("no/" FILE_NAME, STGM_READWRITE | STGM_CREATE),
		STG_E_PATHNOTFOUND);
	ck_assert_int_ne(access(FILE_NAME, F_OK), 0);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_hr(open_result(".", STGM_READ), STG_E_ACCESSDENIED);
	ck_hr(open_result(".", STGM_READWRITE), STG_E_ACCESSDENIED);
	make_file("x", 1);
	ck_hr(open_result(FILE_NAME "/x", STGM_READ), STG_E_PATHNOTFOUND);
}
END_TEST

START_TEST(a_file_without_rights_is_refused)
{
	make_file("x", 1);
	ck_assert_int_eq(chmod(FILE_NAME, 0400), 0);
	if (geteuid() == 0)
		return; /* everything is allowed */
	ck_hr(open_result(FILE_NAME, STGM_READWRITE), STG_E_ACCESSDENIED);
}
END_TEST

START_TEST(flags_of_storages_are_refused)
{
	static const DWORD modes[] = { 3, STGM_CREATE, STGM_SHARE_EXCLUSIVE,
		STGM_READWRITE | STGM_TRANSACTED, STGM_READ | STGM_CREATE };
	ILockBytes *array;

	make_file("x", 1);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		ck_hr(open_result(FILE_NAME, modes[i]), STG_E_INVALIDFLAG);
	ck_hr(open_result(NULL, STGM_READ), STG_E_INVALIDPOINTER);
	ck_hr(stg_lockbytes_on_file(FILE_NAME, STGM_READ, NULL),
		STG_E_INVALIDPOINTER);
	array = open_array(STGM_READ);
	ck_hr(ILockBytes_ReadAt(array, at(0), NULL, 1, NULL),
		STG_E_INVALIDPOINTER);
	ILockBytes_Release(array);
}
END_TEST

static uint64_t
ticks(FILETIME time)
{
	return (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

START_TEST(description_is_that_of_the_file)
{
	const struct timespec times[2] = { { 946684800, 100 },
		{ 978307200, 200 } };
	char cwd[PATH_MAX];
	char expected[PATH_MAX + sizeof FILE_NAME];
	ILockBytes *array;
	STATSTG stat;

	make_file("hello", 5);
	ck_assert_int_eq(utimensat(AT_FDCWD, FILE_NAME, times, 0), 0);
	ck_assert_ptr_nonnull(getcwd(cwd, sizeof cwd));
	snprintf(expected, sizeof expected, "%s/%s", cwd, FILE_NAME);
	ck_hr(stg_lockbytes_on_file("././/" FILE_NAME, STGM_READWRITE, &array),
		S_OK);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert(is_text(stat.pwcsName, expected));
	CoTaskMemFree(stat.pwcsName);
	ck_assert_uint_eq(stat.type, STGTY_LOCKBYTES);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 5);
	ck_assert_uint_eq(ticks(stat.atime), 125911584000000001ULL);
	ck_assert_uint_eq(ticks(stat.mtime), 126227808000000002ULL);
	ck_assert_uint_eq(stat.grfMode, STGM_READWRITE);
	ck_assert_uint_eq(
		stat.grfLocksSupported, LOCK_EXCLUSIVE | LOCK_ONLYONCE);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	ck_hr(ILockBytes_Stat(array, &stat, 2), STG_E_INVALIDFLAG);
	ck_hr(ILockBytes_Stat(array, NULL, 0), STG_E_INVALIDPOINTER);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(an_absolute_path_is_kept)
{
	char path[PATH_MAX];
	ILockBytes *array;
	STATSTG stat;

	make_file("hello", 5);
	ck_assert_int_eq(symlink(FILE_NAME, "link"), 0);
	snprintf(path, sizeof path, "%s/../%s/link", directory, directory + 5);
	ck_hr(stg_lockbytes_on_file(path, STGM_READ, &array), S_OK);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert(is_text(stat.pwcsName, path));
	CoTaskMemFree(stat.pwcsName);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(locks_exclude_other_arrays_of_this_process)
{
	static const DWORD types[] = { LOCK_EXCLUSIVE, LOCK_ONLYONCE };
	static const DWORD modes[] = { STGM_READ, STGM_WRITE, STGM_READWRITE };
	const uint64_t far = 0x7FFFFF92; /* beyond the end: a semaphore */

	make_file("hello", 5);
	for (size_t i = 0; i < 2 * ARRAY_SIZE(modes); i++) {
		ILockBytes *one = open_array(modes[i / 2]);
		ILockBytes *two = open_array(STGM_READ);
		DWORD type = types[i % 2];

		ck_hr(ILockBytes_LockRegion(one, at(far), at(2), type), S_OK);
		ck_hr(ILockBytes_LockRegion(two, at(far + 1), at(1), type),
			STG_E_LOCKVIOLATION);
		ck_hr(ILockBytes_LockRegion(two, at(far + 2), at(1), type),
			S_OK);
		ck_hr(ILockBytes_UnlockRegion(one, at(far), at(2), type), S_OK);
		ck_hr(ILockBytes_LockRegion(two, at(far + 1), at(1), type),
			S_OK);
		ILockBytes_Release(two);
		ck_hr(ILockBytes_LockRegion(one, at(far), at(9), type), S_OK);
		ILockBytes_Release(one);
	}
}
END_TEST

/* A program that runs cannot be opened for writing. */
START_TEST(a_file_that_cannot_be_written_has_shared_locks)
{
	ILockBytes *one;
	ILockBytes *two;

	ck_hr(stg_lockbytes_on_file("/proc/self/exe", STGM_READ, &one), S_OK);
	ck_hr(stg_lockbytes_on_file("/proc/self/exe", STGM_READ, &two), S_OK);
	ck_hr(ILockBytes_LockRegion(one, at(0), at(9), LOCK_ONLYONCE), S_OK);
	ck_hr(ILockBytes_LockRegion(two, at(0), at(9), LOCK_ONLYONCE), S_OK);
	ck_hr(ILockBytes_UnlockRegion(one, at(0), at(9), LOCK_ONLYONCE), S_OK);
	ILockBytes_Release(two);
	ILockBytes_Release(one);
}
END_TEST

START_TEST(releasing_ends_locks)
{
	ILockBytes *one;
	ILockBytes *two;

	make_file("", 0);
	one = open_array(STGM_READ);
	two = open_array(STGM_READ);
	ck_hr(ILockBytes_LockRegion(one, at(0), at(9), LOCK_ONLYONCE), S_OK);
	ILockBytes_Release(one);
	ck_hr(ILockBytes_LockRegion(two, at(0), at(9), LOCK_ONLYONCE), S_OK);
	ILockBytes_Release(two);
}
END_TEST

START_TEST(a_range_is_locked_once_and_unlocked_as_a_whole)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);

	ck_hr(ILockBytes_LockRegion(array, at(10), at(10), LOCK_ONLYONCE),
		S_OK);
	ck_hr(ILockBytes_LockRegion(array, at(10), at(10), LOCK_ONLYONCE),
		STG_E_LOCKVIOLATION);
	ck_hr(ILockBytes_LockRegion(array, at(19), at(5), LOCK_EXCLUSIVE),
		STG_E_LOCKVIOLATION);
	ck_hr(ILockBytes_LockRegion(
		      array, at(0), at(UINT64_MAX), LOCK_EXCLUSIVE),
		STG_E_LOCKVIOLATION);
	ck_hr(ILockBytes_LockRegion(array, at(20), at(10), LOCK_ONLYONCE),
		S_OK);
	ck_hr(ILockBytes_UnlockRegion(array, at(10), at(20), LOCK_ONLYONCE),
		STG_E_LOCKVIOLATION);
	ck_hr(ILockBytes_UnlockRegion(array, at(10), at(10), LOCK_EXCLUSIVE),
		STG_E_LOCKVIOLATION);
	ck_hr(ILockBytes_UnlockRegion(array, at(10), at(10), LOCK_ONLYONCE),
		S_OK);
	ck_hr(ILockBytes_UnlockRegion(array, at(10), at(10), LOCK_ONLYONCE),
		STG_E_LOCKVIOLATION);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(ranges_reach_to_the_end_of_all_files)
{
	ILockBytes *one = open_array(STGM_READWRITE | STGM_CREATE);
	ILockBytes *two = open_array(STGM_READWRITE);

	ck_hr(ILockBytes_LockRegion(one, at(5), at(UINT64_MAX), LOCK_ONLYONCE),
		S_OK);
	ck_hr(ILockBytes_LockRegion(two, at(INT64_MAX), at(1), LOCK_ONLYONCE),
		STG_E_LOCKVIOLATION);
	ck_hr(ILockBytes_UnlockRegion(
		      one, at(5), at(UINT64_MAX), LOCK_ONLYONCE),
		S_OK);
	ck_hr(ILockBytes_LockRegion(two, at(INT64_MAX), at(1), LOCK_ONLYONCE),
		S_OK);
	ILockBytes_Release(two);
	ILockBytes_Release(one);
}
END_TEST

START_TEST(locks_of_no_meaning_are_not_supported)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);

	ck_hr(ILockBytes_LockRegion(array, at(0), at(1), LOCK_WRITE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_LockRegion(
		      array, at(0), at(1), LOCK_EXCLUSIVE | LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_LockRegion(array, at(0), at(0), LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_LockRegion(
		      array, at(1ULL << 63), at(1), LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_UnlockRegion(array, at(0), at(1), LOCK_WRITE),
		STG_E_INVALIDFUNCTION);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(identity_holds)
{
	ILockBytes *array = open_array(STGM_READWRITE | STGM_CREATE);
	void *same;

	ck_every_slot_is_filled(array->lpVtbl, sizeof *array->lpVtbl);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IUnknown, &same), S_OK);
	ck_assert_ptr_eq(same, array);
	ck_assert_uint_eq(ILockBytes_Release(array), 1);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IStorage, &same),
		E_NOINTERFACE);
	ck_assert_ptr_null(same);
	ck_assert_uint_eq(ILockBytes_AddRef(array), 2);
	ILockBytes_Release(array);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
}
END_TEST

START_TEST(descriptors_are_given_back)
{
	int before = dup(0);
	int after;

	make_file("hello", 5);
	for (int i = 0; i < 20; i++) {
		ILockBytes *array = open_array(STGM_READ);

		ck_hr(ILockBytes_LockRegion(array, at(0), at(1), LOCK_ONLYONCE),
			S_OK);
		ILockBytes_Release(array);
		ck_hr(open_result(".", STGM_READ), STG_E_ACCESSDENIED);
	}
	close(before);
	after = dup(0);
	ck_assert_int_eq(after, before);
	close(after);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_file_is_read,
		reading_behind_the_end_gives_nothing,
		what_was_written_is_read,
		a_file_takes_four_billion_bytes_and_more,
		size_is_cut_and_grown,
		offsets_that_no_file_has_are_full,
		a_write_that_fails_says_how_far_it_came,
		a_full_device_is_a_full_medium,
		access_is_what_was_asked_for,
		create_empties_and_open_does_not,
		a_missing_file_is_never_made,
		what_is_no_file_is_refused,
		a_file_without_rights_is_refused,
		flags_of_storages_are_refused,
		description_is_that_of_the_file,
		an_absolute_path_is_kept,
		locks_exclude_other_arrays_of_this_process,
		a_file_that_cannot_be_written_has_shared_locks,
		releasing_ends_locks,
		a_range_is_locked_once_and_unlocked_as_a_whole,
		ranges_reach_to_the_end_of_all_files,
		locks_of_no_meaning_are_not_supported,
		identity_holds,
		descriptors_are_given_back,
	};

	return run_tests_with(
		"lockbytes_file", setup, teardown, tests, ARRAY_SIZE(tests));
}
