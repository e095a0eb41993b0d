/* SPDX-License-Identifier: MIT */
/* The property sets of a storage, IPropertySetStorage. */
#ifndef STG_STG_PROPSETS_H
#define STG_STG_PROPSETS_H

#include <stg/propset.h>

struct propsets;

/** For a storage of ours, whose references count for both; NULL: no memory. */
struct propsets *propsets_create(IStorage *outer);

/** The interface, without another reference. */
IPropertySetStorage *propsets_interface(struct propsets *sets);

/** Bring open sets into their streams. NULL is fine. */
HRESULT propsets_flush(struct propsets *sets);

/** The storage goes, while its streams still work. NULL is fine. */
void propsets_detach(struct propsets *sets);

struct propstg;

/** A set leaves the list; the last one takes the structure along. */
void propsets_remove(struct propsets *sets, struct propstg *p);

/** Set the times of an element, as far as its storage is still there. */
HRESULT propsets_set_times(struct propsets *sets, const OLECHAR *name,
	const FILETIME *ctime, const FILETIME *atime, const FILETIME *mtime);

/** An enumerator over the sets of a storage. */
HRESULT propsets_enum(IStorage *storage, IEnumSTATPROPSETSTG **out);

#endif
