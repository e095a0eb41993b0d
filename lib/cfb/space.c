/* SPDX-License-Identifier: MIT */
/*
 * A search goes on where the last one ended and looks at some runs: the first
 * that is large enough is taken. If none is, a piece of the longest is taken,
 * but a large request does not take crumbs.
 */
#include "cfb/space.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/edit.h"
#include "cfb/file.h"
#include "cfb/format.h"
#include "cfb/pages.h"
#include "cfb/status.h"

#define CHUNK_SHIFT   12
#define CHUNK_BITS    (1U << CHUNK_SHIFT)
#define CHUNK_WORDS   (CHUNK_BITS / 64)
#define LOOK_AHEAD    4  /* table sectors looked through for one request */
#define RUNS_LOOKED   16 /* free runs looked at for one request */
#define CRUMB_DIVISOR 8  /* a run below this part of a request is a crumb */

struct cfb_space_chunk {
	uint32_t free;
	uint64_t words[CHUNK_WORDS];
};

void
cfb_space_init(struct cfb_space *space, struct cfb_pages *table)
{
	memset(space, 0, sizeof *space);
	space->table = table;
	space->never = CFB_NOWHERE;
	idset_init(&space->kept);
	idset_init(&space->shared);
	idset_init(&space->crowded);
	idset_init(&space->single);
	idset_init(&space->tails);
}

void
cfb_space_done(struct cfb_space *space)
{
	for (uint32_t i = 0; i < space->chunk_count; i++)
		free(space->chunks[i]);
	free(space->chunks);
	free(space->known);
	for (uint32_t i = 0; i < space->tables_count; i++)
		free(space->tables[i]);
	free(space->tables);
	idset_done(&space->kept);
	idset_done(&space->shared);
	idset_done(&space->crowded);
	idset_done(&space->single);
	idset_done(&space->tails);
	memset(space, 0, sizeof *space);
}

/* The words of a chunk of tables, which there are from now on. */
static uint64_t *
tables_chunk(struct cfb_space *space, uint32_t at)
{
	if (!space->tables[at])
		space->tables[at] = calloc(CHUNK_WORDS, sizeof(uint64_t));
	return space->tables[at];
}

int
cfb_space_set_tables(struct cfb_space *space, uint32_t first, uint32_t count,
	uint32_t limit)
{
	if (!space->tables) {
		uint32_t chunks = (limit >> CHUNK_SHIFT) + 1;

		space->tables = calloc(chunks, sizeof *space->tables);
		if (!space->tables)
			return CFB_NO_MEMORY;
		space->tables_count = chunks;
	}
	while (count != 0 && first >> CHUNK_SHIFT < space->tables_count) {
		uint64_t *words = tables_chunk(space, first >> CHUNK_SHIFT);
		uint32_t bit = first % 64;
		uint32_t n = 64 - bit < count ? 64 - bit : count;

		if (!words)
			return CFB_NO_MEMORY;
		words[first % CHUNK_BITS / 64] |= UINT64_MAX >> (64 - n) << bit;
		first += n;
		count -= n;
	}
	return CFB_OK;
}

bool
cfb_space_is_table(const struct cfb_space *space, uint32_t number)
{
	uint32_t at = number >> CHUNK_SHIFT;
	uint32_t bit = number & (CHUNK_BITS - 1);

	return at < space->tables_count && space->tables[at] &&
		space->tables[at][bit / 64] >> (bit % 64) & 1;
}

bool
cfb_space_is_shared(const struct cfb_space *space, uint32_t number)
{
	return idset_has(&space->shared, number) &&
		(idset_has(&space->crowded, number) ||
			!idset_has(&space->single, number));
}

int
cfb_space_share(struct cfb_space *space, uint32_t number)
{
	enum idset_result added = idset_add(&space->shared, number);

	/* What is crowded stays so: it is lost at worst. */
	if (added == IDSET_PRESENT)
		added = idset_add(&space->crowded, number);
	return added == IDSET_NO_MEMORY ? CFB_NO_MEMORY : CFB_OK;
}

void
cfb_space_unshare(struct cfb_space *space, uint32_t number)
{
	/* How many there were of more than two was not counted, and without
	 * memory for it, it stays shared: it is lost at worst. */
	if (cfb_space_is_shared(space, number) &&
		!idset_has(&space->crowded, number))
		(void)idset_add(&space->single, number);
}

static struct cfb_space_chunk *
chunk_of(const struct cfb_space *space, uint32_t number)
{
	uint32_t at = number >> CHUNK_SHIFT;

	return at < space->chunk_count ? space->chunks[at] : NULL;
}

static bool
is_free(const struct cfb_space *space, uint32_t number)
{
	const struct cfb_space_chunk *chunk = chunk_of(space, number);
	uint32_t bit = number & (CHUNK_BITS - 1);

	return chunk && chunk->words[bit / 64] >> (bit % 64) & 1;
}

static int
make_chunk(struct cfb_space *space, uint32_t number)
{
	uint32_t at = number >> CHUNK_SHIFT;

	if (at >= space->chunk_count) {
		uint32_t count = at + at / 2 + 4;
		struct cfb_space_chunk **chunks = realloc(space->chunks,
			count * sizeof *chunks);

		if (!chunks)
			return CFB_NO_MEMORY;
		memset(chunks + space->chunk_count, 0,
			(count - space->chunk_count) * sizeof *chunks);
		space->chunks = chunks;
		space->chunk_count = count;
	}
	if (!space->chunks[at])
		space->chunks[at] = calloc(1, sizeof **space->chunks);
	return space->chunks[at] ? CFB_OK : CFB_NO_MEMORY;
}

int
cfb_space_give(struct cfb_space *space, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = first + i;
		uint32_t bit = number & (CHUNK_BITS - 1);
		struct cfb_space_chunk *chunk;
		int status;

		if (number == space->never)
			continue;
		status = make_chunk(space, number);
		if (status != CFB_OK)
			return status;
		chunk = chunk_of(space, number);
		if (!chunk || is_free(space, number) || number < space->floor)
			continue;
		chunk->words[bit / 64] |= (uint64_t)1 << (bit % 64);
		chunk->free++;
		space->available++;
	}
	return CFB_OK;
}

static void
mark_used(struct cfb_space *space, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = first + i;
		uint32_t bit = number & (CHUNK_BITS - 1);
		struct cfb_space_chunk *chunk = chunk_of(space, number);

		if (!chunk || !is_free(space, number))
			continue;
		chunk->words[bit / 64] &= ~((uint64_t)1 << (bit % 64));
		chunk->free--;
		space->available--;
	}
}

void
cfb_space_cut(struct cfb_space *space, uint32_t limit)
{
	uint32_t end = space->chunk_count << CHUNK_SHIFT;

	for (uint32_t number = limit; number < end; number++) {
		if (!chunk_of(space, number)) {
			number |= CHUNK_BITS - 1;
			continue;
		}
		mark_used(space, number, 1);
	}
}

bool
cfb_space_has(const struct cfb_space *space, uint32_t number)
{
	return is_free(space, number);
}

void
cfb_space_forget(struct cfb_space *space, uint32_t first, uint32_t count)
{
	mark_used(space, first, count);
}

uint32_t
cfb_space_end(const struct cfb_space *space)
{
	for (uint32_t at = space->chunk_count; at-- > 0;) {
		const struct cfb_space_chunk *chunk = space->chunks[at];

		if (!chunk || chunk->free == 0)
			continue;
		for (uint32_t word = CHUNK_WORDS; word-- > 0;) {
			if (chunk->words[word])
				return (at << CHUNK_SHIFT) + word * 64 + 64 -
					(uint32_t)__builtin_clzll(
						chunk->words[word]);
		}
	}
	return 0;
}

static int
reserve_known(struct cfb_space *space, uint32_t index)
{
	uint32_t count;
	uint8_t *known;

	if (index < space->known_count)
		return CFB_OK;
	count = (index + index / 2 + 64) & ~7U;
	known = realloc(space->known, count / 8);
	if (!known)
		return CFB_NO_MEMORY;
	memset(known + space->known_count / 8, 0,
		(count - space->known_count) / 8);
	space->known = known;
	space->known_count = count;
	return CFB_OK;
}

/*
 * Does something in a sector of the table lead to a number in it that is
 * marked free? Or the last one before it to the first one?
 */
static int
find_sign(struct cfb_file *file, struct cfb_space *space, uint32_t index,
	bool *found)
{
	uint32_t per = 1U << (file->sector_shift - 2);
	uint32_t first = index * per;
	const uint8_t *bytes;
	int status = CFB_OK;

	*found = false;
	if (index != 0) {
		status = cfb_pages_sector(file, space->table, index - 1,
			&bytes);
		if (status == CFB_OK)
			*found = get_le32(bytes + (size_t)(per - 1) * 4) ==
				first;
	}
	if (status == CFB_OK || status == CFB_NOT_FOUND)
		status = cfb_pages_sector(file, space->table, index, &bytes);
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	*found = *found && get_le32(bytes) == CFB_FREESECT;
	for (uint32_t i = 0; !*found && i < per; i++) {
		uint32_t to = get_le32(bytes + (size_t)i * 4) - first;

		*found = to < per && get_le32(bytes + (size_t)to * 4) ==
			CFB_FREESECT && !cfb_space_is_table(space, first + i);
	}
	return CFB_OK;
}

/* Most sectors of the table of a large file tell of nothing that is free. */
static bool
tells_of_free(const uint8_t *bytes, uint32_t per)
{
	uint32_t i = 0;

	while (i < per && get_le32(bytes + (size_t)i * 4) != CFB_FREESECT)
		i++;
	return i < per;
}

/* Look through sector `index` of the table unless that was done. */
static int
look(struct cfb_file *file, struct cfb_space *space, uint32_t index,
	uint32_t limit)
{
	uint32_t per = 1U << (file->sector_shift - 2);
	const uint8_t *bytes;
	int status = reserve_known(space, index);

	if (status != CFB_OK || space->known[index / 8] >> index % 8 & 1)
		return status;
	status = cfb_pages_sector(file, space->table, index, &bytes);
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	if (!tells_of_free(bytes, per)) {
		space->known[index / 8] |= (uint8_t)(1U << index % 8);
		return CFB_OK;
	}
	if (!file->edit->swept && !file->edit->suspicious) {
		status = find_sign(file, space, index,
			&file->edit->suspicious);
		if (status == CFB_OK)
			status = cfb_pages_sector(file, space->table, index,
				&bytes);
	}
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	for (uint32_t i = 0; i < per; i++) {
		uint32_t number = index * per + i;

		if (number >= limit)
			break;
		if (get_le32(bytes + (size_t)i * 4) != CFB_FREESECT ||
			cfb_space_is_table(space, number) ||
			idset_has(&space->kept, number))
			continue;
		status = cfb_space_give(space, number, 1);
		if (status != CFB_OK)
			return status;
	}
	space->known[index / 8] |= (uint8_t)(1U << index % 8);
	return CFB_OK;
}

int
cfb_space_know(struct cfb_file *file, struct cfb_space *space,
	uint32_t number, uint32_t limit)
{
	return look(file, space, number >> (file->sector_shift - 2), limit);
}

static uint32_t
run_length(const struct cfb_space *space, uint32_t first, uint32_t want,
	uint32_t limit)
{
	uint32_t n = 0;

	while (n < want && first + n < limit && is_free(space, first + n))
		n++;
	return n;
}

/* The next free number from `from` on; `limit` if there is none. */
static uint32_t
next_free(const struct cfb_space *space, uint32_t from, uint32_t limit)
{
	if (from < space->spared)
		from = space->spared;
	while (from < limit) {
		const struct cfb_space_chunk *chunk = chunk_of(space, from);
		uint32_t bit = from & (CHUNK_BITS - 1);
		uint64_t word;

		if (!chunk || chunk->free == 0) {
			if (from >> CHUNK_SHIFT >= space->chunk_count)
				return limit;
			from = (from | (CHUNK_BITS - 1)) + 1;
			continue;
		}
		word = chunk->words[bit / 64] >> (bit % 64);
		if (word) {
			from += (uint32_t)__builtin_ctzll(word);
			return from < limit ? from : limit;
		}
		from = (from | 63) + 1;
	}
	return limit;
}

uint32_t
cfb_space_next(const struct cfb_space *space, uint32_t from, uint32_t limit)
{
	return next_free(space, from, limit);
}

void
cfb_space_take_low(struct cfb_space *space, uint32_t want, uint32_t limit,
	uint32_t *first, uint32_t *got)
{
	uint32_t at = next_free(space, space->hint, limit);

	if (at >= limit)
		at = next_free(space, 0, limit);
	*got = 0;
	if (at >= limit)
		return;
	*first = at;
	*got = run_length(space, at, want, limit);
	mark_used(space, at, *got);
	space->hint = at + *got;
}

/* Behind what the sector of the table tells of that tells of a number. */
static uint32_t
part_end(uint32_t number, uint32_t per, uint32_t limit)
{
	uint32_t begin = number - number % per;

	if (number >= limit)
		return number;
	return limit - begin > per ? begin + per : limit;
}

/* The part of a chunk that one sector of the table tells of, with most. */
static uint32_t
densest_part(const struct cfb_space_chunk *chunk, uint32_t words,
	uint32_t *part)
{
	uint32_t most = 0;

	for (uint32_t at = 0; at < CHUNK_WORDS; at += words) {
		uint32_t count = 0;

		for (uint32_t i = 0; i < words; i++)
			count += (uint32_t)__builtin_popcountll(
				chunk->words[at + i]);
		if (count > most) {
			most = count;
			*part = at * 64;
		}
	}
	return most;
}

/* Where most of what one sector of the table tells of is free; how much. */
static uint32_t
find_densest(struct cfb_space *space, uint32_t per)
{
	uint32_t words = (per < CHUNK_BITS ? per : CHUNK_BITS) / 64;
	uint32_t most = 0;

	for (uint32_t at = 0; at < space->chunk_count; at++) {
		const struct cfb_space_chunk *chunk = space->chunks[at];
		uint32_t part = 0;
		uint32_t count;

		if (!chunk || chunk->free <= most)
			continue;
		count = densest_part(chunk, words, &part);
		if (count <= most)
			continue;
		most = count;
		space->dense = (at << CHUNK_SHIFT) + part;
	}
	return most;
}

void
cfb_space_take_dense(const struct cfb_file *file, struct cfb_space *space,
	uint32_t want, uint32_t limit, uint32_t *first, uint32_t *got)
{
	uint32_t per = 1U << (file->sector_shift - 2);
	uint32_t end = part_end(space->dense, per, limit);
	uint32_t at = next_free(space, space->dense, end);

	*got = 0;
	if (at == end) {
		if (find_densest(space, per) < want / CRUMB_DIVISOR)
			return;
		end = part_end(space->dense, per, limit);
		at = next_free(space, space->dense, end);
	}
	if (at == end)
		return;
	*first = at;
	*got = run_length(space, at, want, end);
	mark_used(space, at, *got);
}

uint64_t
cfb_space_count(const struct cfb_space *space, uint32_t limit)
{
	uint64_t count = 0;

	for (uint32_t at = 0; at < space->chunk_count; at++) {
		const struct cfb_space_chunk *chunk = space->chunks[at];
		uint64_t first = (uint64_t)at << CHUNK_SHIFT;

		if (first >= limit)
			break;
		if (chunk && first + CHUNK_BITS <= limit) {
			count += chunk->free;
			continue;
		}
		for (uint32_t number = (uint32_t)first; chunk &&
			number < limit; number++)
			count += is_free(space, number);
	}
	return count;
}

/* The first run that is large enough, or the longest of some. */
static void
search(const struct cfb_space *space, uint32_t want, uint32_t limit,
	uint32_t from, uint32_t *first, uint32_t *got)
{
	uint32_t at = from < limit ? from : 0;
	bool wrapped = false;

	*got = 0;
	if (space->available == 0)
		return;
	for (int runs = 0; runs < RUNS_LOOKED && *got < want; runs++) {
		uint32_t length;

		at = next_free(space, at, limit);
		if (at == limit) {
			if (wrapped)
				break;
			wrapped = true;
			at = 0;
			continue;
		}
		length = run_length(space, at, want, limit);
		if (length > *got) {
			*got = length;
			*first = at;
		}
		at += length;
	}
	if (*got < want / CRUMB_DIVISOR)
		*got = 0;
}

/* Look through a few more sectors of the table. */
static int
look_ahead(struct cfb_file *file, struct cfb_space *space, uint32_t limit)
{
	uint32_t per = 1U << (file->sector_shift - 2);
	uint32_t count = limit / per + (limit % per != 0);

	for (int i = 0; i < LOOK_AHEAD && space->look_next < count; i++) {
		int status = look(file, space, space->look_next, limit);

		if (status != CFB_OK)
			return status;
		space->look_next++;
	}
	return CFB_OK;
}

int
cfb_space_know_all(struct cfb_file *file, struct cfb_space *space,
	uint32_t limit)
{
	uint32_t per = 1U << (file->sector_shift - 2);
	int status = CFB_OK;

	while (status == CFB_OK && (uint64_t)space->look_next * per < limit)
		status = look_ahead(file, space, limit);
	return status;
}

/* Search what is known, and if that is not enough, what becomes known. */
static int
find(struct cfb_file *file, struct cfb_space *space, uint32_t want,
	uint32_t limit, uint32_t *first, uint32_t *got)
{
	uint32_t looked = space->look_next;
	int status;

	search(space, want, limit, space->hint, first, got);
	if (*got == want)
		return CFB_OK;
	status = look_ahead(file, space, limit);
	if (status == CFB_OK && space->look_next != looked)
		search(space, want, limit,
			looked << (file->sector_shift - 2), first, got);
	return status;
}

/* A run that the sector of the table tells of that tells of `near`. */
static uint32_t
find_beside(const struct cfb_file *file, const struct cfb_space *space,
	uint32_t near, uint32_t want, uint32_t limit, uint32_t *first)
{
	uint32_t per = 1U << (file->sector_shift - 2);
	uint32_t end = part_end(near, per, limit);
	uint32_t at = near - near % per;

	while ((at = next_free(space, at, end)) < end) {
		uint32_t run = run_length(space, at, want, end);

		*first = at;
		if (run == want)
			return run;
		at += run;
	}
	return 0;
}

int
cfb_space_take(struct cfb_file *file, struct cfb_space *space, uint32_t near,
	uint32_t want, uint32_t limit, uint32_t *first, uint32_t *got)
{
	int status = CFB_OK;

	*got = 0;
	if (near < limit && near >= space->spared) {
		status = cfb_space_know(file, space, near, limit);
		if (status != CFB_OK)
			return status;
		*first = near;
		*got = run_length(space, near, want, limit);
		/* Where sectors of tables move when they change, each that
		 * need not is worth more than a longer run. */
		if (*got == 0 && file->edit->keep_generation)
			*got = find_beside(file, space, near, want, limit,
				first);
	}
	if (*got == 0) {
		status = find(file, space, want, limit, first, got);
		if (*got != 0)
			space->hint = *first + *got;
	}
	if (status == CFB_OK)
		mark_used(space, *first, *got);
	return status;
}
