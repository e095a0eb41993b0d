/* SPDX-License-Identifier: MIT */
#include "listing.h"

#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "escape.h"
#include "memory.h"
#include "storage.h"

/* [MS-CFB] 2.1: what is greater is no sector */
#define SECTOR_MAX 0xFFFFFFFA

struct reading {
	struct listing *listing;
	ULONG base_depth;
	/* The storages on the way to the element at hand. */
	uint32_t above[DEPTH_LIMIT + 2];
};

static uint64_t
keep_name(struct listing *listing, const struct stg_element *element)
{
	uint64_t place = listing->names_used;

	listing->names = memory_grow(listing->names, &listing->names_room,
		listing->names_used + element->name_length + 1,
		sizeof(OLECHAR));
	/* The root may have no name at all. */
	if (element->name_length > 0)
		memcpy(listing->names + place, element->name,
			element->name_length * sizeof(OLECHAR));
	listing->names_used += element->name_length;
	return place;
}

static void
add_item(struct listing *listing, const struct stg_element *element,
	uint32_t depth, uint32_t parent)
{
	listing->items = memory_grow(listing->items, &listing->room,
		listing->count + 1, sizeof(*listing->items));
	listing->items[listing->count++] = (struct item){
		.parent = parent,
		.depth = depth,
		.id = element->id,
		.name = keep_name(listing, element),
		.name_length = (uint8_t)element->name_length,
		.size = element->size,
		.ctime = element->ctime,
		.mtime = element->mtime,
		.clsid = element->clsid,
		.state_bits = element->state_bits,
		.start_sector = element->start_sector,
		.is_storage = element->type == STGTY_STORAGE,
		.is_mini = element->flags & STG_ELEMENT_MINI,
	};
}

static HRESULT
take_element(const struct stg_element *element, void *context)
{
	struct reading *reading = context;
	struct listing *listing = reading->listing;
	uint32_t depth = element->depth - reading->base_depth;
	uint32_t i = (uint32_t)listing->count;

	if (i == NO_ITEM)
		return STG_E_INSUFFICIENTMEMORY;
	add_item(listing, element, depth,
		depth ? reading->above[depth - 1] : NO_ITEM);
	reading->above[depth] = i;
	if (depth < listing->limit || element->type != STGTY_STORAGE)
		return S_OK;
	if (listing->limit >= DEPTH_DEFAULT)
		listing->too_deep++;
	return STG_S_WALK_PRUNE;
}

/* Where the elements below each item end, from the last item to the first. */
static void
find_ends(struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		listing->items[i].end = (uint32_t)i + 1;
	for (size_t i = listing->count; i-- > 0;) {
		const struct item *item = &listing->items[i];

		if (item->parent != NO_ITEM &&
			listing->items[item->parent].end < item->end)
			listing->items[item->parent].end = item->end;
	}
}

/* The name of the path as the file has it, and its depth. */
static HRESULT
find_base(struct listing *listing, IStorage *storage, const char *path,
	struct stg_element *element)
{
	HRESULT hr = stg_stat(storage, path, element);

	*listing = (struct listing){ 0 };
	if (SUCCEEDED(hr))
		listing->base =
			memory_copy(element->path, strlen(element->path));
	return hr;
}

HRESULT
listing_fill(struct listing *listing, IStorage *storage, const char *path,
	uint64_t depth)
{
	struct reading reading = { .listing = listing };
	struct stg_element first;
	HRESULT hr = find_base(listing, storage, path, &first);

	if (FAILED(hr))
		return hr;
	reading.base_depth = first.depth;
	listing->limit = depth < DEPTH_LIMIT ? depth : DEPTH_LIMIT;
	hr = stg_walk(storage, path, STG_WALK_DEFAULT, take_element, &reading);
	find_ends(listing);
	return hr;
}

static enum exit_code
report_failure(const struct target *target, const char *path, HRESULT hr)
{
	struct place place = { target->place.file, path };

	report(&place, "cannot list", hr);
	return exit_of(hr);
}

enum exit_code
listing_read(struct listing *listing, struct target *target, const char *path,
	uint64_t depth)
{
	HRESULT hr = listing_fill(listing, target->storage, path, depth);

	if (FAILED(hr))
		return report_failure(target, path, hr);
	if (listing->too_deep == 0)
		return EXIT_DONE;
	report_text(&target->place,
		"left out what is in storages more than %u deep",
		(unsigned)listing->limit);
	return EXIT_DAMAGED;
}

enum exit_code
listing_read_one(
	struct listing *listing, struct target *target, const char *path)
{
	struct stg_element element;
	HRESULT hr = find_base(listing, target->storage, path, &element);

	if (FAILED(hr))
		return report_failure(target, path, hr);
	add_item(listing, &element, 0, NO_ITEM);
	find_ends(listing);
	return EXIT_DONE;
}

void
listing_done(struct listing *listing)
{
	free(listing->items);
	free(listing->names);
	free(listing->base);
	*listing = (struct listing){ 0 };
}

const OLECHAR *
item_units(const struct listing *listing, size_t i)
{
	return listing->names + listing->items[i].name;
}

void
item_name(const struct listing *listing, size_t i, struct text *text)
{
	escape_name(
		text, item_units(listing, i), listing->items[i].name_length);
}

void
item_path(const struct listing *listing, size_t i, struct text *text)
{
	uint32_t chain[DEPTH_LIMIT + 1];
	size_t start = text->length;
	size_t length = 0;

	text_add(text, listing->base);
	for (size_t at = i; listing->items[at].parent != NO_ITEM;
		at = listing->items[at].parent)
		chain[length++] = (uint32_t)at;
	while (length-- > 0) {
		if (text->length > start)
			text_add(text, "/");
		item_name(listing, chain[length], text);
	}
}

bool
item_is_last(const struct listing *listing, size_t i)
{
	uint32_t end = listing->items[i].end;

	return end == listing->count ||
	       listing->items[end].depth != listing->items[i].depth;
}

bool
item_has_start(const struct item *item)
{
	/* [MS-CFB] 2.6.1: the root alone of the storages, for its minis */
	if (item->is_storage ? item->id != 0 : item->size == 0)
		return false;
	return item->start_sector <= SECTOR_MAX;
}

static void
json_time(struct json *json, const char *key, const FILETIME *time,
	struct text *text)
{
	if (!time_is_set(time))
		return;
	text_clear(text);
	describe_time(text, time);
	json_text(json, key, text->data);
}

static void
json_class(struct json *json, const CLSID *clsid)
{
	char guid[STG_GUID_TEXT_SIZE];
	const char *name = stg_class_name(clsid);

	if (!clsid_is_set(clsid))
		return;
	stg_guid_to_text(clsid, guid);
	json_text(json, "clsid", guid);
	if (name)
		json_text(json, "class", name);
}

void
item_json(const struct listing *listing, size_t i, struct json *json)
{
	const struct item *item = &listing->items[i];
	const OLECHAR *units = item_units(listing, i);
	const char *meaning = stg_element_meaning(units, item->name_length);
	struct text text = { 0 };

	text_clear(&text);
	item_path(listing, i, &text);
	json_text(json, "path", text.data);
	text_clear(&text);
	item_name(listing, i, &text);
	json_text(json, "name", text.data);
	json_text(json, "type", item->is_storage ? "storage" : "stream");
	json_number(json, "id", item->id);
	if (!item->is_storage)
		json_number(json, "size", item->size);
	if (item_has_start(item))
		json_number(json, "start", item->start_sector);
	if (!item->is_storage)
		json_truth(json, "mini", item->is_mini);
	json_time(json, "created", &item->ctime, &text);
	json_time(json, "modified", &item->mtime, &text);
	json_class(json, &item->clsid);
	if (item->state_bits)
		json_number(json, "state", item->state_bits);
	text_clear(&text);
	if (describe_msi_name(&text, units, item->name_length))
		json_text(json, "installer_name", text.data);
	if (meaning)
		json_text(json, "meaning", meaning);
	text_done(&text);
}
