/* SPDX-License-Identifier: MIT */
/* A ready IPersistStorage: the states, and the storage that goes with them. */
#include <stg/object.h>

#include <stdbool.h>

#include "base/container.h"

static struct stg_persist_storage *
from_IPersistStorage(IPersistStorage *iface)
{
	return container_of(iface, struct stg_persist_storage,
		IPersistStorage_iface);
}

static HRESULT
persist_QueryInterface(IPersistStorage *iface, REFIID riid, void **ppvObject)
{
	return stg_object_ask(from_IPersistStorage(iface)->object, riid,
		ppvObject);
}

static ULONG
persist_AddRef(IPersistStorage *iface)
{
	return stg_object_ref(from_IPersistStorage(iface)->object);
}

static ULONG
persist_Release(IPersistStorage *iface)
{
	return stg_object_unref(from_IPersistStorage(iface)->object);
}

static HRESULT
persist_GetClassID(IPersistStorage *iface, CLSID *pClassID)
{
	return stg_object_class_id(from_IPersistStorage(iface)->object,
		pClassID);
}

static HRESULT
persist_IsDirty(IPersistStorage *iface)
{
	return from_IPersistStorage(iface)->dirty ? S_OK : S_FALSE;
}

static void
let_go(struct stg_persist_storage *persist)
{
	if (persist->ops->release)
		persist->ops->release(persist->object);
	if (persist->storage)
		IStorage_Release(persist->storage);
	persist->storage = NULL;
}

/* Keep a storage and do with it what is to be done, or be as before. */
static HRESULT
begin(struct stg_persist_storage *persist, IStorage *storage,
	HRESULT (*fn)(struct stg_object *, IStorage *))
{
	HRESULT hr = S_OK;

	if (!storage)
		return E_INVALIDARG;
	if (persist->state != STG_PERSIST_NEW)
		return CO_E_ALREADYINITIALIZED;
	IStorage_AddRef(storage);
	persist->storage = storage;
	persist->state = STG_PERSIST_SCRIBBLE;
	if (fn)
		hr = fn(persist->object, storage);
	if (FAILED(hr)) {
		let_go(persist);
		persist->state = STG_PERSIST_NEW;
	}
	return hr;
}

static HRESULT
persist_InitNew(IPersistStorage *iface, IStorage *pStg)
{
	struct stg_persist_storage *persist = from_IPersistStorage(iface);
	HRESULT hr = begin(persist, pStg, persist->ops->init_new);

	if (SUCCEEDED(hr))
		persist->dirty = TRUE;
	return hr;
}

static HRESULT
persist_Load(IPersistStorage *iface, IStorage *pStg)
{
	struct stg_persist_storage *persist = from_IPersistStorage(iface);
	HRESULT hr = begin(persist, pStg, persist->ops->load);

	if (SUCCEEDED(hr))
		persist->dirty = FALSE;
	return hr;
}

static HRESULT
persist_Save(IPersistStorage *iface, IStorage *pStgSave, BOOL fSameAsLoad)
{
	struct stg_persist_storage *persist = from_IPersistStorage(iface);
	HRESULT hr = S_OK;

	if (!pStgSave)
		return E_INVALIDARG;
	if (persist->state != STG_PERSIST_SCRIBBLE)
		return E_UNEXPECTED;
	if (persist->ops->save)
		hr = persist->ops->save(persist->object, pStgSave, fSameAsLoad);
	if (FAILED(hr))
		return hr;
	persist->saved_same = fSameAsLoad;
	persist->state = STG_PERSIST_NOSCRIBBLE;
	return hr;
}

static HRESULT
move_to(struct stg_persist_storage *persist, IStorage *storage)
{
	let_go(persist);
	IStorage_AddRef(storage);
	persist->storage = storage;
	return persist->ops->reopen ?
		persist->ops->reopen(persist->object, storage) : S_OK;
}

/*
 * What was saved as a copy elsewhere leaves the object as dirty as it was; an
 * object that moves to the copy, or was saved in place, is clean.
 */
static HRESULT
persist_SaveCompleted(IPersistStorage *iface, IStorage *pStgNew)
{
	struct stg_persist_storage *persist = from_IPersistStorage(iface);
	bool saved = persist->state == STG_PERSIST_NOSCRIBBLE;

	if (!saved && persist->state != STG_PERSIST_HANDSOFF)
		return E_UNEXPECTED;
	if (!pStgNew && persist->state == STG_PERSIST_HANDSOFF)
		return E_INVALIDARG;
	if (pStgNew) {
		HRESULT hr = move_to(persist, pStgNew);

		if (FAILED(hr)) {
			let_go(persist);
			persist->state = STG_PERSIST_HANDSOFF;
			return hr;
		}
	}
	if (pStgNew || persist->saved_same)
		persist->dirty = FALSE;
	persist->saved_same = FALSE;
	persist->state = STG_PERSIST_SCRIBBLE;
	return S_OK;
}

static HRESULT
persist_HandsOffStorage(IPersistStorage *iface)
{
	struct stg_persist_storage *persist = from_IPersistStorage(iface);

	if (persist->state != STG_PERSIST_SCRIBBLE &&
		persist->state != STG_PERSIST_NOSCRIBBLE)
		return E_UNEXPECTED;
	let_go(persist);
	persist->state = STG_PERSIST_HANDSOFF;
	return S_OK;
}

static const IPersistStorageVtbl persist_vtbl = {
	.QueryInterface = persist_QueryInterface,
	.AddRef = persist_AddRef,
	.Release = persist_Release,
	.GetClassID = persist_GetClassID,
	.IsDirty = persist_IsDirty,
	.InitNew = persist_InitNew,
	.Load = persist_Load,
	.Save = persist_Save,
	.SaveCompleted = persist_SaveCompleted,
	.HandsOffStorage = persist_HandsOffStorage,
};

void
stg_persist_storage_init(struct stg_persist_storage *persist,
	struct stg_object *object, const struct stg_persist_storage_ops *ops)
{
	*persist = (struct stg_persist_storage){
		.IPersistStorage_iface = { &persist_vtbl },
		.object = object,
		.ops = ops,
		.state = STG_PERSIST_NEW,
	};
}

void
stg_persist_storage_done(struct stg_persist_storage *persist)
{
	let_go(persist);
	persist->state = STG_PERSIST_NEW;
}
