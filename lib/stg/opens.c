/* SPDX-License-Identifier: MIT */
/*
 * A hash table with linear probing. Removal moves later entries of a cluster
 * back, so that no marks of the dead pile up.
 */
#include "stg/opens.h"

#include <stdlib.h>
#include <string.h>

struct open_count {
	uint32_t id;
	uint32_t count; /* 0: the slot is empty */
};

void
opens_init(struct opens *opens)
{
	memset(opens, 0, sizeof *opens);
}

void
opens_done(struct opens *opens)
{
	free(opens->slots);
	opens_init(opens);
}

static size_t
home(const struct opens *opens, uint32_t id)
{
	return (id * 2654435769U >> 5 ^ id) & (opens->capacity - 1);
}

static size_t
find_slot(const struct opens *opens, uint32_t id)
{
	size_t at = home(opens, id);

	while (opens->slots[at].count != 0 && opens->slots[at].id != id)
		at = (at + 1) & (opens->capacity - 1);
	return at;
}

static bool
grow(struct opens *opens)
{
	struct opens larger = { .used = opens->used,
		.capacity = opens->capacity ? opens->capacity * 2 : 16 };

	larger.slots = calloc(larger.capacity, sizeof *larger.slots);
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < opens->capacity; i++) {
		const struct open_count *old = &opens->slots[i];

		if (old->count != 0)
			larger.slots[find_slot(&larger, old->id)] = *old;
	}
	free(opens->slots);
	*opens = larger;
	return true;
}

bool
opens_has(const struct opens *opens, uint32_t id)
{
	return opens->capacity != 0 &&
		opens->slots[find_slot(opens, id)].count != 0;
}

bool
opens_add(struct opens *opens, uint32_t id)
{
	struct open_count *slot;

	if (opens->used + 1 > opens->capacity / 2 && !grow(opens))
		return false;
	slot = &opens->slots[find_slot(opens, id)];
	if (slot->count == 0)
		opens->used++;
	slot->id = id;
	slot->count++;
	return true;
}

void
opens_remove(struct opens *opens, uint32_t id)
{
	size_t mask = opens->capacity - 1;
	size_t hole;

	if (!opens_has(opens, id))
		return;
	hole = find_slot(opens, id);
	if (--opens->slots[hole].count != 0)
		return;
	opens->used--;
	for (size_t at = (hole + 1) & mask; opens->slots[at].count != 0;
		at = (at + 1) & mask) {
		size_t wanted = home(opens, opens->slots[at].id);

		/* Does the hole lie between its home and where it is? */
		if (((at - wanted) & mask) >= ((at - hole) & mask)) {
			opens->slots[hole] = opens->slots[at];
			opens->slots[at].count = 0;
			hole = at;
		}
	}
}
