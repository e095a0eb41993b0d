/* SPDX-License-Identifier: MIT */
/*
 * Contents of streams: a list of segments, each a function from an offset to a
 * byte, so that any part can be had without the parts before it.
 */
#include "builder.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "model.h"

enum segment_kind {
	SEGMENT_BYTES,
	SEGMENT_FILL,
	SEGMENT_COUNT,
	SEGMENT_RANDOM,
};

struct builder_segment {
	enum segment_kind kind;
	uint64_t offset, size;
	uint64_t value; /* byte or seed */
	uint8_t *bytes;
};

/* Scrambles a number; the source of everything that is called random here. */
uint64_t
builder_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static bool
append(struct builder *b, uint32_t id, struct builder_segment segment)
{
	struct builder_entry *entry = builder_entry(b, id);
	struct builder_segment *segments;

	if (segment.size > b->options.limit ||
		entry->size > b->options.limit - segment.size)
		return builder_fail(b, "stream too large");
	segments = realloc(entry->segments,
		(entry->segment_count + 1) * sizeof(*segments));
	if (segments == NULL)
		return builder_no_memory(b);
	entry->segments = segments;
	segment.offset = entry->size;
	segments[entry->segment_count++] = segment;
	entry->size += segment.size;
	return true;
}

/* Literal bytes behind literal bytes make the segment longer. */
static bool
extend(struct builder *b, struct builder_entry *entry, const void *bytes,
	size_t size)
{
	struct builder_segment *last =
		&entry->segments[entry->segment_count - 1];
	uint8_t *larger = realloc(last->bytes, (size_t)last->size + size);

	if (larger == NULL)
		return builder_no_memory(b);
	memcpy(larger + last->size, bytes, size);
	last->bytes = larger;
	last->size += size;
	entry->size += size;
	return true;
}

bool
builder_bytes(struct builder *b, uint32_t id, const void *bytes, size_t size)
{
	struct builder_entry *entry = builder_entry(b, id);
	struct builder_segment segment = { .kind = SEGMENT_BYTES,
		.size = size };

	if (size == 0)
		return true;
	if (b->literal + size > b->options.limit)
		return builder_fail(b, "too much literal data");
	b->literal += size;
	if (entry->segment_count > 0 &&
		entry->segments[entry->segment_count - 1].kind == SEGMENT_BYTES)
		return extend(b, entry, bytes, size);
	segment.bytes = malloc(size);
	if (segment.bytes == NULL)
		return builder_no_memory(b);
	memcpy(segment.bytes, bytes, size);
	if (append(b, id, segment))
		return true;
	free(segment.bytes);
	return false;
}

static bool
pattern(struct builder *b, uint32_t id, enum segment_kind kind, uint64_t size,
	uint64_t value)
{
	struct builder_segment segment = {
		.kind = kind, .size = size, .value = value
	};

	return size == 0 || append(b, id, segment);
}

bool
builder_fill(struct builder *b, uint32_t id, uint64_t size, uint8_t byte)
{
	return pattern(b, id, SEGMENT_FILL, size, byte);
}

bool
builder_count(struct builder *b, uint32_t id, uint64_t size)
{
	return pattern(b, id, SEGMENT_COUNT, size, 0);
}

bool
builder_random(struct builder *b, uint32_t id, uint64_t size, uint64_t seed)
{
	return pattern(b, id, SEGMENT_RANDOM, size, seed);
}

void
builder_content_free(struct builder_entry *entry)
{
	for (size_t i = 0; i < entry->segment_count; i++)
		free(entry->segments[i].bytes);
	free(entry->segments);
}

/* Copies the part [offset, offset + count) of words of a fixed width. */
static void
copy_words(const struct builder_segment *segment, uint64_t offset, uint8_t *to,
	size_t count)
{
	unsigned int width = segment->kind == SEGMENT_COUNT ? 4 : 8;

	while (count > 0) {
		unsigned int skip = (unsigned int)(offset % width);
		size_t take = width - skip;
		uint64_t number = offset / width;
		uint8_t word[8];

		if (take > count)
			take = count;
		if (segment->kind == SEGMENT_RANDOM)
			number = builder_mix(
				builder_mix(segment->value) + number);
		le_put(word, number, width);
		memcpy(to, word + skip, take);
		to += take;
		offset += take;
		count -= take;
	}
}

static void
copy_segment(const struct builder_segment *segment, uint64_t offset,
	uint8_t *to, size_t count)
{
	switch (segment->kind) {
	case SEGMENT_BYTES:
		memcpy(to, segment->bytes + offset, count);
		break;
	case SEGMENT_FILL:
		memset(to, (int)segment->value, count);
		break;
	case SEGMENT_COUNT:
	case SEGMENT_RANDOM:
		copy_words(segment, offset, to, count);
		break;
	}
}

static const struct builder_segment *
find_segment(const struct builder_entry *entry, uint64_t offset)
{
	size_t low = 0;
	size_t high = entry->segment_count;

	if (offset >= entry->size)
		return NULL;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (entry->segments[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return &entry->segments[low];
}

size_t
builder_content(const struct builder *b, uint32_t id, uint64_t offset, void *to,
	size_t count)
{
	const struct builder_entry *entry = &b->entries[id];
	const struct builder_segment *segment;
	size_t done = 0;

	while (done < count &&
		(segment = find_segment(entry, offset + done)) != NULL) {
		uint64_t inside = offset + done - segment->offset;
		uint64_t left = segment->size - inside;
		size_t take = count - done;

		if (take > left)
			take = (size_t)left;
		copy_segment(segment, inside, (uint8_t *)to + done, take);
		done += take;
	}
	return done;
}

uint64_t
builder_content_zeros(const struct builder *b, uint32_t id, uint64_t offset)
{
	const struct builder_segment *segment =
		find_segment(&b->entries[id], offset);

	if (segment == NULL || segment->kind != SEGMENT_FILL ||
		segment->value != 0)
		return 0;
	return segment->offset + segment->size - offset;
}
