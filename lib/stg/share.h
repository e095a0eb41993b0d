/* SPDX-License-Identifier: MIT */
/*
 * Which opens of a file go together, between processes and within one: each
 * holds bytes of the file that say what it does and what it denies, and a new
 * one looks at those of others first. These are the bytes that programs of
 * Windows use; doc/sharing.md has the map.
 */
#ifndef STG_STG_SHARE_H
#define STG_STG_SHARE_H

#include <stdbool.h>

#include <stg/mode.h>

#include "stg/lock_range.h"

/* What a byte that is held stands for: the rows of the map. */
enum share_kind {
	SHARE_PRIORITY,
	SHARE_PRIORITY_COMMIT,
	SHARE_NOSNAPSHOT,
	SHARE_READER,
	SHARE_WRITER,
	SHARE_DENY_READ,
	SHARE_DENY_WRITE,
	SHARE_KINDS
};

struct device;

struct share {
	struct lock_place place;
	uint8_t held[SHARE_KINDS]; /* the byte of each, from LOCK_BASE; or 0 */
	bool marked;               /* holds the bytes of common readers */
	bool committing;
	bool in_place;             /* reads a version where it lies */
};

/** The bytes that opens of one kind take one of. */
struct lock_range share_range(enum share_kind kind);

/** Nothing is shared: an open that locks nothing. */
void share_init(struct share *share);

/**
 * Take the bytes that `mode` asks for, if those of others allow it.
 * @return S_OK; STG_E_SHAREVIOLATION; STG_E_LOCKVIOLATION;
 *	STG_E_TOOMANYOPENFILES; what a byte array's LockRegion returned
 */
HRESULT share_open(struct share *share, DWORD mode);

/** The same from the start, for a device of io/file.h or a byte array. */
HRESULT share_open_file(struct share *share, struct device *device,
	DWORD mode);
HRESULT share_open_lockbytes(struct share *share, ILockBytes *lockbytes,
	DWORD mode);

/**
 * Hold what `mode` asks for in place of what is held, if others allow it; no
 * moment between is without either. On failure all is as it was.
 */
HRESULT share_reopen(struct share *share, DWORD mode);

/** Give all back. */
void share_close(struct share *share);

/** The file was closed meanwhile; only a byte array needs to be told. */
void share_abandon(struct share *share);

/**
 * Begin to change the file's current version: nobody else does so meanwhile,
 * and nobody opens the file. Others who do are waited for.
 * @return S_OK; STG_E_LOCKVIOLATION: it takes too long, or an open with
 *	STGM_PRIORITY forbids it
 */
HRESULT share_begin_commit(struct share *share);
void share_end_commit(struct share *share);

/** Keep new opens and commits out for a moment. As share_begin_commit(). */
HRESULT share_enter(struct share *share);
void share_leave(struct share *share);

/** S_FALSE if somebody else reads the file, S_OK if not. */
HRESULT share_probe_readers(struct share *share);

/**
 * From now on the version of the file with this transaction number is left
 * alone by all commits of this library; under share_enter(). Space is not used
 * again meanwhile, so that only one version has it at a time.
 * @return S_OK; S_FALSE: another version has it, a writer is at work that does
 *	not mind, or there are no locks; an error
 */
HRESULT share_read_in_place(struct share *share, uint32_t number);

/** The version is another one now. */
void share_move_in_place(struct share *share, uint32_t number);

/** S_FALSE if anybody else does. */
HRESULT share_probe_in_place(struct share *share);

/** The bytes that tell of it. */
struct lock_range share_range_in_place(void);

/**
 * S_FALSE if somebody else commits to the file of a descriptor, and if it is
 * somebody who is not of this library.
 */
HRESULT share_commit_in_progress(int fd);
HRESULT share_foreign_commit(int fd);

/** S_FALSE if anybody else has the file open at all. */
HRESULT share_probe_all(struct share *share);

/**
 * For a writer among readers: no new ones are let in from now on, and it is
 * S_OK when none is left; S_FALSE if there are some.
 */
HRESULT share_deny_readers(struct share *share);
void share_admit_readers(struct share *share);

#endif
