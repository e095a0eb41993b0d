/* SPDX-License-Identifier: MIT */
/*
 * IStorage. The slots check their arguments in the documented order, take the
 * root's lock and ask the engine.
 */
#include "stg/storage.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "base/refs.h"
#include "cfb/directory.h"
#include "cfb/name.h"
#include "cfb/tree.h"
#include "stg/copy.h"
#include "stg/enumstat.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/propsets.h"
#include "stg/root_storage.h"
#include "stg/statstg.h"
#include "stg/storage_edit.h"
#include "stg/stream.h"

static const IStorageVtbl storage_vtbl;

/* Answered by our storages alone, and only inside the library. */
static const IID IID_own_storage = { 0x5f0c8b1e, 0x2d0a, 0x4c6b,
	{ 0x9b, 0x51, 0x6d, 0x1a, 0x3e, 0x7c, 0x84, 0x20 } };

static struct storage *
from_IStorage(IStorage *iface)
{
	return container_of(iface, struct storage, IStorage_iface);
}

/* The property sets of a storage live as long as it does. */
static HRESULT
query_propsets(struct storage *storage, void **out)
{
	root_lock(storage->object.root);
	if (!storage->propsets)
		storage->propsets = propsets_create(&storage->IStorage_iface);
	root_unlock(storage->object.root);
	if (!storage->propsets)
		return STG_E_INSUFFICIENTMEMORY;
	IStorage_AddRef(&storage->IStorage_iface);
	*out = propsets_interface(storage->propsets);
	return S_OK;
}

static HRESULT
storage_QueryInterface(IStorage *iface, REFIID riid, void **ppvObject)
{
	if (!ppvObject)
		return E_POINTER;
	*ppvObject = NULL;
	if (IsEqualIID(riid, &IID_IPropertySetStorage))
		return query_propsets(from_IStorage(iface), ppvObject);
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IStorage) &&
		!IsEqualIID(riid, &IID_own_storage))
		return root_storage_query(from_IStorage(iface), riid,
			ppvObject);
	IStorage_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
storage_AddRef(IStorage *iface)
{
	struct storage *storage = from_IStorage(iface);

	return refs_take(&storage->refs);
}

static ULONG
storage_Release(IStorage *iface)
{
	struct storage *storage = from_IStorage(iface);
	struct root *root = storage->object.root;
	ULONG refs = refs_drop(&storage->refs);

	if (refs != 0)
		return refs;
	propsets_detach(storage->propsets);
	root_lock(root);
	object_done(&storage->object);
	if (storage->is_root)
		root_unpin(root);
	root_unlock(root);
	CoTaskMemFree(storage->stat_name);
	free(storage->stat_path);
	free(storage);
	root_unref(root);
	return 0;
}

struct storage *
storage_from_interface(IStorage *iface)
{
	void *own;

	if (!iface || FAILED(IStorage_QueryInterface(iface, &IID_own_storage,
			&own)))
		return NULL;
	IStorage_Release(iface);
	return from_IStorage(own);
}

bool
storage_is_lent(const struct storage *storage)
{
	const struct object *own = &storage->object;
	const struct object *child;

	if (list_empty(&own->children))
		return false;
	child = container_of(own->children.next, struct object, siblings);
	return child->id == own->id && child->version != own->version;
}

HRESULT
storage_find(struct storage *storage, const OLECHAR *name, uint32_t *id,
	struct cfb_dirent *entry)
{
	size_t units = 0;
	int status;

	if (!name)
		return STG_E_INVALIDNAME;
	while (units <= CFB_NAME_MAX && name[units] != 0)
		units++;
	if (units == 0 || units > CFB_NAME_MAX)
		return STG_E_INVALIDNAME;
	status = cfb_version_find(storage->object.root->file,
		storage->object.version, storage->object.id,
		(const uint16_t *)name, units, id, entry);
	/* A forbidden character may stand in a name of another writer. */
	if (status == CFB_NOT_FOUND && !cfb_name_is_legal(
		(const uint16_t *)name, units))
		return STG_E_INVALIDNAME;
	return hresult_from_status(status);
}

HRESULT
storage_may_open(const struct storage *storage, uint32_t id,
	const struct cfb_dirent *entry, bool stream)
{
	if (cfb_dirent_is_stream(entry) != stream)
		return STG_E_FILENOTFOUND;
	return storage_is_lent(storage) ||
		opens_has(&storage->object.root->opens, id)
			? STG_E_ACCESSDENIED : S_OK;
}

/* The part of opening a child that both kinds share. Under the lock. */
static HRESULT
find_to_open(struct storage *storage, const OLECHAR *name, bool stream,
	uint32_t *id, struct cfb_dirent *entry)
{
	HRESULT hr = storage_alive(storage);

	if (SUCCEEDED(hr))
		hr = storage_find(storage, name, id, entry);
	return SUCCEEDED(hr) ? storage_may_open(storage, *id, entry, stream)
			     : hr;
}

static HRESULT
storage_OpenStream(IStorage *iface, const OLECHAR *pwcsName, void *reserved1,
	DWORD grfMode, DWORD reserved2, IStream **ppstm)
{
	struct storage *storage = from_IStorage(iface);
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT hr;

	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	if (reserved1 || reserved2 != 0)
		return STG_E_INVALIDPARAMETER;
	hr = mode_check_open_stream(grfMode, storage->mode);
	if (FAILED(hr))
		return hr;
	root_lock(storage->object.root);
	hr = find_to_open(storage, pwcsName, true, &id, &entry);
	if (SUCCEEDED(hr))
		hr = stream_create(&storage->object, id, &entry, grfMode,
			ppstm);
	root_unlock(storage->object.root);
	return hr;
}

static HRESULT
storage_OpenStorage(IStorage *iface, const OLECHAR *pwcsName,
	IStorage *pstgPriority, DWORD grfMode, SNB snbExclude, DWORD reserved,
	IStorage **ppstg)
{
	struct storage *storage = from_IStorage(iface);
	struct cfb_dirent entry;
	uint32_t id;
	HRESULT hr;

	if (!ppstg)
		return STG_E_INVALIDPOINTER;
	*ppstg = NULL;
	if (pstgPriority || snbExclude || reserved != 0)
		return STG_E_INVALIDPARAMETER;
	hr = mode_check_open_storage(grfMode, storage->mode);
	if (FAILED(hr))
		return hr;
	root_lock(storage->object.root);
	hr = find_to_open(storage, pwcsName, false, &id, &entry);
	if (SUCCEEDED(hr))
		hr = storage_create(&storage->object, id, grfMode, ppstg);
	root_unlock(storage->object.root);
	return hr;
}

static HRESULT
storage_CreateStream(IStorage *iface, const OLECHAR *pwcsName, DWORD grfMode,
	DWORD reserved1, DWORD reserved2, IStream **ppstm)
{
	struct storage *storage = from_IStorage(iface);
	HRESULT hr;

	if (!ppstm)
		return STG_E_INVALIDPOINTER;
	*ppstm = NULL;
	if (reserved1 != 0 || reserved2 != 0)
		return STG_E_INVALIDPARAMETER;
	hr = mode_check_create_stream(grfMode, storage->mode);
	if (FAILED(hr))
		return hr;
	return storage_create_stream(storage, pwcsName, grfMode, ppstm);
}

static HRESULT
storage_CreateStorage(IStorage *iface, const OLECHAR *pwcsName, DWORD grfMode,
	DWORD reserved1, DWORD reserved2, IStorage **ppstg)
{
	struct storage *storage = from_IStorage(iface);
	HRESULT hr;

	if (!ppstg)
		return STG_E_INVALIDPOINTER;
	*ppstg = NULL;
	if (reserved1 != 0 || reserved2 != 0)
		return STG_E_INVALIDPARAMETER;
	hr = mode_check_create_storage(grfMode, storage->mode);
	/* More access than the parent has is denied, but not first. */
	if (FAILED(hr) && (hr != STG_E_ACCESSDENIED ||
		mode_can_change(storage->mode)))
		return hr;
	return storage_create_storage(storage, pwcsName, grfMode, ppstg);
}

static HRESULT
storage_CopyTo(IStorage *iface, DWORD ciidExclude, const IID *rgiidExclude,
	SNB snbExclude, IStorage *pstgDest)
{
	HRESULT hr = propsets_flush(from_IStorage(iface)->propsets);

	if (FAILED(hr))
		return hr;
	return copy_storage(from_IStorage(iface), ciidExclude, rgiidExclude,
		snbExclude, pstgDest);
}

static HRESULT
storage_MoveElementTo(IStorage *iface, const OLECHAR *pwcsName,
	IStorage *pstgDest, const OLECHAR *pwcsNewName, DWORD grfFlags)
{
	struct storage *storage = from_IStorage(iface);
	HRESULT hr;

	if (!pstgDest)
		return STG_E_INVALIDPOINTER;
	if (!pwcsName || !pwcsNewName)
		return STG_E_INVALIDNAME;
	if (grfFlags != STGMOVE_MOVE && grfFlags != STGMOVE_COPY)
		return STG_E_INVALIDFLAG;
	hr = propsets_flush(storage->propsets);
	if (FAILED(hr))
		return hr;
	if (grfFlags == STGMOVE_MOVE)
		return storage_move(storage, pwcsName, pstgDest, pwcsNewName);
	return copy_element(storage, pwcsName, pstgDest, pwcsNewName);
}

static HRESULT
storage_Commit(IStorage *iface, DWORD grfCommitFlags)
{
	struct storage *storage = from_IStorage(iface);
	HRESULT hr;

	if (grfCommitFlags & ~(DWORD)(STGC_OVERWRITE | STGC_ONLYIFCURRENT |
		STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE | STGC_CONSOLIDATE))
		return STG_E_INVALIDFLAG;
	hr = propsets_flush(storage->propsets);
	return SUCCEEDED(hr) ? storage_commit(storage, grfCommitFlags) : hr;
}

static HRESULT
storage_Revert(IStorage *iface)
{
	struct storage *storage = from_IStorage(iface);
	HRESULT hr;

	root_lock(storage->object.root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && (storage->mode & STGM_TRANSACTED)) {
		object_revert_children(&storage->object);
		cfb_version_revert(storage->object.root->file,
			storage->object.version);
		storage->object.root->generation++;
	}
	root_unlock(storage->object.root);
	return hr;
}

static HRESULT
storage_EnumElements(IStorage *iface, DWORD reserved1, void *reserved2,
	DWORD reserved3, IEnumSTATSTG **ppenum)
{
	struct storage *storage = from_IStorage(iface);
	HRESULT hr;

	if (!ppenum)
		return STG_E_INVALIDPOINTER;
	*ppenum = NULL;
	if (reserved1 != 0 || reserved2 || reserved3 != 0)
		return STG_E_INVALIDPARAMETER;
	root_lock(storage->object.root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && !mode_can_read(storage->mode))
		hr = STG_E_ACCESSDENIED;
	if (SUCCEEDED(hr))
		hr = enumstat_create(&storage->object, storage->object.id,
			ppenum);
	root_unlock(storage->object.root);
	return hr;
}

static HRESULT
storage_DestroyElement(IStorage *iface, const OLECHAR *pwcsName)
{
	return storage_destroy(from_IStorage(iface), pwcsName);
}

static HRESULT
storage_RenameElement(IStorage *iface, const OLECHAR *pwcsOldName,
	const OLECHAR *pwcsNewName)
{
	return storage_rename(from_IStorage(iface), pwcsOldName, pwcsNewName);
}

static HRESULT
storage_SetElementTimes(IStorage *iface, const OLECHAR *pwcsName,
	const FILETIME *pctime, const FILETIME *patime, const FILETIME *pmtime)
{
	return storage_set_times(from_IStorage(iface), pwcsName, pctime,
		patime, pmtime);
}

static HRESULT
storage_SetClass(IStorage *iface, REFCLSID clsid)
{
	if (!clsid)
		return STG_E_INVALIDPOINTER;
	return storage_set_class(from_IStorage(iface), clsid);
}

static HRESULT
storage_SetStateBits(IStorage *iface, DWORD grfStateBits, DWORD grfMask)
{
	return storage_set_state(from_IStorage(iface), grfStateBits, grfMask);
}

/* The name and the times of a root are those of the file. */
static HRESULT
stat_root(const struct storage *storage, bool with_name, STATSTG *stat)
{
	const struct root *root = storage->object.root;
	size_t units = 0;

	root_stat_times(root, stat);
	if (!with_name || !root->name)
		return S_OK;
	while (root->name[units] != 0)
		units++;
	stat->pwcsName = statstg_copy_name(root->name, units);
	return stat->pwcsName ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static HRESULT
storage_Stat(IStorage *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	struct storage *storage = from_IStorage(iface);
	struct root *root = storage->object.root;
	bool with_name = grfStatFlag == STATFLAG_DEFAULT;
	struct cfb_dirent entry;
	HRESULT hr = statstg_check(pstatstg, grfStatFlag);

	if (FAILED(hr))
		return hr;
	memset(pstatstg, 0, sizeof *pstatstg);
	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_entry(root->file,
			storage->object.version, storage->object.id, &entry));
	if (SUCCEEDED(hr))
		hr = statstg_from_entry(root->file, &entry,
			with_name && !storage->is_root, pstatstg);
	if (SUCCEEDED(hr)) {
		pstatstg->grfMode = storage->mode & ~STGM_CREATE;
		if (storage->is_root)
			hr = stat_root(storage, with_name, pstatstg);
	}
	root_unlock(root);
	return hr;
}

static const IStorageVtbl storage_vtbl = {
	.QueryInterface = storage_QueryInterface,
	.AddRef = storage_AddRef,
	.Release = storage_Release,
	.CreateStream = storage_CreateStream,
	.OpenStream = storage_OpenStream,
	.CreateStorage = storage_CreateStorage,
	.OpenStorage = storage_OpenStorage,
	.CopyTo = storage_CopyTo,
	.MoveElementTo = storage_MoveElementTo,
	.Commit = storage_Commit,
	.Revert = storage_Revert,
	.EnumElements = storage_EnumElements,
	.DestroyElement = storage_DestroyElement,
	.RenameElement = storage_RenameElement,
	.SetElementTimes = storage_SetElementTimes,
	.SetClass = storage_SetClass,
	.SetStateBits = storage_SetStateBits,
	.Stat = storage_Stat,
};

/* A transacted storage has a version of its own. Under the lock. */
static struct storage *
make(struct root *root, struct object *parent, uint32_t id, DWORD mode)
{
	struct cfb_version *base = parent ? parent->version : NULL;
	struct cfb_version *version = base;
	struct storage *storage = calloc(1, sizeof *storage);

	if (storage && (mode & STGM_TRANSACTED)) {
		version = cfb_version_create(&root->versions, base, id);
		if (!version) {
			free(storage);
			return NULL;
		}
	}
	if (!storage)
		return NULL;
	storage->IStorage_iface.lpVtbl = &storage_vtbl;
	atomic_init(&storage->refs, 1);
	storage->mode = mode;
	object_init(&storage->object, root, parent, version, id);
	if (version != base)
		cfb_version_unref(root->file, version); /* the object has it */
	return storage;
}

HRESULT
storage_create_root(struct root *root, DWORD mode, IStorage **out)
{
	struct storage *storage;

	if (mode & STGM_TRANSACTED)
		root_set_transacted(root, !mode_takes_snapshot(mode) ||
			root->snapshot);
	root_lock(root);
	storage = make(root, NULL, CFB_ROOT, mode);
	if (storage) {
		storage->is_root = true;
		storage->IRootStorage_iface.lpVtbl = &root_storage_vtbl;
		storage->IDirectWriterLock_iface.lpVtbl = &writer_lock_vtbl;
		root_pin(root);
		*out = &storage->IStorage_iface;
	}
	root_unlock(root);
	root_unref(root);
	return storage ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

HRESULT
storage_create(struct object *parent, uint32_t id, DWORD mode, IStorage **out)
{
	struct storage *storage = make(parent->root, parent, id, mode);
	HRESULT hr;

	if (!storage)
		return STG_E_INSUFFICIENTMEMORY;
	hr = object_mark_open(&storage->object);
	if (FAILED(hr)) {
		object_done(&storage->object);
		root_unref(parent->root);
		free(storage);
		return hr;
	}
	*out = &storage->IStorage_iface;
	return S_OK;
}
