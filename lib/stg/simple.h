/* SPDX-License-Identifier: MIT */
/*
 * STGM_SIMPLE: files of streams alone, which are written, or read, one after
 * the other. The root and its streams are made of ordinary ones, and refuse
 * what is documented not to be had.
 */
#ifndef STG_STG_SIMPLE_H
#define STG_STG_SIMPLE_H

#include <stg/storage.h>

/**
 * Put a simple root in the place of an ordinary one, a reference to which it
 * takes over in any case.
 * @return S_OK; STG_E_NOTSIMPLEFORMAT: of a file that exists;
 *	STG_E_INSUFFICIENTMEMORY
 */
HRESULT simple_root_created(IStorage **storage);
HRESULT simple_root_opened(IStorage **storage);

/** The tables, for the test that every slot is filled. */
extern const IStorageVtbl simple_root_vtbl;
extern const IStreamVtbl simple_stream_vtbl;

#endif
