/* SPDX-License-Identifier: MIT */
/* What our implementations of ILockBytes have in common. */
#ifndef STG_STG_LOCKBYTES_H
#define STG_STG_LOCKBYTES_H

#include <string.h>

#include <stg/hresult.h>
#include <stg/lockbytes.h>

#include "stg/statstg.h"

/** Check the arguments of Stat and make `stat` that of an empty array. */
static inline HRESULT
lockbytes_begin_stat(STATSTG *stat, DWORD flags)
{
	HRESULT hr = statstg_check(stat, flags);

	if (FAILED(hr))
		return hr;
	memset(stat, 0, sizeof *stat);
	stat->type = STGTY_LOCKBYTES;
	return S_OK;
}

/** Check and prepare the arguments that ReadAt and WriteAt have in common. */
static inline HRESULT
lockbytes_begin_transfer(const void *pv, ULONG cb, ULONG *done)
{
	if (done)
		*done = 0;
	return !pv && cb > 0 ? STG_E_INVALIDPOINTER : S_OK;
}

#endif
