/* SPDX-License-Identifier: MIT */
/*
 * Own sectors lie in free room of the file, where they are loose until a commit
 * adopts them, or in scratch if others may write to the file. Chunks of some
 * places each, found by hash, keep the memory for them in proportion to what
 * was written.
 */
#include "cfb/own.h"

#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "cfb/contents.h"
#include "cfb/edit.h"
#include "cfb/file.h"
#include "cfb/version.h"

static int
open_scratch(const struct cfb_file *file, struct cfb_versions *shared)
{
	return shared->scratch ? CFB_OK : cfb_scratch_open(file->sector_shift,
		shared->make_scratch, &shared->scratch);
}

int
cfb_own_take(struct cfb_file *file, struct cfb_versions *shared, uint32_t near,
	uint32_t want, uint32_t *first, uint32_t *got)
{
	int status;

	if (shared->in_file)
		return cfb_loose_take(file, near, want, first, got);
	status = open_scratch(file, shared);
	if (status != CFB_OK)
		return status;
	return cfb_scratch_take(shared->scratch, near, want, first, got);
}

void
cfb_own_return(struct cfb_file *file, struct cfb_versions *shared,
	uint32_t first, uint32_t count)
{
	if (!shared->in_file)
		cfb_scratch_return(shared->scratch, first, count);
	else if (file && file->edit)
		cfb_loose_return(file, first, count);
}

int
cfb_own_write(struct cfb_file *file, struct cfb_versions *shared,
	uint32_t sector, uint32_t at, const void *bytes, size_t length)
{
	struct iovec vector = { (void *)(uintptr_t)bytes, length };

	if (!shared->in_file)
		return cfb_scratch_write(shared->scratch, sector, at, bytes,
			length);
	return cfb_loose_write(file, sector, at, &vector, 1);
}

int
cfb_own_read(struct cfb_file *file, struct cfb_versions *shared,
	uint32_t sector, uint32_t at, void *bytes, size_t length)
{
	size_t done = 0;
	int status;

	if (!shared->in_file)
		return cfb_scratch_read(shared->scratch, sector, at, bytes,
			length);
	status = device_read(file->device,
		cfb_sector_offset(file, sector) + at, bytes, length, &done);
	return status == CFB_OK && done < length ? CFB_CORRUPT : status;
}

struct cfb_chunk *
cfb_own_chunk(const struct cfb_contents *contents, uint32_t index)
{
	struct hash_node *found = hash_find(&contents->chunks,
		index / CFB_CHUNK_SECTORS);

	return found ? container_of(found, struct cfb_chunk, by_index) : NULL;
}

uint32_t
cfb_contents_sector(const struct cfb_contents *contents, uint32_t index)
{
	const struct cfb_chunk *chunk = cfb_own_chunk(contents, index);

	return chunk ? chunk->sectors[index % CFB_CHUNK_SECTORS]
		     : CFB_NOWHERE;
}

int
cfb_own_make(struct cfb_contents *contents, uint32_t index, uint32_t count)
{
	uint64_t end = (uint64_t)index + count;

	for (uint64_t i = index - index % CFB_CHUNK_SECTORS; i < end;
		i += CFB_CHUNK_SECTORS) {
		struct cfb_chunk *chunk = cfb_own_chunk(contents, (uint32_t)i);

		if (chunk)
			continue;
		chunk = malloc(sizeof *chunk);
		if (!chunk)
			return CFB_NO_MEMORY;
		chunk->index = (uint32_t)i / CFB_CHUNK_SECTORS;
		memset(chunk->sectors, 0xFF, sizeof chunk->sectors);
		hash_add(&contents->chunks, &chunk->by_index, chunk->index);
	}
	return CFB_OK;
}

void
cfb_own_set(struct cfb_contents *contents, uint32_t index, uint32_t first,
	uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		cfb_own_chunk(contents, index + i)->sectors[(index + i) %
			CFB_CHUNK_SECTORS] = first + i;
}

/* How many of `count` places of a chunk go on like this, from `at` on. */
static uint32_t
go_on(const struct cfb_chunk *chunk, uint32_t at, uint32_t count,
	uint32_t sector)
{
	uint32_t n = 0;

	while (n < count && chunk->sectors[at + n] ==
		(sector == CFB_NOWHERE ? CFB_NOWHERE : sector + n))
		n++;
	return n;
}

uint32_t
cfb_own_run(const struct cfb_contents *contents, uint32_t index, uint32_t count,
	uint32_t *sector)
{
	uint32_t n = 0;

	*sector = cfb_contents_sector(contents, index);
	while (n < count) {
		const struct cfb_chunk *chunk = cfb_own_chunk(contents,
			index + n);
		uint32_t at = (index + n) % CFB_CHUNK_SECTORS;
		uint32_t most = CFB_CHUNK_SECTORS - at;
		uint32_t same;

		if (most > count - n)
			most = count - n;
		if (chunk)
			same = go_on(chunk, at, most, *sector == CFB_NOWHERE
					? CFB_NOWHERE : *sector + n);
		else
			same = *sector == CFB_NOWHERE ? most : 0;
		n += same;
		if (same < most)
			break;
	}
	return n;
}

struct drop {
	struct cfb_file *file;
	struct cfb_versions *shared;
	struct cfb_contents *contents;
	uint32_t from; /* sectors from this index on go */
	bool keep;     /* and are not given back */
};

static void
drop_in_chunk(struct hash_node *node, void *context)
{
	const struct drop *drop = context;
	struct cfb_chunk *chunk = container_of(node, struct cfb_chunk,
		by_index);
	uint64_t first = (uint64_t)chunk->index * CFB_CHUNK_SECTORS;
	bool empty = true;

	for (uint32_t i = 0; i < CFB_CHUNK_SECTORS; i++) {
		if (first + i < drop->from) {
			empty = empty && chunk->sectors[i] == CFB_NOWHERE;
			continue;
		}
		if (chunk->sectors[i] != CFB_NOWHERE && !drop->keep)
			cfb_own_return(drop->file, drop->shared,
				chunk->sectors[i], 1);
		chunk->sectors[i] = CFB_NOWHERE;
	}
	if (!empty)
		return;
	hash_remove(&drop->contents->chunks, &chunk->by_index);
	free(chunk);
}

void
cfb_own_drop(struct cfb_file *file, struct cfb_versions *shared,
	struct cfb_contents *contents, uint32_t from)
{
	struct drop drop = { file, shared, contents, from, false };

	hash_each(&contents->chunks, drop_in_chunk, &drop);
}

void
cfb_contents_forget_sectors(struct cfb_contents *contents)
{
	struct drop drop = { NULL, NULL, contents, 0, true };

	hash_each(&contents->chunks, drop_in_chunk, &drop);
}

bool
cfb_contents_has_sectors(const struct cfb_contents *contents)
{
	return contents->chunks.count != 0;
}
