/* SPDX-License-Identifier: MIT */
/* Taking, changing and freeing directory entries, [MS-CFB] 2.6. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/edit.h"

#define LOOK_AHEAD 64 /* entries looked at for one that is free */

static unsigned
entries_shift(const struct cfb_file *file)
{
	return file->sector_shift - CFB_DIRENT_SHIFT;
}

int
cfb_directory_edit(struct cfb_file *file, uint32_t id, uint8_t **raw)
{
	unsigned shift = entries_shift(file);
	uint8_t *bytes;
	int status = cfb_pages_edit(file, &file->directory.pages, id >> shift,
		&bytes);

	if (status != CFB_OK)
		return status;
	*raw = bytes + (size_t)(id & ((1U << shift) - 1)) * CFB_DIRENT_SIZE;
	return CFB_OK;
}

/* [MS-CFB] 2.6.2: zeros, and links to nowhere. */
static void
clear(uint8_t raw[CFB_DIRENT_SIZE])
{
	memset(raw, 0, CFB_DIRENT_SIZE);
	memset(raw + 68, 0xFF, 12);
}

static int
push_free(struct cfb_edit *edit, uint32_t id)
{
	if (edit->free_id_count == edit->free_id_capacity) {
		size_t capacity = edit->free_id_capacity
				? edit->free_id_capacity * 2 : 32;
		uint32_t *ids = realloc(edit->free_ids,
			capacity * sizeof *ids);

		if (!ids)
			return CFB_NO_MEMORY;
		edit->free_ids = ids;
		edit->free_id_capacity = capacity;
	}
	edit->free_ids[edit->free_id_count++] = id;
	return CFB_OK;
}

/* Look at some more of the entries that there were from the beginning. */
static int
look_ahead(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t end = edit->id_end;

	for (int i = 0; i < LOOK_AHEAD && edit->id_next < end; i++) {
		const uint8_t *raw;
		int status = cfb_directory_raw(file, edit->id_next, &raw);

		if (status == CFB_OK && raw[66] == CFB_TYPE_FREE &&
			edit->id_next != CFB_ROOT)
			status = push_free(edit, edit->id_next);
		if (status != CFB_OK)
			return status;
		edit->id_next++;
	}
	return CFB_OK;
}

/* One more sector of free entries; they are given out in ascending order. */
static int
grow(struct cfb_file *file)
{
	uint32_t index = file->directory.extents.length;
	unsigned shift = entries_shift(file);
	uint32_t first = index << shift;
	uint8_t *bytes;
	int status = cfb_chain_grow(file, &file->directory.extents, 1);

	if (status != CFB_OK)
		return status;
	status = cfb_pages_add(file, &file->directory.pages, index, &bytes);
	if (status != CFB_OK) {
		if (cfb_chain_shrink(file, &file->directory.extents, index) !=
			CFB_OK)
			cfb_edit_doubt(file, status);
		return status;
	}
	for (uint32_t i = 0; i < 1U << shift; i++)
		clear(bytes + (size_t)i * CFB_DIRENT_SIZE);
	for (uint32_t i = 1U << shift; status == CFB_OK && i-- > 0;)
		status = push_free(file->edit, first + i);
	return status;
}

int
cfb_directory_take(struct cfb_file *file, uint32_t *id)
{
	struct cfb_edit *edit = file->edit;
	uint8_t *raw;
	int status = CFB_OK;

	if (edit->free_id_count == 0)
		status = look_ahead(file);
	if (status == CFB_OK && edit->free_id_count == 0)
		status = grow(file);
	if (status != CFB_OK)
		return status;
	*id = edit->free_ids[edit->free_id_count - 1];
	status = cfb_directory_edit(file, *id, &raw);
	if (status != CFB_OK)
		return status;
	edit->free_id_count--;
	clear(raw);
	return CFB_OK;
}

int
cfb_directory_release(struct cfb_file *file, uint32_t id)
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status != CFB_OK)
		return status;
	clear(raw);
	file->edit->ids_released = true;
	/* One that was not looked at yet will be found. */
	return id < file->edit->id_next || id >= file->edit->id_end
		? push_free(file->edit, id) : CFB_OK;
}

/* Are all entries of a sector free? */
static int
is_sector_free(struct cfb_file *file, uint32_t index, bool *is_free)
{
	const uint8_t *bytes;
	int status = cfb_chain_sector(file, &file->directory, index, &bytes);

	if (status != CFB_OK)
		return status;
	*is_free = true;
	for (uint32_t i = 0; i < 1U << entries_shift(file); i++, bytes +=
		CFB_DIRENT_SIZE)
		*is_free = *is_free && bytes[66] == CFB_TYPE_FREE;
	return CFB_OK;
}

/* Entries from `end` on are no more. */
static void
forget_ids(struct cfb_edit *edit, uint32_t end)
{
	size_t kept = 0;

	for (size_t i = 0; i < edit->free_id_count; i++) {
		if (edit->free_ids[i] < end)
			edit->free_ids[kept++] = edit->free_ids[i];
	}
	edit->free_id_count = kept;
	if (edit->id_end > end)
		edit->id_end = end;
	if (edit->id_next > end)
		edit->id_next = end;
}

int
cfb_directory_trim(struct cfb_file *file)
{
	struct cfb_extents *extents = &file->directory.extents;
	uint32_t length = extents->length;
	int status = CFB_OK;

	if (!file->edit->ids_released)
		return CFB_OK;
	/* The first sector holds the root. */
	while (length > 1) {
		bool is_free;

		status = is_sector_free(file, length - 1, &is_free);
		if (status != CFB_OK)
			return status;
		if (!is_free)
			break;
		length--;
	}
	file->edit->ids_released = false;
	if (length == extents->length)
		return CFB_OK;
	cfb_pages_cut(file, &file->directory.pages, length);
	forget_ids(file->edit, length << entries_shift(file));
	status = cfb_chain_shrink(file, extents, length);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

int
cfb_directory_set_contents(struct cfb_file *file, uint32_t id,
	uint32_t start, uint64_t size)
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status != CFB_OK)
		return status;
	put_le32(raw + 116, start);
	put_le64(raw + 120, size);
	return CFB_OK;
}
