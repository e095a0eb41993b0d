/* SPDX-License-Identifier: MIT */
/*
 * The task allocator: malloc behind the documented names. The object lives for
 * ever and counts no references. Whether a block is one of ours is not known
 * without a register of all blocks, so DidAlloc says so.
 */
#include <stg/memory.h>

#include <malloc.h>
#include <stdlib.h>

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
	return pv ? malloc_usable_size(pv) : (SIZE_T)-1;
}

static int
taskmem_DidAlloc(IMalloc *iface, void *pv)
{
	(void)iface;
	(void)pv;
	return -1;
}

static void
taskmem_HeapMinimize(IMalloc *iface)
{
	(void)iface;
#ifdef __GLIBC__
	(void)malloc_trim(0);
#endif
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
	return malloc(cb ? cb : 1);
}

LPVOID
CoTaskMemRealloc(LPVOID pv, SIZE_T cb)
{
	if (pv && cb == 0) {
		free(pv);
		return NULL;
	}
	return realloc(pv, cb ? cb : 1);
}

void
CoTaskMemFree(LPVOID pv)
{
	free(pv);
}
