/* SPDX-License-Identifier: MIT */
/* Both directions, one code point at a time. */
#include "stg/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stg/memory.h>

#include "base/utf16.h"

/* A code unit takes three bytes at most: a pair of them takes four. */
#define BYTES_PER_UNIT 3

#define BYTE_SURROGATE 0xDC00 /* | a byte from 0x80 on */

/* Returns how many bytes were written; 0: the code point has none. */
static size_t
put_point(uint32_t point, char *bytes)
{
	if (point < 0xD800 || point > 0xDFFF)
		return utf8_encode(point, bytes);
	if (point < (BYTE_SURROGATE | 0x80) || point > (BYTE_SURROGATE | 0xFF))
		return 0;
	*bytes = (char)(point & 0xFF);
	return 1;
}

char *
stg_utf8_from_olestr(const OLECHAR *text)
{
	size_t units = utf16_length(text);
	char *bytes = NULL;
	size_t length = 0;

	if (units <= (SIZE_MAX - 1) / BYTES_PER_UNIT)
		bytes = malloc(units * BYTES_PER_UNIT + 1);
	if (!bytes) {
		errno = ENOMEM;
		return NULL;
	}
	while (units > 0) {
		uint32_t point;
		size_t taken = utf16_decode(text, units, &point);
		size_t put = put_point(point, bytes + length);

		if (put == 0) {
			free(bytes);
			errno = EILSEQ;
			return NULL;
		}
		text += taken;
		units -= taken;
		length += put;
	}
	bytes[length] = '\0';
	return bytes;
}

HRESULT
stg_olestr_from_utf8(const char *bytes, OLECHAR **text)
{
	size_t left = strlen(bytes);
	OLECHAR *unit = NULL;

	/* A code point of n bytes takes no more than n units. */
	if (left <= SIZE_MAX / sizeof *unit - 1)
		unit = CoTaskMemAlloc((left + 1) * sizeof *unit);
	*text = unit;
	if (!unit)
		return STG_E_INSUFFICIENTMEMORY;
	while (left > 0) {
		uint32_t point;
		size_t taken = utf8_decode(bytes, left, &point);

		if (taken == 0) {
			point = BYTE_SURROGATE | (unsigned char)*bytes;
			taken = 1;
		}
		unit += utf16_encode(point, unit);
		bytes += taken;
		left -= taken;
	}
	*unit = 0;
	return S_OK;
}
