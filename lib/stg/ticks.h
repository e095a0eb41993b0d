/* SPDX-License-Identifier: MIT */
/* FILETIME as the one number that it is: 100 ns since 1601, [MS-DTYP] 2.3.3. */
#ifndef STG_STG_TICKS_H
#define STG_STG_TICKS_H

#include <stg/types.h>

static inline uint64_t
ticks_of(const FILETIME *time)
{
	return (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static inline FILETIME
filetime_from_ticks(uint64_t ticks)
{
	FILETIME time = { (DWORD)ticks, (DWORD)(ticks >> 32) };

	return time;
}

#endif
