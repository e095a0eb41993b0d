/* SPDX-License-Identifier: MIT */
/*
 * Byte arrays of other people: their results come back as they are, whatever
 * they are and wherever they come, and less than was asked for is the end.
 */
#include <stdio.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

#define GARBAGE ((void *)&garbage)
static char garbage;

static const char tree[] = "layout reverse\n"
			   "repeat 20 stream \"{2}\"\n"
			   "stream \"Large\" = count(50000)\n"
			   "stream \"Small\" = count(4000)\n"
			   "storage \"S\"\nstream \"S/x\" = \"deep\"\n";

static const HRESULT results[] = { E_FAIL, E_PENDING, E_ABORT, STG_E_READFAULT,
	STG_E_ACCESSDENIED, STG_E_REVERTED, STG_E_FILENOTFOUND,
	(HRESULT)0x80070005, (HRESULT)0x80ab1234, (HRESULT)0xffffffff };

static HRESULT
count_element(const struct stg_element *e, void *context)
{
	unsigned *count = context;

	(void)e;
	++*count;
	return S_OK;
}

static HRESULT
read_stream(IStorage *root, const char *path, ULONG size)
{
	static uint8_t bytes[50000];
	IStream *stream = GARBAGE;
	HRESULT hr = stg_open_stream(root, path, READ, &stream);
	ULONG got;

	if (FAILED(hr)) {
		ck_assert_ptr_null(stream);
		return hr;
	}
	hr = IStream_Read(stream, bytes, size, &got);
	if (SUCCEEDED(hr))
		ck_assert_uint_eq(got, size);
	IStream_Release(stream);
	return hr;
}

/* Everything that reads, up to the first failure. */
static HRESULT
use_all(struct array *array)
{
	ILockBytes *bytes = &array->ILockBytes_iface;
	IStorage *root = GARBAGE;
	unsigned count = 0;
	STATSTG stat;
	HRESULT hr = StgIsStorageILockBytes(bytes);

	if (hr == S_OK)
		hr = StgOpenStorageOnILockBytes(
			bytes, NULL, READ, NULL, 0, &root);
	if (FAILED(hr)) {
		ck_assert(root == GARBAGE || !root);
		return hr;
	}
	hr = stg_walk(root, "", STG_WALK_DEFAULT, count_element, &count);
	if (SUCCEEDED(hr))
		hr = read_stream(root, "Large", 50000);
	if (SUCCEEDED(hr))
		hr = read_stream(root, "Small", 4000);
	if (SUCCEEDED(hr))
		hr = read_stream(root, "S/x", 4);
	if (SUCCEEDED(hr))
		hr = IStorage_Stat(root, &stat, STATFLAG_NONAME);
	if (SUCCEEDED(hr))
		hr = stg_check_lockbytes(bytes, 0, NULL, NULL, NULL);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	return hr;
}

START_TEST(failure_of_any_read_comes_back_unchanged)
{
	HRESULT hr = results[_i];

	for (unsigned n = 1; hr == results[_i]; n++) {
		struct array *array = array_make(recipe_make(tree));

		array->fail_at = n;
		array->failure = results[_i];
		hr = use_all(array);
		ck_assert_msg(hr == results[_i] || hr == S_OK, "read %u: %08x",
			n, (unsigned)hr);
		ck_assert_uint_eq(array->refs, 1);
		ILockBytes_Release(&array->ILockBytes_iface);
	}
}
END_TEST

START_TEST(failure_passes_and_the_objects_go_on)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *root = array_open(array);

	for (unsigned n = 1; n < 5; n++) {
		array->fail_at = array->reads + 1;
		array->failure = E_PENDING;
		ck_hr(read_stream(root, "Large", 50000), E_PENDING);
		ck_hr(read_stream(root, "Large", 50000), S_OK);
	}
	IStorage_Release(root);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(failure_to_tell_the_size_comes_back_unchanged)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *root = GARBAGE;

	array->stat_failure = results[_i];
	ck_hr(StgOpenStorageOnILockBytes(
		      &array->ILockBytes_iface, NULL, READ, NULL, 0, &root),
		results[_i]);
	ck_assert_ptr_null(root);
	ck_hr(stg_check_lockbytes(
		      &array->ILockBytes_iface, 0, NULL, NULL, NULL),
		results[_i]);
	ck_assert_uint_eq(array->refs, 1);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

/* As at the end of a file that was cut. */
START_TEST(short_read_is_the_end)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *root = array_open(array);

	array->at_most = 100;
	ck_hr(read_stream(root, "Large", 50000), STG_E_DOCFILECORRUPT);
	IStorage_Release(root);
	array->at_most = 7;
	root = GARBAGE;
	ck_hr(StgOpenStorageOnILockBytes(
		      &array->ILockBytes_iface, NULL, READ, NULL, 0, &root),
		STG_E_FILEALREADYEXISTS);
	ck_hr(StgIsStorageILockBytes(&array->ILockBytes_iface), S_FALSE);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(array_that_shrinks_is_corrupt_and_no_more)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *root = array_open(array);
	uint64_t size = builder_size(array->builder);
	HRESULT hr;

	for (uint64_t end = size; end > 600; end -= 512) {
		unsigned count = 0;

		array->spy.end = end;
		hr = stg_walk(
			root, "", STG_WALK_DEFAULT, count_element, &count);
		ck_assert(hr == S_OK || hr == STG_E_DOCFILECORRUPT);
		hr = read_stream(root, "Large", 50000);
		ck_assert(hr == S_OK || hr == STG_E_DOCFILECORRUPT ||
			  hr == STG_E_FILENOTFOUND);
	}
	IStorage_Release(root);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(reading_asks_for_bytes_and_nothing_else)
{
	struct array *array = array_make(recipe_make(tree));
	unsigned stats;
	IStorage *root = array_open(array);

	/* Its name and size are asked for when it is opened, its times for
	 * each Stat, and nothing else ever. */
	stats = array->stats;
	ck_hr(read_stream(root, "Large", 50000), S_OK);
	ck_assert_uint_eq(array->stats, stats);
	ck_assert_uint_eq(array->changes, 0);
	ck_assert_uint_eq(array->locks, 0);
	IStorage_Release(root);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

/* --- Compound files in streams of compound files -------------------------- */

START_TEST(file_within_a_file_is_opened)
{
	struct builder *inner = recipe_load("good-small");
	uint8_t *data;
	size_t size;
	char *hex;
	char *text;
	IStorage *root;
	IStorage *within;
	IStream *stream;
	ILockBytes *bytes;
	unsigned count = 0;

	ck_assert(builder_render(inner, &data, &size));
	builder_destroy(inner);
	hex = malloc(2 * size + 1);
	ck_assert_ptr_nonnull(hex);
	for (size_t i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", data[i]);
	ck_assert_int_gt(
		asprintf(
			&text, "layout reverse\nstream \"E\" = hex(%s)\n", hex),
		0);
	root = storage_of(text);
	ck_hr(stg_open_stream(root, "E", READ, &stream), S_OK);
	ck_hr(stg_lockbytes_on_stream(stream, &bytes), S_OK);
	IStream_Release(stream);
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, READ, NULL, 0, &within),
		S_OK);
	ILockBytes_Release(bytes);
	ck_hr(stg_walk(within, "", STG_WALK_DEFAULT, count_element, &count),
		S_OK);
	ck_assert_uint_gt(count, 1);
	/* With the outer one, the bytes of the inner one go. */
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_hr(read_stream(within, "Large", 5000), STG_E_REVERTED);
	ck_assert_uint_eq(IStorage_Release(within), 0);
	free(text);
	free(hex);
	free(data);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("foreign");

	TEST_EACH(&suite, failure_of_any_read_comes_back_unchanged,
		ARRAY_SIZE(results));
	TEST(&suite, failure_passes_and_the_objects_go_on);
	TEST_EACH(&suite, failure_to_tell_the_size_comes_back_unchanged,
		ARRAY_SIZE(results));
	TEST(&suite, short_read_is_the_end);
	TEST(&suite, array_that_shrinks_is_corrupt_and_no_more);
	TEST(&suite, reading_asks_for_bytes_and_nothing_else);
	TEST(&suite, file_within_a_file_is_opened);
	return suite_end(&suite);
}
