/* SPDX-License-Identifier: MIT */
/* The contents of streams: read in pieces, read again, cloned and copied. */
#ifndef FUZZ_CONTENTS_H
#define FUZZ_CONTENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "dice.h"
#include "elements.h"
#include "verdict.h"

struct contents {
	uint64_t budget; /* bytes that may still be read */
	uint64_t bytes;  /* of streams that were read to their end */
	bool all;        /* every stream was read to its end */
};

/*
 * Reads the streams that were found. A stream that cannot be read to its end
 * must be one that `verdict` calls damaged; NULL: what fails is not judged.
 */
void contents_read(struct contents *contents, const struct elements *elements,
	IStorage *root, const struct verdict *verdict, struct dice *dice);

/*
 * Copies the whole file away. `contents` is what was read of the same file
 * before: if that was all, the copy must be too.
 */
void contents_copy(const struct contents *contents,
	const struct elements *elements, IStorage *root, uint64_t limit);

#endif
