/* SPDX-License-Identifier: MIT */
/*
 * A list that enumerators and their clones share, as it was when the first of
 * them was made, and the place of each in it. A place may be moved by several
 * threads at once; it never leaves the list.
 */
#ifndef STG_STG_STATLIST_H
#define STG_STG_STATLIST_H

#include <stdatomic.h>
#include <stddef.h>

#include <stg/types.h>

/* What is listed. */
struct statlist_kind {
	size_t size; /* bytes of one */
	/* Copies one for the caller; NULL: its bytes are all. */
	HRESULT (*copy)(const void *stat, void *copy);
	/* Frees what one holds; NULL: nothing. */
	void (*done)(void *stat);
};

struct statlist {
	const struct statlist_kind *kind;
	atomic_uint refs;
	size_t count, room;
	unsigned char *stats;
};

struct statcursor {
	struct statlist *list;
	atomic_size_t next;
};

/** An empty list with one reference; NULL: no memory. */
struct statlist *statlist_create(const struct statlist_kind *kind);
void statlist_ref(struct statlist *list);
void statlist_unref(struct statlist *list);

/** One more at the end, all zeros; NULL: no memory. */
void *statlist_add(struct statlist *list);

/* IEnum...::Next, Skip and Reset. Skipping none goes to the end as well. */
HRESULT statcursor_next(struct statcursor *cursor, ULONG celt, void *rgelt,
	ULONG *pceltFetched);
HRESULT statcursor_skip(struct statcursor *cursor, ULONG celt);
HRESULT statcursor_reset(struct statcursor *cursor);

#endif
