/* SPDX-License-Identifier: MIT */
/* <stg/propvarutil.h>: values that are read as bytes, GUIDs and times. */
#include <stg/propvarutil.h>

#include <string.h>
#include <time.h>

#include <stg/guid.h>
#include <stg/helpers.h>
#include <stg/safearray.h>

#include "stg/propelement.h"

#define SECONDS_PER_DAY   86400.0
#define DAYS_BEFORE_1970  25569.0 /* from the day 0 of a DATE on */
#define DAYS_TO_1970      146097.0 /* 400 years, so that none is negative */
#define DATE_LEAST        (-657434.0) /* 0100-01-01 */
#define DATE_MOST         2958466.0   /* 10000-01-01 */

HRESULT
PropVariantToBuffer(REFPROPVARIANT propvar, void *pv, UINT cb)
{
	PROPVARIANT first;

	if (propvar->vt != (VT_VECTOR | VT_UI1) &&
		propvar->vt != (VT_ARRAY | VT_UI1))
		return E_INVALIDARG;
	if (PropVariantGetElementCount(propvar) < cb)
		return E_FAIL;
	if (cb == 0)
		return S_OK;
	if (!propelement_at(propvar, 0, &first))
		return E_INVALIDARG;
	memcpy(pv, propvar->vt & VT_VECTOR ? propvar->caub.pElems
					   : propvar->parray->pvData,
		cb);
	return S_OK;
}

HRESULT
PropVariantToGUID(REFPROPVARIANT propvar, GUID *pguid)
{
	LPWSTR text;
	HRESULT hr;

	memset(pguid, 0, sizeof *pguid);
	switch (propvar->vt) {
	case VT_CLSID:
		if (!propvar->puuid)
			return E_INVALIDARG;
		*pguid = *propvar->puuid;
		return S_OK;
	case VT_VECTOR | VT_UI1:
	case VT_ARRAY | VT_UI1:
		return PropVariantToBuffer(propvar, pguid, sizeof *pguid);
	case VT_LPWSTR:
	case VT_BSTR:
	case VT_LPSTR:
		hr = PropVariantToStringAlloc(propvar, &text);
		if (FAILED(hr))
			return hr;
		hr = CLSIDFromString(text, pguid);
		CoTaskMemFree(text);
		return SUCCEEDED(hr) ? S_OK : E_INVALIDARG;
	default:
		return DISP_E_TYPEMISMATCH;
	}
}

/* A DATE tells the time of the day forward even before its day 0. */
static HRESULT
seconds_of(DATE date, struct timespec *time)
{
	double days, seconds;

	if (!(date > DATE_LEAST && date < DATE_MOST))
		return DISP_E_OVERFLOW;
	days = (double)(LONGLONG)date;
	seconds = (date < 0 ? days - date : date - days) * SECONDS_PER_DAY;
	time->tv_sec = (time_t)((days - DAYS_BEFORE_1970) * SECONDS_PER_DAY) +
		       (time_t)(seconds + 0.5);
	time->tv_nsec = 0;
	return S_OK;
}

/* Shift a time from UTC to local time, or back. */
static HRESULT
shift(struct timespec *time, BOOL to_local)
{
	struct tm parts;

	if (to_local) {
		if (!localtime_r(&time->tv_sec, &parts))
			return DISP_E_OVERFLOW;
		time->tv_sec += parts.tm_gmtoff;
		return S_OK;
	}
	if (!gmtime_r(&time->tv_sec, &parts))
		return DISP_E_OVERFLOW;
	parts.tm_isdst = -1;
	time->tv_sec = mktime(&parts);
	return S_OK;
}

static HRESULT
date_of(const FILETIME *time, DATE *date)
{
	struct timespec local;
	double days, part;
	HRESULT hr;

	stg_filetime_to_timespec(time, &local);
	hr = shift(&local, TRUE);
	if (FAILED(hr))
		return hr;
	local.tv_sec += (time_t)DAYS_TO_1970 * (time_t)SECONDS_PER_DAY;
	days = (double)(local.tv_sec / (time_t)SECONDS_PER_DAY) -
	       (DAYS_TO_1970 - DAYS_BEFORE_1970);
	part = (double)(local.tv_sec % (time_t)SECONDS_PER_DAY) /
	       SECONDS_PER_DAY;
	*date = days < 0 ? days - part : days + part;
	return S_OK;
}

/* Digits in text are no date. */
HRESULT
propelement_date(const PROPVARIANT *pvar, DATE *date)
{
	HRESULT hr;

	*date = 0;
	if (propelement_is_text(pvar->vt))
		return DISP_E_TYPEMISMATCH;
	if (pvar->vt == VT_FILETIME)
		hr = date_of(&pvar->filetime, date);
	else
		hr = PropVariantToDouble(pvar, date);
	if (SUCCEEDED(hr) && !(*date > DATE_LEAST && *date < DATE_MOST))
		hr = DISP_E_OVERFLOW;
	if (FAILED(hr))
		*date = 0;
	return hr;
}

HRESULT
PropVariantToFileTime(REFPROPVARIANT propvar, PSTIME_FLAGS pstfOut,
	FILETIME *pftOut)
{
	BOOL is_local = propvar->vt == VT_DATE;
	BOOL to_local = pstfOut == PSTF_LOCAL;
	struct timespec time;
	HRESULT hr = S_OK;

	memset(pftOut, 0, sizeof *pftOut);
	if (propvar->vt != VT_FILETIME && !is_local)
		return DISP_E_TYPEMISMATCH;
	if (is_local)
		hr = seconds_of(propvar->date, &time);
	else
		stg_filetime_to_timespec(&propvar->filetime, &time);
	if (SUCCEEDED(hr) && is_local != to_local)
		hr = shift(&time, to_local);
	if (FAILED(hr))
		return hr;
	return stg_timespec_to_filetime(&time, pftOut) ? S_OK : DISP_E_OVERFLOW;
}
