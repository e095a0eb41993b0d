/* SPDX-License-Identifier: MIT */
/*
 * An open compound file: its header, the tables that describe its sectors,
 * and how strict we are with it.
 *
 * Nothing here locks. All calls for one file must exclude each other, but for
 * cfb_plan_read() (cfb/stream.h).
 */
#ifndef STG_CFB_FILE_H
#define STG_CFB_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/checked.h"
#include "base/list.h"
#include "cfb/chain.h"
#include "cfb/defect.h"
#include "cfb/dirent.h"
#include "cfb/fat.h"
#include "cfb/header.h"
#include "cfb/status.h"

struct cfb_edit;

/* Which defects, when they are met, make the operation fail. Whatever the
 * level, damage that leaves nothing to go on with is an error. */
enum cfb_strictness {
	CFB_TOLERANT, /* none: read whatever can be found */
	CFB_CAREFUL,  /* damage */
	CFB_STRICT    /* damage and deviations */
};

/* Is told of each defect when it is met; the same one may come again. */
typedef void cfb_defect_fn(const struct cfb_defect *defect, void *context);

struct cfb_file {
	struct device *device;
	uint64_t size; /* bytes, as the file was opened */
	struct cfb_header header;
	bool torn;     /* and mended, but not on the device */
	bool recorded; /* the file ends with a record, see record.h */
	int record_status; /* why nobody knows, or CFB_OK */
	uint8_t sector_shift;
	uint8_t mini_shift;
	bool wide;        /* sizes have 64 bits: version 4 */
	uint32_t sectors; /* that the size proves, a partial one included */
	uint32_t cutoff;  /* bytes; smaller streams are in the mini stream */

	enum cfb_strictness strictness;
	cfb_defect_fn *defect_fn;
	void *defect_context;

	struct cfb_page_pool pool;
	struct cfb_fat fat;
	struct cfb_chain directory;
	struct cfb_chain minifat;
	struct cfb_chain ministream;
	struct cfb_dirent root;

	struct cfb_edit *edit; /* NULL: open for reading; see edit.h */

	struct list indexes; /* struct cfb_index, see index.h */
	size_t indexes_count;
	size_t indexes_used; /* bytes */
};

/**
 * Open a compound file on a device. On success the file owns the device; on
 * failure it stays the caller's. `defect_fn` may be NULL.
 *
 * Returns CFB_NOT_CFB, CFB_OLD_FORMAT, CFB_BAD_HEADER, CFB_CORRUPT (no root
 * storage), CFB_NO_MEMORY or what the device returned.
 */
MUST_CHECK int cfb_file_open(struct device *device,
	enum cfb_strictness strictness, cfb_defect_fn *defect_fn,
	void *defect_context, struct cfb_file **file);
void cfb_file_close(struct cfb_file *file);

/** A structure for a file on a device, with nothing in it; NULL: no memory. */
struct cfb_file *cfb_file_alloc(struct device *device);

/** Free it and all that hangs on it, but not the device. */
void cfb_file_free(struct cfb_file *file);

/**
 * Find out what the header leads to, of which nothing is known so far: the
 * geometry, the tables and the root storage.
 */
MUST_CHECK int cfb_file_read_again(struct cfb_file *file);

/**
 * Be as strict as this from now on. CFB_CORRUPT, and nothing changes, if what
 * the header and the root storage are does not pass.
 */
MUST_CHECK int cfb_file_set_strictness(struct cfb_file *file,
	enum cfb_strictness strictness);

/** Does the device begin with the signature? Reads eight bytes. */
MUST_CHECK int cfb_file_has_signature(struct device *device, bool *has);

static inline uint64_t
cfb_sector_offset(const struct cfb_file *file, uint32_t sector)
{
	return ((uint64_t)sector + 1) << file->sector_shift;
}

/** How many sectors so many bytes take. */
static inline uint32_t
cfb_sectors_for(const struct cfb_file *file, uint64_t bytes)
{
	return divide_up(bytes, file->sector_shift);
}

/** Can a stream have so many bytes? */
static inline bool
cfb_size_possible(const struct cfb_file *file, uint64_t size)
{
	return size <= INT64_MAX &&
		(file->wide || size <= CFB_V3_SIZE_MAX) &&
		cfb_sectors_for(file, size) <= CFB_MAXREGSECT;
}

/**
 * Tell of a defect. Returns CFB_CORRUPT if the strictness makes it an error,
 * else CFB_OK.
 */
int cfb_report(struct cfb_file *file, const struct cfb_defect *defect);

/** The same for a defect at a sector and in an entry, or CFB_NOWHERE. */
int cfb_report_at(struct cfb_file *file, enum cfb_defect_id id,
	uint32_t sector, uint32_t entry, uint64_t value);

/** The size of an entry's contents by the rules of the file's version. */
static inline uint64_t
cfb_dirent_size(const struct cfb_file *file, const struct cfb_dirent *entry)
{
	/* [MS-CFB] 2.6.1: some writers of version 3 leave garbage in the
	 * upper half, which readers have to ignore. */
	return file->wide ? entry->size : (uint32_t)entry->size;
}

#endif
