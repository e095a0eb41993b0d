/* SPDX-License-Identifier: MIT */
/* Property sets of storages that are opened to do less, or are gone. */
#include "propset.h"

#include "place.h"

#define SIMPLE (STGM_SIMPLE | RW)
#define TEXT   PIDSI_TITLE

static void
make_file(DWORD mode)
{
	place_begin();
	ck_hr(StgCreateStorageEx(name, STGM_CREATE | mode, STGFMT_DOCFILE, 0,
		NULL, NULL, &IID_IPropertySetStorage, (void **)&sets), S_OK);
	ck_hr(IPropertySetStorage_QueryInterface(sets, &IID_IStorage,
		(void **)&root), S_OK);
}

static void
reopen_file(DWORD mode)
{
	close_root();
	ck_hr(StgOpenStorageEx(name, mode, STGFMT_DOCFILE, 0, NULL, NULL,
		&IID_IPropertySetStorage, (void **)&sets), S_OK);
	ck_hr(IPropertySetStorage_QueryInterface(sets, &IID_IStorage,
		(void **)&root), S_OK);
}

static void
drop_file(void)
{
	drop_root();
	place_end();
}

static void
make_text(const FMTID *fmtid)
{
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Create(sets, fmtid, NULL, PROPSETFLAG_ANSI,
		RW, &set), S_OK);
	ck_hr(write_text(set, TEXT, "a title"), S_OK);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
}

static void
ck_title(const FMTID *fmtid)
{
	IPropertyStorage *set = open_set(fmtid, STGM_READ);

	ck_text(set, TEXT, "a title");
	IPropertyStorage_Release(set);
}

START_TEST(a_root_is_had_as_its_sets)
{
	ULONG refs;

	make_file(RW);
	refs = IStorage_AddRef(root);
	ck_assert_uint_eq(refs, 3);
	IStorage_Release(root);
	make_text(&own);
	reopen_file(STGM_READ | SHARE);
	ck_title(&own);
}
END_TEST

START_TEST(a_simple_file_is_made_of_one_set_at_a_time)
{
	IPropertyStorage *set;
	IPropertyStorage *other = GARBAGE;

	make_file(SIMPLE);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, RW, &set), S_OK);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_SummaryInformation, NULL,
		0, RW, &other), STG_E_INVALIDFUNCTION);
	ck_assert_ptr_null(other);
	ck_hr(write_text(set, TEXT, "a title"), S_OK);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_text(set, TEXT, "a title");
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	make_text(&FMTID_SummaryInformation);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	reopen_file(STGM_SIMPLE | STGM_READ | SHARE);
	ck_title(&own);
	ck_title(&FMTID_SummaryInformation);
	reopen_file(STGM_READ | SHARE);
	ck_title(&own);
}
END_TEST

START_TEST(a_simple_file_refuses_what_needs_more_than_streams)
{
	IEnumSTATPROPSETSTG *e = GARBAGE;
	IPropertyStorage *set = GARBAGE;

	make_file(SIMPLE);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_NONSIMPLE, RW, &set), STG_E_INVALIDFUNCTION);
	ck_assert_ptr_null(set);
	make_text(&own);
	set = GARBAGE;
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, RW, &set),
		STG_E_FILEALREADYEXISTS);
	ck_assert_ptr_null(set);
	/* Nothing is replaced, nor read while the file is made. */
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, ANEW, &set),
		STG_E_INVALIDFLAG);
	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &set),
		STG_E_INVALIDFUNCTION);
	ck_hr(IPropertySetStorage_Delete(sets, &own), STG_E_INVALIDFUNCTION);
	ck_hr(IPropertySetStorage_Enum(sets, &e), STG_E_INVALIDFUNCTION);
	ck_assert_ptr_null(e);
	reopen_file(SIMPLE);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_SummaryInformation, NULL,
		0, RW, &set), STG_E_INVALIDFUNCTION);
	ck_hr(IPropertySetStorage_Delete(sets, &own), STG_E_INVALIDFUNCTION);
	ck_title(&own);
}
END_TEST

START_TEST(a_set_of_a_simple_file_changes_within_its_stream)
{
	IPropertyStorage *set;
	char text[5000];

	make_file(SIMPLE);
	make_text(&own);
	reopen_file(SIMPLE);
	set = open_set(&own, STGM_READWRITE);
	ck_hr(write_text(set, 3, "something else"), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_hr(write_text(set, 4, text), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), STG_E_WRITEFAULT);
	IPropertyStorage_Release(set);
	/* It is what it was, and the file is simple still. */
	reopen_file(STGM_SIMPLE | STGM_READ | SHARE);
	set = open_set(&own, STGM_READ);
	ck_text(set, TEXT, "a title");
	ck_text(set, 3, "something else");
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(a_set_outlives_its_simple_file_but_does_no_more)
{
	IPropertyStorage *set;

	make_file(SIMPLE);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, PROPSETFLAG_ANSI,
		RW, &set), S_OK);
	ck_hr(write_text(set, TEXT, "a title"), S_OK);
	close_root();
	ck_hr(write_i4(set, 3, 1), STG_E_REVERTED);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	reopen_file(STGM_SIMPLE | STGM_READ | SHARE);
	ck_title(&own);
}
END_TEST

/* A refused change leaves the sets that are open as they are. */
START_TEST(a_read_only_storage_keeps_what_is_open)
{
	static const FMTID *const fmtids[] = { &own,
		&FMTID_UserDefinedProperties };
	const FMTID *fmtid = fmtids[_i % 2];
	DWORD flags = _i < 2 ? 0 : PROPSETFLAG_NONSIMPLE;
	IPropertyStorage *other = GARBAGE;
	IPropertyStorage *set;

	make_file(RW);
	set = create_set(fmtid, flags);
	ck_hr(write_i4(set, 3, 1), S_OK);
	IPropertyStorage_Release(set);
	reopen_file(STGM_READ | SHARE);
	set = open_set(fmtid, STGM_READ);
	ck_hr(IPropertySetStorage_Create(sets, fmtid, NULL, flags, ANEW,
		&other), flags ? STG_E_FILEALREADYEXISTS : STG_E_ACCESSDENIED);
	ck_assert_ptr_null(other);
	ck_hr(IPropertySetStorage_Delete(sets, fmtid), STG_E_ACCESSDENIED);
	ck_hr(IPropertyStorage_SetClass(set, &own), STG_E_ACCESSDENIED);
	ck_assert_int_eq(i4_of(set, 3), 1);
	IPropertyStorage_Release(set);
}
END_TEST

/* All may change within it, and only the file stays as it is. */
START_TEST(a_transacted_storage_to_read_may_be_changed)
{
	IPropertyStorage *set;

	make_file(RW);
	make_text(&own);
	reopen_file(STGM_READ | STGM_TRANSACTED | SHARE);
	set = open_set(&own, STGM_READWRITE);
	ck_hr(write_text(set, TEXT, "another"), S_OK);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	set = open_set(&own, STGM_READ);
	ck_text(set, TEXT, "another");
	IPropertyStorage_Release(set);
	make_text(&FMTID_UserDefinedProperties);
	ck_hr(IPropertySetStorage_Delete(sets, &FMTID_UserDefinedProperties),
		S_OK);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), STG_E_ACCESSDENIED);
	reopen_file(STGM_READ | SHARE);
	ck_title(&own);
}
END_TEST

/* Sets are read before they are written, and need both. */
START_TEST(a_storage_to_write_has_no_sets_to_open)
{
	IEnumSTATPROPSETSTG *e = GARBAGE;
	IPropertyStorage *set = GARBAGE;

	make_file(RW);
	make_text(&own);
	reopen_file(STGM_WRITE | SHARE);
	ck_hr(IPropertySetStorage_Open(sets, &own, STGM_READ | SHARE, &set),
		STG_E_ACCESSDENIED);
	ck_assert_ptr_null(set);
	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &set),
		STG_E_ACCESSDENIED);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_SummaryInformation, NULL,
		0, RW, &set), STG_E_ACCESSDENIED);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_NONSIMPLE, ANEW, &set), STG_E_ACCESSDENIED);
	ck_hr(IPropertySetStorage_Enum(sets, &e), STG_E_ACCESSDENIED);
	ck_assert_ptr_null(e);
	ck_hr(IPropertySetStorage_Delete(sets, &own), S_OK);
	ck_hr(IPropertySetStorage_Delete(sets, &own), STG_E_FILENOTFOUND);
}
END_TEST

static void
ck_reverted(void)
{
	IEnumSTATPROPSETSTG *e = GARBAGE;
	IPropertyStorage *set = GARBAGE;

	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &set), STG_E_REVERTED);
	ck_assert_ptr_null(set);
	set = GARBAGE;
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, ANEW, &set),
		STG_E_REVERTED);
	ck_assert_ptr_null(set);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_NONSIMPLE, ANEW, &set), STG_E_REVERTED);
	ck_hr(IPropertySetStorage_Delete(sets, &own), STG_E_REVERTED);
	ck_hr(IPropertySetStorage_Delete(sets, &FMTID_UserDefinedProperties),
		STG_E_REVERTED);
	ck_hr(IPropertySetStorage_Enum(sets, &e), STG_E_REVERTED);
	ck_assert_ptr_null(e);
}

START_TEST(a_storage_that_is_gone_has_sets_no_more)
{
	enum { REVERT, DESTROY, RELEASE, ENDS };
	IEnumSTATPROPSETSTG *e;
	IPropertyStorage *set;
	STATPROPSETSTG stat;
	IStorage *inner;

	ck_assert_int_lt(_i, ENDS);
	make_file(STGM_TRANSACTED | RW);
	IPropertySetStorage_Release(sets);
	ck_hr(IStorage_CreateStorage(root, u"Inner", RW, 0, 0, &inner), S_OK);
	ck_hr(IStorage_QueryInterface(inner, &IID_IPropertySetStorage,
		(void **)&sets), S_OK);
	IStorage_Release(inner);
	make_text(&own);
	set = open_set(&own, STGM_READWRITE);
	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	if (_i == REVERT)
		ck_hr(IStorage_Revert(root), S_OK);
	else if (_i == DESTROY)
		ck_hr(IStorage_DestroyElement(root, u"Inner"), S_OK);
	if (_i == RELEASE) {
		ck_assert_uint_eq(IStorage_Release(root), 0);
		root = NULL;
	}
	ck_reverted();
	ck_hr(write_i4(set, 3, 1), STG_E_REVERTED);
	/* Neither keeps the other; the list is of the past anyway. */
	ck_assert_uint_eq(IPropertySetStorage_Release(sets), 0);
	sets = NULL;
	ck_hr(IPropertyStorage_Stat(set, &stat), STG_E_REVERTED);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_OK);
	ck_assert(IsEqualGUID(&stat.fmtid, &own));
	ck_assert_uint_eq(IEnumSTATPROPSETSTG_Release(e), 0);
}
END_TEST

START_TEST(a_stand_alone_object_of_what_is_gone_does_no_more)
{
	make_file(STGM_TRANSACTED | RW);
	IPropertySetStorage_Release(sets);
	sets = NULL;
	{
		IStorage *inner;

		ck_hr(IStorage_CreateStorage(root, u"Inner", RW, 0, 0,
			&inner), S_OK);
		ck_hr(StgCreatePropSetStg(inner, 0, &sets), S_OK);
		IStorage_Release(inner);
	}
	make_text(&own);
	ck_hr(IStorage_Revert(root), S_OK);
	ck_reverted();
	ck_assert_uint_eq(IPropertySetStorage_Release(sets), 0);
	sets = NULL;
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("propmodes");

	tcase_add_checked_fixture(suite.tcase, NULL, drop_file);
	TEST(&suite, a_root_is_had_as_its_sets);
	TEST(&suite, a_simple_file_is_made_of_one_set_at_a_time);
	TEST(&suite, a_simple_file_refuses_what_needs_more_than_streams);
	TEST(&suite, a_set_of_a_simple_file_changes_within_its_stream);
	TEST(&suite, a_set_outlives_its_simple_file_but_does_no_more);
	TEST_EACH(&suite, a_read_only_storage_keeps_what_is_open, 3);
	TEST(&suite, a_transacted_storage_to_read_may_be_changed);
	TEST(&suite, a_storage_to_write_has_no_sets_to_open);
	TEST_EACH(&suite, a_storage_that_is_gone_has_sets_no_more, 3);
	TEST(&suite, a_stand_alone_object_of_what_is_gone_does_no_more);
	return suite_end(&suite);
}
