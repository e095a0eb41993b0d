/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "reader.h"

#include <stdlib.h>

#include "memory.h"
#include "storage.h"

#define BUFFER_SIZE 16384

HRESULT
reader_init(struct reader *reader, IStream *stream)
{
	STATSTG stat;
	HRESULT hr = IStream_Stat(stream, &stat, STATFLAG_NONAME);

	*reader = (struct reader){ 0 };
	if (FAILED(hr))
		return hr;
	IStream_AddRef(stream);
	reader->stream = stream;
	reader->size = stat.cbSize.QuadPart;
	reader->buffer = memory_resize(NULL, BUFFER_SIZE, 1);
	return S_OK;
}

HRESULT
reader_open(struct reader *reader, IStorage *storage, const char *path)
{
	IStream *stream;
	HRESULT hr = stg_open_stream(storage, path, STREAM_MODE, &stream);

	*reader = (struct reader){ 0 };
	if (FAILED(hr))
		return hr;
	hr = reader_init(reader, stream);
	IStream_Release(stream);
	return hr;
}

void
reader_done(struct reader *reader)
{
	if (reader->stream)
		IStream_Release(reader->stream);
	free(reader->buffer);
	*reader = (struct reader){ 0 };
}

const uint8_t *
reader_get(struct reader *reader, uint64_t offset, size_t length)
{
	HRESULT hr;

	if (!reader->stream || length > READER_MAX || offset > reader->size ||
		reader->size - offset < length)
		return NULL;
	if (offset >= reader->start &&
		offset - reader->start + length <= reader->filled)
		return reader->buffer + (offset - reader->start);
	reader->start = offset;
	reader->filled = 0;
	hr = stream_seek(reader->stream, offset);
	if (SUCCEEDED(hr))
		hr = stream_read(reader->stream, reader->buffer, BUFFER_SIZE,
			&reader->filled);
	if (FAILED(hr))
		reader->result = hr;
	return reader->filled >= length ? reader->buffer : NULL;
}
