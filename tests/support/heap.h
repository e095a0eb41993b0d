/* SPDX-License-Identifier: MIT */
/*
 * Counts what is allocated, and lets allocations fail. A program that uses it
 * is linked with $(heap_ldflags), which sends the calls of all that is linked
 * statically here; what libc allocates for itself is not counted.
 */
#ifndef TESTS_SUPPORT_HEAP_H
#define TESTS_SUPPORT_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Begin to count: from now on, the peak is of what comes on top. */
void heap_begin(void);
/* The most bytes that were allocated at once since then. */
size_t heap_peak(void);
/* The bytes that were allocated since then and are not freed. */
size_t heap_left(void);
/* How many allocations there were since then. */
unsigned long heap_calls(void);
/* The allocation of this number since heap_begin() fails; 0: none does. */
void heap_fail_at(unsigned long number);

#endif
