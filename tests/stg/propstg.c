/* SPDX-License-Identifier: MIT */
/* Properties of an open set: values, names, special ones, text. */
#include "propset.h"

static IPropertyStorage *set;

static void
begin(void)
{
	new_root();
	set = create_set(&own, 0);
}

static void
end(void)
{
	if (set)
		IPropertyStorage_Release(set);
	drop_root();
}

/* Release the set and open it again, or another one in its place. */
static void
again(void)
{
	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
	set = open_set(&own, STGM_READWRITE);
}

static void
begin_with(DWORD flags)
{
	IPropertyStorage_Release(set);
	set = create_set(&own, flags);
}

START_TEST(some_found_is_success)
{
	PROPSPEC specs[] = { id_spec(2), id_spec(3), name_spec(u"none") };
	PROPVARIANT values[3];

	ck_hr(write_i4(set, 3, 7), S_OK);
	memset(values, 0x55, sizeof values);
	ck_hr(IPropertyStorage_ReadMultiple(set, 3, specs, values), S_OK);
	ck_assert_uint_eq(values[0].vt, VT_EMPTY);
	ck_assert_int_eq(values[1].lVal, 7);
	ck_assert_uint_eq(values[2].vt, VT_EMPTY);
	memset(values, 0x55, sizeof values);
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, specs, values), S_FALSE);
	ck_assert_uint_eq(values[0].vt, VT_EMPTY);
	ck_hr(IPropertyStorage_ReadMultiple(set, 0, specs, values), S_FALSE);
	ck_hr(IPropertyStorage_ReadMultiple(set, 0, NULL, NULL), S_FALSE);
}
END_TEST

START_TEST(none_is_written_or_deleted_with_success)
{
	ck_hr(IPropertyStorage_WriteMultiple(set, 0, NULL, NULL, 2), S_OK);
	ck_hr(IPropertyStorage_DeleteMultiple(set, 0, NULL), S_OK);
	ck_hr(IPropertyStorage_WritePropertyNames(set, 0, NULL, NULL), S_OK);
	ck_hr(IPropertyStorage_DeletePropertyNames(set, 0, NULL), S_OK);
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 0, NULL, NULL), S_FALSE);
}
END_TEST

START_TEST(nulls_are_refused)
{
	PROPVARIANT value = { .vt = VT_I4 };
	PROPSPEC spec = id_spec(2);
	LPOLESTR name = NULL;
	PROPID propid = 2;

	ck_hr(IPropertyStorage_ReadMultiple(set, 1, NULL, &value),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, &spec, NULL),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, NULL, &value, 2),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, &spec, NULL, 2),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_DeleteMultiple(set, 1, NULL), E_INVALIDARG);
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 1, NULL, &name),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 1, &propid, NULL),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, NULL, &name),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_DeletePropertyNames(set, 1, NULL),
		E_INVALIDARG);
	ck_hr(IPropertyStorage_Enum(set, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(a_bad_kind_is_refused_and_leaves_nothing)
{
	PROPSPEC specs[] = { id_spec(2), { .ulKind = 7 } };
	PROPVARIANT values[2];

	ck_hr(write_text(set, 2, "text"), S_OK);
	ck_hr(IPropertyStorage_ReadMultiple(set, 2, specs, values),
		STG_E_INVALIDPARAMETER);
	ck_assert_uint_eq(values[0].vt, VT_EMPTY);
	specs[1].ulKind = PRSPEC_LPWSTR;
	ck_hr(IPropertyStorage_DeleteMultiple(set, 2, specs),
		STG_E_INVALIDPARAMETER);
}
END_TEST

START_TEST(special_ids_stay)
{
	static const PROPID ids[] = { PID_DICTIONARY, PID_BEHAVIOR };
	PROPVARIANT value = { .vt = VT_UI4 };

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		PROPSPEC spec = id_spec(ids[i]);

		ck_hr(write_id(set, ids[i], &value), STG_E_INVALIDPARAMETER);
		ck_hr(IPropertyStorage_DeleteMultiple(set, 1, &spec),
			STG_E_INVALIDPARAMETER);
		ck_hr(read_id(set, ids[i], &value), S_FALSE);
	}
	ck_hr(write_i4(set, PID_MODIFY_TIME, 3), STG_E_INVALIDPARAMETER);
	ck_hr(write_i4(set, PID_ILLEGAL, 3), S_OK);
	ck_hr(write_i4(set, 0xC0000000, 3), S_OK);
	ck_assert_int_eq(i4_of(set, 0xC0000000), 3);
}
END_TEST

START_TEST(new_names_skip_ids_in_use)
{
	PROPSPEC specs[] = { name_spec(u"one"), name_spec(u"two") };
	PROPVARIANT values[] = { { .vt = VT_I4 }, { .vt = VT_I4 } };
	PROPID ids[] = { 4, 6, 7 };
	LPOLESTR names[3];

	ck_hr(write_i4(set, 5, 5), S_OK);
	names[0] = (LPOLESTR)(uintptr_t)u"taken";
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, ids, names), S_OK);
	for (PROPID first = 0; first < 2; first++)
		ck_hr(IPropertyStorage_WriteMultiple(set, 1, specs, values,
			first), STG_E_INVALIDPARAMETER);
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, specs, values,
		0x80000000), STG_E_INVALIDPARAMETER);
	ck_hr(IPropertyStorage_WriteMultiple(set, 2, specs, values, 4), S_OK);
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 3, ids, names), S_OK);
	ck_assert(is_text(names[0], "taken"));
	ck_assert(is_text(names[1], "one"));
	ck_assert(is_text(names[2], "two"));
	for (size_t i = 0; i < 3; i++)
		CoTaskMemFree(names[i]);
	/* A name that there is keeps its number, and needs no first one. */
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, specs, values, 0), S_OK);
}
END_TEST

START_TEST(names_are_found_in_either_case)
{
	PROPSPEC spec = name_spec(u"Name");
	PROPSPEC other = name_spec(u"nAME");
	PROPVARIANT value = { .vt = VT_I4 };
	PROPVARIANT read;

	value.lVal = 1;
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, &spec, &value, 2), S_OK);
	value.lVal = 2;
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, &other, &value, 2), S_OK);
	again();
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, &spec, &read), S_OK);
	ck_assert_int_eq(read.lVal, 2);
	begin_with(PROPSETFLAG_CASE_SENSITIVE);
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, &spec, &value, 2), S_OK);
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, &other, &read), S_FALSE);
	again();
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, &other, &read), S_FALSE);
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, &spec, &read), S_OK);
}
END_TEST

START_TEST(names_come_and_go_without_their_values)
{
	PROPID ids[] = { 0, 9, 10 };
	LPOLESTR names[] = { (LPOLESTR)(uintptr_t)u"the set",
		(LPOLESTR)(uintptr_t)u"nine", (LPOLESTR)(uintptr_t)u"ten" };
	LPOLESTR read[3];

	ck_hr(write_i4(set, 9, 9), S_OK);
	ck_hr(IPropertyStorage_WritePropertyNames(set, 3, ids, names), S_OK);
	again();
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 3, ids, read), S_OK);
	ck_assert(is_text(read[0], "the set"));
	ck_assert(is_text(read[2], "ten"));
	for (size_t i = 0; i < 3; i++)
		CoTaskMemFree(read[i]);
	ck_hr(IPropertyStorage_DeletePropertyNames(set, 2, ids),
		STG_E_INVALIDPARAMETER);
	ck_hr(IPropertyStorage_DeletePropertyNames(set, 1, ids + 1), S_OK);
	ck_hr(IPropertyStorage_DeletePropertyNames(set, 1, ids + 1), S_OK);
	ck_assert_int_eq(i4_of(set, 9), 9);
	read[0] = GARBAGE;
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 1, ids + 1, read),
		S_FALSE);
	ck_assert_ptr_null(read[0]);
	ck_hr(IPropertyStorage_DeletePropertyNames(set, 1, ids), S_OK);
	ck_hr(IPropertyStorage_ReadPropertyNames(set, 3, ids, read), S_FALSE);
}
END_TEST

START_TEST(names_have_bounds)
{
	OLECHAR name[257];
	LPOLESTR names[] = { name };
	PROPID propid = 2;

	for (size_t i = 0; i < 257; i++)
		name[i] = 'x';
	name[256] = 0;
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, &propid, names),
		STG_E_INVALIDNAME);
	name[255] = 0;
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, &propid, names),
		S_OK);
	name[0] = 0;
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, &propid, names),
		STG_E_INVALIDNAME);
	propid = 1;
	name[0] = 'x';
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, &propid, names),
		STG_E_INVALIDPARAMETER);
}
END_TEST

START_TEST(an_empty_value_reads_as_missing)
{
	PROPVARIANT value = { .vt = VT_EMPTY };

	ck_hr(write_i4(set, 2, 2), S_OK);
	ck_hr(write_id(set, 2, &value), S_OK);
	ck_hr(read_id(set, 2, &value), S_FALSE);
	again();
	ck_hr(read_id(set, 2, &value), S_FALSE);
	ck_assert_uint_eq(value.vt, VT_EMPTY);
}
END_TEST

START_TEST(deleted_properties_are_gone)
{
	PROPSPEC specs[] = { id_spec(2), id_spec(3), name_spec(u"none") };
	PROPVARIANT value;

	ck_hr(write_i4(set, 2, 2), S_OK);
	ck_hr(IPropertyStorage_DeleteMultiple(set, 3, specs), S_OK);
	again();
	ck_hr(read_id(set, 2, &value), S_FALSE);
	specs[0] = id_spec(PID_CODEPAGE);
	ck_hr(IPropertyStorage_DeleteMultiple(set, 1, specs),
		STG_E_INVALIDPARAMETER);
}
END_TEST

START_TEST(only_ordinary_properties_are_listed)
{
	PROPID ids[] = { 3 };
	LPOLESTR names[] = { (LPOLESTR)(uintptr_t)u"three" };
	IEnumSTATPROPSTG *e;
	IEnumSTATPROPSTG *clone;
	STATPROPSTG stats[3];
	ULONG got;

	ck_hr(write_text(set, 2, "two"), S_OK);
	ck_hr(write_i4(set, 3, 3), S_OK);
	ck_hr(IPropertyStorage_WritePropertyNames(set, 1, ids, names), S_OK);
	ck_hr(IPropertyStorage_Enum(set, &e), S_OK);
	/* It shows what was there when it was made. */
	ck_hr(write_i4(set, 4, 4), S_OK);
	ck_hr(IEnumSTATPROPSTG_Next(e, 3, stats, &got), S_FALSE);
	ck_assert_uint_eq(got, 2);
	ck_assert_uint_eq(stats[0].propid, 2);
	ck_assert_uint_eq(stats[0].vt, VT_LPSTR);
	ck_assert_ptr_null(stats[0].lpwstrName);
	ck_assert_uint_eq(stats[1].vt, VT_I4);
	ck_assert(is_text(stats[1].lpwstrName, "three"));
	CoTaskMemFree(stats[1].lpwstrName);
	ck_hr(IEnumSTATPROPSTG_Reset(e), S_OK);
	ck_hr(IEnumSTATPROPSTG_Skip(e, 1), S_OK);
	ck_hr(IEnumSTATPROPSTG_Clone(e, &clone), S_OK);
	ck_assert_uint_eq(IEnumSTATPROPSTG_Release(e), 0);
	ck_hr(IEnumSTATPROPSTG_Next(clone, 1, stats, NULL), S_OK);
	CoTaskMemFree(stats[0].lpwstrName);
	ck_hr(IEnumSTATPROPSTG_Next(clone, 1, stats, NULL), S_FALSE);
	ck_hr(IEnumSTATPROPSTG_Reset(clone), S_OK);
	ck_hr(IEnumSTATPROPSTG_Skip(clone, 0), S_FALSE);
	ck_hr(IEnumSTATPROPSTG_Next(clone, 1, stats, NULL), S_FALSE);
	ck_hr(IEnumSTATPROPSTG_Clone(clone, NULL), STG_E_INVALIDPARAMETER);
	ck_assert_uint_eq(IEnumSTATPROPSTG_Release(clone), 0);
}
END_TEST

START_TEST(values_beside_need_another_kind_of_set)
{
	static const VARTYPE types[] = { VT_STREAM, VT_STORAGE,
		VT_STREAMED_OBJECT, VT_STORED_OBJECT, VT_VERSIONED_STREAM };
	static const VARTYPE bad[] = { VT_UNKNOWN, VT_DISPATCH, VT_VARIANT,
		VT_RECORD, 15, 500, VT_VECTOR | VT_DECIMAL, VT_VECTOR | VT_INT,
		VT_CLSID };
	PROPVARIANT value;

	PropVariantInit(&value);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		value.vt = types[i];
		ck_hr(write_id(set, 2, &value), STG_E_PROPSETMISMATCHED);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		value.vt = bad[i];
		ck_hr(write_id(set, 2, &value), STG_E_INVALIDPARAMETER);
	}
	ck_hr(read_id(set, 2, &value), S_FALSE);
}
END_TEST

START_TEST(the_code_page_changes_while_the_set_is_empty)
{
	PROPVARIANT value;

	ck_hr(read_id(set, PID_CODEPAGE, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_I2);
	ck_assert_int_eq(value.iVal, 1200);
	value.iVal = 1252;
	ck_hr(write_id(set, PID_CODEPAGE, &value), S_OK);
	ck_hr(read_id(set, PID_CODEPAGE, &value), S_OK);
	ck_assert_int_eq(value.iVal, 1252);
	ck_hr(write_i4(set, 2, 2), S_OK);
	ck_hr(write_id(set, PID_CODEPAGE, &value), STG_E_INVALIDPARAMETER);
	again();
	ck_hr(read_id(set, PID_CODEPAGE, &value), S_OK);
	ck_assert_int_eq(value.iVal, 1252);
	begin_with(PROPSETFLAG_ANSI);
	ck_hr(read_id(set, PID_CODEPAGE, &value), S_OK);
	ck_assert_int_eq(value.iVal, (SHORT)65001);
}
END_TEST

START_TEST(text_of_unicode_sets_is_utf8_here)
{
	PROPVARIANT value = { .vt = VT_LPWSTR };

	ck_hr(write_text(set, 2, "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
		S_OK);
	value.pwszVal = (LPWSTR)(uintptr_t)u"wide";
	ck_hr(write_id(set, 3, &value), S_OK);
	again();
	ck_text(set, 2, "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
	ck_hr(read_id(set, 3, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_LPWSTR);
	ck_assert(is_text(value.pwszVal, "wide"));
	ck_hr(PropVariantClear(&value), S_OK);
	ck_hr(write_text(set, 4, "\xE4 no UTF-8"),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
}
END_TEST

START_TEST(text_of_other_sets_is_as_it_is)
{
	PROPVARIANT value = { .vt = VT_I2 };

	value.iVal = 1252;
	ck_hr(write_id(set, PID_CODEPAGE, &value), S_OK);
	ck_hr(write_text(set, 2, "\xE4\x80 raw"), S_OK);
	value.vt = VT_BSTR;
	value.bstrVal = SysAllocString(u"\u20AC");
	ck_hr(write_id(set, 3, &value), S_OK);
	SysFreeString(value.bstrVal);
	again();
	ck_text(set, 2, "\xE4\x80 raw");
	ck_hr(read_id(set, 3, &value), S_OK);
	ck_assert_uint_eq(SysStringLen(value.bstrVal), 1);
	ck_assert_uint_eq(value.bstrVal[0], 0x20AC);
	ck_hr(PropVariantClear(&value), S_OK);
	/* Nothing in this code page. */
	value.vt = VT_BSTR;
	value.bstrVal = SysAllocString(u"\u4E00");
	ck_hr(write_id(set, 4, &value),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	SysFreeString(value.bstrVal);
}
END_TEST

START_TEST(clipboard_data_comes_back)
{
	BYTE data[] = { 1, 2, 3, 4, 5 };
	CLIPDATA clip = { sizeof data + 4, 8, data };
	PROPVARIANT value = { .vt = VT_CF };

	value.pclipdata = &clip;
	ck_hr(write_id(set, 2, &value), S_OK);
	again();
	ck_hr(read_id(set, 2, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_CF);
	ck_assert_uint_eq(value.pclipdata->cbSize, sizeof data + 4);
	ck_assert_int_eq(value.pclipdata->ulClipFmt, 8);
	ck_assert_mem_eq(value.pclipdata->pClipData, data, sizeof data);
	ck_hr(PropVariantClear(&value), S_OK);
}
END_TEST

START_TEST(references_are_followed_when_written)
{
	LONG number = 77;
	PROPVARIANT inner = { .vt = VT_LPSTR };
	PROPVARIANT value = { .vt = VT_BYREF | VT_I4 };

	value.plVal = &number;
	ck_hr(write_id(set, 2, &value), S_OK);
	inner.pszVal = (LPSTR)(uintptr_t)"inner";
	value.vt = VT_BYREF | VT_VARIANT;
	value.pvarVal = &inner;
	ck_hr(write_id(set, 3, &value), S_OK);
	ck_assert_int_eq(i4_of(set, 2), 77);
	ck_text(set, 3, "inner");
	value.vt = VT_BYREF | VT_I4;
	value.plVal = NULL;
	ck_hr(write_id(set, 2, &value), STG_E_INVALIDPARAMETER);
}
END_TEST

START_TEST(the_last_of_many_writes_wins)
{
	PROPSPEC specs[] = { id_spec(2), id_spec(2) };
	PROPVARIANT values[] = { { .vt = VT_I4 }, { .vt = VT_UI4 } };

	values[0].lVal = 1;
	values[1].ulVal = 2;
	ck_hr(IPropertyStorage_WriteMultiple(set, 2, specs, values, 2), S_OK);
	ck_hr(IPropertyStorage_ReadMultiple(set, 1, specs, values), S_OK);
	ck_assert_uint_eq(values[0].vt, VT_UI4);
	ck_assert_uint_eq(values[0].ulVal, 2);
}
END_TEST

START_TEST(a_set_has_a_limit)
{
	PROPVARIANT value = { .vt = VT_BLOB };
	BYTE *block = calloc(1, 1 << 20);

	ck_assert_ptr_nonnull(block);
	value.blob.cbSize = 1 << 20;
	value.blob.pBlobData = block;
	ck_hr(write_id(set, 2, &value), S_OK);
	ck_hr(write_id(set, 3, &value), STG_E_INSUFFICIENTMEMORY);
	ck_hr(write_id(set, 2, &value), S_OK);
	ck_hr(write_id(set, 2, &value), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	value.blob.cbSize = (1 << 20) - 4096;
	ck_hr(write_id(set, 3, &value), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	free(block);
}
END_TEST

START_TEST(ten_thousand_names_take_no_time)
{
	OLECHAR name[8] = u"n00000";
	PROPSPEC spec = name_spec(name);

	for (int i = 0; i < 10000; i++) {
		PROPVARIANT value = { .vt = VT_I4 };

		for (int d = 5, n = i; d > 0; d--, n /= 10)
			name[d] = (OLECHAR)('0' + n % 10);
		value.lVal = i;
		ck_hr(IPropertyStorage_WriteMultiple(set, 1, &spec, &value, 2),
			S_OK);
	}
	again();
	ck_assert_int_eq(i4_of(set, 10001), 9999);
}
END_TEST

START_TEST(a_transacted_root_commits_its_sets)
{
	IPropertyStorage *one;

	IPropertyStorage_Release(set);
	set = NULL;
	drop_root();
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	if (StgCreateDocfileOnILockBytes(bytes, STGM_TRANSACTED | ANEW, 0,
		&root) == STG_E_UNIMPLEMENTEDFUNCTION)
		return;
	ck_hr(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&sets), S_OK);
	one = create_set(&FMTID_SummaryInformation, 0);
	ck_hr(write_text(one, PIDSI_TITLE, "title"), S_OK);
	IPropertyStorage_Release(one);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	one = open_set(&FMTID_SummaryInformation, STGM_READWRITE);
	ck_hr(write_text(one, PIDSI_TITLE, "lost"), S_OK);
	IPropertyStorage_Release(one);
	reopen(STGM_READ);
	one = open_set(&FMTID_SummaryInformation, STGM_READ);
	ck_text(one, PIDSI_TITLE, "title");
	IPropertyStorage_Release(one);
}
END_TEST

START_TEST(every_slot_is_filled)
{
	IEnumSTATPROPSETSTG *of_sets;
	IEnumSTATPROPSTG *e;

	ck_hr(IPropertyStorage_Enum(set, &e), S_OK);
	ck_hr(IPropertySetStorage_Enum(sets, &of_sets), S_OK);
	ck_every_slot_is_filled(set->lpVtbl, sizeof *set->lpVtbl);
	ck_every_slot_is_filled(sets->lpVtbl, sizeof *sets->lpVtbl);
	ck_every_slot_is_filled(e->lpVtbl, sizeof *e->lpVtbl);
	ck_every_slot_is_filled(of_sets->lpVtbl, sizeof *of_sets->lpVtbl);
	IEnumSTATPROPSTG_Release(e);
	IEnumSTATPROPSETSTG_Release(of_sets);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		some_found_is_success,
		none_is_written_or_deleted_with_success,
		nulls_are_refused,
		a_bad_kind_is_refused_and_leaves_nothing,
		special_ids_stay,
		new_names_skip_ids_in_use,
		names_are_found_in_either_case,
		names_come_and_go_without_their_values,
		names_have_bounds,
		an_empty_value_reads_as_missing,
		deleted_properties_are_gone,
		only_ordinary_properties_are_listed,
		values_beside_need_another_kind_of_set,
		the_code_page_changes_while_the_set_is_empty,
		text_of_unicode_sets_is_utf8_here,
		text_of_other_sets_is_as_it_is,
		clipboard_data_comes_back,
		references_are_followed_when_written,
		the_last_of_many_writes_wins,
		a_set_has_a_limit,
		ten_thousand_names_take_no_time,
		a_transacted_root_commits_its_sets,
		every_slot_is_filled,
	};

	return run_tests_with("propstg", begin, end, tests,
		ARRAY_SIZE(tests));
}
