/* SPDX-License-Identifier: MIT */
/* Lists and arrays: nothing that could be wrong in the engine's way. */
#include "cfb/model.h"

#include <stdlib.h>
#include <string.h>

static uint16_t
fold(uint16_t unit)
{
	return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 32) : unit;
}

struct node *
node_find(struct node *parent, const uint16_t *name, size_t units)
{
	for (struct node *n = parent->children; n; n = n->next) {
		size_t i = 0;

		if (n->units != units)
			continue;
		while (i < units && fold(n->name[i]) == fold(name[i]))
			i++;
		if (i == units)
			return n;
	}
	return NULL;
}

void
node_link(struct node *parent, struct node *node)
{
	node->parent = parent;
	node->next = parent->children;
	parent->children = node;
}

struct node *
node_make(struct node *parent, const uint16_t *name, size_t units,
	bool stream)
{
	static uint32_t serial;
	struct node *node = calloc(1, sizeof *node);

	if (!node)
		abort();
	node->serial = ++serial;
	if (units)
		memcpy(node->name, name, units * sizeof *name);
	node->units = units;
	node->stream = stream;
	if (parent)
		node_link(parent, node);
	return node;
}

void
node_unlink(struct node *node)
{
	struct node **link;

	if (!node->parent)
		return;
	link = &node->parent->children;
	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
	node->parent = NULL;
}

void
node_free(struct node *node)
{
	node_unlink(node);
	while (node->children)
		node_free(node->children);
	free(node->bytes);
	free(node);
}

size_t
node_count(const struct node *parent)
{
	size_t count = 0;

	for (const struct node *n = parent->children; n; n = n->next)
		count++;
	return count;
}

struct node *
node_nth(struct node *parent, size_t n)
{
	struct node *node = parent->children;

	while (n-- > 0)
		node = node->next;
	return node;
}

void
node_resize(struct node *node, size_t size)
{
	uint8_t *bytes = realloc(node->bytes, size + 1);

	if (!bytes)
		abort();
	if (size > node->size)
		memset(bytes + node->size, 0, size - node->size);
	node->bytes = bytes;
	node->size = size;
}

struct node *
node_copy(struct node *parent, const struct node *from)
{
	struct node *node = node_make(parent, from->name, from->units,
		from->stream);

	node_resize(node, from->size);
	if (from->size)
		memcpy(node->bytes, from->bytes, from->size);
	node->serial = from->serial;
	node->id = from->id;
	for (const struct node *n = from->children; n; n = n->next)
		node_copy(node, n);
	return node;
}
