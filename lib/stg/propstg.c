/* SPDX-License-Identifier: MIT */
/*
 * IPropertyStorage: the object, its life, and what concerns a set as a whole.
 */
#include "stg/propstg.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "base/container.h"
#include "base/refs.h"
#include "oleps/codepage.h"
#include "stg/guidbytes.h"
#include "stg/propsets.h"
#include "stg/unknown.h"

static const IPropertyStorageVtbl propstg_vtbl;

struct propstg *
propstg_from_interface(IPropertyStorage *iface)
{
	return container_of(iface, struct propstg, IPropertyStorage_iface);
}

static HRESULT
propstg_QueryInterface(IPropertyStorage *iface, REFIID riid, void **ppvObject)
{
	return unknown_query(iface, &IID_IPropertyStorage,
		&propstg_from_interface(iface)->refs, riid, ppvObject);
}

static ULONG
propstg_AddRef(IPropertyStorage *iface)
{
	struct propstg *p = propstg_from_interface(iface);

	return refs_take(&p->refs);
}

/* Give up stream and storage, which is what makes an object dead. */
static void
let_go(struct propstg *p)
{
	if (p->stream)
		IStream_Release(p->stream);
	if (p->storage)
		IStorage_Release(p->storage);
	p->stream = NULL;
	p->storage = NULL;
}

static ULONG
propstg_Release(IPropertyStorage *iface)
{
	struct propstg *p = propstg_from_interface(iface);
	ULONG refs = refs_drop(&p->refs);

	if (refs != 0)
		return refs;
	if (p->sets)
		propsets_remove(p->sets, p);
	/* A caller that wants to know whether it works commits. */
	(void)propstg_flush(p);
	let_go(p);
	oleps_set_destroy(p->set);
	pthread_mutex_destroy(&p->lock);
	free(p);
	return 0;
}

void
propstg_kill(struct propstg *p)
{
	pthread_mutex_lock(&p->lock);
	let_go(p);
	pthread_mutex_unlock(&p->lock);
}

HRESULT
propstg_enter(struct propstg *p)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	HRESULT hr = STG_E_REVERTED;

	pthread_mutex_lock(&p->lock);
	if (p->stream)
		hr = IStream_Seek(p->stream, zero, STREAM_SEEK_CUR, NULL);
	if (FAILED(hr))
		pthread_mutex_unlock(&p->lock);
	return FAILED(hr) ? hr : S_OK;
}

HRESULT
propstg_enter_to_write(struct propstg *p)
{
	HRESULT hr = propstg_enter(p);

	if (FAILED(hr))
		return hr;
	if ((p->mode & 3) != STGM_READ)
		return S_OK;
	pthread_mutex_unlock(&p->lock);
	return STG_E_ACCESSDENIED;
}

void
propstg_leave(struct propstg *p)
{
	pthread_mutex_unlock(&p->lock);
}

HRESULT
propstg_touch(struct propstg *p)
{
	p->changed = true;
	return p->flags & PROPSETFLAG_UNBUFFERED ? propstg_flush(p) : S_OK;
}

static HRESULT
propstg_Commit(IPropertyStorage *iface, DWORD grfCommitFlags)
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr;

	if (grfCommitFlags & ~(DWORD)(STGC_OVERWRITE | STGC_ONLYIFCURRENT |
		STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE | STGC_CONSOLIDATE))
		return STG_E_INVALIDFLAG;
	hr = propstg_enter(p);
	if (FAILED(hr))
		return hr;
	hr = propstg_flush(p);
	if (SUCCEEDED(hr) && (p->mode & 3) != STGM_READ)
		hr = IStream_Commit(p->stream, STGC_DEFAULT);
	if (SUCCEEDED(hr) && p->storage && (p->mode & 3) != STGM_READ)
		hr = IStorage_Commit(p->storage, grfCommitFlags);
	propstg_leave(p);
	return hr;
}

/* The storage goes back, and its streams have to be opened again. */
static HRESULT
revert_storage(struct propstg *p)
{
	HRESULT hr = IStorage_Revert(p->storage);
	IStream *stream;

	if (FAILED(hr))
		return hr;
	IStream_Release(p->stream);
	p->stream = NULL;
	hr = IStorage_OpenStream(p->storage, OLESTR("CONTENTS"), NULL,
		(p->mode & 3) | STGM_SHARE_EXCLUSIVE, 0, &stream);
	if (FAILED(hr))
		return hr;
	p->stream = stream;
	return propstg_load(p);
}

static HRESULT
propstg_Revert(IPropertyStorage *iface)
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr = propstg_enter(p);

	if (FAILED(hr))
		return hr;
	if (p->storage && p->mode & STGM_TRANSACTED)
		hr = revert_storage(p);
	propstg_leave(p);
	return hr;
}

static HRESULT
propstg_SetTimes(IPropertyStorage *iface, const FILETIME *pctime,
	const FILETIME *patime, const FILETIME *pmtime)
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr = propstg_enter_to_write(p);
	bool beside;

	if (FAILED(hr))
		return hr;
	beside = p->storage != NULL;
	propstg_leave(p);
	/* Its times are those that the storage around it keeps for it. */
	if (beside && p->sets)
		hr = propsets_set_times(p->sets, p->name, pctime, patime,
			pmtime);
	return hr;
}

static HRESULT
propstg_SetClass(IPropertyStorage *iface, REFCLSID clsid)
{
	struct propstg *p = propstg_from_interface(iface);
	uint8_t bytes[16];
	HRESULT hr;

	if (!clsid)
		return E_INVALIDARG;
	hr = propstg_enter_to_write(p);
	if (FAILED(hr))
		return hr;
	guid_to_bytes(clsid, bytes);
	oleps_set_class(p->set, bytes);
	if (p->storage)
		hr = IStorage_SetClass(p->storage, clsid);
	if (SUCCEEDED(hr))
		hr = propstg_touch(p);
	propstg_leave(p);
	return hr;
}

static HRESULT
propstg_Stat(IPropertyStorage *iface, STATPROPSETSTG *pstatpsstg)
{
	struct propstg *p = propstg_from_interface(iface);
	STATSTG stat;
	HRESULT hr;

	if (!pstatpsstg)
		return STG_E_INVALIDPARAMETER;
	memset(pstatpsstg, 0, sizeof *pstatpsstg);
	hr = propstg_enter(p);
	if (FAILED(hr))
		return hr;
	pstatpsstg->fmtid = p->fmtid;
	pstatpsstg->clsid = guid_from_bytes(p->set->clsid);
	pstatpsstg->dwOSVersion = p->set->system;
	if (p->section->codepage != OLEPS_CP_UNICODE)
		pstatpsstg->grfFlags |= PROPSETFLAG_ANSI;
	if (p->section->behavior & OLEPS_BEHAVIOR_CASE_SENSITIVE)
		pstatpsstg->grfFlags |= PROPSETFLAG_CASE_SENSITIVE;
	if (p->storage) {
		pstatpsstg->grfFlags |= PROPSETFLAG_NONSIMPLE;
		hr = IStorage_Stat(p->storage, &stat, STATFLAG_NONAME);
		if (SUCCEEDED(hr)) {
			pstatpsstg->mtime = stat.mtime;
			pstatpsstg->ctime = stat.ctime;
			pstatpsstg->atime = stat.atime;
		}
	}
	propstg_leave(p);
	return hr;
}

static const IPropertyStorageVtbl propstg_vtbl = {
	.QueryInterface = propstg_QueryInterface,
	.AddRef = propstg_AddRef,
	.Release = propstg_Release,
	.ReadMultiple = propstg_ReadMultiple,
	.WriteMultiple = propstg_WriteMultiple,
	.DeleteMultiple = propstg_DeleteMultiple,
	.ReadPropertyNames = propstg_ReadPropertyNames,
	.WritePropertyNames = propstg_WritePropertyNames,
	.DeletePropertyNames = propstg_DeletePropertyNames,
	.Commit = propstg_Commit,
	.Revert = propstg_Revert,
	.Enum = propstg_Enum,
	.SetTimes = propstg_SetTimes,
	.SetClass = propstg_SetClass,
	.Stat = propstg_Stat,
};

HRESULT
propstg_make(const struct propstg_plan *plan, IStream *stream,
	IStorage *storage, struct propstg **out)
{
	struct propstg *p = calloc(1, sizeof *p);

	if (!p)
		return STG_E_INSUFFICIENTMEMORY;
	if (pthread_mutex_init(&p->lock, NULL) != 0) {
		free(p);
		return STG_E_INSUFFICIENTMEMORY;
	}
	p->IPropertyStorage_iface.lpVtbl = &propstg_vtbl;
	atomic_init(&p->refs, 1);
	list_init(&p->link);
	p->fmtid = *plan->fmtid;
	p->flags = plan->flags;
	p->mode = plan->mode;
	p->stream = stream;
	IStream_AddRef(stream);
	p->storage = storage;
	if (storage)
		IStorage_AddRef(storage);
	*out = p;
	return S_OK;
}
