/* SPDX-License-Identifier: MIT */
/*
 * Several transacted roots on one file: what each sees, and who wins. With a
 * BALLAST, the file is too large to be copied: its versions are read in place.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "place.h"

#define RW_X   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define SHARED (STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE)
#define LOOKER (STGM_TRANSACTED | STGM_READ | STGM_SHARE_DENY_NONE)
#define LATER  STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE

#ifndef BALLAST
#define BALLAST 0 /* bytes */
#endif

static const OLECHAR number[] = { 'n', 0 };
static const OLECHAR large[] = { 'l', 0 };
static const OLECHAR ballast[] = { 'b', 0 };
static const size_t ballast_size = BALLAST;

static void
put(IStorage *root, const OLECHAR *which, uint32_t value, size_t copies)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, which, STGM_CREATE | RW_X, 0, 0,
		&stream), S_OK);
	for (size_t i = 0; i < copies; i++)
		ck_hr(IStream_Write(stream, &value, sizeof value, NULL), S_OK);
	IStream_Release(stream);
}

/* All copies of it are the same. */
static uint32_t
get(IStorage *root, const OLECHAR *which)
{
	IStream *stream;
	uint32_t first = 0;
	uint32_t value;
	ULONG got;

	ck_hr(IStorage_OpenStream(root, which, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream), S_OK);
	ck_hr(IStream_Read(stream, &first, sizeof first, &got), S_OK);
	while (IStream_Read(stream, &value, sizeof value, &got) == S_OK &&
		got == sizeof value)
		ck_assert_uint_eq(value, first);
	IStream_Release(stream);
	return first;
}

static IStorage *
open_in(DWORD mode)
{
	IStorage *root;

	ck_hr(StgOpenStorage(name, NULL, mode, NULL, 0, &root), S_OK);
	return root;
}

static uint32_t
current(void)
{
	IStorage *root = open_in(LOOKER);
	uint32_t value = get(root, number);

	ck_assert_uint_eq(get(root, large), value);
	IStorage_Release(root);
	return value;
}

static void
put_both(IStorage *root, uint32_t value)
{
	put(root, number, value, 1);
	put(root, large, value, 5000);
}

static void
put_ballast(IStorage *root)
{
	static const char bytes[65536];
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, ballast, RW_X, 0, 0, &stream), S_OK);
	for (size_t done = 0; done < ballast_size;
		done += sizeof bytes)
		ck_hr(IStream_Write(stream, bytes, sizeof bytes, NULL), S_OK);
	IStream_Release(stream);
}

static void
begin(void)
{
	IStorage *root;

	place_begin();
	ck_hr(StgCreateDocfile(name, RW_X | STGM_CREATE, 0, &root), S_OK);
	put_both(root, 1);
	put_ballast(root);
	IStorage_Release(root);
}

static void
end(void)
{
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	place_end();
}

START_TEST(each_sees_the_version_of_its_opening)
{
	IStorage *writer = open_in(SHARED);
	IStorage *other = open_in(SHARED);
	IStorage *looker = open_in(LOOKER);

	put_both(writer, 2);
	ck_assert_uint_eq(current(), 1);
	ck_hr(IStorage_Commit(writer, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(current(), 2);
	ck_assert_uint_eq(get(other, number), 1);
	ck_assert_uint_eq(get(looker, large), 1);
	/* Its own last commit, not the file's. */
	ck_hr(IStorage_Revert(other), S_OK);
	ck_assert_uint_eq(get(other, large), 1);
	for (uint32_t i = 3; i < 20; i++) {
		put_both(writer, i);
		ck_hr(IStorage_Commit(writer, LATER), S_OK);
		ck_assert_uint_eq(current(), i);
		ck_assert_uint_eq(get(looker, large), 1);
	}
	IStorage_Release(writer);
	IStorage_Release(other);
	IStorage_Release(looker);
}
END_TEST

START_TEST(the_last_writer_wins)
{
	IStorage *first = open_in(SHARED);
	IStorage *second = open_in(SHARED);

	for (uint32_t i = 2; i < 12; i += 2) {
		put_both(first, i);
		put_both(second, i + 1);
		ck_hr(IStorage_Commit(first, LATER), S_OK);
		ck_assert_uint_eq(current(), i);
		ck_hr(IStorage_Commit(second, LATER), S_OK);
		ck_assert_uint_eq(current(), i + 1);
		ck_assert_uint_eq(get(first, number), i);
		ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	}
	IStorage_Release(first);
	IStorage_Release(second);
}
END_TEST

START_TEST(who_is_not_current_is_told_for_ever)
{
	IStorage *first = open_in(SHARED);
	IStorage *second = open_in(SHARED);

	ck_hr(IStorage_Commit(second, STGC_ONLYIFCURRENT), S_OK);
	put_both(first, 2);
	ck_hr(IStorage_Commit(first, STGC_ONLYIFCURRENT), S_OK);
	put_both(first, 3);
	ck_hr(IStorage_Commit(first, STGC_ONLYIFCURRENT), S_OK);
	/* Even with nothing to commit, even after Revert. */
	ck_hr(IStorage_Commit(second, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	put_both(second, 9);
	ck_hr(IStorage_Commit(second, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	ck_hr(IStorage_Revert(second), S_OK);
	ck_hr(IStorage_Commit(second, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	ck_assert_uint_eq(current(), 3);
	put_both(second, 9);
	ck_hr(IStorage_Commit(second, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(current(), 9);
	ck_hr(IStorage_Commit(first, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	IStorage_Release(first);
	IStorage_Release(second);
}
END_TEST

START_TEST(readers_may_change_what_they_cannot_commit)
{
	IStorage *looker = open_in(LOOKER);

	put_both(looker, 5);
	ck_assert_uint_eq(get(looker, large), 5);
	ck_hr(IStorage_Commit(looker, STGC_DEFAULT), STG_E_ACCESSDENIED);
	IStorage_Release(looker);
	ck_assert_uint_eq(current(), 1);
}
END_TEST

START_TEST(what_is_released_uncommitted_is_gone)
{
	IStorage *writer = open_in(SHARED);

	put_both(writer, 2);
	IStorage_Release(writer);
	ck_assert_uint_eq(current(), 1);
}
END_TEST

START_TEST(a_new_file_can_be_shared)
{
	static const DWORD creations[] = { SHARED, SHARED | STGM_CREATE,
		STGM_TRANSACTED | STGM_READWRITE | STGM_CREATE };
	IStorage *root;
	IStorage *other;

	if (!(creations[_i] & STGM_CREATE))
		(void)unlink(path);
	ck_hr(StgCreateDocfile(name, creations[_i], 0, &root), S_OK);
	other = open_in(SHARED);
	put_both(root, 7);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(current(), 7);
	put_both(root, 8);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(current(), 8);
	IStorage_Release(other);
	IStorage_Release(root);
}
END_TEST

START_TEST(replacing_waits_for_the_first_commit)
{
	IStorage *root;

	ck_hr(StgCreateDocfile(name, SHARED | STGM_CREATE, 0, &root), S_OK);
	ck_assert_uint_eq(current(), 1);
	IStorage_Release(root);
	ck_assert_uint_eq(current(), 1);
}
END_TEST

START_TEST(a_file_that_was_wiped_is_left_alone)
{
	static const char zeros[512];
	IStorage *root = open_in(SHARED);
	char found[512];
	int fd = open(path, O_RDWR | O_CLOEXEC);

	ck_assert_int_eq(pwrite(fd, zeros, sizeof zeros, 0), sizeof zeros);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), STG_E_INVALIDHEADER);
	put_both(root, 2);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), STG_E_INVALIDHEADER);
	ck_assert_int_eq(pread(fd, found, sizeof found, 0), sizeof found);
	ck_assert_mem_eq(found, zeros, sizeof zeros);
	close(fd);
	IStorage_Release(root);
	begin();
}
END_TEST

START_TEST(priority_keeps_commits_off)
{
	IStorage *writer = open_in(SHARED);
	IStorage *priority = open_in(STGM_READ | STGM_SHARE_DENY_NONE |
		STGM_PRIORITY);

	put_both(writer, 2);
	ck_hr(IStorage_Commit(writer, STGC_DEFAULT), STG_E_LOCKVIOLATION);
	ck_assert_uint_eq(get(priority, large), 1);
	IStorage_Release(priority);
	ck_hr(IStorage_Commit(writer, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(current(), 2);
	IStorage_Release(writer);
}
END_TEST

START_TEST(a_shared_root_switches_files_too)
{
	char other_path[80];
	OLECHAR other[80];
	IStorage *root = open_in(SHARED);
	IStorage *copied;
	void *found;

	snprintf(other_path, sizeof other_path, "%s.other", path);
	for (size_t i = 0; i <= strlen(other_path); i++)
		other[i] = (unsigned char)other_path[i];
	(void)unlink(other_path);
	put_both(root, 4);
	ck_hr(IStorage_QueryInterface(root, &IID_IRootStorage, &found), S_OK);
	ck_hr(IRootStorage_SwitchToFile((IRootStorage *)found, other), S_OK);
	IRootStorage_Release((IRootStorage *)found);
	ck_assert_uint_eq(get(root, large), 4);
	ck_hr(StgOpenStorage(other, NULL, LOOKER, NULL, 0, &copied), S_OK);
	ck_assert_uint_eq(get(copied, large), 1);
	IStorage_Release(copied);
	ck_hr(IStorage_Commit(root, STGC_ONLYIFCURRENT), S_OK);
	IStorage_Release(root);
	ck_hr(StgOpenStorage(other, NULL, LOOKER, NULL, 0, &copied), S_OK);
	ck_assert_uint_eq(get(copied, large), 4);
	IStorage_Release(copied);
	ck_hr(stg_check_file(other_path, 0, NULL, NULL, NULL), S_OK);
	(void)unlink(other_path);
	ck_assert_uint_eq(current(), 1);
}
END_TEST

/* Byte arrays have no locks here, and commits of two roots all the same. */
START_TEST(byte_arrays_are_shared_like_files)
{
	ILockBytes *bytes;
	IStorage *first;
	IStorage *second;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, SHARED | STGM_CREATE, 0,
		&first), S_OK);
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, SHARED, NULL, 0,
		&second), S_OK);
	put_both(first, 6);
	ck_hr(IStorage_Commit(first, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Commit(second, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	IStorage_Release(second);
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, SHARED, NULL, 0,
		&second), S_OK);
	ck_assert_uint_eq(get(second, large), 6);
	IStorage_Release(second);
	IStorage_Release(first);
	ck_assert_uint_eq(ILockBytes_Release(bytes), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		each_sees_the_version_of_its_opening,
		the_last_writer_wins,
		who_is_not_current_is_told_for_ever,
		readers_may_change_what_they_cannot_commit,
		what_is_released_uncommitted_is_gone,
		replacing_waits_for_the_first_commit,
		a_file_that_was_wiped_is_left_alone,
		priority_keeps_commits_off,
		a_shared_root_switches_files_too,
		byte_arrays_are_shared_like_files,
	};
	struct suite suite = suite_begin("snapshot");

	tcase_add_checked_fixture(suite.tcase, begin, end);
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		TEST(&suite, tests[i]);
	TEST_EACH(&suite, a_new_file_can_be_shared, 3);
	return suite_end(&suite);
}
