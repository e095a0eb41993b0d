/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "storage.h"

#include <time.h>

#include "moment.h"

#define PAUSE_NS 20000000

static bool
is_busy(HRESULT hr)
{
	return hr == STG_E_SHAREVIOLATION || hr == STG_E_LOCKVIOLATION;
}

bool
busy_again(HRESULT hr, uint64_t *since)
{
	const struct timespec pause = { 0, PAUSE_NS };

	if (!is_busy(hr))
		return false;
	if (*since == 0)
		*since = moment_ms();
	if ((moment_ms() - *since) / 1000 >= settings.wait)
		return false;
	nanosleep(&pause, NULL);
	return true;
}

/* In the first of both modes that is possible; the second can be the same. */
static HRESULT
open_in(const char *path, DWORD mode, DWORD other, IStorage **root)
{
	uint64_t since = 0;
	HRESULT hr;

	do {
		hr = stg_open(path, mode, root);
		if (is_busy(hr) && other != mode)
			hr = stg_open(path, other, root);
	} while (busy_again(hr, &since));
	return hr;
}

HRESULT
storage_open_root(const char *path, DWORD mode, IStorage **root)
{
	return open_in(path, mode, mode, root);
}

HRESULT
root_read(const char *path, IStorage **root)
{
	return open_in(path, ROOT_MODE, SNAPSHOT_MODE, root);
}

HRESULT
stream_seek(IStream *stream, uint64_t offset)
{
	LARGE_INTEGER to;

	if (offset > INT64_MAX)
		return STG_E_INVALIDFUNCTION;
	to.QuadPart = (LONGLONG)offset;
	return IStream_Seek(stream, to, STREAM_SEEK_SET, NULL);
}

HRESULT
stream_read(IStream *stream, void *bytes, size_t size, size_t *length)
{
	char *to = bytes;
	HRESULT hr = S_OK;

	*length = 0;
	while (SUCCEEDED(hr) && *length < size) {
		size_t left = size - *length;
		ULONG want = left < CHUNK_SIZE ? (ULONG)left : CHUNK_SIZE;
		ULONG got = 0;

		hr = IStream_Read(stream, to + *length, want, &got);
		*length += got;
		if (got == 0)
			break;
	}
	return hr;
}

HRESULT
stream_size(IStream *stream, uint64_t *size)
{
	STATSTG stat;
	HRESULT hr = IStream_Stat(stream, &stat, STATFLAG_NONAME);

	if (SUCCEEDED(hr))
		*size = stat.cbSize.QuadPart;
	return hr;
}

enum exit_code
exit_of(HRESULT hr)
{
	if (SUCCEEDED(hr))
		return EXIT_DONE;
	if (hr == STG_E_FILENOTFOUND || hr == STG_E_PATHNOTFOUND)
		return EXIT_NEGATIVE;
	if (hr == STG_E_DOCFILECORRUPT || hr == STG_E_INVALIDHEADER ||
		hr == STG_E_INCOMPLETE)
		return EXIT_DAMAGED;
	if (hr == STG_E_FILEALREADYEXISTS || hr == STG_E_OLDFORMAT ||
		hr == STG_E_OLDDLL)
		return EXIT_NOT_CFB;
	if (is_busy(hr))
		return EXIT_BUSY;
	return EXIT_FAILED;
}
