/* SPDX-License-Identifier: MIT */
/*
 * UTF-16 as files hold it and UTF-8 as Linux people type it. Nothing is ever
 * replaced: what has no counterpart is reported, and the callers decide.
 */
#ifndef STG_BASE_UTF16_H
#define STG_BASE_UTF16_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX 4 /* bytes that one code point takes at most */

/** The code units before the NUL. */
static inline size_t
utf16_length(const uint16_t *units)
{
	size_t length = 0;

	while (units[length] != 0)
		length++;
	return length;
}

/**
 * Take one code point from `length` > 0 code units. Returns how many units
 * it took; an unpaired surrogate is handed out as it is (U+D800-U+DFFF).
 */
size_t utf16_decode(const uint16_t *units, size_t length, uint32_t *point);

/** Write a code point as one or two units; returns how many. */
size_t utf16_encode(uint32_t point, uint16_t units[2]);

/**
 * Take one code point from `length` > 0 bytes. Returns how many bytes it
 * took, or 0 where they are not UTF-8 (overlong forms, surrogates and values
 * above U+10FFFF included).
 */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *point);

/** Write a code point that is not a surrogate; returns how many bytes. */
size_t utf8_encode(uint32_t point, char bytes[UTF8_MAX]);

#endif
