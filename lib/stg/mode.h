/* SPDX-License-Identifier: MIT */
/*
 * The rules for STGM flags: which combinations each operation takes, and what
 * it answers to the others.
 */
#ifndef STG_STG_MODE_H
#define STG_STG_MODE_H

#include <stdbool.h>
#include <stddef.h>

#include <stg/mode.h>

/* What a root is to be: a rule is about one of these, or about both. */
#define MODE_OPEN   1u
#define MODE_CREATE 2u

struct mode_rule {
	unsigned operations; /* the rule is about these, */
	DWORD mask;          /* about modes ... */
	DWORD flags;         /* ... that are this under the mask, */
	DWORD bad;           /* and that have any of these */
	HRESULT answer;
};

/* A direct root has all of `flags`, and of the others `optional` ones. */
struct mode_direct {
	unsigned operations;
	DWORD flags;
	DWORD optional;
};

extern const struct mode_rule mode_root_rules[];
extern const size_t mode_root_rule_count;
extern const struct mode_direct mode_direct_roots[];
extern const size_t mode_direct_root_count;

/** Roots: StgOpenStorage and its relatives. */
HRESULT mode_check_root_open(DWORD mode);

/** Roots: StgCreateDocfile and its relatives. */
HRESULT mode_check_root_create(DWORD mode);

/** Elements: IStorage::OpenStream under a parent opened with `parent`. */
HRESULT mode_check_open_stream(DWORD mode, DWORD parent);
HRESULT mode_check_open_storage(DWORD mode, DWORD parent);
HRESULT mode_check_create_stream(DWORD mode, DWORD parent);
HRESULT mode_check_create_storage(DWORD mode, DWORD parent);

/** One writer that readers share the file with, STGM_DIRECT_SWMR. */
static inline bool
mode_is_sharing_writer(DWORD mode)
{
	return (mode & STGM_DIRECT_SWMR) &&
		(mode & STG_ACCESS_MASK) != STGM_READ;
}

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

/**
 * May what a storage of this mode shows be changed? One that is transacted can
 * always: it is the commit that needs to write.
 */
static inline bool
mode_can_change(DWORD mode)
{
	return (mode & STGM_TRANSACTED) || mode_can_write(mode);
}

/** Does it keep others from writing? */
static inline bool
mode_denies_writing(DWORD mode)
{
	DWORD share = mode & STG_SHARE_MASK;

	return share == STGM_SHARE_EXCLUSIVE ||
		share == STGM_SHARE_DENY_WRITE || (mode & STGM_NOSNAPSHOT);
}

/** Does it keep the version of the file that it was opened on? */
static inline bool
mode_takes_snapshot(DWORD mode)
{
	return (mode & STGM_TRANSACTED) && !mode_denies_writing(mode);
}

#endif
