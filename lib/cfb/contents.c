/* SPDX-License-Identifier: MIT */
/*
 * Copy on write. A sector that is written to becomes the version's own: it
 * gets another place, in free room of the file or in scratch, and only if a
 * part of it is kept is the base read. Invariants of what is in sectors:
 *
 *	- nothing of the base shows through at or behind `inherit`, which ends
 *	  where a sector ends, or at the base's own size;
 *	- the last sector is the version's own if the size changed and does not
 *	  end where a sector ends, and what is behind the size in it is zero;
 *	- sectors that are neither own nor inherited read as zeros.
 */
#include "cfb/contents.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/container.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/file.h"
#include "cfb/own.h"
#include "cfb/version.h"

#define BUFFER_MIN 64

/* --- The whole ----------------------------------------------------------- */

int
cfb_contents_create(struct cfb_contents **out)
{
	struct cfb_contents *contents = calloc(1, sizeof *contents);

	if (!contents)
		return CFB_NO_MEMORY;
	hash_init(&contents->chunks);
	contents->in_memory = true;
	contents->near = CFB_NOWHERE;
	*out = contents;
	return CFB_OK;
}

static void
drop_buffer(struct cfb_versions *shared, struct cfb_contents *contents)
{
	shared->memory -= contents->capacity;
	free(contents->buffer);
	contents->buffer = NULL;
	contents->capacity = 0;
}

void
cfb_contents_free(struct cfb_file *file, struct cfb_versions *shared,
	struct cfb_contents *contents)
{
	if (!contents)
		return;
	cfb_own_drop(file, shared, contents, 0);
	hash_done(&contents->chunks);
	drop_buffer(shared, contents);
	cfb_reader_done(&contents->base);
	cfb_gather_done(&contents->gather);
	free(contents);
}

static uint32_t
offset_in_sector(const struct cfb_file *file, uint64_t offset)
{
	return (uint32_t)offset & ((1U << file->sector_shift) - 1);
}

/* --- Reading ------------------------------------------------------------- */

static struct cfb_version *
next_with_contents(struct cfb_version *version, uint32_t id)
{
	for (; version; version = version->base) {
		const struct cfb_node *node = cfb_version_node(version, id);

		if (node && node->contents)
			return version;
	}
	return NULL;
}

bool
cfb_version_has_contents(struct cfb_version *version, uint32_t id)
{
	return next_with_contents(version, id) != NULL;
}

/*
 * Read what the file has. Where its chain is known from before, `keeper` has
 * it; without a keeper it is followed from its start.
 */
static int
read_file(struct cfb_file *file, const struct cfb_versions *shared,
	struct cfb_contents *keeper, uint32_t id, uint64_t offset,
	uint8_t *bytes, size_t length, size_t *done)
{
	struct cfb_reader once;
	struct cfb_reader *reader = keeper ? &keeper->base : &once;
	int status;

	/* It has another ID, and is another stream, after a commit. */
	if (!keeper || reader->id != id || !reader->shared) {
		if (keeper)
			cfb_reader_done(reader);
		cfb_reader_init(reader, shared, NULL, id);
	}
	status = cfb_reader_read(file, reader, offset, bytes, length, done);
	if (!keeper)
		cfb_reader_done(reader);
	return status;
}

/*
 * Read at most `*length` bytes from contents. Sets `*through` when they are
 * the base's, and `*length` to how many are alike.
 */
static int
read_layer(struct cfb_file *file, struct cfb_versions *shared,
	const struct cfb_contents *contents, uint64_t offset, uint8_t *bytes,
	size_t *length, bool *through)
{
	uint32_t at = offset_in_sector(file, offset);
	uint32_t index = (uint32_t)(offset >> file->sector_shift);
	uint32_t sector;
	uint32_t run;

	*through = false;
	if (contents->in_memory) {
		memcpy(bytes, contents->buffer + offset, *length);
		return CFB_OK;
	}
	run = cfb_own_run(contents, index,
		cfb_sectors_for(file, at + (uint64_t)*length), &sector);
	*length = (size_t)min_u64(*length,
		((uint64_t)run << file->sector_shift) - at);
	if (sector != CFB_NOWHERE)
		return cfb_own_read(file, shared, sector, at, bytes, *length);
	if (offset < contents->inherit) {
		*length = (size_t)min_u64(*length,
			contents->inherit - offset);
		*through = true;
	} else {
		memset(bytes, 0, *length);
	}
	return CFB_OK;
}

/* Read what is alike from the first layer that has it. */
static int
read_piece(struct cfb_file *file, struct cfb_version *version, uint32_t id,
	uint64_t offset, uint8_t *bytes, size_t length, size_t *done)
{
	struct cfb_versions *shared = version->shared;
	struct cfb_contents *keeper = NULL;
	bool through = true;

	*done = 0;
	while (through) {
		struct cfb_contents *contents;
		int status;

		version = next_with_contents(version, id);
		if (!version)
			return read_file(file, shared, keeper, id, offset,
				bytes, length, done);
		contents = cfb_version_node(version, id)->contents;
		if (!keeper)
			keeper = contents;
		status = read_layer(file, shared, contents, offset, bytes,
			&length, &through);
		if (status != CFB_OK)
			return status;
		version = version->base;
	}
	*done = length;
	return CFB_OK;
}

/* Nothing may be gathered where it is read from. */
static int
flush_all(struct cfb_file *file, struct cfb_version *version, uint32_t id)
{
	int status = CFB_OK;

	for (; version && status == CFB_OK; version = version->base) {
		struct cfb_node *node = cfb_version_node(version, id);

		if (node && node->contents)
			status = cfb_contents_flush(file, version, node);
	}
	return status;
}

static int
read_range(struct cfb_file *file, struct cfb_version *version, uint32_t id,
	uint64_t offset, uint8_t *bytes, size_t length, size_t *done)
{
	int status = CFB_OK;

	*done = 0;
	while (status == CFB_OK && *done < length) {
		size_t got;

		status = read_piece(file, version, id, offset + *done,
			bytes + *done, length - *done, &got);
		*done += got;
	}
	return status;
}

int
cfb_version_read(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, uint64_t offset, void *bytes, size_t length,
	size_t *done)
{
	int status = flush_all(file, version, id);

	*done = 0;
	return status != CFB_OK ? status : read_range(file, version, id,
		offset, bytes, length, done);
}

/* --- Writing ------------------------------------------------------------- */

static int
reserve(struct cfb_versions *shared, struct cfb_contents *contents,
	uint64_t size)
{
	size_t capacity = contents->capacity ? contents->capacity
					     : BUFFER_MIN;
	uint8_t *larger;

	while (capacity < size)
		capacity *= 2;
	if (capacity == contents->capacity || size == 0)
		return CFB_OK;
	larger = realloc(contents->buffer, capacity);
	if (!larger)
		return CFB_NO_MEMORY;
	shared->memory += capacity - contents->capacity;
	contents->buffer = larger;
	contents->capacity = capacity;
	return CFB_OK;
}

/* The contents of a stream, with all of the base showing through. */
static int
begin(struct cfb_file *file, struct cfb_version *version, uint32_t id,
	struct cfb_node **out)
{
	struct cfb_contents *contents;
	struct cfb_node *node;
	size_t done;
	int status = cfb_version_touch(file, version, id, &node);

	if (status != CFB_OK)
		return status;
	*out = node;
	if (node->contents)
		return CFB_OK;
	/* The size is the file's claim, and sectors are counted by it. */
	if (cfb_sectors_for(file, node->entry.size) > CFB_MAXREGSECT)
		return CFB_CORRUPT;
	/* What is gathered below would be written too late to show through. */
	status = flush_all(file, version, id);
	if (status != CFB_OK)
		return status;
	status = cfb_contents_create(&contents);
	if (status != CFB_OK)
		return status;
	contents->size = contents->inherit = node->entry.size;
	contents->in_memory = contents->size < file->cutoff;
	if (contents->in_memory) {
		contents->inherit = 0;
		status = reserve(version->shared, contents, contents->size);
		if (status == CFB_OK && contents->size != 0)
			status = cfb_version_read(file, version, id, 0,
				contents->buffer, (size_t)contents->size,
				&done);
	}
	if (status != CFB_OK) {
		cfb_contents_free(file, version->shared, contents);
		return status;
	}
	node->contents = contents;
	return CFB_OK;
}

/*
 * Make sectors own that are not, `count` of them from `index` on, without
 * writing them.
 */
static int
take_run(struct cfb_file *file, struct cfb_version *version,
	struct cfb_contents *contents, uint32_t index, uint32_t count,
	uint32_t *first, uint32_t *got)
{
	int status = cfb_own_take(file, version->shared, contents->near,
		count, first, got);

	if (status != CFB_OK)
		return status;
	status = cfb_own_make(contents, index, *got);
	if (status != CFB_OK) {
		cfb_own_return(file, version->shared, *first, *got);
		return status;
	}
	contents->near = *first + *got;
	return CFB_OK;
}

/* Write whole sectors that are not own yet. */
static int
write_new(struct cfb_file *file, struct cfb_version *version,
	struct cfb_contents *contents, uint32_t index, uint32_t count,
	const uint8_t *bytes)
{
	while (count != 0) {
		uint32_t first;
		uint32_t got;
		size_t length;
		int status = take_run(file, version, contents, index, count,
			&first, &got);

		if (status != CFB_OK)
			return status;
		length = (size_t)got << file->sector_shift;
		status = cfb_own_write(file, version->shared, first, 0, bytes,
			length);
		if (status != CFB_OK) {
			cfb_own_return(file, version->shared, first, got);
			return status;
		}
		cfb_own_set(contents, index, first, got);
		bytes += length;
		index += got;
		count -= got;
	}
	return CFB_OK;
}

/*
 * Write a part of one sector that is not own yet. Of the sector that was, the
 * first `keep` bytes of the stream stay.
 */
static int
write_part(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node, uint32_t index, uint32_t at,
	const uint8_t *bytes, size_t length, uint64_t keep)
{
	struct cfb_contents *contents = node->contents;
	size_t size = (size_t)1 << file->sector_shift;
	uint64_t begin = (uint64_t)index << file->sector_shift;
	uint8_t *sector = calloc(1, size);
	uint32_t old;
	size_t done;
	int status = sector ? CFB_OK : CFB_NO_MEMORY;

	if (status == CFB_OK && keep > begin)
		status = read_range(file, version, node->id, begin, sector,
			(size_t)min_u64(size, keep - begin), &done);
	if (status == CFB_OK && length != 0)
		memcpy(sector + at, bytes, length);
	/* The FAT is to change there anyway. */
	old = cfb_reader_sector(&contents->base, index);
	if (old != CFB_NOWHERE)
		contents->near = old;
	if (status == CFB_OK)
		status = write_new(file, version, contents, index, 1, sector);
	free(sector);
	return status;
}

/*
 * Write to sectors. Of what was there before, the first `keep` bytes count;
 * all behind them is zero.
 */
static int
write_sectors(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node, uint64_t offset, const uint8_t *bytes,
	size_t length, uint64_t keep)
{
	size_t size = (size_t)1 << file->sector_shift;
	int status = CFB_OK;

	while (status == CFB_OK && length != 0) {
		uint32_t index = (uint32_t)(offset >> file->sector_shift);
		uint32_t at = offset_in_sector(file, offset);
		uint32_t sector;
		uint32_t run = cfb_own_run(node->contents, index,
			cfb_sectors_for(file, at + (uint64_t)length), &sector);
		size_t n = (size_t)min_u64(length,
			((uint64_t)run << file->sector_shift) - at);

		if (sector != CFB_NOWHERE) {
			status = cfb_own_write(file, version->shared, sector,
				at, bytes, n);
		} else if (at != 0 || n < size) {
			n = min_size(n, size - at);
			status = write_part(file, version, node, index, at,
				bytes, n, keep);
		} else {
			n &= ~(size - 1);
			status = write_new(file, version, node->contents,
				index, (uint32_t)(n >> file->sector_shift),
				bytes);
		}
		bytes += n;
		offset += n;
		length -= n;
	}
	return status;
}

/* From memory to sectors. */
static int
spill(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node)
{
	struct cfb_contents *contents = node->contents;
	int status;

	contents->in_memory = false;
	status = write_sectors(file, version, node, 0, contents->buffer,
		(size_t)contents->size, 0);
	if (status != CFB_OK) {
		cfb_own_drop(file, version->shared, contents, 0);
		contents->in_memory = true;
		return status;
	}
	drop_buffer(version->shared, contents);
	return CFB_OK;
}

/* From sectors to memory, of which the first `size` bytes stay. */
static int
load(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node, uint64_t size)
{
	struct cfb_contents *contents = node->contents;
	size_t done;
	int status = reserve(version->shared, contents, size);

	if (status == CFB_OK && size != 0)
		status = read_range(file, version, node->id, 0,
			contents->buffer, (size_t)size, &done);
	if (status != CFB_OK) {
		drop_buffer(version->shared, contents);
		return status;
	}
	cfb_own_drop(file, version->shared, contents, 0);
	contents->inherit = 0;
	contents->in_memory = true;
	contents->size = size;
	return CFB_OK;
}

/* Have the bytes behind `size` in the last sector be own, and zero. */
static int
clear_tail(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node, uint64_t size)
{
	static const uint8_t zeros[4096];
	uint32_t at = offset_in_sector(file, size);
	uint32_t index = (uint32_t)(size >> file->sector_shift);
	uint32_t sector;

	if (at == 0)
		return CFB_OK;
	sector = cfb_contents_sector(node->contents, index);
	if (sector != CFB_NOWHERE)
		return cfb_own_write(file, version->shared, sector, at, zeros,
			((size_t)1 << file->sector_shift) - at);
	return write_part(file, version, node, index, 0, NULL, 0, size);
}

static int
shrink(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node, uint64_t size)
{
	struct cfb_contents *contents = node->contents;
	int status;

	if (contents->in_memory) {
		contents->size = size;
		return CFB_OK;
	}
	if (size < file->cutoff)
		return load(file, version, node, size);
	status = clear_tail(file, version, node, size);
	if (status != CFB_OK)
		return status;
	cfb_own_drop(file, version->shared, contents,
		cfb_sectors_for(file, size));
	contents->inherit = min_u64(contents->inherit,
		size - offset_in_sector(file, size));
	contents->size = size;
	return CFB_OK;
}

static bool
fits_memory(const struct cfb_file *file, const struct cfb_versions *shared,
	uint64_t size)
{
	return size < file->cutoff && shared->memory < shared->memory_max;
}

static int
grow(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node, uint64_t size)
{
	struct cfb_contents *contents = node->contents;
	uint64_t before = contents->size;
	int status = CFB_OK;

	if (!cfb_size_possible(file, size))
		return CFB_TOO_LARGE;
	if (contents->in_memory) {
		if (fits_memory(file, version->shared, size)) {
			status = reserve(version->shared, contents, size);
			if (status != CFB_OK)
				return status;
			memset(contents->buffer + before, 0,
				(size_t)(size - before));
			contents->size = size;
			return CFB_OK;
		}
		status = spill(file, version, node);
	} else if (cfb_contents_sector(contents, (uint32_t)(before >>
		file->sector_shift)) == CFB_NOWHERE) {
		/* What the base has behind its end may be anything. */
		status = clear_tail(file, version, node, before);
	}
	if (status == CFB_OK)
		contents->size = size;
	return status;
}

static int
put(struct cfb_file *file, struct cfb_version *version, struct cfb_node *node,
	uint64_t offset, const uint8_t *bytes, size_t length)
{
	struct cfb_contents *contents = node->contents;
	uint64_t before = contents->size;
	uint64_t keep = before;
	int status = CFB_OK;

	if (offset + length > before)
		status = grow(file, version, node, offset + length);
	if (status != CFB_OK)
		return status;
	if (contents->in_memory) {
		memcpy(contents->buffer + offset, bytes, length);
		return CFB_OK;
	}
	status = write_sectors(file, version, node, offset, bytes, length,
		keep);
	if (status != CFB_OK && contents->size > before) {
		/* What is there is as long as before; that needs no room. */
		if (shrink(file, version, node, before) != CFB_OK)
			version->lost = status;
	}
	return status;
}

int
cfb_contents_flush(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node)
{
	struct cfb_gather *gather = &node->contents->gather;
	size_t length = gather->length;
	int status;

	if (length == 0)
		return CFB_OK;
	/* What was taken is not lost: the next one to need it tries again. */
	gather->length = 0;
	status = put(file, version, node, gather->offset, gather->bytes,
		length);
	if (status != CFB_OK)
		gather->length = length;
	return status;
}

int
cfb_contents_flush_all(struct cfb_file *file, struct cfb_version *version)
{
	int status = CFB_OK;

	for (struct list *l = version->nodes.next; status == CFB_OK &&
		l != &version->nodes; l = l->next) {
		struct cfb_node *node = container_of(l, struct cfb_node,
			in_version);

		if (node->contents)
			status = cfb_contents_flush(file, version, node);
	}
	return status;
}

int
cfb_version_flush(struct cfb_file *file, struct cfb_version *version,
	uint32_t id)
{
	return flush_all(file, version, id);
}

int
cfb_version_write(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, uint64_t offset, const void *bytes, size_t length,
	size_t *done)
{
	struct cfb_contents *contents;
	struct cfb_node *node;
	uint64_t end;
	int status;

	*done = 0;
	if (length == 0)
		return CFB_OK;
	if (!checked_add64(offset, length, &end) ||
		!cfb_size_possible(file, end))
		return CFB_TOO_LARGE;
	status = begin(file, version, id, &node);
	if (status != CFB_OK)
		return status;
	contents = node->contents;
	if (length >= CFB_GATHER_MIN ||
		!cfb_gather_fits(&contents->gather, offset, length))
		status = cfb_contents_flush(file, version, node);
	if (status == CFB_OK)
		status = contents->in_memory || length >= CFB_GATHER_MIN
			? put(file, version, node, offset, bytes, length)
			: cfb_gather_add(&contents->gather, offset, bytes,
				length);
	if (status != CFB_OK)
		return status;
	*done = length;
	if (end > node->entry.size)
		node->entry.size = end;
	return CFB_OK;
}

int
cfb_version_resize(struct cfb_file *file, struct cfb_version *version,
	uint32_t id, uint64_t size)
{
	struct cfb_node *node;
	int status = begin(file, version, id, &node);

	if (status == CFB_OK)
		status = cfb_contents_flush(file, version, node);
	if (status != CFB_OK)
		return status;
	if (size < node->contents->size)
		status = shrink(file, version, node, size);
	else if (size > node->contents->size)
		status = grow(file, version, node, size);
	node->entry.size = node->contents->size;
	return status;
}

/* --- Merging ------------------------------------------------------------- */

struct merge {
	struct cfb_file *file;
	struct cfb_versions *shared;
	struct cfb_contents *base;
	struct cfb_contents *changed;
};

static void
merge_chunk(struct hash_node *node, void *context)
{
	const struct merge *merge = context;
	struct cfb_chunk *chunk = container_of(node, struct cfb_chunk,
		by_index);
	struct cfb_chunk *below = cfb_own_chunk(merge->base,
		chunk->index * CFB_CHUNK_SECTORS);

	hash_remove(&merge->changed->chunks, &chunk->by_index);
	if (!below) {
		hash_add(&merge->base->chunks, &chunk->by_index,
			chunk->index);
		return;
	}
	for (uint32_t i = 0; i < CFB_CHUNK_SECTORS; i++) {
		if (chunk->sectors[i] == CFB_NOWHERE)
			continue;
		if (below->sectors[i] != CFB_NOWHERE)
			cfb_own_return(merge->file, merge->shared,
				below->sectors[i], 1);
		below->sectors[i] = chunk->sectors[i];
	}
	free(chunk);
}

void
cfb_contents_merge(struct cfb_file *file, struct cfb_versions *shared,
	struct cfb_contents *base, struct cfb_contents *changed)
{
	struct merge merge = { file, shared, base, changed };

	/* Nothing of the base is left where nothing shows through. */
	if (changed->inherit == 0)
		cfb_own_drop(file, shared, base, 0);
	else
		cfb_own_drop(file, shared, base, cfb_sectors_for(file,
			changed->inherit));
	base->inherit = min_u64(base->inherit, changed->inherit);
	base->size = changed->size;
	base->near = changed->near;
	drop_buffer(shared, base);
	base->in_memory = changed->in_memory;
	base->buffer = changed->buffer;
	base->capacity = changed->capacity;
	changed->buffer = NULL;
	changed->capacity = 0;
	hash_each(&changed->chunks, merge_chunk, &merge);
	cfb_contents_free(file, shared, changed);
}
