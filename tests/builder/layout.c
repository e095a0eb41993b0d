/* SPDX-License-Identifier: MIT */
/*
 * From the description to sector numbers: how long each chain is, in which
 * order its sectors come, and where FAT, DIFAT and range lock sectors sit.
 */
#include "builder.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "model.h"

#define MAX_SECTORS UINT32_C(0xfffffff0)

static uint64_t
divide_up(uint64_t a, uint64_t b)
{
	return a / b + (a % b != 0);
}

static bool
check_options(struct builder *b)
{
	const struct builder_options *o = &b->options;

	b->sector_shift = o->sector_shift;
	if (b->sector_shift == 0)
		b->sector_shift = o->version == 4 ? 12 : 9;
	if (b->sector_shift < 9 || b->sector_shift > 20)
		return builder_fail(b, "sector shift %u is not within 9 to 20",
			b->sector_shift);
	if (o->mini_shift < 2 || o->mini_shift > b->sector_shift)
		return builder_fail(b, "mini shift %u is not within 2 to %u",
			o->mini_shift, b->sector_shift);
	return true;
}

static bool
add_chain(struct builder *b, struct map *map, enum builder_chain kind,
	uint32_t entry, uint64_t count, uint32_t *number)
{
	unsigned int shift =
		map == &b->mini ? b->options.mini_shift : b->sector_shift;

	if (count > b->options.limit >> shift || count > MAX_SECTORS)
		return builder_fail(b, "file too large");
	*number = map_add(map, kind, entry, (uint32_t)count);
	return *number != BUILDER_NONE || builder_no_memory(b);
}

static bool
add_stream(struct builder *b, uint32_t id)
{
	struct builder_entry *entry = &b->entries[id];
	unsigned int shift = b->sector_shift;
	uint64_t count;

	entry->mini = entry->size < b->options.cutoff;
	if (entry->mini)
		shift = b->options.mini_shift;
	count = divide_up(entry->size, UINT64_C(1) << shift) + entry->reserve;
	return add_chain(b, entry->mini ? &b->mini : &b->map,
		BUILDER_CHAIN_STREAM, id, count, &entry->chain);
}

static bool
add_contents(struct builder *b)
{
	size_t gap = 0;

	for (size_t i = 0; i <= b->entry_count; i++) {
		uint32_t unused;

		for (; gap < b->gap_count && b->gaps[gap].before == i; gap++) {
			if (!add_chain(b,
				    b->gaps[gap].mini ? &b->mini : &b->map,
				    BUILDER_CHAIN_FREE, BUILDER_NONE,
				    b->gaps[gap].count, &unused))
				return false;
		}
		if (i < b->entry_count &&
			b->entries[i].type == BUILDER_STREAM &&
			!add_stream(b, (uint32_t)i))
			return false;
	}
	return true;
}

static bool
add_metadata(struct builder *b)
{
	static const enum builder_chain kinds[] = {
		BUILDER_CHAIN_DIRECTORY,
		BUILDER_CHAIN_MINIFAT,
		BUILDER_CHAIN_MINISTREAM,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!add_chain(b, &b->map, kinds[i], BUILDER_NONE, 0,
			    &b->metadata[kinds[i]]))
			return false;
	}
	return true;
}

static bool
set_length(struct builder *b, enum builder_chain kind, uint64_t count)
{
	if (count > b->options.limit >> b->sector_shift || count > MAX_SECTORS)
		return builder_fail(b, "file too large");
	b->map.chains[b->metadata[kind]].count = (uint32_t)count;
	return true;
}

static bool
size_metadata(struct builder *b)
{
	uint64_t sector = UINT64_C(1) << b->sector_shift;
	uint64_t directory = divide_up(b->entry_count, sector / 128);
	uint64_t mini_bytes = (uint64_t)b->mini.sectors
			      << b->options.mini_shift;

	if (directory < b->options.directory_sectors)
		directory = b->options.directory_sectors;
	return set_length(b, BUILDER_CHAIN_DIRECTORY, directory) &&
	       set_length(b, BUILDER_CHAIN_MINIFAT,
		       divide_up(b->mini.sectors, sector / 4)) &&
	       set_length(b, BUILDER_CHAIN_MINISTREAM,
		       divide_up(mini_bytes, sector) + b->entries[0].reserve);
}

static bool
reserves_lock(const struct builder *b)
{
	return b->options.version == 4 && b->sector_shift == 12 &&
	       b->options.lock != BUILDER_LOCK_USED;
}

/* FAT sectors need FAT entries themselves, hence the loop. */
static bool
add_tables(struct builder *b)
{
	uint64_t per = UINT64_C(1) << (b->sector_shift - 2);
	uint64_t fat = b->options.fat_sectors > 0 ? b->options.fat_sectors : 1;
	uint64_t data = 0;
	uint64_t difat, lock, total;

	for (size_t i = 0; i < b->map.chain_count; i++)
		data += b->map.chains[i].count;
	for (;; fat = divide_up(total, per)) {
		difat = fat > HEADER_DIFAT
				? divide_up(fat - HEADER_DIFAT, per - 1)
				: 0;
		total = data + fat + difat;
		lock = reserves_lock(b) && total > RANGE_LOCK_SECTOR;
		total += lock;
		if (total > MAX_SECTORS ||
			total + 1 > b->options.limit >> b->sector_shift)
			return builder_fail(b, "file too large");
		if (total <= fat * per)
			break;
	}
	return add_chain(b, &b->map, BUILDER_CHAIN_FAT, BUILDER_NONE, fat,
		       &b->metadata[BUILDER_CHAIN_FAT]) &&
	       add_chain(b, &b->map, BUILDER_CHAIN_DIFAT, BUILDER_NONE, difat,
		       &b->metadata[BUILDER_CHAIN_DIFAT]) &&
	       add_chain(b, &b->map, BUILDER_CHAIN_LOCK, BUILDER_NONE, lock,
		       &b->metadata[BUILDER_CHAIN_LOCK]);
}

/* Where the next sector goes that is not up for arrangement. */
struct tables {
	struct builder *b;
	uint32_t fat, difat, lock; /* placed so far */
	uint32_t per;
};

static uint32_t
planned(const struct tables *t, enum builder_chain kind)
{
	return builder_chain_length(t->b, kind);
}

static bool
place_table(struct tables *t, enum builder_chain kind, uint32_t *placed)
{
	return map_place(&t->b->map, t->b->metadata[kind], (*placed)++, 1) ||
	       builder_no_memory(t->b);
}

/* A DIFAT sector follows the first FAT sector that it has to list. */
static bool
place_fat(struct tables *t)
{
	uint32_t listed = HEADER_DIFAT + t->difat * (t->per - 1);

	if (!place_table(t, BUILDER_CHAIN_FAT, &t->fat))
		return false;
	return t->fat <= listed ||
	       place_table(t, BUILDER_CHAIN_DIFAT, &t->difat);
}

static uint64_t
fat_due(const struct tables *t)
{
	if (t->fat == planned(t, BUILDER_CHAIN_FAT) ||
		t->b->options.tables == BUILDER_TABLES_END)
		return UINT64_MAX;
	if (t->b->options.tables == BUILDER_TABLES_FRONT)
		return t->b->map.sectors;
	return (uint64_t)t->fat * t->per;
}

static uint64_t
lock_due(const struct tables *t)
{
	return t->lock == planned(t, BUILDER_CHAIN_LOCK) ? UINT64_MAX
							 : RANGE_LOCK_SECTOR;
}

/* Places what is due here; *room is how many sectors may follow. */
static bool
place_due(struct tables *t, uint32_t *room)
{
	for (;;) {
		uint64_t here = t->b->map.sectors;
		uint64_t fat = fat_due(t);
		uint64_t lock = lock_due(t);
		uint64_t next = fat < lock ? fat : lock;

		if (here < next) {
			*room = next - here > UINT32_MAX
					? UINT32_MAX
					: (uint32_t)(next - here);
			return true;
		}
		if (lock == here) {
			if (!place_table(t, BUILDER_CHAIN_LOCK, &t->lock))
				return false;
		} else if (!place_fat(t)) {
			return false;
		}
	}
}

static bool
place_piece(struct tables *t, struct piece piece)
{
	while (piece.count > 0) {
		uint32_t room;

		if (!place_due(t, &room))
			return false;
		if (room > piece.count)
			room = piece.count;
		if (!map_place(&t->b->map, piece.chain, piece.index, room))
			return builder_no_memory(t->b);
		piece.index += room;
		piece.count -= room;
	}
	return true;
}

static bool
place_all(struct builder *b)
{
	struct tables t = { .b = b, .per = 1u << (b->sector_shift - 2) };
	size_t count = 0;
	struct piece *pieces = map_arrange(&b->map, &b->options.layout, &count);
	uint32_t room;
	bool ok = pieces != NULL || builder_no_memory(b);

	for (size_t i = 0; ok && i < count; i++)
		ok = place_piece(&t, pieces[i]);
	free(pieces);
	while (ok && t.fat < planned(&t, BUILDER_CHAIN_FAT)) {
		if (lock_due(&t) == b->map.sectors)
			ok = place_due(&t, &room);
		else
			ok = place_fat(&t);
	}
	return ok;
}

static bool
place_mini(struct builder *b)
{
	uint64_t total = 0;
	size_t count = 0;
	struct piece *pieces;
	bool ok;

	for (size_t i = 0; i < b->mini.chain_count; i++)
		total += b->mini.chains[i].count;
	if (total > b->options.limit >> b->options.mini_shift ||
		total > MAX_SECTORS)
		return builder_fail(b, "mini stream too large");
	pieces = map_arrange(&b->mini, &b->options.mini_layout, &count);
	ok = pieces != NULL;
	for (size_t i = 0; ok && i < count; i++)
		ok = map_place(&b->mini, pieces[i].chain, pieces[i].index,
			pieces[i].count);
	free(pieces);
	if (!ok || !map_link(&b->mini, BUILDER_LOCK_END))
		return builder_no_memory(b);
	return true;
}

static uint32_t
start_of(const struct map *map, uint32_t chain)
{
	uint32_t sector = map_sector(map, chain, 0);

	return sector == BUILDER_NONE ? BUILDER_END : sector;
}

static void
set_starts(struct builder *b)
{
	struct builder_entry *root = &b->entries[0];

	for (size_t i = 1; i < b->entry_count; i++) {
		struct builder_entry *entry = &b->entries[i];

		if (entry->type == BUILDER_STREAM)
			entry->start = start_of(
				entry->mini ? &b->mini : &b->map, entry->chain);
	}
	root->start = start_of(&b->map, b->metadata[BUILDER_CHAIN_MINISTREAM]);
	root->size = (uint64_t)b->mini.sectors << b->options.mini_shift;
}

/* [MS-CFB] 2.2 */
static void
fill_header(struct builder *b)
{
	static const uint8_t signature[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1,
		0x1a, 0xe1 };
	const uint32_t *chain = b->metadata;
	uint8_t *h = b->header;
	bool v4 = b->options.version == 4;

	memcpy(h, signature, sizeof(signature));
	le_put(h + 0x18, 0x3e, 2);
	le_put(h + 0x1a, b->options.version, 2);
	le_put(h + 0x1c, 0xfffe, 2);
	le_put(h + 0x1e, b->sector_shift, 2);
	le_put(h + 0x20, b->options.mini_shift, 2);
	le_put(h + 0x28,
		v4 ? builder_chain_length(b, BUILDER_CHAIN_DIRECTORY) : 0, 4);
	le_put(h + 0x2c, builder_chain_length(b, BUILDER_CHAIN_FAT), 4);
	le_put(h + 0x30, start_of(&b->map, chain[BUILDER_CHAIN_DIRECTORY]), 4);
	le_put(h + 0x38, b->options.cutoff, 4);
	le_put(h + 0x3c, start_of(&b->map, chain[BUILDER_CHAIN_MINIFAT]), 4);
	le_put(h + 0x40, builder_chain_length(b, BUILDER_CHAIN_MINIFAT), 4);
	le_put(h + 0x44, start_of(&b->map, chain[BUILDER_CHAIN_DIFAT]), 4);
	le_put(h + 0x48, builder_chain_length(b, BUILDER_CHAIN_DIFAT), 4);
	for (uint32_t i = 0; i < HEADER_DIFAT; i++)
		le_put(h + 0x4c + 4 * i,
			builder_chain_sector(b, BUILDER_CHAIN_FAT, i), 4);
}

bool
builder_lay_out(struct builder *b)
{
	if (b->laid_out)
		return true;
	/* The metadata chains get their lengths once the contents are known. */
	if (!check_options(b) || !builder_plant(b) ||
		(!b->options.metadata_last && !add_metadata(b)) ||
		!add_contents(b) ||
		(b->options.metadata_last && !add_metadata(b)) ||
		!place_mini(b) || !size_metadata(b) || !add_tables(b) ||
		!place_all(b))
		return false;
	if (!map_link(&b->map, b->options.lock))
		return builder_no_memory(b);
	set_starts(b);
	fill_header(b);
	b->size = ((uint64_t)b->map.sectors + 1) << b->sector_shift;
	b->base_size = b->size;
	b->laid_out = true;
	return true;
}

bool
builder_is_laid_out(const struct builder *b)
{
	return b->laid_out;
}

uint32_t
builder_sectors(const struct builder *b)
{
	return b->map.sectors;
}

unsigned int
builder_sector_shift(const struct builder *b)
{
	return b->sector_shift;
}

uint32_t
builder_chain_length(const struct builder *b, enum builder_chain chain)
{
	return b->map.chains[b->metadata[chain]].count;
}

uint32_t
builder_chain_sector(
	const struct builder *b, enum builder_chain chain, uint32_t index)
{
	return map_sector(&b->map, b->metadata[chain], index);
}

static const struct map *
map_of(const struct builder *b, uint32_t id)
{
	return b->entries[id].mini ? &b->mini : &b->map;
}

uint32_t
builder_stream_length(const struct builder *b, uint32_t id)
{
	uint32_t chain = b->entries[id].chain;

	return chain == BUILDER_NONE ? 0 : map_of(b, id)->chains[chain].count;
}

uint32_t
builder_stream_sector(const struct builder *b, uint32_t id, uint32_t index)
{
	return map_sector(map_of(b, id), b->entries[id].chain, index);
}

uint64_t
builder_sector_offset(const struct builder *b, uint64_t sector)
{
	return (sector + 1) << b->sector_shift;
}
