/* SPDX-License-Identifier: MIT */
/*
 * Creating compound files: StgCreateDocfile and its relatives, on files and on
 * byte arrays. STGM_CONVERT keeps what a file held as the stream CONTENTS of
 * the new one. Of a creation that fails, no file is left that was not there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/docfile.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/checked.h"
#include "io/file.h"
#include "stg/device_lockbytes.h"
#include "stg/errno_hresult.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/path.h"
#include "stg/root.h"
#include "stg/root_storage.h"
#include "stg/simple.h"
#include "stg/snapshot.h"
#include "stg/storage.h"
#include "stg/temporary.h"
#include "stg/utf8.h"

#define BUFFER_SIZE 65536

/* What is to be done with a device that is ready for it. */
struct creation {
	DWORD mode;
	unsigned version;
	OLECHAR *name;       /* task memory, taken over */
	ILockBytes *lockbytes;
	char *delete_path;   /* the file goes with the root; taken over */
	bool convert;        /* what there is becomes CONTENTS */
	bool replace;        /* what there is stays until the first commit */
	struct share share;  /* what is held already; taken over */
};

static enum root_access
access_for(const struct creation *creation)
{
	if (creation->replace)
		return creation->version == 4 ? ROOT_REPLACE_4
					      : ROOT_REPLACE_3;
	if (creation->convert)
		return creation->version == 4 ? ROOT_CONVERT_4
					      : ROOT_CONVERT_3;
	return creation->version == 4 ? ROOT_CREATE_4 : ROOT_CREATE_3;
}

/* What the device holds becomes the stream CONTENTS of a transaction. */
static HRESULT
keep_contents(IStorage *storage)
{
	static const OLECHAR name[] = { 'C', 'O', 'N', 'T', 'E', 'N', 'T',
		'S', 0 };
	struct root *root = storage_from_interface(storage)->object.root;
	uint8_t *buffer = malloc(BUFFER_SIZE);
	IStream *stream = NULL;
	uint64_t offset = 0;
	uint64_t size = 0;
	HRESULT hr = buffer ? IStorage_CreateStream(storage, name,
		STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &stream)
			    : STG_E_INSUFFICIENTMEMORY;

	/* What the transaction writes comes behind this. */
	if (SUCCEEDED(hr))
		hr = hresult_from_status(device_size(root->file->device,
			&size));
	while (SUCCEEDED(hr) && offset < size) {
		size_t got = 0;
		ULONG put;

		hr = hresult_from_status(device_read(root->file->device,
			offset, buffer, (size_t)min_u64(size - offset,
				BUFFER_SIZE), &got));
		if (SUCCEEDED(hr) && got == 0)
			hr = STG_E_READFAULT;
		if (SUCCEEDED(hr))
			hr = IStream_Write(stream, buffer, (ULONG)got, &put);
		offset += got;
	}
	if (stream)
		IStream_Release(stream);
	free(buffer);
	return hr;
}

/* The new file. The device and all of `creation` are taken over. */
static HRESULT
create_on_device(struct device *device, struct creation *creation,
	IStorage **storage)
{
	bool snapshot = mode_takes_snapshot(creation->mode);
	enum root_access access = access_for(creation);
	struct root *root;
	HRESULT hr = S_OK;

	/* Who shares it from the start works on a copy of an empty file. */
	if (snapshot && !creation->replace) {
		hr = snapshot_make_file(device, creation->version);
		access = ROOT_WRITE;
	}
	if (SUCCEEDED(hr)) {
		hr = root_open_shared(device, access, creation->mode, NULL,
			creation->name, creation->lockbytes, &creation->share,
			&root);
	} else {
		device_close(device);
		CoTaskMemFree(creation->name);
		share_abandon(&creation->share);
	}
	if (FAILED(hr)) {
		free(creation->delete_path);
		return hr;
	}
	if (snapshot)
		snapshot_is_new(root->snapshot, creation->replace
				? creation->version : 0);
	root->delete_path = creation->delete_path;
	root->asks_to_write = mode_is_sharing_writer(creation->mode);
	if (root->asks_to_write)
		share_admit_readers(&root->share);
	hr = storage_create_root(root, creation->mode, storage);
	if (SUCCEEDED(hr) && creation->convert && creation->replace) {
		hr = keep_contents(*storage);
		if (FAILED(hr)) {
			IStorage_Release(*storage);
			*storage = NULL;
		}
	}
	/* Documented: ignored on byte arrays. */
	if (SUCCEEDED(hr) && (creation->mode & STGM_SIMPLE) &&
		!creation->lockbytes)
		hr = simple_root_created(storage);
	return SUCCEEDED(hr) && creation->convert ? STG_S_CONVERTED : hr;
}

/*
 * Open the file, or make it: `made` says that nobody had it before, so that it
 * goes again when nothing comes of it.
 */
static int
open_or_make(const char *path, bool existing, struct device **device,
	bool *made)
{
	int status = file_device_create(path, false, device);

	*made = status == 0;
	if (status != 0 && existing && IO_ERRNO(status) == EEXIST)
		status = file_device_create(path, true, device);
	return status;
}

/* A writer among readers lets none see the file before it is one. */
static HRESULT
exclude_readers(struct creation *creation)
{
	HRESULT hr = S_OK;

	if (mode_is_sharing_writer(creation->mode))
		hr = share_deny_readers(&creation->share);
	if (hr == S_FALSE)
		hr = STG_E_SHAREVIOLATION;
	if (FAILED(hr))
		share_close(&creation->share);
	return hr;
}

static HRESULT
create_in_file(struct device *device, const char *path,
	struct creation *creation, IStorage **storage)
{
	uint64_t size;
	HRESULT hr = share_open_file(&creation->share, device, creation->mode);

	if (SUCCEEDED(hr))
		hr = exclude_readers(creation);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(device_size(device, &size));
	if (SUCCEEDED(hr))
		hr = path_absolute_olestr(path, &creation->name);
	if (SUCCEEDED(hr) && (creation->mode & STGM_DELETEONRELEASE)) {
		creation->delete_path = path_absolute(path);
		if (!creation->delete_path)
			hr = hresult_from_errno(errno, IO_OPEN);
	}
	if (FAILED(hr)) {
		device_close(device);
		CoTaskMemFree(creation->name);
		return hr;
	}
	creation->convert = (creation->mode & STGM_CONVERT) && size != 0;
	creation->replace = (creation->mode & STGM_TRANSACTED) && size != 0;
	return create_on_device(device, creation, storage);
}

static HRESULT
create_file(const char *path, DWORD mode, unsigned version,
	IStorage **storage)
{
	struct creation creation = { .mode = mode, .version = version };
	struct device *device;
	bool made;
	HRESULT hr;
	int status = open_or_make(path,
		(mode & (STGM_CREATE | STGM_CONVERT)) != 0, &device, &made);

	if (status != 0)
		return hresult_from_open(path, IO_ERRNO(status));
	hr = create_in_file(device, path, &creation, storage);
	if (FAILED(hr) && made)
		(void)unlink(path);
	return hr;
}

/* The name may be NULL: a temporary file. */
static HRESULT
create_named(const WCHAR *name, DWORD mode, unsigned version,
	IStorage **storage)
{
	char *path;
	HRESULT hr;

	if (name) {
		if (!*name)
			return STG_E_INVALIDNAME;
		path = stg_utf8_from_olestr(name);
		hr = path ? S_OK : hresult_from_errno(errno, IO_OPEN);
	} else {
		hr = temporary_path(&path);
		mode |= STGM_CREATE;
	}
	if (FAILED(hr))
		return hr;
	hr = create_file(path, mode, version, storage);
	if (FAILED(hr) && !name)
		(void)unlink(path);
	free(path);
	return hr;
}

HRESULT
StgCreateDocfile(const WCHAR *pwcsName, DWORD grfMode, DWORD reserved,
	IStorage **ppstgOpen)
{
	HRESULT hr;

	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	if (reserved != 0)
		return STG_E_INVALIDPARAMETER;
	hr = mode_check_root_create(grfMode);
	return FAILED(hr) ? hr : create_named(pwcsName, grfMode, 3,
		ppstgOpen);
}

/* What is documented for format, attributes and options to be. */
static HRESULT
check_ex(DWORD mode, DWORD stgfmt, DWORD attributes,
	const STGOPTIONS *options, void *security, unsigned *version)
{
	*version = 3;
	if (security)
		return STG_E_INVALIDPARAMETER;
	if (stgfmt != STGFMT_STORAGE && stgfmt != STGFMT_DOCFILE)
		return STG_E_INVALIDPARAMETER;
	if (attributes != 0 && (stgfmt != STGFMT_DOCFILE ||
		attributes != FILE_FLAG_NO_BUFFERING))
		return STG_E_INVALIDPARAMETER;
	if (!options)
		return S_OK;
	if (stgfmt != STGFMT_DOCFILE || options->usVersion < 1 ||
		options->usVersion > 2 || options->reserved != 0)
		return STG_E_INVALIDPARAMETER;
	if (options->ulSectorSize == 4096)
		*version = 4;
	else if (options->ulSectorSize != 512)
		return STG_E_INVALIDPARAMETER;
	if (*version == 4 && (mode & STGM_SIMPLE))
		return STG_E_INVALIDPARAMETER;
	return S_OK;
}

HRESULT
StgCreateStorageEx(const WCHAR *pwcsName, DWORD grfMode, DWORD stgfmt,
	DWORD grfAttrs, STGOPTIONS *pStgOptions, void *pSecurityDescriptor,
	REFIID riid, void **ppObjectOpen)
{
	IStorage *storage = NULL;
	unsigned version;
	HRESULT hr;

	if (!ppObjectOpen)
		return STG_E_INVALIDPOINTER;
	*ppObjectOpen = NULL;
	hr = check_ex(grfMode, stgfmt, grfAttrs, pStgOptions,
		pSecurityDescriptor, &version);
	if (SUCCEEDED(hr) && !root_comes_as(riid))
		hr = E_NOINTERFACE;
	if (SUCCEEDED(hr))
		hr = mode_check_root_create(grfMode);
	if (SUCCEEDED(hr))
		hr = create_named(pwcsName, grfMode, version, &storage);
	return root_hand_over(hr, storage, riid, ppObjectOpen);
}

HRESULT
StgCreateDocfileOnILockBytes(ILockBytes *plkbyt, DWORD grfMode,
	DWORD reserved, IStorage **ppstgOpen)
{
	struct creation creation = { .mode = grfMode, .version = 3,
		.lockbytes = plkbyt };
	struct device *device;
	STATSTG stat;
	HRESULT hr;
	int status;

	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	if (!plkbyt)
		return STG_E_INVALIDPOINTER;
	if (reserved != 0)
		return STG_E_INVALIDPARAMETER;
	hr = mode_check_root_create(grfMode & ~STGM_SIMPLE);
	if (FAILED(hr))
		return hr;
	/* The bytes exist, so FAILIFTHERE always fails. */
	if (!(grfMode & (STGM_CREATE | STGM_CONVERT)))
		return STG_E_FILEALREADYEXISTS;
	memset(&stat, 0, sizeof stat);
	hr = ILockBytes_Stat(plkbyt, &stat, STATFLAG_DEFAULT);
	if (FAILED(hr))
		return hr;
	creation.name = stat.pwcsName;
	hr = share_open_lockbytes(&creation.share, plkbyt, grfMode);
	if (SUCCEEDED(hr))
		hr = exclude_readers(&creation);
	if (FAILED(hr)) {
		CoTaskMemFree(creation.name);
		return hr;
	}
	creation.convert = (grfMode & STGM_CONVERT) &&
		stat.cbSize.QuadPart != 0;
	creation.replace = creation.convert && (grfMode & STGM_TRANSACTED);
	status = lockbytes_device_open(plkbyt, &device);
	if (status != 0) {
		share_close(&creation.share);
		CoTaskMemFree(creation.name);
		return hresult_from_status(status);
	}
	return create_on_device(device, &creation, ppstgOpen);
}
