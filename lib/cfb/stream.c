/* SPDX-License-Identifier: MIT */
/*
 * A plan joins neighbouring sectors to one span, and carrying it out joins
 * spans that lie close together to one system call: reading and dropping a
 * few bytes between them costs less than another call. In files of small
 * sectors, a sector of the FAT lies in the way every 64 KiB.
 */
#include "cfb/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "cfb/edit.h"
#include "cfb/file.h"

#define GAP_MAX      2048 /* bytes; larger gaps are worth a call */
#define VECTORS_MAX  64

const struct cfb_chain_defects cfb_stream_defects = {
	.free = CFB_DEFECT_STREAM_FREE,
	.outside = CFB_DEFECT_STREAM_OUTSIDE,
	.metadata = CFB_DEFECT_STREAM_METADATA,
	.unknown = CFB_DEFECT_STREAM_NO_FAT,
	.loop = CFB_DEFECT_STREAM_LOOP,
};

const struct cfb_chain_defects cfb_mini_defects = {
	.free = CFB_DEFECT_MINI_FREE,
	.outside = CFB_DEFECT_MINI_OUTSIDE,
	.metadata = CFB_DEFECT_MINI_RESERVED,
	.unknown = CFB_DEFECT_MINI_NO_MINIFAT,
	.loop = CFB_DEFECT_MINI_LOOP,
};

void
cfb_stream_open(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, struct cfb_stream *stream)
{
	uint64_t minis = file->edit ? file->edit->mini_count
				    : file->size >> file->mini_shift;

	memset(stream, 0, sizeof *stream);
	stream->id = id;
	stream->size = stream->stored = cfb_dirent_size(file, entry);
	list_init(&stream->link);
	if (file->edit) {
		stream->file = file;
		list_append(&file->edit->streams, &stream->link);
	}
	stream->mini = stream->size < file->cutoff;
	if (stream->mini)
		cfb_extents_init(&stream->extents, &file->minifat.pages,
			(uint32_t)min_u64(minis, CFB_MAXREGSECT),
			entry->start);
	else
		cfb_extents_init(&stream->extents, &file->fat.pages,
			file->sectors, entry->start);
}

void
cfb_stream_close(struct cfb_stream *stream)
{
	list_remove(&stream->link);
	if (stream->reserve_count && stream->file->edit)
		(void)cfb_sectors_return(stream->file, stream->reserve_first,
			stream->reserve_count);
	cfb_gather_done(&stream->gather);
	cfb_extents_done(&stream->extents);
}

/* The chain ends before the contents do. */
static int
report_short(struct cfb_file *file, struct cfb_stream *stream)
{
	const struct cfb_extents *extents = &stream->extents;
	enum cfb_defect_id id = cfb_extents_defect(extents,
		stream->mini ? &cfb_mini_defects : &cfb_stream_defects);

	if (id == 0)
		id = stream->mini ? CFB_DEFECT_MINI_SHORT
				  : CFB_DEFECT_STREAM_SHORT;
	(void)cfb_report_at(file, id, CFB_NOWHERE, stream->id,
		extents->length);
	return CFB_CORRUPT;
}

int
cfb_stream_read_mini(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t offset, uint8_t *bytes, size_t length, size_t *done)
{
	struct cfb_extents *extents = &stream->extents;
	unsigned shift = file->mini_shift;
	int status;

	*done = 0;
	if (length == 0)
		return CFB_OK;
	status = cfb_extents_reach(file, extents,
		(uint32_t)((offset + length - 1) >> shift));
	if (status != CFB_OK)
		return status;
	while (*done < length) {
		uint32_t index = (uint32_t)(offset >> shift);
		uint32_t at = (uint32_t)offset & ((1U << shift) - 1);
		uint32_t sector;
		uint32_t run;
		size_t n;
		size_t got;

		if (index >= extents->length)
			return report_short(file, stream);
		cfb_extents_at(extents, index, &sector, &run);
		n = (size_t)min_u64(((uint64_t)run << shift) - at,
			length - *done);
		status = cfb_chain_read(file, &file->ministream,
			((uint64_t)sector << shift) + at, bytes + *done, n,
			&got);
		*done += got;
		offset += got;
		if (status != CFB_OK)
			return status;
		if (got < n) {
			(void)cfb_report_at(file, CFB_DEFECT_MINI_NO_DATA,
				CFB_NOWHERE, stream->id, sector);
			return CFB_CORRUPT;
		}
	}
	return CFB_OK;
}

/* Append a span, or lengthen the last one. False when the plan is full. */
static bool
add_span(struct cfb_plan *plan, uint64_t offset, size_t length)
{
	struct cfb_span *last = &plan->spans[plan->count];

	if (plan->count != 0 && last[-1].offset + last[-1].length == offset) {
		last[-1].length += length;
	} else {
		if (plan->count == CFB_PLAN_SPANS)
			return false;
		last->offset = offset;
		last->length = length;
		plan->count++;
	}
	plan->length += length;
	return true;
}

int
cfb_stream_plan(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t offset, size_t length, struct cfb_plan *plan)
{
	struct cfb_extents *extents = &stream->extents;
	unsigned shift = file->sector_shift;
	uint64_t last = length ? (offset + length - 1) >> shift : 0;
	int status;

	plan->count = 0;
	plan->length = 0;
	status = cfb_extents_reach(file, extents,
		(uint32_t)min_u64(last, UINT32_MAX - 1));
	if (status != CFB_OK)
		return status;
	while (plan->length < length) {
		uint64_t position = offset + plan->length;
		uint32_t at = (uint32_t)position & ((1U << shift) - 1);
		uint64_t start;
		uint32_t sector;
		uint32_t run;
		size_t n;

		if (position >> shift >= extents->length)
			return report_short(file, stream);
		cfb_extents_at(extents, (uint32_t)(position >> shift),
			&sector, &run);
		n = (size_t)min_u64(((uint64_t)run << shift) - at,
			length - plan->length);
		start = cfb_sector_offset(file, sector) + at;
		if (start + n > file->size) {
			if (start < file->size)
				(void)add_span(plan, start,
					(size_t)(file->size - start));
			(void)cfb_report_at(file, CFB_DEFECT_STREAM_CUT,
				sector, stream->id, file->size);
			return CFB_CORRUPT;
		}
		if (!add_span(plan, start, n))
			return CFB_OK;
	}
	return CFB_OK;
}

/*
 * How many spans from `first` on can come in one call, with what lies
 * between them going to `waste`?
 */
static unsigned
gather(const struct cfb_plan *plan, unsigned first, uint8_t *bytes,
	uint8_t *waste, struct iovec *vectors, int *count)
{
	unsigned i = first;
	int n = 0;

	vectors[n].iov_base = bytes;
	vectors[n++].iov_len = plan->spans[i].length;
	bytes += plan->spans[i].length;
	for (i++; i < plan->count && n + 2 <= VECTORS_MAX; i++) {
		const struct cfb_span *span = &plan->spans[i];
		uint64_t end = span[-1].offset + span[-1].length;

		if (span->offset < end || span->offset - end > GAP_MAX)
			break;
		vectors[n].iov_base = waste;
		vectors[n++].iov_len = (size_t)(span->offset - end);
		vectors[n].iov_base = bytes;
		vectors[n++].iov_len = span->length;
		bytes += span->length;
	}
	*count = n;
	return i - first;
}

int
cfb_plan_read(struct device *device, const struct cfb_plan *plan,
	void *bytes, size_t *done)
{
	uint8_t waste[GAP_MAX];
	struct iovec vectors[VECTORS_MAX];
	unsigned i = 0;

	*done = 0;
	while (i < plan->count) {
		int count;
		unsigned taken = gather(plan, i, (uint8_t *)bytes + *done,
			waste, vectors, &count);
		size_t got;
		int status = device_readv(device, plan->spans[i].offset,
			vectors, count, &got);

		if (status != CFB_OK)
			return status;
		for (int v = 0; v < count; v += 2) {
			size_t n = min_size(got, vectors[v].iov_len);

			*done += n;
			got -= n;
			if (n < vectors[v].iov_len)
				return CFB_OK; /* cut short under us */
			if (v + 1 < count)
				got -= min_size(got, vectors[v + 1].iov_len);
		}
		i += taken;
	}
	return CFB_OK;
}

int
cfb_stream_read(struct cfb_file *file, struct cfb_stream *stream,
	uint64_t offset, void *bytes, size_t length, size_t *done)
{
	*done = 0;
	if (stream->mini)
		return cfb_stream_read_mini(file, stream, offset, bytes,
			length, done);
	while (*done < length) {
		struct cfb_plan plan;
		size_t got;
		int planned = cfb_stream_plan(file, stream, offset + *done,
			length - *done, &plan);
		int status;

		if (planned != CFB_OK && planned != CFB_CORRUPT)
			return planned;
		status = cfb_plan_read(file->device, &plan,
			(uint8_t *)bytes + *done, &got);
		*done += got;
		if (status != CFB_OK)
			return status;
		if (planned != CFB_OK || got < plan.length)
			return CFB_CORRUPT;
	}
	return CFB_OK;
}
