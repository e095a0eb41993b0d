/* SPDX-License-Identifier: MIT */
/* Lists are made before anything is measured; reading is all that is timed. */
#include "ranges.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LENGTH_MAX ((size_t)1 << 20)

static uint8_t buffer[LENGTH_MAX];

void
ranges_add_alone(struct ranges *ranges, uint64_t offset, size_t length)
{
	if (ranges->count == ranges->room) {
		size_t room = ranges->room ? ranges->room * 2 : 64;

		ranges->each =
			realloc(ranges->each, room * sizeof *ranges->each);
		ranges->room = room;
		if (!ranges->each) {
			perror("bench");
			exit(1);
		}
	}
	ranges->each[ranges->count].offset = offset;
	ranges->each[ranges->count++].length = length;
}

void
ranges_add(struct ranges *ranges, uint64_t offset, size_t length)
{
	struct range *last = ranges->each + ranges->count - 1;

	if (ranges->count > 0 && last->offset + last->length == offset &&
		last->length + length <= LENGTH_MAX)
		last->length += length;
	else
		ranges_add_alone(ranges, offset, length);
}

/* Where a byte of a stream is, and how many follow it in its (mini) sector. */
static uint64_t
place(const struct image *image, uint32_t id, uint64_t offset, size_t *run)
{
	const struct builder *b = image->b;
	unsigned int shift = builder_sector_shift(b);
	bool mini = builder_entry(image->b, id)->mini;
	uint64_t at = offset;
	uint32_t sector;

	if (mini) {
		*run = 64 - (size_t)(offset & 63);
		at = (uint64_t)builder_stream_sector(
			     b, id, (uint32_t)(offset >> 6)) *
			     64 +
		     (offset & 63);
		sector = builder_chain_sector(
			b, BUILDER_CHAIN_MINISTREAM, (uint32_t)(at >> shift));
	} else {
		*run = ((size_t)1 << shift) -
		       (size_t)(offset & ((1U << shift) - 1));
		sector = builder_stream_sector(
			b, id, (uint32_t)(offset >> shift));
	}
	return builder_sector_offset(b, sector) + (at & ((1U << shift) - 1));
}

void
ranges_add_stream(struct ranges *ranges, const struct image *image, uint32_t id,
	uint64_t offset, size_t length)
{
	bool joined = false;

	while (length > 0) {
		size_t run;
		uint64_t at = place(image, id, offset, &run);

		if (run > length)
			run = length;
		/* What was asked for before is another read. */
		if (joined)
			ranges_add(ranges, at, run);
		else
			ranges_add_alone(ranges, at, run);
		joined = true;
		offset += run;
		length -= run;
	}
}

void
ranges_add_chain(struct ranges *ranges, const struct image *image,
	enum builder_chain chain)
{
	size_t sector = (size_t)1 << builder_sector_shift(image->b);
	uint32_t count = builder_chain_length(image->b, chain);

	for (uint32_t i = 0; i < count; i++) {
		uint64_t at = builder_sector_offset(
			image->b, builder_chain_sector(image->b, chain, i));

		if (i == 0)
			ranges_add_alone(ranges, at, sector);
		else
			ranges_add(ranges, at, sector);
	}
}

void
ranges_done(struct ranges *ranges)
{
	free(ranges->each);
}

bool
ranges_read(const struct ranges *ranges, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool ok = fd >= 0 && fstat(fd, &st) == 0;

	for (size_t i = 0; ok && i < ranges->count; i++) {
		const struct range *range = &ranges->each[i];

		ok = pread(fd, buffer, range->length, (off_t)range->offset) >=
		     0;
	}
	if (fd >= 0)
		close(fd);
	return ok;
}
