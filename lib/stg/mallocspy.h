/* SPDX-License-Identifier: MIT */
/*
 * The spy that a program set on the task allocator. Each function stands for
 * the operation of its name, between the spy's two calls.
 */
#ifndef STG_STG_MALLOCSPY_H
#define STG_STG_MALLOCSPY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

extern atomic_bool mallocspy_there;

/*
 * Asked before every operation. A block that the spy saw reaches the thread
 * that frees it in some order, and so does this.
 */
static inline bool
mallocspy_is_there(void)
{
	return atomic_load_explicit(&mallocspy_there, memory_order_relaxed);
}

void *mallocspy_alloc(size_t size);
/* Of a block, to a size: neither is nothing. */
void *mallocspy_realloc(void *block, size_t size);
void mallocspy_free(void *block);
size_t mallocspy_get_size(void *block);
int mallocspy_did_alloc(void *block);
void mallocspy_minimize(void);

#endif
