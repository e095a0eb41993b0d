/* SPDX-License-Identifier: MIT */
/*
 * A byte array as other people may write one, which can only be read: a
 * correct one by default, or one that does not keep the contract. It answers
 * to no interface at all by QueryInterface.
 */
#ifndef STG_TESTS_FOREIGN_LOCKBYTES_H
#define STG_TESTS_FOREIGN_LOCKBYTES_H

#include "base/container.h"
#include "support.h"

struct foreign_lockbytes {
	ILockBytes ILockBytes_iface;
	unsigned refs;
	uint8_t bytes[4096];
	uint64_t size;
	unsigned reads;

	bool sets_no_count; /* ReadAt fills, but does not say how much */
	ULONG claims;       /* what ReadAt says beyond what it did */
	HRESULT error;      /* of ReadAt and Stat */
	bool always_named;  /* Stat ignores STATFLAG_NONAME */
};

static inline struct foreign_lockbytes *
from_foreign_lockbytes(ILockBytes *iface)
{
	return container_of(iface, struct foreign_lockbytes, ILockBytes_iface);
}

static inline HRESULT
foreign_lockbytes_QueryInterface(ILockBytes *iface, REFIID riid, void **out)
{
	(void)iface;
	(void)riid;
	*out = NULL;
	return E_NOINTERFACE;
}

static inline ULONG
foreign_lockbytes_AddRef(ILockBytes *iface)
{
	return ++from_foreign_lockbytes(iface)->refs;
}

static inline ULONG
foreign_lockbytes_Release(ILockBytes *iface)
{
	return --from_foreign_lockbytes(iface)->refs;
}

static inline HRESULT
foreign_lockbytes_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *pv,
	ULONG cb, ULONG *done)
{
	struct foreign_lockbytes *array = from_foreign_lockbytes(iface);
	ULONG n = 0;

	array->reads++;
	if (FAILED(array->error))
		return array->error;
	if (offset.QuadPart < array->size) {
		uint64_t left = array->size - offset.QuadPart;

		n = left < cb ? (ULONG)left : cb;
		memcpy(pv, array->bytes + offset.QuadPart, n);
	}
	if (!array->sets_no_count)
		*done = n + array->claims;
	return S_OK;
}

static inline HRESULT
foreign_lockbytes_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset,
	const void *pv, ULONG cb, ULONG *done)
{
	(void)iface;
	(void)offset;
	(void)pv;
	(void)cb;
	(void)done;
	return STG_E_ACCESSDENIED;
}

static inline HRESULT
foreign_lockbytes_Flush(ILockBytes *iface)
{
	(void)iface;
	return S_OK;
}

static inline HRESULT
foreign_lockbytes_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	(void)iface;
	(void)size;
	return STG_E_ACCESSDENIED;
}

static inline HRESULT
foreign_lockbytes_LockRegion(ILockBytes *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER length, DWORD type)
{
	(void)iface;
	(void)offset;
	(void)length;
	(void)type;
	return STG_E_INVALIDFUNCTION;
}

static inline HRESULT
foreign_lockbytes_Stat(ILockBytes *iface, STATSTG *stat, DWORD flags)
{
	struct foreign_lockbytes *array = from_foreign_lockbytes(iface);

	if (FAILED(array->error))
		return array->error;
	memset(stat, 0, sizeof *stat);
	stat->type = STGTY_LOCKBYTES;
	stat->cbSize.QuadPart = array->size;
	if (flags == STATFLAG_DEFAULT || array->always_named)
		stat->pwcsName = CoTaskMemAlloc(16);
	return S_OK;
}

static const ILockBytesVtbl foreign_lockbytes_vtbl = {
	.QueryInterface = foreign_lockbytes_QueryInterface,
	.AddRef = foreign_lockbytes_AddRef,
	.Release = foreign_lockbytes_Release,
	.ReadAt = foreign_lockbytes_ReadAt,
	.WriteAt = foreign_lockbytes_WriteAt,
	.Flush = foreign_lockbytes_Flush,
	.SetSize = foreign_lockbytes_SetSize,
	.LockRegion = foreign_lockbytes_LockRegion,
	.UnlockRegion = foreign_lockbytes_LockRegion,
	.Stat = foreign_lockbytes_Stat,
};

/* An array of `size` bytes, each the low byte of its offset. */
static inline void
foreign_lockbytes_init(struct foreign_lockbytes *array, size_t size)
{
	memset(array, 0, sizeof *array);
	array->ILockBytes_iface.lpVtbl = &foreign_lockbytes_vtbl;
	array->refs = 1;
	array->size = size;
	for (size_t i = 0; i < size; i++)
		array->bytes[i] = (uint8_t)i;
}

#endif
