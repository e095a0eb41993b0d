/* SPDX-License-Identifier: MIT */
/*
 * Some writers leave the last sector of a stream marked free. Readers do not
 * mind, but whoever takes such a sector for free room destroys the stream. In
 * files that are not large, everything that points to a free sector is looked
 * for before the first change, and what it points to is never given out. Mini
 * sectors behind the size that the root entry gives are found likewise, and
 * where two chains meet, so that the end of one does not free the other.
 *
 * In larger files this would cost more than the change itself: reading 8 MB
 * of FAT for a gigabyte, where appending to a stream reads a few sectors. So
 * there it waits for a sign. Before free numbers of a sector of the
 * table are given out, it is looked whether anything in this sector leads to
 * one of them, as a stream in one piece does: a writer who leaves the ends of
 * streams free does so with all of them. Then all of the file is looked
 * through, once, with a bit a sector. The mini FAT likewise tells in its last
 * sector whether the size in the root entry is too small.
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "cfb/directory.h"
#include "cfb/edit.h"

#define SECTORS_MAX 65536U     /* looked through before the first change */
#define SWEEP_MAX   (1U << 26) /* looked through at all: a bit each */
#define NEAR_END    1024U

/*
 * A number behind the last: when the file grows there, it has to be nobody's,
 * or the chain that was cut short would lead into what is not its own.
 */
static int
keep_beyond(struct cfb_file *file, struct cfb_space *space, uint32_t number,
	uint32_t limit)
{
	space->led_beyond = true;
	if (number > 2 * (uint64_t)limit + NEAR_END)
		return CFB_OK;
	if (space == &file->edit->sectors && number >= file->edit->foreign_end)
		file->edit->foreign_end = number + 1;
	return idset_add(&space->kept, number) == IDSET_NO_MEMORY
			? CFB_NO_MEMORY : CFB_OK;
}

/* A number that something points to: keep it if the table calls it free. */
static int
keep(struct cfb_file *file, struct cfb_space *space, uint32_t number,
	uint32_t limit)
{
	uint32_t per = cfb_fat_per_sector(file);
	const uint8_t *bytes;
	int status;

	if (number >= limit && number <= CFB_MAXREGSECT)
		return keep_beyond(file, space, number, limit);
	if (number >= limit)
		return CFB_OK;
	if (space->led_to[number / 8] >> number % 8 & 1) {
		status = cfb_space_share(space, number);
		if (status != CFB_OK)
			return status;
	}
	space->led_to[number / 8] |= (uint8_t)(1U << number % 8);
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
		if (cfb_space_is_table(space, number))
			continue; /* what is said of them leads nowhere */
		entry = get_le32(bytes + (size_t)(number % per) * 4);
		status = keep(file, space, entry, limit);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

/* What the tables of the file point to. */
static int
keep_tables(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	const struct cfb_extents *chains[] = { &file->directory.extents,
		&file->minifat.extents, &file->ministream.extents };
	const struct cfb_difat *difat = &file->fat.difat;
	int status = CFB_OK;

	for (uint32_t i = 0; status == CFB_OK && i < edit->place_count; i++)
		status = keep(file, &edit->sectors, edit->places[i],
			file->sectors);
	for (uint32_t i = 0; status == CFB_OK && i < difat->count; i++)
		status = keep(file, &edit->sectors, difat->sectors[i],
			file->sectors);
	for (size_t i = 0; status == CFB_OK && i < 3; i++)
		status = keep(file, &edit->sectors,
			cfb_extents_start(chains[i]), file->sectors);
	return status;
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

/* A chain goes on behind the last mini sector that its stream has. */
static int
note_long(struct cfb_file *file, uint32_t last)
{
	struct idset *tails = &file->edit->minis.tails;
	uint32_t per = cfb_fat_per_sector(file);
	const uint8_t *bytes;
	int status = cfb_chain_sector(file, &file->minifat, last / per,
		&bytes);

	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	if (get_le32(bytes + (size_t)(last % per) * 4) > CFB_MAXREGSECT)
		return CFB_OK;
	return idset_add(tails, last) == IDSET_NO_MEMORY ? CFB_NO_MEMORY
							 : CFB_OK;
}

/* Follow the chain of a small stream: mini sectors up to it are in use. */
static int
count_chain(struct cfb_file *file, const struct cfb_dirent *entry,
	uint64_t size, uint32_t room)
{
	struct cfb_extents extents;
	uint32_t needed = (uint32_t)((size - 1) >> file->mini_shift) + 1;
	int status;

	cfb_extents_init(&extents, &file->minifat.pages, room, entry->start);
	status = cfb_extents_reach(file, &extents, needed - 1);
	if (status == CFB_OK && extents.length >= needed &&
		extents.top >= file->edit->mini_count)
		file->edit->mini_count = extents.top + 1;
	if (status == CFB_OK && extents.length >= needed) {
		uint32_t last;
		uint32_t run;

		cfb_extents_at(&extents, needed - 1, &last, &run);
		status = note_long(file, last);
	}
	cfb_extents_done(&extents);
	return status;
}

/*
 * The size of the mini stream in the root entry may be too small, and nobody
 * minds: count the mini sectors that small streams have.
 */
static int
count_minis(struct cfb_file *file)
{
	uint64_t room = (uint64_t)file->ministream.extents.length
		<< (file->sector_shift - file->mini_shift);
	uint64_t described = (uint64_t)file->minifat.extents.length *
		cfb_fat_per_sector(file);
	uint32_t count;
	int status = cfb_directory_count(file, &count);

	room = min_u64(room, described);
	for (uint32_t id = 1; status == CFB_OK && id < count; id++) {
		struct cfb_dirent entry;
		uint64_t size;

		status = cfb_directory_entry(file, id, &entry);
		if (status != CFB_OK || !cfb_dirent_is_stream(&entry))
			continue;
		size = cfb_dirent_size(file, &entry);
		if (size != 0 && size < file->cutoff)
			status = count_chain(file, &entry, size,
				(uint32_t)room);
	}
	return status;
}

static int
begin_counting(struct cfb_space *space, uint32_t limit)
{
	space->led_to = calloc(limit / 8 + 1, 1);
	return space->led_to ? CFB_OK : CFB_NO_MEMORY;
}

static void
end_counting(struct cfb_space *space)
{
	free(space->led_to);
	space->led_to = NULL;
}

/* Does the FAT of a large file say anything of sectors behind its end? */
static int
look_behind(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t entry = CFB_FREESECT;
	int status = CFB_OK;

	for (uint32_t s = file->sectors; status == CFB_OK &&
		entry == CFB_FREESECT && s < edit->foreign_end; s++)
		status = cfb_fat_entry(file, s, &entry);
	if (status == CFB_NOT_FOUND)
		return CFB_OK;
	if (status == CFB_OK && entry == CFB_FREESECT)
		edit->foreign_end = 0;
	return status;
}

/* Look for everything that leads to a number that is marked free. */
static int
sweep(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status = begin_counting(&edit->sectors, file->sectors);

	if (status == CFB_OK)
		status = begin_counting(&edit->minis, edit->mini_count);
	if (status == CFB_OK)
		status = keep_tables(file);
	if (status == CFB_OK)
		status = keep_linked(file, &edit->sectors, file->sectors);
	if (status == CFB_OK)
		status = keep_linked(file, &edit->minis, edit->mini_count);
	if (status == CFB_OK)
		status = keep_started(file);
	end_counting(&edit->sectors);
	end_counting(&edit->minis);
	return status;
}

/* What is kept is not given out, though it was thought to be free. */
static void
take_out(struct cfb_space *space)
{
	for (size_t i = 0; i < space->kept.capacity; i++) {
		if (space->kept.slots[i] <= CFB_MAXREGSECT)
			cfb_space_forget(space, space->kept.slots[i], 1);
	}
}

int
cfb_edit_sweep(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status;

	edit->suspicious = false;
	if (edit->swept || file->sectors > SWEEP_MAX)
		return CFB_OK;
	status = sweep(file);
	take_out(&edit->sectors);
	take_out(&edit->minis);
	edit->swept = status == CFB_OK;
	edit->suspicious = !edit->swept;
	return status;
}

/* Is there anything in the mini FAT behind the mini stream's size? */
static int
look_behind_minis(struct cfb_file *file, bool *found)
{
	uint32_t per = cfb_fat_per_sector(file);
	uint32_t first = file->edit->mini_count;
	uint64_t room = (uint64_t)file->ministream.extents.length
		<< (file->sector_shift - file->mini_shift);
	uint64_t limit = min_u64(room, (uint64_t)per *
		file->minifat.extents.length);
	uint32_t mini = first == 0 ? 0 : (first - 1) / per * per;

	*found = false;
	for (; !*found && mini < limit; mini++) {
		const uint8_t *bytes;
		uint32_t entry;
		int status = cfb_chain_sector(file, &file->minifat,
			mini / per, &bytes);

		if (status != CFB_OK)
			return status == CFB_NOT_FOUND ? CFB_OK : status;
		entry = get_le32(bytes + (size_t)(mini % per) * 4);
		*found = mini < first ? entry >= first && entry < limit
				      : entry != CFB_FREESECT;
	}
	return CFB_OK;
}

static int
protect_large(struct cfb_file *file)
{
	bool found;
	int status = look_behind(file);

	if (status == CFB_OK)
		status = look_behind_minis(file, &found);
	return status == CFB_OK && found ? count_minis(file) : status;
}

int
cfb_edit_protect(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status;

	if (file->sectors > SECTORS_MAX)
		return protect_large(file);
	status = count_minis(file);
	if (status == CFB_OK)
		status = sweep(file);
	if (status != CFB_OK)
		return status;
	edit->swept = true;
	/* Nothing was cut short: what the FAT says of sectors behind the end
	 * of the file means nothing. */
	if (!edit->sectors.led_beyond) {
		edit->garbage_next = file->sectors;
		edit->garbage_end = edit->foreign_end;
		edit->foreign_end = 0;
	}
	return CFB_OK;
}
