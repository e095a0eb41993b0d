/* SPDX-License-Identifier: MIT */
/* Entries by number; a sector holds a power of two of them. */
#include "cfb/directory.h"

#include "cfb/chain.h"
#include "cfb/file.h"
#include "cfb/status.h"

static unsigned
entries_shift(const struct cfb_file *file)
{
	return file->sector_shift - CFB_DIRENT_SHIFT;
}

int
cfb_directory_raw(struct cfb_file *file, uint32_t id, const uint8_t **raw)
{
	unsigned shift = entries_shift(file);
	const uint8_t *bytes;
	int status;

	if (id > CFB_MAXREGSID)
		return CFB_NOT_FOUND;
	status = cfb_chain_sector(file, &file->directory, id >> shift,
		&bytes);
	if (status != CFB_OK)
		return status;
	*raw = bytes + (size_t)(id & ((1U << shift) - 1)) * CFB_DIRENT_SIZE;
	return CFB_OK;
}

int
cfb_directory_entry(struct cfb_file *file, uint32_t id,
	struct cfb_dirent *entry)
{
	const uint8_t *raw;
	int status = cfb_directory_raw(file, id, &raw);

	if (status != CFB_OK)
		return status;
	cfb_dirent_decode(raw, entry);
	/* The first entry is the root storage, whatever its type says:
	 * there is nothing else to start from. */
	if (id == CFB_ROOT)
		entry->type = CFB_TYPE_ROOT;
	return CFB_OK;
}

int
cfb_directory_count(struct cfb_file *file, uint32_t *count)
{
	struct cfb_extents *extents = &file->directory.extents;
	unsigned shift = entries_shift(file);
	int status = cfb_extents_reach_end(file, extents);

	if (status != CFB_OK)
		return status;
	*count = extents->length > CFB_MAXREGSID >> shift
			? CFB_MAXREGSID : extents->length << shift;
	return CFB_OK;
}

uint64_t
cfb_directory_offset(const struct cfb_file *file, uint32_t id)
{
	const struct cfb_extents *extents = &file->directory.extents;
	unsigned shift = entries_shift(file);
	uint32_t sector;
	uint32_t run;

	if (id >> shift >= extents->length)
		return CFB_NO_OFFSET;
	cfb_extents_at(extents, id >> shift, &sector, &run);
	return cfb_sector_offset(file, sector) +
		(uint64_t)(id & ((1U << shift) - 1)) * CFB_DIRENT_SIZE;
}
