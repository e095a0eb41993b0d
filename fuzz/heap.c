/* SPDX-License-Identifier: MIT */
/* The sanitizer calls a pair of hooks for each block. */
#include "heap.h"

#include <stdbool.h>
#include <stdint.h>

#include "prove.h"

/* Of <sanitizer/allocator_interface.h>, where there is such a thing. */
int __sanitizer_install_malloc_and_free_hooks(
	void (*malloc_hook)(const volatile void *, size_t),
	void (*free_hook)(const volatile void *)) __attribute__((weak));
size_t __sanitizer_get_allocated_size(const volatile void *block)
	__attribute__((weak));

static bool counting;
static size_t now, peak;

static void
count_malloc(const volatile void *block, size_t size)
{
	(void)block;
	now += size;
	if (now > peak)
		peak = now;
}

static void
count_free(const volatile void *block)
{
	if (block)
		now -= __sanitizer_get_allocated_size(block);
}

void
heap_begin(void)
{
	if (!counting && __sanitizer_install_malloc_and_free_hooks)
		counting = __sanitizer_install_malloc_and_free_hooks(
				   count_malloc, count_free) != 0;
	now = peak = SIZE_MAX / 2; /* what is older may be freed meanwhile */
}

void
heap_prove(size_t most)
{
	if (!counting)
		return;
	PROVE(now == SIZE_MAX / 2);
	PROVE(peak - SIZE_MAX / 2 <= most);
}
