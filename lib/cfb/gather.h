/* SPDX-License-Identifier: MIT */
/* Small writes that follow one another and wait to become a large one. */
#ifndef STG_CFB_GATHER_H
#define STG_CFB_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/device.h"

#define CFB_GATHER_MIN 4096  /* bytes: writes as large as that do not wait */
#define CFB_GATHER_MAX 65536 /* no more than that waits */

struct cfb_gather {
	uint8_t *bytes;
	uint64_t offset; /* in the stream */
	size_t length;
	size_t capacity;
};

/** Does a write follow what is gathered, if anything is, and leave room? */
static inline bool
cfb_gather_fits(const struct cfb_gather *gather, uint64_t offset,
	size_t length)
{
	return gather->length == 0 ||
		(offset == gather->offset + gather->length &&
			gather->length + length <= CFB_GATHER_MAX);
}

/** Take over a write that fits. CFB_NO_MEMORY, and nothing changed. */
MUST_CHECK int cfb_gather_add(struct cfb_gather *gather, uint64_t offset,
	const void *bytes, size_t length);

void cfb_gather_done(struct cfb_gather *gather);

#endif
