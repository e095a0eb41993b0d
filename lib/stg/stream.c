/* SPDX-License-Identifier: MIT */
/*
 * IStream over a stream of the file. Clones have their own seek pointer and
 * share the body, which knows where the contents are.
 *
 * Reading claims its part of the stream by moving the seek pointer under the
 * lock, and then reads without it, so that several threads read at once.
 */
#include "stg/stream.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/checked.h"
#include "base/container.h"
#include "base/refs.h"
#include "cfb/directory.h"
#include "cfb/contents.h"
#include "cfb/edit.h"
#include "cfb/reader.h"
#include "cfb/stream.h"
#include "cfb/version.h"
#include "stg/copy.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/statstg.h"
#include "stg/unknown.h"

/* What clones share; guarded by the root's lock. */
struct body {
	unsigned refs;
	struct cfb_stream stream;  /* in direct mode */
	struct cfb_version *version; /* else a version shows it, */
	struct cfb_reader reader;    /* which is read by this */
};

struct stream {
	IStream IStream_iface;
	atomic_uint refs;
	struct object object;
	struct body *body;
	DWORD mode;
	uint64_t position; /* the seek pointer, in bytes */
};

static const IStreamVtbl stream_vtbl;

static struct stream *
from_IStream(IStream *iface)
{
	return container_of(iface, struct stream, IStream_iface);
}

static HRESULT
stream_QueryInterface(IStream *iface, REFIID riid, void **ppvObject)
{
	/* As documented for compound files, ISequentialStream is not among
	 * them, though every IStream begins with its slots. */
	return unknown_query(iface, &IID_IStream,
		&from_IStream(iface)->refs, riid, ppvObject);
}

static ULONG
stream_AddRef(IStream *iface)
{
	struct stream *stream = from_IStream(iface);

	return refs_take(&stream->refs);
}

/* Under the lock. Release tells nothing, so what fails fails the commit. */
static void
body_unref(struct body *body)
{
	struct cfb_file *file = body->stream.file;
	int status = CFB_OK;

	if (--body->refs != 0)
		return;
	if (body->version) {
		/* What is gathered waits in the version. */
		cfb_reader_done(&body->reader);
		free(body);
		return;
	}
	if (file)
		status = cfb_stream_flush(file, &body->stream);
	if (status != CFB_OK && file->edit)
		file->edit->dropped = status;
	cfb_stream_close(&body->stream);
	free(body);
}

/* The size in bytes. Under the lock. */
static uint64_t
size_of(const struct stream *stream)
{
	const struct body *body = stream->body;
	struct cfb_dirent entry;

	if (!body->version)
		return body->stream.size;
	if (cfb_version_entry(stream->object.root->file, body->version,
		stream->object.id, &entry) != CFB_OK)
		return 0;
	return cfb_dirent_size(stream->object.root->file, &entry);
}

static ULONG
stream_Release(IStream *iface)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	ULONG refs = refs_drop(&stream->refs);

	if (refs != 0)
		return refs;
	root_lock(root);
	object_done(&stream->object);
	body_unref(stream->body);
	root_unlock(root);
	free(stream);
	root_unref(root);
	return 0;
}

static HRESULT
stream_alive(const struct stream *stream)
{
	return stream->object.reverted || !stream->object.root->file
			? STG_E_REVERTED : S_OK;
}

/* Write what waits in memory. Under the lock. */
static HRESULT
flush(struct stream *stream)
{
	if (stream->body->version)
		return hresult_from_status(cfb_version_flush(
			stream->object.root->file, stream->body->version,
			stream->object.id));
	if (!stream->object.root->file->edit)
		return S_OK;
	return hresult_from_status(cfb_stream_flush(
		stream->object.root->file, &stream->body->stream));
}

/*
 * Read from a stream in sectors. The lock is held on entry and on return, and
 * given up while the device works.
 */
static int
read_in_parallel(struct stream *stream, struct cfb_stream *source,
	uint64_t offset, uint8_t *bytes, size_t length, size_t *done)
{
	struct root *root = stream->object.root;
	struct body *body = stream->body;
	uint64_t epoch = root->versions.epoch;
	int status = CFB_OK;

	*done = 0;
	body->refs++;
	root_pin(root);
	/* A commit meanwhile may have moved what comes. */
	while (status == CFB_OK && *done < length &&
		epoch == root->versions.epoch) {
		struct cfb_file *file = root->file;
		struct cfb_plan plan;
		size_t got = 0;
		int planned = cfb_stream_plan(file, source, offset + *done,
			length - *done, &plan);

		if (planned != CFB_OK && planned != CFB_CORRUPT) {
			status = planned;
			break;
		}
		root_unlock(root);
		status = cfb_plan_read(file->device, &plan, bytes + *done,
			&got);
		root_lock(root);
		*done += got;
		if (status == CFB_OK && got < plan.length)
			status = CFB_CORRUPT; /* cut short under us */
		else if (status == CFB_OK)
			status = planned;
	}
	root_unpin(root);
	body_unref(body);
	return status;
}

/* Read as far as nothing changes meanwhile. */
static int
read_once(struct stream *stream, uint64_t offset, uint8_t *bytes,
	size_t length, size_t *done)
{
	struct cfb_file *file = stream->object.root->file;
	struct body *body = stream->body;
	struct cfb_stream *source = &body->stream;
	bool own = false;
	int status = CFB_OK;

	*done = 0;
	if (body->version) {
		body->reader.id = stream->object.id;
		status = cfb_reader_prepare(file, &body->reader, &own);
		source = &body->reader.stream;
	}
	if (status != CFB_OK)
		return status;
	if (own)
		return cfb_version_read(file, body->version,
			stream->object.id, offset, bytes, length, done);
	if (source->mini)
		return cfb_stream_read_mini(file, source, offset, bytes,
			length, done);
	return read_in_parallel(stream, source, offset, bytes, length, done);
}

static HRESULT
read_claimed(struct stream *stream, uint64_t offset, uint8_t *bytes,
	size_t length, size_t *done)
{
	int status = CFB_OK;
	size_t got = 1;

	*done = 0;
	while (status == CFB_OK && *done < length && got != 0) {
		status = read_once(stream, offset + *done, bytes + *done,
			length - *done, &got);
		*done += got;
	}
	return hresult_from_status(status);
}

static HRESULT
stream_Read(IStream *iface, void *pv, ULONG cb, ULONG *pcbRead)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	size_t done = 0;
	HRESULT hr;

	if (pcbRead)
		*pcbRead = 0;
	if (!pv)
		return STG_E_INVALIDPOINTER;
	root_lock(root);
	hr = stream_alive(stream);
	if (SUCCEEDED(hr) && !mode_can_read(stream->mode))
		hr = STG_E_ACCESSDENIED;
	if (SUCCEEDED(hr))
		hr = flush(stream);
	if (SUCCEEDED(hr) && stream->position < size_of(stream)) {
		uint64_t offset = stream->position;
		size_t length = (size_t)min_u64(cb,
			size_of(stream) - offset);

		stream->position += length;
		hr = read_claimed(stream, offset, pv, length, &done);
		/* Give back what was claimed in vain, if nobody moved on. */
		if (done < length && stream->position == offset + length)
			stream->position = offset + done;
	}
	root_unlock(root);
	if (pcbRead)
		*pcbRead = (ULONG)done;
	return hr;
}

/* May the contents be changed? Under the lock. */
static HRESULT
writable(const struct stream *stream)
{
	HRESULT hr = stream_alive(stream);

	if (FAILED(hr))
		return hr;
	return mode_can_write(stream->mode) &&
		root_lets_write(stream->object.root)
			? S_OK : STG_E_ACCESSDENIED;
}

/* Streams of version 3 end at 2 GB, and asking for more is a mistake. */
static HRESULT
check_size(const struct stream *stream, uint64_t size)
{
	if (size > INT64_MAX || (!stream->object.root->file->wide &&
		size > CFB_V3_SIZE_MAX))
		return STG_E_INVALIDFUNCTION;
	return S_OK;
}

static HRESULT
write_at(struct stream *stream, uint64_t offset, const void *pv,
	size_t length, size_t *done)
{
	struct cfb_file *file = stream->object.root->file;
	struct body *body = stream->body;

	return hresult_from_status(body->version
		? cfb_version_write(file, body->version, stream->object.id,
			offset, pv, length, done)
		: cfb_stream_write(file, &body->stream, offset, pv, length,
			done));
}

static HRESULT
stream_Write(IStream *iface, const void *pv, ULONG cb, ULONG *pcbWritten)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	size_t done = 0;
	HRESULT hr;

	if (pcbWritten)
		*pcbWritten = 0;
	if (!pv)
		return STG_E_INVALIDPOINTER;
	root_lock(root);
	hr = writable(stream);
	if (SUCCEEDED(hr) && cb != 0 && stream->position >
		(uint64_t)INT64_MAX - cb)
		hr = STG_E_INVALIDFUNCTION;
	if (SUCCEEDED(hr) && cb != 0)
		hr = check_size(stream, stream->position + cb);
	if (SUCCEEDED(hr))
		hr = write_at(stream, stream->position, pv, cb, &done);
	stream->position += done;
	root_unlock(root);
	if (pcbWritten)
		*pcbWritten = (ULONG)done;
	return hr;
}

/* In a stream that is alive. Under the lock. */
static HRESULT
seek(struct stream *stream, LARGE_INTEGER by, DWORD origin)
{
	uint64_t move = (uint64_t)by.QuadPart;
	uint64_t base = 0;

	if (origin == STREAM_SEEK_CUR)
		base = stream->position;
	else if (origin == STREAM_SEEK_END)
		base = size_of(stream);
	else if (origin != STREAM_SEEK_SET)
		return STG_E_INVALIDFUNCTION;
	/* From the start, `move` is unsigned and every value is a place. */
	if (origin != STREAM_SEEK_SET &&
		(by.QuadPart < 0 ? base < 0 - move : base + move < base))
		return STG_E_INVALIDFUNCTION;
	stream->position = base + move;
	return S_OK;
}

static HRESULT
stream_Seek(IStream *iface, LARGE_INTEGER dlibMove, DWORD dwOrigin,
	ULARGE_INTEGER *plibNewPosition)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	HRESULT hr;

	root_lock(root);
	hr = stream_alive(stream);
	if (SUCCEEDED(hr))
		hr = seek(stream, dlibMove, dwOrigin);
	if (SUCCEEDED(hr) && plibNewPosition)
		plibNewPosition->QuadPart = stream->position;
	root_unlock(root);
	return hr;
}

static HRESULT
stream_SetSize(IStream *iface, ULARGE_INTEGER libNewSize)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	HRESULT hr;

	root_lock(root);
	hr = writable(stream);
	if (SUCCEEDED(hr))
		hr = check_size(stream, libNewSize.QuadPart);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(stream->body->version
			? cfb_version_resize(root->file,
				stream->body->version, stream->object.id,
				libNewSize.QuadPart)
			: cfb_stream_resize(root->file, &stream->body->stream,
				libNewSize.QuadPart));
	root_unlock(root);
	return hr;
}

/* Is the stream still one? Takes the lock. */
static HRESULT
check_alive(struct stream *stream)
{
	HRESULT hr;

	root_lock(stream->object.root);
	hr = stream_alive(stream);
	root_unlock(stream->object.root);
	return hr;
}

static HRESULT
stream_CopyTo(IStream *iface, IStream *pstm, ULARGE_INTEGER cb,
	ULARGE_INTEGER *pcbRead, ULARGE_INTEGER *pcbWritten)
{
	HRESULT hr = check_alive(from_IStream(iface));

	return FAILED(hr) ? hr : copy_stream(iface, pstm, cb.QuadPart, pcbRead,
		pcbWritten);
}

static HRESULT
stream_Commit(IStream *iface, DWORD grfCommitFlags)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	HRESULT hr;

	if (grfCommitFlags & ~(DWORD)(STGC_OVERWRITE | STGC_ONLYIFCURRENT |
		STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE))
		return STG_E_INVALIDFLAG;
	root_lock(root);
	hr = stream_alive(stream);
	if (SUCCEEDED(hr))
		hr = flush(stream);
	root_unlock(root);
	return hr;
}

static HRESULT
stream_Revert(IStream *iface)
{
	return check_alive(from_IStream(iface));
}

static HRESULT
stream_LockRegion(IStream *iface, ULARGE_INTEGER libOffset, ULARGE_INTEGER cb,
	DWORD dwLockType)
{
	HRESULT hr = check_alive(from_IStream(iface));

	(void)libOffset;
	(void)cb;
	(void)dwLockType;
	return FAILED(hr) ? hr : STG_E_INVALIDFUNCTION;
}

static HRESULT
stream_Stat(IStream *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	struct cfb_dirent entry;
	HRESULT hr = statstg_check(pstatstg, grfStatFlag);

	if (FAILED(hr))
		return hr;
	memset(pstatstg, 0, sizeof *pstatstg);
	root_lock(root);
	hr = stream_alive(stream);
	if (SUCCEEDED(hr))
		hr = flush(stream);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_entry(root->file,
			stream->object.version, stream->object.id, &entry));
	if (SUCCEEDED(hr))
		hr = statstg_from_entry(root->file, &entry,
			grfStatFlag == STATFLAG_DEFAULT, pstatstg);
	if (SUCCEEDED(hr))
		pstatstg->grfMode = stream->mode;
	root_unlock(root);
	return hr;
}

/* A stream object on a body, whose reference it takes over. */
static HRESULT
make(struct object *parent, const struct object *like, struct body *body,
	DWORD mode, IStream **out)
{
	struct stream *stream = calloc(1, sizeof *stream);
	struct root *root = like->root;
	HRESULT hr;

	if (!stream) {
		body_unref(body);
		return STG_E_INSUFFICIENTMEMORY;
	}
	stream->IStream_iface.lpVtbl = &stream_vtbl;
	atomic_init(&stream->refs, 1);
	stream->body = body;
	stream->mode = mode;
	object_init(&stream->object, root, parent, like->version, like->id);
	hr = object_mark_open(&stream->object);
	if (FAILED(hr)) {
		object_done(&stream->object);
		body_unref(body);
		free(stream);
		root_unref(root);
		return hr;
	}
	*out = &stream->IStream_iface;
	return S_OK;
}

static HRESULT
stream_Clone(IStream *iface, IStream **ppstm)
{
	struct stream *stream = from_IStream(iface);
	struct root *root = stream->object.root;
	HRESULT hr;

	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	root_lock(root);
	hr = stream_alive(stream);
	if (SUCCEEDED(hr)) {
		stream->body->refs++;
		hr = make(NULL, &stream->object, stream->body, stream->mode,
			ppstm);
	}
	if (SUCCEEDED(hr)) {
		struct stream *clone = from_IStream(*ppstm);

		clone->position = stream->position;
		/* A sibling: the two rings of links become one. */
		list_append(&stream->object.siblings,
			&clone->object.siblings);
	}
	root_unlock(root);
	return hr;
}

static const IStreamVtbl stream_vtbl = {
	.QueryInterface = stream_QueryInterface,
	.AddRef = stream_AddRef,
	.Release = stream_Release,
	.Read = stream_Read,
	.Write = stream_Write,
	.Seek = stream_Seek,
	.SetSize = stream_SetSize,
	.CopyTo = stream_CopyTo,
	.Commit = stream_Commit,
	.Revert = stream_Revert,
	.LockRegion = stream_LockRegion,
	.UnlockRegion = stream_LockRegion,
	.Stat = stream_Stat,
	.Clone = stream_Clone,
};

HRESULT
stream_create(struct object *parent, uint32_t id,
	const struct cfb_dirent *entry, DWORD mode, IStream **out)
{
	const struct object like = { .root = parent->root,
		.version = parent->version, .id = id };
	struct body *body = calloc(1, sizeof *body);

	if (!body)
		return STG_E_INSUFFICIENTMEMORY;
	body->refs = 1;
	body->version = parent->version;
	if (body->version)
		cfb_reader_init(&body->reader, &parent->root->versions,
			body->version, id);
	else
		cfb_stream_open(parent->root->file, id, entry,
			&body->stream);
	return make(parent, &like, body, mode, out);
}
