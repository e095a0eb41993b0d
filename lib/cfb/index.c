/* SPDX-License-Identifier: MIT */
/*
 * Indexes are few, so they are kept in a list. Their hash tables share a
 * budget; the least recently used go first. Where names are equal, the first
 * one in the order of the tree is found.
 */
#include "cfb/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "cfb/directory.h"
#include "cfb/file.h"
#include "cfb/listing.h"
#include "cfb/name.h"

#define INDEXES_BUDGET ((size_t)8 << 20)
#define INDEXES_COUNT  1024 /* since finding one is a walk */

static void
drop(struct cfb_file *file, struct cfb_index *index)
{
	list_remove(&index->link);
	file->indexes_count--;
	file->indexes_used -= sizeof *index +
		index->capacity * sizeof *index->slots;
	free(index->slots);
	free(index);
}

void
cfb_indexes_drop(struct cfb_file *file)
{
	while (!list_empty(&file->indexes))
		drop(file, container_of(file->indexes.next, struct cfb_index,
			link));
}

struct cfb_index *
cfb_index_get(struct cfb_file *file, uint32_t storage)
{
	for (struct list *l = file->indexes.prev; l != &file->indexes;
		l = l->prev) {
		struct cfb_index *index = container_of(l, struct cfb_index,
			link);

		if (index->storage != storage)
			continue;
		list_remove(&index->link);
		list_append(&file->indexes, &index->link);
		return index;
	}
	return NULL;
}

static void
keep(struct cfb_file *file, struct cfb_index *index)
{
	file->indexes_used += sizeof *index +
		index->capacity * sizeof *index->slots;
	file->indexes_count++;
	list_append(&file->indexes, &index->link);
	while ((file->indexes_used > INDEXES_BUDGET ||
		file->indexes_count > INDEXES_COUNT) &&
		file->indexes.next != &index->link)
		drop(file, container_of(file->indexes.next, struct cfb_index,
			link));
}

void
cfb_index_drop(struct cfb_file *file, uint32_t storage)
{
	struct cfb_index *index = cfb_index_get(file, storage);

	if (index)
		drop(file, index);
}

int
cfb_index_set_sound(struct cfb_file *file, uint32_t storage)
{
	struct cfb_index *index;

	cfb_index_drop(file, storage);
	index = calloc(1, sizeof *index);
	if (!index)
		return CFB_NO_MEMORY;
	list_init(&index->link);
	index->storage = storage;
	index->ordered = true;
	index->sound = true;
	keep(file, index);
	return CFB_OK;
}

/*
 * Put an entry into the table unless one of its name is there: of equal names
 * only the first can be found, and piling up the others would take quadratic
 * time.
 */
static int
put_slot(struct cfb_file *file, struct cfb_index *index, uint32_t id)
{
	size_t mask = index->capacity - 1;
	struct cfb_dirent entry;
	uint32_t hash;
	size_t at;
	int status = cfb_directory_entry(file, id, &entry);

	if (status != CFB_OK)
		return status;
	hash = cfb_name_hash(entry.name, entry.units);
	for (at = hash & mask; index->slots[at].id != CFB_NOSTREAM;
		at = (at + 1) & mask) {
		const uint8_t *raw;

		if (index->slots[at].hash != hash)
			continue;
		status = cfb_directory_raw(file, index->slots[at].id, &raw);
		if (status != CFB_OK)
			return status;
		if (cfb_dirent_compare(entry.name, entry.units, raw) == 0)
			return CFB_OK;
	}
	index->slots[at].id = id;
	index->slots[at].hash = hash;
	return CFB_OK;
}

static int
fill_slots(struct cfb_file *file, struct cfb_index *index,
	const struct cfb_listing *listing)
{
	size_t capacity = 16;
	int status = CFB_OK;

	while (capacity / 2 < listing->count)
		capacity *= 2;
	index->slots = malloc(capacity * sizeof *index->slots);
	if (!index->slots)
		return CFB_NO_MEMORY;
	index->capacity = capacity;
	for (size_t i = 0; i < capacity; i++)
		index->slots[i].id = CFB_NOSTREAM;
	for (uint32_t i = 0; status == CFB_OK && i < listing->count; i++)
		status = put_slot(file, index, listing->ids[i]);
	return status;
}

int
cfb_index_make(struct cfb_file *file, uint32_t storage, bool always,
	struct cfb_index **made)
{
	struct cfb_listing listing;
	struct cfb_index *index;
	int status = cfb_listing_make(file, storage, NULL, &listing);

	if (status != CFB_OK)
		return status;
	index = calloc(1, sizeof *index);
	if (!index) {
		cfb_listing_done(&listing);
		return CFB_NO_MEMORY;
	}
	list_init(&index->link);
	index->storage = storage;
	index->ordered = listing.ordered && !listing.damaged;
	if (always || !index->ordered)
		status = fill_slots(file, index, &listing);
	cfb_listing_done(&listing);
	if (status != CFB_OK) {
		free(index->slots);
		free(index);
		return status;
	}
	keep(file, index);
	*made = index;
	return CFB_OK;
}

int
cfb_index_find(struct cfb_file *file, const struct cfb_index *index,
	const uint16_t *name, size_t units, uint32_t *id,
	struct cfb_dirent *entry)
{
	size_t mask = index->capacity - 1;
	uint32_t hash = cfb_name_hash(name, units);
	size_t at = hash & mask;

	for (; index->slots[at].id != CFB_NOSTREAM; at = (at + 1) & mask) {
		int status;

		if (index->slots[at].hash != hash)
			continue;
		status = cfb_directory_entry(file, index->slots[at].id,
			entry);
		if (status != CFB_OK)
			return status;
		if (cfb_name_compare(name, units, entry->name,
			entry->units) == 0) {
			*id = index->slots[at].id;
			return CFB_OK;
		}
	}
	return CFB_NOT_FOUND;
}
