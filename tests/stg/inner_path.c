/* SPDX-License-Identifier: MIT */
/* Inner paths: the way to an element, and opening it. */
#include "stg/inner_path.h"

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

static const char tree[] = "stream \"Alpha\" = \"1\"\n"
			   "storage \"Pool\"\n"
			   "storage \"Pool/_1\"\n"
			   "stream \"Pool/_1/\\x01Ole\" = \"22\"\n"
			   "stream \"Pool/_1/a\\/b\" = \"333\"\n"
			   "stream \"Pool/_1/back\\\\slash\" = \"4444\"\n"
			   "stream \"Pool/_1/\\u00e4\" = \"55555\"\n"
			   "storage \"Pool/.\"\n"
			   "storage \"Pool/..\"\n"
			   "stream \"Pool/../x\" = \"666666\"\n"
			   "stream \"Pool/lone\\ud800\" = \"7777777\"\n";

static IStorage *root;

static void
open_root(void)
{
	root = storage_of(tree);
}

static void
close_root(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

static HRESULT
try_stream(IStorage *storage, const char *path, ULONG *size)
{
	IStream *stream = GARBAGE;
	HRESULT hr = stg_open_stream(storage, path, READ, &stream);
	STATSTG stat;

	*size = 0;
	if (FAILED(hr)) {
		ck_assert_ptr_null(stream);
		return hr;
	}
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	*size = (ULONG)stat.cbSize.QuadPart;
	ck_assert_uint_eq(IStream_Release(stream), 0);
	return hr;
}

static HRESULT
try_storage(IStorage *storage, const char *path)
{
	IStorage *inner = GARBAGE;
	HRESULT hr = stg_open_storage(storage, path, READ, &inner);

	if (FAILED(hr))
		ck_assert_ptr_null(inner);
	else
		IStorage_Release(inner);
	return hr;
}

static const struct {
	const char *path;
	ULONG size;
} streams[] = {
	{ "Alpha", 1 },
	{ "/Alpha", 1 },
	{ "ALPHA", 1 },
	{ "Pool/_1/\\x01Ole", 2 },
	{ "/pool/_1/\\x01OLE", 2 },
	{ "Pool/_1/\\u0001Ole", 2 },
	{ "Pool/_1/\x01Ole", 2 },
	{ "Pool/_1/a\\x2Fb", 3 },
	{ "Pool/_1/a\\u002fb", 3 },
	{ "Pool/_1/back\\\\slash", 4 },
	{ "Pool/_1/back\\x5cslash", 4 },
	{ "Pool/_1/\xc3\xa4", 5 },
	{ "Pool/_1/\xc3\x84", 5 },
	{ "Pool/../x", 6 },
	{ "Pool/lone\\uD800", 7 },
};

START_TEST(path_leads_to_its_stream)
{
	ULONG size;

	ck_hr(try_stream(root, streams[_i].path, &size), S_OK);
	ck_assert_uint_eq(size, streams[_i].size);
}
END_TEST

START_TEST(path_leads_to_its_storage)
{
	static const char *const paths[] = { "Pool", "/Pool", "Pool/_1",
		"pool/_1", "Pool/.", "Pool/..", "" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		ck_hr(try_storage(root, paths[i]), S_OK);
}
END_TEST

START_TEST(path_begins_at_the_storage_given)
{
	IStorage *pool;
	ULONG size;

	ck_hr(stg_open_storage(root, "Pool", READ, &pool), S_OK);
	ck_hr(try_stream(pool, "_1/\\x01Ole", &size), S_OK);
	ck_hr(try_stream(pool, "/_1/\\x01Ole", &size), S_OK);
	ck_hr(try_stream(pool, "Pool/_1/\\x01Ole", &size), STG_E_PATHNOTFOUND);
	/* Two dots are a name. */
	ck_hr(try_stream(pool, "../Alpha", &size), STG_E_FILENOTFOUND);
	IStorage_Release(pool);
}
END_TEST

START_TEST(empty_path_is_the_storage_itself)
{
	IStorage *same = NULL;
	ULONG size;

	ck_hr(stg_open_storage(root, "", READ, &same), S_OK);
	ck_assert_ptr_eq(same, root);
	ck_assert_uint_eq(IStorage_Release(same), 1);
	ck_hr(stg_open_storage(root, "/", READ, &same), S_OK);
	ck_assert_ptr_eq(same, root);
	IStorage_Release(same);
	ck_hr(try_stream(root, "", &size), STG_E_FILENOTFOUND);
	ck_hr(try_stream(root, "/", &size), STG_E_FILENOTFOUND);
}
END_TEST

static const struct {
	const char *path;
	HRESULT hr;
} failures[] = {
	{ "Beta", STG_E_FILENOTFOUND },
	{ "Pool/Beta", STG_E_FILENOTFOUND },
	{ "Pool/_1/Ole", STG_E_FILENOTFOUND },
	{ "Beta/Gamma", STG_E_PATHNOTFOUND },
	{ "Pool/_2/x", STG_E_PATHNOTFOUND },
	{ "Alpha/x", STG_E_PATHNOTFOUND },
	{ "Pool/_1/\\x01Ole/x", STG_E_PATHNOTFOUND },
	{ "Pool/_1/\\x01Ole/x/y", STG_E_PATHNOTFOUND },
	{ "Alpha/", STG_E_INVALIDNAME },
	{ "//Alpha", STG_E_INVALIDNAME },
	{ "//", STG_E_INVALIDNAME },
	{ "Pool//_1", STG_E_INVALIDNAME },
	{ "Pool/_1/", STG_E_INVALIDNAME },
	{ "\\", STG_E_INVALIDNAME },
	{ "\\x1", STG_E_INVALIDNAME },
	{ "Pool/\\q", STG_E_INVALIDNAME },
	{ "\xff", STG_E_INVALIDNAME },
	{ "Pool/\xc3", STG_E_INVALIDNAME },
	{ "12345678901234567890123456789012", STG_E_INVALIDNAME },
};

START_TEST(wrong_path_says_what_is_wrong)
{
	ULONG size;

	ck_hr(try_stream(root, failures[_i].path, &size), failures[_i].hr);
	ck_hr(try_storage(root, failures[_i].path), failures[_i].hr);
}
END_TEST

START_TEST(element_of_the_other_kind_is_not_found)
{
	ULONG size;

	ck_hr(try_stream(root, "Pool/_1", &size), STG_E_FILENOTFOUND);
	ck_hr(try_storage(root, "Alpha"), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(element_opens_once_by_whatever_way)
{
	IStorage *pool;
	IStorage *one;
	IStream *stream;
	ULONG size;

	ck_hr(stg_open_stream(root, "Pool/_1/\\x01Ole", READ, &stream), S_OK);
	ck_hr(try_stream(root, "POOL/_1/\\x01Ole", &size), STG_E_ACCESSDENIED);
	/* The storages on the way are not open for that. */
	ck_hr(stg_open_storage(root, "Pool", READ, &pool), S_OK);
	ck_hr(stg_open_storage(pool, "_1", READ, &one), S_OK);
	ck_hr(try_stream(one, "\\x01Ole", &size), STG_E_ACCESSDENIED);
	ck_hr(try_storage(root, "Pool/_1"), STG_E_ACCESSDENIED);
	IStream_Release(stream);
	ck_hr(try_stream(root, "Pool/_1/\\x01Ole", &size), S_OK);
	IStorage_Release(one);
	IStorage_Release(pool);
}
END_TEST

START_TEST(modes_are_those_of_the_documented_methods)
{
	IStream *stream = GARBAGE;
	IStorage *storage = GARBAGE;

	ck_hr(stg_open_stream(root, "Alpha", STGM_READ, &stream),
		STG_E_INVALIDFLAG);
	ck_assert_ptr_null(stream);
	ck_hr(stg_open_stream(root, "Alpha", READ | STGM_TRANSACTED, &stream),
		STG_E_INVALIDFUNCTION);
	ck_hr(stg_open_stream(root, "Alpha",
		      STGM_READWRITE | STGM_SHARE_EXCLUSIVE, &stream),
		STG_E_INVALIDFLAG);
	ck_hr(stg_open_storage(root, "Pool", STGM_READ, &storage),
		STG_E_INVALIDFLAG);
	ck_assert_ptr_null(storage);
	ck_hr(stg_open_storage(root, "Pool",
		      STGM_READWRITE | STGM_SHARE_EXCLUSIVE, &storage),
		STG_E_ACCESSDENIED);
}
END_TEST

START_TEST(missing_pointers_are_refused)
{
	IStream *stream = GARBAGE;
	IStorage *storage = GARBAGE;

	ck_hr(stg_open_stream(root, "Alpha", READ, NULL), STG_E_INVALIDPOINTER);
	ck_hr(stg_open_stream(NULL, "Alpha", READ, &stream),
		STG_E_INVALIDPOINTER);
	ck_assert_ptr_null(stream);
	stream = GARBAGE;
	ck_hr(stg_open_stream(root, NULL, READ, &stream), STG_E_INVALIDPOINTER);
	ck_assert_ptr_null(stream);
	ck_hr(stg_open_storage(root, "Pool", READ, NULL), STG_E_INVALIDPOINTER);
	ck_hr(stg_open_storage(NULL, "Pool", READ, &storage),
		STG_E_INVALIDPOINTER);
	ck_assert_ptr_null(storage);
	ck_hr(stg_open_storage(root, NULL, READ, &storage),
		STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(storage_of_somebody_else_is_refused)
{
	struct mock_world world = { .calls = 0 };
	IStorage *mock = mock_make(&world);
	struct stg_element element;
	IStream *stream = GARBAGE;
	IStorage *storage = GARBAGE;

	ck_hr(stg_open_stream(mock, "A", READ, &stream), STG_E_INVALIDFUNCTION);
	ck_assert_ptr_null(stream);
	ck_hr(stg_open_storage(mock, "A", READ, &storage),
		STG_E_INVALIDFUNCTION);
	ck_assert_ptr_null(storage);
	ck_hr(stg_stat(mock, "A", &element), STG_E_INVALIDFUNCTION);
	ck_assert_uint_eq(IStorage_Release(mock), 0);
}
END_TEST

/* --- Names that only another writer could give ---------------------------- */

START_TEST(names_that_no_method_takes_are_reached)
{
	IStorage *storage = storage_of("stream \"a\\x00b\" = \"1\"\n"
				       "stream \"!\" = \"22\"\n");
	ULONG size;

	ck_hr(try_stream(storage, "a\\x00b", &size), S_OK);
	ck_assert_uint_eq(size, 1);
	ck_hr(try_stream(storage, "!", &size), S_OK);
	IStorage_Release(storage);
	storage = storage_of_recipe("odd-name-empty");
	ck_hr(try_stream(storage, "\\e", &size), S_OK);
	IStorage_Release(storage);
}
END_TEST

/* --- stg_stat ------------------------------------------------------------- */

START_TEST(element_is_described_without_being_opened)
{
	struct stg_element e;
	IStream *stream;

	ck_hr(stg_open_stream(root, "Pool/_1/\\x01Ole", READ, &stream), S_OK);
	ck_hr(stg_stat(root, "pool/_1/\\X01ole", &e), STG_E_INVALIDNAME);
	ck_hr(stg_stat(root, "pool/_1/\\x01OLE", &e), S_OK);
	ck_assert_uint_eq(e.type, STGTY_STREAM);
	ck_assert_uint_eq(e.size, 2);
	ck_assert_uint_eq(e.name_length, 4);
	ck_assert_mem_eq(e.name, u"\1Ole", 10);
	ck_assert_uint_eq(e.depth, 3);
	ck_assert_uint_eq(e.flags, STG_ELEMENT_MINI);
	/* The path as the file has it. */
	ck_assert_str_eq(e.path, "Pool/_1/\\x01Ole");
	IStream_Release(stream);
}
END_TEST

START_TEST(storage_itself_is_described_by_the_empty_path)
{
	struct stg_element e;
	IStorage *pool;

	ck_hr(stg_stat(root, "", &e), S_OK);
	ck_assert_uint_eq(e.type, STGTY_STORAGE);
	ck_assert_uint_eq(e.id, 0);
	ck_assert_uint_eq(e.depth, 0);
	ck_assert_str_eq(e.path, "");
	ck_assert_mem_eq(e.name, u"Root Entry", 22);
	ck_hr(stg_open_storage(root, "Pool", READ, &pool), S_OK);
	ck_hr(stg_stat(pool, "/", &e), S_OK);
	ck_assert_mem_eq(e.name, u"Pool", 10);
	ck_assert_str_eq(e.path, "");
	IStorage_Release(pool);
}
END_TEST

START_TEST(every_field_of_a_description_is_the_file_s)
{
	IStorage *storage = storage_of(
		"stream \"Large\" = count(5000)\n"
		"storage \"S\"\n"
		"entry \"S\".clsid = {00112233-4455-6677-8899-AABBCCDDEEFF}\n"
		"entry \"S\".state = 9\n"
		"entry \"S\".ctime = 0x0123456789abcdef\n"
		"entry \"S\".mtime = 0x0fedcba987654321\n");
	struct stg_element e;

	ck_hr(stg_stat(storage, "S", &e), S_OK);
	ck_assert_uint_eq(e.clsid.Data1, 0x00112233);
	ck_assert_uint_eq(e.state_bits, 9);
	ck_assert_uint_eq(e.ctime.dwHighDateTime, 0x01234567);
	ck_assert_uint_eq(e.mtime.dwLowDateTime, 0x87654321);
	ck_assert_uint_eq(e.size, 0);
	ck_assert_uint_eq(e.id, 2);
	ck_hr(stg_stat(storage, "Large", &e), S_OK);
	ck_assert_uint_eq(e.flags, 0);
	ck_assert_uint_eq(e.size, 5000);
	ck_assert_uint_eq(e.id, 1);
	IStorage_Release(storage);
}
END_TEST

START_TEST(description_fails_like_the_way_to_it)
{
	struct stg_element e;

	ck_hr(stg_stat(root, failures[_i].path, &e), failures[_i].hr);
	ck_hr(stg_stat(NULL, "", &e), STG_E_INVALIDPOINTER);
	ck_hr(stg_stat(root, NULL, &e), STG_E_INVALIDPOINTER);
	ck_hr(stg_stat(root, "", NULL), STG_E_INVALIDPOINTER);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("inner_path");

	tcase_add_checked_fixture(suite.tcase, open_root, close_root);
	TEST_EACH(&suite, path_leads_to_its_stream, ARRAY_SIZE(streams));
	TEST(&suite, path_leads_to_its_storage);
	TEST(&suite, path_begins_at_the_storage_given);
	TEST(&suite, empty_path_is_the_storage_itself);
	TEST_EACH(&suite, wrong_path_says_what_is_wrong, ARRAY_SIZE(failures));
	TEST(&suite, element_of_the_other_kind_is_not_found);
	TEST(&suite, element_opens_once_by_whatever_way);
	TEST(&suite, modes_are_those_of_the_documented_methods);
	TEST(&suite, missing_pointers_are_refused);
	TEST(&suite, storage_of_somebody_else_is_refused);
	TEST(&suite, names_that_no_method_takes_are_reached);
	TEST(&suite, element_is_described_without_being_opened);
	TEST(&suite, storage_itself_is_described_by_the_empty_path);
	TEST(&suite, every_field_of_a_description_is_the_file_s);
	TEST_EACH(&suite, description_fails_like_the_way_to_it,
		ARRAY_SIZE(failures));
	return suite_end(&suite);
}
