/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "content.h"
#include "memory.h"
#include "storage.h"
#include "text.h"

static HRESULT
from_errno(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return STG_E_MEDIUMFULL;
	case EACCES:
	case EPERM:
		return STG_E_ACCESSDENIED;
	default:
		return STG_E_WRITEFAULT;
	}
}

static HRESULT
write_piece(const void *bytes, size_t length, void *context)
{
	int error = write_all(*(int *)context, bytes, length);

	return error ? from_errno(error) : S_OK;
}

/* A new file; its path is for the caller to remove, and to free. */
static int
create_file(struct text *path)
{
	const char *folder = getenv("TMPDIR");

	text_addf(path, "%s/stgbrowse.XXXXXX",
		folder && *folder ? folder : "/tmp");
	return mkostemp(path->data, O_CLOEXEC);
}

/* The same, open for writing as *fd and for reading as *bytes. */
static HRESULT
create_bytes(int *fd, ILockBytes **bytes)
{
	struct text path = { 0 };
	HRESULT hr;

	*fd = create_file(&path);
	if (*fd < 0) {
		hr = from_errno(errno);
	} else {
		hr = stg_lockbytes_on_file(path.data, STGM_READ, bytes);
		unlink(path.data);
		if (FAILED(hr))
			close(*fd);
	}
	text_done(&path);
	return hr;
}

/* 0, or errno. */
static int
copy_all(int from, int to)
{
	char *buffer = memory_resize(NULL, CHUNK_SIZE, 1);
	ssize_t got = 1;
	int error = 0;

	while (got != 0 && error == 0) {
		got = read(from, buffer, CHUNK_SIZE);
		if (got > 0)
			error = write_all(to, buffer, (size_t)got);
		else if (got < 0 && errno != EINTR)
			error = errno;
	}
	free(buffer);
	return error;
}

int
spool_input(int from)
{
	struct text path = { 0 };
	int fd = create_file(&path);
	int error = fd < 0 ? errno : 0;

	if (fd >= 0) {
		unlink(path.data);
		error = copy_all(from, fd);
	}
	text_done(&path);
	if (error == 0 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

HRESULT
spool_inflate(IStream *stream, uint64_t offset, enum stg_inflate_format format,
	uint64_t limit, ILockBytes **bytes)
{
	HRESULT hr;
	int fd;

	*bytes = NULL;
	hr = create_bytes(&fd, bytes);
	if (FAILED(hr))
		return hr;
	hr = stream_seek(stream, offset);
	if (SUCCEEDED(hr))
		hr = stg_inflate(stream, format, limit, write_piece, &fd, NULL);
	close(fd);
	if (FAILED(hr) && hr != STG_E_INCOMPLETE &&
		hr != STG_E_DOCFILECORRUPT) {
		ILockBytes_Release(*bytes);
		*bytes = NULL;
	}
	return hr;
}
