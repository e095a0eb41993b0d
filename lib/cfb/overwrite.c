/* SPDX-License-Identifier: MIT */
/*
 * The work is in proportion to what the commit before wrote: every link to
 * what lies behind the old end of the file was made by it.
 *
 * That there is room follows from that, too: each sector that moved has left
 * its old place, and those that have to move again are among the ones that
 * moved.
 */
#include "cfb/overwrite.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/container.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/stream.h"

#define COPY_BYTES 65536U

/* The sectors behind the limit. */
struct tail {
	struct cfb_file *file;
	uint32_t first;
	uint32_t count;
	uint32_t *to; /* where each goes: CFB_NOWHERE: it is no contents, … */
};

#define IS_CONTENTS 0xFFFFFFFEU /* … or this: nobody knows yet */

static int
note(struct cfb_file *file, const struct cfb_pages *pages, uint32_t **list,
	uint32_t *count)
{
	struct cfb_dirty *dirty;
	size_t n;
	int status = cfb_pages_list_dirty(file, pages, &dirty, &n);

	if (status != CFB_OK)
		return status;
	*list = malloc((n + 1) * sizeof **list);
	for (size_t i = 0; *list && i < n; i++)
		(*list)[i] = dirty[i].index;
	*count = (uint32_t)n;
	free(dirty);
	return *list ? CFB_OK : CFB_NO_MEMORY;
}

int
cfb_written_note(struct cfb_file *file, struct cfb_written *written)
{
	int status = note(file, &file->fat.pages, &written->fat,
		&written->fat_count);

	return status != CFB_OK ? status : note(file, &file->directory.pages,
		&written->directory, &written->directory_count);
}

void
cfb_written_done(struct cfb_written *written)
{
	free(written->fat);
	free(written->directory);
}

static uint32_t *
place_of(const struct tail *tail, uint32_t sector)
{
	return sector >= tail->first && sector - tail->first < tail->count
			? &tail->to[sector - tail->first] : NULL;
}

/* The sectors of tables are placed by the commit, like all that changes. */
static void
leave_chain(struct tail *tail, const struct cfb_chain *chain)
{
	const struct cfb_extents *extents = &chain->extents;

	for (uint32_t i = 0, first, run; i < extents->length; i += run) {
		cfb_extents_at(extents, i, &first, &run);
		for (uint32_t s = first; s < first + run; s++) {
			uint32_t *to = place_of(tail, s);

			if (to)
				*to = CFB_NOWHERE;
		}
	}
}

/* Which sectors are contents? `used` counts those in use for anything. */
static int
survey(struct tail *tail, uint32_t *used)
{
	struct cfb_file *file = tail->file;
	uint32_t lock = cfb_range_lock_sector(file);

	*used = 0;
	for (uint32_t i = 0; i < tail->count; i++) {
		uint32_t entry;
		int status = cfb_fat_entry(file, tail->first + i, &entry);

		if (status != CFB_OK)
			return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
		tail->to[i] = CFB_NOWHERE;
		if (entry == CFB_FREESECT || tail->first + i == lock)
			continue;
		++*used;
		if (entry < CFB_MAXREGSECT || entry == CFB_ENDOFCHAIN)
			tail->to[i] = IS_CONTENTS;
	}
	leave_chain(tail, &file->ministream);
	leave_chain(tail, &file->minifat);
	leave_chain(tail, &file->directory);
	return CFB_OK;
}

/* FAT sectors that a file that ends at the limit has no need of. */
static uint32_t
count_spare(const struct cfb_file *file, uint32_t limit)
{
	uint32_t per = cfb_fat_per_sector(file);
	uint32_t count = 0;

	for (uint32_t i = limit / per + (limit % per != 0);
		i < file->edit->place_count; i++)
		count += file->edit->places[i] >= limit;
	return count;
}

static int
copy(struct cfb_file *file, uint32_t from, uint32_t to, uint32_t count)
{
	uint64_t left = (uint64_t)count << file->sector_shift;
	uint64_t at = 0;
	uint8_t *bytes = malloc(COPY_BYTES);
	int status = bytes ? CFB_OK : CFB_NO_MEMORY;

	while (status == CFB_OK && at < left) {
		size_t n = (size_t)min_u64(COPY_BYTES, left - at);
		size_t done;

		status = device_read(file->device,
			cfb_sector_offset(file, from) + at, bytes, n, &done);
		if (status == CFB_OK && done < n)
			status = CFB_CORRUPT;
		if (status == CFB_OK)
			status = device_write(file->device,
				cfb_sector_offset(file, to) + at, bytes, n);
		at += n;
	}
	free(bytes);
	return status;
}

/* Copy all contents, as far as possible in the runs that they are in. */
static int
copy_contents(struct tail *tail)
{
	struct cfb_space *space = &tail->file->edit->sectors;
	uint32_t i = 0;
	int status = CFB_OK;

	space->hint = 0;
	while (status == CFB_OK && i < tail->count) {
		uint32_t run = 0;
		uint32_t first;
		uint32_t got;

		while (i + run < tail->count && tail->to[i + run] ==
			IS_CONTENTS)
			run++;
		if (run == 0) {
			i++;
			continue;
		}
		cfb_space_take_low(space, run, tail->first, &first, &got);
		if (got == 0)
			return CFB_TOO_LARGE;
		status = copy(tail->file, tail->first + i, first, got);
		for (uint32_t n = 0; n < got; n++)
			tail->to[i++] = first + n;
	}
	return status;
}

/* Where a link leads from now on. */
static uint32_t
follow(const struct tail *tail, uint32_t entry)
{
	const uint32_t *to = place_of(tail, entry);

	return to && *to != CFB_NOWHERE ? *to : entry;
}

/* Links from what does not move. */
static int
relink_before(struct tail *tail, const struct cfb_written *written)
{
	struct cfb_file *file = tail->file;
	uint32_t per = cfb_fat_per_sector(file);

	for (uint32_t n = 0; n < written->fat_count; n++) {
		for (uint32_t i = 0; i < per; i++) {
			uint32_t sector = written->fat[n] * per + i;
			uint32_t entry;
			int status;

			if (sector >= tail->first)
				break;
			status = cfb_fat_entry(file, sector, &entry);
			if (status == CFB_OK && follow(tail, entry) != entry)
				status = cfb_fat_set(file, sector,
					follow(tail, entry));
			if (status != CFB_OK)
				return status;
		}
	}
	return CFB_OK;
}

/* Links of what moves; the places that it leaves become free. */
static int
relink_moved(struct tail *tail)
{
	struct cfb_file *file = tail->file;

	for (uint32_t i = 0; i < tail->count; i++) {
		uint32_t entry;
		int status;

		if (tail->to[i] == CFB_NOWHERE)
			continue;
		status = cfb_fat_entry(file, tail->first + i, &entry);
		if (status == CFB_OK)
			status = cfb_fat_set(file, tail->to[i],
				follow(tail, entry));
		if (status == CFB_OK)
			status = cfb_sectors_free(file, tail->first + i, 1);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

static int
restart_entry(struct tail *tail, uint32_t id)
{
	struct cfb_file *file = tail->file;
	struct cfb_dirent entry;
	int status = cfb_directory_entry(file, id, &entry);

	if (status != CFB_OK || !cfb_dirent_is_stream(&entry) ||
		cfb_dirent_size(file, &entry) < file->cutoff ||
		follow(tail, entry.start) == entry.start)
		return status;
	return cfb_directory_set_contents(file, id,
		follow(tail, entry.start), entry.size);
}

static int
restart(struct tail *tail, const struct cfb_written *written)
{
	unsigned shift = tail->file->sector_shift - CFB_DIRENT_SHIFT;
	int status = CFB_OK;

	for (uint32_t n = 0; n < written->directory_count; n++) {
		for (uint32_t i = 0; status == CFB_OK && i < 1U << shift; i++)
			status = restart_entry(tail,
				(written->directory[n] << shift) + i);
	}
	return status;
}

/* Streams that are open find their places again when they are used. */
static int
reopen_streams(struct cfb_file *file)
{
	struct list *streams = &file->edit->streams;

	for (struct list *l = streams->next; l != streams; l = l->next) {
		struct cfb_stream *stream = container_of(l, struct cfb_stream,
			link);
		struct cfb_dirent entry;
		int status = cfb_directory_entry(file, stream->id, &entry);

		if (status != CFB_OK)
			return status;
		if (stream->mini)
			continue;
		cfb_extents_done(&stream->extents);
		cfb_extents_init(&stream->extents, &file->fat.pages,
			file->sectors, entry.start);
		stream->prepared = false;
	}
	return CFB_OK;
}

static int
move(struct tail *tail, const struct cfb_written *written)
{
	int status = cfb_generation_waive(tail->file);

	if (status == CFB_OK)
		status = copy_contents(tail);
	if (status == CFB_OK)
		status = relink_before(tail, written);
	if (status == CFB_OK)
		status = relink_moved(tail);
	if (status == CFB_OK)
		status = restart(tail, written);
	if (status == CFB_OK)
		status = reopen_streams(tail->file);
	tail->file->edit->draw_to = tail->first;
	return status;
}

int
cfb_overwrite_prepare(struct cfb_file *file, uint32_t limit,
	const struct cfb_written *written, bool *fits)
{
	struct tail tail = { .file = file, .first = limit };
	uint32_t used = 0;
	int status = CFB_OK;

	*fits = false;
	/* What others read, or what is not committed yet, keeps the file from
	 * being cut off anyway. */
	if (file->edit->readers || cfb_loose_end(file) > limit ||
		file->sectors <= limit)
		return CFB_OK;
	tail.count = file->sectors - limit;
	tail.to = malloc(tail.count * sizeof *tail.to);
	if (!tail.to)
		return CFB_NO_MEMORY;
	status = survey(&tail, &used);
	if (status == CFB_OK)
		*fits = used <= cfb_generation_room(file, limit) +
			count_spare(file, limit);
	if (status == CFB_OK && *fits)
		status = move(&tail, written);
	free(tail.to);
	return status;
}
