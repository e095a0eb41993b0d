/* SPDX-License-Identifier: MIT */
/* Beginning and ending to change a file; creating one. */
#include "cfb/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/container.h"
#include "cfb/index.h"
#include "cfb/shrink.h"
#include "cfb/stream.h"

int
cfb_edit_make_places(struct cfb_edit *edit, uint32_t count)
{
	uint32_t capacity = edit->place_capacity * 2;
	uint32_t *places;

	if (edit->place_capacity - edit->place_count >= count)
		return CFB_OK;
	if (capacity < edit->place_count + count)
		capacity = edit->place_count + count;
	places = realloc(edit->places, capacity * sizeof *places);
	if (!places)
		return CFB_NO_MEMORY;
	edit->places = places;
	edit->place_capacity = capacity;
	return CFB_OK;
}

/*
 * A writer that was stopped leaves sectors behind those that the FAT is for.
 * If the FAT is all that the header says there is, nothing leads to them.
 */
static void
forget_rest(struct cfb_file *file, const struct cfb_edit *edit)
{
	if (edit->place_count == file->header.fat_sectors &&
		file->fat.difat.count == file->header.difat_sectors)
		file->sectors = edit->place_count * cfb_fat_per_sector(file);
}

/*
 * What the DIFAT lists next was put behind the places that are known.
 * CFB_NOT_FOUND: it ends with the first entry that is free.
 */
static int
learn_next(const struct cfb_file *file, struct cfb_edit *edit, uint32_t count)
{
	uint32_t end = edit->place_count + count;
	int status = CFB_OK;

	while (status == CFB_OK && edit->place_count < end) {
		const uint32_t *next = edit->places + edit->place_count;
		uint32_t most = end - edit->place_count;
		uint32_t run = 1;

		if (next[0] == CFB_FREESECT)
			return CFB_NOT_FOUND;
		if (next[0] >= file->sectors)
			return CFB_CORRUPT;
		if (most > file->sectors - next[0])
			most = file->sectors - next[0];
		while (run < most && next[run] == next[0] + run)
			run++;
		edit->place_count += run;
		status = cfb_space_set_tables(&edit->sectors, next[0], run,
			file->sectors);
	}
	return status;
}

/* Those of a DIFAT sector. */
static int
learn_listed(struct cfb_file *file, struct cfb_edit *edit, uint32_t at)
{
	uint32_t per = cfb_difat_per_sector(file);
	const uint8_t *bytes;
	int status = cfb_pages_sector(file, &file->fat.difat.pages, at,
		&bytes);

	if (status == CFB_OK)
		status = cfb_edit_make_places(edit, per);
	if (status != CFB_OK)
		return status;
	get_le32s(bytes, edit->places + edit->place_count, per);
	return learn_next(file, edit, per);
}

/* All that the DIFAT lists. */
static int
learn_places(struct cfb_file *file, struct cfb_edit *edit)
{
	struct cfb_difat *difat = &file->fat.difat;
	int status = cfb_edit_make_places(edit, CFB_HEADER_DIFAT_COUNT);

	if (status != CFB_OK)
		return status;
	memcpy(edit->places, file->header.difat, sizeof file->header.difat);
	status = learn_next(file, edit, CFB_HEADER_DIFAT_COUNT);
	for (uint32_t at = 0; status == CFB_OK; at++) {
		status = cfb_difat_reach(file, at);
		if (status == CFB_OK && at >= difat->count)
			break;
		if (status == CFB_OK)
			status = learn_listed(file, edit, at);
	}
	return status == CFB_NOT_FOUND ? CFB_OK : status;
}

/*
 * Learn where the FAT and the DIFAT are. The FAT has to describe every sector
 * of the file: what it does not describe could not be told from free room.
 */
static int
learn_tables(struct cfb_file *file, struct cfb_edit *edit)
{
	uint32_t needed = cfb_fat_sectors_needed(file);
	int status = learn_places(file, edit);

	if (status != CFB_OK)
		return status;
	if (file->fat.difat.end == CFB_DIFAT_OPEN) {
		status = cfb_difat_reach(file, file->fat.difat.count);
		if (status != CFB_OK)
			return status;
	}
	if (file->fat.difat.end == CFB_DIFAT_LOOP ||
		file->fat.difat.end == CFB_DIFAT_OUTSIDE)
		return CFB_CORRUPT;
	if (edit->place_count < needed)
		forget_rest(file, edit);
	if (edit->place_count < needed && file->sectors >
		edit->place_count * cfb_fat_per_sector(file))
		return CFB_CORRUPT;
	status = CFB_OK;
	for (uint32_t i = 0; status == CFB_OK && i < file->fat.difat.count;
		i++)
		status = cfb_space_set_tables(&edit->sectors,
			file->fat.difat.sectors[i], 1, file->sectors);
	return status;
}

/* The metadata chains have to be whole, and the counts in the header right. */
static int
learn_chains(struct cfb_file *file, struct cfb_edit *edit)
{
	struct cfb_chain *chains[] = { &file->directory, &file->minifat,
		&file->ministream };
	uint64_t minis = cfb_dirent_size(file, &file->root) >>
		file->mini_shift;
	uint64_t room;

	for (size_t i = 0; i < 3; i++) {
		struct cfb_extents *extents = &chains[i]->extents;
		int status = cfb_extents_reach_end(file, extents);

		if (status != CFB_OK)
			return status;
		/* An empty chain may begin with anything. */
		if (extents->length != 0 && extents->end != CFB_CHAIN_NORMAL)
			return CFB_CORRUPT;
		if (extents->length == 0)
			extents->end = CFB_CHAIN_NORMAL;
	}
	/* Mini sectors are as many as all three say there are. */
	room = (uint64_t)file->ministream.extents.length
		<< (file->sector_shift - file->mini_shift);
	if (minis > room)
		minis = room;
	room = (uint64_t)file->minifat.extents.length *
		cfb_fat_per_sector(file);
	if (minis > room)
		minis = room;
	edit->mini_count = (uint32_t)minis;
	edit->id_end = file->directory.extents.length <<
		(file->sector_shift - CFB_DIRENT_SHIFT);
	return CFB_OK;
}

struct cfb_edit *
cfb_edit_make(struct cfb_file *file)
{
	struct cfb_edit *edit = calloc(1, sizeof *edit);

	if (!edit)
		return NULL;
	list_init(&edit->streams);
	/* The file may grow. */
	cfb_page_pool_bound(&file->pool, UINT64_MAX);
	cfb_space_init(&edit->sectors, &file->fat.pages);
	cfb_space_init(&edit->minis, &file->minifat.pages);
	cfb_space_init(&edit->loose, NULL);
	cfb_space_init(&edit->adopted, NULL);
	cfb_space_init(&edit->doubted, NULL);
	edit->sectors.never = cfb_range_lock_sector(file);
	return edit;
}

static void
free_edit(struct cfb_edit *edit)
{
	if (!edit)
		return;
	cfb_space_done(&edit->sectors);
	cfb_space_done(&edit->minis);
	cfb_space_done(&edit->loose);
	cfb_space_done(&edit->adopted);
	cfb_space_done(&edit->doubted);
	free(edit->places);
	free(edit->pending.runs);
	free(edit->rests.runs);
	free(edit->free_ids);
	free(edit);
}

int
cfb_edit_learn(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status;

	file->edit = NULL; /* nothing is known of places yet */
	status = learn_tables(file, edit);
	if (status == CFB_OK)
		status = learn_chains(file, edit);
	if (status == CFB_OK)
		status = device_size(file->device, &edit->device_size);
	file->edit = edit;
	if (status != CFB_OK)
		return status;
	edit->committed_size = edit->device_size;
	edit->foreign_end = edit->place_count * cfb_fat_per_sector(file);
	return cfb_edit_protect(file);
}

/*
 * A header that was torn when it was written is whole again before anything
 * else is written. The record stays until that is on the medium.
 */
static int
finish_header(struct cfb_file *file)
{
	int status = file->record_status;

	if (status == CFB_OK && file->torn)
		status = device_write(file->device, 0, file->edit->committed,
			CFB_HEADER_SIZE);
	if (status == CFB_OK && file->torn)
		status = device_sync(file->device);
	if (status == CFB_OK)
		file->torn = false;
	return status;
}

int
cfb_edit_begin(struct cfb_file *file)
{
	int status;

	/* Nobody else writes mini sectors of another size, or other cutoffs,
	 * and what we write has to be in order. */
	if (file->mini_shift != CFB_MINI_SHIFT ||
		file->cutoff != CFB_MINI_CUTOFF)
		return CFB_CORRUPT;
	file->edit = cfb_edit_make(file);
	if (!file->edit)
		return CFB_NO_MEMORY;
	cfb_header_encode(&file->header, file->edit->committed);
	file->edit->has_committed = file->edit->replaces_header = true;
	file->edit->record_end = file->recorded ? file->size : 0;
	file->edit->since = file->header.transaction_signature;
	status = cfb_edit_learn(file);
	if (status == CFB_OK)
		status = finish_header(file);
	if (status != CFB_OK)
		cfb_edit_end(file);
	return status;
}

void
cfb_edit_doubt(struct cfb_file *file, int status)
{
	/* What is not found here has to be there. */
	if (file->edit->broken == CFB_OK)
		file->edit->broken = status == CFB_NOT_FOUND ? CFB_CORRUPT
							     : status;
}

void
cfb_edit_cut(struct cfb_file *file, uint64_t end)
{
	struct cfb_edit *edit = file->edit;

	if (edit->device_size <= end ||
		device_resize(file->device, end) != CFB_OK)
		return;
	edit->device_size = end;
	if (edit->record_end > end)
		edit->record_end = 0;
}

void
cfb_edit_finish(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;

	if (!edit->keep_generation && cfb_commit(file, 0) == CFB_OK)
		cfb_shrink_last(file);
	if (!edit->unsure)
		cfb_edit_cut(file, edit->committed_size);
}

/* Streams may be closed after the file. */
static void
let_go(struct cfb_edit *edit)
{
	while (!list_empty(&edit->streams)) {
		struct cfb_stream *stream = container_of(edit->streams.next,
			struct cfb_stream, link);

		list_remove(&stream->link);
		stream->file = NULL;
		stream->gather.length = 0;
		stream->reserve_count = 0;
	}
}

void
cfb_edit_end(struct cfb_file *file)
{
	if (file->edit)
		let_go(file->edit);
	free_edit(file->edit);
	file->edit = NULL;
}

static void
set_new_header(struct cfb_file *file, unsigned version)
{
	struct cfb_header *header = &file->header;

	memset(header, 0, sizeof *header);
	header->minor_version = CFB_MINOR_VERSION;
	header->major_version = (uint16_t)version;
	header->byte_order = CFB_BYTE_ORDER;
	header->sector_shift = version == 4 ? 12 : 9;
	header->mini_sector_shift = CFB_MINI_SHIFT;
	header->mini_cutoff = CFB_MINI_CUTOFF;
	header->first_directory = CFB_ENDOFCHAIN;
	header->first_minifat = CFB_ENDOFCHAIN;
	header->first_difat = CFB_ENDOFCHAIN;
	memset(header->difat, 0xFF, sizeof header->difat);
	file->sector_shift = (uint8_t)header->sector_shift;
	file->mini_shift = CFB_MINI_SHIFT;
	file->wide = version == 4;
	file->cutoff = CFB_MINI_CUTOFF;
}

int
cfb_file_add_root(struct cfb_file *file)
{
	static const char name[] = "Root Entry";
	uint8_t *raw;
	uint32_t id;
	int status = cfb_directory_take(file, &id);

	if (status == CFB_OK)
		status = cfb_directory_edit(file, id, &raw);
	if (status != CFB_OK)
		return status;
	for (size_t i = 0; i < sizeof name; i++)
		put_le16(raw + 2 * i, (uint8_t)name[i]);
	put_le16(raw + 64, 2 * sizeof name);
	raw[66] = CFB_TYPE_ROOT;
	raw[67] = CFB_BLACK;
	put_le32(raw + 116, CFB_ENDOFCHAIN);
	cfb_dirent_decode(raw, &file->root);
	return cfb_index_set_sound(file, CFB_ROOT);
}

/*
 * An empty file is not emptied: file systems take that for a file that is
 * replaced, and write it out when it is closed.
 */
static int
empty_device(struct device *device)
{
	uint64_t size;
	int status = device_size(device, &size);

	return status == CFB_OK && size != 0 ? device_resize(device, 0)
					     : status;
}

void
cfb_file_clear(struct cfb_file *file, unsigned version)
{
	file->sectors = 0;
	set_new_header(file, version);
	cfb_fat_init(&file->fat, file);
	cfb_chain_init(&file->directory, file, CFB_ENDOFCHAIN, 0);
	cfb_chain_init(&file->minifat, file, CFB_ENDOFCHAIN, 0xFF);
	cfb_chain_init(&file->ministream, file, CFB_ENDOFCHAIN, 0);
	file->fat.difat.end = CFB_DIFAT_NORMAL;
}

int
cfb_file_begin_new(struct device *device, unsigned version,
	struct cfb_file **out)
{
	struct cfb_file *file = cfb_file_alloc(device);

	if (!file)
		return CFB_NO_MEMORY;
	cfb_file_clear(file, version);
	file->edit = cfb_edit_make(file);
	if (file->edit)
		file->edit->swept = true; /* nobody else wrote to it */
	if (!file->edit) {
		cfb_file_free(file);
		return CFB_NO_MEMORY;
	}
	*out = file;
	return CFB_OK;
}

int
cfb_file_create(struct device *device, unsigned version,
	struct cfb_file **out)
{
	struct cfb_file *file;
	int status = cfb_file_begin_new(device, version, &file);

	if (status != CFB_OK)
		return status;
	status = empty_device(device);
	if (status == CFB_OK)
		status = cfb_file_add_root(file);
	if (status == CFB_OK)
		status = cfb_commit(file, 0);
	if (status != CFB_OK) {
		cfb_file_free(file);
		return status;
	}
	*out = file;
	return CFB_OK;
}
