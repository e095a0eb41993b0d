/* SPDX-License-Identifier: MIT */
/*
 * Bytes of a code page and UTF-16. 1200 (UTF-16LE), 1252 and 65001 (UTF-8) are
 * built in; others go through iconv, by the names that the C library gives
 * them.
 */
#ifndef STG_OLEPS_CODEPAGE_H
#define STG_OLEPS_CODEPAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oleps/status.h"

#define OLEPS_CP_SYSTEM  0 /* the writer's own; 1252 is the best guess */
#define OLEPS_CP_UNICODE 1200
#define OLEPS_CP_WESTERN 1252
#define OLEPS_CP_UTF8    65001

/** Can text of this code page be read here? */
bool oleps_codepage_known(uint16_t codepage);

/**
 * Convert all `size` bytes, NULs included. What the code page does not define
 * becomes U+FFFD and is counted in *bad, or is OLEPS_NO_TRANSLATION when `bad`
 * is NULL. A lone surrogate of 1200 stays what it is. `units` is malloc()ed,
 * never NULL, with a NUL behind `length` units.
 */
OLEPS_MUST_CHECK int oleps_text_decode(uint16_t codepage, const uint8_t *bytes,
	size_t size, uint16_t **units, size_t *length, size_t *bad);

/**
 * Convert all `length` units, NULs included. What cannot be said in the code
 * page becomes a question mark and is counted in *bad, or is
 * OLEPS_NO_TRANSLATION when `bad` is NULL. `bytes` is malloc()ed, never NULL,
 * with two NULs behind `size` bytes.
 */
OLEPS_MUST_CHECK int oleps_text_encode(uint16_t codepage, const uint16_t *units,
	size_t length, uint8_t **bytes, size_t *size, size_t *bad);

#endif
