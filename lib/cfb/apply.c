/* SPDX-License-Identifier: MIT */
/*
 * A version becomes the file's. The changes are made in the engine's memory,
 * in an order in which none stands in the way of another:
 *
 *	detach	elements that hang elsewhere are taken down, so that what is
 *		destroyed does not take them along
 *	destroy	what a name that leads elsewhere led to
 *	attach	from the storages that there are to those that become
 *	entries, contents
 *
 * and the commit of the file switches over. If anything fails, the engine goes
 * back to what the header names, and the version still has its changes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "cfb/adopt.h"
#include "cfb/contents.h"
#include "cfb/edit.h"
#include "cfb/rewind.h"
#include "cfb/status.h"
#include "cfb/tree.h"
#include "cfb/version.h"

#define each_node(node, version)                                           \
	(node) = first_node(version); (node); (node) = next_node(version, node)

static struct cfb_node *
node_at(const struct cfb_version *version, const struct list *l)
{
	return l == &version->nodes ? NULL : container_of((struct list *)
		(uintptr_t)l, struct cfb_node, in_version);
}

static struct cfb_node *
first_node(const struct cfb_version *version)
{
	return node_at(version, version->nodes.next);
}

static struct cfb_node *
next_node(const struct cfb_version *version, const struct cfb_node *node)
{
	return node_at(version, node->in_version.next);
}

static int
detach_moved(struct cfb_file *file, struct cfb_version *version)
{
	struct cfb_node *node;
	int status = CFB_OK;

	for (each_node(node, version)) {
		if (status == CFB_OK && node->moved && !node->is_new)
			status = cfb_element_detach(file, node->origin,
				node->id);
	}
	return status;
}

static void
ignore_gone(uint32_t id, void *context)
{
	(void)id;
	(void)context;
}

/* Destroy what the names in one storage lead to by now. */
static int
destroy_in(struct cfb_file *file, const struct cfb_node *storage)
{
	int status = CFB_OK;

	for (const struct list *l = storage->links.next; status == CFB_OK &&
		l != &storage->links; l = l->next) {
		const struct cfb_link *link = container_of((struct list *)
			(uintptr_t)l, struct cfb_link, in_storage);
		struct cfb_dirent entry;
		uint32_t id;

		status = cfb_tree_find(file, storage->id, link->name,
			link->units, &id, &entry);
		if (status == CFB_OK)
			status = cfb_element_destroy(file, storage->id, id,
				ignore_gone, NULL);
		else if (status == CFB_NOT_FOUND)
			status = CFB_OK;
	}
	return status;
}

static int
destroy_replaced(struct cfb_file *file, struct cfb_version *version)
{
	struct cfb_node *node;
	int status = CFB_OK;

	for (each_node(node, version)) {
		if (status == CFB_OK && !node->is_new)
			status = destroy_in(file, node);
	}
	return status;
}

/* Hang an element up where a link says. */
static int
attach(struct cfb_file *file, struct cfb_version *version,
	const struct cfb_node *storage, const struct cfb_link *link,
	struct list *queue)
{
	struct cfb_node *node = cfb_version_node(version, link->id);
	bool stream;
	int status;

	if (!node)
		return CFB_CORRUPT; /* a link to what nobody made or moved */
	if (!node->is_new)
		return cfb_element_attach(file, storage->real, node->id,
			link->name, link->units);
	stream = cfb_dirent_is_stream(&node->entry);
	status = cfb_element_create(file, storage->real, link->name,
		link->units, stream, node->entry.ctime, &node->real);
	if (status == CFB_OK && !stream)
		list_append(queue, &node->queue);
	return status;
}

static int
attach_all(struct cfb_file *file, struct cfb_version *version)
{
	struct list queue;
	struct cfb_node *node;
	int status = CFB_OK;

	list_init(&queue);
	for (each_node(node, version)) {
		node->real = node->is_new ? CFB_NOSTREAM : node->id;
		list_remove(&node->queue);
		if (!node->is_new)
			list_append(&queue, &node->queue);
	}
	while (!list_empty(&queue)) {
		node = container_of(queue.next, struct cfb_node, queue);
		list_remove(&node->queue);
		for (struct list *l = node->links.next; status == CFB_OK &&
			l != &node->links; l = l->next) {
			struct cfb_link *link = container_of(l,
				struct cfb_link, in_storage);

			if (link->id != CFB_NOSTREAM)
				status = attach(file, version, node, link,
					&queue);
		}
	}
	return status;
}

static int
set_entry(struct cfb_file *file, const struct cfb_node *node)
{
	const struct cfb_dirent *entry = &node->entry;
	int status = CFB_OK;

	if (node->changed & CFB_CHANGED_CLASS)
		status = cfb_element_set_class(file, node->real,
			entry->clsid);
	if (status == CFB_OK && (node->changed & CFB_CHANGED_STATE))
		status = cfb_element_set_state(file, node->real,
			entry->state_bits, 0xFFFFFFFF);
	if (status == CFB_OK && (node->changed & CFB_CHANGED_TIMES))
		status = cfb_element_set_times(file, node->real,
			&entry->ctime, &entry->mtime);
	return status;
}

static int
fill(struct cfb_file *file, struct cfb_version *version)
{
	struct cfb_node *node;
	int status = CFB_OK;

	for (each_node(node, version)) {
		if (status == CFB_OK)
			status = set_entry(file, node);
		if (status == CFB_OK && node->contents)
			status = cfb_contents_adopt(file, version->shared,
				node->contents, node->real);
	}
	return status;
}

static int
make_changes(struct cfb_file *file, struct cfb_version *version)
{
	int status;

	/* Half of it must not be committed because much is waiting. */
	file->edit->committing = true;
	status = detach_moved(file, version);
	if (status == CFB_OK)
		status = destroy_replaced(file, version);
	if (status == CFB_OK)
		status = attach_all(file, version);
	if (status == CFB_OK)
		status = fill(file, version);
	file->edit->committing = false;
	return status;
}

/* The stream ID of what is an element of the file by now. */
static uint32_t
real_id(const struct cfb_version *applied, uint32_t id)
{
	const struct cfb_node *node = id >= CFB_VIRTUAL && id != CFB_NOSTREAM
			? cfb_version_node(applied, id) : NULL;

	return node && node->is_new ? node->real : id;
}

static void
renumber_links(struct cfb_version *version, struct cfb_node *node,
	const struct cfb_version *applied)
{
	for (struct list *l = node->links.next; l != &node->links;
		l = l->next) {
		struct cfb_link *link = container_of(l, struct cfb_link,
			in_storage);

		link->id = real_id(applied, link->id);
		if (link->storage == node->id)
			continue;
		hash_remove(&version->by_name, &link->by_name);
		link->storage = node->id;
		hash_add(&version->by_name, &link->by_name, cfb_link_key(
			link->storage, link->name, link->units));
	}
}

/* Another version may have changed elements that were new so far. */
static void
renumber_version(struct cfb_version *version,
	const struct cfb_version *applied)
{
	struct cfb_node *node;

	version->top = real_id(applied, version->top);
	for (each_node(node, version)) {
		uint32_t id = real_id(applied, node->id);

		if (id != node->id) {
			hash_remove(&version->by_id, &node->by_id);
			node->id = id;
			hash_add(&version->by_id, &node->by_id, id);
		}
		node->origin = real_id(applied, node->origin);
		renumber_links(version, node, applied);
	}
}

static void
renumber_gone(struct cfb_version *version, const struct cfb_version *applied)
{
	for (struct list *l = version->graves.next; l != &version->graves;
		l = l->next) {
		struct cfb_gone *gone = container_of(l, struct cfb_gone,
			in_version);
		uint32_t id = real_id(applied, gone->id);

		if (id == gone->id)
			continue;
		hash_remove(&version->gone, &gone->by_id);
		gone->id = id;
		hash_add(&version->gone, &gone->by_id, id);
	}
}

/* The changes are the file's: forget them, and tell of the new stream IDs. */
static void
settle(struct cfb_file *file, struct cfb_version *version,
	cfb_renumber_fn *renumber, void *context)
{
	struct cfb_versions *shared = version->shared;
	struct cfb_node *node;

	for (struct list *l = shared->all.next; l != &shared->all;
		l = l->next) {
		struct cfb_version *other = container_of(l,
			struct cfb_version, link);

		if (other == version)
			continue;
		renumber_version(other, version);
		renumber_gone(other, version);
	}
	for (each_node(node, version)) {
		if (node->contents && shared->in_file)
			cfb_contents_forget_sectors(node->contents);
		if (node->is_new)
			renumber(node->id, node->real, context);
	}
	cfb_version_revert(file, version);
}

/* Back to what the header names. What fails here is kept in the edit. */
static int
go_back(struct cfb_file *file, struct cfb_version *version, int status)
{
	version->shared->epoch++;
	if (!file->edit->unsure)
		(void)!cfb_file_rewind(file);
	return status;
}

int
cfb_version_apply(struct cfb_file *file, struct cfb_version *version,
	bool commit, unsigned flags, cfb_renumber_fn *renumber,
	void *context)
{
	int status = version->lost;

	if (status == CFB_OK)
		status = file->edit->broken;
	if (status == CFB_OK)
		status = cfb_contents_flush_all(file, version);
	/* There has to be something to go back to. */
	if (status == CFB_OK && !commit)
		status = cfb_commit(file, 0);
	if (status != CFB_OK)
		return status;
	status = make_changes(file, version);
	if (status == CFB_OK && commit)
		status = cfb_commit(file, flags);
	if (status != CFB_OK)
		return go_back(file, version, status);
	version->shared->epoch++;
	settle(file, version, renumber, context);
	return CFB_OK;
}
