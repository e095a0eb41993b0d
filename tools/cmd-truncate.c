/* SPDX-License-Identifier: MIT */
/* truncate: streams of another size. */
#define COBJMACROS
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "memory.h"
#include "slot.h"

static struct {
	const char *size;
} options;

static const struct option_spec specs[] = {
	{ 's', "size", OPTION_TEXT, &options.size, "SIZE",
		"the new size; by how much with + or - before it" },
	{ .name = NULL },
};

struct change {
	char sign; /* '+', '-', or neither */
	uint64_t bytes;
};

static bool
parse(struct change *change)
{
	const char *text = options.size;
	const struct option_spec spec = { 's', "size", OPTION_SIZE,
		&change->bytes, "a size", NULL };

	if (!text) {
		report_usage("which size? see --size");
		return false;
	}
	change->sign = *text;
	if (*text == '+' || *text == '-')
		text++;
	return option_store(&spec, text);
}

static bool
new_size(const struct change *change, uint64_t old, uint64_t *size)
{
	*size = change->bytes;
	if (change->sign == '+') {
		*size += old;
		return *size >= old;
	}
	if (change->sign == '-')
		*size = change->bytes < old ? old - change->bytes : 0;
	return true;
}

/* What SetSize adds is undefined by its contract. */
static HRESULT
grow(IStream *stream, uint64_t from, uint64_t to)
{
	char *zeros = memory_resize(NULL, CHUNK_SIZE, 1);
	HRESULT hr = stream_seek(stream, from);

	memset(zeros, 0, CHUNK_SIZE);
	while (SUCCEEDED(hr) && from < to) {
		size_t piece = to - from < CHUNK_SIZE ? (size_t)(to - from)
						      : CHUNK_SIZE;

		hr = stream_write(stream, zeros, piece);
		from += piece;
	}
	free(zeros);
	return hr;
}

static HRESULT
resize(IStream *stream, const struct change *change)
{
	ULARGE_INTEGER to;
	uint64_t old, size;
	HRESULT hr = stream_size(stream, &old);

	if (FAILED(hr))
		return hr;
	if (!new_size(change, old, &size))
		return STG_E_DOCFILETOOLARGE;
	to.QuadPart = size;
	/* Also to learn at once whether there is room. */
	hr = IStream_SetSize(stream, to);
	return SUCCEEDED(hr) && size > old ? grow(stream, old, size) : hr;
}

static enum exit_code
truncate_one(struct edit *edit, const char *path, const struct change *change)
{
	IStream *stream = NULL;
	struct slot slot;
	enum exit_code code = slot_find(&slot, edit, path, false);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE && slot.is_storage) {
		report_text(&(struct place){ edit->place.file, path },
			"is a storage, which has no size");
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE)
		hr = IStorage_OpenStream(slot.parent, slot.name, NULL,
			EDIT_MODE, 0, &stream);
	if (stream) {
		hr = resize(stream, change);
		IStream_Release(stream);
	}
	if (FAILED(hr))
		code = edit_failed(edit, path, "cannot set the size", hr);
	slot_done(&slot);
	return code;
}

static enum exit_code
run_truncate(int count, char **operands)
{
	struct change change;
	struct edit edit;
	enum exit_code code;

	if (!parse(&change))
		return EXIT_FAILED;
	code = edit_open(&edit, operands[0]);
	for (int i = 1; i < count && code == EXIT_DONE; i++)
		code = truncate_one(&edit, operands[i], &change);
	return edit_close(&edit, code);
}

const struct command command_truncate = {
	.name = "truncate",
	.arguments = "-s [+|-]SIZE FILE INNER-PATH...",
	.summary = "cut or lengthen streams",
	.details = "Gives streams another size. What is added is zeros.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.needs_path = true,
	.run = run_truncate,
};
