/* SPDX-License-Identifier: MIT */
/* Thin, so that the library is measured and not this. */
#include "api.h"

IStorage *
api_open(const char *path)
{
	IStorage *root;

	return SUCCEEDED(
		       stg_open(path, STGM_READ | STGM_SHARE_DENY_WRITE, &root))
		       ? root
		       : NULL;
}

bool
api_read_stream(IStream *stream, void *buffer, size_t piece)
{
	HRESULT hr;
	ULONG got;

	do {
		hr = IStream_Read(stream, buffer, (ULONG)piece, &got);
	} while (SUCCEEDED(hr) && got == piece);
	IStream_Release(stream);
	return SUCCEEDED(hr);
}

static const OLECHAR *
widen(const char *name, OLECHAR units[32])
{
	size_t i = 0;

	for (; name[i] && i < 31; i++)
		units[i] = (unsigned char)name[i];
	units[i] = 0;
	return units;
}

IStream *
api_open_stream(IStorage *storage, const char *name)
{
	OLECHAR units[32];
	IStream *stream;

	return SUCCEEDED(IStorage_OpenStream(
		       storage, widen(name, units), NULL, API_READ, 0, &stream))
		       ? stream
		       : NULL;
}

IStorage *
api_open_storage(IStorage *storage, const char *name)
{
	OLECHAR units[32];
	IStorage *inner;

	return SUCCEEDED(IStorage_OpenStorage(storage, widen(name, units), NULL,
		       API_READ, NULL, 0, &inner))
		       ? inner
		       : NULL;
}
