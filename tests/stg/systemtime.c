/* SPDX-License-Identifier: MIT */
/* Times taken apart and put together. */
#include <stdlib.h>
#include <time.h>

#include <stg/systemtime.h>

#include "stg/ticks.h"
#include "support.h"

#define Y2K UINT64_C(125911584000000000)

/* A moment is these fields, and these fields are that moment. */
static void
ck_moment(uint64_t ticks, SYSTEMTIME expected)
{
	FILETIME filetime = filetime_from_ticks(ticks);
	SYSTEMTIME time;

	ck_assert_int_eq(FileTimeToSystemTime(&filetime, &time), TRUE);
	ck_assert_uint_eq(time.wYear, expected.wYear);
	ck_assert_uint_eq(time.wMonth, expected.wMonth);
	ck_assert_uint_eq(time.wDayOfWeek, expected.wDayOfWeek);
	ck_assert_uint_eq(time.wDay, expected.wDay);
	ck_assert_uint_eq(time.wHour, expected.wHour);
	ck_assert_uint_eq(time.wMinute, expected.wMinute);
	ck_assert_uint_eq(time.wSecond, expected.wSecond);
	ck_assert_uint_eq(time.wMilliseconds, expected.wMilliseconds);
	filetime = filetime_from_ticks(1);
	expected.wDayOfWeek = 9;
	ck_assert_int_eq(SystemTimeToFileTime(&expected, &filetime), TRUE);
	ck_assert_uint_eq(ticks_of(&filetime), ticks - ticks % 10000);
}

START_TEST(known_moments_have_their_fields)
{
	ck_moment(0, (SYSTEMTIME){ 1601, 1, 1, 1, 0, 0, 0, 0 });
	ck_moment(UINT64_C(116444736000000000),
		(SYSTEMTIME){ 1970, 1, 4, 1, 0, 0, 0, 0 });
	ck_moment(Y2K - 1,
		(SYSTEMTIME){ 1999, 12, 5, 31, 23, 59, 59, 999 });
	ck_moment(Y2K + 59 * UINT64_C(864000000000),
		(SYSTEMTIME){ 2000, 2, 2, 29, 0, 0, 0, 0 });
	ck_moment(UINT64_C(9223149888000000000) - 1,
		(SYSTEMTIME){ 30827, 12, 5, 31, 23, 59, 59, 999 });
}
END_TEST

static void
ck_no_date(SYSTEMTIME time)
{
	FILETIME filetime = filetime_from_ticks(77);

	ck_assert_int_eq(SystemTimeToFileTime(&time, &filetime), FALSE);
	ck_assert_uint_eq(ticks_of(&filetime), 77);
}

START_TEST(dates_that_never_were_are_refused)
{
	ck_no_date((SYSTEMTIME){ 1600, 12, 0, 31, 0, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 30828, 1, 0, 1, 0, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 2, 0, 29, 0, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 0, 0, 1, 0, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 13, 0, 1, 0, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 1, 0, 0, 0, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 1, 0, 1, 24, 0, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 1, 0, 1, 0, 60, 0, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 1, 0, 1, 0, 0, 60, 0 });
	ck_no_date((SYSTEMTIME){ 2001, 1, 0, 1, 0, 0, 0, 1000 });
}
END_TEST

START_TEST(time_above_the_half_has_no_fields)
{
	FILETIME filetime = filetime_from_ticks(UINT64_C(0x8000000000000000));
	SYSTEMTIME time = { .wYear = 7 };

	ck_assert_int_eq(FileTimeToSystemTime(&filetime, &time), FALSE);
	ck_assert_uint_eq(time.wYear, 7);
	ck_assert_int_eq(FileTimeToLocalFileTime(&filetime, &filetime), FALSE);
}
END_TEST

START_TEST(comparing_is_unsigned_over_both_halves)
{
	FILETIME low = filetime_from_ticks(UINT64_C(0x00000001FFFFFFFF));
	FILETIME high = filetime_from_ticks(UINT64_C(0xFFFFFFFF00000000));

	ck_assert_int_eq(CompareFileTime(&low, &high), -1);
	ck_assert_int_eq(CompareFileTime(&high, &low), 1);
	ck_assert_int_eq(CompareFileTime(&low, &low), 0);
}
END_TEST

START_TEST(now_is_now)
{
	FILETIME first, second;
	struct timespec since;

	GetSystemTimeAsFileTime(&first);
	ck_hr(CoFileTimeNow(&second), S_OK);
	ck_assert_int_le(CompareFileTime(&first, &second), 0);
	stg_filetime_to_timespec(&first, &since);
	ck_assert_int_le(since.tv_sec, time(NULL));
	ck_assert_int_ge(since.tv_sec, time(NULL) - 60);
}
END_TEST

START_TEST(local_time_is_ahead_as_the_zone_says)
{
	FILETIME utc = filetime_from_ticks(Y2K);
	FILETIME local, back;

	setenv("TZ", "XYZ-05:30", 1);
	tzset();
	ck_assert_int_eq(FileTimeToLocalFileTime(&utc, &local), TRUE);
	ck_assert_uint_eq(ticks_of(&local), Y2K + UINT64_C(198000000000));
	ck_assert_int_eq(LocalFileTimeToFileTime(&local, &back), TRUE);
	ck_assert_uint_eq(ticks_of(&back), Y2K);
	/* There is nothing before the beginning. */
	utc = filetime_from_ticks(5);
	ck_assert_int_eq(LocalFileTimeToFileTime(&utc, &back), FALSE);
	ck_assert_uint_eq(ticks_of(&back), Y2K);
}
END_TEST

START_TEST(fat_times_have_steps_of_two_seconds)
{
	FILETIME time = filetime_from_ticks(Y2K + 10000001);
	WORD day, seconds;

	ck_assert_int_eq(CoFileTimeToDosDateTime(&time, &day, &seconds), TRUE);
	ck_assert_uint_eq(day, 20 << 9 | 1 << 5 | 1);
	ck_assert_uint_eq(seconds, 1);
	ck_assert_int_eq(CoDosDateTimeToFileTime(day, seconds, &time), TRUE);
	ck_assert_uint_eq(ticks_of(&time), Y2K + 20000000);
	ck_assert_int_eq(CoDosDateTimeToFileTime(0, 0, &time), FALSE);
	time = filetime_from_ticks(0);
	ck_assert_int_eq(CoFileTimeToDosDateTime(&time, &day, &seconds),
		FALSE);
	ck_assert_uint_eq(seconds, 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		known_moments_have_their_fields,
		dates_that_never_were_are_refused,
		time_above_the_half_has_no_fields,
		comparing_is_unsigned_over_both_halves,
		now_is_now,
		local_time_is_ahead_as_the_zone_says,
		fat_times_have_steps_of_two_seconds,
	};

	return run_tests("stg/systemtime", tests, ARRAY_SIZE(tests));
}
