/* SPDX-License-Identifier: MIT */
/*
 * Where in a list the things with some key are: a hash table of positions.
 * Several things may have one key; who asks compares. It holds no things, so
 * that whoever moves them builds it anew.
 */
#ifndef STG_OLEPS_INDEX_H
#define STG_OLEPS_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct oleps_index {
	struct oleps_slot *slots;
	size_t count;
	size_t capacity; /* 0 or a power of two */
	uint32_t seed;   /* so that no stream can choose where keys meet */
};

struct oleps_slot {
	uint32_t key;
	uint32_t position; /* UINT32_MAX: free */
};

void oleps_index_done(struct oleps_index *index);

/** Forget all keys and keep the memory. */
void oleps_index_clear(struct oleps_index *index);

/** false: no memory, and nothing changed. */
bool oleps_index_add(struct oleps_index *index, uint32_t key, size_t position);

/**
 * The positions for a key, in the order in which they were added: start with
 * *cursor 0, until it returns false.
 */
bool oleps_index_next(const struct oleps_index *index, uint32_t key,
	size_t *cursor, size_t *position);

#endif
