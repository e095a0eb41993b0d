/* SPDX-License-Identifier: MIT */
/*
 * What a verb works on: a compound file, or, as FILE//INNER-PATH, a storage or
 * a compound file inside of it, at any depth. A file whose name really holds
 * "//" is found first.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stg/helpers.h>

#include "embedded.h"
#include "remarks.h"
#include "text.h"

struct level {
	IStorage *storage;
	struct embedded embedded; /* what the storage is in */
};

struct target {
	struct place place; /* with its argument as the file */
	struct text shown;  /* the argument, escaped */
	char *path;         /* of the file itself */
	IStorage *storage;  /* what the inner paths begin with */
	ILockBytes *bytes;  /* the innermost file; NULL: it is at path */
	bool part;          /* a storage rather than a whole file */
	struct remarks remarks;
	struct level *levels;
	size_t level_count;
	size_t level_room;
};

/*
 * Cuts an argument into the longest part that is a file, to be freed, and the
 * paths in it, which are joined by "//"; NULL: none.
 */
const char *target_split(const char *argument, char **file);

/* The next of these paths, to be freed; *paths is NULL after the last. */
char *target_next_path(const char **paths);

/* Do both paths lead to one file? */
bool target_is_same_file(const char *a_path, const char *b_path);

/* Reports failures; target_close() is due either way. */
enum exit_code target_open(struct target *target, const char *argument);

/* The same, but what is to be checked need not open as a storage. */
enum exit_code target_locate(struct target *target, const char *argument);

/*
 * Reports what the file had to be forgiven, which makes `code` EXIT_DAMAGED,
 * and closes everything.
 */
enum exit_code target_close(struct target *target, enum exit_code code);

#endif
