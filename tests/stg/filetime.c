/* SPDX-License-Identifier: MIT */
/* FILETIME and struct timespec. */
#include "stg/ticks.h"
#include "support.h"

static void
ck_pair(uint64_t ticks, long long seconds, long ns)
{
	FILETIME filetime = filetime_from_ticks(ticks);
	struct timespec time = { 0, 0 };

	stg_filetime_to_timespec(&filetime, &time);
	ck_assert_int_eq(time.tv_sec, seconds);
	ck_assert_int_eq(time.tv_nsec, ns);
	filetime = filetime_from_ticks(1);
	ck_assert_int_eq(stg_timespec_to_filetime(&time, &filetime), TRUE);
	ck_assert_uint_eq(ticks_of(&filetime), ticks);
}

START_TEST(known_moments_agree)
{
	ck_pair(0, -11644473600LL, 0);                  /* 1601-01-01 */
	ck_pair(116444736000000000ULL, 0, 0);           /* 1970-01-01 */
	ck_pair(125911584000000000ULL, 946684800LL, 0); /* 2000-01-01 */
	ck_pair(125911584000000001ULL, 946684800LL, 100);
	ck_pair(116444735999999999ULL, -1, 999999900);
}
END_TEST

START_TEST(both_ends_are_reached)
{
	ck_pair(UINT64_MAX, 1833029933770LL, 955161500);
}
END_TEST

START_TEST(less_than_a_tick_is_dropped)
{
	struct timespec time = { 0, 199 };
	FILETIME filetime;

	ck_assert_int_eq(stg_timespec_to_filetime(&time, &filetime), TRUE);
	ck_assert_uint_eq(ticks_of(&filetime), 116444736000000001ULL);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	const struct timespec times[] = {
		{ -11644473601LL, 999999999 },
		{ 1833029933770LL, 955161600 },
		{ 1833029933771LL, 0 },
		{ INT64_MAX, 0 },
		{ INT64_MIN, 0 },
		{ 0, -1 },
		{ 0, 1000000000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		FILETIME filetime = filetime_from_ticks(42);

		ck_assert_int_eq(
			stg_timespec_to_filetime(&times[i], &filetime), FALSE);
		ck_assert_uint_eq(ticks_of(&filetime), 42);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		known_moments_agree,
		both_ends_are_reached,
		less_than_a_tick_is_dropped,
		what_does_not_fit_is_refused,
	};

	return run_tests("filetime", tests, ARRAY_SIZE(tests));
}
