/* SPDX-License-Identifier: MIT */
/* As many bits as the last block that was ever added takes, or twice that. */
#include "stg/blocks.h"

#include <stdlib.h>
#include <string.h>

static bool
reserve(struct blocks *blocks, uint64_t last)
{
	size_t bytes = (size_t)(last / 8 + 1) * 2;
	uint8_t *larger;

	if (last / 8 < blocks->bytes)
		return true;
	larger = realloc(blocks->bits, bytes);
	if (!larger)
		return false;
	memset(larger + blocks->bytes, 0, bytes - blocks->bytes);
	blocks->bits = larger;
	blocks->bytes = bytes;
	return true;
}

bool
blocks_add(struct blocks *blocks, uint64_t offset, uint64_t length)
{
	uint64_t last = (offset + length - 1) / BLOCK_SIZE;

	if (length == 0)
		return true;
	if (!reserve(blocks, last))
		return false;
	for (uint64_t at = offset / BLOCK_SIZE; at <= last; at++)
		blocks->bits[at / 8] |= (uint8_t)(1U << at % 8);
	return true;
}

bool
blocks_has(const struct blocks *blocks, uint64_t block)
{
	return block / 8 < blocks->bytes &&
		(blocks->bits[block / 8] >> block % 8 & 1);
}

uint64_t
blocks_run(const struct blocks *blocks, uint64_t first, uint64_t end, bool *in)
{
	uint64_t at = first;

	*in = blocks_has(blocks, first);
	if (!*in && first / 8 >= blocks->bytes)
		return end - first;
	while (at < end && blocks_has(blocks, at) == *in)
		at++;
	return at - first;
}

void
blocks_clear(struct blocks *blocks, uint64_t first)
{
	uint64_t bits = (uint64_t)blocks->bytes * 8;

	for (; first < bits && first % 8 != 0; first++)
		blocks->bits[first / 8] &= (uint8_t)~(1U << first % 8);
	if (first < bits)
		memset(blocks->bits + first / 8, 0,
			blocks->bytes - (size_t)(first / 8));
}

void
blocks_done(struct blocks *blocks)
{
	free(blocks->bits);
	blocks->bits = NULL;
	blocks->bytes = 0;
}
