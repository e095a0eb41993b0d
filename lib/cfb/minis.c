/* SPDX-License-Identifier: MIT */
/*
 * Mini sectors, [MS-CFB] 2.4. The mini FAT and the mini stream are chains in
 * pages: what changes in them stays in memory until the commit, which moves
 * the changed sectors as wholes, so that mini sectors keep their numbers and
 * may be given out again at once.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "cfb/edit.h"

/* Make a chain `sectors` long; new sectors are pages that hold its fill. */
static int
resize_paged(struct cfb_file *file, struct cfb_chain *chain, uint32_t sectors)
{
	uint32_t length = chain->extents.length;
	int status;

	if (sectors < length) {
		cfb_pages_cut(file, &chain->pages, sectors);
		return cfb_chain_shrink(file, &chain->extents, sectors);
	}
	if (sectors == length)
		return CFB_OK;
	status = cfb_chain_grow(file, &chain->extents, sectors - length);
	for (uint32_t i = length; status == CFB_OK && i < sectors; i++) {
		uint8_t *bytes;

		status = cfb_pages_add(file, &chain->pages, i, &bytes);
	}
	return status;
}

/* What the last sector of the mini stream held of streams that are gone. */
static int
clear_tail(struct cfb_file *file, uint64_t size)
{
	size_t at = (size_t)size & (((size_t)1 << file->sector_shift) - 1);
	uint8_t *bytes;
	int status;

	if (at == 0)
		return CFB_OK;
	status = cfb_pages_edit(file, &file->ministream.pages,
		(uint32_t)(size >> file->sector_shift), &bytes);
	if (status == CFB_OK)
		memset(bytes + at, 0,
			((size_t)1 << file->sector_shift) - at);
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

int
cfb_minis_set_count(struct cfb_file *file, uint32_t count)
{
	uint64_t size = (uint64_t)count << file->mini_shift;
	uint32_t start;
	uint32_t sectors = file->ministream.extents.length;
	uint32_t tables = file->minifat.extents.length;
	int status = resize_paged(file, &file->ministream,
		divide_up(size, file->sector_shift));

	if (status == CFB_OK)
		status = resize_paged(file, &file->minifat,
			divide_up((uint64_t)count * 4, file->sector_shift));
	if (status != CFB_OK) {
		/* All or nothing, so that a full file stays as it was. */
		if (resize_paged(file, &file->ministream, sectors) != CFB_OK ||
			resize_paged(file, &file->minifat, tables) != CFB_OK)
			cfb_edit_doubt(file, status);
		return status;
	}
	if (count < file->edit->mini_count)
		status = clear_tail(file, size);
	if (status != CFB_OK)
		return status;
	if (count < file->edit->mini_count)
		cfb_space_cut(&file->edit->minis, count);
	for (uint32_t i = file->edit->mini_count; i < count; i++) {
		status = cfb_space_know(file, &file->edit->minis, i,
			file->edit->mini_count);
		if (status != CFB_OK)
			return status;
		i |= cfb_fat_per_sector(file) - 1;
	}
	file->edit->mini_count = count;
	file->root.size = size;
	start = cfb_extents_start(&file->ministream.extents);
	file->root.start = start;
	return cfb_directory_set_contents(file, CFB_ROOT, start, size);
}

static int
set_mini(struct cfb_file *file, uint32_t mini, uint32_t entry)
{
	uint32_t per = cfb_fat_per_sector(file);
	uint8_t *bytes;
	int status = cfb_pages_edit(file, &file->minifat.pages, mini / per,
		&bytes);

	if (status == CFB_OK)
		put_le32(bytes + (size_t)(mini % per) * 4, entry);
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

int
cfb_minis_link(struct cfb_file *file, uint32_t first, uint32_t count,
	uint32_t next)
{
	int status = CFB_OK;

	for (uint32_t i = 0; status == CFB_OK && i < count; i++)
		status = set_mini(file, first + i,
			i + 1 < count ? first + i + 1 : next);
	return status;
}

int
cfb_minis_free(struct cfb_file *file, uint32_t first, uint32_t count)
{
	struct cfb_edit *edit = file->edit;
	int status = CFB_OK;

	for (uint32_t i = first; status == CFB_OK && i < first + count; i++) {
		status = cfb_space_know(file, &edit->minis, i,
			edit->mini_count);
		if (status == CFB_OK)
			status = set_mini(file, i, CFB_FREESECT);
		if (status == CFB_OK && i < edit->mini_count)
			status = cfb_space_give(&edit->minis, i, 1);
	}
	return status;
}

/* The first numbers behind the last that no damaged chain leads to. */
static void
choose_new(const struct cfb_edit *edit, uint32_t want, uint32_t *first,
	uint32_t *got)
{
	const struct idset *kept = &edit->minis.kept;

	*first = edit->mini_count;
	while (idset_has(kept, *first))
		++*first;
	*got = 1;
	while (*got < want && !idset_has(kept, *first + *got))
		++*got;
}

static int
take(struct cfb_file *file, uint32_t near, uint32_t want, uint32_t *first,
	uint32_t *got)
{
	struct cfb_edit *edit = file->edit;
	int status = cfb_space_take_sure(file, &edit->minis, near, want,
		edit->mini_count, first, got);

	if (status != CFB_OK || *got != 0)
		return status;
	if (edit->mini_count > CFB_MAXREGSECT - want)
		return CFB_TOO_LARGE;
	choose_new(edit, want, first, got);
	return cfb_minis_set_count(file, *first + *got);
}

/* Hang mini sectors that were taken on the end of a chain, or let them go. */
static int
append(struct cfb_file *file, struct cfb_extents *extents, uint32_t first,
	uint32_t count)
{
	uint32_t last = cfb_extents_last(extents);
	int status = CFB_OK;
	uint32_t done = 0;

	while (status == CFB_OK && done < count) {
		status = set_mini(file, first + done, done + 1 < count
				? first + done + 1 : CFB_ENDOFCHAIN);
		done += status == CFB_OK;
	}
	if (status == CFB_OK && last != CFB_ENDOFCHAIN)
		status = set_mini(file, last, first);
	if (status == CFB_OK)
		status = cfb_extents_append(extents, first, count);
	if (status == CFB_OK)
		return CFB_OK;
	/* What was changed is in memory, so this works. */
	while (done-- > 0)
		(void)!set_mini(file, first + done, CFB_FREESECT);
	(void)!cfb_space_give(&file->edit->minis, first, count);
	if (last != CFB_ENDOFCHAIN && set_mini(file, last, CFB_ENDOFCHAIN) !=
		CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

static int
grow(struct cfb_file *file, struct cfb_extents *extents, uint32_t count)
{
	static const uint8_t zeros[4096];

	while (count != 0) {
		uint32_t last = cfb_extents_last(extents);
		uint32_t near = last == CFB_ENDOFCHAIN ? CFB_NOWHERE
						       : last + 1;
		uint32_t first;
		uint32_t got;
		int status = take(file, near, count < 64 ? count : 64,
			&first, &got);

		if (status == CFB_OK)
			status = append(file, extents, first, got);
		if (status == CFB_OK)
			status = cfb_minis_write(file,
				(uint64_t)first << file->mini_shift, zeros,
				(size_t)got << file->mini_shift);
		if (status != CFB_OK)
			return status;
		count -= got;
	}
	return CFB_OK;
}

/*
 * Another chain that is longer than its stream may lead to mini sector `index`
 * of this one, which is about to be freed. It ends where the stream does then.
 */
static int
end_long_chains(struct cfb_file *file, const struct cfb_extents *extents,
	uint32_t index, uint32_t to)
{
	struct cfb_space *space = &file->edit->minis;
	uint32_t per = cfb_fat_per_sector(file);
	uint32_t own = CFB_NOWHERE;
	uint32_t run;
	int status = CFB_OK;

	if (index != 0)
		cfb_extents_at(extents, index - 1, &own, &run);
	for (size_t i = 0; status == CFB_OK && i < space->tails.capacity;
		i++) {
		uint32_t last = space->tails.slots[i];
		const uint8_t *bytes;

		if (last >= file->edit->mini_count || last == own)
			continue;
		status = cfb_chain_sector(file, &file->minifat, last / per,
			&bytes);
		if (status != CFB_OK ||
			get_le32(bytes + (size_t)(last % per) * 4) != to)
			continue;
		status = set_mini(file, last, CFB_ENDOFCHAIN);
		cfb_space_unshare(space, to);
	}
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

static int
shrink(struct cfb_file *file, struct cfb_extents *extents, uint32_t length)
{
	int status = CFB_OK;

	for (uint32_t i = length; status == CFB_OK && i < extents->length;
		i++) {
		uint32_t mini;
		uint32_t run;

		cfb_extents_at(extents, i, &mini, &run);
		if (cfb_space_is_shared(&file->edit->minis, mini))
			status = end_long_chains(file, extents, i, mini);
		if (status != CFB_OK)
			break;
		if (cfb_space_is_shared(&file->edit->minis, mini)) {
			/* Another stream has the rest. */
			cfb_space_unshare(&file->edit->minis, mini);
			break;
		}
		status = cfb_minis_free(file, mini, 1);
	}
	if (status != CFB_OK)
		return status;
	cfb_extents_cut(extents, length);
	return length == 0 ? CFB_OK : set_mini(file,
		cfb_extents_last(extents), CFB_ENDOFCHAIN);
}

int
cfb_minis_resize(struct cfb_file *file, struct cfb_extents *extents,
	uint32_t length)
{
	if (length > extents->length)
		return grow(file, extents, length - extents->length);
	if (length < extents->length)
		return shrink(file, extents, length);
	return CFB_OK;
}

int
cfb_minis_write(struct cfb_file *file, uint64_t offset, const uint8_t *bytes,
	size_t length)
{
	size_t sector_size = (size_t)1 << file->sector_shift;

	while (length != 0) {
		size_t at = (size_t)offset & (sector_size - 1);
		size_t n = min_size(sector_size - at, length);
		uint8_t *sector;
		int status = cfb_pages_edit(file, &file->ministream.pages,
			(uint32_t)(offset >> file->sector_shift), &sector);

		if (status != CFB_OK)
			return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
		memcpy(sector + at, bytes, n);
		bytes += n;
		offset += n;
		length -= n;
	}
	return CFB_OK;
}

int
cfb_minis_trim(struct cfb_file *file)
{
	uint32_t per = cfb_fat_per_sector(file);
	uint32_t count = file->edit->mini_count;

	while (count != 0) {
		const uint8_t *bytes;
		int status = cfb_chain_sector(file, &file->minifat,
			(count - 1) / per, &bytes);

		if (status != CFB_OK)
			return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
		if (get_le32(bytes + (size_t)((count - 1) % per) * 4) !=
			CFB_FREESECT ||
			idset_has(&file->edit->minis.kept, count - 1))
			break;
		count--;
	}
	return count == file->edit->mini_count ? CFB_OK
					       : cfb_minis_set_count(file,
							count);
}
