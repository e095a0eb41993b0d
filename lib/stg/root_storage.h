/* SPDX-License-Identifier: MIT */
/* What a root storage has beside IStorage: IRootStorage, IDirectWriterLock. */
#ifndef STG_STG_ROOT_STORAGE_H
#define STG_STG_ROOT_STORAGE_H

#include "stg/storage.h"

/** QueryInterface for these; E_NOINTERFACE where they are not to be had. */
HRESULT root_storage_query(struct storage *storage, REFIID riid, void **out);

/** Whether a root can be had as this when it is created or opened. */
bool root_comes_as(REFIID riid);

/**
 * Hand a root over as that, which was just made with the result `made`. The
 * caller's reference goes along, on failure too; a root that is NULL leaves
 * *out NULL. Returns `made`, or why it cannot be had so.
 */
HRESULT root_hand_over(HRESULT made, IStorage *root, REFIID riid, void **out);

/** The tables, for the test that every slot is filled. */
extern const IRootStorageVtbl root_storage_vtbl;
extern const IDirectWriterLockVtbl writer_lock_vtbl;

#endif
