/* SPDX-License-Identifier: MIT */
/*
 * Looking through versions: what a version knows of an element hides what its
 * base knows, down to the file.
 */
#include "cfb/version.h"

#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "base/idset.h"
#include "cfb/contents.h"
#include "cfb/directory.h"
#include "cfb/file.h"
#include "cfb/listing.h"
#include "cfb/name.h"
#include "cfb/tree.h"

#define MEMORY_MAX ((size_t)32 << 20)

void
cfb_versions_init(struct cfb_versions *shared, bool in_file,
	cfb_scratch_fn *make)
{
	memset(shared, 0, sizeof *shared);
	list_init(&shared->all);
	shared->next_id = CFB_VIRTUAL;
	shared->memory_max = MEMORY_MAX;
	shared->in_file = in_file;
	shared->make_scratch = make;
}

void
cfb_versions_done(struct cfb_versions *shared)
{
	cfb_scratch_close(shared->scratch);
	shared->scratch = NULL;
}

struct cfb_version *
cfb_version_create(struct cfb_versions *shared, struct cfb_version *base,
	uint32_t top)
{
	struct cfb_version *version = calloc(1, sizeof *version);

	if (!version)
		return NULL;
	version->shared = shared;
	version->refs = 1;
	version->base = base;
	version->top = top;
	if (base)
		cfb_version_ref(base);
	hash_init(&version->by_id);
	hash_init(&version->by_name);
	hash_init(&version->gone);
	list_init(&version->nodes);
	list_init(&version->graves);
	list_append(&shared->all, &version->link);
	return version;
}

void
cfb_version_ref(struct cfb_version *version)
{
	version->refs++;
}

void
cfb_version_unref(struct cfb_file *file, struct cfb_version *version)
{
	while (version && --version->refs == 0) {
		struct cfb_version *base = version->base;

		cfb_version_revert(file, version);
		hash_done(&version->by_id);
		hash_done(&version->by_name);
		hash_done(&version->gone);
		list_remove(&version->link);
		free(version);
		version = base;
	}
}

void
cfb_version_revert(struct cfb_file *file, struct cfb_version *version)
{
	while (!list_empty(&version->nodes))
		cfb_node_drop(file, version, container_of(version->nodes.next,
			struct cfb_node, in_version));
	while (!list_empty(&version->graves)) {
		struct cfb_gone *gone = container_of(version->graves.next,
			struct cfb_gone, in_version);

		hash_remove(&version->gone, &gone->by_id);
		list_remove(&gone->in_version);
		free(gone);
	}
	version->lost = CFB_OK;
}

struct cfb_node *
cfb_version_node(const struct cfb_version *version, uint32_t id)
{
	/* IDs are their own keys, so the first one found is the one. */
	struct hash_node *found = hash_find(&version->by_id, id);

	return found ? container_of(found, struct cfb_node, by_id) : NULL;
}

uint32_t
cfb_link_key(uint32_t storage, const uint16_t *name, size_t units)
{
	return cfb_name_hash(name, units) ^ storage * 0x85EBCA6BU;
}

struct cfb_link *
cfb_version_link(const struct cfb_version *version, uint32_t storage,
	const uint16_t *name, size_t units)
{
	struct hash_node *found = hash_find(&version->by_name,
		cfb_link_key(storage, name, units));

	for (; found; found = hash_again(found)) {
		struct cfb_link *link = container_of(found, struct cfb_link,
			by_name);

		if (link->storage == storage && cfb_name_compare(link->name,
			link->units, name, units) == 0)
			return link;
	}
	return NULL;
}

/* A virtual element that no version knows is gone. */
static int
entry_in_file(struct cfb_file *file, uint32_t id, struct cfb_dirent *entry)
{
	return id >= CFB_VIRTUAL ? CFB_NOT_FOUND
				 : cfb_directory_entry(file, id, entry);
}

int
cfb_version_entry(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, struct cfb_dirent *entry)
{
	for (; version; version = version->base) {
		const struct cfb_node *node = cfb_version_node(version, id);

		if (node) {
			*entry = node->entry;
			return CFB_OK;
		}
	}
	return entry_in_file(file, id, entry);
}

int
cfb_version_find(struct cfb_file *file, struct cfb_version *version,
	uint32_t storage, const uint16_t *name, size_t units, uint32_t *id,
	struct cfb_dirent *entry)
{
	int status;

	for (struct cfb_version *v = version; v; v = v->base) {
		const struct cfb_link *link = cfb_version_link(v, storage,
			name, units);

		if (!link)
			continue;
		if (link->id == CFB_NOSTREAM)
			return CFB_NOT_FOUND;
		*id = link->id;
		return cfb_version_entry(file, version, *id, entry);
	}
	if (storage >= CFB_VIRTUAL)
		return CFB_NOT_FOUND;
	status = cfb_tree_find(file, storage, name, units, id, entry);
	/* The entry may be another one here. */
	if (status == CFB_OK && version)
		status = cfb_version_entry(file, version, *id, entry);
	return status;
}

/* A child, while the children of a storage are put together. */
struct item {
	uint32_t id;
	uint8_t units;
	uint16_t name[CFB_NAME_UNITS];
};

struct items {
	struct item *items;
	size_t count;
	size_t capacity;
};

static int
add_item(struct items *items, uint32_t id, const uint16_t *name,
	uint8_t units)
{
	struct item *item;

	if (items->count == items->capacity) {
		size_t capacity = items->capacity ? items->capacity * 2 : 16;
		struct item *larger = realloc(items->items,
			capacity * sizeof *larger);

		if (!larger)
			return CFB_NO_MEMORY;
		items->items = larger;
		items->capacity = capacity;
	}
	item = &items->items[items->count++];
	item->id = id;
	item->units = units;
	memcpy(item->name, name, units * sizeof *name);
	return CFB_OK;
}

/* Does any version from `from` down to, but without, `to` say otherwise? */
static bool
is_hidden(const struct cfb_version *from, const struct cfb_version *to,
	uint32_t storage, const uint16_t *name, size_t units)
{
	for (; from != to; from = from->base)
		if (cfb_version_link(from, storage, name, units))
			return true;
	return false;
}

/* The children that the file knows, and that are still there. */
static int
add_from_file(struct cfb_file *file, const struct cfb_version *version,
	uint32_t storage, struct items *items, struct cfb_listing *listing)
{
	int status = cfb_listing_make(file, storage, NULL, listing);

	for (uint32_t i = 0; status == CFB_OK && i < listing->count; i++) {
		struct cfb_dirent entry;

		status = cfb_directory_entry(file, listing->ids[i], &entry);
		if (status == CFB_OK && !is_hidden(version, NULL, storage,
			entry.name, entry.units))
			status = add_item(items, listing->ids[i], entry.name,
				entry.units);
	}
	return status;
}

static int
add_from_version(const struct cfb_version *top,
	const struct cfb_version *version, uint32_t storage,
	struct items *items)
{
	const struct cfb_node *node = cfb_version_node(version, storage);
	int status = CFB_OK;

	if (!node)
		return CFB_OK;
	for (struct list *l = node->links.next; status == CFB_OK &&
		l != &node->links; l = l->next) {
		const struct cfb_link *link = container_of(l, struct cfb_link,
			in_storage);

		if (link->id != CFB_NOSTREAM && !is_hidden(top, version,
			storage, link->name, link->units))
			status = add_item(items, link->id, link->name,
				link->units);
	}
	return status;
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *left = a;
	const struct item *right = b;

	return cfb_name_compare(left->name, left->units, right->name,
		right->units);
}

static int
take_ids(struct items *items, struct idset *seen,
	struct cfb_listing *listing)
{
	if (items->count != 0)
		qsort(items->items, items->count, sizeof *items->items,
			compare_items);
	listing->ids = malloc((items->count + 1) * sizeof *listing->ids);
	if (!listing->ids)
		return CFB_NO_MEMORY;
	listing->capacity = (uint32_t)items->count + 1;
	listing->ordered = true;
	for (size_t i = 0; i < items->count; i++) {
		uint32_t id = items->items[i].id;
		enum idset_result result = seen ? idset_add(seen, id)
						: IDSET_ADDED;

		if (result == IDSET_NO_MEMORY)
			return CFB_NO_MEMORY;
		if (result == IDSET_ADDED)
			listing->ids[listing->count++] = id;
	}
	return CFB_OK;
}

static bool
is_untouched(const struct cfb_version *version, uint32_t storage)
{
	for (; version; version = version->base) {
		const struct cfb_node *node = cfb_version_node(version,
			storage);

		if (node && !list_empty(&node->links))
			return false;
	}
	return true;
}

int
cfb_version_list(struct cfb_file *file, struct cfb_version *version,
	uint32_t storage, struct idset *seen, struct cfb_listing *listing)
{
	struct cfb_listing below = { 0 };
	struct items items = { 0 };
	int status = CFB_OK;

	if (storage < CFB_VIRTUAL && is_untouched(version, storage))
		return cfb_listing_make(file, storage, seen, listing);
	memset(listing, 0, sizeof *listing);
	if (storage < CFB_VIRTUAL)
		status = add_from_file(file, version, storage, &items,
			&below);
	for (struct cfb_version *v = version; status == CFB_OK && v;
		v = v->base)
		status = add_from_version(version, v, storage, &items);
	if (status == CFB_OK)
		status = take_ids(&items, seen, listing);
	listing->damaged = below.damaged;
	if (status != CFB_OK)
		cfb_listing_done(listing);
	cfb_listing_done(&below);
	free(items.items);
	return status;
}
