/* SPDX-License-Identifier: MIT */
/*
 * stg_walk() and stg_stat(). A frame for each storage on the way down holds
 * the list of its children; the callback runs without the root's lock, so
 * that it may open what it is shown.
 */
#include "stg/walk.h"

#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/idset.h"
#include "cfb/directory.h"
#include "cfb/listing.h"
#include "stg/hresult.h"
#include "stg/inner_path.h"
#include "stg/statstg.h"
#include "stg/storage.h"
#include "stg/text.h"

struct frame {
	struct cfb_listing listing;
	uint32_t next;
	size_t path_length; /* of the storage */
};

struct walk {
	struct storage *storage;
	DWORD flags;
	stg_walk_fn fn;
	void *context;
	struct idset seen;
	struct text path;
	ULONG base_depth; /* of where the walk begins */
	struct frame *frames;
	size_t depth;
	size_t capacity;
};

static void
describe(const struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, struct stg_element *element)
{
	STATSTG stat;

	/* Without a name, this cannot fail. */
	(void)statstg_from_entry(file, entry, false, &stat);
	memset(element, 0, sizeof *element);
	element->name = entry->name;
	element->name_length = entry->units;
	element->type = stat.type;
	element->id = id;
	element->size = stat.cbSize.QuadPart;
	element->ctime = stat.ctime;
	element->mtime = stat.mtime;
	element->clsid = stat.clsid;
	element->state_bits = stat.grfStateBits;
	element->start_sector = entry->start;
	if (stat.type == STGTY_STREAM && element->size < file->cutoff)
		element->flags = STG_ELEMENT_MINI;
}

static HRESULT
show(struct walk *walk, uint32_t id, const struct cfb_dirent *entry)
{
	struct stg_element element;

	describe(walk->storage->object.root->file, id, entry, &element);
	element.depth = walk->base_depth + (ULONG)walk->depth;
	element.path = walk->path.bytes;
	return walk->fn(&element, walk->context);
}

static bool
reserve_frame(struct walk *walk)
{
	size_t capacity = walk->capacity ? walk->capacity * 2 : 8;
	struct frame *frames;

	if (walk->depth < walk->capacity)
		return true;
	frames = realloc(walk->frames, capacity * sizeof *frames);
	if (!frames)
		return false;
	walk->frames = frames;
	walk->capacity = capacity;
	return true;
}

/* Go into a storage that was shown. */
static HRESULT
push(struct walk *walk, uint32_t id)
{
	struct root *root = walk->storage->object.root;
	struct frame *frame;
	HRESULT hr;

	if (walk->depth != 0 && (walk->flags & STG_WALK_ONE_LEVEL))
		return S_OK;
	if (!reserve_frame(walk))
		return STG_E_INSUFFICIENTMEMORY;
	frame = &walk->frames[walk->depth];
	root_lock(root);
	hr = storage_alive(walk->storage);
	if (SUCCEEDED(hr) && walk->depth == WALK_DEPTH_MAX)
		hr = hresult_from_status(cfb_report_at(root->file,
			CFB_DEFECT_TREE_DEEP, CFB_NOWHERE, id,
			WALK_DEPTH_MAX));
	else if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_list(root->file,
			walk->storage->object.version, id, &walk->seen,
			&frame->listing));
	root_unlock(root);
	if (FAILED(hr) || walk->depth == WALK_DEPTH_MAX)
		return hr;
	frame->next = 0;
	frame->path_length = walk->path.length;
	walk->depth++;
	return S_OK;
}

static void
pop(struct walk *walk)
{
	cfb_listing_done(&walk->frames[--walk->depth].listing);
}

/* Show one child of the storage on top, and go into it if it is one. */
static HRESULT
step(struct walk *walk)
{
	struct root *root = walk->storage->object.root;
	struct frame *frame = &walk->frames[walk->depth - 1];
	uint32_t id = frame->listing.ids[frame->next++];
	struct cfb_dirent entry;
	HRESULT hr;

	root_lock(root);
	hr = storage_alive(walk->storage);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_entry(root->file,
			walk->storage->object.version, id, &entry));
	root_unlock(root);
	if (FAILED(hr))
		return hr;
	walk->path.length = frame->path_length;
	if (!text_append_name(&walk->path, &entry))
		return STG_E_INSUFFICIENTMEMORY;
	hr = show(walk, id, &entry);
	if (hr == STG_S_WALK_PRUNE)
		return S_OK;
	if (hr == S_OK && !cfb_dirent_is_stream(&entry))
		hr = push(walk, id);
	return hr;
}

static HRESULT
run(struct walk *walk, uint32_t id, const struct cfb_dirent *entry)
{
	HRESULT hr;

	hr = show(walk, id, entry);
	if (hr == STG_S_WALK_PRUNE)
		return S_OK;
	if (hr == S_OK && !cfb_dirent_is_stream(entry))
		hr = push(walk, id);
	while (hr == S_OK && walk->depth != 0) {
		struct frame *frame = &walk->frames[walk->depth - 1];

		if (frame->next < frame->listing.count)
			hr = step(walk);
		else
			pop(walk);
	}
	return hr;
}

static ULONG
path_depth(const struct text *path)
{
	ULONG depth = path->length != 0;

	for (size_t i = 0; i < path->length; i++)
		depth += path->bytes[i] == '/';
	return depth;
}

/* Keep the file open, though the storage may go meanwhile. */
static HRESULT
pin(struct storage *storage)
{
	HRESULT hr;

	root_lock(storage->object.root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr))
		root_pin(storage->object.root);
	root_unlock(storage->object.root);
	return hr;
}

static void
unpin(struct storage *storage)
{
	root_lock(storage->object.root);
	root_unpin(storage->object.root);
	root_unlock(storage->object.root);
}

/* Find the element that a path leads to, and the path as the file has it. */
static HRESULT
follow(struct storage *storage, const char *inner_path, struct text *path,
	uint32_t *id, struct cfb_dirent *entry)
{
	HRESULT hr;

	if (!text_start(path))
		return STG_E_INSUFFICIENTMEMORY;
	root_lock(storage->object.root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr))
		hr = root_flush(storage->object.root);
	if (SUCCEEDED(hr))
		hr = inner_path_follow(storage, inner_path, path, id, entry);
	root_unlock(storage->object.root);
	return hr;
}

HRESULT
stg_walk(IStorage *storage, const char *inner_path, DWORD flags,
	stg_walk_fn fn, void *context)
{
	struct walk walk = { .storage = storage_from_interface(storage),
		.flags = flags, .fn = fn, .context = context };
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT hr;

	if (!storage || !inner_path || !fn)
		return STG_E_INVALIDPOINTER;
	if (!walk.storage)
		return STG_E_INVALIDFUNCTION;
	if (flags & ~STG_WALK_ONE_LEVEL)
		return STG_E_INVALIDFLAG;
	hr = pin(walk.storage);
	if (FAILED(hr))
		return hr;
	idset_init(&walk.seen);
	IStorage_AddRef(storage);
	hr = follow(walk.storage, inner_path, &walk.path, &id, &entry);
	walk.base_depth = path_depth(&walk.path);
	if (SUCCEEDED(hr))
		hr = run(&walk, id, &entry);
	while (walk.depth != 0)
		pop(&walk);
	free(walk.frames);
	free(walk.path.bytes);
	idset_done(&walk.seen);
	unpin(walk.storage);
	IStorage_Release(storage);
	return hr;
}

HRESULT
stg_stat(IStorage *storage, const char *inner_path,
	struct stg_element *element)
{
	struct storage *own = storage_from_interface(storage);
	struct text path = { 0 };
	struct cfb_dirent entry;
	OLECHAR *name;
	uint32_t id;
	HRESULT hr;

	if (!storage || !inner_path || !element)
		return STG_E_INVALIDPOINTER;
	if (!own)
		return STG_E_INVALIDFUNCTION;
	hr = pin(own);
	if (FAILED(hr))
		return hr;
	hr = follow(own, inner_path, &path, &id, &entry);
	name = SUCCEEDED(hr) ? statstg_copy_name(entry.name, entry.units)
			     : NULL;
	if (!name) {
		unpin(own);
		free(path.bytes);
		return FAILED(hr) ? hr : STG_E_INSUFFICIENTMEMORY;
	}
	root_lock(own->object.root);
	describe(own->object.root->file, id, &entry, element);
	CoTaskMemFree(own->stat_name);
	free(own->stat_path);
	own->stat_name = name;
	own->stat_path = path.bytes;
	root_unpin(own->object.root);
	root_unlock(own->object.root);
	element->name = name;
	element->path = path.bytes;
	element->depth = path_depth(&path);
	return S_OK;
}
