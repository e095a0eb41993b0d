/* SPDX-License-Identifier: MIT */
/* Files that are read while they arrive, and the times of files. */
#include "stg/fill.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define RW_X (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define R_X  (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define SIZE 100000
#define PIECE 4096

static const OLECHAR contents[] = { 'c', 0 };

static unsigned char expected[SIZE];
static unsigned char image[SIZE * 2];
static ULONG image_size;

/* A compound file of one stream, as bytes. */
static void
begin(void)
{
	ILockBytes *bytes;
	IStorage *root;
	IStream *stream;
	STATSTG stat;

	for (size_t i = 0; i < SIZE; i++)
		expected[i] = (unsigned char)(i * 7 + i / 256);
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW_X | STGM_CREATE, 0,
		&root), S_OK);
	ck_hr(IStorage_CreateStream(root, contents, RW_X, 0, 0, &stream),
		S_OK);
	ck_hr(IStream_Write(stream, expected, SIZE, NULL), S_OK);
	IStream_Release(stream);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_hr(ILockBytes_Stat(bytes, &stat, STATFLAG_NONAME), S_OK);
	image_size = stat.cbSize.LowPart;
	ck_assert_uint_le(image_size, sizeof image);
	ck_hr(ILockBytes_ReadAt(bytes, at(0), image, image_size, NULL), S_OK);
	ILockBytes_Release(bytes);
}

static IFillLockBytes *
new_fill(void)
{
	ILockBytes *bytes;
	IFillLockBytes *fill;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgGetIFillLockBytesOnILockBytes(bytes, &fill), S_OK);
	ILockBytes_Release(bytes);
	return fill;
}

/* Open and read all: S_OK, or the first error. */
static HRESULT
read_all(IFillLockBytes *fill)
{
	static unsigned char got[SIZE];
	IStorage *root;
	IStream *stream;
	ULONG done = 0;
	HRESULT hr = StgOpenAsyncDocfileOnIFillLockBytes(fill, R_X,
		ASYNC_MODE_DEFAULT, &root);

	if (FAILED(hr)) {
		ck_assert_ptr_null(root);
		return hr;
	}
	hr = IStorage_OpenStream(root, contents, NULL, R_X, 0, &stream);
	if (SUCCEEDED(hr)) {
		hr = IStream_Read(stream, got, SIZE, &done);
		ck_assert_mem_eq(got, expected, done);
		ck_assert(FAILED(hr) || done == SIZE);
		IStream_Release(stream);
	}
	ck_assert_uint_eq(IStorage_Release(root), 0);
	return hr;
}

START_TEST(what_is_missing_is_pending)
{
	IFillLockBytes *fill = new_fill();
	ULONG put;

	if (_i)
		ck_hr(IFillLockBytes_SetFillSize(fill, at(image_size)), S_OK);
	for (ULONG done = 0; done < image_size; done += put) {
		ULONG length = image_size - done < PIECE ? image_size - done
							 : PIECE;

		ck_hr(read_all(fill), E_PENDING);
		ck_hr(IFillLockBytes_FillAppend(fill, image + done, length,
			&put), S_OK);
		ck_assert_uint_eq(put, length);
	}
	ck_hr(read_all(fill), S_OK);
	ck_hr(IFillLockBytes_Terminate(fill, FALSE), S_OK);
	ck_hr(read_all(fill), S_OK);
	ck_hr(IFillLockBytes_FillAppend(fill, image, 1, &put),
		STG_E_TERMINATED);
	ck_assert_uint_eq(IFillLockBytes_Release(fill), 0);
}
END_TEST

START_TEST(pieces_may_come_in_any_order)
{
	IFillLockBytes *fill = new_fill();
	ULONG count = (image_size + PIECE - 1) / PIECE;

	for (ULONG i = 0; i < count; i++) {
		/* 7 has no factor in common with a count that is no multiple
		 * of it. */
		ULONG piece = i * 7 % count;
		ULONG offset = piece * PIECE;
		ULONG length = image_size - offset < PIECE
				? image_size - offset : PIECE;

		ck_assert_uint_ne(count % 7, 0);
		ck_hr(read_all(fill), E_PENDING);
		ck_hr(IFillLockBytes_FillAt(fill, at(offset), image + offset,
			length, NULL), S_OK);
	}
	ck_hr(read_all(fill), S_OK);
	ck_assert_uint_eq(IFillLockBytes_Release(fill), 0);
}
END_TEST

START_TEST(what_was_canceled_is_incomplete)
{
	IFillLockBytes *fill = new_fill();

	ck_hr(IFillLockBytes_FillAppend(fill, image, 600, NULL), S_OK);
	ck_hr(read_all(fill), E_PENDING);
	ck_hr(IFillLockBytes_Terminate(fill, TRUE), S_OK);
	ck_hr(read_all(fill), STG_E_INCOMPLETE);
	ck_assert_uint_eq(IFillLockBytes_Release(fill), 0);
}
END_TEST

START_TEST(beyond_the_size_reading_fails)
{
	IFillLockBytes *fill = new_fill();
	ILockBytes *bytes;
	void *found;
	char buffer[16];
	ULONG got;

	ck_hr(IFillLockBytes_QueryInterface(fill, &IID_ILockBytes, &found),
		S_OK);
	bytes = found;
	ck_hr(IFillLockBytes_FillAppend(fill, "twelve bytes", 12, NULL), S_OK);
	ck_hr(ILockBytes_ReadAt(bytes, at(20), buffer, 4, &got), E_PENDING);
	ck_hr(ILockBytes_ReadAt(bytes, at(8), buffer, 8, &got), E_PENDING);
	ck_hr(IFillLockBytes_SetFillSize(fill, at(12)), S_OK);
	ck_hr(ILockBytes_ReadAt(bytes, at(20), buffer, 4, &got), E_FAIL);
	ck_hr(ILockBytes_ReadAt(bytes, at(8), buffer, 8, &got), S_OK);
	ck_assert_uint_eq(got, 4);
	ck_hr(ILockBytes_WriteAt(bytes, at(0), "x", 1, &got),
		STG_E_ACCESSDENIED);
	ck_assert_uint_eq(ILockBytes_Release(bytes), 1);
	ck_assert_uint_eq(IFillLockBytes_Release(fill), 0);
}
END_TEST

START_TEST(mistakes_are_invalid_arguments)
{
	IFillLockBytes *fill = new_fill();
	IFillLockBytes *none = fill;
	IStorage *root;

	ck_hr(StgGetIFillLockBytesOnILockBytes(NULL, &none), E_INVALIDARG);
	ck_assert_ptr_null(none);
	ck_hr(StgGetIFillLockBytesOnFile(NULL, &none), E_INVALIDARG);
	ck_hr(StgOpenAsyncDocfileOnIFillLockBytes(NULL, R_X, 0, &root),
		E_INVALIDARG);
	ck_hr(StgOpenAsyncDocfileOnIFillLockBytes(fill, R_X, 2, &root),
		E_INVALIDARG);
	ck_hr(StgOpenAsyncDocfileOnIFillLockBytes(fill, R_X, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IFillLockBytes_FillAppend(fill, NULL, 4, NULL), E_INVALIDARG);
	ck_hr(StgOpenLayoutDocfile(contents, R_X, 0, &root),
		STG_E_UNIMPLEMENTEDFUNCTION);
	ck_assert_uint_eq(IFillLockBytes_Release(fill), 0);
}
END_TEST

START_TEST(every_slot_is_filled)
{
	ck_every_slot_is_filled(&fill_vtbl, sizeof fill_vtbl);
	ck_every_slot_is_filled(&filled_vtbl, sizeof filled_vtbl);
}
END_TEST

/* --- A file ----------------------------------------------------------------*/

static void
name_a_file(char path[64], OLECHAR name[64])
{
	snprintf(path, 64, "/tmp/stg-fill-%ld", (long)getpid());
	for (size_t i = 0; i <= strlen(path); i++)
		name[i] = (unsigned char)path[i];
	(void)unlink(path);
}

START_TEST(a_file_can_be_filled)
{
	OLECHAR name[64];
	char path[64];
	IFillLockBytes *fill;
	struct stat st;

	name_a_file(path, name);
	ck_hr(StgGetIFillLockBytesOnFile(name, &fill), S_OK);
	ck_hr(IFillLockBytes_FillAppend(fill, image, image_size, NULL), S_OK);
	ck_hr(read_all(fill), S_OK);
	IFillLockBytes_Release(fill);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq((ULONG)st.st_size, image_size);
	(void)unlink(path);
}
END_TEST

START_TEST(times_are_set_as_far_as_asked)
{
	struct timespec early = { 1000000000, 500 };
	struct timespec late = { 1500000000, 0 };
	FILETIME access;
	FILETIME change;
	OLECHAR name[64];
	char path[64];
	struct stat st;
	int fd;

	name_a_file(path, name);
	ck_assert(stg_timespec_to_filetime(&early, &access));
	ck_assert(stg_timespec_to_filetime(&late, &change));
	ck_hr(StgSetTimes(name, NULL, NULL, &change), STG_E_FILENOTFOUND);
	ck_hr(StgSetTimes(NULL, NULL, NULL, &change), STG_E_INVALIDNAME);
	fd = open(path, O_CREAT | O_RDWR, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_hr(StgSetTimes(name, &change, &access, NULL), S_OK);
	ck_hr(StgSetTimes(name, NULL, NULL, &change), S_OK);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_atim.tv_sec, early.tv_sec);
	ck_assert_int_eq(st.st_atim.tv_nsec, 500);
	ck_assert_int_eq(st.st_mtim.tv_sec, late.tv_sec);
	(void)unlink(path);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		pieces_may_come_in_any_order,
		what_was_canceled_is_incomplete,
		beyond_the_size_reading_fails,
		mistakes_are_invalid_arguments,
		every_slot_is_filled,
		a_file_can_be_filled,
		times_are_set_as_far_as_asked,
	};
	struct suite suite = suite_begin("fill");

	tcase_add_checked_fixture(suite.tcase, begin, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		TEST(&suite, tests[i]);
	TEST_EACH(&suite, what_is_missing_is_pending, 2);
	return suite_end(&suite);
}
