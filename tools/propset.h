/* SPDX-License-Identifier: MIT */
/*
 * The property sets of a storage, each section of a stream as one. Their
 * formats are read from the stream, so that sets whose names say nothing
 * (those of HWP) are found, too.
 */
#ifndef PROPSET_H
#define PROPSET_H

#include <stdbool.h>

#include <stg/propset.h>

#include "report.h"
#include "text.h"

struct propset {
	const OLECHAR *name; /* of the stream */
	struct text shown;   /* the same, escaped */
	FMTID fmtid;
	ULONG section;   /* 0: the first of the stream */
	IStream *stream;   /* what it is in, or */
	IStorage *storage; /* for one with values beside it */
	IPropertyStorage *set; /* NULL: it was let go */
	WORD codepage;
};

/* S_OK: go on; anything else ends the walk and is its result. */
typedef HRESULT (*propset_fn)(struct propset *set, void *context);

struct propset_walk {
	IStorage *storage;
	DWORD mode;
	struct place place; /* of the storage, for reports */
	propset_fn fn;
	void *context;
	bool damaged; /* a set was, or could not be read */
};

/*
 * Calls fn for each set in the storage. What is no set, or cannot be opened,
 * is reported and passed over; of one that is damaged what is left is given.
 */
HRESULT propset_each(struct propset_walk *walk);

/* The place of an element in that storage; the text holds the path. */
struct place propset_place(const struct place *place, const char *shown,
	struct text *path);

/* Closes the set before its stream or storage is. */
void propset_let_go(struct propset *set);

/* "summary", "document", "user" or a format identifier. */
bool propset_format_parse(const char *text, size_t length, FMTID *fmtid);

/* What it is called in a property's name; writes into text. */
void propset_format(struct text *text, const FMTID *fmtid);

/* The name of a property: its own, the known one, or "#" and its number. */
void propset_property(struct text *text, const struct propset *set,
	const STATPROPSTG *property);

/* Is this property's value a duration? */
bool propset_is_duration(const FMTID *fmtid, PROPID propid);

HRESULT
propset_read(const struct propset *set, PROPID propid, PROPVARIANT *value);

#endif
