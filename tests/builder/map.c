/* SPDX-License-Identifier: MIT */
/*
 * Extents of chains: cutting chains into pieces, placing these, and answering
 * what a FAT would say about a sector ([MS-CFB] 2.3, 2.4).
 */
#include "map.h"

#include <stdlib.h>

#include "model.h"

uint32_t
map_add(struct map *map, enum builder_chain kind, uint32_t entry,
	uint32_t count)
{
	struct chain *chains = builder_grow(map->chains, map->chain_count,
		&map->chain_room, sizeof(*chains));

	if (chains == NULL)
		return BUILDER_NONE;
	map->chains = chains;
	chains[map->chain_count] = (struct chain){ kind, entry, count };
	return (uint32_t)map->chain_count++;
}

static bool
is_table(const struct chain *chain)
{
	return chain->kind == BUILDER_CHAIN_FAT ||
	       chain->kind == BUILDER_CHAIN_DIFAT ||
	       chain->kind == BUILDER_CHAIN_LOCK;
}

static uint32_t
piece_count(const struct map *map, size_t chain, uint32_t extent)
{
	if (is_table(&map->chains[chain]))
		return 0;
	return (uint32_t)(((uint64_t)map->chains[chain].count + extent - 1) /
			  extent);
}

static struct piece
cut(const struct map *map, size_t chain, uint32_t number, uint32_t extent)
{
	uint32_t left = map->chains[chain].count - number * extent;

	return (struct piece){ (uint32_t)chain, number * extent,
		left < extent ? left : extent };
}

/* One piece of each chain in turn, as long as any has some left. */
static void
interleave(
	const struct map *map, uint32_t extent, struct piece *to, size_t total)
{
	size_t n = 0;
	size_t first = 0;

	for (uint32_t turn = 0; n < total; turn++) {
		while (piece_count(map, first, extent) <= turn)
			first++;
		for (size_t c = first; c < map->chain_count; c++) {
			if (turn < piece_count(map, c, extent))
				to[n++] = cut(map, c, turn, extent);
		}
	}
}

static void
line_up(const struct map *map, uint32_t extent, bool backwards,
	struct piece *to)
{
	size_t n = 0;

	for (size_t c = 0; c < map->chain_count; c++) {
		uint32_t count = piece_count(map, c, extent);

		for (uint32_t i = 0; i < count; i++)
			to[n++] = cut(
				map, c, backwards ? count - 1 - i : i, extent);
	}
}

static void
shuffle(struct piece *pieces, size_t count, uint64_t seed)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)(builder_mix(seed + i) % i);
		struct piece other = pieces[i - 1];

		pieces[i - 1] = pieces[j];
		pieces[j] = other;
	}
}

struct piece *
map_arrange(
	const struct map *map, const struct builder_layout *how, size_t *count)
{
	uint32_t extent = how->extent;
	struct piece *pieces;
	size_t total = 0;

	if (how->how == BUILDER_CONTIGUOUS)
		extent = UINT32_MAX;
	else if (extent == 0)
		extent = 1;
	for (size_t c = 0; c < map->chain_count; c++)
		total += piece_count(map, c, extent);
	pieces = malloc((total + 1) * sizeof(*pieces));
	if (pieces == NULL)
		return NULL;
	if (how->how == BUILDER_INTERLEAVE)
		interleave(map, extent, pieces, total);
	else
		line_up(map, extent, how->how == BUILDER_REVERSE, pieces);
	if (how->how == BUILDER_RANDOM)
		shuffle(pieces, total, how->seed);
	*count = total;
	return pieces;
}

bool
map_place(struct map *map, uint32_t chain, uint32_t index, uint32_t count)
{
	struct run *last =
		map->run_count > 0 ? &map->runs[map->run_count - 1] : NULL;
	struct run *runs;

	if (last != NULL && last->chain == chain &&
		last->index + last->count == index) {
		last->count += count;
		map->sectors += count;
		return true;
	}
	runs = builder_grow(
		map->runs, map->run_count, &map->run_room, sizeof(*runs));
	if (runs == NULL)
		return false;
	map->runs = runs;
	runs[map->run_count++] =
		(struct run){ map->sectors, count, chain, index, BUILDER_END };
	map->sectors += count;
	return true;
}

static int
by_chain(const void *a, const void *b)
{
	const struct run *x = *(const struct run *const *)a;
	const struct run *y = *(const struct run *const *)b;

	if (x->chain != y->chain)
		return x->chain < y->chain ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

bool
map_link(struct map *map, enum builder_lock lock)
{
	struct run **sorted = malloc((map->run_count + 1) * sizeof(*sorted));
	uint32_t *numbers = malloc((map->run_count + 1) * sizeof(*numbers));

	if (sorted == NULL || numbers == NULL) {
		free(sorted);
		free(numbers);
		return false;
	}
	for (size_t i = 0; i < map->run_count; i++)
		sorted[i] = &map->runs[i];
	qsort(sorted, map->run_count, sizeof(struct run *), by_chain);
	for (size_t i = 0; i < map->run_count; i++) {
		struct run *run = sorted[i];

		numbers[i] = (uint32_t)(run - map->runs);
		if (i + 1 < map->run_count &&
			sorted[i + 1]->chain == run->chain)
			run->next = sorted[i + 1]->first;
		if (map->chains[run->chain].kind == BUILDER_CHAIN_LOCK &&
			lock == BUILDER_LOCK_FREE)
			run->next = BUILDER_FREESECT;
	}
	free(sorted);
	free(map->by_chain);
	map->by_chain = numbers;
	return true;
}

const struct run *
map_run(const struct map *map, uint64_t sector)
{
	size_t low = 0;
	size_t high = map->run_count;

	if (sector >= map->sectors)
		return NULL;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (map->runs[middle].first <= sector)
			low = middle;
		else
			high = middle;
	}
	return &map->runs[low];
}

uint32_t
map_sector(const struct map *map, uint32_t chain, uint32_t index)
{
	size_t low = 0;
	size_t high = map->run_count;
	const struct run *run;

	if (chain >= map->chain_count || index >= map->chains[chain].count)
		return BUILDER_NONE;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		run = &map->runs[map->by_chain[middle]];
		if (run->chain < chain ||
			(run->chain == chain && run->index <= index))
			low = middle;
		else
			high = middle;
	}
	run = &map->runs[map->by_chain[low]];
	return run->first + (index - run->index);
}

uint32_t
map_value(const struct map *map, uint64_t sector)
{
	const struct run *run = map_run(map, sector);

	if (run == NULL)
		return BUILDER_FREESECT;
	switch (map->chains[run->chain].kind) {
	case BUILDER_CHAIN_FAT:
		return BUILDER_FATSECT;
	case BUILDER_CHAIN_DIFAT:
		return BUILDER_DIFSECT;
	case BUILDER_CHAIN_FREE:
		return BUILDER_FREESECT;
	default:
		if (sector - run->first + 1 < run->count)
			return (uint32_t)sector + 1;
		return run->next;
	}
}

void
map_done(struct map *map)
{
	free(map->chains);
	free(map->runs);
	free(map->by_chain);
}
