/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "slot.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "moment.h"

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
	while (count > 0)
		IStorage_Release(open[--count]);
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

static HRESULT
find(struct slot *slot, struct edit *edit, char *last, bool make)
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
		hr = stg_open_storage(
			edit->root, above, EDIT_MODE, &slot->parent);
	if (last)
		*last = '/';
	if (hr == STG_E_FILENOTFOUND)
		hr = STG_E_PATHNOTFOUND;
	return SUCCEEDED(hr) ? look(slot, edit) : hr;
}

enum exit_code
slot_find(struct slot *slot, struct edit *edit, const char *path, bool make)
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
	hr = find(slot, edit, last, make);
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, path, "cannot find", hr);
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
