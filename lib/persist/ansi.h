/* SPDX-License-Identifier: MIT */
/*
 * Text in the bytes that programs of their time called ANSI. No stream says
 * which code page that was: what is valid UTF-8 is read as such, anything else
 * as Windows-1252, in which it is written too.
 */
#ifndef STG_PERSIST_ANSI_H
#define STG_PERSIST_ANSI_H

#include <stg/types.h>

#include "oleds/wire.h"

/** A unit in lower case, if it is an ASCII letter. */
static inline OLECHAR
olestr_lower(OLECHAR unit)
{
	return unit >= 'A' && unit <= 'Z' ? unit + ('a' - 'A') : unit;
}

/** Are two texts the same, whatever the case of their ASCII letters? */
bool olestr_is_same(const OLECHAR *a, const OLECHAR *b);

/** A copy in the memory of `allocate`. @return NULL: no memory */
OLECHAR *olestr_copy(const OLECHAR *text, void *(*allocate)(size_t));

/**
 * Decode up to the first NUL, into task memory, for CoTaskMemFree().
 * @return NULL: no memory
 */
OLECHAR *ansi_decode(struct oleds_span bytes);

/** The same of UTF-16. */
OLECHAR *wide_decode(struct oleds_span bytes);

/**
 * Encode with the NUL, for free(); '?' stands for what has no counterpart.
 * @return bytes NULL: no memory
 */
struct oleds_span ansi_encode(const OLECHAR *text);

/** The same in UTF-16. */
struct oleds_span wide_encode(const OLECHAR *text);

/** Give back what one of the two made. */
void text_free(struct oleds_span text);

#endif
