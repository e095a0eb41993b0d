/* SPDX-License-Identifier: MIT */
/* Values made in one call, and read as other types. */
#include "support.h"

START_TEST(values_have_the_types_that_they_are_named_for)
{
	FILETIME time = { 1, 2 };
	PROPVARIANT v;

	ck_hr(InitPropVariantFromBoolean(TRUE, &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_BOOL);
	ck_assert_int_eq(v.boolVal, VARIANT_TRUE);
	ck_hr(InitPropVariantFromInt16(-5, &v), S_OK);
	ck_assert(v.vt == VT_I2 && v.iVal == -5);
	ck_hr(InitPropVariantFromUInt16(5, &v), S_OK);
	ck_assert(v.vt == VT_UI2 && v.uiVal == 5);
	ck_hr(InitPropVariantFromInt32(-7, &v), S_OK);
	ck_assert(v.vt == VT_I4 && v.lVal == -7);
	ck_hr(InitPropVariantFromUInt32(7, &v), S_OK);
	ck_assert(v.vt == VT_UI4 && v.ulVal == 7);
	ck_hr(InitPropVariantFromInt64(-9, &v), S_OK);
	ck_assert(v.vt == VT_I8 && v.hVal.QuadPart == -9);
	ck_hr(InitPropVariantFromUInt64(9, &v), S_OK);
	ck_assert(v.vt == VT_UI8 && v.uhVal.QuadPart == 9);
	ck_hr(InitPropVariantFromDouble(1.5, &v), S_OK);
	ck_assert(v.vt == VT_R8 && v.dblVal > 1.4 && v.dblVal < 1.6);
	ck_hr(InitPropVariantFromFileTime(&time, &v), S_OK);
	ck_assert(v.vt == VT_FILETIME && v.filetime.dwHighDateTime == 2);
}
END_TEST

START_TEST(values_that_hold_something_are_cleared)
{
	PCWSTR texts[] = { u"one", u"two" };
	PROPVARIANT v;

	ck_hr(InitPropVariantFromString(u"text", &v), S_OK);
	ck_assert(v.vt == VT_LPWSTR && is_text(v.pwszVal, "text"));
	ck_assert_uint_eq(PropVariantGetElementCount(&v), 1);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_assert_uint_eq(PropVariantGetElementCount(&v), 0);
	ck_hr(InitPropVariantFromString(NULL, &v), E_INVALIDARG);
	ck_assert_uint_eq(v.vt, VT_EMPTY);
	ck_hr(InitPropVariantFromCLSID(&IID_IStream, &v), S_OK);
	ck_assert(IsEqualGUID(v.puuid, &IID_IStream));
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(InitPropVariantFromBuffer("abc", 3, &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_VECTOR | VT_UI1);
	ck_assert_mem_eq(v.caub.pElems, "abc", 3);
	ck_assert_uint_eq(PropVariantGetElementCount(&v), 3);
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(InitPropVariantFromStringVector(texts, 2, &v), S_OK);
	ck_assert_uint_eq(PropVariantGetElementCount(&v), 2);
	ck_assert(is_text(v.calpwstr.pElems[1], "two"));
	ck_hr(PropVariantClear(&v), S_OK);
}
END_TEST

START_TEST(numbers_are_read_as_far_as_they_fit)
{
	ULONGLONG ullong;
	LONGLONG llong;
	PROPVARIANT v;
	ULONG ulong;
	double real;
	LONG number;
	BOOL truth;

	(void)InitPropVariantFromInt16(-5, &v);
	ck_hr(PropVariantToInt32(&v, &number), S_OK);
	ck_assert_int_eq(number, -5);
	ck_hr(PropVariantToInt64(&v, &llong), S_OK);
	ck_assert_int_eq(llong, -5);
	ck_hr(PropVariantToUInt32(&v, &ulong), DISP_E_OVERFLOW);
	ck_assert_uint_eq(ulong, 0);
	ck_hr(PropVariantToUInt64(&v, &ullong), DISP_E_OVERFLOW);
	ck_hr(PropVariantToDouble(&v, &real), S_OK);
	ck_assert(real < -4.9 && real > -5.1);
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, TRUE);
	(void)InitPropVariantFromUInt64(UINT64_MAX, &v);
	ck_hr(PropVariantToUInt64(&v, &ullong), S_OK);
	ck_assert(ullong == UINT64_MAX);
	ck_hr(PropVariantToInt64(&v, &llong), DISP_E_OVERFLOW);
	(void)InitPropVariantFromDouble(2147483648.0, &v);
	ck_hr(PropVariantToInt32(&v, &number), DISP_E_OVERFLOW);
	ck_hr(PropVariantToUInt32(&v, &ulong), S_OK);
	ck_assert_uint_eq(ulong, 2147483648);
	(void)InitPropVariantFromDouble(1e300, &v);
	ck_hr(PropVariantToInt64(&v, &llong), DISP_E_OVERFLOW);
	(void)InitPropVariantFromBoolean(FALSE, &v);
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, FALSE);
	v.vt = VT_STREAM;
	ck_hr(PropVariantToInt32(&v, &number), DISP_E_TYPEMISMATCH);
	ck_hr(PropVariantToBoolean(&v, &truth), DISP_E_TYPEMISMATCH);
}
END_TEST

START_TEST(text_of_all_kinds_is_wide)
{
	PROPVARIANT v = { .vt = VT_LPSTR };
	LPWSTR text;

	v.pszVal = (LPSTR)(uintptr_t)"\xE2\x82\xAC";
	ck_hr(PropVariantToStringAlloc(&v, &text), S_OK);
	ck_assert_uint_eq(text[0], 0x20AC);
	ck_assert_uint_eq(text[1], 0);
	CoTaskMemFree(text);
	v.pszVal = (LPSTR)(uintptr_t)"\xFF";
	ck_hr(PropVariantToStringAlloc(&v, &text),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_assert_ptr_null(text);
	v.vt = VT_BSTR;
	v.bstrVal = NULL;
	ck_hr(PropVariantToStringAlloc(&v, &text), S_OK);
	ck_assert_uint_eq(text[0], 0);
	CoTaskMemFree(text);
	v.vt = VT_I4;
	ck_hr(PropVariantToStringAlloc(&v, &text), DISP_E_TYPEMISMATCH);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		values_have_the_types_that_they_are_named_for,
		values_that_hold_something_are_cleared,
		numbers_are_read_as_far_as_they_fit,
		text_of_all_kinds_is_wide,
	};

	return run_tests("propvarutil", tests, ARRAY_SIZE(tests));
}
