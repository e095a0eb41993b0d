/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a check share. Bitmaps say which sectors, mini sectors
 * and entries have an owner; owning one twice is the defect of two owners.
 */
#ifndef STG_CFB_CHECKER_H
#define STG_CFB_CHECKER_H

#include "base/idset.h"
#include "cfb/check.h"
#include "cfb/file.h"
#include "cfb/listing.h"

struct cfb_checker {
	struct cfb_file *file;
	cfb_check_fn *fn;
	void *context;
	bool stopped;
	uint8_t *owned;      /* one bit a sector */
	uint8_t *owned_mini; /* one bit a mini sector */
	uint32_t minis;      /* bits in it */
	uint32_t entries;    /* room in the directory */
	struct idset reached; /* entries that the trees lead to */
	struct cfb_check_totals *totals;
};

static inline bool
bit_get(const uint8_t *bits, uint32_t at)
{
	return bits[at >> 3] >> (at & 7) & 1;
}

static inline void
bit_set(uint8_t *bits, uint32_t at)
{
	bits[at >> 3] |= (uint8_t)(1U << (at & 7));
}

/** Report; CFB_STOPPED when the check is to end. */
MUST_CHECK int checker_note(struct cfb_checker *checker,
	enum cfb_defect_id id, uint32_t sector, uint32_t entry,
	uint64_t value);

/**
 * Give a run of sectors to an owner; `entry` may be CFB_NOWHERE. `crossed`
 * is set where one of them had an owner.
 */
MUST_CHECK int checker_own(struct cfb_checker *checker, uint32_t sector,
	uint32_t run, uint32_t entry, bool *crossed);

/** The FAT, the DIFAT and their counts. */
MUST_CHECK int checker_tables(struct cfb_checker *checker);

/** What the FAT says of each sector, when all owners are known. */
MUST_CHECK int checker_fat_entries(struct cfb_checker *checker);

/** The chains of directory, mini FAT and mini stream. */
MUST_CHECK int checker_chains(struct cfb_checker *checker);

/** Every directory entry by itself. */
MUST_CHECK int checker_entries(struct cfb_checker *checker);

/** The trees of siblings, and which entries they do not reach. */
MUST_CHECK int checker_trees(struct cfb_checker *checker);

/** Names that lie apart and are equal. */
MUST_CHECK int checker_names(struct cfb_checker *checker,
	const struct cfb_listing *listing);

/** The contents of every stream that was reached. */
MUST_CHECK int checker_streams(struct cfb_checker *checker);

/** What the mini FAT says, when all owners are known. */
MUST_CHECK int checker_minifat_entries(struct cfb_checker *checker);

#endif
