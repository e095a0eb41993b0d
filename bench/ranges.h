/* SPDX-License-Identifier: MIT */
/* Bytes of a file that have to be read, in the order of reading: the floor. */
#ifndef BENCH_RANGES_H
#define BENCH_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"

struct range {
	uint64_t offset;
	size_t length;
};

struct ranges {
	struct range *each;
	size_t count, room;
};

/* Joins what follows the last range without a gap. */
void ranges_add(struct ranges *ranges, uint64_t offset, size_t length);
/* Never joins: one read of its own. */
void ranges_add_alone(struct ranges *ranges, uint64_t offset, size_t length);
/* A part of a stream of any kind, or of one of the builder's chains. */
void ranges_add_stream(struct ranges *ranges, const struct image *image,
	uint32_t id, uint64_t offset, size_t length);
void ranges_add_chain(struct ranges *ranges, const struct image *image,
	enum builder_chain chain);
void ranges_done(struct ranges *ranges);

/* Opens the file, reads all ranges one after the other, and closes it. */
bool ranges_read(const struct ranges *ranges, const char *path);

#endif
