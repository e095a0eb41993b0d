/* SPDX-License-Identifier: MIT */
/*
 * Creating, destroying and changing elements. Names are judged after flags and
 * access, as documented; what goes away reverts the objects that have it open.
 */
#include "stg/storage_edit.h"

#include <stg/helpers.h>
#include <stg/hresult.h>

#include "cfb/consolidate.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "cfb/name.h"
#include "stg/copy.h"
#include "stg/guidbytes.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/stream.h"
#include "stg/ticks.h"

/* May this storage be changed at all? Under the lock. */
static HRESULT
writable(const struct storage *storage)
{
	HRESULT hr = storage_alive(storage);

	if (FAILED(hr))
		return hr;
	return mode_can_change(storage->mode) && !storage_is_lent(storage) &&
		root_lets_write(storage->object.root)
			? S_OK : STG_E_ACCESSDENIED;
}

/* The length of a name that an element may get. */
static HRESULT
check_name(const struct storage *storage, const OLECHAR *name, size_t *units)
{
	bool legal;

	*units = 0;
	if (!name)
		return STG_E_INVALIDNAME;
	while (*units <= CFB_NAME_MAX && name[*units] != 0)
		++*units;
	legal = storage->object.root->any_names
			? *units > 0 && *units <= CFB_NAME_MAX
			: cfb_name_is_legal((const uint16_t *)name, *units);
	return legal ? S_OK : STG_E_INVALIDNAME;
}

HRESULT
stg_allow_names(IStorage *storage, BOOL any)
{
	struct storage *own = storage_from_interface(storage);

	if (!storage)
		return STG_E_INVALIDPOINTER;
	if (!own)
		return STG_E_INVALIDFUNCTION;
	root_lock(own->object.root);
	own->object.root->any_names = any;
	root_unlock(own->object.root);
	return S_OK;
}

static void
element_gone(uint32_t id, void *context)
{
	root_revert_objects(context, id);
}

/* Destroy a child. Under the lock. */
static HRESULT
destroy(struct storage *storage, uint32_t id)
{
	struct root *root = storage->object.root;

	root->generation++;
	return hresult_from_status(cfb_version_destroy(root->file,
		storage->object.version, storage->object.id, id, element_gone,
		root));
}

/*
 * Make a new element, in the place of one of that name if `mode` says so.
 * Under the lock.
 */
static HRESULT
make_element(struct storage *storage, const OLECHAR *name, DWORD mode,
	bool stream, uint32_t *id)
{
	struct root *root = storage->object.root;
	uint64_t now = stream ? 0 : root_now();
	struct cfb_dirent entry;
	size_t units;
	int status;
	HRESULT hr = check_name(storage, name, &units);

	if (FAILED(hr))
		return hr;
	root->generation++;
	status = cfb_version_make(root->file, storage->object.version,
		storage->object.id, (const uint16_t *)name, units, stream, now,
		id);
	if (status != CFB_EXISTS || !(mode & STGM_CREATE))
		return hresult_from_status(status);
	hr = storage_find(storage, name, id, &entry);
	if (SUCCEEDED(hr))
		hr = destroy(storage, *id);
	if (FAILED(hr))
		return hr;
	return hresult_from_status(cfb_version_make(root->file,
		storage->object.version, storage->object.id,
		(const uint16_t *)name, units, stream, now, id));
}

HRESULT
storage_create_stream(struct storage *storage, const OLECHAR *name,
	DWORD mode, IStream **out)
{
	struct root *root = storage->object.root;
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT made;
	HRESULT hr;

	root_lock(root);
	made = writable(storage);
	if (SUCCEEDED(made))
		made = make_element(storage, name, mode, true, &id);
	hr = made;
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_entry(root->file,
			storage->object.version, id, &entry));
	if (SUCCEEDED(hr))
		hr = stream_create(&storage->object, id, &entry, mode, out);
	/* What nobody got is not left behind. */
	if (FAILED(hr) && SUCCEEDED(made))
		(void)destroy(storage, id);
	root_unlock(root);
	return hr;
}

/* A name that no child has: a control character and a number. */
static HRESULT
spare_name(struct storage *storage, OLECHAR name[CFB_NAME_UNITS])
{
	for (unsigned n = 0; n < 0xFFFF; n++) {
		struct cfb_dirent entry;
		uint32_t id;
		HRESULT hr;

		name[0] = 1;
		name[1] = (OLECHAR)(1 + n);
		name[2] = 0;
		if (cfb_name_unit_forbidden((uint16_t)name[1]))
			continue;
		hr = storage_find(storage, name, &id, &entry);
		if (hr == STG_E_FILENOTFOUND)
			return S_OK;
		if (FAILED(hr))
			return hr;
	}
	return STG_E_INVALIDNAME;
}

/*
 * Turn a stream into a storage of its name that holds it as CONTENTS: a
 * storage of another name takes it in, and then gets the name.
 */
static HRESULT
convert(struct storage *storage, const OLECHAR *name, uint32_t stream,
	uint32_t *id)
{
	static const uint16_t contents[] = { 'C', 'O', 'N', 'T', 'E', 'N',
		'T', 'S' };
	struct cfb_file *file = storage->object.root->file;
	struct cfb_version *version = storage->object.version;
	uint32_t above = storage->object.id;
	OLECHAR spare[CFB_NAME_UNITS];
	size_t units;
	HRESULT hr = check_name(storage, name, &units);

	if (SUCCEEDED(hr) && opens_has(&storage->object.root->opens, stream))
		hr = STG_E_ACCESSDENIED;
	if (SUCCEEDED(hr))
		hr = spare_name(storage, spare);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_make(file, version,
			above, (const uint16_t *)spare, 2, false, root_now(),
			id));
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_move(file, version,
			above, stream, *id, contents, 8));
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_move(file, version,
			above, *id, above, (const uint16_t *)name, units));
	storage->object.root->generation++;
	return FAILED(hr) ? hr : STG_S_CONVERTED;
}

/* The entry of a new storage, or of a stream that becomes one. */
static HRESULT
make_storage(struct storage *storage, const OLECHAR *name, DWORD mode,
	uint32_t *id)
{
	struct cfb_dirent entry;

	if ((mode & STGM_CONVERT) && SUCCEEDED(storage_find(storage, name, id,
		&entry)) && cfb_dirent_is_stream(&entry))
		return convert(storage, name, *id, id);
	return make_element(storage, name, mode, false, id);
}

HRESULT
storage_create_storage(struct storage *storage, const OLECHAR *name,
	DWORD mode, IStorage **out)
{
	struct root *root = storage->object.root;
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT made;
	HRESULT hr;

	root_lock(root);
	made = writable(storage);
	/* What exists is told of before what may not be done. */
	if (made == STG_E_ACCESSDENIED && name && SUCCEEDED(storage_find(
		storage, name, &id, &entry)))
		made = STG_E_FILEALREADYEXISTS;
	if (SUCCEEDED(made))
		made = make_storage(storage, name, mode, &id);
	hr = made;
	if (SUCCEEDED(hr))
		hr = storage_create(&storage->object, id, mode, out);
	/* Nor here, but for a stream that became a storage. */
	if (FAILED(hr) && made == S_OK)
		(void)destroy(storage, id);
	root_unlock(root);
	return FAILED(hr) ? hr : made;
}

HRESULT
storage_destroy(struct storage *storage, const OLECHAR *name)
{
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT hr;

	root_lock(storage->object.root);
	hr = writable(storage);
	if (SUCCEEDED(hr))
		hr = storage_find(storage, name, &id, &entry);
	if (SUCCEEDED(hr))
		hr = destroy(storage, id);
	root_unlock(storage->object.root);
	return hr;
}

/* Listed once: an enumerator would do so again after every change. */
HRESULT
storage_destroy_all(IStorage *iface)
{
	struct storage *storage = storage_from_interface(iface);
	struct root *root = storage->object.root;
	struct cfb_listing children;
	HRESULT hr;

	root_lock(root);
	hr = writable(storage);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_list(root->file,
			storage->object.version, storage->object.id, NULL,
			&children));
	if (SUCCEEDED(hr)) {
		for (uint32_t i = 0; SUCCEEDED(hr) && i < children.count; i++)
			hr = destroy(storage, children.ids[i]);
		cfb_listing_done(&children);
	}
	root_unlock(root);
	return hr;
}

/* Find a child that is not open. Under the lock. */
static HRESULT
find_closed(struct storage *storage, const OLECHAR *name, uint32_t *id,
	struct cfb_dirent *entry)
{
	HRESULT hr = storage_find(storage, name, id, entry);

	if (SUCCEEDED(hr) && opens_has(&storage->object.root->opens, *id))
		return STG_E_ACCESSDENIED;
	return hr;
}

HRESULT
storage_rename(struct storage *storage, const OLECHAR *from,
	const OLECHAR *to)
{
	struct root *root = storage->object.root;
	struct cfb_dirent entry;
	uint32_t id;
	size_t units;
	HRESULT hr;

	root_lock(root);
	hr = writable(storage);
	if (SUCCEEDED(hr))
		hr = check_name(storage, to, &units);
	if (SUCCEEDED(hr))
		hr = find_closed(storage, from, &id, &entry);
	if (SUCCEEDED(hr)) {
		root->generation++;
		hr = hresult_from_status(cfb_version_move(root->file,
			storage->object.version, storage->object.id, id,
			storage->object.id, (const uint16_t *)to, units));
	}
	root_unlock(root);
	return hr;
}

/* Within one file an element moves without being copied. Under the lock. */
static HRESULT
move_within(struct storage *storage, const OLECHAR *name,
	struct storage *destination, const OLECHAR *new_name)
{
	struct root *root = storage->object.root;
	struct cfb_dirent entry;
	bool inside = false;
	uint32_t id;
	size_t units;
	HRESULT hr = writable(storage);

	if (SUCCEEDED(hr))
		hr = writable(destination);
	if (SUCCEEDED(hr))
		hr = check_name(destination, new_name, &units);
	if (SUCCEEDED(hr))
		hr = find_closed(storage, name, &id, &entry);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_holds(root->file,
			storage->object.version, id, destination->object.id,
			&inside));
	if (FAILED(hr))
		return hr;
	if (inside)
		return STG_E_ACCESSDENIED;
	root->generation++;
	return hresult_from_status(cfb_version_move(root->file,
		storage->object.version, storage->object.id, id,
		destination->object.id, (const uint16_t *)new_name, units));
}

HRESULT
storage_move(struct storage *storage, const OLECHAR *name,
	IStorage *destination, const OLECHAR *new_name)
{
	struct root *root = storage->object.root;
	struct storage *own = storage_from_interface(destination);
	HRESULT hr;

	root_lock(root);
	hr = writable(storage);
	if (SUCCEEDED(hr) && own && own->object.root == root &&
		own->object.version == storage->object.version) {
		hr = move_within(storage, name, own, new_name);
		root_unlock(root);
		return hr;
	}
	root_unlock(root);
	if (SUCCEEDED(hr))
		hr = copy_element(storage, name, destination, new_name);
	return FAILED(hr) ? hr : storage_destroy(storage, name);
}

static const uint64_t *
set_ticks(const FILETIME *time, uint64_t *value)
{
	if (!time)
		return NULL;
	*value = ticks_of(time);
	return value;
}

HRESULT
storage_set_times(struct storage *storage, const OLECHAR *name,
	const FILETIME *ctime, const FILETIME *atime, const FILETIME *mtime)
{
	struct root *root = storage->object.root;
	uint32_t id = storage->object.id;
	struct cfb_dirent entry = { .type = CFB_TYPE_STORAGE };
	uint64_t created;
	uint64_t changed;
	HRESULT hr;

	root_lock(root);
	hr = writable(storage);
	if (SUCCEEDED(hr) && name)
		hr = storage_find(storage, name, &id, &entry);
	else if (SUCCEEDED(hr) && id != CFB_ROOT)
		hr = STG_E_INVALIDNAME;
	/* [MS-CFB] 2.6.2: the root has no creation time; the file has. */
	if (id == CFB_ROOT)
		ctime = NULL;
	/* A file whose contents are not changed yet keeps its times. */
	if (SUCCEEDED(hr) && id == CFB_ROOT && !storage->object.version)
		root_set_times(root, atime, mtime);
	/* Streams keep no times. */
	if (SUCCEEDED(hr) && !cfb_dirent_is_stream(&entry))
		hr = hresult_from_status(cfb_version_set_times(root->file,
			storage->object.version, id, set_ticks(ctime, &created),
			set_ticks(mtime, &changed)));
	root_unlock(root);
	return hr;
}

HRESULT
storage_set_class(struct storage *storage, REFCLSID clsid)
{
	struct root *root = storage->object.root;
	uint8_t bytes[16];
	HRESULT hr;

	guid_to_bytes(clsid, bytes);
	root_lock(root);
	hr = writable(storage);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_set_class(root->file,
			storage->object.version, storage->object.id, bytes));
	root_unlock(root);
	return hr;
}

HRESULT
storage_set_state(struct storage *storage, DWORD bits, DWORD mask)
{
	struct root *root = storage->object.root;
	HRESULT hr;

	root_lock(root);
	hr = writable(storage);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_set_state(root->file,
			storage->object.version, storage->object.id, bits,
			mask));
	root_unlock(root);
	return hr;
}

/* What is committed is committed, however this goes. */
static HRESULT
consolidate(struct root *root, unsigned flags)
{
	enum cfb_consolidation outcome;
	int status = cfb_consolidate(root->file, flags, &outcome);

	/* Streams may lie elsewhere now. */
	root->versions.epoch++;
	if (status != CFB_OK || outcome == CFB_CONSOLIDATED_IN_PART)
		return STG_S_CONSOLIDATIONFAILED;
	return outcome == CFB_CONSOLIDATED ? S_OK : STG_S_CANNOTCONSOLIDATE;
}

/* Publish what a transacted storage shows, to its parent or to the file. */
static HRESULT
publish(struct storage *storage, unsigned how)
{
	struct root *root = storage->object.root;
	struct cfb_version *version = storage->object.version;

	if (!mode_can_write(storage->mode))
		return STG_E_ACCESSDENIED;
	root->generation++;
	if (version->base)
		return hresult_from_status(cfb_version_publish(root->file,
			version));
	return hresult_from_status(cfb_version_apply(root->file, version,
		storage->is_root, how, root_renumber, root));
}

/* The version of the root becomes that of the file, which is shared. */
static HRESULT
publish_root(struct storage *storage, unsigned how, DWORD flags)
{
	struct root *root = storage->object.root;
	HRESULT hr;

	if (!mode_can_write(storage->mode))
		return STG_E_ACCESSDENIED;
	hr = root_begin_commit(root, flags);
	if (FAILED(hr))
		return hr;
	hr = publish(storage, how);
	/* That commits as well. */
	if (SUCCEEDED(hr) && (flags & STGC_CONSOLIDATE) && !root->snapshot)
		hr = consolidate(root, how);
	hr = root_end_commit(root, flags, hr);
	return SUCCEEDED(hr) && (flags & STGC_CONSOLIDATE) && root->snapshot
			? STG_S_CANNOTCONSOLIDATE : hr;
}

static HRESULT
commit_direct(struct root *root, unsigned how, DWORD flags)
{
	HRESULT hr = hresult_from_status(cfb_commit(root->file, how));

	return SUCCEEDED(hr) && (flags & STGC_CONSOLIDATE)
			? consolidate(root, how) : hr;
}

HRESULT
storage_commit(struct storage *storage, DWORD flags)
{
	struct root *root = storage->object.root;
	unsigned how = 0;
	HRESULT hr;

	if (!(flags & STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE))
		how |= CFB_COMMIT_DURABLE;
	if (flags & STGC_OVERWRITE)
		how |= CFB_COMMIT_OVERWRITE;
	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && (storage->mode & STGM_TRANSACTED))
		hr = storage->is_root ? publish_root(storage, how, flags)
				      : publish(storage, how);
	/* In direct mode there is nothing to publish below the root. */
	else if (SUCCEEDED(hr) && storage->is_root && root->file->edit)
		hr = commit_direct(root, how, flags);
	root_unlock(root);
	return hr;
}
