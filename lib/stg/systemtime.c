/* SPDX-License-Identifier: MIT */
/* FILETIME, the calendar, local time and the times of FAT directories. */
#include <time.h>

#include <stg/compat/winerror.h>
#include <stg/helpers.h>
#include <stg/lasterror.h>
#include <stg/systemtime.h>

#include "stg/ticks.h"

#define TICKS_MOST       INT64_MAX
#define TICKS_PER_SECOND INT64_C(10000000)
#define NS_PER_MS        1000000
#define YEAR_FIRST       1601
#define YEAR_LAST        30827
#define DOS_STEP         (2 * TICKS_PER_SECOND)

static BOOL
fail(void)
{
	SetLastError(ERROR_INVALID_PARAMETER);
	return FALSE;
}

BOOL
FileTimeToSystemTime(const FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
	struct timespec time;
	struct tm tm;

	if (ticks_of(lpFileTime) > TICKS_MOST)
		return fail();
	stg_filetime_to_timespec(lpFileTime, &time);
	if (!gmtime_r(&time.tv_sec, &tm))
		return fail();
	lpSystemTime->wYear = (WORD)(tm.tm_year + 1900);
	lpSystemTime->wMonth = (WORD)(tm.tm_mon + 1);
	lpSystemTime->wDayOfWeek = (WORD)tm.tm_wday;
	lpSystemTime->wDay = (WORD)tm.tm_mday;
	lpSystemTime->wHour = (WORD)tm.tm_hour;
	lpSystemTime->wMinute = (WORD)tm.tm_min;
	lpSystemTime->wSecond = (WORD)tm.tm_sec;
	lpSystemTime->wMilliseconds = (WORD)(time.tv_nsec / NS_PER_MS);
	return TRUE;
}

BOOL
SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime, LPFILETIME lpFileTime)
{
	struct tm tm = {
		.tm_year = lpSystemTime->wYear - 1900,
		.tm_mon = lpSystemTime->wMonth - 1,
		.tm_mday = lpSystemTime->wDay,
		.tm_hour = lpSystemTime->wHour,
		.tm_min = lpSystemTime->wMinute,
		.tm_sec = lpSystemTime->wSecond,
	};
	struct tm given = tm;
	struct timespec time = { .tv_nsec = 0 };

	if (lpSystemTime->wYear < YEAR_FIRST ||
		lpSystemTime->wYear > YEAR_LAST ||
		lpSystemTime->wMilliseconds > 999)
		return fail();
	/* Thirtieths of February become days of March, and are refused. */
	time.tv_sec = timegm(&tm);
	if (tm.tm_mon != given.tm_mon || tm.tm_mday != given.tm_mday ||
		tm.tm_hour != given.tm_hour || tm.tm_min != given.tm_min ||
		tm.tm_sec != given.tm_sec)
		return fail();
	time.tv_nsec = lpSystemTime->wMilliseconds * (long)NS_PER_MS;
	return stg_timespec_to_filetime(&time, lpFileTime);
}

LONG
CompareFileTime(const FILETIME *lpFileTime1, const FILETIME *lpFileTime2)
{
	uint64_t first = ticks_of(lpFileTime1);
	uint64_t second = ticks_of(lpFileTime2);

	return (first > second) - (first < second);
}

void
GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (!stg_timespec_to_filetime(&now, lpSystemTimeAsFileTime))
		*lpSystemTimeAsFileTime = filetime_from_ticks(0);
}

HRESULT
CoFileTimeNow(FILETIME *lpFileTime)
{
	GetSystemTimeAsFileTime(lpFileTime);
	return S_OK;
}

/* Ticks that local time is ahead of UTC, now. */
static int64_t
local_difference(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? tm.tm_gmtoff * TICKS_PER_SECOND : 0;
}

static BOOL
shift(const FILETIME *from, int64_t difference, FILETIME *to)
{
	uint64_t ticks = ticks_of(from);
	int64_t sum;

	if (ticks > TICKS_MOST ||
		__builtin_add_overflow((int64_t)ticks, difference, &sum) ||
		sum < 0)
		return fail();
	*to = filetime_from_ticks((uint64_t)sum);
	return TRUE;
}

BOOL
FileTimeToLocalFileTime(const FILETIME *lpFileTime, LPFILETIME lpLocalFileTime)
{
	return shift(lpFileTime, local_difference(), lpLocalFileTime);
}

BOOL
LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime, LPFILETIME lpFileTime)
{
	return shift(lpLocalFileTime, -local_difference(), lpFileTime);
}

BOOL
CoFileTimeToDosDateTime(FILETIME *lpFileTime, LPWORD lpDosDate,
	LPWORD lpDosTime)
{
	FILETIME rounded;
	SYSTEMTIME time;

	if (!shift(lpFileTime, DOS_STEP - 1, &rounded) ||
		!FileTimeToSystemTime(&rounded, &time) || time.wYear < 1980 ||
		time.wYear > 2107)
		return fail();
	*lpDosDate = (WORD)((time.wYear - 1980) << 9 | time.wMonth << 5 |
		time.wDay);
	*lpDosTime = (WORD)(time.wHour << 11 | time.wMinute << 5 |
		time.wSecond / 2);
	return TRUE;
}

BOOL
CoDosDateTimeToFileTime(WORD nDosDate, WORD nDosTime, FILETIME *lpFileTime)
{
	SYSTEMTIME time = {
		.wYear = (WORD)(1980 + (nDosDate >> 9)),
		.wMonth = nDosDate >> 5 & 0xF,
		.wDay = nDosDate & 0x1F,
		.wHour = nDosTime >> 11,
		.wMinute = nDosTime >> 5 & 0x3F,
		.wSecond = (WORD)((nDosTime & 0x1F) * 2),
	};

	return SystemTimeToFileTime(&time, lpFileTime);
}
