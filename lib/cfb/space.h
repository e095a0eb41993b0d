/* SPDX-License-Identifier: MIT */
/*
 * Which numbers of a table (sectors of the FAT, mini sectors of the mini FAT)
 * are free to be given out. Knowledge grows on demand: a sector of the table
 * is looked through when something near it is asked for, and a few more with
 * each request that finds nothing, so that no request costs more in a larger
 * file, and all free room is found in time.
 *
 * A bit a number, in chunks that exist only where something is free.
 */
#ifndef STG_CFB_SPACE_H
#define STG_CFB_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/idset.h"
#include "io/device.h"

struct cfb_file;
struct cfb_pages;
struct cfb_space_chunk;

struct cfb_space {
	struct cfb_pages *table;
	struct cfb_space_chunk **chunks;
	uint32_t chunk_count;
	uint8_t *known;       /* one bit a sector of the table */
	uint32_t known_count; /* bits in it */
	uint32_t look_next;   /* table sector to be looked through next */
	uint32_t hint;        /* where the last search ended */
	uint32_t dense;       /* where cfb_space_take_dense() took last */
	uint64_t available;   /* numbers known to be free */
	uint32_t floor;       /* numbers below are not given out */
	uint32_t spared;      /* nor those below this, for the time being */
	uint64_t **tables;    /* one bit a number: holds the table itself, */
	uint32_t tables_count; /*	whatever that says; in chunks, too */
	struct idset kept;    /* in use though marked free, see protect.c */
	struct idset shared;  /* more than one thing led to them, */
	struct idset crowded; /*	of these, more than two, */
	struct idset single;  /*	of these, one any more */
	struct idset tails;   /* last of their streams, and lead on */
	uint32_t never;       /* is never given out, whatever the table says */
	uint8_t *led_to;      /* one bit a number, while these are looked for */
	bool led_beyond;      /* something points behind the last number */
};

void cfb_space_init(struct cfb_space *space, struct cfb_pages *table);
void cfb_space_done(struct cfb_space *space);

/**
 * Take up to `want` neighbouring numbers below `limit`, from `near` on if they
 * are free. `got` is 0 when nothing is known to be free, or only what is too
 * small to be worth it.
 */
MUST_CHECK int cfb_space_take(struct cfb_file *file, struct cfb_space *space,
	uint32_t near, uint32_t want, uint32_t limit, uint32_t *first,
	uint32_t *got);

/**
 * The same from the lowest number on, however short the run is, but from
 * where the last search ended if there is any behind it.
 */
void cfb_space_take_low(struct cfb_space *space, uint32_t want,
	uint32_t limit, uint32_t *first, uint32_t *got);

/**
 * The same from where one sector of the table tells of the most, so that few of
 * them change.
 */
void cfb_space_take_dense(const struct cfb_file *file,
	struct cfb_space *space, uint32_t want, uint32_t limit,
	uint32_t *first, uint32_t *got);

/** How many numbers below `limit` are known to be free? */
uint64_t cfb_space_count(const struct cfb_space *space, uint32_t limit);

/** Numbers below `limit` hold the table itself. */
MUST_CHECK int cfb_space_set_tables(struct cfb_space *space, uint32_t first,
	uint32_t count, uint32_t limit);
bool cfb_space_is_table(const struct cfb_space *space, uint32_t number);

/** Look through the whole table. */
MUST_CHECK int cfb_space_know_all(struct cfb_file *file,
	struct cfb_space *space, uint32_t limit);

/** Does more than one thing lead to a number, so that it is not to be freed? */
bool cfb_space_is_shared(const struct cfb_space *space, uint32_t number);

/** One thing more leads to a number to which something did already. */
MUST_CHECK int cfb_space_share(struct cfb_space *space, uint32_t number);

/** One thing fewer leads to a number that is shared. */
void cfb_space_unshare(struct cfb_space *space, uint32_t number);

/** These are free from now on. */
MUST_CHECK int cfb_space_give(struct cfb_space *space, uint32_t first,
	uint32_t count);

/** Numbers from `limit` on exist no more. */
void cfb_space_cut(struct cfb_space *space, uint32_t limit);

/**
 * Look through the part of the table that tells of `number`, before the table
 * is changed there.
 */
MUST_CHECK int cfb_space_know(struct cfb_file *file, struct cfb_space *space,
	uint32_t number, uint32_t limit);

/** Is this number known to be free? */
bool cfb_space_has(const struct cfb_space *space, uint32_t number);

/** These are not free, whoever takes them. */
void cfb_space_forget(struct cfb_space *space, uint32_t first,
	uint32_t count);

/** The first number known to be free from `from` on, below `limit`, or it. */
uint32_t cfb_space_next(const struct cfb_space *space, uint32_t from,
	uint32_t limit);

/** Behind the last number that is known to be free. */
uint32_t cfb_space_end(const struct cfb_space *space);

#endif
