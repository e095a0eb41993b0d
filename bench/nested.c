/* SPDX-License-Identifier: MIT */
/* 1,000 storages, each within the one before: opening the last one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "peer.h"
#include "ranges.h"
#include "row.h"
#include "rows.h"

#define DEPTH   1000
#define NAME    8
#define REPEATS 16

struct nested {
	struct image image;
	struct ranges ranges;
	char text[DEPTH][NAME];
	const char *name[DEPTH];
	char path[DEPTH * NAME];
};

static bool
repeat(const struct nested *nested, bool (*open)(const struct nested *))
{
	bool ok = true;

	for (size_t i = 0; ok && i < REPEATS; i++)
		ok = open(nested);
	return ok;
}

static bool
read_ranges(const struct nested *nested)
{
	return ranges_read(&nested->ranges, nested->image.path);
}

static bool
floor_nested(void *work)
{
	return repeat(work, read_ranges);
}

static bool
open_by_path(const struct nested *nested)
{
	IStorage *root = api_open(nested->image.path);
	IStorage *deepest = NULL;

	if (root)
		(void)stg_open_storage(root, nested->path, API_READ, &deepest);
	if (deepest)
		IStorage_Release(deepest);
	if (root)
		IStorage_Release(root);
	return deepest != NULL;
}

static bool
ours_by_path(void *work)
{
	return repeat(work, open_by_path);
}

/* An element ends with its storage, so all of them stay open. */
static bool
open_one_by_one(const struct nested *nested)
{
	static IStorage *open[DEPTH + 1];
	size_t depth = 0;
	bool ok;

	open[0] = api_open(nested->image.path);
	while (open[depth] && depth < DEPTH) {
		open[depth + 1] =
			api_open_storage(open[depth], nested->name[depth]);
		depth++;
	}
	ok = open[depth] != NULL;
	for (size_t i = depth + 1; i-- > 0;)
		if (open[i])
			IStorage_Release(open[i]);
	return ok;
}

static bool
ours_one_by_one(void *work)
{
	return repeat(work, open_one_by_one);
}

static bool
open_by_peer(const struct nested *nested)
{
	return peer_descend(nested->image.path, nested->name, DEPTH);
}

static bool
peer_nested(void *work)
{
	return repeat(work, open_by_peer);
}

static bool
prepare(struct nested *nested, const char *directory)
{
	const struct image *image = &nested->image;
	uint32_t count;
	char recipe[64];
	size_t length = 0;

	snprintf(recipe, sizeof recipe, "repeat %d enter \"d{}\"\n", DEPTH);
	if (!image_make(&nested->image, directory, "nested.cfb", recipe))
		return false;
	for (size_t i = 0; i < DEPTH; i++) {
		snprintf(nested->text[i], NAME, "d%zu", i);
		nested->name[i] = nested->text[i];
		length += (size_t)snprintf(nested->path + length,
			sizeof nested->path - length, "%s%s", i ? "/" : "",
			nested->text[i]);
	}
	/* The directory comes sector by sector, as one entry leads on. */
	ranges_add_alone(&nested->ranges, 0, 512);
	count = builder_chain_length(image->b, BUILDER_CHAIN_DIRECTORY);
	for (uint32_t i = 0; i < count; i++)
		ranges_add_alone(&nested->ranges,
			builder_sector_offset(
				image->b, builder_chain_sector(image->b,
						  BUILDER_CHAIN_DIRECTORY, i)),
			512);
	return true;
}

bool
rows_nested(const struct plan *plan)
{
	static struct nested nested;
	struct row row = {
		.title = "open the deepest of 1,000 storages",
		.measure = TIMES,
		.goal = 2,
		.units = REPEATS,
		.work = &nested,
		.run = { floor_nested, ours_by_path,
			peer_is_there() ? peer_nested : NULL },
	};
	bool ok = prepare(&nested, plan->directory) &&
		  row_measure(&row, plan->rounds);

	row.title = "the same, 1,000 calls of OpenStorage";
	row.run[OURS] = ours_one_by_one;
	ok = ok && row_measure(&row, plan->rounds);
	ranges_done(&nested.ranges);
	image_done(&nested.image);
	return ok;
}
