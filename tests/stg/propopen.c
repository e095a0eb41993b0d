/* SPDX-License-Identifier: MIT */
/*
 * Sets in streams and storages of any name and maker, values beside a set, and
 * sets whose storage is transacted.
 */
#include "foreign_stream.h"
#include "propset.h"

static struct foreign_stream foreign;

/* A stream of somebody else, which delivers a few bytes at a time. */
static IStream *
new_foreign(void)
{
	foreign_stream_init(&foreign, "", 0, 4096);
	foreign.at_most = 7;
	return &foreign.IStream_iface;
}

/* A stream to be copied. */
static IStream *
new_source(void)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, u"Source", ANEW, 0, 0, &stream),
		S_OK);
	return stream;
}

START_TEST(an_empty_stream_becomes_a_set)
{
	IPropertyStorage *set;
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, u"any name", RW, 0, 0, &stream),
		S_OK);
	ck_hr(StgCreatePropStg((IUnknown *)stream, &own, &IID_IStream,
		PROPSETFLAG_DEFAULT, 0, &set), S_OK);
	ck_hr(write_text(set, 2, "text"), S_OK);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	ck_hr(StgOpenPropStg((IUnknown *)stream, &own, 0, 0, &set), S_OK);
	ck_text(set, 2, "text");
	IPropertyStorage_Release(set);
	set = GARBAGE;
	ck_hr(StgOpenPropStg((IUnknown *)stream, &FMTID_SummaryInformation, 0,
		0, &set), STG_E_FILENOTFOUND);
	ck_assert_ptr_null(set);
	/* Safe, though there is nothing below it any more. */
	close_root();
	ck_assert_uint_eq(IStream_Release(stream), 0);
}
END_TEST

START_TEST(sets_of_either_text_open_by_default)
{
	IStream *stream = new_foreign();
	IPropertyStorage *set;
	STATPROPSETSTG stat;

	ck_hr(StgCreatePropStg((IUnknown *)stream, &own, NULL,
		PROPSETFLAG_ANSI, 0, &set), S_OK);
	ck_hr(write_text(set, 2, "text"), S_OK);
	IPropertyStorage_Release(set);
	ck_hr(StgOpenPropStg((IUnknown *)stream, &own, PROPSETFLAG_DEFAULT, 0,
		&set), S_OK);
	ck_text(set, 2, "text");
	ck_hr(IPropertyStorage_Stat(set, &stat), S_OK);
	ck_assert_uint_eq(stat.grfFlags, PROPSETFLAG_ANSI);
	IPropertyStorage_Release(set);
	foreign_stream_done(&foreign);
}
END_TEST

START_TEST(unbuffered_sets_are_written_at_once)
{
	IStream *stream = new_foreign();
	IPropertyStorage *set;
	IPropertyStorage *other;

	ck_hr(StgCreatePropStg((IUnknown *)stream, &own, NULL,
		PROPSETFLAG_UNBUFFERED, 0, &set), S_OK);
	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_hr(StgOpenPropStg((IUnknown *)stream, &own, 0, 0, &other), S_OK);
	ck_assert_int_eq(i4_of(other, 2), 7);
	IPropertyStorage_Release(other);
	IPropertyStorage_Release(set);
	foreign_stream_done(&foreign);
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
	IStream *stream = new_foreign();
	IUnknown *unknown = (IUnknown *)stream;
	IPropertySetStorage *standalone = GARBAGE;
	IPropertyStorage *set = GARBAGE;

	ck_hr(StgCreatePropStg(NULL, &own, NULL, 0, 0, &set), E_INVALIDARG);
	ck_assert_ptr_null(set);
	ck_hr(StgCreatePropStg(unknown, NULL, NULL, 0, 0, &set),
		E_INVALIDARG);
	ck_hr(StgCreatePropStg(unknown, &own, NULL, 0, 0, NULL),
		E_INVALIDARG);
	ck_hr(StgCreatePropStg(unknown, &own, NULL, 0x100, 0, &set),
		STG_E_INVALIDFLAG);
	ck_hr(StgCreatePropStg(unknown, &own, NULL, 0, 1, &set),
		STG_E_INVALIDPARAMETER);
	set = GARBAGE;
	ck_hr(StgCreatePropStg(unknown, &own, NULL, PROPSETFLAG_NONSIMPLE, 0,
		&set), E_NOINTERFACE);
	ck_assert_ptr_null(set);
	set = GARBAGE;
	ck_hr(StgOpenPropStg(unknown, &own, 0, 0, &set), STG_E_INVALIDHEADER);
	ck_assert_ptr_null(set);
	ck_hr(StgOpenPropStg(NULL, &own, 0, 0, &set), E_INVALIDARG);
	ck_hr(StgCreatePropSetStg(NULL, 0, &standalone), E_INVALIDARG);
	ck_assert_ptr_null(standalone);
	ck_hr(StgCreatePropSetStg(root, 0, NULL), E_INVALIDARG);
	standalone = GARBAGE;
	ck_hr(StgCreatePropSetStg(root, 1, &standalone),
		STG_E_INVALIDPARAMETER);
	ck_assert_ptr_null(standalone);
	foreign_stream_done(&foreign);
}
END_TEST

START_TEST(a_stand_alone_object_keeps_its_storage)
{
	IPropertySetStorage *standalone;
	IPropertyStorage *set;
	ULONG refs = IStorage_AddRef(root);
	void *other;

	ck_hr(StgCreatePropSetStg(root, 0, &standalone), S_OK);
	ck_assert_uint_eq(IStorage_AddRef(root), refs + 2);
	IStorage_Release(root);
	IStorage_Release(root);
	ck_hr(IPropertySetStorage_QueryInterface(standalone, &IID_IStorage,
		&other), E_NOINTERFACE);
	ck_assert_ptr_null(other);
	ck_hr(IPropertySetStorage_QueryInterface(standalone, &IID_IUnknown,
		&other), S_OK);
	ck_assert_uint_eq(IPropertySetStorage_Release(standalone), 1);
	ck_hr(IPropertySetStorage_Create(standalone, &own, NULL, 0, RW, &set),
		S_OK);
	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_assert_uint_eq(IPropertySetStorage_Release(standalone), 0);
	ck_assert_uint_eq(IStorage_AddRef(root), refs);
	IStorage_Release(root);
	/* The set goes on, as its stream does. */
	ck_hr(write_i4(set, 3, 8), S_OK);
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	set = open_set(&own, STGM_READ);
	ck_assert_int_eq(i4_of(set, 3), 8);
	IPropertyStorage_Release(set);
}
END_TEST

static ULONG
read_stream(IStream *stream, char *text, ULONG size)
{
	ULONG got = 0;

	ck_hr(IStream_Read(stream, text, size, &got), S_OK);
	return got;
}

START_TEST(streams_live_beside_a_set)
{
	IPropertyStorage *set = create_set(&own, PROPSETFLAG_NONSIMPLE);
	LARGE_INTEGER two = { .QuadPart = 2 };
	IStream *source = new_source();
	PROPVARIANT value = { .vt = VT_STREAM };
	PROPVARIANT again;
	char text[16];

	ck_hr(IStream_Write(source, "0123456", 7, NULL), S_OK);
	ck_hr(IStream_Seek(source, two, STREAM_SEEK_SET, NULL), S_OK);
	value.pStream = source;
	ck_hr(write_id(set, 5, &value), S_OK);
	IStream_Release(source);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	ck_hr(read_id(set, 5, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_STREAM);
	/* From where the source was, to its end. */
	ck_assert_uint_eq(read_stream(value.pStream, text, 16), 5);
	ck_assert_mem_eq(text, "23456", 5);
	ck_hr(read_id(set, 5, &again), STG_E_ACCESSDENIED);
	/* Another value in its place: who has the old one finds it gone. */
	again.vt = VT_STREAM;
	again.pStream = NULL;
	ck_hr(write_id(set, 5, &again), S_OK);
	ck_hr(IStream_Read(value.pStream, text, 1, NULL), STG_E_REVERTED);
	ck_hr(PropVariantClear(&value), S_OK);
	ck_hr(read_id(set, 5, &value), S_OK);
	ck_assert_uint_eq(read_stream(value.pStream, text, 16), 0);
	ck_hr(PropVariantClear(&value), S_OK);
	/* A plain one: its element goes. */
	ck_hr(write_i4(set, 5, 5), S_OK);
	IPropertyStorage_Release(set);
}
END_TEST

static bool
set_has(const OLECHAR *element)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	IStorage *storage;
	IStream *stream;
	HRESULT hr;

	ck_hr(FmtIdToPropStgName(&own, name), S_OK);
	ck_hr(IStorage_OpenStorage(root, name, NULL, STGM_READ | SHARE, NULL,
		0, &storage), S_OK);
	hr = IStorage_OpenStream(storage, element, NULL, STGM_READ | SHARE, 0,
		&stream);
	if (SUCCEEDED(hr))
		IStream_Release(stream);
	IStorage_Release(storage);
	return SUCCEEDED(hr);
}

START_TEST(elements_go_with_their_values)
{
	IPropertyStorage *set = create_set(&own, PROPSETFLAG_NONSIMPLE);
	PROPVARIANT value = { .vt = VT_STREAM };
	PROPSPEC spec = id_spec(5);

	ck_hr(write_id(set, 5, &value), S_OK);
	value.vt = VT_STREAMED_OBJECT;
	ck_hr(write_id(set, 6, &value), S_OK);
	IPropertyStorage_Release(set);
	ck_assert(set_has(u"CONTENTS"));
	ck_assert(set_has(u"prop5"));
	ck_assert(set_has(u"prop6"));
	set = open_set(&own, STGM_READWRITE);
	ck_hr(IPropertyStorage_DeleteMultiple(set, 1, &spec), S_OK);
	ck_hr(write_i4(set, 6, 6), S_OK);
	IPropertyStorage_Release(set);
	ck_assert(set_has(u"CONTENTS"));
	ck_assert(!set_has(u"prop5"));
	ck_assert(!set_has(u"prop6"));
}
END_TEST

START_TEST(storages_live_beside_a_set)
{
	IPropertyStorage *set = create_set(&own, PROPSETFLAG_NONSIMPLE);
	PROPVARIANT value = { .vt = VT_STORAGE };
	IStream *stream;

	ck_hr(IStorage_CreateStorage(root, u"Source", RW, 0, 0,
		&value.pStorage), S_OK);
	ck_hr(IStorage_CreateStream(value.pStorage, u"inner", RW, 0, 0,
		&stream), S_OK);
	ck_hr(IStream_Write(stream, "text", 4, NULL), S_OK);
	IStream_Release(stream);
	ck_hr(write_id(set, 2, &value), S_OK);
	IStorage_Release(value.pStorage);
	ck_hr(read_id(set, 2, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_STORAGE);
	ck_hr(IStorage_OpenStream(value.pStorage, u"inner", NULL,
		STGM_READ | SHARE, 0, &stream), S_OK);
	IStream_Release(stream);
	ck_hr(PropVariantClear(&value), S_OK);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(streams_may_have_a_version)
{
	IPropertyStorage *set = create_set(&own, PROPSETFLAG_NONSIMPLE);
	VERSIONEDSTREAM versioned = { IID_IStream, new_source() };
	PROPVARIANT value = { .vt = VT_VERSIONED_STREAM };
	PROPVARIANT read;

	value.pVersionedStream = &versioned;
	ck_hr(write_id(set, 2, &value), S_OK);
	IStream_Release(versioned.pStream);
	ck_hr(read_id(set, 2, &read), S_OK);
	ck_assert_uint_eq(read.vt, VT_VERSIONED_STREAM);
	ck_assert(IsEqualGUID(&read.pVersionedStream->guidVersion,
		&IID_IStream));
	ck_hr(PropVariantClear(&read), S_OK);
	value.pVersionedStream = NULL;
	ck_hr(write_id(set, 2, &value), STG_E_INVALIDPARAMETER);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(a_storage_of_any_name_becomes_a_set)
{
	IPropertyStorage *set;
	IStorage *storage;
	STATSTG stat;

	ck_hr(IStorage_CreateStorage(root, u"any", RW, 0, 0, &storage), S_OK);
	ck_hr(StgCreatePropStg((IUnknown *)storage, &own, &IID_IStream,
		PROPSETFLAG_NONSIMPLE, 0, &set), S_OK);
	ck_hr(write_i4(set, 2, 7), S_OK);
	IPropertyStorage_Release(set);
	ck_hr(IStorage_Stat(storage, &stat, STATFLAG_NONAME), S_OK);
	ck_assert(IsEqualGUID(&stat.clsid, &IID_IStream));
	ck_hr(StgOpenPropStg((IUnknown *)storage, &own, PROPSETFLAG_NONSIMPLE,
		0, &set), S_OK);
	ck_assert_int_eq(i4_of(set, 2), 7);
	IPropertyStorage_Release(set);
	IStorage_Release(storage);
}
END_TEST

START_TEST(a_transacted_set_is_reverted)
{
	IPropertyStorage *set;
	HRESULT hr = IPropertySetStorage_Create(sets, &own, NULL,
		PROPSETFLAG_NONSIMPLE, ANEW | STGM_TRANSACTED, &set);

	if (hr == STG_E_UNIMPLEMENTEDFUNCTION)
		return;
	ck_hr(hr, S_OK);
	ck_hr(write_i4(set, 2, 7), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	ck_hr(write_i4(set, 2, 8), S_OK);
	ck_hr(IPropertyStorage_Revert(set), S_OK);
	ck_assert_int_eq(i4_of(set, 2), 7);
	ck_hr(write_i4(set, 2, 9), S_OK);
	IPropertyStorage_Release(set);
	set = open_set(&own, STGM_READ);
	ck_assert_int_eq(i4_of(set, 2), 7);
	IPropertyStorage_Release(set);
}
END_TEST

START_TEST(a_simple_set_is_never_transacted)
{
	IPropertyStorage *set = create_set(&own, 0);

	IPropertyStorage_Release(set);
	set = GARBAGE;
	ck_hr(IPropertySetStorage_Open(sets, &own, RW | STGM_TRANSACTED,
		&set), STG_E_INVALIDFLAG);
	ck_assert_ptr_null(set);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		an_empty_stream_becomes_a_set,
		sets_of_either_text_open_by_default,
		unbuffered_sets_are_written_at_once,
		wrong_arguments_are_refused,
		a_stand_alone_object_keeps_its_storage,
		streams_live_beside_a_set,
		elements_go_with_their_values,
		storages_live_beside_a_set,
		streams_may_have_a_version,
		a_storage_of_any_name_becomes_a_set,
		a_transacted_set_is_reverted,
		a_simple_set_is_never_transacted,
	};

	return run_tests_with("propopen", new_root, drop_root, tests,
		ARRAY_SIZE(tests));
}
