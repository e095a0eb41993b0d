/* SPDX-License-Identifier: MIT */
/*
 * The elements of an open file: as a walk lists them, found again by their
 * inner paths, and enumerated storage by storage.
 */
#ifndef FUZZ_ELEMENTS_H
#define FUZZ_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stg/helpers.h>

#include "dice.h"

#define ELEMENTS_KEPT 1024

struct element {
	uint32_t id;
	DWORD type;
	uint64_t size;
	ULONG depth;
	size_t parent; /* its place in the list */
	char *path;
	bool found; /* its own path leads to it */
};

struct elements {
	HRESULT hr; /* of the walk */
	struct element kept[ELEMENTS_KEPT];
	size_t count;     /* kept */
	size_t total;     /* listed */
	size_t streams;   /* among all */
	size_t in_root;   /* children of the root */
	size_t path_room; /* bytes left for paths */
	uint8_t *seen;    /* one bit an entry */
	size_t limit;     /* no entry has this number or a higher one */
};

/* Lists what is in a file of `size` bytes; elements_done() is due. */
void elements_list(struct elements *elements, IStorage *root, size_t size);
void elements_done(struct elements *elements);

/*
 * Looks up what was listed. `whole`: the file is read tolerantly, so that
 * nothing may fail.
 */
void elements_look_up(struct elements *elements, IStorage *root, bool whole,
	struct dice *dice);

/* Goes through the file by EnumElements and OpenStorage, within bounds. */
void elements_enumerate(
	const struct elements *elements, IStorage *root, struct dice *dice);

#endif
