/* SPDX-License-Identifier: MIT */
/*
 * Files and directories of the file system become streams and storages. Names
 * are read as escaped; links and special files are refused. The elements come
 * in the order of the names' bytes, so that the same files give the same
 * compound file.
 */
#ifndef PLANT_H
#define PLANT_H

#include "slot.h"

struct manifest;

/* A file or a directory, as an element of that name, which is free. */
enum exit_code plant(struct edit *edit, IStorage *parent, const OLECHAR *name,
	const char *path, bool recursive);

/* What is in a directory, below the root; the manifest may be NULL. */
enum exit_code plant_all(
	struct edit *edit, const char *path, struct manifest *manifest);

#endif
