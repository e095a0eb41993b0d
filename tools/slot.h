/* SPDX-License-Identifier: MIT */
/*
 * Where an element is, or shall be: its name in the storage above it, which is
 * open to be changed.
 */
#ifndef SLOT_H
#define SLOT_H

#include "edit.h"
#include "storage.h"

struct slot {
	IStorage *parent;
	ULONG parent_id; /* the number of its entry */
	OLECHAR name[STG_NAME_UNITS + 1]; /* as it was typed */
	char *path;                       /* without slashes around it */
	bool is_root;                     /* there is no name */
	bool exists;
	bool is_storage;
};

/* With the storages above that are missing, if they shall be made. */
enum exit_code
slot_find(struct slot *slot, struct edit *edit, const char *path, bool make);

/* The same where another one is open already, in the same file. */
enum exit_code slot_find_with(struct slot *slot, const struct slot *other,
	struct edit *edit, const char *path);

/* Reports that there is no such element. */
enum exit_code slot_missing(const struct slot *slot, const struct edit *edit);
void slot_done(struct slot *slot);

/* The storage that is there, or the root. */
HRESULT slot_open(const struct slot *slot, IStorage **storage);

/* A new storage, with its times. */
HRESULT storage_make(IStorage *parent, const OLECHAR *name, IStorage **storage);

/* A new stream, or an empty one in the place of the old one of that name. */
HRESULT stream_make(IStorage *parent, const OLECHAR *name, IStream **stream);

/* May a new element have this name? */
bool name_is_allowed(const OLECHAR *name, size_t length);

/* Files of other writers have other names; can one be handed over, at least? */
bool name_is_possible(const OLECHAR *name, size_t length);

/* The name in canonical or any other escaped form; no NUL is in it. */
HRESULT
name_parse(const char *text, size_t length, OLECHAR name[STG_NAME_UNITS + 1]);

#endif
