/* SPDX-License-Identifier: MIT */
/*
 * Values of property sets as the codec has them and as PROPVARIANT.
 *
 * In sets of code page 1200, text of type VT_LPSTR is UTF-8 on this side. In
 * all others it is the bytes that the set has.
 */
#ifndef STG_STG_PROPVALUE_H
#define STG_STG_PROPVALUE_H

#include <stdbool.h>

#include "oleps/value.h"
#include "stg/propmemory.h"

/* The system's code page. */
#define PROPVALUE_ANSI 65001

/** Whether values of this type live beside the set, under a name. */
bool propvalue_is_indirect(VARTYPE vt);

/**
 * Make a PROPVARIANT of a value. One that lives beside the set becomes its
 * name, in pwszVal. S_FALSE, and VT_EMPTY: the type is unknown.
 */
HRESULT propvalue_read(const struct oleps_value *value, uint16_t codepage,
	struct propmemory *memory, PROPVARIANT *out);

/**
 * Make a value of a PROPVARIANT, for oleps_value_clear(). One that lives
 * beside the set becomes `name`.
 */
HRESULT propvalue_write(const PROPVARIANT *pvar, uint16_t codepage,
	const OLECHAR *name, struct oleps_value *out);

/** A value that refers to another one becomes that one, not copied. */
HRESULT propvalue_dereference(const PROPVARIANT *pvar, PROPVARIANT *direct);

/** Text of a set in code units, for free(), up to its first NUL. */
HRESULT propvalue_text(const struct oleps_bytes *bytes, uint16_t codepage,
	OLECHAR **units, size_t *length);

#endif
