/* SPDX-License-Identifier: MIT */
/*
 * As long as nobody else commits, the copy lies like the file, and its engine
 * writes to sectors alone that are free in the file's version: so the blocks
 * that were written are brought to the same places of the file, and then the
 * header. When somebody else has committed, the version is copied element by
 * element instead, in one transaction of the file.
 */
#include "stg/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/hresult.h>

#include "base/checked.h"
#include "base/container.h"
#include "cfb/edit.h"
#include "cfb/header.h"
#include "cfb/record.h"
#include "io/file.h"
#include "stg/hresult.h"
#include "stg/storage.h"
#include "stg/storage_edit.h"

#define PIECE      (UINT64_C(1) << 20)
#define MEMORY_MAX (UINT64_C(4) << 20) /* larger copies are files */

/* --- The device of the copy ------------------------------------------------*/

static struct snapshot *
from_device(struct device *device)
{
	return container_of(device, struct snapshot, device);
}

static int
copy_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	return device_readv(from_device(device)->copy, offset, buffers, count,
		done);
}

static int
copy_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	struct snapshot *snapshot = from_device(device);
	uint64_t length = 0;

	for (int i = 0; i < count; i++)
		length += buffers[i].iov_len;
	/* Which blocks differ from the file's. */
	if (!blocks_add(&snapshot->written, offset, length))
		snapshot->untracked = true;
	return device_writev(snapshot->copy, offset, buffers, count);
}

static int
copy_size(struct device *device, uint64_t *size)
{
	return device_size(from_device(device)->copy, size);
}

static int
copy_resize(struct device *device, uint64_t size)
{
	return device_resize(from_device(device)->copy, size);
}

/* Nobody will look for it after a power cut. */
static int
copy_sync(struct device *device)
{
	(void)device;
	return 0;
}

static void
copy_close(struct device *device)
{
	struct snapshot *snapshot = from_device(device);

	device_close(snapshot->copy);
	snapshot->copy = NULL;
}

static const struct device_ops copy_ops = {
	.read_at = copy_read_at,
	.write_at = copy_write_at,
	.size = copy_size,
	.resize = copy_resize,
	.sync = copy_sync,
	.close = copy_close,
};

/* --- A device that stays open when it is closed ----------------------------*/

struct borrowed {
	struct device device;
	struct device *below;
};

static struct device *
below(struct device *device)
{
	return container_of(device, struct borrowed, device)->below;
}

static int
borrowed_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	return device_readv(below(device), offset, buffers, count, done);
}

static int
borrowed_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	return device_writev(below(device), offset, buffers, count);
}

static int
borrowed_size(struct device *device, uint64_t *size)
{
	return device_size(below(device), size);
}

static int
borrowed_resize(struct device *device, uint64_t size)
{
	return device_resize(below(device), size);
}

static int
borrowed_sync(struct device *device)
{
	return device_sync(below(device));
}

static void
borrowed_close(struct device *device)
{
	free(container_of(device, struct borrowed, device));
}

static const struct device_ops borrowed_ops = {
	.read_at = borrowed_read_at,
	.write_at = borrowed_write_at,
	.size = borrowed_size,
	.resize = borrowed_resize,
	.sync = borrowed_sync,
	.close = borrowed_close,
};

/* A direct root on a device that stays ours. */
static HRESULT
open_beside(struct device *device, enum root_access access, DWORD mode,
	bool watched, struct root **root, IStorage **storage)
{
	struct borrowed *borrowed = malloc(sizeof *borrowed);
	HRESULT hr;

	*storage = NULL;
	if (!borrowed)
		return STG_E_INSUFFICIENTMEMORY;
	borrowed->device.ops = &borrowed_ops;
	borrowed->below = device;
	hr = root_open(&borrowed->device, access, NULL, NULL, root);
	if (FAILED(hr))
		return hr;
	/* One commit at the end, or none. */
	if ((*root)->file->edit) {
		cfb_edit_keep_generation((*root)->file);
		(*root)->file->edit->readers = watched;
		if (watched)
			hr = hresult_from_status(cfb_generation_spare(
				(*root)->file));
	}
	if (SUCCEEDED(hr))
		hr = storage_create_root(*root, mode, storage);
	else
		root_unref(*root);
	return hr;
}

/* --- Making the copy -------------------------------------------------------*/

/* Copy from `offset` on, whatever the devices are. */
static int
copy_bytes(struct device *from, struct device *to, uint64_t offset,
	uint64_t end)
{
	uint8_t *buffer = malloc(PIECE);
	int status = buffer ? 0 : IO_READ | ENOMEM;

	while (status == 0 && offset < end) {
		size_t got = 0;

		status = device_read(from, offset, buffer,
			(size_t)min_u64(end - offset, PIECE), &got);
		if (status == 0 && got == 0)
			break;
		if (status == 0)
			status = device_write(to, offset, buffer, got);
		offset += got;
	}
	free(buffer);
	return status;
}

/* In the same blocks, where the file system can. */
static bool
share_blocks(struct snapshot *snapshot, const char *path)
{
	if (!path || file_device_create_beside(path, &snapshot->copy) != 0)
		return false;
	if (file_device_clone(snapshot->real, snapshot->copy) == 0)
		return true;
	device_close(snapshot->copy);
	snapshot->copy = NULL;
	return false;
}

/* Where it lies; S_FALSE: that cannot be. */
static HRESULT
read_in_place(struct snapshot *snapshot, struct share *share)
{
	struct overlay *overlay;
	HRESULT hr;

	if (share->place.fd < 0)
		return S_FALSE;
	hr = hresult_from_status(overlay_create(snapshot->real, &overlay));
	if (SUCCEEDED(hr))
		hr = share_read_in_place(share, overlay_number(overlay));
	if (hr == S_OK) {
		snapshot->overlay = overlay;
		snapshot->copy = overlay_device(overlay);
	} else {
		device_close(overlay_device(overlay));
	}
	return hr;
}

static int
copy_all(struct snapshot *snapshot, const char *path, uint64_t size)
{
	int status = IO_WRITE | ENOTSUP;

	if (size <= MEMORY_MAX)
		status = file_device_create_in_memory(&snapshot->copy);
	else if (path && file_device_create_beside(path, &snapshot->copy) == 0)
		return file_device_copy(snapshot->real, snapshot->copy, 0);
	if (status != 0)
		status = file_device_create_unnamed(&snapshot->copy);
	return status == 0 ? copy_bytes(snapshot->real, snapshot->copy, 0,
		size) : status;
}

/* Small copies are in memory; larger files are copied if they have to be. */
static HRESULT
keep_version(struct snapshot *snapshot, struct share *share, const char *path)
{
	uint64_t size;
	HRESULT hr = hresult_from_status(device_size(snapshot->real, &size));

	if (SUCCEEDED(hr) && size > MEMORY_MAX) {
		if (share_blocks(snapshot, path))
			return S_OK;
		hr = read_in_place(snapshot, share);
		if (hr == S_OK)
			return hr;
	}
	return FAILED(hr) ? hr : hresult_from_status(copy_all(snapshot, path,
		size));
}

static int
read_header(struct device *device, uint8_t header[CFB_HEADER_SIZE])
{
	size_t got = 0;

	memset(header, 0, CFB_HEADER_SIZE);
	return device_read(device, 0, header, CFB_HEADER_SIZE, &got);
}

HRESULT
snapshot_begin(struct device *real, struct share *share, const char *path,
	bool writable, struct snapshot **out)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	HRESULT hr;

	if (!snapshot)
		return STG_E_INSUFFICIENTMEMORY;
	snapshot->device.ops = &copy_ops;
	snapshot->real = real;
	hr = share_enter(share);
	if (SUCCEEDED(hr)) {
		/* Commits write where the recovery record is. */
		if (writable)
			hr = hresult_from_status(cfb_record_finish(real));
		if (SUCCEEDED(hr))
			hr = keep_version(snapshot, share, path);
		if (SUCCEEDED(hr))
			hr = hresult_from_status(read_header(real,
				snapshot->known));
		share_leave(share);
	}
	if (FAILED(hr)) {
		device_close(snapshot->copy);
		free(snapshot);
		return hr;
	}
	*out = snapshot;
	return S_OK;
}

HRESULT
snapshot_make_file(struct device *device, unsigned version)
{
	struct root *root;
	IStorage *storage;
	HRESULT hr = open_beside(device, version == 4 ? ROOT_CREATE_4
						      : ROOT_CREATE_3,
		STGM_READWRITE | STGM_SHARE_EXCLUSIVE, false, &root, &storage);

	if (storage)
		IStorage_Release(storage);
	return hr;
}

void
snapshot_is_new(struct snapshot *snapshot, unsigned version)
{
	snapshot->fresh = version == 0;
	snapshot->replaces = version != 0;
	snapshot->apart = version != 0;
	snapshot->version = version;
}

HRESULT
snapshot_switch(struct snapshot *snapshot, struct share *share,
	struct device **device)
{
	struct device *old = snapshot->real;
	struct overlay *overlay = snapshot->overlay;
	uint64_t size;
	int status = device_size(snapshot->copy, &size);

	if (overlay && share_read_in_place(share, overlay_number(overlay)) !=
		S_OK)
		return STG_E_LOCKVIOLATION;
	/* It is no compound file before all of it is there. */
	if (status == 0)
		status = copy_bytes(snapshot->copy, *device, CFB_HEADER_SIZE,
			size);
	if (status == 0)
		status = device_sync(*device);
	if (status == 0)
		status = read_header(snapshot->copy, snapshot->known);
	if (status == 0)
		status = device_write(*device, 0, snapshot->known,
			(size_t)min_u64(size, CFB_HEADER_SIZE));
	if (status == 0 && overlay)
		status = overlay_end_commit(overlay, true, *device);
	if (status != 0)
		return hresult_from_status(status);
	snapshot->real = *device;
	*device = old;
	snapshot->apart = snapshot->replaces;
	snapshot->stale = false;
	snapshot->untracked = false;
	blocks_clear(&snapshot->written, 0);
	return S_OK;
}

void
snapshot_end(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	device_close(snapshot->real);
	blocks_done(&snapshot->written);
	free(snapshot);
}

/* --- Commits ---------------------------------------------------------------*/

HRESULT
snapshot_begin_commit(struct snapshot *snapshot, struct share *share,
	DWORD flags)
{
	uint8_t header[CFB_HEADER_SIZE];
	HRESULT hr = snapshot->broken;

	if (SUCCEEDED(hr))
		hr = share_begin_commit(share);
	if (FAILED(hr))
		return hr;
	hr = hresult_from_status(read_header(snapshot->real, header));
	if (SUCCEEDED(hr) && memcmp(header, snapshot->known, sizeof header) !=
		0) {
		snapshot->stale = true;
		snapshot->apart = true;
		snapshot->wiped = !cfb_header_has_signature(header,
			sizeof header);
		if (snapshot->wiped && !snapshot->fresh &&
			!snapshot->replaces)
			hr = STG_E_INVALIDHEADER;
	}
	if (SUCCEEDED(hr) && snapshot->stale && (flags & STGC_ONLYIFCURRENT))
		hr = STG_E_NOTCURRENT;
	if (SUCCEEDED(hr) && snapshot->overlay)
		hr = hresult_from_status(overlay_check(snapshot->overlay));
	if (FAILED(hr)) {
		share_end_commit(share);
		return hr;
	}
	snapshot->watched = share_probe_in_place(share) == S_FALSE;
	if (snapshot->overlay)
		overlay_begin_commit(snapshot->overlay);
	return S_OK;
}

void
snapshot_end_commit(struct snapshot *snapshot, struct share *share)
{
	struct overlay *overlay = snapshot->overlay;
	bool same = snapshot->published;

	snapshot->published = false;
	if (!overlay)
		return;
	/* Without the header of the new version, the old one is not told from
	 * it, and nothing is read any more. */
	if (overlay_end_commit(overlay, same, snapshot->real) != 0)
		snapshot->broken = STG_E_READFAULT;
	else if (same)
		share_move_in_place(share, overlay_number(overlay));
}

static int
write_range(struct snapshot *snapshot, uint64_t first, uint64_t end,
	uint64_t size)
{
	uint64_t run;
	int status = 0;

	for (uint64_t at = first; status == 0 && at < end; at += run) {
		bool in;

		run = blocks_run(&snapshot->written, at, end, &in);
		if (in)
			status = copy_bytes(snapshot->copy, snapshot->real,
				at * BLOCK_SIZE,
				min_u64((at + run) * BLOCK_SIZE, size));
	}
	return status;
}

/*
 * All but the header, which is the first block. What spoils the record at the
 * end of the file comes last, so that there is one at any time.
 */
static int
write_blocks(struct snapshot *snapshot, uint64_t size)
{
	uint64_t end = (size + BLOCK_SIZE - 1) / BLOCK_SIZE;
	uint64_t last = 0;
	int status = device_size(snapshot->real, &last);

	last = last <= BLOCK_SIZE ? 1 : (last - 1) / BLOCK_SIZE;
	if (status == 0)
		status = write_range(snapshot, 1, min_u64(last, end), size);
	if (status == 0)
		status = write_range(snapshot, last + 1, end, size);
	if (status == 0)
		status = write_range(snapshot, last, min_u64(last + 1, end),
			size);
	return status;
}

/*
 * What comes behind the blocks: sectors that were taken and never written have
 * to be there; no record of an earlier commit may be; and where it is brought
 * to the medium, there is one that a torn header is mended by. Where others
 * read in place, the copy ends with one already.
 */
static int
write_end(struct snapshot *snapshot, const uint8_t header[CFB_HEADER_SIZE],
	uint64_t size, bool durable)
{
	uint8_t bytes[CFB_RECORD_ROOM];
	struct cfb_header decoded;
	size_t length;
	uint64_t end;
	int status = device_size(snapshot->real, &end);

	if (status == 0 && end < size) {
		end = size;
		status = device_resize(snapshot->real, size);
	} else if (status == 0 && snapshot->watched) {
		status = device_resize(snapshot->real, size);
	} else if (status == 0) {
		status = cfb_record_spoil(snapshot->real, end);
	}
	if (status != 0 || !durable || snapshot->watched)
		return status;
	/* Versions from the one before on are left alone, and nobody reads an
	 * older one; see cfb_record_since(). */
	cfb_header_decode(snapshot->known, &decoded);
	length = cfb_record_place(snapshot->known, header,
		decoded.transaction_signature, decoded.sector_shift, &end,
		bytes);
	return device_write(snapshot->real, end - length, bytes, length);
}

/* The switch; from its beginning on nobody knows which version it is. */
static HRESULT
write_header(struct snapshot *snapshot, const uint8_t header[CFB_HEADER_SIZE],
	uint64_t size, bool durable)
{
	int status = device_write(snapshot->real, 0, header, CFB_HEADER_SIZE);

	if (status == 0 && durable)
		status = device_sync(snapshot->real);
	if (status != 0) {
		snapshot->broken = hresult_from_status(status);
		return snapshot->broken;
	}
	memcpy(snapshot->known, header, CFB_HEADER_SIZE);
	snapshot->published = true;
	/* What lies behind the version is no part of it, and may stay; but the
	 * copy has zeros there then. */
	if (device_resize(snapshot->real, size) != 0)
		snapshot->untracked = true;
	return S_OK;
}

static HRESULT
publish_blocks(struct snapshot *snapshot, bool all, bool durable)
{
	uint8_t header[CFB_HEADER_SIZE];
	uint64_t size;
	int status = device_size(snapshot->copy, &size);

	if (status == 0)
		status = read_header(snapshot->copy, header);
	if (status == 0)
		status = all ? copy_bytes(snapshot->copy, snapshot->real,
				BLOCK_SIZE, size)
			     : write_blocks(snapshot, size);
	/* Without a header before there is nothing to mend one by. */
	if (status == 0)
		status = write_end(snapshot, header, size, durable && !all);
	if (status == 0 && durable)
		status = device_sync(snapshot->real);
	if (status != 0) {
		/* The copy is a version ahead now. */
		snapshot->apart = true;
		return hresult_from_status(status);
	}
	return write_header(snapshot, header, size, durable);
}

static enum root_access
access_for(const struct snapshot *snapshot)
{
	if (!snapshot->replaces)
		return ROOT_WRITE;
	return snapshot->version == 4 ? ROOT_REPLACE_4 : ROOT_REPLACE_3;
}

/* In the place of whatever version is there. */
static HRESULT
publish_elements(struct snapshot *snapshot, DWORD flags)
{
	struct root *from_root;
	struct root *to_root;
	IStorage *from = NULL;
	IStorage *to = NULL;
	HRESULT hr = open_beside(snapshot->copy, ROOT_READ,
		STGM_READ | STGM_SHARE_EXCLUSIVE, false, &from_root, &from);

	if (SUCCEEDED(hr))
		hr = open_beside(snapshot->real, access_for(snapshot),
			STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
			snapshot->watched || snapshot->overlay, &to_root, &to);
	if (SUCCEEDED(hr))
		hr = storage_destroy_all(to);
	if (SUCCEEDED(hr))
		hr = IStorage_CopyTo(from, 0, NULL, NULL, to);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(to, flags &
			STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	if (to)
		IStorage_Release(to);
	if (from)
		IStorage_Release(from);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(read_header(snapshot->real,
			snapshot->known));
	snapshot->apart = true;
	return hr;
}

HRESULT
snapshot_publish(struct snapshot *snapshot, DWORD flags)
{
	bool durable = !(flags & STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	HRESULT hr;

	if (snapshot->fresh && snapshot->wiped && !snapshot->replaces)
		hr = publish_blocks(snapshot, true, durable);
	else if (snapshot->apart || snapshot->untracked)
		hr = publish_elements(snapshot, flags);
	else
		hr = publish_blocks(snapshot, false, durable);
	if (FAILED(hr))
		return hr;
	snapshot->stale = false;
	snapshot->fresh = false;
	snapshot->replaces = false;
	blocks_clear(&snapshot->written, 0);
	return S_OK;
}
