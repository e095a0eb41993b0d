/* SPDX-License-Identifier: MIT */
/*
 * The rules for STGM flags: which combinations each operation takes, and what
 * it answers to the others.
 */
#ifndef STG_STG_MODE_H
#define STG_STG_MODE_H

#include <stdbool.h>

#include <stg/mode.h>

/** Roots: StgOpenStorage and its relatives. */
HRESULT mode_check_root_open(DWORD mode);

/** Roots: StgCreateDocfile and its relatives. */
HRESULT mode_check_root_create(DWORD mode);

/** Elements: IStorage::OpenStream under a parent opened with `parent`. */
HRESULT mode_check_open_stream(DWORD mode, DWORD parent);
HRESULT mode_check_open_storage(DWORD mode, DWORD parent);
HRESULT mode_check_create_stream(DWORD mode, DWORD parent);
HRESULT mode_check_create_storage(DWORD mode, DWORD parent);

static inline DWORD
mode_access(DWORD mode)
{
	return mode & STG_ACCESS_MASK;
}

static inline bool
mode_can_read(DWORD mode)
{
	return mode_access(mode) != STGM_WRITE;
}

static inline bool
mode_can_write(DWORD mode)
{
	return mode_access(mode) != STGM_READ;
}

#endif
