/* SPDX-License-Identifier: MIT */
/*
 * Little-endian stores for the file builder.  The builder is the oracle of the
 * tests and therefore shares nothing with the library, not even these.
 */
#ifndef BUILDER_LE_H
#define BUILDER_LE_H

#include <stdint.h>

static inline void
le_put(uint8_t *to, uint64_t value, unsigned int width)
{
	for (unsigned int i = 0; i < width; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

#endif
