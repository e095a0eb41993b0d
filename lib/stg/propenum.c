/* SPDX-License-Identifier: MIT */
/*
 * IEnumSTATPROPSTG: the properties of a set as they were when the enumerator
 * was made. Clones share that list.
 */
#include "stg/propstg.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "stg/propvariant.h"

struct snapshot {
	atomic_uint refs;
	size_t count;
	STATPROPSTG stats[];
};

struct propenum {
	IEnumSTATPROPSTG IEnumSTATPROPSTG_iface;
	atomic_uint refs;
	struct snapshot *snapshot;
	atomic_size_t next;
};

static const IEnumSTATPROPSTGVtbl propenum_vtbl;

static struct propenum *
from_IEnumSTATPROPSTG(IEnumSTATPROPSTG *iface)
{
	return container_of(iface, struct propenum, IEnumSTATPROPSTG_iface);
}

static void
snapshot_unref(struct snapshot *snapshot)
{
	if (atomic_fetch_sub_explicit(&snapshot->refs, 1,
		memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < snapshot->count; i++)
		CoTaskMemFree(snapshot->stats[i].lpwstrName);
	free(snapshot);
}

static HRESULT
propenum_QueryInterface(IEnumSTATPROPSTG *iface, REFIID riid,
	void **ppvObject)
{
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IEnumSTATPROPSTG))
		return E_NOINTERFACE;
	IEnumSTATPROPSTG_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
propenum_AddRef(IEnumSTATPROPSTG *iface)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);

	return atomic_fetch_add_explicit(&e->refs, 1,
		memory_order_relaxed) + 1;
}

static ULONG
propenum_Release(IEnumSTATPROPSTG *iface)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);
	ULONG refs = atomic_fetch_sub_explicit(&e->refs, 1,
		memory_order_acq_rel) - 1;

	if (refs != 0)
		return refs;
	snapshot_unref(e->snapshot);
	free(e);
	return 0;
}

static HRESULT
copy_stat(const STATPROPSTG *stat, STATPROPSTG *copy)
{
	*copy = *stat;
	if (!stat->lpwstrName)
		return S_OK;
	copy->lpwstrName = propvariant_duplicate(stat->lpwstrName,
		(propvariant_units(stat->lpwstrName) + 1) *
		sizeof *stat->lpwstrName);
	return copy->lpwstrName ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static HRESULT
propenum_Next(IEnumSTATPROPSTG *iface, ULONG celt, STATPROPSTG *rgelt,
	ULONG *pceltFetched)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);
	size_t first = atomic_load(&e->next);
	size_t left = e->snapshot->count - first;
	ULONG wanted = celt < left ? celt : (ULONG)left;
	HRESULT hr = S_OK;
	ULONG i;

	if (pceltFetched)
		*pceltFetched = 0;
	if (!rgelt || (!pceltFetched && celt != 1))
		return STG_E_INVALIDPARAMETER;
	memset(rgelt, 0, celt * sizeof *rgelt);
	for (i = 0; i < wanted && SUCCEEDED(hr); i++)
		hr = copy_stat(&e->snapshot->stats[first + i], &rgelt[i]);
	if (FAILED(hr)) {
		while (i-- > 0)
			CoTaskMemFree(rgelt[i].lpwstrName);
		memset(rgelt, 0, celt * sizeof *rgelt);
		return hr;
	}
	atomic_store(&e->next, first + wanted);
	if (pceltFetched)
		*pceltFetched = wanted;
	return wanted == celt ? S_OK : S_FALSE;
}

static HRESULT
propenum_Skip(IEnumSTATPROPSTG *iface, ULONG celt)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);
	size_t left = e->snapshot->count - atomic_load(&e->next);

	if (celt == 0 || celt > left) {
		atomic_store(&e->next, e->snapshot->count);
		return S_FALSE;
	}
	atomic_fetch_add(&e->next, celt);
	return S_OK;
}

static HRESULT
propenum_Reset(IEnumSTATPROPSTG *iface)
{
	atomic_store(&from_IEnumSTATPROPSTG(iface)->next, 0);
	return S_OK;
}

/* Takes over a reference on the snapshot. */
static HRESULT
make(struct snapshot *snapshot, size_t next, IEnumSTATPROPSTG **out)
{
	struct propenum *e = calloc(1, sizeof *e);

	if (!e) {
		snapshot_unref(snapshot);
		return STG_E_INSUFFICIENTMEMORY;
	}
	e->IEnumSTATPROPSTG_iface.lpVtbl = &propenum_vtbl;
	atomic_init(&e->refs, 1);
	atomic_init(&e->next, next);
	e->snapshot = snapshot;
	*out = &e->IEnumSTATPROPSTG_iface;
	return S_OK;
}

static HRESULT
propenum_Clone(IEnumSTATPROPSTG *iface, IEnumSTATPROPSTG **ppenum)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);

	if (!ppenum)
		return STG_E_INVALIDPARAMETER;
	*ppenum = NULL;
	atomic_fetch_add(&e->snapshot->refs, 1);
	return make(e->snapshot, atomic_load(&e->next), ppenum);
}

static const IEnumSTATPROPSTGVtbl propenum_vtbl = {
	.QueryInterface = propenum_QueryInterface,
	.AddRef = propenum_AddRef,
	.Release = propenum_Release,
	.Next = propenum_Next,
	.Skip = propenum_Skip,
	.Reset = propenum_Reset,
	.Clone = propenum_Clone,
};

/* Ordinary properties only; of two with one number, the first. */
static bool
is_listed(const struct oleps_section *section, size_t i)
{
	const struct oleps_property *property = &section->properties[i];

	if (property->id < PID_FIRST_USABLE ||
		(property->id >= PID_MIN_READONLY &&
			property->id <= PID_MAX_READONLY))
		return false;
	return propstg_is_ordinary(property) &&
		oleps_find(section, property->id) == property;
}

static HRESULT
describe(const struct oleps_section *section, size_t i, STATPROPSTG *stat)
{
	const struct oleps_property *property = &section->properties[i];
	const struct oleps_name *name = oleps_name_of(section, property->id);

	stat->propid = property->id;
	stat->vt = property->value.type;
	if (!name)
		return S_OK;
	stat->lpwstrName = propvariant_duplicate(name->units,
		(name->length + (size_t)1) * sizeof *name->units);
	return stat->lpwstrName ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static HRESULT
take_snapshot(const struct oleps_section *section, struct snapshot **out)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot +
		section->count * sizeof *snapshot->stats);
	HRESULT hr = S_OK;

	if (!snapshot)
		return STG_E_INSUFFICIENTMEMORY;
	atomic_init(&snapshot->refs, 1);
	for (size_t i = 0; i < section->count && SUCCEEDED(hr); i++) {
		if (is_listed(section, i))
			hr = describe(section, i,
				&snapshot->stats[snapshot->count++]);
	}
	if (FAILED(hr))
		snapshot_unref(snapshot);
	else
		*out = snapshot;
	return hr;
}

HRESULT
propstg_Enum(IPropertyStorage *iface, IEnumSTATPROPSTG **ppenum)
{
	struct propstg *p = propstg_from_interface(iface);
	struct snapshot *snapshot;
	HRESULT hr;

	if (!ppenum)
		return E_INVALIDARG;
	*ppenum = NULL;
	hr = propstg_enter(p);
	if (FAILED(hr))
		return hr;
	hr = take_snapshot(p->section, &snapshot);
	propstg_leave(p);
	return SUCCEEDED(hr) ? make(snapshot, 0, ppenum) : hr;
}
