/* SPDX-License-Identifier: MIT */
/* Values of automation, read as those of properties and turned into those. */
#include "support.h"

#include "support/heap.h"

/* A value of a property with a type and 8 bytes. */
static PROPVARIANT
property(VARTYPE vt, ULONGLONG bits)
{
	PROPVARIANT v = { .vt = vt };

	v.uhVal.QuadPart = bits;
	return v;
}

START_TEST(types_that_both_know_stay)
{
	static const VARTYPE types[] = { VT_EMPTY, VT_NULL, VT_I1, VT_UI1,
		VT_I2, VT_UI2, VT_I4, VT_UI4, VT_INT, VT_UINT, VT_I8, VT_UI8,
		VT_R4, VT_R8, VT_BOOL, VT_CY, VT_ERROR, VT_DECIMAL };
	PROPVARIANT v, back;
	VARIANT var;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		v = property(types[i], 0x3FF0123456789ABC);
		ck_hr(PropVariantToVariant(&v, &var), S_OK);
		ck_assert_uint_eq(var.vt, types[i]);
		ck_assert_uint_eq(var.ullVal, v.uhVal.QuadPart);
		ck_hr(VariantToPropVariant(&var, &back), S_OK);
		ck_assert_mem_eq(&back, &v, sizeof v);
	}
}
END_TEST

START_TEST(text_of_all_kinds_is_a_bstr)
{
	static const VARTYPE types[] = { VT_LPWSTR, VT_LPSTR, VT_CLSID,
		VT_BSTR };
	PROPVARIANT v, wide, back;
	VARIANT var;

	ck_hr(InitPropVariantFromGUIDAsString(&IID_IStream, &wide), S_OK);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (types[i] == VT_LPSTR)
			v = property(VT_LPSTR, (uintptr_t)
				"{0000000C-0000-0000-C000-000000000046}");
		else
			ck_hr(PropVariantChangeType(&v, &wide, PVCHF_DEFAULT,
				      types[i]), S_OK);
		ck_hr(PropVariantToVariant(&v, &var), S_OK);
		ck_assert_uint_eq(var.vt, VT_BSTR);
		ck_assert_uint_eq(SysStringLen(var.bstrVal), 38);
		ck_hr(VariantToPropVariant(&var, &back), S_OK);
		ck_assert_uint_eq(back.vt, VT_LPWSTR);
		ck_assert_int_eq(PropVariantCompare(&back, &wide), 0);
		ck_hr(PropVariantClear(&back), S_OK);
		ck_hr(VariantClear(&var), S_OK);
		if (types[i] != VT_LPSTR)
			ck_hr(PropVariantClear(&v), S_OK);
	}
	ck_hr(PropVariantClear(&wide), S_OK);
}
END_TEST

START_TEST(times_are_dates)
{
	struct timespec second = { .tv_sec = 1700000000 };
	PROPVARIANT v, back;
	FILETIME time;
	VARIANT var;

	ck_assert(stg_timespec_to_filetime(&second, &time));
	(void)InitPropVariantFromFileTime(&time, &v);
	ck_hr(PropVariantToVariant(&v, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_DATE);
	ck_assert(var.date > 45243 && var.date < 45246);
	ck_hr(VariantToPropVariant(&var, &back), S_OK);
	ck_assert_uint_eq(back.vt, VT_FILETIME);
	ck_assert_mem_eq(&back.filetime, &time, sizeof time);
	memset(&time, 0x7F, sizeof time);
	ck_hr(InitVariantFromFileTime(&time, &var), DISP_E_OVERFLOW);
	ck_assert_uint_eq(var.vt, VT_EMPTY);
	var.vt = VT_DATE;
	var.date = 1e300;
	ck_hr(VariantToPropVariant(&var, &back), DISP_E_OVERFLOW);
	ck_assert_uint_eq(back.vt, VT_EMPTY);
}
END_TEST

START_TEST(streams_are_objects)
{
	static const VARTYPE types[] = { VT_STREAM, VT_STREAMED_OBJECT };
	IStream *stream = SHCreateMemStream((const BYTE *)"abc", 3);
	PROPVARIANT v = { .vt = VT_EMPTY };
	PROPVARIANT back;
	VARIANT var;
	char bytes[4];
	ULONG got;

	ck_assert_ptr_nonnull(stream);
	v.pStream = stream;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		v.vt = types[i];
		ck_hr(PropVariantToVariant(&v, &var), S_OK);
		ck_assert(var.vt == VT_UNKNOWN &&
			  var.punkVal == (IUnknown *)stream);
		ck_hr(VariantToPropVariant(&var, &back), S_OK);
		ck_assert(back.vt == VT_STREAM && back.pStream == stream);
		ck_hr(VariantClear(&var), S_OK);
		ck_hr(PropVariantClear(&back), S_OK);
	}
	ck_assert_uint_eq(IStream_Release(stream), 0);
	v.vt = VT_BLOB;
	v.blob.cbSize = 3;
	v.blob.pBlobData = (BYTE *)(uintptr_t)"abc";
	ck_hr(PropVariantToVariant(&v, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_UNKNOWN);
	ck_hr(VariantToPropVariant(&var, &back), S_OK);
	ck_hr(VariantClear(&var), S_OK);
	ck_hr(IStream_Read(back.pStream, bytes, 4, &got), S_OK);
	ck_assert(got == 3 && memcmp(bytes, "abc", 3) == 0);
	ck_hr(PropVariantClear(&back), S_OK);
	v = property(VT_UNKNOWN, 0);
	ck_hr(PropVariantToVariant(&v, &var), S_OK);
	ck_hr(VariantToPropVariant(&var, &back), S_OK);
	ck_assert(back.vt == VT_UNKNOWN && !back.punkVal);
}
END_TEST

START_TEST(vectors_are_arrays)
{
	PCWSTR texts[] = { u"one", u"two" };
	PROPVARIANT v, back;
	VARIANT var;
	VARTYPE vt;

	ck_hr(InitPropVariantFromStringVector(texts, 2, &v), S_OK);
	ck_hr(PropVariantToVariant(&v, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_ARRAY | VT_BSTR);
	ck_hr(SafeArrayGetVartype(var.parray, &vt), S_OK);
	ck_assert_uint_eq(vt, VT_BSTR);
	ck_hr(VariantToPropVariant(&var, &back), S_OK);
	ck_assert_uint_eq(back.vt, VT_VECTOR | VT_LPWSTR);
	ck_assert_int_eq(PropVariantCompare(&v, &back), 0);
	ck_hr(VariantClear(&var), S_OK);
	ck_hr(PropVariantClear(&back), S_OK);
	ck_hr(PropVariantClear(&v), S_OK);
	v = property(VT_VECTOR | VT_I4, 0);
	ck_hr(PropVariantToVariant(&v, &var), S_OK);
	ck_assert_uint_eq(VariantGetElementCount(&var), 0);
	ck_hr(VariantClear(&var), S_OK);
}
END_TEST

START_TEST(elements_of_any_type_are_converted_alone)
{
	OLECHAR text[] = u"text";
	PROPVARIANT elements[2] = { { .vt = VT_LPWSTR }, { .vt = VT_I4 } };
	PROPVARIANT v = { .vt = VT_VECTOR | VT_VARIANT };
	PROPVARIANT back;
	VARIANT var;
	LONG number;

	elements[0].pwszVal = text;
	elements[1].lVal = 4711;
	v.capropvar.cElems = 2;
	v.capropvar.pElems = elements;
	ck_hr(PropVariantToVariant(&v, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_ARRAY | VT_VARIANT);
	ck_assert_uint_eq(((VARIANT *)var.parray->pvData)[0].vt, VT_BSTR);
	/* An element may refer to something. */
	number = 4712;
	((VARIANT *)var.parray->pvData)[1].vt = VT_BYREF | VT_I4;
	((VARIANT *)var.parray->pvData)[1].plVal = &number;
	ck_hr(VariantToPropVariant(&var, &back), S_OK);
	ck_hr(VariantClear(&var), S_OK);
	ck_assert_uint_eq(back.vt, VT_VECTOR | VT_VARIANT);
	ck_assert(is_text(back.capropvar.pElems[0].pwszVal, "text"));
	ck_assert(back.capropvar.pElems[1].vt == VT_I4 &&
		  back.capropvar.pElems[1].lVal == 4712);
	ck_hr(PropVariantClear(&back), S_OK);
	elements[1].vt = VT_VECTOR | VT_I4;
	elements[1].cal.cElems = 0;
	ck_hr(PropVariantToVariant(&v, &var), DISP_E_BADVARTYPE);
	ck_assert_uint_eq(var.vt, VT_EMPTY);
}
END_TEST

START_TEST(arrays_that_are_no_vectors_stay)
{
	SAFEARRAYBOUND bounds[] = { { 2, 0 }, { 3, 0 } };
	VARIANT var = { .vt = VT_ARRAY | VT_I4 };
	PROPVARIANT v;

	var.parray = SafeArrayCreate(VT_I4, 2, bounds);
	ck_assert_ptr_nonnull(var.parray);
	ck_hr(VariantToPropVariant(&var, &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_ARRAY | VT_I4);
	ck_assert_uint_eq(SafeArrayGetDim(v.parray), 2);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(VariantClear(&var), S_OK);
	var.vt = VT_ARRAY | VT_DECIMAL;
	var.parray = SafeArrayCreateVector(VT_DECIMAL, 0, 1);
	ck_hr(VariantToPropVariant(&var, &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_ARRAY | VT_DECIMAL);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(VariantClear(&var), S_OK);
	var.vt = VT_ARRAY | VT_I4;
	var.parray = NULL;
	ck_hr(VariantToPropVariant(&var, &v), S_OK);
	ck_assert(v.vt == (VT_ARRAY | VT_I4) && !v.parray);
}
END_TEST

START_TEST(what_is_referred_to_is_read)
{
	VARIANT inner = { .vt = VT_BYREF | VT_I4 };
	VARIANT var = { .vt = VT_BYREF | VT_VARIANT };
	LONG longs[] = { 5, -6 };
	DECIMAL decimal = { .Lo64 = 7 };
	SAFEARRAY *array;
	PROPVARIANT v;
	LONG number;

	var.pvarVal = &inner;
	inner.plVal = longs;
	ck_hr(VariantToPropVariant(&var, &v), S_OK);
	ck_assert(v.vt == VT_I4 && v.lVal == 5);
	ck_hr(VariantToInt32(&var, &number), S_OK);
	ck_assert_int_eq(number, 5);
	ck_hr(InitVariantFromInt32Array(longs, 2, &inner), S_OK);
	array = inner.parray;
	inner.vt |= VT_BYREF;
	inner.pparray = &array;
	ck_hr(VariantGetInt32Elem(&var, 1, &number), S_OK);
	ck_assert_int_eq(number, -6);
	ck_hr(SafeArrayDestroy(array), S_OK);
	inner.vt = VT_BYREF | VT_DECIMAL;
	inner.pdecVal = &decimal;
	ck_hr(VariantToInt32(&var, &number), S_OK);
	ck_assert_int_eq(number, 7);
	inner.byref = NULL;
	ck_hr(VariantToInt32(&var, &number), E_INVALIDARG);
	ck_hr(VariantToPropVariant(&var, &v), E_INVALIDARG);
	inner.vt = VT_BYREF | VT_VARIANT;
	ck_hr(VariantToPropVariant(&var, &v), DISP_E_BADVARTYPE);
	var.pvarVal = NULL;
	ck_hr(VariantToPropVariant(&var, &v), E_INVALIDARG);
	ck_assert_uint_eq(v.vt, VT_EMPTY);
}
END_TEST

START_TEST(other_types_are_refused)
{
	static const VARTYPE types[] = { VT_CF, VT_VERSIONED_STREAM,
		VT_BLOB_OBJECT, VT_RECORD, VT_VARIANT, VT_VECTOR | VT_CF,
		VT_BYREF | VT_VARIANT, VT_VECTOR | VT_UNKNOWN, VT_ILLEGAL };
	static const VARTYPE no_automation[] = { VT_LPWSTR, VT_FILETIME,
		VT_VECTOR | VT_I4, VT_RECORD, VT_VARIANT, VT_CLSID,
		VT_BYREF | VT_RECORD, VT_ARRAY | VT_LPWSTR };
	LPWSTR text = NULL;
	PROPVARIANT v;
	VARIANT var;
	LONG number = 5;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		v = property(types[i], 0);
		ck_hr(PropVariantToVariant(&v, &var), DISP_E_BADVARTYPE);
		ck_assert_uint_eq(var.vt, VT_EMPTY);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no_automation); i++) {
		memset(&var, 0, sizeof var);
		var.vt = no_automation[i];
		ck_hr(VariantToPropVariant(&var, &v), DISP_E_BADVARTYPE);
		ck_assert_uint_eq(v.vt, VT_EMPTY);
		ck_hr(VariantToInt32(&var, &number), DISP_E_BADVARTYPE);
		ck_assert_int_eq(number, 0);
		ck_hr(VariantToStringAlloc(&var, &text), DISP_E_BADVARTYPE);
		ck_assert_ptr_null(text);
		ck_assert_int_eq(VariantToInt32WithDefault(&var, 3), 3);
	}
}
END_TEST

/* Each type goes in as `one` and `two`, and comes out of all functions. */
#define CK_ARRAY(name, type, vartype, one, two)                               \
	do {                                                                  \
		type in[] = { one, two };                                     \
		type out[2];                                                  \
		type element;                                                 \
		type *all;                                                    \
		ULONG count;                                                  \
		VARIANT var;                                                  \
		VARIANT item;                                                 \
		ck_hr(InitVariantFrom##name##Array(in, 2, &var), S_OK);       \
		ck_assert_uint_eq(var.vt, VT_ARRAY | (vartype));              \
		ck_assert(IsVariantArray(&var) && !IsVariantString(&var));    \
		ck_assert_uint_eq(VariantGetElementCount(&var), 2);           \
		ck_hr(VariantTo##name##Array(&var, out, 2, &count), S_OK);    \
		ck_assert_mem_eq(in, out, sizeof in);                         \
		ck_hr(VariantTo##name##Array(&var, out, 1, &count),           \
			TYPE_E_BUFFERTOOSMALL);                               \
		ck_assert_uint_eq(count, 0);                                  \
		ck_hr(VariantTo##name##ArrayAlloc(&var, &all, &count), S_OK); \
		ck_assert_uint_eq(count, 2);                                  \
		ck_assert_mem_eq(in, all, sizeof in);                         \
		CoTaskMemFree(all);                                           \
		ck_hr(VariantGet##name##Elem(&var, 1, &element), S_OK);       \
		ck_assert_mem_eq(&element, &in[1], sizeof element);           \
		ck_hr(VariantGet##name##Elem(&var, 2, &element),              \
			E_INVALIDARG);                                        \
		ck_hr(InitVariantFromVariantArrayElem(&var, 0, &item), S_OK); \
		ck_assert_uint_eq(item.vt, vartype);                          \
		ck_hr(VariantTo##name(&item, &element), S_OK);                \
		ck_assert_mem_eq(&element, &in[0], sizeof element);           \
		ck_hr(InitVariantFrom##name(two, &item), S_OK);               \
		ck_assert_uint_eq(item.vt, vartype);                          \
		element = VariantTo##name##WithDefault(&item, one);           \
		ck_assert_mem_eq(&element, &in[1], sizeof element);           \
		ck_hr(VariantClear(&var), S_OK);                              \
		ck_hr(VariantTo##name##ArrayAlloc(&var, &all, &count),        \
			E_INVALIDARG);                                        \
		ck_assert_ptr_null(all);                                      \
		element = VariantTo##name##WithDefault(&var, one);            \
		ck_assert_mem_eq(&element, &in[0], sizeof element);           \
	} while (0)

START_TEST(arrays_come_out_as_they_went_in)
{
	CK_ARRAY(Boolean, BOOL, VT_BOOL, FALSE, TRUE);
	CK_ARRAY(Int16, SHORT, VT_I2, 1, -2);
	CK_ARRAY(UInt16, USHORT, VT_UI2, 1, 65535);
	CK_ARRAY(Int32, LONG, VT_I4, 1, INT32_MIN);
	CK_ARRAY(UInt32, ULONG, VT_UI4, 1, UINT32_MAX);
	CK_ARRAY(Int64, LONGLONG, VT_I8, 1, INT64_MIN);
	CK_ARRAY(UInt64, ULONGLONG, VT_UI8, 1, UINT64_MAX);
	CK_ARRAY(Double, DOUBLE, VT_R8, 0.5, -1e300);
}
END_TEST

START_TEST(texts_and_times_of_arrays_are_those_of_automation)
{
	PCWSTR texts[] = { u"one", u"two" };
	FILETIME times[2] = { { 0, 0x01D00000 }, { 0, 0x01D10000 } };
	LPWSTR out[2];
	LPWSTR *all;
	LPWSTR text;
	ULONG count;
	VARIANT vars[2];

	ck_hr(InitVariantFromStringArray(texts, 2, &vars[0]), S_OK);
	ck_assert_uint_eq(vars[0].vt, VT_ARRAY | VT_BSTR);
	ck_hr(VariantToStringArray(&vars[0], out, 2, &count), S_OK);
	ck_assert(is_text(out[1], "two"));
	CoTaskMemFree(out[0]);
	CoTaskMemFree(out[1]);
	ck_hr(VariantToStringArrayAlloc(&vars[0], &all, &count), S_OK);
	ck_assert(is_text(all[0], "one"));
	CoTaskMemFree(all[0]);
	CoTaskMemFree(all[1]);
	CoTaskMemFree(all);
	ck_hr(VariantGetStringElem(&vars[0], 1, &text), S_OK);
	ck_assert(is_text(text, "two"));
	CoTaskMemFree(text);
	ck_hr(InitVariantFromFileTimeArray(times, 2, &vars[1]), S_OK);
	ck_assert_uint_eq(vars[1].vt, VT_ARRAY | VT_DATE);
	ClearVariantArray(vars, 2);
	ck_assert(vars[0].vt == VT_EMPTY && vars[1].vt == VT_EMPTY);
}
END_TEST

START_TEST(values_are_read_as_other_types)
{
	FILETIME time;
	OLECHAR room[3];
	LPWSTR text;
	VARIANT var, other;
	BYTE bytes[2];
	GUID guid;

	ck_hr(InitVariantFromString(u"1234", &var), S_OK);
	ck_assert(IsVariantString(&var) && !IsVariantArray(&var));
	ck_assert_int_eq(VariantToInt32WithDefault(&var, 0), 1234);
	ck_hr(VariantToStringAlloc(&var, &text), S_OK);
	ck_assert(is_text(text, "1234"));
	CoTaskMemFree(text);
	ck_hr(VariantToString(&var, room, 3), STRSAFE_E_INSUFFICIENT_BUFFER);
	ck_assert(is_text(room, "12"));
	ck_assert_ptr_eq(VariantToStringWithDefault(&var, NULL), var.bstrVal);
	(void)InitVariantFromInt16(999, &other);
	ck_assert_int_eq(VariantCompare(&var, &other), 1);
	ck_assert_int_eq(VariantCompare(&other, &other), 0);
	ck_hr(VariantClear(&var), S_OK);
	ck_hr(InitVariantFromString(NULL, &var), E_INVALIDARG);
	ck_hr(InitVariantFromGUIDAsString(&IID_IStream, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_BSTR);
	ck_hr(VariantToGUID(&var, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &IID_IStream));
	ck_hr(VariantToFileTime(&var, PSTF_UTC, &time), DISP_E_TYPEMISMATCH);
	ck_hr(VariantClear(&var), S_OK);
	ck_hr(InitVariantFromBuffer("abc", 3, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_ARRAY | VT_UI1);
	ck_hr(VariantToBuffer(&var, bytes, 2), S_OK);
	ck_assert_mem_eq(bytes, "ab", 2);
	ck_hr(InitVariantFromVariantArrayElem(&var, 3, &other), E_INVALIDARG);
	ck_hr(VariantClear(&var), S_OK);
}
END_TEST

START_TEST(dates_are_those_of_directories)
{
	VARIANT var = { .vt = VT_DATE };
	WORD date, time;

	var.date = 29221.25; /* 1980-01-01 06:00 */
	ck_hr(VariantToDosDateTime(&var, &date, &time), S_OK);
	ck_assert_uint_eq(date, 1 << 5 | 1);
	ck_assert_uint_eq(time, 6 << 11);
	var.date = 29220;
	ck_hr(VariantToDosDateTime(&var, &date, &time), DISP_E_OVERFLOW);
	ck_assert(date == 0 && time == 0);
	var.vt = VT_I4;
	ck_hr(VariantToDosDateTime(&var, &date, &time), DISP_E_TYPEMISMATCH);
}
END_TEST

START_TEST(an_object_gets_a_reference)
{
	IStream *stream = SHCreateMemStream(NULL, 0);
	VARIANT var;

	ck_assert_ptr_nonnull(stream);
	ck_hr(InitVariantFromUnknown((IUnknown *)stream, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_UNKNOWN);
	ck_hr(VariantClear(&var), S_OK);
	ck_hr(InitVariantFromDispatch((IDispatch *)stream, &var), S_OK);
	ck_assert_uint_eq(var.vt, VT_DISPATCH);
	ck_hr(VariantClear(&var), S_OK);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	ck_hr(InitVariantFromUnknown(NULL, &var), S_OK);
	ck_assert_ptr_null(var.punkVal);
}
END_TEST

/* There and back again; the first failure. */
static HRESULT
cross(const PROPVARIANT *v)
{
	PROPVARIANT back;
	VARIANT var;
	HRESULT hr = PropVariantToVariant(v, &var);

	if (FAILED(hr)) {
		ck_assert_uint_eq(var.vt, VT_EMPTY);
		return hr;
	}
	hr = VariantToPropVariant(&var, &back);
	if (FAILED(hr))
		ck_assert_uint_eq(back.vt, VT_EMPTY);
	ck_hr(VariantClear(&var), S_OK);
	ck_hr(PropVariantClear(&back), S_OK);
	return hr;
}

static HRESULT
use_booleans(void)
{
	const BOOL in[] = { TRUE, FALSE };
	VARIANT var;
	HRESULT hr = InitVariantFromBooleanArray(in, 2, &var);

	ck_assert_uint_eq(var.vt, FAILED(hr) ? VT_EMPTY : VT_ARRAY | VT_BOOL);
	ck_hr(VariantClear(&var), S_OK);
	if (SUCCEEDED(hr))
		hr = InitVariantFromString(u"text", &var);
	ck_hr(VariantClear(&var), S_OK);
	return hr;
}

START_TEST(nothing_is_lost_without_memory)
{
	OLECHAR text[] = u"text";
	LPWSTR texts[] = { text, text };
	PROPVARIANT elements[] = { property(VT_LPWSTR, (uintptr_t)text),
		property(VT_I4, 5) };
	PROPVARIANT values[] = { property(VT_LPWSTR, (uintptr_t)text),
		property(VT_VECTOR | VT_LPWSTR, 2),
		property(VT_VECTOR | VT_VARIANT, 2), property(VT_BLOB, 4) };
	unsigned long i;
	HRESULT hr;

	values[1].calpwstr.pElems = texts;
	values[2].capropvar.pElems = elements;
	values[3].blob.pBlobData = (BYTE *)text;
	for (size_t n = 0; n <= ARRAY_SIZE(values); n++) {
		hr = E_OUTOFMEMORY;
		for (i = 1; FAILED(hr); i++) {
			ck_assert_uint_lt(i, 50);
			heap_begin();
			heap_fail_at(i);
			hr = n < ARRAY_SIZE(values) ? cross(&values[n])
						    : use_booleans();
			heap_fail_at(0);
			ck_assert(hr == S_OK || hr == E_OUTOFMEMORY);
			ck_assert_uint_eq(heap_left(), 0);
		}
		ck_assert_uint_gt(i, 2);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		types_that_both_know_stay,
		text_of_all_kinds_is_a_bstr,
		times_are_dates,
		streams_are_objects,
		vectors_are_arrays,
		elements_of_any_type_are_converted_alone,
		arrays_that_are_no_vectors_stay,
		what_is_referred_to_is_read,
		other_types_are_refused,
		arrays_come_out_as_they_went_in,
		texts_and_times_of_arrays_are_those_of_automation,
		values_are_read_as_other_types,
		dates_are_those_of_directories,
		an_object_gets_a_reference,
		nothing_is_lost_without_memory,
	};

	return run_tests("variantutil", tests, ARRAY_SIZE(tests));
}
