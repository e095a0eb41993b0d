/* SPDX-License-Identifier: MIT */
/*
 * A compound file that a verb changes. What is changed is a copy of it beside
 * it, which takes its place once everything is done and on the disk. Changing
 * the file itself could not be taken back: in direct mode the library keeps
 * the structure sound whenever the program dies, but overwrites the contents
 * of streams in place, and a verb consists of several changes. The copy costs
 * the time to copy the file, or none where the file system shares blocks.
 *
 * Others that change the file in this way wait; readers see the old file.
 *
 * FILE//INNER-PATH is a storage, or a compound file in a stream, as in
 * target.h. Of a compound file inside another one, too, a copy is changed,
 * in memory; it replaces the contents of its stream in the end.
 */
#ifndef EDIT_H
#define EDIT_H

#include <stg/storage.h>

#include "cmd.h"
#include "remarks.h"
#include "replace.h"
#include "report.h"

/* How elements are opened to be changed. */
#define EDIT_MODE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

struct edit_level;

struct edit {
	struct place place;
	char *path; /* of the file itself */
	struct replacement replacement;
	struct remarks remarks;
	IStorage *guard; /* keeps other writers out of the old file */
	int old;         /* the old file, locked */
	IStorage *root;  /* of the copy, or in it; NULL: not open */
	struct edit_level *levels; /* what it is in; see edit-inner.h */
	size_t level_count;
	size_t level_room;
	size_t left_out; /* elements whose names a new file cannot have */
	bool shares;     /* the root is another edit's, which decides */
};

/*
 * Opens a file to be changed, or a new one; 3 or 4 is the version of the
 * format. Failures are reported; edit_close() is due either way.
 */
enum exit_code edit_open(struct edit *edit, const char *path);
enum exit_code
edit_create(struct edit *edit, const char *path, unsigned version, bool force);

/*
 * Opens a file to be written anew, in the same version; the old one can be
 * read through the guard.
 */
enum exit_code edit_recreate(
	struct edit *edit, const char *path, struct stg_header_info *header);

/*
 * Puts the changes into effect if `code` is EXIT_DONE, else drops them. Damage
 * that was met makes it EXIT_DAMAGED afterwards, and so does what was left out.
 */
enum exit_code edit_close(struct edit *edit, enum exit_code code);

/*
 * From now on, edit_open() of the same file works on this one, whose caller
 * closes it and decides; NULL: no more. Other ways to change that file fail
 * meanwhile.
 */
void edit_share(struct edit *edit);

/* Closes, and drops the changes whatever `code` is. */
enum exit_code edit_drop(struct edit *edit, enum exit_code code);

/* Reports a failure at an inner path, and what the program ends with. */
enum exit_code edit_failed(const struct edit *edit, const char *inner,
	const char *what, HRESULT hr);

#endif
