/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "report.h"

void
memory_exhausted(void)
{
	report_usage("out of memory");
	exit(EXIT_FAILED);
}

void *
memory_resize(void *old, size_t count, size_t size)
{
	void *new = NULL;

	if (size && count <= SIZE_MAX / size)
		new = realloc(old, count ? count * size : 1);
	if (!new)
		memory_exhausted();
	return new;
}

void *
memory_grow(void *old, size_t *room, size_t needed, size_t size)
{
	if (needed <= *room)
		return old;
	*room = needed < 16 ? 16 : needed + needed / 2;
	return memory_resize(old, *room, size);
}

char *
memory_copy(const char *text, size_t length)
{
	char *copy = memory_resize(NULL, length + 1, 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}
