/* SPDX-License-Identifier: MIT */
/* Crash images for other programs to read, and what they may hold. */
#ifndef TESTS_CRASH_SAMPLE_H
#define TESTS_CRASH_SAMPLE_H

#include <stdbool.h>

#include "crash/plain.h"
#include "crash/states.h"

/*
 * Write the samples of a commit as FOLDER/NAME-KIND-VERSION.cfb, and both
 * versions as FOLDER/NAME.old and FOLDER/NAME.new, in the lines of the program
 * in tests/interop/docfile.c. False: that did not work.
 */
bool sample_save(const char *folder, const char *name,
	const struct sample samples[SAMPLE_KINDS], const struct plain *old,
	const struct plain *new);

#endif
