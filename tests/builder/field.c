/* SPDX-License-Identifier: MIT */
/*
 * Adjustments: where each field of a laid-out file is, and the list of bytes
 * that lie over the image.
 */
#include "builder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "model.h"

struct place {
	const char *name;
	unsigned int offset, width;
};

/* [MS-CFB] 2.2 */
static const struct place header_places[] = {
	{ "signature", 0x00, 8 },
	{ "clsid", 0x08, 16 },
	{ "minor", 0x18, 2 },
	{ "major", 0x1a, 2 },
	{ "byte_order", 0x1c, 2 },
	{ "sector_shift", 0x1e, 2 },
	{ "mini_shift", 0x20, 2 },
	{ "reserved", 0x22, 6 },
	{ "directory_sectors", 0x28, 4 },
	{ "fat_sectors", 0x2c, 4 },
	{ "directory_start", 0x30, 4 },
	{ "transaction", 0x34, 4 },
	{ "cutoff", 0x38, 4 },
	{ "minifat_start", 0x3c, 4 },
	{ "minifat_sectors", 0x40, 4 },
	{ "difat_start", 0x44, 4 },
	{ "difat_sectors", 0x48, 4 },
	{ NULL, 0, 0 },
};

/* [MS-CFB] 2.6.1 */
static const struct place entry_places[] = {
	{ "name", 0x00, 64 },
	{ "name_length", 0x40, 2 },
	{ "type", 0x42, 1 },
	{ "color", 0x43, 1 },
	{ "left", 0x44, 4 },
	{ "right", 0x48, 4 },
	{ "child", 0x4c, 4 },
	{ "clsid", 0x50, 16 },
	{ "state", 0x60, 4 },
	{ "ctime", 0x64, 8 },
	{ "mtime", 0x6c, 8 },
	{ "start", 0x74, 4 },
	{ "size", 0x78, 8 },
	{ "size_low", 0x78, 4 },
	{ "size_high", 0x7c, 4 },
	{ "raw", 0x00, 128 },
	{ NULL, 0, 0 },
};

static bool
find_place(struct builder *b, const struct place *places, const char *name,
	uint64_t base, struct builder_field *field)
{
	for (; places->name != NULL; places++) {
		if (strcmp(places->name, name) == 0) {
			*field = (struct builder_field){ base + places->offset,
				places->width };
			return true;
		}
	}
	return builder_fail(b, "unknown field \"%s\"", name);
}

/* A record of a table that a chain holds. */
static bool
find_record(struct builder *b, enum builder_chain chain, uint64_t index,
	unsigned int width, struct builder_field *field)
{
	uint64_t per = (UINT64_C(1) << b->sector_shift) / width;
	uint32_t sector = BUILDER_NONE;

	if (index / per < UINT32_MAX)
		sector =
			builder_chain_sector(b, chain, (uint32_t)(index / per));
	if (sector == BUILDER_NONE)
		return builder_fail(
			b, "index %" PRIu64 " is out of range", index);
	field->offset = builder_sector_offset(b, sector) + index % per * width;
	field->width = width;
	return true;
}

bool
builder_header_field(
	struct builder *b, const char *name, struct builder_field *field)
{
	return find_place(b, header_places, name, 0, field);
}

bool
builder_entry_field(struct builder *b, uint32_t id, const char *name,
	struct builder_field *field)
{
	return find_record(b, BUILDER_CHAIN_DIRECTORY, id, 128, field) &&
	       find_place(b, entry_places, name, field->offset, field);
}

bool
builder_fat_field(
	struct builder *b, uint64_t index, struct builder_field *field)
{
	return find_record(b, BUILDER_CHAIN_FAT, index, 4, field);
}

bool
builder_minifat_field(
	struct builder *b, uint64_t index, struct builder_field *field)
{
	return find_record(b, BUILDER_CHAIN_MINIFAT, index, 4, field);
}

bool
builder_difat_field(
	struct builder *b, uint64_t index, struct builder_field *field)
{
	uint64_t per = (UINT64_C(1) << (b->sector_shift - 2)) - 1;

	if (index < HEADER_DIFAT) {
		*field = (struct builder_field){ 0x4c + 4 * index, 4 };
		return true;
	}
	index -= HEADER_DIFAT;
	return find_record(
		b, BUILDER_CHAIN_DIFAT, index + index / per, 4, field);
}

bool
builder_difat_next_field(
	struct builder *b, uint64_t index, struct builder_field *field)
{
	uint64_t per = UINT64_C(1) << (b->sector_shift - 2);

	if (index > UINT32_MAX)
		return builder_fail(b, "no such DIFAT sector");
	return find_record(
		b, BUILDER_CHAIN_DIFAT, index * per + per - 1, 4, field);
}

bool
builder_put(
	struct builder *b, const struct builder_field *field, uint64_t value)
{
	uint8_t bytes[8];

	if (field->width > sizeof(bytes))
		return builder_fail(
			b, "this field takes %u bytes", field->width);
	if (field->width < sizeof(bytes) && value >> (8 * field->width) != 0)
		return builder_fail(b,
			"0x%" PRIx64 " does not fit into %u bytes", value,
			field->width);
	le_put(bytes, value, field->width);
	return builder_poke(b, field->offset, bytes, field->width);
}

bool
builder_poke(struct builder *b, uint64_t offset, const void *bytes, size_t size)
{
	struct builder_patch *patches;
	uint8_t *copy;

	if (size == 0)
		return true;
	if (size > b->options.limit || offset > b->options.limit - size)
		return builder_fail(b, "file too large");
	patches = builder_grow(
		b->patches, b->patch_count, &b->patch_room, sizeof(*patches));
	if (patches == NULL)
		return builder_no_memory(b);
	b->patches = patches;
	copy = malloc(size);
	if (copy == NULL)
		return builder_no_memory(b);
	memcpy(copy, bytes, size);
	patches[b->patch_count++] =
		(struct builder_patch){ offset, size, copy };
	if (b->size < offset + size)
		b->size = offset + size;
	return true;
}

bool
builder_truncate(struct builder *b, uint64_t size)
{
	if (size > b->options.limit)
		return builder_fail(b, "file too large");
	for (size_t i = 0; i < b->patch_count; i++) {
		struct builder_patch *patch = &b->patches[i];

		if (patch->offset >= size)
			patch->size = 0;
		else if (patch->size > size - patch->offset)
			patch->size = (size_t)(size - patch->offset);
	}
	if (b->base_size > size)
		b->base_size = size;
	b->size = size;
	return true;
}

/* Only the last sector of a stream can be used in part. */
uint64_t
builder_used_size(const struct builder *b)
{
	uint64_t end = builder_sector_offset(b, b->map.sectors);
	const struct run *run = map_run(&b->map, (uint64_t)b->map.sectors - 1);
	const struct chain *chain = &b->map.chains[run->chain];
	uint64_t size;
	uint32_t index = run->index + run->count - 1;

	if (chain->kind == BUILDER_CHAIN_STREAM)
		size = b->entries[chain->entry].size;
	else if (chain->kind == BUILDER_CHAIN_MINISTREAM)
		size = b->entries[0].size;
	else
		return end;
	if (size >> b->sector_shift != index)
		return end;
	return builder_sector_offset(b, b->map.sectors - 1) + size -
	       ((uint64_t)index << b->sector_shift);
}
