/* SPDX-License-Identifier: MIT */
/*
 * Is a compound file in order? Each departure from the format is a defect with
 * a permanent number, a severity and the place where it was met.
 */
#ifndef STG_CHECK_H
#define STG_CHECK_H

#include <stg/lockbytes.h>
#include <stg/storage.h>

STG_BEGIN_DECLS

enum stg_severity {
	STG_SEVERITY_BENIGN = 1, /* no reader need notice */
	STG_SEVERITY_DEVIANT,	 /* out of format, but every byte is there */
	STG_SEVERITY_DAMAGE	 /* contents are lost, ambiguous or guessed */
};

/* "None", where a defect is about no sector, entry or place. */
#define STG_NO_SECTOR	0xFFFFFFFFu
#define STG_NO_ENTRY	0xFFFFFFFFu
#define STG_NO_OFFSET	0xFFFFFFFFFFFFFFFFull

/** A defect that was met. */
struct stg_defect {
	unsigned number;
	enum stg_severity severity;
	const char *name;	/* as "fat-chain-loop" */
	const char *text;	/* a sentence without a full stop */
	const char *section;	/* as "[MS-CFB] 2.3" */
	ULONG sector;		/* or STG_NO_SECTOR */
	ULONG entry;		/* stream ID, or STG_NO_ENTRY */
	ULONGLONG offset;	/* bytes from the start, or STG_NO_OFFSET */
	ULONGLONG value;	/* the offending value */
};

/** A kind of defect: what is known before any file has it. */
struct stg_defect_kind {
	unsigned number;
	enum stg_severity severity;
	const char *name;
	const char *text;
	const char *section;
};

/**
 * Takes a defect. It must not call the storage that is being read.
 *
 * @param defect   the defect, valid during the call; its texts live on
 * @param context  what was given with the callback
 * @return S_OK: go on; anything else ends a check and is its result
 */
typedef HRESULT (*stg_defect_fn)(const struct stg_defect *defect,
				 void *context);

/** How many defects there were of each severity, and how much was checked. */
struct stg_check_summary {
	ULONG benign;
	ULONG deviant;
	ULONG damage;
	ULONG entries;		/* directory entries in use */
	ULONGLONG sectors;	/* sectors of the file */
};

/**
 * Checks a whole file for defects, in time and memory linear in its size.
 *
 * @param path     the file
 * @param flags    0
 * @param fn       takes each defect; may be NULL
 * @param context  handed to fn
 * @param summary  receives the counts; may be NULL
 * @return S_OK: checked to the end, with or without defects;
 *	STG_E_FILEALREADYEXISTS: not a compound file; STG_E_INVALIDHEADER: its
 *	header does not tell where anything is; what fn returned;
 *	STG_E_FILENOTFOUND; STG_E_PATHNOTFOUND; STG_E_ACCESSDENIED;
 *	STG_E_READFAULT; STG_E_INVALIDPARAMETER: flags; STG_E_INVALIDPOINTER;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT stg_check_file(const char *path, DWORD flags, stg_defect_fn fn,
			       void *context,
			       struct stg_check_summary *summary);

/** The same for a byte array. @return as above, and what ReadAt returns */
STG_API HRESULT stg_check_lockbytes(ILockBytes *lockbytes, DWORD flags,
				    stg_defect_fn fn, void *context,
				    struct stg_check_summary *summary);

/**
 * Checks a stream that ought to be a property set [MS-OLEPS]. Offsets of
 * defects count from its start; numbers are above 1000. Where the stream is
 * read next is not defined.
 *
 * @param stream   the stream, read from its start
 * @param flags    0
 * @param fn       takes each defect; may be NULL. What it returns does not keep
 *	the summary from being complete
 * @param context  handed to fn
 * @param summary  receives the counts, properties as entries; may be NULL
 * @return S_OK: checked, with or without defects; STG_E_INVALIDHEADER: no
 *	property set; what fn returned; STG_E_INSUFFICIENTMEMORY, also for more
 *	than 64 MiB; what reading returned; STG_E_INVALIDPARAMETER: flags;
 *	STG_E_INVALIDPOINTER
 */
STG_API HRESULT stg_check_propset(IStream *stream, DWORD flags,
				  stg_defect_fn fn, void *context,
				  struct stg_check_summary *summary);

/* Find out, and change nothing. */
#define STG_RECOVER_DRY_RUN	1

/**
 * Puts the header of a file right that was torn while a commit wrote it, by
 * the record that the commit left at the end of the file. Writes the 512 bytes
 * of the header and nothing else; opening the file for writing does the same.
 *
 * @param path   the file
 * @param flags  0 or STG_RECOVER_DRY_RUN
 * @return S_OK: the header was torn and is whole now, or would be; S_FALSE:
 *	it is whole, or nothing tells how to mend it, and nothing was changed;
 *	STG_E_FILEALREADYEXISTS: not a compound file; STG_E_FILENOTFOUND;
 *	STG_E_PATHNOTFOUND; STG_E_ACCESSDENIED; STG_E_SHAREVIOLATION or
 *	STG_E_LOCKVIOLATION: somebody has it open; STG_E_READFAULT;
 *	STG_E_WRITEFAULT; STG_E_INVALIDPARAMETER: flags; STG_E_INVALIDPOINTER;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT stg_recover_header(const char *path, DWORD flags);

/**
 * Has defects reported as they are met while an open file is read. The result
 * of the callback is ignored. Several threads do not call it at once.
 *
 * @param root     the root storage, or any storage below it
 * @param fn       takes each defect; NULL ends the reports
 * @param context  handed to fn; must live until the reports end
 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFUNCTION: not a storage of
 *	this library; STG_E_REVERTED
 */
STG_API HRESULT stg_set_defect_callback(IStorage *root, stg_defect_fn fn,
					void *context);

/* What to do about defects that are met while an open file is read. */
enum stg_strictness {
	STG_TOLERANT,	/* read what can be read; the default for reading */
	STG_CAREFUL,	/* damage fails; the default for writing */
	STG_STRICT	/* what is deviant fails as well */
};

/**
 * Sets what happens about defects from now on.
 *
 * @param root   the root storage, or any storage below it
 * @param level  STG_TOLERANT, STG_CAREFUL or STG_STRICT
 * @return S_OK; STG_E_INVALIDPARAMETER: another level;
 *	STG_E_DOCFILECORRUPT: what was met already does not pass at that level;
 *	STG_E_INVALIDPOINTER; STG_E_INVALIDFUNCTION; STG_E_REVERTED
 */
STG_API HRESULT stg_set_strictness(IStorage *root, enum stg_strictness level);

/** @return what is known about the defect of a number; NULL: there is none */
STG_API const struct stg_defect_kind *stg_defect_info(unsigned number);

/** @return how many defects are known; their numbers have gaps */
STG_API unsigned stg_defect_count(void);

/** @return the defect at a place from 0 to stg_defect_count() - 1, or NULL */
STG_API const struct stg_defect_kind *stg_defect_at(unsigned place);

/** The header of a compound file [MS-CFB] 2.2. */
struct stg_header_info {
	USHORT major;
	USHORT minor;
	USHORT sector_shift;	/* a sector has 1 << sector_shift bytes */
	USHORT mini_sector_shift;
	ULONG directory_sectors; /* 0 in version 3 */
	ULONG fat_sectors;
	ULONG difat_sectors;
	ULONG minifat_sectors;
	ULONG first_directory;	/* sector numbers */
	ULONG first_minifat;
	ULONG first_difat;
	ULONG cutoff;		/* streams from this size on have own sectors */
	ULONG transaction_signature;
	ULONGLONG file_size;	/* bytes */
};

/**
 * Gives the header of an open file, as it stands there.
 *
 * @param root  the root storage, or any storage below it
 * @param info  receives the header
 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFUNCTION: not a storage of
 *	this library; STG_E_REVERTED
 */
STG_API HRESULT stg_get_header(IStorage *root, struct stg_header_info *info);

STG_END_DECLS

#endif
