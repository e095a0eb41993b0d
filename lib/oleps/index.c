/* SPDX-License-Identifier: MIT */
/* Open addressing with linear probing, at most half full. */
#include "oleps/index.h"

#include <stdlib.h>

#define FREE     UINT32_MAX
#define SMALLEST 16

void
oleps_index_done(struct oleps_index *index)
{
	free(index->slots);
	*index = (struct oleps_index){ 0 };
}

void
oleps_index_clear(struct oleps_index *index)
{
	for (size_t i = 0; i < index->capacity; i++)
		index->slots[i].position = FREE;
	index->count = 0;
}

/* Two rounds of multiplying and folding: every bit reaches the lower ones. */
static size_t
home_of(const struct oleps_index *index, uint32_t key)
{
	uint32_t x = key ^ index->seed;

	x = (x ^ x >> 16) * UINT32_C(0x9E3779B1);
	x = (x ^ x >> 15) * (index->seed | 1);
	x = (x ^ x >> 16) * UINT32_C(0x85EBCA6B);
	return (size_t)(x ^ x >> 13) & (index->capacity - 1);
}

static void
insert(struct oleps_index *index, struct oleps_slot slot)
{
	size_t i = home_of(index, slot.key);

	while (index->slots[i].position != FREE)
		i = (i + 1) & (index->capacity - 1);
	index->slots[i] = slot;
	index->count++;
}

/*
 * The run in which the old table's first slot lies may begin at its end; so
 * the walk begins behind a free slot, to keep the order of equal keys.
 */
static void
move_all(const struct oleps_index *from, struct oleps_index *to)
{
	size_t start = 0;

	while (start < from->capacity && from->slots[start].position != FREE)
		start++;
	for (size_t i = 0; i < from->capacity; i++) {
		const struct oleps_slot *slot =
			&from->slots[(start + i) & (from->capacity - 1)];

		if (slot->position != FREE)
			insert(to, *slot);
	}
}

static bool
grow(struct oleps_index *index)
{
	struct oleps_index grown = { 0 };

	grown.capacity = index->capacity == 0 ? SMALLEST : index->capacity * 2;
	if (grown.capacity > SIZE_MAX / sizeof *grown.slots)
		return false;
	grown.slots = malloc(grown.capacity * sizeof *grown.slots);
	if (grown.slots == NULL)
		return false;
	/* Where memory lies is what a stream cannot know. */
	grown.seed = (uint32_t)((uintptr_t)grown.slots >> 4) ^
		     (uint32_t)((uintptr_t)index >> 3) * UINT32_C(0x9E3779B1);
	oleps_index_clear(&grown);
	move_all(index, &grown);
	free(index->slots);
	*index = grown;
	return true;
}

bool
oleps_index_add(struct oleps_index *index, uint32_t key, size_t position)
{
	if (position >= FREE)
		return false;
	if (index->count + 1 > index->capacity / 2 && !grow(index))
		return false;
	insert(index, (struct oleps_slot){ key, (uint32_t)position });
	return true;
}

bool
oleps_index_next(const struct oleps_index *index, uint32_t key, size_t *cursor,
	size_t *position)
{
	size_t mask = index->capacity - 1;
	size_t home;

	if (index->capacity == 0)
		return false;
	home = home_of(index, key);
	for (size_t i = *cursor; i < index->capacity; i++) {
		const struct oleps_slot *slot =
			&index->slots[(home + i) & mask];

		if (slot->position == FREE)
			return false;
		if (slot->key != key)
			continue;
		*position = slot->position;
		*cursor = i + 1;
		return true;
	}
	return false;
}
