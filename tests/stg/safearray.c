/* SPDX-License-Identifier: MIT */
/* Arrays: shapes, elements and what they hold, copies. */
#include "support.h"
#include "support/heap.h"

START_TEST(the_leftmost_index_runs_fastest)
{
	SAFEARRAYBOUND bounds[] = { { 2, 10 }, { 3, -1 } };
	SAFEARRAY *psa = SafeArrayCreate(VT_I4, 2, bounds);
	LONG *elements;
	LONG bound;

	ck_assert_ptr_nonnull(psa);
	ck_assert_uint_eq(SafeArrayGetDim(psa), 2);
	ck_assert_uint_eq(SafeArrayGetElemsize(psa), 4);
	for (LONG right = -1; right <= 1; right++) {
		for (LONG left = 10; left <= 11; left++) {
			LONG index[] = { left, right };
			LONG value = left * 100 + right;

			ck_hr(SafeArrayPutElement(psa, index, &value), S_OK);
		}
	}
	ck_hr(SafeArrayAccessData(psa, (void **)&elements), S_OK);
	ck_assert_int_eq(elements[0], 999);
	ck_assert_int_eq(elements[1], 1099);
	ck_assert_int_eq(elements[2], 1000);
	ck_assert_int_eq(elements[5], 1101);
	ck_hr(SafeArrayDestroy(psa), DISP_E_ARRAYISLOCKED);
	ck_hr(SafeArrayUnaccessData(psa), S_OK);
	ck_hr(SafeArrayUnlock(psa), E_UNEXPECTED);
	/* The rightmost dimension comes first in the descriptor. */
	ck_assert_int_eq(psa->rgsabound[0].lLbound, -1);
	ck_hr(SafeArrayGetLBound(psa, 1, &bound), S_OK);
	ck_assert_int_eq(bound, 10);
	ck_hr(SafeArrayGetUBound(psa, 2, &bound), S_OK);
	ck_assert_int_eq(bound, 1);
	ck_hr(SafeArrayDestroy(psa), S_OK);
}
END_TEST

START_TEST(indices_outside_are_refused)
{
	SAFEARRAY *psa = SafeArrayCreateVector(VT_UI1, 5, 3);
	LONG bad[] = { 4, 8, INT32_MIN, INT32_MAX };
	LONG bound;
	BYTE byte;
	void *place;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_hr(SafeArrayGetElement(psa, &bad[i], &byte),
			DISP_E_BADINDEX);
		place = &byte;
		ck_hr(SafeArrayPtrOfIndex(psa, &bad[i], &place),
			DISP_E_BADINDEX);
		ck_assert_ptr_null(place);
	}
	ck_hr(SafeArrayGetLBound(psa, 0, &bound), DISP_E_BADINDEX);
	ck_hr(SafeArrayGetUBound(psa, 2, &bound), DISP_E_BADINDEX);
	ck_hr(SafeArrayDestroy(psa), S_OK);
}
END_TEST

START_TEST(elements_know_their_type)
{
	static const VARTYPE vts[] = { VT_I1, VT_UI1, VT_I2, VT_UI2, VT_BOOL,
		VT_I4, VT_UI4, VT_INT, VT_UINT, VT_R4, VT_ERROR, VT_I8, VT_UI8,
		VT_R8, VT_CY, VT_DATE, VT_DECIMAL, VT_BSTR, VT_UNKNOWN,
		VT_DISPATCH, VT_VARIANT };
	static const UINT sizes[] = { 1, 1, 2, 2, 2, 4, 4, 4, 4, 4, 4, 8, 8, 8,
		8, 8, 16, sizeof(void *), sizeof(void *), sizeof(void *),
		sizeof(VARIANT) };

	for (size_t i = 0; i < ARRAY_SIZE(vts); i++) {
		SAFEARRAY *psa = SafeArrayCreateVector(vts[i], 0, 2);
		SAFEARRAY *copy;
		VARTYPE vt;

		ck_assert_ptr_nonnull(psa);
		ck_assert_uint_eq(SafeArrayGetElemsize(psa), sizes[i]);
		ck_hr(SafeArrayCopy(psa, &copy), S_OK);
		ck_hr(SafeArrayGetVartype(copy, &vt), S_OK);
		ck_assert_uint_eq(vt, vts[i]);
		ck_hr(SafeArrayDestroy(psa), S_OK);
		ck_hr(SafeArrayDestroy(copy), S_OK);
	}
	ck_assert_ptr_null(SafeArrayCreateVector(VT_LPSTR, 0, 1));
	ck_assert_ptr_null(SafeArrayCreateVector(VT_EMPTY, 0, 1));
	ck_assert_ptr_null(SafeArrayCreateVector(VT_RECORD, 0, 1));
}
END_TEST

START_TEST(interfaces_have_an_identifier)
{
	SAFEARRAY *psa = SafeArrayCreateVectorEx(VT_UNKNOWN, 0, 1,
		(PVOID)(uintptr_t)&IID_IStream);
	SAFEARRAY *copy;
	GUID iid;

	ck_hr(SafeArrayCopy(psa, &copy), S_OK);
	ck_hr(SafeArrayGetIID(copy, &iid), S_OK);
	ck_assert(IsEqualGUID(&iid, &IID_IStream));
	ck_hr(SafeArrayDestroy(copy), S_OK);
	ck_hr(SafeArrayDestroy(psa), S_OK);
	psa = SafeArrayCreateVector(VT_I4, 0, 1);
	ck_hr(SafeArrayGetIID(psa, &iid), E_INVALIDARG);
	ck_hr(SafeArraySetIID(psa, &iid), E_INVALIDARG);
	ck_hr(SafeArrayDestroy(psa), S_OK);
}
END_TEST

START_TEST(more_than_memory_is_refused)
{
	SAFEARRAYBOUND bounds[] = { { UINT32_MAX, 0 }, { UINT32_MAX, 0 },
		{ UINT32_MAX, 0 } };
	SAFEARRAY *psa;

	ck_assert_ptr_null(SafeArrayCreate(VT_I4, 3, bounds));
	ck_assert_ptr_null(SafeArrayCreate(VT_I4, 0, bounds));
	ck_hr(SafeArrayAllocDescriptor(0, &psa), E_INVALIDARG);
	ck_assert_ptr_null(psa);
	ck_hr(SafeArrayAllocDescriptor(65536, &psa), E_INVALIDARG);
}
END_TEST

START_TEST(none_in_one_direction_is_none)
{
	SAFEARRAYBOUND bounds[] = { { UINT32_MAX, 0 }, { UINT32_MAX, 0 },
		{ UINT32_MAX, 0 }, { 0, 5 } };
	LONG indices[] = { 0, 0, 0, 5 };
	SAFEARRAY *psa = SafeArrayCreate(VT_I4, 4, bounds);
	PROPVARIANT value = { .vt = VT_ARRAY | VT_I4 };
	SERIALIZEDPROPERTYVALUE *bytes;
	PROPVARIANT again;
	SAFEARRAY *copy;
	ULONG size;
	LONG element;

	ck_assert_ptr_nonnull(psa);
	ck_hr(SafeArrayGetElement(psa, indices, &element), DISP_E_BADINDEX);
	ck_hr(SafeArrayCopy(psa, &copy), S_OK);
	ck_hr(SafeArrayDestroy(copy), S_OK);
	value.parray = psa;
	ck_hr(StgSerializePropVariant(&value, &bytes, &size), S_OK);
	ck_hr(StgDeserializePropVariant(bytes, size, &again), S_OK);
	ck_assert_uint_eq(again.parray->cDims, 4);
	ck_assert_uint_eq(again.parray->rgsabound[0].cElements, 0);
	ck_hr(PropVariantClear(&again), S_OK);
	CoTaskMemFree(bytes);
	ck_hr(SafeArrayDestroy(psa), S_OK);
}
END_TEST

START_TEST(values_in_arrays_are_copied_and_freed)
{
	SAFEARRAY *psa = SafeArrayCreateVector(VT_VARIANT, 0, 2);
	VARIANT value = { .vt = VT_BSTR };
	SAFEARRAY *copy;
	VARIANT out;
	LONG index = 1;

	value.bstrVal = SysAllocString(u"text");
	ck_hr(SafeArrayPutElement(psa, &index, &value), S_OK);
	ck_hr(SafeArrayPutElement(psa, &index, &value), S_OK);
	ck_hr(VariantClear(&value), S_OK);
	ck_hr(SafeArrayCopy(psa, &copy), S_OK);
	ck_hr(SafeArrayDestroy(psa), S_OK);
	ck_hr(SafeArrayGetElement(copy, &index, &out), S_OK);
	ck_assert_uint_eq(out.vt, VT_BSTR);
	ck_assert(is_text(out.bstrVal, "text"));
	ck_hr(VariantClear(&out), S_OK);
	ck_hr(SafeArrayDestroy(copy), S_OK);
}
END_TEST

static SAFEARRAY *
three_strings(void)
{
	SAFEARRAY *psa = SafeArrayCreateVector(VT_BSTR, 0, 3);
	BSTR text = SysAllocString(u"text");

	ck_assert_ptr_nonnull(psa);
	for (LONG i = 0; i < 3; i++)
		ck_hr(SafeArrayPutElement(psa, &i, text), S_OK);
	SysFreeString(text);
	return psa;
}

START_TEST(a_smaller_array_frees_what_it_loses)
{
	SAFEARRAY *psa = three_strings();
	SAFEARRAYBOUND bound = { 1, 0 };
	LONG index = 0;
	BSTR text;

	ck_hr(SafeArrayRedim(psa, &bound), S_OK);
	bound.cElements = 4;
	ck_hr(SafeArrayRedim(psa, &bound), S_OK);
	ck_hr(SafeArrayGetElement(psa, &index, &text), S_OK);
	ck_assert(is_text(text, "text"));
	SysFreeString(text);
	index = 3;
	ck_hr(SafeArrayGetElement(psa, &index, &text), S_OK);
	ck_assert_ptr_null(text);
	ck_hr(SafeArrayDestroy(psa), S_OK);
}
END_TEST

START_TEST(elements_are_copied_into_the_same_shape_only)
{
	SAFEARRAY *psa = three_strings();
	SAFEARRAY *other = SafeArrayCreateVector(VT_BSTR, 7, 3);
	SAFEARRAY *small = SafeArrayCreateVector(VT_BSTR, 0, 2);
	SAFEARRAY *numbers = SafeArrayCreateVector(VT_I8, 0, 3);
	LONG index = 8;
	BSTR text;

	ck_hr(SafeArrayCopyData(psa, other), S_OK);
	ck_hr(SafeArrayCopyData(psa, other), S_OK);
	ck_hr(SafeArrayCopyData(psa, small), E_INVALIDARG);
	ck_hr(SafeArrayCopyData(psa, numbers), E_INVALIDARG);
	ck_hr(SafeArrayDestroy(psa), S_OK);
	ck_hr(SafeArrayGetElement(other, &index, &text), S_OK);
	ck_assert(is_text(text, "text"));
	SysFreeString(text);
	ck_hr(SafeArrayDestroy(other), S_OK);
	ck_hr(SafeArrayDestroy(small), S_OK);
	ck_hr(SafeArrayDestroy(numbers), S_OK);
}
END_TEST

START_TEST(a_short_heap_leaves_nothing_behind)
{
	SAFEARRAY *psa = three_strings();

	for (unsigned long fail = 1;; fail++) {
		SAFEARRAY *copy = psa;
		size_t left;
		HRESULT hr;

		heap_begin();
		heap_fail_at(fail);
		hr = SafeArrayCopy(psa, &copy);
		heap_fail_at(0);
		left = heap_left();
		if (SUCCEEDED(hr)) {
			ck_assert_uint_gt(fail, 5);
			ck_hr(SafeArrayDestroy(copy), S_OK);
			break;
		}
		ck_hr(hr, E_OUTOFMEMORY);
		ck_assert_ptr_null(copy);
		ck_assert_uint_eq(left, 0);
	}
	ck_hr(SafeArrayDestroy(psa), S_OK);
}
END_TEST

START_TEST(nulls_are_refused_or_nothing)
{
	SAFEARRAY *copy = (SAFEARRAY *)&copy;
	VARIANT value;
	void *data;

	ck_hr(SafeArrayDestroy(NULL), S_OK);
	ck_hr(SafeArrayCopy(NULL, &copy), S_OK);
	ck_assert_ptr_null(copy);
	ck_hr(SafeArrayCopy(NULL, NULL), E_INVALIDARG);
	ck_hr(SafeArrayLock(NULL), E_INVALIDARG);
	ck_hr(SafeArrayAccessData(NULL, &data), E_INVALIDARG);
	ck_assert_ptr_null(data);
	ck_assert_uint_eq(SafeArrayGetDim(NULL), 0);
	VariantInit(&value);
	ck_hr(VariantClear(NULL), E_INVALIDARG);
	ck_hr(VariantCopy(&value, NULL), E_INVALIDARG);
	value.vt = VT_LPSTR;
	ck_hr(VariantClear(&value), DISP_E_BADVARTYPE);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		the_leftmost_index_runs_fastest,
		indices_outside_are_refused,
		elements_know_their_type,
		interfaces_have_an_identifier,
		more_than_memory_is_refused,
		none_in_one_direction_is_none,
		values_in_arrays_are_copied_and_freed,
		a_smaller_array_frees_what_it_loses,
		elements_are_copied_into_the_same_shape_only,
		a_short_heap_leaves_nothing_behind,
		nulls_are_refused_or_nothing,
	};

	return run_tests("safearray", tests, ARRAY_SIZE(tests));
}
