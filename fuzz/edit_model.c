/* SPDX-License-Identifier: MIT */
/* Recursion is as deep as DEPTH_MAX, or as an input makes storages. */
#include "edit_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/idset.h"
#include "cfb/directory.h"
#include "cfb/listing.h"
#include "cfb/name.h"
#include "cfb/stream.h"
#include "prove.h"

#define DEPTH_MAX    40
#define CHILDREN_MAX 1000
#define BYTES_MAX    (1U << 20)

static bool
load_stream(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, struct node *node)
{
	struct cfb_stream stream;
	bool whole = false;
	size_t done = 0;

	cfb_stream_open(file, id, entry, &stream);
	if (stream.size <= BYTES_MAX) {
		node_resize(node, (size_t)stream.size);
		whole = cfb_stream_read(file, &stream, 0, node->bytes,
			node->size, &done) == CFB_OK && done == node->size;
	}
	cfb_stream_close(&stream);
	return whole;
}

/* What was met already is damage, and not loaded twice. */
static bool load_storage(struct cfb_file *file, uint32_t id,
	struct node *storage, unsigned depth, struct idset *seen);

/* The checker finds two of a name where they are neighbours only. */
static bool
is_taken(const struct node *storage, const struct cfb_dirent *entry)
{
	for (const struct node *n = storage->children; n; n = n->next)
		if (cfb_name_compare(n->name, n->units, entry->name,
			entry->units) == 0)
			return true;
	return false;
}

static bool
load_element(struct cfb_file *file, uint32_t id, struct node *storage,
	unsigned depth, struct idset *seen)
{
	struct cfb_dirent entry;
	struct node *node;

	if (cfb_directory_entry(file, id, &entry) != CFB_OK ||
		is_taken(storage, &entry))
		return false;
	node = node_make(storage, entry.name, entry.units,
		cfb_dirent_is_stream(&entry));
	node->id = id;
	return node->stream ? load_stream(file, id, &entry, node)
			    : load_storage(file, id, node, depth + 1, seen);
}

static bool
load_storage(struct cfb_file *file, uint32_t id, struct node *storage,
	unsigned depth, struct idset *seen)
{
	struct cfb_listing listing;
	bool whole;

	if (depth == DEPTH_MAX ||
		cfb_listing_make(file, id, seen, &listing) != CFB_OK)
		return false;
	whole = !listing.damaged && listing.count <= CHILDREN_MAX;
	for (uint32_t i = 0; i < listing.count && i < CHILDREN_MAX; i++)
		whole = load_element(file, listing.ids[i], storage, depth,
			seen) && whole;
	cfb_listing_done(&listing);
	return whole;
}

bool
edit_model_load(struct cfb_file *file, struct node *root)
{
	struct idset seen;
	bool whole;

	idset_init(&seen);
	whole = load_storage(file, CFB_ROOT, root, 0, &seen);
	idset_done(&seen);
	return whole;
}

static void
prove_stream(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, const struct node *node)
{
	struct cfb_stream stream;
	uint8_t *bytes = malloc(node->size + 1);
	size_t done = 0;

	PROVE(bytes != NULL);
	cfb_stream_open(file, id, entry, &stream);
	PROVE(stream.size == node->size);
	PROVE(cfb_stream_read(file, &stream, 0, bytes, node->size, &done) ==
		CFB_OK);
	PROVE(done == node->size);
	PROVE(done == 0 || memcmp(bytes, node->bytes, done) == 0);
	cfb_stream_close(&stream);
	free(bytes);
}

static void
prove_storage(struct cfb_file *file, uint32_t id, struct node *storage)
{
	struct cfb_listing listing;

	PROVE(cfb_listing_make(file, id, NULL, &listing) == CFB_OK);
	PROVE(!listing.damaged && listing.count == node_count(storage));
	for (uint32_t i = 0; i < listing.count; i++) {
		struct cfb_dirent entry;
		struct node *node;

		PROVE(cfb_directory_entry(file, listing.ids[i], &entry) ==
			CFB_OK);
		node = node_find(storage, entry.name, entry.units);
		PROVE(node && node->stream ==
			(bool)cfb_dirent_is_stream(&entry));
		if (node->stream)
			prove_stream(file, listing.ids[i], &entry, node);
		else
			prove_storage(file, listing.ids[i], node);
	}
	cfb_listing_done(&listing);
}

void
edit_model_prove(struct cfb_file *file, struct node *root)
{
	prove_storage(file, CFB_ROOT, root);
}
