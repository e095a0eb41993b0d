/* SPDX-License-Identifier: MIT */
/*
 * Global blocks. Handles are looked up in a table and never dereferenced, so
 * whatever is passed as one, a handle that is not in the table is not valid.
 *
 * Locks: a block's lock is taken before the table's. A block in the table has
 * a handle and a reference for that; freeing it gives both back.
 */
#include "stg/global.h"

#include <stdlib.h>
#include <string.h>

#include <stg/memory.h>

#include "base/checked.h"
#include "base/refs.h"
#include "stg/global_table.h"

struct global_block *
global_block_get(HGLOBAL handle)
{
	return global_table_find(handle);
}

HRESULT
global_block_enter(HGLOBAL handle, struct global_block **block)
{
	if (!handle) {
		handle = GlobalAlloc(GMEM_MOVEABLE, 0);
		if (!handle)
			return E_OUTOFMEMORY;
	}
	*block = global_block_get(handle);
	return *block ? S_OK : E_INVALIDARG;
}

void
global_block_put(struct global_block *block)
{
	if (!block || refs_drop(&block->refs) != 0)
		return;
	pthread_rwlock_destroy(&block->lock);
	free(block->bytes);
	free(block);
}

/*
 * Give the bytes another place. The handle of a fixed block goes with its
 * address, and must not be found any more when that is free for others.
 */
static bool
move(struct global_block *block, size_t room)
{
	uint8_t *bytes;

	if (!block->moveable)
		global_table_remove(block);
	bytes = realloc(block->bytes, room);
	if (bytes) {
		block->bytes = bytes;
		block->room = room;
	}
	if (!block->moveable)
		(void)global_table_insert(block);
	else
		global_table_moved(block);
	return bytes;
}

/* Room for half as much again is taken when a block grows, so that growing
 * it bit by bit stays linear. */
static bool
make_room(struct global_block *block, size_t size, bool may_move)
{
	size_t generous = block->room + block->room / 2;

	if (size <= block->room)
		return true;
	if (!may_move || size > PTRDIFF_MAX)
		return false;
	return (generous > size && move(block, generous)) || move(block, size);
}

/* Under the block's lock. The new bytes are undefined. */
static bool
resize(struct global_block *block, size_t size, bool may_move)
{
	if (block->freed)
		return size == 0;
	if (!make_room(block, size, may_move))
		return false;
	block->size = size;
	if (block->moveable && block->locks == 0 && size < block->room / 4)
		(void)move(block, size > 0 ? size : 1);
	return true;
}

static void
clear_from(struct global_block *block, size_t from, size_t to)
{
	if (from < to)
		memset(block->bytes + from, 0, to - from);
}

bool
global_block_free(struct global_block *block)
{
	bool was_freed;

	pthread_rwlock_wrlock(&block->lock);
	was_freed = block->freed;
	if (!was_freed) {
		global_table_remove(block);
		block->freed = true;
		free(block->bytes);
		block->bytes = NULL;
		block->size = 0;
		block->room = 0;
	}
	pthread_rwlock_unlock(&block->lock);
	if (!was_freed)
		global_block_put(block);
	return !was_freed;
}

void
global_block_leave(struct global_block *block, bool owned)
{
	if (owned)
		(void)global_block_free(block);
	global_block_put(block);
}

HGLOBAL
global_block_handle(struct global_block *block)
{
	HGLOBAL handle;

	pthread_rwlock_rdlock(&block->lock);
	handle = block->handle;
	pthread_rwlock_unlock(&block->lock);
	return handle;
}

size_t
global_block_size(struct global_block *block)
{
	size_t size;

	pthread_rwlock_rdlock(&block->lock);
	size = block->size;
	pthread_rwlock_unlock(&block->lock);
	return size;
}

size_t
global_block_read(
	struct global_block *block, size_t offset, void *bytes, size_t length)
{
	size_t done = 0;

	pthread_rwlock_rdlock(&block->lock);
	if (offset < block->size) {
		done = min_size(length, block->size - offset);
		memcpy(bytes, block->bytes + offset, done);
	}
	pthread_rwlock_unlock(&block->lock);
	return done;
}

bool
global_block_write(struct global_block *block, size_t offset, const void *bytes,
	size_t length)
{
	bool written;
	size_t size;

	if (length == 0)
		return true;
	if (offset > SIZE_MAX - length)
		return false;
	pthread_rwlock_wrlock(&block->lock);
	size = block->size;
	written =
		offset + length <= size || resize(block, offset + length, true);
	if (written) {
		clear_from(block, size, offset);
		memcpy(block->bytes + offset, bytes, length);
	}
	pthread_rwlock_unlock(&block->lock);
	return written;
}

bool
global_block_resize(struct global_block *block, size_t size)
{
	bool resized;
	size_t old;

	pthread_rwlock_wrlock(&block->lock);
	old = block->size;
	resized = resize(block, size, true);
	if (resized)
		clear_from(block, old, size);
	pthread_rwlock_unlock(&block->lock);
	return resized;
}

HGLOBAL
GlobalAlloc(UINT uFlags, SIZE_T dwBytes)
{
	struct global_block *block = NULL;

	if (dwBytes <= PTRDIFF_MAX)
		block = calloc(1, sizeof *block);
	if (!block)
		return NULL;
	block->room = dwBytes > 0 ? dwBytes : 1;
	block->zeroed = uFlags & GMEM_ZEROINIT;
	block->bytes =
		block->zeroed ? calloc(1, block->room) : malloc(block->room);
	if (!block->bytes) {
		free(block);
		return NULL;
	}
	atomic_init(&block->refs, 1);
	pthread_rwlock_init(&block->lock, NULL);
	block->moveable = uFlags & GMEM_MOVEABLE;
	block->size = dwBytes;
	return global_table_insert(block);
}

/* What GMEM_MODIFY asks for: a fixed block gets the handle of a moveable. */
static void
make_moveable(struct global_block *block)
{
	if (block->moveable)
		return;
	global_table_remove(block);
	block->moveable = true;
	(void)global_table_insert(block);
}

HGLOBAL
GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
{
	struct global_block *block = global_block_get(hMem);
	HGLOBAL handle = NULL;
	bool may_move;
	size_t old;

	if (!block)
		return NULL;
	pthread_rwlock_wrlock(&block->lock);
	old = block->size;
	may_move = uFlags & GMEM_MOVEABLE ||
		   (block->moveable && block->locks == 0);
	if (!block->freed && uFlags & GMEM_MODIFY) {
		if (uFlags & GMEM_MOVEABLE)
			make_moveable(block);
		handle = block->handle;
	} else if (!block->freed && resize(block, dwBytes, may_move)) {
		if (uFlags & GMEM_ZEROINIT || block->zeroed)
			clear_from(block, old, dwBytes);
		handle = block->handle;
	}
	pthread_rwlock_unlock(&block->lock);
	global_block_put(block);
	return handle;
}

HGLOBAL
GlobalFree(HGLOBAL hMem)
{
	struct global_block *block = global_block_get(hMem);
	bool done = block && global_block_free(block);

	global_block_put(block);
	return done ? NULL : hMem;
}

/* Fixed blocks do not count: their address stays as long as their handle. */
LPVOID
GlobalLock(HGLOBAL hMem)
{
	struct global_block *block = global_block_get(hMem);
	void *bytes;

	if (!block)
		return NULL;
	pthread_rwlock_wrlock(&block->lock);
	bytes = block->bytes;
	if (block->moveable && !block->freed)
		block->locks++;
	pthread_rwlock_unlock(&block->lock);
	global_block_put(block);
	return bytes;
}

BOOL
GlobalUnlock(HGLOBAL hMem)
{
	struct global_block *block = global_block_get(hMem);
	BOOL locked;

	if (!block)
		return FALSE;
	pthread_rwlock_wrlock(&block->lock);
	if (block->locks > 0)
		block->locks--;
	locked = !block->moveable || block->locks > 0;
	pthread_rwlock_unlock(&block->lock);
	global_block_put(block);
	return locked;
}

SIZE_T
GlobalSize(HGLOBAL hMem)
{
	struct global_block *block = global_block_get(hMem);
	size_t size = block ? global_block_size(block) : 0;

	global_block_put(block);
	return size;
}

UINT
GlobalFlags(HGLOBAL hMem)
{
	struct global_block *block = global_block_get(hMem);
	UINT flags;

	if (!block)
		return GMEM_INVALID_HANDLE;
	pthread_rwlock_rdlock(&block->lock);
	flags = block->locks < GMEM_LOCKCOUNT ? block->locks : GMEM_LOCKCOUNT;
	pthread_rwlock_unlock(&block->lock);
	global_block_put(block);
	return flags;
}

HGLOBAL
GlobalHandle(LPCVOID pMem)
{
	return global_table_handle(pMem);
}
