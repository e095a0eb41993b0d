/* SPDX-License-Identifier: MIT */
/*
 * A version of a file, read where it lies, with what is written to it apart.
 * The file may go on to later versions meanwhile: those who commit through
 * this library leave the version alone as long as share_read_in_place() is in
 * force, and each commit leaves a record that says so (cfb/record.h). Where
 * somebody else committed there is none, and what is read from then on fails
 * with ESTALE.
 */
#ifndef STG_STG_OVERLAY_H
#define STG_STG_OVERLAY_H

#include <stdbool.h>

#include "io/device.h"

struct overlay;

/**
 * A device on what is in `base` now, a file, which has to stay open longer.
 * While nobody commits.
 */
MUST_CHECK int overlay_create(struct device *base, struct overlay **overlay);

/** Its device; closing that is the end of the overlay. */
struct device *overlay_device(struct overlay *overlay);

/** The transaction number of the version. */
uint32_t overlay_number(const struct overlay *overlay);

/** Is the version whole still? Asked by every read by itself, too. */
MUST_CHECK int overlay_check(struct overlay *overlay);

/**
 * Between these nobody else commits, so that reads need not look. In the end
 * `same` says that `base`, which may be another one, holds all that the
 * overlay does.
 */
void overlay_begin_commit(struct overlay *overlay);
MUST_CHECK int overlay_end_commit(struct overlay *overlay, bool same,
	struct device *base);

#endif
