/* SPDX-License-Identifier: MIT */
/*
 * Objects that are embedded in a document, wherever its application keeps them:
 * storages that say so themselves (in ObjectPool, MBD..., anywhere), records of
 * PowerPoint, attachments of Outlook.
 */
#ifndef OBJECTS_H
#define OBJECTS_H

#include <stg/ole.h>

#include "listing.h"

enum object_kind {
	OBJECT_STORAGE,
	OBJECT_RECORD,    /* a compound file in "PowerPoint Document" */
	OBJECT_ATTACHMENT /* a file in a stream, or a message in a storage */
};

struct object {
	enum object_kind kind;
	uint32_t item;    /* its storage in the listing */
	uint32_t contents; /* of an attachment: the element with its bytes */
	struct text path; /* inner path, also for FILE//PATH if it can be */
	struct text shown; /* the same, and where its file is before it */
	struct text name; /* of the file in it, if it has one */
	struct text type; /* what users call it */
	struct text format; /* of the clipboard */
	CLSID clsid;
	bool is_package;
	bool is_link;
	uint64_t offset; /* of a Package's file in \1Ole10Native */
	uint64_t size;
};

struct objects {
	struct object *each;
	size_t count;
	size_t room;
};

/*
 * All of them; what cannot be read of one is left empty. `within` is what
 * stands before their paths: "", or the path of the file that they are in.
 */
void objects_find(struct objects *objects, struct target *target,
	const struct listing *listing, const char *within);

/* The stream that may hold a file with objects of its own; false: none. */
bool objects_stream(const struct listing *listing, const struct object *object,
	struct text *path);

/* The name of a Package's file: what is behind the last separator. */
void objects_file_name(struct text *text, const struct stg_package *package);

/* Move all that `from` has behind what `to` has. */
void objects_take(struct objects *to, struct objects *from);
void objects_done(struct objects *objects);

/* The element of a storage with that name in ASCII, or NO_ITEM. */
uint32_t objects_child(
	const struct listing *listing, uint32_t storage, const char *name);

#endif
