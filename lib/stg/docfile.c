/* SPDX-License-Identifier: MIT */
/*
 * Opening compound files: StgOpenStorage and its relatives, on files and on
 * byte arrays. Arguments are judged in the documented order; files are not
 * touched before the flags have passed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stg/docfile.h>
#include <stg/helpers.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "cfb/file.h"
#include "io/file.h"
#include "stg/device_lockbytes.h"
#include "stg/errno_hresult.h"
#include "stg/handover.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/path.h"
#include "stg/root.h"
#include "stg/root_storage.h"
#include "stg/simple.h"
#include "stg/storage.h"
#include "stg/utf8.h"

/* All is taken over in any case. The last step of every opening. */
static HRESULT
open_on_device(struct device *device, struct share *share, DWORD mode,
	const char *path, OLECHAR *name, ILockBytes *lockbytes,
	IStorage **storage)
{
	struct root *root;
	HRESULT hr = root_open_shared(device, mode_can_write(mode) ? ROOT_WRITE
								   : ROOT_READ,
		mode, path, name, lockbytes, share, &root);

	if (FAILED(hr))
		return hr;
	root->asks_to_write = mode_is_sharing_writer(mode);
	hr = storage_create_root(root, mode, storage);
	return SUCCEEDED(hr) && (mode & STGM_SIMPLE)
			? simple_root_opened(storage) : hr;
}

static HRESULT
open_file(const char *path, DWORD mode, IStorage **storage)
{
	struct device *device;
	struct share share;
	OLECHAR *name;
	HRESULT hr;
	int status = mode_can_write(mode)
			? file_device_open_writable(path, &device)
			: file_device_open_lockable(path, &device);

	if (status != 0)
		return hresult_from_open(path, IO_ERRNO(status));
	hr = path_absolute_olestr(path, &name);
	if (SUCCEEDED(hr)) {
		hr = share_open_file(&share, device, mode);
		if (FAILED(hr))
			CoTaskMemFree(name);
	}
	if (FAILED(hr)) {
		device_close(device);
		return hr;
	}
	return open_on_device(device, &share, mode, path, name, NULL, storage);
}

HRESULT
stg_open(const char *path, DWORD grfMode, IStorage **storage)
{
	HRESULT hr;

	if (!storage)
		return STG_E_INVALIDPOINTER;
	*storage = NULL;
	if (!path || !*path)
		return STG_E_INVALIDNAME;
	hr = mode_check_root_open(grfMode);
	return FAILED(hr) ? hr : open_file(path, grfMode, storage);
}

/* By name, or with what a root with priority has open. */
static HRESULT
open_named(const WCHAR *name, IStorage *priority, DWORD mode,
	IStorage **storage)
{
	struct handover handover;
	char *path;
	HRESULT hr;

	if (priority) {
		hr = handover_begin(&handover, priority, mode);
		if (SUCCEEDED(hr))
			hr = handover_end(priority, open_on_device(
				handover.device, &handover.share, mode, NULL,
				handover.name, NULL, storage));
		return hr;
	}
	path = stg_utf8_from_olestr(name);
	if (!path)
		return hresult_from_errno(errno, IO_OPEN);
	hr = stg_open(path, mode, storage);
	free(path);
	return hr;
}

/* Only who can write can empty elements. */
static HRESULT
check_exclusion(DWORD mode, SNB names)
{
	return names && !(mode & STGM_TRANSACTED) && !mode_can_write(mode)
			? STG_E_ACCESSDENIED : S_OK;
}

HRESULT
StgOpenStorage(const WCHAR *pwcsName, IStorage *pstgPriority, DWORD grfMode,
	SNB snbExclude, DWORD reserved, IStorage **ppstgOpen)
{
	HRESULT hr;

	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	if (reserved != 0)
		return STG_E_INVALIDPARAMETER;
	if (!pwcsName && !pstgPriority)
		return STG_E_INVALIDNAME;
	hr = mode_check_root_open(grfMode);
	if (SUCCEEDED(hr))
		hr = check_exclusion(grfMode, snbExclude);
	if (SUCCEEDED(hr))
		hr = open_named(pwcsName, pstgPriority, grfMode, ppstgOpen);
	if (SUCCEEDED(hr) && snbExclude)
		hr = exclude_elements(snbExclude, ppstgOpen);
	return hr;
}

static HRESULT
check_ex(DWORD stgfmt, DWORD attributes, STGOPTIONS *options, void *reserved,
	REFIID riid)
{
	if (reserved)
		return STG_E_INVALIDPARAMETER;
	if (stgfmt != STGFMT_STORAGE && stgfmt != STGFMT_ANY &&
		stgfmt != STGFMT_DOCFILE)
		return STG_E_INVALIDPARAMETER;
	if (attributes != 0 && (stgfmt != STGFMT_DOCFILE ||
		attributes != FILE_FLAG_NO_BUFFERING))
		return STG_E_INVALIDPARAMETER;
	if (options && (stgfmt != STGFMT_DOCFILE ||
		options->usVersion < 1 || options->usVersion > 2 ||
		options->reserved != 0))
		return STG_E_INVALIDPARAMETER;
	return root_comes_as(riid) ? S_OK : E_NOINTERFACE;
}

HRESULT
StgOpenStorageEx(const WCHAR *pwcsName, DWORD grfMode, DWORD stgfmt,
	DWORD grfAttrs, STGOPTIONS *pStgOptions, void *reserved, REFIID riid,
	void **ppObjectOpen)
{
	struct stg_header_info info;
	IStorage *storage = NULL;
	HRESULT hr;

	if (!ppObjectOpen)
		return STG_E_INVALIDPOINTER;
	*ppObjectOpen = NULL;
	if (!pwcsName)
		return STG_E_INVALIDNAME;
	hr = check_ex(stgfmt, grfAttrs, pStgOptions, reserved, riid);
	if (SUCCEEDED(hr))
		hr = StgOpenStorage(pwcsName, NULL, grfMode, NULL, 0,
			&storage);
	if (SUCCEEDED(hr) && pStgOptions &&
		SUCCEEDED(stg_get_header(storage, &info)))
		pStgOptions->ulSectorSize = 1U << info.sector_shift;
	return root_hand_over(hr, storage, riid, ppObjectOpen);
}

HRESULT
StgOpenStorageOnILockBytes(ILockBytes *plkbyt, IStorage *pstgPriority,
	DWORD grfMode, SNB snbExclude, DWORD reserved, IStorage **ppstgOpen)
{
	struct device *device;
	struct share share;
	OLECHAR *name = NULL;
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
	grfMode &= ~STGM_SIMPLE; /* documented: ignored on byte arrays */
	hr = mode_check_root_open(grfMode);
	if (SUCCEEDED(hr))
		hr = check_exclusion(grfMode, snbExclude);
	if (FAILED(hr))
		return hr;
	/* Documented to be released, and to have no other meaning. */
	if (pstgPriority)
		IStorage_Release(pstgPriority);
	hr = share_open_lockbytes(&share, plkbyt, grfMode);
	if (FAILED(hr))
		return hr;
	status = lockbytes_device_open(plkbyt, &device);
	if (status != 0) {
		share_close(&share);
		return hresult_from_status(status);
	}
	memset(&stat, 0, sizeof stat);
	if (SUCCEEDED(ILockBytes_Stat(plkbyt, &stat, STATFLAG_DEFAULT)))
		name = stat.pwcsName;
	hr = open_on_device(device, &share, grfMode, NULL, name, plkbyt,
		ppstgOpen);
	if (SUCCEEDED(hr) && snbExclude)
		hr = exclude_elements(snbExclude, ppstgOpen);
	return hr;
}

static HRESULT
has_signature(struct device *device)
{
	bool has = false;
	int status = cfb_file_has_signature(device, &has);

	device_close(device);
	if (status != CFB_OK)
		return hresult_from_status(status);
	return has ? S_OK : S_FALSE;
}

HRESULT
StgIsStorageFile(const WCHAR *pwcsName)
{
	struct device *device;
	HRESULT hr = S_OK;
	char *path;
	int status;

	if (!pwcsName || !*pwcsName)
		return STG_E_INVALIDNAME;
	path = stg_utf8_from_olestr(pwcsName);
	if (!path)
		return hresult_from_errno(errno, IO_OPEN);
	status = file_device_open(path, &device);
	if (status != 0)
		hr = hresult_from_open(path, IO_ERRNO(status));
	free(path);
	return FAILED(hr) ? hr : has_signature(device);
}

HRESULT
StgIsStorageILockBytes(ILockBytes *plkbyt)
{
	struct device *device;
	int status;

	if (!plkbyt)
		return STG_E_INVALIDPOINTER;
	status = lockbytes_device_open(plkbyt, &device);
	return status != 0 ? hresult_from_status(status)
			   : has_signature(device);
}
