/* SPDX-License-Identifier: MIT */
/* A set of blocks of a file: a bit for each. */
#ifndef STG_STG_BLOCKS_H
#define STG_STG_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_SHIFT 9
#define BLOCK_SIZE  (1U << BLOCK_SHIFT)

struct blocks {
	uint8_t *bits;
	size_t bytes;
};

/** Add the blocks that `length` bytes at `offset` touch; false: no memory. */
bool blocks_add(struct blocks *blocks, uint64_t offset, uint64_t length);

bool blocks_has(const struct blocks *blocks, uint64_t block);

/** How many blocks from `first` on, below `end`, are in the set, or not. */
uint64_t blocks_run(const struct blocks *blocks, uint64_t first, uint64_t end,
	bool *in);

/** Take out those from `first` on. */
void blocks_clear(struct blocks *blocks, uint64_t first);

void blocks_done(struct blocks *blocks);

#endif
