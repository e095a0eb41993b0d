/* SPDX-License-Identifier: MIT */
/*
 * Property sets with values beside them, transacted, in storages that are
 * transacted as well: what is written reaches the file only when each level
 * from the set to the root has committed.
 */
#include "propset.h"

#include "place.h"

#define TRANSACTED (STGM_TRANSACTED | RW)
#define DEPTH_MAX  3

/* From the root inwards; the last one holds the set. */
static IStorage *levels[DEPTH_MAX];
static size_t depth;

/* What lives beside a set, in properties 2 and on. */
static const VARTYPE beside[] = { VT_STREAM, VT_STORAGE, VT_STREAMED_OBJECT,
	VT_STORED_OBJECT, VT_VERSIONED_STREAM };

#define NUMBER (2 + ARRAY_SIZE(beside)) /* of a plain property */

static bool
is_storage(VARTYPE vt)
{
	return vt == VT_STORAGE || vt == VT_STORED_OBJECT;
}

static void
use_sets_of(IStorage *storage)
{
	if (sets)
		IPropertySetStorage_Release(sets);
	ck_hr(IStorage_QueryInterface(storage, &IID_IPropertySetStorage,
		(void **)&sets), S_OK);
}

static void
open_level(size_t level, DWORD mode)
{
	if (level == 0)
		ck_hr(StgOpenStorage(name, NULL, mode, NULL, 0, &levels[0]),
			S_OK);
	else
		ck_hr(IStorage_OpenStorage(levels[level - 1], u"Inner", NULL,
			mode, NULL, 0, &levels[level]), S_OK);
}

static void
open_levels(size_t first)
{
	for (size_t i = first; i < depth; i++)
		open_level(i, TRANSACTED);
	use_sets_of(levels[depth - 1]);
}

static void
close_levels(size_t first)
{
	if (sets)
		IPropertySetStorage_Release(sets);
	sets = NULL;
	for (size_t i = depth; i-- > first;) {
		if (levels[i])
			ck_assert_uint_eq(IStorage_Release(levels[i]), 0);
		levels[i] = NULL;
	}
}

static void
drop_levels(void)
{
	close_levels(0);
	place_end();
}

/* Commit from the inmost level outwards, so many of them. */
static void
commit_levels(size_t count)
{
	for (size_t i = depth; i-- > 0 && count > 0; count--)
		ck_hr(IStorage_Commit(levels[i], STGC_DEFAULT), S_OK);
}

static IStorage *
scratch_storage(void)
{
	IStorage *storage;

	ck_hr(StgCreateDocfile(NULL, STGM_DELETEONRELEASE | STGM_CREATE |
		RW, 0, &storage), S_OK);
	return storage;
}

static IStream *
text_stream(IStorage *storage, char text)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, u"text", ANEW, 0, 0, &stream),
		S_OK);
	ck_hr(IStream_Write(stream, &text, 1, NULL), S_OK);
	ck_hr(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL), S_OK);
	return stream;
}

static void
write_beside(IPropertyStorage *set, PROPID propid, VARTYPE vt, char text)
{
	IStorage *storage = scratch_storage();
	IStream *stream = text_stream(storage, text);
	VERSIONEDSTREAM versioned = { IID_IStream, stream };
	PROPVARIANT value = { .vt = vt };

	if (is_storage(vt))
		value.pStorage = storage;
	else if (vt == VT_VERSIONED_STREAM)
		value.pVersionedStream = &versioned;
	else
		value.pStream = stream;
	ck_hr(write_id(set, propid, &value), S_OK);
	IStream_Release(stream);
	IStorage_Release(storage);
}

static char
read_text(IStream *stream)
{
	char text = 0;
	ULONG got;

	ck_hr(IStream_Read(stream, &text, 1, &got), S_OK);
	ck_assert_uint_eq(got, 1);
	return text;
}

static char
text_beside(IPropertyStorage *set, PROPID propid, VARTYPE vt)
{
	IStream *stream = NULL;
	PROPVARIANT value;
	char text;

	ck_hr(read_id(set, propid, &value), S_OK);
	ck_assert_uint_eq(value.vt, vt);
	if (is_storage(vt))
		ck_hr(IStorage_OpenStream(value.pStorage, u"text", NULL,
			STGM_READ | SHARE, 0, &stream), S_OK);
	else if (vt == VT_VERSIONED_STREAM)
		ck_assert(IsEqualGUID(&value.pVersionedStream->guidVersion,
			&IID_IStream));
	if (vt == VT_VERSIONED_STREAM)
		text = read_text(value.pVersionedStream->pStream);
	else
		text = read_text(stream ? stream : value.pStream);
	if (stream)
		IStream_Release(stream);
	ck_hr(PropVariantClear(&value), S_OK);
	return text;
}

static void
write_all(IPropertyStorage *set, char text)
{
	for (PROPID i = 0; i < ARRAY_SIZE(beside); i++)
		write_beside(set, 2 + i, beside[i], text);
	ck_hr(write_i4(set, NUMBER, text), S_OK);
}

/* The number in the set and what lives beside it are of one time. */
static void
ck_all(IPropertyStorage *set, char text)
{
	for (PROPID i = 0; i < ARRAY_SIZE(beside); i++)
		ck_assert_int_eq(text_beside(set, 2 + i, beside[i]), text);
	ck_assert_int_eq(i4_of(set, NUMBER), text);
}

static void
ck_all_missing(IPropertyStorage *set)
{
	PROPVARIANT value;

	for (PROPID i = 2; i <= NUMBER; i++)
		ck_hr(read_id(set, i, &value), S_FALSE);
}

static IPropertyStorage *
open_transacted(void)
{
	return open_set(&own, STGM_READWRITE | STGM_TRANSACTED);
}

/* Storages within each other and a set in the inmost one; all have 'a'. */
static void
new_levels(size_t count)
{
	IPropertyStorage *set;

	depth = count;
	ck_hr(StgCreateDocfile(name, STGM_CREATE | TRANSACTED, 0, &levels[0]),
		S_OK);
	for (size_t i = 1; i < depth; i++)
		ck_hr(IStorage_CreateStorage(levels[i - 1], u"Inner",
			TRANSACTED, 0, 0, &levels[i]), S_OK);
	use_sets_of(levels[depth - 1]);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_NONSIMPLE, ANEW | STGM_TRANSACTED, &set), S_OK);
	write_all(set, 'a');
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	IPropertyStorage_Release(set);
	commit_levels(depth);
}

START_TEST(what_all_levels_commit_is_in_the_file)
{
	IPropertyStorage *set;

	new_levels((size_t)_i);
	for (size_t committed = 0; committed <= depth + 1; committed++) {
		bool all = committed == depth + 1;

		set = open_transacted();
		write_all(set, 'b');
		if (committed > 0)
			ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT),
				S_OK);
		commit_levels(committed ? committed - 1 : 0);
		IPropertyStorage_Release(set);
		close_levels(0);
		open_levels(0);
		set = open_transacted();
		ck_all(set, all ? 'b' : 'a');
		IPropertyStorage_Release(set);
	}
}
END_TEST

/* The level below it has committed to it, and finds itself reverted. */
START_TEST(a_level_that_reverts_takes_back_what_is_below)
{
	IPropertyStorage *set;
	PROPVARIANT value;

	new_levels(DEPTH_MAX);
	for (size_t level = 0; level < depth; level++) {
		set = open_transacted();
		write_all(set, 'b');
		ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
		commit_levels(depth - level - 1);
		ck_hr(IStorage_Revert(levels[level]), S_OK);
		ck_hr(read_id(set, NUMBER, &value), STG_E_REVERTED);
		ck_hr(write_i4(set, NUMBER, 1), STG_E_REVERTED);
		ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT),
			STG_E_REVERTED);
		ck_hr(IPropertyStorage_Revert(set), STG_E_REVERTED);
		ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
		close_levels(level + 1);
		open_levels(level + 1);
		set = open_transacted();
		ck_all(set, 'a');
		IPropertyStorage_Release(set);
	}
}
END_TEST

START_TEST(a_set_that_reverts_has_what_it_committed_last)
{
	IPropertyStorage *set;
	PROPSPEC all[NUMBER - 1];

	new_levels(1);
	set = open_transacted();
	write_all(set, 'b');
	ck_all(set, 'b');
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_all(set, 'a');
	write_all(set, 'c');
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	for (PROPID i = 2; i <= NUMBER; i++)
		all[i - 2] = id_spec(i);
	ck_hr(IPropertyStorage_DeleteMultiple(set, ARRAY_SIZE(all), all),
		S_OK);
	ck_all_missing(set);
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_all(set, 'c');
	ck_hr(IPropertyStorage_DeleteMultiple(set, ARRAY_SIZE(all), all),
		S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_all_missing(set);
	IPropertyStorage_Release(set);
}
END_TEST

/* An element is not left behind by a set that says nothing of it. */
START_TEST(elements_follow_the_set)
{
	OLECHAR element[CCH_MAX_PROPSTG_NAME + 1];
	PROPSPEC spec = id_spec(2);
	IPropertyStorage *set;
	IStorage *storage;
	IStream *stream;

	new_levels(1);
	ck_hr(FmtIdToPropStgName(&own, element), S_OK);
	for (int committed = 0; committed < 2; committed++) {
		set = open_transacted();
		ck_hr(IPropertyStorage_DeleteMultiple(set, 1, &spec), S_OK);
		if (committed)
			ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT),
				S_OK);
		IPropertyStorage_Release(set);
		ck_hr(IStorage_OpenStorage(levels[0], element, NULL, RW, NULL,
			0, &storage), S_OK);
		ck_hr(IStorage_OpenStream(storage, u"prop2", NULL, RW, 0,
			&stream), committed ? STG_E_FILENOTFOUND : S_OK);
		if (!committed)
			IStream_Release(stream);
		IStorage_Release(storage);
	}
}
END_TEST

START_TEST(streams_that_were_read_follow_the_set)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	IPropertyStorage *set;
	PROPVARIANT value;

	new_levels(2);
	set = open_transacted();
	ck_hr(read_id(set, 2, &value), S_OK);
	ck_hr(IStream_Write(value.pStream, "b", 1, NULL), S_OK);
	/* A commit takes the change along and leaves the stream. */
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Seek(value.pStream, zero, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Write(value.pStream, "c", 1, NULL), S_OK);
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_hr(IStream_Write(value.pStream, "d", 1, NULL), STG_E_REVERTED);
	ck_hr(PropVariantClear(&value), S_OK);
	ck_assert_int_eq(text_beside(set, 2, VT_STREAM), 'b');
	/* The storage above goes back as a whole. */
	ck_hr(read_id(set, 3, &value), S_OK);
	ck_hr(IStorage_Revert(levels[1]), S_OK);
	ck_hr(IStorage_SetClass(value.pStorage, &IID_IStream), STG_E_REVERTED);
	ck_hr(PropVariantClear(&value), S_OK);
	IPropertyStorage_Release(set);
	set = open_transacted();
	ck_all(set, 'a');
	IPropertyStorage_Release(set);
}
END_TEST

/* What a storage commits is without what its sets keep to themselves. */
START_TEST(a_parent_commits_without_an_open_set)
{
	IPropertyStorage *set;

	new_levels(2);
	set = open_transacted();
	write_all(set, 'b');
	commit_levels(depth);
	ck_all(set, 'b');
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_all(set, 'a');
	write_all(set, 'c');
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_ONLYIFCURRENT), S_OK);
	commit_levels(depth);
	IPropertyStorage_Release(set);
	close_levels(0);
	open_levels(0);
	set = open_set(&own, STGM_READ);
	ck_all(set, 'c');
	IPropertyStorage_Release(set);
}
END_TEST

/* One that is not transacted is part of what its parent commits. */
START_TEST(a_parent_commits_with_an_open_direct_set)
{
	IPropertyStorage *set;

	new_levels(2);
	set = open_set(&own, STGM_READWRITE);
	write_all(set, 'b');
	commit_levels(depth);
	write_all(set, 'c');
	ck_hr(IStorage_Revert(levels[0]), S_OK);
	ck_hr(write_i4(set, NUMBER, 1), STG_E_REVERTED);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	close_levels(1);
	open_levels(1);
	set = open_set(&own, STGM_READ);
	ck_all(set, 'b');
	IPropertyStorage_Release(set);
}
END_TEST

/* It is there, empty, whatever becomes of what is written into it. */
START_TEST(a_new_set_begins_empty)
{
	IPropertyStorage *set;
	STATPROPSETSTG stat;

	new_levels(1);
	ck_hr(IPropertySetStorage_Create(sets, &own, &IID_IStorage,
		PROPSETFLAG_NONSIMPLE, ANEW | STGM_TRANSACTED, &set), S_OK);
	ck_all_missing(set);
	write_all(set, 'b');
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_all_missing(set);
	write_all(set, 'c');
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	set = open_transacted();
	ck_all_missing(set);
	ck_hr(IPropertyStorage_Stat(set, &stat), S_OK);
	ck_assert(IsEqualGUID(&stat.clsid, &IID_IStorage));
	IPropertyStorage_Release(set);
	/* In the file it is as before: nothing was committed there. */
	close_levels(0);
	open_levels(0);
	set = open_transacted();
	ck_all(set, 'a');
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(a_simple_set_follows_its_storage)
{
	IPropertyStorage *set;

	new_levels(2);
	set = create_set(&FMTID_SummaryInformation, 0);
	ck_hr(write_i4(set, 2, 1), S_OK);
	IPropertyStorage_Release(set);
	commit_levels(1);
	set = open_set(&FMTID_SummaryInformation, STGM_READWRITE);
	ck_hr(write_i4(set, 2, 2), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Revert(levels[1]), S_OK);
	ck_hr(write_i4(set, 2, 3), STG_E_REVERTED);
	IPropertyStorage_Release(set);
	set = open_set(&FMTID_SummaryInformation, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 1);
	IPropertyStorage_Release(set);
	close_levels(0);
	open_levels(0);
	ck_hr(IPropertySetStorage_Open(sets, &FMTID_SummaryInformation, RW,
		&set), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(neither_set_nor_parent_is_open_twice)
{
	IPropertySetStorage *standalone;
	IPropertyStorage *set;
	IPropertyStorage *other = GARBAGE;
	IStorage *storage = GARBAGE;

	new_levels(2);
	set = open_transacted();
	ck_hr(IPropertySetStorage_Open(sets, &own, RW | STGM_TRANSACTED,
		&other), STG_E_ACCESSDENIED);
	ck_assert_ptr_null(other);
	other = GARBAGE;
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_NONSIMPLE, TRANSACTED, &other),
		STG_E_FILEALREADYEXISTS);
	ck_assert_ptr_null(other);
	/* Another object for the sets of the same storage does not help. */
	ck_hr(StgCreatePropSetStg(levels[1], 0, &standalone), S_OK);
	ck_hr(IPropertySetStorage_Open(standalone, &own, STGM_READ | SHARE,
		&other), STG_E_ACCESSDENIED);
	ck_assert_ptr_null(other);
	IPropertySetStorage_Release(standalone);
	ck_hr(IStorage_OpenStorage(levels[0], u"Inner", NULL, TRANSACTED, NULL,
		0, &storage), STG_E_ACCESSDENIED);
	ck_assert_ptr_null(storage);
	ck_all(set, 'a');
	IPropertyStorage_Release(set);
}
END_TEST

/* Roots of one file that share it: the second to commit is not current. */
START_TEST(a_root_that_is_open_twice_commits_once)
{
	DWORD mode = STGM_READWRITE | STGM_SHARE_DENY_NONE | STGM_TRANSACTED;
	IPropertySetStorage *others;
	IPropertyStorage *set;
	IPropertyStorage *second;
	IStorage *other;

	new_levels(1);
	close_levels(0);
	open_level(0, mode);
	use_sets_of(levels[0]);
	ck_hr(StgOpenStorage(name, NULL, mode, NULL, 0, &other), S_OK);
	ck_hr(IStorage_QueryInterface(other, &IID_IPropertySetStorage,
		(void **)&others), S_OK);
	set = open_transacted();
	ck_hr(IPropertySetStorage_Open(others, &own, TRANSACTED, &second),
		S_OK);
	write_all(set, 'b');
	write_all(second, 'c');
	ck_hr(IPropertyStorage_Commit(set, STGC_ONLYIFCURRENT), S_OK);
	ck_hr(IPropertyStorage_Commit(second, STGC_ONLYIFCURRENT), S_OK);
	ck_hr(IStorage_Commit(levels[0], STGC_ONLYIFCURRENT), S_OK);
	ck_hr(IStorage_Commit(other, STGC_ONLYIFCURRENT), STG_E_NOTCURRENT);
	ck_all(set, 'b');
	ck_all(second, 'c');
	ck_hr(IStorage_Commit(other, STGC_DEFAULT), S_OK);
	IPropertyStorage_Release(set);
	IPropertyStorage_Release(second);
	IPropertySetStorage_Release(others);
	IStorage_Release(other);
	close_levels(0);
	open_levels(0);
	set = open_transacted();
	ck_all(set, 'c');
	IPropertyStorage_Release(set);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("proptransact");

	tcase_add_checked_fixture(suite.tcase, place_begin, drop_levels);
	tcase_add_loop_test(suite.tcase, what_all_levels_commit_is_in_the_file,
		1, DEPTH_MAX + 1);
	TEST(&suite, a_level_that_reverts_takes_back_what_is_below);
	TEST(&suite, a_set_that_reverts_has_what_it_committed_last);
	TEST(&suite, elements_follow_the_set);
	TEST(&suite, streams_that_were_read_follow_the_set);
	TEST(&suite, a_parent_commits_without_an_open_set);
	TEST(&suite, a_parent_commits_with_an_open_direct_set);
	TEST(&suite, a_new_set_begins_empty);
	TEST(&suite, a_simple_set_follows_its_storage);
	TEST(&suite, neither_set_nor_parent_is_open_twice);
	TEST(&suite, a_root_that_is_open_twice_commits_once);
	return suite_end(&suite);
}
