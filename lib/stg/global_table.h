/* SPDX-License-Identifier: MIT */
/*
 * The table of global blocks by handle, and the block as global.c and the
 * table share it. What the table guards is changed by the functions below
 * alone; `handle` may also be read under the block's lock.
 */
#ifndef STG_STG_GLOBAL_TABLE_H
#define STG_STG_GLOBAL_TABLE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stg/types.h>

struct global_block {
	atomic_uint refs;

	pthread_rwlock_t lock;
	bool moveable;
	bool zeroed; /* what the block grows by is zeros, always */
	bool freed;
	unsigned locks; /* calls of GlobalLock */
	uint8_t *bytes; /* NULL when freed */
	size_t size;
	size_t room; /* bytes that are allocated, at least 1 */

	/* The table's. */
	struct global_block *next;
	HGLOBAL handle;
	const void *address; /* `bytes`, for GlobalHandle */
};

/**
 * Give a block its handle, put it in and return the handle. The caller holds
 * the block's lock, or nobody else knows the block.
 */
HGLOBAL global_table_insert(struct global_block *block);

/** Take a block out. The caller holds its lock. */
void global_table_remove(struct global_block *block);

/** Note that the bytes of a moveable block moved, under its lock. */
void global_table_moved(struct global_block *block);

/** One more reference on the block of a handle; NULL: there is none. */
struct global_block *global_table_find(HGLOBAL handle);

/** The handle of the block whose bytes begin at an address; NULL: none. */
HGLOBAL global_table_handle(const void *address);

#endif
