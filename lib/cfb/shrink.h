/* SPDX-License-Identifier: MIT */
/*
 * How a file becomes shorter when contents go, as part of a commit: tables
 * that lie behind free room are drawn in, and FAT and DIFAT sectors that tell
 * of nothing any more are let go.
 *
 * The work of one commit is in proportion to what was freed.
 */
#ifndef STG_CFB_SHRINK_H
#define STG_CFB_SHRINK_H

#include <stdbool.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_file;

/** Before anything is placed: have those tables placed that shall move. */
MUST_CHECK int cfb_shrink_begin(struct cfb_file *file);

/**
 * Once the chains have their places: how much of the FAT goes into the new
 * version? The places of the rest become free. To be called again until
 * `changed` stays as it was.
 */
MUST_CHECK int cfb_shrink_fat(struct cfb_file *file, bool *changed);

/**
 * The new version is the committed one: forget what is not in it. Returns how
 * many sectors the file may have.
 */
uint32_t cfb_shrink_end(struct cfb_file *file);

/** Would another commit make the file much shorter? */
bool cfb_shrink_is_due(struct cfb_file *file);

/**
 * The file is about to be closed: where what was committed left much free room
 * with tables behind it, draw them in whether they are fewer or not.
 */
void cfb_shrink_last(struct cfb_file *file);

/** FAT sector `index` leaves its place, which the next version can use. */
MUST_CHECK int cfb_fat_leave(struct cfb_file *file, uint32_t index);

#endif
