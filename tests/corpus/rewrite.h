/* SPDX-License-Identifier: MIT */
/* A random script that edits a compound file and a catalogue alike. */
#ifndef STG_TESTS_REWRITE_H
#define STG_TESTS_REWRITE_H

#include <stdint.h>

#include "catalog.h"

/**
 * Append, overwrite, truncate, add, remove, rename, set.
 *
 * @param root     open for writing
 * @param catalog  what it holds, and will hold
 * @param seed     decides what is done
 * @param steps    how many operations
 * @param label    begins the line about one that failed
 * @return the first failure
 */
HRESULT rewrite(IStorage *root, struct catalog *catalog, uint64_t seed,
	unsigned steps, const char *label);

#endif
