/* SPDX-License-Identifier: MIT */
/*
 * Runs the target under watch: with a small stack, for a bounded time, and so
 * that an input which ends the program is left behind as "replay-input".
 */
#ifndef FUZZ_WATCH_H
#define FUZZ_WATCH_H

#include <stddef.h>
#include <stdint.h>

/* `name` is what the input was made of. */
void watch_run(const char *name, const uint8_t *data, size_t size);

#endif
