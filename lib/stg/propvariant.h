/* SPDX-License-Identifier: MIT */
/* Copies and frees what values hold, element by element. */
#ifndef STG_STG_PROPVARIANT_H
#define STG_STG_PROPVARIANT_H

#include "stg/propmemory.h"

/** Bytes in task memory with `length` of them; NULL: no memory. */
void *propvariant_duplicate(const void *bytes, size_t length);

/** PropVariantClear for a value whose parts came from elsewhere. */
HRESULT propvariant_clear(struct propmemory *memory, PROPVARIANT *pvar);

/** The same of so many code units, and a NUL behind them. */
LPWSTR propvariant_duplicate_text(const OLECHAR *text, size_t units);

#endif
