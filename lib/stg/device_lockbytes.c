/* SPDX-License-Identifier: MIT */
/*
 * Nothing is believed that a foreign implementation says: a number of bytes
 * that was not set is none, and one larger than what was asked for is that.
 */
#include "stg/device_lockbytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/hresult.h>

#include "base/container.h"

/* The most bytes asked for in one call. */
#define CALL_MAX (1U << 30)

struct lockbytes_device {
	struct device device;
	ILockBytes *lockbytes;
};

static struct lockbytes_device *
from_device(struct device *device)
{
	return container_of(device, struct lockbytes_device, device);
}

/* Fewer bytes than wanted are the end of the array. */
static HRESULT
fill(ILockBytes *lockbytes, uint64_t offset, const struct iovec *buffer,
	size_t *done)
{
	char *bytes = buffer->iov_base;

	*done = 0;
	while (*done < buffer->iov_len) {
		size_t left = buffer->iov_len - *done;
		ULONG wanted = left < CALL_MAX ? (ULONG)left : CALL_MAX;
		ULARGE_INTEGER at = { .QuadPart = offset + *done };
		ULONG got = 0;
		HRESULT hr = ILockBytes_ReadAt(
			lockbytes, at, bytes + *done, wanted, &got);

		if (FAILED(hr))
			return hr;
		if (got < wanted) {
			*done += got;
			break;
		}
		*done += wanted;
	}
	return S_OK;
}

static int
lockbytes_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	ILockBytes *lockbytes = from_device(device)->lockbytes;

	*done = 0;
	for (int i = 0; i < count; i++) {
		size_t got;
		HRESULT hr;

		if (offset + *done < offset ||
			offset + *done + buffers[i].iov_len < offset)
			break;
		hr = fill(lockbytes, offset + *done, &buffers[i], &got);
		*done += got;
		if (FAILED(hr))
			return hr;
		if (got < buffers[i].iov_len)
			break;
	}
	return 0;
}

/* WriteAt may take less than it is given; taking nothing is a full medium. */
static HRESULT
drain(ILockBytes *lockbytes, uint64_t offset, const struct iovec *buffer)
{
	const char *bytes = buffer->iov_base;
	size_t done = 0;

	while (done < buffer->iov_len) {
		size_t left = buffer->iov_len - done;
		ULONG wanted = left < CALL_MAX ? (ULONG)left : CALL_MAX;
		ULARGE_INTEGER at = { .QuadPart = offset + done };
		ULONG put = 0;
		HRESULT hr = ILockBytes_WriteAt(
			lockbytes, at, bytes + done, wanted, &put);

		if (FAILED(hr))
			return hr;
		if (put == 0)
			return STG_E_MEDIUMFULL;
		done += put < wanted ? put : wanted;
	}
	return S_OK;
}

static int
lockbytes_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	ILockBytes *lockbytes = from_device(device)->lockbytes;

	for (int i = 0; i < count; i++) {
		HRESULT hr = drain(lockbytes, offset, &buffers[i]);

		if (FAILED(hr))
			return hr;
		offset += buffers[i].iov_len;
	}
	return 0;
}

static int
lockbytes_resize(struct device *device, uint64_t size)
{
	ULARGE_INTEGER wanted = { .QuadPart = size };
	HRESULT hr = ILockBytes_SetSize(
		from_device(device)->lockbytes, wanted);

	return FAILED(hr) ? hr : 0;
}

static int
lockbytes_sync(struct device *device)
{
	HRESULT hr = ILockBytes_Flush(from_device(device)->lockbytes);

	return FAILED(hr) ? hr : 0;
}

static int
lockbytes_size(struct device *device, uint64_t *size)
{
	STATSTG stat;
	HRESULT hr;

	memset(&stat, 0, sizeof stat);
	hr = ILockBytes_Stat(
		from_device(device)->lockbytes, &stat, STATFLAG_NONAME);
	if (FAILED(hr))
		return hr;
	CoTaskMemFree(stat.pwcsName); /* some give a name all the same */
	*size = stat.cbSize.QuadPart;
	return 0;
}

static void
lockbytes_close(struct device *device)
{
	struct lockbytes_device *lockbytes = from_device(device);

	ILockBytes_Release(lockbytes->lockbytes);
	free(lockbytes);
}

static const struct device_ops lockbytes_ops = {
	.read_at = lockbytes_read_at,
	.write_at = lockbytes_write_at,
	.size = lockbytes_size,
	.resize = lockbytes_resize,
	.sync = lockbytes_sync,
	.close = lockbytes_close,
};

int
lockbytes_device_open(ILockBytes *lockbytes, struct device **device)
{
	struct lockbytes_device *made = malloc(sizeof *made);

	if (!made)
		return IO_OPEN | ENOMEM;
	made->device.ops = &lockbytes_ops;
	made->lockbytes = lockbytes;
	ILockBytes_AddRef(lockbytes);
	*device = &made->device;
	return 0;
}
