/* SPDX-License-Identifier: MIT */
/* Property sets of a storage: they come, are listed, shared, and go. */
#include "propset.h"

START_TEST(modes_are_those_documented)
{
	static const DWORD bad[] = { 0, STGM_READWRITE, STGM_READ | SHARE,
		STGM_WRITE | SHARE, RW | STGM_TRANSACTED, RW | STGM_CONVERT,
		RW | STGM_DELETEONRELEASE,
		STGM_READWRITE | STGM_SHARE_DENY_NONE,
		STGM_CREATE | STGM_READ | SHARE };
	IPropertyStorage *set;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		set = GARBAGE;
		ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, bad[i],
			&set), STG_E_INVALIDFLAG);
		ck_assert_ptr_null(set);
	}
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_UNBUFFERED, ANEW, &set), STG_E_INVALIDFLAG);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0x10, ANEW, &set),
		STG_E_INVALIDFLAG);
	/* A set that is missing or not: what is asked for comes first. */
	set = GARBAGE;
	ck_hr(IPropertySetStorage_Open(sets, &own, ANEW, &set),
		STG_E_INVALIDFLAG);
	ck_assert_ptr_null(set);
	ck_hr(IPropertySetStorage_Open(sets, &own, STGM_WRITE | SHARE, &set),
		STG_E_INVALIDFLAG);
	ck_hr(IPropertySetStorage_Open(sets, &own, STGM_READ, &set),
		STG_E_INVALIDFLAG);
}
END_TEST

START_TEST(what_is_missing_is_not_found)
{
	IPropertyStorage *set = GARBAGE;

	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &set),
		STG_E_FILENOTFOUND);
	ck_assert_ptr_null(set);
	ck_hr(IPropertySetStorage_Delete(sets, &own), STG_E_FILENOTFOUND);
	ck_hr(IPropertySetStorage_Delete(sets, &FMTID_UserDefinedProperties),
		STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(nulls_are_refused)
{
	IPropertyStorage *set = GARBAGE;

	ck_hr(IPropertySetStorage_Create(sets, NULL, NULL, 0, ANEW, &set),
		E_INVALIDARG);
	ck_assert_ptr_null(set);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, ANEW, NULL),
		E_INVALIDARG);
	set = GARBAGE;
	ck_hr(IPropertySetStorage_Open(sets, NULL, RW, &set), E_INVALIDARG);
	ck_assert_ptr_null(set);
	ck_hr(IPropertySetStorage_Open(sets, &own, RW, NULL), E_INVALIDARG);
	ck_hr(IPropertySetStorage_Delete(sets, NULL), E_INVALIDARG);
	ck_hr(IPropertySetStorage_Enum(sets, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(a_set_that_is_there_is_not_created)
{
	IPropertyStorage *set = create_set(&own, 0);
	IPropertyStorage *other = GARBAGE;

	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, RW, &other),
		STG_E_FILEALREADYEXISTS);
	ck_assert_ptr_null(other);
	IPropertyStorage_Release(set);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, RW, &other),
		STG_E_FILEALREADYEXISTS);
	ck_hr(IPropertySetStorage_Create(sets, &own, NULL, 0, ANEW, &other),
		S_OK);
	IPropertyStorage_Release(other);
}
END_TEST

START_TEST(a_set_that_is_open_can_be_replaced)
{
	DWORD flags = _i ? PROPSETFLAG_NONSIMPLE : 0;
	IPropertyStorage *old = create_set(&own, flags);
	IPropertyStorage *set;
	PROPVARIANT value;

	ck_hr(write_i4(old, 2, 1), S_OK);
	set = create_set(&own, flags);
	ck_hr(write_i4(old, 2, 3), STG_E_REVERTED);
	ck_hr(read_id(old, 2, &value), STG_E_REVERTED);
	ck_hr(IPropertyStorage_Commit(old, 0), STG_E_REVERTED);
	ck_hr(write_i4(set, 2, 2), S_OK);
	ck_assert_uint_eq(IPropertyStorage_Release(old), 0);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	set = open_set(&own, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 2);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(a_deleted_set_is_reverted)
{
	static const FMTID *const fmtids[] = { &own,
		&FMTID_DocSummaryInformation, &FMTID_UserDefinedProperties };
	IPropertyStorage *set = create_set(fmtids[_i], 0);

	ck_hr(IPropertyStorage_Commit(set, 0), S_OK);
	ck_hr(IPropertySetStorage_Delete(sets, fmtids[_i]), S_OK);
	ck_hr(write_i4(set, 2, 3), STG_E_REVERTED);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	ck_hr(IPropertySetStorage_Open(sets, fmtids[_i], RW, &set),
		STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(a_set_is_open_once)
{
	IPropertyStorage *set = create_set(&own, 0);
	IPropertyStorage *other = GARBAGE;

	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &other),
		STG_E_ACCESSDENIED);
	ck_assert_ptr_null(other);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(the_class_is_the_one_given)
{
	STATPROPSETSTG stat;
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Create(sets, &own, &IID_IStream, 0, ANEW,
		&set), S_OK);
	ck_hr(IPropertyStorage_Stat(set, &stat), S_OK);
	ck_assert(IsEqualGUID(&stat.clsid, &IID_IStream));
	ck_assert(IsEqualGUID(&stat.fmtid, &own));
	ck_assert_uint_eq(stat.grfFlags, 0);
	ck_hr(IPropertyStorage_SetClass(set, &IID_IStorage), S_OK);
	IPropertyStorage_Release(set);
	set = open_set(&own, STGM_READ);
	ck_hr(IPropertyStorage_Stat(set, &stat), S_OK);
	ck_assert(IsEqualGUID(&stat.clsid, &IID_IStorage));
	ck_hr(IPropertyStorage_SetClass(set, &own), STG_E_ACCESSDENIED);
	ck_hr(IPropertyStorage_Stat(set, NULL), STG_E_INVALIDPARAMETER);
	IPropertyStorage_Release(set);
}
END_TEST

static ULONG
count_sets(void)
{
	IEnumSTATPROPSETSTG *e;
	STATPROPSETSTG stat;
	ULONG count = 0;

	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	while (IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL) == S_OK)
		count++;
	IEnumSTATPROPSETSTG_Release(e);
	return count;
}

START_TEST(sets_that_are_open_are_listed)
{
	static const FILETIME zero;
	IPropertyStorage *set = create_set(&own, 0);
	FILETIME now = { 1, 2 };
	IEnumSTATPROPSETSTG *e;
	STATPROPSETSTG stat;
	ULONG got = 7;

	ck_hr(IPropertyStorage_SetTimes(set, &now, &now, &now), S_OK);
	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	memset(&stat, 0x55, sizeof stat);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, &got), S_OK);
	ck_assert_uint_eq(got, 1);
	ck_assert(IsEqualGUID(&stat.fmtid, &own));
	ck_assert_mem_eq(&stat.mtime, &zero, sizeof zero);
	ck_assert_mem_eq(&stat.ctime, &zero, sizeof zero);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, &got), S_FALSE);
	ck_assert_uint_eq(got, 0);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 2, &stat, NULL),
		STG_E_INVALIDPARAMETER);
	IEnumSTATPROPSETSTG_Release(e);
	IPropertyStorage_Release(set);
	ck_assert_uint_eq(count_sets(), 1);
}
END_TEST

START_TEST(nonsimple_sets_have_times_and_a_class)
{
	FILETIME time = { 0x12345678, 0x01D00000 };
	IEnumSTATPROPSETSTG *e;
	STATPROPSETSTG stat;
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Create(sets, &own, &IID_IStream,
		PROPSETFLAG_NONSIMPLE, ANEW, &set), S_OK);
	ck_hr(IPropertyStorage_SetTimes(set, &time, NULL, &time), S_OK);
	ck_hr(IPropertyStorage_Stat(set, &stat), S_OK);
	ck_assert_uint_eq(stat.grfFlags, PROPSETFLAG_NONSIMPLE);
	ck_assert_mem_eq(&stat.mtime, &time, sizeof time);
	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_OK);
	ck_assert_uint_eq(stat.grfFlags, PROPSETFLAG_NONSIMPLE);
	ck_assert(IsEqualGUID(&stat.clsid, &IID_IStream));
	ck_assert_mem_eq(&stat.ctime, &time, sizeof time);
	IEnumSTATPROPSETSTG_Release(e);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(skipping_none_goes_to_the_end)
{
	IEnumSTATPROPSETSTG *e;
	IEnumSTATPROPSETSTG *clone;
	STATPROPSETSTG stat;

	leave_set(&own, 0);
	leave_set(&FMTID_SummaryInformation, 0);
	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Skip(e, 3), S_FALSE);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_FALSE);
	ck_hr(IEnumSTATPROPSETSTG_Reset(e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Skip(e, 2), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_FALSE);
	ck_hr(IEnumSTATPROPSETSTG_Reset(e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Skip(e, 1), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Clone(e, &clone), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Reset(e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Skip(e, 0), S_FALSE);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_FALSE);
	ck_assert_uint_eq(IEnumSTATPROPSETSTG_Release(e), 0);
	ck_hr(IEnumSTATPROPSETSTG_Next(clone, 1, &stat, NULL), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Next(clone, 1, &stat, NULL), S_FALSE);
	ck_hr(IEnumSTATPROPSETSTG_Clone(clone, NULL), STG_E_INVALIDPARAMETER);
	ck_assert_uint_eq(IEnumSTATPROPSETSTG_Release(clone), 0);
}
END_TEST

START_TEST(names_of_another_kind_are_listed_without_a_format)
{
	IEnumSTATPROPSETSTG *e;
	STATPROPSETSTG stat;
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, u"\005Other", RW, 0, 0, &stream),
		S_OK);
	IStream_Release(stream);
	ck_hr(IStorage_CreateStream(root, u"Plain", RW, 0, 0, &stream), S_OK);
	IStream_Release(stream);
	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_OK);
	ck_assert(IsEqualGUID(&stat.fmtid, &FMTID_NULL));
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_FALSE);
	IEnumSTATPROPSETSTG_Release(e);
}
END_TEST

START_TEST(user_defined_makes_a_document_summary)
{
	IPropertyStorage *set = create_set(&FMTID_UserDefinedProperties, 0);
	IEnumSTATPROPSETSTG *e;
	STATPROPSETSTG stat;

	ck_hr(write_i4(set, 2, 17), S_OK);
	IPropertyStorage_Release(set);
	set = open_set(&FMTID_DocSummaryInformation, STGM_READWRITE);
	ck_hr(write_i4(set, 2, 18), S_OK);
	IPropertyStorage_Release(set);
	ck_hr(IPropertySetStorage_Enum(sets, &e), S_OK);
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_OK);
	ck_assert(IsEqualGUID(&stat.fmtid, &FMTID_DocSummaryInformation));
	ck_hr(IEnumSTATPROPSETSTG_Next(e, 1, &stat, NULL), S_FALSE);
	IEnumSTATPROPSETSTG_Release(e);
	set = open_set(&FMTID_UserDefinedProperties, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 17);
	IPropertyStorage_Release(set);
	set = open_set(&FMTID_DocSummaryInformation, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 18);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(each_of_two_is_replaced_alone)
{
	IPropertyStorage *set = create_set(&FMTID_DocSummaryInformation, 0);

	ck_hr(write_i4(set, 2, 1), S_OK);
	IPropertyStorage_Release(set);
	/* The stream is there, yet the set in it is not. */
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_UserDefinedProperties,
		NULL, 0, RW, &set), S_OK);
	ck_hr(write_i4(set, 2, 2), S_OK);
	IPropertyStorage_Release(set);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_UserDefinedProperties,
		NULL, 0, RW, &set), STG_E_FILEALREADYEXISTS);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_DocSummaryInformation,
		NULL, 0, RW, &set), STG_E_FILEALREADYEXISTS);
	set = create_set(&FMTID_DocSummaryInformation, PROPSETFLAG_ANSI);
	ck_hr(write_i4(set, 3, 3), S_OK);
	IPropertyStorage_Release(set);
	set = open_set(&FMTID_UserDefinedProperties, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 2);
	IPropertyStorage_Release(set);
	ck_hr(IPropertySetStorage_Delete(sets, &FMTID_UserDefinedProperties),
		S_OK);
	ck_hr(IPropertySetStorage_Open(sets, &FMTID_UserDefinedProperties, RW,
		&set), STG_E_FILENOTFOUND);
	set = open_set(&FMTID_DocSummaryInformation, STGM_READ);
	ck_assert_int_eq(i4_of(set, 3), 3);
	IPropertyStorage_Release(set);
	ck_hr(IPropertySetStorage_Delete(sets, &FMTID_DocSummaryInformation),
		S_OK);
	ck_assert_uint_eq(count_sets(), 0);
}
END_TEST

START_TEST(one_of_two_is_open_at_a_time)
{
	IPropertyStorage *set = create_set(&FMTID_UserDefinedProperties, 0);
	IPropertyStorage *other = GARBAGE;

	ck_hr(IPropertySetStorage_Open(sets, &FMTID_DocSummaryInformation, RW,
		&other), STG_E_ACCESSDENIED);
	ck_assert_ptr_null(other);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_DocSummaryInformation,
		NULL, 0, ANEW, &other), STG_E_ACCESSDENIED);
	ck_hr(write_i4(set, 2, 2), S_OK);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(references_are_those_of_the_storage)
{
	IPropertySetStorage *again;
	IUnknown *unknown;
	IUnknown *other;
	ULONG refs;

	ck_hr(IPropertySetStorage_QueryInterface(sets, &IID_IUnknown,
		(void **)&unknown), S_OK);
	ck_hr(IStorage_QueryInterface(root, &IID_IUnknown, (void **)&other),
		S_OK);
	ck_assert_ptr_eq(unknown, other);
	refs = IStorage_AddRef(root);
	ck_assert_uint_eq(IPropertySetStorage_AddRef(sets), refs + 1);
	ck_assert_uint_eq(IStorage_Release(root), refs);
	ck_assert_uint_eq(IPropertySetStorage_Release(sets), refs - 1);
	ck_hr(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&again), S_OK);
	ck_assert_ptr_eq(again, sets);
	IPropertySetStorage_Release(again);
	IUnknown_Release(unknown);
	IUnknown_Release(other);
	/* The one interface keeps the other. */
	IStorage_Release(root);
	root = NULL;
	leave_set(&own, 0);
}
END_TEST

START_TEST(a_set_outlives_its_storage_but_does_no_more)
{
	IPropertyStorage *set = create_set(&own, 0);
	PROPVARIANT value;

	ck_hr(write_i4(set, 2, 7), S_OK);
	close_root();
	ck_hr(read_id(set, 2, &value), STG_E_REVERTED);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	/* What was written came into the storage when that went. */
	reopen(STGM_READ);
	set = open_set(&own, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 7);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(a_read_only_storage_has_sets_to_read)
{
	IPropertyStorage *set = create_set(&own, 0);

	ck_hr(write_i4(set, 2, 7), S_OK);
	IPropertyStorage_Release(set);
	reopen(STGM_READ);
	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &set),
		STG_E_ACCESSDENIED);
	ck_hr(IPropertySetStorage_Create(sets, &FMTID_SummaryInformation, NULL,
		0, RW, &set), STG_E_ACCESSDENIED);
	ck_hr(IPropertySetStorage_Delete(sets, &own), STG_E_ACCESSDENIED);
	set = open_set(&own, STGM_READ);
	ck_hr(write_i4(set, 2, 8), STG_E_ACCESSDENIED);
	ck_assert_int_eq(i4_of(set, 2), 7);
	IPropertyStorage_Release(set);
}
END_TEST

static ULONG
size_of_own(IStorage *storage)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	IEnumSTATSTG *e;
	STATSTG stat;
	ULONG size = 0;

	ck_hr(FmtIdToPropStgName(&own, name), S_OK);
	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	while (IEnumSTATSTG_Next(e, 1, &stat, NULL) == S_OK) {
		size_t n = 0;

		while (name[n] != 0 && stat.pwcsName[n] == name[n])
			n++;
		if (stat.pwcsName[n] == name[n])
			size = stat.cbSize.LowPart;
		CoTaskMemFree(stat.pwcsName);
	}
	IEnumSTATSTG_Release(e);
	return size;
}

START_TEST(a_set_stays_in_memory_until_it_is_committed)
{
	IPropertyStorage *set = create_set(&own, 0);
	IStorage *copy;
	ULONG size;

	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_assert_uint_eq(size_of_own(root), 0);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	size = size_of_own(root);
	ck_assert_uint_gt(size, 48);
	ck_hr(write_i4(set, 3, 7), S_OK);
	ck_assert_uint_eq(size_of_own(root), size);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_gt(size_of_own(root), size);
	size = size_of_own(root);
	ck_hr(write_i4(set, 4, 7), S_OK);
	ck_hr(IStorage_CreateStorage(root, u"Copy", RW, 0, 0, &copy), S_OK);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, copy), STG_E_ACCESSDENIED);
	ck_hr(IStorage_MoveElementTo(root, u"Missing", copy, u"x",
		STGMOVE_COPY), STG_E_FILENOTFOUND);
	ck_assert_uint_gt(size_of_own(root), size);
	IStorage_Release(copy);
	ck_hr(IPropertyStorage_Commit(set, 0x100), STG_E_INVALIDFLAG);
	IPropertyStorage_Release(set);
}
END_TEST

/* Each storage has its own sets, and two objects of one share none. */
START_TEST(a_commit_flushes_the_sets_of_its_own_storage)
{
	IPropertySetStorage *inner_sets;
	IPropertyStorage *set;
	IStorage *inner;
	ULONG size;

	ck_hr(IStorage_CreateStorage(root, u"Inner", RW, 0, 0, &inner), S_OK);
	ck_hr(IStorage_QueryInterface(inner, &IID_IPropertySetStorage,
		(void **)&inner_sets), S_OK);
	ck_hr(IPropertySetStorage_Create(inner_sets, &own, NULL, 0, ANEW, &set),
		S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	size = size_of_own(inner);
	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(size_of_own(inner), size);
	ck_hr(IStorage_Commit(inner, STGC_DEFAULT), S_OK);
	ck_assert_uint_gt(size_of_own(inner), size);
	/* What is written last comes into the storage when that goes. */
	ck_hr(write_i4(set, 3, 8), S_OK);
	IPropertySetStorage_Release(inner_sets);
	ck_assert_uint_eq(IStorage_Release(inner), 0);
	ck_hr(write_i4(set, 4, 9), STG_E_REVERTED);
	IPropertyStorage_Release(set);
	ck_hr(IStorage_OpenStorage(root, u"Inner", NULL, RW, NULL, 0, &inner),
		S_OK);
	ck_assert_uint_gt(size_of_own(inner), size + 8);
	IStorage_Release(inner);
}
END_TEST

START_TEST(copies_have_what_was_written)
{
	IPropertyStorage *set = create_set(&own, 0);
	ILockBytes *other_bytes;
	IStorage *other;

	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &other_bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(other_bytes, ANEW, 0, &other),
		S_OK);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, other), S_OK);
	ck_assert_uint_gt(size_of_own(other), 48);
	IStorage_Release(other);
	ILockBytes_Release(other_bytes);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(reverting_a_simple_set_leaves_the_buffer)
{
	IPropertyStorage *set = create_set(&own, 0);

	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_assert_int_eq(i4_of(set, 2), 7);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(damage_is_told)
{
	IPropertyStorage *set = GARBAGE;
	OLECHAR name[32];
	IStream *stream;

	ck_hr(FmtIdToPropStgName(&own, name), S_OK);
	ck_hr(IStorage_CreateStream(root, name, RW, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, "this is no set of properties at all", 36,
		NULL), S_OK);
	IStream_Release(stream);
	ck_hr(IPropertySetStorage_Open(sets, &own, RW, &set),
		STG_E_INVALIDHEADER);
	ck_assert_ptr_null(set);
	/* It stays as it was, and is open no longer. */
	ck_hr(IStorage_DestroyElement(root, name), S_OK);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("propsets");

	tcase_add_checked_fixture(suite.tcase, new_root, drop_root);
	TEST(&suite, modes_are_those_documented);
	TEST(&suite, what_is_missing_is_not_found);
	TEST(&suite, nulls_are_refused);
	TEST(&suite, a_set_that_is_there_is_not_created);
	TEST_EACH(&suite, a_set_that_is_open_can_be_replaced, 2);
	TEST_EACH(&suite, a_deleted_set_is_reverted, 3);
	TEST(&suite, a_set_is_open_once);
	TEST(&suite, the_class_is_the_one_given);
	TEST(&suite, sets_that_are_open_are_listed);
	TEST(&suite, nonsimple_sets_have_times_and_a_class);
	TEST(&suite, skipping_none_goes_to_the_end);
	TEST(&suite, names_of_another_kind_are_listed_without_a_format);
	TEST(&suite, user_defined_makes_a_document_summary);
	TEST(&suite, each_of_two_is_replaced_alone);
	TEST(&suite, one_of_two_is_open_at_a_time);
	TEST(&suite, references_are_those_of_the_storage);
	TEST(&suite, a_set_outlives_its_storage_but_does_no_more);
	TEST(&suite, a_read_only_storage_has_sets_to_read);
	TEST(&suite, a_set_stays_in_memory_until_it_is_committed);
	TEST(&suite, a_commit_flushes_the_sets_of_its_own_storage);
	TEST(&suite, copies_have_what_was_written);
	TEST(&suite, reverting_a_simple_set_leaves_the_buffer);
	TEST(&suite, damage_is_told);
	return suite_end(&suite);
}
