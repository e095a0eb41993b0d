/* SPDX-License-Identifier: MIT */
/*
 * A hash table with chains through the blocks, so that nothing but making it
 * larger needs memory, and where there is none the chains get longer.
 *
 * The handle of a fixed block is its address, a multiple of 8. That of a
 * moveable one is a number with another remainder, counted up and so not used
 * again for as long as addresses have bits.
 */
#include "stg/global_table.h"

#include <stdlib.h>

#include "base/refs.h"

#define FIRST_BUCKETS 64
#define HANDLE_STEP   8
#define MOVEABLE_BITS 2 /* the remainder that marks a number */

static struct global_block *first_buckets[FIRST_BUCKETS];

static struct {
	pthread_rwlock_t lock;
	struct global_block **buckets;
	size_t bucket_count; /* a power of two */
	size_t count;
	uintptr_t last_number;
} table = {
	.lock = PTHREAD_RWLOCK_INITIALIZER,
	.buckets = first_buckets,
	.bucket_count = FIRST_BUCKETS,
	.last_number = MOVEABLE_BITS,
};

static struct global_block **
bucket_of(HGLOBAL handle)
{
	uint64_t hash = (uint64_t)(uintptr_t)handle * 0x9E3779B97F4A7C15U;

	return &table.buckets[(size_t)(hash >> 32) & (table.bucket_count - 1)];
}

static struct global_block *
find(HGLOBAL handle)
{
	struct global_block *block = *bucket_of(handle);

	while (block && block->handle != handle)
		block = block->next;
	return block;
}

static void
link_in(struct global_block *block)
{
	struct global_block **bucket = bucket_of(block->handle);

	block->next = *bucket;
	*bucket = block;
}

static void
grow(void)
{
	struct global_block **old = table.buckets;
	size_t old_count = table.bucket_count;
	struct global_block **buckets = calloc(old_count * 2, sizeof *buckets);

	if (!buckets)
		return;
	table.buckets = buckets;
	table.bucket_count = old_count * 2;
	for (size_t i = 0; i < old_count; i++) {
		while (old[i]) {
			struct global_block *block = old[i];

			old[i] = block->next;
			link_in(block);
		}
	}
	if (old != first_buckets)
		free(old);
}

static HGLOBAL
new_number(void)
{
	HGLOBAL handle;

	do {
		table.last_number += HANDLE_STEP;
		handle = (HGLOBAL)table.last_number;
	} while (find(handle));
	return handle;
}

HGLOBAL
global_table_insert(struct global_block *block)
{
	HGLOBAL handle;

	pthread_rwlock_wrlock(&table.lock);
	handle = block->moveable ? new_number() : block->bytes;
	block->handle = handle;
	block->address = block->bytes;
	if (table.count >= table.bucket_count)
		grow();
	link_in(block);
	table.count++;
	pthread_rwlock_unlock(&table.lock);
	return handle;
}

void
global_table_remove(struct global_block *block)
{
	struct global_block **link;

	pthread_rwlock_wrlock(&table.lock);
	link = bucket_of(block->handle);
	while (*link != block)
		link = &(*link)->next;
	*link = block->next;
	table.count--;
	pthread_rwlock_unlock(&table.lock);
}

void
global_table_moved(struct global_block *block)
{
	pthread_rwlock_wrlock(&table.lock);
	block->address = block->bytes;
	pthread_rwlock_unlock(&table.lock);
}

struct global_block *
global_table_find(HGLOBAL handle)
{
	struct global_block *block;

	pthread_rwlock_rdlock(&table.lock);
	block = find(handle);
	if (block)
		refs_take(&block->refs);
	pthread_rwlock_unlock(&table.lock);
	return block;
}

/* Programs that ask for a fixed block, or ask rarely, are served well; the
 * others pay for a look at every block. */
HGLOBAL
global_table_handle(const void *address)
{
	HGLOBAL handle = NULL;

	pthread_rwlock_rdlock(&table.lock);
	for (size_t i = 0; i < table.bucket_count && address && !handle; i++) {
		struct global_block *block = table.buckets[i];

		while (block && block->address != address)
			block = block->next;
		if (block)
			handle = block->handle;
	}
	pthread_rwlock_unlock(&table.lock);
	return handle;
}
