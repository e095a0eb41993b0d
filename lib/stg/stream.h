/* SPDX-License-Identifier: MIT */
/* The stream object, IStream. */
#ifndef STG_STG_STREAM_H
#define STG_STG_STREAM_H

#include <stg/stream.h>

#include "stg/root.h"

/** A stream below `parent`, for entry `id`. Under the lock. */
HRESULT stream_create(struct object *parent, uint32_t id,
	const struct cfb_dirent *entry, DWORD mode, IStream **out);

#endif
