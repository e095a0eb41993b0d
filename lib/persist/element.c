/* SPDX-License-Identifier: MIT */
#include "persist/element.h"

#include <stdlib.h>

#include <stg/hresult.h>
#include <stg/mode.h>

#define READ  (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define WRITE (STGM_CREATE | STGM_WRITE | STGM_SHARE_EXCLUSIVE)

/* The most that Read and Write are asked for at once. */
#define PIECE ((size_t)1 << 30)

HRESULT
read_fully(IStream *stream, void *bytes, size_t length, size_t *done)
{
	uint8_t *at = bytes;

	*done = 0;
	while (*done < length) {
		size_t piece = length - *done < PIECE ? length - *done : PIECE;
		ULONG got = 0;
		HRESULT hr =
			IStream_Read(stream, at + *done, (ULONG)piece, &got);

		if (FAILED(hr))
			return hr;
		if (got == 0)
			break;
		*done += got;
	}
	return S_OK;
}

HRESULT
write_fully(IStream *stream, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	HRESULT hr = S_OK;

	while (SUCCEEDED(hr) && length > 0) {
		size_t piece = length < PIECE ? length : PIECE;
		ULONG put = 0;

		hr = IStream_Write(stream, at, (ULONG)piece, &put);
		if (SUCCEEDED(hr) && (put == 0 || put > piece))
			hr = STG_E_MEDIUMFULL;
		at += put;
		length -= put;
	}
	return hr;
}

static HRESULT
read_stream(IStream *stream, size_t most, struct blob *blob)
{
	STATSTG stat;
	size_t size;
	HRESULT hr = IStream_Stat(stream, &stat, STATFLAG_NONAME);

	if (FAILED(hr))
		return hr;
	size = stat.cbSize.QuadPart < most ? (size_t)stat.cbSize.QuadPart :
		most;
	blob->bytes = malloc(size > 0 ? size : 1);
	if (!blob->bytes)
		return E_OUTOFMEMORY;
	hr = read_fully(stream, blob->bytes, size, &blob->length);
	if (FAILED(hr)) {
		free(blob->bytes);
		*blob = (struct blob){ NULL, 0 };
	}
	return hr;
}

HRESULT
element_read(IStorage *storage, const OLECHAR *name, size_t most,
	struct blob *blob)
{
	IStream *stream = NULL;
	HRESULT hr = IStorage_OpenStream(storage, name, NULL, READ, 0, &stream);

	*blob = (struct blob){ NULL, 0 };
	if (FAILED(hr))
		return hr;
	hr = read_stream(stream, most, blob);
	IStream_Release(stream);
	return hr;
}

HRESULT
element_write(IStorage *storage, const OLECHAR *name, const void *bytes,
	size_t length)
{
	IStream *stream = NULL;
	HRESULT hr = IStorage_CreateStream(storage, name, WRITE, 0, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = write_fully(stream, bytes, length);
	/* Release would keep what goes wrong to itself. */
	if (SUCCEEDED(hr))
		hr = IStream_Commit(stream, STGC_DEFAULT);
	IStream_Release(stream);
	/* None is better than half of one. */
	if (FAILED(hr))
		(void)IStorage_DestroyElement(storage, name);
	return hr;
}

HRESULT
hresult_from_oleds(enum oleds_status status)
{
	switch (status) {
	case OLEDS_OK:
	case OLEDS_REST:
		break;
	case OLEDS_SHORT:
		return STG_E_READFAULT;
	case OLEDS_BAD:
		return DV_E_CLIPFORMAT;
	}
	return S_OK;
}
