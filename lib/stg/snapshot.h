/* SPDX-License-Identifier: MIT */
/*
 * A transacted root that admits writers beside it works on a copy of the file
 * as it was when it was opened, and brings its version into the file by a
 * commit. doc/sharing.md tells why.
 */
#ifndef STG_STG_SNAPSHOT_H
#define STG_STG_SNAPSHOT_H

#include "cfb/format.h"
#include "io/device.h"
#include "stg/blocks.h"
#include "stg/overlay.h"
#include "stg/root.h"

struct snapshot {
	struct device device;  /* the root's, see snapshot_begin() */
	struct device *copy;   /* where that is */
	struct overlay *overlay; /* which it is not: see there; or NULL */
	struct device *real;   /* the file that is shared */
	struct blocks written; /* of the copy, since the last commit */
	bool untracked;        /* memory for that was short */
	uint8_t known[CFB_HEADER_SIZE]; /* of the last version that was ours */
	bool published;        /* by this commit, block by block */
	bool watched;          /* others read in place: so with this commit */
	bool stale;            /* somebody else has committed since */
	bool apart;            /* the copy does not lie like the file */
	bool fresh;            /* we made the file, and never committed */
	bool wiped;            /* it is no compound file any more */
	bool replaces;         /* the first commit makes it a compound file */
	unsigned version;      /* ... of this version */
	HRESULT broken;        /* what the file holds is not known */
};

/**
 * Keep what `real` holds, while nobody commits, as a copy or in place; where it
 * is `writable`, a torn header is mended before. `path` helps to find a place
 * for the copy and may be NULL. On success `snapshot->device` is to be opened
 * in the place of `real`, and belongs to who opens it, like any device; the
 * snapshot owns `real`, and ends by snapshot_end() after that is closed.
 */
HRESULT snapshot_begin(struct device *real, struct share *share,
	const char *path, bool writable, struct snapshot **snapshot);
void snapshot_end(struct snapshot *snapshot);

/** Make an empty compound file on a device that stays open. */
HRESULT snapshot_make_file(struct device *device, unsigned version);

/**
 * The file was created by us, and holds an empty storage; or it is to be
 * replaced by the first commit, then `version` is that of the new file.
 */
void snapshot_is_new(struct snapshot *snapshot, unsigned version);

/**
 * Go on with another file, empty as yet, and shared by `share`. On success it
 * is owned, and the one before is in its place, the caller's.
 */
HRESULT snapshot_switch(struct snapshot *snapshot, struct share *share,
	struct device **device);

/**
 * Begin a commit: keep others out, and look what they have done to the file.
 * @return S_OK; STG_E_NOTCURRENT: somebody committed and `flags` mind;
 *	STG_E_INVALIDHEADER: it is no compound file any more;
 *	STG_E_LOCKVIOLATION: others take too long, or have priority
 */
HRESULT snapshot_begin_commit(struct snapshot *snapshot, struct share *share,
	DWORD flags);

/** Bring the version that is committed in the copy into the file. */
HRESULT snapshot_publish(struct snapshot *snapshot, DWORD flags);

/** The end of every commit that has begun. */
void snapshot_end_commit(struct snapshot *snapshot, struct share *share);

#endif
