/* SPDX-License-Identifier: MIT */
/*
 * Lifetime: what goes when a storage goes, what stays, and when the file is
 * closed. Children hold no reference on their parent.
 */
#include <stdio.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/mock.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

#define GARBAGE ((void *)&garbage)
static char garbage;

static const char tree[] = "stream \"Large\" = count(5000)\n"
			   "storage \"A\"\n"
			   "stream \"A/Large\" = count(5000)\n"
			   "stream \"A/Small\" = \"mini\"\n"
			   "storage \"A/B\"\n"
			   "stream \"A/B/Deep\" = \"deep\"\n";

static IStorage *
open_storage(IStorage *parent, const OLECHAR *name)
{
	IStorage *storage = NULL;

	ck_hr(IStorage_OpenStorage(parent, name, NULL, READ, NULL, 0, &storage),
		S_OK);
	return storage;
}

static IStream *
open_stream(IStorage *parent, const OLECHAR *name)
{
	IStream *stream = NULL;

	ck_hr(IStorage_OpenStream(parent, name, NULL, READ, 0, &stream), S_OK);
	return stream;
}

static IEnumSTATSTG *
enumerate(IStorage *storage)
{
	IEnumSTATSTG *list = NULL;

	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &list), S_OK);
	return list;
}

/* Counts what an enumerator still has. */
static unsigned
count_rest(IEnumSTATSTG *list)
{
	unsigned count = 0;
	STATSTG stat;

	while (IEnumSTATSTG_Next(list, 1, &stat, NULL) == S_OK) {
		CoTaskMemFree(stat.pwcsName);
		count++;
	}
	return count;
}

/* --- Every method of an object whose storage went ------------------------- */

static void
check_reverted_stream(IStream *stream)
{
	struct mock_world world = { .calls = 0 };
	IStorage *mock = mock_make(&world);
	ULARGE_INTEGER size = { .QuadPart = 1 };
	LARGE_INTEGER zero = { .QuadPart = 0 };
	IStream *clone = GARBAGE;
	IStream *target = NULL;
	STATSTG stat;
	char byte = 0;
	ULONG count = 77;

	ck_hr(IStorage_CreateStream(mock, u"T",
		      STGM_WRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &target),
		S_OK);
	ck_hr(IStream_Read(stream, &byte, 1, &count), STG_E_REVERTED);
	ck_assert_uint_eq(count, 0);
	ck_hr(IStream_Write(stream, &byte, 1, &count), STG_E_REVERTED);
	ck_hr(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL),
		STG_E_REVERTED);
	ck_hr(IStream_SetSize(stream, size), STG_E_REVERTED);
	ck_hr(IStream_CopyTo(stream, target, size, NULL, NULL), STG_E_REVERTED);
	size.QuadPart = 0;
	ck_hr(IStream_CopyTo(stream, target, size, NULL, NULL), STG_E_REVERTED);
	ck_hr(IStream_Commit(stream, STGC_DEFAULT), STG_E_REVERTED);
	ck_hr(IStream_Revert(stream), STG_E_REVERTED);
	ck_hr(IStream_LockRegion(stream, size, size, LOCK_WRITE),
		STG_E_REVERTED);
	ck_hr(IStream_UnlockRegion(stream, size, size, LOCK_WRITE),
		STG_E_REVERTED);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_DEFAULT), STG_E_REVERTED);
	ck_hr(IStream_Clone(stream, &clone), STG_E_REVERTED);
	ck_assert_ptr_null(clone);
	IStream_Release(target);
	IStorage_Release(mock);
}

static void
check_reverted_helpers(IStorage *storage)
{
	struct stg_header_info info;
	struct stg_element element;
	IStream *stream = GARBAGE;
	IStorage *inner = GARBAGE;

	ck_hr(stg_stat(storage, "", &element), STG_E_REVERTED);
	ck_hr(stg_open_stream(storage, "Small", READ, &stream), STG_E_REVERTED);
	ck_assert_ptr_null(stream);
	ck_hr(stg_open_storage(storage, "B", READ, &inner), STG_E_REVERTED);
	ck_assert_ptr_null(inner);
	inner = GARBAGE;
	ck_hr(stg_open_storage(storage, "", READ, &inner), STG_E_REVERTED);
	ck_assert_ptr_null(inner);
	ck_hr(stg_get_header(storage, &info), STG_E_REVERTED);
	ck_hr(stg_set_strictness(storage, STG_CAREFUL), STG_E_REVERTED);
	ck_hr(stg_set_defect_callback(storage, NULL, NULL), STG_E_REVERTED);
}

static HRESULT
never(const struct stg_element *element, void *context)
{
	(void)element;
	(void)context;
	ck_abort_msg("a reverted storage was walked");
	return S_OK;
}

static void
check_reverted_storage(IStorage *storage)
{
	DWORD edit = STGM_READ | STGM_SHARE_EXCLUSIVE;
	FILETIME time = { 1, 1 };
	IEnumSTATSTG *list = GARBAGE;
	IStorage *other = storage_of("stream \"A\"\n");
	IStorage *inner = GARBAGE;
	IStream *stream = GARBAGE;
	STATSTG stat;

	ck_hr(IStorage_CreateStream(storage, u"N", edit, 0, 0, &stream),
		STG_E_REVERTED);
	ck_assert_ptr_null(stream);
	stream = GARBAGE;
	ck_hr(IStorage_OpenStream(storage, u"Small", NULL, READ, 0, &stream),
		STG_E_REVERTED);
	ck_assert_ptr_null(stream);
	ck_hr(IStorage_CreateStorage(storage, u"N", edit, 0, 0, &inner),
		STG_E_REVERTED);
	ck_assert_ptr_null(inner);
	inner = GARBAGE;
	ck_hr(IStorage_OpenStorage(storage, u"B", NULL, READ, NULL, 0, &inner),
		STG_E_REVERTED);
	ck_assert_ptr_null(inner);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, other), STG_E_REVERTED);
	ck_hr(IStorage_MoveElementTo(
		      storage, u"Small", other, u"N", STGMOVE_COPY),
		STG_E_REVERTED);
	ck_hr(IStorage_MoveElementTo(
		      storage, u"Small", other, u"N", STGMOVE_MOVE),
		STG_E_REVERTED);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), STG_E_REVERTED);
	ck_hr(IStorage_Revert(storage), STG_E_REVERTED);
	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &list),
		STG_E_REVERTED);
	ck_assert_ptr_null(list);
	ck_hr(IStorage_DestroyElement(storage, u"Small"), STG_E_REVERTED);
	ck_hr(IStorage_RenameElement(storage, u"Small", u"N"), STG_E_REVERTED);
	ck_hr(IStorage_SetElementTimes(storage, u"B", &time, NULL, NULL),
		STG_E_REVERTED);
	ck_hr(IStorage_SetClass(storage, &IID_IStorage), STG_E_REVERTED);
	ck_hr(IStorage_SetStateBits(storage, 1, 1), STG_E_REVERTED);
	ck_hr(IStorage_Stat(storage, &stat, STATFLAG_DEFAULT), STG_E_REVERTED);
	ck_hr(stg_walk(storage, "", STG_WALK_DEFAULT, never, NULL),
		STG_E_REVERTED);
	check_reverted_helpers(storage);
	IStorage_Release(other);
}

/* AddRef, Release and QueryInterface work for ever. */
static void
check_identity_and_release(void *object, const IID *iid)
{
	IUnknown *unknown = object;
	void *other = NULL;

	ck_assert_uint_eq(IUnknown_AddRef(unknown), 2);
	ck_hr(IUnknown_QueryInterface(unknown, iid, &other), S_OK);
	ck_assert_ptr_eq(other, object);
	ck_assert_uint_eq(IUnknown_Release(unknown), 2);
	ck_assert_uint_eq(IUnknown_Release(unknown), 1);
	ck_assert_uint_eq(IUnknown_Release(unknown), 0);
}

START_TEST(all_below_a_storage_is_reverted_with_it)
{
	IStorage *root = storage_of(tree);
	IStorage *a = open_storage(root, u"A");
	IStorage *b = open_storage(a, u"B");
	IStream *large = open_stream(a, u"Large");
	IStream *small = open_stream(a, u"Small");
	IStream *deep = open_stream(b, u"Deep");
	IStream *other = open_stream(root, u"Large");
	char byte;

	ck_assert_uint_eq(IStorage_Release(a), 0);
	check_reverted_storage(b);
	check_reverted_stream(large);
	check_reverted_stream(small);
	check_reverted_stream(deep);
	/* What is beside it goes on. */
	ck_hr(IStream_Read(other, &byte, 1, NULL), S_OK);
	check_identity_and_release(large, &IID_IStream);
	check_identity_and_release(b, &IID_IStorage);
	check_identity_and_release(small, &IID_IStream);
	check_identity_and_release(deep, &IID_IStream);
	IStream_Release(other);
	ck_assert_uint_eq(IStorage_Release(root), 0);
}
END_TEST

START_TEST(all_is_reverted_with_the_root)
{
	IStorage *root = storage_of(tree);
	IStorage *a = open_storage(root, u"A");
	IStorage *b = open_storage(a, u"B");
	IStream *large = open_stream(root, u"Large");
	IStream *deep = open_stream(b, u"Deep");
	IStream *clone;

	ck_hr(IStream_Clone(large, &clone), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	check_reverted_storage(a);
	check_reverted_storage(b);
	check_reverted_stream(large);
	check_reverted_stream(clone);
	check_reverted_stream(deep);
	check_identity_and_release(a, &IID_IStorage);
	check_identity_and_release(deep, &IID_IStream);
	check_identity_and_release(clone, &IID_IStream);
	check_identity_and_release(b, &IID_IStorage);
	check_identity_and_release(large, &IID_IStream);
}
END_TEST

START_TEST(references_on_a_parent_keep_its_children)
{
	IStorage *root = storage_of(tree);
	IStorage *a = open_storage(root, u"A");
	IStream *small = open_stream(a, u"Small");
	char byte;

	IStorage_AddRef(a);
	ck_assert_uint_eq(IStorage_Release(a), 1);
	ck_hr(IStream_Read(small, &byte, 1, NULL), S_OK);
	ck_assert_uint_eq(IStorage_Release(a), 0);
	ck_hr(IStream_Read(small, &byte, 1, NULL), STG_E_REVERTED);
	IStream_Release(small);
	IStorage_Release(root);
}
END_TEST

START_TEST(clone_lives_without_its_original)
{
	IStorage *root = storage_of(tree);
	IStorage *a = open_storage(root, u"A");
	IStream *small = open_stream(a, u"Small");
	IStream *clone;
	char bytes[4];

	ck_hr(IStream_Clone(small, &clone), S_OK);
	IStream_Release(small);
	ck_hr(IStream_Read(clone, bytes, 4, NULL), S_OK);
	ck_assert_mem_eq(bytes, "mini", 4);
	IStorage_Release(a);
	check_reverted_stream(clone);
	IStream_Release(clone);
	IStorage_Release(root);
}
END_TEST

/* The storages on the way are not open, so none of them can go. */
START_TEST(stream_by_inner_path_hangs_on_the_storage_given)
{
	IStorage *root = storage_of(tree);
	IStorage *a = open_storage(root, u"A");
	IStream *from_a;
	IStream *from_root;
	char byte;

	ck_hr(stg_open_stream(a, "B/Deep", READ, &from_a), S_OK);
	ck_hr(stg_open_stream(root, "A/Small", READ, &from_root), S_OK);
	IStorage_Release(a);
	ck_hr(IStream_Read(from_a, &byte, 1, NULL), STG_E_REVERTED);
	ck_hr(IStream_Read(from_root, &byte, 1, NULL), S_OK);
	IStream_Release(from_a);
	IStream_Release(from_root);
	IStorage_Release(root);
}
END_TEST

/* --- When the file is closed ---------------------------------------------- */

static IStorage *
open_watched(bool *gone)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *root = array_open(array);

	*gone = false;
	array->gone = gone;
	ILockBytes_Release(&array->ILockBytes_iface);
	return root;
}

START_TEST(last_release_of_the_root_closes_the_file)
{
	bool gone;
	IStorage *root = open_watched(&gone);
	IStream *stream = open_stream(root, u"Large");
	IStorage *a = open_storage(root, u"A");

	IStorage_Release(root);
	ck_assert(gone);
	check_reverted_stream(stream);
	IStream_Release(stream);
	IStorage_Release(a);
}
END_TEST

START_TEST(enumerator_keeps_the_file_and_goes_on)
{
	bool gone;
	IStorage *root = open_watched(&gone);
	IEnumSTATSTG *list = enumerate(root);
	IEnumSTATSTG *clone;
	STATSTG stat;

	ck_hr(IEnumSTATSTG_Next(list, 1, &stat, NULL), S_OK);
	CoTaskMemFree(stat.pwcsName);
	/* It is not counted among the references of the storage. */
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert(!gone);
	ck_assert_uint_eq(count_rest(list), 1);
	ck_hr(IEnumSTATSTG_Reset(list), S_OK);
	ck_assert_uint_eq(count_rest(list), 2);
	ck_hr(IEnumSTATSTG_Clone(list, &clone), S_OK);
	ck_assert_uint_eq(IEnumSTATSTG_Release(list), 0);
	ck_assert(!gone);
	ck_hr(IEnumSTATSTG_Reset(clone), S_OK);
	ck_assert_uint_eq(count_rest(clone), 2);
	ck_assert_uint_eq(IEnumSTATSTG_Release(clone), 0);
	ck_assert(gone);
}
END_TEST

/* Even one that nobody has asked for anything yet. */
START_TEST(fresh_enumerator_works_without_the_root)
{
	bool gone;
	IStorage *root = open_watched(&gone);
	IEnumSTATSTG *list = enumerate(root);

	IStorage_Release(root);
	ck_assert_uint_eq(count_rest(list), 2);
	IEnumSTATSTG_Release(list);
	ck_assert(gone);
}
END_TEST

START_TEST(enumerator_does_not_keep_objects_alive)
{
	bool gone;
	IStorage *root = open_watched(&gone);
	IStorage *a = open_storage(root, u"A");
	IStream *stream = open_stream(a, u"Small");
	IEnumSTATSTG *list = enumerate(a);

	IStorage_Release(root);
	ck_assert(!gone);
	check_reverted_storage(a);
	check_reverted_stream(stream);
	ck_assert_uint_eq(count_rest(list), 3);
	IEnumSTATSTG_Release(list);
	ck_assert(gone);
	IStorage_Release(a);
	IStream_Release(stream);
}
END_TEST

START_TEST(enumerator_keeps_its_storage_locked)
{
	IStorage *root = storage_of(tree);
	IStorage *a = open_storage(root, u"A");
	IEnumSTATSTG *list = enumerate(a);
	IStorage *again = GARBAGE;

	ck_assert_uint_eq(IStorage_Release(a), 0);
	ck_hr(IStorage_OpenStorage(root, u"A", NULL, READ, NULL, 0, &again),
		STG_E_ACCESSDENIED);
	ck_assert_ptr_null(again);
	ck_assert_uint_eq(count_rest(list), 3);
	IEnumSTATSTG_Release(list);
	again = open_storage(root, u"A");
	IStorage_Release(again);
	IStorage_Release(root);
}
END_TEST

START_TEST(failed_open_closes_the_byte_array)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *root;
	HRESULT hr = E_FAIL;

	for (unsigned n = 1; FAILED(hr); n++) {
		root = GARBAGE;
		array->reads = 0;
		array->fail_at = n;
		array->failure = E_PENDING;
		hr = StgOpenStorageOnILockBytes(
			&array->ILockBytes_iface, NULL, READ, NULL, 0, &root);
		if (FAILED(hr)) {
			ck_hr(hr, E_PENDING);
			ck_assert_ptr_null(root);
			ck_assert_uint_eq(array->refs, 1);
		}
	}
	IStorage_Release(root);
	ck_assert_uint_eq(array->refs, 1);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

/* --- Many objects --------------------------------------------------------- */

/* A storage in a storage …, each of them open. */
START_TEST(deep_tree_of_objects_is_reverted_at_once)
{
	enum { DEPTH = 20000 };
	static IStorage *storages[DEPTH];
	char text[64];
	IStorage *root;
	STATSTG stat;

	snprintf(text, sizeof text, "repeat %d enter \"d\"\n", DEPTH);
	root = storage_of(text);
	storages[0] = open_storage(root, u"d");
	for (int i = 1; i < DEPTH; i++)
		storages[i] = open_storage(storages[i - 1], u"d");
	ck_assert_uint_eq(IStorage_Release(storages[DEPTH / 2]), 0);
	ck_hr(IStorage_Stat(storages[DEPTH / 2 - 1], &stat, STATFLAG_NONAME),
		S_OK);
	ck_hr(IStorage_Stat(storages[DEPTH / 2 + 1], &stat, STATFLAG_NONAME),
		STG_E_REVERTED);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	for (int i = 0; i < DEPTH; i++) {
		if (i == DEPTH / 2)
			continue;
		ck_hr(IStorage_Stat(storages[i], &stat, STATFLAG_NONAME),
			STG_E_REVERTED);
		ck_assert_uint_eq(IStorage_Release(storages[i]), 0);
	}
}
END_TEST

START_TEST(many_streams_are_open_at_once)
{
	enum { COUNT = 5000 };
	static IStream *streams[COUNT];
	IStorage *root = storage_of("repeat 5000 stream \"{4}\" = \"{4}\"\n");
	char bytes[4];

	for (int i = 0; i < COUNT; i++) {
		char name[8];

		snprintf(name, sizeof name, "%04d", i);
		ck_hr(stg_open_stream(root, name, READ, &streams[i]), S_OK);
	}
	for (int i = 0; i < COUNT; i++) {
		char name[8];

		snprintf(name, sizeof name, "%04d", i);
		ck_hr(IStream_Read(streams[i], bytes, 4, NULL), S_OK);
		ck_assert_mem_eq(bytes, name, 4);
	}
	for (int i = 0; i < COUNT; i += 2)
		IStream_Release(streams[i]);
	IStorage_Release(root);
	for (int i = 1; i < COUNT; i += 2)
		ck_assert_uint_eq(IStream_Release(streams[i]), 0);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("root");

	TEST(&suite, all_below_a_storage_is_reverted_with_it);
	TEST(&suite, all_is_reverted_with_the_root);
	TEST(&suite, references_on_a_parent_keep_its_children);
	TEST(&suite, clone_lives_without_its_original);
	TEST(&suite, stream_by_inner_path_hangs_on_the_storage_given);
	TEST(&suite, last_release_of_the_root_closes_the_file);
	TEST(&suite, enumerator_keeps_the_file_and_goes_on);
	TEST(&suite, fresh_enumerator_works_without_the_root);
	TEST(&suite, enumerator_does_not_keep_objects_alive);
	TEST(&suite, enumerator_keeps_its_storage_locked);
	TEST(&suite, failed_open_closes_the_byte_array);
	TEST(&suite, deep_tree_of_objects_is_reverted_at_once);
	TEST(&suite, many_streams_are_open_at_once);
	return suite_end(&suite);
}
