/* SPDX-License-Identifier: MIT */
/*
 * The sides of cp and mv: FILE//INNER-PATH, where FILE is a file, is an element
 * (FILE// the root); everything else is a path of the file system. Of several
 * "//" the last one counts, so that a source can be in a file inside a file.
 */
#ifndef SIDE_H
#define SIDE_H

#include <stdbool.h>

struct side {
	char *file;
	char *inner; /* NULL: a path of the file system */
};

void side_parse(struct side *side, const char *argument);
void side_done(struct side *side);

/* Two operands, or FILE FROM TO for two elements of one file. */
void sides_parse(int count, char **operands, struct side sides[2]);

/* Are both in one file? */
bool sides_meet(const struct side sides[2]);

/* Are they in files, one of which is in the other, or both in a third? */
bool sides_are_nested(const struct side sides[2]);

/*
 * Which of two files is to be opened first to be changed? Two programs that
 * begin with the same one do not wait for each other.
 */
int sides_first(const struct side sides[2]);

#endif
