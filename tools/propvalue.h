/* SPDX-License-Identifier: MIT */
/* Values of properties as people read and write them. */
#ifndef PROPVALUE_H
#define PROPVALUE_H

#include <stdbool.h>

#include <stg/propset.h>

#include "json.h"
#include "text.h"

#define SCALE_MOST 28 /* places of a DECIMAL */

/* "lpstr", "vector of variant", "0x03E7". */
void propvalue_type(struct text *text, VARTYPE vt);

/* The type of such a name; false: there is none. */
bool propvalue_type_parse(const char *name, VARTYPE *vt);

/*
 * A single value, unescaped; text of type LPSTR is in the code page. A time
 * that is a duration reads as one. Blobs are their size and beginning.
 */
void propvalue_show(struct text *text, const PROPVARIANT *value, WORD codepage,
	bool duration);

/* A vector or an array? */
bool propvalue_is_list(const PROPVARIANT *value);

/* The elements of a list; 0 of anything else. */
ULONG propvalue_count(const PROPVARIANT *value);

/* One of them. It belongs to the list. */
PROPVARIANT propvalue_element(const PROPVARIANT *vector, ULONG index);

/* A value, or an array of them; as objects with a type where they differ. */
void propvalue_json(struct json *json, const char *key,
	const PROPVARIANT *value, WORD codepage, bool duration);

/*
 * What propvalue_show() writes, read again, for PropVariantClear(). Bytes are
 * read as hexadecimal digits, clipboard data as its format, a colon and the
 * same; lists with a semicolon between the elements, each with its type and a
 * colon before it where they differ. False: no such value, or of no type that
 * is written as text.
 */
bool propvalue_parse(
	PROPVARIANT *value, VARTYPE vt, const char *text, WORD codepage);

/*
 * A list of this type of elements, which are taken over and cleared in any
 * case. False: no such list, or no memory.
 */
bool propvalue_list(
	PROPVARIANT *value, VARTYPE vt, PROPVARIANT *elements, ULONG count);

/* Hexadecimal digits to bytes, for CoTaskMemFree(); NULL: they are none. */
BYTE *propvalue_from_hex(const char *hex, ULONG *size);

#endif
