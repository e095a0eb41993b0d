/* SPDX-License-Identifier: MIT */
/* What a commit writes, once everything that changed has a place. */
#include "cfb/write.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/edit.h"
#include "cfb/record.h"

#define BATCH 128

/* Writes of neighbouring sectors, gathered to large ones. */
struct batch {
	struct cfb_file *file;
	struct iovec vectors[BATCH];
	int count;
	uint64_t offset; /* of the first */
	uint64_t end;
};

static int
batch_flush(struct batch *batch)
{
	int status = CFB_OK;

	if (batch->count != 0)
		status = device_writev(batch->file->device, batch->offset,
			batch->vectors, batch->count);
	/* A write that fails may have made the device longer, too. */
	if (batch->count != 0 && batch->end > batch->file->edit->device_size)
		batch->file->edit->device_size = batch->end;
	batch->count = 0;
	return status;
}

static int
batch_put(struct batch *batch, uint64_t offset, const uint8_t *bytes,
	size_t length)
{
	struct iovec *last = &batch->vectors[batch->count];
	int status = CFB_OK;

	if (batch->count == BATCH || (batch->count && offset != batch->end))
		status = batch_flush(batch);
	if (status != CFB_OK)
		return status;
	if (batch->count == 0)
		batch->offset = offset;
	last = &batch->vectors[batch->count];
	if (batch->count && (const uint8_t *)last[-1].iov_base +
		last[-1].iov_len == bytes) {
		last[-1].iov_len += length;
	} else {
		last->iov_base = (void *)(uintptr_t)bytes;
		last->iov_len = length;
		batch->count++;
	}
	batch->end = offset + length;
	return CFB_OK;
}

static int
batch_add(struct batch *batch, uint32_t sector, const uint8_t *bytes)
{
	return batch_put(batch, cfb_sector_offset(batch->file, sector), bytes,
		(size_t)1 << batch->file->sector_shift);
}

/* FAT sectors that the new version does without are not in it. */
size_t
cfb_write_leave_out(const struct cfb_edit *edit, const struct cfb_dirty *dirty,
	size_t count)
{
	while (count != 0 && dirty[count - 1].index >= edit->fat_keep)
		count--;
	return count;
}

/* A sector and what it is to hold. */
struct change {
	uint32_t sector;
	const uint8_t *bytes;
};

struct changes {
	struct change *list;
	size_t count;
};

/* Those of a chain; `chain` NULL: of the FAT. */
static int
add_changes(const struct cfb_file *file, const struct cfb_chain *chain,
	struct changes *changes)
{
	struct cfb_dirty *dirty;
	size_t count;
	int status = cfb_pages_list_dirty(file, chain ? &chain->pages
		: &file->fat.pages, &dirty, &count);

	if (status != CFB_OK)
		return status;
	if (!chain)
		count = cfb_write_leave_out(file->edit, dirty, count);
	for (size_t i = 0; i < count; i++)
		changes->list[changes->count++] = (struct change){
			chain ? cfb_extents_sector(&chain->extents,
					dirty[i].index)
			      : file->edit->places[dirty[i].index],
			dirty[i].bytes };
	free(dirty);
	return CFB_OK;
}

static int
compare_changes(const void *a, const void *b)
{
	const struct change *x = a;
	const struct change *y = b;

	return (x->sector > y->sector) - (x->sector < y->sector);
}

/*
 * Everything in pages. Chains that grew in turn lie in pieces, all of which
 * together are one.
 */
static int
write_pages(struct batch *batch)
{
	const struct cfb_file *file = batch->file;
	const struct cfb_chain *chains[] = { &file->ministream,
		&file->minifat, &file->directory, NULL };
	struct changes changes = { malloc((file->pool.dirty + 1) *
		sizeof *changes.list), 0 };
	int status = changes.list ? CFB_OK : CFB_NO_MEMORY;

	for (size_t i = 0; status == CFB_OK && i < 4; i++)
		status = add_changes(file, chains[i], &changes);
	if (status == CFB_OK)
		qsort(changes.list, changes.count, sizeof *changes.list,
			compare_changes);
	for (size_t i = 0; status == CFB_OK && i < changes.count; i++)
		status = batch_add(batch, changes.list[i].sector,
			changes.list[i].bytes);
	free(changes.list);
	return status;
}

/* All DIFAT sectors up to the last one that changed, one after the other. */
static void
fill_difat(const struct cfb_file *file, uint8_t *bytes)
{
	const struct cfb_difat *difat = &file->fat.difat;
	const struct cfb_edit *edit = file->edit;
	uint32_t per = cfb_difat_per_sector(file);
	uint32_t index = CFB_HEADER_DIFAT_COUNT;

	for (uint32_t i = 0; i < edit->difat_dirty; i++, index += per) {
		uint32_t count = edit->fat_keep > index
				? edit->fat_keep - index : 0;

		if (count > per)
			count = per;
		if (count != 0)
			put_le32s(bytes, edit->places + index, count);
		memset(bytes + (size_t)count * 4, 0xFF,
			(size_t)(per - count) * 4);
		bytes += (size_t)per * 4;
		put_le32(bytes, i + 1 < difat->count ? difat->sectors[i + 1]
						     : CFB_ENDOFCHAIN);
		bytes += 4;
	}
}

static int
write_difat(struct batch *batch)
{
	struct cfb_file *file = batch->file;
	uint32_t count = file->edit->difat_dirty;
	unsigned shift = file->sector_shift;
	uint8_t *bytes = malloc((size_t)count << shift);
	int status = bytes ? CFB_OK : CFB_NO_MEMORY;

	if (status == CFB_OK)
		fill_difat(file, bytes);
	for (uint32_t i = 0; status == CFB_OK && i < count; i++)
		status = batch_add(batch, file->fat.difat.sectors[i],
			bytes + ((size_t)i << shift));
	if (status == CFB_OK)
		status = batch_flush(batch);
	free(bytes);
	return status;
}

static int
write_record(struct batch *batch)
{
	struct cfb_file *file = batch->file;
	struct cfb_edit *edit = file->edit;
	uint8_t header[CFB_HEADER_SIZE];
	uint8_t bytes[CFB_RECORD_ROOM];
	uint64_t end = cfb_sector_offset(file, file->sectors);
	size_t length;
	int status;

	if (end < edit->device_size)
		end = edit->device_size;
	cfb_header_encode(&file->header, header);
	length = cfb_record_place(edit->committed, header, edit->since,
		file->sector_shift, &end, bytes);
	edit->record_end = end;
	status = batch_put(batch, end - length, bytes, length);
	return status == CFB_OK ? batch_flush(batch) : status;
}

/*
 * The record of an earlier commit must not take a later header for one that was
 * torn: not that of this commit, nor, where the file comes to end there again,
 * that of one that went as far as this one before it was stopped. For those who
 * read an older version in place, it is the one that tells of the header until
 * the new one is there, which may come to lie in its place.
 */
static int
spoil_record(struct cfb_file *file, uint64_t end)
{
	struct cfb_edit *edit = file->edit;
	int status = end == 0 || end == edit->record_end ? CFB_OK
		: cfb_record_spoil(file->device, end);

	/* It is there still, and the new one is cut off. */
	if (status != CFB_OK)
		edit->record_end = end;
	return status;
}

int
cfb_write_all(struct cfb_file *file, bool record)
{
	struct batch batch = { .file = file };
	uint64_t size = cfb_sector_offset(file, file->sectors);
	uint64_t old_record = file->edit->record_end;
	int status = write_pages(&batch);

	if (status == CFB_OK && file->edit->difat_dirty != 0)
		status = write_difat(&batch);
	file->edit->record_end = 0;
	if (status == CFB_OK && record)
		status = write_record(&batch);
	if (status == CFB_OK)
		status = batch_flush(&batch);
	if (status == CFB_OK)
		status = spoil_record(file, old_record);
	else
		file->edit->record_end = old_record;
	/* Sectors that were taken and never written have to be there. */
	if (status == CFB_OK && file->edit->device_size < size) {
		status = device_resize(file->device, size);
		if (status == CFB_OK)
			file->edit->device_size = size;
	}
	return status;
}

/* The switch from one version to the next. */
int
cfb_write_header(struct cfb_file *file)
{
	uint8_t raw[CFB_HEADER_SIZE];

	cfb_header_encode(&file->header, raw);
	return device_write(file->device, 0, raw, sizeof raw);
}
