/* SPDX-License-Identifier: MIT */
/*
 * Which opens go together. Every mode that the table of modes takes meets every
 * other one, on two descriptors of one process and in two processes.
 */
#include "stg/share.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stg/mode.h"
#include "place.h"

#define R    STGM_READ
#define W    STGM_WRITE
#define RW   STGM_READWRITE
#define X    STGM_SHARE_EXCLUSIVE
#define DW   STGM_SHARE_DENY_WRITE
#define DR   STGM_SHARE_DENY_READ
#define DN   STGM_SHARE_DENY_NONE
#define T    STGM_TRANSACTED
#define MODES_MAX 128

static void
begin(void)
{
	FILE *file;

	place_begin();
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fclose(file);
}

static int
open_path(int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* What is asked of the sharing layer for one more open. */
static HRESULT
open_on(int fd, DWORD mode, struct share *share)
{
	share_init(share);
	lock_place_of_file(&share->place, fd);
	return share_open(share, mode);
}

/* All modes for opening a root, by the table. */
static size_t
all_modes(DWORD *modes)
{
	static const DWORD others[] = { 0, T, T | STGM_NOSNAPSHOT,
		T | STGM_NOSCRATCH, STGM_PRIORITY, STGM_DIRECT_SWMR,
		STGM_SIMPLE };
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		for (DWORD share = 0; share <= DN; share += X) {
			for (DWORD access = R; access <= RW; access++) {
				DWORD mode = others[i] | share | access;

				if (mode_check_root_open(mode) != S_OK)
					continue;
				ck_assert_uint_lt(count, MODES_MAX);
				modes[count++] = mode;
			}
		}
	}
	return count;
}

static bool
reads(DWORD mode)
{
	return (mode & STG_ACCESS_MASK) != W;
}

static bool
writes(DWORD mode)
{
	return (mode & STG_ACCESS_MASK) != R;
}

static bool
denies(DWORD mode, DWORD one)
{
	DWORD share = mode & STG_SHARE_MASK;

	return !(mode & STGM_PRIORITY) && (share == X || share == one);
}

/* What the definitions of the flags say when `old` is there and `new` comes. */
static HRESULT
documented(DWORD old, DWORD new)
{
	bool old_alone = (old & STGM_NOSNAPSHOT) != 0;
	bool new_alone = (new & STGM_NOSNAPSHOT) != 0;
	/* NOSNAPSHOT: nobody writes or denies anything beside it. */
	bool old_writes = writes(old) || old_alone;
	bool old_denies = denies(old, DW) || old_alone;

	if ((reads(new) && denies(old, DR)) || (writes(new) && old_denies))
		return STG_E_SHAREVIOLATION;
	if (!new_alone && denies(new, DW) && old_writes)
		return STG_E_SHAREVIOLATION;
	if (denies(new, DR) && (reads(old) || old_alone))
		return (old & STGM_PRIORITY) && (new & STG_SHARE_MASK) == X
				? STG_E_LOCKVIOLATION : STG_E_SHAREVIOLATION;
	if (new_alone && (old_writes || old_denies || denies(old, DR)))
		return STG_E_LOCKVIOLATION;
	return S_OK;
}

static void
meet(DWORD old, int fd, const DWORD *modes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct share share;
		HRESULT hr = open_on(fd, modes[i], &share);

		ck_assert_msg(hr == documented(old, modes[i]),
			"%#x, then %#x: %#x and not %#x", (unsigned)old,
			(unsigned)modes[i], (unsigned)hr,
			(unsigned)documented(old, modes[i]));
		if (SUCCEEDED(hr))
			share_close(&share);
	}
}

START_TEST(within_a_process_pairs_are_as_documented)
{
	DWORD modes[MODES_MAX];
	size_t count = all_modes(modes);
	int first = open_path(O_RDWR);
	int second = open_path(O_RDWR);

	ck_assert_uint_gt(count, 50);
	for (size_t i = 0; i < count; i++) {
		struct share share;

		ck_hr(open_on(first, modes[i], &share), S_OK);
		meet(modes[i], second, modes, count);
		share_close(&share);
	}
	close(first);
	close(second);
}
END_TEST

/* A child that has the file open in `mode` when this returns. */
static pid_t
start_holder(DWORD mode, int *hold)
{
	int ready[2];
	int stop[2];
	char byte = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(stop), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct share share;

		close(stop[1]);
		byte = open_on(open(path, O_RDWR), mode, &share) == S_OK;
		if (write(ready[1], &byte, 1) != 1 ||
			read(stop[0], &byte, 1) < 0)
			_exit(1);
		_exit(0);
	}
	close(ready[1]);
	close(stop[0]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(byte, 1);
	close(ready[0]);
	*hold = stop[1];
	return child;
}

START_TEST(between_processes_pairs_are_as_documented)
{
	DWORD modes[MODES_MAX];
	size_t count = all_modes(modes);
	int fd = open_path(O_RDWR);

	for (size_t i = 0; i < count; i++) {
		int hold;
		pid_t child = start_holder(modes[i], &hold);

		meet(modes[i], fd, modes, count);
		close(hold);
		ck_assert_int_eq(waitpid(child, NULL, 0), child);
	}
	close(fd);
}
END_TEST

START_TEST(a_killed_process_leaves_nothing)
{
	int fd = open_path(O_RDWR);
	struct share share;
	int hold;
	pid_t child = start_holder(RW | X, &hold);

	ck_hr(open_on(fd, R | DW, &share), STG_E_SHAREVIOLATION);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_hr(open_on(fd, RW | X, &share), S_OK);
	share_close(&share);
	close(hold);
	close(fd);
}
END_TEST

/* The copies of its descriptors do not keep what was given back. */
START_TEST(a_child_does_not_hold_what_its_parent_closed)
{
	int first = open_path(O_RDWR);
	int second = open_path(O_RDWR);
	struct share share;
	struct share other;
	pid_t child;

	ck_hr(open_on(first, RW | X, &share), S_OK);
	child = fork();
	if (child == 0) {
		pause();
		_exit(0);
	}
	share_close(&share);
	close(first);
	ck_hr(open_on(second, RW | X, &other), S_OK);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	close(second);
}
END_TEST

START_TEST(the_21st_open_of_a_kind_is_one_too_many)
{
	static const DWORD kinds[] = { T | R | DN, T | W | DN,
		T | RW | DN, R | STGM_PRIORITY };
	struct share shares[21];
	int fds[21];

	for (int i = 0; i < 21; i++) {
		fds[i] = open_path(O_RDWR);
		ck_hr(open_on(fds[i], kinds[_i], &shares[i]),
			i < 20 ? S_OK : STG_E_TOOMANYOPENFILES);
	}
	share_close(&shares[7]);
	ck_hr(open_on(fds[20], kinds[_i], &shares[20]), S_OK);
	for (int i = 0; i < 21; i++)
		close(fds[i]);
}
END_TEST

START_TEST(common_readers_are_without_number)
{
	struct share shares[50];
	int fds[50];

	for (int i = 0; i < 50; i++) {
		fds[i] = open_path(i % 2 ? O_RDWR : O_RDONLY);
		ck_hr(open_on(fds[i], R | DW, &shares[i]), S_OK);
	}
	for (int i = 0; i < 50; i++)
		close(fds[i]);
}
END_TEST

START_TEST(read_only_descriptors_hold_as_well)
{
	static const DWORD modes[] = { R | X, T | R | DR, T | R | X };
	int first = open_path(O_RDONLY);
	int second = open_path(O_RDONLY);
	int writer = open_path(O_RDWR);
	struct share one;
	struct share two;

	ck_hr(open_on(first, modes[_i], &one), S_OK);
	ck_hr(open_on(second, R | DW, &two), STG_E_SHAREVIOLATION);
	ck_hr(open_on(writer, RW | X, &two), STG_E_SHAREVIOLATION);
	share_close(&one);
	ck_hr(open_on(second, R | DW, &two), S_OK);
	ck_hr(open_on(first, R | X, &one), STG_E_SHAREVIOLATION);
	close(first);
	close(second);
	close(writer);
}
END_TEST

START_TEST(an_exclusive_reader_minds_locks_on_data)
{
	int first = open_path(O_RDWR);
	int second = open_path(O_RDWR);
	struct lock_range range = { 100, 199 };
	struct lock_place place;
	struct share share;

	lock_place_of_file(&place, first);
	ck_hr(lock_take(&place, range), S_OK);
	ck_hr(open_on(second, R | X, &share), STG_E_LOCKVIOLATION);
	ck_hr(open_on(second, RW | X, &share), S_OK);
	close(first);
	close(second);
}
END_TEST

START_TEST(nobody_commits_beside_an_open_with_priority)
{
	int first = open_path(O_RDWR);
	int second = open_path(O_RDWR);
	struct share priority;
	struct share writer;

	ck_hr(open_on(first, T | RW | DN, &writer), S_OK);
	ck_hr(open_on(second, R | STGM_PRIORITY, &priority), S_OK);
	ck_hr(share_begin_commit(&writer), STG_E_LOCKVIOLATION);
	share_close(&priority);
	ck_hr(share_begin_commit(&writer), S_OK);
	/* And none gets priority while a commit goes on. */
	ck_hr(open_on(second, R | STGM_PRIORITY, &priority),
		STG_E_LOCKVIOLATION);
	share_end_commit(&writer);
	ck_hr(open_on(second, R | STGM_PRIORITY, &priority), S_OK);
	close(first);
	close(second);
}
END_TEST

START_TEST(changing_the_mode_leaves_no_gap)
{
	int first = open_path(O_RDWR);
	int second = open_path(O_RDWR);
	struct share share;
	struct share other;

	ck_hr(open_on(first, R | STGM_PRIORITY, &share), S_OK);
	ck_hr(share_reopen(&share, RW | X), S_OK);
	ck_hr(open_on(second, R | STGM_PRIORITY, &other),
		STG_E_SHAREVIOLATION);
	share_close(&share);
	/* What does not work leaves all as it was. */
	ck_hr(open_on(first, R | STGM_PRIORITY, &share), S_OK);
	ck_hr(open_on(second, R | DW, &other), S_OK);
	ck_hr(share_reopen(&share, RW | X), STG_E_SHAREVIOLATION);
	share_close(&other);
	ck_hr(open_on(second, RW | X, &other), STG_E_LOCKVIOLATION);
	share_close(&share);
	ck_hr(open_on(second, RW | X, &other), S_OK);
	close(first);
	close(second);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		within_a_process_pairs_are_as_documented,
		between_processes_pairs_are_as_documented,
		a_killed_process_leaves_nothing,
		a_child_does_not_hold_what_its_parent_closed,
		common_readers_are_without_number,
		an_exclusive_reader_minds_locks_on_data,
		nobody_commits_beside_an_open_with_priority,
		changing_the_mode_leaves_no_gap,
	};
	struct suite suite = suite_begin("share");

	tcase_add_checked_fixture(suite.tcase, begin, place_end);
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		TEST(&suite, tests[i]);
	TEST_EACH(&suite, the_21st_open_of_a_kind_is_one_too_many, 4);
	TEST_EACH(&suite, read_only_descriptors_hold_as_well, 3);
	return suite_end(&suite);
}
