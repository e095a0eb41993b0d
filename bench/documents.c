/* SPDX-License-Identifier: MIT */
/*
 * Small documents of the usual kinds, 20 to 60 KB with 10 to 25 streams, each
 * opened, listed and read to the last byte of every stream.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz/dice.h"
#include "api.h"
#include "peer.h"
#include "ranges.h"
#include "row.h"
#include "rows.h"

#define DOCUMENTS   12
#define REPEATS     16
#define PIECE       65536
#define RECIPE_ROOM 8192
#define DEPTH_MAX   16

struct document {
	struct image image;
	struct ranges ranges;
};

static struct document documents[DOCUMENTS];
static uint8_t buffer[PIECE];

static bool
for_all(bool (*read)(const struct document *))
{
	bool ok = true;

	for (size_t n = 0; ok && n < REPEATS; n++)
		for (size_t i = 0; ok && i < DOCUMENTS; i++)
			ok = read(&documents[i]);
	return ok;
}

static bool
read_ranges(const struct document *document)
{
	return ranges_read(&document->ranges, document->image.path);
}

static bool
floor_documents(void *work)
{
	(void)work;
	return for_all(read_ranges);
}

static HRESULT
read_element(const struct stg_element *element, void *context)
{
	IStream *stream;
	HRESULT hr;

	if (element->type != STGTY_STREAM)
		return S_OK;
	hr = stg_open_stream(context, element->path, API_READ, &stream);
	if (FAILED(hr))
		return hr;
	return api_read_stream(stream, buffer, PIECE) ? S_OK : E_FAIL;
}

static bool
walk(const struct document *document)
{
	IStorage *root = api_open(document->image.path);
	HRESULT hr;

	if (!root)
		return false;
	hr = stg_walk(root, "", STG_WALK_DEFAULT, read_element, root);
	IStorage_Release(root);
	return SUCCEEDED(hr);
}

static bool
ours_walk(void *work)
{
	(void)work;
	return for_all(walk);
}

struct level {
	IStorage *storage;
	IEnumSTATSTG *list;
};

static bool
begin_level(struct level *level)
{
	level->list = NULL;
	return level->storage && SUCCEEDED(IStorage_EnumElements(level->storage,
					 0, NULL, 0, &level->list));
}

static bool
visit(struct level *level, const STATSTG *stat, size_t *depth)
{
	IStream *stream;

	if (stat->type == STGTY_STREAM)
		return SUCCEEDED(IStorage_OpenStream(level->storage,
			       stat->pwcsName, NULL, API_READ, 0, &stream)) &&
		       api_read_stream(stream, buffer, PIECE);
	if (*depth == DEPTH_MAX ||
		FAILED(IStorage_OpenStorage(level->storage, stat->pwcsName,
			NULL, API_READ, NULL, 0, &level[1].storage)))
		return false;
	++*depth;
	return begin_level(&level[1]);
}

static bool
enumerate(const struct document *document)
{
	struct level levels[DEPTH_MAX + 1];
	size_t depth = 1;
	bool ok;

	levels[0].storage = api_open(document->image.path);
	ok = begin_level(&levels[0]);
	while (depth > 0) {
		struct level *level = &levels[depth - 1];
		STATSTG stat;

		if (ok && IEnumSTATSTG_Next(level->list, 1, &stat, NULL) ==
				  S_OK) {
			ok = visit(level, &stat, &depth);
			CoTaskMemFree(stat.pwcsName);
			continue;
		}
		if (level->list)
			IEnumSTATSTG_Release(level->list);
		if (level->storage)
			IStorage_Release(level->storage);
		depth--;
	}
	return ok;
}

static bool
ours_enumerate(void *work)
{
	(void)work;
	return for_all(enumerate);
}

static bool
read_by_peer(const struct document *document)
{
	return peer_read_all(document->image.path);
}

static bool
peer_documents(void *work)
{
	(void)work;
	return for_all(read_by_peer);
}

struct recipe_text {
	char text[RECIPE_ROOM];
	size_t length;
	struct dice dice;
};

static void
say(struct recipe_text *r, const char *path, size_t least, size_t most)
{
	size_t size = least + dice_below(&r->dice, most - least + 1);

	r->length += (size_t)snprintf(r->text + r->length,
		sizeof r->text - r->length, "stream \"%s\" = random(%zu, 1)\n",
		path, size);
}

static void
say_storage(struct recipe_text *r, const char *path)
{
	r->length += (size_t)snprintf(r->text + r->length,
		sizeof r->text - r->length, "storage \"%s\"\n", path);
}

static void
describe_text(struct recipe_text *r)
{
	char path[64];

	say(r, "WordDocument", 8000, 24000);
	say(r, "1Table", 5000, 10000);
	say(r, "Data", 4096, 8000);
	say(r, "\\x01CompObj", 106, 121);
	say(r, "\\x05SummaryInformation", 4096, 4096);
	say(r, "\\x05DocumentSummaryInformation", 4096, 4096);
	say_storage(r, "ObjectPool");
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "ObjectPool/_%d", 1036574 + i);
		say_storage(r, path);
		snprintf(path, sizeof path, "ObjectPool/_%d/\\x01Ole",
			1036574 + i);
		say(r, path, 20, 20);
		snprintf(path, sizeof path, "ObjectPool/_%d/\\x03ObjInfo",
			1036574 + i);
		say(r, path, 6, 6);
		snprintf(path, sizeof path, "ObjectPool/_%d/Contents",
			1036574 + i);
		say(r, path, 500, 3000);
	}
}

static void
describe_sheet(struct recipe_text *r)
{
	say(r, "Workbook", 14000, 30000);
	say(r, "\\x01CompObj", 106, 121);
	say(r, "\\x05SummaryInformation", 200, 4096);
	say(r, "\\x05DocumentSummaryInformation", 230, 4096);
	say_storage(r, "_VBA_PROJECT_CUR");
	say(r, "_VBA_PROJECT_CUR/PROJECT", 400, 700);
	say(r, "_VBA_PROJECT_CUR/PROJECTwm", 80, 160);
	say_storage(r, "_VBA_PROJECT_CUR/VBA");
	say(r, "_VBA_PROJECT_CUR/VBA/dir", 500, 900);
	say(r, "_VBA_PROJECT_CUR/VBA/_VBA_PROJECT", 2500, 3500);
	say(r, "_VBA_PROJECT_CUR/VBA/ThisWorkbook", 990, 1200);
	say(r, "_VBA_PROJECT_CUR/VBA/Sheet1", 980, 1200);
	say(r, "_VBA_PROJECT_CUR/VBA/Module1", 1000, 6000);
}

static void
describe_message(struct recipe_text *r)
{
	char path[64];

	say(r, "__properties_version1.0", 1000, 1800);
	say(r, "__substg1.0_1000001F", 3000, 9000);
	say(r, "__substg1.0_10090102", 4096, 20000);
	for (int i = 0; i < 10; i++) {
		snprintf(path, sizeof path, "__substg1.0_00%02X001F", 26 + i);
		say(r, path, 10, 300);
	}
	say_storage(r, "__nameid_version1.0");
	for (int i = 0; i < 6; i++) {
		snprintf(path, sizeof path,
			"__nameid_version1.0/__substg1.0_10%02X0102", i);
		say(r, path, 8, 400);
	}
	say_storage(r, "__recip_version1.0_#00000000");
	say(r, "__recip_version1.0_#00000000/__properties_version1.0", 200,
		300);
	say(r, "__recip_version1.0_#00000000/__substg1.0_3001001F", 20, 60);
}

/* Header, tables, and then each stream that has sectors of its own. */
static void
find_ranges(struct document *document)
{
	static const enum builder_chain tables[] = { BUILDER_CHAIN_FAT,
		BUILDER_CHAIN_DIRECTORY, BUILDER_CHAIN_MINIFAT,
		BUILDER_CHAIN_MINISTREAM };
	struct image *image = &document->image;

	ranges_add_alone(&document->ranges, 0, 512);
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		ranges_add_chain(&document->ranges, image, tables[i]);
	for (uint32_t id = 1; id < builder_entries(image->b); id++) {
		const struct builder_entry *entry = builder_entry(image->b, id);

		if (entry->type == BUILDER_STREAM && !entry->mini)
			ranges_add_stream(&document->ranges, image, id, 0,
				(size_t)entry->size);
	}
}

static bool
make_document(struct document *document, const char *directory, size_t i)
{
	static void (*const kinds[])(struct recipe_text *) = { describe_text,
		describe_sheet, describe_message };
	static struct recipe_text recipe;
	char name[32];

	recipe.length = 0;
	recipe.dice.state = i;
	kinds[i % 3](&recipe);
	snprintf(name, sizeof name, "document%zu.cfb", i);
	if (!image_make(&document->image, directory, name, recipe.text))
		return false;
	find_ranges(document);
	return true;
}

bool
rows_documents(const struct plan *plan)
{
	struct row row = {
		.title = "open, walk, read a small document",
		.measure = TIMES,
		.goal = 1.5,
		.units = DOCUMENTS * REPEATS,
		.run = { floor_documents, ours_walk,
			peer_is_there() ? peer_documents : NULL },
	};
	bool ok = true;

	memset(documents, 0, sizeof documents);
	for (size_t i = 0; ok && i < DOCUMENTS; i++)
		ok = make_document(&documents[i], plan->directory, i);
	ok = ok && row_measure(&row, plan->rounds);
	row.title = "the same by IEnumSTATSTG";
	row.run[OURS] = ours_enumerate;
	ok = ok && row_measure(&row, plan->rounds);
	for (size_t i = 0; i < DOCUMENTS; i++) {
		ranges_done(&documents[i].ranges);
		image_done(&documents[i].image);
	}
	return ok;
}
