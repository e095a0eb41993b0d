/* SPDX-License-Identifier: MIT */
/*
 * Many threads use the objects of one root together, and others share its
 * file. ThreadSanitizer watches where it is built in; elsewhere nothing may
 * crash, hang or read what nobody wrote.
 */
#include "crew.h"
#include "place.h"

#define RW_X    (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define R_X     (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define SHARED  (STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE)
#define LATER   STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE
#define SIZE    20000
#define THREADS 8
#define ROUNDS  60

static const OLECHAR common[] = { 'c', 0 };
static const OLECHAR below_name[] = { 'd', 0 };

struct worker {
	struct member member;
	IStorage *root;
	IStream *stream; /* shared by all */
};

static void
own_name(unsigned number, OLECHAR own[3])
{
	own[0] = 's';
	own[1] = (OLECHAR)('0' + number);
	own[2] = 0;
}

/* Write and read a stream of one's own, in the same storage. */
static void
use_stream(struct worker *worker, unsigned round)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	unsigned char bytes[3000];
	IStream *stream;
	IStream *clone;
	OLECHAR own[3];
	STATSTG stat;
	ULONG got = 0;

	own_name(worker->member.number, own);
	EXPECT(worker, IStorage_CreateStream(worker->root, own, RW_X |
		STGM_CREATE, 0, 0, &stream) == S_OK);
	if (worker->member.wrong)
		return;
	memset(bytes, (int)(worker->member.number + round), sizeof bytes);
	for (int i = 0; i < 3; i++)
		EXPECT(worker, IStream_Write(stream, bytes, sizeof bytes,
			NULL) == S_OK);
	EXPECT(worker, IStream_Stat(stream, &stat, STATFLAG_NONAME) == S_OK);
	EXPECT(worker, stat.cbSize.QuadPart == 3 * sizeof bytes);
	EXPECT(worker, IStream_Clone(stream, &clone) == S_OK);
	IStream_Release(stream);
	EXPECT(worker, IStream_Seek(clone, start, STREAM_SEEK_SET, NULL) ==
		S_OK);
	memset(bytes, 0, sizeof bytes);
	EXPECT(worker, IStream_Read(clone, bytes, sizeof bytes, &got) == S_OK);
	EXPECT(worker, got == sizeof bytes && bytes[0] ==
		(unsigned char)(worker->member.number + round));
	IStream_Release(clone);
}

/* One stream for all: what one thread claims no other reads. */
static void
use_common(struct worker *worker)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	unsigned char bytes[700];
	ULONG got = 0;

	EXPECT(worker, IStream_Read(worker->stream, bytes, sizeof bytes,
		&got) == S_OK);
	for (ULONG i = 0; i < got; i++)
		EXPECT(worker, bytes[i] == 'c');
	if (got < sizeof bytes)
		EXPECT(worker, IStream_Seek(worker->stream, start,
			STREAM_SEEK_SET, NULL) == S_OK);
}

static void
list(struct worker *worker)
{
	IEnumSTATSTG *elements;
	IEnumSTATSTG *clone;
	STATSTG element;

	EXPECT(worker, IStorage_EnumElements(worker->root, 0, NULL, 0,
		&elements) == S_OK);
	EXPECT(worker, IEnumSTATSTG_Clone(elements, &clone) == S_OK);
	while (!worker->member.wrong && IEnumSTATSTG_Next(elements, 1, &element,
		NULL) == S_OK)
		CoTaskMemFree(element.pwcsName);
	IEnumSTATSTG_Skip(clone, 1);
	IEnumSTATSTG_Reset(clone);
	IEnumSTATSTG_Release(clone);
	IEnumSTATSTG_Release(elements);
}

static void
use_storage(struct worker *worker, unsigned round)
{
	OLECHAR own[3];
	OLECHAR other[3];
	IStorage *below;
	STATSTG stat;

	own_name(worker->member.number, own);
	own[0] = 't';
	own_name(worker->member.number, other);
	other[0] = 'u';
	EXPECT(worker, IStorage_CreateStorage(worker->root, own, RW_X |
		STGM_CREATE | (round % 2 ? STGM_TRANSACTED : 0), 0, 0,
		&below) == S_OK);
	if (worker->member.wrong)
		return;
	EXPECT(worker, IStorage_SetStateBits(below, round, 0xFFFF) == S_OK);
	EXPECT(worker, IStorage_SetClass(below, &IID_IStorage) == S_OK);
	EXPECT(worker, IStorage_Stat(below, &stat, STATFLAG_NONAME) == S_OK);
	EXPECT(worker, IStorage_Commit(below, STGC_DEFAULT) == S_OK);
	EXPECT(worker, IStorage_Revert(below) == S_OK);
	IStorage_Release(below);
	EXPECT(worker, IStorage_RenameElement(worker->root, own, other) ==
		S_OK);
	EXPECT(worker, IStorage_DestroyElement(worker->root, other) == S_OK);
}

static void *
work(void *context)
{
	struct worker *worker = context;

	for (unsigned round = 0; round < ROUNDS && !worker->member.wrong;
		round++) {
		use_stream(worker, round);
		use_common(worker);
		list(worker);
		use_storage(worker, round);
		if (round % 8 == worker->member.number)
			EXPECT(worker, IStorage_Commit(worker->root, LATER) ==
				S_OK);
	}
	return NULL;
}

START_TEST(threads_share_the_objects_of_a_root)
{
	static const DWORD modes[] = { RW_X, RW_X | STGM_TRANSACTED, SHARED };
	const LARGE_INTEGER start = { .QuadPart = 0 };
	struct worker workers[THREADS];
	unsigned char bytes[SIZE];
	IStorage *root;
	IStream *stream;

	memset(workers, 0, sizeof workers);
	memset(bytes, 'c', sizeof bytes);
	ck_hr(StgCreateDocfile(name, modes[_i] | STGM_CREATE, 0, &root), S_OK);
	ck_hr(IStorage_CreateStream(root, common, RW_X, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, bytes, sizeof bytes, NULL), S_OK);
	ck_hr(IStream_Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
	for (size_t i = 0; i < THREADS; i++) {
		workers[i].root = root;
		workers[i].stream = stream;
	}
	crew_run(workers, THREADS, sizeof *workers, work);
	IStream_Release(stream);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
}
END_TEST

/* A root a thread, on one file: the last of each commit wins. */
static void *
work_alone(void *context)
{
	struct worker *worker = context;

	for (unsigned round = 0; round < 30 && !worker->member.wrong; round++) {
		IStorage *below;
		HRESULT hr = StgOpenStorage(name, NULL, SHARED, NULL, 0,
			&worker->root);

		EXPECT(worker, hr == S_OK);
		if (FAILED(hr))
			break;
		use_stream(worker, round);
		hr = IStorage_OpenStorage(worker->root, below_name, NULL, R_X,
			NULL, 0, &below);
		EXPECT(worker, hr == S_OK);
		if (SUCCEEDED(hr))
			IStorage_Release(below);
		hr = IStorage_Commit(worker->root, LATER | (round % 2
				? STGC_ONLYIFCURRENT : 0));
		EXPECT(worker, hr == S_OK || hr == STG_E_NOTCURRENT);
		IStorage_Release(worker->root);
	}
	return NULL;
}

START_TEST(threads_share_a_file)
{
	struct worker workers[4];
	IStorage *root;
	IStorage *below;

	memset(workers, 0, sizeof workers);
	ck_hr(StgCreateDocfile(name, RW_X | STGM_CREATE, 0, &root), S_OK);
	ck_hr(IStorage_CreateStorage(root, below_name, RW_X, 0, 0, &below),
		S_OK);
	IStorage_Release(below);
	IStorage_Release(root);
	crew_run(workers, 4, sizeof *workers, work_alone);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("sharing_threads");

	tcase_add_checked_fixture(suite.tcase, place_begin, place_end);
	TEST_EACH(&suite, threads_share_the_objects_of_a_root, 3);
	TEST(&suite, threads_share_a_file);
	return suite_end(&suite);
}
