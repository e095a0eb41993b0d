/* SPDX-License-Identifier: MIT */
/*
 * <stg/propvarutil.h>: the order of values. Elements are compared one by one;
 * two times as times, two numbers as numbers, and what is left as text by the
 * frozen upper-case table, so that the order is that of every locale.
 */
#include <stg/propvarutil.h>

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <stg/helpers.h>
#include <stg/systemtime.h>

#include "base/upcase.h"
#include "stg/propelement.h"

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

#define IGNORES_CASE(flags)                                                   \
	(!((flags) & (PVCF_USESTRCMP | PVCF_USESTRCMPC |                      \
		      PVCF_DIGITSASNUMBERS_CASESENSITIVE)))
#define BY_UNITS                                                              \
	(PVCF_USESTRCMP | PVCF_USESTRCMPC | PVCF_USESTRCMPI | PVCF_USESTRCMPIC)

static bool
is_time(const PROPVARIANT *v)
{
	return v->vt == VT_FILETIME || v->vt == VT_DATE;
}

/* What is smaller than the unit does not count. */
static int
order_times(const FILETIME *a, const FILETIME *b, PROPVAR_COMPARE_UNIT unit)
{
	const FILETIME *times[] = { a, b };
	struct timespec seconds;
	int parts[2][6];

	if (unit < PVCU_SECOND || unit > PVCU_YEAR)
		return CompareFileTime(a, b);
	for (int i = 0; i < 2; i++) {
		struct tm tm = { 0 };

		stg_filetime_to_timespec(times[i], &seconds);
		(void)gmtime_r(&seconds.tv_sec, &tm);
		parts[i][0] = tm.tm_year;
		parts[i][1] = tm.tm_mon;
		parts[i][2] = tm.tm_mday;
		parts[i][3] = tm.tm_hour;
		parts[i][4] = tm.tm_min;
		parts[i][5] = tm.tm_sec;
	}
	for (int i = 0; i <= (int)PVCU_YEAR - (int)unit; i++)
		if (parts[0][i] != parts[1][i])
			return ORDER(parts[0][i], parts[1][i]);
	return 0;
}

static bool
is_real(const PROPVARIANT *v)
{
	return v->vt == VT_R4 || v->vt == VT_R8 || v->vt == VT_CY ||
	       v->vt == VT_DATE || v->vt == VT_DECIMAL;
}

static int
order_numbers(const PROPVARIANT *a, const PROPVARIANT *b)
{
	LONGLONG m, n;
	double x, y;
	bool is_small, is_other_small;

	if (a->vt == VT_BOOL && b->vt == VT_BOOL)
		return ORDER(!b->boolVal, !a->boolVal);
	if (is_real(a) || is_real(b)) {
		x = PropVariantToDoubleWithDefault(a, 0);
		y = PropVariantToDoubleWithDefault(b, 0);
		return ORDER(x, y);
	}
	is_small = SUCCEEDED(PropVariantToInt64(a, &m));
	is_other_small = SUCCEEDED(PropVariantToInt64(b, &n));
	if (is_small && is_other_small)
		return ORDER(m, n);
	if (is_small != is_other_small)
		return is_small ? -1 : 1;
	return ORDER(a->uhVal.QuadPart, b->uhVal.QuadPart);
}

static bool
is_digit(OLECHAR unit)
{
	return unit >= '0' && unit <= '9';
}

/* Compare two runs of digits by what they count, and go behind them. */
static int
order_digits(PCWSTR *a, PCWSTR *b)
{
	PCWSTR from_a, from_b;
	int order = 0;

	while (**a == '0' && is_digit((*a)[1]))
		++*a;
	while (**b == '0' && is_digit((*b)[1]))
		++*b;
	from_a = *a;
	from_b = *b;
	for (; is_digit(**a) && is_digit(**b); ++*a, ++*b)
		if (order == 0)
			order = ORDER(**a, **b);
	while (is_digit(**a))
		++*a;
	while (is_digit(**b))
		++*b;
	if (*a - from_a != *b - from_b)
		return ORDER(*a - from_a, *b - from_b);
	return order;
}

static int
order_texts(PCWSTR a, PCWSTR b, PROPVAR_COMPARE_FLAGS flags)
{
	int order = 0;

	while (order == 0 && (*a || *b)) {
		if (!(flags & BY_UNITS) && is_digit(*a) && is_digit(*b)) {
			order = order_digits(&a, &b);
			continue;
		}
		order = IGNORES_CASE(flags) ? ORDER(upcase(*a), upcase(*b))
					    : ORDER(*a, *b);
		a++;
		b++;
	}
	return order;
}

static bool
is_number(const PROPVARIANT *v)
{
	double real;

	return !propelement_is_text(v->vt) &&
	       SUCCEEDED(PropVariantToDouble(v, &real));
}

static int
order_elements(const PROPVARIANT *a, const PROPVARIANT *b,
	PROPVAR_COMPARE_UNIT unit, PROPVAR_COMPARE_FLAGS flags)
{
	FILETIME early, late;
	LPWSTR text = NULL;
	LPWSTR other = NULL;
	int order;

	if (is_time(a) && is_time(b) &&
		SUCCEEDED(PropVariantToFileTime(a, PSTF_UTC, &early)) &&
		SUCCEEDED(PropVariantToFileTime(b, PSTF_UTC, &late)))
		return order_times(&early, &late, unit);
	if (is_number(a) && is_number(b))
		return order_numbers(a, b);
	if (SUCCEEDED(PropVariantToStringAlloc(a, &text)) &&
		SUCCEEDED(PropVariantToStringAlloc(b, &other)))
		order = order_texts(text, other, flags);
	else
		order = ORDER(a->vt, b->vt);
	CoTaskMemFree(text);
	CoTaskMemFree(other);
	return order;
}

static bool
is_empty(const PROPVARIANT *v)
{
	return v->vt == VT_NULL || PropVariantGetElementCount(v) == 0;
}

int
PropVariantCompareEx(REFPROPVARIANT propvar1, REFPROPVARIANT propvar2,
	PROPVAR_COMPARE_UNIT unit, PROPVAR_COMPARE_FLAGS flags)
{
	ULONG count = PropVariantGetElementCount(propvar1);
	ULONG other = PropVariantGetElementCount(propvar2);
	int order = is_empty(propvar2) - is_empty(propvar1);
	PROPVARIANT a, b;

	if (order != 0)
		return flags & PVCF_TREATEMPTYASGREATERTHAN ? -order : order;
	if (is_empty(propvar1))
		return 0;
	for (ULONG i = 0; order == 0 && i < count && i < other; i++) {
		if (!propelement_at(propvar1, i, &a) ||
			!propelement_at(propvar2, i, &b))
			return ORDER(propvar1->vt, propvar2->vt);
		order = order_elements(&a, &b, unit, flags);
	}
	return order != 0 ? order : ORDER(count, other);
}
