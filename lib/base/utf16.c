/* SPDX-License-Identifier: MIT */
/* One code point at a time, in both encodings and directions. */
#include "base/utf16.h"

size_t
utf16_decode(const uint16_t *units, size_t length, uint32_t *point)
{
	uint32_t high = units[0];

	*point = high;
	if (high < 0xD800 || high > 0xDBFF || length < 2)
		return 1;
	if (units[1] < 0xDC00 || units[1] > 0xDFFF)
		return 1;
	*point = 0x10000 + ((high - 0xD800) << 10) + (units[1] - 0xDC00U);
	return 2;
}

size_t
utf16_encode(uint32_t point, uint16_t units[2])
{
	if (point < 0x10000) {
		units[0] = (uint16_t)point;
		return 1;
	}
	point -= 0x10000;
	units[0] = (uint16_t)(0xD800 + (point >> 10));
	units[1] = (uint16_t)(0xDC00 + (point & 0x3FF));
	return 2;
}

static size_t
utf8_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 2;
	if (lead >= 0xE0 && lead <= 0xEF)
		return 3;
	if (lead >= 0xF0 && lead <= 0xF4)
		return 4;
	return 0;
}

size_t
utf8_decode(const char *bytes, size_t length, uint32_t *point)
{
	static const uint8_t lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = utf8_length((unsigned char)bytes[0]);
	uint32_t value;

	if (n == 0 || n > length)
		return 0;
	value = (unsigned char)bytes[0] & lead_bits[n];
	for (size_t i = 1; i < n; i++) {
		unsigned char next = (unsigned char)bytes[i];

		if ((next & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (next & 0x3F);
	}
	if (value < smallest[n] || value > 0x10FFFF ||
		(value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*point = value;
	return n;
}

size_t
utf8_encode(uint32_t point, char bytes[UTF8_MAX])
{
	if (point < 0x80) {
		bytes[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		bytes[0] = (char)(0xC0 | point >> 6);
		bytes[1] = (char)(0x80 | (point & 0x3F));
		return 2;
	}
	if (point < 0x10000) {
		bytes[0] = (char)(0xE0 | point >> 12);
		bytes[1] = (char)(0x80 | (point >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (point & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | point >> 18);
	bytes[1] = (char)(0x80 | (point >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (point >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (point & 0x3F));
	return 4;
}
