/* SPDX-License-Identifier: MIT */
/*
 * A place for sectors that must not go to the file yet: memory first, then a
 * temporary file that has no name.
 */
#ifndef STG_CFB_SCRATCH_H
#define STG_CFB_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_scratch;

/** Makes an empty device: in memory, or in a file that nobody else sees. */
typedef int cfb_scratch_fn(bool in_file, struct device **device);

/** Sectors of 1 << `shift` bytes; numbers begin with 0. */
MUST_CHECK int cfb_scratch_open(unsigned shift, cfb_scratch_fn *make,
	struct cfb_scratch **scratch);
void cfb_scratch_close(struct cfb_scratch *scratch);

/** Take up to `want` neighbouring sectors, at least one. */
MUST_CHECK int cfb_scratch_take(struct cfb_scratch *scratch, uint32_t near,
	uint32_t want, uint32_t *first, uint32_t *got);
void cfb_scratch_return(struct cfb_scratch *scratch, uint32_t first,
	uint32_t count);

MUST_CHECK int cfb_scratch_read(struct cfb_scratch *scratch, uint32_t sector,
	uint32_t at, void *bytes, size_t length);
MUST_CHECK int cfb_scratch_write(struct cfb_scratch *scratch, uint32_t sector,
	uint32_t at, const void *bytes, size_t length);

#endif
