/* SPDX-License-Identifier: MIT */
/*
 * Names of files for elements. A file is called what the element is called in
 * canonical form, which has no '/', no NUL and no control characters; a dot
 * in front is escaped as well, so that nothing is hidden and ".." leads
 * nowhere. Names that are the same but for case, as some file systems see it,
 * are told apart by "~2" and so on.
 */
#ifndef SAFEPATH_H
#define SAFEPATH_H

#include <stdint.h>

#include <stg/helpers.h>

#include "text.h"

/* A name and its suffix fit into what file systems take (255 bytes). */
_Static_assert(STG_NAME_TEXT_SIZE + 12 <= 255, "names of files are short");

/*
 * The names given out so far, in a balanced tree: the names of a hostile file
 * would find the worst case of a hash table. All zero is none.
 */
struct taken {
	void *tree;
};

void taken_done(struct taken *taken);

/* The name of a file for an element, in the folder of that number. */
void safe_name(struct text *text, struct taken *taken, uint32_t folder,
	const OLECHAR *name, size_t length);

#endif
