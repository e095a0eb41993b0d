/* SPDX-License-Identifier: MIT */
/*
 * A stream of a simple file has 4096 bytes at least, so that none is in the
 * mini stream. That, and that there are no storages, is what such a file is
 * known by: nothing in it says how it was made.
 */
#include "stg/simple.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <stg/cobjmacros.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/propsets.h"
#include "stg/unknown.h"

#define SIZE_MIN 4096

struct simple_root {
	IStorage IStorage_iface;
	atomic_uint refs;
	atomic_uint users; /* of the structure: itself, and its stream */
	IStorage *inner;
	bool creating;
	pthread_mutex_t lock; /* guards all below */
	struct propsets *propsets;  /* or NULL */
	struct simple_stream *open; /* or NULL */
};

struct simple_stream {
	IStream IStream_iface;
	atomic_uint refs;
	IStream *inner;
	bool creating;
	bool resized;
	struct simple_root *root; /* referenced */
};

static struct simple_root *
from_IStorage(IStorage *iface)
{
	return container_of(iface, struct simple_root, IStorage_iface);
}

static struct simple_stream *
from_IStream(IStream *iface)
{
	return container_of(iface, struct simple_stream, IStream_iface);
}

/* The structure stays for streams that outlive their root. */
static void
root_unref(struct simple_root *root)
{
	if (refs_drop(&root->users) != 0)
		return;
	pthread_mutex_destroy(&root->lock);
	free(root);
}

/* --- Streams ---------------------------------------------------------------*/

static HRESULT
size_of(IStream *stream, uint64_t *size)
{
	STATSTG stat;
	HRESULT hr = IStream_Stat(stream, &stat, STATFLAG_NONAME);

	if (SUCCEEDED(hr))
		*size = stat.cbSize.QuadPart;
	return hr;
}

static HRESULT
position_of(IStream *stream, uint64_t *position)
{
	const LARGE_INTEGER nowhere = { .QuadPart = 0 };
	ULARGE_INTEGER at;
	HRESULT hr = IStream_Seek(stream, nowhere, STREAM_SEEK_CUR, &at);

	if (SUCCEEDED(hr))
		*position = at.QuadPart;
	return hr;
}

/* A stream that was written or cut ends with the least size at least. */
static void
pad(struct simple_stream *stream)
{
	const ULARGE_INTEGER least = { .QuadPart = SIZE_MIN };
	uint64_t size = 0;

	if (!stream->creating && !stream->resized)
		return;
	if (SUCCEEDED(size_of(stream->inner, &size)) && size < SIZE_MIN)
		(void)IStream_SetSize(stream->inner, least);
}

static HRESULT
simple_stream_QueryInterface(IStream *iface, REFIID riid, void **ppvObject)
{
	return unknown_query(iface, &IID_IStream,
		&from_IStream(iface)->refs, riid, ppvObject);
}

static ULONG
simple_stream_AddRef(IStream *iface)
{
	return refs_take(&from_IStream(iface)->refs);
}

static ULONG
simple_stream_Release(IStream *iface)
{
	struct simple_stream *stream = from_IStream(iface);
	ULONG refs = refs_drop(&stream->refs);

	if (refs != 0)
		return refs;
	pthread_mutex_lock(&stream->root->lock);
	pad(stream);
	IStream_Release(stream->inner);
	stream->root->open = NULL;
	pthread_mutex_unlock(&stream->root->lock);
	root_unref(stream->root);
	free(stream);
	return 0;
}

static HRESULT
simple_stream_Read(IStream *iface, void *pv, ULONG cb, ULONG *pcbRead)
{
	return IStream_Read(from_IStream(iface)->inner, pv, cb, pcbRead);
}

/* A stream of an open file does not grow. */
static HRESULT
simple_stream_Write(IStream *iface, const void *pv, ULONG cb, ULONG *done)
{
	struct simple_stream *stream = from_IStream(iface);
	uint64_t position = 0;
	uint64_t size = 0;
	HRESULT hr = S_OK;

	if (!stream->creating) {
		hr = position_of(stream->inner, &position);
		if (SUCCEEDED(hr))
			hr = size_of(stream->inner, &size);
		if (SUCCEEDED(hr) && (position > size ||
			cb > size - position))
			hr = STG_E_WRITEFAULT;
	}
	if (FAILED(hr) && done)
		*done = 0;
	return FAILED(hr) ? hr : IStream_Write(stream->inner, pv, cb, done);
}

static HRESULT
simple_stream_Seek(IStream *iface, LARGE_INTEGER dlibMove, DWORD dwOrigin,
	ULARGE_INTEGER *plibNewPosition)
{
	return IStream_Seek(from_IStream(iface)->inner, dlibMove, dwOrigin,
		plibNewPosition);
}

static HRESULT
simple_stream_SetSize(IStream *iface, ULARGE_INTEGER libNewSize)
{
	struct simple_stream *stream = from_IStream(iface);
	uint64_t size = 0;
	HRESULT hr = stream->creating ? S_OK : size_of(stream->inner, &size);

	if (SUCCEEDED(hr) && !stream->creating && libNewSize.QuadPart > size)
		hr = STG_E_INVALIDFUNCTION;
	if (FAILED(hr))
		return hr;
	stream->resized = true;
	return IStream_SetSize(stream->inner, libNewSize);
}

static HRESULT
simple_stream_CopyTo(IStream *iface, IStream *pstm, ULARGE_INTEGER cb,
	ULARGE_INTEGER *pcbRead, ULARGE_INTEGER *pcbWritten)
{
	(void)iface;
	(void)pstm;
	(void)cb;
	(void)pcbRead;
	(void)pcbWritten;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_stream_Commit(IStream *iface, DWORD grfCommitFlags)
{
	return IStream_Commit(from_IStream(iface)->inner, grfCommitFlags);
}

static HRESULT
simple_stream_Revert(IStream *iface)
{
	return IStream_Revert(from_IStream(iface)->inner);
}

static HRESULT
simple_stream_LockRegion(IStream *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	return IStream_LockRegion(from_IStream(iface)->inner, libOffset, cb,
		dwLockType);
}

static HRESULT
simple_stream_UnlockRegion(IStream *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	return IStream_UnlockRegion(from_IStream(iface)->inner, libOffset, cb,
		dwLockType);
}

/* While it is written, the size is how far that has come. */
static HRESULT
simple_stream_Stat(IStream *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	struct simple_stream *stream = from_IStream(iface);
	uint64_t position = 0;
	HRESULT hr;

	if (pstatstg && grfStatFlag == STATFLAG_DEFAULT)
		return STG_E_INVALIDFLAG; /* documented: no names */
	hr = IStream_Stat(stream->inner, pstatstg, grfStatFlag);
	if (SUCCEEDED(hr) && stream->creating)
		hr = position_of(stream->inner, &position);
	if (SUCCEEDED(hr) && stream->creating)
		pstatstg->cbSize.QuadPart = position;
	return hr;
}

static HRESULT
simple_stream_Clone(IStream *iface, IStream **ppstm)
{
	(void)iface;
	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	return STG_E_INVALIDFUNCTION;
}

const IStreamVtbl simple_stream_vtbl = {
	.QueryInterface = simple_stream_QueryInterface,
	.AddRef = simple_stream_AddRef,
	.Release = simple_stream_Release,
	.Read = simple_stream_Read,
	.Write = simple_stream_Write,
	.Seek = simple_stream_Seek,
	.SetSize = simple_stream_SetSize,
	.CopyTo = simple_stream_CopyTo,
	.Commit = simple_stream_Commit,
	.Revert = simple_stream_Revert,
	.LockRegion = simple_stream_LockRegion,
	.UnlockRegion = simple_stream_UnlockRegion,
	.Stat = simple_stream_Stat,
	.Clone = simple_stream_Clone,
};

/* --- The root --------------------------------------------------------------*/

/* Sets in streams, as far as streams are to be had. */
static HRESULT
query_propsets(struct simple_root *root, void **out)
{
	pthread_mutex_lock(&root->lock);
	if (!root->propsets)
		root->propsets = propsets_create(&root->IStorage_iface);
	pthread_mutex_unlock(&root->lock);
	if (!root->propsets)
		return STG_E_INSUFFICIENTMEMORY;
	IStorage_AddRef(&root->IStorage_iface);
	*out = propsets_interface(root->propsets);
	return S_OK;
}

static HRESULT
simple_root_QueryInterface(IStorage *iface, REFIID riid, void **ppvObject)
{
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (IsEqualIID(riid, &IID_IPropertySetStorage))
		return query_propsets(from_IStorage(iface), ppvObject);
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IStorage))
		return E_NOINTERFACE;
	IStorage_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
simple_root_AddRef(IStorage *iface)
{
	return refs_take(&from_IStorage(iface)->refs);
}

static ULONG
simple_root_Release(IStorage *iface)
{
	struct simple_root *root = from_IStorage(iface);
	ULONG refs = refs_drop(&root->refs);

	if (refs != 0)
		return refs;
	propsets_detach(root->propsets);
	pthread_mutex_lock(&root->lock);
	/* The stream ends with it, and is long enough before. */
	if (root->open)
		pad(root->open);
	IStorage_Release(root->inner);
	pthread_mutex_unlock(&root->lock);
	root_unref(root);
	return 0;
}

/* A stream object for an ordinary stream, which is taken over. */
static HRESULT
wrap_stream(struct simple_root *root, IStream *inner, IStream **out)
{
	struct simple_stream *stream = calloc(1, sizeof *stream);

	if (!stream) {
		IStream_Release(inner);
		return STG_E_INSUFFICIENTMEMORY;
	}
	stream->IStream_iface.lpVtbl = &simple_stream_vtbl;
	atomic_init(&stream->refs, 1);
	stream->inner = inner;
	stream->creating = root->creating;
	stream->root = root;
	refs_take(&root->users);
	root->open = stream;
	*out = &stream->IStream_iface;
	return S_OK;
}

static HRESULT
simple_root_CreateStream(IStorage *iface, const OLECHAR *pwcsName,
	DWORD grfMode, DWORD reserved1, DWORD reserved2, IStream **ppstm)
{
	struct simple_root *root = from_IStorage(iface);
	HRESULT hr = S_OK;
	IStream *inner;

	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	if (!root->creating)
		return STG_E_INVALIDFUNCTION;
	if (grfMode & STGM_CREATE)
		return STG_E_INVALIDFLAG;
	pthread_mutex_lock(&root->lock);
	if (root->open)
		hr = STG_E_INVALIDFUNCTION;
	if (SUCCEEDED(hr))
		hr = IStorage_CreateStream(root->inner, pwcsName, grfMode &
			~STGM_SIMPLE, reserved1, reserved2, &inner);
	if (SUCCEEDED(hr))
		hr = wrap_stream(root, inner, ppstm);
	pthread_mutex_unlock(&root->lock);
	return hr;
}

static HRESULT
simple_root_OpenStream(IStorage *iface, const OLECHAR *pwcsName,
	void *reserved1, DWORD grfMode, DWORD reserved2, IStream **ppstm)
{
	struct simple_root *root = from_IStorage(iface);
	HRESULT hr = S_OK;
	IStream *inner;

	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	if (root->creating)
		return STG_E_INVALIDFUNCTION;
	pthread_mutex_lock(&root->lock);
	if (root->open)
		hr = STG_E_INVALIDFUNCTION;
	if (SUCCEEDED(hr))
		hr = IStorage_OpenStream(root->inner, pwcsName, reserved1,
			grfMode & ~STGM_SIMPLE, reserved2, &inner);
	if (SUCCEEDED(hr))
		hr = wrap_stream(root, inner, ppstm);
	pthread_mutex_unlock(&root->lock);
	return hr;
}

static HRESULT
simple_root_CreateStorage(IStorage *iface, const OLECHAR *pwcsName,
	DWORD grfMode, DWORD reserved1, DWORD reserved2, IStorage **ppstg)
{
	(void)iface;
	(void)pwcsName;
	(void)grfMode;
	(void)reserved1;
	(void)reserved2;
	if (!ppstg)
		return STG_E_INVALIDPOINTER;
	*ppstg = NULL;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_OpenStorage(IStorage *iface, const OLECHAR *pwcsName,
	IStorage *pstgPriority, DWORD grfMode, SNB snbExclude, DWORD reserved,
	IStorage **ppstg)
{
	(void)pstgPriority;
	(void)snbExclude;
	return simple_root_CreateStorage(iface, pwcsName, grfMode, reserved, 0,
		ppstg);
}

static HRESULT
simple_root_CopyTo(IStorage *iface, DWORD ciidExclude, const IID *rgiidExclude,
	SNB snbExclude, IStorage *pstgDest)
{
	(void)iface;
	(void)ciidExclude;
	(void)rgiidExclude;
	(void)snbExclude;
	(void)pstgDest;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_MoveElementTo(IStorage *iface, const OLECHAR *pwcsName,
	IStorage *pstgDest, const OLECHAR *pwcsNewName, DWORD grfFlags)
{
	(void)iface;
	(void)pwcsName;
	(void)pstgDest;
	(void)pwcsNewName;
	(void)grfFlags;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_Commit(IStorage *iface, DWORD grfCommitFlags)
{
	struct simple_root *root = from_IStorage(iface);
	HRESULT hr = propsets_flush(root->propsets);

	return SUCCEEDED(hr) ? IStorage_Commit(root->inner, grfCommitFlags)
			     : hr;
}

static HRESULT
simple_root_Revert(IStorage *iface)
{
	(void)iface;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_EnumElements(IStorage *iface, DWORD reserved1, void *reserved2,
	DWORD reserved3, IEnumSTATSTG **ppenum)
{
	(void)iface;
	(void)reserved1;
	(void)reserved2;
	(void)reserved3;
	if (!ppenum)
		return STG_E_INVALIDPOINTER;
	*ppenum = NULL;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_DestroyElement(IStorage *iface, const OLECHAR *pwcsName)
{
	(void)iface;
	(void)pwcsName;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_RenameElement(IStorage *iface, const OLECHAR *pwcsOldName,
	const OLECHAR *pwcsNewName)
{
	(void)iface;
	(void)pwcsOldName;
	(void)pwcsNewName;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_SetElementTimes(IStorage *iface, const OLECHAR *pwcsName,
	const FILETIME *pctime, const FILETIME *patime, const FILETIME *pmtime)
{
	if (pwcsName)
		return STG_E_INVALIDFUNCTION;
	return IStorage_SetElementTimes(from_IStorage(iface)->inner, NULL,
		pctime, patime, pmtime);
}

static HRESULT
simple_root_SetClass(IStorage *iface, REFCLSID clsid)
{
	return IStorage_SetClass(from_IStorage(iface)->inner, clsid);
}

static HRESULT
simple_root_SetStateBits(IStorage *iface, DWORD grfStateBits, DWORD grfMask)
{
	(void)iface;
	(void)grfStateBits;
	(void)grfMask;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
simple_root_Stat(IStorage *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	(void)iface;
	(void)pstatstg;
	(void)grfStatFlag;
	return STG_E_INVALIDFUNCTION;
}

const IStorageVtbl simple_root_vtbl = {
	.QueryInterface = simple_root_QueryInterface,
	.AddRef = simple_root_AddRef,
	.Release = simple_root_Release,
	.CreateStream = simple_root_CreateStream,
	.OpenStream = simple_root_OpenStream,
	.CreateStorage = simple_root_CreateStorage,
	.OpenStorage = simple_root_OpenStorage,
	.CopyTo = simple_root_CopyTo,
	.MoveElementTo = simple_root_MoveElementTo,
	.Commit = simple_root_Commit,
	.Revert = simple_root_Revert,
	.EnumElements = simple_root_EnumElements,
	.DestroyElement = simple_root_DestroyElement,
	.RenameElement = simple_root_RenameElement,
	.SetElementTimes = simple_root_SetElementTimes,
	.SetClass = simple_root_SetClass,
	.SetStateBits = simple_root_SetStateBits,
	.Stat = simple_root_Stat,
};

/* --- Making one ------------------------------------------------------------*/

static HRESULT
wrap_root(IStorage **storage, bool creating)
{
	struct simple_root *root = calloc(1, sizeof *root);

	if (!root) {
		IStorage_Release(*storage);
		*storage = NULL;
		return STG_E_INSUFFICIENTMEMORY;
	}
	root->IStorage_iface.lpVtbl = &simple_root_vtbl;
	atomic_init(&root->refs, 1);
	atomic_init(&root->users, 1);
	root->inner = *storage;
	root->creating = creating;
	pthread_mutex_init(&root->lock, NULL);
	*storage = &root->IStorage_iface;
	return S_OK;
}

HRESULT
simple_root_created(IStorage **storage)
{
	return wrap_root(storage, true);
}

/* S_OK if the file is what a simple one is. */
static HRESULT
check_format(IStorage *storage)
{
	IEnumSTATSTG *elements;
	STATSTG element;
	HRESULT hr = IStorage_EnumElements(storage, 0, NULL, 0, &elements);

	if (FAILED(hr))
		return hr;
	while ((hr = IEnumSTATSTG_Next(elements, 1, &element, NULL)) == S_OK) {
		CoTaskMemFree(element.pwcsName);
		if (element.type != STGTY_STREAM ||
			element.cbSize.QuadPart < SIZE_MIN) {
			hr = STG_E_NOTSIMPLEFORMAT;
			break;
		}
	}
	IEnumSTATSTG_Release(elements);
	return FAILED(hr) ? hr : S_OK;
}

HRESULT
simple_root_opened(IStorage **storage)
{
	HRESULT hr = check_format(*storage);

	if (SUCCEEDED(hr))
		return wrap_root(storage, false);
	IStorage_Release(*storage);
	*storage = NULL;
	return hr;
}
