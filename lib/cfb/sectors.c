/* SPDX-License-Identifier: MIT */
/* Taking, linking and freeing sectors: the FAT as it changes. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "cfb/edit.h"

#define COMMIT_SPARE 64

uint32_t
cfb_range_lock_sector(const struct cfb_file *file)
{
	return file->wide ? (CFB_RANGE_LOCK_OFFSET >> file->sector_shift) - 1
			  : CFB_NOWHERE;
}

/* How many sectors may the file have? */
static uint32_t
sectors_max(const struct cfb_file *file)
{
	/* [MS-CFB] 2.6.3: version 3 keeps within 2 GB, and so do its
	 * readers with 32-bit offsets. */
	if (!file->wide)
		return (CFB_RANGE_LOCK_OFFSET >> file->sector_shift) - 1;
	return CFB_MAXREGSECT;
}

static int
append_fat_sector(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint8_t *bytes;
	int status = cfb_edit_make_places(edit, 1);

	if (status != CFB_OK)
		return status;
	status = cfb_pages_add(file, &file->fat.pages, edit->place_count,
		&bytes);
	if (status != CFB_OK)
		return status;
	/* It has no place yet: it is new, but not fresh. */
	cfb_pages_set_stale(&file->fat.pages, edit->place_count);
	edit->places[edit->place_count++] = CFB_NOWHERE;
	return CFB_OK;
}

/*
 * Where the file grows into what another writer made of the FAT: what that
 * says of sectors behind the end means nothing, and must not begin to.
 */
static int
clear_foreign(struct cfb_file *file, uint32_t sectors)
{
	struct cfb_edit *edit = file->edit;
	uint32_t per = cfb_fat_per_sector(file);
	int status = CFB_OK;

	while (status == CFB_OK && edit->garbage_next < sectors &&
		edit->garbage_next < edit->garbage_end) {
		uint32_t s = edit->garbage_next;
		uint32_t end = s - s % per + per;
		uint32_t entry;

		if (s < file->sectors)
			s = file->sectors;
		for (; status == CFB_OK && s < end; s++) {
			status = cfb_fat_entry(file, s, &entry);
			if (status == CFB_OK && entry != CFB_FREESECT)
				status = cfb_fat_set(file, s, CFB_FREESECT);
		}
		edit->garbage_next = end;
	}
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

/* The file has `sectors` sectors from now on, and FAT entries for them. */
int
cfb_sectors_grow(struct cfb_file *file, uint32_t sectors)
{
	uint32_t per = cfb_fat_per_sector(file);
	int status = CFB_OK;

	while (status == CFB_OK &&
		(uint64_t)file->edit->place_count * per < sectors)
		status = append_fat_sector(file);
	if (status == CFB_OK)
		status = clear_foreign(file, sectors);
	/* Look now, so that nobody takes the new ones for free later. */
	for (uint64_t i = file->sectors / per; status == CFB_OK &&
		i * per < sectors; i++)
		status = cfb_space_know(file, &file->edit->sectors,
			(uint32_t)(i * per), file->sectors);
	if (status == CFB_OK)
		file->sectors = sectors;
	return status;
}

/*
 * Where the FAT of another writer has entries for sectors behind the end of
 * the file, a stream that was cut short may lead there: nothing else shall be
 * found in these places.
 */
static int
skip_foreign(struct cfb_file *file)
{
	while (file->sectors < file->edit->foreign_end) {
		uint32_t entry;
		int status = cfb_fat_entry(file, file->sectors, &entry);

		if (status == CFB_NOT_FOUND) {
			entry = CFB_FREESECT;
			status = CFB_OK;
		}
		if (status != CFB_OK || (entry == CFB_FREESECT && !idset_has(
			&file->edit->sectors.kept, file->sectors)))
			return status;
		status = cfb_sectors_grow(file, file->sectors + 1);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

uint32_t
cfb_sectors_on_device(const struct cfb_file *file)
{
	uint32_t count = divide_up(file->edit->device_size,
		file->sector_shift);

	return count == 0 ? 0 : count - 1; /* the first one is the header */
}

/*
 * New sectors come behind the page of the header, and behind the record that
 * somebody may look for.
 */
static uint32_t
new_end(const struct cfb_file *file)
{
	const struct cfb_edit *edit = file->edit;
	uint32_t end = edit->watched ? cfb_sectors_on_device(file) : 0;

	return end > edit->sectors.floor ? end : edit->sectors.floor;
}

/* Take sectors at the end of the file. */
static int
take_new(struct cfb_file *file, uint32_t want, uint32_t *first, uint32_t *got)
{
	uint32_t lock = cfb_range_lock_sector(file);
	uint32_t max = sectors_max(file);
	uint32_t end;
	int status;

	if (file->sectors == lock) {
		status = cfb_sectors_grow(file, lock + 1);
		if (status == CFB_OK)
			status = cfb_fat_set(file, lock, CFB_ENDOFCHAIN);
		if (status != CFB_OK)
			return status;
	}
	end = new_end(file);
	status = file->sectors < end ? cfb_sectors_grow(file, end) : CFB_OK;
	if (status == CFB_OK)
		status = skip_foreign(file);
	if (status != CFB_OK)
		return status;
	*first = file->sectors;
	if (*first >= max)
		return CFB_TOO_LARGE;
	if (*first < file->edit->foreign_end)
		want = 1;
	if (*first < lock && max > lock)
		max = lock;
	*got = want < max - *first ? want : max - *first;
	return cfb_sectors_grow(file, *first + *got);
}

int
cfb_space_take_sure(struct cfb_file *file, struct cfb_space *space,
	uint32_t near, uint32_t want, uint32_t limit, uint32_t *first,
	uint32_t *got)
{
	int status = cfb_space_take(file, space, near, want, limit, first,
		got);

	if (status != CFB_OK || !file->edit->suspicious)
		return status;
	/* What was met on the way may be what was found. */
	if (*got != 0)
		status = cfb_space_give(space, *first, *got);
	if (status == CFB_OK)
		status = cfb_edit_sweep(file);
	return status == CFB_OK ? cfb_space_take(file, space, near, want,
		limit, first, got) : status;
}

int
cfb_sectors_take(struct cfb_file *file, uint32_t near, uint32_t want,
	uint32_t *first, uint32_t *got)
{
	struct cfb_space *space = &file->edit->sectors;
	int status = cfb_space_take_sure(file, space, near, want,
		file->sectors, first, got);

	if (status != CFB_OK || *got != 0)
		return status;
	status = take_new(file, want, first, got);
	if (status != CFB_TOO_LARGE)
		return status;
	/* In a file that is full, a crumb is better than nothing. */
	status = cfb_space_take_sure(file, space, CFB_NOWHERE, 1,
		file->sectors, first, got);
	return status == CFB_OK && *got == 0 ? CFB_TOO_LARGE : status;
}

int
cfb_sectors_take_place(struct cfb_file *file, uint32_t want, uint32_t *first,
	uint32_t *got)
{
	struct cfb_edit *edit = file->edit;
	int status = edit->suspicious ? cfb_edit_sweep(file) : CFB_OK;

	if (status != CFB_OK)
		return status;
	*got = 0;
	if (edit->low != 0)
		cfb_space_take_low(&edit->sectors, want, edit->low, first,
			got);
	else if (edit->keep_generation)
		cfb_space_take_dense(file, &edit->sectors, want,
			file->sectors, first, got);
	return *got != 0 ? CFB_OK : cfb_sectors_take(file, CFB_NOWHERE, want,
		first, got);
}

/*
 * How many sectors a commit may need: for all that is changed by now, and for
 * all of the FAT, which changes when what is in the file is freed.
 */
static uint64_t
commit_needs(const struct cfb_file *file)
{
	return (uint64_t)file->edit->place_count + file->fat.difat.count +
		file->pool.dirty + COMMIT_SPARE;
}

int
cfb_sectors_take_more(struct cfb_file *file, uint32_t near, uint32_t want,
	uint32_t *first, uint32_t *got)
{
	struct cfb_space *space = &file->edit->sectors;
	uint64_t left = sectors_max(file) - min_u64(file->sectors,
		sectors_max(file));
	uint64_t needs = commit_needs(file) + 1;
	/* What is spared cannot be had. */
	uint64_t room = left + (space->spared ? 0 : space->available);

	if (room < needs + want) {
		int status = cfb_space_know_all(file, space, file->sectors);

		if (status != CFB_OK)
			return status;
		room = left + (space->spared ? 0 : space->available);
		if (room < needs)
			return CFB_TOO_LARGE;
		want = (uint32_t)min_u64(want, room - needs + 1);
	}
	return cfb_sectors_take(file, near, want, first, got);
}

int
cfb_sectors_return(struct cfb_file *file, uint32_t first, uint32_t count)
{
	return cfb_space_give(&file->edit->sectors, first, count);
}

int
cfb_sectors_withhold(struct cfb_file *file, uint32_t first, uint32_t count)
{
	uint32_t per = cfb_fat_per_sector(file);
	struct cfb_space *space = &file->edit->sectors;
	int status = CFB_OK;

	/* What the FAT says must be known before it says something else. */
	for (uint64_t s = first; status == CFB_OK && s < (uint64_t)first +
		count + per; s += per)
		status = cfb_space_know(file, space, (uint32_t)min_u64(s,
			(uint64_t)first + count - 1), file->sectors);
	if (status == CFB_OK)
		cfb_space_forget(space, first, count);
	return status;
}

void
cfb_freed_add(struct cfb_freed_list *list, uint32_t first, uint32_t count)
{
	struct cfb_freed *last = list->count ? &list->runs[list->count - 1]
					     : NULL;

	list->sectors += count;
	if (last && last->first + last->count == first) {
		last->count += count;
		return;
	}
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 16;
		struct cfb_freed *runs = realloc(list->runs,
			capacity * sizeof *runs);

		if (!runs)
			return;
		list->runs = runs;
		list->capacity = capacity;
	}
	list->runs[list->count].first = first;
	list->runs[list->count].count = count;
	list->count++;
}

int
cfb_fat_set(struct cfb_file *file, uint32_t sector, uint32_t entry)
{
	uint32_t per = cfb_fat_per_sector(file);
	uint8_t *bytes;
	int status = cfb_pages_edit(file, &file->fat.pages, sector / per,
		&bytes);

	if (status == CFB_OK)
		put_le32(bytes + (size_t)(sector % per) * 4, entry);
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

/*
 * Set the entries of a run: with `step` 1 each leads to the next one, with 0
 * all are `value`. The last one is `last`.
 */
static int
set_run(struct cfb_file *file, uint32_t first, uint32_t count,
	uint32_t value, uint32_t step, uint32_t last)
{
	uint32_t per = cfb_fat_per_sector(file);
	uint32_t done = 0;

	while (done < count) {
		uint32_t sector = first + done;
		uint32_t n = per - sector % per;
		uint8_t *bytes;
		int status = cfb_pages_edit(file, &file->fat.pages,
			sector / per, &bytes);

		if (status != CFB_OK)
			return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
		if (n > count - done)
			n = count - done;
		bytes += (size_t)(sector % per) * 4;
		for (uint32_t i = 0; i < n; i++, bytes += 4)
			put_le32(bytes, value + (done + i) * step);
		done += n;
		if (done == count)
			put_le32(bytes - 4, last);
	}
	return CFB_OK;
}

int
cfb_fat_link(struct cfb_file *file, uint32_t first, uint32_t count,
	uint32_t next)
{
	return set_run(file, first, count, first + 1, 1, next);
}

int
cfb_sectors_free(struct cfb_file *file, uint32_t first, uint32_t count)
{
	int status = cfb_sectors_withhold(file, first, count);

	if (status == CFB_OK)
		status = set_run(file, first, count, CFB_FREESECT, 0,
			CFB_FREESECT);
	/* Without memory for it, they stay unused until the next opening. */
	if (status == CFB_OK)
		cfb_freed_add(&file->edit->pending, first, count);
	return status;
}

int
cfb_sectors_leave(struct cfb_file *file, uint32_t sector)
{
	struct cfb_space *space = &file->edit->sectors;
	uint32_t next;
	int status;

	if (!cfb_space_is_shared(space, sector))
		return cfb_sectors_free(file, sector, 1);
	cfb_space_unshare(space, sector);
	/* It stays, and leads on to what follows the one in its place. */
	status = cfb_fat_entry(file, sector, &next);
	return status == CFB_OK && next < file->sectors
			? cfb_space_share(space, next) : status;
}

int
cfb_chain_append(struct cfb_file *file, struct cfb_extents *extents,
	uint32_t first, uint32_t count)
{
	uint32_t last = cfb_extents_last(extents);
	uint32_t length = extents->length;
	int status = cfb_fat_link(file, first, count, CFB_ENDOFCHAIN);

	if (status == CFB_OK && last != CFB_ENDOFCHAIN)
		status = cfb_fat_set(file, last, first);
	if (status == CFB_OK)
		status = cfb_extents_append(extents, first, count);
	if (status == CFB_OK)
		return CFB_OK;
	/* They are in memory if they were changed. */
	if (set_run(file, first, count, CFB_FREESECT, 0, CFB_FREESECT) ==
		CFB_OK)
		(void)cfb_sectors_return(file, first, count);
	if (length != 0 && cfb_fat_set(file, last, CFB_ENDOFCHAIN) != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

int
cfb_chain_grow(struct cfb_file *file, struct cfb_extents *extents,
	uint32_t count)
{
	while (count != 0) {
		uint32_t last = cfb_extents_last(extents);
		uint32_t near = last == CFB_ENDOFCHAIN ? CFB_NOWHERE
						       : last + 1;
		uint32_t first;
		uint32_t got;
		int status = cfb_sectors_take_more(file, near, count, &first,
			&got);

		if (status == CFB_OK)
			status = cfb_chain_append(file, extents, first, got);
		if (status != CFB_OK)
			return status;
		count -= got;
	}
	return CFB_OK;
}

/* Set the links from the sector before a moved one, and from itself. */
static int
relink(struct cfb_file *file, const struct cfb_extents *extents,
	uint32_t index)
{
	uint32_t sector = cfb_extents_sector(extents, index);
	uint32_t next = CFB_ENDOFCHAIN;
	int status;

	if (index + 1 < extents->length)
		next = cfb_extents_sector(extents, index + 1);
	status = cfb_fat_set(file, sector, next);

	if (status == CFB_OK && index != 0)
		status = cfb_fat_set(file, cfb_extents_sector(extents,
			index - 1), sector);
	return status;
}

int
cfb_chain_move(struct cfb_file *file, struct cfb_extents *extents,
	const struct cfb_move *moves, size_t count)
{
	int status = CFB_OK;

	for (size_t i = 0; status == CFB_OK && i < count; i++)
		status = cfb_sectors_leave(file, cfb_extents_sector(extents,
			moves[i].index));
	if (status == CFB_OK)
		status = cfb_extents_move(extents, moves, count);
	for (size_t i = 0; status == CFB_OK && i < count; i++)
		status = relink(file, extents, moves[i].index);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

/* How many of the sectors of a run come before one that is shared. */
static uint32_t
own_length(const struct cfb_file *file, uint32_t first, uint32_t count)
{
	const struct cfb_space *space = &file->edit->sectors;
	uint32_t n = 0;

	if (space->shared.count == 0)
		return count;
	while (n < count && !cfb_space_is_shared(space, first + n))
		n++;
	return n;
}

int
cfb_chain_shrink(struct cfb_file *file, struct cfb_extents *extents,
	uint32_t length)
{
	uint32_t index = length;
	int status = CFB_OK;

	while (status == CFB_OK && index < extents->length) {
		uint32_t sector;
		uint32_t run;
		uint32_t own;

		cfb_extents_at(extents, index, &sector, &run);
		own = own_length(file, sector, run);
		if (own != 0)
			status = cfb_sectors_free(file, sector, own);
		if (own < run) {
			/* Another chain has the rest. */
			cfb_space_unshare(&file->edit->sectors, sector + own);
			break;
		}
		index += run;
	}
	if (status != CFB_OK)
		return status;
	cfb_extents_cut(extents, length);
	return length == 0 ? CFB_OK : cfb_fat_set(file,
		cfb_extents_last(extents), CFB_ENDOFCHAIN);
}
