/* SPDX-License-Identifier: MIT */
#include "crash/plain.h"

#include <stdlib.h>

#include "crash/image.h"

static struct plain *
make(const uint16_t *name, enum digest_kind kind)
{
	struct plain *node = sure(calloc(1, sizeof *node));

	for (size_t i = 0; name && name[i] && i < 31; i++)
		node->name[i] = name[i];
	node->kind = kind;
	if (kind == DIGEST_STREAM) {
		node->contents = sure(calloc(1, sizeof *node->contents));
		node->contents->refs = 1;
	}
	return node;
}

struct plain *
plain_root(void)
{
	return make(NULL, DIGEST_STORAGE);
}

static void
contents_drop(struct contents *contents)
{
	if (!contents || --contents->refs != 0)
		return;
	free(contents->bytes);
	free(contents);
}

void
plain_free(struct plain *tree)
{
	if (!tree)
		return;
	while (tree->first) {
		struct plain *child = tree->first;

		tree->first = child->next;
		plain_free(child);
	}
	contents_drop(tree->contents);
	free(tree);
}

static void
append(struct plain *storage, struct plain *node)
{
	struct plain **link = &storage->first;

	while (*link)
		link = &(*link)->next;
	*link = node;
	node->next = NULL;
	node->parent = storage;
}

struct plain *
plain_copy(const struct plain *tree)
{
	struct plain *copy = sure(calloc(1, sizeof *copy));

	*copy = *tree;
	copy->parent = NULL;
	copy->next = NULL;
	copy->first = NULL;
	if (copy->contents)
		copy->contents->refs++;
	for (const struct plain *c = tree->first; c; c = c->next)
		append(copy, plain_copy(c));
	return copy;
}

void
plain_replace(struct plain *storage, const struct plain *from)
{
	while (storage->first)
		plain_remove(storage->first);
	for (const struct plain *c = from->first; c; c = c->next)
		append(storage, plain_copy(c));
	memcpy(storage->clsid, from->clsid, sizeof storage->clsid);
	storage->bits = from->bits;
}

/* The names of these tests are ASCII where case is concerned. */
static unsigned
fold(unsigned c)
{
	return c >= 'a' && c <= 'z' ? c - 32 : c;
}

static bool
same_name(const uint16_t *a, const uint16_t *b)
{
	while (*a && fold(*a) == fold(*b)) {
		a++;
		b++;
	}
	return fold(*a) == fold(*b);
}

struct plain *
plain_find(const struct plain *storage, const uint16_t *name)
{
	struct plain *c = storage->first;

	while (c && !same_name(c->name, name))
		c = c->next;
	return c;
}

struct plain *
plain_add(struct plain *storage, const uint16_t *name, enum digest_kind kind)
{
	struct plain *node = make(name, kind);

	append(storage, node);
	return node;
}

static void
take_out(struct plain *node)
{
	struct plain **link = &node->parent->first;

	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
}

void
plain_remove(struct plain *node)
{
	take_out(node);
	plain_free(node);
}

void
plain_move(struct plain *node, struct plain *storage, const uint16_t *name)
{
	take_out(node);
	append(storage, node);
	if (!name)
		return;
	memset(node->name, 0, sizeof node->name);
	for (size_t i = 0; name[i] && i < 31; i++)
		node->name[i] = name[i];
}

bool
plain_is_below(const struct plain *node, const struct plain *storage)
{
	while (node && node != storage)
		node = node->parent;
	return node != NULL;
}

unsigned
plain_depth(const struct plain *node)
{
	unsigned depth = 0;

	for (; node->parent; node = node->parent)
		depth++;
	return depth;
}

/* The next one in the order of a walk; NULL behind the last. */
static struct plain *
next_of(const struct plain *tree, struct plain *node)
{
	if (node->first)
		return node->first;
	while (node != tree && !node->next)
		node = node->parent;
	return node == tree ? NULL : node->next;
}

unsigned
plain_count(const struct plain *tree, int kind)
{
	struct plain *node = tree->first;
	unsigned count = 0;

	for (; node; node = next_of(tree, node))
		count += kind == 0 || (int)node->kind == kind;
	return count;
}

struct plain *
plain_nth(struct plain *tree, int kind, unsigned n)
{
	struct plain *node = tree->first;

	for (; node; node = next_of(tree, node))
		if ((kind == 0 || (int)node->kind == kind) && n-- == 0)
			break;
	return node;
}

/* Contents that nobody else sees, with room. */
static struct contents *
own_contents(struct plain *stream, size_t room)
{
	struct contents *contents = stream->contents;

	if (contents->refs > 1) {
		struct contents *copy = sure(calloc(1, sizeof *copy));

		copy->refs = 1;
		copy->size = contents->size;
		copy->capacity = contents->size;
		copy->bytes = sure(malloc(copy->size + 1));
		if (copy->size != 0)
			memcpy(copy->bytes, contents->bytes, copy->size);
		contents->refs--;
		stream->contents = contents = copy;
	}
	if (room > contents->capacity) {
		contents->bytes = sure(realloc(contents->bytes, room));
		contents->capacity = room;
	}
	contents->digested = false;
	return contents;
}

void
plain_resize(struct plain *stream, size_t size)
{
	struct contents *contents = own_contents(stream, size);

	if (size > contents->size)
		memset(contents->bytes + contents->size, 0,
			size - contents->size);
	contents->size = size;
}

void
plain_write(struct plain *stream, size_t offset, const void *bytes,
	size_t length)
{
	if (length == 0)
		return;
	if (offset + length > stream->contents->size)
		plain_resize(stream, offset + length);
	memcpy(own_contents(stream, 0)->bytes + offset, bytes, length);
}

static void
digest_node(const struct plain *node, uint64_t path, struct digest *digest)
{
	struct contents *contents = node->contents;

	if (contents && !contents->digested) {
		contents->digest = digest_contents(contents->bytes,
			contents->size);
		contents->digested = true;
	}
	digest_add(digest, path, node->kind, node->clsid, node->bits,
		contents ? contents->size : 0, contents ? contents->digest : 0);
	for (const struct plain *c = node->first; c; c = c->next) {
		size_t length = 0;

		while (c->name[length])
			length++;
		digest_node(c, digest_path(path, c->name, length), digest);
	}
}

struct digest
plain_digest(const struct plain *tree)
{
	struct digest digest = { 0, 0 };

	digest_node(tree, 1, &digest);
	return digest;
}
