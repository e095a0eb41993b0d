/* SPDX-License-Identifier: MIT */
#include "escape.h"

#include <string.h>

void
escape_name(struct text *text, const OLECHAR *name, size_t length)
{
	char buffer[STG_NAME_TEXT_SIZE];
	size_t size = stg_name_escape(name, length, buffer, sizeof(buffer));

	text_add_bytes(text, buffer,
		size < sizeof(buffer) ? size : sizeof(buffer) - 1);
}

void
escape_units(struct text *text, const OLECHAR *units, size_t length)
{
	while (length > 0) {
		size_t piece =
			length < STG_NAME_UNITS ? length : STG_NAME_UNITS;

		/* A pair of surrogates must not be torn. */
		if (piece < length && (units[piece - 1] & 0xFC00) == 0xD800)
			piece--;
		escape_name(text, units, piece);
		units += piece;
		length -= piece;
	}
}

size_t
point_decode(const char *bytes, size_t length, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *b = (const unsigned char *)bytes;
	size_t more;
	uint32_t value;

	if (b[0] < 0x80) {
		*point = b[0];
		return 1;
	}
	if (b[0] >= 0xF8 || b[0] < 0xC0)
		return 0;
	more = b[0] >= 0xF0 ? 3 : b[0] >= 0xE0 ? 2 : 1;
	if (length <= more)
		return 0;
	value = b[0] & (0x3Fu >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((b[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (b[i] & 0x3Fu);
	}
	if (value < least[more] || value > 0x10FFFF ||
		(value >= 0xD800 && value < 0xE000))
		return 0;
	*point = value;
	return more + 1;
}

size_t
point_encode(uint32_t point, char bytes[4])
{
	size_t more = point < 0x80      ? 0
		      : point < 0x800   ? 1
		      : point < 0x10000 ? 2
					: 3;
	static const unsigned char lead[] = { 0, 0xC0, 0xE0, 0xF0 };

	for (size_t i = more; i > 0; i--) {
		bytes[i] = (char)(0x80 | (point & 0x3F));
		point >>= 6;
	}
	bytes[0] = (char)(lead[more] | point);
	return more + 1;
}

static size_t
to_units(uint32_t point, OLECHAR units[2])
{
	if (point < 0x10000) {
		units[0] = (OLECHAR)point;
		return 1;
	}
	units[0] = (OLECHAR)(0xD800 + ((point - 0x10000) >> 10));
	units[1] = (OLECHAR)(0xDC00 + (point & 0x3FF));
	return 2;
}

static void
add_escaped(struct text *text, const char *bytes, size_t length, char plain)
{
	while (length > 0) {
		OLECHAR units[2];
		uint32_t point;
		size_t taken = point_decode(bytes, length, &point);

		if (taken == 0) {
			text_addf(text, "\\x%02X", (unsigned char)*bytes);
			taken = 1;
		} else if (point == '/' || point == (unsigned char)plain) {
			/* Part of a path here, not of a name. */
			text_add_bytes(text, bytes, 1);
		} else {
			escape_name(text, units, to_units(point, units));
		}
		bytes += taken;
		length -= taken;
	}
}

void
escape_bytes(struct text *text, const char *bytes, size_t length)
{
	add_escaped(text, bytes, length, '/');
}

void
escape_shown(struct text *text, const char *bytes, size_t length)
{
	add_escaped(text, bytes, length, '\\');
}

void
escape_to_ascii(struct text *text, const char *escaped)
{
	size_t length = strlen(escaped);

	while (length > 0) {
		OLECHAR units[2];
		uint32_t point;
		size_t taken = point_decode(escaped, length, &point);
		size_t count;

		if (taken == 0) {
			text_add_bytes(text, "?", 1);
			taken = 1;
		} else if (point < 0x80) {
			text_add_bytes(text, escaped, 1);
		} else {
			count = to_units(point, units);
			for (size_t i = 0; i < count; i++)
				text_addf(text, "\\u%04X", units[i]);
		}
		escaped += taken;
		length -= taken;
	}
}
