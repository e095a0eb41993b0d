/* SPDX-License-Identifier: MIT */
/*
 * IPropertySetStorage over any storage. The sets that are open are listed, so
 * that they can be flushed in time, and so that one which is replaced or
 * deleted finds out.
 *
 * One of our own storages has such an object as a part of it: references on
 * one are references on the other. A stand-alone object keeps its storage.
 */
#include "stg/propsets.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "base/container.h"
#include "base/refs.h"
#include "stg/guidbytes.h"
#include "stg/propstg.h"
#include "stg/unknown.h"

#define EXCLUSIVE STGM_SHARE_EXCLUSIVE
#define CONTENTS  OLESTR("CONTENTS")

struct propsets {
	IPropertySetStorage IPropertySetStorage_iface;
	IStorage *outer;  /* the storage that this is a part of, or NULL */
	atomic_uint uses; /* of the interface, without an outer storage */
	atomic_uint refs; /* of the structure: sets that are open, and one */

	pthread_mutex_t lock; /* guards all below */
	IStorage *storage;    /* NULL once it is gone */
	struct list open;     /* of struct propstg */
};

static const IPropertySetStorageVtbl propsets_vtbl;

static struct propsets *
from_IPropertySetStorage(IPropertySetStorage *iface)
{
	return container_of(iface, struct propsets, IPropertySetStorage_iface);
}

static struct propstg *
from_link(struct list *link)
{
	return container_of(link, struct propstg, link);
}

static void
propsets_unref(struct propsets *sets)
{
	if (refs_drop(&sets->refs) != 0)
		return;
	pthread_mutex_destroy(&sets->lock);
	free(sets);
}

void
propsets_remove(struct propsets *sets, struct propstg *p)
{
	pthread_mutex_lock(&sets->lock);
	list_remove(&p->link);
	pthread_mutex_unlock(&sets->lock);
	p->sets = NULL;
	propsets_unref(sets);
}

/* Under the lock; the first failure is told, the others are tried. */
static HRESULT
flush_all(struct propsets *sets)
{
	HRESULT hr = S_OK;

	for (struct list *i = sets->open.next; i != &sets->open; i = i->next) {
		struct propstg *p = from_link(i);
		HRESULT one = propstg_enter(p);

		if (FAILED(one))
			continue;
		one = propstg_flush(p);
		propstg_leave(p);
		if (FAILED(one) && SUCCEEDED(hr))
			hr = one;
	}
	return hr;
}

HRESULT
propsets_flush(struct propsets *sets)
{
	HRESULT hr;

	if (!sets)
		return S_OK;
	pthread_mutex_lock(&sets->lock);
	hr = flush_all(sets);
	pthread_mutex_unlock(&sets->lock);
	return hr;
}

void
propsets_detach(struct propsets *sets)
{
	if (!sets)
		return;
	pthread_mutex_lock(&sets->lock);
	(void)flush_all(sets);
	sets->storage = NULL;
	pthread_mutex_unlock(&sets->lock);
	propsets_unref(sets);
}

HRESULT
propsets_set_times(struct propsets *sets, const OLECHAR *name,
	const FILETIME *ctime, const FILETIME *atime, const FILETIME *mtime)
{
	HRESULT hr = S_OK;

	pthread_mutex_lock(&sets->lock);
	if (sets->storage)
		hr = IStorage_SetElementTimes(sets->storage, name, ctime,
			atime, mtime);
	pthread_mutex_unlock(&sets->lock);
	return hr;
}

static HRESULT
propsets_QueryInterface(IPropertySetStorage *iface, REFIID riid,
	void **ppvObject)
{
	struct propsets *sets = from_IPropertySetStorage(iface);

	if (sets->outer)
		return IStorage_QueryInterface(sets->outer, riid, ppvObject);
	return unknown_query(iface, &IID_IPropertySetStorage,
		&sets->uses, riid, ppvObject);
}

static ULONG
propsets_AddRef(IPropertySetStorage *iface)
{
	struct propsets *sets = from_IPropertySetStorage(iface);

	if (sets->outer)
		return IStorage_AddRef(sets->outer);
	return refs_take(&sets->uses);
}

static ULONG
propsets_Release(IPropertySetStorage *iface)
{
	struct propsets *sets = from_IPropertySetStorage(iface);
	IStorage *storage = sets->storage;
	ULONG uses;

	if (sets->outer)
		return IStorage_Release(sets->outer);
	uses = refs_drop(&sets->uses);
	if (uses != 0)
		return uses;
	propsets_detach(sets);
	IStorage_Release(storage);
	return 0;
}

/* The set of this element that is open, or NULL. Under the lock. */
static struct propstg *
find_open(struct propsets *sets, const OLECHAR *name, const FMTID *fmtid)
{
	for (struct list *i = sets->open.next; i != &sets->open; i = i->next) {
		struct propstg *p = from_link(i);
		size_t n = 0;

		while (name[n] != 0 && p->name[n] == name[n])
			n++;
		if (p->name[n] == name[n] &&
			(!fmtid || IsEqualGUID(fmtid, &p->fmtid)))
			return p;
	}
	return NULL;
}

/* Those that are open of this element find themselves reverted. */
static void
kill_open(struct propsets *sets, const OLECHAR *name, const FMTID *fmtid)
{
	struct propstg *p;

	while ((p = find_open(sets, name, fmtid)) != NULL) {
		list_remove(&p->link);
		propstg_kill(p);
	}
}

static HRESULT
check_flags(DWORD flags, DWORD mode)
{
	DWORD rest = mode & ~(STGM_CREATE | STGM_TRANSACTED);

	if (flags & ~(PROPSETFLAG_NONSIMPLE | PROPSETFLAG_ANSI |
		PROPSETFLAG_CASE_SENSITIVE) ||
		rest != (STGM_READWRITE | STGM_SHARE_EXCLUSIVE) ||
		(mode & STGM_TRANSACTED && !(flags & PROPSETFLAG_NONSIMPLE)))
		return STG_E_INVALIDFLAG;
	return S_OK;
}

/* More access than the storage grants is denied, whatever it calls it. */
static HRESULT
denied(HRESULT hr)
{
	return hr == STG_E_INVALIDFLAG ? STG_E_ACCESSDENIED : hr;
}

static bool
is_shared(const FMTID *fmtid)
{
	return IsEqualGUID(fmtid, &FMTID_DocSummaryInformation) ||
		IsEqualGUID(fmtid, &FMTID_UserDefinedProperties);
}

/* Whether a set is in a stream; anything but a plain yes is a no. */
static bool
stream_has(IStream *stream, const FMTID *fmtid)
{
	struct oleps_set *set;
	uint8_t bytes[16];
	size_t size;
	bool has;

	if (FAILED(propstg_decode(stream, &set, &size)))
		return false;
	guid_to_bytes(fmtid, bytes);
	has = oleps_section(set, bytes) != NULL;
	oleps_set_destroy(set);
	return has;
}

/* A stream that is there already, for one of two sets to be made in it. */
static HRESULT
share_stream(struct propsets *sets, const OLECHAR *name,
	const struct propstg_plan *plan, IStream **stream)
{
	HRESULT hr;

	if (plan->mode & STGM_CREATE)
		kill_open(sets, name, plan->fmtid);
	else if (find_open(sets, name, plan->fmtid))
		return STG_E_FILEALREADYEXISTS;
	hr = denied(IStorage_OpenStream(sets->storage, name, NULL,
		STGM_READWRITE | EXCLUSIVE, 0, stream));
	if (FAILED(hr) || plan->mode & STGM_CREATE ||
		!stream_has(*stream, plan->fmtid))
		return hr;
	IStream_Release(*stream);
	*stream = NULL;
	return STG_E_FILEALREADYEXISTS;
}

static HRESULT
create_stream(struct propsets *sets, const OLECHAR *name,
	const struct propstg_plan *plan, IStream **stream, bool *made)
{
	DWORD mode = STGM_READWRITE | EXCLUSIVE;
	HRESULT hr = IStorage_CreateStream(sets->storage, name, mode, 0, 0,
		stream);

	*made = SUCCEEDED(hr);
	if (hr != STG_E_FILEALREADYEXISTS)
		return hr;
	if (is_shared(plan->fmtid)) {
		hr = share_stream(sets, name, plan, stream);
		/* A storage of that name is in the way. */
		if (hr != STG_E_FILENOTFOUND)
			return hr;
		hr = STG_E_FILEALREADYEXISTS;
	}
	if (!(plan->mode & STGM_CREATE))
		return hr;
	kill_open(sets, name, NULL);
	hr = IStorage_CreateStream(sets->storage, name, mode | STGM_CREATE, 0,
		0, stream);
	*made = SUCCEEDED(hr);
	return hr;
}

static HRESULT
create_storage(struct propsets *sets, const OLECHAR *name,
	const struct propstg_plan *plan, IStorage **storage, IStream **stream,
	bool *made)
{
	DWORD mode = STGM_READWRITE | EXCLUSIVE;
	HRESULT hr;

	hr = IStorage_CreateStorage(sets->storage, name, plan->mode, 0, 0,
		storage);
	*made = SUCCEEDED(hr);
	/* Whatever was open of that name is gone. */
	if (SUCCEEDED(hr))
		kill_open(sets, name, NULL);
	if (SUCCEEDED(hr) && plan->clsid)
		hr = IStorage_SetClass(*storage, plan->clsid);
	if (SUCCEEDED(hr))
		hr = IStorage_CreateStream(*storage, CONTENTS, mode, 0, 0,
			stream);
	return hr;
}

/* The new object is among the open ones. Under the lock. */
static void
list_set(struct propsets *sets, const OLECHAR *name, struct propstg *p)
{
	for (size_t i = 0; i <= CCH_MAX_PROPSTG_NAME; i++) {
		p->name[i] = name[i];
		if (name[i] == 0)
			break;
	}
	p->sets = sets;
	refs_take(&sets->refs);
	list_append(&sets->open, &p->link);
}

static HRESULT
create_set(struct propsets *sets, const OLECHAR *name,
	const struct propstg_plan *plan, IPropertyStorage **out)
{
	IStorage *storage = NULL;
	IStream *stream = NULL;
	struct propstg *p;
	bool made;
	HRESULT hr;

	if (plan->flags & PROPSETFLAG_NONSIMPLE)
		hr = create_storage(sets, name, plan, &storage, &stream,
			&made);
	else
		hr = create_stream(sets, name, plan, &stream, &made);
	if (SUCCEEDED(hr))
		hr = propstg_make(plan, stream, storage, &p);
	if (SUCCEEDED(hr)) {
		hr = propstg_begin(p, plan);
		if (SUCCEEDED(hr) && plan->mode & STGM_TRANSACTED)
			hr = IPropertyStorage_Commit(
				&p->IPropertyStorage_iface, STGC_DEFAULT);
		if (SUCCEEDED(hr)) {
			list_set(sets, name, p);
			*out = &p->IPropertyStorage_iface;
		} else {
			IPropertyStorage_Release(&p->IPropertyStorage_iface);
		}
	}
	if (stream)
		IStream_Release(stream);
	if (storage)
		IStorage_Release(storage);
	if (FAILED(hr) && made)
		(void)IStorage_DestroyElement(sets->storage, name);
	return hr;
}

static HRESULT
propsets_Create(IPropertySetStorage *iface, REFFMTID rfmtid,
	const CLSID *pclsid, DWORD grfFlags, DWORD grfMode,
	IPropertyStorage **ppprstg)
{
	struct propsets *sets = from_IPropertySetStorage(iface);
	struct propstg_plan plan = { rfmtid, pclsid, grfFlags, grfMode };
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	HRESULT hr;

	if (ppprstg)
		*ppprstg = NULL;
	if (!rfmtid || !ppprstg)
		return E_INVALIDARG;
	hr = check_flags(grfFlags, grfMode);
	if (FAILED(hr))
		return hr;
	(void)FmtIdToPropStgName(rfmtid, name);
	pthread_mutex_lock(&sets->lock);
	hr = create_set(sets, name, &plan, ppprstg);
	pthread_mutex_unlock(&sets->lock);
	return hr;
}

static HRESULT
open_storage(struct propsets *sets, const OLECHAR *name, DWORD mode,
	IStorage **storage, IStream **stream)
{
	HRESULT hr = IStorage_OpenStorage(sets->storage, name, NULL, mode,
		NULL, 0, storage);

	if (FAILED(hr))
		return hr;
	hr = IStorage_OpenStream(*storage, CONTENTS, NULL,
		mode & ~STGM_TRANSACTED, 0, stream);
	if (FAILED(hr)) {
		IStorage_Release(*storage);
		*storage = NULL;
	}
	return hr;
}

static HRESULT
open_set(struct propsets *sets, const OLECHAR *name,
	struct propstg_plan *plan, IPropertyStorage **out)
{
	IStorage *storage = NULL;
	IStream *stream = NULL;
	struct propstg *p;
	HRESULT hr = IStorage_OpenStream(sets->storage, name, NULL,
		plan->mode & ~STGM_TRANSACTED, 0, &stream);

	if (hr == STG_E_FILENOTFOUND)
		hr = open_storage(sets, name, plan->mode, &storage, &stream);
	if (FAILED(hr))
		return denied(hr);
	if (!storage && plan->mode & STGM_TRANSACTED)
		hr = STG_E_INVALIDFLAG;
	if (storage)
		plan->flags |= PROPSETFLAG_NONSIMPLE;
	if (SUCCEEDED(hr))
		hr = propstg_make(plan, stream, storage, &p);
	IStream_Release(stream);
	if (storage)
		IStorage_Release(storage);
	if (FAILED(hr))
		return hr;
	hr = propstg_load(p);
	if (FAILED(hr)) {
		IPropertyStorage_Release(&p->IPropertyStorage_iface);
		return hr;
	}
	list_set(sets, name, p);
	*out = &p->IPropertyStorage_iface;
	return S_OK;
}

static HRESULT
propsets_Open(IPropertySetStorage *iface, REFFMTID rfmtid, DWORD grfMode,
	IPropertyStorage **ppprstg)
{
	struct propsets *sets = from_IPropertySetStorage(iface);
	struct propstg_plan plan = { rfmtid, NULL, 0, grfMode };
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	HRESULT hr;

	if (ppprstg)
		*ppprstg = NULL;
	if (!rfmtid || !ppprstg)
		return E_INVALIDARG;
	grfMode &= ~STGM_TRANSACTED;
	if (grfMode != (STGM_READ | EXCLUSIVE) &&
		grfMode != (STGM_READWRITE | EXCLUSIVE))
		return STG_E_INVALIDFLAG;
	(void)FmtIdToPropStgName(rfmtid, name);
	pthread_mutex_lock(&sets->lock);
	hr = open_set(sets, name, &plan, ppprstg);
	pthread_mutex_unlock(&sets->lock);
	return hr;
}

/* A transacted one may be changed, though nothing comes of it. */
static bool
is_read_only(IStorage *storage)
{
	STATSTG stat;

	memset(&stat, 0, sizeof stat);
	return SUCCEEDED(IStorage_Stat(storage, &stat, STATFLAG_NONAME)) &&
		(stat.grfMode & 3) == STGM_READ &&
		!(stat.grfMode & STGM_TRANSACTED);
}

/* The second section goes, the stream with the first one stays. */
static HRESULT
delete_section(struct propsets *sets, const OLECHAR *name, const FMTID *fmtid)
{
	struct oleps_section *section;
	struct oleps_set *set;
	uint8_t bytes[16];
	IStream *stream;
	size_t size;
	HRESULT hr;

	/* It can be opened only once, and stays open where it has to stay. */
	if (is_read_only(sets->storage))
		return STG_E_ACCESSDENIED;
	kill_open(sets, name, fmtid);
	hr = denied(IStorage_OpenStream(sets->storage, name, NULL,
		STGM_READWRITE | EXCLUSIVE, 0, &stream));
	if (FAILED(hr))
		return hr;
	hr = propstg_decode(stream, &set, &size);
	if (SUCCEEDED(hr)) {
		guid_to_bytes(fmtid, bytes);
		section = oleps_section(set, bytes);
		if (section)
			oleps_section_remove(set, section);
		hr = section ? propstg_encode(stream, set, size, &size)
			     : STG_E_FILENOTFOUND;
		oleps_set_destroy(set);
	}
	IStream_Release(stream);
	return hr;
}

static HRESULT
propsets_Delete(IPropertySetStorage *iface, REFFMTID rfmtid)
{
	struct propsets *sets = from_IPropertySetStorage(iface);
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	HRESULT hr;

	if (!rfmtid)
		return E_INVALIDARG;
	(void)FmtIdToPropStgName(rfmtid, name);
	pthread_mutex_lock(&sets->lock);
	if (IsEqualGUID(rfmtid, &FMTID_UserDefinedProperties)) {
		hr = delete_section(sets, name, rfmtid);
	} else {
		hr = IStorage_DestroyElement(sets->storage, name);
		if (SUCCEEDED(hr))
			kill_open(sets, name, NULL);
	}
	pthread_mutex_unlock(&sets->lock);
	return hr;
}

static HRESULT
propsets_Enum(IPropertySetStorage *iface, IEnumSTATPROPSETSTG **ppenum)
{
	if (!ppenum)
		return E_INVALIDARG;
	*ppenum = NULL;
	return propsets_enum(from_IPropertySetStorage(iface)->storage, ppenum);
}

static const IPropertySetStorageVtbl propsets_vtbl = {
	.QueryInterface = propsets_QueryInterface,
	.AddRef = propsets_AddRef,
	.Release = propsets_Release,
	.Create = propsets_Create,
	.Open = propsets_Open,
	.Delete = propsets_Delete,
	.Enum = propsets_Enum,
};

static struct propsets *
make(IStorage *storage)
{
	struct propsets *sets = calloc(1, sizeof *sets);

	if (!sets)
		return NULL;
	if (pthread_mutex_init(&sets->lock, NULL) != 0) {
		free(sets);
		return NULL;
	}
	sets->IPropertySetStorage_iface.lpVtbl = &propsets_vtbl;
	atomic_init(&sets->uses, 1);
	atomic_init(&sets->refs, 1);
	list_init(&sets->open);
	sets->storage = storage;
	return sets;
}

struct propsets *
propsets_create(IStorage *outer)
{
	struct propsets *sets = make(outer);

	if (sets)
		sets->outer = outer;
	return sets;
}

IPropertySetStorage *
propsets_interface(struct propsets *sets)
{
	return &sets->IPropertySetStorage_iface;
}

HRESULT
StgCreatePropSetStg(IStorage *pStorage, DWORD dwReserved,
	IPropertySetStorage **ppPropSetStg)
{
	struct propsets *sets;

	if (ppPropSetStg)
		*ppPropSetStg = NULL;
	if (!pStorage || !ppPropSetStg)
		return E_INVALIDARG;
	if (dwReserved != 0)
		return STG_E_INVALIDPARAMETER;
	sets = make(pStorage);
	if (!sets)
		return STG_E_INSUFFICIENTMEMORY;
	IStorage_AddRef(pStorage);
	*ppPropSetStg = &sets->IPropertySetStorage_iface;
	return S_OK;
}
