/* SPDX-License-Identifier: MIT */
/*
 * Where the parts of a value come from when it is read: the task allocator or
 * one of the caller's. Strings with a length in front and arrays come from
 * their own allocators in any case, as they are freed by them.
 */
#ifndef STG_STG_PROPMEMORY_H
#define STG_STG_PROPMEMORY_H

#include <stg/memory.h>
#include <stg/propvariant.h>

struct propmemory {
	PMemoryAllocator *allocator; /* NULL: the task allocator */
	size_t total;                /* bytes that were given out */
};

static inline void *
propmemory_allocate(struct propmemory *memory, size_t size)
{
	void *block;

	if (size > UINT32_MAX)
		return NULL;
	if (memory->allocator)
		block = memory->allocator->lpVtbl->Allocate(memory->allocator,
			(ULONG)size);
	else
		block = CoTaskMemAlloc(size);
	if (block)
		memory->total += size;
	return block;
}

static inline void
propmemory_free(struct propmemory *memory, void *block)
{
	if (!block)
		return;
	if (memory->allocator)
		memory->allocator->lpVtbl->Free(memory->allocator, block);
	else
		CoTaskMemFree(block);
}

#endif
