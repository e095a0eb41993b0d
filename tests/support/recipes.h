/* SPDX-License-Identifier: MIT */
/* Compound files for tests, from text or from the files in tests/recipes. */
#ifndef TESTS_SUPPORT_RECIPES_H
#define TESTS_SUPPORT_RECIPES_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/recipe.h"

/* The builder of a recipe; what is wrong with it ends the test. */
struct builder *recipe_make(const char *text);
/* The same by printf. */
struct builder *
recipe_makef(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* From tests/recipes, by its name without the ending. */
struct builder *recipe_load(const char *name);

/* The text of a recipe in tests/recipes; the caller frees it. */
char *recipe_text(const char *name);

struct recipe_names {
	char **names; /* sorted, without the ending */
	size_t count;
};

/* All in tests/recipes whose names begin so. */
void recipe_names_find(struct recipe_names *names, const char *prefix);
void recipe_names_done(struct recipe_names *names);

/* Writes the file to a temporary place; the caller unlinks and frees it. */
char *recipe_write(struct builder *builder);

#endif
