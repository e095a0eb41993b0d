/* SPDX-License-Identifier: MIT */
/*
 * Everything in use is counted first: the file could end behind so many
 * sectors, so what lies behind them is to move in front. Contents are copied
 * to free sectors, which nothing in the committed version leads to, then
 * linked there, then committed; the tables are drawn in by the commit. What a
 * round frees is room for the next one, and as tables move with every commit,
 * it takes some rounds.
 *
 * Counting follows every chain and claims its sectors. Where any is claimed
 * twice or ends in a wrong way nothing is moved. What nobody claims is lost,
 * and is freed.
 *
 * Mini sectors move likewise within the mini stream.
 */
#include "cfb/consolidate.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "cfb/directory.h"
#include "cfb/edit.h"

#define ROUNDS_MAX 32
#define COPY_BYTES ((size_t)256 << 10)
#define IDLE_MAX   8  /* rounds that bring nothing */
#define REST_MAX   16 /* free sectors, and this part of those in use, */
#define REST_DIVISOR 64 /*	that the last commit may leave */

/* A set of sectors or mini sectors, and the table they are in. */
struct claims {
	uint8_t *bits;
	uint32_t limit;
	uint32_t count;
};

/* Where chains of one kind are, and where they should end. */
struct ground {
	bool mini;
	uint32_t end;   /* units from here on move */
	uint8_t *buffer;
};

static bool
is_claimed(const struct claims *claims, uint32_t number)
{
	return claims->bits[number / 8] >> number % 8 & 1;
}

/* False: somebody else has some of them. */
static bool
claim(struct claims *claims, uint32_t first, uint32_t count)
{
	if (first >= claims->limit || count > claims->limit - first)
		return false;
	for (uint32_t i = first; i < first + count; i++) {
		if (is_claimed(claims, i))
			return false;
		claims->bits[i / 8] |= (uint8_t)(1U << i % 8);
	}
	claims->count += count;
	return true;
}

static bool
claim_chain(struct claims *claims, const struct cfb_extents *extents)
{
	uint32_t first;
	uint32_t run;

	for (uint32_t at = 0; at < extents->length; at += run) {
		cfb_extents_at(extents, at, &first, &run);
		if (!claim(claims, first, run))
			return false;
	}
	return true;
}

static bool
claim_tables(struct cfb_file *file, struct claims *claims)
{
	const struct cfb_edit *edit = file->edit;
	const struct cfb_difat *difat = &file->fat.difat;
	uint32_t lock = cfb_range_lock_sector(file);
	bool sound = claim_chain(claims, &file->directory.extents) &&
		claim_chain(claims, &file->minifat.extents) &&
		claim_chain(claims, &file->ministream.extents);

	for (uint32_t i = 0; sound && i < edit->place_count; i++)
		sound = claim(claims, edit->places[i], 1);
	for (uint32_t i = 0; sound && i < difat->count; i++)
		sound = claim(claims, difat->sectors[i], 1);
	if (sound && lock < file->sectors)
		sound = claim(claims, lock, 1);
	return sound;
}

/* Decode the chain of a stream; `sound` if it is as it should be. */
static int
decode(struct cfb_file *file, const struct cfb_dirent *entry, bool mini,
	struct cfb_extents *extents, bool *sound)
{
	unsigned shift = mini ? file->mini_shift : file->sector_shift;
	uint64_t size = cfb_dirent_size(file, entry);
	int status;

	cfb_extents_init(extents, mini ? &file->minifat.pages
				       : &file->fat.pages,
		mini ? file->edit->mini_count : file->sectors, entry->start);
	status = cfb_extents_reach_end(file, extents);
	*sound = status == CFB_OK && extents->end == CFB_CHAIN_NORMAL &&
		extents->length == ((size - 1) >> shift) + 1;
	return status;
}

/* The entry of a stream with contents of one kind? */
static bool
has_contents(const struct cfb_file *file, const struct cfb_dirent *entry,
	bool mini)
{
	uint64_t size = cfb_dirent_size(file, entry);

	return cfb_dirent_is_stream(entry) && size != 0 &&
		mini == (size < file->cutoff);
}

static int
claim_streams(struct cfb_file *file, struct claims *claims, bool mini,
	bool *sound)
{
	uint32_t count;
	int status = cfb_directory_count(file, &count);

	for (uint32_t id = 1; status == CFB_OK && *sound && id < count;
		id++) {
		struct cfb_dirent entry;
		struct cfb_extents extents;

		status = cfb_directory_entry(file, id, &entry);
		if (status != CFB_OK || !has_contents(file, &entry, mini))
			continue;
		status = decode(file, &entry, mini, &extents, sound);
		if (status == CFB_OK && *sound)
			*sound = claim_chain(claims, &extents);
		cfb_extents_done(&extents);
	}
	return status;
}

/* Free those that are in use by nobody. */
static int
free_lost(struct cfb_file *file, const struct claims *claims, bool mini)
{
	struct cfb_pages *table = mini ? &file->minifat.pages
				       : &file->fat.pages;
	uint32_t per = cfb_fat_per_sector(file);
	int status = CFB_OK;

	for (uint32_t i = 0; status == CFB_OK && i < claims->limit; i++) {
		const uint8_t *bytes;

		if (is_claimed(claims, i))
			continue;
		status = cfb_pages_sector(file, table, i / per, &bytes);
		if (status != CFB_OK ||
			get_le32(bytes + (size_t)(i % per) * 4) ==
				CFB_FREESECT)
			continue;
		status = mini ? cfb_minis_free(file, i, 1)
			      : cfb_sectors_free(file, i, 1);
	}
	return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
}

/* Count what is in use; `sound` if all of it is in order. */
static int
survey(struct cfb_file *file, struct claims *claims, bool mini, bool *sound)
{
	int status;

	claims->limit = mini ? file->edit->mini_count : file->sectors;
	claims->count = 0;
	claims->bits = calloc(claims->limit / 8 + 1, 1);
	if (!claims->bits)
		return CFB_NO_MEMORY;
	*sound = mini || claim_tables(file, claims);
	status = claim_streams(file, claims, mini, sound);
	if (status == CFB_OK && *sound)
		status = cfb_space_know_all(file, mini ? &file->edit->minis
			: &file->edit->sectors, claims->limit);
	return status;
}

/* Copy the contents of neighbours to free neighbours. */
static int
copy_sectors(struct cfb_file *file, uint8_t *buffer, uint32_t from,
	uint32_t to, uint32_t count)
{
	uint64_t source = cfb_sector_offset(file, from);
	uint64_t target = cfb_sector_offset(file, to);
	uint64_t left = (uint64_t)count << file->sector_shift;

	while (left != 0) {
		size_t n = (size_t)min_u64(left, COPY_BYTES);
		size_t done;
		int status = device_read(file->device, source, buffer, n,
			&done);

		if (status != CFB_OK)
			return status;
		memset(buffer + done, 0, n - done);
		status = device_write(file->device, target, buffer, n);
		if (status != CFB_OK)
			return status;
		source += n;
		target += n;
		left -= n;
		if (target > file->edit->device_size)
			file->edit->device_size = target;
		if (target > file->size)
			file->size = target;
	}
	return CFB_OK;
}

static int
copy(struct cfb_file *file, const struct ground *ground, uint32_t from,
	uint32_t to, uint32_t count)
{
	unsigned shift = file->mini_shift;
	size_t length;
	size_t done;
	int status;

	if (!ground->mini)
		return copy_sectors(file, ground->buffer, from, to, count);
	length = (size_t)count << shift; /* of a stream below the cutoff */
	status = cfb_chain_read(file, &file->ministream,
		(uint64_t)from << shift, ground->buffer, length, &done);
	if (status != CFB_OK)
		return status;
	memset(ground->buffer + done, 0, length - done);
	return cfb_minis_write(file, (uint64_t)to << shift, ground->buffer,
		length);
}

static struct cfb_space *
space_of(struct cfb_file *file, const struct ground *ground)
{
	return ground->mini ? &file->edit->minis : &file->edit->sectors;
}

/* Places in front: behind the last one if they are free, or in one piece. */
static int
take_in_front(struct cfb_file *file, const struct ground *ground,
	uint32_t last, uint32_t want, uint32_t *first, uint32_t *got)
{
	struct cfb_space *space = space_of(file, ground);
	int status = cfb_space_take(file, space, last == CFB_ENDOFCHAIN
			? CFB_NOWHERE : last + 1, want, ground->end, first,
		got);

	if (status == CFB_OK && *got == 0)
		cfb_space_take_low(space, want, ground->end, first, got);
	return status;
}

/*
 * Where a chain would lie with its units in front as far as there is room.
 * The contents are copied there. What was taken is in `to`, whatever happens.
 */
static int
find_places(struct cfb_file *file, const struct ground *ground,
	const struct cfb_extents *from, struct cfb_extents *to)
{
	uint32_t at = 0;

	while (at < from->length) {
		uint32_t sector;
		uint32_t run;
		uint32_t got = 0;
		uint32_t first;
		int status = CFB_OK;

		cfb_extents_at(from, at, &sector, &run);
		if (sector < ground->end)
			run = (uint32_t)min_u64(run, ground->end - sector);
		else
			status = take_in_front(file, ground,
				cfb_extents_last(to), run, &first, &got);
		if (status == CFB_OK && got != 0)
			status = copy(file, ground, sector, first, got);
		if (status == CFB_OK)
			status = cfb_extents_append(to, got ? first : sector,
				got ? got : run);
		if (status != CFB_OK) {
			if (got != 0)
				(void)!cfb_space_give(space_of(file, ground),
					first, got);
			return status;
		}
		at += got ? got : run;
	}
	return CFB_OK;
}

/* A part of a chain before and after. */
struct part {
	uint32_t at;
	uint32_t from;
	uint32_t to;
	uint32_t count;
};

/* The next part that moved as one; false: there is none. */
static bool
next_part(const struct cfb_extents *from, const struct cfb_extents *to,
	struct part *part)
{
	uint32_t at = part->at + part->count;

	while (at < to->length) {
		uint32_t run;

		cfb_extents_at(from, at, &part->from, &part->count);
		cfb_extents_at(to, at, &part->to, &run);
		if (run < part->count)
			part->count = run;
		part->at = at;
		if (part->from != part->to)
			return true;
		at += part->count;
	}
	return false;
}

/* What was taken in vain. */
static void
give_back(struct cfb_file *file, const struct ground *ground,
	const struct cfb_extents *from, const struct cfb_extents *to)
{
	struct part part = { 0, 0, 0, 0 };

	while (next_part(from, to, &part))
		(void)!cfb_space_give(space_of(file, ground), part.to,
			part.count);
}

static int
link_part(struct cfb_file *file, const struct ground *ground,
	const struct cfb_extents *to, const struct part *part)
{
	uint32_t next = CFB_ENDOFCHAIN;
	uint32_t before;
	uint32_t run;
	int status = CFB_OK;

	if (part->at + part->count < to->length)
		cfb_extents_at(to, part->at + part->count, &next, &run);
	if (part->at != 0) {
		cfb_extents_at(to, part->at - 1, &before, &run);
		status = ground->mini
			? cfb_minis_link(file, before, 1, part->to)
			: cfb_fat_link(file, before, 1, part->to);
	}
	if (status != CFB_OK)
		return status;
	return ground->mini
		? cfb_minis_link(file, part->to, part->count, next)
		: cfb_fat_link(file, part->to, part->count, next);
}

/* Have the chain lead to its new places, and free the old ones. */
static int
relink(struct cfb_file *file, const struct ground *ground, uint32_t id,
	const struct cfb_dirent *entry, const struct cfb_extents *from,
	const struct cfb_extents *to)
{
	struct part part = { 0, 0, 0, 0 };
	int status = CFB_OK;

	while (status == CFB_OK && next_part(from, to, &part))
		status = link_part(file, ground, to, &part);
	part = (struct part){ 0, 0, 0, 0 };
	while (status == CFB_OK && next_part(from, to, &part))
		status = ground->mini
			? cfb_minis_free(file, part.from, part.count)
			: cfb_sectors_free(file, part.from, part.count);
	if (status == CFB_OK && cfb_extents_start(to) != entry->start)
		status = cfb_directory_set_contents(file, id,
			cfb_extents_start(to), entry->size);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

static int
move_stream(struct cfb_file *file, const struct ground *ground, uint32_t id,
	const struct cfb_dirent *entry, bool *moved)
{
	struct cfb_extents from;
	struct cfb_extents to;
	struct part part = { 0, 0, 0, 0 };
	bool sound;
	int status = decode(file, entry, ground->mini, &from, &sound);

	cfb_extents_init(&to, from.table, from.limit, CFB_ENDOFCHAIN);
	if (status == CFB_OK && sound && from.top >= ground->end) {
		status = find_places(file, ground, &from, &to);
		if (status != CFB_OK) {
			give_back(file, ground, &from, &to);
		} else if (next_part(&from, &to, &part)) {
			*moved = true;
			status = relink(file, ground, id, entry, &from, &to);
		}
	}
	cfb_extents_done(&from);
	cfb_extents_done(&to);
	return status;
}

static int
move_streams(struct cfb_file *file, bool mini, uint32_t end, bool *moved)
{
	struct ground ground = { mini, end, malloc(COPY_BYTES) };
	uint32_t count;
	int status = cfb_directory_count(file, &count);

	if (!ground.buffer)
		return CFB_NO_MEMORY;
	space_of(file, &ground)->hint = 0;
	for (uint32_t id = 1; status == CFB_OK && id < count; id++) {
		struct cfb_dirent entry;

		status = cfb_directory_entry(file, id, &entry);
		if (status == CFB_OK && has_contents(file, &entry, mini))
			status = move_stream(file, &ground, id, &entry,
				moved);
	}
	free(ground.buffer);
	return status;
}

/* Is the file as short as it gets, but for what the last commit left? */
static bool
is_short(const struct cfb_file *file, uint32_t used)
{
	return file->sectors <= (uint64_t)used + used / REST_DIVISOR +
		REST_MAX;
}

/* Move what lies too far back; `used` says how many there are in all. */
static int
draw_together(struct cfb_file *file, bool mini, bool *sound, bool *moved,
	uint32_t *used)
{
	struct claims claims = { NULL, 0, 0 };
	int status = survey(file, &claims, mini, sound);

	*used = claims.count;
	if (status == CFB_OK && *sound)
		status = free_lost(file, &claims, mini);
	/* What is short enough is left alone. */
	if (status == CFB_OK && *sound && (mini || !is_short(file, *used)))
		status = move_streams(file, mini, claims.count, moved);
	free(claims.bits);
	return status;
}

static bool
is_possible(const struct cfb_file *file)
{
	const struct cfb_edit *edit = file->edit;

	return list_empty(&edit->streams) && cfb_loose_end(file) == 0 &&
		edit->sectors.kept.count == 0 && edit->minis.kept.count == 0 &&
		edit->foreign_end == 0 && !edit->readers;
}

/* A commit that looks for all that can be drawn in. */
static int
commit_all(struct cfb_file *file, unsigned flags)
{
	uint8_t *bytes;
	int status = CFB_OK;

	/* Where generations are kept, it takes one to leave one behind. */
	if (file->edit->keep_generation)
		status = cfb_directory_edit(file, CFB_ROOT, &bytes);
	file->edit->freed = UINT32_MAX;
	return status == CFB_OK ? cfb_commit(file, flags) : status;
}

static int
round_of(struct cfb_file *file, unsigned flags, bool *sound, bool *moved,
	uint32_t *used)
{
	uint32_t minis;
	int status = draw_together(file, true, sound, moved, &minis);

	if (status == CFB_OK && *sound)
		status = draw_together(file, false, sound, moved, used);
	if (status != CFB_OK || !*sound || (!*moved && is_short(file, *used)))
		return status;
	return commit_all(file, flags);
}

int
cfb_consolidate(struct cfb_file *file, unsigned flags,
	enum cfb_consolidation *outcome)
{
	uint32_t least = file->sectors;
	uint32_t used = 0;
	bool sound = true;
	unsigned idle = 0;
	int status = cfb_commit(file, flags);

	*outcome = CFB_NOT_CONSOLIDATED;
	if (status != CFB_OK || !is_possible(file))
		return status;
	file->edit->force = true;
	for (unsigned i = 0; i < ROUNDS_MAX && sound && idle < IDLE_MAX &&
		status == CFB_OK; i++) {
		bool moved = false;

		status = round_of(file, flags, &sound, &moved, &used);
		if (!moved && is_short(file, used))
			break;
		idle = file->sectors < least ? 0 : idle + 1;
		if (file->sectors < least)
			least = file->sectors;
	}
	file->edit->force = false;
	file->edit->freed = 0;
	if (status == CFB_OK && sound)
		*outcome = is_short(file, used) ? CFB_CONSOLIDATED
						: CFB_CONSOLIDATED_IN_PART;
	return status;
}
