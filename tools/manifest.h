/* SPDX-License-Identifier: MIT */
/*
 * What extract --manifest writes beside the files that it makes, and pack
 * reads: what a file system cannot hold of a compound file.
 *
 *	{"schema": 1, "verb": "manifest", "file": ..., "version": 3 or 4,
 *	 "elements": [{"path": ..., "type": "storage" or "stream",
 *		"file": ..., "name": ..., "created": ..., "modified": ...,
 *		"clsid": ..., "state": ...}, ...]}
 *
 * "file" is relative to the directory, "" for the root. Times are to 100 ns,
 * and like classes and state bits left out where they are not set.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stg/types.h>

#include "folder.h"
#include "replace.h"

/* No file of an element is called so: a dot in front would be escaped. */
#define MANIFEST_NAME ".stgbrowse-manifest.json"

/* One that is being written. */
struct manifest_writer {
	struct replacement replacement;
	FILE *file; /* NULL: none is wanted */
	struct json json;
	bool *listed; /* by item */
	size_t base;  /* how much of paths is the directory */
};

/* Failures are reported. */
enum exit_code manifest_begin(struct manifest_writer *writer,
	const struct target *target, const struct folders *folders,
	size_t items, bool force);

/* The storages that were entered, and the item if its file is given. */
void manifest_add(struct manifest_writer *writer,
	const struct listing *listing, const struct folders *folders, size_t i,
	const char *path);

enum exit_code manifest_end(struct manifest_writer *writer);

/* What is known about a file. */
struct facts {
	const char *name; /* escaped */
	CLSID clsid;
	uint32_t state_bits;
	FILETIME ctime;
	FILETIME mtime;
};

struct manifest;

/*
 * Reads the manifest in a directory; *manifest is NULL if there is none.
 * Failures are reported, and it is one if this program cannot read any.
 */
enum exit_code manifest_load(struct manifest **manifest, const char *directory);
void manifest_free(struct manifest *manifest);

/* 3 or 4. */
unsigned manifest_version(const struct manifest *manifest);

/* By "file"; valid until the next call, NULL if there is none. */
const struct facts *manifest_find(
	struct manifest *manifest, const char *file);

/* Was every element looked for? The first one that was not is reported. */
bool manifest_is_used(const struct manifest *manifest, const char *directory);

#endif
