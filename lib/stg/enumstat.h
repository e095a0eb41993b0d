/* SPDX-License-Identifier: MIT */
/* The enumerator of a storage's elements, IEnumSTATSTG. */
#ifndef STG_STG_ENUMSTAT_H
#define STG_STG_ENUMSTAT_H

#include <stg/statstg.h>

#include "stg/root.h"

/** An enumerator of storage `id` opened from `parent`. Under the lock. */
HRESULT enumstat_create(struct object *parent, uint32_t id,
	IEnumSTATSTG **out);

#endif
