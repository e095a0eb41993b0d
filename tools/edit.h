/* SPDX-License-Identifier: MIT */
/*
 * A compound file that a verb changes, in one transaction: all that is done to
 * it becomes part of the file when it is closed, at once, or not at all. Until
 * then others see the file as it was; see doc/transactions.md.
 *
 * Others of us that change the file wait; see doc/sharing.md for programs of
 * other kinds. A file that is made, or made anew, appears under its name when
 * it is closed.
 *
 * FILE//INNER-PATH is a storage, or a compound file in a stream, as in
 * target.h. Of a compound file inside another one, a copy is changed, in
 * memory; it replaces the contents of its stream in the end.
 */
#ifndef EDIT_H
#define EDIT_H

#include <stg/storage.h>

#include "cmd.h"
#include "remarks.h"
#include "replace.h"
#include "report.h"

/* How files and elements are opened to be changed. */
#define ROOT_EDIT_MODE \
	(STGM_READWRITE | STGM_SHARE_DENY_WRITE | STGM_TRANSACTED)
#define EDIT_MODE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

struct edit_level;

struct edit {
	struct place place;
	char *path; /* of the file itself */
	struct replacement replacement; /* of one that is made */
	struct remarks remarks;
	IStorage *guard; /* the file as it was, where it is read, too */
	int lock;        /* keeps others of us out; -1: nobody */
	IStorage *root;  /* of the file, or in it; NULL: not open */
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

/* The same for changes that cannot be committed; the guard is open as well. */
enum exit_code edit_try(struct edit *edit, const char *path);

/*
 * Opens a file to be written anew, in the same version; the old one can be
 * read through the guard. All contents are written, beside the old ones until
 * they are on the disk: a transaction would leave the file with the gaps.
 */
enum exit_code edit_recreate(
	struct edit *edit, const char *path, struct stg_header_info *header);

/*
 * Puts the changes into effect if `code` is EXIT_DONE, else drops them. Damage
 * that was met makes it EXIT_DAMAGED afterwards, and so does what was left out.
 */
enum exit_code edit_close(struct edit *edit, enum exit_code code);

/* Puts the changes so far into effect; then it goes on. */
enum exit_code edit_commit(struct edit *edit);

/* Others of us need not wait for this one any more: they are refused. */
void edit_unlock(struct edit *edit);

/*
 * From now on, edit_open() and target_open() of the same file work on this one,
 * whose caller closes it and decides; NULL: no more. Other ways to change that
 * file fail meanwhile. The standard input may be spoken for.
 */
void edit_share(struct edit *edit, bool has_input);
bool edit_is_shared(void);
bool edit_has_input(void);

/* The root of the file as it is being changed; NULL: it is not shared. */
IStorage *edit_shared_root(const char *path);

/* Damage that is met below the root is taken note of. */
void edit_watch(struct edit *edit);

/* Reports a failure at an inner path, and what the program ends with. */
enum exit_code edit_failed(const struct edit *edit, const char *inner,
	const char *what, HRESULT hr);

#endif
