/* SPDX-License-Identifier: MIT */
/*
 * Opening a file with what a root opened with STGM_PRIORITY has of it, so that
 * nobody gets between, and without the contents of some elements.
 */
#ifndef STG_STG_HANDOVER_H
#define STG_STG_HANDOVER_H

#include <stg/storage.h>

#include "stg/share.h"

struct handover {
	struct device *device; /* to be opened */
	struct share share;
	OLECHAR *name;         /* task memory */
};

/**
 * Make ready to open in `mode`: the locks have changed hands. On failure
 * nothing has happened.
 */
HRESULT handover_begin(struct handover *handover, IStorage *priority,
	DWORD mode);

/** What came of the opening, returned: success releases `priority`. */
HRESULT handover_end(IStorage *priority, HRESULT opened);

/**
 * Empty the elements of these names, those of them that exist. On failure the
 * storage is released and NULL.
 */
HRESULT exclude_elements(SNB names, IStorage **storage);

#endif
