/* SPDX-License-Identifier: MIT */
/* Reads streams through the engine and compares with the description. */
#ifndef TESTS_SUPPORT_CONTENTS_H
#define TESTS_SUPPORT_CONTENTS_H

#include "support/images.h"

/* Every stream that was described has every byte; by stream ID. */
void contents_compare_all(struct image *image);

/* Whether a stream has the size and all the bytes that were described. */
bool contents_same(struct image *image, uint32_t id);

/* One stream, in pieces of so many bytes; returns the first bad status. */
int contents_compare(struct image *image, uint32_t id, size_t piece);

/*
 * A whole stream as it is read in pieces of `piece` bytes up to the first
 * error, but not more than `limit`. The caller frees the result.
 */
uint8_t *contents_read(struct image *image, uint32_t id, size_t piece,
	size_t limit, size_t *length, int *status);

#endif
