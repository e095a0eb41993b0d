/* SPDX-License-Identifier: MIT */
/*
 * A chain of whole sectors that is read through pages: the directory, the
 * mini FAT and the mini stream.
 */
#ifndef STG_CFB_CHAIN_H
#define STG_CFB_CHAIN_H

#include <stdint.h>

#include "cfb/extents.h"
#include "cfb/pages.h"

struct cfb_chain {
	struct cfb_extents extents;
	struct cfb_pages pages;
	uint32_t missed; /* the page that was last asked for in vain */
};

void cfb_chain_init(struct cfb_chain *chain, struct cfb_file *file,
	uint32_t start, uint8_t fill);
void cfb_chain_done(struct cfb_chain *chain, struct cfb_file *file);

/**
 * The bytes of sector `index` of the chain, good until the next call.
 * CFB_NOT_FOUND when the chain is shorter.
 */
static inline MUST_CHECK int
cfb_chain_sector(struct cfb_file *file, struct cfb_chain *chain,
	uint32_t index, const uint8_t **bytes)
{
	return cfb_pages_sector(file, &chain->pages, index, bytes);
}

/**
 * Copy `length` bytes from `offset` of the chain; `done` says how many it
 * has. Less than asked for is CFB_OK. What lies apart in a long chain is read
 * into `bytes` and no page.
 */
MUST_CHECK int cfb_chain_read(struct cfb_file *file, struct cfb_chain *chain,
	uint64_t offset, uint8_t *bytes, size_t length, size_t *done);

#endif
