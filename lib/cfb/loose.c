/* SPDX-License-Identifier: MIT */
/*
 * Loose sectors: taken, and written perhaps, but part of no version yet. The
 * FAT of every commit calls them free, so that nothing is left of them when
 * the program ends; only the edit knows that they are nobody else's.
 *
 * Those that were adopted since the last commit are remembered until the
 * next one, and are loose again if it comes to nothing.
 */
#include "cfb/edit.h"

int
cfb_loose_take(struct cfb_file *file, uint32_t near, uint32_t want,
	uint32_t *first, uint32_t *got)
{
	int status = cfb_sectors_take_more(file, near, want, first, got);

	if (status != CFB_OK)
		return status;
	status = cfb_space_give(&file->edit->loose, *first, *got);
	if (status != CFB_OK) {
		cfb_space_forget(&file->edit->loose, *first, *got);
		(void)cfb_sectors_return(file, *first, *got);
	}
	return status;
}

int
cfb_loose_write(struct cfb_file *file, uint32_t first, uint64_t at,
	const struct iovec *buffers, int count)
{
	struct cfb_edit *edit = file->edit;
	uint64_t offset = cfb_sector_offset(file, first) + at;
	uint64_t end = offset;
	int status = device_writev(file->device, offset, buffers, count);

	for (int i = 0; i < count; i++)
		end += buffers[i].iov_len;
	/* A write that fails may have made the device longer, too. */
	if (end > edit->device_size)
		edit->device_size = end;
	if (status == CFB_OK && end > file->size)
		file->size = end;
	return status;
}

void
cfb_loose_return(struct cfb_file *file, uint32_t first, uint32_t count)
{
	cfb_space_forget(&file->edit->loose, first, count);
	cfb_space_forget(&file->edit->doubted, first, count);
	/* Without memory for it, they stay unused until the next opening. */
	(void)cfb_sectors_return(file, first, count);
}

int
cfb_loose_adopt(struct cfb_file *file, uint32_t first, uint32_t count)
{
	struct cfb_edit *edit = file->edit;
	int status;

	if (cfb_space_next(&edit->doubted, first, first + count) <
		first + count)
		return edit->doubt;
	status = cfb_space_give(&edit->adopted, first, count);
	if (status == CFB_OK)
		cfb_space_forget(&edit->loose, first, count);
	return status;
}

static int
add_all(struct cfb_space *to, const struct cfb_space *from)
{
	uint32_t end = cfb_space_end(from);
	int status = CFB_OK;

	for (uint32_t at = 0; status == CFB_OK &&
		(at = cfb_space_next(from, at, end)) < end; at++)
		status = cfb_space_give(to, at, 1);
	return status;
}

int
cfb_loose_doubt(struct cfb_file *file, int why)
{
	struct cfb_edit *edit = file->edit;
	int status = add_all(&edit->doubted, &edit->loose);

	edit->doubt = why;
	return status == CFB_OK ? add_all(&edit->doubted, &edit->adopted)
				: status;
}

int
cfb_loose_disown(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status = add_all(&edit->loose, &edit->adopted);

	if (status == CFB_OK)
		cfb_space_cut(&edit->adopted, 0);
	return status;
}

uint32_t
cfb_loose_end(const struct cfb_file *file)
{
	return cfb_space_end(&file->edit->loose);
}

void
cfb_loose_settle(struct cfb_file *file)
{
	cfb_space_cut(&file->edit->adopted, 0);
}
