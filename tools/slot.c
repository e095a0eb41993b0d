/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "slot.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "moment.h"

bool
name_is_possible(const OLECHAR *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (name[i] == 0)
			return false;
	return length > 0 && length <= STG_NAME_UNITS;
}

bool
name_is_allowed(const OLECHAR *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (name[i] == '/' || name[i] == '\\' || name[i] == ':' ||
			name[i] == '!')
			return false;
	return name_is_possible(name, length);
}

HRESULT
name_parse(const char *text, size_t length, OLECHAR name[STG_NAME_UNITS + 1])
{
	size_t units;
	HRESULT hr = stg_name_unescape(text, length, name, &units);

	if (FAILED(hr))
		return hr;
	for (size_t i = 0; i < units; i++)
		if (name[i] == 0)
			return STG_E_INVALIDNAME;
	return S_OK;
}

HRESULT
storage_make(IStorage *parent, const OLECHAR *name, IStorage **storage)
{
	HRESULT hr = IStorage_CreateStorage(
		parent, name, EDIT_MODE | STGM_FAILIFTHERE, 0, 0, storage);
	FILETIME now;

	if (FAILED(hr) || !moment_is_given())
		return hr;
	now = moment_now();
	return IStorage_SetElementTimes(parent, name, &now, NULL, &now);
}

HRESULT
stream_make(IStorage *parent, const OLECHAR *name, IStream **stream)
{
	ULARGE_INTEGER empty = { .QuadPart = 0 };
	HRESULT hr = IStorage_CreateStream(
		parent, name, EDIT_MODE | STGM_FAILIFTHERE, 0, 0, stream);

	if (hr != STG_E_FILEALREADYEXISTS)
		return hr;
	/* Not STGM_CREATE: it would replace a storage, too. */
	hr = IStorage_OpenStream(parent, name, NULL, EDIT_MODE, 0, stream);
	if (hr == STG_E_FILENOTFOUND)
		return STG_E_FILEALREADYEXISTS;
	return SUCCEEDED(hr) ? IStream_SetSize(*stream, empty) : hr;
}

/* Take the slashes around off; the one before the last name, if any. */
static char *
trim(struct slot *slot, const char *path)
{
	size_t length;

	while (*path == '/')
		path++;
	length = strlen(path);
	while (length > 0 && path[length - 1] == '/')
		length--;
	slot->path = memory_copy(path, length);
	return strrchr(slot->path, '/');
}

static HRESULT
open_or_make(
	IStorage *parent, const char *text, size_t length, IStorage **storage)
{
	OLECHAR name[STG_NAME_UNITS + 1];
	HRESULT hr = name_parse(text, length, name);

	if (FAILED(hr))
		return hr;
	hr = IStorage_OpenStorage(
		parent, name, NULL, EDIT_MODE, NULL, 0, storage);
	return hr == STG_E_FILENOTFOUND ? storage_make(parent, name, storage)
					: hr;
}

/*
 * Storages above one that is released die with it: all of them stay open
 * until the last one is there, and that one is opened by its path.
 */
static HRESULT
make_above(IStorage *root, const char *path)
{
	IStorage **open = NULL;
	size_t room = 0, count = 0;
	HRESULT hr = S_OK;

	while (SUCCEEDED(hr) && *path) {
		size_t length = strcspn(path, "/");

		open = memory_grow(open, &room, count + 1, sizeof(*open));
		open[count] = NULL;
		hr = open_or_make(count ? open[count - 1] : root, path, length,
			&open[count]);
		if (open[count])
			count++;
		path += length + strspn(path + length, "/");
	}
	for (; count > 0; count--)
		IStorage_Release(open[count - 1]);
	free(open);
	return hr;
}

static HRESULT
look(struct slot *slot, struct edit *edit)
{
	struct stg_element element;
	HRESULT hr = stg_stat(edit->root, slot->path, &element);

	slot->exists = SUCCEEDED(hr);
	slot->is_storage = slot->exists && element.type == STGTY_STORAGE;
	return hr == STG_E_FILENOTFOUND ? S_OK : hr;
}

/* A storage is open once at a time: two slots in one share it. */
static HRESULT
open_above(struct slot *slot, struct edit *edit, const char *above,
	const struct slot *other)
{
	struct stg_element element;
	HRESULT hr = stg_stat(edit->root, above, &element);

	if (FAILED(hr))
		return hr;
	slot->parent_id = element.id;
	if (!other || other->parent_id != element.id)
		return stg_open_storage(
			edit->root, above, EDIT_MODE, &slot->parent);
	slot->parent = other->parent;
	IStorage_AddRef(slot->parent);
	return S_OK;
}

static HRESULT
find(struct slot *slot, struct edit *edit, char *last, bool make,
	const struct slot *other)
{
	const char *above = last ? slot->path : "";
	const char *name = last ? last + 1 : slot->path;
	HRESULT hr = name_parse(name, strlen(name), slot->name);

	if (FAILED(hr))
		return hr;
	if (last)
		*last = '\0';
	if (make)
		hr = make_above(edit->root, above);
	if (SUCCEEDED(hr))
		hr = open_above(slot, edit, above, other);
	if (last)
		*last = '/';
	if (hr == STG_E_FILENOTFOUND)
		hr = STG_E_PATHNOTFOUND;
	return SUCCEEDED(hr) ? look(slot, edit) : hr;
}

static enum exit_code
start(struct slot *slot, struct edit *edit, const char *path, bool make,
	const struct slot *other)
{
	HRESULT hr;
	char *last;

	*slot = (struct slot){ .parent = NULL };
	last = trim(slot, path);
	if (*slot->path == '\0') {
		slot->parent = edit->root;
		IStorage_AddRef(slot->parent);
		slot->is_root = slot->exists = slot->is_storage = true;
		return EXIT_DONE;
	}
	hr = find(slot, edit, last, make, other);
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, path, "cannot find", hr);
}

enum exit_code
slot_find(struct slot *slot, struct edit *edit, const char *path, bool make)
{
	return start(slot, edit, path, make, NULL);
}

enum exit_code
slot_find_with(struct slot *slot, const struct slot *other, struct edit *edit,
	const char *path)
{
	return start(slot, edit, path, false, other);
}

enum exit_code
slot_missing(const struct slot *slot, const struct edit *edit)
{
	return edit_failed(
		edit, slot->path, "cannot find", STG_E_FILENOTFOUND);
}

void
slot_done(struct slot *slot)
{
	if (slot->parent)
		IStorage_Release(slot->parent);
	free(slot->path);
	*slot = (struct slot){ .parent = NULL };
}

HRESULT
slot_open(const struct slot *slot, IStorage **storage)
{
	if (slot->is_root) {
		*storage = slot->parent;
		IStorage_AddRef(*storage);
		return S_OK;
	}
	return IStorage_OpenStorage(
		slot->parent, slot->name, NULL, EDIT_MODE, NULL, 0, storage);
}
