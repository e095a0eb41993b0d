/* SPDX-License-Identifier: MIT */
/*
 * Bytes to values. Whatever a stream claims is held against its length, every
 * departure from the format is told, and what makes no sense stays as bytes:
 * only a stream that is no property set at all, or too large, is refused.
 */
#ifndef STG_OLEPS_DECODE_H
#define STG_OLEPS_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "oleps/defect.h"
#include "oleps/set.h"

/* All zeros, or NULL in place of it: no more than OLEPS_LIMIT, in silence. */
struct oleps_options {
	size_t limit;            /* bytes of the stream; 0: OLEPS_LIMIT */
	oleps_defect_fn *defect; /* is told of each defect, or NULL */
	void *context;
};

/**
 * Decode a whole stream. OLEPS_NOT_OLEPS, OLEPS_TOO_LARGE, OLEPS_NO_MEMORY.
 */
OLEPS_MUST_CHECK int oleps_decode(const uint8_t *bytes, size_t size,
	const struct oleps_options *options, struct oleps_set **set);

/**
 * Decode one value with the type before it, as a stream has it. *used are the
 * bytes that it took, padding included as far as it is there. OLEPS_CORRUPT,
 * OLEPS_BAD_TYPE, OLEPS_TOO_DEEP, OLEPS_NO_MEMORY.
 */
OLEPS_MUST_CHECK int oleps_value_decode(const uint8_t *bytes, size_t size,
	struct oleps_value *value, size_t *used);

#endif
