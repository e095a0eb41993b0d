/* SPDX-License-Identifier: MIT */
/*
 * The FAT, [MS-CFB] 2.3, and the DIFAT, 2.5, that tells where its sectors
 * are. Sector i of the FAT is what DIFAT entry i names, whatever the counts
 * in the header say; where that entry is free or absurd, the sectors that it
 * would describe have no entry.
 */
#ifndef STG_CFB_FAT_H
#define STG_CFB_FAT_H

#include <stdint.h>

#include "cfb/pages.h"

struct cfb_file;

enum cfb_difat_end {
	CFB_DIFAT_OPEN,
	CFB_DIFAT_NORMAL,
	CFB_DIFAT_FREE,
	CFB_DIFAT_OUTSIDE,
	CFB_DIFAT_LOOP
};

struct cfb_difat {
	struct cfb_pages pages;
	uint32_t *sectors; /* the chain as far as it was walked */
	uint32_t count;
	uint32_t capacity;
	uint32_t next; /* what comes behind, or why nothing does */
	enum cfb_difat_end end;
};

struct cfb_fat {
	struct cfb_pages pages;
	struct cfb_difat difat;
};

void cfb_fat_init(struct cfb_fat *fat, struct cfb_file *file);
void cfb_fat_done(struct cfb_fat *fat, struct cfb_file *file);

/** DIFAT entries in one DIFAT sector; one less than numbers fit in it. */
uint32_t cfb_difat_per_sector(const struct cfb_file *file);

/** FAT entries in one FAT sector. */
uint32_t cfb_fat_per_sector(const struct cfb_file *file);

/** How many FAT sectors it takes to describe every sector of the file. */
uint32_t cfb_fat_sectors_needed(const struct cfb_file *file);

/** Walk the DIFAT chain until it has more than `index` sectors or ends. */
MUST_CHECK int cfb_difat_reach(struct cfb_file *file, uint32_t index);

/**
 * What DIFAT entry `index` says, unchecked. CFB_NOT_FOUND when the DIFAT
 * ends before it.
 */
MUST_CHECK int cfb_difat_entry(struct cfb_file *file, uint32_t index,
	uint32_t *sector);

/** What the FAT says of a sector; CFB_NOT_FOUND when it says nothing. */
MUST_CHECK int cfb_fat_entry(struct cfb_file *file, uint32_t sector,
	uint32_t *entry);

#endif
