/* SPDX-License-Identifier: MIT */
/*
 * IEnumSTATPROPSETSTG: the elements of a storage whose names begin with the
 * control character 5, as they were when the enumerator was made.
 */
#include "stg/propsets.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"

struct snapshot {
	atomic_uint refs;
	size_t count;
	size_t room;
	STATPROPSETSTG *stats;
};

struct setenum {
	IEnumSTATPROPSETSTG IEnumSTATPROPSETSTG_iface;
	atomic_uint refs;
	struct snapshot *snapshot;
	atomic_size_t next;
};

static const IEnumSTATPROPSETSTGVtbl setenum_vtbl;

static struct setenum *
from_IEnumSTATPROPSETSTG(IEnumSTATPROPSETSTG *iface)
{
	return container_of(iface, struct setenum, IEnumSTATPROPSETSTG_iface);
}

static void
snapshot_unref(struct snapshot *snapshot)
{
	if (atomic_fetch_sub_explicit(&snapshot->refs, 1,
		memory_order_acq_rel) != 1)
		return;
	free(snapshot->stats);
	free(snapshot);
}

static HRESULT
setenum_QueryInterface(IEnumSTATPROPSETSTG *iface, REFIID riid,
	void **ppvObject)
{
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IEnumSTATPROPSETSTG))
		return E_NOINTERFACE;
	IEnumSTATPROPSETSTG_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
setenum_AddRef(IEnumSTATPROPSETSTG *iface)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);

	return atomic_fetch_add_explicit(&e->refs, 1,
		memory_order_relaxed) + 1;
}

static ULONG
setenum_Release(IEnumSTATPROPSETSTG *iface)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);
	ULONG refs = atomic_fetch_sub_explicit(&e->refs, 1,
		memory_order_acq_rel) - 1;

	if (refs != 0)
		return refs;
	snapshot_unref(e->snapshot);
	free(e);
	return 0;
}

static HRESULT
setenum_Next(IEnumSTATPROPSETSTG *iface, ULONG celt, STATPROPSETSTG *rgelt,
	ULONG *pceltFetched)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);
	size_t first = atomic_load(&e->next);
	size_t left = e->snapshot->count - first;
	ULONG given = celt < left ? celt : (ULONG)left;

	if (pceltFetched)
		*pceltFetched = 0;
	if (!rgelt || (!pceltFetched && celt != 1))
		return STG_E_INVALIDPARAMETER;
	memset(rgelt, 0, celt * sizeof *rgelt);
	if (given)
		memcpy(rgelt, &e->snapshot->stats[first],
			given * sizeof *rgelt);
	atomic_store(&e->next, first + given);
	if (pceltFetched)
		*pceltFetched = given;
	return given == celt ? S_OK : S_FALSE;
}

/* Skipping none goes to the end, as programs have come to expect. */
static HRESULT
setenum_Skip(IEnumSTATPROPSETSTG *iface, ULONG celt)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);
	size_t left = e->snapshot->count - atomic_load(&e->next);

	if (celt == 0 || celt > left) {
		atomic_store(&e->next, e->snapshot->count);
		return S_FALSE;
	}
	atomic_fetch_add(&e->next, celt);
	return S_OK;
}

static HRESULT
setenum_Reset(IEnumSTATPROPSETSTG *iface)
{
	atomic_store(&from_IEnumSTATPROPSETSTG(iface)->next, 0);
	return S_OK;
}

/* Takes over a reference on the snapshot. */
static HRESULT
make(struct snapshot *snapshot, size_t next, IEnumSTATPROPSETSTG **out)
{
	struct setenum *e = calloc(1, sizeof *e);

	if (!e) {
		snapshot_unref(snapshot);
		return STG_E_INSUFFICIENTMEMORY;
	}
	e->IEnumSTATPROPSETSTG_iface.lpVtbl = &setenum_vtbl;
	atomic_init(&e->refs, 1);
	atomic_init(&e->next, next);
	e->snapshot = snapshot;
	*out = &e->IEnumSTATPROPSETSTG_iface;
	return S_OK;
}

static HRESULT
setenum_Clone(IEnumSTATPROPSETSTG *iface, IEnumSTATPROPSETSTG **ppenum)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);

	if (!ppenum)
		return STG_E_INVALIDPARAMETER;
	*ppenum = NULL;
	atomic_fetch_add(&e->snapshot->refs, 1);
	return make(e->snapshot, atomic_load(&e->next), ppenum);
}

static const IEnumSTATPROPSETSTGVtbl setenum_vtbl = {
	.QueryInterface = setenum_QueryInterface,
	.AddRef = setenum_AddRef,
	.Release = setenum_Release,
	.Next = setenum_Next,
	.Skip = setenum_Skip,
	.Reset = setenum_Reset,
	.Clone = setenum_Clone,
};

/* Times and class are known of storages; streams have none. */
static HRESULT
add(struct snapshot *snapshot, const STATSTG *element)
{
	STATPROPSETSTG *stat;

	if (snapshot->count == snapshot->room) {
		size_t room = snapshot->room ? 2 * snapshot->room : 8;

		stat = realloc(snapshot->stats, room * sizeof *stat);
		if (!stat)
			return STG_E_INSUFFICIENTMEMORY;
		snapshot->stats = stat;
		snapshot->room = room;
	}
	stat = &snapshot->stats[snapshot->count++];
	memset(stat, 0, sizeof *stat);
	stat->dwOSVersion = PROPSETHDR_OSVERSION_UNKNOWN;
	/* A name of another kind belongs to a set all the same. */
	(void)PropStgNameToFmtId(element->pwcsName, &stat->fmtid);
	if (element->type != STGTY_STORAGE)
		return S_OK;
	stat->grfFlags = PROPSETFLAG_NONSIMPLE;
	stat->clsid = element->clsid;
	stat->mtime = element->mtime;
	stat->ctime = element->ctime;
	stat->atime = element->atime;
	return S_OK;
}

static HRESULT
list_elements(IEnumSTATSTG *elements, struct snapshot *snapshot)
{
	STATSTG element;
	HRESULT hr;

	for (;;) {
		hr = IEnumSTATSTG_Next(elements, 1, &element, NULL);
		if (hr != S_OK)
			return FAILED(hr) ? hr : S_OK;
		if (element.pwcsName && element.pwcsName[0] == 5)
			hr = add(snapshot, &element);
		CoTaskMemFree(element.pwcsName);
		if (FAILED(hr))
			return hr;
	}
}

HRESULT
propsets_enum(IStorage *storage, IEnumSTATPROPSETSTG **out)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	IEnumSTATSTG *elements;
	HRESULT hr;

	if (!snapshot)
		return STG_E_INSUFFICIENTMEMORY;
	atomic_init(&snapshot->refs, 1);
	hr = IStorage_EnumElements(storage, 0, NULL, 0, &elements);
	if (SUCCEEDED(hr)) {
		hr = list_elements(elements, snapshot);
		IEnumSTATSTG_Release(elements);
	}
	if (SUCCEEDED(hr))
		return make(snapshot, 0, out);
	snapshot_unref(snapshot);
	return hr;
}
