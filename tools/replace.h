/* SPDX-License-Identifier: MIT */
/*
 * A file that appears under its name, in the place of an older one or not,
 * once it is complete: until then it has another name in the same directory.
 */
#ifndef REPLACE_H
#define REPLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "cmd.h"
#include "text.h"

struct replacement {
	char *path;        /* what the file shall be called */
	struct text spare; /* what it is called meanwhile */
	int fd;            /* open for reading and writing */
	bool replaces;     /* there is one already, of this status */
	struct stat old;
};

/*
 * A new, empty file. If `path` exists already it must be a regular file, and
 * `force` must be set. Links lead to what is replaced. Failures are reported,
 * and leave nothing to do.
 */
enum exit_code
replace_begin(struct replacement *replacement, const char *path, bool force);

/*
 * Everything to the disk, and the name to the new file, which gets the mode,
 * owner and extended attributes of the one that it replaces. Reports failures,
 * after which all is as it was.
 */
enum exit_code replace_finish(struct replacement *replacement);

/* Away with it. */
void replace_drop(struct replacement *replacement);

#endif
