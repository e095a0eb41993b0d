/* SPDX-License-Identifier: MIT */
/* The way to what is inside of a file that is being changed, and back. */
#ifndef EDIT_INNER_H
#define EDIT_INNER_H

#include "edit.h"

/* Follows paths that are joined by "//", from the root; reports failures. */
enum exit_code edit_go_in(struct edit *edit, const char *paths);

/*
 * Goes back to the root of the file. If `code` is EXIT_DONE, what was changed
 * gets to the places that it came from; failures are reported.
 */
enum exit_code edit_come_out(struct edit *edit, enum exit_code code);

#endif
