/* SPDX-License-Identifier: MIT */
/*
 * Every path from the top to a missing link has to hold the same number of
 * black entries. The first path sets the number; entries wait on a stack with
 * the count of black ones above them.
 */
#include "cfb/colors.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/format.h"
#include "cfb/status.h"

struct waiting {
	uint32_t id;
	uint32_t blacks;
	bool parent_red;
};

struct judge {
	struct cfb_file *file;
	struct cfb_colors *colors;
	struct waiting *stack;
	size_t depth;
	size_t capacity;
	uint32_t height; /* UINT32_MAX: not known yet */
};

static int
push(struct judge *judge, uint32_t id, uint32_t blacks, bool parent_red)
{
	if (judge->depth == judge->capacity) {
		size_t capacity = judge->capacity ? judge->capacity * 2 : 64;
		struct waiting *stack = realloc(judge->stack,
			capacity * sizeof *stack);

		if (!stack)
			return CFB_NO_MEMORY;
		judge->stack = stack;
		judge->capacity = capacity;
	}
	judge->stack[judge->depth++] = (struct waiting){ id, blacks,
		parent_red };
	return CFB_OK;
}

static int
follow(struct judge *judge, uint32_t from, uint32_t to, uint32_t blacks,
	bool red)
{
	if (to != CFB_NOSTREAM)
		return push(judge, to, blacks, red);
	if (judge->height == UINT32_MAX)
		judge->height = blacks;
	else if (judge->height != blacks &&
		judge->colors->uneven == CFB_NOSTREAM)
		judge->colors->uneven = from;
	return CFB_OK;
}

static int
judge_entry(struct judge *judge, const struct waiting *entry)
{
	struct cfb_colors *colors = judge->colors;
	uint32_t blacks = entry->blacks;
	const uint8_t *raw;
	uint32_t right;
	bool red;
	int status = cfb_directory_raw(judge->file, entry->id, &raw);

	if (status != CFB_OK)
		return status;
	red = raw[67] == CFB_RED;
	right = get_le32(raw + 72);
	if (raw[67] != CFB_RED && raw[67] != CFB_BLACK)
		colors->odd = true;
	if (red && entry->parent_red && colors->red_red == CFB_NOSTREAM)
		colors->red_red = entry->id;
	blacks += !red;
	status = follow(judge, entry->id, get_le32(raw + 68), blacks, red);
	if (status == CFB_OK)
		status = follow(judge, entry->id, right, blacks, red);
	return status;
}

int
cfb_colors_judge(struct cfb_file *file, uint32_t top,
	struct cfb_colors *colors)
{
	struct judge judge = { .file = file, .colors = colors,
		.height = UINT32_MAX };
	const uint8_t *raw;
	int status = cfb_directory_raw(file, top, &raw);

	colors->odd = false;
	colors->red_red = CFB_NOSTREAM;
	colors->uneven = CFB_NOSTREAM;
	if (status != CFB_OK)
		return status;
	colors->red_top = raw[67] == CFB_RED;
	status = push(&judge, top, 0, false);
	while (status == CFB_OK && judge.depth != 0) {
		struct waiting entry = judge.stack[--judge.depth];

		status = judge_entry(&judge, &entry);
	}
	free(judge.stack);
	return status;
}

bool
cfb_colors_are_sound(const struct cfb_colors *colors)
{
	return !colors->red_top && !colors->odd &&
		colors->red_red == CFB_NOSTREAM &&
		colors->uneven == CFB_NOSTREAM;
}
