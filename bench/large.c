/* SPDX-License-Identifier: MIT */
/* One stream of 256 MB: read from front to back, and in random places. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz/dice.h"
#include "api.h"
#include "peer.h"
#include "ranges.h"
#include "row.h"
#include "rows.h"

#define SIZE        ((uint64_t)256 << 20)
#define PIECE       65536
#define RANDOM_SIZE 4096
#define RANDOM_READ 20000

struct large {
	struct image image;
	struct ranges sequential, random;
	uint64_t offsets[RANDOM_READ];
};

static uint8_t buffer[PIECE];

static bool
ours_sequential(void *work)
{
	const struct large *large = work;
	IStorage *root = api_open(large->image.path);
	IStream *stream = root ? api_open_stream(root, "Big") : NULL;
	bool ok = stream && api_read_stream(stream, buffer, PIECE);

	if (root)
		IStorage_Release(root);
	return ok;
}

static bool
peer_sequential(void *work)
{
	const struct large *large = work;

	return peer_read_sequentially(large->image.path, "Big", buffer, PIECE);
}

static bool
ours_random(void *work)
{
	const struct large *large = work;
	IStorage *root = api_open(large->image.path);
	IStream *stream = root ? api_open_stream(root, "Big") : NULL;
	bool ok = stream != NULL;

	for (size_t i = 0; ok && i < RANDOM_READ; i++) {
		LARGE_INTEGER to;
		ULONG got;

		to.QuadPart = (LONGLONG)large->offsets[i];
		ok = SUCCEEDED(
			     IStream_Seek(stream, to, STREAM_SEEK_SET, NULL)) &&
		     SUCCEEDED(
			     IStream_Read(stream, buffer, RANDOM_SIZE, &got)) &&
		     got == RANDOM_SIZE;
	}
	if (stream)
		IStream_Release(stream);
	if (root)
		IStorage_Release(root);
	return ok;
}

static bool
peer_random(void *work)
{
	const struct large *large = work;

	return peer_read_randomly(large->image.path, "Big", large->offsets,
		RANDOM_READ, buffer, RANDOM_SIZE);
}

/*
 * The FAT sectors that lead to a place of the stream and were not needed
 * before: its sectors ascend in all these files.
 */
static void
add_fat(struct ranges *ranges, const struct image *image, uint32_t id,
	uint64_t last, uint32_t *next)
{
	unsigned int shift = builder_sector_shift(image->b);
	uint32_t sector =
		builder_stream_sector(image->b, id, (uint32_t)(last >> shift));

	for (; *next <= sector >> (shift - 2); ++*next)
		ranges_add_alone(ranges,
			builder_sector_offset(
				image->b, builder_chain_sector(image->b,
						  BUILDER_CHAIN_FAT, *next)),
			(size_t)1 << shift);
}

/* The contents, and what has to be known to find them. */
static void
find_ranges(struct large *large)
{
	const struct image *image = &large->image;
	uint32_t id = image_find(image, "Big");
	struct dice dice = { 1 };
	uint32_t fat = 0;

	for (uint64_t at = 0; at < SIZE; at += PIECE) {
		add_fat(&large->sequential, image, id, at + PIECE - 1, &fat);
		ranges_add_stream(&large->sequential, image, id, at, PIECE);
	}
	fat = 0;
	for (size_t i = 0; i < RANDOM_READ; i++) {
		uint64_t at = RANDOM_SIZE *
			      dice_below(&dice, (size_t)(SIZE / RANDOM_SIZE));

		add_fat(&large->random, image, id, at + RANDOM_SIZE - 1, &fat);
		ranges_add_stream(&large->random, image, id, at, RANDOM_SIZE);
		large->offsets[i] = at;
	}
}

/* Both give the same bytes, or the race is worth nothing. */
static bool
verify(const struct large *large)
{
	static uint8_t expected[PIECE];
	uint32_t id = image_find(&large->image, "Big");
	IStorage *root = api_open(large->image.path);
	IStream *stream = root ? api_open_stream(root, "Big") : NULL;
	bool ok = stream != NULL;

	for (uint64_t at = 0; ok && at < SIZE; at += PIECE) {
		ULONG got;

		builder_content(large->image.b, id, at, expected, PIECE);
		ok = SUCCEEDED(IStream_Read(stream, buffer, PIECE, &got)) &&
		     got == PIECE && memcmp(buffer, expected, PIECE) == 0;
	}
	if (stream)
		IStream_Release(stream);
	if (root)
		IStorage_Release(root);
	if (!ok)
		fprintf(stderr, "bench: %s: wrong contents\n",
			large->image.path);
	return ok;
}

static bool
measure(const struct plan *plan, struct large *large, const char *layout,
	bool random)
{
	char title[64];
	struct row row = {
		.measure = SHARE,
		.goal = 0.95,
		.work = large,
		.ranges = &large->sequential,
		.path = large->image.path,
		.run = { NULL, ours_sequential,
			peer_is_there() ? peer_sequential : NULL },
		.title = title,
	};

	snprintf(title, sizeof title, "read 256 MB in order, %s", layout);
	if (!row_measure(&row, plan->rounds))
		return false;
	if (!random)
		return true;
	snprintf(title, sizeof title, "20,000 random 4 KiB reads, %s", layout);
	row.goal = 0.90;
	row.units = RANDOM_READ;
	row.ranges = &large->random;
	row.run[OURS] = ours_random;
	if (peer_is_there())
		row.run[PEER] = peer_random;
	return row_measure(&row, plan->rounds);
}

bool
rows_large(const struct plan *plan)
{
	static const struct {
		const char *layout, *recipe;
		bool random;
	} files[] = {
		{ "v3", "stream \"Big\" = count(256M)\n", true },
		{ "v4", "version 4\nstream \"Big\" = count(256M)\n", true },
		{ "v3, runs of 64",
			"layout interleave 64\n"
			"stream \"Big\" = count(256M)\n"
			"stream \"Other\" = zero(256M)\n",
			true },
		{ "v3, runs of 1",
			"layout interleave\n"
			"stream \"Big\" = count(256M)\n"
			"stream \"Other\" = zero(256M)\n",
			false },
	};
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof files / sizeof files[0]; i++) {
		static struct large large;

		memset(&large, 0, sizeof large);
		ok = image_make(&large.image, plan->directory, "large.cfb",
			files[i].recipe);
		if (ok)
			find_ranges(&large);
		ok = ok && verify(&large) &&
		     measure(plan, &large, files[i].layout, files[i].random);
		ranges_done(&large.sequential);
		ranges_done(&large.random);
		image_done(&large.image);
	}
	return ok;
}
