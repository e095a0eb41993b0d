/* SPDX-License-Identifier: MIT */
/*
 * The task allocator: malloc behind the documented names, and a spy beside it
 * if a program set one. The object lives for ever and counts no references.
 */
#include "stg/taskmem.h"

#include <stg/memory.h>

#include "stg/mallocspy.h"

static HRESULT
taskmem_QueryInterface(IMalloc *iface, REFIID riid, void **ppvObject)
{
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IMalloc))
		return E_NOINTERFACE;
	*ppvObject = iface;
	return S_OK;
}

static ULONG
taskmem_AddRef(IMalloc *iface)
{
	(void)iface;
	return 2;
}

static ULONG
taskmem_Release(IMalloc *iface)
{
	(void)iface;
	return 1;
}

static void *
taskmem_Alloc(IMalloc *iface, SIZE_T cb)
{
	(void)iface;
	return CoTaskMemAlloc(cb);
}

static void *
taskmem_Realloc(IMalloc *iface, void *pv, SIZE_T cb)
{
	(void)iface;
	return CoTaskMemRealloc(pv, cb);
}

static void
taskmem_Free(IMalloc *iface, void *pv)
{
	(void)iface;
	CoTaskMemFree(pv);
}

/* NULL has no size, which is told by the largest number. */
static SIZE_T
taskmem_GetSize(IMalloc *iface, void *pv)
{
	(void)iface;
	if (!pv)
		return (SIZE_T)-1;
	return mallocspy_is_there() ? mallocspy_get_size(pv) :
		taskmem_get_size(pv);
}

static int
taskmem_DidAlloc(IMalloc *iface, void *pv)
{
	(void)iface;
	return mallocspy_is_there() ? mallocspy_did_alloc(pv) :
		taskmem_did_alloc(pv);
}

static void
taskmem_HeapMinimize(IMalloc *iface)
{
	(void)iface;
	if (mallocspy_is_there())
		mallocspy_minimize();
	else
		taskmem_minimize();
}

static const IMallocVtbl taskmem_vtbl = {
	.QueryInterface = taskmem_QueryInterface,
	.AddRef = taskmem_AddRef,
	.Release = taskmem_Release,
	.Alloc = taskmem_Alloc,
	.Realloc = taskmem_Realloc,
	.Free = taskmem_Free,
	.GetSize = taskmem_GetSize,
	.DidAlloc = taskmem_DidAlloc,
	.HeapMinimize = taskmem_HeapMinimize,
};

HRESULT
CoGetMalloc(DWORD dwMemContext, LPMALLOC *ppMalloc)
{
	static IMalloc taskmem = { &taskmem_vtbl };

	if (!ppMalloc)
		return E_INVALIDARG;
	*ppMalloc = NULL;
	if (dwMemContext != MEMCTX_TASK)
		return E_INVALIDARG;
	*ppMalloc = &taskmem;
	return S_OK;
}

LPVOID
CoTaskMemAlloc(SIZE_T cb)
{
	return mallocspy_is_there() ? mallocspy_alloc(cb) : taskmem_alloc(cb);
}

LPVOID
CoTaskMemRealloc(LPVOID pv, SIZE_T cb)
{
	if (!pv)
		return CoTaskMemAlloc(cb);
	if (cb == 0) {
		CoTaskMemFree(pv);
		return NULL;
	}
	return mallocspy_is_there() ? mallocspy_realloc(pv, cb) :
		realloc(pv, cb);
}

void
CoTaskMemFree(LPVOID pv)
{
	if (pv && mallocspy_is_there())
		mallocspy_free(pv);
	else
		free(pv);
}
