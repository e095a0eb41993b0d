/* SPDX-License-Identifier: MIT */
/*
 * Arithmetic on numbers that a file claims. Each function stores the result
 * and returns false when it does not fit, so that no sum or product of
 * untrusted values is ever taken without a test.
 */
#ifndef STG_BASE_CHECKED_H
#define STG_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool
checked_add64(uint64_t a, uint64_t b, uint64_t *sum)
{
	*sum = a + b;
	return *sum >= a;
}

static inline bool
checked_mul_size(size_t a, size_t b, size_t *product)
{
	*product = a * b;
	return a == 0 || *product / a == b;
}

static inline uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/**
 * How many pieces of 1 << `shift` bytes so many bytes take. More than there
 * can ever be are UINT32_MAX: sizes are the file's claim.
 */
static inline uint32_t
divide_up(uint64_t size, unsigned shift)
{
	uint64_t count = (size >> shift) +
		((size & (((uint64_t)1 << shift) - 1)) != 0);

	return (uint32_t)min_u64(count, UINT32_MAX);
}

static inline size_t
min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
