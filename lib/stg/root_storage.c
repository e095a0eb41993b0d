/* SPDX-License-Identifier: MIT */
/*
 * IRootStorage: the file is copied as it is, free space and what is not
 * committed yet included, and the engine goes on with the copy under it.
 */
#include "stg/root_storage.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <stg/hresult.h>
#include <stg/memory.h>
#include <stg/propset.h>

#include "base/container.h"
#include "cfb/edit.h"
#include "io/file.h"
#include "stg/errno_hresult.h"
#include "stg/hresult.h"
#include "stg/path.h"
#include "stg/snapshot.h"
#include "stg/temporary.h"
#include "stg/utf8.h"

static struct storage *
from_IRootStorage(IRootStorage *iface)
{
	return container_of(iface, struct storage, IRootStorage_iface);
}

HRESULT
root_storage_query(struct storage *storage, REFIID riid, void **out)
{
	if (!storage->is_root)
		return E_NOINTERFACE;
	if (IsEqualIID(riid, &IID_IRootStorage)) {
		*out = &storage->IRootStorage_iface;
	} else if (IsEqualIID(riid, &IID_IDirectWriterLock) &&
		storage->object.root->asks_to_write) {
		*out = &storage->IDirectWriterLock_iface;
	} else {
		return E_NOINTERFACE;
	}
	IStorage_AddRef(&storage->IStorage_iface);
	return S_OK;
}

bool
root_comes_as(REFIID riid)
{
	return IsEqualIID(riid, &IID_IStorage) ||
		IsEqualIID(riid, &IID_IPropertySetStorage);
}

HRESULT
root_hand_over(HRESULT made, IStorage *root, REFIID riid, void **out)
{
	HRESULT hr;

	*out = NULL;
	if (FAILED(made) || !root)
		return made;
	hr = IStorage_QueryInterface(root, riid, out);
	IStorage_Release(root);
	return FAILED(hr) ? hr : made;
}

static HRESULT
root_storage_QueryInterface(IRootStorage *iface, REFIID riid, void **ppvObject)
{
	return IStorage_QueryInterface(
		&from_IRootStorage(iface)->IStorage_iface, riid, ppvObject);
}

static ULONG
root_storage_AddRef(IRootStorage *iface)
{
	return IStorage_AddRef(&from_IRootStorage(iface)->IStorage_iface);
}

static ULONG
root_storage_Release(IRootStorage *iface)
{
	return IStorage_Release(&from_IRootStorage(iface)->IStorage_iface);
}

/* A new file: of a path, or of a name that nobody has. */
static HRESULT
make_file(LPOLESTR name, char **path, struct device **device)
{
	HRESULT hr = S_OK;
	int status;

	if (name) {
		*path = stg_utf8_from_olestr(name);
		hr = *path ? S_OK : hresult_from_errno(errno, IO_OPEN);
	} else {
		hr = temporary_path(path);
	}
	if (FAILED(hr))
		return hr;
	status = file_device_create(*path, !name, device);
	if (status == 0)
		return S_OK;
	hr = hresult_from_open(*path, IO_ERRNO(status));
	free(*path);
	return hr;
}

/* The copy is no compound file before all of it is there. */
static int
copy_file(struct device *from, struct device *to)
{
	uint8_t header[CFB_HEADER_SIZE];
	size_t got = 0;
	int status;

	if (file_device_clone(from, to) == 0)
		return 0;
	status = file_device_copy(from, to, CFB_HEADER_SIZE);
	if (status == 0)
		status = device_sync(to);
	if (status == 0)
		status = device_read(from, 0, header, sizeof header, &got);
	return status == 0 ? device_write(to, 0, header, got) : status;
}

/* Copy what is open to a file and go on there; the old one is in `device`. */
static HRESULT
exchange(struct root *root, struct share *share, struct device **device)
{
	struct device *old = root->file->device;
	int status;

	if (root->snapshot)
		return snapshot_switch(root->snapshot, share, device);
	status = copy_file(old, *device);
	if (status == 0) {
		root->file->device = *device;
		*device = old;
		/* Nothing of the new file is on the medium, changed or not. */
		if (root->file->edit)
			root->file->edit->unsynced = true;
	}
	return hresult_from_status(status);
}

/* All is in the new file and locked: from now on it is the one. */
static void
switch_to(struct root *root, struct device *old, struct share *share,
	OLECHAR *name)
{
	share_close(&root->share);
	root->share = *share;
	device_close(old);
	CoTaskMemFree(root->name);
	root->name = name;
	/* To be deleted was the file that is left behind. */
	if (root->delete_path)
		(void)unlink(root->delete_path);
	free(root->delete_path);
	root->delete_path = NULL;
}

static HRESULT
copy_and_switch(struct storage *storage, LPOLESTR file_name)
{
	struct root *root = storage->object.root;
	struct share share;
	struct device *device;
	OLECHAR *name = NULL;
	char *path;
	HRESULT hr = make_file(file_name, &path, &device);

	if (FAILED(hr))
		return hr;
	hr = share_open_file(&share, device, storage->mode);
	if (SUCCEEDED(hr))
		hr = path_absolute_olestr(path, &name);
	if (SUCCEEDED(hr))
		hr = exchange(root, &share, &device);
	if (SUCCEEDED(hr)) {
		switch_to(root, device, &share, name);
	} else {
		device_close(device);
		CoTaskMemFree(name);
		(void)unlink(path);
	}
	free(path);
	return hr;
}

/* Is anything open below the root? */
static bool
has_open_elements(struct root *root)
{
	struct list *l = root->objects.next;

	for (; l != &root->objects; l = l->next) {
		const struct object *object = container_of(l, struct object,
			all);

		if (object->opened && !object->reverted &&
			object->id != CFB_ROOT)
			return true;
	}
	return false;
}

static HRESULT
root_storage_SwitchToFile(IRootStorage *iface, LPOLESTR pszFile)
{
	struct storage *storage = from_IRootStorage(iface);
	struct root *root = storage->object.root;
	HRESULT hr;

	if (pszFile && !*pszFile)
		return STG_E_INVALIDNAME;
	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && root->lockbytes)
		hr = STG_E_NOTFILEBASEDSTORAGE;
	if (SUCCEEDED(hr) && has_open_elements(root))
		hr = STG_E_ACCESSDENIED;
	if (SUCCEEDED(hr))
		hr = copy_and_switch(storage, pszFile);
	root_unlock(root);
	return hr;
}

const IRootStorageVtbl root_storage_vtbl = {
	.QueryInterface = root_storage_QueryInterface,
	.AddRef = root_storage_AddRef,
	.Release = root_storage_Release,
	.SwitchToFile = root_storage_SwitchToFile,
};
