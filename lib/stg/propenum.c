/* SPDX-License-Identifier: MIT */
/*
 * IEnumSTATPROPSTG: the properties of a set as they were when the enumerator
 * was made. Clones share that list.
 */
#include "base/utf16.h"
#include "stg/propstg.h"

#include <stdlib.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/propvariant.h"
#include "stg/statlist.h"
#include "stg/unknown.h"

struct propenum {
	IEnumSTATPROPSTG IEnumSTATPROPSTG_iface;
	atomic_uint refs;
	struct statcursor cursor;
};

static const IEnumSTATPROPSTGVtbl propenum_vtbl;

static struct propenum *
from_IEnumSTATPROPSTG(IEnumSTATPROPSTG *iface)
{
	return container_of(iface, struct propenum, IEnumSTATPROPSTG_iface);
}

static HRESULT
propenum_QueryInterface(IEnumSTATPROPSTG *iface, REFIID riid,
	void **ppvObject)
{
	return unknown_query(iface, &IID_IEnumSTATPROPSTG,
		&from_IEnumSTATPROPSTG(iface)->refs, riid, ppvObject);
}

static ULONG
propenum_AddRef(IEnumSTATPROPSTG *iface)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);

	return refs_take(&e->refs);
}

static ULONG
propenum_Release(IEnumSTATPROPSTG *iface)
{
	struct propenum *e = from_IEnumSTATPROPSTG(iface);
	ULONG refs = refs_drop(&e->refs);

	if (refs != 0)
		return refs;
	statlist_unref(e->cursor.list);
	free(e);
	return 0;
}

static HRESULT
copy_stat(const void *from, void *to)
{
	const STATPROPSTG *stat = from;
	STATPROPSTG *copy = to;

	*copy = *stat;
	if (!stat->lpwstrName)
		return S_OK;
	copy->lpwstrName = propvariant_duplicate(stat->lpwstrName,
		(utf16_length(stat->lpwstrName) + 1) *
		sizeof *stat->lpwstrName);
	return copy->lpwstrName ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static void
free_stat(void *stat)
{
	CoTaskMemFree(((STATPROPSTG *)stat)->lpwstrName);
}

static const struct statlist_kind kind = {
	.size = sizeof(STATPROPSTG),
	.copy = copy_stat,
	.done = free_stat,
};

static HRESULT
propenum_Next(IEnumSTATPROPSTG *iface, ULONG celt, STATPROPSTG *rgelt,
	ULONG *pceltFetched)
{
	return statcursor_next(&from_IEnumSTATPROPSTG(iface)->cursor, celt,
		rgelt, pceltFetched);
}

static HRESULT
propenum_Skip(IEnumSTATPROPSTG *iface, ULONG celt)
{
	return statcursor_skip(&from_IEnumSTATPROPSTG(iface)->cursor, celt);
}

static HRESULT
propenum_Reset(IEnumSTATPROPSTG *iface)
{
	return statcursor_reset(&from_IEnumSTATPROPSTG(iface)->cursor);
}

/* Takes over a reference on the list. */
static HRESULT
make(struct statlist *list, size_t next, IEnumSTATPROPSTG **out)
{
	struct propenum *e = calloc(1, sizeof *e);

	if (!e) {
		statlist_unref(list);
		return STG_E_INSUFFICIENTMEMORY;
	}
	e->IEnumSTATPROPSTG_iface.lpVtbl = &propenum_vtbl;
	atomic_init(&e->refs, 1);
	atomic_init(&e->cursor.next, next);
	e->cursor.list = list;
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
	statlist_ref(e->cursor.list);
	return make(e->cursor.list, atomic_load(&e->cursor.next), ppenum);
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
list_properties(const struct oleps_section *section, struct statlist *list)
{
	HRESULT hr = S_OK;

	for (size_t i = 0; i < section->count && SUCCEEDED(hr); i++) {
		STATPROPSTG *stat;

		if (!is_listed(section, i))
			continue;
		stat = statlist_add(list);
		hr = stat ? describe(section, i, stat)
			  : STG_E_INSUFFICIENTMEMORY;
	}
	return hr;
}

HRESULT
propstg_Enum(IPropertyStorage *iface, IEnumSTATPROPSTG **ppenum)
{
	struct propstg *p = propstg_from_interface(iface);
	struct statlist *list;
	HRESULT hr;

	if (!ppenum)
		return E_INVALIDARG;
	*ppenum = NULL;
	hr = propstg_enter(p);
	if (FAILED(hr))
		return hr;
	list = statlist_create(&kind);
	hr = list ? list_properties(p->section, list)
		  : STG_E_INSUFFICIENTMEMORY;
	propstg_leave(p);
	if (SUCCEEDED(hr))
		return make(list, 0, ppenum);
	if (list)
		statlist_unref(list);
	return hr;
}
