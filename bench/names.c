/* SPDX-License-Identifier: MIT */
/* A storage of 100,000 streams: opened, and 10,000 of them found and read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz/dice.h"
#include "api.h"
#include "peer.h"
#include "ranges.h"
#include "row.h"
#include "rows.h"

#define STREAMS  100000
#define LOOK_UPS 10000
#define SIZE     200
#define NAME     16

struct names {
	struct image image;
	struct image small; /* ten streams instead */
	struct ranges open, look_up;
	char text[LOOK_UPS][NAME];
	const char *name[LOOK_UPS];
	OLECHAR units[LOOK_UPS][NAME]; /* the same as programs have them */
};

static bool
open_only(const char *path)
{
	IStorage *root = api_open(path);

	if (root)
		IStorage_Release(root);
	return root != NULL;
}

static bool
ours_open(void *work)
{
	return open_only(((const struct names *)work)->image.path);
}

static bool
ours_open_small(void *work)
{
	return open_only(((const struct names *)work)->small.path);
}

static bool
peer_open_many(void *work)
{
	return peer_open(((const struct names *)work)->image.path);
}

static bool
ours_look_up(void *work)
{
	const struct names *names = work;
	IStorage *root = api_open(names->image.path);
	uint8_t buffer[SIZE];
	bool ok = root != NULL;

	for (size_t i = 0; ok && i < LOOK_UPS; i++) {
		IStream *stream = NULL;
		ULONG got = 0;

		ok = SUCCEEDED(IStorage_OpenStream(root, names->units[i], NULL,
			     API_READ, 0, &stream)) &&
		     SUCCEEDED(IStream_Read(stream, buffer, SIZE, &got)) &&
		     got == SIZE;
		if (stream)
			IStream_Release(stream);
	}
	if (root)
		IStorage_Release(root);
	return ok;
}

static bool
peer_look_up(void *work)
{
	const struct names *names = work;

	return peer_read_names(names->image.path, names->name, LOOK_UPS);
}

/* Which entry leads to which one in the tree of siblings. */
static uint32_t *
find_parents(const struct image *image)
{
	uint32_t count = builder_entries(image->b);
	uint32_t *parents = calloc(count, sizeof *parents);

	for (uint32_t id = 0; parents && id < count; id++) {
		const struct builder_entry *entry = builder_entry(image->b, id);
		const uint32_t links[] = { entry->left, entry->right,
			entry->child };

		for (size_t i = 0; i < 3; i++)
			if (links[i] < count)
				parents[links[i]] = id;
	}
	return parents;
}

/* The sectors of a chain, each at its first use. */
struct used {
	bool *sectors;
	enum builder_chain chain;
};

static void
use(struct names *names, struct used *used, uint64_t offset)
{
	unsigned int shift = builder_sector_shift(names->image.b);
	uint32_t index = (uint32_t)(offset >> shift);

	if (used->sectors[index])
		return;
	used->sectors[index] = true;
	ranges_add_alone(&names->look_up,
		builder_sector_offset(
			names->image.b, builder_chain_sector(names->image.b,
						used->chain, index)),
		(size_t)1 << shift);
}

static bool
start_use(struct names *names, struct used *used, enum builder_chain chain)
{
	used->chain = chain;
	used->sectors = calloc(builder_chain_length(names->image.b, chain),
		sizeof *used->sectors);
	return used->sectors != NULL;
}

/*
 * What a reader without any overhead must read: each directory sector on the
 * ways to the names and each mini FAT sector of the streams once, and the
 * contents of every stream.
 */
static bool
find_ranges(struct names *names, const uint32_t *ids)
{
	uint32_t *parents = find_parents(&names->image);
	struct used directory, minifat;

	if (!parents ||
		!start_use(names, &directory, BUILDER_CHAIN_DIRECTORY) ||
		!start_use(names, &minifat, BUILDER_CHAIN_MINIFAT))
		return false;
	ranges_add_alone(&names->look_up, 0, 512);
	for (size_t i = 0; i < LOOK_UPS; i++) {
		for (uint32_t id = ids[i]; id != 0; id = parents[id])
			use(names, &directory, (uint64_t)id * 128);
		use(names, &minifat,
			(uint64_t)4 * builder_stream_sector(
					      names->image.b, ids[i], 0));
		ranges_add_stream(
			&names->look_up, &names->image, ids[i], 0, SIZE);
	}
	free(directory.sectors);
	free(minifat.sectors);
	free(parents);
	ranges_add_alone(&names->open, 0, 512);
	ranges_add_alone(&names->open,
		builder_sector_offset(
			names->image.b, builder_chain_sector(names->image.b,
						BUILDER_CHAIN_DIRECTORY, 0)),
		512);
	return true;
}

static bool
prepare(struct names *names, const char *directory)
{
	static uint32_t ids[LOOK_UPS];
	struct dice dice = { 7 };
	char recipe[128];

	snprintf(recipe, sizeof recipe,
		"repeat %d stream \"Item {}\" = random(%d, {})\n", STREAMS,
		SIZE);
	if (!image_make(&names->image, directory, "names.cfb", recipe) ||
		!image_make(&names->small, directory, "few.cfb",
			"repeat 10 stream \"Item {}\" = random(200, {})\n"))
		return false;
	for (size_t i = 0; i < LOOK_UPS; i++) {
		size_t number = dice_below(&dice, STREAMS);

		snprintf(names->text[i], NAME, "Item %zu", number);
		names->name[i] = names->text[i];
		for (size_t j = 0; j < NAME; j++)
			names->units[i][j] = (unsigned char)names->text[i][j];
		ids[i] = (uint32_t)number + 1; /* in order, behind the root */
	}
	return find_ranges(names, ids);
}

static bool
measure(const struct plan *plan, struct names *names)
{
	const struct row open = {
		.title = "open a file of 100,000 streams",
		.measure = TIMES,
		.most = 1e-3,
		.work = names,
		.ranges = &names->open,
		.path = names->image.path,
		.run = { NULL, ours_open,
			peer_is_there() ? peer_open_many : NULL },
	};
	const struct row independent = {
		.title = "the same; floor: open one of 10 streams",
		.measure = TIMES,
		.goal = 1.5,
		.work = names,
		.run = { ours_open_small, ours_open, NULL },
	};
	const struct row look_up = {
		.title = "look up and read 10,000 of them",
		.measure = TIMES,
		.goal = 2,
		.work = names,
		.ranges = &names->look_up,
		.path = names->image.path,
		.run = { NULL, ours_look_up,
			peer_is_there() ? peer_look_up : NULL },
	};

	return row_measure(&open, plan->rounds) &&
	       row_measure(&independent, plan->rounds) &&
	       row_measure(&look_up, plan->rounds);
}

bool
rows_names(const struct plan *plan)
{
	static struct names names;
	bool ok = prepare(&names, plan->directory) && measure(plan, &names);

	ranges_done(&names.open);
	ranges_done(&names.look_up);
	image_done(&names.image);
	image_done(&names.small);
	return ok;
}
