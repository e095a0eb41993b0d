/* SPDX-License-Identifier: MIT */
/*
 * A hash table whose links live inside the elements, so that putting one in
 * never fails: a table that gets no memory to grow becomes slow instead.
 */
#ifndef STG_BASE_HASH_H
#define STG_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_node {
	struct hash_node *next; /* in the bucket */
	uint32_t key;           /* a hash of what it is found by */
};

struct hash {
	struct hash_node **buckets; /* NULL: `only` is the one there is */
	struct hash_node *only;
	size_t capacity;            /* 0 or a power of two */
	size_t count;               /* elements */
};

void hash_init(struct hash *hash);

/** Free the buckets; the elements are the caller's. */
void hash_done(struct hash *hash);

void hash_add(struct hash *hash, struct hash_node *node, uint32_t key);
void hash_remove(struct hash *hash, struct hash_node *node);

/** The first element of this key, or NULL. */
struct hash_node *hash_find(const struct hash *hash, uint32_t key);

/** The next one of the same key, or NULL. */
struct hash_node *hash_again(const struct hash_node *node);

/** Call for each element; `fn` may take out the one it is called for. */
void hash_each(struct hash *hash,
	void (*fn)(struct hash_node *node, void *context), void *context);

#endif
