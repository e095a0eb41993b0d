/* SPDX-License-Identifier: MIT */
/* <stg/check.h>: checking whole files, and defects of files that are open. */
#include <stdlib.h>
#include <string.h>

#include <stg/check.h>
#include <stg/hresult.h>

#include "cfb/check.h"
#include "cfb/record.h"
#include "io/file.h"
#include "stg/defects.h"
#include "stg/device_lockbytes.h"
#include "stg/errno_hresult.h"
#include "stg/hresult.h"
#include "stg/storage.h"

struct check {
	stg_defect_fn fn;
	void *context;
	HRESULT stopped; /* what fn returned */
	struct stg_check_summary summary;
};

static bool
take_defect(const struct cfb_defect *defect, void *context)
{
	struct check *check = context;
	struct stg_defect public;

	defect_to_public(defect, &public);
	switch (public.severity) {
	case STG_SEVERITY_BENIGN:
		check->summary.benign++;
		break;
	case STG_SEVERITY_DEVIANT:
		check->summary.deviant++;
		break;
	case STG_SEVERITY_DAMAGE:
		check->summary.damage++;
		break;
	}
	if (check->fn)
		check->stopped = check->fn(&public, check->context);
	return check->stopped == S_OK;
}

/* Check what is on a device, and close it. */
static HRESULT
check_device(struct device *device, DWORD flags, stg_defect_fn fn,
	void *context, struct stg_check_summary *summary)
{
	struct check check = { .fn = fn, .context = context };
	struct cfb_check_totals totals = { 0 };
	int status;

	if (flags != 0) {
		device_close(device);
		return STG_E_INVALIDPARAMETER;
	}
	status = cfb_check(device, take_defect, &check, &totals);
	check.summary.entries = totals.entries;
	check.summary.sectors = totals.sectors;
	if (summary)
		*summary = check.summary;
	return status == CFB_STOPPED ? check.stopped
				     : hresult_from_status(status);
}

HRESULT
stg_check_file(const char *path, DWORD flags, stg_defect_fn fn, void *context,
	struct stg_check_summary *summary)
{
	struct device *device;
	int status;

	if (!path)
		return STG_E_INVALIDPOINTER;
	status = file_device_open(path, &device);
	if (status != 0)
		return hresult_from_open(path, IO_ERRNO(status));
	return check_device(device, flags, fn, context, summary);
}

HRESULT
stg_check_lockbytes(ILockBytes *lockbytes, DWORD flags, stg_defect_fn fn,
	void *context, struct stg_check_summary *summary)
{
	struct device *device;
	int status;

	if (!lockbytes)
		return STG_E_INVALIDPOINTER;
	status = lockbytes_device_open(lockbytes, &device);
	if (status != 0)
		return hresult_from_status(status);
	return check_device(device, flags, fn, context, summary);
}

HRESULT
stg_recover_header(const char *path, DWORD flags)
{
	bool write = !(flags & STG_RECOVER_DRY_RUN);
	struct device *device;
	struct share share;
	bool torn = false;
	HRESULT hr;
	int status;

	if (!path)
		return STG_E_INVALIDPOINTER;
	if (flags & ~(DWORD)STG_RECOVER_DRY_RUN)
		return STG_E_INVALIDPARAMETER;
	status = write ? file_device_open_writable(path, &device)
		       : file_device_open(path, &device);
	if (status != 0)
		return hresult_from_open(path, IO_ERRNO(status));
	hr = write ? share_open_file(&share, device, STGM_READWRITE |
		STGM_SHARE_EXCLUSIVE) : S_OK;
	if (FAILED(hr)) {
		device_close(device);
		return hr;
	}
	status = cfb_record_mend(device, write, &torn);
	device_close(device); /* and its locks are gone */
	if (status != CFB_OK)
		return hresult_from_status(status);
	return torn ? S_OK : S_FALSE;
}

/* Lock the root of a storage of ours; the caller unlocks it. */
static HRESULT
lock_root_of(IStorage *iface, struct root **root)
{
	struct storage *storage = storage_from_interface(iface);
	HRESULT hr;

	if (!iface)
		return STG_E_INVALIDPOINTER;
	if (!storage)
		return STG_E_INVALIDFUNCTION;
	*root = storage->object.root;
	root_lock(*root);
	hr = storage_alive(storage);
	if (FAILED(hr))
		root_unlock(*root);
	return hr;
}

HRESULT
stg_set_defect_callback(IStorage *iface, stg_defect_fn fn, void *context)
{
	struct root *root;
	HRESULT hr = lock_root_of(iface, &root);

	if (FAILED(hr))
		return hr;
	root->defect_fn = fn;
	root->defect_context = context;
	root_unlock(root);
	return S_OK;
}

HRESULT
stg_set_strictness(IStorage *iface, enum stg_strictness level)
{
	static const enum cfb_strictness levels[] = {
		[STG_TOLERANT] = CFB_TOLERANT,
		[STG_CAREFUL] = CFB_CAREFUL,
		[STG_STRICT] = CFB_STRICT,
	};
	struct root *root;
	HRESULT hr;

	if ((unsigned)level > STG_STRICT)
		return STG_E_INVALIDPARAMETER;
	hr = lock_root_of(iface, &root);
	if (FAILED(hr))
		return hr;
	hr = hresult_from_status(cfb_file_set_strictness(root->file,
		levels[level]));
	root_unlock(root);
	return hr;
}

HRESULT
stg_get_header(IStorage *iface, struct stg_header_info *info)
{
	const struct cfb_header *h;
	struct root *root;
	HRESULT hr;

	if (!info)
		return STG_E_INVALIDPOINTER;
	hr = lock_root_of(iface, &root);
	if (FAILED(hr))
		return hr;
	h = &root->file->header;
	info->major = h->major_version;
	info->minor = h->minor_version;
	info->sector_shift = h->sector_shift;
	info->mini_sector_shift = h->mini_sector_shift;
	info->directory_sectors = h->directory_sectors;
	info->fat_sectors = h->fat_sectors;
	info->difat_sectors = h->difat_sectors;
	info->minifat_sectors = h->minifat_sectors;
	info->first_directory = h->first_directory;
	info->first_minifat = h->first_minifat;
	info->first_difat = h->first_difat;
	info->cutoff = h->mini_cutoff;
	info->transaction_signature = h->transaction_signature;
	info->file_size = root->file->size;
	root_unlock(root);
	return S_OK;
}
