/* SPDX-License-Identifier: MIT */
/*
 * The elements of a storage, read once and kept without their paths, which are
 * put together from the names on demand: paths of a hostile file can be far
 * longer, all together, than the file is. Elements stand in the order of the
 * directory, each storage before what it holds.
 */
#ifndef LISTING_H
#define LISTING_H

#include <stdbool.h>

#include "cmd.h"
#include "json.h"
#include "target.h"
#include "text.h"

/* What is nested deeper is left out, and reported; no application goes near. */
#define DEPTH_DEFAULT 128
#define DEPTH_LIMIT   256

#define NO_ITEM UINT32_MAX

struct item {
	uint32_t parent; /* its storage, or NO_ITEM */
	uint32_t end;    /* the item behind all that is below it */
	uint32_t depth;  /* 0 for where the listing begins */
	uint32_t id;
	uint64_t name; /* its place in the names */
	uint64_t size;
	FILETIME ctime;
	FILETIME mtime;
	CLSID clsid;
	uint32_t state_bits;
	uint32_t start_sector;
	uint8_t name_length;
	bool is_storage;
	bool is_mini;
};

struct listing {
	struct item *items;
	size_t count;
	size_t room;
	OLECHAR *names;
	size_t names_used;
	size_t names_room;
	char *base;      /* the path of the first item, canonical */
	uint64_t limit;  /* of the depth */
	size_t too_deep; /* storages whose elements are left out */
};

/* Everything below a path, down to a depth; what was read stays on failure. */
HRESULT listing_fill(struct listing *listing, IStorage *storage,
	const char *path, uint64_t depth);

/* The same with failures reported. */
enum exit_code listing_read(struct listing *listing, struct target *target,
	const char *path, uint64_t depth);
void listing_done(struct listing *listing);

/* The storage or stream alone that a path leads to. */
enum exit_code listing_read_one(
	struct listing *listing, struct target *target, const char *path);

const OLECHAR *item_units(const struct listing *listing, size_t i);

/* Its name, and its path from the root on, in canonical form. */
void item_name(const struct listing *listing, size_t i, struct text *text);
void item_path(const struct listing *listing, size_t i, struct text *text);

/* Does its starting sector mean anything? */
bool item_has_start(const struct item *item);

/* Is there no other element behind it in its storage? */
bool item_is_last(const struct listing *listing, size_t i);

/* All that is known of an item, as members of an object. */
void item_json(const struct listing *listing, size_t i, struct json *json);

#endif
