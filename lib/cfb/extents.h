/* SPDX-License-Identifier: MIT */
/*
 * A chain of sectors as runs of neighbours. The table that links them (the
 * FAT, or the mini FAT for mini sectors) is decoded once, as far as somebody
 * asks, and never trusted: a chain that leaves the table, meets a special
 * value or returns to itself ends there, and the reason is kept.
 */
#ifndef STG_CFB_EXTENTS_H
#define STG_CFB_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfb/defect.h"
#include "io/device.h"

struct cfb_file;
struct cfb_pages;

struct cfb_run {
	uint32_t first; /* sector */
	uint32_t index; /* its place in the chain */
};

enum cfb_chain_end {
	CFB_CHAIN_OPEN,     /* not decoded to its end yet */
	CFB_CHAIN_NORMAL,   /* ENDOFCHAIN */
	CFB_CHAIN_FREE,     /* FREESECT */
	CFB_CHAIN_OUTSIDE,  /* a number behind the last sector */
	CFB_CHAIN_METADATA, /* FATSECT, DIFSECT or a reserved value */
	CFB_CHAIN_UNKNOWN,  /* the table has no entry for a sector */
	CFB_CHAIN_LOOP      /* the next sector is in the chain already */
};

struct cfb_extents {
	struct cfb_pages *table;
	uint32_t limit;  /* sectors from this number on do not exist */
	uint32_t length; /* sectors decoded so far */
	uint32_t next;   /* the sector that comes next, or why none does */
	enum cfb_chain_end end;
	struct cfb_run *runs;
	uint32_t count; /* runs */
	uint32_t capacity;
	uint32_t top;   /* the largest sector so far */
	uint8_t *taken; /* one bit a sector, or NULL; see extents.c */
};

/* Which defect each way to end is for one kind of chain. */
struct cfb_chain_defects {
	enum cfb_defect_id free, outside, metadata, unknown, loop;
};

void cfb_extents_init(struct cfb_extents *extents, struct cfb_pages *table,
	uint32_t limit, uint32_t start);
void cfb_extents_done(struct cfb_extents *extents);

/**
 * Decode until the chain has more than `index` sectors or has ended. The
 * caller looks at `length`: a chain that is too short is no failure here.
 */
MUST_CHECK int cfb_extents_reach(struct cfb_file *file,
	struct cfb_extents *extents, uint32_t index);

/** Decode to the end, whatever it is. */
MUST_CHECK int cfb_extents_reach_end(struct cfb_file *file,
	struct cfb_extents *extents);

/** Sector `index` < length, and how many follow one another from there. */
void cfb_extents_at(const struct cfb_extents *extents, uint32_t index,
	uint32_t *sector, uint32_t *run);

/** Sector `index` alone. */
static inline uint32_t
cfb_extents_sector(const struct cfb_extents *extents, uint32_t index)
{
	uint32_t sector;
	uint32_t run;

	cfb_extents_at(extents, index, &sector, &run);
	return sector;
}

/*
 * Changing a chain that is decoded to its end. Only the runs change here; the
 * table is the caller's to keep in step.
 */

/** Append a run of sectors. */
MUST_CHECK int cfb_extents_append(struct cfb_extents *extents, uint32_t first,
	uint32_t count);

/** Keep the first `length` sectors. */
void cfb_extents_cut(struct cfb_extents *extents, uint32_t length);

/* A sector of a chain that goes elsewhere. */
struct cfb_move {
	uint32_t index;  /* its place in the chain */
	uint32_t sector; /* where it is from now on */
};

/** Move sectors; `moves` ascend by index. One pass, whatever their number. */
MUST_CHECK int cfb_extents_move(struct cfb_extents *extents,
	const struct cfb_move *moves, size_t count);

/** The last sector, or CFB_ENDOFCHAIN of an empty chain. */
uint32_t cfb_extents_last(const struct cfb_extents *extents);

/** The first sector, or CFB_ENDOFCHAIN of an empty chain. */
uint32_t cfb_extents_start(const struct cfb_extents *extents);

/** The defect that a bad end is; 0 where it is none. */
enum cfb_defect_id cfb_extents_defect(const struct cfb_extents *extents,
	const struct cfb_chain_defects *defects);

#endif
