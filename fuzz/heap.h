/* SPDX-License-Identifier: MIT */
/*
 * How much heap an input makes the library use at once. Only programs with the
 * address sanitizer can tell; in others nothing is claimed.
 */
#ifndef FUZZ_HEAP_H
#define FUZZ_HEAP_H

#include <stddef.h>

/* Starts to count from here. */
void heap_begin(void);
/* Everything was given back, and at no time was there more than `most`. */
void heap_prove(size_t most);

#endif
