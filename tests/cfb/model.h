/* SPDX-License-Identifier: MIT */
/*
 * A compound file as anybody would imagine it: storages that hold elements by
 * name, streams that are arrays of bytes. The engine is compared with it.
 */
#ifndef STG_TESTS_CFB_MODEL_H
#define STG_TESTS_CFB_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node {
	struct node *parent;
	struct node *next; /* sibling */
	struct node *children;
	uint16_t name[32];
	size_t units;
	bool stream;
	uint8_t *bytes;
	size_t size;
	uint32_t id; /* of the entry in the file */
	uint32_t serial; /* no two nodes have the same, but for copies */
};

struct node *node_make(struct node *parent, const uint16_t *name,
	size_t units, bool stream);

/** The child that is called so, in whatever case. */
struct node *node_find(struct node *parent, const uint16_t *name,
	size_t units);

/** A copy of a node and what is below, under `parent` or none. */
struct node *node_copy(struct node *parent, const struct node *from);

/** Free a node and what is below; it leaves its parent. */
void node_free(struct node *node);
void node_unlink(struct node *node);
void node_link(struct node *parent, struct node *node);
size_t node_count(const struct node *parent);
struct node *node_nth(struct node *parent, size_t n);

/** Set the size; new bytes are zero. */
void node_resize(struct node *node, size_t size);

#endif
