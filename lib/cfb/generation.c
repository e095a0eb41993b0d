/* SPDX-License-Identifier: MIT */
/*
 * When sectors that a commit freed are given out again. Changing in place,
 * that is after the commit. Where generations are kept, a reader without locks
 * that found the version before is to have the time of another commit, so they
 * rest until that is done; and longer while somebody is known to read.
 */
#include "base/checked.h"
#include "cfb/edit.h"
#include "cfb/record.h"

/* What devices and systems write as a whole, or not. */
#define HEADER_PAGE_SHIFT 12

/* A record is looked for so far from the end: what lies behind it was given up
 * by somebody. */
#define LOOK_BACK ((uint64_t)64 << 20)

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

	if (!edit->keep_generation || edit->waived) {
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
	uint32_t pending = end_of(&edit->pending);
	uint32_t end = edit->end_kept;

	if (edit->sectors.spared > end)
		end = edit->sectors.spared;
	if (!edit->keep_generation || edit->waived)
		return end;
	if (pending > end)
		end = pending;
	if ((edit->readers || pending == 0) && end_of(&edit->rests) > end)
		end = end_of(&edit->rests);
	return end;
}

void
cfb_generation_watch(struct cfb_file *file, bool watched)
{
	struct cfb_edit *edit = file->edit;

	edit->watched = watched;
	if (!watched)
		edit->sectors.spared = 0;
}

int
cfb_generation_spare(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t since;
	int status = cfb_record_since(file->device, edit->committed,
		edit->device_size > LOOK_BACK ? edit->device_size - LOOK_BACK
					      : 0, &since);

	if (status == CFB_OK)
		edit->since = since;
	else if (status != CFB_NOT_FOUND)
		return status;
	edit->watched = true;
	edit->sectors.spared = cfb_sectors_on_device(file);
	return edit->sectors.spared > file->sectors
			? cfb_sectors_grow(file, edit->sectors.spared)
			: CFB_OK;
}

/* Free sectors of the header's page. */
static int
give_floor(struct cfb_file *file)
{
	struct cfb_space *space = &file->edit->sectors;
	uint32_t floor = space->floor;
	int status = CFB_OK;

	space->floor = 0;
	for (uint32_t s = 0; status == CFB_OK && s < floor &&
		s < file->sectors; s++) {
		uint32_t entry;

		status = cfb_fat_entry(file, s, &entry);
		if (status == CFB_OK && entry == CFB_FREESECT &&
			!idset_has(&space->kept, s))
			status = cfb_space_give(space, s, 1);
	}
	return status;
}

int
cfb_generation_waive(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;

	edit->waived = true;
	give_all(edit, &edit->rests);
	return give_floor(file);
}

void
cfb_generation_resume(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;

	edit->waived = false;
	edit->sectors.floor = cfb_header_page_end(file);
	cfb_space_forget(&edit->sectors, 0, edit->sectors.floor);
}

uint64_t
cfb_generation_room(struct cfb_file *file, uint32_t limit)
{
	struct cfb_edit *edit = file->edit;
	uint64_t room = cfb_space_count(&edit->sectors, limit);

	for (size_t i = 0; i < edit->rests.count; i++) {
		const struct cfb_freed *run = &edit->rests.runs[i];

		if (run->first < limit)
			room += min_u64(run->count, limit - run->first);
	}
	return room;
}

uint32_t
cfb_header_page_end(const struct cfb_file *file)
{
	return file->sector_shift >= HEADER_PAGE_SHIFT ? 0
		: (1U << (HEADER_PAGE_SHIFT - file->sector_shift)) - 1;
}

void
cfb_edit_keep_generation(struct cfb_file *file)
{
	file->edit->keep_generation = true;
	cfb_generation_resume(file);
}
