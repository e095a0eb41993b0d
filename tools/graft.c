/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "graft.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "slot.h"

/* A list of the storages only that have storages above them. */
struct chain {
	IStorage *open[DEPTH_LIMIT + 2]; /* open[depth] */
	uint32_t depth;                  /* of the innermost one */
};

static HRESULT
name_of(const struct listing *listing, size_t i,
	OLECHAR name[STG_NAME_UNITS + 1])
{
	const struct item *item = &listing->items[i];

	if (item->name_length > STG_NAME_UNITS)
		return STG_E_INVALIDNAME;
	memset(name, 0, (STG_NAME_UNITS + 1) * sizeof(*name));
	if (item->name_length > 0)
		memcpy(name, item_units(listing, i),
			item->name_length * sizeof(*name));
	return S_OK;
}

static bool
is_refused(const struct listing *listing, size_t i)
{
	return i > 0 && !name_is_possible(item_units(listing, i),
				listing->items[i].name_length);
}

static void
leave(struct chain *chain, uint32_t depth)
{
	for (; chain->depth > depth; chain->depth--)
		IStorage_Release(chain->open[chain->depth]);
}

/* Times of the storages below the first one, which is open already. */
static HRESULT
set_times(const struct listing *listing, IStorage *target)
{
	struct chain *chain = memory_resize(NULL, 1, sizeof(*chain));
	HRESULT hr = S_OK;

	chain->open[0] = target;
	chain->depth = 0;
	for (size_t i = 1; SUCCEEDED(hr) && i < listing->count; i++) {
		const struct item *item = &listing->items[i];
		OLECHAR name[STG_NAME_UNITS + 1];
		IStorage *above, *inner;

		if (is_refused(listing, i)) {
			i = item->end - 1;
			continue;
		}
		if (!item->is_storage)
			continue;
		leave(chain, item->depth - 1);
		above = chain->open[chain->depth];
		hr = name_of(listing, i, name);
		if (SUCCEEDED(hr))
			hr = IStorage_SetElementTimes(
				above, name, &item->ctime, NULL, &item->mtime);
		if (SUCCEEDED(hr) && item->end > i + 1)
			hr = IStorage_OpenStorage(
				above, name, NULL, EDIT_MODE, NULL, 0, &inner);
		if (SUCCEEDED(hr) && item->end > i + 1)
			chain->open[++chain->depth] = inner;
	}
	leave(chain, 0);
	free(chain);
	return hr;
}

/* Deeper storages than a listing has are not to be lost in silence. */
static HRESULT
list(struct listing *listing, IStorage *storage, const char *path)
{
	HRESULT hr = listing_fill(listing, storage, path, DEPTH_LIMIT);

	if (SUCCEEDED(hr) && listing->too_deep > 0)
		hr = STG_E_DOCFILECORRUPT;
	return hr;
}

HRESULT
graft_all(IStorage *source, IStorage *target)
{
	struct listing listing = { .items = NULL };
	HRESULT copied = STG_E_UNKNOWN;
	HRESULT hr = list(&listing, source, "");

	/* They are what they are, not for us to choose. */
	(void)stg_allow_names(target, TRUE);
	if (SUCCEEDED(hr))
		hr = copied = IStorage_CopyTo(source, 0, NULL, NULL, target);
	(void)stg_allow_names(target, FALSE);
	if (SUCCEEDED(hr) || copied == STG_E_INVALIDNAME)
		hr = set_times(&listing, target);
	listing_done(&listing);
	return SUCCEEDED(hr) ? copied : hr;
}

size_t
graft_report_refused(IStorage *source, const char *file)
{
	struct listing listing = { .items = NULL };
	struct text path = { 0 };
	size_t count = 0;

	if (FAILED(list(&listing, source, "")))
		listing.count = 0;
	for (size_t i = 1; i < listing.count; i++) {
		struct place place = { file, NULL };

		if (!is_refused(&listing, i))
			continue;
		text_clear(&path);
		item_path(&listing, i, &path);
		place.inner = path.data;
		report(&place, "cannot be copied", STG_E_INVALIDNAME);
		i = listing.items[i].end - 1;
		count++;
	}
	text_done(&path);
	listing_done(&listing);
	return count;
}

static size_t
units_of(const OLECHAR *name)
{
	size_t units = 0;

	while (name[units] != 0)
		units++;
	return units;
}

static bool
is_same_name(const OLECHAR *name, const OLECHAR *other)
{
	return units_of(name) == units_of(other) &&
	       memcmp(name, other, units_of(name) * sizeof(*name)) == 0;
}

HRESULT
graft_element(IStorage *source, const OLECHAR *name, IStorage *target,
	const OLECHAR *new_name)
{
	struct listing listing = { .items = NULL };
	char path[STG_NAME_TEXT_SIZE];
	IStorage *storage = NULL;
	HRESULT hr;

	stg_name_escape(name, units_of(name), path, sizeof(path));
	hr = list(&listing, source, path);
	if (SUCCEEDED(hr) && !is_same_name(name, new_name) &&
		!name_is_allowed(new_name, units_of(new_name)))
		hr = STG_E_INVALIDNAME;
	(void)stg_allow_names(target, TRUE);
	if (SUCCEEDED(hr))
		hr = IStorage_MoveElementTo(
			source, name, target, new_name, STGMOVE_COPY);
	(void)stg_allow_names(target, FALSE);
	if (SUCCEEDED(hr) && listing.items[0].is_storage) {
		hr = IStorage_SetElementTimes(target, new_name,
			&listing.items[0].ctime, NULL, &listing.items[0].mtime);
		if (SUCCEEDED(hr))
			hr = IStorage_OpenStorage(target, new_name, NULL,
				EDIT_MODE, NULL, 0, &storage);
		if (SUCCEEDED(hr))
			hr = set_times(&listing, storage);
		if (storage)
			IStorage_Release(storage);
	}
	listing_done(&listing);
	return hr;
}

struct total {
	size_t count;
	uint64_t size;
};

static struct total
total_of(const struct listing *listing)
{
	struct total total = { 0, 0 };

	for (size_t i = 0; i < listing->count; i++) {
		if (is_refused(listing, i)) {
			i = listing->items[i].end - 1;
			continue;
		}
		total.count++;
		total.size += listing->items[i].size;
	}
	return total;
}

HRESULT
graft_compare(IStorage *source, IStorage *target)
{
	struct listing a = { .items = NULL }, b = { .items = NULL };
	HRESULT hr = list(&a, source, "");
	struct total before, after;

	if (SUCCEEDED(hr))
		hr = list(&b, target, "");
	/* Of two elements of one name, one would have replaced the other. */
	before = total_of(&a);
	after = total_of(&b);
	if (SUCCEEDED(hr) &&
		(before.count != after.count || before.size != after.size))
		hr = STG_E_DOCFILECORRUPT;
	listing_done(&a);
	listing_done(&b);
	return hr;
}
