/* SPDX-License-Identifier: MIT */
/* hex: the contents of streams as numbers and text. */
#define COBJMACROS
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inner.h"
#include "memory.h"
#include "storage.h"
#include "terminal.h"

#define WIDTH_MAX 16
#define WIDTH_MIN 4

static struct {
	uint64_t offset;
	uint64_t length;
	bool all;
} options = { .length = UINT64_MAX };

static const struct option_spec specs[] = {
	{ 'o', "offset", OPTION_SIZE, &options.offset, "BYTES",
		"begin there (0)" },
	{ 'n', "length", OPTION_SIZE, &options.length, "BYTES",
		"show no more than this (all)" },
	{ 'v', "all", OPTION_FLAG, &options.all, NULL,
		"show equal lines too, not a star for them" },
	{ .name = NULL },
};

struct dump {
	unsigned width;
	int digits; /* of the offsets */
	uint8_t before[WIDTH_MAX];
	size_t before_length;
	bool starred;
};

static void
put_line(const struct dump *dump, uint64_t offset, const uint8_t *bytes,
	size_t length)
{
	printf("%s%0*" PRIx64 "%s ", style_begin(STYLE_FAINT), dump->digits,
		offset, style_end());
	for (unsigned i = 0; i < dump->width; i++) {
		if (i % 8 == 0)
			putchar(' ');
		if (i < length)
			printf("%02x ", bytes[i]);
		else
			fputs("   ", stdout);
	}
	fputs(" |", stdout);
	for (size_t i = 0; i < length; i++)
		putchar(bytes[i] >= 0x20 && bytes[i] < 0x7F ? bytes[i] : '.');
	puts("|");
}

/* Bytes in a line: 16, or fewer on a narrow terminal. */
static unsigned
fitting_width(const struct dump *dump)
{
	unsigned columns = terminal_columns();
	unsigned width = WIDTH_MAX;

	/* An offset, gaps and bars, and for each byte 3 columns and 1. */
	while (columns > 0 && width > WIDTH_MIN &&
		(unsigned)dump->digits + 4 + (width + 7) / 8 + width * 4 >
			columns)
		width /= 2;
	return width;
}

/* Lines like the one before are a star, but for the last one. */
static void
take_line(
	struct dump *dump, uint64_t offset, const uint8_t *bytes, size_t length)
{
	bool same = length == dump->width && dump->before_length == length &&
		    memcmp(bytes, dump->before, length) == 0;

	if (same && !options.all) {
		if (!dump->starred)
			puts("*");
		dump->starred = true;
		return;
	}
	dump->starred = false;
	memcpy(dump->before, bytes, length);
	dump->before_length = length;
	put_line(dump, offset, bytes, length);
}

static HRESULT
dump_stream(struct dump *dump, IStream *stream, uint64_t *offset, uint64_t end)
{
	uint8_t *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	HRESULT hr = stream_seek(stream, *offset);
	size_t length = 1;

	while (SUCCEEDED(hr) && length > 0 && *offset < end &&
		!ferror(stdout)) {
		uint64_t left = end - *offset;

		hr = stream_read(stream, chunk,
			left < CHUNK_SIZE ? (size_t)left : CHUNK_SIZE, &length);
		for (size_t at = 0; at < length; at += dump->width) {
			size_t line = length - at;

			if (line > dump->width)
				line = dump->width;
			take_line(dump, *offset + at, chunk + at, line);
		}
		*offset += length;
	}
	free(chunk);
	/* Where it ends shows how far a star reaches. */
	printf("%s%0*" PRIx64 "%s\n", style_begin(STYLE_FAINT), dump->digits,
		*offset, style_end());
	return hr;
}

static enum exit_code
show(struct target *target, const char *path, void *context)
{
	struct place place = { target->place.file, path };
	struct dump dump = { .digits = 8 };
	uint64_t offset = options.offset;
	uint64_t end = 0;
	IStream *stream;
	HRESULT hr;

	(void)context;
	hr = stg_open_stream(target->storage, path, STREAM_MODE, &stream);
	if (SUCCEEDED(hr)) {
		hr = stream_size(stream, &end);
		if (end > UINT32_MAX)
			dump.digits = 12;
		dump.width = fitting_width(&dump);
		if (offset > end)
			offset = end;
		if (options.length < end - offset)
			end = offset + options.length;
		if (SUCCEEDED(hr))
			hr = dump_stream(&dump, stream, &offset, end);
		IStream_Release(stream);
	}
	if (SUCCEEDED(hr))
		return EXIT_DONE;
	report(&place, "cannot read", hr);
	return exit_of(hr);
}

static enum exit_code
run_hex(int count, char **operands)
{
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);

	if (target.storage)
		code = exit_worse(
			code, inner_each(&target, count, operands, show, NULL));
	return target_close(&target, code);
}

const struct command command_hex = {
	.name = "hex",
	.arguments = "[-o BYTES] [-n BYTES] FILE INNER-PATH...",
	.summary = "show the contents of streams in hexadecimal",
	.details = "Shows offsets, bytes in hexadecimal, and those "
		   "that are printable ASCII as text.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.needs_path = true,
	.run = run_hex,
};
