/* SPDX-License-Identifier: MIT */
/*
 * The flags with which storages and streams are created, opened and committed,
 * and the kinds of files and elements.
 */
#ifndef STG_MODE_H
#define STG_MODE_H

#include <stg/types.h>

/*
 * A mode is one flag of each of the following groups, or-ed together. The
 * groups of access and of sharing are numbers, not sets of bits: take them
 * out with STG_ACCESS_MASK and STG_SHARE_MASK before comparing.
 *
 * Elements of a storage are opened and created with STGM_SHARE_EXCLUSIVE,
 * always. A root in direct mode is opened with READ|SHARE_DENY_WRITE, or with
 * any access and SHARE_EXCLUSIVE; all combinations of access and sharing are
 * allowed with STGM_TRANSACTED.
 */

/* Access. */
#define STGM_READ		0x00000000u
#define STGM_WRITE		0x00000001u
#define STGM_READWRITE		0x00000002u
#define STG_ACCESS_MASK		0x00000003u

/* What others may do with the file meanwhile; none means DENY_NONE. */
#define STGM_SHARE_EXCLUSIVE	0x00000010u
#define STGM_SHARE_DENY_WRITE	0x00000020u
#define STGM_SHARE_DENY_READ	0x00000030u
#define STGM_SHARE_DENY_NONE	0x00000040u
#define STG_SHARE_MASK		0x00000070u

/* Read-only, direct, and nobody else may commit meanwhile. Roots only. */
#define STGM_PRIORITY		0x00040000u

/* What to do about something that exists under the name. */
#define STGM_FAILIFTHERE	0x00000000u
#define STGM_CREATE		0x00001000u	/* replace it */
#define STGM_CONVERT		0x00020000u	/* keep it as stream CONTENTS */

/* Changes take effect at once, or when they are committed. */
#define STGM_DIRECT		0x00000000u
#define STGM_TRANSACTED		0x00010000u

/* Cheaper transactions for roots: no scratch file, no copy for reading. */
#define STGM_NOSCRATCH		0x00100000u
#define STGM_NOSNAPSHOT		0x00200000u

/* One writer and many readers in direct mode: see IDirectWriterLock. */
#define STGM_DIRECT_SWMR	0x00400000u

/* A restricted storage without substorages that is written in one go. */
#define STGM_SIMPLE		0x08000000u

/* The file goes away when its root storage is released. */
#define STGM_DELETEONRELEASE	0x04000000u

/* How IStorage::Commit and others proceed. */
typedef enum tagSTGC {
	STGC_DEFAULT = 0,
	/* New data may replace old data in place: less room, less safe. */
	STGC_OVERWRITE = 1,
	/* Fail with STG_E_NOTCURRENT if somebody else committed meanwhile. */
	STGC_ONLYIFCURRENT = 2,
	/* Leave the data in the system's cache, do not wait for the disk. */
	STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE = 4,
	/* Close the gaps in the file afterwards. */
	STGC_CONSOLIDATE = 8
} STGC;

/* What an element is. */
typedef enum tagSTGTY {
	STGTY_STORAGE = 1,
	STGTY_STREAM = 2,
	STGTY_LOCKBYTES = 3,
	STGTY_PROPERTY = 4
} STGTY;

/* A repeated block in the script of ILayoutStorage::LayoutScript. */
#define STGTY_REPEAT		0x00000100u
#define STG_TOEND		0xFFFFFFFFu
#define STG_LAYOUT_SEQUENTIAL	0x00000000u
#define STG_LAYOUT_INTERLEAVED	0x00000001u

/* How much IStorage::Stat and others fill in. */
typedef enum tagSTATFLAG {
	STATFLAG_DEFAULT = 0,
	STATFLAG_NONAME = 1,	/* pwcsName is NULL: nothing to free */
	STATFLAG_NOOPEN = 2	/* not supported */
} STATFLAG;

/* What IStorage::MoveElementTo does. */
typedef enum tagSTGMOVE {
	STGMOVE_MOVE = 0,
	STGMOVE_COPY = 1,
	STGMOVE_SHALLOWCOPY = 2	/* not supported */
} STGMOVE;

/*
 * Kinds of locks on a range of bytes; a set of bits. <fcntl.h> has a macro of
 * another meaning, for flock(), that must go; include it before these headers.
 */
#undef LOCK_WRITE
typedef enum tagLOCKTYPE {
	LOCK_WRITE = 1,		/* others may read, but not write */
	LOCK_EXCLUSIVE = 2,	/* others may neither read nor write */
	LOCK_ONLYONCE = 4	/* nobody else may lock the range so */
} LOCKTYPE;

/* Where IStream::Seek counts from. */
typedef enum tagSTREAM_SEEK {
	STREAM_SEEK_SET = 0,
	STREAM_SEEK_CUR = 1,
	STREAM_SEEK_END = 2
} STREAM_SEEK;

/* What kind of file StgCreateStorageEx and StgOpenStorageEx shall handle. */
typedef DWORD STGFMT;
#define STGFMT_STORAGE		0u	/* compound, of 512-byte sectors */
#define STGFMT_DOCUMENT		0u
#define STGFMT_NATIVE		1u
#define STGFMT_FILE		3u	/* property sets beside any file */
#define STGFMT_ANY		4u	/* as the file's contents say */
#define STGFMT_DOCFILE		5u	/* a compound file with STGOPTIONS */

/* Attribute of StgCreateStorageEx: access the file without a cache. */
#ifndef FILE_FLAG_NO_BUFFERING
#define FILE_FLAG_NO_BUFFERING	0x20000000u
#endif

#endif
