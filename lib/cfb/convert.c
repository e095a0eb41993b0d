/* SPDX-License-Identifier: MIT */
/*
 * A file of any kind becomes a compound file that holds it as a stream. What
 * lies behind the place of the header becomes sectors where it is; only the
 * bytes under the header, those under the range locks and contents that have
 * to be in mini sectors are copied. All that is new comes behind the old end,
 * and the header last, so that the old file is there until the new one is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/element.h"
#include "cfb/stream.h"

struct conversion {
	struct cfb_file *file;
	uint64_t size;      /* of the old contents */
	uint8_t *head;      /* what the header takes the place of */
	size_t head_length;
	size_t sector_size;
	uint32_t id;        /* of the stream */
	struct cfb_extents extents;
};

static int
read_exactly(struct device *device, uint64_t offset, uint8_t *bytes,
	size_t length)
{
	size_t got;
	int status = device_read(device, offset, bytes, length, &got);

	if (status == CFB_OK && got != length)
		return CFB_CORRUPT; /* it became shorter meanwhile */
	return status;
}

/* One sector more for the stream, behind the old end. */
static int
append_copy(struct conversion *c, const uint8_t *bytes)
{
	struct cfb_file *file = c->file;
	uint32_t sector;
	uint32_t got;
	uint64_t offset;
	int status = cfb_sectors_take(file, CFB_NOWHERE, 1, &sector, &got);

	if (status != CFB_OK)
		return status;
	offset = cfb_sector_offset(file, sector);
	status = device_write(file->device, offset, bytes, c->sector_size);
	if (status != CFB_OK)
		return status;
	if (offset + c->sector_size > file->edit->device_size)
		file->edit->device_size = offset + c->sector_size;
	return cfb_chain_append(file, &c->extents, sector, 1);
}

/* The sector of the range locks cannot be part of a stream. */
static int
copy_sector(struct conversion *c, uint32_t sector)
{
	struct cfb_file *file = c->file;
	uint64_t offset = cfb_sector_offset(file, sector);
	uint8_t *bytes = calloc(1, c->sector_size);
	int status = bytes ? read_exactly(file->device, offset, bytes,
		(size_t)min_u64(c->sector_size, c->size - offset))
			   : CFB_NO_MEMORY;

	if (status == CFB_OK)
		status = append_copy(c, bytes);
	free(bytes);
	return status;
}

/*
 * The sectors that the old contents lie in, but for the place of the header.
 * They are given out in order; what is passed over is not for contents.
 */
static int
take_old(struct conversion *c, uint32_t count, uint32_t *passed)
{
	struct cfb_file *file = c->file;

	*passed = CFB_NOWHERE;
	while (file->sectors < count) {
		uint32_t before = file->sectors;
		uint32_t first;
		uint32_t got;
		int status = cfb_sectors_take(file, CFB_NOWHERE,
			count - before, &first, &got);

		if (status != CFB_OK)
			return status;
		if (first != before)
			*passed = before;
	}
	/* One too many, where one was passed over. */
	return file->sectors == count ? CFB_OK : cfb_sectors_return(file,
		count, file->sectors - count);
}

/* The chain, in the order of the contents: the head first. */
static int
chain_large(struct conversion *c, uint32_t count, uint32_t passed)
{
	struct cfb_file *file = c->file;
	uint32_t cut = passed < count ? passed : count;
	int status;

	cfb_extents_init(&c->extents, &file->fat.pages, file->sectors,
		CFB_ENDOFCHAIN);
	c->extents.end = CFB_CHAIN_NORMAL;
	status = append_copy(c, c->head);
	if (status == CFB_OK && cut != 0)
		status = cfb_chain_append(file, &c->extents, 0, cut);
	if (status == CFB_OK && cut < count)
		status = copy_sector(c, passed);
	if (status == CFB_OK && count - cut > 1)
		status = cfb_chain_append(file, &c->extents, cut + 1,
			count - cut - 1);
	if (status == CFB_OK)
		status = cfb_directory_set_contents(file, c->id,
			cfb_extents_start(&c->extents), c->size);
	cfb_extents_done(&c->extents);
	return status;
}

/* Contents below the cutoff are in mini sectors. */
static int
write_small(struct conversion *c)
{
	struct cfb_file *file = c->file;
	size_t length = (size_t)c->size;
	uint8_t *bytes = malloc(length);
	struct cfb_stream stream;
	struct cfb_dirent entry;
	size_t done;
	int status = bytes ? read_exactly(file->device, 0, bytes, length)
			   : CFB_NO_MEMORY;

	if (status == CFB_OK)
		status = cfb_directory_entry(file, c->id, &entry);
	if (status == CFB_OK) {
		cfb_stream_open(file, c->id, &entry, &stream);
		status = cfb_stream_write(file, &stream, 0, bytes, length,
			&done);
		if (status == CFB_OK)
			status = cfb_stream_flush(file, &stream);
		cfb_stream_close(&stream);
	}
	free(bytes);
	return status;
}

static int
build(struct conversion *c, const uint16_t *name, size_t units)
{
	struct cfb_file *file = c->file;
	uint64_t sectors = (c->size + c->sector_size - 1) >>
		file->sector_shift;
	uint32_t passed;
	int status;

	/* [MS-CFB] 2.6.3 and 2.8: what version 3 and the format can hold. */
	if (sectors > CFB_MAXREGSECT || (!file->wide && c->size >
		CFB_V3_SIZE_MAX))
		return CFB_TOO_LARGE;
	file->size = file->edit->device_size = c->size;
	file->edit->committed_size = c->size;
	status = read_exactly(file->device, 0, c->head, c->head_length);
	/* So that a record tells of the bytes that the header replaces. */
	if (status == CFB_OK && c->head_length >= CFB_HEADER_SIZE) {
		memcpy(file->edit->committed, c->head, CFB_HEADER_SIZE);
		file->edit->replaces_header = true;
	}
	/* Before anything else gets a place. */
	if (status == CFB_OK)
		status = take_old(c, (uint32_t)sectors - 1, &passed);
	if (status == CFB_OK)
		status = cfb_file_add_root(file);
	if (status == CFB_OK)
		status = cfb_element_create(file, CFB_ROOT, name, units, true,
			0, &c->id);
	if (status != CFB_OK)
		return status;
	return c->size < file->cutoff ? write_small(c)
				      : chain_large(c, (uint32_t)sectors - 1,
					      passed);
}

/* [MS-CFB] 2.2: behind the header of version 4 there are zeros. */
static int
clear_rest(struct conversion *c)
{
	static const uint8_t zeros[4096];
	size_t end = (size_t)min_u64(c->sector_size, c->file->size);

	if (end <= CFB_HEADER_SIZE)
		return CFB_OK;
	return device_write(c->file->device, CFB_HEADER_SIZE, zeros,
		end - CFB_HEADER_SIZE);
}

/* As it was before. */
static void
restore(struct conversion *c, struct device *device)
{
	if (c->file->edit->unsure || c->file->edit->committed_size != c->size)
		(void)!device_write(device, 0, c->head, c->head_length);
	(void)!device_resize(device, c->size);
}

int
cfb_file_convert(struct device *device, unsigned version,
	const uint16_t *name, size_t units, struct cfb_file **out)
{
	struct conversion c = { 0 };
	int status = device_size(device, &c.size);

	if (status == CFB_OK && c.size == 0)
		return cfb_file_create(device, version, out);
	if (status == CFB_OK)
		status = cfb_file_begin_new(device, version, &c.file);
	if (status != CFB_OK)
		return status;
	c.sector_size = (size_t)1 << c.file->sector_shift;
	c.head_length = (size_t)min_u64(c.sector_size, c.size);
	c.head = calloc(1, c.sector_size);
	status = c.head ? build(&c, name, units) : CFB_NO_MEMORY;
	if (status == CFB_OK)
		status = cfb_commit(c.file, CFB_COMMIT_DURABLE);
	if (status == CFB_OK)
		status = clear_rest(&c);
	if (status != CFB_OK) {
		if (c.head)
			restore(&c, device);
		cfb_file_free(c.file);
	}
	free(c.head);
	if (status == CFB_OK)
		*out = c.file;
	return status;
}
