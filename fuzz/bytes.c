/* SPDX-License-Identifier: MIT */
/* A byte array that lives on the stack of the target. */
#include "bytes.h"

#include <string.h>

#include <stg/hresult.h>

#include "base/container.h"
#include "prove.h"

static struct bytes *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct bytes, ILockBytes_iface);
}

static HRESULT
bytes_QueryInterface(ILockBytes *iface, REFIID riid, void **ppvObject)
{
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ILockBytes))
		return E_NOINTERFACE;
	ILockBytes_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
bytes_AddRef(ILockBytes *iface)
{
	return ++from_ILockBytes(iface)->refs;
}

static ULONG
bytes_Release(ILockBytes *iface)
{
	PROVE(from_ILockBytes(iface)->refs > 1);
	return --from_ILockBytes(iface)->refs;
}

static HRESULT
bytes_ReadAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, void *pv, ULONG cb,
	ULONG *pcbRead)
{
	const struct bytes *bytes = from_ILockBytes(iface);
	size_t n = 0;

	if (ulOffset.QuadPart < bytes->size) {
		size_t offset = (size_t)ulOffset.QuadPart;

		n = bytes->size - offset < cb ? bytes->size - offset : cb;
		memcpy(pv, bytes->data + offset, n);
	}
	*pcbRead = (ULONG)n;
	return S_OK;
}

static HRESULT
bytes_WriteAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, const void *pv,
	ULONG cb, ULONG *pcbWritten)
{
	(void)iface;
	(void)ulOffset;
	(void)pv;
	(void)cb;
	(void)pcbWritten;
	PROVE(!"reading writes nothing");
	return STG_E_ACCESSDENIED;
}

static HRESULT
bytes_Flush(ILockBytes *iface)
{
	(void)iface;
	return S_OK;
}

static HRESULT
bytes_SetSize(ILockBytes *iface, ULARGE_INTEGER cb)
{
	(void)iface;
	(void)cb;
	PROVE(!"reading changes no size");
	return STG_E_ACCESSDENIED;
}

static HRESULT
bytes_LockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset, ULARGE_INTEGER cb,
	DWORD dwLockType)
{
	(void)iface;
	(void)libOffset;
	(void)cb;
	(void)dwLockType;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
bytes_Stat(ILockBytes *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	(void)grfStatFlag;
	memset(pstatstg, 0, sizeof *pstatstg);
	pstatstg->type = STGTY_LOCKBYTES;
	pstatstg->cbSize.QuadPart = from_ILockBytes(iface)->size;
	return S_OK;
}

static const ILockBytesVtbl bytes_vtbl = {
	.QueryInterface = bytes_QueryInterface,
	.AddRef = bytes_AddRef,
	.Release = bytes_Release,
	.ReadAt = bytes_ReadAt,
	.WriteAt = bytes_WriteAt,
	.Flush = bytes_Flush,
	.SetSize = bytes_SetSize,
	.LockRegion = bytes_LockRegion,
	.UnlockRegion = bytes_LockRegion,
	.Stat = bytes_Stat,
};

void
bytes_init(struct bytes *bytes, const uint8_t *data, size_t size)
{
	bytes->ILockBytes_iface.lpVtbl = &bytes_vtbl;
	bytes->data = data;
	bytes->size = size;
	bytes->refs = 1;
}
