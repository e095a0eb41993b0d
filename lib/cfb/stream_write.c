/* SPDX-License-Identifier: MIT */
/*
 * Writing streams. Contents go where they belong at once, in large pieces;
 * only writes smaller than CFB_GATHER_MIN that follow one another wait in
 * memory, and at the end of a stream also larger ones, since streams that grow
 * in turn would be written in pieces all over the file.
 * A stream that grows again and again gets sectors ahead, so that streams
 * which grow in turn do not tear each other to pieces; what it does not use is
 * given back at the commit.
 *
 * [MS-CFB] 2.6.3: streams of less than the cutoff are in mini sectors.
 * Crossing it in either direction moves the whole contents.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/container.h"
#include "cfb/edit.h"
#include "cfb/stream.h"

#define APPEND_MIN  16384
#define AHEAD_MIN   16            /* sectors of a stream that gets more ahead */
#define AHEAD_BYTES (1U << 20)
#define ZEROS       65536

static uint32_t
units_of(const struct cfb_file *file, const struct cfb_stream *stream,
	uint64_t size)
{
	return divide_up(size, stream->mini ? file->mini_shift
					    : file->sector_shift);
}

static void
begin_chain(struct cfb_file *file, struct cfb_stream *stream, bool mini,
	uint32_t start)
{
	cfb_extents_done(&stream->extents);
	stream->mini = mini;
	cfb_extents_init(&stream->extents, mini ? &file->minifat.pages
						: &file->fat.pages,
		mini ? file->edit->mini_count : file->sectors, start);
}

void
cfb_stream_begin_chain(struct cfb_file *file, struct cfb_stream *stream)
{
	begin_chain(file, stream, false, CFB_ENDOFCHAIN);
	stream->extents.end = CFB_CHAIN_NORMAL;
}

static int
resize_chain(struct cfb_file *file, struct cfb_stream *stream,
	uint32_t length)
{
	return stream->mini ? cfb_minis_resize(file, &stream->extents, length)
			    : cfb_chain_shrink(file, &stream->extents,
				    length);
}

/* Have the table say that a chain ends where it is known to end. */
static int
end_chain(struct cfb_file *file, struct cfb_extents *extents)
{
	uint32_t last = cfb_extents_last(extents);
	uint32_t per = cfb_fat_per_sector(file);
	uint8_t *bytes;
	int status = cfb_pages_edit(file, extents->table, last / per, &bytes);

	if (status == CFB_OK)
		put_le32(bytes + (size_t)(last % per) * 4, CFB_ENDOFCHAIN);
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

/* A chain that returns to itself leads to one of its sectors twice. */
static void
count_loop(struct cfb_file *file, const struct cfb_stream *stream)
{
	const struct cfb_extents *extents = &stream->extents;

	if (extents->end == CFB_CHAIN_LOOP)
		cfb_space_unshare(stream->mini ? &file->edit->minis
					       : &file->edit->sectors,
			extents->next);
}

/*
 * Make sure of the chain before the first change. One that is too long is cut;
 * one that is long enough but ends in another way than it should, so that what
 * follows may belong to somebody else, is let end where it has to.
 */
int
cfb_stream_prepare(struct cfb_file *file, struct cfb_stream *stream)
{
	uint32_t needed = units_of(file, stream, stream->stored);
	struct cfb_extents *extents = &stream->extents;
	int status;

	if (stream->prepared)
		return CFB_OK;
	if (needed == 0)
		begin_chain(file, stream, stream->mini, CFB_ENDOFCHAIN);
	status = cfb_extents_reach_end(file, extents);
	if (status != CFB_OK)
		return status;
	if (extents->length < needed)
		return CFB_CORRUPT;
	if (extents->end == CFB_CHAIN_LOOP && extents->length > needed) {
		count_loop(file, stream);
		status = resize_chain(file, stream, needed);
	} else if (extents->end != CFB_CHAIN_NORMAL && needed != 0) {
		count_loop(file, stream);
		cfb_extents_cut(extents, needed);
		extents->end = CFB_CHAIN_NORMAL;
		status = end_chain(file, extents);
	} else if (extents->length > needed) {
		status = resize_chain(file, stream, needed);
	}
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	stream->prepared = status == CFB_OK;
	return status;
}

/* Write to sectors; `pad` zeros behind fill the last one. */
static int
write_sectors(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t offset, const uint8_t *bytes, size_t length, size_t pad)
{
	static const uint8_t zeros[65536];
	unsigned shift = file->sector_shift;

	while (length != 0) {
		uint32_t at = (uint32_t)offset & ((1U << shift) - 1);
		struct iovec vectors[2];
		uint64_t place;
		uint64_t end;
		uint32_t sector;
		uint32_t run;
		size_t n;
		int status;

		cfb_extents_at(&stream->extents, (uint32_t)(offset >> shift),
			&sector, &run);
		n = (size_t)min_u64(((uint64_t)run << shift) - at, length);
		place = cfb_sector_offset(file, sector) + at;
		vectors[0].iov_base = (void *)(uintptr_t)bytes;
		vectors[0].iov_len = n;
		vectors[1].iov_base = (void *)(uintptr_t)zeros;
		vectors[1].iov_len = pad;
		status = device_writev(file->device, place, vectors,
			n == length && pad ? 2 : 1);
		end = place + n + (n == length ? pad : 0);
		/* One that fails may have made the device longer, too. */
		if (end > file->edit->device_size)
			file->edit->device_size = end;
		if (status != CFB_OK)
			return status;
		if (end > file->size)
			file->size = end;
		bytes += n;
		offset += n;
		length -= n;
	}
	return CFB_OK;
}

static int
write_contents(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t offset, const uint8_t *bytes, size_t length, size_t pad)
{
	uint64_t size = (uint64_t)1 << file->mini_shift;

	if (!stream->mini)
		return write_sectors(file, stream, offset, bytes, length,
			pad);
	while (length != 0) {
		size_t at = (size_t)(offset & (size - 1));
		uint32_t mini;
		uint32_t run;
		size_t n;
		int status;

		cfb_extents_at(&stream->extents,
			(uint32_t)(offset >> file->mini_shift), &mini, &run);
		n = (size_t)min_u64(((uint64_t)run << file->mini_shift) - at,
			length);
		status = cfb_minis_write(file,
			((uint64_t)mini << file->mini_shift) + at, bytes, n);
		if (status != CFB_OK)
			return status;
		bytes += n;
		offset += n;
		length -= n;
	}
	return CFB_OK;
}

/* Zeros up to the end of the device; what lies behind it is zero anyway. */
static int
zero_sectors(struct cfb_file *file, struct cfb_stream *stream, uint64_t from,
	uint64_t to, const uint8_t *zeros)
{
	struct cfb_edit *edit = file->edit;
	unsigned shift = file->sector_shift;
	uint64_t reach = 0; /* what the device has to have */
	int status = CFB_OK;

	while (status == CFB_OK && from < to) {
		uint32_t at = (uint32_t)from & ((1U << shift) - 1);
		uint64_t place;
		uint32_t sector;
		uint32_t run;
		uint64_t n;

		cfb_extents_at(&stream->extents, (uint32_t)(from >> shift),
			&sector, &run);
		n = min_u64(((uint64_t)run << shift) - at, to - from);
		place = cfb_sector_offset(file, sector) + at;
		if (place + n > reach)
			reach = place + n;
		if (place < edit->device_size) {
			n = min_u64(min_u64(n, ZEROS),
				edit->device_size - place);
			status = write_sectors(file, stream, from, zeros,
				(size_t)n, 0);
		}
		from += n;
	}
	if (status == CFB_OK && reach > edit->device_size) {
		status = device_resize(file->device, reach);
		if (status == CFB_OK)
			file->size = edit->device_size = reach;
	}
	return status;
}

static int
zero(struct cfb_file *file, struct cfb_stream *stream, uint64_t from,
	uint64_t to)
{
	uint8_t *zeros;
	int status;

	if (from >= to)
		return CFB_OK;
	zeros = calloc(1, ZEROS);
	if (!zeros)
		return CFB_NO_MEMORY;
	if (stream->mini) /* less than the cutoff, so less than ZEROS */
		status = write_contents(file, stream, from, zeros,
			(size_t)(to - from), 0);
	else
		status = zero_sectors(file, stream, from, to, zeros);
	free(zeros);
	return status;
}

/* Bytes from `size` to the end of the last sector or mini sector. */
static uint64_t
slack_end(const struct cfb_file *file, const struct cfb_stream *stream,
	uint64_t size)
{
	unsigned shift = stream->mini ? file->mini_shift : file->sector_shift;

	return (uint64_t)divide_up(size, shift) << shift;
}

/* Sectors for a stream, with some ahead if it keeps growing. */
static int
grow_sectors(struct cfb_file *file, struct cfb_stream *stream,
	uint32_t length)
{
	struct cfb_extents *extents = &stream->extents;

	while (extents->length < length) {
		uint32_t last = cfb_extents_last(extents);
		uint32_t needed = length - extents->length;
		uint32_t ahead = extents->length < AHEAD_MIN ? 0
			: (uint32_t)min_u64(extents->length / 8,
				AHEAD_BYTES >> file->sector_shift);
		uint32_t first = stream->reserve_first;
		uint32_t got = stream->reserve_count;
		int status = CFB_OK;

		if (got == 0)
			status = cfb_sectors_take_more(file,
				last == CFB_ENDOFCHAIN
					? CFB_NOWHERE : last + 1,
				needed + ahead, &first, &got);
		if (status != CFB_OK)
			return status;
		stream->reserve_first = first + needed;
		stream->reserve_count = got > needed ? got - needed : 0;
		if (got > needed)
			got = needed;
		status = cfb_chain_append(file, extents, first, got);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

/* Give back what a chain grew by in vain. */
static void
take_back(struct cfb_file *file, struct cfb_stream *stream, uint32_t length)
{
	int status = resize_chain(file, stream, length);

	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
}

static int
grow_chain(struct cfb_file *file, struct cfb_stream *stream, uint32_t length)
{
	uint32_t before = stream->extents.length;
	int status = stream->mini
			? cfb_minis_resize(file, &stream->extents, length)
			: grow_sectors(file, stream, length);

	/* All or nothing: a file that is full keeps what it had. */
	if (status != CFB_OK)
		take_back(file, stream, before);
	return status;
}

/*
 * Have the entry in memory, as it is about to be changed: setting it later
 * cannot fail then.
 */
static int
hold_entry(struct cfb_file *file, const struct cfb_stream *stream)
{
	uint8_t *raw;

	return cfb_directory_edit(file, stream->id, &raw);
}

static int
store_entry(struct cfb_file *file, struct cfb_stream *stream, uint64_t size)
{
	int status = cfb_directory_set_contents(file, stream->id,
		cfb_extents_start(&stream->extents), size);

	if (status != CFB_OK) {
		cfb_edit_doubt(file, status);
		return status;
	}
	stream->stored = size;
	return CFB_OK;
}

/* What is written where a stream grows; `size` bytes are to be the result. */
struct growth {
	uint64_t size;
	uint64_t offset;      /* all up to here becomes zero */
	const uint8_t *bytes; /* of those behind */
	size_t length;
};

/* Fill what lies behind the first `keep` bytes. */
static int
fill(struct cfb_file *file, struct cfb_stream *stream, uint64_t keep,
	const struct growth *growth)
{
	uint64_t end = slack_end(file, stream, growth->size);
	int status = zero(file, stream, keep, min_u64(growth->offset, end));

	if (status != CFB_OK || growth->length == 0)
		return status;
	return write_contents(file, stream, growth->offset, growth->bytes,
		growth->length, (size_t)(end - growth->size));
}

/*
 * Move the first `keep` bytes of the contents, which are fewer than the
 * cutoff, from mini sectors to sectors or back. The old ones are given up when
 * everything is in the new ones.
 */
static int
cross_cutoff(struct cfb_file *file, struct cfb_stream *stream, size_t keep,
	const struct growth *growth)
{
	struct cfb_extents old = stream->extents;
	uint8_t *bytes = calloc(1, CFB_MINI_CUTOFF);
	bool mini = !stream->mini;
	size_t done;
	int status = bytes ? cfb_stream_read(file, stream, 0, bytes, keep,
		&done) : CFB_NO_MEMORY;

	if (status != CFB_OK) {
		free(bytes);
		return status;
	}
	memset(&stream->extents, 0, sizeof stream->extents);
	begin_chain(file, stream, mini, CFB_ENDOFCHAIN);
	stream->extents.end = CFB_CHAIN_NORMAL;
	status = grow_chain(file, stream, units_of(file, stream,
		growth->size));
	if (status == CFB_OK)
		status = write_contents(file, stream, 0, bytes, keep, 0);
	if (status == CFB_OK)
		status = fill(file, stream, keep, growth);
	free(bytes);
	if (status != CFB_OK) {
		take_back(file, stream, 0);
		cfb_extents_done(&stream->extents);
		stream->extents = old;
		stream->mini = !mini;
		return status;
	}
	status = mini ? cfb_chain_shrink(file, &old, 0)
		      : cfb_minis_resize(file, &old, 0);
	cfb_extents_done(&old);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

/* Make the stream longer, or leave it as it is. */
static int
lengthen(struct cfb_file *file, struct cfb_stream *stream,
	const struct growth *growth)
{
	uint64_t stored = stream->stored;
	uint64_t size = growth->size;
	uint32_t before = stream->extents.length;
	int status;

	if (!cfb_size_possible(file, size))
		return CFB_TOO_LARGE;
	status = hold_entry(file, stream);
	if (status != CFB_OK)
		return status;
	if (stream->mini && size >= CFB_MINI_CUTOFF) {
		status = cross_cutoff(file, stream, (size_t)stored, growth);
	} else {
		status = grow_chain(file, stream,
			units_of(file, stream, size));
		if (status != CFB_OK)
			return status;
		status = fill(file, stream, stored, growth);
		if (status != CFB_OK)
			take_back(file, stream, before);
	}
	return status == CFB_OK ? store_entry(file, stream, size) : status;
}

static int
shorten(struct cfb_file *file, struct cfb_stream *stream, uint64_t size)
{
	const struct growth nothing = { .size = size, .offset = size };
	int status = hold_entry(file, stream);

	if (status != CFB_OK)
		return status;
	if (!stream->mini && size < CFB_MINI_CUTOFF) {
		status = cross_cutoff(file, stream, (size_t)size, &nothing);
	} else {
		/* What may fail for want of a device comes first. */
		status = zero(file, stream, size,
			min_u64(slack_end(file, stream, size),
				slack_end(file, stream, stream->stored)));
		if (status != CFB_OK)
			return status;
		status = resize_chain(file, stream,
			units_of(file, stream, size));
		if (status != CFB_OK)
			cfb_edit_doubt(file, status);
	}
	return status == CFB_OK ? store_entry(file, stream, size) : status;
}

static int
put(struct cfb_file *file, struct cfb_stream *stream, uint64_t offset,
	const uint8_t *bytes, size_t length)
{
	const struct growth growth = { offset + length, offset, bytes,
		length };
	int status = cfb_commit_if_due(file);

	if (status == CFB_OK)
		status = cfb_stream_prepare(file, stream);
	if (status != CFB_OK)
		return status;
	if (growth.size > stream->stored)
		return lengthen(file, stream, &growth);
	return write_contents(file, stream, offset, bytes, length, 0);
}

int
cfb_stream_flush(struct cfb_file *file, struct cfb_stream *stream)
{
	struct cfb_gather *gather = &stream->gather;
	size_t length = gather->length;
	int status;

	if (length == 0)
		return CFB_OK;
	/* What was taken is not lost: the next one to need it tries again. */
	gather->length = 0;
	status = put(file, stream, gather->offset, gather->bytes, length);
	if (status != CFB_OK)
		gather->length = length;
	return status;
}

int
cfb_streams_flush(struct cfb_file *file)
{
	struct list *streams = &file->edit->streams;
	int first = CFB_OK;

	for (struct list *l = streams->next; l != streams; l = l->next) {
		struct cfb_stream *stream = container_of(l, struct cfb_stream,
			link);
		int status = cfb_stream_flush(file, stream);

		if (status == CFB_OK && stream->reserve_count)
			status = cfb_sectors_return(file,
				stream->reserve_first, stream->reserve_count);
		stream->reserve_count = 0;
		if (first == CFB_OK)
			first = status;
	}
	return first;
}

int
cfb_stream_write(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t offset, const void *bytes, size_t length, size_t *done)
{
	size_t least = offset == stream->size ? APPEND_MIN : CFB_GATHER_MIN;
	uint64_t end;
	int status = CFB_OK;

	*done = 0;
	if (length == 0)
		return CFB_OK;
	if (!checked_add64(offset, length, &end) ||
		!cfb_size_possible(file, end))
		return CFB_TOO_LARGE;
	if (length >= least ||
		!cfb_gather_fits(&stream->gather, offset, length))
		status = cfb_stream_flush(file, stream);
	/* A damaged chain fails the write, not the flush that nobody sees. */
	if (status == CFB_OK)
		status = cfb_stream_prepare(file, stream);
	if (status == CFB_OK)
		status = length < least
				? cfb_gather_add(&stream->gather, offset, bytes,
					length)
				: put(file, stream, offset, bytes, length);
	if (status != CFB_OK)
		return status;
	*done = length;
	if (end > stream->size)
		stream->size = end;
	return CFB_OK;
}

static int
set_size(struct cfb_file *file, struct cfb_stream *stream, uint64_t size)
{
	const struct growth growth = { .size = size, .offset = UINT64_MAX };
	int status = cfb_commit_if_due(file);

	if (status == CFB_OK)
		status = cfb_stream_prepare(file, stream);
	if (status != CFB_OK || size == stream->stored)
		return status;
	return size > stream->stored ? lengthen(file, stream, &growth)
				     : shorten(file, stream, size);
}

int
cfb_stream_resize(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t size)
{
	struct cfb_gather *gather = &stream->gather;
	size_t length = gather->length;
	int status = CFB_OK;

	/* What is cut off need not be written, and may have no room. */
	if (size <= gather->offset)
		gather->length = 0;
	else
		status = cfb_stream_flush(file, stream);
	if (status != CFB_OK)
		return status;
	status = set_size(file, stream, size);
	if (status == CFB_OK)
		stream->size = size;
	else if (size <= gather->offset)
		gather->length = length;
	return status;
}

/* Whoever has the stream open has nothing any more. */
static void
detach_open(struct cfb_file *file, uint32_t id)
{
	struct list *streams = &file->edit->streams;
	struct list *next;

	for (struct list *l = streams->next; l != streams; l = next) {
		struct cfb_stream *stream = container_of(l, struct cfb_stream,
			link);

		next = l->next;
		if (stream->id != id)
			continue;
		if (stream->reserve_count)
			(void)cfb_sectors_return(file, stream->reserve_first,
				stream->reserve_count);
		stream->reserve_count = 0;
		stream->gather.length = 0;
		stream->size = stream->stored = 0;
		cfb_extents_done(&stream->extents);
		list_remove(&stream->link);
	}
}

int
cfb_stream_discard(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry)
{
	struct cfb_stream stream;
	int status = CFB_OK;

	detach_open(file, id);
	cfb_stream_open(file, id, entry, &stream);
	if (stream.size != 0) {
		/* A damaged chain is freed as far as it can be followed. */
		status = cfb_extents_reach_end(file, &stream.extents);
		if (status == CFB_OK) {
			count_loop(file, &stream);
			status = resize_chain(file, &stream, 0);
		}
	}
	cfb_stream_close(&stream);
	return status;
}
