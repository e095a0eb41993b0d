/* SPDX-License-Identifier: MIT */
/*
 * ILockBytes on a stream of any make: a position for each call. The array has
 * a clone of the stream where there is one, so that its position is its own;
 * a lock keeps seeking and reading together.
 */
#include <stg/helpers.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/lockbytes.h"
#include "stg/unknown.h"

struct stream_lockbytes {
	ILockBytes ILockBytes_iface;
	atomic_uint refs;
	pthread_mutex_t lock;
	IStream *stream;
};

static struct stream_lockbytes *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct stream_lockbytes, ILockBytes_iface);
}

static HRESULT
stream_lockbytes_QueryInterface(
	ILockBytes *iface, REFIID riid, void **ppvObject)
{
	return unknown_query(iface, &IID_ILockBytes,
		&from_ILockBytes(iface)->refs, riid, ppvObject);
}

static ULONG
stream_lockbytes_AddRef(ILockBytes *iface)
{
	return refs_take(&from_ILockBytes(iface)->refs);
}

static ULONG
stream_lockbytes_Release(ILockBytes *iface)
{
	struct stream_lockbytes *array = from_ILockBytes(iface);
	ULONG refs = refs_drop(&array->refs);

	if (refs != 0)
		return refs;
	IStream_Release(array->stream);
	pthread_mutex_destroy(&array->lock);
	free(array);
	return 0;
}

/* Describe the stream, or at least tell its size where it cannot. */
static HRESULT
stat_stream(IStream *stream, STATSTG *stat, DWORD flags)
{
	const LARGE_INTEGER nowhere = { .QuadPart = 0 };
	HRESULT hr;

	memset(stat, 0, sizeof *stat);
	hr = IStream_Stat(stream, stat, flags);
	if (FAILED(hr)) {
		memset(stat, 0, sizeof *stat);
		if (FAILED(IStream_Seek(
			    stream, nowhere, STREAM_SEEK_END, &stat->cbSize)))
			return hr;
	}
	if (flags == STATFLAG_NONAME) {
		CoTaskMemFree(stat->pwcsName); /* some give one all the same */
		stat->pwcsName = NULL;
	}
	return S_OK;
}

static HRESULT
seek(IStream *stream, uint64_t offset)
{
	LARGE_INTEGER move = { .QuadPart = (LONGLONG)offset };

	return IStream_Seek(stream, move, STREAM_SEEK_SET, NULL);
}

/* Streams may refuse a position that no byte has. */
static HRESULT
seek_to_read(IStream *stream, uint64_t offset, bool *at_end)
{
	HRESULT hr = seek(stream, offset);
	STATSTG stat;

	*at_end = false;
	if (SUCCEEDED(hr))
		return S_OK;
	if (FAILED(stat_stream(stream, &stat, STATFLAG_NONAME)) ||
		offset < stat.cbSize.QuadPart)
		return hr;
	*at_end = true;
	return S_OK;
}

static HRESULT
read_all(IStream *stream, char *bytes, ULONG length, ULONG *done)
{
	*done = 0;
	while (*done < length) {
		ULONG left = length - *done;
		ULONG got = 0;
		HRESULT hr = IStream_Read(stream, bytes + *done, left, &got);

		*done += got < left ? got : left;
		if (FAILED(hr))
			return hr;
		if (got == 0)
			break;
	}
	return S_OK;
}

static HRESULT
stream_lockbytes_ReadAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, void *pv,
	ULONG cb, ULONG *pcbRead)
{
	struct stream_lockbytes *array = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbRead);
	ULONG done = 0;
	bool at_end;

	if (FAILED(hr) || cb == 0)
		return hr;
	pthread_mutex_lock(&array->lock);
	hr = seek_to_read(array->stream, ulOffset.QuadPart, &at_end);
	if (SUCCEEDED(hr) && !at_end)
		hr = read_all(array->stream, pv, cb, &done);
	pthread_mutex_unlock(&array->lock);
	if (pcbRead)
		*pcbRead = done;
	return hr;
}

static HRESULT
write_all(IStream *stream, const char *bytes, ULONG length, ULONG *done)
{
	*done = 0;
	while (*done < length) {
		ULONG left = length - *done;
		ULONG put = 0;
		HRESULT hr = IStream_Write(stream, bytes + *done, left, &put);

		*done += put < left ? put : left;
		if (FAILED(hr))
			return hr;
		if (put == 0)
			return STG_E_MEDIUMFULL;
	}
	return S_OK;
}

static HRESULT
stream_lockbytes_WriteAt(ILockBytes *iface, ULARGE_INTEGER ulOffset,
	const void *pv, ULONG cb, ULONG *pcbWritten)
{
	struct stream_lockbytes *array = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbWritten);
	ULONG done = 0;

	if (FAILED(hr) || cb == 0)
		return hr;
	pthread_mutex_lock(&array->lock);
	hr = seek(array->stream, ulOffset.QuadPart);
	if (SUCCEEDED(hr))
		hr = write_all(array->stream, pv, cb, &done);
	pthread_mutex_unlock(&array->lock);
	if (pcbWritten)
		*pcbWritten = done;
	return hr;
}

static HRESULT
stream_lockbytes_Flush(ILockBytes *iface)
{
	struct stream_lockbytes *array = from_ILockBytes(iface);
	HRESULT hr;

	pthread_mutex_lock(&array->lock);
	hr = IStream_Commit(array->stream, STGC_DEFAULT);
	pthread_mutex_unlock(&array->lock);
	return hr;
}

static HRESULT
stream_lockbytes_SetSize(ILockBytes *iface, ULARGE_INTEGER cb)
{
	struct stream_lockbytes *array = from_ILockBytes(iface);
	HRESULT hr;

	pthread_mutex_lock(&array->lock);
	hr = IStream_SetSize(array->stream, cb);
	pthread_mutex_unlock(&array->lock);
	return hr;
}

static HRESULT
stream_lockbytes_LockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	(void)iface;
	(void)libOffset;
	(void)cb;
	(void)dwLockType;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
stream_lockbytes_UnlockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	return stream_lockbytes_LockRegion(iface, libOffset, cb, dwLockType);
}

/* All but the type and the locks is the stream's. */
static HRESULT
stream_lockbytes_Stat(ILockBytes *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	struct stream_lockbytes *array = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_stat(pstatstg, grfStatFlag);
	STATSTG stat;

	if (FAILED(hr))
		return hr;
	pthread_mutex_lock(&array->lock);
	hr = stat_stream(array->stream, &stat, grfStatFlag);
	pthread_mutex_unlock(&array->lock);
	if (FAILED(hr))
		return hr;
	stat.type = STGTY_LOCKBYTES;
	stat.grfLocksSupported = 0;
	*pstatstg = stat;
	return S_OK;
}

static const ILockBytesVtbl stream_lockbytes_vtbl = {
	.QueryInterface = stream_lockbytes_QueryInterface,
	.AddRef = stream_lockbytes_AddRef,
	.Release = stream_lockbytes_Release,
	.ReadAt = stream_lockbytes_ReadAt,
	.WriteAt = stream_lockbytes_WriteAt,
	.Flush = stream_lockbytes_Flush,
	.SetSize = stream_lockbytes_SetSize,
	.LockRegion = stream_lockbytes_LockRegion,
	.UnlockRegion = stream_lockbytes_UnlockRegion,
	.Stat = stream_lockbytes_Stat,
};

HRESULT
stg_lockbytes_on_stream(IStream *stream, ILockBytes **lockbytes)
{
	struct stream_lockbytes *array;
	IStream *clone = NULL;

	if (!lockbytes)
		return STG_E_INVALIDPOINTER;
	*lockbytes = NULL;
	if (!stream)
		return STG_E_INVALIDPOINTER;
	array = malloc(sizeof *array);
	if (!array)
		return STG_E_INSUFFICIENTMEMORY;
	if (FAILED(IStream_Clone(stream, &clone)) || !clone) {
		IStream_AddRef(stream);
		clone = stream;
	}
	array->ILockBytes_iface.lpVtbl = &stream_lockbytes_vtbl;
	atomic_init(&array->refs, 1);
	pthread_mutex_init(&array->lock, NULL);
	array->stream = clone;
	*lockbytes = &array->ILockBytes_iface;
	return S_OK;
}
