/* SPDX-License-Identifier: MIT */
/*
 * [MS-CFB] 2.6.1: streams have neither class nor state bits nor times, so
 * what an entry of theirs holds in these fields is not shown.
 */
#include "stg/statstg.h"

#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "cfb/file.h"
#include "stg/guidbytes.h"
#include "stg/ticks.h"

HRESULT
statstg_check(const STATSTG *stat, DWORD flags)
{
	if (!stat)
		return STG_E_INVALIDPOINTER;
	if (flags != STATFLAG_DEFAULT && flags != STATFLAG_NONAME)
		return STG_E_INVALIDFLAG;
	return S_OK;
}

OLECHAR *
statstg_copy_name(const OLECHAR *name, size_t units)
{
	OLECHAR *copy = CoTaskMemAlloc((units + 1) * sizeof *copy);

	if (!copy)
		return NULL;
	memcpy(copy, name, units * sizeof *copy);
	copy[units] = 0;
	return copy;
}

HRESULT
statstg_from_entry(const struct cfb_file *file,
	const struct cfb_dirent *entry, bool with_name, STATSTG *stat)
{
	memset(stat, 0, sizeof *stat);
	if (with_name) {
		stat->pwcsName = statstg_copy_name(entry->name, entry->units);
		if (!stat->pwcsName)
			return STG_E_INSUFFICIENTMEMORY;
	}
	if (cfb_dirent_is_stream(entry)) {
		stat->type = STGTY_STREAM;
		stat->cbSize.QuadPart = cfb_dirent_size(file, entry);
		return S_OK;
	}
	stat->type = STGTY_STORAGE;
	stat->ctime = filetime_from_ticks(entry->ctime);
	stat->mtime = filetime_from_ticks(entry->mtime);
	stat->clsid = guid_from_bytes(entry->clsid);
	stat->grfStateBits = entry->state_bits;
	return S_OK;
}
