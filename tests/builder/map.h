/* SPDX-License-Identifier: MIT */
/*
 * Which chain owns which sector, as extents: the source of every FAT and mini
 * FAT entry.  Extents are kept in the order of their sector numbers, which is
 * the order in which they are placed.
 */
#ifndef BUILDER_MAP_H
#define BUILDER_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder.h"

struct run {
	uint32_t first, count; /* sectors */
	uint32_t chain, index; /* the place of the first one in its chain */
	uint32_t next;         /* what the table says of the last one */
};

struct chain {
	enum builder_chain kind;
	uint32_t entry; /* of a stream */
	uint32_t count;
};

struct map {
	struct chain *chains;
	size_t chain_count, chain_room;
	struct run *runs;
	size_t run_count, run_room;
	uint32_t *by_chain; /* run numbers sorted by chain and index */
	uint32_t sectors;
};

/* A part of a chain that is to be placed in one piece. */
struct piece {
	uint32_t chain, index, count;
};

/* The chain number, BUILDER_NONE without memory. */
uint32_t map_add(struct map *map, enum builder_chain kind, uint32_t entry,
	uint32_t count);
/* All sectors of all chains but the tables; the caller frees the result. */
struct piece *map_arrange(
	const struct map *map, const struct builder_layout *how, size_t *count);
/* Gives the next sectors to a part of a chain. */
bool map_place(struct map *map, uint32_t chain, uint32_t index, uint32_t count);
/* To be called once everything is placed; fills in next. */
bool map_link(struct map *map, enum builder_lock lock);

/* The run that has the sector, NULL beyond the end. */
const struct run *map_run(const struct map *map, uint64_t sector);
uint32_t map_sector(const struct map *map, uint32_t chain, uint32_t index);
/* The FAT or mini FAT entry of a sector. */
uint32_t map_value(const struct map *map, uint64_t sector);
void map_done(struct map *map);

#endif
