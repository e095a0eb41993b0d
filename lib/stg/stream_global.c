/* SPDX-License-Identifier: MIT */
/*
 * IStream on a global block of memory. Clones share the block, each with a
 * position of its own. Positions have 32 bits, the high parts of numbers are
 * ignored. The block has its own lock; the position is the stream's.
 */
#include <stg/stream.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/copy.h"
#include "stg/global.h"
#include "stg/statstg.h"

/* What clones share. */
struct body {
	atomic_uint refs;
	struct global_block *block;
	bool owned; /* the block goes with the last of them */
};

struct global_stream {
	IStream IStream_iface;
	atomic_uint refs;
	struct body *body;
	pthread_mutex_t lock; /* of the position */
	uint32_t position;
};

static const IStreamVtbl global_stream_vtbl;

static struct global_stream *
from_IStream(IStream *iface)
{
	return container_of(iface, struct global_stream, IStream_iface);
}

static HRESULT
global_stream_QueryInterface(IStream *iface, REFIID riid, void **ppvObject)
{
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ISequentialStream) &&
		!IsEqualIID(riid, &IID_IStream))
		return E_NOINTERFACE;
	IStream_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
global_stream_AddRef(IStream *iface)
{
	return refs_take(&from_IStream(iface)->refs);
}

static void
body_unref(struct body *body)
{
	if (refs_drop(&body->refs) != 0)
		return;
	global_block_leave(body->block, body->owned);
	free(body);
}

static ULONG
global_stream_Release(IStream *iface)
{
	struct global_stream *stream = from_IStream(iface);
	ULONG refs = refs_drop(&stream->refs);

	if (refs != 0)
		return refs;
	body_unref(stream->body);
	pthread_mutex_destroy(&stream->lock);
	free(stream);
	return 0;
}

static HRESULT
global_stream_Read(IStream *iface, void *pv, ULONG cb, ULONG *pcbRead)
{
	struct global_stream *stream = from_IStream(iface);
	size_t done;

	if (pcbRead)
		*pcbRead = 0;
	if (!pv)
		return STG_E_INVALIDPOINTER;
	pthread_mutex_lock(&stream->lock);
	done = global_block_read(stream->body->block, stream->position, pv, cb);
	stream->position += (uint32_t)done;
	pthread_mutex_unlock(&stream->lock);
	if (pcbRead)
		*pcbRead = (ULONG)done;
	return S_OK;
}

static HRESULT
global_stream_Write(IStream *iface, const void *pv, ULONG cb,
	ULONG *pcbWritten)
{
	struct global_stream *stream = from_IStream(iface);
	bool done = true;

	if (pcbWritten)
		*pcbWritten = 0;
	if (!pv)
		return STG_E_INVALIDPOINTER;
	pthread_mutex_lock(&stream->lock);
	if (cb > 0)
		done = cb <= UINT32_MAX - stream->position &&
			global_block_write(stream->body->block,
				stream->position, pv, cb);
	if (done)
		stream->position += cb;
	pthread_mutex_unlock(&stream->lock);
	if (!done)
		return E_OUTOFMEMORY;
	if (pcbWritten)
		*pcbWritten = cb;
	return S_OK;
}

/* From the start no more than 2 GB can be said, by a signed number. */
static HRESULT
seek(struct global_stream *stream, int32_t move, DWORD origin)
{
	int64_t base = 0;

	if (origin == STREAM_SEEK_CUR)
		base = stream->position;
	else if (origin == STREAM_SEEK_END)
		base = (uint32_t)global_block_size(stream->body->block);
	else if (origin != STREAM_SEEK_SET)
		return STG_E_SEEKERROR;
	if (base + move < 0 || base + move > UINT32_MAX)
		return STG_E_SEEKERROR;
	stream->position = (uint32_t)(base + move);
	return S_OK;
}

static HRESULT
global_stream_Seek(IStream *iface, LARGE_INTEGER dlibMove, DWORD dwOrigin,
	ULARGE_INTEGER *plibNewPosition)
{
	struct global_stream *stream = from_IStream(iface);
	HRESULT hr;

	pthread_mutex_lock(&stream->lock);
	hr = seek(stream, (int32_t)dlibMove.LowPart, dwOrigin);
	if (plibNewPosition)
		plibNewPosition->QuadPart = stream->position;
	pthread_mutex_unlock(&stream->lock);
	return hr;
}

static HRESULT
global_stream_SetSize(IStream *iface, ULARGE_INTEGER libNewSize)
{
	return global_block_resize(from_IStream(iface)->body->block,
		libNewSize.LowPart) ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
global_stream_CopyTo(IStream *iface, IStream *pstm, ULARGE_INTEGER cb,
	ULARGE_INTEGER *pcbRead, ULARGE_INTEGER *pcbWritten)
{
	return copy_stream(iface, pstm, cb.QuadPart, pcbRead, pcbWritten);
}

static HRESULT
global_stream_Commit(IStream *iface, DWORD grfCommitFlags)
{
	(void)iface;
	(void)grfCommitFlags;
	return S_OK;
}

static HRESULT
global_stream_Revert(IStream *iface)
{
	(void)iface;
	return S_OK;
}

static HRESULT
global_stream_LockRegion(IStream *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	(void)iface;
	(void)libOffset;
	(void)cb;
	(void)dwLockType;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
global_stream_Stat(IStream *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	HRESULT hr = statstg_check(pstatstg, grfStatFlag);

	if (FAILED(hr))
		return hr;
	memset(pstatstg, 0, sizeof *pstatstg);
	pstatstg->type = STGTY_STREAM;
	pstatstg->cbSize.QuadPart =
		global_block_size(from_IStream(iface)->body->block);
	return S_OK;
}

/* A stream on a body, whose reference it takes over. */
static struct global_stream *
create(struct body *body, uint32_t position)
{
	struct global_stream *stream = malloc(sizeof *stream);

	if (!stream)
		return NULL;
	stream->IStream_iface.lpVtbl = &global_stream_vtbl;
	atomic_init(&stream->refs, 1);
	stream->body = body;
	stream->position = position;
	pthread_mutex_init(&stream->lock, NULL);
	return stream;
}

static HRESULT
global_stream_Clone(IStream *iface, IStream **ppstm)
{
	struct global_stream *stream = from_IStream(iface);
	struct global_stream *clone;
	uint32_t position;

	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	pthread_mutex_lock(&stream->lock);
	position = stream->position;
	pthread_mutex_unlock(&stream->lock);
	clone = create(stream->body, position);
	if (!clone)
		return E_OUTOFMEMORY;
	refs_take(&stream->body->refs);
	*ppstm = &clone->IStream_iface;
	return S_OK;
}

static const IStreamVtbl global_stream_vtbl = {
	.QueryInterface = global_stream_QueryInterface,
	.AddRef = global_stream_AddRef,
	.Release = global_stream_Release,
	.Read = global_stream_Read,
	.Write = global_stream_Write,
	.Seek = global_stream_Seek,
	.SetSize = global_stream_SetSize,
	.CopyTo = global_stream_CopyTo,
	.Commit = global_stream_Commit,
	.Revert = global_stream_Revert,
	.LockRegion = global_stream_LockRegion,
	.UnlockRegion = global_stream_LockRegion,
	.Stat = global_stream_Stat,
	.Clone = global_stream_Clone,
};

/* A body and the first stream on it; takes over the reference on the block. */
static struct global_stream *
create_first(struct global_block *block, bool owned)
{
	struct body *body = malloc(sizeof *body);
	struct global_stream *stream;

	if (!body)
		return NULL;
	atomic_init(&body->refs, 1);
	body->block = block;
	body->owned = owned;
	stream = create(body, 0);
	if (!stream)
		free(body);
	return stream;
}

HRESULT
CreateStreamOnHGlobal(HGLOBAL hGlobal, BOOL fDeleteOnRelease, LPSTREAM *ppstm)
{
	struct global_stream *stream;
	struct global_block *block;
	HRESULT hr;

	if (!ppstm)
		return E_INVALIDARG;
	*ppstm = NULL;
	hr = global_block_enter(hGlobal, &block);
	if (FAILED(hr))
		return hr;
	stream = create_first(block, fDeleteOnRelease);
	if (stream) {
		*ppstm = &stream->IStream_iface;
		return S_OK;
	}
	global_block_leave(block, !hGlobal);
	return E_OUTOFMEMORY;
}

HRESULT
GetHGlobalFromStream(LPSTREAM pstm, HGLOBAL *phglobal)
{
	if (!phglobal)
		return E_INVALIDARG;
	*phglobal = NULL;
	/* The table tells our streams from all others. */
	if (!pstm || pstm->lpVtbl != &global_stream_vtbl)
		return E_INVALIDARG;
	*phglobal = global_block_handle(from_IStream(pstm)->body->block);
	return S_OK;
}

IStream *
SHCreateMemStream(const BYTE *pInit, UINT cbInit)
{
	IStream *stream;

	if (FAILED(CreateStreamOnHGlobal(NULL, TRUE, &stream)))
		return NULL;
	if (!pInit || cbInit == 0 ||
		global_block_write(from_IStream(stream)->body->block, 0, pInit,
			cbInit))
		return stream;
	IStream_Release(stream);
	return NULL;
}
