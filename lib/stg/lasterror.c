/* SPDX-License-Identifier: MIT */
/* Why the last function failed that could not say so, for each thread. */
#include <stg/lasterror.h>

static _Thread_local DWORD last;

DWORD
GetLastError(void)
{
	return last;
}

void
SetLastError(DWORD dwErrCode)
{
	last = dwErrCode;
}
