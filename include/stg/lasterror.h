/* SPDX-License-Identifier: MIT */
/*
 * The number that tells why a function failed whose result cannot say so. Each
 * thread has its own, 0 at first. A function that succeeds leaves it alone.
 */
#ifndef STG_LASTERROR_H
#define STG_LASTERROR_H

#include <stg/types.h>

STG_BEGIN_DECLS

/** @return what SetLastError or a function that failed has set */
STG_API DWORD GetLastError(void);

/** Sets the number, as a rule ERROR_… of <winerror.h>. */
STG_API void SetLastError(DWORD dwErrCode);

STG_END_DECLS

#endif
