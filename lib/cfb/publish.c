/* SPDX-License-Identifier: MIT */
/*
 * Merging a version into its base, which is a version as well. Everything
 * that is needed is there already: nodes, links and chunks move over, or the
 * base's take their values. So it cannot fail half way.
 */
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "cfb/contents.h"
#include "cfb/status.h"
#include "cfb/version.h"

/* What is gathered goes to sectors, and only that may fail. */
static int
flush(struct cfb_file *file, struct cfb_version *version)
{
	int status = cfb_contents_flush_all(file, version);

	for (struct list *l = version->nodes.next; status == CFB_OK &&
		l != &version->nodes; l = l->next) {
		const struct cfb_node *node = container_of(l, struct cfb_node,
			in_version);
		struct cfb_node *below = cfb_version_node(version->base,
			node->id);

		if (below && below->contents)
			status = cfb_contents_flush(file, version->base,
				below);
	}
	return status;
}

static void
publish_gone(struct cfb_file *file, struct cfb_version *version,
	struct cfb_gone *gone)
{
	struct cfb_version *base = version->base;
	struct cfb_node *node = cfb_version_node(base, gone->id);

	if (node)
		cfb_node_drop(file, base, node);
	hash_remove(&version->gone, &gone->by_id);
	list_remove(&gone->in_version);
	if (base->base && !hash_find(&base->gone, gone->id)) {
		hash_add(&base->gone, &gone->by_id, gone->id);
		list_append(&base->graves, &gone->in_version);
	} else {
		free(gone);
	}
}

/* Hang a link into the base, where `node` is its storage. */
static void
publish_link(struct cfb_version *version, struct cfb_link *link,
	struct cfb_node *node)
{
	struct cfb_version *base = version->base;
	struct cfb_link *below = cfb_version_link(base, link->storage,
		link->name, link->units);

	if (below) {
		below->id = link->id;
		below->units = link->units;
		memcpy(below->name, link->name, sizeof below->name);
		cfb_link_drop(version, link);
		return;
	}
	hash_remove(&version->by_name, &link->by_name);
	hash_add(&base->by_name, &link->by_name, cfb_link_key(link->storage,
		link->name, link->units));
	list_remove(&link->in_storage);
	list_append(&node->links, &link->in_storage);
}

static void
publish_entry(struct cfb_node *below, const struct cfb_node *node)
{
	struct cfb_dirent *to = &below->entry;
	const struct cfb_dirent *from = &node->entry;

	memcpy(to->name, from->name, sizeof to->name);
	to->units = from->units;
	to->name_bytes = from->name_bytes;
	if (node->changed & CFB_CHANGED_CLASS)
		memcpy(to->clsid, from->clsid, sizeof to->clsid);
	if (node->changed & CFB_CHANGED_STATE)
		to->state_bits = from->state_bits;
	if (node->changed & CFB_CHANGED_TIMES) {
		to->ctime = from->ctime;
		to->mtime = from->mtime;
	}
	if (node->contents)
		to->size = from->size;
	below->changed |= node->changed;
	if (node->moved && !below->is_new && !below->moved) {
		below->moved = true;
		below->origin = node->origin;
	}
}

static void
publish_node(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node)
{
	struct cfb_version *base = version->base;
	struct cfb_node *below = cfb_version_node(base, node->id);
	struct list links;

	list_init(&links);
	while (!list_empty(&node->links)) {
		struct list *link = node->links.next;

		list_remove(link);
		list_append(&links, link);
	}
	if (!below) {
		hash_remove(&version->by_id, &node->by_id);
		list_remove(&node->in_version);
		hash_add(&base->by_id, &node->by_id, node->id);
		list_append(&base->nodes, &node->in_version);
		below = node;
	} else {
		publish_entry(below, node);
		if (node->contents && below->contents)
			cfb_contents_merge(file, version->shared,
				below->contents, node->contents);
		else if (node->contents)
			below->contents = node->contents;
		node->contents = NULL;
		cfb_node_drop(file, version, node);
	}
	while (!list_empty(&links))
		publish_link(version, container_of(links.next,
			struct cfb_link, in_storage), below);
}

int
cfb_version_publish(struct cfb_file *file, struct cfb_version *version)
{
	int status = version->lost ? version->lost : flush(file, version);

	if (status != CFB_OK)
		return status;
	while (!list_empty(&version->graves))
		publish_gone(file, version, container_of(version->graves.next,
			struct cfb_gone, in_version));
	while (!list_empty(&version->nodes))
		publish_node(file, version, container_of(version->nodes.next,
			struct cfb_node, in_version));
	return CFB_OK;
}
