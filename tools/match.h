/* SPDX-License-Identifier: MIT */
/*
 * Patterns for elements:
 *
 *	?	one character of a name
 *	*	any number of them
 *	[a-z]	one of these; [!a-z] or [^a-z] one of the others
 *	**	as a name of a pattern with '/': any number of storages
 *	\x01 .. as everywhere; \* \? \[ \] for these characters themselves
 *
 * A pattern with a '/' is about the path from the root on, others are about
 * the last name alone. Case does not count.
 */
#ifndef MATCH_H
#define MATCH_H

#include <stdbool.h>

#include "listing.h"

struct globs;

/* NULL: one of them is not a pattern, which was reported. */
struct globs *globs_compile(int count, char **patterns);
void globs_destroy(struct globs *globs);

/* Whether one of them does, or there is none. */
bool
globs_match(const struct globs *globs, const struct listing *listing, size_t i);

#endif
