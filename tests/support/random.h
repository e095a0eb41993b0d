/* SPDX-License-Identifier: MIT */
/* Random numbers that are the same every time: SplitMix64. */
#ifndef TESTS_SUPPORT_RANDOM_H
#define TESTS_SUPPORT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t
random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* From 0 to limit - 1. */
static inline uint32_t
random_below(uint64_t *state, uint32_t limit)
{
	return (uint32_t)((random_next(state) >> 32) * limit >> 32);
}

static inline void
random_bytes(uint64_t *state, void *to, size_t count)
{
	uint8_t *bytes = to;

	while (count-- > 0)
		*bytes++ = (uint8_t)random_next(state);
}

#endif
