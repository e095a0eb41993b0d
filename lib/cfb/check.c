/* SPDX-License-Identifier: MIT */
/* The order of a check, and what is checked of the file as a whole. */
#include "cfb/check.h"

#include <stdlib.h>
#include <string.h>

#include "cfb/checker.h"
#include "cfb/directory.h"

int
checker_note(struct cfb_checker *checker, enum cfb_defect_id id,
	uint32_t sector, uint32_t entry, uint64_t value)
{
	(void)cfb_report_at(checker->file, id, sector, entry, value);
	return checker->stopped ? CFB_STOPPED : CFB_OK;
}

/* The engine tells of its defects here as well. */
static void
forward(const struct cfb_defect *defect, void *context)
{
	struct cfb_checker *checker = context;

	if (!checker->stopped && !checker->fn(defect, checker->context))
		checker->stopped = true;
}

int
checker_own(struct cfb_checker *checker, uint32_t sector, uint32_t run,
	uint32_t entry, bool *crossed)
{
	for (uint32_t i = 0; i < run; i++) {
		if (bit_get(checker->owned, sector + i)) {
			*crossed = true;
			return checker_note(checker,
				CFB_DEFECT_FAT_CROSS_LINK, sector + i, entry,
				0);
		}
		bit_set(checker->owned, sector + i);
	}
	return CFB_OK;
}

/* What lies between the header and the first sector, and at the end. */
static int
check_edges(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	uint64_t end = (uint64_t)1 << file->sector_shift;
	uint8_t bytes[512];
	int status;

	for (uint64_t at = CFB_HEADER_SIZE; at < end; at += sizeof bytes) {
		size_t done;
		size_t i = 0;

		status = device_read(file->device, at, bytes, sizeof bytes,
			&done);
		if (status != CFB_OK)
			return status;
		while (i < done && bytes[i] == 0)
			i++;
		if (i == done)
			continue;
		status = checker_note(checker, CFB_DEFECT_HEADER_PADDING,
			CFB_NOWHERE, CFB_NOWHERE, at + i);
		if (status != CFB_OK)
			return status;
		break;
	}
	if (file->size & (end - 1))
		return checker_note(checker, CFB_DEFECT_FILE_PARTIAL,
			file->sectors ? file->sectors - 1 : CFB_NOWHERE,
			CFB_NOWHERE, file->size & (end - 1));
	return CFB_OK;
}

static int
prepare(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	uint64_t minis;
	int status = cfb_extents_reach_end(file, &file->ministream.extents);

	if (status == CFB_OK)
		status = cfb_directory_count(file, &checker->entries);
	if (status != CFB_OK)
		return status;
	minis = (uint64_t)file->ministream.extents.length
		<< (file->sector_shift - file->mini_shift);
	checker->minis = minis < CFB_MAXREGSECT ? (uint32_t)minis
						: CFB_MAXREGSECT;
	checker->owned = calloc((size_t)file->sectors / 8 + 1, 1);
	checker->owned_mini = calloc((size_t)checker->minis / 8 + 1, 1);
	if (!checker->owned || !checker->owned_mini)
		return CFB_NO_MEMORY;
	checker->totals->sectors = file->sectors;
	return CFB_OK;
}

static int
check_all(struct cfb_checker *checker)
{
	static int (*const parts[])(struct cfb_checker *) = {
		check_edges,
		prepare,
		checker_tables,
		checker_chains,
		checker_entries,
		checker_trees,
		checker_streams,
		checker_minifat_entries,
		checker_fat_entries,
	};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		int status = parts[i](checker);

		if (status == CFB_OK && checker->stopped)
			status = CFB_STOPPED;
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

int
cfb_check(struct device *device, cfb_check_fn *fn, void *context,
	struct cfb_check_totals *totals)
{
	struct cfb_checker checker = { .fn = fn, .context = context,
		.totals = totals };
	int status;

	memset(totals, 0, sizeof *totals);
	idset_init(&checker.reached);
	status = cfb_file_open(device, CFB_TOLERANT, forward, &checker,
		&checker.file);
	if (status != CFB_OK)
		device_close(device);
	if (checker.stopped)
		status = CFB_STOPPED;
	if (status == CFB_OK)
		status = check_all(&checker);
	if (status == CFB_CORRUPT)
		status = CFB_OK; /* a defect tells of it */
	cfb_file_close(checker.file);
	idset_done(&checker.reached);
	free(checker.owned);
	free(checker.owned_mini);
	return status;
}
