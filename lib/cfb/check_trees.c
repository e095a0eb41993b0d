/* SPDX-License-Identifier: MIT */
/*
 * The trees of siblings, [MS-CFB] 2.6.4: what they reach, and whether they
 * are red-black trees. Following the links is the listing's work, which tells
 * of every link that is wrong; colours are judged of sound trees alone.
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "cfb/checker.h"
#include "cfb/directory.h"
#include "cfb/listing.h"

/* Numbers that wait for their turn. */
struct queue {
	uint32_t *items;
	uint32_t count;
	uint32_t capacity;
};

static int
queue_push(struct queue *queue, uint32_t item)
{
	if (queue->count == queue->capacity) {
		uint32_t capacity = queue->capacity
				? queue->capacity + queue->capacity / 2 : 16;
		uint32_t *items = realloc(queue->items,
			(size_t)capacity * sizeof *items);

		if (!items)
			return CFB_NO_MEMORY;
		queue->items = items;
		queue->capacity = capacity;
	}
	queue->items[queue->count++] = item;
	return CFB_OK;
}

struct colors {
	struct queue stack; /* pairs: an entry, black entries above it */
	uint32_t height;    /* black entries on the first path, or none yet */
	bool red_red;
	bool uneven;
};

#define NO_HEIGHT UINT32_MAX

/* One entry of a sound tree; `blacks` counts the black ones above it. */
static int
color_entry(struct cfb_checker *checker, struct colors *colors, uint32_t id,
	uint32_t blacks, bool parent_red)
{
	const uint8_t *raw;
	uint32_t links[2];
	bool red;
	int status = cfb_directory_raw(checker->file, id, &raw);

	if (status != CFB_OK)
		return status;
	red = raw[67] == CFB_RED;
	links[0] = get_le32(raw + 68);
	links[1] = get_le32(raw + 72);
	if (red && parent_red && !colors->red_red) {
		colors->red_red = true;
		status = checker_note(checker, CFB_DEFECT_TREE_RED_RED,
			CFB_NOWHERE, id, 0);
	}
	blacks += !red;
	for (int i = 0; i < 2 && status == CFB_OK; i++) {
		if (links[i] != CFB_NOSTREAM) {
			status = queue_push(&colors->stack, links[i]);
			if (status == CFB_OK)
				status = queue_push(&colors->stack,
					blacks << 1 | red);
		} else if (colors->height == NO_HEIGHT) {
			colors->height = blacks;
		} else if (colors->height != blacks && !colors->uneven) {
			colors->uneven = true;
			status = checker_note(checker,
				CFB_DEFECT_TREE_BLACK_HEIGHT, CFB_NOWHERE, id,
				blacks);
		}
	}
	return status;
}

static int
check_colors(struct cfb_checker *checker, uint32_t top)
{
	struct colors colors = { .height = NO_HEIGHT };
	const uint8_t *raw;
	int status = cfb_directory_raw(checker->file, top, &raw);

	if (status == CFB_OK && raw[67] == CFB_RED)
		status = checker_note(checker, CFB_DEFECT_TREE_RED_TOP,
			CFB_NOWHERE, top, 0);
	if (status == CFB_OK)
		status = color_entry(checker, &colors, top, 0, false);
	while (status == CFB_OK && colors.stack.count != 0) {
		uint32_t blacks = colors.stack.items[--colors.stack.count];
		uint32_t id = colors.stack.items[--colors.stack.count];

		status = color_entry(checker, &colors, id, blacks >> 1,
			blacks & 1);
	}
	free(colors.stack.items);
	return status;
}

/* The children of one storage; substorages among them join the queue. */
static int
check_children(struct cfb_checker *checker, uint32_t storage,
	struct queue *queue)
{
	struct cfb_listing listing;
	struct cfb_dirent entry;
	int status = cfb_listing_make(checker->file, storage,
		&checker->reached, &listing);

	if (status != CFB_OK)
		return status;
	if (!listing.damaged && listing.count != 0) {
		status = cfb_directory_entry(checker->file, storage, &entry);
		if (status == CFB_OK)
			status = check_colors(checker, entry.child);
	}
	for (uint32_t i = 0; status == CFB_OK && i < listing.count; i++) {
		status = cfb_directory_entry(checker->file, listing.ids[i],
			&entry);
		if (status == CFB_OK && !cfb_dirent_is_stream(&entry))
			status = queue_push(queue, listing.ids[i]);
	}
	cfb_listing_done(&listing);
	return status;
}

static int
check_orphans(struct cfb_checker *checker)
{
	for (uint32_t id = 1; id < checker->entries; id++) {
		const uint8_t *raw;
		int status;

		if (idset_has(&checker->reached, id))
			continue;
		status = cfb_directory_raw(checker->file, id, &raw);
		if (status == CFB_OK && raw[66] != CFB_TYPE_FREE)
			status = checker_note(checker, CFB_DEFECT_TREE_ORPHAN,
				CFB_NOWHERE, id, raw[66]);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

int
checker_trees(struct cfb_checker *checker)
{
	struct queue queue = { NULL, 0, 0 };
	int status = queue_push(&queue, CFB_ROOT);

	while (status == CFB_OK && queue.count != 0)
		status = check_children(checker, queue.items[--queue.count],
			&queue);
	free(queue.items);
	if (status == CFB_OK)
		status = check_orphans(checker);
	return status;
}
