/* SPDX-License-Identifier: MIT */
/*
 * A stream in sectors keeps the part of its chain that still shows through;
 * there, the version's own sectors take the places of others, and behind it
 * they are hung on in turn. A small stream is written to the mini stream,
 * whose sectors are copied before they are changed anyway.
 */
#include "cfb/adopt.h"

#include <stdlib.h>

#include "base/checked.h"
#include "cfb/contents.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/own.h"
#include "cfb/scratch.h"
#include "cfb/stream.h"
#include "cfb/version.h"

#define PIECE 65536U

struct adoption {
	struct cfb_file *file;
	struct cfb_versions *shared;
	const struct cfb_contents *contents;
	struct cfb_stream *stream;
	uint8_t *buffer; /* PIECE bytes */
};

/* Read the whole of small contents into the buffer. */
static int
read_small(const struct adoption *a)
{
	uint32_t size = 1U << a->file->sector_shift;
	int status = CFB_OK;

	for (uint32_t at = 0; status == CFB_OK && at < a->contents->size;
		at += size) {
		uint32_t sector = cfb_contents_sector(a->contents,
			at >> a->file->sector_shift);
		size_t n = (size_t)min_u64(size, a->contents->size - at);
		size_t done = n;

		/* Small contents inherit nothing: what is not own is zero. */
		if (sector == CFB_NOWHERE)
			continue;
		status = a->shared->in_file
			? device_read(a->file->device, cfb_sector_offset(
				a->file, sector), a->buffer + at, n, &done)
			: cfb_scratch_read(a->shared->scratch, sector, 0,
				a->buffer + at, n);
		if (status == CFB_OK && done < n)
			status = CFB_CORRUPT;
	}
	return status;
}

static int
adopt_small(const struct adoption *a)
{
	const struct cfb_contents *contents = a->contents;
	struct cfb_stream *stream = a->stream;
	const uint8_t *bytes = contents->buffer;
	size_t done;
	int status = CFB_OK;

	if (!contents->in_memory) {
		bytes = a->buffer;
		status = read_small(a);
	}
	if (status == CFB_OK && !stream->mini)
		status = cfb_stream_resize(a->file, stream, 0);
	else if (status == CFB_OK && contents->size < stream->size)
		status = cfb_stream_resize(a->file, stream, contents->size);
	if (status == CFB_OK && contents->size != 0)
		status = cfb_stream_write(a->file, stream, 0, bytes,
			(size_t)contents->size, &done);
	if (status == CFB_OK)
		status = cfb_stream_flush(a->file, stream);
	return status;
}

/* Write zeros to a run that may have been used before. */
static int
zero_run(const struct adoption *a, uint32_t first, uint32_t count)
{
	struct cfb_edit *edit = a->file->edit;
	uint64_t place = cfb_sector_offset(a->file, first);
	uint64_t end = place + ((uint64_t)count << a->file->sector_shift);
	uint8_t *zeros = calloc(1, PIECE);
	int status = zeros ? CFB_OK : CFB_NO_MEMORY;

	/* What is new to the device is zero. */
	if (status == CFB_OK && end > edit->device_size) {
		uint64_t reach = end;

		end = edit->device_size;
		status = device_resize(a->file->device, reach);
		if (status == CFB_OK)
			cfb_edit_reaches(a->file, reach);
	}
	while (status == CFB_OK && place < end) {
		size_t n = (size_t)min_u64(PIECE, end - place);

		status = device_write(a->file->device, place, zeros, n);
		place += n;
	}
	free(zeros);
	return status;
}

/* Copy a run of scratch sectors to sectors of the file. */
static int
copy_run(const struct adoption *a, uint32_t from, uint32_t to, uint32_t count)
{
	unsigned shift = a->file->sector_shift;
	int status = CFB_OK;

	while (status == CFB_OK && count != 0) {
		uint32_t n = PIECE >> shift < count ? PIECE >> shift : count;
		size_t length = (size_t)n << shift;

		status = cfb_scratch_read(a->shared->scratch, from, 0,
			a->buffer, length);
		if (status == CFB_OK)
			status = cfb_loose_write(a->file, to, 0,
				&(struct iovec){ a->buffer, length }, 1);
		from += n;
		to += n;
		count -= n;
	}
	return status;
}

/*
 * Sectors of the file for a run of own ones: they themselves, or copies; for
 * zeros if `own` is CFB_NOWHERE. They are no longer loose, and not linked.
 */
static int
settle_run(const struct adoption *a, uint32_t own, uint32_t want,
	uint32_t near, uint32_t *first, uint32_t *got)
{
	int status;

	if (own != CFB_NOWHERE && a->shared->in_file) {
		*first = own;
		*got = want;
		return cfb_loose_adopt(a->file, own, want);
	}
	status = cfb_sectors_take_more(a->file, near, want, first, got);
	if (status != CFB_OK)
		return status;
	return own == CFB_NOWHERE ? zero_run(a, *first, *got)
				  : copy_run(a, own, *first, *got);
}

/* Own sectors take the places of those that the chain has. */
static int
replace(const struct adoption *a, uint32_t end)
{
	struct cfb_move *moves = NULL;
	size_t count = 0;
	size_t capacity = 0;
	int status = CFB_OK;

	for (uint32_t index = 0; status == CFB_OK && index < end;) {
		uint32_t own;
		uint32_t n = cfb_own_run(a->contents, index,
			end - index, &own);
		uint32_t first;

		if (own == CFB_NOWHERE) {
			index += n;
			continue;
		}
		status = settle_run(a, own, n, CFB_NOWHERE, &first, &n);
		if (status == CFB_OK && count + n > capacity) {
			struct cfb_move *larger;

			capacity = (count + n) * 2;
			larger = realloc(moves, capacity * sizeof *moves);
			if (!larger)
				status = CFB_NO_MEMORY;
			else
				moves = larger;
		}
		for (uint32_t i = 0; status == CFB_OK && i < n; i++) {
			moves[count].index = index++;
			moves[count++].sector = first + i;
		}
	}
	if (status == CFB_OK && count != 0)
		status = cfb_chain_move(a->file, &a->stream->extents, moves,
			count);
	free(moves);
	return status;
}

/* Hang on what comes behind the part of the chain that is kept. */
static int
extend(const struct adoption *a, uint32_t end)
{
	struct cfb_extents *extents = &a->stream->extents;
	int status = CFB_OK;

	while (status == CFB_OK && extents->length < end) {
		uint32_t last = cfb_extents_last(extents);
		uint32_t own;
		uint32_t n = cfb_own_run(a->contents, extents->length,
			end - extents->length, &own);
		uint32_t first;
		uint32_t got;

		status = settle_run(a, own, n, last == CFB_ENDOFCHAIN
				? CFB_NOWHERE : last + 1, &first, &got);
		if (status == CFB_OK)
			status = cfb_chain_append(a->file, extents, first,
				got);
	}
	return status;
}

static int
adopt_large(const struct adoption *a)
{
	struct cfb_stream *stream = a->stream;
	uint32_t keep = cfb_sectors_for(a->file, a->contents->inherit);
	int status = CFB_OK;

	if (stream->mini) {
		keep = 0;
		status = cfb_stream_resize(a->file, stream, 0);
		if (status == CFB_OK)
			cfb_stream_begin_chain(a->file, stream);
	} else {
		status = cfb_stream_prepare(a->file, stream);
	}
	if (status == CFB_OK && keep < stream->extents.length)
		status = cfb_chain_shrink(a->file, &stream->extents, keep);
	if (status == CFB_OK)
		status = replace(a, stream->extents.length);
	if (status == CFB_OK)
		status = extend(a, cfb_sectors_for(a->file, a->contents->size));
	if (status == CFB_OK)
		status = cfb_directory_set_contents(a->file, stream->id,
			cfb_extents_start(&stream->extents),
			a->contents->size);
	return status;
}

int
cfb_contents_adopt(struct cfb_file *file, struct cfb_versions *shared,
	const struct cfb_contents *contents, uint32_t id)
{
	struct cfb_stream stream;
	struct adoption adoption = { file, shared, contents, &stream, NULL };
	struct cfb_dirent entry;
	int status = cfb_directory_entry(file, id, &entry);

	if (status != CFB_OK)
		return status;
	adoption.buffer = calloc(1, PIECE);
	if (!adoption.buffer)
		return CFB_NO_MEMORY;
	cfb_stream_open(file, id, &entry, &stream);
	status = contents->size < file->cutoff ? adopt_small(&adoption)
					       : adopt_large(&adoption);
	cfb_stream_close(&stream);
	free(adoption.buffer);
	return status;
}
