/* SPDX-License-Identifier: MIT */
/*
 * Being the committed version again. Everything in memory that a failed
 * commit may have left half way is dropped, and read again when it is asked
 * for; what the header says was kept since it was committed.
 *
 * Some things outlast it: loose sectors, those among them that the commit had
 * adopted, and that sectors of the version before the committed one are not
 * given out yet.
 */
#include "cfb/rewind.h"

#include <string.h>

#include "base/container.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/index.h"
#include "cfb/stream.h"

/* What the old edit knows and the new one has to know. */
static void
hand_over(struct cfb_edit *from, struct cfb_edit *to)
{
	struct cfb_space loose = to->loose;
	struct cfb_space adopted = to->adopted;
	struct cfb_space doubted = to->doubted;

	to->loose = from->loose;
	to->adopted = from->adopted;
	to->doubted = from->doubted;
	from->loose = loose;
	from->adopted = adopted;
	from->doubted = doubted;
	to->doubt = from->doubt;
	to->rests = from->rests;
	from->rests = (struct cfb_freed_list){ 0 };
	to->keep_generation = from->keep_generation;
	to->readers = from->readers;
	to->watched = from->watched;
	to->since = from->since;
	to->sectors.floor = from->sectors.floor;
	to->sectors.spared = from->sectors.spared;
	to->unsynced = from->unsynced;
	to->bump = from->bump;
	to->record_end = from->record_end;
	to->committed_size = from->committed_size;
	to->device_size = from->device_size;
	to->has_committed = from->has_committed;
	to->replaces_header = from->replaces_header;
	to->replaces = from->replaces;
	to->replaced = from->replaced;
	memcpy(to->committed, from->committed, sizeof to->committed);
}

/* Cut off what was written for the version that came to nothing. */
static void
cut_off(struct cfb_file *file, struct cfb_edit *edit)
{
	uint32_t loose = cfb_space_end(&edit->loose);
	uint32_t adopted = cfb_space_end(&edit->adopted);
	uint64_t end = cfb_sector_offset(file,
		loose > adopted ? loose : adopted);

	if (end < edit->committed_size)
		end = edit->committed_size;
	/* Free room that stays is no failure. */
	if (edit->device_size > end &&
		device_resize(file->device, end) == CFB_OK)
		edit->device_size = end;
}

static void
drop_caches(struct cfb_file *file)
{
	cfb_indexes_drop(file);
	cfb_chain_done(&file->ministream, file);
	cfb_chain_done(&file->minifat, file);
	cfb_chain_done(&file->directory, file);
	cfb_fat_done(&file->fat, file);
}

/* Sectors that the committed version calls free and that are not. */
static int
withhold(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t end = cfb_space_end(&edit->loose);
	int status = CFB_OK;

	if (end > file->sectors)
		status = cfb_sectors_grow(file, end);
	for (uint32_t at = 0; status == CFB_OK && (at = cfb_space_next(
		&edit->loose, at, end)) < end; at++) {
		status = cfb_space_know(file, &edit->sectors, at,
			file->sectors);
		cfb_space_forget(&edit->sectors, at, 1);
	}
	for (size_t i = 0; status == CFB_OK && i < edit->rests.count; i++)
		status = cfb_sectors_withhold(file,
			edit->rests.runs[i].first, edit->rests.runs[i].count);
	return status;
}

static int
begin_again(struct cfb_file *file, struct cfb_edit *edit)
{
	uint64_t committed = edit->committed_size;
	int status;

	cut_off(file, edit);
	if (edit->has_committed) {
		cfb_header_decode(edit->committed, &file->header);
		status = cfb_file_read_again(file);
		file->edit = edit;
		if (status == CFB_OK)
			status = cfb_edit_learn(file);
	} else {
		file->edit = edit;
		status = cfb_file_replace_again(file);
	}
	edit->committed_size = committed;
	if (status == CFB_OK)
		status = cfb_loose_disown(file);
	return status == CFB_OK ? withhold(file) : status;
}

/* What streams have gathered or taken ahead since then comes to nothing. */
static void
take_streams(struct cfb_edit *edit, struct list *streams)
{
	list_init(streams);
	while (!list_empty(&edit->streams)) {
		struct list *link = edit->streams.next;
		struct cfb_stream *stream = container_of(link,
			struct cfb_stream, link);

		list_remove(link);
		list_append(streams, link);
		stream->gather.length = 0;
		stream->reserve_count = 0;
	}
}

/*
 * Those that are open go on with what is committed; the ones that are not in
 * it, and all of them once something failed, are let go.
 */
static int
open_again(struct cfb_file *file, struct list *streams, int status)
{
	while (!list_empty(streams)) {
		struct cfb_stream *stream = container_of(streams->next,
			struct cfb_stream, link);
		uint32_t id = stream->id;
		struct cfb_dirent entry = { .type = CFB_TYPE_FREE };
		int found = status == CFB_OK
				? cfb_directory_entry(file, id, &entry)
				: CFB_NOT_FOUND;

		if (found == CFB_OK && cfb_dirent_is_stream(&entry)) {
			cfb_stream_close(stream);
			cfb_stream_open(file, id, &entry, stream);
			continue;
		}
		list_remove(&stream->link);
		stream->file = NULL;
		if (found != CFB_OK && found != CFB_NOT_FOUND)
			status = found;
	}
	return status;
}

/* In the place of where a sector is: why nobody knows. */
static int
refuse(struct cfb_file *file, struct cfb_pages *pages, uint32_t index,
	uint32_t *sector, uint32_t *run)
{
	(void)pages;
	(void)index;
	(void)sector;
	(void)run;
	return file->edit->broken;
}

/*
 * What is in memory is neither version: whoever reads it is told what kept the
 * committed one from being read again, and not that the file is damaged.
 */
static int
close_up(struct cfb_file *file, int status)
{
	struct cfb_chain *chains[] = { &file->directory, &file->minifat,
		&file->ministream };

	cfb_edit_doubt(file, status);
	drop_caches(file);
	cfb_fat_init(&file->fat, file);
	file->fat.pages.locate = refuse;
	for (size_t i = 0; i < 3; i++) {
		cfb_chain_init(chains[i], file, 0, 0);
		cfb_extents_init(&chains[i]->extents, &file->fat.pages, 1, 0);
		chains[i]->pages.locate = refuse;
	}
	return status;
}

int
cfb_file_rewind(struct cfb_file *file)
{
	struct cfb_edit *old = file->edit;
	cfb_defect_fn *defect_fn = file->defect_fn;
	struct cfb_edit *edit;
	struct list streams;
	int status;

	/* Nobody knows which version is committed, or what is in it. */
	if (old->unsure || old->lost ||
		!(old->has_committed || old->replaces)) {
		cfb_edit_doubt(file, CFB_CORRUPT);
		return old->broken;
	}
	edit = cfb_edit_make(file);
	if (!edit)
		return close_up(file, CFB_NO_MEMORY);
	hand_over(old, edit);
	take_streams(old, &streams);
	drop_caches(file);
	cfb_edit_end(file);
	/* Nobody is told once more of what is wrong with the file. */
	file->defect_fn = NULL;
	status = begin_again(file, edit);
	file->defect_fn = defect_fn;
	status = open_again(file, &streams, status);
	return status == CFB_OK ? CFB_OK : close_up(file, status);
}
