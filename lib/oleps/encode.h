/* SPDX-License-Identifier: MIT */
/*
 * Values to bytes. What was decoded and not changed since comes out as it came
 * in; all else is written as [MS-OLEPS] has it.
 */
#ifndef STG_OLEPS_ENCODE_H
#define STG_OLEPS_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "oleps/set.h"

/* Write all values anew, whatever they came from. */
#define OLEPS_ENCODE_ANEW 1U

/**
 * Encode a set to malloc()ed bytes. `limit` is the most that they may be; 0:
 * OLEPS_LIMIT. OLEPS_TOO_LARGE, OLEPS_TOO_DEEP, OLEPS_NO_MEMORY.
 */
OLEPS_MUST_CHECK int oleps_encode(const struct oleps_set *set, unsigned flags,
	size_t limit, uint8_t **bytes, size_t *size);

/**
 * Encode one value with its type before it, padded to a multiple of 4, to
 * malloc()ed bytes. OLEPS_TOO_LARGE, OLEPS_TOO_DEEP, OLEPS_NO_MEMORY.
 */
OLEPS_MUST_CHECK int oleps_value_encode(
	const struct oleps_value *value, uint8_t **bytes, size_t *size);

#endif
