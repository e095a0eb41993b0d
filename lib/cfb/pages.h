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

#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "io/device.h"

struct cfb_file;
struct cfb_page;
struct cfb_pages;

struct cfb_page_pool {
	struct list pages; /* most recently loaded last */
	size_t used;       /* bytes */
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
	uint8_t fill;    /* stands for bytes behind the end of the file */
	uint8_t shift;   /* log2 of a page's sectors */
	uint8_t cut;     /* a sector was cut short by the end of the file */
	uint32_t count;  /* slots */
	struct cfb_page **slots;
};

void cfb_page_pool_init(struct cfb_page_pool *pool);

void cfb_pages_init(struct cfb_pages *pages, struct cfb_file *file,
	cfb_locate_fn *locate, uint8_t fill);
void cfb_pages_done(struct cfb_pages *pages, struct cfb_file *file);

/** The bytes of sector `index` of the stream, good until the next call. */
MUST_CHECK int cfb_pages_sector(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, const uint8_t **bytes);

#endif
