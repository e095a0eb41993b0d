/* SPDX-License-Identifier: MIT */
/*
 * Streaming inflate over IStream. Everything that could be decoded is handed
 * out before a failure is reported, whether the compressed data or the stream
 * below them are damaged.
 */
#include <stg/helpers.h>

#include <stdbool.h>
#include <stdlib.h>

#include <stg/cobjmacros.h>
#include <zlib.h>

#define BUFFER_SIZE 65536

struct inflater {
	IStream *stream;
	HRESULT stream_error; /* comes out when the bytes before it are used */
	bool stream_ended;
	z_stream z;
	stg_sink_fn sink;
	void *context;
	ULONGLONG limit;
	ULONGLONG delivered;
	Bytef in[BUFFER_SIZE];
	Bytef out[BUFFER_SIZE];
};

/* Read behind what is in the buffer, and note how the stream goes on. */
static void
read_more(struct inflater *inflater)
{
	z_stream *z = &inflater->z;
	ULONG room = BUFFER_SIZE - z->avail_in;
	ULONG got = 0;
	HRESULT hr;

	if (inflater->stream_ended)
		return;
	hr = IStream_Read(
		inflater->stream, inflater->in + z->avail_in, room, &got);
	if (got > room)
		got = room;
	z->next_in = inflater->in;
	z->avail_in += got;
	inflater->stream_ended = FAILED(hr) || got == 0;
	if (FAILED(hr))
		inflater->stream_error = hr;
}

/*
 * RFC 1950, 2.2: method 8, a window of at most 32 KiB, a header divisible by
 * 31. Raw deflate cannot look so: its three low bits would stand for a stored
 * block (RFC 1951, 3.2.4), and the next one for padding, which is zero.
 */
static bool
is_zlib(const Bytef *header, uInt length)
{
	return length >= 2 && (header[0] & 0x0F) == 8 && header[0] >> 4 <= 7 &&
	       (header[0] << 8 | header[1]) % 31 == 0;
}

static bool
choose_zlib(struct inflater *inflater, enum stg_inflate_format format)
{
	if (format != STG_INFLATE_AUTO)
		return format == STG_INFLATE_ZLIB;
	while (inflater->z.avail_in < 2 && !inflater->stream_ended)
		read_more(inflater);
	return is_zlib(inflater->in, inflater->z.avail_in);
}

/* S_FALSE: the limit. A sink that stops with a success is told by `stopped`. */
static HRESULT
deliver(struct inflater *inflater, size_t length, bool *stopped)
{
	ULONGLONG left = inflater->limit - inflater->delivered;
	size_t n = length < left ? length : (size_t)left;
	HRESULT hr = S_OK;

	if (n > 0) {
		inflater->delivered += n;
		hr = inflater->sink(inflater->out, n, inflater->context);
	}
	if (hr == S_OK && n < length)
		hr = S_FALSE;
	*stopped = hr != S_OK;
	return hr;
}

static HRESULT
from_zlib(const struct inflater *inflater, int result)
{
	switch (result) {
	case Z_STREAM_END:
		return S_OK;
	case Z_BUF_ERROR: /* no input and none to come */
		return FAILED(inflater->stream_error) ? inflater->stream_error
						      : STG_E_INCOMPLETE;
	case Z_MEM_ERROR:
		return STG_E_INSUFFICIENTMEMORY;
	}
	return STG_E_DOCFILECORRUPT;
}

/* inflate() that has input and room for output makes progress or fails. */
static HRESULT
run(struct inflater *inflater)
{
	z_stream *z = &inflater->z;
	bool stopped = false;
	HRESULT hr;
	int result;

	do {
		if (z->avail_in == 0)
			read_more(inflater);
		z->next_out = inflater->out;
		z->avail_out = BUFFER_SIZE;
		result = inflate(z, Z_NO_FLUSH);
		hr = deliver(inflater, BUFFER_SIZE - z->avail_out, &stopped);
	} while (result == Z_OK && !stopped);
	return stopped ? hr : from_zlib(inflater, result);
}

static HRESULT
inflate_stream(struct inflater *inflater, enum stg_inflate_format format)
{
	int window = choose_zlib(inflater, format) ? MAX_WBITS : -MAX_WBITS;
	HRESULT hr;

	if (inflateInit2(&inflater->z, window) != Z_OK)
		return STG_E_INSUFFICIENTMEMORY;
	hr = run(inflater);
	(void)inflateEnd(&inflater->z);
	return hr;
}

HRESULT
stg_inflate(IStream *stream, enum stg_inflate_format format, ULONGLONG limit,
	stg_sink_fn sink, void *context, ULONGLONG *size)
{
	struct inflater *inflater;
	HRESULT hr;

	if (size)
		*size = 0;
	if (!stream || !sink)
		return STG_E_INVALIDPOINTER;
	if (format != STG_INFLATE_AUTO && format != STG_INFLATE_ZLIB &&
		format != STG_INFLATE_RAW)
		return STG_E_INVALIDPARAMETER;
	inflater = calloc(1, sizeof *inflater);
	if (!inflater)
		return STG_E_INSUFFICIENTMEMORY;
	inflater->stream = stream;
	inflater->sink = sink;
	inflater->context = context;
	inflater->limit = limit;
	hr = inflate_stream(inflater, format);
	if (size)
		*size = inflater->delivered;
	free(inflater);
	return hr;
}
