/* SPDX-License-Identifier: MIT */
/*
 * The sectors of one metadata stream (FAT, mini FAT, directory, mini stream)
 * as they are needed. A page holds some sectors that follow one another in
 * the stream, 4 KiB of them or one larger sector, each loaded when asked
 * for, together with its neighbours where one read brings both.
 *
 * Pages are named by their place in the stream and not by their place in the
 * file, so that a sector can move when it is written anew.
 *
 * All pages of a file share a budget (struct cfb_page_pool): the least
 * recently used make room when it is spent. Hence a pointer into a page is
 * good only until the next call for the same file.
 */
#ifndef STG_CFB_PAGES_H
#define STG_CFB_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "io/device.h"

struct cfb_file;
struct cfb_page;
struct cfb_pages;

struct cfb_page_pool {
	struct list pages; /* most recently loaded last */
	size_t used;       /* bytes, those of dirty pages included */
	size_t dirty;      /* sectors */
	size_t budget;     /* bytes */
};

/*
 * Where is sector `index` of the stream? On success `sector` is a sector of
 * the file and `run` >= 1 tells how many follow one another from there.
 * CFB_NOT_FOUND when the stream has no such sector.
 */
typedef int cfb_locate_fn(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, uint32_t *sector, uint32_t *run);

struct cfb_pages {
	cfb_locate_fn *locate;
	struct list dirty; /* pages with changed sectors; never evicted */
	uint8_t fill;    /* stands for bytes behind the end of the file */
	uint8_t shift;   /* log2 of a page's sectors */
	uint8_t sector_shift; /* log2 of a sector's bytes */
	uint8_t cut;     /* a sector was cut short by the end of the file */
	uint32_t count;  /* slots */
	struct cfb_page **slots;
};

struct cfb_page {
	struct list link; /* in the pool */
	struct cfb_pages *owner;
	uint32_t number;
	uint32_t valid; /* one bit a sector, as in the next two */
	uint32_t dirty;
	uint32_t fresh;
	bool used; /* since it was loaded, or last passed over for room */
	uint8_t bytes[];
};

void cfb_page_pool_init(struct cfb_page_pool *pool);

/**
 * Spend little more than the file has bytes: chains that claim the same
 * sectors would keep them several times.
 */
void cfb_page_pool_bound(struct cfb_page_pool *pool, uint64_t size);

void cfb_pages_init(struct cfb_pages *pages, struct cfb_file *file,
	cfb_locate_fn *locate, uint8_t fill);
void cfb_pages_done(struct cfb_pages *pages, struct cfb_file *file);

/** Is sector `index` of the stream in memory? */
static inline bool
cfb_pages_has(const struct cfb_pages *pages, uint32_t index)
{
	uint32_t number = index >> pages->shift;
	uint32_t at = index & ((1U << pages->shift) - 1);

	return number < pages->count && pages->slots[number] &&
		pages->slots[number]->valid >> at & 1;
}

/** cfb_pages_sector() for a sector that may have to be read. */
MUST_CHECK int cfb_pages_load(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, const uint8_t **bytes);

/** The bytes of sector `index` of the stream, good until the next call. */
static inline MUST_CHECK int
cfb_pages_sector(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, const uint8_t **bytes)
{
	uint32_t number = index >> pages->shift;
	uint32_t at = index & ((1U << pages->shift) - 1);

	if (cfb_pages_has(pages, index)) {
		struct cfb_page *page = pages->slots[number];

		page->used = true;
		*bytes = page->bytes + ((size_t)at << pages->sector_shift);
		return 0;
	}
	return cfb_pages_load(file, pages, index, bytes);
}

/** cfb_pages_edit() for a sector that may not be dirty yet. */
MUST_CHECK int cfb_pages_soil(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, uint8_t **bytes);

/** The same to be changed: the sector is dirty from now on. */
static inline MUST_CHECK int
cfb_pages_edit(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, uint8_t **bytes)
{
	uint32_t number = index >> pages->shift;
	uint32_t at = index & ((1U << pages->shift) - 1);

	if (number < pages->count && pages->slots[number] &&
		pages->slots[number]->dirty >> at & 1) {
		*bytes = pages->slots[number]->bytes +
			((size_t)at << pages->sector_shift);
		return 0;
	}
	return cfb_pages_soil(file, pages, index, bytes);
}

/**
 * A sector that is new to the stream: nothing is read, its bytes are the
 * stream's fill, it is dirty and fresh.
 */
MUST_CHECK int cfb_pages_add(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, uint8_t **bytes);

/** Forget sectors from `index` on, changed or not: the stream ends there. */
void cfb_pages_cut(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index);

/*
 * A dirty sector. It is fresh if its place in the file is no part of the
 * committed version, so that it can be written where it is.
 */
struct cfb_dirty {
	uint32_t index;
	bool fresh;
	const uint8_t *bytes;
};

/**
 * All dirty sectors, ascending, for free(). The pointers are good until pages
 * are changed or dropped.
 */
MUST_CHECK int cfb_pages_list_dirty(const struct cfb_file *file,
	const struct cfb_pages *pages, struct cfb_dirty **dirty,
	size_t *count);

/** A dirty sector has a place now that is no part of the committed version. */
void cfb_pages_set_fresh(struct cfb_pages *pages, uint32_t index);

/** Will the sector move? It will if it is dirty and not fresh. */
bool cfb_pages_is_stale(const struct cfb_pages *pages, uint32_t index);

/** A dirty sector has no place of its own yet. */
void cfb_pages_set_stale(struct cfb_pages *pages, uint32_t index);

/** All was written and committed: nothing is dirty, nothing is fresh. */
void cfb_pages_clean(struct cfb_file *file, struct cfb_pages *pages);

#endif
