/* SPDX-License-Identifier: MIT */
/*
 * The folders that storages are extracted to. Each is opened through the one
 * above it without following links, so that nothing that lies in wait there
 * leads anywhere else.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "listing.h"
#include "report.h"
#include "safepath.h"

struct folder {
	uint32_t item; /* the storage */
	int fd;        /* -1 in a dry run */
	size_t path_length;
};

/* Where one is: all the way from the first folder to the innermost one. */
struct folders {
	bool dry;
	struct folder stack[DEPTH_LIMIT + 1];
	unsigned depth;
	struct text path; /* of the innermost one, for people */
	struct taken taken;
};

/* Begins in a folder, which is made if it is missing; failures are reported. */
bool folders_begin(struct folders *folders, const char *path, bool dry);
void folders_done(struct folders *folders);

/*
 * Goes to the folder of a storage. On failure, which is reported, *failed is
 * the storage that could not be made.
 */
bool folders_enter(struct folders *folders, const struct listing *listing,
	uint32_t storage, uint32_t *failed);

int folders_fd(const struct folders *folders);

/*
 * The name of a file for an element of the storage that was entered, and its
 * whole path for people.
 */
void folders_name(struct folders *folders, const struct listing *listing,
	size_t i, struct text *name, struct text *path);

/* A new file in that folder; -1 with errno. */
int
folders_create(const struct folders *folders, const char *name, bool replace);

#endif
