/* SPDX-License-Identifier: MIT */
/*
 * A checker of compound files that shares no code with the library: written
 * from [MS-CFB] for these tests, and stricter than a reader has to be.
 */
#ifndef TESTS_CRASH_STRICT_H
#define TESTS_CRASH_STRICT_H

#include <stdbool.h>

#include "crash/digest.h"
#include "crash/image.h"

struct strict_report {
	char why[160];        /* the first thing that is wrong */
	struct digest digest; /* of what the file holds */
	uint32_t sectors;
	uint32_t leaked;      /* sectors that are neither free nor used */
	uint32_t used;
};

/*
 * `foreign`: other programs wrote parts of it. Colours, bytes that mean
 * nothing and chains longer than their contents are then let pass.
 */
bool strict_check(const struct image *image, bool foreign,
	struct strict_report *report);

#endif
