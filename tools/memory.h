/* SPDX-License-Identifier: MIT */
/*
 * Memory that is there: when it runs out, that is reported and the program
 * ends, since no verb could do anything else about it.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

_Noreturn void memory_exhausted(void);

/* Room for count elements of size bytes; old may be NULL. */
void *memory_resize(void *old, size_t count, size_t size);

/* The same, growing *room (elements) so that `needed` of them fit. */
void *memory_grow(void *old, size_t *room, size_t needed, size_t size);

char *memory_copy(const char *text, size_t length);

#endif
