/* SPDX-License-Identifier: MIT */
/* Extents say where, pages keep what was read. */
#include "cfb/chain.h"

#include <string.h>

#include "base/checked.h"
#include "base/container.h"
#include "cfb/file.h"
#include "cfb/status.h"

#define PAGES_ALWAYS 64 /* at the beginning of a chain */

/*
 * Where a chain starts is known. It is worth asking no more where the FAT
 * sector that tells of it is in the DIFAT chain, which would have to be walked:
 * opening a large file reads the root storage alone.
 */
static bool
start_is_enough(const struct cfb_file *file, const struct cfb_chain *chain,
	uint32_t index)
{
	const struct cfb_extents *extents = &chain->extents;
	uint32_t per = cfb_fat_per_sector(file);

	/* The last sector of the file may be cut. */
	return index == 0 && extents->length == 0 &&
		extents->end == CFB_CHAIN_OPEN &&
		extents->next / per >= CFB_HEADER_DIFAT_COUNT &&
		(uint64_t)extents->next + 1 < extents->limit;
}

/*
 * Ask for the whole page at once, so that its sectors come in one read; a
 * chain that ends within the page is as good.
 */
static int
locate_in_chain(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, uint32_t *sector, uint32_t *run)
{
	struct cfb_chain *chain = container_of(pages, struct cfb_chain, pages);
	uint32_t last = index | ((1U << pages->shift) - 1);
	int status;

	if (start_is_enough(file, chain, index)) {
		*sector = chain->extents.next;
		*run = 1;
		return CFB_OK;
	}
	status = cfb_extents_reach(file, &chain->extents, last);
	if (status != CFB_OK)
		return status;
	if (index >= chain->extents.length)
		return CFB_NOT_FOUND;
	cfb_extents_at(&chain->extents, index, sector, run);
	return CFB_OK;
}

void
cfb_chain_init(struct cfb_chain *chain, struct cfb_file *file,
	uint32_t start, uint8_t fill)
{
	cfb_extents_init(&chain->extents, &file->fat.pages, file->sectors,
		start);
	cfb_pages_init(&chain->pages, file, locate_in_chain, fill);
	chain->missed = 0;
}

void
cfb_chain_done(struct cfb_chain *chain, struct cfb_file *file)
{
	cfb_pages_done(&chain->pages, file);
	cfb_extents_done(&chain->extents);
}

/*
 * The last sector of a file may be cut: what it lacks is not contents, until
 * the chain is changed, which writes it as a whole.
 */
static uint64_t
bytes_present(const struct cfb_file *file, const struct cfb_chain *chain,
	uint32_t index)
{
	uint32_t sector;
	uint32_t run;

	if (!chain->pages.cut || !list_empty(&chain->pages.dirty))
		return (uint64_t)1 << file->sector_shift;
	cfb_extents_at(&chain->extents, index, &sector, &run);
	return file->size - cfb_sector_offset(file, sector);
}

/*
 * Whoever reads here and there in a long chain will hardly be back before the
 * page has to make room again, and until then it costs others theirs.
 */
static bool
is_worth_page(struct cfb_chain *chain, uint32_t index)
{
	uint32_t number = index >> chain->pages.shift;
	bool near = number - chain->missed <= 1;

	chain->missed = number;
	return near || number < PAGES_ALWAYS;
}

/*
 * Read as much as lies together in the file and in no page. Nothing, where
 * anything is unusual: that is for the pages to deal with.
 */
static int
read_apart(struct cfb_file *file, struct cfb_chain *chain, uint64_t offset,
	uint8_t *bytes, size_t length, size_t *done)
{
	unsigned shift = file->sector_shift;
	uint32_t index = (uint32_t)(offset >> shift);
	uint32_t last = (uint32_t)((offset + length - 1) >> shift);
	uint32_t at = (uint32_t)offset & ((1U << shift) - 1);
	uint32_t count = 1;
	uint64_t place;
	uint32_t sector;
	uint32_t run;
	int status = cfb_extents_reach(file, &chain->extents, last);

	*done = 0;
	if (status != CFB_OK || index >= chain->extents.length)
		return status;
	cfb_extents_at(&chain->extents, index, &sector, &run);
	while (count < run && index + count <= last &&
		!cfb_pages_has(&chain->pages, index + count))
		count++;
	length = (size_t)min_u64(((uint64_t)count << shift) - at, length);
	place = cfb_sector_offset(file, sector) + at;
	if (place + length > file->size)
		return CFB_OK;
	status = device_read(file->device, place, bytes, length, done);
	if (status != CFB_OK)
		*done = 0;
	return status == CFB_OK && *done < length ? CFB_CORRUPT : status;
}

int
cfb_chain_read(struct cfb_file *file, struct cfb_chain *chain,
	uint64_t offset, uint8_t *bytes, size_t length, size_t *done)
{
	size_t sector_size = (size_t)1 << file->sector_shift;

	*done = 0;
	while (*done < length) {
		uint64_t index = offset >> file->sector_shift;
		size_t at = (size_t)offset & (sector_size - 1);
		size_t n = min_size(sector_size - at, length - *done);
		const uint8_t *sector;
		uint64_t present;
		int status;

		if (index > UINT32_MAX - (1U << chain->pages.shift))
			return CFB_OK;
		if (!cfb_pages_has(&chain->pages, (uint32_t)index) &&
			!is_worth_page(chain, (uint32_t)index)) {
			status = read_apart(file, chain, offset, bytes + *done,
				length - *done, &n);
			*done += n;
			offset += n;
			if (status != CFB_OK)
				return status;
			if (n != 0)
				continue;
			n = min_size(sector_size - at, length - *done);
		}
		status = cfb_chain_sector(file, chain, (uint32_t)index,
			&sector);
		if (status == CFB_NOT_FOUND)
			return CFB_OK;
		if (status != CFB_OK)
			return status;
		present = bytes_present(file, chain, (uint32_t)index);
		if (present <= at)
			return CFB_OK;
		n = (size_t)min_u64(n, present - at);
		memcpy(bytes + *done, sector + at, n);
		*done += n;
		offset += n;
	}
	return CFB_OK;
}
