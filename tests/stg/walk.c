/* SPDX-License-Identifier: MIT */
/* Walks over trees of storages. */
#include "stg/walk.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/mock.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

static IStorage *root;

static void
open_root(void)
{
	root = storage_of("stream \"bb\" = \"1\"\n"
			  "stream \"A\" = count(5000)\n"
			  "storage \"c\"\n"
			  "stream \"c/y\"\n"
			  "storage \"c/X\"\n"
			  "stream \"c/X/\\x01Ole\" = \"333\"\n"
			  "storage \"c/X/empty\"\n");
}

static void
close_root(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

/* What a walk showed, and what it is told to do. */
struct record {
	char text[4000];
	size_t length;
	bool shown[8192]; /* by stream ID */
	unsigned calls;
	unsigned stop_at;  /* the call of this number, from 1, … */
	HRESULT answer;    /* … gives this */
	const char *prune; /* the path below which nothing is shown */
};

static HRESULT
record(const struct stg_element *e, void *context)
{
	struct record *r = context;

	r->calls++;
	ck_assert_uint_lt(e->id, sizeof r->shown);
	ck_assert_msg(!r->shown[e->id], "%s again", e->path);
	r->shown[e->id] = true;
	if (r->length + strlen(e->path) + 20 < sizeof r->text)
		r->length += (size_t)snprintf(r->text + r->length,
			sizeof r->text - r->length, "%s%u:%s",
			r->length ? " " : "", (unsigned)e->depth, e->path);
	if (r->calls == r->stop_at)
		return r->answer;
	if (r->prune && strcmp(r->prune, e->path) == 0)
		return STG_S_WALK_PRUNE;
	return S_OK;
}

START_TEST(storages_come_before_their_elements_in_order)
{
	struct record r = { .calls = 0 };

	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, record, &r), S_OK);
	ck_assert_str_eq(r.text, "0: 1:A 1:c 2:c/X 3:c/X/\\x01Ole "
				 "3:c/X/empty 2:c/y 1:bb");
}
END_TEST

START_TEST(walk_may_begin_anywhere)
{
	static const struct {
		const char *path;
		const char *text;
	} rows[] = {
		{ "c", "1:c 2:c/X 3:c/X/\\x01Ole 3:c/X/empty 2:c/y" },
		{ "/C", "1:c 2:c/X 3:c/X/\\x01Ole 3:c/X/empty 2:c/y" },
		{ "c/x", "2:c/X 3:c/X/\\x01Ole 3:c/X/empty" },
		{ "c/X/empty", "3:c/X/empty" },
		{ "a", "1:A" },
		{ "c/X/\\x01OLE", "3:c/X/\\x01Ole" },
	};
	struct record r = { .calls = 0 };

	ck_hr(stg_walk(root, rows[_i].path, STG_WALK_DEFAULT, record, &r),
		S_OK);
	ck_assert_str_eq(r.text, rows[_i].text);
}
END_TEST

START_TEST(walk_begins_at_the_storage_given)
{
	struct record r = { .calls = 0 };
	IStorage *inner;

	ck_hr(stg_open_storage(root, "c", READ, &inner), S_OK);
	ck_hr(stg_walk(inner, "", STG_WALK_DEFAULT, record, &r), S_OK);
	ck_assert_str_eq(r.text, "0: 1:X 2:X/\\x01Ole 2:X/empty 1:y");
	IStorage_Release(inner);
}
END_TEST

START_TEST(one_level_is_the_element_and_its_children)
{
	struct record r = { .calls = 0 };

	ck_hr(stg_walk(root, "", STG_WALK_ONE_LEVEL, record, &r), S_OK);
	ck_assert_str_eq(r.text, "0: 1:A 1:c 1:bb");
	memset(&r, 0, sizeof r);
	ck_hr(stg_walk(root, "c", STG_WALK_ONE_LEVEL, record, &r), S_OK);
	ck_assert_str_eq(r.text, "1:c 2:c/X 2:c/y");
	memset(&r, 0, sizeof r);
	ck_hr(stg_walk(root, "A", STG_WALK_ONE_LEVEL, record, &r), S_OK);
	ck_assert_str_eq(r.text, "1:A");
}
END_TEST

START_TEST(pruned_storage_is_not_entered)
{
	static const struct {
		const char *prune;
		const char *text;
	} rows[] = {
		{ "", "0:" },
		{ "c", "0: 1:A 1:c 1:bb" },
		{ "c/X", "0: 1:A 1:c 2:c/X 2:c/y 1:bb" },
		/* Below a stream there is nothing anyway. */
		{ "A", "0: 1:A 1:c 2:c/X 3:c/X/\\x01Ole 3:c/X/empty 2:c/y "
		       "1:bb" },
	};
	struct record r = { .prune = rows[_i].prune };

	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, record, &r), S_OK);
	ck_assert_str_eq(r.text, rows[_i].text);
}
END_TEST

START_TEST(any_other_answer_ends_the_walk)
{
	static const HRESULT answers[] = { S_FALSE, E_ABORT, STG_E_READFAULT,
		(HRESULT)0x12345, (HRESULT)0x80ab1234 };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		for (unsigned n = 1; n <= 8; n++) {
			struct record r = { .stop_at = n,
				.answer = answers[i] };

			ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, record, &r),
				answers[i]);
			ck_assert_uint_eq(r.calls, n);
		}
	}
}
END_TEST

START_TEST(arguments_are_judged)
{
	struct mock_world world = { .calls = 0 };
	IStorage *mock = mock_make(&world);
	struct record r = { .calls = 0 };

	ck_hr(stg_walk(NULL, "", STG_WALK_DEFAULT, record, &r),
		STG_E_INVALIDPOINTER);
	ck_hr(stg_walk(root, NULL, STG_WALK_DEFAULT, record, &r),
		STG_E_INVALIDPOINTER);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, NULL, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(stg_walk(mock, "", STG_WALK_DEFAULT, record, &r),
		STG_E_INVALIDFUNCTION);
	ck_hr(stg_walk(root, "", 2, record, &r), STG_E_INVALIDFLAG);
	ck_hr(stg_walk(root, "none", STG_WALK_DEFAULT, record, &r),
		STG_E_FILENOTFOUND);
	ck_hr(stg_walk(root, "none/x", STG_WALK_DEFAULT, record, &r),
		STG_E_PATHNOTFOUND);
	ck_hr(stg_walk(root, "c/", STG_WALK_DEFAULT, record, &r),
		STG_E_INVALIDNAME);
	ck_assert_uint_eq(r.calls, 0);
	ck_assert_uint_eq(IStorage_Release(mock), 0);
}
END_TEST

START_TEST(open_elements_are_shown_too)
{
	struct record r = { .calls = 0 };
	IStorage *inner;
	IStream *stream;

	ck_hr(stg_open_storage(root, "c/X", READ, &inner), S_OK);
	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, record, &r), S_OK);
	ck_assert_uint_eq(r.calls, 8);
	IStream_Release(stream);
	IStorage_Release(inner);
}
END_TEST

static HRESULT
open_it(const struct stg_element *e, void *context)
{
	unsigned *opened = context;
	IStream *stream;
	IStorage *storage;
	struct stg_element same;
	HRESULT hr;

	ck_hr(stg_stat(root, e->path, &same), S_OK);
	ck_assert_uint_eq(same.id, e->id);
	if (e->type == STGTY_STREAM) {
		hr = stg_open_stream(root, e->path, READ, &stream);
		ck_hr(hr, S_OK);
		IStream_Release(stream);
	} else {
		hr = stg_open_storage(root, e->path, READ, &storage);
		ck_hr(hr, S_OK);
		IStorage_Release(storage);
	}
	++*opened;
	return S_OK;
}

START_TEST(callback_may_open_what_it_is_shown)
{
	unsigned opened = 0;

	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, open_it, &opened), S_OK);
	ck_assert_uint_eq(opened, 8);
}
END_TEST

static HRESULT
release_it(const struct stg_element *e, void *context)
{
	IStorage **storage = context;

	(void)e;
	if (*storage) {
		IStorage_Release(*storage);
		*storage = NULL;
	}
	return S_OK;
}

START_TEST(callback_may_release_the_root)
{
	IStorage *storage = storage_of("storage \"a\"\nstorage \"a/b\"\n"
				       "stream \"a/b/c\"\nstream \"a/d\"\n");
	IStorage *inner;

	ck_hr(stg_open_storage(storage, "a", READ, &inner), S_OK);
	ck_hr(stg_walk(inner, "", STG_WALK_DEFAULT, release_it, &storage),
		STG_E_REVERTED);
	ck_assert_ptr_null(storage);
	ck_assert_uint_eq(IStorage_Release(inner), 0);
	/* The walk itself keeps the storage that it was given. */
	storage = storage_of("stream \"a\"\nstream \"b\"\n");
	ck_hr(stg_walk(storage, "", STG_WALK_DEFAULT, release_it, &storage),
		S_OK);
	ck_assert_ptr_null(storage);
}
END_TEST

static unsigned
walk_count(IStorage *storage, const char *path, HRESULT expected)
{
	struct record r = { .calls = 0 };

	ck_hr(stg_walk(storage, path, STG_WALK_DEFAULT, record, &r), expected);
	return r.calls;
}

/* However the directory is linked. */
START_TEST(each_element_is_shown_once)
{
	struct recipe_names names;

	recipe_names_find(&names, "bad-tree-");
	for (size_t i = 0; i < names.count; i++) {
		struct builder *b = recipe_load(names.names[i]);
		uint32_t count = builder_entries(b);
		struct array *array = array_make(b);
		IStorage *storage = array_open(array);

		ck_assert_uint_le(walk_count(storage, "", S_OK), count);
		IStorage_Release(storage);
		ILockBytes_Release(&array->ILockBytes_iface);
	}
	recipe_names_done(&names);
}
END_TEST

/* Neither when its own child link leads back to it. */
START_TEST(element_that_the_walk_began_with_is_shown_once)
{
	static const char *const recipes[] = { "bad-tree-child-self",
		"bad-tree-storage-cycle", "bad-tree-right-parent",
		"bad-tree-shared-child" };
	struct builder *b = recipe_load(recipes[_i]);
	struct array *array = array_make(b);
	IStorage *storage = array_open(array);
	unsigned begun = 0;

	for (uint32_t id = 1; id < builder_entries(b); id++) {
		const struct builder_entry *e = builder_entry(b, id);
		char name[STG_NAME_TEXT_SIZE];

		if (e->type != BUILDER_STORAGE || e->parent != 0)
			continue;
		stg_name_escape(
			(const OLECHAR *)e->name, e->units, name, sizeof name);
		walk_count(storage, name, S_OK);
		begun++;
	}
	ck_assert_uint_gt(begun, 0);
	IStorage_Release(storage);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

/* --- Depth ---------------------------------------------------------------- */

static HRESULT
count_deep(const struct stg_defect *defect, void *context)
{
	unsigned *count = context;

	*count += defect->number == 610;
	return S_OK;
}

START_TEST(storages_nested_too_deeply_are_told_of)
{
	unsigned deep = 0;
	IStorage *storage = storage_of("repeat 2047 enter \"d\"\n");

	ck_hr(stg_set_defect_callback(storage, count_deep, &deep), S_OK);
	ck_assert_uint_eq(walk_count(storage, "", S_OK), 2048);
	ck_assert_uint_eq(deep, 0);
	IStorage_Release(storage);
	/* One more is shown, and not entered. */
	storage = storage_of("repeat 3000 enter \"d\"\n");
	ck_hr(stg_set_defect_callback(storage, count_deep, &deep), S_OK);
	ck_assert_uint_eq(walk_count(storage, "", S_OK), WALK_DEPTH_MAX + 1);
	ck_assert_uint_eq(deep, 1);
	ck_hr(stg_set_strictness(storage, STG_CAREFUL), S_OK);
	walk_count(storage, "", STG_E_DOCFILECORRUPT);
	IStorage_Release(storage);
}
END_TEST

START_TEST(wide_storages_are_shown_whole)
{
	IStorage *storage = storage_of("enter \"s\"\n"
				       "repeat 5000 stream \"{4}\"\nleave\n"
				       "repeat 500 storage \"{3}\"\n");

	ck_assert_uint_eq(walk_count(storage, "", S_OK), 1 + 1 + 5000 + 500);
	ck_assert_uint_eq(walk_count(storage, "s", S_OK), 5001);
	IStorage_Release(storage);
}
END_TEST

START_TEST(failed_read_ends_the_walk)
{
	struct array *array =
		array_make(recipe_make("repeat 200 stream \"{4}\"\n"));
	IStorage *storage = array_open(array);
	struct record r = { .calls = 0 };
	HRESULT hr = E_PENDING;

	for (unsigned n = 0; hr == E_PENDING; n++) {
		memset(&r, 0, sizeof r);
		array->fail_at = array->reads + 1 + n % 2;
		array->failure = E_PENDING;
		hr = stg_walk(storage, "", STG_WALK_DEFAULT, record, &r);
		ck_assert(hr == E_PENDING || hr == S_OK);
	}
	ck_assert_uint_eq(r.calls, 201);
	IStorage_Release(storage);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("walk");

	tcase_add_checked_fixture(suite.tcase, open_root, close_root);
	TEST(&suite, storages_come_before_their_elements_in_order);
	TEST_EACH(&suite, walk_may_begin_anywhere, 6);
	TEST(&suite, walk_begins_at_the_storage_given);
	TEST(&suite, one_level_is_the_element_and_its_children);
	TEST_EACH(&suite, pruned_storage_is_not_entered, 4);
	TEST(&suite, any_other_answer_ends_the_walk);
	TEST(&suite, arguments_are_judged);
	TEST(&suite, open_elements_are_shown_too);
	TEST(&suite, callback_may_open_what_it_is_shown);
	TEST(&suite, callback_may_release_the_root);
	TEST(&suite, each_element_is_shown_once);
	TEST_EACH(&suite, element_that_the_walk_began_with_is_shown_once, 3);
	TEST(&suite, storages_nested_too_deeply_are_told_of);
	TEST(&suite, wide_storages_are_shown_whole);
	TEST(&suite, failed_read_ends_the_walk);
	return suite_end(&suite);
}
