/* SPDX-License-Identifier: MIT */
/*
 * Loops. As long as every jump leads beyond all sectors that the chain has
 * had, it cannot return. From the first jump back on, each sector is looked
 * up before it is taken: among the runs while they are few, then in a bitmap.
 * So a chain ends right before the first sector that it has already, however
 * it is asked for.
 */
#include "cfb/extents.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "cfb/file.h"
#include "cfb/format.h"
#include "cfb/pages.h"
#include "cfb/status.h"

#define RUNS_LOOKED_AT 16

void
cfb_extents_init(struct cfb_extents *extents, struct cfb_pages *table,
	uint32_t limit, uint32_t start)
{
	memset(extents, 0, sizeof *extents);
	extents->table = table;
	extents->limit = limit;
	extents->next = start;
}

void
cfb_extents_done(struct cfb_extents *extents)
{
	free(extents->runs);
	free(extents->taken);
	extents->runs = NULL;
	extents->taken = NULL;
	extents->count = extents->capacity = 0;
}

/* The run that holds `index`. */
static uint32_t
find_run(const struct cfb_extents *extents, uint32_t index)
{
	uint32_t low = 0;
	uint32_t high = extents->count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (extents->runs[middle].index <= index)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void
cfb_extents_at(const struct cfb_extents *extents, uint32_t index,
	uint32_t *sector, uint32_t *run)
{
	uint32_t at = find_run(extents, index);
	const struct cfb_run *r = &extents->runs[at];
	uint32_t end = at + 1 < extents->count ? r[1].index : extents->length;

	*sector = r->first + (index - r->index);
	*run = end - index;
}

/* The last sector decoded so far; there must be one. */
static uint32_t
last_sector(const struct cfb_extents *extents)
{
	const struct cfb_run *run = &extents->runs[extents->count - 1];

	return run->first + (extents->length - 1 - run->index);
}

/* Does the next sector follow the last one in the file too? */
static bool
continues_run(const struct cfb_extents *extents)
{
	return extents->count != 0 &&
		extents->next == last_sector(extents) + 1;
}

static int
append_run(struct cfb_extents *extents, uint32_t sector)
{
	if (extents->count == extents->capacity) {
		uint32_t capacity = extents->capacity;
		struct cfb_run *runs;
		size_t bytes;

		capacity = capacity ? capacity + capacity / 2 : 4;
		if (!checked_mul_size(capacity, sizeof *runs, &bytes))
			return CFB_NO_MEMORY;
		runs = realloc(extents->runs, bytes);
		if (!runs)
			return CFB_NO_MEMORY;
		extents->runs = runs;
		extents->capacity = capacity;
	}
	extents->runs[extents->count].first = sector;
	extents->runs[extents->count].index = extents->length;
	extents->count++;
	return CFB_OK;
}

static void
mark_taken(struct cfb_extents *extents, uint32_t sector)
{
	extents->taken[sector >> 3] |= (uint8_t)(1U << (sector & 7));
}

/* Is the sector in the chain already? */
static bool
has_sector(const struct cfb_extents *extents, uint32_t sector)
{
	uint32_t end = extents->length;

	if (sector > extents->top)
		return false;
	if (extents->taken)
		return extents->taken[sector >> 3] >> (sector & 7) & 1;
	for (uint32_t i = extents->count; i-- > 0;) {
		const struct cfb_run *run = &extents->runs[i];

		if (sector - run->first < end - run->index)
			return true;
		end = run->index;
	}
	return false;
}

/* Begin to keep a bitmap when looking through the runs would take long. */
static int
prepare_lookup(struct cfb_extents *extents)
{
	if (extents->next > extents->top || extents->taken ||
		extents->count <= RUNS_LOOKED_AT)
		return CFB_OK;
	extents->taken = calloc((size_t)extents->limit / 8 + 1, 1);
	if (!extents->taken)
		return CFB_NO_MEMORY;
	for (uint32_t i = 0; i < extents->length;) {
		uint32_t sector;
		uint32_t run;

		cfb_extents_at(extents, i, &sector, &run);
		i += run;
		while (run-- > 0)
			mark_taken(extents, sector + run);
	}
	return CFB_OK;
}

/* Count sectors from `first` on that were put into the last run. */
static void
take(struct cfb_extents *extents, uint32_t first, uint32_t count)
{
	extents->length += count;
	if (count != 0 && first + count - 1 > extents->top)
		extents->top = first + count - 1;
	for (uint32_t i = 0; extents->taken && i < count; i++)
		mark_taken(extents, first + i);
}

/*
 * Of so many sectors behind the last one, how many come before one that is in
 * the chain already?
 */
static uint32_t
new_behind(const struct cfb_extents *extents, uint32_t sector, uint32_t count)
{
	if (sector >= extents->top)
		return count;
	if (extents->taken) {
		for (uint32_t i = 0; i < count; i++) {
			if (has_sector(extents, sector + 1 + i))
				return i;
		}
		return count;
	}
	/* A run that holds one of them begins with one of them. */
	for (uint32_t i = 0; i < extents->count; i++) {
		uint32_t first = extents->runs[i].first;

		if (first > sector && first - sector - 1 < count)
			count = first - sector - 1;
	}
	return count;
}

static enum cfb_chain_end
classify(const struct cfb_extents *extents, uint32_t next)
{
	if (next < extents->limit)
		return CFB_CHAIN_OPEN;
	if (next == CFB_ENDOFCHAIN)
		return CFB_CHAIN_NORMAL;
	if (next == CFB_FREESECT)
		return CFB_CHAIN_FREE;
	return next < CFB_MAXREGSECT ? CFB_CHAIN_OUTSIDE : CFB_CHAIN_METADATA;
}

/*
 * Take extents->next into the chain, and as many neighbours behind it as the
 * same sector of the table links and as `wanted` asks for.
 */
static int
decode_some(struct cfb_file *file, struct cfb_extents *extents,
	uint32_t wanted)
{
	unsigned shift = file->sector_shift - 2U;
	uint32_t sector = extents->next;
	uint32_t last = sector | ((1U << shift) - 1);
	const uint8_t *entries;
	uint32_t count = 0;
	uint32_t most;
	int status;

	status = cfb_pages_sector(file, extents->table, sector >> shift,
		&entries);
	if (status != CFB_OK && status != CFB_NOT_FOUND)
		return status;
	if (!continues_run(extents)) {
		int appended = append_run(extents, sector);

		if (appended != CFB_OK)
			return appended;
	}
	take(extents, sector, 1);
	if (status == CFB_NOT_FOUND) {
		extents->end = CFB_CHAIN_UNKNOWN;
		return CFB_OK;
	}
	if (last >= extents->limit)
		last = extents->limit - 1;
	most = last - sector;
	if (extents->length > wanted)
		most = 0;
	else if (most > wanted - extents->length + 1)
		most = wanted - extents->length + 1;
	entries += (size_t)(sector & ((1U << shift) - 1)) * 4;
	while (count < most && get_le32(entries + (size_t)count * 4) ==
		sector + count + 1)
		count++;
	count = new_behind(extents, sector, count);
	take(extents, sector + 1, count);
	extents->next = get_le32(entries + (size_t)count * 4);
	extents->end = classify(extents, extents->next);
	return CFB_OK;
}

int
cfb_extents_reach(struct cfb_file *file, struct cfb_extents *extents,
	uint32_t index)
{
	if (extents->length == 0 && extents->end == CFB_CHAIN_OPEN)
		extents->end = classify(extents, extents->next);
	while (extents->end == CFB_CHAIN_OPEN && extents->length <= index) {
		int status = prepare_lookup(extents);

		if (status != CFB_OK)
			return status;
		if (has_sector(extents, extents->next)) {
			extents->end = CFB_CHAIN_LOOP;
			break;
		}
		status = decode_some(file, extents, index);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

int
cfb_extents_reach_end(struct cfb_file *file, struct cfb_extents *extents)
{
	return cfb_extents_reach(file, extents, UINT32_MAX);
}

enum cfb_defect_id
cfb_extents_defect(const struct cfb_extents *extents,
	const struct cfb_chain_defects *defects)
{
	switch (extents->end) {
	case CFB_CHAIN_OPEN:
	case CFB_CHAIN_NORMAL:
		break;
	case CFB_CHAIN_FREE:
		return defects->free;
	case CFB_CHAIN_OUTSIDE:
		return defects->outside;
	case CFB_CHAIN_METADATA:
		return defects->metadata;
	case CFB_CHAIN_UNKNOWN:
		return defects->unknown;
	case CFB_CHAIN_LOOP:
		return defects->loop;
	}
	return (enum cfb_defect_id)0;
}

uint32_t
cfb_extents_last(const struct cfb_extents *extents)
{
	return extents->length ? last_sector(extents) : CFB_ENDOFCHAIN;
}

uint32_t
cfb_extents_start(const struct cfb_extents *extents)
{
	return extents->length ? extents->runs[0].first : CFB_ENDOFCHAIN;
}

int
cfb_extents_append(struct cfb_extents *extents, uint32_t first,
	uint32_t count)
{
	if (extents->length == 0 || last_sector(extents) + 1 != first) {
		int status = append_run(extents, first);

		if (status != CFB_OK)
			return status;
	}
	extents->length += count;
	extents->next = CFB_ENDOFCHAIN;
	extents->end = CFB_CHAIN_NORMAL;
	return CFB_OK;
}

void
cfb_extents_cut(struct cfb_extents *extents, uint32_t length)
{
	if (length >= extents->length)
		return;
	extents->count = length ? find_run(extents, length - 1) + 1 : 0;
	extents->length = length;
	extents->next = CFB_ENDOFCHAIN;
	extents->end = CFB_CHAIN_NORMAL;
}

int
cfb_extents_move(struct cfb_extents *extents, const struct cfb_move *moves,
	size_t count)
{
	struct cfb_extents moved = *extents;
	uint32_t at = 0;
	size_t m = 0;
	int status = CFB_OK;

	moved.runs = NULL;
	moved.count = moved.capacity = moved.length = 0;
	while (status == CFB_OK && at < extents->length) {
		uint32_t sector;
		uint32_t run = 1;

		if (m < count && moves[m].index == at) {
			sector = moves[m++].sector;
		} else {
			cfb_extents_at(extents, at, &sector, &run);
			if (m < count && run > moves[m].index - at)
				run = moves[m].index - at;
		}
		status = cfb_extents_append(&moved, sector, run);
		at += run;
	}
	if (status != CFB_OK) {
		free(moved.runs);
		return status;
	}
	free(extents->runs);
	*extents = moved;
	return CFB_OK;
}
