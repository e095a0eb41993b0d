/* SPDX-License-Identifier: MIT */
/*
 * The sectors that contents have of their own: where they come from, how they
 * are reached, and which place in the stream each has.
 */
#ifndef STG_CFB_OWN_H
#define STG_CFB_OWN_H

#include <stddef.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_chunk;
struct cfb_contents;
struct cfb_file;
struct cfb_versions;

/** Take up to `want` neighbouring sectors, from `near` on if they are free. */
MUST_CHECK int cfb_own_take(struct cfb_file *file,
	struct cfb_versions *shared, uint32_t near, uint32_t want,
	uint32_t *first, uint32_t *got);
void cfb_own_return(struct cfb_file *file, struct cfb_versions *shared,
	uint32_t first, uint32_t count);

/** Write and read bytes from `at` on in a sector, and in those behind it. */
MUST_CHECK int cfb_own_write(struct cfb_file *file,
	struct cfb_versions *shared, uint32_t sector, uint32_t at,
	const void *bytes, size_t length);
MUST_CHECK int cfb_own_read(struct cfb_file *file,
	struct cfb_versions *shared, uint32_t sector, uint32_t at,
	void *bytes, size_t length);

/** The chunk of the sector at `index`, or NULL. */
struct cfb_chunk *cfb_own_chunk(const struct cfb_contents *contents,
	uint32_t index);

/** Make sure of the chunks of a range of sectors. */
MUST_CHECK int cfb_own_make(struct cfb_contents *contents, uint32_t index,
	uint32_t count);

/** Neighbouring sectors get places that have their chunks. */
void cfb_own_set(struct cfb_contents *contents, uint32_t index,
	uint32_t first, uint32_t count);

/**
 * How many sectors from `index` on, but no more than `count`, are alike: own
 * ones that follow one another, the first of them `sector`, or none of them
 * own, and `sector` is CFB_NOWHERE.
 */
uint32_t cfb_own_run(const struct cfb_contents *contents, uint32_t index,
	uint32_t count, uint32_t *sector);

/** Give back those from index `from` on. */
void cfb_own_drop(struct cfb_file *file, struct cfb_versions *shared,
	struct cfb_contents *contents, uint32_t from);

#endif
