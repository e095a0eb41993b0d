/* SPDX-License-Identifier: MIT */
/* Chained buckets; the keys are spread once more before they choose one. */
#include "base/hash.h"

#include <stdlib.h>

#define CAPACITY_MIN 16

void
hash_init(struct hash *hash)
{
	hash->buckets = NULL;
	hash->only = NULL;
	hash->capacity = 0;
	hash->count = 0;
}

void
hash_done(struct hash *hash)
{
	free(hash->buckets);
	hash_init(hash);
}

static struct hash_node **
bucket_in(struct hash_node **buckets, size_t capacity, uint32_t key)
{
	uint32_t spread = key * 0x9E3779B1U;

	return &buckets[(spread ^ spread >> 15) & (capacity - 1)];
}

static struct hash_node **
bucket_of(struct hash *hash, uint32_t key)
{
	return hash->buckets ? bucket_in(hash->buckets, hash->capacity, key)
			     : &hash->only;
}

static void
move_bucket(struct hash_node *node, struct hash_node **buckets,
	size_t capacity)
{
	while (node) {
		struct hash_node *next = node->next;
		struct hash_node **to = bucket_in(buckets, capacity,
			node->key);

		node->next = *to;
		*to = node;
		node = next;
	}
}

static void
grow(struct hash *hash)
{
	size_t capacity = hash->capacity ? hash->capacity * 2 : CAPACITY_MIN;
	struct hash_node **buckets = calloc(capacity, sizeof(void *));

	if (!buckets)
		return;
	move_bucket(hash->only, buckets, capacity);
	for (size_t i = 0; i < hash->capacity; i++)
		move_bucket(hash->buckets[i], buckets, capacity);
	free(hash->buckets);
	hash->only = NULL;
	hash->buckets = buckets;
	hash->capacity = capacity;
}

void
hash_add(struct hash *hash, struct hash_node *node, uint32_t key)
{
	struct hash_node **bucket;

	if (hash->count >= (hash->capacity ? hash->capacity : 4))
		grow(hash);
	bucket = bucket_of(hash, key);
	node->key = key;
	node->next = *bucket;
	*bucket = node;
	hash->count++;
}

void
hash_remove(struct hash *hash, struct hash_node *node)
{
	struct hash_node **at = bucket_of(hash, node->key);

	while (*at && *at != node)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = node->next;
	node->next = NULL;
	hash->count--;
}

struct hash_node *
hash_find(const struct hash *hash, uint32_t key)
{
	struct hash_node *node = hash->buckets
			? *bucket_in(hash->buckets, hash->capacity, key)
			: hash->only;

	while (node && node->key != key)
		node = node->next;
	return node;
}

struct hash_node *
hash_again(const struct hash_node *node)
{
	uint32_t key = node->key;

	do {
		node = node->next;
	} while (node && node->key != key);
	return (struct hash_node *)(uintptr_t)node;
}

static void
each_in_bucket(struct hash_node *node,
	void (*fn)(struct hash_node *node, void *context), void *context)
{
	while (node) {
		struct hash_node *next = node->next;

		fn(node, context);
		node = next;
	}
}

void
hash_each(struct hash *hash,
	void (*fn)(struct hash_node *node, void *context), void *context)
{
	if (!hash->buckets) {
		each_in_bucket(hash->only, fn, context);
		return;
	}
	for (size_t i = 0; i < hash->capacity; i++)
		each_in_bucket(hash->buckets[i], fn, context);
}
