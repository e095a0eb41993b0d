/* SPDX-License-Identifier: MIT */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

/*
 * The bytes of the image, made when they are asked for: sectors by what the
 * layout put there, adjustments on top, written without the zeros.
 */
#include "builder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "le.h"
#include "model.h"

#define BLOCK 65536u

typedef void record_fn(const struct builder *b, uint64_t index, uint8_t *to);

/* Part of a table whose records have one width, given by its byte range. */
static void
copy_records(const struct builder *b, record_fn *record, unsigned int width,
	uint64_t offset, uint8_t *to, size_t count)
{
	while (count > 0) {
		unsigned int skip = (unsigned int)(offset % width);
		size_t take = width - skip;
		uint8_t bytes[128];

		if (take > count)
			take = count;
		record(b, offset / width, bytes);
		memcpy(to, bytes + skip, take);
		to += take;
		offset += take;
		count -= take;
	}
}

static void
fat_record(const struct builder *b, uint64_t index, uint8_t *to)
{
	le_put(to, map_value(&b->map, index), 4);
}

static void
minifat_record(const struct builder *b, uint64_t index, uint8_t *to)
{
	le_put(to, map_value(&b->mini, index), 4);
}

/* [MS-CFB] 2.5: the last word of each DIFAT sector leads to the next. */
static void
difat_record(const struct builder *b, uint64_t index, uint8_t *to)
{
	uint64_t per = UINT64_C(1) << (b->sector_shift - 2);
	uint64_t sector = index / per;
	uint32_t value;

	if (index % per == per - 1) {
		value = builder_chain_sector(
			b, BUILDER_CHAIN_DIFAT, (uint32_t)sector + 1);
		if (value == BUILDER_NONE)
			value = BUILDER_END;
	} else {
		value = builder_chain_sector(b, BUILDER_CHAIN_FAT,
			(uint32_t)(HEADER_DIFAT + index - sector));
	}
	le_put(to, value, 4);
}

/* [MS-CFB] 2.6.1 and, for entries that are not there, 2.6.3 */
static void
entry_record(const struct builder *b, uint64_t index, uint8_t *to)
{
	const struct builder_entry *e;

	memset(to, 0, 128);
	if (index >= b->entry_count || b->entries[index].type == BUILDER_FREE) {
		memset(to + 0x44, 0xff, 12);
		return;
	}
	e = &b->entries[index];
	for (unsigned int i = 0; i < 32; i++)
		le_put(to + 2 * i, e->name[i], 2);
	le_put(to + 0x40, e->units < 32 ? 2 * e->units + 2 : 64, 2);
	to[0x42] = (uint8_t)e->type;
	to[0x43] = (uint8_t)e->color;
	le_put(to + 0x44, e->left, 4);
	le_put(to + 0x48, e->right, 4);
	le_put(to + 0x4c, e->child, 4);
	memcpy(to + 0x50, e->clsid, sizeof(e->clsid));
	le_put(to + 0x60, e->state, 4);
	le_put(to + 0x64, e->ctime, 8);
	le_put(to + 0x6c, e->mtime, 8);
	le_put(to + 0x74, e->start, 4);
	le_put(to + 0x78, e->size, 8);
}

/* What follows the content in a chain is slack. */
static void
copy_stream(const struct builder *b, uint32_t id, uint64_t offset, uint8_t *to,
	size_t count)
{
	size_t done = builder_content(b, id, offset, to, count);

	memset(to + done, b->options.slack, count - done);
}

static void
copy_ministream(
	const struct builder *b, uint64_t offset, uint8_t *to, size_t count)
{
	unsigned int shift = b->options.mini_shift;

	while (count > 0) {
		const struct run *run = map_run(&b->mini, offset >> shift);
		uint64_t left, inside;
		size_t take = count;

		if (run == NULL) {
			memset(to, b->options.slack, count);
			return;
		}
		inside = offset - ((uint64_t)run->first << shift);
		left = ((uint64_t)run->count << shift) - inside;
		if (take > left)
			take = (size_t)left;
		inside += (uint64_t)run->index << shift;
		if (b->mini.chains[run->chain].kind == BUILDER_CHAIN_STREAM)
			copy_stream(b, b->mini.chains[run->chain].entry, inside,
				to, take);
		else
			memset(to, 0, take);
		to += take;
		offset += take;
		count -= take;
	}
}

static void
copy_chain(const struct builder *b, const struct chain *chain, uint64_t offset,
	uint8_t *to, size_t count)
{
	switch (chain->kind) {
	case BUILDER_CHAIN_FAT:
		copy_records(b, fat_record, 4, offset, to, count);
		break;
	case BUILDER_CHAIN_DIFAT:
		copy_records(b, difat_record, 4, offset, to, count);
		break;
	case BUILDER_CHAIN_MINIFAT:
		copy_records(b, minifat_record, 4, offset, to, count);
		break;
	case BUILDER_CHAIN_DIRECTORY:
		copy_records(b, entry_record, 128, offset, to, count);
		break;
	case BUILDER_CHAIN_MINISTREAM:
		copy_ministream(b, offset, to, count);
		break;
	case BUILDER_CHAIN_STREAM:
		copy_stream(b, chain->entry, offset, to, count);
		break;
	case BUILDER_CHAIN_FREE:
	case BUILDER_CHAIN_LOCK:
		memset(to, 0, count);
		break;
	}
}

/* The range is within the layout and behind the header sector. */
static void
copy_sectors(
	const struct builder *b, uint64_t offset, uint8_t *to, size_t count)
{
	unsigned int shift = b->sector_shift;

	while (count > 0) {
		uint64_t sector = (offset >> shift) - 1;
		const struct run *run = map_run(&b->map, sector);
		uint64_t inside =
			offset - (((uint64_t)run->first + 1) << shift);
		uint64_t left = ((uint64_t)run->count << shift) - inside;
		size_t take = count > left ? (size_t)left : count;

		inside += (uint64_t)run->index << shift;
		copy_chain(b, &b->map.chains[run->chain], inside, to, take);
		to += take;
		offset += take;
		count -= take;
	}
}

static void
copy_header(const struct builder *b, uint64_t offset, uint8_t *to, size_t count)
{
	size_t take = 0;

	if (offset < sizeof(b->header)) {
		take = sizeof(b->header) - (size_t)offset;
		if (take > count)
			take = count;
		memcpy(to, b->header + offset, take);
	}
	memset(to + take, 0, count - take);
}

static void
copy_base(const struct builder *b, uint64_t offset, uint8_t *to, size_t count)
{
	uint64_t header = UINT64_C(1) << b->sector_shift;
	size_t take = 0;

	if (offset < header) {
		take = count > header - offset ? (size_t)(header - offset)
					       : count;
		copy_header(b, offset, to, take);
	}
	copy_sectors(b, offset + take, to + take, count - take);
}

static void
apply(const struct builder_patch *patch, uint64_t offset, uint8_t *to,
	size_t count)
{
	uint64_t first = patch->offset > offset ? patch->offset : offset;
	uint64_t end = patch->offset + patch->size;

	if (end > offset + count)
		end = offset + count;
	if (first < end)
		memcpy(to + (first - offset),
			patch->bytes + (first - patch->offset),
			(size_t)(end - first));
}

uint64_t
builder_size(const struct builder *b)
{
	return b->size;
}

size_t
builder_read(const struct builder *b, uint64_t offset, void *to, size_t count)
{
	size_t base = 0;

	if (offset >= b->size)
		return 0;
	if (count > b->size - offset)
		count = (size_t)(b->size - offset);
	if (offset < b->base_size) {
		base = count;
		if (base > b->base_size - offset)
			base = (size_t)(b->base_size - offset);
		copy_base(b, offset, to, base);
	}
	memset((uint8_t *)to + base, 0, count - base);
	for (size_t i = 0; i < b->patch_count; i++)
		apply(&b->patches[i], offset, to, count);
	return count;
}

static uint64_t
base_zeros(const struct builder *b, uint64_t offset)
{
	unsigned int shift = b->sector_shift;
	const struct run *run;
	const struct chain *chain;
	uint64_t inside, left, zeros;

	if (offset >= b->base_size)
		return b->size - offset;
	if (offset >> shift == 0)
		return 0;
	run = map_run(&b->map, (offset >> shift) - 1);
	chain = &b->map.chains[run->chain];
	inside = offset - (((uint64_t)run->first + 1) << shift);
	left = ((uint64_t)run->count << shift) - inside;
	if (chain->kind == BUILDER_CHAIN_FREE ||
		chain->kind == BUILDER_CHAIN_LOCK)
		return left;
	if (chain->kind != BUILDER_CHAIN_STREAM)
		return 0;
	inside += (uint64_t)run->index << shift;
	zeros = builder_content_zeros(b, chain->entry, inside);
	return zeros < left ? zeros : left;
}

uint64_t
builder_zeros(const struct builder *b, uint64_t offset)
{
	uint64_t zeros;

	if (offset >= b->size)
		return 0;
	zeros = base_zeros(b, offset);
	if (zeros > b->size - offset)
		zeros = b->size - offset;
	for (size_t i = 0; zeros > 0 && i < b->patch_count; i++) {
		const struct builder_patch *patch = &b->patches[i];

		if (patch->offset + patch->size <= offset)
			continue;
		if (patch->offset <= offset)
			zeros = 0;
		else if (patch->offset - offset < zeros)
			zeros = patch->offset - offset;
	}
	return zeros;
}

static bool
write_all(int fd, const uint8_t *bytes, size_t count, uint64_t offset)
{
	while (count > 0) {
		ssize_t n = pwrite(fd, bytes, count, (off_t)offset);

		if (n < 0)
			return false;
		bytes += n;
		offset += (uint64_t)n;
		count -= (size_t)n;
	}
	return true;
}

static bool
is_zero(const uint8_t *bytes, size_t count)
{
	return bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0;
}

/* Writes in whole sectors that are not zero. */
static bool
write_block(const struct builder *b, int fd, uint64_t offset, uint8_t *block,
	size_t count)
{
	size_t from = 0;

	builder_read(b, offset, block, count);
	while (from < count) {
		size_t end = from;

		while (end < count) {
			size_t step = count - end < 512 ? count - end : 512;

			if (is_zero(block + end, step))
				break;
			end += step;
		}
		if (!write_all(fd, block + from, end - from, offset + from))
			return false;
		from = end + 512;
	}
	return true;
}

bool
builder_write(const struct builder *b, int fd)
{
	uint8_t *block = malloc(BLOCK);
	uint64_t offset = 0;
	bool ok = block != NULL && ftruncate(fd, 0) == 0;

	while (ok && offset < b->size) {
		uint64_t zeros = builder_zeros(b, offset) & ~UINT64_C(511);
		size_t count = BLOCK;

		offset += zeros;
		if (zeros > 0)
			continue;
		if (count > b->size - offset)
			count = (size_t)(b->size - offset);
		ok = write_block(b, fd, offset, block, count);
		offset += count;
	}
	free(block);
	return ok && ftruncate(fd, (off_t)b->size) == 0;
}

bool
builder_render(const struct builder *b, uint8_t **data, size_t *size)
{
	uint8_t *bytes;

	if (b->size >= SIZE_MAX)
		return false;
	bytes = malloc((size_t)b->size + 1);
	if (bytes == NULL)
		return false;
	*size = builder_read(b, 0, bytes, (size_t)b->size);
	*data = bytes;
	return true;
}
