/* SPDX-License-Identifier: MIT */
/*
 * Elements with all that is below them, from one storage to another, in one
 * file or between two; classes, state bits and times come along.
 */
#ifndef GRAFT_H
#define GRAFT_H

#include "listing.h"
#include "storage.h"

/*
 * All that is in a storage, and what is said about it, into an empty one.
 * STG_E_INVALIDNAME: but for elements whose names cannot be handed over.
 */
HRESULT graft_all(IStorage *source, IStorage *target);

/* Reports each of these elements, and tells how many they are. */
size_t graft_report_refused(IStorage *source, const char *file);

/* One element; the name is free there, its own or one that may be given. */
HRESULT graft_element(IStorage *source, const OLECHAR *name, IStorage *target,
	const OLECHAR *new_name);

/*
 * A failure as a compact or copied file must not have: does every element
 * of the one storage that can have its like in the other have it?
 */
HRESULT graft_compare(IStorage *source, IStorage *target);

#endif
