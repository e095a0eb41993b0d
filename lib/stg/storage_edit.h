/* SPDX-License-Identifier: MIT */
/* The methods of IStorage that change something. */
#ifndef STG_STG_STORAGE_EDIT_H
#define STG_STG_STORAGE_EDIT_H

#include <stg/stream.h>

#include "stg/storage.h"

/*
 * Each takes arguments as the method got them, the out pointer being cleared,
 * and takes the root's lock itself.
 */
HRESULT storage_create_stream(struct storage *storage, const OLECHAR *name,
	DWORD mode, IStream **out);
HRESULT storage_create_storage(struct storage *storage, const OLECHAR *name,
	DWORD mode, IStorage **out);
HRESULT storage_destroy(struct storage *storage, const OLECHAR *name);
HRESULT storage_rename(struct storage *storage, const OLECHAR *from,
	const OLECHAR *to);
HRESULT storage_move(struct storage *storage, const OLECHAR *name,
	IStorage *destination, const OLECHAR *new_name);
HRESULT storage_set_times(struct storage *storage, const OLECHAR *name,
	const FILETIME *ctime, const FILETIME *atime, const FILETIME *mtime);
HRESULT storage_set_class(struct storage *storage, REFCLSID clsid);
HRESULT storage_set_state(struct storage *storage, DWORD bits, DWORD mask);
HRESULT storage_commit(struct storage *storage, DWORD flags);

/** Destroy all that is in a storage, which is one of ours. */
HRESULT storage_destroy_all(IStorage *storage);

#endif
