/* SPDX-License-Identifier: MIT */
/* Opening compound files for reading, in files and in byte arrays. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "stg/utf8.h"
#include "support/arrays.h"
#include "support/recipes.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

/* What an out pointer holds before a call that has to clear it. */
#define GARBAGE ((void *)&garbage)
static char garbage;

/* The path of a recipe's file, in UTF-16 and as it is. */
static char *path;
static OLECHAR *wide;

static void
make_file(const char *recipe)
{
	struct builder *b = recipe_load(recipe);

	path = recipe_write(b);
	builder_destroy(b);
	ck_hr(stg_olestr_from_utf8(path, &wide), S_OK);
}

static void
remove_file(void)
{
	unlink(path);
	free(path);
	CoTaskMemFree(wide);
}

static HRESULT
open_wide(const OLECHAR *name, DWORD mode)
{
	IStorage *root = GARBAGE;
	HRESULT hr = StgOpenStorage(name, NULL, mode, NULL, 0, &root);

	if (SUCCEEDED(hr))
		ck_assert_uint_eq(IStorage_Release(root), 0);
	else
		ck_assert_ptr_null(root);
	return hr;
}

START_TEST(sound_file_opens_in_each_reading_mode)
{
	static const DWORD modes[] = { STGM_READ | STGM_SHARE_EXCLUSIVE,
		STGM_READ | STGM_SHARE_DENY_WRITE, STGM_READ | STGM_PRIORITY,
		STGM_READ | STGM_PRIORITY | STGM_SHARE_EXCLUSIVE };

	make_file("good-small");
	ck_hr(open_wide(wide, modes[_i]), S_OK);
	remove_file();
}
END_TEST

START_TEST(flags_are_judged_before_the_file)
{
	ck_hr(open_wide(u"/nonexistent", STGM_READ | STGM_SHARE_DENY_NONE),
		STG_E_INVALIDFLAG);
	ck_hr(open_wide(u"/nonexistent", READ | STGM_CREATE),
		STG_E_INVALIDFLAG);
	ck_hr(open_wide(u"/nonexistent", READ | STGM_DELETEONRELEASE),
		STG_E_INVALIDFUNCTION);
	ck_hr(open_wide(u"/nonexistent", READ | 8), STG_E_INVALIDFLAG);
}
END_TEST

START_TEST(missing_name_is_invalid)
{
	ck_hr(open_wide(NULL, READ), STG_E_INVALIDNAME);
	ck_hr(open_wide(u"", READ), STG_E_INVALIDNAME);
}
END_TEST

START_TEST(name_without_bytes_is_invalid)
{
	/* A surrogate that stands for no byte, as stg/utf8.h has it. */
	static const OLECHAR name[] = { '/', 't', 'm', 'p', '/', 0xd800, 0 };

	ck_hr(open_wide(name, READ), STG_E_INVALIDNAME);
	ck_hr(StgIsStorageFile(name), STG_E_INVALIDNAME);
}
END_TEST

START_TEST(arguments_are_judged_first)
{
	IStorage *root = GARBAGE;

	ck_hr(StgOpenStorage(u"/nonexistent", NULL, READ, NULL, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(StgOpenStorage(u"/nonexistent", NULL, READ, NULL, 1, &root),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(root);
	ck_hr(stg_open(NULL, READ, NULL), STG_E_INVALIDPOINTER);
	root = GARBAGE;
	ck_hr(stg_open(NULL, READ, &root), STG_E_INVALIDNAME);
	ck_assert_ptr_null(root);
}
END_TEST

START_TEST(missing_file_is_not_created)
{
	struct stat st;

	ck_hr(open_wide(u"/tmp/stg-no-such-file", READ), STG_E_FILENOTFOUND);
	ck_assert_int_eq(stat("/tmp/stg-no-such-file", &st), -1);
	ck_hr(open_wide(u"/tmp/stg-no-such-directory/file", READ),
		STG_E_PATHNOTFOUND);
}
END_TEST

START_TEST(file_that_cannot_be_read_is_denied)
{
	ck_hr(open_wide(u"/tmp", READ), STG_E_ACCESSDENIED);
	make_file("good-small");
	chmod(path, 0);
	/* The superuser reads it all the same. */
	ck_hr(open_wide(wide, READ),
		geteuid() == 0 ? S_OK : STG_E_ACCESSDENIED);
	remove_file();
}
END_TEST

static const struct {
	const char *recipe;
	HRESULT hr;
	HRESULT is_storage;
} refused[] = {
	{ "bad-size-0", STG_E_FILEALREADYEXISTS, S_FALSE },
	{ "bad-size-8", STG_E_FILEALREADYEXISTS, S_OK },
	{ "bad-size-76", STG_E_FILEALREADYEXISTS, S_OK },
	{ "bad-size-511", STG_E_FILEALREADYEXISTS, S_OK },
	{ "bad-signature", STG_E_FILEALREADYEXISTS, S_FALSE },
	{ "bad-signature-last-byte", STG_E_FILEALREADYEXISTS, S_FALSE },
	{ "bad-signature-beta", STG_E_OLDFORMAT, S_FALSE },
	{ "bad-sector-shift-0", STG_E_INVALIDHEADER, S_OK },
	{ "bad-sector-shift-65535", STG_E_INVALIDHEADER, S_OK },
	{ "bad-random-header", STG_E_INVALIDHEADER, S_OK },
	{ "bad-size-512", STG_E_DOCFILECORRUPT, S_OK },
	{ "bad-directory-start-end", STG_E_DOCFILECORRUPT, S_OK },
	{ "good-root-only", S_OK, S_OK },
	{ "good-v4-root-only", S_OK, S_OK },
};

START_TEST(what_is_no_storage_says_so)
{
	make_file(refused[_i].recipe);
	ck_hr(open_wide(wide, READ), refused[_i].hr);
	ck_hr(StgIsStorageFile(wide), refused[_i].is_storage);
	remove_file();
}
END_TEST

START_TEST(byte_arrays_answer_like_files)
{
	struct array *array = array_make(recipe_load(refused[_i].recipe));
	IStorage *root = GARBAGE;
	HRESULT hr = StgOpenStorageOnILockBytes(
		&array->ILockBytes_iface, NULL, READ, NULL, 0, &root);

	ck_hr(hr, refused[_i].hr);
	ck_hr(StgIsStorageILockBytes(&array->ILockBytes_iface),
		refused[_i].is_storage);
	if (SUCCEEDED(hr))
		ck_assert_uint_eq(IStorage_Release(root), 0);
	else
		ck_assert_ptr_null(root);
	/* A failure leaves no reference behind. */
	ck_assert_uint_eq(array->refs, 1);
	ck_assert_uint_eq(array->changes, 0);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(file_that_is_no_storage_stays_untouched)
{
	struct stat before;
	struct stat after;

	make_file("bad-signature");
	ck_assert_int_eq(stat(path, &before), 0);
	ck_hr(open_wide(wide, READ), STG_E_FILEALREADYEXISTS);
	ck_hr(open_wide(wide, STGM_READWRITE | STGM_SHARE_EXCLUSIVE),
		STG_E_FILEALREADYEXISTS);
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_eq(before.st_size, after.st_size);
	ck_assert_int_eq(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	remove_file();
}
END_TEST

START_TEST(question_for_a_storage_needs_a_file)
{
	ck_hr(StgIsStorageFile(NULL), STG_E_INVALIDNAME);
	ck_hr(StgIsStorageFile(u""), STG_E_INVALIDNAME);
	ck_hr(StgIsStorageFile(u"/tmp/stg-no-such-file"), STG_E_FILENOTFOUND);
	ck_hr(StgIsStorageFile(u"/tmp/stg-no-such-directory/file"),
		STG_E_PATHNOTFOUND);
	ck_hr(StgIsStorageFile(u"/tmp"), STG_E_ACCESSDENIED);
	ck_hr(StgIsStorageILockBytes(NULL), STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(failed_read_is_no_answer)
{
	struct array *array = array_make(recipe_load("good-small"));

	array->fail_at = 1;
	array->failure = E_PENDING;
	ck_hr(StgIsStorageILockBytes(&array->ILockBytes_iface), E_PENDING);
	ck_hr(StgIsStorageILockBytes(&array->ILockBytes_iface), S_OK);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(byte_array_arguments_are_judged_first)
{
	struct array *array = array_make(recipe_load("good-small"));
	ILockBytes *bytes = &array->ILockBytes_iface;
	IStorage *root = GARBAGE;

	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, READ, NULL, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(StgOpenStorageOnILockBytes(NULL, NULL, READ, NULL, 0, &root),
		STG_E_INVALIDPOINTER);
	ck_assert_ptr_null(root);
	root = GARBAGE;
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, READ, NULL, 1, &root),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(root);
	root = GARBAGE;
	ck_hr(StgOpenStorageOnILockBytes(
		      bytes, NULL, READ | STGM_CREATE, NULL, 0, &root),
		STG_E_INVALIDFLAG);
	ck_assert_ptr_null(root);
	ck_assert_uint_eq(array->reads + array->stats, 0);
	ILockBytes_Release(bytes);
}
END_TEST

/* Documented: a byte array takes no notice of it. */
START_TEST(simple_mode_is_ignored_on_byte_arrays)
{
	struct array *array = array_make(recipe_load("good-small"));
	IStorage *root = NULL;

	ck_hr(StgOpenStorageOnILockBytes(&array->ILockBytes_iface, NULL,
		      READ | STGM_SIMPLE, NULL, 0, &root),
		S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(root_keeps_its_byte_array)
{
	struct array *array = array_make(recipe_load("good-small"));
	bool gone = false;
	IStorage *root;

	array->gone = &gone;
	root = array_open(array);
	ck_assert_uint_gt(ILockBytes_Release(&array->ILockBytes_iface), 0);
	ck_assert(!gone);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert(gone);
}
END_TEST

/* --- StgOpenStorageEx ----------------------------------------------------- */

static HRESULT
open_ex(DWORD format, DWORD attributes, STGOPTIONS *options, void *reserved,
	const IID *iid)
{
	void *object = GARBAGE;
	HRESULT hr = StgOpenStorageEx(wide, READ, format, attributes, options,
		reserved, iid, &object);

	if (SUCCEEDED(hr))
		ck_assert_uint_eq(IStorage_Release((IStorage *)object), 0);
	else
		ck_assert_ptr_null(object);
	return hr;
}

START_TEST(extended_open_takes_three_formats)
{
	make_file("good-small");
	ck_hr(open_ex(STGFMT_STORAGE, 0, NULL, NULL, &IID_IStorage), S_OK);
	ck_hr(open_ex(STGFMT_ANY, 0, NULL, NULL, &IID_IStorage), S_OK);
	ck_hr(open_ex(STGFMT_DOCFILE, 0, NULL, NULL, &IID_IStorage), S_OK);
	ck_hr(open_ex(STGFMT_DOCFILE, FILE_FLAG_NO_BUFFERING, NULL, NULL,
		      &IID_IStorage),
		S_OK);
	ck_hr(open_ex(STGFMT_NATIVE, 0, NULL, NULL, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	ck_hr(open_ex(99, 0, NULL, NULL, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	remove_file();
}
END_TEST

START_TEST(extended_open_judges_its_arguments)
{
	void *object = GARBAGE;

	make_file("good-small");
	ck_hr(open_ex(STGFMT_STORAGE, FILE_FLAG_NO_BUFFERING, NULL, NULL,
		      &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	ck_hr(open_ex(STGFMT_DOCFILE, 1, NULL, NULL, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	ck_hr(open_ex(STGFMT_STORAGE, 0, NULL, &garbage, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	ck_hr(open_ex(STGFMT_STORAGE, 0, NULL, NULL, &IID_IStream),
		E_NOINTERFACE);
	ck_hr(StgOpenStorageEx(wide, READ, STGFMT_STORAGE, 0, NULL, NULL,
		      &IID_IStorage, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(StgOpenStorageEx(NULL, READ, STGFMT_STORAGE, 0, NULL, NULL,
		      &IID_IStorage, &object),
		STG_E_INVALIDNAME);
	ck_assert_ptr_null(object);
	remove_file();
}
END_TEST

START_TEST(extended_open_reports_the_sector_size)
{
	static const char *const recipes[] = { "good-small", "good-v4-small" };
	static const ULONG sizes[] = { 512, 4096 };
	STGOPTIONS options = { .usVersion = 1, .ulSectorSize = 77 };

	make_file(recipes[_i]);
	ck_hr(open_ex(STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage), S_OK);
	ck_assert_uint_eq(options.ulSectorSize, sizes[_i]);
	options.usVersion = 2;
	ck_hr(open_ex(STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage), S_OK);
	options.usVersion = 0;
	ck_hr(open_ex(STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	options.usVersion = 3;
	ck_hr(open_ex(STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	options.usVersion = 1;
	ck_hr(open_ex(STGFMT_STORAGE, 0, &options, NULL, &IID_IStorage),
		STG_E_INVALIDPARAMETER);
	remove_file();
}
END_TEST

/* --- Stat of a root ------------------------------------------------------- */

static void
check_text(const OLECHAR *text, const char *expected)
{
	char *bytes;

	ck_assert_ptr_nonnull(text);
	bytes = stg_utf8_from_olestr(text);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_str_eq(bytes, expected);
	free(bytes);
}

START_TEST(name_of_a_root_is_its_absolute_path)
{
	IStorage *root;
	STATSTG stat;
	OLECHAR *relative;

	make_file("good-small");
	/* Without the directory, and from there. */
	ck_assert_int_eq(chdir("/tmp"), 0);
	ck_assert_int_eq(strncmp(path, "/tmp/", 5), 0);
	ck_hr(stg_olestr_from_utf8(path + 5, &relative), S_OK);
	ck_hr(StgOpenStorage(relative, NULL, READ, NULL, 0, &root), S_OK);
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_DEFAULT), S_OK);
	check_text(stat.pwcsName, path);
	ck_assert_uint_eq(stat.type, STGTY_STORAGE);
	ck_assert_uint_eq(stat.grfMode, READ);
	CoTaskMemFree(stat.pwcsName);
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	IStorage_Release(root);
	CoTaskMemFree(relative);
	remove_file();
}
END_TEST

START_TEST(times_of_a_root_are_those_of_the_file)
{
	struct stat st;
	FILETIME modified;
	IStorage *root;
	STATSTG stg;

	make_file("good-small");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert(stg_timespec_to_filetime(&st.st_mtim, &modified));
	ck_hr(stg_open(path, READ, &root), S_OK);
	ck_hr(IStorage_Stat(root, &stg, STATFLAG_NONAME), S_OK);
	ck_assert_mem_eq(&stg.mtime, &modified, sizeof modified);
	IStorage_Release(root);
	remove_file();
}
END_TEST

START_TEST(root_in_a_byte_array_has_its_name_and_times)
{
	struct array *array = array_make(recipe_load("good-small"));
	IStorage *root;
	STATSTG stat;

	array->name = u"an array";
	root = array_open(array);
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_DEFAULT), S_OK);
	check_text(stat.pwcsName, "an array");
	ck_assert_uint_eq(stat.mtime.dwLowDateTime, 1000);
	ck_assert_uint_eq(stat.ctime.dwLowDateTime, 2000);
	ck_assert_uint_eq(stat.atime.dwLowDateTime, 3000);
	CoTaskMemFree(stat.pwcsName);
	IStorage_Release(root);
	array->name = NULL;
	root = array_open(array);
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	IStorage_Release(root);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(class_and_state_of_a_root_are_in_the_file)
{
	IStorage *root = storage_of(
		"stream \"A\"\n"
		"entry \"/\".clsid = {00020906-0000-0000-C000-000000000046}\n"
		"entry \"/\".state = 0x12345678\n");
	STATSTG stat;

	ck_hr(IStorage_Stat(root, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.clsid.Data1, 0x20906);
	ck_assert_uint_eq(stat.clsid.Data4[7], 0x46);
	ck_assert_uint_eq(stat.grfStateBits, 0x12345678);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 0);
	ck_assert_uint_eq(stat.grfLocksSupported, 0);
	ck_assert_uint_eq(stat.reserved, 0);
	IStorage_Release(root);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("docfile");

	TEST_EACH(&suite, sound_file_opens_in_each_reading_mode, 4);
	TEST(&suite, flags_are_judged_before_the_file);
	TEST(&suite, missing_name_is_invalid);
	TEST(&suite, name_without_bytes_is_invalid);
	TEST(&suite, arguments_are_judged_first);
	TEST(&suite, missing_file_is_not_created);
	TEST(&suite, file_that_cannot_be_read_is_denied);
	TEST_EACH(&suite, what_is_no_storage_says_so, ARRAY_SIZE(refused));
	TEST_EACH(&suite, byte_arrays_answer_like_files, ARRAY_SIZE(refused));
	TEST(&suite, file_that_is_no_storage_stays_untouched);
	TEST(&suite, question_for_a_storage_needs_a_file);
	TEST(&suite, failed_read_is_no_answer);
	TEST(&suite, byte_array_arguments_are_judged_first);
	TEST(&suite, simple_mode_is_ignored_on_byte_arrays);
	TEST(&suite, root_keeps_its_byte_array);
	TEST(&suite, extended_open_takes_three_formats);
	TEST(&suite, extended_open_judges_its_arguments);
	TEST_EACH(&suite, extended_open_reports_the_sector_size, 2);
	TEST(&suite, name_of_a_root_is_its_absolute_path);
	TEST(&suite, times_of_a_root_are_those_of_the_file);
	TEST(&suite, root_in_a_byte_array_has_its_name_and_times);
	TEST(&suite, class_and_state_of_a_root_are_in_the_file);
	return suite_end(&suite);
}
