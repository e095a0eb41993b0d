/* SPDX-License-Identifier: MIT */
/*
 * The locks belong to an open file description, which a duplicate of the
 * descriptor shares: those of the new open are checked and taken while those
 * with priority are still there, and do not see each other.
 */
#include "stg/handover.h"

#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/utf16.h"
#include "io/file.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/statstg.h"
#include "stg/storage.h"
#include "stg/storage_edit.h"

/* Under the lock of the old root. */
static HRESULT
take_from(struct handover *handover, struct root *root, DWORD mode)
{
	HRESULT hr;
	int status;

	if (mode_can_write(mode) && root->share.place.read_only)
		return STG_E_ACCESSDENIED;
	handover->name = statstg_copy_name(root->name,
		utf16_length(root->name));
	if (!handover->name)
		return STG_E_INSUFFICIENTMEMORY;
	status = file_device_duplicate(root->file->device, &handover->device);
	if (status != 0) {
		CoTaskMemFree(handover->name);
		return hresult_from_status(status);
	}
	handover->share = root->share;
	hr = share_reopen(&handover->share, mode);
	if (FAILED(hr)) {
		CoTaskMemFree(handover->name);
		device_close(handover->device);
		return hr;
	}
	share_init(&root->share);
	return S_OK;
}

HRESULT
handover_begin(struct handover *handover, IStorage *priority, DWORD mode)
{
	struct storage *storage = storage_from_interface(priority);
	struct root *root;
	HRESULT hr;

	if (!storage || !storage->is_root)
		return STG_E_INVALIDPARAMETER;
	root = storage->object.root;
	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && root->lockbytes)
		hr = STG_E_INVALIDPARAMETER;
	if (SUCCEEDED(hr))
		hr = take_from(handover, root, mode);
	root_unlock(root);
	return hr;
}

HRESULT
handover_end(IStorage *priority, HRESULT opened)
{
	if (SUCCEEDED(opened))
		IStorage_Release(priority);
	return opened;
}

/* --- Emptying elements -----------------------------------------------------*/

static HRESULT
empty_stream(IStorage *storage, const OLECHAR *name)
{
	const ULARGE_INTEGER nothing = { .QuadPart = 0 };
	IStream *stream;
	HRESULT hr = IStorage_OpenStream(storage, name, NULL,
		STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_SetSize(stream, nothing);
	IStream_Release(stream);
	return hr;
}

static HRESULT
empty_storage(IStorage *storage, const OLECHAR *name)
{
	IStorage *below;
	HRESULT hr = IStorage_OpenStorage(storage, name, NULL,
		STGM_READWRITE | STGM_SHARE_EXCLUSIVE, NULL, 0, &below);

	if (FAILED(hr))
		return hr;
	hr = storage_destroy_all(below);
	IStorage_Release(below);
	return hr;
}

HRESULT
exclude_elements(SNB names, IStorage **storage)
{
	HRESULT hr = S_OK;

	for (; SUCCEEDED(hr) && *names; names++) {
		hr = empty_stream(*storage, *names);
		if (hr == STG_E_FILENOTFOUND)
			hr = empty_storage(*storage, *names);
		if (hr == STG_E_FILENOTFOUND)
			hr = S_OK;
	}
	if (FAILED(hr)) {
		IStorage_Release(*storage);
		*storage = NULL;
	}
	return hr;
}
