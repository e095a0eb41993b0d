/* SPDX-License-Identifier: MIT */
/*
 * Files that are measured: described by a recipe, written to a directory, and
 * removed at the end. What the builder knows of them stays at hand.
 */
#ifndef BENCH_IMAGE_H
#define BENCH_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "../tests/builder/builder.h"

struct image {
	char *path;
	struct builder *b;
};

/* Complains and returns false when there is no such file to be had. */
bool image_make(struct image *image, const char *directory, const char *name,
	const char *recipe);
/* Removes the file. */
void image_done(struct image *image);
/* The stream ID of a child of the root. */
uint32_t image_find(const struct image *image, const char *name);

#endif
