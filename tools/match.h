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

struct glob;

/* NULL: not a pattern, which was reported. */
struct glob *glob_compile(const char *pattern);
void glob_destroy(struct glob *glob);

bool
glob_matches(const struct glob *glob, const struct listing *listing, size_t i);

#endif
