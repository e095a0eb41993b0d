/* SPDX-License-Identifier: MIT */
/*
 * IEnumSTATPROPSETSTG: the elements of a storage whose names begin with the
 * control character 5, as they were when the enumerator was made.
 */
#include "stg/propsets.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/statlist.h"
#include "stg/unknown.h"

struct setenum {
	IEnumSTATPROPSETSTG IEnumSTATPROPSETSTG_iface;
	atomic_uint refs;
	struct statcursor cursor;
};

static const IEnumSTATPROPSETSTGVtbl setenum_vtbl;

static struct setenum *
from_IEnumSTATPROPSETSTG(IEnumSTATPROPSETSTG *iface)
{
	return container_of(iface, struct setenum, IEnumSTATPROPSETSTG_iface);
}

static HRESULT
setenum_QueryInterface(IEnumSTATPROPSETSTG *iface, REFIID riid,
	void **ppvObject)
{
	return unknown_query(iface, &IID_IEnumSTATPROPSETSTG,
		&from_IEnumSTATPROPSETSTG(iface)->refs, riid, ppvObject);
}

static ULONG
setenum_AddRef(IEnumSTATPROPSETSTG *iface)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);

	return refs_take(&e->refs);
}

static ULONG
setenum_Release(IEnumSTATPROPSETSTG *iface)
{
	struct setenum *e = from_IEnumSTATPROPSETSTG(iface);
	ULONG refs = refs_drop(&e->refs);

	if (refs != 0)
		return refs;
	statlist_unref(e->cursor.list);
	free(e);
	return 0;
}

static HRESULT
setenum_Next(IEnumSTATPROPSETSTG *iface, ULONG celt, STATPROPSETSTG *rgelt,
	ULONG *pceltFetched)
{
	return statcursor_next(&from_IEnumSTATPROPSETSTG(iface)->cursor, celt,
		rgelt, pceltFetched);
}

static HRESULT
setenum_Skip(IEnumSTATPROPSETSTG *iface, ULONG celt)
{
	return statcursor_skip(&from_IEnumSTATPROPSETSTG(iface)->cursor, celt);
}

static HRESULT
setenum_Reset(IEnumSTATPROPSETSTG *iface)
{
	return statcursor_reset(&from_IEnumSTATPROPSETSTG(iface)->cursor);
}

/* Takes over a reference on the list. */
static HRESULT
make(struct statlist *list, size_t next, IEnumSTATPROPSETSTG **out)
{
	struct setenum *e = calloc(1, sizeof *e);

	if (!e) {
		statlist_unref(list);
		return STG_E_INSUFFICIENTMEMORY;
	}
	e->IEnumSTATPROPSETSTG_iface.lpVtbl = &setenum_vtbl;
	atomic_init(&e->refs, 1);
	atomic_init(&e->cursor.next, next);
	e->cursor.list = list;
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
	statlist_ref(e->cursor.list);
	return make(e->cursor.list, atomic_load(&e->cursor.next), ppenum);
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

static const struct statlist_kind kind = { .size = sizeof(STATPROPSETSTG) };

/* Times and class are known of storages; streams have none. */
static HRESULT
add(struct statlist *list, const STATSTG *element)
{
	STATPROPSETSTG *stat = statlist_add(list);

	if (!stat)
		return STG_E_INSUFFICIENTMEMORY;
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
list_elements(IEnumSTATSTG *elements, struct statlist *list)
{
	STATSTG element;
	HRESULT hr;

	for (;;) {
		hr = IEnumSTATSTG_Next(elements, 1, &element, NULL);
		if (hr != S_OK)
			return FAILED(hr) ? hr : S_OK;
		if (element.pwcsName && element.pwcsName[0] == 5)
			hr = add(list, &element);
		CoTaskMemFree(element.pwcsName);
		if (FAILED(hr))
			return hr;
	}
}

HRESULT
propsets_enum(IStorage *storage, IEnumSTATPROPSETSTG **out)
{
	struct statlist *list = statlist_create(&kind);
	IEnumSTATSTG *elements;
	HRESULT hr;

	if (!list)
		return STG_E_INSUFFICIENTMEMORY;
	hr = IStorage_EnumElements(storage, 0, NULL, 0, &elements);
	if (SUCCEEDED(hr)) {
		hr = list_elements(elements, list);
		IEnumSTATSTG_Release(elements);
	}
	if (SUCCEEDED(hr))
		return make(list, 0, out);
	statlist_unref(list);
	return hr;
}
