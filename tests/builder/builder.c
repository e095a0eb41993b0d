/* SPDX-License-Identifier: MIT */
/*
 * The description of a file: options, entries in the order of their stream
 * IDs, and the gaps between them.
 */
#include "builder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

bool
builder_fail(struct builder *b, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(b->error, sizeof(b->error), format, list);
	va_end(list);
	return false;
}

bool
builder_no_memory(struct builder *b)
{
	return builder_fail(b, "out of memory");
}

const char *
builder_error(const struct builder *b)
{
	return b->error;
}

void *
builder_grow(void *array, size_t count, size_t *room, size_t element)
{
	size_t wanted;
	void *larger;

	if (count < *room)
		return array;
	wanted = *room < 8 ? 8 : *room * 2;
	if (wanted > SIZE_MAX / element)
		return NULL;
	larger = realloc(array, wanted * element);
	if (larger != NULL)
		*room = wanted;
	return larger;
}

struct builder *
builder_create(void)
{
	static const char root[] = "Root Entry";
	struct builder *b = calloc(1, sizeof(*b));
	uint16_t name[sizeof(root)];

	if (b == NULL)
		return NULL;
	b->options.version = 3;
	b->options.mini_shift = 6;
	b->options.cutoff = 4096;
	b->options.limit = BUILDER_LIMIT;
	for (size_t i = 0; i < sizeof(root); i++)
		name[i] = (uint16_t)root[i];
	if (builder_add(b, BUILDER_NONE, BUILDER_ROOT, name,
		    sizeof(root) - 1) != 0) {
		builder_destroy(b);
		return NULL;
	}
	return b;
}

void
builder_destroy(struct builder *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->entry_count; i++)
		builder_content_free(&b->entries[i]);
	for (size_t i = 0; i < b->patch_count; i++)
		free(b->patches[i].bytes);
	map_done(&b->map);
	map_done(&b->mini);
	free(b->entries);
	free(b->gaps);
	free(b->patches);
	free(b);
}

struct builder_options *
builder_options(struct builder *b)
{
	return &b->options;
}

static void
adopt(struct builder *b, uint32_t id)
{
	struct builder_entry *parent = &b->entries[b->entries[id].parent];

	if (parent->first == BUILDER_NONE)
		parent->first = id;
	else
		b->entries[parent->last].next = id;
	parent->last = id;
}

uint32_t
builder_add(struct builder *b, uint32_t parent, enum builder_type type,
	const uint16_t *name, size_t units)
{
	uint32_t id = (uint32_t)b->entry_count;
	struct builder_entry *entry;

	if (units > 32) {
		builder_fail(b, "name of %zu units, 32 fit", units);
		return BUILDER_NONE;
	}
	if ((b->entry_count + 1) * 128 > b->options.limit) {
		builder_fail(b, "too many entries");
		return BUILDER_NONE;
	}
	entry = builder_grow(
		b->entries, b->entry_count, &b->entry_room, sizeof(*entry));
	if (entry == NULL) {
		builder_no_memory(b);
		return BUILDER_NONE;
	}
	b->entries = entry;
	entry += b->entry_count++;
	memset(entry, 0, sizeof(*entry));
	if (units > 0)
		memcpy(entry->name, name, units * sizeof(*name));
	entry->units = (unsigned int)units;
	entry->type = type;
	entry->left = entry->right = entry->child = BUILDER_NONE;
	entry->first = entry->last = entry->next = BUILDER_NONE;
	entry->chain = BUILDER_NONE;
	entry->parent = parent;
	if (type == BUILDER_STORAGE || type == BUILDER_STREAM)
		adopt(b, id);
	return id;
}

bool
builder_gap(struct builder *b, bool mini, uint32_t count)
{
	struct builder_gap *gaps = builder_grow(
		b->gaps, b->gap_count, &b->gap_room, sizeof(*gaps));

	if (gaps == NULL)
		return builder_no_memory(b);
	b->gaps = gaps;
	gaps[b->gap_count++] =
		(struct builder_gap){ (uint32_t)b->entry_count, count, mini };
	return true;
}

uint32_t
builder_entries(const struct builder *b)
{
	return (uint32_t)b->entry_count;
}

struct builder_entry *
builder_entry(struct builder *b, uint32_t id)
{
	return id < b->entry_count ? &b->entries[id] : NULL;
}

uint32_t
builder_find(
	struct builder *b, uint32_t parent, const uint16_t *name, size_t units)
{
	for (uint32_t id = b->entries[parent].first; id != BUILDER_NONE;
		id = b->entries[id].next) {
		if (b->entries[id].units == units &&
			memcmp(b->entries[id].name, name,
				units * sizeof(*name)) == 0)
			return id;
	}
	return BUILDER_NONE;
}
