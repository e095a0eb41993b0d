/* SPDX-License-Identifier: MIT */
/* Open addressing with linear probing, at most two thirds full. */
#include "base/idset.h"

#include <stdlib.h>
#include <string.h>

#define EMPTY 0xFFFFFFFFU

void
idset_init(struct idset *set)
{
	memset(set, 0, sizeof *set);
}

void
idset_done(struct idset *set)
{
	free(set->slots);
	idset_init(set);
}

/* The slot that holds `id`, or the empty one where it belongs. */
static size_t
find_slot(const struct idset *set, uint32_t id)
{
	size_t mask = set->capacity - 1;
	size_t at = (id * 2654435769U >> 7 ^ id) & mask;

	while (set->slots[at] != EMPTY && set->slots[at] != id)
		at = (at + 1) & mask;
	return at;
}

static bool
grow(struct idset *set)
{
	struct idset larger = { .capacity = set->capacity
			? set->capacity * 2 : 16 };

	if (larger.capacity > SIZE_MAX / sizeof *larger.slots)
		return false;
	larger.slots = malloc(larger.capacity * sizeof *larger.slots);
	if (!larger.slots)
		return false;
	memset(larger.slots, 0xFF, larger.capacity * sizeof *larger.slots);
	for (size_t i = 0; i < set->capacity; i++) {
		uint32_t id = set->slots[i];

		if (id != EMPTY)
			larger.slots[find_slot(&larger, id)] = id;
	}
	larger.count = set->count;
	free(set->slots);
	*set = larger;
	return true;
}

enum idset_result
idset_add(struct idset *set, uint32_t id)
{
	size_t at;

	if (set->count + 1 > set->capacity / 3 * 2 && !grow(set))
		return IDSET_NO_MEMORY;
	at = find_slot(set, id);
	if (set->slots[at] == id)
		return IDSET_PRESENT;
	set->slots[at] = id;
	set->count++;
	return IDSET_ADDED;
}

bool
idset_has(const struct idset *set, uint32_t id)
{
	return set->capacity != 0 && set->slots[find_slot(set, id)] == id;
}
