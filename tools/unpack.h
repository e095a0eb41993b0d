/* SPDX-License-Identifier: MIT */
/* A stream becomes a file, a storage a directory: all of it, or nothing. */
#ifndef UNPACK_H
#define UNPACK_H

#include "target.h"

/* To a path, or below it if it is a directory. Failures are reported. */
enum exit_code unpack(struct target *source, const char *inner,
	const char *path, bool recursive);

#endif
