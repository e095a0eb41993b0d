/* SPDX-License-Identifier: MIT */
/*
 * The tables of sectors, [MS-CFB] 2.3 and 2.5: where the DIFAT and the FAT
 * are, and whether what the FAT says of each sector fits what it is used for.
 */
#include "base/bytes.h"
#include "cfb/checker.h"

/* Own a sector of a table; is it marked as one? */
static int
own_table_sector(struct cfb_checker *checker, uint32_t sector, uint32_t mark,
	enum cfb_defect_id twice, enum cfb_defect_id unmarked)
{
	uint32_t entry;
	int status;

	if (bit_get(checker->owned, sector))
		return checker_note(checker, twice, sector, CFB_NOWHERE, 0);
	bit_set(checker->owned, sector);
	status = cfb_fat_entry(checker->file, sector, &entry);
	if (status == CFB_NOT_FOUND)
		return CFB_OK; /* that the FAT is too short is told anyway */
	if (status != CFB_OK)
		return status;
	if (entry != mark)
		return checker_note(checker, unmarked, sector, CFB_NOWHERE,
			entry);
	return CFB_OK;
}

/* How did the DIFAT chain end, and is it as long as the header says? */
static int
judge_difat(struct cfb_checker *checker)
{
	const struct cfb_difat *difat = &checker->file->fat.difat;
	const struct cfb_header *header = &checker->file->header;
	int status = CFB_OK;

	switch (difat->end) {
	case CFB_DIFAT_OPEN:
	case CFB_DIFAT_NORMAL:
		break;
	case CFB_DIFAT_FREE:
		status = checker_note(checker, difat->count
				? CFB_DEFECT_DIFAT_END
				: CFB_DEFECT_DIFAT_START,
			CFB_NOWHERE, CFB_NOWHERE, difat->next);
		break;
	case CFB_DIFAT_OUTSIDE:
		status = checker_note(checker, CFB_DEFECT_DIFAT_OUTSIDE,
			difat->next, CFB_NOWHERE, difat->next);
		break;
	case CFB_DIFAT_LOOP:
		status = checker_note(checker, CFB_DEFECT_DIFAT_LOOP,
			difat->next, CFB_NOWHERE, difat->next);
		break;
	}
	if (status == CFB_OK && difat->count != header->difat_sectors)
		status = checker_note(checker, CFB_DEFECT_DIFAT_COUNT,
			CFB_NOWHERE, CFB_NOWHERE, header->difat_sectors);
	return status;
}

/*
 * Own the DIFAT sectors. One that comes for the second time closes a loop;
 * the walk ends before it.
 */
static int
own_difat(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	struct cfb_difat *difat = &file->fat.difat;

	for (uint32_t i = 0;; i++) {
		int status = cfb_difat_reach(file, i);

		if (status != CFB_OK)
			return status;
		if (i >= difat->count)
			break;
		if (bit_get(checker->owned, difat->sectors[i])) {
			difat->count = i;
			difat->next = difat->sectors[i];
			difat->end = CFB_DIFAT_LOOP;
			break;
		}
		status = own_table_sector(checker, difat->sectors[i],
			CFB_DIFSECT, CFB_DEFECT_DIFAT_LOOP,
			CFB_DEFECT_DIFAT_UNMARKED);
		if (status != CFB_OK)
			return status;
	}
	return judge_difat(checker);
}

static int
own_fat_sector(struct cfb_checker *checker, uint32_t index, uint32_t sector)
{
	struct cfb_file *file = checker->file;

	if (sector >= CFB_MAXREGSECT)
		return checker_note(checker, CFB_DEFECT_DIFAT_RESERVED,
			CFB_NOWHERE, CFB_NOWHERE, sector);
	if (sector >= file->sectors)
		return checker_note(checker, CFB_DEFECT_FAT_SECTOR_OUTSIDE,
			sector, CFB_NOWHERE, index);
	if (cfb_sector_offset(file, sector + 1) > file->size) {
		int status = checker_note(checker, CFB_DEFECT_FAT_SECTOR_CUT,
			sector, CFB_NOWHERE, index);

		if (status != CFB_OK)
			return status;
	}
	return own_table_sector(checker, sector, CFB_FATSECT,
		CFB_DEFECT_FAT_TWICE, CFB_DEFECT_FAT_UNMARKED);
}

struct fat_census {
	uint32_t listed;   /* FAT sectors in the DIFAT */
	uint32_t holes;    /* free entries in front of the last of them */
	uint32_t free_run; /* free entries since the last of them */
	uint32_t missing;  /* FAT sectors that would be needed */
};

static int
census_entry(struct cfb_checker *checker, struct fat_census *census,
	uint32_t index)
{
	uint32_t needed = cfb_fat_sectors_needed(checker->file);
	uint32_t sector;
	int status = cfb_difat_entry(checker->file, index, &sector);

	if (status != CFB_OK)
		return status;
	if (sector >= checker->file->sectors && index < needed)
		census->missing++;
	if (sector == CFB_FREESECT) {
		census->free_run++;
		return CFB_OK;
	}
	census->holes += census->free_run;
	census->free_run = 0;
	census->listed++;
	return own_fat_sector(checker, index, sector);
}

int
checker_tables(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	uint32_t needed = cfb_fat_sectors_needed(file);
	struct fat_census census = { 0, 0, 0, 0 };
	uint32_t index = 0;
	int status = own_difat(checker);

	while (status == CFB_OK) {
		status = census_entry(checker, &census, index);
		index += status == CFB_OK;
	}
	if (status != CFB_NOT_FOUND)
		return status;
	if (index < needed)
		census.missing += needed - index;
	status = CFB_OK;
	if (census.holes != 0)
		status = checker_note(checker, CFB_DEFECT_DIFAT_HOLE,
			CFB_NOWHERE, CFB_NOWHERE, census.holes);
	if (status == CFB_OK && census.listed != file->header.fat_sectors)
		status = checker_note(checker, CFB_DEFECT_FAT_COUNT,
			CFB_NOWHERE, CFB_NOWHERE, file->header.fat_sectors);
	if (status == CFB_OK && census.missing != 0)
		status = checker_note(checker, CFB_DEFECT_FAT_SHORT,
			CFB_NOWHERE, CFB_NOWHERE, census.missing);
	return status;
}

/* Defects that come in masses are told once, with the first and a count. */
struct mass {
	enum cfb_defect_id id;
	uint32_t first;
	uint64_t count;
};

static void
mass_add(struct mass *mass, uint32_t sector)
{
	if (mass->count++ == 0)
		mass->first = sector;
}

static int
mass_note(struct cfb_checker *checker, const struct mass *mass)
{
	if (mass->count == 0)
		return CFB_OK;
	return checker_note(checker, mass->id, mass->first, CFB_NOWHERE,
		mass->count);
}

struct fat_masses {
	struct mass lost;
	struct mass used_free;
	struct mass beyond;
	struct mass stray;
};

/* [MS-CFB] 2.8: the sector of the range locks, in files that reach it. */
static bool
is_range_lock(const struct cfb_file *file, uint32_t sector)
{
	uint64_t at = cfb_sector_offset(file, sector);

	return file->wide && at <= CFB_RANGE_LOCK_OFFSET &&
		at + (1U << file->sector_shift) > CFB_RANGE_LOCK_OFFSET;
}

static int
check_range_lock(struct cfb_checker *checker, uint32_t sector, uint32_t entry)
{
	if (!bit_get(checker->owned, sector) && entry == CFB_ENDOFCHAIN)
		return CFB_OK;
	return checker_note(checker, CFB_DEFECT_FAT_RANGE_LOCK, sector,
		CFB_NOWHERE, entry);
}

static int
check_fat_entry(struct cfb_checker *checker, struct fat_masses *masses,
	uint32_t sector, uint32_t entry)
{
	struct cfb_file *file = checker->file;

	if (sector >= file->sectors) {
		if (entry != CFB_FREESECT)
			mass_add(&masses->beyond, sector);
		return CFB_OK;
	}
	if (is_range_lock(file, sector))
		return check_range_lock(checker, sector, entry);
	if (entry == CFB_FREESECT) {
		if (bit_get(checker->owned, sector))
			mass_add(&masses->used_free, sector);
		return CFB_OK;
	}
	if (entry == CFB_FATSECT || entry == CFB_DIFSECT) {
		if (!bit_get(checker->owned, sector))
			mass_add(&masses->stray, sector);
		return CFB_OK;
	}
	if (!bit_get(checker->owned, sector))
		mass_add(&masses->lost, sector);
	if (entry == CFB_ENDOFCHAIN || entry < file->sectors)
		return CFB_OK;
	return checker_note(checker, entry >= CFB_MAXREGSECT
			? CFB_DEFECT_FAT_RESERVED
			: CFB_DEFECT_FAT_NEXT_OUTSIDE,
		sector, CFB_NOWHERE, entry);
}

static int
check_fat_sector(struct cfb_checker *checker, struct fat_masses *masses,
	uint32_t index)
{
	uint32_t per = cfb_fat_per_sector(checker->file);
	const uint8_t *bytes;
	int status = cfb_pages_sector(checker->file, &checker->file->fat.pages,
		index, &bytes);

	if (status == CFB_NOT_FOUND)
		return CFB_OK;
	for (uint32_t i = 0; status == CFB_OK && i < per; i++) {
		uint64_t sector = (uint64_t)index * per + i;

		if (sector >= CFB_MAXREGSECT)
			break;
		status = check_fat_entry(checker, masses, (uint32_t)sector,
			get_le32(bytes + (size_t)i * 4));
	}
	return status;
}

int
checker_fat_entries(struct cfb_checker *checker)
{
	uint32_t count = cfb_fat_sectors_needed(checker->file);
	struct fat_masses masses = {
		.lost = { .id = CFB_DEFECT_FAT_LOST },
		.used_free = { .id = CFB_DEFECT_FAT_USED_FREE },
		.beyond = { .id = CFB_DEFECT_FAT_BEYOND_END },
		.stray = { .id = CFB_DEFECT_FAT_STRAY_MARK },
	};
	int status = CFB_OK;

	for (uint32_t i = 0; status == CFB_OK && i < count; i++)
		status = check_fat_sector(checker, &masses, i);
	if (status == CFB_OK)
		status = mass_note(checker, &masses.lost);
	if (status == CFB_OK)
		status = mass_note(checker, &masses.used_free);
	if (status == CFB_OK)
		status = mass_note(checker, &masses.beyond);
	if (status == CFB_OK)
		status = mass_note(checker, &masses.stray);
	return status;
}

static int
check_mini_entry(struct cfb_checker *checker, struct mass *lost,
	struct mass *beyond, uint32_t mini, uint32_t entry)
{
	if (entry == CFB_FREESECT)
		return CFB_OK;
	if ((uint64_t)mini << checker->file->mini_shift >=
		cfb_dirent_size(checker->file, &checker->file->root)) {
		mass_add(beyond, mini);
		return CFB_OK;
	}
	if (mini < checker->minis && !bit_get(checker->owned_mini, mini))
		mass_add(lost, mini);
	return CFB_OK;
}

int
checker_minifat_entries(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	uint32_t per = cfb_fat_per_sector(file);
	uint32_t sectors = file->minifat.extents.length;
	uint64_t size = cfb_dirent_size(file, &file->root);
	struct mass lost = { .id = CFB_DEFECT_MINIFAT_LOST };
	struct mass beyond = { .id = CFB_DEFECT_MINIFAT_BEYOND_END };
	int status = CFB_OK;

	for (uint32_t i = 0; status == CFB_OK && i < sectors; i++) {
		const uint8_t *bytes;

		status = cfb_chain_sector(file, &file->minifat, i, &bytes);
		for (uint32_t j = 0; status == CFB_OK && j < per; j++)
			status = check_mini_entry(checker, &lost, &beyond,
				i * per + j, get_le32(bytes + (size_t)j * 4));
	}
	/* These are numbers of mini sectors: no sector, but a value. */
	if (status == CFB_OK && lost.count)
		status = checker_note(checker, lost.id, CFB_NOWHERE,
			CFB_NOWHERE, lost.count);
	if (status == CFB_OK && beyond.count)
		status = checker_note(checker, beyond.id, CFB_NOWHERE,
			CFB_NOWHERE, beyond.count);
	if (status == CFB_OK && ((uint64_t)sectors * per << file->mini_shift) <
		size)
		status = checker_note(checker, CFB_DEFECT_MINIFAT_SHORT,
			CFB_NOWHERE, CFB_NOWHERE, size);
	return status;
}
