/* SPDX-License-Identifier: MIT */
/*
 * A new compound file that takes the place of whatever a device holds with its
 * first commit. Until then the old bytes count as sectors that an earlier
 * version needs: what is new comes behind them, and the header last.
 */
#include "cfb/edit.h"
#include "cfb/file.h"

/* The sectors that the old bytes lie in are free with the first commit. */
static int
reserve(struct cfb_file *file, uint64_t size)
{
	uint64_t sector_size = (uint64_t)1 << file->sector_shift;
	uint64_t count = (size + sector_size - 1) >> file->sector_shift;

	if (count <= 1) /* under the header, or nothing */
		return CFB_OK;
	if (count - 1 > CFB_MAXREGSECT)
		return CFB_TOO_LARGE;
	while (file->sectors < count - 1) {
		uint32_t first;
		uint32_t got;
		int status = cfb_sectors_take(file, CFB_NOWHERE,
			(uint32_t)(count - 1 - file->sectors), &first, &got);

		if (status == CFB_OK)
			status = cfb_sectors_free(file, first, got);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

int
cfb_file_replace(struct device *device, unsigned version,
	struct cfb_file **out)
{
	struct cfb_file *file;
	uint64_t size;
	int status = cfb_file_begin_new(device, version, &file);

	if (status != CFB_OK)
		return status;
	status = device_size(device, &size);
	if (status == CFB_OK) {
		file->edit->device_size = size;
		file->edit->committed_size = size;
		status = reserve(file, size);
	}
	if (status == CFB_OK)
		status = cfb_file_add_root(file);
	if (status != CFB_OK) {
		cfb_file_free(file);
		return status;
	}
	*out = file;
	return CFB_OK;
}
