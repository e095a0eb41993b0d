/* SPDX-License-Identifier: MIT */
/*
 * IEnumSTATSTG. The children are listed when the first one is asked for and
 * described when they are handed out. An enumerator keeps the file and its
 * storage open for itself, and is not bound to the storage object that made
 * it.
 */
#include "stg/enumstat.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "cfb/directory.h"
#include "cfb/listing.h"
#include "stg/hresult.h"
#include "stg/statstg.h"

struct enumstat {
	IEnumSTATSTG IEnumSTATSTG_iface;
	atomic_uint refs;
	struct object object;
	bool listed;
	struct cfb_listing listing;
	uint32_t next; /* place in the listing */
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
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IEnumSTATSTG))
		return E_NOINTERFACE;
	IEnumSTATSTG_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
enumstat_AddRef(IEnumSTATSTG *iface)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);

	return atomic_fetch_add_explicit(&e->refs, 1,
		memory_order_relaxed) + 1;
}

static ULONG
enumstat_Release(IEnumSTATSTG *iface)
{
	struct enumstat *e = from_IEnumSTATSTG(iface);
	struct root *root = e->object.root;
	ULONG refs = atomic_fetch_sub_explicit(&e->refs, 1,
		memory_order_acq_rel) - 1;

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

/* Under the lock. */
static HRESULT
list_children(struct enumstat *e)
{
	int status;

	if (e->object.reverted)
		return STG_E_REVERTED;
	if (e->listed)
		return S_OK;
	status = cfb_listing_make(e->object.root->file, e->object.id, NULL,
		&e->listing);
	if (status != CFB_OK)
		return hresult_from_status(status);
	e->listed = true;
	return S_OK;
}

static HRESULT
describe(struct enumstat *e, uint32_t id, STATSTG *stat)
{
	struct cfb_file *file = e->object.root->file;
	struct cfb_dirent entry;
	int status = cfb_directory_entry(file, id, &entry);

	if (status != CFB_OK)
		return hresult_from_status(status);
	return statstg_from_entry(file, &entry, true, stat);
}

static HRESULT
fill(struct enumstat *e, ULONG celt, STATSTG *rgelt, ULONG *fetched)
{
	HRESULT hr = list_children(e);

	while (SUCCEEDED(hr) && *fetched < celt &&
		e->next < e->listing.count) {
		hr = describe(e, e->listing.ids[e->next], &rgelt[*fetched]);
		if (FAILED(hr))
			break;
		e->next++;
		++*fetched;
	}
	return hr;
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
	hr = fill(e, celt, rgelt, &fetched);
	root_unlock(e->object.root);
	if (FAILED(hr)) {
		/* All or nothing: what was described is described again. */
		e->next -= fetched;
		for (ULONG i = 0; i < fetched; i++)
			CoTaskMemFree(rgelt[i].pwcsName);
		fetched = 0;
	}
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
	if (SUCCEEDED(hr))
		from_IEnumSTATSTG(*ppenum)->next = e->next;
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
	object_init(&e->object, root, NULL, id);
	hr = object_mark_open(&e->object);
	if (FAILED(hr)) {
		free(e);
		root_unref(root);
		return hr;
	}
	root_pin(root);
	*out = &e->IEnumSTATSTG_iface;
	return S_OK;
}
