/* SPDX-License-Identifier: MIT */
/* The storage object, IStorage. */
#ifndef STG_STG_STORAGE_H
#define STG_STG_STORAGE_H

#include <stg/storage.h>

#include "stg/root.h"

struct cfb_dirent;
struct propsets;

struct storage {
	IStorage IStorage_iface;
	/* Of roots alone, see root_storage.h and writer_lock.h. */
	IRootStorage IRootStorage_iface;
	IDirectWriterLock IDirectWriterLock_iface;
	atomic_uint refs;
	struct object object;
	DWORD mode;
	bool is_root;
	/* Made when somebody asks for them, else NULL. */
	_Atomic(struct propsets *) propsets;
	/* What stg_stat() handed out last. */
	OLECHAR *stat_name;
	char *stat_path;
};

/** The root storage of an open file; takes over the caller's root_ref. */
HRESULT storage_create_root(struct root *root, DWORD mode, IStorage **out);

/** A storage below `parent`, for entry `id`. Under the lock. */
HRESULT storage_create(struct object *parent, uint32_t id, DWORD mode,
	IStorage **out);

/** The object behind an interface if it is one of ours, else NULL. */
struct storage *storage_from_interface(IStorage *iface);

/** S_OK if the storage still is one. Under the lock. */
static inline HRESULT
storage_alive(const struct storage *storage)
{
	return storage->object.reverted || !storage->object.root->file
			? STG_E_REVERTED : S_OK;
}

/**
 * Is a transaction open over all of the storage? It is the only thing that is
 * open below it then, and the storage cannot be changed. Under the lock.
 */
bool storage_is_lent(const struct storage *storage);

/**
 * May an element be opened, as a stream or as a storage? Under the lock.
 * STG_E_FILENOTFOUND: it is of the other kind; STG_E_ACCESSDENIED: it is open.
 */
HRESULT storage_may_open(const struct storage *storage, uint32_t id,
	const struct cfb_dirent *entry, bool stream);

/**
 * Find a child by its OLECHAR name, which may be NULL or bad. Under the lock.
 * STG_E_INVALIDNAME, STG_E_FILENOTFOUND and errors of reading.
 */
HRESULT storage_find(struct storage *storage, const OLECHAR *name,
	uint32_t *id, struct cfb_dirent *entry);

#endif
