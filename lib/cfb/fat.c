/* SPDX-License-Identifier: MIT */
/*
 * The DIFAT chain is walked as far as a FAT sector is asked for; since no
 * more FAT sectors are ever needed than describe the file, a chain that loops
 * cannot keep anybody busy.
 */
#include "cfb/fat.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/container.h"
#include "cfb/edit.h"
#include "cfb/file.h"
#include "cfb/format.h"
#include "cfb/status.h"

uint32_t
cfb_fat_per_sector(const struct cfb_file *file)
{
	return 1U << (file->sector_shift - 2);
}

uint32_t
cfb_difat_per_sector(const struct cfb_file *file)
{
	return cfb_fat_per_sector(file) - 1;
}

uint32_t
cfb_fat_sectors_needed(const struct cfb_file *file)
{
	uint32_t per = cfb_fat_per_sector(file);

	return file->sectors / per + (file->sectors % per != 0);
}

static int
locate_difat(struct cfb_file *file, struct cfb_pages *pages, uint32_t index,
	uint32_t *sector, uint32_t *run)
{
	const struct cfb_difat *difat = &file->fat.difat;
	uint32_t end = (index | ((1U << pages->shift) - 1)) + 1;
	uint32_t last = index;

	while (last + 1 < end && last + 1 < difat->count &&
		difat->sectors[last + 1] == difat->sectors[last] + 1)
		last++;
	/* Writers put them together, so the next ones are likely to follow
	 * where the last one did; append_difat() sees whether they do. */
	if (last + 1 >= difat->count && (last == 0 || difat->sectors[last] ==
		difat->sectors[last - 1] + 1))
		last = end - 1;
	*sector = difat->sectors[index];
	*run = last - index + 1;
	return CFB_OK;
}

/* Of what was loaded in the hope that it follows, nothing does. */
static void
forget_guess(const struct cfb_difat *difat)
{
	const struct cfb_pages *pages = &difat->pages;
	uint32_t number = difat->count >> pages->shift;
	uint32_t at = difat->count & ((1U << pages->shift) - 1);

	if (number < pages->count && pages->slots[number])
		pages->slots[number]->valid &= (1U << at) - 1;
}

/* Append difat->next, which is a sector of the file. */
static int
append_difat(struct cfb_file *file)
{
	struct cfb_difat *difat = &file->fat.difat;
	const uint8_t *bytes;
	int status;

	if (difat->count == difat->capacity) {
		uint32_t capacity = difat->capacity ? difat->capacity * 2 : 4;
		uint32_t *sectors = realloc(difat->sectors,
			capacity * sizeof *sectors);

		if (!sectors)
			return CFB_NO_MEMORY;
		difat->sectors = sectors;
		difat->capacity = capacity;
	}
	difat->sectors[difat->count] = difat->next;
	if (difat->count != 0 && difat->next !=
		difat->sectors[difat->count - 1] + 1)
		forget_guess(difat);
	status = cfb_pages_sector(file, &difat->pages, difat->count, &bytes);
	if (status != CFB_OK)
		return status;
	difat->next = get_le32(bytes + 4 * cfb_difat_per_sector(file));
	difat->count++;
	return CFB_OK;
}

static enum cfb_difat_end
classify(const struct cfb_file *file, uint32_t next)
{
	if (next < file->sectors)
		return CFB_DIFAT_OPEN;
	if (next == CFB_ENDOFCHAIN)
		return CFB_DIFAT_NORMAL;
	if (next == CFB_FREESECT)
		return CFB_DIFAT_FREE;
	return CFB_DIFAT_OUTSIDE;
}

int
cfb_difat_reach(struct cfb_file *file, uint32_t index)
{
	struct cfb_difat *difat = &file->fat.difat;

	if (difat->count == 0 && difat->end == CFB_DIFAT_OPEN)
		difat->end = classify(file, difat->next);
	while (difat->end == CFB_DIFAT_OPEN && difat->count <= index) {
		int status;

		if (difat->count >= file->sectors) {
			difat->end = CFB_DIFAT_LOOP;
			break;
		}
		status = append_difat(file);
		if (status != CFB_OK)
			return status;
		difat->end = classify(file, difat->next);
	}
	return CFB_OK;
}

int
cfb_difat_entry(struct cfb_file *file, uint32_t index, uint32_t *sector)
{
	uint32_t per = cfb_difat_per_sector(file);
	const uint8_t *bytes;
	uint32_t at;
	int status;

	if (file->edit && file->edit->places) {
		if (index >= file->edit->place_count)
			return CFB_NOT_FOUND;
		*sector = file->edit->places[index];
		return CFB_OK;
	}
	if (index < CFB_HEADER_DIFAT_COUNT) {
		*sector = file->header.difat[index];
		return CFB_OK;
	}
	index -= CFB_HEADER_DIFAT_COUNT;
	at = index / per;
	status = cfb_difat_reach(file, at);
	if (status != CFB_OK)
		return status;
	if (at >= file->fat.difat.count)
		return CFB_NOT_FOUND;
	status = cfb_pages_sector(file, &file->fat.difat.pages, at, &bytes);
	if (status != CFB_OK)
		return status;
	*sector = get_le32(bytes + (size_t)(index % per) * 4);
	return CFB_OK;
}

/* Is DIFAT entry `index` in memory if the one before is? */
static bool
is_at_hand(const struct cfb_file *file, uint32_t index)
{
	return (file->edit && file->edit->places) ||
		index < CFB_HEADER_DIFAT_COUNT ||
		(index > CFB_HEADER_DIFAT_COUNT &&
			(index - CFB_HEADER_DIFAT_COUNT) %
				cfb_difat_per_sector(file) != 0);
}

static int
locate_fat(struct cfb_file *file, struct cfb_pages *pages, uint32_t index,
	uint32_t *sector, uint32_t *run)
{
	uint32_t last = index | ((1U << pages->shift) - 1);
	uint32_t next;
	int status = cfb_difat_entry(file, index, sector);

	if (status != CFB_OK)
		return status;
	if (*sector >= file->sectors)
		return CFB_NOT_FOUND;
	*run = 1;
	/* The page may be one read, but no DIFAT sector is read for that. */
	while (index + *run <= last && is_at_hand(file, index + *run) &&
		cfb_difat_entry(file, index + *run, &next) == CFB_OK &&
		next == *sector + *run)
		++*run;
	return CFB_OK;
}

void
cfb_fat_init(struct cfb_fat *fat, struct cfb_file *file)
{
	/* What the file does not hold of a cut sector is free. */
	cfb_pages_init(&fat->pages, file, locate_fat, 0xFF);
	memset(&fat->difat, 0, sizeof fat->difat);
	cfb_pages_init(&fat->difat.pages, file, locate_difat, 0xFF);
	fat->difat.next = file->header.first_difat;
}

void
cfb_fat_done(struct cfb_fat *fat, struct cfb_file *file)
{
	cfb_pages_done(&fat->pages, file);
	cfb_pages_done(&fat->difat.pages, file);
	free(fat->difat.sectors);
}

int
cfb_fat_entry(struct cfb_file *file, uint32_t sector, uint32_t *entry)
{
	uint32_t per = cfb_fat_per_sector(file);
	const uint8_t *bytes;
	int status;

	status = cfb_pages_sector(file, &file->fat.pages, sector / per,
		&bytes);
	if (status != CFB_OK)
		return status;
	*entry = get_le32(bytes + (size_t)(sector % per) * 4);
	return CFB_OK;
}
