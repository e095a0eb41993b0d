/* SPDX-License-Identifier: MIT */
/*
 * Text that may be shown: names of elements as <stg/helpers.h> escapes them,
 * and by the same grammar any other bytes, names of files above all. Whatever
 * comes out is valid UTF-8 and cannot steer a terminal.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stddef.h>
#include <stdint.h>

#include <stg/helpers.h>

#include "text.h"

void escape_name(struct text *text, const OLECHAR *name, size_t length);

/* Bytes that should be UTF-8; what is not becomes \xHH. */
void escape_bytes(struct text *text, const char *bytes, size_t length);

/*
 * The same for what is escaped already, or was typed so: backslashes stay as
 * they are.
 */
void escape_shown(struct text *text, const char *bytes, size_t length);

/* Code units of any length. */
void escape_units(struct text *text, const OLECHAR *units, size_t length);

/*
 * Escaped text in ASCII alone: what is beyond becomes \uHHHH, which the tool
 * takes back. For terminals that do not know UTF-8.
 */
void escape_to_ascii(struct text *text, const char *escaped);

/*
 * One code point of at least one byte; the result is how many bytes it took, or
 * 0: not UTF-8.
 */
size_t point_decode(const char *bytes, size_t length, uint32_t *point);

/* How a code point reads in UTF-8: 1 to 4 bytes. */
size_t point_encode(uint32_t point, char bytes[4]);

#endif
