/* SPDX-License-Identifier: MIT */
/*
 * What is remembered of a storage whose tree was followed to all its ends:
 * either that it can be searched by order, or a hash table of its children's
 * names, for trees whose order lies and for those that are lists in truth.
 */
#ifndef STG_CFB_INDEX_H
#define STG_CFB_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "io/device.h"

struct cfb_dirent;
struct cfb_file;

struct cfb_index_slot {
	uint32_t id; /* CFB_NOSTREAM: empty */
	uint32_t hash;
};

struct cfb_index {
	struct list link; /* in cfb_file.indexes, most recently used last */
	uint32_t storage;
	bool ordered;     /* a search by order finds all there is */
	bool sound;       /* a red-black tree that can be changed */
	struct cfb_index_slot *slots; /* the hash table, or NULL */
	size_t capacity;  /* 0 or a power of two */
};

/** The index of a storage if there is one, else NULL. */
struct cfb_index *cfb_index_get(struct cfb_file *file, uint32_t storage);

/**
 * Make the index of a storage by listing it. With `always` it gets a hash
 * table even if its tree is in order.
 */
MUST_CHECK int cfb_index_make(struct cfb_file *file, uint32_t storage,
	bool always, struct cfb_index **index);

/** Find a name in the hash table. CFB_NOT_FOUND if it is not there. */
MUST_CHECK int cfb_index_find(struct cfb_file *file,
	const struct cfb_index *index, const uint16_t *name, size_t units,
	uint32_t *id, struct cfb_dirent *entry);

/** Remember that the tree of a storage is in order and red-black. */
MUST_CHECK int cfb_index_set_sound(struct cfb_file *file, uint32_t storage);

/** Forget what is known of a storage. */
void cfb_index_drop(struct cfb_file *file, uint32_t storage);

void cfb_indexes_drop(struct cfb_file *file);

#endif
