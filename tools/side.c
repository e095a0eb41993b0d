/* SPDX-License-Identifier: MIT */
#include "side.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"
#include "target.h"

#define BETWEEN "//"

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static char *
copy(const char *text)
{
	return memory_copy(text, strlen(text));
}

void
side_parse(struct side *side, const char *argument)
{
	const char *last = NULL;
	bool any = false;

	*side = (struct side){ .file = copy(argument) };
	if (is_file(argument))
		return;
	for (const char *at = strstr(argument, BETWEEN); at;
		at = strstr(at + 1, BETWEEN)) {
		side->file[at - argument] = '\0';
		any = any || is_file(side->file);
		side->file[at - argument] = '/';
		last = at;
	}
	if (!any)
		return;
	side->file[last - argument] = '\0';
	side->inner = copy(last + strlen(BETWEEN));
}

void
side_done(struct side *side)
{
	free(side->file);
	free(side->inner);
	*side = (struct side){ .file = NULL };
}

void
sides_parse(int count, char **operands, struct side sides[2])
{
	if (count == 2) {
		side_parse(&sides[0], operands[0]);
		side_parse(&sides[1], operands[1]);
		return;
	}
	for (int i = 0; i < 2; i++)
		sides[i] = (struct side){ copy(operands[0]),
			copy(operands[i + 1]) };
}

/* Inner paths that are written in two ways are taken for two files. */
bool
sides_meet(const struct side sides[2])
{
	return target_is_same_file(sides[0].file, sides[1].file) ||
	       strcmp(sides[0].file, sides[1].file) == 0;
}

bool
sides_are_nested(const struct side sides[2])
{
	char *files[2];
	bool nested;

	(void)target_split(sides[0].file, &files[0]);
	(void)target_split(sides[1].file, &files[1]);
	nested = target_is_same_file(files[0], files[1]) && !sides_meet(sides);
	free(files[0]);
	free(files[1]);
	return nested;
}

int
sides_first(const struct side sides[2])
{
	struct stat st[2] = { { 0 }, { 0 } };

	for (int i = 0; i < 2; i++) {
		char *file;

		(void)target_split(sides[i].file, &file);
		(void)stat(file, &st[i]);
		free(file);
	}
	if (st[0].st_dev != st[1].st_dev)
		return st[0].st_dev > st[1].st_dev;
	return st[0].st_ino > st[1].st_ino;
}
