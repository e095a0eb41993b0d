/* SPDX-License-Identifier: MIT */
/*
 * Global blocks as the objects that live in one see them.
 *
 * A block has a handle as long as it is not freed; the structure itself lives
 * until the last reference on it is given back, so that an object notices
 * that its block is gone, rather than meeting another one under the same
 * handle. A freed block has no bytes and does not grow. Each block has a lock
 * of its own: any thread may do anything with it.
 */
#ifndef STG_STG_GLOBAL_H
#define STG_STG_GLOBAL_H

#include <stdbool.h>
#include <stddef.h>

#include <stg/types.h>

struct global_block;

/** One more reference on the block of a handle; NULL: not a valid handle. */
struct global_block *global_block_get(HGLOBAL handle);

/**
 * The same for an object that is made in one: NULL is a new, empty block.
 * E_INVALIDARG: not a valid handle; E_OUTOFMEMORY.
 */
HRESULT global_block_enter(HGLOBAL handle, struct global_block **block);

/** Give a reference back. NULL is allowed. */
void global_block_put(struct global_block *block);

/** Free the block, whoever has references. Returns false if it was before. */
bool global_block_free(struct global_block *block);

/** Give a reference back, and free the block first if it is `owned`. */
void global_block_leave(struct global_block *block, bool owned);

/** The handle, which growing may change; the last one when it is freed. */
HGLOBAL global_block_handle(struct global_block *block);

/** The size in bytes; 0 when the block is freed. */
size_t global_block_size(struct global_block *block);

/** Copy what there is of `length` bytes at `offset`; returns how many. */
size_t global_block_read(
	struct global_block *block, size_t offset, void *bytes, size_t length);

/**
 * Copy `length` bytes to `offset`. The block grows as needed, by zeros where
 * there is a gap. Returns false, and changes nothing, without memory.
 */
bool global_block_write(struct global_block *block, size_t offset,
	const void *bytes, size_t length);

/**
 * Change the size; new bytes are zeros. The bytes may move, even those of a
 * locked block. Returns false, and changes nothing, without memory.
 */
bool global_block_resize(struct global_block *block, size_t size);

#endif
