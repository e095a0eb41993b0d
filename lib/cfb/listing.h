/* SPDX-License-Identifier: MIT */
/*
 * The children of one storage, found by following every link of its tree,
 * [MS-CFB] 2.6.4. Links are not trusted: what leads nowhere, to a free entry
 * or to a place that was met before is a defect and not followed.
 */
#ifndef STG_CFB_LISTING_H
#define STG_CFB_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_file;
struct idset;

struct cfb_listing {
	uint32_t *ids; /* in the order of the tree */
	uint32_t count;
	uint32_t capacity;
	bool ordered; /* names strictly ascend: the tree can be searched */
	bool damaged; /* some link could not be followed */
};

/**
 * List the children of storage `id`. `seen` holds entries that are not to be
 * listed (again) and takes up those that are; NULL for a set of its own.
 * cfb_listing_done() is due on success.
 */
MUST_CHECK int cfb_listing_make(struct cfb_file *file, uint32_t id,
	struct idset *seen, struct cfb_listing *listing);
void cfb_listing_done(struct cfb_listing *listing);

#endif
