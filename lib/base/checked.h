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

static inline size_t
min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
