/* SPDX-License-Identifier: MIT */
/*
 * A bar on the standard error output, if that is a terminal, while something
 * takes long.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

/* From now on, up to `total` bytes. */
void progress_begin(uint64_t total);

/* `done` bytes so far; the name of what is at hand, escaped. */
void progress_show(uint64_t done, const char *name);

/* Takes the bar away, so that something else can be written. */
void progress_hide(void);

void progress_end(void);

#endif
