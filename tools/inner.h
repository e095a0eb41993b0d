/* SPDX-License-Identifier: MIT */
/* Inner paths as people type them. */
#ifndef INNER_H
#define INNER_H

#include "cmd.h"
#include "target.h"

/* What a verb does with one of its inner paths. */
typedef enum exit_code (*inner_fn)(
	struct target *target, const char *path, void *context);

/*
 * Calls fn for the paths behind the file in the operands, or once for the root
 * ("") if there are none. A '/' at the end of a path is taken off.
 */
enum exit_code inner_each(struct target *target, int count, char **operands,
	inner_fn fn, void *context);

#endif
