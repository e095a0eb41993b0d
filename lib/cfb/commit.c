/* SPDX-License-Identifier: MIT */
/*
 * A commit. The header names the first sectors of the directory, the mini FAT
 * and the DIFAT, and the first 109 FAT sectors; whatever else there is hangs
 * on these. So everything that changed goes to sectors that the committed
 * version does not use, and one write of the header then makes it the
 * committed version:
 *
 *	place	every changed sector of a chain gets another one; that
 *		changes the FAT, whose changed sectors get other ones, until
 *		nothing is without a place
 *	write	all of them, and a record of the header (write.c, record.c)
 *	sync
 *	header	the switch
 *	sync
 *	settle	what was freed rests, or can be given out; free room at the
 *		end of the file is cut off (generation.c, shrink.c)
 *
 * A failure before the header leaves the old version on the device, and the
 * changes in memory, or a file that can be rewound (rewind.c). Whether a header
 * whose write failed is there or not is unknown, so that ends the matter.
 * doc/transactions.md has the argument.
 */
#include <stdlib.h>
#include <string.h>

#include "cfb/edit.h"
#include "cfb/overwrite.h"
#include "cfb/rewind.h"
#include "cfb/shrink.h"
#include "cfb/stream.h"
#include "cfb/write.h"

#define DIRTY_MAX   ((size_t)32 << 20) /* bytes of changed metadata */
#define PENDING_MIN 65536U             /* freed sectors worth a commit */
#define DRAW_IN_MAX 3                  /* commits that follow another one */
#define PIECE       32 /* sectors: free runs as short as that are filled */

/* Other sectors for those that the committed version needs where they are. */
static int
choose_places(struct cfb_file *file, const struct cfb_dirty *dirty,
	size_t count, struct cfb_move *moves, size_t *move_count)
{
	size_t n = 0;
	size_t i = 0;

	for (size_t d = 0; d < count; d++) {
		if (!dirty[d].fresh)
			moves[n++].index = dirty[d].index;
	}
	while (i < n) {
		uint32_t first;
		uint32_t got;
		uint32_t want = n - i < PIECE ? (uint32_t)(n - i) : PIECE;
		int status = cfb_sectors_take_place(file, want, &first, &got);

		if (status != CFB_OK) {
			/* No room: give back what there was. */
			while (i-- > 0)
				(void)cfb_sectors_return(file,
					moves[i].sector, 1);
			return status;
		}
		for (uint32_t j = 0; j < got; j++)
			moves[i++].sector = first + j;
	}
	*move_count = n;
	return CFB_OK;
}

static int
move_sectors(struct cfb_file *file, struct cfb_chain *chain,
	const struct cfb_move *moves, size_t count)
{
	int status = cfb_chain_move(file, &chain->extents, moves, count);

	for (size_t i = 0; status == CFB_OK && i < count; i++)
		cfb_pages_set_fresh(&chain->pages, moves[i].index);
	return status;
}

/* Give every changed sector of a chain a place to be written to. */
static int
place_chain(struct cfb_file *file, struct cfb_chain *chain)
{
	struct cfb_dirty *dirty;
	struct cfb_move *moves;
	size_t move_count = 0;
	size_t count;
	int status = cfb_pages_list_dirty(file, &chain->pages, &dirty,
		&count);

	if (status != CFB_OK)
		return status;
	moves = malloc((count + 1) * sizeof *moves);
	if (!moves)
		status = CFB_NO_MEMORY;
	if (status == CFB_OK)
		status = choose_places(file, dirty, count, moves,
			&move_count);
	if (status == CFB_OK && move_count != 0)
		status = move_sectors(file, chain, moves, move_count);
	free(moves);
	free(dirty);
	return status;
}

static int
move_fat_sector(struct cfb_file *file, uint32_t index, uint32_t to)
{
	int status = cfb_fat_leave(file, index);

	if (status == CFB_OK)
		status = cfb_fat_set(file, to, CFB_FATSECT);
	file->edit->places[index] = to;
	cfb_pages_set_fresh(&file->fat.pages, index);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

/* One round over the changed FAT sectors; `placed` says whether any moved. */
static int
place_fat(struct cfb_file *file, bool *placed)
{
	struct cfb_dirty *dirty;
	struct cfb_move *moves;
	size_t move_count = 0;
	size_t count;
	int status = cfb_pages_list_dirty(file, &file->fat.pages, &dirty,
		&count);

	if (status != CFB_OK)
		return status;
	count = cfb_write_leave_out(file->edit, dirty, count);
	moves = malloc((count + 1) * sizeof *moves);
	if (!moves)
		status = CFB_NO_MEMORY;
	if (status == CFB_OK)
		status = choose_places(file, dirty, count, moves,
			&move_count);
	for (size_t i = 0; status == CFB_OK && i < move_count; i++) {
		*placed = true;
		status = move_fat_sector(file, moves[i].index,
			moves[i].sector);
	}
	free(moves);
	free(dirty);
	return status;
}

static int
append_difat_sector(struct cfb_file *file)
{
	struct cfb_difat *difat = &file->fat.difat;

	if (difat->count == difat->capacity) {
		uint32_t capacity = difat->capacity ? difat->capacity * 2 : 4;
		uint32_t *sectors = realloc(difat->sectors,
			capacity * sizeof *sectors);

		if (!sectors)
			return CFB_NO_MEMORY;
		difat->sectors = sectors;
		difat->capacity = capacity;
	}
	difat->sectors[difat->count++] = CFB_NOWHERE;
	file->edit->difat_dirty = difat->count;
	return CFB_OK;
}

/* The next one that is to move goes to a sector that was taken. */
static int
move_difat_sector(struct cfb_file *file, uint32_t to)
{
	uint32_t *sector = &file->fat.difat.sectors[file->edit->difat_fresh++];
	uint32_t from = *sector;
	int status = cfb_fat_set(file, to, CFB_DIFSECT);

	*sector = to;
	return status == CFB_OK && from != CFB_NOWHERE
		? cfb_sectors_leave(file, from) : status;
}

/* The DIFAT sectors up to the last one that changed: each names the next. */
static int
place_difat(struct cfb_file *file, bool *placed)
{
	struct cfb_edit *edit = file->edit;
	struct cfb_difat *difat = &file->fat.difat;
	uint32_t per = cfb_difat_per_sector(file);
	int status = CFB_OK;

	while (status == CFB_OK && edit->fat_keep >
		CFB_HEADER_DIFAT_COUNT + (uint64_t)difat->count * per)
		status = append_difat_sector(file);
	while (status == CFB_OK && edit->difat_fresh < edit->difat_dirty) {
		uint32_t left = edit->difat_dirty - edit->difat_fresh;
		uint32_t first;
		uint32_t got;

		*placed = true;
		status = cfb_sectors_take_place(file,
			left < PIECE ? left : PIECE, &first, &got);
		if (status != CFB_OK)
			break;
		for (uint32_t i = 0; status == CFB_OK && i < got; i++)
			status = move_difat_sector(file, first + i);
		if (status != CFB_OK)
			cfb_edit_doubt(file, status);
	}
	return status;
}

static int
place_all(struct cfb_file *file)
{
	bool placed = true;
	int status = cfb_minis_trim(file);

	if (status == CFB_OK)
		status = cfb_shrink_begin(file);

	/* From the beginning of the file, so that its end becomes free. */
	file->edit->sectors.hint = 0;
	file->edit->sectors.dense = CFB_NOWHERE;
	if (status == CFB_OK)
		status = place_chain(file, &file->ministream);
	if (status == CFB_OK && cfb_extents_start(&file->ministream.extents) !=
		file->root.start) {
		file->root.start = cfb_extents_start(
			&file->ministream.extents);
		status = cfb_directory_set_contents(file, CFB_ROOT,
			file->root.start, file->root.size);
	}
	if (status == CFB_OK)
		status = place_chain(file, &file->minifat);
	if (status == CFB_OK)
		status = place_chain(file, &file->directory);
	while (status == CFB_OK && placed) {
		placed = false;
		status = cfb_shrink_fat(file, &placed);
		if (status == CFB_OK)
			status = place_fat(file, &placed);
		if (status == CFB_OK)
			status = place_difat(file, &placed);
	}
	return status;
}

static void
fill_header(struct cfb_file *file)
{
	struct cfb_header *header = &file->header;
	const struct cfb_edit *edit = file->edit;
	const struct cfb_difat *difat = &file->fat.difat;

	header->first_directory = cfb_extents_start(&file->directory.extents);
	header->directory_sectors = file->wide
			? file->directory.extents.length : 0;
	header->first_minifat = cfb_extents_start(&file->minifat.extents);
	header->minifat_sectors = file->minifat.extents.length;
	header->fat_sectors = edit->fat_keep;
	header->difat_sectors = difat->count;
	header->first_difat = difat->count ? difat->sectors[0]
					   : CFB_ENDOFCHAIN;
	for (uint32_t i = 0; i < CFB_HEADER_DIFAT_COUNT; i++)
		header->difat[i] = i < edit->fat_keep ? edit->places[i]
						      : CFB_FREESECT;
	/* [MS-CFB] 2.2: counted up by those that support transactions. It
	 * tells headers that are written from those that were torn. */
	if (edit->bump)
		header->transaction_signature++;
}

/* Cut off free sectors at the end of the file, as far as is known of them. */
static void
trim(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	uint32_t sectors = cfb_shrink_end(file);
	uint32_t loose = cfb_loose_end(file);
	uint32_t rests = cfb_generation_end(file);
	uint32_t entry;
	uint64_t size;

	while (sectors != 0 && cfb_fat_entry(file, sectors - 1, &entry) ==
		CFB_OK && entry == CFB_FREESECT &&
		!idset_has(&edit->sectors.kept, sectors - 1))
		sectors--;
	if (sectors < rests)
		sectors = rests;
	edit->committed_size = cfb_sector_offset(file, sectors);
	/* It ends with the record, which stays. */
	if (edit->watched && edit->record_end == edit->device_size)
		edit->committed_size = edit->device_size;
	if (sectors < loose)
		sectors = loose;
	size = cfb_sector_offset(file, sectors);
	if (sectors != file->sectors) {
		cfb_space_cut(&edit->sectors, sectors);
		file->sectors = sectors;
	}
	if (edit->committed_size <= size)
		cfb_edit_cut(file, size);
	file->size = edit->device_size;
}

/* The new version is the committed one, whatever else happens. */
static void
settle(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;

	cfb_pages_clean(file, &file->ministream.pages);
	cfb_pages_clean(file, &file->minifat.pages);
	cfb_pages_clean(file, &file->directory.pages);
	cfb_pages_clean(file, &file->fat.pages);
	edit->difat_dirty = 0;
	edit->difat_fresh = 0;
	cfb_header_encode(&file->header, edit->committed);
	edit->has_committed = edit->replaces_header = true;
	cfb_generation_settle(file);
	cfb_loose_settle(file);
	trim(file);
}

/*
 * The system may have dropped what it could not bring to the medium, contents
 * that are in place among it, and would call a second attempt good. So there
 * is none: the file has to be opened again.
 */
static int
sync_or_doubt(struct cfb_file *file)
{
	struct cfb_edit *edit = file->edit;
	int status = device_sync(file->device);

	if (status == CFB_OK) {
		edit->unsynced = false;
		return CFB_OK;
	}
	cfb_edit_doubt(file, status);
	/* Is it the version that the header names that may be lost? */
	edit->lost = !edit->keep_generation || edit->unsynced ||
		cfb_loose_doubt(file, status) != CFB_OK;
	return status;
}

static int
commit(struct cfb_file *file, unsigned flags, struct cfb_written *written)
{
	struct cfb_edit *edit = file->edit;
	bool durable = flags & CFB_COMMIT_DURABLE;
	int status = edit->broken ? edit->broken : edit->dropped;

	edit->dropped = CFB_OK; /* whoever commits once more knows */
	if (status != CFB_OK)
		return status;
	edit->committing = true; /* what is flushed may not commit again */
	status = cfb_streams_flush(file);
	edit->committing = false;
	if (status != CFB_OK)
		return status;
	if (file->pool.dirty == 0 && !edit->force && edit->draw_to == 0 &&
		(edit->keep_generation || !cfb_shrink_is_due(file)))
		return durable && (edit->unsynced || !edit->keep_generation)
			? sync_or_doubt(file) : CFB_OK;
	status = place_all(file);
	if (status != CFB_OK)
		return status;
	/* Whoever has transactions counts from then on. */
	edit->bump = edit->bump || edit->keep_generation ||
		file->header.transaction_signature != 0;
	fill_header(file);
	status = cfb_write_all(file, (durable || edit->watched) &&
		edit->replaces_header);
	if (status == CFB_OK && durable)
		status = sync_or_doubt(file);
	if (status != CFB_OK)
		return status;
	status = cfb_write_header(file);
	if (status == CFB_OK && durable)
		status = device_sync(file->device);
	if (status == CFB_OK) {
		edit->unsynced = !durable;
		if (written && cfb_written_note(file, written) != CFB_OK)
			written->fat_count = 0; /* leave it at that */
		settle(file);
		if (edit->replaces)
			cfb_file_replaced(file);
		return CFB_OK;
	}
	/* Nobody knows whether the new header is on the device, so both
	 * versions stay, and nothing is written any more. */
	edit->unsure = true;
	cfb_edit_doubt(file, status);
	return status;
}

static uint32_t
sectors_in(const struct cfb_file *file, uint64_t size)
{
	uint64_t mask = ((uint64_t)1 << file->sector_shift) - 1;
	uint64_t sectors = (size + mask) >> file->sector_shift;

	return sectors == 0 ? 0 : (uint32_t)sectors - 1;
}

/*
 * A commit after which the file is as long as before, if what is in it leaves
 * room for that. The changes are in the file whether the second step works or
 * not: where that leaves doubts, they are for the next commit to tell.
 */
static int
commit_in_room(struct cfb_file *file, unsigned flags)
{
	struct cfb_edit *edit = file->edit;
	uint64_t before = edit->committed_size;
	uint32_t limit = sectors_in(file, before);
	struct cfb_written written = { 0 };
	bool fits = false;
	int status;

	/* A file that is longer than its FAT says may become shorter. */
	if (limit > file->sectors)
		limit = file->sectors;
	edit->end_kept = limit;
	status = commit(file, flags, &written);
	if (status == CFB_OK && edit->committed_size > before &&
		written.fat_count != 0) {
		int second = cfb_overwrite_prepare(file, limit, &written,
			&fits);

		if (second == CFB_OK && fits)
			second = commit(file, flags, NULL);
		if (second != CFB_OK && !file->edit->unsure)
			(void)!cfb_file_rewind(file);
		edit = file->edit;
		edit->draw_to = 0;
		cfb_generation_resume(file);
	}
	edit->end_kept = 0;
	cfb_written_done(&written);
	return status;
}

/*
 * What a version frees can be used by the next one only, so it takes another
 * commit to bring what lies at the end of the file there. Where commits are
 * brought to the medium, that is left to the one that comes next.
 */
int
cfb_commit(struct cfb_file *file, unsigned flags)
{
	bool again = !(flags & CFB_COMMIT_DURABLE) &&
		!file->edit->keep_generation;
	int status;

	if (file->edit->keep_generation && flags & CFB_COMMIT_OVERWRITE)
		return commit_in_room(file, flags);
	status = commit(file, flags, NULL);

	for (int i = 0; i < DRAW_IN_MAX && status == CFB_OK && again &&
		cfb_shrink_is_due(file); i++) {
		/* The changes are in the file whether this works or not. */
		if (commit(file, flags, NULL) != CFB_OK)
			return file->edit->broken;
	}
	return status;
}

int
cfb_commit_if_due(struct cfb_file *file)
{
	const struct cfb_edit *edit = file->edit;
	bool many = file->pool.dirty > DIRTY_MAX >> file->sector_shift;
	bool much = edit->pending.sectors > PENDING_MIN &&
		edit->pending.sectors > file->sectors / 4;

	/* Half a transaction is never committed. */
	if (edit->broken || edit->committing || edit->keep_generation)
		return edit->broken;
	return many || much ? cfb_commit(file, 0) : CFB_OK;
}
