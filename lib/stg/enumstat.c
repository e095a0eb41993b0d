/* SPDX-License-Identifier: MIT */
/*
 * IEnumSTATSTG. The children are listed when the first one is asked for, and
 * anew when the trees of the file have changed; the place is found again by the
 * last name that was handed out. An enumerator keeps the file and its
 * storage open for itself, and is not bound to the storage object that made
 * it.
 */
#include "stg/enumstat.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "base/refs.h"
#include "cfb/directory.h"
#include "cfb/listing.h"
#include "cfb/name.h"
#include "stg/hresult.h"
#include "stg/statstg.h"
#include "stg/unknown.h"

struct enumstat {
	IEnumSTATSTG IEnumSTATSTG_iface;
	atomic_uint refs;
	struct object object;
	bool listed;
	struct cfb_listing listing;
	uint32_t next; /* place in the listing */
	uint64_t generation; /* of the root, when it was made */
	bool begun;
	uint32_t last_id;       /* handed out before the one at `next` */
	struct cfb_dirent last;
};

static const IEnumSTATSTGVtbl enumstat_vtbl;

static struct enumstat *
from_IEnumSTATSTG(IEnumSTATSTG *iface)
{
	return container_of(iface, struct enumstat, IEnumSTATSTG_iface);
}

static HRESULT
enumstat_QueryInterface(IEnumSTATSTG *iface, REFIID riid, void **ppvObject)
{
	return unknown_query(iface, &IID_IEnumSTATSTG,
		&from_IEnumSTATSTG(iface)->refs, riid, ppvObject);
}

static ULONG
enumstat_AddRef(IEnumSTATSTG *iface)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);

	return refs_take(&e->refs);
}

static ULONG
enumstat_Release(IEnumSTATSTG *iface)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);
	struct root *root = e->object.root;
	ULONG refs = refs_drop(&e->refs);

	if (refs != 0)
		return refs;
	root_lock(root);
	object_done(&e->object);
	root_unpin(root);
	root_unlock(root);
	cfb_listing_done(&e->listing);
	free(e);
	root_unref(root);
	return 0;
}

/*
 * Find the place behind the last child that was handed out: behind that child
 * if it is still there, else behind where its name would be.
 */
static int
find_place(struct enumstat *e)
{
	struct cfb_file *file = e->object.root->file;
	uint32_t low = 0;
	uint32_t high = e->listing.count;

	for (uint32_t i = 0; e->begun && i < high; i++) {
		if (e->listing.ids[i] == e->last_id) {
			e->next = i + 1;
			return CFB_OK;
		}
	}
	while (e->begun && low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct cfb_dirent entry;
		int status = cfb_version_entry(file, e->object.version,
			e->listing.ids[middle], &entry);

		if (status != CFB_OK)
			return status;
		if (cfb_name_compare(entry.name, entry.units, e->last.name,
			e->last.units) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	e->next = low;
	return CFB_OK;
}

/* Under the lock. */
static HRESULT
list_children(struct enumstat *e)
{
	struct root *root = e->object.root;
	HRESULT hr;
	int status;

	if (e->object.reverted)
		return STG_E_REVERTED;
	hr = root_flush(root);
	if (FAILED(hr) || (e->listed && e->generation == root->generation))
		return hr;
	cfb_listing_done(&e->listing);
	e->listed = false;
	status = cfb_version_list(root->file, e->object.version,
		e->object.id, NULL, &e->listing);
	if (status == CFB_OK && e->generation != root->generation)
		status = find_place(e);
	if (status != CFB_OK)
		return hresult_from_status(status);
	e->listed = true;
	e->generation = root->generation;
	return S_OK;
}

/* Remember the child in front of the place. Under the lock. */
static HRESULT
remember_last(struct enumstat *e)
{
	uint32_t id;
	HRESULT hr;

	e->begun = false;
	if (e->next == 0)
		return S_OK;
	id = e->listing.ids[e->next - 1];
	hr = hresult_from_status(cfb_version_entry(e->object.root->file,
		e->object.version, id, &e->last));
	if (FAILED(hr))
		return hr;
	e->last_id = id;
	e->begun = true;
	return S_OK;
}

/* Describe the children from the place on; the last one is remembered. */
static HRESULT
fill(struct enumstat *e, ULONG celt, STATSTG *rgelt, ULONG *fetched)
{
	struct cfb_file *file = e->object.root->file;
	struct cfb_dirent entry;
	HRESULT hr = S_OK;
	uint32_t id;

	while (*fetched < celt && *fetched < e->listing.count - e->next) {
		id = e->listing.ids[e->next + *fetched];
		hr = hresult_from_status(cfb_version_entry(file,
			e->object.version, id, &entry));
		if (SUCCEEDED(hr))
			hr = statstg_from_entry(file, &entry, true,
				&rgelt[*fetched]);
		if (FAILED(hr))
			return hr;
		++*fetched;
	}
	if (*fetched != 0) {
		e->next += *fetched;
		e->begun = true;
		e->last_id = id;
		e->last = entry;
	}
	return S_OK;
}

static HRESULT
enumstat_Next(IEnumSTATSTG *iface, ULONG celt, STATSTG *rgelt,
	ULONG *pceltFetched)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);
	ULONG fetched = 0;
	HRESULT hr;

	if (pceltFetched)
		*pceltFetched = 0;
	if (!rgelt)
		return STG_E_INVALIDPOINTER;
	if (!pceltFetched && celt != 1)
		return STG_E_INVALIDPARAMETER;
	root_lock(e->object.root);
	hr = list_children(e);
	if (SUCCEEDED(hr))
		hr = fill(e, celt, rgelt, &fetched);
	root_unlock(e->object.root);
	/* All or nothing: what was described is described again. */
	while (FAILED(hr) && fetched != 0)
		CoTaskMemFree(rgelt[--fetched].pwcsName);
	if (fetched < celt)
		memset(&rgelt[fetched], 0, (celt - fetched) * sizeof *rgelt);
	if (pceltFetched)
		*pceltFetched = fetched;
	if (FAILED(hr))
		return hr;
	return fetched == celt ? S_OK : S_FALSE;
}

static HRESULT
enumstat_Skip(IEnumSTATSTG *iface, ULONG celt)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);
	HRESULT hr;

	root_lock(e->object.root);
	hr = list_children(e);
	if (SUCCEEDED(hr)) {
		uint32_t left = e->listing.count - e->next;

		hr = celt <= left ? S_OK : S_FALSE;
		e->next += celt <= left ? celt : left;
		(void)remember_last(e);
	}
	root_unlock(e->object.root);
	return hr;
}

static HRESULT
enumstat_Reset(IEnumSTATSTG *iface)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);
	HRESULT hr = S_OK;

	root_lock(e->object.root);
	if (e->object.reverted)
		hr = STG_E_REVERTED;
	e->next = 0;
	e->begun = false;
	root_unlock(e->object.root);
	return hr;
}

static HRESULT
enumstat_Clone(IEnumSTATSTG *iface, IEnumSTATSTG **ppenum)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);
	HRESULT hr;

	if (!ppenum)
		return STG_E_INVALIDPOINTER;
	*ppenum = NULL;
	root_lock(e->object.root);
	hr = list_children(e);
	if (SUCCEEDED(hr))
		hr = enumstat_create(&e->object, e->object.id, ppenum);
	if (SUCCEEDED(hr)) {
		struct enumstat *clone = from_IEnumSTATSTG(*ppenum);

		clone->generation = e->generation;
		clone->begun = e->begun;
		clone->last_id = e->last_id;
		clone->last = e->last;
		clone->next = e->next;
	}
	root_unlock(e->object.root);
	return hr;
}

static const IEnumSTATSTGVtbl enumstat_vtbl = {
	.QueryInterface = enumstat_QueryInterface,
	.AddRef = enumstat_AddRef,
	.Release = enumstat_Release,
	.Next = enumstat_Next,
	.Skip = enumstat_Skip,
	.Reset = enumstat_Reset,
	.Clone = enumstat_Clone,
};

HRESULT
enumstat_create(struct object *from, uint32_t id, IEnumSTATSTG **out)
{
	struct root *root = from->root;
	struct enumstat *e = calloc(1, sizeof *e);
	HRESULT hr;

	if (!e)
		return STG_E_INSUFFICIENTMEMORY;
	e->IEnumSTATSTG_iface.lpVtbl = &enumstat_vtbl;
	atomic_init(&e->refs, 1);
	e->generation = root->generation;
	object_init(&e->object, root, NULL, from->version, id);
	hr = object_mark_open(&e->object);
	if (FAILED(hr)) {
		object_done(&e->object);
		free(e);
		root_unref(root);
		return hr;
	}
	root_pin(root);
	*out = &e->IEnumSTATSTG_iface;
	return S_OK;
}
