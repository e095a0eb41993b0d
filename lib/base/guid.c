/* SPDX-License-Identifier: MIT */
/*
 * Text form of GUIDs. `order` maps the digits as they are written to the
 * bytes as they are stored, so one loop serves both directions.
 */
#include "base/guid.h"

#include <string.h>

static const uint8_t order[GUID_BYTES] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10,
	11, 12, 13, 14, 15 };

static bool
dash_before(unsigned index)
{
	return index == 4 || index == 6 || index == 8 || index == 10;
}

bool
guid_is_null(const uint8_t guid[GUID_BYTES])
{
	static const uint8_t null[GUID_BYTES];

	return memcmp(guid, null, GUID_BYTES) == 0;
}

void
guid_to_text(const uint8_t guid[GUID_BYTES], char text[GUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789ABCDEF";
	char *p = text;

	*p++ = '{';
	for (unsigned i = 0; i < GUID_BYTES; i++) {
		if (dash_before(i))
			*p++ = '-';
		*p++ = digits[guid[order[i]] >> 4];
		*p++ = digits[guid[order[i]] & 15];
	}
	*p++ = '}';
	*p = '\0';
}

static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
guid_from_text(const char *text, size_t length, uint8_t guid[GUID_BYTES])
{
	uint8_t bytes[GUID_BYTES];

	if (length == 38) {
		if (text[0] != '{' || text[37] != '}')
			return false;
		text++;
	} else if (length != 36) {
		return false;
	}
	for (unsigned i = 0; i < GUID_BYTES; i++) {
		if (dash_before(i) && *text++ != '-')
			return false;
		int high = digit_value(*text++);
		if (high < 0)
			return false;
		int low = digit_value(*text++);
		if (low < 0)
			return false;
		bytes[order[i]] = (uint8_t)(high << 4 | low);
	}
	memcpy(guid, bytes, GUID_BYTES);
	return true;
}
