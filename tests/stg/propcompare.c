/* SPDX-License-Identifier: MIT */
/* Values have an order, whatever they are. */
#include <time.h>

#include "support.h"

/* The order of two texts, which is the opposite the other way round. */
static int
order(const OLECHAR *one, const OLECHAR *two, PROPVAR_COMPARE_FLAGS flags)
{
	PROPVARIANT a, b;
	int result;

	ck_hr(InitPropVariantFromString(one, &a), S_OK);
	ck_hr(InitPropVariantFromString(two, &b), S_OK);
	result = PropVariantCompareEx(&a, &b, PVCU_DEFAULT, flags);
	ck_assert_int_eq(PropVariantCompareEx(&b, &a, PVCU_DEFAULT, flags),
		-result);
	ck_hr(PropVariantClear(&a), S_OK);
	ck_hr(PropVariantClear(&b), S_OK);
	return result;
}

START_TEST(digits_count_in_text)
{
	ck_assert_int_eq(order(u"file10", u"File9", PVCF_DEFAULT), 1);
	ck_assert_int_eq(order(u"a007", u"A7", PVCF_DEFAULT), 0);
	ck_assert_int_eq(order(u"a12", u"a13", PVCF_DEFAULT), -1);
	ck_assert_int_eq(order(u"a12b", u"a12", PVCF_DEFAULT), 1);
	ck_assert_int_eq(order(u"a1x", u"a10", PVCF_DEFAULT), -1);
	ck_assert_int_eq(order(u"\u00E4", u"\u00C4", PVCF_DEFAULT), 0);
	ck_assert_int_eq(
		order(u"a10", u"A9", PVCF_DIGITSASNUMBERS_CASESENSITIVE), 1);
	ck_assert_int_eq(
		order(u"a10", u"a9", PVCF_DIGITSASNUMBERS_CASESENSITIVE), 1);
}
END_TEST

START_TEST(flags_compare_unit_by_unit)
{
	ck_assert_int_eq(order(u"a10", u"a9", PVCF_USESTRCMP), -1);
	ck_assert_int_eq(order(u"a", u"B", PVCF_USESTRCMPC), 1);
	ck_assert_int_eq(order(u"a", u"B", PVCF_USESTRCMPI), -1);
	ck_assert_int_eq(order(u"a10", u"A9", PVCF_USESTRCMPIC), -1);
}
END_TEST

START_TEST(what_is_empty_is_less_unless_asked_for)
{
	PROPVARIANT empty = { .vt = VT_EMPTY };
	PROPVARIANT null = { .vt = VT_NULL };
	PROPVARIANT none = { .vt = VT_VECTOR | VT_I4 };
	PROPVARIANT v;

	(void)InitPropVariantFromInt32(-1, &v);
	ck_assert_int_eq(PropVariantCompare(&empty, &v), -1);
	ck_assert_int_eq(PropVariantCompare(&v, &null), 1);
	ck_assert_int_eq(PropVariantCompare(&none, &v), -1);
	ck_assert_int_eq(PropVariantCompare(&empty, &none), 0);
	ck_assert_int_eq(PropVariantCompareEx(&empty, &v, PVCU_DEFAULT,
				 PVCF_TREATEMPTYASGREATERTHAN),
		1);
}
END_TEST

START_TEST(numbers_are_compared_across_types)
{
	PROPVARIANT huge, negative, half, text;

	(void)InitPropVariantFromUInt64(UINT64_MAX, &huge);
	(void)InitPropVariantFromInt16(-1, &negative);
	(void)InitPropVariantFromDouble(-0.5, &half);
	ck_assert_int_eq(PropVariantCompare(&huge, &negative), 1);
	ck_assert_int_eq(PropVariantCompare(&negative, &huge), -1);
	ck_assert_int_eq(PropVariantCompare(&huge, &huge), 0);
	ck_assert_int_eq(PropVariantCompare(&negative, &half), -1);
	(void)InitPropVariantFromInt16(0, &negative);
	ck_assert_int_eq(PropVariantCompare(&negative, &half), 1);
	(void)InitPropVariantFromInt32(9, &half);
	ck_hr(InitPropVariantFromString(u"10", &text), S_OK);
	ck_assert_int_eq(PropVariantCompare(&text, &half), 1);
	ck_hr(PropVariantClear(&text), S_OK);
}
END_TEST

START_TEST(true_is_more_than_false)
{
	PROPVARIANT yes, no;
	PROPVARIANT more = { .vt = VT_CY };

	(void)InitPropVariantFromBoolean(TRUE, &yes);
	(void)InitPropVariantFromBoolean(FALSE, &no);
	ck_assert_int_eq(PropVariantCompare(&yes, &no), 1);
	ck_assert_int_eq(PropVariantCompare(&no, &yes), -1);
	ck_assert_int_eq(PropVariantCompare(&yes, &yes), 0);
	more.cyVal.int64 = 5;
	ck_assert_int_eq(PropVariantCompare(&more, &no), 1);
}
END_TEST

START_TEST(times_are_compared_down_to_a_unit)
{
	struct timespec one = { .tv_sec = 86400 + 3599 };
	struct timespec two = { .tv_sec = 86400 + 3600 };
	FILETIME time;
	PROPVARIANT a, b;

	ck_assert(stg_timespec_to_filetime(&one, &time));
	(void)InitPropVariantFromFileTime(&time, &a);
	ck_assert(stg_timespec_to_filetime(&two, &time));
	(void)InitPropVariantFromFileTime(&time, &b);
	ck_assert_int_eq(PropVariantCompare(&a, &b), -1);
	ck_assert_int_eq(PropVariantCompareEx(&a, &b, PVCU_HOUR, 0), -1);
	ck_assert_int_eq(PropVariantCompareEx(&a, &b, PVCU_DAY, 0), 0);
	a.filetime.dwHighDateTime = b.filetime.dwHighDateTime;
	a.filetime.dwLowDateTime = b.filetime.dwLowDateTime + 1;
	ck_assert_int_eq(PropVariantCompare(&a, &b), 1);
	ck_assert_int_eq(PropVariantCompareEx(&a, &b, PVCU_SECOND, 0), 0);
}
END_TEST

START_TEST(vectors_are_compared_element_by_element)
{
	const LONG numbers[] = { 1, 2, 3 };
	PROPVARIANT all, two, last;

	ck_hr(InitPropVariantFromInt32Vector(numbers, 3, &all), S_OK);
	ck_hr(InitPropVariantFromInt32Vector(numbers, 2, &two), S_OK);
	ck_hr(InitPropVariantFromInt32Vector(numbers + 2, 1, &last), S_OK);
	ck_assert_int_eq(PropVariantCompare(&all, &two), 1);
	ck_assert_int_eq(PropVariantCompare(&two, &all), -1);
	ck_assert_int_eq(PropVariantCompare(&all, &all), 0);
	ck_assert_int_eq(PropVariantCompare(&last, &all), 1);
	(void)PropVariantClear(&all);
	(void)PropVariantClear(&two);
	(void)PropVariantClear(&last);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		digits_count_in_text,
		flags_compare_unit_by_unit,
		what_is_empty_is_less_unless_asked_for,
		numbers_are_compared_across_types,
		true_is_more_than_false,
		times_are_compared_down_to_a_unit,
		vectors_are_compared_element_by_element,
	};

	return run_tests("propcompare", tests, ARRAY_SIZE(tests));
}
