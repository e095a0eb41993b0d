/* SPDX-License-Identifier: MIT */
/*
 * ILockBytes on a global block of memory. The block has the lock and the size,
 * so any number of such objects may share one, and one whose block was freed
 * reads as empty.
 */
#include <stg/lockbytes.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/global.h"
#include "stg/lockbytes.h"
#include "stg/unknown.h"

struct memory_lockbytes {
	ILockBytes ILockBytes_iface;
	atomic_uint refs;
	struct global_block *block;
	bool owned; /* the block goes with the object */
};

static struct memory_lockbytes *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct memory_lockbytes, ILockBytes_iface);
}

static HRESULT
memory_lockbytes_QueryInterface(
	ILockBytes *iface, REFIID riid, void **ppvObject)
{
	return unknown_query(iface, &IID_ILockBytes,
		&from_ILockBytes(iface)->refs, riid, ppvObject);
}

static ULONG
memory_lockbytes_AddRef(ILockBytes *iface)
{
	return refs_take(&from_ILockBytes(iface)->refs);
}

static ULONG
memory_lockbytes_Release(ILockBytes *iface)
{
	struct memory_lockbytes *memory = from_ILockBytes(iface);
	ULONG refs = refs_drop(&memory->refs);

	if (refs != 0)
		return refs;
	global_block_leave(memory->block, memory->owned);
	free(memory);
	return 0;
}

static HRESULT
memory_lockbytes_ReadAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, void *pv,
	ULONG cb, ULONG *pcbRead)
{
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbRead);
	size_t done = 0;

	if (FAILED(hr))
		return hr;
	if (cb > 0 && ulOffset.QuadPart < SIZE_MAX)
		done = global_block_read(from_ILockBytes(iface)->block,
			(size_t)ulOffset.QuadPart, pv, cb);
	if (pcbRead)
		*pcbRead = (ULONG)done;
	return S_OK;
}

static HRESULT
memory_lockbytes_WriteAt(ILockBytes *iface, ULARGE_INTEGER ulOffset,
	const void *pv, ULONG cb, ULONG *pcbWritten)
{
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbWritten);

	if (FAILED(hr))
		return hr;
	if (ulOffset.QuadPart > SIZE_MAX ||
		!global_block_write(from_ILockBytes(iface)->block,
			(size_t)ulOffset.QuadPart, pv, cb))
		return E_OUTOFMEMORY;
	if (pcbWritten)
		*pcbWritten = cb;
	return S_OK;
}

static HRESULT
memory_lockbytes_Flush(ILockBytes *iface)
{
	(void)iface;
	return S_OK;
}

static HRESULT
memory_lockbytes_SetSize(ILockBytes *iface, ULARGE_INTEGER cb)
{
	if (cb.QuadPart > SIZE_MAX ||
		!global_block_resize(
			from_ILockBytes(iface)->block, (size_t)cb.QuadPart))
		return E_OUTOFMEMORY;
	return S_OK;
}

static HRESULT
memory_lockbytes_LockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	(void)iface;
	(void)libOffset;
	(void)cb;
	(void)dwLockType;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
memory_lockbytes_UnlockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	return memory_lockbytes_LockRegion(iface, libOffset, cb, dwLockType);
}

static HRESULT
memory_lockbytes_Stat(ILockBytes *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	HRESULT hr = lockbytes_begin_stat(pstatstg, grfStatFlag);

	if (SUCCEEDED(hr))
		pstatstg->cbSize.QuadPart =
			global_block_size(from_ILockBytes(iface)->block);
	return hr;
}

static const ILockBytesVtbl memory_lockbytes_vtbl = {
	.QueryInterface = memory_lockbytes_QueryInterface,
	.AddRef = memory_lockbytes_AddRef,
	.Release = memory_lockbytes_Release,
	.ReadAt = memory_lockbytes_ReadAt,
	.WriteAt = memory_lockbytes_WriteAt,
	.Flush = memory_lockbytes_Flush,
	.SetSize = memory_lockbytes_SetSize,
	.LockRegion = memory_lockbytes_LockRegion,
	.UnlockRegion = memory_lockbytes_UnlockRegion,
	.Stat = memory_lockbytes_Stat,
};

/* An object on a block, whose reference it takes over. */
static ILockBytes *
create(struct global_block *block, bool owned)
{
	struct memory_lockbytes *memory = malloc(sizeof *memory);

	if (!memory)
		return NULL;
	memory->ILockBytes_iface.lpVtbl = &memory_lockbytes_vtbl;
	atomic_init(&memory->refs, 1);
	memory->block = block;
	memory->owned = owned;
	return &memory->ILockBytes_iface;
}

HRESULT
CreateILockBytesOnHGlobal(
	HGLOBAL hGlobal, BOOL fDeleteOnRelease, LPLOCKBYTES *pplkbyt)
{
	struct global_block *block;
	HRESULT hr;

	if (!pplkbyt)
		return E_INVALIDARG;
	*pplkbyt = NULL;
	hr = global_block_enter(hGlobal, &block);
	if (FAILED(hr))
		return hr;
	*pplkbyt = create(block, fDeleteOnRelease);
	if (*pplkbyt)
		return S_OK;
	global_block_leave(block, !hGlobal);
	return E_OUTOFMEMORY;
}

HRESULT
GetHGlobalFromILockBytes(LPLOCKBYTES plkbyt, HGLOBAL *phglobal)
{
	if (!phglobal)
		return E_INVALIDARG;
	*phglobal = NULL;
	/* The table tells our objects from all others, whose QueryInterface
	 * may answer to anything. */
	if (!plkbyt || plkbyt->lpVtbl != &memory_lockbytes_vtbl)
		return E_INVALIDARG;
	*phglobal = global_block_handle(from_ILockBytes(plkbyt)->block);
	return S_OK;
}
