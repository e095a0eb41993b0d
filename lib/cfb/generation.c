/* SPDX-License-Identifier: MIT */
/*
 * When sectors that a commit freed are given out again. Changing in place,
 * that is after the commit. Where generations are kept, a reader without locks
 * that found the version before is to have the time of another commit, so they
 * rest until that is done; and longer while somebody is known to read.
 */
#include "cfb/edit.h"

static void
give_all(struct cfb_edit *edit, struct cfb_freed_list *list)
{
	/* What there is no memory for will be found when the file is opened
	 * again. */
	for (size_t i = 0; i < list->count; i++)
		(void)!cfb_space_give(&edit->sectors, list->runs[i].first,
			list->runs[i].count);
	list->count = 0;
	list->sectors = 0;
}

void
cfb_generation_settle(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	struct cfb_freed_list *pending = &edit->pending;

	if (!edit->keep_generation) {
		give_all(edit, pending);
		return;
	}
	if (!edit->readers)
		give_all(edit, &edit->rests);
	for (size_t i = 0; i < pending->count; i++)
		cfb_freed_add(&edit->rests, pending->runs[i].first,
			pending->runs[i].count);
	pending->count = 0;
	pending->sectors = 0;
}

static uint32_t
end_of(const struct cfb_freed_list *list)
{
	uint32_t end = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->runs[i].first + list->runs[i].count > end)
			end = list->runs[i].first + list->runs[i].count;
	}
	return end;
}

uint32_t
cfb_generation_end(const struct cfb_file *file)
{
	const struct cfb_edit *edit = file->edit;
	uint32_t pending;
	uint32_t rests;

	if (!edit->keep_generation)
		return 0;
	pending = end_of(&edit->pending);
	rests = edit->readers || pending == 0 ? end_of(&edit->rests) : 0;
	return pending > rests ? pending : rests;
}
