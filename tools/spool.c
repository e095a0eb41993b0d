/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

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
	const char *from = bytes;
	const int *fd = context;

	while (length > 0) {
		ssize_t done = write(*fd, from, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return from_errno(errno);
		from += done;
		length -= (size_t)done;
	}
	return S_OK;
}

/* A new file, open for writing as *fd and for reading as *bytes. */
static HRESULT
create_file(int *fd, ILockBytes **bytes)
{
	const char *folder = getenv("TMPDIR");
	struct text path = { 0 };
	HRESULT hr;

	text_addf(&path, "%s/stgbrowse.XXXXXX",
		folder && *folder ? folder : "/tmp");
	*fd = mkostemp(path.data, O_CLOEXEC);
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

HRESULT
spool_inflate(IStream *stream, uint64_t offset, enum stg_inflate_format format,
	uint64_t limit, ILockBytes **bytes)
{
	HRESULT hr;
	int fd;

	*bytes = NULL;
	hr = create_file(&fd, bytes);
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
