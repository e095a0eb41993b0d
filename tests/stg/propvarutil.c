/* SPDX-License-Identifier: MIT */
/* Values made in one call, and read as other types. */
#include <time.h>

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
	ck_hr(PropVariantToUInt32(&v, &ulong), INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_assert_uint_eq(ulong, 0);
	ck_hr(PropVariantToUInt64(&v, &ullong), INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(PropVariantToDouble(&v, &real), S_OK);
	ck_assert(real < -4.9 && real > -5.1);
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, TRUE);
	(void)InitPropVariantFromUInt64(UINT64_MAX, &v);
	ck_hr(PropVariantToUInt64(&v, &ullong), S_OK);
	ck_assert(ullong == UINT64_MAX);
	ck_hr(PropVariantToInt64(&v, &llong), INTSAFE_E_ARITHMETIC_OVERFLOW);
	(void)InitPropVariantFromDouble(2147483648.0, &v);
	ck_hr(PropVariantToInt32(&v, &number), INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(PropVariantToUInt32(&v, &ulong), S_OK);
	ck_assert_uint_eq(ulong, 2147483648);
	(void)InitPropVariantFromDouble(1e300, &v);
	ck_hr(PropVariantToInt64(&v, &llong), INTSAFE_E_ARITHMETIC_OVERFLOW);
	(void)InitPropVariantFromBoolean(FALSE, &v);
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, FALSE);
	v.vt = VT_STREAM;
	ck_hr(PropVariantToInt32(&v, &number), DISP_E_TYPEMISMATCH);
	ck_hr(PropVariantToBoolean(&v, &truth), DISP_E_TYPEMISMATCH);
}
END_TEST

START_TEST(what_is_empty_is_0_but_by_default)
{
	PROPVARIANT v = { .vt = VT_EMPTY };
	LONG number = 5;
	BOOL truth = TRUE;
	double real = 5;

	ck_hr(PropVariantToInt32(&v, &number), S_OK);
	ck_assert_int_eq(number, 0);
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, FALSE);
	ck_hr(PropVariantToDouble(&v, &real), S_OK);
	ck_assert(real > -0.1 && real < 0.1);
	ck_assert_int_eq(PropVariantToInt32WithDefault(&v, 7), 7);
	ck_assert_int_eq(PropVariantToBooleanWithDefault(&v, TRUE), TRUE);
	v.vt = VT_NULL;
	ck_hr(PropVariantToInt32(&v, &number), DISP_E_TYPEMISMATCH);
}
END_TEST

START_TEST(true_has_all_bits_set)
{
	ULONGLONG ullong;
	PROPVARIANT v;
	SHORT number;
	USHORT bits;
	double real;

	(void)InitPropVariantFromBoolean(TRUE, &v);
	ck_hr(PropVariantToInt16(&v, &number), S_OK);
	ck_assert_int_eq(number, -1);
	ck_hr(PropVariantToUInt16(&v, &bits), S_OK);
	ck_assert_uint_eq(bits, 0xFFFF);
	ck_hr(PropVariantToUInt64(&v, &ullong), S_OK);
	ck_assert(ullong == UINT64_MAX);
	ck_hr(PropVariantToDouble(&v, &real), S_OK);
	ck_assert(real > -1.1 && real < -0.9);
}
END_TEST

START_TEST(money_decimals_and_dates_are_numbers)
{
	PROPVARIANT v = { .vt = VT_CY };
	DECIMAL decimal = { .Hi32 = 1, .Lo64 = 0 };
	LONGLONG number;
	double real;

	v.cyVal.int64 = -25000;
	ck_hr(PropVariantToInt64(&v, &number), S_OK);
	ck_assert_int_eq(number, -2);
	v.vt = VT_DATE;
	v.date = 2.25;
	ck_hr(PropVariantToDouble(&v, &real), S_OK);
	ck_assert(real > 2.2 && real < 2.3);
	decimal.sign = DECIMAL_NEG;
	decimal.scale = 19;
	v.decVal = decimal;
	v.vt = VT_DECIMAL;
	ck_hr(PropVariantToDouble(&v, &real), S_OK);
	ck_assert(real > -1.85 && real < -1.84);
}
END_TEST

START_TEST(types_of_numbers_are_told_apart)
{
	static const VARTYPE signed_types[] = { VT_I1, VT_I2, VT_I4, VT_I8,
		VT_INT };
	static const VARTYPE unsigned_types[] = { VT_UI1, VT_UI2, VT_UI4,
		VT_UI8, VT_UINT };

	for (size_t i = 0; i < ARRAY_SIZE(signed_types); i++) {
		ck_assert(IsVarTypeSignedInteger(signed_types[i]));
		ck_assert(!IsVarTypeSignedInteger(unsigned_types[i]));
		ck_assert(IsVarTypeUnsignedInteger(unsigned_types[i]));
		ck_assert(!IsVarTypeUnsignedInteger(signed_types[i]));
		ck_assert(IsVarTypeInteger(signed_types[i]));
		ck_assert(IsVarTypeNumber(unsigned_types[i]));
	}
	ck_assert(IsVarTypeFloat(VT_R4) && IsVarTypeNumber(VT_R8));
	ck_assert(!IsVarTypeInteger(VT_R8) && !IsVarTypeFloat(VT_I4));
	ck_assert(!IsVarTypeNumber(VT_BOOL) && !IsVarTypeNumber(VT_CY));
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
	v.vt = VT_STREAM;
	ck_hr(PropVariantToStringAlloc(&v, &text), DISP_E_TYPEMISMATCH);
	ck_assert_ptr_null(text);
}
END_TEST

/* What a value is as text. */
static void
ck_reads(const PROPVARIANT *v, const char *expected)
{
	LPWSTR text;

	ck_hr(PropVariantToStringAlloc(v, &text), S_OK);
	ck_assert(is_text(text, expected));
	CoTaskMemFree(text);
}

START_TEST(numbers_and_identifiers_are_text_too)
{
	GUID guid = IID_IStream;
	PROPVARIANT v = { .vt = VT_EMPTY };

	ck_reads(&v, "");
	(void)InitPropVariantFromInt16(-32768, &v);
	ck_reads(&v, "-32768");
	(void)InitPropVariantFromUInt64(UINT64_MAX, &v);
	ck_reads(&v, "18446744073709551615");
	(void)InitPropVariantFromDouble(0.1, &v);
	ck_reads(&v, "0.1");
	(void)InitPropVariantFromDouble(1.0 / 3, &v);
	ck_reads(&v, "0.33333333333333331");
	(void)InitPropVariantFromDouble(1e30, &v);
	ck_reads(&v, "1E+30");
	v.vt = VT_CLSID;
	v.puuid = &guid;
	ck_reads(&v, "{0000000C-0000-0000-C000-000000000046}");
}
END_TEST

START_TEST(text_is_cut_off_where_the_room_ends)
{
	OLECHAR text[4] = { 'x', 'x', 'x', 'x' };
	PROPVARIANT v;

	(void)InitPropVariantFromInt32(1234, &v);
	ck_hr(PropVariantToString(&v, text, 4), STRSAFE_E_INSUFFICIENT_BUFFER);
	ck_assert(is_text(text, "123"));
	(void)InitPropVariantFromInt32(123, &v);
	ck_hr(PropVariantToString(&v, text, 4), S_OK);
	ck_assert(is_text(text, "123"));
	ck_hr(PropVariantToString(&v, text, 0), E_INVALIDARG);
	v.vt = VT_STREAM;
	ck_hr(PropVariantToString(&v, text, 4), DISP_E_TYPEMISMATCH);
	ck_assert(is_text(text, ""));
}
END_TEST

START_TEST(only_wide_text_is_lent)
{
	PROPVARIANT v = { .vt = VT_LPWSTR };
	OLECHAR wide[] = u"text";
	BSTR copy;

	v.pwszVal = wide;
	ck_assert_ptr_eq(PropVariantToStringWithDefault(&v, NULL), wide);
	ck_hr(PropVariantToBSTR(&v, &copy), S_OK);
	ck_assert_uint_eq(SysStringLen(copy), 4);
	SysFreeString(copy);
	v.vt = VT_LPSTR;
	ck_assert(is_text(PropVariantToStringWithDefault(&v, u"or"), "or"));
	v.vt = VT_BSTR;
	v.bstrVal = NULL;
	ck_assert(is_text(PropVariantToStringWithDefault(&v, u"or"), ""));
	ck_assert(IsPropVariantString(&v));
	v.vt = VT_LPWSTR;
	ck_assert(is_text(PropVariantToStringWithDefault(&v, u"or"), "or"));
	ck_assert(!IsPropVariantString(&v));
	v.vt = VT_STREAM;
	ck_hr(PropVariantToBSTR(&v, &copy), DISP_E_TYPEMISMATCH);
	ck_assert_ptr_null(copy);
}
END_TEST

/* Read text as a number of 64 bits. */
static HRESULT
parse(const OLECHAR *text, LONGLONG *number)
{
	PROPVARIANT v;
	HRESULT hr;

	ck_hr(InitPropVariantFromString(text, &v), S_OK);
	hr = PropVariantToInt64(&v, number);
	ck_hr(PropVariantClear(&v), S_OK);
	return hr;
}

START_TEST(digits_are_a_number)
{
	LONGLONG n;

	ck_hr(parse(u" -9223372036854775808 ", &n), S_OK);
	ck_assert(n == INT64_MIN);
	ck_hr(parse(u"9223372036854775807", &n), S_OK);
	ck_assert(n == INT64_MAX);
	ck_hr(parse(u"9223372036854775808", &n), INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(parse(u"-9223372036854775809", &n),
		INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(parse(u"1.5e3", &n), S_OK);
	ck_assert_int_eq(n, 1500);
	ck_hr(parse(u"", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"-", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"12x", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"0X1f", &n), S_OK);
	ck_assert_int_eq(n, 31);
	ck_hr(parse(u"0x", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"-0x1", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"0x1g", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"0x10000000000000000", &n),
		INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(parse(u"nan", &n), DISP_E_TYPEMISMATCH);
	ck_hr(parse(u"1\u0661", &n), DISP_E_TYPEMISMATCH);
}
END_TEST

START_TEST(words_are_true_or_false)
{
	PROPVARIANT v = { .vt = VT_LPSTR };
	BOOL truth;

	v.pszVal = (LPSTR)(uintptr_t)"True";
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, TRUE);
	v.pszVal = (LPSTR)(uintptr_t)"#FALSE#";
	ck_hr(PropVariantToBoolean(&v, &truth), S_OK);
	ck_assert_int_eq(truth, FALSE);
	v.pszVal = (LPSTR)(uintptr_t)"0.5";
	ck_assert_int_eq(PropVariantToBooleanWithDefault(&v, FALSE), TRUE);
	v.pszVal = (LPSTR)(uintptr_t)"perhaps";
	ck_hr(PropVariantToBoolean(&v, &truth), DISP_E_TYPEMISMATCH);
	ck_assert_int_eq(PropVariantToBooleanWithDefault(&v, TRUE), TRUE);
	ck_assert_int_eq(PropVariantToInt32WithDefault(&v, -3), -3);
}
END_TEST

START_TEST(what_does_not_fit_is_the_default)
{
	PROPVARIANT v;

	(void)InitPropVariantFromInt32(32768, &v);
	ck_assert_int_eq(PropVariantToInt16WithDefault(&v, -1), -1);
	ck_assert_uint_eq(PropVariantToUInt16WithDefault(&v, 1), 32768);
	(void)InitPropVariantFromInt32(65536, &v);
	ck_assert_uint_eq(PropVariantToUInt16WithDefault(&v, 1), 1);
	(void)InitPropVariantFromInt64(-1, &v);
	ck_assert_uint_eq(PropVariantToUInt32WithDefault(&v, 5), 5);
	ck_assert(PropVariantToUInt64WithDefault(&v, 6) == 6);
	ck_assert(PropVariantToInt64WithDefault(&v, 7) == -1);
	ck_assert(PropVariantToDoubleWithDefault(&v, 7) < 0);
	(void)InitPropVariantFromDouble(18446744073709549568.0, &v);
	ck_assert(PropVariantToUInt64WithDefault(&v, 0) ==
		  18446744073709549568ULL);
	(void)InitPropVariantFromDouble(18446744073709551616.0, &v);
	ck_assert(PropVariantToUInt64WithDefault(&v, 8) == 8);
}
END_TEST

START_TEST(bytes_and_text_are_guids)
{
	PROPVARIANT v;
	BYTE bytes[4];
	GUID guid;

	ck_hr(InitPropVariantFromGUIDAsString(&IID_IStream, &v), S_OK);
	ck_assert_uint_eq(v.vt, VT_LPWSTR);
	ck_hr(PropVariantToGUID(&v, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &IID_IStream));
	ck_hr(PropVariantToBuffer(&v, bytes, 1), E_INVALIDARG);
	(void)PropVariantClear(&v);
	ck_hr(InitPropVariantFromBuffer(&IID_IStream, 16, &v), S_OK);
	memset(&guid, 0, sizeof guid);
	ck_hr(PropVariantToGUID(&v, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &IID_IStream));
	ck_hr(PropVariantToBuffer(&v, bytes, 4), S_OK);
	ck_assert_mem_eq(bytes, &IID_IStream, 4);
	v.caub.cElems = 15;
	ck_hr(PropVariantToGUID(&v, &guid), E_FAIL);
	ck_assert(IsEqualGUID(&guid, &GUID_NULL));
	(void)PropVariantClear(&v);
	ck_hr(InitPropVariantFromString(u"{0}", &v), S_OK);
	ck_hr(PropVariantToGUID(&v, &guid), E_INVALIDARG);
	(void)PropVariantClear(&v);
	ck_hr(PropVariantToGUID(&v, &guid), DISP_E_TYPEMISMATCH);
}
END_TEST

/* Seconds since 1970 of what a value is as a time. */
static long long
seconds(const PROPVARIANT *v, PSTIME_FLAGS flags)
{
	struct timespec time;
	FILETIME filetime;

	ck_hr(PropVariantToFileTime(v, flags, &filetime), S_OK);
	stg_filetime_to_timespec(&filetime, &time);
	return time.tv_sec;
}

/* Change a value in its place. */
static HRESULT
change(PROPVARIANT *v, PROPVAR_CHANGE_FLAGS flags, VARTYPE vt)
{
	PROPVARIANT changed;
	HRESULT hr = PropVariantChangeType(&changed, v, flags, vt);

	if (FAILED(hr))
		return hr;
	(void)PropVariantClear(v);
	*v = changed;
	ck_assert_uint_eq(v->vt, vt);
	return S_OK;
}

START_TEST(dates_are_local_and_times_are_not)
{
	struct timespec noon = { .tv_sec = 12 * 3600 };
	PROPVARIANT v = { .vt = VT_DATE };
	FILETIME time;

	ck_assert_int_eq(setenv("TZ", "XST-2", 1), 0);
	tzset();
	v.date = 25569.5;
	ck_assert_int_eq(seconds(&v, PSTF_LOCAL), 12 * 3600);
	ck_assert_int_eq(seconds(&v, PSTF_UTC), 10 * 3600);
	v.date = -1.25; /* 1899-12-29 06:00 */
	ck_assert_int_eq(seconds(&v, PSTF_LOCAL), -25570LL * 86400 + 21600);
	v.date = 1e300;
	ck_hr(PropVariantToFileTime(&v, PSTF_UTC, &time), DISP_E_OVERFLOW);
	ck_assert(stg_timespec_to_filetime(&noon, &time));
	ck_hr(InitPropVariantFromFileTime(&time, &v), S_OK);
	ck_assert_int_eq(seconds(&v, PSTF_UTC), 12 * 3600);
	ck_assert_int_eq(seconds(&v, PSTF_LOCAL), 14 * 3600);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_DATE), S_OK);
	ck_assert(v.date > 25569.58 && v.date < 25569.59);
	v.vt = VT_FILETIME;
	memset(&v.filetime, 0, sizeof time); /* 1601-01-01 02:00 */
	ck_hr(change(&v, PVCHF_DEFAULT, VT_DATE), S_OK);
	ck_assert(v.date > -109205.09 && v.date < -109205.08);
	v.vt = VT_FILETIME;
	v.filetime.dwHighDateTime = 0x7FFFFFFF;
	ck_hr(change(&v, PVCHF_DEFAULT, VT_DATE), DISP_E_OVERFLOW);
	v.vt = VT_I8;
	ck_hr(PropVariantToFileTime(&v, PSTF_UTC, &time), DISP_E_TYPEMISMATCH);
	ck_assert_uint_eq(time.dwLowDateTime, 0);
}
END_TEST

START_TEST(values_change_their_type_and_back)
{
	static const VARTYPE types[] = { VT_LPWSTR, VT_I1, VT_BSTR, VT_UI1,
		VT_R8, VT_R4, VT_LPSTR, VT_I2, VT_DATE, VT_UI2, VT_CY, VT_INT,
		VT_UINT, VT_I8, VT_UI8, VT_UI4, VT_I4 };
	PROPVARIANT v;

	(void)InitPropVariantFromInt32(100, &v);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		ck_hr(change(&v, PVCHF_DEFAULT, types[i]), S_OK);
	ck_assert_int_eq(v.lVal, 100);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_BOOL), S_OK);
	ck_assert_int_eq(v.boolVal, VARIANT_TRUE);
	ck_hr(change(&v, PVCHF_ALPHABOOL, VT_LPWSTR), S_OK);
	ck_reads(&v, "True");
	ck_hr(change(&v, PVCHF_DEFAULT, VT_BOOL), S_OK);
	ck_assert_int_eq(v.boolVal, VARIANT_TRUE);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_BSTR), S_OK);
	ck_reads(&v, "-1");
	ck_hr(change(&v, PVCHF_DEFAULT, VT_BSTR), S_OK);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_NULL), S_OK);
}
END_TEST

START_TEST(narrow_text_is_utf8)
{
	PROPVARIANT v;

	ck_hr(InitPropVariantFromString(u"\u20AC", &v), S_OK);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_LPSTR), S_OK);
	ck_assert_str_eq(v.pszVal, "\xE2\x82\xAC");
	ck_hr(PropVariantClear(&v), S_OK);
	ck_hr(InitPropVariantFromString(u"\xD800", &v), S_OK);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_LPSTR),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_hr(PropVariantClear(&v), S_OK);
	(void)InitPropVariantFromBoolean(FALSE, &v);
	ck_hr(change(&v, PVCHF_ALPHABOOL, VT_LPSTR), S_OK);
	ck_assert_str_eq(v.pszVal, "False");
	ck_hr(PropVariantClear(&v), S_OK);
}
END_TEST

START_TEST(what_cannot_be_changed_stays)
{
	PROPVARIANT v;

	(void)InitPropVariantFromInt32(128, &v);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_I1),
		INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_CLSID),
		DISP_E_TYPEMISMATCH);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_STREAM),
		DISP_E_TYPEMISMATCH);
	ck_assert(v.vt == VT_I4 && v.lVal == 128);
	(void)InitPropVariantFromInt32(256, &v);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_UI1),
		INTSAFE_E_ARITHMETIC_OVERFLOW);
	(void)InitPropVariantFromDouble(-1e300, &v);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_R4),
		INTSAFE_E_ARITHMETIC_OVERFLOW);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_DATE),
		DISP_E_OVERFLOW);
	(void)InitPropVariantFromDouble(-922337203685478.0, &v);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_CY),
		INTSAFE_E_ARITHMETIC_OVERFLOW);
	(void)InitPropVariantFromDouble(-1.23456, &v);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_CY), S_OK);
	ck_assert_int_eq(v.cyVal.int64, -12346);
	ck_hr(InitPropVariantFromString(u" 0x10", &v), S_OK);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_DEFAULT, VT_DATE),
		DISP_E_TYPEMISMATCH);
	ck_hr(PropVariantChangeType(&v, &v, PVCHF_NOHEXSTRING, VT_I4),
		DISP_E_TYPEMISMATCH);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_I4), S_OK);
	ck_assert_int_eq(v.lVal, 16);
	ck_hr(InitPropVariantFromGUIDAsString(&IID_IStream, &v), S_OK);
	ck_hr(change(&v, PVCHF_DEFAULT, VT_CLSID), S_OK);
	ck_assert(IsEqualGUID(v.puuid, &IID_IStream));
	ck_hr(PropVariantClear(&v), S_OK);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		values_have_the_types_that_they_are_named_for,
		values_that_hold_something_are_cleared,
		numbers_are_read_as_far_as_they_fit,
		what_is_empty_is_0_but_by_default,
		true_has_all_bits_set,
		money_decimals_and_dates_are_numbers,
		types_of_numbers_are_told_apart,
		text_of_all_kinds_is_wide,
		numbers_and_identifiers_are_text_too,
		text_is_cut_off_where_the_room_ends,
		only_wide_text_is_lent,
		digits_are_a_number,
		words_are_true_or_false,
		what_does_not_fit_is_the_default,
		bytes_and_text_are_guids,
		dates_are_local_and_times_are_not,
		values_change_their_type_and_back,
		narrow_text_is_utf8,
		what_cannot_be_changed_stays,
	};

	return run_tests("propvarutil", tests, ARRAY_SIZE(tests));
}
