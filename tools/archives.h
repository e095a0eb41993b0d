/* SPDX-License-Identifier: MIT */
/*
 * Archives of tar and zip, through libarchive. Names of elements are names of
 * files there in the escaped form, joined by '/'; storages are directories with
 * their time of change. What else is known about elements is not kept.
 */
#ifndef ARCHIVES_H
#define ARCHIVES_H

#include "edit.h"
#include "target.h"

/* In the order of enum archive_format. */
#define ARCHIVE_CHOICES "auto|tar|zip"

enum archive_format { ARCHIVE_AUTO, ARCHIVE_TAR, ARCHIVE_ZIP };

/* An archive's entries into an empty file. Failures are reported. */
enum exit_code archive_import(struct edit *edit, const char *path);

/* All elements into a descriptor; `path` is for messages. */
enum exit_code archive_export(struct target *target, int fd, const char *path,
	enum archive_format format);

/* False: this program was built without libarchive, which was reported. */
bool archive_is_possible(void);

#endif
