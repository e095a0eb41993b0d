/* SPDX-License-Identifier: MIT */
/*
 * Several threads over the objects of one root, and over several roots. What
 * they do alone must come out as if they were alone. Runs under the thread
 * sanitizer too, with CK_FORK=no.
 */
#include <pthread.h>
#include <stdio.h>

#include "support.h"

#define RW      (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define THREADS 4
#define ROUNDS  40
#define SIZE    6000

/* Check counts in the main thread alone. */
#define MUST(expression)                                                  \
	((expression) ? (void)0                                           \
		      : (fprintf(stderr, "not so: %s, line %d\n",         \
				#expression, __LINE__), abort()))

struct worker {
	pthread_t thread;
	IStorage *storage; /* what it works in */
	unsigned number;
};

static void
set_name(OLECHAR out[8], unsigned worker, unsigned n)
{
	out[0] = (OLECHAR)('A' + worker);
	out[1] = (OLECHAR)('a' + n % 26);
	out[2] = (OLECHAR)('a' + n / 26);
	out[3] = 0;
}

static void
fill(uint8_t *bytes, unsigned worker, unsigned n)
{
	for (unsigned i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(worker * 31 + n * 7 + i / 11);
}

static void
write_stream(struct worker *w, unsigned n)
{
	uint8_t bytes[SIZE];
	OLECHAR name[8];
	IStream *stream;
	ULONG put;

	set_name(name, w->number, n);
	fill(bytes, w->number, n);
	MUST(IStorage_CreateStream(w->storage, name, RW, 0, 0, &stream) ==
		S_OK);
	for (unsigned i = 0; i < SIZE; i += 500)
		MUST(IStream_Write(stream, bytes + i, 500, &put) == S_OK &&
			put == 500);
	IStream_Release(stream);
}

static void
read_stream(struct worker *w, unsigned n)
{
	uint8_t bytes[SIZE];
	uint8_t got[SIZE];
	OLECHAR name[8];
	IStream *stream;
	ULONG count;

	set_name(name, w->number, n);
	fill(bytes, w->number, n);
	MUST(IStorage_OpenStream(w->storage, name, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream) == S_OK);
	MUST(IStream_Read(stream, got, SIZE, &count) == S_OK);
	MUST(count == SIZE && memcmp(got, bytes, SIZE) == 0);
	IStream_Release(stream);
}

static void
list(IStorage *storage)
{
	IEnumSTATSTG *enumerator;
	STATSTG stat;
	ULONG got;

	MUST(IStorage_EnumElements(storage, 0, NULL, 0, &enumerator) == S_OK);
	while (IEnumSTATSTG_Next(enumerator, 1, &stat, &got) == S_OK)
		CoTaskMemFree(stat.pwcsName);
	MUST(IEnumSTATSTG_Release(enumerator) == 0);
}

/* Every third stream goes again. */
static void *
work(void *argument)
{
	struct worker *w = argument;

	for (unsigned n = 0; n < ROUNDS; n++) {
		OLECHAR name[8];

		write_stream(w, n);
		if (n % 5 == 0)
			list(w->storage);
		read_stream(w, n / 3 * 3 == n ? n : n / 3 * 3 + 1);
		if (n % 3 == 2) {
			set_name(name, w->number, n);
			MUST(IStorage_DestroyElement(w->storage, name) ==
				S_OK);
		}
		if (n % 8 == 7)
			MUST(IStorage_Commit(w->storage, STGC_DEFAULT) ==
				S_OK);
	}
	return NULL;
}

static IStorage *
new_root(ILockBytes **bytes)
{
	IStorage *storage;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(*bytes, RW | STGM_CREATE, 0,
		&storage), S_OK);
	return storage;
}

static void
run(struct worker workers[THREADS], void *(*fn)(void *))
{
	for (unsigned i = 0; i < THREADS; i++) {
		workers[i].number = i;
		ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, fn,
			&workers[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(workers[i].thread, NULL), 0);
}

static void
assert_written(IStorage *storage, unsigned number)
{
	struct worker reader = { .storage = storage, .number = number };

	for (unsigned n = 0; n < ROUNDS; n++) {
		struct stg_element element;
		char path[4] = { (char)('A' + number), (char)('a' + n % 26),
			(char)('a' + n / 26), 0 };

		if (n % 3 == 2)
			ck_hr(stg_stat(storage, path, &element),
				STG_E_FILENOTFOUND);
		else
			read_stream(&reader, n);
	}
}

static void
reopen_and_check(ILockBytes *bytes, IStorage **storage)
{
	ck_hr(stg_check_lockbytes(bytes, 0, NULL, NULL, NULL), S_OK);
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, RW, NULL, 0, storage),
		S_OK);
}

START_TEST(threads_share_a_storage)
{
	struct worker workers[THREADS];
	ILockBytes *bytes;
	IStorage *root = new_root(&bytes);

	for (unsigned i = 0; i < THREADS; i++)
		workers[i].storage = root;
	run(workers, work);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	reopen_and_check(bytes, &root);
	for (unsigned i = 0; i < THREADS; i++)
		assert_written(root, i);
	IStorage_Release(root);
	ILockBytes_Release(bytes);
}
END_TEST

START_TEST(threads_have_a_storage_each_in_one_file)
{
	struct worker workers[THREADS];
	ILockBytes *bytes;
	IStorage *root = new_root(&bytes);
	OLECHAR name[8];

	for (unsigned i = 0; i < THREADS; i++) {
		set_name(name, i, 0);
		ck_hr(IStorage_CreateStorage(root, name, RW, 0, 0,
			&workers[i].storage), S_OK);
	}
	run(workers, work);
	for (unsigned i = 0; i < THREADS; i++) {
		assert_written(workers[i].storage, i);
		IStorage_Release(workers[i].storage);
	}
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_hr(stg_check_lockbytes(bytes, 0, NULL, NULL, NULL), S_OK);
	ILockBytes_Release(bytes);
}
END_TEST

START_TEST(threads_have_a_file_each)
{
	struct worker workers[THREADS];
	ILockBytes *bytes[THREADS];

	for (unsigned i = 0; i < THREADS; i++)
		workers[i].storage = new_root(&bytes[i]);
	run(workers, work);
	for (unsigned i = 0; i < THREADS; i++) {
		assert_written(workers[i].storage, i);
		ck_assert_uint_eq(IStorage_Release(workers[i].storage), 0);
		ck_hr(stg_check_lockbytes(bytes[i], 0, NULL, NULL, NULL),
			S_OK);
		ILockBytes_Release(bytes[i]);
	}
}
END_TEST

/* Each clone has a place of its own in the one stream. */
static IStream *shared;

static void *
write_part(void *argument)
{
	const struct worker *w = argument;
	IStream *clone;

	MUST(IStream_Clone(shared, &clone) == S_OK);
	for (unsigned n = 0; n < ROUNDS; n++) {
		LARGE_INTEGER at = { .QuadPart =
			(LONGLONG)(n * THREADS + w->number) * 1000 };
		uint8_t bytes[1000];
		ULONG count;

		memset(bytes, (int)(w->number * ROUNDS + n), sizeof bytes);
		MUST(IStream_Seek(clone, at, STREAM_SEEK_SET, NULL) == S_OK);
		MUST(IStream_Write(clone, bytes, sizeof bytes, &count) ==
			S_OK);
		MUST(IStream_Seek(clone, at, STREAM_SEEK_SET, NULL) == S_OK);
		MUST(IStream_Read(clone, bytes, sizeof bytes, &count) ==
			S_OK);
		MUST(count == sizeof bytes &&
			bytes[0] == (uint8_t)(w->number * ROUNDS + n));
	}
	IStream_Release(clone);
	return NULL;
}

START_TEST(threads_write_one_stream)
{
	struct worker workers[THREADS] = { 0 };
	ILockBytes *bytes;
	IStorage *root = new_root(&bytes);
	uint8_t piece[1000];
	ULONG count;
	LARGE_INTEGER begin = { .QuadPart = 0 };

	ck_hr(IStorage_CreateStream(root, u"shared", RW, 0, 0, &shared),
		S_OK);
	run(workers, write_part);
	ck_hr(IStream_Seek(shared, begin, STREAM_SEEK_SET, NULL), S_OK);
	for (unsigned i = 0; i < ROUNDS * THREADS; i++) {
		unsigned value = i % THREADS * ROUNDS + i / THREADS;

		ck_hr(IStream_Read(shared, piece, sizeof piece, &count),
			S_OK);
		ck_assert_uint_eq(count, sizeof piece);
		ck_assert_uint_eq(piece[0], (uint8_t)value);
		ck_assert_uint_eq(piece[999], (uint8_t)value);
	}
	IStream_Release(shared);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_hr(stg_check_lockbytes(bytes, 0, NULL, NULL, NULL), S_OK);
	ILockBytes_Release(bytes);
}
END_TEST

/* References come and go while the objects die under them. */
static void *
use_until_reverted(void *argument)
{
	struct worker *w = argument;
	HRESULT hr = S_OK;

	while (hr != STG_E_REVERTED) {
		IStream *stream;

		hr = IStorage_CreateStream(w->storage, u"x",
			RW | STGM_CREATE, 0, 0, &stream);
		if (SUCCEEDED(hr)) {
			(void)IStream_Write(stream, w, sizeof *w, NULL);
			IStream_Release(stream);
		}
		MUST(SUCCEEDED(hr) || hr == STG_E_REVERTED);
	}
	IStorage_Release(w->storage);
	return NULL;
}

START_TEST(a_root_is_released_under_the_threads)
{
	struct worker workers[THREADS];
	ILockBytes *bytes;
	IStorage *root = new_root(&bytes);
	OLECHAR name[8];

	for (unsigned i = 0; i < THREADS; i++) {
		set_name(name, i, 0);
		ck_hr(IStorage_CreateStorage(root, name, RW, 0, 0,
			&workers[i].storage), S_OK);
		workers[i].number = i;
		ck_assert_int_eq(pthread_create(&workers[i].thread, NULL,
			use_until_reverted, &workers[i]), 0);
	}
	for (unsigned i = 0; i < 50; i++)
		ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	for (unsigned i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(workers[i].thread, NULL), 0);
	ck_hr(stg_check_lockbytes(bytes, 0, NULL, NULL, NULL), S_OK);
	ck_assert_uint_eq(ILockBytes_Release(bytes), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		threads_share_a_storage,
		threads_have_a_storage_each_in_one_file,
		threads_have_a_file_each,
		threads_write_one_stream,
		a_root_is_released_under_the_threads,
	};

	return run_tests("threads", tests, ARRAY_SIZE(tests));
}
