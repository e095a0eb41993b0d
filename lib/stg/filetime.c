/* SPDX-License-Identifier: MIT */
/*
 * FILETIME counts 100 ns since 1601-01-01, struct timespec seconds since
 * 1970-01-01, both in UTC and without leap seconds ([MS-DTYP] 2.3.3).
 */
#include <stg/helpers.h>

#include "stg/ticks.h"

#define TICKS_PER_SECOND 10000000ULL
#define NS_PER_TICK      100
#define EPOCH_DISTANCE   11644473600LL /* seconds from 1601 to 1970 */

void
stg_filetime_to_timespec(const FILETIME *filetime, struct timespec *timespec)
{
	uint64_t ticks = ticks_of(filetime);

	timespec->tv_sec =
		(time_t)((int64_t)(ticks / TICKS_PER_SECOND) - EPOCH_DISTANCE);
	timespec->tv_nsec = (long)(ticks % TICKS_PER_SECOND * NS_PER_TICK);
}

BOOL
stg_timespec_to_filetime(const struct timespec *timespec, FILETIME *filetime)
{
	const int64_t latest = UINT64_MAX / TICKS_PER_SECOND - EPOCH_DISTANCE;
	int64_t seconds = timespec->tv_sec;
	long ns = timespec->tv_nsec;
	uint64_t ticks;

	if (seconds < -EPOCH_DISTANCE || seconds > latest || ns < 0 ||
		ns > 999999999)
		return FALSE;
	ticks = (uint64_t)(seconds + EPOCH_DISTANCE) * TICKS_PER_SECOND;
	if (ticks > UINT64_MAX - (uint64_t)ns / NS_PER_TICK)
		return FALSE;
	ticks += (uint64_t)ns / NS_PER_TICK;
	*filetime = filetime_from_ticks(ticks);
	return TRUE;
}
