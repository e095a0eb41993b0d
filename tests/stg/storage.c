/* SPDX-License-Identifier: MIT */
/* Storages that are open for reading: what they open, tell and refuse. */
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define EDIT (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

/* What an out pointer holds before a call that has to clear it. */
#define GARBAGE ((void *)&garbage)
static char garbage;

static const char tree[] =
	"stream \"Alpha\" = count(5000)\n"
	"stream \"Beta\" = \"mini\"\n"
	"storage \"Gamma\"\n"
	"stream \"Gamma/Delta\" = \"inner\"\n"
	"storage \"Gamma/Epsilon\"\n"
	"entry \"Gamma\".clsid = {00112233-4455-6677-8899-AABBCCDDEEFF}\n"
	"entry \"Gamma\".state = 7\n"
	"entry \"Gamma\".ctime = 0x0123456789abcdef\n"
	"entry \"Gamma\".mtime = 0x0fedcba987654321\n";

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

/* Opens and releases at once. */
static HRESULT
try_stream(IStorage *storage, const OLECHAR *name, DWORD mode)
{
	IStream *stream = GARBAGE;
	HRESULT hr = IStorage_OpenStream(storage, name, NULL, mode, 0, &stream);

	if (SUCCEEDED(hr))
		ck_assert_uint_eq(IStream_Release(stream), 0);
	else
		ck_assert_ptr_null(stream);
	return hr;
}

static HRESULT
try_storage(IStorage *storage, const OLECHAR *name, DWORD mode)
{
	IStorage *inner = GARBAGE;
	HRESULT hr = IStorage_OpenStorage(
		storage, name, NULL, mode, NULL, 0, &inner);

	if (SUCCEEDED(hr))
		ck_assert_uint_eq(IStorage_Release(inner), 0);
	else
		ck_assert_ptr_null(inner);
	return hr;
}

START_TEST(elements_open_by_name_in_any_case)
{
	ck_hr(try_stream(root, u"Alpha", READ), S_OK);
	ck_hr(try_stream(root, u"ALPHA", READ), S_OK);
	ck_hr(try_stream(root, u"alphA", READ), S_OK);
	ck_hr(try_storage(root, u"gamma", READ), S_OK);
}
END_TEST

START_TEST(missing_element_is_not_found)
{
	ck_hr(try_stream(root, u"Alph", READ), STG_E_FILENOTFOUND);
	ck_hr(try_stream(root, u"Delta", READ), STG_E_FILENOTFOUND);
	ck_hr(try_storage(root, u"Zeta", READ), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(element_of_the_other_kind_is_not_found)
{
	ck_hr(try_stream(root, u"Gamma", READ), STG_E_FILENOTFOUND);
	ck_hr(try_storage(root, u"Alpha", READ), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(impossible_names_are_invalid)
{
	static const OLECHAR *const names[] = { NULL, u"",
		u"12345678901234567890123456789012", u"a/b", u"a\\b", u":",
		u"Alpha!" };

	ck_hr(try_stream(root, names[_i], READ), STG_E_INVALIDNAME);
	ck_hr(try_storage(root, names[_i], READ), STG_E_INVALIDNAME);
}
END_TEST

START_TEST(odd_names_are_not_invalid)
{
	static const OLECHAR *const names[] = { u"\x1", u"\x1f", u".", u"..",
		u" ", u"\xd800", u"a*?\"<>|",
		u"1234567890123456789012345678901" };

	ck_hr(try_stream(root, names[_i], READ), STG_E_FILENOTFOUND);
}
END_TEST

/* What another writer named so is there all the same. */
START_TEST(forbidden_name_that_exists_opens)
{
	IStorage *storage = storage_of("stream \"a:b\" = \"1\"\n"
				       "stream \"a\\/b\" = \"2\"\n");

	ck_hr(try_stream(storage, u"a:b", READ), S_OK);
	ck_hr(try_stream(storage, u"A/B", READ), S_OK);
	ck_hr(try_stream(storage, u"a!b", READ), STG_E_INVALIDNAME);
	IStorage_Release(storage);
}
END_TEST

START_TEST(stream_is_open_once)
{
	IStream *stream;
	IStream *clone;

	ck_hr(IStorage_OpenStream(root, u"Alpha", NULL, READ, 0, &stream),
		S_OK);
	ck_hr(try_stream(root, u"Alpha", READ), STG_E_ACCESSDENIED);
	ck_hr(try_stream(root, u"ALPHA", READ), STG_E_ACCESSDENIED);
	ck_hr(try_stream(root, u"Beta", READ), S_OK);
	/* A clone is open as well. */
	ck_hr(IStream_Clone(stream, &clone), S_OK);
	IStream_Release(stream);
	ck_hr(try_stream(root, u"Alpha", READ), STG_E_ACCESSDENIED);
	IStream_Release(clone);
	ck_hr(try_stream(root, u"Alpha", READ), S_OK);
}
END_TEST

START_TEST(storage_is_open_once)
{
	IStorage *inner;

	ck_hr(IStorage_OpenStorage(root, u"Gamma", NULL, READ, NULL, 0, &inner),
		S_OK);
	ck_hr(try_storage(root, u"Gamma", READ), STG_E_ACCESSDENIED);
	ck_hr(try_stream(inner, u"Delta", READ), S_OK);
	ck_assert_uint_eq(IStorage_Release(inner), 0);
	ck_hr(try_storage(root, u"Gamma", READ), S_OK);
}
END_TEST

START_TEST(element_opens_again_when_its_parent_went)
{
	IStorage *inner;
	IStream *stream;

	ck_hr(IStorage_OpenStorage(root, u"Gamma", NULL, READ, NULL, 0, &inner),
		S_OK);
	ck_hr(IStorage_OpenStream(inner, u"Delta", NULL, READ, 0, &stream),
		S_OK);
	IStorage_Release(inner);
	/* The reverted stream does not count as open. */
	ck_hr(IStorage_OpenStorage(root, u"Gamma", NULL, READ, NULL, 0, &inner),
		S_OK);
	ck_hr(try_stream(inner, u"Delta", READ), S_OK);
	IStream_Release(stream);
	ck_hr(try_stream(inner, u"Delta", READ), S_OK);
	IStorage_Release(inner);
}
END_TEST

START_TEST(modes_are_judged_before_names)
{
	static const struct {
		DWORD mode;
		HRESULT stream;
		HRESULT storage;
	} rows[] = {
		{ STGM_READ | STGM_SHARE_DENY_NONE, STG_E_INVALIDFLAG,
			STG_E_INVALIDFLAG },
		{ STGM_READ | STGM_SHARE_DENY_WRITE, STG_E_INVALIDFLAG,
			STG_E_INVALIDFLAG },
		{ STGM_READ, STG_E_INVALIDFLAG, STG_E_INVALIDFLAG },
		{ READ | STGM_CREATE, STG_E_INVALIDFLAG, STG_E_INVALIDFLAG },
		{ READ | STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION,
			STG_E_INVALIDFUNCTION },
		{ EDIT, STG_E_INVALIDFLAG, STG_E_ACCESSDENIED },
		{ STGM_WRITE | STGM_SHARE_EXCLUSIVE, STG_E_INVALIDFLAG,
			STG_E_ACCESSDENIED },
	};

	ck_hr(try_stream(root, NULL, rows[_i].mode), rows[_i].stream);
	ck_hr(try_stream(root, u"Missing", rows[_i].mode), rows[_i].stream);
	ck_hr(try_stream(root, u"Alpha", rows[_i].mode), rows[_i].stream);
	ck_hr(try_storage(root, NULL, rows[_i].mode), rows[_i].storage);
	ck_hr(try_storage(root, u"Gamma", rows[_i].mode), rows[_i].storage);
}
END_TEST

START_TEST(streams_are_not_transacted)
{
	ck_hr(try_stream(root, u"Alpha", READ | STGM_TRANSACTED),
		STG_E_INVALIDFUNCTION);
}
END_TEST

START_TEST(pointers_and_reserved_arguments_are_judged_first)
{
	IStream *stream = GARBAGE;
	IStorage *storage = GARBAGE;
	IEnumSTATSTG *list = GARBAGE;
	OLECHAR *names[] = { NULL };

	ck_hr(IStorage_OpenStream(root, u"Alpha", NULL, READ, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_OpenStream(root, u"Alpha", &garbage, READ, 0, &stream),
		STG_E_INVALIDPARAMETER);
	ck_hr(IStorage_OpenStream(root, u"Alpha", NULL, READ, 1, &stream),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(stream);
	ck_hr(IStorage_OpenStorage(root, u"Gamma", NULL, READ, NULL, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_OpenStorage(
		      root, u"Gamma", root, READ, NULL, 0, &storage),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(storage);
	storage = GARBAGE;
	ck_hr(IStorage_OpenStorage(
		      root, u"Gamma", NULL, READ, names, 0, &storage),
		STG_E_INVALIDPARAMETER);
	ck_hr(IStorage_OpenStorage(
		      root, u"Gamma", NULL, READ, NULL, 1, &storage),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(storage);
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_EnumElements(root, 1, NULL, 0, &list),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(list);
	ck_hr(IStorage_EnumElements(root, 0, &garbage, 0, &list),
		STG_E_INVALIDPARAMETER);
	ck_hr(IStorage_EnumElements(root, 0, NULL, 1, &list),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(list);
}
END_TEST

START_TEST(stat_tells_of_a_storage_what_the_entry_holds)
{
	static const CLSID clsid = { 0x00112233, 0x4455, 0x6677,
		{ 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } };
	IStorage *inner;
	STATSTG stat;

	ck_hr(IStorage_OpenStorage(root, u"GAMMA", NULL, READ, NULL, 0, &inner),
		S_OK);
	ck_hr(IStorage_Stat(inner, &stat, STATFLAG_DEFAULT), S_OK);
	/* The name as it is, and not as it was asked for. */
	ck_assert_mem_eq(stat.pwcsName, u"Gamma", 12);
	CoTaskMemFree(stat.pwcsName);
	ck_assert_uint_eq(stat.type, STGTY_STORAGE);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 0);
	ck_assert_uint_eq(stat.grfMode, READ);
	ck_assert_uint_eq(stat.grfLocksSupported, 0);
	ck_assert_mem_eq(&stat.clsid, &clsid, sizeof clsid);
	ck_assert_uint_eq(stat.grfStateBits, 7);
	ck_assert_uint_eq(stat.reserved, 0);
	ck_assert_uint_eq(stat.ctime.dwHighDateTime, 0x01234567);
	ck_assert_uint_eq(stat.ctime.dwLowDateTime, 0x89abcdef);
	ck_assert_uint_eq(stat.mtime.dwHighDateTime, 0x0fedcba9);
	ck_assert_uint_eq(stat.mtime.dwLowDateTime, 0x87654321);
	IStorage_Release(inner);
}
END_TEST

START_TEST(stat_judges_its_arguments)
{
	STATSTG stat;

	ck_hr(IStorage_Stat(root, NULL, STATFLAG_DEFAULT),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_NOOPEN), STG_E_INVALIDFLAG);
	ck_hr(IStorage_Stat(root, &stat, 3), STG_E_INVALIDFLAG);
	ck_hr(IStorage_Stat(root, &stat, 0x10000), STG_E_INVALIDFLAG);
}
END_TEST

/* --- What a storage that is open for reading refuses ---------------------- */

static HRESULT
create_stream(const OLECHAR *name, DWORD mode)
{
	IStream *stream = GARBAGE;
	HRESULT hr = IStorage_CreateStream(root, name, mode, 0, 0, &stream);

	ck_assert_ptr_null(stream);
	return hr;
}

static HRESULT
create_storage(const OLECHAR *name, DWORD mode)
{
	IStorage *storage = GARBAGE;
	HRESULT hr = IStorage_CreateStorage(root, name, mode, 0, 0, &storage);

	ck_assert_ptr_null(storage);
	return hr;
}

START_TEST(stream_cannot_be_created)
{
	static const DWORD modes[] = { EDIT, EDIT | STGM_CREATE, READ,
		STGM_WRITE | STGM_SHARE_EXCLUSIVE };

	ck_hr(create_stream(u"Alpha", modes[_i]), STG_E_ACCESSDENIED);
	ck_hr(create_stream(u"Gamma", modes[_i]), STG_E_ACCESSDENIED);
	ck_hr(create_stream(u"New", modes[_i]), STG_E_ACCESSDENIED);
}
END_TEST

START_TEST(storage_that_exists_cannot_be_created_first_of_all)
{
	static const DWORD modes[] = { EDIT, EDIT | STGM_CREATE, READ,
		READ | STGM_CREATE };

	ck_hr(create_storage(u"Gamma", modes[_i]), STG_E_FILEALREADYEXISTS);
	ck_hr(create_storage(u"Alpha", modes[_i]), STG_E_FILEALREADYEXISTS);
	ck_hr(create_storage(u"New", modes[_i]), STG_E_ACCESSDENIED);
}
END_TEST

START_TEST(modes_of_creation_are_judged_first)
{
	ck_hr(create_stream(u"New", STGM_READWRITE), STG_E_INVALIDFLAG);
	ck_hr(create_stream(NULL, STGM_READWRITE), STG_E_INVALIDFLAG);
	ck_hr(create_stream(u"New", EDIT | STGM_TRANSACTED),
		STG_E_INVALIDFUNCTION);
	ck_hr(create_stream(u"New", EDIT | STGM_DELETEONRELEASE),
		STG_E_INVALIDFUNCTION);
	ck_hr(create_storage(u"New", STGM_READWRITE), STG_E_INVALIDFLAG);
	ck_hr(create_storage(u"New", EDIT | STGM_DELETEONRELEASE),
		STG_E_INVALIDFLAG);
}
END_TEST

START_TEST(arguments_of_creation_are_judged_first)
{
	IStream *stream = GARBAGE;
	IStorage *storage = GARBAGE;

	ck_hr(IStorage_CreateStream(root, u"New", EDIT, 0, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_CreateStream(root, u"New", EDIT, 1, 0, &stream),
		STG_E_INVALIDPARAMETER);
	ck_hr(IStorage_CreateStream(root, u"New", EDIT, 0, 1, &stream),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(stream);
	ck_hr(IStorage_CreateStorage(root, u"New", EDIT, 0, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_CreateStorage(root, u"New", EDIT, 1, 0, &storage),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(storage);
}
END_TEST

START_TEST(elements_cannot_be_destroyed)
{
	ck_hr(IStorage_DestroyElement(root, u"Alpha"), STG_E_ACCESSDENIED);
	ck_hr(IStorage_DestroyElement(root, u"Gamma"), STG_E_ACCESSDENIED);
	ck_hr(IStorage_DestroyElement(root, u"Missing"), STG_E_ACCESSDENIED);
	ck_hr(try_stream(root, u"Alpha", READ), S_OK);
}
END_TEST

START_TEST(elements_cannot_be_renamed_or_moved)
{
	IStorage *inner;

	ck_hr(IStorage_RenameElement(root, u"Alpha", u"Beth"),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_OpenStorage(root, u"Gamma", NULL, READ, NULL, 0, &inner),
		S_OK);
	ck_hr(IStorage_MoveElementTo(
		      root, u"Alpha", inner, u"Alpha", STGMOVE_MOVE),
		STG_E_ACCESSDENIED);
	IStorage_Release(inner);
	ck_hr(try_stream(root, u"Alpha", READ), S_OK);
}
END_TEST

START_TEST(nothing_about_a_storage_can_be_set)
{
	FILETIME time = { 1, 2 };

	ck_hr(IStorage_SetClass(root, &IID_IStorage), STG_E_ACCESSDENIED);
	ck_hr(IStorage_SetStateBits(root, 1, 1), STG_E_ACCESSDENIED);
	ck_hr(IStorage_SetElementTimes(root, NULL, &time, &time, &time),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_SetElementTimes(root, u"Gamma", &time, NULL, NULL),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_SetElementTimes(root, u"Missing", NULL, NULL, &time),
		STG_E_ACCESSDENIED);
}
END_TEST

START_TEST(commit_and_revert_of_a_direct_storage_do_nothing)
{
	IStorage *inner;

	ck_hr(IStorage_OpenStorage(root, u"Gamma", NULL, READ, NULL, 0, &inner),
		S_OK);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Commit(inner, STGC_OVERWRITE | STGC_ONLYIFCURRENT),
		S_OK);
	ck_hr(IStorage_Commit(root, 0x10), STG_E_INVALIDFLAG);
	ck_hr(IStorage_Revert(root), S_OK);
	/* Elements stay as they are. */
	ck_hr(try_stream(inner, u"Delta", READ), S_OK);
	IStorage_Release(inner);
}
END_TEST

START_TEST(reading_changes_nothing_in_the_byte_array)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *storage;

	array->locks_supported = 0;
	storage = array_open(array);
	ck_hr(try_stream(storage, u"Alpha", READ), S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	IStorage_Release(storage);
	ck_assert_uint_eq(array->changes, 0);
	/* Its Stat says that it has no locks. */
	ck_assert_uint_eq(array->locks, 0);
	ck_assert_uint_eq(array->refs, 1);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("storage");

	tcase_add_checked_fixture(suite.tcase, open_root, close_root);
	TEST(&suite, elements_open_by_name_in_any_case);
	TEST(&suite, missing_element_is_not_found);
	TEST(&suite, element_of_the_other_kind_is_not_found);
	TEST_EACH(&suite, impossible_names_are_invalid, 7);
	TEST_EACH(&suite, odd_names_are_not_invalid, 8);
	TEST(&suite, forbidden_name_that_exists_opens);
	TEST(&suite, stream_is_open_once);
	TEST(&suite, storage_is_open_once);
	TEST(&suite, element_opens_again_when_its_parent_went);
	TEST_EACH(&suite, modes_are_judged_before_names, 7);
	TEST(&suite, streams_are_not_transacted);
	TEST(&suite, pointers_and_reserved_arguments_are_judged_first);
	TEST(&suite, stat_tells_of_a_storage_what_the_entry_holds);
	TEST(&suite, stat_judges_its_arguments);
	TEST_EACH(&suite, stream_cannot_be_created, 4);
	TEST_EACH(
		&suite, storage_that_exists_cannot_be_created_first_of_all, 4);
	TEST(&suite, modes_of_creation_are_judged_first);
	TEST(&suite, arguments_of_creation_are_judged_first);
	TEST(&suite, elements_cannot_be_destroyed);
	TEST(&suite, elements_cannot_be_renamed_or_moved);
	TEST(&suite, nothing_about_a_storage_can_be_set);
	TEST(&suite, commit_and_revert_of_a_direct_storage_do_nothing);
	TEST(&suite, reading_changes_nothing_in_the_byte_array);
	return suite_end(&suite);
}
