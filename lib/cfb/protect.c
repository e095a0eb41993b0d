/* SPDX-License-Identifier: MIT */
/*
 * Some writers leave the last sector of a stream marked free. Readers do not
 * mind, but whoever takes such a sector for free room destroys the stream. In
 * files that are not large, everything that points to a free sector is looked
 * for before the first change, and what it points to is never given out.
 *
 * In larger files this would cost more than the change itself, and the FAT is
 * believed.
 */
#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/edit.h"

#define SECTORS_MAX 65536U

/* A number that something points to: keep it if the table calls it free. */
static int
keep(struct cfb_file *file, struct cfb_space *space, uint32_t number,
	uint32_t limit)
{
	uint32_t per = cfb_fat_per_sector(file);
	const uint8_t *bytes;
	int status;

	if (number >= limit)
		return CFB_OK;
	status = cfb_pages_sector(file, space->table, number / per, &bytes);
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	if (get_le32(bytes + (size_t)(number % per) * 4) != CFB_FREESECT)
		return CFB_OK;
	return idset_add(&space->kept, number) == IDSET_NO_MEMORY
			? CFB_NO_MEMORY : CFB_OK;
}

/* What the entries of a table point to. */
static int
keep_linked(struct cfb_file *file, struct cfb_space *space, uint32_t limit)
{
	uint32_t per = cfb_fat_per_sector(file);

	for (uint32_t number = 0; number < limit; number++) {
		const uint8_t *bytes;
		uint32_t entry;
		int status = cfb_pages_sector(file, space->table,
			number / per, &bytes);

		if (status == CFB_NOT_FOUND)
			return CFB_OK;
		if (status != CFB_OK)
			return status;
		entry = get_le32(bytes + (size_t)(number % per) * 4);
		status = keep(file, space, entry, limit);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

/* What directory entries point to. */
static int
keep_started(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t count;
	int status = cfb_directory_count(file, &count);

	for (uint32_t id = 1; status == CFB_OK && id < count; id++) {
		struct cfb_dirent entry;
		uint64_t size;

		status = cfb_directory_entry(file, id, &entry);
		if (status != CFB_OK || !cfb_dirent_is_stream(&entry))
			continue;
		size = cfb_dirent_size(file, &entry);
		if (size >= file->cutoff)
			status = keep(file, &edit->sectors, entry.start,
				file->sectors);
		else if (size != 0)
			status = keep(file, &edit->minis, entry.start,
				edit->mini_count);
	}
	return status;
}

int
cfb_edit_protect(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status;

	if (file->sectors > SECTORS_MAX)
		return CFB_OK;
	status = keep_linked(file, &edit->sectors, file->sectors);
	if (status == CFB_OK)
		status = keep_linked(file, &edit->minis, edit->mini_count);
	if (status == CFB_OK)
		status = keep_started(file);
	return status;
}
