/* SPDX-License-Identifier: MIT */
/*
 * Points in time: as people write them, and as SOURCE_DATE_EPOCH limits them,
 * by the specification of the reproducible builds project, so that the same
 * operations give the same bytes.
 */
#ifndef MOMENT_H
#define MOMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include <stg/types.h>

/*
 * ISO 8601 in UTC unless a zone is given: 2026-11-21, 2026-11-21T13:08,
 * 2026-11-21 13:08:15.1234567Z, ...+01:00; @SECONDS since 1970; "now";
 * "none", which is 0. False if it is nothing of this.
 */
bool moment_parse(const char *text, FILETIME *time);

/* Is SOURCE_DATE_EPOCH absent, or a number? If not, that is reported. */
bool moment_check(void);

/* Is it there? */
bool moment_is_given(void);

/* What the time shall be: SOURCE_DATE_EPOCH if given, else what it is. */
FILETIME moment_now(void);

/* Not later than SOURCE_DATE_EPOCH; what is not set stays so. */
FILETIME moment_clamp(const FILETIME *time);
FILETIME moment_of_timespec(const struct timespec *timespec);

/* What times are counted in. */
#define TICKS    UINT64_C(10000000) /* of a FILETIME in a second */
#define DAY      UINT64_C(86400)
#define DAY_1899 109205 /* 1899-12-30, in days since 1601, where a DATE is 0 */

static inline uint64_t
ticks_of(const FILETIME *time)
{
	return (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

/* Milliseconds since some time or other. */
uint64_t moment_ms(void);

#endif
