/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the builder share: the description, the two maps (sectors,
 * mini sectors) that a layout makes of it, and the list of adjustments.
 */
#ifndef BUILDER_MODEL_H
#define BUILDER_MODEL_H

#include "builder.h"
#include "map.h"

/* [MS-CFB] 2.8: the v4 sector that covers the range lock bytes. */
#define RANGE_LOCK_SECTOR UINT32_C(0x7fffe)
#define HEADER_DIFAT      109u

struct builder_gap {
	uint32_t before; /* the stream ID that had been next */
	uint32_t count;
	bool mini;
};

struct builder_patch {
	uint64_t offset;
	size_t size;
	uint8_t *bytes;
};

struct builder {
	struct builder_options options;
	struct builder_entry *entries;
	size_t entry_count, entry_room;
	struct builder_gap *gaps;
	size_t gap_count, gap_room;
	uint64_t literal; /* bytes kept in memory */

	bool laid_out;
	unsigned int sector_shift;
	struct map map;
	struct map mini;
	uint32_t metadata[BUILDER_CHAIN_STREAM]; /* chain numbers in map */
	uint8_t header[512];

	struct builder_patch *patches;
	size_t patch_count, patch_room;
	uint64_t base_size; /* below it the layout shows through */
	uint64_t size;

	char error[200];
};

/* Both return false, so that a caller may return what they return. */
bool builder_fail(struct builder *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool builder_no_memory(struct builder *b);

/* Makes room for one more element; NULL when there is no memory. */
void *builder_grow(void *array, size_t count, size_t *room, size_t element);

/* Bytes of the content known to be zero from the offset on. */
uint64_t
builder_content_zeros(const struct builder *b, uint32_t id, uint64_t offset);
void builder_content_free(struct builder_entry *entry);
uint64_t builder_mix(uint64_t x);

/* Sets left, right, child and color of all entries. */
bool builder_plant(struct builder *b);

#endif
