/* SPDX-License-Identifier: MIT */
/*
 * The coding of stream names in Windows Installer databases. To fit a name of
 * up to 62 characters into 31 code units, two characters out of 64 go into one
 * unit from U+3800 on, six bits each, the first in the low bits; a single one
 * goes into a unit from U+4800 on. U+4840 in front marks a table. Any other
 * character stays as it is.
 */
#include "stg/known/known.h"

#include <string.h>

#include "base/utf16.h"

enum {
	PAIR = 0x3800,
	SINGLE = 0x4800,
	TABLE = 0x4840,
};

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz._";

static bool
is_coded(uint32_t point)
{
	return point >= PAIR && point <= TABLE;
}

/* Returns how many characters: 0 for the mark of a table amid the name. */
static size_t
put_coded(uint32_t point, bool first, char *text)
{
	if (point == TABLE) {
		text[0] = '!';
		return first;
	}
	if (point >= SINGLE) {
		text[0] = alphabet[point - SINGLE];
		return 1;
	}
	text[0] = alphabet[(point - PAIR) & 0x3f];
	text[1] = alphabet[(point - PAIR) >> 6];
	return 2;
}

/* Returns 0 for what a readable name cannot hold. */
static size_t
put_plain(uint32_t point, char *text)
{
	if (point < 0x20 || point == 0x7f || (point & ~0x7ffu) == 0xd800)
		return 0;
	return utf8_encode(point, text);
}

size_t
known_msi_name(const uint16_t *name, size_t units, char *text, size_t size)
{
	/* A unit becomes three bytes at most. */
	char decoded[3 * 31 + 1];
	size_t length = 0;
	bool coded = false;

	if (units > 31)
		return 0;
	for (size_t i = 0; i < units;) {
		bool first = i == 0;
		uint32_t point;
		size_t got;

		i += utf16_decode(name + i, units - i, &point);
		got = is_coded(point)
			      ? put_coded(point, first, decoded + length)
			      : put_plain(point, decoded + length);
		if (got == 0)
			return 0;
		coded |= is_coded(point);
		length += got;
	}
	if (!coded || length >= size)
		return 0;
	memcpy(text, decoded, length);
	text[length] = '\0';
	return length;
}
