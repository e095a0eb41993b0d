/* SPDX-License-Identifier: MIT */
/*
 * The trees of siblings, [MS-CFB] 2.6.4: what they reach, and whether they
 * are red-black trees. Following the links is the listing's work, which tells
 * of every link that is wrong; colours are judged of sound trees alone.
 */
#include <stdlib.h>

#include "cfb/checker.h"
#include "cfb/colors.h"
#include "cfb/directory.h"

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

/* Name what of the rules for colours a tree breaks. */
static int
check_colors(struct cfb_checker *checker, uint32_t top)
{
	struct cfb_colors colors;
	int status = cfb_colors_judge(checker->file, top, &colors);

	if (status == CFB_OK && colors.red_top)
		status = checker_note(checker, CFB_DEFECT_TREE_RED_TOP,
			CFB_NOWHERE, top, 0);
	if (status == CFB_OK && colors.red_red != CFB_NOSTREAM)
		status = checker_note(checker, CFB_DEFECT_TREE_RED_RED,
			CFB_NOWHERE, colors.red_red, 0);
	if (status == CFB_OK && colors.uneven != CFB_NOSTREAM)
		status = checker_note(checker, CFB_DEFECT_TREE_BLACK_HEIGHT,
			CFB_NOWHERE, colors.uneven, 0);
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
	status = checker_names(checker, &listing);
	if (status == CFB_OK && !listing.damaged && listing.count != 0) {
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
