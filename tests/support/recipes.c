/* SPDX-License-Identifier: MIT */
#include "support/recipes.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/suite.h"

#define ENDING ".recipe"

struct builder *
recipe_make(const char *text)
{
	char error[256] = "";
	struct builder *b =
		recipe_parse(text, strlen(text), 0, error, sizeof error);

	ck_assert_msg(b != NULL, "%s", error);
	return b;
}

struct builder *
recipe_makef(const char *format, ...)
{
	struct builder *b;
	char *text = NULL;
	va_list args;

	va_start(args, format);
	ck_assert_int_ge(vasprintf(&text, format, args), 0);
	va_end(args);
	b = recipe_make(text);
	free(text);
	return b;
}

static char *
recipe_path(const char *name)
{
	const char *source = getenv("srcdir");
	char *path = NULL;

	ck_assert_int_ge(
		asprintf(&path, "%s/tests/recipes/%s%s", source ? source : ".",
			name, *name ? ENDING : ""),
		0);
	return path;
}

struct builder *
recipe_load(const char *name)
{
	char error[256] = "";
	char *path = recipe_path(name);
	struct builder *b = recipe_open(path, error, sizeof error);

	ck_assert_msg(b != NULL, "%s: %s", name, error);
	free(path);
	return b;
}

char *
recipe_text(const char *name)
{
	char *path = recipe_path(name);
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	/* No recipe holds a NUL, so this is all of it. */
	ck_assert_int_gt(getdelim(&text, &size, '\0', file), 0);
	fclose(file);
	free(path);
	return text;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_name(struct recipe_names *names, const char *file)
{
	size_t length = strlen(file) - strlen(ENDING);

	names->names = realloc(
		names->names, (names->count + 1) * sizeof *names->names);
	ck_assert_ptr_nonnull(names->names);
	names->names[names->count] = strndup(file, length);
	ck_assert_ptr_nonnull(names->names[names->count]);
	names->count++;
}

void
recipe_names_find(struct recipe_names *names, const char *prefix)
{
	char *path = recipe_path("");
	DIR *directory = opendir(path);
	struct dirent *entry;

	ck_assert_msg(directory != NULL, "%s: %s", path, strerror(errno));
	memset(names, 0, sizeof *names);
	while ((entry = readdir(directory))) {
		const char *end = strstr(entry->d_name, ENDING);

		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
			end && strcmp(end, ENDING) == 0)
			add_name(names, entry->d_name);
	}
	closedir(directory);
	free(path);
	ck_assert_uint_gt(names->count, 0);
	qsort(names->names, names->count, sizeof *names->names, compare_names);
}

void
recipe_names_done(struct recipe_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
}

char *
recipe_write(struct builder *builder)
{
	const char *directory = getenv("TMPDIR");
	char *path = NULL;
	int fd;

	ck_assert_int_ge(asprintf(&path, "%s/stg-test-XXXXXX",
				 directory ? directory : "/tmp"),
		0);
	fd = mkstemp(path);
	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_msg(
		builder_write(builder, fd), "%s: %s", path, strerror(errno));
	ck_assert_int_eq(close(fd), 0);
	return path;
}
