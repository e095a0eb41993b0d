/* SPDX-License-Identifier: MIT */
/*
 * Times of storages and properties, taken apart and put together. FILETIME
 * counts 100 ns since 1601-01-01 00:00 UTC; [MS-DTYP] 2.3.3 and 2.3.13.
 * Where a function fails, GetLastError says ERROR_INVALID_PARAMETER.
 */
#ifndef STG_SYSTEMTIME_H
#define STG_SYSTEMTIME_H

#include <stg/types.h>

/** A moment of the calendar, of any time zone. */
typedef struct _SYSTEMTIME {
	WORD	wYear;		/* 1601 to 30827 */
	WORD	wMonth;		/* 1 to 12 */
	WORD	wDayOfWeek;	/* Sunday is 0; not read */
	WORD	wDay;		/* 1 to 31 */
	WORD	wHour;
	WORD	wMinute;
	WORD	wSecond;	/* 0 to 59 */
	WORD	wMilliseconds;	/* 0 to 999 */
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

STG_BEGIN_DECLS

/**
 * Takes a time apart; what is less than a millisecond is cut off.
 *
 * @return TRUE; FALSE: above 0x7FFFFFFFFFFFFFFF, nothing was set
 */
STG_API BOOL FileTimeToSystemTime(const FILETIME *lpFileTime,
				  LPSYSTEMTIME lpSystemTime);

/** @return TRUE; FALSE: there is no such date or time, nothing was set */
STG_API BOOL SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime,
				  LPFILETIME lpFileTime);

/** @return -1, 0 or 1: the first is earlier, equal, later */
STG_API LONG CompareFileTime(const FILETIME *lpFileTime1,
			     const FILETIME *lpFileTime2);

/** Gives the time now. */
STG_API void GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime);

/** @return S_OK, with the time now */
STG_API HRESULT CoFileTimeNow(FILETIME *lpFileTime);

/**
 * Adds the difference that local time has now to a time in UTC.
 *
 * @return TRUE; FALSE: the sum is no time, nothing was set
 */
STG_API BOOL FileTimeToLocalFileTime(const FILETIME *lpFileTime,
				     LPFILETIME lpLocalFileTime);

/** The reverse of FileTimeToLocalFileTime. */
STG_API BOOL LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime,
				     LPFILETIME lpFileTime);

/**
 * Turns a time into the date and time of FAT directories, in steps of 2 s,
 * rounded up. Nothing is said of the time zone.
 *
 * @param lpDosDate  receives years since 1980, month and day: 7, 4, 5 bits
 * @param lpDosTime  receives hour, minute and half seconds: 5, 6, 5 bits
 * @return TRUE; FALSE: before 1980 or after 2107, nothing was set
 */
STG_API BOOL CoFileTimeToDosDateTime(FILETIME *lpFileTime, LPWORD lpDosDate,
				     LPWORD lpDosTime);

/** @return TRUE; FALSE: there is no such date or time, nothing was set */
STG_API BOOL CoDosDateTimeToFileTime(WORD nDosDate, WORD nDosTime,
				     FILETIME *lpFileTime);

STG_END_DECLS

#endif
