/* SPDX-License-Identifier: MIT */
/*
 * Roots that share a file: what the functions and objects make of it, with
 * STGM_PRIORITY, STGM_DIRECT_SWMR, other files and other people's bytes.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <stg/helpers.h>

#include "support.h"

#define RW_X     (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define R_DW     (STGM_READ | STGM_SHARE_DENY_WRITE)
#define PRIORITY (STGM_READ | STGM_SHARE_DENY_NONE | STGM_PRIORITY)
#define WRITER   (STGM_DIRECT_SWMR | STGM_READWRITE | STGM_SHARE_DENY_WRITE)
#define READER   (STGM_DIRECT_SWMR | STGM_READ | STGM_SHARE_DENY_NONE)

static const OLECHAR alpha[] = { 'a', 0 };
static const OLECHAR beta[] = { 'b', 0 };
static const OLECHAR absent[] = { 'x', 0 };

static char path[64];
static char other_path[80];
static OLECHAR name[64];
static OLECHAR other_name[80];

static void
widen(const char *from, OLECHAR *to)
{
	size_t i = 0;

	for (; from[i] != '\0'; i++)
		to[i] = (unsigned char)from[i];
	to[i] = 0;
}

static void
put(IStorage *root, const OLECHAR *which, const char *text)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, which, STGM_CREATE | RW_X, 0, 0,
		&stream), S_OK);
	ck_hr(IStream_Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
	IStream_Release(stream);
}

static ULONG
length_of(IStorage *root, const OLECHAR *which)
{
	IStream *stream;
	STATSTG stat;

	ck_hr(IStorage_OpenStream(root, which, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream), S_OK);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	IStream_Release(stream);
	return stat.cbSize.LowPart;
}

static void
begin(void)
{
	IStorage *root;
	IStorage *below;

	snprintf(path, sizeof path, "/tmp/stg-sharing-%ld", (long)getpid());
	snprintf(other_path, sizeof other_path, "%s.other", path);
	widen(path, name);
	widen(other_path, other_name);
	(void)unlink(other_path);
	ck_hr(StgCreateDocfile(name, RW_X | STGM_CREATE, 0, &root), S_OK);
	put(root, alpha, "alpha");
	ck_hr(IStorage_CreateStorage(root, beta, RW_X, 0, 0, &below), S_OK);
	put(below, alpha, "below");
	IStorage_Release(below);
	IStorage_Release(root);
}

static void
end(void)
{
	(void)unlink(path);
	(void)unlink(other_path);
}

static HRESULT
open_in(DWORD mode, IStorage **root)
{
	return StgOpenStorage(name, NULL, mode, NULL, 0, root);
}

static void
ck_opens(DWORD mode, HRESULT expected)
{
	IStorage *root = (IStorage *)name;

	ck_hr(open_in(mode, &root), expected);
	ck_assert(SUCCEEDED(expected) == (root != NULL));
	if (root)
		ck_assert_uint_eq(IStorage_Release(root), 0);
}

START_TEST(the_last_release_ends_the_locks)
{
	IStorage *root;

	ck_hr(open_in(RW_X, &root), S_OK);
	IStorage_AddRef(root);
	ck_assert_uint_eq(IStorage_Release(root), 1);
	ck_opens(R_DW, STG_E_SHAREVIOLATION);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_opens(R_DW, S_OK);
}
END_TEST

START_TEST(an_enumerator_keeps_the_locks)
{
	IStorage *root;
	IEnumSTATSTG *elements;

	ck_hr(open_in(RW_X, &root), S_OK);
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &elements), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_opens(R_DW, STG_E_SHAREVIOLATION);
	IEnumSTATSTG_Release(elements);
	ck_opens(R_DW, S_OK);
}
END_TEST

START_TEST(failures_leave_no_locks)
{
	FILE *file = fopen(other_path, "w");
	IStorage *root;

	ck_assert_ptr_nonnull(file);
	fputs("not a compound file", file);
	fclose(file);
	for (int i = 0; i < 3; i++)
		ck_hr(StgOpenStorage(other_name, NULL, RW_X, NULL, 0, &root),
			STG_E_FILEALREADYEXISTS);
	ck_hr(StgCreateDocfile(other_name, RW_X | STGM_CREATE, 0, &root),
		S_OK);
	IStorage_Release(root);
}
END_TEST

START_TEST(an_open_file_is_not_created_anew)
{
	IStorage *root;
	IStorage *created;

	ck_hr(open_in(R_DW, &root), S_OK);
	ck_hr(StgCreateDocfile(name, RW_X | STGM_CREATE, 0, &created),
		STG_E_SHAREVIOLATION);
	ck_assert_ptr_null(created);
	ck_assert_uint_eq(length_of(root, alpha), 5);
	IStorage_Release(root);
}
END_TEST

START_TEST(priority_lets_readers_in_and_no_exclusive_ones)
{
	IStorage *root;

	ck_hr(open_in(PRIORITY, &root), S_OK);
	ck_opens(PRIORITY, S_OK);
	ck_opens(R_DW, S_OK);
	ck_opens(RW_X, STG_E_LOCKVIOLATION);
	ck_assert_uint_eq(length_of(root, alpha), 5);
	IStorage_Release(root);
	ck_opens(RW_X, S_OK);
}
END_TEST

START_TEST(an_open_by_priority_empties_what_is_excluded)
{
	OLECHAR *names[] = { (OLECHAR *)(uintptr_t)alpha,
		(OLECHAR *)(uintptr_t)absent, (OLECHAR *)(uintptr_t)beta,
		NULL };
	IStorage *priority;
	IStorage *root;
	IStorage *below;
	IStream *stream;

	ck_hr(open_in(PRIORITY, &priority), S_OK);
	/* The name does not count, and the root is released. */
	ck_hr(StgOpenStorage(absent, priority, RW_X, names, 0, &root), S_OK);
	ck_assert_uint_eq(length_of(root, alpha), 0);
	ck_hr(IStorage_OpenStorage(root, beta, NULL, RW_X, NULL, 0, &below),
		S_OK);
	ck_hr(IStorage_OpenStream(below, alpha, NULL, RW_X, 0, &stream),
		STG_E_FILENOTFOUND);
	IStorage_Release(below);
	ck_opens(R_DW, STG_E_SHAREVIOLATION);
	IStorage_Release(root);
	ck_opens(RW_X, S_OK);
}
END_TEST

START_TEST(a_refused_open_by_priority_keeps_it)
{
	IStorage *priority;
	IStorage *reader;
	IStorage *root;

	ck_hr(open_in(PRIORITY, &priority), S_OK);
	ck_hr(open_in(R_DW, &reader), S_OK);
	ck_hr(StgOpenStorage(NULL, priority, RW_X, NULL, 0, &root),
		STG_E_SHAREVIOLATION);
	ck_assert_uint_eq(length_of(priority, alpha), 5);
	IStorage_Release(reader);
	ck_opens(RW_X, STG_E_LOCKVIOLATION);
	ck_assert_uint_eq(IStorage_Release(priority), 0);
}
END_TEST

/* --- One writer, many readers ----------------------------------------------*/

static IDirectWriterLock *
writer_lock(IStorage *root)
{
	void *lock;

	ck_hr(IStorage_QueryInterface(root, &IID_IDirectWriterLock, &lock),
		S_OK);
	return lock;
}

START_TEST(the_writer_alone_has_the_lock)
{
	IStorage *writer;
	IStorage *reader;
	IDirectWriterLock *lock;
	void *none = &none;

	ck_hr(open_in(WRITER, &writer), S_OK);
	ck_hr(open_in(READER, &reader), S_OK);
	ck_opens(WRITER, STG_E_SHAREVIOLATION);
	ck_hr(IStorage_QueryInterface(reader, &IID_IDirectWriterLock, &none),
		E_NOINTERFACE);
	ck_assert_ptr_null(none);
	lock = writer_lock(writer);
	ck_assert_uint_eq(IDirectWriterLock_AddRef(lock), 3);
	ck_assert_uint_eq(IStorage_Release(writer), 2);
	ck_assert_uint_eq(IDirectWriterLock_Release(lock), 1);
	ck_assert_uint_eq(IDirectWriterLock_Release(lock), 0);
	IStorage_Release(reader);
}
END_TEST

START_TEST(writing_takes_the_lock_even_when_nobody_reads)
{
	IStorage *writer;
	IStream *stream;
	IDirectWriterLock *lock;

	ck_hr(open_in(WRITER, &writer), S_OK);
	ck_hr(IStorage_CreateStream(writer, absent, RW_X, 0, 0, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_OpenStream(writer, alpha, NULL, RW_X, 0, &stream),
		S_OK);
	ck_hr(IStream_Write(stream, "x", 1, NULL), STG_E_ACCESSDENIED);
	lock = writer_lock(writer);
	ck_hr(IDirectWriterLock_HaveWriteAccess(lock), S_FALSE);
	ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 0), S_OK);
	ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 0), S_FALSE);
	ck_hr(IDirectWriterLock_HaveWriteAccess(lock), S_OK);
	ck_hr(IStream_Write(stream, "longer than it was", 18, NULL), S_OK);
	ck_opens(READER, STG_E_SHAREVIOLATION);
	ck_hr(IDirectWriterLock_ReleaseWriteAccess(lock), S_OK);
	ck_hr(IDirectWriterLock_HaveWriteAccess(lock), S_FALSE);
	ck_hr(IStream_Write(stream, "x", 1, NULL), STG_E_ACCESSDENIED);
	IStream_Release(stream);
	IDirectWriterLock_Release(lock);
	IStorage_Release(writer);
}
END_TEST

START_TEST(readers_see_what_was_written_when_they_come)
{
	IStorage *writer;
	IStorage *reader;
	IDirectWriterLock *lock;

	ck_hr(open_in(WRITER, &writer), S_OK);
	lock = writer_lock(writer);
	for (ULONG length = 1; length < 20; length++) {
		char piece[32] = "a text of so many bytes";

		piece[length] = '\0';
		ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 0), S_OK);
		put(writer, alpha, piece);
		ck_hr(IDirectWriterLock_ReleaseWriteAccess(lock), S_OK);
		ck_hr(open_in(READER, &reader), S_OK);
		ck_assert_uint_eq(length_of(reader, alpha), length);
		IStorage_Release(reader);
	}
	IDirectWriterLock_Release(lock);
	IStorage_Release(writer);
}
END_TEST

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

START_TEST(waiting_for_readers_ends_in_time)
{
	IStorage *writer;
	IStorage *reader;
	IDirectWriterLock *lock;
	double start;

	ck_hr(open_in(READER, &reader), S_OK);
	ck_hr(open_in(WRITER, &writer), S_OK);
	lock = writer_lock(writer);
	ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 0), STG_E_INUSE);
	start = seconds();
	ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 200), STG_E_INUSE);
	ck_assert_double_ge(seconds() - start, 0.19);
	ck_assert_double_lt(seconds() - start, 5);
	/* Readers come in again then. */
	ck_opens(READER, S_OK);
	IStorage_Release(reader);
	ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 0), S_OK);
	IDirectWriterLock_Release(lock);
	IStorage_Release(writer);
}
END_TEST

/* Readers who overlap: at no time is none there. */
static void *
read_in_turn(void *context)
{
	atomic_bool *stop = context;
	IStorage *before = NULL;
	IStorage *now;

	while (!*stop) {
		if (open_in(READER, &now) != S_OK)
			now = NULL;
		if (before)
			IStorage_Release(before);
		before = now;
		usleep(1000);
	}
	if (before)
		IStorage_Release(before);
	return NULL;
}

START_TEST(a_stream_of_readers_does_not_starve_the_writer)
{
	atomic_bool stop = false;
	IStorage *writer;
	IDirectWriterLock *lock;
	pthread_t readers[2];

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&readers[i], NULL,
			read_in_turn, &stop), 0);
	usleep(20000);
	ck_hr(open_in(WRITER, &writer), S_OK);
	lock = writer_lock(writer);
	for (int i = 0; i < 20; i++) {
		ck_hr(IDirectWriterLock_WaitForWriteAccess(lock, 10000),
			S_OK);
		ck_hr(IDirectWriterLock_ReleaseWriteAccess(lock), S_OK);
		usleep(3000);
	}
	stop = true;
	for (int i = 0; i < 2; i++)
		pthread_join(readers[i], NULL);
	IDirectWriterLock_Release(lock);
	IStorage_Release(writer);
}
END_TEST

START_TEST(a_shared_writer_can_create_a_file)
{
	IStorage *writer;
	IStorage *reader;

	ck_hr(open_in(READER, &reader), S_OK);
	ck_hr(StgCreateDocfile(name, WRITER | STGM_CREATE, 0, &writer),
		STG_E_SHAREVIOLATION);
	IStorage_Release(reader);
	ck_hr(StgCreateDocfile(name, WRITER | STGM_CREATE, 0, &writer), S_OK);
	ck_opens(READER, S_OK);
	IStorage_Release(writer);
}
END_TEST

/* --- Another file ----------------------------------------------------------*/

static HRESULT
switch_to(IStorage *root, OLECHAR *to)
{
	void *found;
	HRESULT hr;

	ck_hr(IStorage_QueryInterface(root, &IID_IRootStorage, &found), S_OK);
	hr = IRootStorage_SwitchToFile((IRootStorage *)found, to);
	IRootStorage_Release((IRootStorage *)found);
	return hr;
}

START_TEST(after_the_switch_the_copy_is_the_file)
{
	IStorage *root;
	STATSTG stat;

	ck_hr(open_in(RW_X, &root), S_OK);
	put(root, absent, "made before");
	ck_hr(switch_to(root, other_name), S_OK);
	put(root, beta, "made after");
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert(is_text(stat.pwcsName, other_path));
	CoTaskMemFree(stat.pwcsName);
	/* The locks went with it. */
	ck_opens(RW_X, S_OK);
	IStorage_Release(root);
	ck_hr(StgOpenStorage(other_name, NULL, R_DW, NULL, 0, &root), S_OK);
	ck_assert_uint_eq(length_of(root, alpha), 5);
	ck_assert_uint_eq(length_of(root, absent), 11);
	ck_assert_uint_eq(length_of(root, beta), 10);
	IStorage_Release(root);
	ck_assert_int_eq(stg_check_file(other_path, 0, NULL, NULL, NULL), S_OK);
}
END_TEST

START_TEST(what_cannot_be_switched_stays_as_it_is)
{
	IStorage *root;
	IStream *stream;
	FILE *file = fopen(other_path, "w");

	ck_assert_ptr_nonnull(file);
	fclose(file);
	ck_hr(open_in(RW_X, &root), S_OK);
	ck_hr(switch_to(root, other_name), STG_E_FILEALREADYEXISTS);
	(void)unlink(other_path);
	ck_hr(IStorage_OpenStream(root, alpha, NULL, RW_X, 0, &stream), S_OK);
	ck_hr(switch_to(root, other_name), STG_E_ACCESSDENIED);
	IStream_Release(stream);
	ck_opens(R_DW, STG_E_SHAREVIOLATION);
	ck_assert_int_ne(access(other_path, F_OK), 0);
	IStorage_Release(root);
}
END_TEST

START_TEST(a_file_to_be_deleted_is_when_it_is_left)
{
	IStorage *root;

	ck_hr(StgCreateDocfile(name, RW_X | STGM_CREATE |
		STGM_DELETEONRELEASE, 0, &root), S_OK);
	ck_hr(switch_to(root, other_name), S_OK);
	ck_assert_int_ne(access(path, F_OK), 0);
	IStorage_Release(root);
	ck_assert_int_eq(access(other_path, F_OK), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		the_last_release_ends_the_locks,
		an_enumerator_keeps_the_locks,
		failures_leave_no_locks,
		an_open_file_is_not_created_anew,
		priority_lets_readers_in_and_no_exclusive_ones,
		an_open_by_priority_empties_what_is_excluded,
		a_refused_open_by_priority_keeps_it,
		the_writer_alone_has_the_lock,
		writing_takes_the_lock_even_when_nobody_reads,
		readers_see_what_was_written_when_they_come,
		waiting_for_readers_ends_in_time,
		a_stream_of_readers_does_not_starve_the_writer,
		a_shared_writer_can_create_a_file,
		after_the_switch_the_copy_is_the_file,
		what_cannot_be_switched_stays_as_it_is,
		a_file_to_be_deleted_is_when_it_is_left,
	};

	return run_tests_with("sharing", begin, end, tests,
		ARRAY_SIZE(tests));
}
