/* SPDX-License-Identifier: MIT */
/* cat: the contents of streams, inflated if that is wanted. */
#define COBJMACROS
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "inner.h"
#include "memory.h"
#include "storage.h"

/* Inflated contents end here unless --limit says otherwise. */
#define INFLATED_LIMIT (UINT64_C(1) << 30)

/* This much must inflate before zlib data is taken for such. */
#define PROBE_SIZE 64

#define NO_LIMIT UINT64_MAX

enum decode { DECODE_NONE, DECODE_ZLIB, DECODE_DEFLATE, DECODE_AUTO };

static struct {
	unsigned decode;
	uint64_t limit;
} options = { .limit = NO_LIMIT };

static const struct option_spec specs[] = {
	{ 'd', "decode", OPTION_CHOICE, &options.decode,
		"none|zlib|deflate|auto",
		"inflate the contents; auto: if they are compressed" },
	{ 0, "limit", OPTION_SIZE, &options.limit, "BYTES",
		"write no more of a stream (no limit; 1G when it is "
		"inflated)" },
	{ .name = NULL },
};

static HRESULT
write_out(const void *bytes, size_t length, void *context)
{
	(void)context;
	return fwrite(bytes, 1, length, stdout) == length ? S_OK : E_ABORT;
}

static HRESULT
drop(const void *bytes, size_t length, void *context)
{
	(void)bytes, (void)length, (void)context;
	return S_OK;
}

/* Copies up to `limit` bytes; *done of them went out. */
static HRESULT
copy(IStream *stream, uint64_t limit, uint64_t *done)
{
	char *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	HRESULT hr = S_OK;
	size_t length;

	*done = 0;
	do {
		uint64_t left = limit - *done;

		hr = stream_read(stream, chunk,
			left < CHUNK_SIZE ? (size_t)left : CHUNK_SIZE, &length);
		if (FAILED(write_out(chunk, length, NULL)))
			hr = E_ABORT;
		*done += length;
	} while (SUCCEEDED(hr) && length > 0 && *done < limit);
	free(chunk);
	return hr;
}

static bool
inflates(IStream *stream, enum stg_inflate_format format, uint64_t limit)
{
	HRESULT hr = stream_seek(stream, 0);

	if (SUCCEEDED(hr))
		hr = stg_inflate(stream, format, limit, drop, NULL, NULL);
	return SUCCEEDED(hr);
}

/*
 * zlib data tells itself by its header and a little that inflates. Raw deflate
 * has no mark: only what inflates to its very end is taken for it.
 */
static enum decode
guess(IStream *stream)
{
	uint64_t size;

	if (FAILED(stream_size(stream, &size)) || size == 0)
		return DECODE_NONE;
	if (inflates(stream, STG_INFLATE_ZLIB, PROBE_SIZE))
		return DECODE_ZLIB;
	if (inflates(stream, STG_INFLATE_RAW, INFLATED_LIMIT))
		return DECODE_DEFLATE;
	return DECODE_NONE;
}

static HRESULT
deliver(IStream *stream, uint64_t *done)
{
	enum decode decode = (enum decode)options.decode;
	uint64_t limit = options.limit;
	HRESULT hr;

	if (decode == DECODE_AUTO)
		decode = guess(stream);
	hr = stream_seek(stream, 0);
	if (FAILED(hr))
		return hr;
	if (decode == DECODE_NONE)
		return copy(stream, limit, done);
	if (limit == NO_LIMIT)
		limit = INFLATED_LIMIT;
	return stg_inflate(stream,
		decode == DECODE_ZLIB ? STG_INFLATE_ZLIB : STG_INFLATE_RAW,
		limit, write_out, NULL, (ULONGLONG *)done);
}

static enum exit_code
judge(const struct place *place, HRESULT hr, uint64_t done)
{
	struct text what = { 0 };

	/* Said once, when the output is closed. */
	if (ferror(stdout))
		return EXIT_FAILED;
	if (hr == S_FALSE && options.limit == NO_LIMIT) {
		report_text(place,
			"stopped after %" PRIu64 " bytes; see --limit", done);
		return EXIT_DAMAGED;
	}
	if (SUCCEEDED(hr))
		return EXIT_DONE;
	text_addf(&what, "%s only %" PRIu64 " bytes",
		options.decode == DECODE_NONE ? "read" : "inflated", done);
	report(place, what.data, hr);
	text_done(&what);
	return exit_of(hr);
}

static enum exit_code
show(struct target *target, const char *path, void *context)
{
	struct place place = { target->place.file, path };
	uint64_t done = 0;
	IStream *stream;
	HRESULT hr;

	(void)context;
	hr = stg_open_stream(target->storage, path, STREAM_MODE, &stream);
	if (FAILED(hr)) {
		report(&place, "cannot open", hr);
		return exit_of(hr);
	}
	hr = deliver(stream, &done);
	IStream_Release(stream);
	return judge(&place, hr, done);
}

static enum exit_code
run_cat(int count, char **operands)
{
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);

	if (target.storage)
		code = exit_worse(
			code, inner_each(&target, count, operands, show, NULL));
	return target_close(&target, code);
}

const struct command command_cat = {
	.name = "cat",
	.arguments = "[-d none|zlib|deflate|auto] FILE INNER-PATH...",
	.summary = "write the contents of streams",
	.details = "Writes the contents of the streams, one after the "
		   "other, inflated if wanted. What can be read of a "
		   "damaged stream is written.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.needs_path = true,
	.run = run_cat,
};
