/* SPDX-License-Identifier: MIT */
/* Values that are many, made in one call and read element by element. */
#include "support.h"

#include "support/heap.h"

/* Each type goes in as `one` and `two`, and comes out of all functions. */
#define CK_VECTOR(name, type, vartype, one, two)                              \
	do {                                                                  \
		type in[] = { one, two };                                     \
		type out[2];                                                  \
		type element;                                                 \
		type *all;                                                    \
		ULONG count;                                                  \
		PROPVARIANT v;                                                \
		ck_hr(InitPropVariantFrom##name##Vector(in, 2, &v), S_OK);    \
		ck_assert_uint_eq(v.vt, VT_VECTOR | (vartype));               \
		ck_assert_uint_eq(PropVariantGetElementCount(&v), 2);         \
		ck_hr(PropVariantTo##name##Vector(&v, out, 2, &count), S_OK); \
		ck_assert_uint_eq(count, 2);                                  \
		ck_assert_mem_eq(in, out, sizeof in);                         \
		ck_hr(PropVariantTo##name##Vector(&v, out, 1, &count),        \
			TYPE_E_BUFFERTOOSMALL);                               \
		ck_assert_uint_eq(count, 0);                                  \
		ck_hr(PropVariantTo##name##VectorAlloc(&v, &all, &count),     \
			S_OK);                                                \
		ck_assert_uint_eq(count, 2);                                  \
		ck_assert_mem_eq(in, all, sizeof in);                         \
		CoTaskMemFree(all);                                           \
		ck_hr(PropVariantGet##name##Elem(&v, 1, &element), S_OK);     \
		ck_assert_mem_eq(&element, &in[1], sizeof element);           \
		ck_hr(PropVariantGet##name##Elem(&v, 2, &element),            \
			E_INVALIDARG);                                        \
		v.vt = VT_VECTOR | VT_I1;                                     \
		ck_hr(PropVariantGet##name##Elem(&v, 1, &element),            \
			E_INVALIDARG);                                        \
		ck_hr(PropVariantTo##name##Vector(&v, out, 2, &count),        \
			E_INVALIDARG);                                        \
		ck_hr(PropVariantTo##name##VectorAlloc(&v, &all, &count),     \
			E_INVALIDARG);                                        \
		ck_assert_ptr_null(all);                                      \
		ck_hr(PropVariantClear(&v), S_OK);                            \
	} while (0)

START_TEST(vectors_come_out_as_they_went_in)
{
	const FILETIME early = { 1, 2 };
	const FILETIME late = { 4000000000, 5 };

	CK_VECTOR(Boolean, BOOL, VT_BOOL, FALSE, TRUE);
	CK_VECTOR(Int16, SHORT, VT_I2, 1, -2);
	CK_VECTOR(UInt16, USHORT, VT_UI2, 1, 65535);
	CK_VECTOR(Int32, LONG, VT_I4, 1, INT32_MIN);
	CK_VECTOR(UInt32, ULONG, VT_UI4, 1, UINT32_MAX);
	CK_VECTOR(Int64, LONGLONG, VT_I8, 1, INT64_MIN);
	CK_VECTOR(UInt64, ULONGLONG, VT_UI8, 1, UINT64_MAX);
	CK_VECTOR(Double, DOUBLE, VT_R8, 0.5, -1e300);
	CK_VECTOR(FileTime, FILETIME, VT_FILETIME, early, late);
}
END_TEST

START_TEST(a_boolean_of_a_vector_has_all_bits_set)
{
	const BOOL in[] = { 5, FALSE };
	PROPVARIANT v;

	ck_hr(InitPropVariantFromBooleanVector(in, 2, &v), S_OK);
	ck_assert_int_eq(v.cabool.pElems[0], VARIANT_TRUE);
	ck_assert_int_eq(v.cabool.pElems[1], VARIANT_FALSE);
	ck_hr(PropVariantClear(&v), S_OK);
}
END_TEST

START_TEST(a_single_value_is_its_own_element)
{
	ULONG count;
	PROPVARIANT v;
	LONG number;

	(void)InitPropVariantFromInt32(7, &v);
	ck_hr(PropVariantGetInt32Elem(&v, 0, &number), S_OK);
	ck_assert_int_eq(number, 7);
	ck_hr(PropVariantGetInt32Elem(&v, 1, &number), E_INVALIDARG);
	ck_assert_int_eq(number, 0);
	ck_hr(PropVariantToInt32Vector(&v, &number, 1, &count), E_INVALIDARG);
	v.vt = VT_BYREF | VT_I4;
	v.plVal = &number;
	ck_hr(PropVariantGetInt32Elem(&v, 0, &number), E_INVALIDARG);
}
END_TEST

START_TEST(arrays_are_read_as_vectors_are)
{
	PROPVARIANT v = { .vt = VT_ARRAY | VT_I4 };
	SHORT numbers[2];
	ULONG count;
	LONG *all;
	LONG n;

	v.parray = SafeArrayCreateVector(VT_I4, 5, 2);
	ck_assert_ptr_nonnull(v.parray);
	for (LONG i = 5; i < 7; i++)
		ck_hr(SafeArrayPutElement(v.parray, &i, &i), S_OK);
	ck_hr(PropVariantGetInt32Elem(&v, 1, &n), S_OK);
	ck_assert_int_eq(n, 6);
	ck_hr(PropVariantToInt32VectorAlloc(&v, &all, &count), S_OK);
	ck_assert(count == 2 && all[0] == 5 && all[1] == 6);
	CoTaskMemFree(all);
	/* An array that holds less than its value says. */
	v.vt = VT_ARRAY | VT_I2;
	ck_hr(PropVariantToInt16Vector(&v, numbers, 2, &count), E_INVALIDARG);
	v.vt = VT_ARRAY | VT_I4;
	ck_hr(PropVariantClear(&v), S_OK);
}
END_TEST

START_TEST(lists_are_split_at_semicolons)
{
	LPWSTR texts[2];
	PROPVARIANT v;
	ULONG count;
	LPWSTR list;

	ck_hr(InitPropVariantFromStringAsVector(u" one;; two b ;\t", &v),
		S_OK);
	ck_assert_uint_eq(v.vt, VT_VECTOR | VT_LPWSTR);
	ck_hr(PropVariantToStringVector(&v, texts, 2, &count), S_OK);
	ck_assert_uint_eq(count, 2);
	ck_assert(is_text(texts[0], "one"));
	ck_assert(is_text(texts[1], "two b"));
	CoTaskMemFree(texts[0]);
	CoTaskMemFree(texts[1]);
	ck_hr(PropVariantToStringAlloc(&v, &list), S_OK);
	ck_assert(is_text(list, "one; two b"));
	CoTaskMemFree(list);
	ck_hr(PropVariantGetStringElem(&v, 1, &list), S_OK);
	ck_assert(is_text(list, "two b"));
	CoTaskMemFree(list);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(InitPropVariantFromStringAsVector(u" ; ", &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_EMPTY);
	ck_hr(InitPropVariantFromStringAsVector(NULL, &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_EMPTY);
}
END_TEST

START_TEST(elements_are_copied_in_depth)
{
	PROPVARIANT v, element, vector;

	ck_hr(InitPropVariantFromStringAsVector(u"one;two", &v), S_OK);
	ck_hr(InitPropVariantFromPropVariantVectorElem(&v, 1, &element), S_OK);
	ck_hr(InitPropVariantFromPropVariantVectorElem(&v, 2, &vector),
		E_INVALIDARG);
	ck_assert_uint_eq(vector.vt, VT_EMPTY);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_assert_uint_eq(element.vt, VT_LPWSTR);
	ck_assert(is_text(element.pwszVal, "two"));
	ck_hr(InitPropVariantVectorFromPropVariant(&element, &vector), S_OK);
	ck_hr(PropVariantClear(&element), S_OK);
	ck_assert_uint_eq(vector.vt, VT_VECTOR | VT_LPWSTR);
	ck_assert_uint_eq(vector.calpwstr.cElems, 1);
	ck_assert(is_text(vector.calpwstr.pElems[0], "two"));
	ck_hr(InitPropVariantVectorFromPropVariant(&vector, &v), S_OK);
	ck_hr(PropVariantClear(&vector), S_OK);
	ck_assert(is_text(v.calpwstr.pElems[0], "two"));
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(InitPropVariantVectorFromPropVariant(&v, &vector),
		DISP_E_TYPEMISMATCH);
}
END_TEST

START_TEST(an_identifier_is_pointed_to_but_in_a_vector)
{
	PROPVARIANT v, vector;
	GUID guid;

	ck_hr(InitPropVariantFromCLSID(&IID_IStream, &v), S_OK);
	ck_hr(InitPropVariantVectorFromPropVariant(&v, &vector), S_OK);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_assert(IsEqualGUID(vector.cauuid.pElems, &IID_IStream));
	ck_hr(InitPropVariantFromPropVariantVectorElem(&vector, 0, &v), S_OK);
	ck_hr(PropVariantClear(&vector), S_OK);
	ck_hr(PropVariantToGUID(&v, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &IID_IStream));
	ck_hr(PropVariantClear(&v), S_OK);
}
END_TEST

START_TEST(an_identifier_is_bytes_too)
{
	PROPVARIANT values[2];
	GUID guid;

	ck_hr(InitPropVariantFromGUIDAsBuffer(&IID_IStream, &values[0]), S_OK);
	ck_assert_uint_eq(values[0].vt, VT_VECTOR | VT_UI1);
	ck_assert(IsPropVariantVector(&values[0]));
	ck_hr(PropVariantToGUID(&values[0], &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &IID_IStream));
	ck_hr(InitPropVariantFromString(u"text", &values[1]), S_OK);
	ck_assert(!IsPropVariantVector(&values[1]));
	ClearPropVariantArray(values, 2);
	ck_assert(values[0].vt == VT_EMPTY && values[1].vt == VT_EMPTY);
}
END_TEST

START_TEST(one_bad_text_frees_those_before_it)
{
	char bad[] = "\xFF";
	char good[] = "good";
	LPSTR in[] = { good, bad };
	PROPVARIANT v = { .vt = VT_VECTOR | VT_LPSTR };
	LPWSTR *all;
	ULONG count;
	LPWSTR text;

	v.calpstr.cElems = 2;
	v.calpstr.pElems = in;
	heap_begin();
	ck_hr(PropVariantToStringVectorAlloc(&v, &all, &count),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_assert_ptr_null(all);
	ck_assert_uint_eq(count, 0);
	ck_hr(PropVariantToStringAlloc(&v, &text),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_assert_ptr_null(text);
	ck_assert_uint_eq(heap_left(), 0);
}
END_TEST

/* Make, read and clear a vector of text; the first failure. */
static HRESULT
use_vector(void)
{
	PCWSTR in[] = { u"one", u"two" };
	PROPVARIANT v, narrow;
	LPWSTR *all;
	ULONG count;
	LPWSTR text;
	HRESULT hr = InitPropVariantFromStringVector(in, 2, &v);

	if (FAILED(hr)) {
		ck_assert_uint_eq(v.vt, VT_EMPTY);
		return hr;
	}
	hr = PropVariantToStringVectorAlloc(&v, &all, &count);
	while (SUCCEEDED(hr) && count > 0)
		CoTaskMemFree(all[--count]);
	CoTaskMemFree(all);
	if (SUCCEEDED(hr)) {
		hr = PropVariantToStringAlloc(&v, &text);
		CoTaskMemFree(text);
	}
	PropVariantInit(&narrow);
	if (SUCCEEDED(hr))
		hr = PropVariantChangeType(&narrow, &v, PVCHF_DEFAULT,
			VT_LPSTR);
	ck_hr(PropVariantClear(&narrow), S_OK);
	ck_hr(PropVariantClear(&v), S_OK);
	return hr;
}

START_TEST(nothing_is_lost_without_memory)
{
	HRESULT hr = E_OUTOFMEMORY;

	for (unsigned long i = 1; FAILED(hr); i++) {
		ck_assert_uint_lt(i, 50);
		heap_begin();
		heap_fail_at(i);
		hr = use_vector();
		heap_fail_at(0);
		ck_assert(hr == S_OK || hr == E_OUTOFMEMORY);
		ck_assert_uint_eq(heap_left(), 0);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		vectors_come_out_as_they_went_in,
		a_boolean_of_a_vector_has_all_bits_set,
		a_single_value_is_its_own_element,
		arrays_are_read_as_vectors_are,
		lists_are_split_at_semicolons,
		elements_are_copied_in_depth,
		an_identifier_is_pointed_to_but_in_a_vector,
		an_identifier_is_bytes_too,
		one_bad_text_frees_those_before_it,
		nothing_is_lost_without_memory,
	};

	return run_tests("propvector", tests, ARRAY_SIZE(tests));
}
