/* SPDX-License-Identifier: MIT */
/*
 * Changing a version. Whatever needs memory is made first, so that a change
 * that fails has not happened.
 */
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "base/idset.h"
#include "cfb/contents.h"
#include "cfb/file.h"
#include "cfb/listing.h"
#include "cfb/version.h"

static struct cfb_node *
add_node(struct cfb_version *version, uint32_t id)
{
	struct cfb_node *node = calloc(1, sizeof *node);

	if (!node)
		return NULL;
	node->id = id;
	node->origin = CFB_NOSTREAM;
	node->real = CFB_NOSTREAM;
	list_init(&node->links);
	list_init(&node->queue);
	hash_add(&version->by_id, &node->by_id, id);
	list_append(&version->nodes, &node->in_version);
	return node;
}

int
cfb_version_touch(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, struct cfb_node **out)
{
	struct cfb_node *node = cfb_version_node(version, id);
	struct cfb_dirent entry;
	int status = CFB_OK;

	if (!node) {
		status = cfb_version_entry(file, version, id, &entry);
		if (status != CFB_OK)
			return status;
		node = add_node(version, id);
		if (!node)
			return CFB_NO_MEMORY;
		node->entry = entry;
		node->entry.size = cfb_dirent_size(file, &entry);
	}
	*out = node;
	return CFB_OK;
}

void
cfb_link_drop(struct cfb_version *version, struct cfb_link *link)
{
	hash_remove(&version->by_name, &link->by_name);
	list_remove(&link->in_storage);
	free(link);
}

void
cfb_node_drop(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node)
{
	while (!list_empty(&node->links))
		cfb_link_drop(version, container_of(node->links.next,
			struct cfb_link, in_storage));
	cfb_contents_free(file, version->shared, node->contents);
	hash_remove(&version->by_id, &node->by_id);
	list_remove(&node->in_version);
	free(node);
}

/* The link of a name in a storage, which leads nowhere if it is new. */
static int
touch_link(struct cfb_file *file, struct cfb_version *version,
	uint32_t storage, const uint16_t *name, size_t units,
	struct cfb_link **out)
{
	struct cfb_link *link = cfb_version_link(version, storage, name,
		units);
	struct cfb_node *node;
	int status;

	if (!link) {
		status = cfb_version_touch(file, version, storage, &node);
		if (status != CFB_OK)
			return status;
		link = calloc(1, sizeof *link);
		if (!link)
			return CFB_NO_MEMORY;
		link->storage = storage;
		link->id = CFB_NOSTREAM;
		link->units = (uint8_t)units;
		memcpy(link->name, name, units * sizeof *name);
		hash_add(&version->by_name, &link->by_name,
			cfb_link_key(storage, name, units));
		list_append(&node->links, &link->in_storage);
	}
	*out = link;
	return CFB_OK;
}

static void
set_entry_name(struct cfb_dirent *entry, const uint16_t *name, size_t units)
{
	memset(entry->name, 0, sizeof entry->name);
	memcpy(entry->name, name, units * sizeof *name);
	entry->units = (uint8_t)units;
	entry->name_bytes = (uint16_t)(2 * (units + 1));
}

static void
set_link_name(struct cfb_link *link, const uint16_t *name, size_t units)
{
	/* Another case is the same name, and the one to be shown. */
	link->units = (uint8_t)units;
	memcpy(link->name, name, units * sizeof *name);
}

int
cfb_version_make(struct cfb_file *file, struct cfb_version *version,
	uint32_t storage, const uint16_t *name, size_t units, bool stream,
	uint64_t time, uint32_t *id)
{
	struct cfb_dirent entry;
	struct cfb_link *link;
	struct cfb_node *node;
	int status;

	if (!version)
		return cfb_element_create(file, storage, name, units, stream,
			time, id);
	status = cfb_version_find(file, version, storage, name, units, id,
		&entry);
	if (status == CFB_OK)
		return CFB_EXISTS;
	if (status != CFB_NOT_FOUND)
		return status;
	if (version->shared->next_id > CFB_MAXREGSID)
		return CFB_TOO_LARGE;
	node = add_node(version, version->shared->next_id);
	if (!node)
		return CFB_NO_MEMORY;
	node->is_new = true;
	set_entry_name(&node->entry, name, units);
	node->entry.type = stream ? CFB_TYPE_STREAM : CFB_TYPE_STORAGE;
	node->entry.left = node->entry.right = node->entry.child =
		CFB_NOSTREAM;
	node->entry.start = stream ? CFB_ENDOFCHAIN : 0;
	node->entry.ctime = node->entry.mtime = stream ? 0 : time;
	status = stream ? cfb_contents_create(&node->contents) : CFB_OK;
	if (status == CFB_OK)
		status = touch_link(file, version, storage, name, units,
			&link);
	if (status != CFB_OK) {
		cfb_node_drop(file, version, node);
		return status;
	}
	set_link_name(link, name, units);
	link->id = *id = version->shared->next_id++;
	return CFB_OK;
}

/* Everything below an element, and the element itself first. */
static int
list_below(struct cfb_file *file, struct cfb_version *version, uint32_t id,
	struct cfb_listing *all)
{
	struct idset seen;
	int status = CFB_OK;

	memset(all, 0, sizeof *all);
	idset_init(&seen);
	all->ids = malloc(sizeof *all->ids);
	if (!all->ids || idset_add(&seen, id) == IDSET_NO_MEMORY)
		status = CFB_NO_MEMORY;
	if (status == CFB_OK)
		all->ids[all->count++] = id;
	for (uint32_t i = 0; status == CFB_OK && i < all->count; i++) {
		struct cfb_listing below;
		struct cfb_dirent entry;
		uint32_t *ids;

		status = cfb_version_entry(file, version, all->ids[i],
			&entry);
		if (status != CFB_OK || cfb_dirent_is_stream(&entry))
			continue;
		status = cfb_version_list(file, version, all->ids[i], &seen,
			&below);
		if (status != CFB_OK)
			break;
		ids = realloc(all->ids, ((size_t)all->count + below.count +
			1) * sizeof *ids);
		if (ids) {
			if (below.count != 0)
				memcpy(ids + all->count, below.ids,
					below.count * sizeof *ids);
			all->ids = ids;
			all->count += below.count;
		} else {
			status = CFB_NO_MEMORY;
		}
		cfb_listing_done(&below);
	}
	idset_done(&seen);
	if (status != CFB_OK)
		cfb_listing_done(all);
	return status;
}

static bool
is_gone(const struct cfb_version *version, uint32_t id)
{
	return hash_find(&version->gone, id) != NULL;
}

/* Bases that are versions have to be told of what is destroyed here. */
static int
bury(struct cfb_version *version, const struct cfb_listing *all)
{
	for (uint32_t i = 0; version->base && i < all->count; i++) {
		struct cfb_gone *gone;

		if (is_gone(version, all->ids[i]))
			continue;
		gone = calloc(1, sizeof *gone);
		if (!gone)
			return CFB_NO_MEMORY;
		gone->id = all->ids[i];
		hash_add(&version->gone, &gone->by_id, gone->id);
		list_append(&version->graves, &gone->in_version);
	}
	return CFB_OK;
}

static void
exhume(struct cfb_version *version, const struct cfb_listing *all)
{
	for (uint32_t i = 0; i < all->count; i++) {
		struct hash_node *found = hash_find(&version->gone,
			all->ids[i]);
		struct cfb_gone *gone;

		if (!found)
			continue;
		gone = container_of(found, struct cfb_gone, by_id);
		hash_remove(&version->gone, found);
		list_remove(&gone->in_version);
		free(gone);
	}
}

int
cfb_version_destroy(struct cfb_file *file, struct cfb_version *version,
	uint32_t storage, uint32_t id, cfb_gone_fn *gone, void *context)
{
	struct cfb_listing all;
	struct cfb_dirent entry;
	struct cfb_link *link = NULL;
	int status;

	if (!version)
		return cfb_element_destroy(file, storage, id, gone, context);
	status = cfb_version_entry(file, version, id, &entry);
	if (status == CFB_OK)
		status = list_below(file, version, id, &all);
	if (status != CFB_OK)
		return status;
	status = touch_link(file, version, storage, entry.name, entry.units,
		&link);
	if (status == CFB_OK) {
		status = bury(version, &all);
		if (status != CFB_OK)
			exhume(version, &all);
	}
	if (status == CFB_OK)
		link->id = CFB_NOSTREAM;
	else if (link && link->id == CFB_NOSTREAM)
		cfb_link_drop(version, link);
	while (status == CFB_OK && all.count != 0) {
		struct cfb_node *node;

		id = all.ids[--all.count];
		gone(id, context);
		node = cfb_version_node(version, id);
		if (node)
			cfb_node_drop(file, version, node);
	}
	cfb_listing_done(&all);
	return status;
}

int
cfb_version_move(struct cfb_file *file, struct cfb_version *version,
	uint32_t from, uint32_t id, uint32_t to, const uint16_t *name,
	size_t units)
{
	struct cfb_dirent entry;
	struct cfb_link *old = NULL;
	struct cfb_link *new = NULL;
	struct cfb_node *node;
	uint32_t other;
	int status;

	if (!version)
		return cfb_element_move(file, from, id, to, name, units);
	status = cfb_version_find(file, version, to, name, units, &other,
		&entry);
	if (status == CFB_OK && other != id)
		return CFB_EXISTS;
	if (status == CFB_OK || status == CFB_NOT_FOUND)
		status = cfb_version_touch(file, version, id, &node);
	if (status == CFB_OK)
		status = touch_link(file, version, from, node->entry.name,
			node->entry.units, &old);
	if (status == CFB_OK)
		status = touch_link(file, version, to, name, units, &new);
	if (status != CFB_OK) {
		/* A link that was only made would hide what it names. */
		if (old && old->id == CFB_NOSTREAM)
			cfb_link_drop(version, old);
		return status;
	}
	old->id = CFB_NOSTREAM;
	new->id = id;
	set_link_name(new, name, units);
	set_entry_name(&node->entry, name, units);
	if (!node->moved && !node->is_new) {
		node->moved = true;
		node->origin = from;
	}
	return CFB_OK;
}

int
cfb_version_holds(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, uint32_t other, bool *holds)
{
	struct cfb_listing all;
	int status;

	if (!version)
		return cfb_element_holds(file, id, other, holds);
	*holds = id == other;
	status = list_below(file, version, id, &all);
	if (status != CFB_OK)
		return status;
	for (uint32_t i = 0; !*holds && i < all.count; i++)
		*holds = all.ids[i] == other;
	cfb_listing_done(&all);
	return CFB_OK;
}

int
cfb_version_set_class(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, const uint8_t clsid[16])
{
	struct cfb_node *node;
	int status;

	if (!version)
		return cfb_element_set_class(file, id, clsid);
	status = cfb_version_touch(file, version, id, &node);
	if (status != CFB_OK)
		return status;
	memcpy(node->entry.clsid, clsid, 16);
	node->changed |= CFB_CHANGED_CLASS;
	return CFB_OK;
}

int
cfb_version_set_state(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, uint32_t bits, uint32_t mask)
{
	struct cfb_node *node;
	int status;

	if (!version)
		return cfb_element_set_state(file, id, bits, mask);
	status = cfb_version_touch(file, version, id, &node);
	if (status != CFB_OK)
		return status;
	node->entry.state_bits = (node->entry.state_bits & ~mask) |
		(bits & mask);
	node->changed |= CFB_CHANGED_STATE;
	return CFB_OK;
}

int
cfb_version_set_times(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, const uint64_t *ctime, const uint64_t *mtime)
{
	struct cfb_node *node;
	int status;

	if (!version)
		return cfb_element_set_times(file, id, ctime, mtime);
	status = cfb_version_touch(file, version, id, &node);
	if (status != CFB_OK)
		return status;
	if (ctime)
		node->entry.ctime = *ctime;
	if (mtime)
		node->entry.mtime = *mtime;
	node->changed |= CFB_CHANGED_TIMES;
	return CFB_OK;
}
