/* SPDX-License-Identifier: MIT */
/*
 * Short memory: whichever allocation of an operation fails, its result says
 * so, out pointers are NULL, nothing leaks, and the objects go on.
 */
#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "place.h"
#include "support/arrays.h"
#include "support/heap.h"
#include "support/short.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

#define GARBAGE ((void *)&garbage)
static char garbage;

/* A table of names is needed, and pieces of chains, of both kinds. */
static const char tree[] = "tree list declared\n"
			   "layout reverse\nmini_layout reverse\n"
			   "repeat 100 stream \"{2}\"\n"
			   "stream \"Large\" = count(50000)\n"
			   "stream \"Small\" = count(4000)\n"
			   "storage \"S\"\n"
			   "storage \"S/T\"\n"
			   "stream \"S/T/u\" = \"deep\"\n";

static struct array *array;
static IStorage *root; /* of scenarios that begin with one */

static HRESULT
open_root(void)
{
	IStorage *storage = GARBAGE;
	HRESULT hr = StgOpenStorageOnILockBytes(
		&array->ILockBytes_iface, NULL, READ, NULL, 0, &storage);

	return give_back(hr, storage);
}

static HRESULT
check_all(void)
{
	return stg_check_lockbytes(
		&array->ILockBytes_iface, 0, NULL, NULL, NULL);
}

static HRESULT
open_stream(void)
{
	IStream *stream = GARBAGE;
	HRESULT hr =
		IStorage_OpenStream(root, u"large", NULL, READ, 0, &stream);

	return give_back(hr, stream);
}

static HRESULT
open_storage(void)
{
	IStorage *storage = GARBAGE;
	HRESULT hr =
		IStorage_OpenStorage(root, u"s", NULL, READ, NULL, 0, &storage);

	return give_back(hr, storage);
}

static HRESULT
miss_name(void)
{
	IStream *stream = GARBAGE;
	HRESULT hr =
		IStorage_OpenStream(root, u"missing", NULL, READ, 0, &stream);

	expect(stream == NULL);
	return hr == STG_E_FILENOTFOUND ? S_OK : hr;
}

static HRESULT
read_path(const char *inner, ULONG size)
{
	static uint8_t bytes[50000];
	IStream *stream = GARBAGE;
	HRESULT hr = stg_open_stream(root, inner, READ, &stream);
	ULONG got = 77;

	if (FAILED(hr)) {
		expect(stream == NULL);
		return hr;
	}
	hr = IStream_Read(stream, bytes, size, &got);
	expect(FAILED(hr) || got == size);
	for (ULONG i = 0; i + 4 <= got; i += 4)
		expect((ULONG)(bytes[i] | bytes[i + 1] << 8) == i / 4);
	IStream_Release(stream);
	return hr;
}

static HRESULT
read_large(void)
{
	return read_path("Large", 50000);
}

static HRESULT
read_small(void)
{
	return read_path("Small", 4000);
}

static HRESULT
clone_stream(void)
{
	IStream *stream;
	IStream *clone = GARBAGE;
	HRESULT hr = stg_open_stream(root, "Small", READ, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Clone(stream, &clone);
	(void)give_back(hr, clone);
	IStream_Release(stream);
	return hr;
}

static HRESULT
stat_stream(void)
{
	STATSTG stat;
	IStream *stream;
	HRESULT hr = stg_open_stream(root, "Small", READ, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Stat(stream, &stat, STATFLAG_DEFAULT);
	if (SUCCEEDED(hr))
		CoTaskMemFree(stat.pwcsName);
	IStream_Release(stream);
	return hr;
}

static HRESULT
enumerate(void)
{
	static STATSTG stats[200];
	IEnumSTATSTG *list = GARBAGE;
	HRESULT hr = IStorage_EnumElements(root, 0, NULL, 0, &list);
	ULONG got = 77;

	if (FAILED(hr)) {
		expect(list == NULL);
		return hr;
	}
	hr = IEnumSTATSTG_Next(list, 200, stats, &got);
	expect(got == (SUCCEEDED(hr) ? 103 : 0));
	for (ULONG i = 0; i < got; i++)
		CoTaskMemFree(stats[i].pwcsName);
	IEnumSTATSTG_Release(list);
	return SUCCEEDED(hr) ? S_OK : hr;
}

static HRESULT
clone_enumerator(void)
{
	IEnumSTATSTG *list;
	IEnumSTATSTG *clone = GARBAGE;
	HRESULT hr = IStorage_EnumElements(root, 0, NULL, 0, &list);

	if (FAILED(hr))
		return hr;
	hr = IEnumSTATSTG_Clone(list, &clone);
	(void)give_back(hr, clone);
	IEnumSTATSTG_Release(list);
	return hr;
}

static HRESULT
count(const struct stg_element *e, void *context)
{
	unsigned *elements = context;

	(void)e;
	++*elements;
	return S_OK;
}

static HRESULT
walk(void)
{
	unsigned elements = 0;
	HRESULT hr = stg_walk(root, "", STG_WALK_DEFAULT, count, &elements);

	if (SUCCEEDED(hr))
		expect(elements == 106);
	return hr;
}

static HRESULT
describe(void)
{
	struct stg_element e;

	return stg_stat(root, "S/T/u", &e);
}

struct scenario {
	const char *name;
	HRESULT (*run)(void);
	bool needs_root;
};

static const struct scenario scenarios[] = {
	{ "open", open_root, false },
	{ "check", check_all, false },
	{ "open a stream", open_stream, true },
	{ "open a storage", open_storage, true },
	{ "miss a name", miss_name, true },
	{ "read a large stream", read_large, true },
	{ "read a small stream", read_small, true },
	{ "clone a stream", clone_stream, true },
	{ "stat a stream", stat_stream, true },
	{ "enumerate", enumerate, true },
	{ "clone an enumerator", clone_enumerator, true },
	{ "walk", walk, true },
	{ "describe", describe, true },
};

static void
begin(const struct scenario *s)
{
	array = array_make(recipe_make(tree));
	root = NULL;
	heap_begin();
	if (s->needs_root)
		(void)StgOpenStorageOnILockBytes(&array->ILockBytes_iface,
			NULL, READ, NULL, 0, &root);
}

static void
end(const struct scenario *s, unsigned long number)
{
	ULONG refs = root ? IStorage_Release(root) : 0;
	size_t left = heap_left();

	ck_assert_uint_eq(refs, 0);
	ck_assert_uint_eq(array->refs, 1);
	ck_assert_msg(left == 0, "%s: allocation %lu leaks %zu bytes", s->name,
		number, left);
	ILockBytes_Release(&array->ILockBytes_iface);
}

START_TEST(short_memory_is_told_and_harms_nothing)
{
	const struct scenario *s = &scenarios[_i];
	unsigned long n = 0;
	unsigned failures = 0;
	bool failed = true;

	while (failed) {
		unsigned long number;
		HRESULT hr;

		begin(s);
		number = heap_calls() + ++n;
		heap_fail_at(number);
		hr = s->run();
		failed = heap_calls() >= number;
		heap_fail_at(0);
		ck_assert_msg(!wrong, "%s: %s", s->name, wrong);
		/* Some can be done without, at the price of time. */
		ck_assert_msg(hr == S_OK || is_short(hr), "%s: %08x", s->name,
			(unsigned)hr);
		failures += FAILED(hr);
		/* The same objects do the same once there is memory. */
		hr = s->run();
		end(s, n);
		ck_hr(hr, S_OK);
	}
	ck_assert_uint_gt(failures, 0);
}
END_TEST

#define EDIT (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static void
assert_longer(ILockBytes *memory, const char *bytes, ULONG length)
{
	static char got[20000];
	IStorage *storage;
	IStream *stream;
	ULONG count;

	ck_hr(StgOpenStorageOnILockBytes(memory, NULL, READ, NULL, 0,
		&storage), S_OK);
	ck_hr(IStorage_OpenStream(storage, u"s", NULL, READ, 0, &stream),
		S_OK);
	ck_hr(IStream_Read(stream, got, sizeof got, &count), S_OK);
	ck_assert_uint_eq(count, 5000 + length);
	ck_assert_mem_eq(got, bytes, 5000);
	ck_assert_mem_eq(got + 5000, bytes, length);
	IStream_Release(stream);
	IStorage_Release(storage);
}

/*
 * A direct root with a stream that is open, and a transaction below that has
 * changes; the n-th allocation of its commit fails. Is what is written to the
 * stream afterwards there, unless somebody was told that it is not? Returns
 * whether the commit failed.
 */
static bool
write_beside_commit(unsigned long n, const char *bytes, ULONG length)
{
	IStorage *storage, *below;
	ILockBytes *memory;
	IStream *stream;
	HRESULT commit, hr;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &memory), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(memory, STGM_CREATE | EDIT, 0,
		&storage), S_OK);
	ck_hr(IStorage_CreateStream(storage, u"s", EDIT, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, bytes, 5000, NULL), S_OK);
	ck_hr(IStorage_CreateStorage(storage, u"below", EDIT | STGM_TRANSACTED,
		0, 0, &below), S_OK);
	ck_hr(IStorage_CreateStorage(below, u"a", EDIT, 0, 0, &root), S_OK);
	IStorage_Release(root);
	ck_hr(IStorage_CreateStorage(below, u"b", EDIT, 0, 0, &root), S_OK);
	IStorage_Release(root);
	heap_begin();
	heap_fail_at(n);
	commit = IStorage_Commit(below, STGC_DEFAULT);
	heap_fail_at(0);
	IStorage_Release(below);
	hr = IStream_Write(stream, bytes, length, NULL);
	IStream_Release(stream);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(storage, STGC_DEFAULT);
	IStorage_Release(storage);
	if (SUCCEEDED(hr))
		assert_longer(memory, bytes, length);
	ck_hr(stg_check_lockbytes(memory, 0, NULL, NULL, NULL), S_OK);
	ILockBytes_Release(memory);
	return FAILED(commit);
}

START_TEST(streams_beside_a_failed_commit_are_written_on)
{
	static const ULONG lengths[] = { 10, 10000 }; /* gathered, or not */
	static char bytes[10000];

	memset(bytes, 0x37, sizeof bytes);
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		unsigned failures = 0;

		for (unsigned long n = 1; n < 60; n++)
			failures += write_beside_commit(n, bytes, lengths[i]);
		ck_assert_uint_gt(failures, 2);
	}
}
END_TEST

START_TEST(no_file_is_simple_for_want_of_memory)
{
	const DWORD simple = STGM_SIMPLE | STGM_READWRITE |
		STGM_SHARE_EXCLUSIVE;
	IStorage *storage, *below;
	bool failed = true;

	place_begin();
	ck_hr(StgCreateDocfile(name, STGM_CREATE | EDIT, 0, &storage), S_OK);
	ck_hr(IStorage_CreateStorage(storage, u"below", EDIT, 0, 0, &below),
		S_OK);
	IStorage_Release(below);
	IStorage_Release(storage);
	for (unsigned long n = 1; failed; n++) {
		HRESULT hr;

		heap_begin();
		heap_fail_at(n);
		hr = stg_open(path, simple, &storage);
		failed = heap_calls() >= n;
		heap_fail_at(0);
		ck_assert_ptr_null(storage);
		ck_assert_msg(is_short(hr) || hr == STG_E_NOTSIMPLEFORMAT,
			"%lu: %08x", n, (unsigned)hr);
	}
	place_end();
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("memory");

	TEST_EACH(&suite, short_memory_is_told_and_harms_nothing,
		ARRAY_SIZE(scenarios));
	TEST(&suite, streams_beside_a_failed_commit_are_written_on);
	TEST(&suite, no_file_is_simple_for_want_of_memory);
	return suite_end(&suite);
}
