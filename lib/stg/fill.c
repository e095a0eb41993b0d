/* SPDX-License-Identifier: MIT */
/*
 * Which bytes have arrived is a sorted list of ranges, most often one. A read
 * that needs others is E_PENDING while they may still come.
 */
#include "stg/fill.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/docfile.h>
#include <stg/helpers.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "base/list.h"
#include "base/refs.h"
#include "stg/errno_hresult.h"
#include "stg/lockbytes.h"
#include "stg/utf8.h"

/* What Stat says of an array whose end nobody knows yet. */
#define SIZE_UNKNOWN UINT64_C(0x7FFFFE00)

/* Bytes that are there: `end` is behind the last. */
struct piece {
	struct list links;
	uint64_t begin;
	uint64_t end;
};

struct fill {
	IFillLockBytes IFillLockBytes_iface;
	ILockBytes ILockBytes_iface;
	atomic_uint refs;
	ILockBytes *below;
	pthread_mutex_t lock; /* guards all below */
	struct list pieces;   /* apart from each other, in order */
	uint64_t appended;    /* where FillAppend goes on */
	uint64_t size;        /* SetFillSize, or SIZE_UNKNOWN */
	bool ended;
	bool canceled;
};

static struct fill *
from_IFillLockBytes(IFillLockBytes *iface)
{
	return container_of(iface, struct fill, IFillLockBytes_iface);
}

static struct fill *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct fill, ILockBytes_iface);
}

static struct piece *
from_links(struct list *links)
{
	return container_of(links, struct piece, links);
}

/* --- Both interfaces ------------------------------*/

static HRESULT
fill_QueryInterface(IFillLockBytes *iface, REFIID riid, void **ppvObject)
{
	struct fill *fill = from_IFillLockBytes(iface);

	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (IsEqualIID(riid, &IID_IUnknown) ||
		IsEqualIID(riid, &IID_IFillLockBytes))
		*ppvObject = &fill->IFillLockBytes_iface;
	else if (IsEqualIID(riid, &IID_ILockBytes))
		*ppvObject = &fill->ILockBytes_iface;
	else
		return E_NOINTERFACE;
	IFillLockBytes_AddRef(iface);
	return S_OK;
}

static ULONG
fill_AddRef(IFillLockBytes *iface)
{
	return refs_take(&from_IFillLockBytes(iface)->refs);
}

static void
destroy(struct fill *fill)
{
	while (!list_empty(&fill->pieces)) {
		struct piece *piece = from_links(fill->pieces.next);

		list_remove(&piece->links);
		free(piece);
	}
	ILockBytes_Release(fill->below);
	pthread_mutex_destroy(&fill->lock);
	free(fill);
}

static ULONG
fill_Release(IFillLockBytes *iface)
{
	struct fill *fill = from_IFillLockBytes(iface);
	ULONG refs = refs_drop(&fill->refs);

	if (refs == 0)
		destroy(fill);
	return refs;
}

static HRESULT
filled_QueryInterface(ILockBytes *iface, REFIID riid, void **ppvObject)
{
	return fill_QueryInterface(&from_ILockBytes(iface)
		->IFillLockBytes_iface, riid, ppvObject);
}

static ULONG
filled_AddRef(ILockBytes *iface)
{
	return fill_AddRef(&from_ILockBytes(iface)->IFillLockBytes_iface);
}

static ULONG
filled_Release(ILockBytes *iface)
{
	return fill_Release(&from_ILockBytes(iface)->IFillLockBytes_iface);
}

/* --- What is there ------------------------------*/

/* Add a range, joined with those that it touches. Under the lock. */
static HRESULT
add_piece(struct fill *fill, uint64_t begin, uint64_t end)
{
	struct piece *piece = malloc(sizeof *piece);
	struct list *l = fill->pieces.next;

	if (!piece)
		return E_OUTOFMEMORY;
	while (l != &fill->pieces && from_links(l)->end < begin)
		l = l->next;
	while (l != &fill->pieces && from_links(l)->begin <= end) {
		struct piece *old = from_links(l);

		l = l->next;
		if (old->begin < begin)
			begin = old->begin;
		if (old->end > end)
			end = old->end;
		list_remove(&old->links);
		free(old);
	}
	piece->begin = begin;
	piece->end = end;
	list_append(l, &piece->links); /* before it */
	return S_OK;
}

/* Is all of a range there? An empty one always is. */
static bool
is_there(struct fill *fill, uint64_t begin, uint64_t end)
{
	for (struct list *l = fill->pieces.next; l != &fill->pieces;
		l = l->next) {
		if (from_links(l)->begin <= begin && end <= from_links(l)->end)
			return true;
	}
	return begin >= end;
}

/* Where the array ends, as far as is known. */
static uint64_t
known_end(struct fill *fill)
{
	if (!fill->ended || fill->canceled || fill->size != SIZE_UNKNOWN)
		return fill->size;
	return list_empty(&fill->pieces)
			? 0 : from_links(fill->pieces.prev)->end;
}

/* --- IFillLockBytes ------------------------------*/

static HRESULT
write_below(struct fill *fill, uint64_t at, const void *bytes, ULONG length,
	ULONG *written)
{
	ULARGE_INTEGER offset = { .QuadPart = at };
	HRESULT hr;

	if (fill->ended)
		return STG_E_TERMINATED;
	if (at > UINT64_MAX - length)
		return E_INVALIDARG;
	hr = ILockBytes_WriteAt(fill->below, offset, bytes, length, written);
	if (SUCCEEDED(hr) && *written != 0)
		hr = add_piece(fill, at, at + *written);
	return hr;
}

static HRESULT
fill_FillAt(IFillLockBytes *iface, ULARGE_INTEGER ulOffset, const void *pv,
	ULONG cb, ULONG *pcbWritten)
{
	struct fill *fill = from_IFillLockBytes(iface);
	ULONG written = 0;
	HRESULT hr = E_INVALIDARG;

	if (pv || cb == 0) {
		pthread_mutex_lock(&fill->lock);
		hr = write_below(fill, ulOffset.QuadPart, pv, cb, &written);
		pthread_mutex_unlock(&fill->lock);
	}
	if (pcbWritten)
		*pcbWritten = written;
	return hr;
}

static HRESULT
fill_FillAppend(IFillLockBytes *iface, const void *pv, ULONG cb,
	ULONG *pcbWritten)
{
	struct fill *fill = from_IFillLockBytes(iface);
	ULONG written = 0;
	HRESULT hr = E_INVALIDARG;

	if (pv || cb == 0) {
		pthread_mutex_lock(&fill->lock);
		hr = write_below(fill, fill->appended, pv, cb, &written);
		fill->appended += written;
		pthread_mutex_unlock(&fill->lock);
	}
	if (pcbWritten)
		*pcbWritten = written;
	return hr;
}

static HRESULT
fill_SetFillSize(IFillLockBytes *iface, ULARGE_INTEGER ulSize)
{
	struct fill *fill = from_IFillLockBytes(iface);

	pthread_mutex_lock(&fill->lock);
	fill->size = ulSize.QuadPart;
	pthread_mutex_unlock(&fill->lock);
	return S_OK;
}

static HRESULT
fill_Terminate(IFillLockBytes *iface, BOOL bCanceled)
{
	struct fill *fill = from_IFillLockBytes(iface);

	pthread_mutex_lock(&fill->lock);
	fill->ended = true;
	fill->canceled = bCanceled != FALSE;
	pthread_mutex_unlock(&fill->lock);
	return S_OK;
}

const IFillLockBytesVtbl fill_vtbl = {
	.QueryInterface = fill_QueryInterface,
	.AddRef = fill_AddRef,
	.Release = fill_Release,
	.FillAppend = fill_FillAppend,
	.FillAt = fill_FillAt,
	.SetFillSize = fill_SetFillSize,
	.Terminate = fill_Terminate,
};

/* --- ILockBytes ------------------------------*/

/* May the range be read, and how much of it? Under the lock. */
static HRESULT
check_range(struct fill *fill, uint64_t begin, ULONG *length)
{
	uint64_t end = known_end(fill);

	if (begin > UINT64_MAX - *length)
		return E_INVALIDARG;
	if (begin >= end) {
		*length = 0;
		return fill->size == SIZE_UNKNOWN ? S_OK : E_FAIL;
	}
	if (*length > end - begin)
		*length = (ULONG)(end - begin);
	if (is_there(fill, begin, begin + *length))
		return S_OK;
	if (!fill->ended)
		return E_PENDING;
	return fill->canceled ? STG_E_INCOMPLETE : S_OK;
}

static HRESULT
filled_ReadAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, void *pv, ULONG cb,
	ULONG *pcbRead)
{
	struct fill *fill = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbRead);

	if (FAILED(hr))
		return hr;
	pthread_mutex_lock(&fill->lock);
	hr = check_range(fill, ulOffset.QuadPart, &cb);
	pthread_mutex_unlock(&fill->lock);
	if (FAILED(hr) || cb == 0)
		return hr;
	return ILockBytes_ReadAt(fill->below, ulOffset, pv, cb, pcbRead);
}

/* Only whoever fills it writes. */
static HRESULT
filled_WriteAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, const void *pv,
	ULONG cb, ULONG *pcbWritten)
{
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbWritten);

	(void)iface;
	(void)ulOffset;
	return FAILED(hr) ? hr : STG_E_ACCESSDENIED;
}

static HRESULT
filled_Flush(ILockBytes *iface)
{
	return ILockBytes_Flush(from_ILockBytes(iface)->below);
}

static HRESULT
filled_SetSize(ILockBytes *iface, ULARGE_INTEGER cb)
{
	(void)iface;
	(void)cb;
	return STG_E_ACCESSDENIED;
}

static HRESULT
filled_LockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	return ILockBytes_LockRegion(from_ILockBytes(iface)->below, libOffset,
		cb, dwLockType);
}

static HRESULT
filled_UnlockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	return ILockBytes_UnlockRegion(from_ILockBytes(iface)->below,
		libOffset, cb, dwLockType);
}

static HRESULT
filled_Stat(ILockBytes *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	struct fill *fill = from_ILockBytes(iface);
	HRESULT hr = ILockBytes_Stat(fill->below, pstatstg, grfStatFlag);

	if (FAILED(hr))
		return hr;
	pthread_mutex_lock(&fill->lock);
	pstatstg->cbSize.QuadPart = known_end(fill);
	pthread_mutex_unlock(&fill->lock);
	return hr;
}

const ILockBytesVtbl filled_vtbl = {
	.QueryInterface = filled_QueryInterface,
	.AddRef = filled_AddRef,
	.Release = filled_Release,
	.ReadAt = filled_ReadAt,
	.WriteAt = filled_WriteAt,
	.Flush = filled_Flush,
	.SetSize = filled_SetSize,
	.LockRegion = filled_LockRegion,
	.UnlockRegion = filled_UnlockRegion,
	.Stat = filled_Stat,
};

/* --- Making one ------------------------------*/

HRESULT
StgGetIFillLockBytesOnILockBytes(ILockBytes *pilb,
	struct IFillLockBytes **ppflb)
{
	struct fill *fill;

	if (!ppflb)
		return E_INVALIDARG;
	*ppflb = NULL;
	if (!pilb)
		return E_INVALIDARG;
	fill = calloc(1, sizeof *fill);
	if (!fill)
		return E_OUTOFMEMORY;
	fill->IFillLockBytes_iface.lpVtbl = &fill_vtbl;
	fill->ILockBytes_iface.lpVtbl = &filled_vtbl;
	atomic_init(&fill->refs, 1);
	pthread_mutex_init(&fill->lock, NULL);
	list_init(&fill->pieces);
	fill->size = SIZE_UNKNOWN;
	fill->below = pilb;
	ILockBytes_AddRef(pilb);
	*ppflb = &fill->IFillLockBytes_iface;
	return S_OK;
}

HRESULT
StgGetIFillLockBytesOnFile(const OLECHAR *pwcsName,
	struct IFillLockBytes **ppflb)
{
	ILockBytes *bytes;
	char *path;
	HRESULT hr;

	if (!ppflb)
		return E_INVALIDARG;
	*ppflb = NULL;
	if (!pwcsName || !*pwcsName)
		return E_INVALIDARG;
	path = stg_utf8_from_olestr(pwcsName);
	if (!path)
		return hresult_from_errno(errno, IO_OPEN);
	hr = stg_lockbytes_on_file(path, STGM_CREATE | STGM_READWRITE, &bytes);
	free(path);
	if (FAILED(hr))
		return hr;
	hr = StgGetIFillLockBytesOnILockBytes(bytes, ppflb);
	ILockBytes_Release(bytes);
	return hr;
}

HRESULT
StgOpenAsyncDocfileOnIFillLockBytes(struct IFillLockBytes *pflb,
	DWORD grfMode, DWORD asyncFlags, IStorage **ppstgOpen)
{
	void *bytes;
	HRESULT hr;

	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	if (!pflb || asyncFlags & ~ASYNC_MODE_COMPATIBILITY)
		return E_INVALIDARG;
	hr = IFillLockBytes_QueryInterface(pflb, &IID_ILockBytes, &bytes);
	if (FAILED(hr))
		return E_INVALIDARG;
	hr = StgOpenStorageOnILockBytes(bytes, NULL, grfMode, NULL, 0,
		ppstgOpen);
	ILockBytes_Release((ILockBytes *)bytes);
	return hr;
}
