/* SPDX-License-Identifier: MIT */
/*
 * GUIDs as the sixteen bytes that files hold ([MS-DTYP] 2.3.4.2: the first
 * three fields little-endian) and as text in the usual grouping.
 */
#ifndef STG_BASE_GUID_H
#define STG_BASE_GUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUID_BYTES     16
#define GUID_TEXT_SIZE 39 /* "{8-4-4-4-12}" and a NUL */

bool guid_is_null(const uint8_t guid[GUID_BYTES]);

/** Write "{00000000-0000-0000-0000-000000000000}", upper-case, with a NUL. */
void guid_to_text(const uint8_t guid[GUID_BYTES], char text[GUID_TEXT_SIZE]);

/**
 * Read a GUID from `length` bytes of text, with both braces or neither, in
 * either case. Returns false, and leaves `guid` alone, for anything else.
 */
bool guid_from_text(const char *text, size_t length, uint8_t guid[GUID_BYTES]);

#endif
