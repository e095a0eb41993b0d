/* SPDX-License-Identifier: MIT */
/*
 * A stream as other people may write one, on an array of bytes: a correct one
 * by default, or one that delivers little at a time, can do less than others,
 * or does not keep the contract.
 */
#ifndef STG_TESTS_FOREIGN_STREAM_H
#define STG_TESTS_FOREIGN_STREAM_H

#include "base/container.h"
#include "support.h"

struct foreign_stream {
	IStream IStream_iface;
	unsigned refs;
	uint8_t *bytes;
	uint64_t size;
	uint64_t capacity;
	uint64_t position;
	struct foreign_stream *clones; /* made last; freed with the stream */

	ULONG at_most;         /* bytes in one call; 0: no bound */
	bool cannot_clone;     /* Clone fails */
	bool cannot_stat;      /* Stat fails */
	bool always_named;     /* Stat ignores STATFLAG_NONAME */
	bool no_seek_past_end; /* Seek beyond the end fails */
	ULONG claims;          /* what Read says beyond what it did */
	uint64_t bad_from;     /* offset where Read fails, unless 0 */
	HRESULT error;         /* of Read, Write, Commit */
	unsigned commits;
};

static inline struct foreign_stream *
from_foreign_stream(IStream *iface)
{
	return container_of(iface, struct foreign_stream, IStream_iface);
}

static inline HRESULT
foreign_stream_QueryInterface(IStream *iface, REFIID riid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IStream))
		return E_NOINTERFACE;
	IStream_AddRef(iface);
	*out = iface;
	return S_OK;
}

static inline ULONG
foreign_stream_AddRef(IStream *iface)
{
	return ++from_foreign_stream(iface)->refs;
}

static inline ULONG
foreign_stream_Release(IStream *iface)
{
	return --from_foreign_stream(iface)->refs;
}

static inline ULONG
foreign_stream_bound(struct foreign_stream *stream, ULONG count)
{
	if (stream->at_most && count > stream->at_most)
		return stream->at_most;
	return count;
}

static inline HRESULT
foreign_stream_Read(IStream *iface, void *pv, ULONG cb, ULONG *done)
{
	struct foreign_stream *stream = from_foreign_stream(iface);
	uint64_t end = stream->size;
	uint64_t left;
	ULONG n = foreign_stream_bound(stream, cb);

	if (stream->bad_from && stream->bad_from < end)
		end = stream->bad_from;
	left = stream->position < end ? end - stream->position : 0;
	if (left < n)
		n = (ULONG)left;
	memcpy(pv, stream->bytes + (n ? stream->position : 0), n);
	stream->position += n;
	if (done)
		*done = n + stream->claims;
	if (n < cb && stream->bad_from && stream->position >= stream->bad_from)
		return stream->error;
	return n < cb ? S_FALSE : S_OK;
}

static inline HRESULT
foreign_stream_Write(IStream *iface, const void *pv, ULONG cb, ULONG *done)
{
	struct foreign_stream *stream = from_foreign_stream(iface);
	ULONG n = foreign_stream_bound(stream, cb);

	if (FAILED(stream->error))
		return stream->error;
	if (stream->position > stream->capacity)
		n = 0;
	else if (n > stream->capacity - stream->position)
		n = (ULONG)(stream->capacity - stream->position);
	memcpy(stream->bytes + (n ? stream->position : 0), pv, n);
	stream->position += n;
	if (stream->position > stream->size && n > 0)
		stream->size = stream->position;
	*done = n;
	return S_OK;
}

static inline HRESULT
foreign_stream_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
	ULARGE_INTEGER *position)
{
	struct foreign_stream *stream = from_foreign_stream(iface);
	uint64_t base = 0;

	if (origin == STREAM_SEEK_CUR)
		base = stream->position;
	else if (origin == STREAM_SEEK_END)
		base = stream->size;
	base += (uint64_t)move.QuadPart;
	if (stream->no_seek_past_end && base > stream->size)
		return STG_E_SEEKERROR;
	stream->position = base;
	if (position)
		position->QuadPart = base;
	return S_OK;
}

static inline HRESULT
foreign_stream_SetSize(IStream *iface, ULARGE_INTEGER size)
{
	struct foreign_stream *stream = from_foreign_stream(iface);

	if (size.QuadPart > stream->capacity)
		return STG_E_MEDIUMFULL;
	stream->size = size.QuadPart;
	return S_OK;
}

static inline HRESULT
foreign_stream_CopyTo(IStream *iface, IStream *to, ULARGE_INTEGER cb,
	ULARGE_INTEGER *got, ULARGE_INTEGER *put)
{
	(void)iface;
	(void)to;
	(void)cb;
	(void)got;
	(void)put;
	return E_NOTIMPL;
}

static inline HRESULT
foreign_stream_Commit(IStream *iface, DWORD flags)
{
	(void)flags;
	from_foreign_stream(iface)->commits++;
	return from_foreign_stream(iface)->error;
}

static inline HRESULT
foreign_stream_Revert(IStream *iface)
{
	(void)iface;
	return S_OK;
}

static inline HRESULT
foreign_stream_LockRegion(IStream *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER length, DWORD type)
{
	(void)iface;
	(void)offset;
	(void)length;
	(void)type;
	return STG_E_INVALIDFUNCTION;
}

/* Its name is "S". */
static inline HRESULT
foreign_stream_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
	struct foreign_stream *stream = from_foreign_stream(iface);

	if (stream->cannot_stat)
		return E_NOTIMPL;
	memset(stat, 0, sizeof *stat);
	stat->type = STGTY_STREAM;
	stat->cbSize.QuadPart = stream->size;
	stat->grfLocksSupported = LOCK_ONLYONCE;
	if (flags == STATFLAG_DEFAULT || stream->always_named) {
		stat->pwcsName = CoTaskMemAlloc(2 * sizeof(OLECHAR));
		ck_assert_ptr_nonnull(stat->pwcsName);
		stat->pwcsName[0] = 'S';
		stat->pwcsName[1] = 0;
	}
	return S_OK;
}

/* A clone is on the same bytes; what sizes do is of no interest here. */
static inline HRESULT
foreign_stream_Clone(IStream *iface, IStream **out)
{
	struct foreign_stream *stream = from_foreign_stream(iface);
	struct foreign_stream *clone;

	*out = NULL;
	if (stream->cannot_clone)
		return E_NOTIMPL;
	clone = malloc(sizeof *clone);
	ck_assert_ptr_nonnull(clone);
	*clone = *stream;
	clone->refs = 1;
	stream->clones = clone;
	*out = &clone->IStream_iface;
	return S_OK;
}

static const IStreamVtbl foreign_stream_vtbl = {
	.QueryInterface = foreign_stream_QueryInterface,
	.AddRef = foreign_stream_AddRef,
	.Release = foreign_stream_Release,
	.Read = foreign_stream_Read,
	.Write = foreign_stream_Write,
	.Seek = foreign_stream_Seek,
	.SetSize = foreign_stream_SetSize,
	.CopyTo = foreign_stream_CopyTo,
	.Commit = foreign_stream_Commit,
	.Revert = foreign_stream_Revert,
	.LockRegion = foreign_stream_LockRegion,
	.UnlockRegion = foreign_stream_LockRegion,
	.Stat = foreign_stream_Stat,
	.Clone = foreign_stream_Clone,
};

/* A stream of `length` given bytes, with room for `capacity` of them. */
static inline void
foreign_stream_init(struct foreign_stream *stream, const void *bytes,
	size_t length, size_t capacity)
{
	memset(stream, 0, sizeof *stream);
	stream->IStream_iface.lpVtbl = &foreign_stream_vtbl;
	stream->refs = 1;
	stream->bytes = calloc(1, capacity > 0 ? capacity : 1);
	ck_assert_ptr_nonnull(stream->bytes);
	memcpy(stream->bytes, bytes, length);
	stream->size = length;
	stream->capacity = capacity;
}

static inline void
foreign_stream_done(struct foreign_stream *stream)
{
	ck_assert_uint_eq(stream->refs, 1);
	while (stream->clones) {
		struct foreign_stream *clone = stream->clones;

		ck_assert_uint_eq(clone->refs, 0);
		stream->clones = clone->clones;
		free(clone);
	}
	free(stream->bytes);
}

#endif
