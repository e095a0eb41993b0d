/* SPDX-License-Identifier: MIT */
/* Property sets in streams and storages of any name and any maker. */
#include <stg/propset.h>

#include <stg/hresult.h>

#include "stg/propstg.h"

#define ALL_FLAGS                                                     \
	(PROPSETFLAG_NONSIMPLE | PROPSETFLAG_ANSI | PROPSETFLAG_UNBUFFERED | \
		PROPSETFLAG_CASE_SENSITIVE)

#define CONTENTS OLESTR("CONTENTS")

/* What a set lives in; both for one with values beside it. */
struct place {
	IStream *stream;
	IStorage *storage;
	DWORD mode;
};

static void
place_done(struct place *place)
{
	if (place->stream)
		IStream_Release(place->stream);
	if (place->storage)
		IStorage_Release(place->storage);
}

/* The stream of a storage; a new one if `anew`. */
static HRESULT
find_contents(struct place *place, bool anew)
{
	STATSTG stat = { 0 };
	HRESULT hr = IStorage_Stat(place->storage, &stat, STATFLAG_NONAME);

	if (FAILED(hr))
		return hr;
	place->mode = stat.grfMode & (3 | STGM_TRANSACTED);
	if (anew)
		return IStorage_CreateStream(place->storage, CONTENTS,
			STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0,
			0, &place->stream);
	return IStorage_OpenStream(place->storage, CONTENTS, NULL,
		(stat.grfMode & 3) | STGM_SHARE_EXCLUSIVE, 0,
		&place->stream);
}

static HRESULT
find_place(IUnknown *unknown, DWORD flags, bool anew, struct place *place)
{
	STATSTG stat = { 0 };
	HRESULT hr;

	place->stream = NULL;
	place->storage = NULL;
	place->mode = STGM_READWRITE;
	if (flags & PROPSETFLAG_NONSIMPLE) {
		hr = IUnknown_QueryInterface(unknown, &IID_IStorage,
			(void **)&place->storage);
		return SUCCEEDED(hr) ? find_contents(place, anew) : hr;
	}
	hr = IUnknown_QueryInterface(unknown, &IID_IStream,
		(void **)&place->stream);
	/* Streams in memory do not say how they were opened. */
	if (SUCCEEDED(hr) && !anew && SUCCEEDED(IStream_Stat(place->stream,
			&stat, STATFLAG_NONAME)) &&
		stat.grfMode & STGM_SHARE_EXCLUSIVE)
		place->mode = stat.grfMode & 3;
	return hr;
}

static HRESULT
make_set(IUnknown *unknown, struct propstg_plan *plan, bool anew,
	IPropertyStorage **out)
{
	struct place place;
	struct propstg *p;
	HRESULT hr = find_place(unknown, plan->flags, anew, &place);

	plan->mode = place.mode;
	if (SUCCEEDED(hr))
		hr = propstg_make(plan, place.stream, place.storage, &p);
	place_done(&place);
	if (FAILED(hr))
		return hr;
	hr = anew ? propstg_begin(p, plan) : propstg_load(p);
	if (SUCCEEDED(hr) && anew && plan->clsid && p->storage)
		hr = IStorage_SetClass(p->storage, plan->clsid);
	if (SUCCEEDED(hr) && anew && plan->flags & PROPSETFLAG_UNBUFFERED)
		hr = propstg_flush(p);
	if (FAILED(hr)) {
		p->changed = false;
		IPropertyStorage_Release(&p->IPropertyStorage_iface);
		return hr;
	}
	*out = &p->IPropertyStorage_iface;
	return S_OK;
}

static HRESULT
check(const IUnknown *unknown, const FMTID *fmtid, DWORD flags,
	DWORD reserved, IPropertyStorage **out)
{
	if (out)
		*out = NULL;
	if (!unknown || !fmtid || !out)
		return E_INVALIDARG;
	if (flags & ~ALL_FLAGS)
		return STG_E_INVALIDFLAG;
	return reserved != 0 ? STG_E_INVALIDPARAMETER : S_OK;
}

HRESULT
StgCreatePropStg(IUnknown *pUnk, REFFMTID fmtid, const CLSID *pclsid,
	DWORD grfFlags, DWORD dwReserved, IPropertyStorage **ppPropStg)
{
	struct propstg_plan plan = { fmtid, pclsid, grfFlags, 0 };
	HRESULT hr = check(pUnk, fmtid, grfFlags, dwReserved, ppPropStg);

	return SUCCEEDED(hr) ? make_set(pUnk, &plan, true, ppPropStg) : hr;
}

HRESULT
StgOpenPropStg(IUnknown *pUnk, REFFMTID fmtid, DWORD grfFlags,
	DWORD dwReserved, IPropertyStorage **ppPropStg)
{
	struct propstg_plan plan = { fmtid, NULL, grfFlags, 0 };
	HRESULT hr = check(pUnk, fmtid, grfFlags, dwReserved, ppPropStg);

	return SUCCEEDED(hr) ? make_set(pUnk, &plan, false, ppPropStg) : hr;
}
