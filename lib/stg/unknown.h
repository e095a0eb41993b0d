/* SPDX-License-Identifier: MIT */
/* QueryInterface of objects with one interface beside IUnknown. */
#ifndef STG_STG_UNKNOWN_H
#define STG_STG_UNKNOWN_H

#include <stddef.h>

#include <stg/guid.h>
#include <stg/hresult.h>
#include <stg/object.h>

#include "base/refs.h"

/** `iface` is the interface `iid` of the object whose count is `refs`. */
static inline HRESULT
unknown_query(void *iface, REFIID iid, atomic_uint *refs, REFIID riid,
	void **out)
{
	if (!out)
		return E_POINTER;
	*out = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, iid))
		return E_NOINTERFACE;
	refs_take(refs);
	*out = iface;
	return S_OK;
}

#endif
