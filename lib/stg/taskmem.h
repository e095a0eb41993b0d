/* SPDX-License-Identifier: MIT */
/* What the operations of the task allocator come down to, without a spy. */
#ifndef STG_STG_TASKMEM_H
#define STG_STG_TASKMEM_H

#include <malloc.h>
#include <stdlib.h>

static inline void *
taskmem_alloc(size_t size)
{
	return malloc(size ? size : 1);
}

static inline size_t
taskmem_get_size(void *block)
{
	return malloc_usable_size(block);
}

/* Whether a block is one of ours is not known without a register of them. */
static inline int
taskmem_did_alloc(void *block)
{
	(void)block;
	return -1;
}

static inline void
taskmem_minimize(void)
{
#ifdef __GLIBC__
	(void)malloc_trim(0);
#endif
}

#endif
