/* SPDX-License-Identifier: MIT */
/*
 * Compound files from text: tests/recipes/README.md describes the language.
 * An error reads "line 3: unknown value "foo"".
 */
#ifndef BUILDER_RECIPE_H
#define BUILDER_RECIPE_H

#include "builder.h"

/*
 * The builder that a recipe describes, laid out and adjusted; NULL with a
 * sentence in error.  No file larger than limit is made (0: BUILDER_LIMIT), nor
 * is more than a few times that much memory used on the way.
 */
struct builder *recipe_parse(const char *text, size_t length, uint64_t limit,
	char *error, size_t error_size);
/* The same from a file. */
struct builder *recipe_open(const char *path, char *error, size_t error_size);
/* The whole image in memory; the caller frees *data. */
bool recipe_build(const char *text, size_t length, uint64_t limit,
	uint8_t **data, size_t *size, char *error, size_t error_size);

#endif
