/* SPDX-License-Identifier: MIT */
/* Following inner paths, and opening what they lead to. */
#include "stg/inner_path.h"

#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>

#include "cfb/directory.h"
#include "cfb/tree.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/stream.h"
#include "stg/text.h"

/* Go one name on; `name` is `length` bytes of escaped text. */
static HRESULT
descend(struct storage *storage, const char *text, size_t length,
	struct text *names, uint32_t *id, struct cfb_dirent *entry)
{
	OLECHAR name[STG_NAME_UNITS + 1];
	size_t units;
	HRESULT hr = stg_name_unescape(text, length, name, &units);

	if (FAILED(hr))
		return hr;
	if (cfb_dirent_is_stream(entry))
		return STG_E_PATHNOTFOUND;
	hr = hresult_from_status(cfb_version_find(storage->object.root->file,
		storage->object.version, *id, (const uint16_t *)name, units,
		id, entry));
	if (SUCCEEDED(hr) && names && !text_append_name(names, entry))
		return STG_E_INSUFFICIENTMEMORY;
	return hr;
}

HRESULT
inner_path_follow(struct storage *storage, const char *path,
	struct text *names, uint32_t *id, struct cfb_dirent *entry)
{
	HRESULT hr;

	*id = storage->object.id;
	hr = hresult_from_status(cfb_version_entry(storage->object.root->file,
		storage->object.version, *id, entry));
	if (*path == '/')
		path++;
	while (SUCCEEDED(hr) && *path) {
		size_t length = strcspn(path, "/");
		bool last = path[length] == '\0';

		if (!last && path[length + 1] == '\0')
			return STG_E_INVALIDNAME; /* a '/' at the end */
		hr = descend(storage, path, length, names, id, entry);
		if (hr == STG_E_FILENOTFOUND && !last)
			return STG_E_PATHNOTFOUND;
		path += length + !last;
	}
	return hr;
}

/* What opening by inner path has in common for both kinds. */
static HRESULT
follow_to_open(struct storage *storage, const char *path, bool stream,
	uint32_t *id, struct cfb_dirent *entry)
{
	HRESULT hr = storage_alive(storage);

	if (SUCCEEDED(hr))
		hr = inner_path_follow(storage, path, NULL, id, entry);
	return SUCCEEDED(hr) ? storage_may_open(storage, *id, entry, stream)
			     : hr;
}

HRESULT
stg_open_stream(IStorage *storage, const char *inner_path, DWORD grfMode,
	IStream **stream)
{
	struct storage *own = storage_from_interface(storage);
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT hr;

	if (!stream)
		return STG_E_INVALIDPOINTER;
	*stream = NULL;
	if (!storage || !inner_path)
		return STG_E_INVALIDPOINTER;
	if (!own)
		return STG_E_INVALIDFUNCTION;
	hr = mode_check_open_stream(grfMode, own->mode);
	if (FAILED(hr))
		return hr;
	root_lock(own->object.root);
	hr = follow_to_open(own, inner_path, true, &id, &entry);
	if (SUCCEEDED(hr))
		hr = stream_create(&own->object, id, &entry, grfMode, stream);
	root_unlock(own->object.root);
	return hr;
}

/*
 * Another reference, or a transaction over all of the storage. Nothing of what
 * it shows may change under that one, so nothing of it may be open.
 */
static HRESULT
open_itself(struct storage *storage, DWORD mode, IStorage **inner)
{
	HRESULT hr = storage_alive(storage);

	if (FAILED(hr))
		return hr;
	if (mode & STGM_TRANSACTED)
		return list_empty(&storage->object.children)
			       ? storage_create(&storage->object,
					 storage->object.id, mode, inner)
			       : STG_E_ACCESSDENIED;
	IStorage_AddRef(&storage->IStorage_iface);
	*inner = &storage->IStorage_iface;
	return S_OK;
}

HRESULT
stg_open_storage(IStorage *storage, const char *inner_path, DWORD grfMode,
	IStorage **inner)
{
	struct storage *own = storage_from_interface(storage);
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT hr;

	if (!inner)
		return STG_E_INVALIDPOINTER;
	*inner = NULL;
	if (!storage || !inner_path)
		return STG_E_INVALIDPOINTER;
	if (!own)
		return STG_E_INVALIDFUNCTION;
	hr = mode_check_open_storage(grfMode, own->mode);
	if (FAILED(hr))
		return hr;
	root_lock(own->object.root);
	if (strcmp(inner_path, "") == 0 || strcmp(inner_path, "/") == 0)
		hr = open_itself(own, grfMode, inner);
	else
		hr = follow_to_open(own, inner_path, false, &id, &entry);
	if (SUCCEEDED(hr) && !*inner)
		hr = storage_create(&own->object, id, grfMode, inner);
	root_unlock(own->object.root);
	return hr;
}
