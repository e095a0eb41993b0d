/* SPDX-License-Identifier: MIT */
/*
 * Versions of a large file that are read where they lie: they stay whole while
 * others commit, or what is read fails. `foreign` writers are played with
 * classic locks and bytes written past the library.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"

#define RW_X   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define SHARED (STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE)
#define ALONE  (STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_WRITE)
#define LOOKER (STGM_TRANSACTED | STGM_READ | STGM_SHARE_DENY_NONE)
#define LATER  STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE

#define WORDS  4096    /* a piece */
#define PIECES 280     /* of the large stream: 4.6 MB, too much to copy */
#define BASE   0x7FFFFF00
#define COMMIT 0x80
#define WRITER 0xa7

static const OLECHAR large[] = { 'l', 0 };
static const OLECHAR small[] = { 's', 0 };

static IStream *
make_stream(IStorage *root, const OLECHAR *which)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, which, STGM_CREATE | RW_X, 0, 0,
		&stream), S_OK);
	return stream;
}

static void
put(IStorage *root, const OLECHAR *which, uint32_t value, size_t pieces)
{
	static uint32_t words[WORDS];
	IStream *stream = make_stream(root, which);

	for (size_t i = 0; i < WORDS; i++)
		words[i] = value;
	for (size_t i = 0; i < pieces; i++)
		ck_hr(IStream_Write(stream, words, sizeof words, NULL), S_OK);
	IStream_Release(stream);
}

static IStream *
open_stream(IStorage *root, const OLECHAR *which)
{
	IStream *stream;

	ck_hr(IStorage_OpenStream(root, which, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream), S_OK);
	return stream;
}

/* All of a stream is one value. */
static void
ck_stream(IStorage *root, const OLECHAR *which, uint32_t value, size_t pieces)
{
	static uint32_t words[WORDS];
	IStream *stream = open_stream(root, which);
	ULONG got;

	for (size_t i = 0; i < pieces; i++) {
		ck_hr(IStream_Read(stream, words, sizeof words, &got), S_OK);
		ck_assert_uint_eq(got, sizeof words);
		ck_assert_uint_eq(words[0], value);
		ck_assert_mem_eq(words, words + 1, sizeof words - 4);
	}
	ck_hr(IStream_Read(stream, words, sizeof words, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	IStream_Release(stream);
}

static void
ck_version(IStorage *root, uint32_t value)
{
	ck_stream(root, small, value, 1);
	ck_stream(root, large, value, PIECES);
}

static void
put_version(IStorage *root, uint32_t value)
{
	put(root, small, value, 1);
	put(root, large, value, PIECES);
}

static IStorage *
open_in(DWORD mode)
{
	IStorage *root;

	ck_hr(StgOpenStorage(name, NULL, mode, NULL, 0, &root), S_OK);
	return root;
}

static void
begin(void)
{
	IStorage *root;

	place_begin();
	ck_hr(StgCreateDocfile(name, RW_X | STGM_CREATE, 0, &root), S_OK);
	put_version(root, 1);
	IStorage_Release(root);
}

static void
end(void)
{
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	place_end();
}

static long long
size_of_file(void)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return (long long)st.st_size;
}

/* Bytes that this process has read and written by now. */
static long long
bytes_moved(void)
{
	FILE *file = fopen("/proc/self/io", "r");
	long long total = 0;
	long long number;
	char line[80];

	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "rchar: %lld", &number) == 1 ||
			sscanf(line, "wchar: %lld", &number) == 1)
			total += number;
	}
	if (file)
		fclose(file);
	return total;
}

/* --- Beside writers of the library -----------------------------------------*/

START_TEST(opening_copies_nothing)
{
	long long before = bytes_moved();
	IStorage *root = open_in(SHARED);

	ck_assert_int_lt(bytes_moved() - before, 100000);
	put(root, small, 2, 1);
	ck_hr(IStorage_Commit(root, LATER), S_OK);
	ck_assert_int_lt(bytes_moved() - before, 300000);
	IStorage_Release(root);
}
END_TEST

/* Whole streams are freed and written anew, by writers who come and go. */
START_TEST(a_version_stays_whole_over_commits)
{
	static const DWORD modes[] = { SHARED, ALONE };
	IStorage *looker = open_in(LOOKER);
	IStorage *writer;
	IStorage *other;

	for (uint32_t i = 2; i < 6; i++) {
		writer = open_in(modes[_i]);
		put_version(writer, i);
		ck_hr(IStorage_Commit(writer, i == 3 ? STGC_DEFAULT : LATER),
			S_OK);
		put(writer, small, i + 100, 1);
		ck_hr(IStorage_Commit(writer, LATER | (i & 2 ? 0
			: STGC_OVERWRITE)), S_OK);
		put(writer, small, i, 1);
		ck_hr(IStorage_Commit(writer, LATER | STGC_CONSOLIDATE),
			STG_S_CANNOTCONSOLIDATE);
		IStorage_Release(writer);
		other = open_in(LOOKER);
		ck_version(other, i);
		ck_version(looker, 1);
		IStorage_Release(other);
	}
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	IStorage_Release(looker);
}
END_TEST

/* What one reader keeps from being used again is used when it has gone. */
START_TEST(space_is_used_again_afterwards)
{
	IStorage *looker = open_in(LOOKER);
	long long size;

	for (uint32_t i = 2; i < 6; i++) {
		IStorage *writer = open_in(SHARED);

		put_version(writer, i);
		ck_hr(IStorage_Commit(writer, LATER), S_OK);
		IStorage_Release(writer);
	}
	IStorage_Release(looker);
	size = size_of_file();
	for (uint32_t i = 6; i < 12; i++) {
		IStorage *writer = open_in(SHARED);

		put_version(writer, i);
		ck_hr(IStorage_Commit(writer, LATER), S_OK);
		IStorage_Release(writer);
	}
	ck_assert_int_lt(size_of_file(), size + (8 << 20));
}
END_TEST

START_TEST(versions_are_read_side_by_side)
{
	IStorage *lookers[4];

	for (uint32_t i = 0; i < 4; i++) {
		IStorage *writer;

		lookers[i] = open_in(LOOKER);
		writer = open_in(SHARED);
		put_version(writer, i + 2);
		ck_hr(IStorage_Commit(writer, LATER), S_OK);
		IStorage_Release(writer);
	}
	for (uint32_t i = 0; i < 4; i++)
		ck_version(lookers[i], i + 1);
	for (uint32_t i = 0; i < 4; i++)
		IStorage_Release(lookers[i]);
}
END_TEST

/* Its version is older than the file's, and takes its place all the same. */
START_TEST(the_last_writer_wins_with_an_old_version)
{
	IStorage *first = open_in(SHARED);
	IStorage *looker = open_in(LOOKER);
	IStorage *second = open_in(SHARED);

	put(first, small, 5, 1);
	for (uint32_t i = 2; i < 5; i++) {
		put_version(second, i);
		ck_hr(IStorage_Commit(second, LATER), S_OK);
	}
	ck_hr(IStorage_Commit(first, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	ck_hr(IStorage_Commit(first, STGC_DEFAULT), S_OK);
	ck_version(second, 4);
	ck_version(looker, 1);
	ck_stream(first, large, 1, PIECES);
	IStorage_Release(second);
	IStorage_Release(first);
	first = open_in(LOOKER);
	ck_stream(first, small, 5, 1);
	ck_stream(first, large, 1, PIECES);
	IStorage_Release(first);
	IStorage_Release(looker);
}
END_TEST

START_TEST(replacing_the_file_harms_no_version)
{
	IStorage *looker = open_in(LOOKER);
	STGOPTIONS options = { .usVersion = 1,
		.ulSectorSize = _i ? 4096 : 512 };
	IStorage *root;
	void *made;

	ck_hr(StgCreateStorageEx(name, SHARED | STGM_CREATE, STGFMT_DOCFILE,
		0, &options, NULL, &IID_IStorage, &made), S_OK);
	root = made;
	put_version(root, 2);
	ck_hr(IStorage_Commit(root, LATER), S_OK);
	ck_version(looker, 1);
	put_version(root, 3);
	ck_hr(IStorage_Commit(root, LATER), S_OK);
	IStorage_Release(root);
	ck_version(looker, 1);
	IStorage_Release(looker);
	looker = open_in(LOOKER);
	ck_version(looker, 3);
	IStorage_Release(looker);
}
END_TEST

START_TEST(uncommitted_changes_are_apart)
{
	static const uint8_t byte = 7;
	IStorage *root = open_in(SHARED);
	LARGE_INTEGER place = { .QuadPart = 1000001 };
	uint8_t found[3];
	IStream *stream;

	ck_hr(IStorage_OpenStream(root, large, NULL, RW_X, 0, &stream), S_OK);
	ck_hr(IStream_Seek(stream, place, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Write(stream, &byte, 1, NULL), S_OK);
	place.QuadPart--;
	ck_hr(IStream_Seek(stream, place, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Read(stream, found, 3, NULL), S_OK);
	ck_assert_mem_eq(found, "\1\7\0", 3);
	IStream_Release(stream);
	ck_hr(IStorage_Revert(root), S_OK);
	ck_version(root, 1);
	IStorage_Release(root);
}
END_TEST

/* --- Beside others ---------------------------------------------------------*/

static void
lock_classic(int fd, short kind, off_t byte)
{
	struct flock lock = { .l_type = kind, .l_whence = SEEK_SET,
		.l_start = BASE + byte, .l_len = 1 };

	if (fcntl(fd, F_SETLK, &lock) != 0)
		_exit(2);
}

/* Spoil all but the header, and then that, too: it counts on. */
static void
spoil_file(int fd)
{
	static const char rubbish[65536] = "rubbish";
	uint32_t number;

	for (off_t at = 512; at < 4700000; at += (off_t)sizeof rubbish) {
		if (pwrite(fd, rubbish, sizeof rubbish, at) < 0)
			_exit(2);
	}
	if (pread(fd, &number, sizeof number, 52) != sizeof number)
		_exit(2);
	number++;
	if (pwrite(fd, &number, sizeof number, 52) != sizeof number)
		_exit(2);
}

/* Another process that holds a byte with a classic lock until it is told. */
static pid_t
start_foreigner(off_t byte, int *tell)
{
	int ready[2];
	int stop[2];
	char sign = 1;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(stop), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		int fd = open(path, O_RDWR | O_CLOEXEC);

		close(stop[1]);
		lock_classic(fd, F_WRLCK, byte);
		if (write(ready[1], &sign, 1) != 1 ||
			read(stop[0], &sign, 1) != 1)
			_exit(1);
		lock_classic(fd, F_WRLCK, COMMIT);
		spoil_file(fd);
		usleep(100000);
		_exit(0);
	}
	close(ready[1]);
	close(stop[0]);
	ck_assert_int_eq(read(ready[0], &sign, 1), 1);
	close(ready[0]);
	*tell = stop[1];
	return child;
}

static void
let_go(int tell)
{
	ck_assert_int_eq(write(tell, "", 1), 1);
	close(tell);
}

static void
wait_for(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

START_TEST(what_others_spoil_is_an_error)
{
	static uint32_t words[WORDS];
	IStorage *looker = open_in(LOOKER);
	IStream *stream = open_stream(looker, large);
	IStorage *writer = open_in(SHARED);
	HRESULT hr = S_OK;
	int tell;
	pid_t child;
	ULONG got;

	ck_hr(IStream_Read(stream, words, sizeof words, NULL), S_OK);
	child = start_foreigner(COMMIT, &tell);
	put(writer, small, 2, 1);
	let_go(tell);
	/* It is at it now, for a while. */
	for (int i = 0; i < PIECES && SUCCEEDED(hr); i++) {
		hr = IStream_Read(stream, words, sizeof words, &got);
		if (SUCCEEDED(hr)) {
			ck_assert_uint_eq(words[0], 1);
			ck_assert_mem_eq(words, words + 1, got - 4);
		}
	}
	ck_hr(hr, STG_E_NOTCURRENT);
	wait_for(child);
	ck_hr(IStream_Read(stream, words, sizeof words, &got),
		STG_E_NOTCURRENT);
	ck_hr(IStorage_Commit(writer, LATER), STG_E_NOTCURRENT);
	IStream_Release(stream);
	IStorage_Release(looker);
	IStorage_Release(writer);
	begin();
}
END_TEST

START_TEST(beside_other_writers_there_is_a_copy)
{
	int tell;
	pid_t child = start_foreigner(WRITER, &tell);
	IStorage *looker = open_in(LOOKER);

	let_go(tell);
	wait_for(child);
	ck_version(looker, 1);
	IStorage_Release(looker);
	begin();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		opening_copies_nothing,
		space_is_used_again_afterwards,
		versions_are_read_side_by_side,
		the_last_writer_wins_with_an_old_version,
		uncommitted_changes_are_apart,
		what_others_spoil_is_an_error,
		beside_other_writers_there_is_a_copy,
	};
	struct suite suite = suite_begin("in_place");

	tcase_add_checked_fixture(suite.tcase, begin, end);
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
		TEST(&suite, tests[i]);
	tcase_add_loop_test(suite.tcase, a_version_stays_whole_over_commits,
		0, 2);
	tcase_add_loop_test(suite.tcase, replacing_the_file_harms_no_version,
		0, 2);
	return suite_end(&suite);
}
