/* SPDX-License-Identifier: MIT */
/*
 * What a compound file holds, as plainly as can be: a tree of names, with
 * bytes. Tests change it alongside the library and compare. Copies share
 * contents until one of them changes.
 */
#ifndef TESTS_CRASH_PLAIN_H
#define TESTS_CRASH_PLAIN_H

#include <stdbool.h>

#include "crash/digest.h"

struct contents {
	unsigned refs;
	size_t size;
	size_t capacity;
	uint8_t *bytes;
	bool digested;
	uint64_t digest;
};

struct plain {
	struct plain *parent;
	struct plain *next;  /* sibling */
	struct plain *first; /* child */
	uint16_t name[32];
	enum digest_kind kind;
	uint8_t clsid[16];
	uint32_t bits;
	struct contents *contents; /* of streams */
};

struct plain *plain_root(void);
void plain_free(struct plain *tree);
struct plain *plain_copy(const struct plain *tree);
/* Replace what is below and the properties of a storage by a copy. */
void plain_replace(struct plain *storage, const struct plain *from);

struct plain *plain_find(const struct plain *storage, const uint16_t *name);
struct plain *plain_add(struct plain *storage, const uint16_t *name,
	enum digest_kind kind);
/* Take out and free. */
void plain_remove(struct plain *node);
/* Hang somewhere else, or under another name; NULL: as it is. */
void plain_move(struct plain *node, struct plain *storage,
	const uint16_t *name);
bool plain_is_below(const struct plain *node, const struct plain *storage);

unsigned plain_depth(const struct plain *node);
/* The nodes of a kind, 0: of any, without the root; and one of them. */
unsigned plain_count(const struct plain *tree, int kind);
struct plain *plain_nth(struct plain *tree, int kind, unsigned n);

void plain_write(struct plain *stream, size_t offset, const void *bytes,
	size_t length);
void plain_resize(struct plain *stream, size_t size);

struct digest plain_digest(const struct plain *tree);

#endif
