/* SPDX-License-Identifier: MIT */
/* What the two halves of SAFEARRAY share. */
#ifndef STG_STG_SAFEARRAY_H
#define STG_STG_SAFEARRAY_H

#include <stdbool.h>

#include <stg/safearray.h>

/** How many elements there are; false: more than can be. */
bool safearray_count(const SAFEARRAY *psa, size_t *count);

/** The bytes of all elements; false: more than memory can have. */
bool safearray_size(const SAFEARRAY *psa, size_t *size);

/** Turn the bits of `count` elements into copies of what they hold. */
HRESULT safearray_deepen(const SAFEARRAY *psa, void *elements, size_t count);

/** Free what `count` elements hold, and make them zeros. */
void safearray_clear(const SAFEARRAY *psa, void *elements, size_t count);

#endif
