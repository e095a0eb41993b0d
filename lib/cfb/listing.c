/* SPDX-License-Identifier: MIT */
/*
 * In-order traversal with a stack of its own, since the depth of a tree is
 * the file's claim. Each entry is entered at most once, which bounds the
 * whole.
 */
#include "cfb/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/idset.h"
#include "cfb/directory.h"
#include "cfb/file.h"
#include "cfb/name.h"

struct walk {
	struct cfb_file *file;
	struct cfb_listing *listing;
	struct idset *seen;
	uint32_t *stack;
	uint32_t depth;
	uint32_t capacity;
	struct cfb_dirent last; /* listed before */
};

static int
push(uint32_t **array, uint32_t *count, uint32_t *capacity, uint32_t id)
{
	if (*count == *capacity) {
		uint32_t larger = *capacity ? *capacity + *capacity / 2 : 16;
		uint32_t *moved = realloc(*array,
			(size_t)larger * sizeof **array);

		if (!moved)
			return CFB_NO_MEMORY;
		*array = moved;
		*capacity = larger;
	}
	(*array)[(*count)++] = id;
	return CFB_OK;
}

static int
refuse(struct walk *walk, enum cfb_defect_id id, uint32_t from, uint32_t to)
{
	walk->listing->damaged = true;
	return cfb_report_at(walk->file, id, CFB_NOWHERE, from, to);
}

/*
 * May the link from entry `from` to `to` be followed? If so, `left` is where
 * the left link of that entry leads.
 */
static int
enter(struct walk *walk, uint32_t from, uint32_t to, bool *follow,
	uint32_t *left)
{
	const uint8_t *raw;
	int status;

	*follow = false;
	if (to == CFB_NOSTREAM)
		return CFB_OK;
	status = cfb_directory_raw(walk->file, to, &raw);
	if (status == CFB_NOT_FOUND)
		return refuse(walk, CFB_DEFECT_TREE_OUTSIDE, from, to);
	if (status != CFB_OK)
		return status;
	if (to == CFB_ROOT)
		return refuse(walk, CFB_DEFECT_TREE_LOOP, from, to);
	if (raw[66] == CFB_TYPE_FREE)
		return refuse(walk, CFB_DEFECT_TREE_FREE, from, to);
	*left = get_le32(raw + 68);
	switch (idset_add(walk->seen, to)) {
	case IDSET_NO_MEMORY:
		return CFB_NO_MEMORY;
	case IDSET_PRESENT:
		return refuse(walk, CFB_DEFECT_TREE_LOOP, from, to);
	case IDSET_ADDED:
		break;
	}
	*follow = true;
	return CFB_OK;
}

static int
compare_with_last(struct walk *walk, uint32_t id,
	const struct cfb_dirent *entry)
{
	const struct cfb_dirent *last = &walk->last;
	int order;

	if (walk->listing->count == 0)
		return CFB_OK;
	order = cfb_name_compare(last->name, last->units, entry->name,
		entry->units);
	if (order < 0)
		return CFB_OK;
	walk->listing->ordered = false;
	return cfb_report_at(walk->file, order == 0
			? CFB_DEFECT_TREE_DUPLICATE : CFB_DEFECT_TREE_ORDER,
		CFB_NOWHERE, id,
		walk->listing->ids[walk->listing->count - 1]);
}

/* List one entry; `right` is where its right link leads. */
static int
visit(struct walk *walk, uint32_t id, uint32_t *right)
{
	struct cfb_listing *listing = walk->listing;
	struct cfb_dirent entry;
	int status = cfb_directory_entry(walk->file, id, &entry);

	if (status != CFB_OK)
		return status;
	*right = entry.right;
	if (!cfb_dirent_is_element(&entry)) {
		listing->damaged = true;
		return cfb_report_at(walk->file, CFB_DEFECT_ENTRY_TYPE,
			CFB_NOWHERE, id, entry.type);
	}
	status = compare_with_last(walk, id, &entry);
	if (status != CFB_OK)
		return status;
	walk->last = entry;
	return push(&listing->ids, &listing->count, &listing->capacity, id);
}

static int
traverse(struct walk *walk, uint32_t storage, uint32_t child)
{
	uint32_t from = storage;
	uint32_t to = child;

	for (;;) {
		uint32_t left = CFB_NOSTREAM;
		bool follow;
		int status = enter(walk, from, to, &follow, &left);

		if (status != CFB_OK)
			return status;
		if (follow) {
			status = push(&walk->stack, &walk->depth,
				&walk->capacity, to);
			if (status != CFB_OK)
				return status;
			from = to;
			to = left;
			continue;
		}
		if (walk->depth == 0)
			return CFB_OK;
		from = walk->stack[--walk->depth];
		status = visit(walk, from, &to);
		if (status != CFB_OK)
			return status;
	}
}

int
cfb_listing_make(struct cfb_file *file, uint32_t id, struct idset *seen,
	struct cfb_listing *listing)
{
	struct walk walk = { .file = file, .listing = listing };
	struct cfb_dirent storage;
	struct idset own;
	int status = cfb_directory_entry(file, id, &storage);

	if (status != CFB_OK)
		return status;
	memset(listing, 0, sizeof *listing);
	listing->ordered = true;
	idset_init(&own);
	walk.seen = seen ? seen : &own;
	/* No storage is among its own children. */
	status = idset_add(walk.seen, id) == IDSET_NO_MEMORY
			? CFB_NO_MEMORY : traverse(&walk, id, storage.child);
	idset_done(&own);
	free(walk.stack);
	if (status != CFB_OK)
		cfb_listing_done(listing);
	return status;
}

void
cfb_listing_done(struct cfb_listing *listing)
{
	free(listing->ids);
	memset(listing, 0, sizeof *listing);
}
