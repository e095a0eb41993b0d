/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "window.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct window {
	ILockBytes ILockBytes_iface; /* first: see from_ILockBytes */
	atomic_uint refs;
	ILockBytes *base;
	uint64_t offset;
	uint64_t size;
};

static struct window *
from_ILockBytes(ILockBytes *iface)
{
	return (struct window *)(void *)iface;
}

static HRESULT STDMETHODCALLTYPE
window_QueryInterface(ILockBytes *iface, REFIID riid, void **object)
{
	if (!object)
		return E_POINTER;
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ILockBytes))
		return E_NOINTERFACE;
	*object = iface;
	ILockBytes_AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE
window_AddRef(ILockBytes *iface)
{
	return atomic_fetch_add(&from_ILockBytes(iface)->refs, 1) + 1;
}

static ULONG STDMETHODCALLTYPE
window_Release(ILockBytes *iface)
{
	struct window *window = from_ILockBytes(iface);
	ULONG left = atomic_fetch_sub(&window->refs, 1) - 1;

	if (left == 0) {
		ILockBytes_Release(window->base);
		free(window);
	}
	return left;
}

static HRESULT STDMETHODCALLTYPE
window_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *bytes,
	ULONG count, ULONG *read)
{
	struct window *window = from_ILockBytes(iface);
	uint64_t left;

	if (read)
		*read = 0;
	if (offset.QuadPart >= window->size)
		return S_OK;
	left = window->size - offset.QuadPart;
	if (count > left)
		count = (ULONG)left;
	offset.QuadPart += window->offset;
	return ILockBytes_ReadAt(window->base, offset, bytes, count, read);
}

static HRESULT STDMETHODCALLTYPE
window_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset, const void *bytes,
	ULONG count, ULONG *written)
{
	(void)iface, (void)offset, (void)bytes, (void)count;
	if (written)
		*written = 0;
	return STG_E_ACCESSDENIED;
}

static HRESULT STDMETHODCALLTYPE
window_Flush(ILockBytes *iface)
{
	(void)iface;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
window_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	(void)iface, (void)size;
	return STG_E_ACCESSDENIED;
}

static HRESULT STDMETHODCALLTYPE
window_LockRegion(ILockBytes *iface, ULARGE_INTEGER offset, ULARGE_INTEGER size,
	DWORD type)
{
	(void)iface, (void)offset, (void)size, (void)type;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE
window_Stat(ILockBytes *iface, STATSTG *stat, DWORD flags)
{
	(void)flags;
	if (!stat)
		return STG_E_INVALIDPOINTER;
	memset(stat, 0, sizeof(*stat));
	stat->type = STGTY_LOCKBYTES;
	stat->cbSize.QuadPart = from_ILockBytes(iface)->size;
	return S_OK;
}

static const ILockBytesVtbl window_vtbl = {
	.QueryInterface = window_QueryInterface,
	.AddRef = window_AddRef,
	.Release = window_Release,
	.ReadAt = window_ReadAt,
	.WriteAt = window_WriteAt,
	.Flush = window_Flush,
	.SetSize = window_SetSize,
	.LockRegion = window_LockRegion,
	.UnlockRegion = window_LockRegion,
	.Stat = window_Stat,
};

ILockBytes *
window_create(ILockBytes *base, uint64_t offset, uint64_t size)
{
	struct window *window = memory_resize(NULL, 1, sizeof(*window));

	window->ILockBytes_iface.lpVtbl = &window_vtbl;
	atomic_init(&window->refs, 1);
	ILockBytes_AddRef(base);
	window->base = base;
	window->offset = offset;
	window->size = size;
	return &window->ILockBytes_iface;
}
