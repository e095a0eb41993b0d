/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "content.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"
#include "storage.h"

HRESULT
stream_write(IStream *stream, const void *bytes, size_t size)
{
	const char *from = bytes;
	HRESULT hr = S_OK;

	while (SUCCEEDED(hr) && size > 0) {
		ULONG wanted = size < CHUNK_SIZE ? (ULONG)size : CHUNK_SIZE;
		ULONG done = 0;

		hr = IStream_Write(stream, from, wanted, &done);
		if (SUCCEEDED(hr) && done == 0)
			hr = STG_E_WRITEFAULT;
		from += done;
		size -= done;
	}
	return hr;
}

HRESULT
stream_fill(IStream *stream, int fd, int *error)
{
	char *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	HRESULT hr = S_OK;
	ssize_t got = 1;

	*error = 0;
	while (SUCCEEDED(hr) && got != 0) {
		got = read(fd, chunk, CHUNK_SIZE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			*error = errno;
			hr = STG_E_READFAULT;
		} else {
			hr = stream_write(stream, chunk, (size_t)got);
		}
	}
	free(chunk);
	IStream_Release(stream);
	return hr;
}

int
write_all(int fd, const void *bytes, size_t size)
{
	const char *from = bytes;

	while (size > 0) {
		ssize_t done = write(fd, from, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return errno;
		from += done;
		size -= (size_t)done;
	}
	return 0;
}

HRESULT
stream_drain(IStream *stream, int fd, int *error)
{
	char *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	HRESULT hr = stream_seek(stream, 0);
	size_t length = CHUNK_SIZE;

	*error = 0;
	while (SUCCEEDED(hr) && length == CHUNK_SIZE) {
		hr = stream_read(stream, chunk, CHUNK_SIZE, &length);
		*error = write_all(fd, chunk, length);
		if (*error)
			hr = STG_E_WRITEFAULT;
	}
	free(chunk);
	return hr;
}
