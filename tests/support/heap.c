/* SPDX-License-Identifier: MIT */
#include "support/heap.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
char *__real_strdup(const char *text);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);
char *__wrap_strdup(const char *text);

static atomic_llong used;
static atomic_llong peak;
static atomic_ulong calls;
static atomic_ulong failing;

static void
account(void *block, long long before)
{
	long long now;
	long long most;

	if (!block)
		return;
	now = (long long)malloc_usable_size(block) - before;
	now += atomic_fetch_add(&used, now);
	most = atomic_load(&peak);
	while (most < now && !atomic_compare_exchange_weak(&peak, &most, now))
		continue;
}

static bool
fails(void)
{
	if (atomic_fetch_add(&calls, 1) + 1 != atomic_load(&failing))
		return false;
	errno = ENOMEM;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	void *block = fails() ? NULL : __real_malloc(size);

	account(block, 0);
	return block;
}

void *
__wrap_calloc(size_t count, size_t size)
{
	void *block = fails() ? NULL : __real_calloc(count, size);

	account(block, 0);
	return block;
}

/*
 * Both the old and the new block are there for a moment, unless the system
 * moves pages instead of bytes: count the worse.
 */
void *
__wrap_realloc(void *block, size_t size)
{
	long long before = block ? (long long)malloc_usable_size(block) : 0;
	void *moved = fails() ? NULL : __real_realloc(block, size);

	if (moved) {
		account(moved, 0);
		atomic_fetch_sub(&used, before);
	}
	return moved;
}

void
__wrap_free(void *block)
{
	if (block)
		atomic_fetch_sub(&used, (long long)malloc_usable_size(block));
	__real_free(block);
}

char *
__wrap_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = __wrap_malloc(size);

	if (copy)
		memcpy(copy, text, size);
	return copy;
}

void
heap_begin(void)
{
	atomic_store(&used, 0);
	atomic_store(&peak, 0);
	atomic_store(&calls, 0);
	atomic_store(&failing, 0);
}

size_t
heap_peak(void)
{
	return (size_t)atomic_load(&peak);
}

size_t
heap_left(void)
{
	return (size_t)atomic_load(&used);
}

unsigned long
heap_calls(void)
{
	return atomic_load(&calls);
}

void
heap_fail_at(unsigned long number)
{
	atomic_store(&failing, number);
}
