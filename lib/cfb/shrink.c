/* SPDX-License-Identifier: MIT */
/*
 * The end of the file is walked from behind, over free sectors and over those
 * of tables, which can move; contents end the walk, and so does want of free
 * room for the tables that were passed. Drawing in is worth it where more is
 * gained than moved.
 */
#include "cfb/shrink.h"

#include <stdlib.h>

#include "base/checked.h"
#include "cfb/directory.h"
#include "cfb/edit.h"

#define LOOK_DIVISOR 64 /* table sectors looked at for each freed sector */
#define LOOKS_MIN    64
#define MARGIN       4  /* free sectors beyond those that tables need */
#define GAIN_MIN     8  /* sectors, and this part of the file, that */
#define GAIN_DIVISOR 16 /*	are worth a commit */
#define LAST_MIN     65536 /* bytes, and this part of the file, that are */
#define LAST_DIVISOR 4     /*	worth another one before closing */

enum kind { CHAIN, FAT, DIFAT };

/* Sectors of tables that lie together. */
struct span {
	uint32_t first;
	uint32_t count;
	uint32_t index; /* of a sector of the FAT or the DIFAT */
	enum kind kind;
};

struct spans {
	struct span *list;
	size_t count;
};

/* What can be drawn in. */
struct tail {
	uint32_t cut;    /* all from here on, */
	uint32_t tables; /* so many sectors of tables among it */
	int64_t score;   /* sectors gained and not moved */
};

static struct cfb_chain *
chain_at(struct cfb_file *file, unsigned i)
{
	struct cfb_chain *chains[] = { &file->ministream, &file->minifat,
		&file->directory };

	return chains[i];
}

static uint32_t
fat_needed(const struct cfb_file *file, uint32_t sectors)
{
	uint32_t per = cfb_fat_per_sector(file);

	return sectors / per + (sectors % per != 0);
}

static uint32_t
difat_needed(const struct cfb_file *file, uint32_t fat)
{
	uint32_t per = cfb_difat_per_sector(file);
	uint32_t rest = fat > CFB_HEADER_DIFAT_COUNT
			? fat - CFB_HEADER_DIFAT_COUNT : 0;

	return rest / per + (rest % per != 0);
}

/* How many spans there are at most. */
static size_t
spans_max(struct cfb_file *file)
{
	size_t count = (size_t)file->edit->place_count +
		file->fat.difat.count;

	for (unsigned i = 0; i < 3; i++)
		count += chain_at(file, i)->extents.count;
	return count;
}

static void
add_span(struct spans *spans, enum kind kind, uint32_t index, uint32_t first,
	uint32_t count)
{
	if (first != CFB_NOWHERE)
		spans->list[spans->count++] = (struct span){ first, count,
			index, kind };
}

static int
compare_spans(const void *a, const void *b)
{
	const struct span *x = a;
	const struct span *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static int
list_spans(struct cfb_file *file, struct spans *spans)
{
	const struct cfb_edit *edit = file->edit;
	const struct cfb_difat *difat = &file->fat.difat;

	spans->count = 0;
	spans->list = malloc((spans_max(file) + 1) * sizeof *spans->list);
	if (!spans->list)
		return CFB_NO_MEMORY;
	for (unsigned i = 0; i < 3; i++) {
		struct cfb_extents *extents = &chain_at(file, i)->extents;

		for (uint32_t at = 0, first, run; at < extents->length;
			at += run) {
			cfb_extents_at(extents, at, &first, &run);
			add_span(spans, CHAIN, 0, first, run);
		}
	}
	for (uint32_t i = 0; i < edit->place_count; i++)
		add_span(spans, FAT, i, edit->places[i], 1);
	for (uint32_t i = 0; i < difat->count; i++)
		add_span(spans, DIFAT, i, difat->sectors[i], 1);
	qsort(spans->list, spans->count, sizeof *spans->list, compare_spans);
	return CFB_OK;
}

/*
 * So many FAT sectors stay if the file is to end behind `sectors` sectors.
 * Where generations are kept, it will not end there yet.
 */
static uint32_t
fat_staying(const struct cfb_file *file, uint32_t sectors)
{
	const struct cfb_edit *edit = file->edit;

	return edit->keep_generation ? edit->place_count
				     : fat_needed(file, sectors);
}

/* Is a table that ends a file of `sectors` sectors one that it needs? */
static bool
is_needed(const struct cfb_file *file, const struct span *span,
	uint32_t sectors)
{
	uint32_t fat = fat_staying(file, sectors);

	return span->kind == CHAIN || (span->kind == FAT ? span->index < fat
		: span->index < difat_needed(file, fat));
}

/* Nothing may lead to the sector of the range locks if it is to go. */
static int
ask_lock(struct cfb_file *file)
{
	uint32_t lock = cfb_range_lock_sector(file);
	uint32_t count = 0;
	bool led = false;
	int status = CFB_OK;

	for (uint32_t s = 0; status == CFB_OK && !led && s < lock; s++) {
		uint32_t entry;

		status = cfb_fat_entry(file, s, &entry);
		led = status == CFB_OK && entry == lock;
	}
	if (status == CFB_OK && !led)
		status = cfb_directory_count(file, &count);
	for (uint32_t id = 0; status == CFB_OK && !led && id < count; id++) {
		struct cfb_dirent entry;

		status = cfb_directory_entry(file, id, &entry);
		led = status == CFB_OK && entry.start == lock;
	}
	if (status == CFB_OK)
		file->edit->lock_use = led ? CFB_LOCK_IN_USE : CFB_LOCK_ALONE;
	return status;
}

/* Could the file end before a sector that is in no table? */
static int
may_go(struct cfb_file *file, uint32_t sector, bool *may)
{
	const struct cfb_edit *edit = file->edit;
	uint32_t entry;
	int status = cfb_fat_entry(file, sector, &entry);

	*may = false;
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	if (entry == CFB_FREESECT) {
		*may = !idset_has(&edit->sectors.kept, sector) &&
			!cfb_space_has(&edit->loose, sector);
		return CFB_OK;
	}
	if (sector != cfb_range_lock_sector(file) || entry != CFB_ENDOFCHAIN)
		return CFB_OK;
	if (edit->lock_use == CFB_LOCK_UNKNOWN)
		status = ask_lock(file);
	*may = edit->lock_use == CFB_LOCK_ALONE;
	return status;
}

/* Look for free room, without too much effort for what was freed. */
static int
know_room(struct cfb_file *file)
{
	uint64_t looks = file->edit->freed + LOOKS_MIN;
	uint32_t per = cfb_fat_per_sector(file);
	int status = CFB_OK;

	for (uint64_t at = 0; status == CFB_OK && looks-- != 0 &&
		at < file->sectors; at += per)
		status = cfb_space_know(file, &file->edit->sectors,
			(uint32_t)at, file->sectors);
	return status;
}

static int
walk_tail(struct cfb_file *file, const struct spans *spans,
	struct tail *tail)
{
	struct cfb_space *space = &file->edit->sectors;
	uint64_t room = cfb_space_count(space, file->sectors);
	size_t i = spans->count;
	uint32_t at = file->sectors;
	uint32_t tables = 0;
	int64_t score = 0;

	while (at != 0 && room >= tables + (uint64_t)file->pool.dirty +
		MARGIN) {
		const struct span *span;
		uint32_t step = 1;
		bool may;
		int status;

		while (i != 0 && spans->list[i - 1].first >= at)
			i--;
		span = i != 0 ? &spans->list[i - 1] : NULL;
		if (span && at - span->first <= span->count) {
			step = at - span->first;
			may = !is_needed(file, span, span->first);
			tables += may ? 0 : step;
			score += may ? step : -(int64_t)step;
		} else {
			status = may_go(file, at - 1, &may);
			if (status != CFB_OK)
				return status;
			if (!may)
				break;
			room -= cfb_space_has(space, at - 1);
			score++;
		}
		at -= step;
		if (score > tail->score || file->edit->force)
			*tail = (struct tail){ at, tables,
				score > 1 ? score : 1 };
	}
	return CFB_OK;
}

/* Has enough been freed to look at what lies at the end of the file? */
static bool
is_worth_a_look(struct cfb_file *file)
{
	const struct cfb_edit *edit = file->edit;

	return edit->freed != 0 && edit->foreign_end == 0 &&
		edit->freed * LOOK_DIVISOR >= spans_max(file);
}

/* A score of 0: nothing would be gained. */
static int
find_tail(struct cfb_file *file, struct tail *tail)
{
	struct spans spans;
	int status;

	*tail = (struct tail){ 0, 0, 0 };
	if (!is_worth_a_look(file))
		return CFB_OK;
	status = list_spans(file, &spans);
	if (status != CFB_OK)
		return status;
	status = know_room(file);
	if (status == CFB_OK)
		status = walk_tail(file, &spans, tail);
	free(spans.list);
	return status;
}

/* Have the sectors of a chain from `cut` on placed anew. */
static int
draw_in_chain(struct cfb_file *file, struct cfb_chain *chain, uint32_t cut)
{
	int status = CFB_OK;

	for (uint32_t i = 0; status == CFB_OK && i < chain->extents.length;
		i++) {
		uint8_t *bytes;
		uint32_t sector;
		uint32_t run;

		cfb_extents_at(&chain->extents, i, &sector, &run);
		if (sector + run <= cut)
			i += run - 1;
		else if (sector >= cut)
			status = cfb_pages_edit(file, &chain->pages, i,
				&bytes);
	}
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

static int
draw_in(struct cfb_file *file, uint32_t cut)
{
	struct cfb_edit *edit = file->edit;
	const struct cfb_difat *difat = &file->fat.difat;
	uint32_t fat = fat_staying(file, cut);
	int status = CFB_OK;

	for (unsigned i = 0; status == CFB_OK && i < 3; i++)
		status = draw_in_chain(file, chain_at(file, i), cut);
	for (uint32_t i = 0; status == CFB_OK && i < fat &&
		i < edit->place_count; i++) {
		uint8_t *bytes;

		if (edit->places[i] >= cut && edit->places[i] != CFB_NOWHERE)
			status = cfb_pages_edit(file, &file->fat.pages, i,
				&bytes);
	}
	for (uint32_t i = edit->difat_dirty; i < difat->count &&
		i < difat_needed(file, fat); i++) {
		if (difat->sectors[i] >= cut)
			edit->difat_dirty = i + 1;
	}
	edit->low = cut;
	return status;
}

int
cfb_shrink_begin(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	struct tail tail;
	int status = cfb_directory_trim(file);

	edit->low = 0;
	/* There is room at the end alone. */
	if (edit->sectors.spared != 0) {
		edit->may_shrink = false;
		edit->end_needed = CFB_NOWHERE;
		return status;
	}
	if (edit->draw_to != 0) {
		edit->may_shrink = true;
		edit->end_needed = CFB_NOWHERE;
		return status == CFB_OK ? draw_in(file, edit->draw_to)
					: status;
	}
	edit->freed += edit->pending.sectors;
	edit->may_shrink = is_worth_a_look(file);
	edit->end_needed = CFB_NOWHERE;
	if (status == CFB_OK)
		status = find_tail(file, &tail);
	edit->freed /= 2;
	if (status == CFB_OK && tail.score > 0)
		status = draw_in(file, tail.cut);
	return status;
}

bool
cfb_shrink_is_due(struct cfb_file *file)
{
	struct tail tail;

	/* What fails here can wait, and readers get the time of a commit. */
	return file->edit->broken == CFB_OK &&
		!file->edit->keep_generation && !file->edit->force &&
		find_tail(file, &tail) == CFB_OK &&
		tail.score >= GAIN_MIN &&
		(uint64_t)tail.score * GAIN_DIVISOR >= file->sectors;
}

void
cfb_shrink_last(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t least = file->sectors / LAST_DIVISOR +
		(LAST_MIN >> file->sector_shift);
	struct tail tail;

	if (!edit->settled || edit->broken || edit->keep_generation ||
		cfb_space_count(&edit->sectors, file->sectors) < least)
		return;
	edit->force = true;
	edit->freed = UINT32_MAX;
	/* What fails leaves the file as it is. */
	if (find_tail(file, &tail) == CFB_OK && tail.score > 0 &&
		file->sectors - tail.cut >= least)
		(void)!cfb_commit(file, 0);
	edit->force = false;
	edit->freed = 0;
}

/* Mark FAT sector `index` to have a new place in the DIFAT. */
static void
touch_difat(struct cfb_file *file, uint32_t index)
{
	uint32_t at;

	if (index < CFB_HEADER_DIFAT_COUNT)
		return;
	at = (index - CFB_HEADER_DIFAT_COUNT) / cfb_difat_per_sector(file);
	if (at >= file->edit->difat_dirty)
		file->edit->difat_dirty = at + 1;
}

int
cfb_fat_leave(struct cfb_file *file, uint32_t index)
{
	uint32_t from = file->edit->places[index];

	file->edit->places[index] = CFB_NOWHERE;
	touch_difat(file, index);
	return from == CFB_NOWHERE ? CFB_OK : cfb_sectors_leave(file, from);
}

/*
 * A FAT sector that is not in the new version. It stays in memory without a
 * place, in case that the new version does not come about.
 */
static int
drop_fat_sector(struct cfb_file *file, uint32_t index)
{
	uint8_t *bytes;
	int status = cfb_space_know(file, &file->edit->sectors,
		index * cfb_fat_per_sector(file), file->sectors);

	if (status == CFB_OK)
		status = cfb_pages_edit(file, &file->fat.pages, index,
			&bytes);
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
	cfb_pages_set_stale(&file->fat.pages, index);
	status = cfb_fat_leave(file, index);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

static int
drop_difat(struct cfb_file *file, bool *changed)
{
	struct cfb_edit *edit = file->edit;
	struct cfb_difat *difat = &file->fat.difat;
	uint32_t needed = difat_needed(file, edit->fat_keep);
	int status = CFB_OK;

	if (difat->count > needed) {
		*changed = true;
		edit->difat_dirty = needed; /* the last one leads nowhere */
	}
	while (status == CFB_OK && difat->count > needed) {
		uint32_t from = difat->sectors[--difat->count];

		if (from != CFB_NOWHERE)
			status = cfb_sectors_leave(file, from);
	}
	if (edit->difat_dirty > needed)
		edit->difat_dirty = needed;
	if (edit->difat_fresh > difat->count)
		edit->difat_fresh = difat->count;
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

/* Behind the last sector that is neither free nor in the FAT or the DIFAT. */
static int
find_end(struct cfb_file *file, uint32_t *end)
{
	uint32_t at = file->sectors;
	bool may = !file->edit->keep_generation; /* else it all stays */

	while (may && at != 0) {
		uint32_t entry;
		int status = cfb_fat_entry(file, at - 1, &entry);

		if (status == CFB_OK && entry != CFB_FATSECT &&
			entry != CFB_DIFSECT)
			status = may_go(file, at - 1, &may);
		if (status != CFB_OK)
			return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
		at -= may;
	}
	*end = at;
	return CFB_OK;
}

/* The same with the FAT and the DIFAT that the file then needs. */
static uint32_t
end_with_tables(const struct cfb_file *file, uint32_t end)
{
	const struct cfb_edit *edit = file->edit;
	const struct cfb_difat *difat = &file->fat.difat;
	uint32_t fat = 0;
	uint32_t at = 0;

	while (fat < fat_needed(file, end) && fat < edit->place_count) {
		uint32_t place = edit->places[fat];

		if (place != CFB_NOWHERE && place >= end &&
			!cfb_pages_is_stale(&file->fat.pages, fat))
			end = place + 1;
		fat++;
		for (; at < difat_needed(file, fat) && at < difat->count;
			at++) {
			place = difat->sectors[at];
			if (place != CFB_NOWHERE && place >= end &&
				(at >= edit->difat_dirty ||
					at < edit->difat_fresh))
				end = place + 1;
		}
	}
	return end;
}

/* What the FAT says of the range locks follows from where the file ends. */
static int
mark_lock(struct cfb_file *file, uint32_t end, bool *changed)
{
	uint32_t lock = cfb_range_lock_sector(file);
	uint32_t wanted = end > lock ? CFB_ENDOFCHAIN : CFB_FREESECT;
	uint32_t entry;
	int status;

	if (lock >= file->sectors)
		return CFB_OK;
	status = cfb_fat_entry(file, lock, &entry);
	if (status != CFB_OK || entry == wanted || (entry != CFB_FREESECT &&
		entry != CFB_ENDOFCHAIN))
		return status;
	*changed = true;
	return cfb_fat_set(file, lock, wanted);
}

int
cfb_shrink_fat(struct cfb_file *file, bool *changed)
{
	struct cfb_edit *edit = file->edit;
	uint32_t keep;
	int status = CFB_OK;

	edit->fat_keep = edit->place_count;
	if (!edit->may_shrink)
		return mark_lock(file, file->sectors, changed);
	if (edit->end_needed == CFB_NOWHERE)
		status = find_end(file, &edit->end_needed);
	if (status != CFB_OK)
		return status;
	/* The FAT is for what has to stay, too, whoever gets it later. */
	if (edit->end_needed < cfb_generation_end(file))
		edit->end_needed = cfb_generation_end(file);
	if (edit->end_needed < cfb_loose_end(file))
		edit->end_needed = cfb_loose_end(file);
	edit->end_needed = end_with_tables(file, edit->end_needed);
	keep = fat_needed(file, edit->end_needed);
	if (keep < edit->place_count)
		edit->fat_keep = keep;
	for (uint32_t i = edit->fat_keep; status == CFB_OK &&
		i < edit->place_count; i++) {
		*changed = *changed || edit->places[i] != CFB_NOWHERE;
		if (edit->places[i] != CFB_NOWHERE)
			status = drop_fat_sector(file, i);
	}
	if (status == CFB_OK)
		status = drop_difat(file, changed);
	return status == CFB_OK ? mark_lock(file, edit->end_needed, changed)
				: status;
}

uint32_t
cfb_shrink_end(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint64_t limit = (uint64_t)edit->fat_keep * cfb_fat_per_sector(file);

	edit->low = 0;
	edit->settled = true;
	if (edit->fat_keep < edit->place_count) {
		cfb_pages_cut(file, &file->fat.pages, edit->fat_keep);
		edit->place_count = edit->fat_keep;
	}
	return (uint32_t)min_u64(file->sectors, limit);
}
