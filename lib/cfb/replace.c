/* SPDX-License-Identifier: MIT */
/*
 * A new compound file that takes the place of whatever a device holds with its
 * first commit. Until then the old bytes count as sectors that an earlier
 * version needs: what is new comes behind them, and the header last.
 */
#include "cfb/edit.h"
#include "cfb/file.h"
#include "cfb/record.h"

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

static int
begin(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t floor = edit->sectors.floor;
	int status;

	/* The same sectors each time, so that none is one that is loose. */
	edit->sectors.floor = 0;
	edit->swept = true; /* nobody else wrote to it */
	edit->committed_size = edit->replaced;
	file->size = edit->device_size;
	status = reserve(file, edit->replaced);
	if (status == CFB_OK)
		status = cfb_file_add_root(file);
	edit->sectors.floor = floor;
	cfb_space_forget(&edit->sectors, 0, floor);
	return status;
}

int
cfb_file_replace_again(struct cfb_file *file)
{
	uint32_t number = file->header.transaction_signature;

	cfb_file_clear(file, file->header.major_version);
	file->header.transaction_signature = number;
	return begin(file);
}

/* What the header takes the place of; behind the end, there will be zeros. */
static int
keep_header(struct cfb_file *file)
{
	size_t done;

	struct cfb_header header;
	int status = device_read(file->device, 0, file->edit->committed,
		CFB_HEADER_SIZE, &done);

	file->edit->replaces_header = true;
	if (status != CFB_OK || !cfb_header_has_signature(
		file->edit->committed, done))
		return status;
	/* No two versions have the same number. */
	cfb_header_decode(file->edit->committed, &header);
	file->header.transaction_signature = header.transaction_signature;
	file->edit->since = header.transaction_signature;
	return CFB_OK;
}

int
cfb_file_replace(struct device *device, unsigned version,
	struct cfb_file **out)
{
	struct cfb_file *file;
	int status = cfb_file_begin_new(device, version, &file);

	if (status != CFB_OK)
		return status;
	file->edit->replaces = true;
	/* The record has to be at the end, which is about to move. */
	status = cfb_record_finish(device);
	if (status == CFB_OK)
		status = device_size(device, &file->edit->replaced);
	file->edit->device_size = file->edit->replaced;
	if (status == CFB_OK)
		status = keep_header(file);
	if (status == CFB_OK)
		status = begin(file);
	if (status != CFB_OK) {
		cfb_file_free(file);
		return status;
	}
	*out = file;
	return CFB_OK;
}

void
cfb_file_replaced(struct cfb_file *file)
{
	static const uint8_t zeros[4096];
	uint64_t end = (uint64_t)1 << file->sector_shift;

	/* [MS-CFB] 2.2: behind the header of version 4 there are zeros. No
	 * reader minds if not, and a sector of version 3 may be there that is
	 * still read. */
	if (end > file->edit->replaced)
		end = file->edit->replaced;
	if (end > CFB_HEADER_SIZE && !file->edit->watched)
		(void)!device_write(file->device, CFB_HEADER_SIZE, zeros,
			(size_t)end - CFB_HEADER_SIZE);
	file->edit->replaces = false;
}
