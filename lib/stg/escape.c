/* SPDX-License-Identifier: MIT */
/*
 * Names of elements as text and back: the grammar of inner paths in
 * <stg/helpers.h>. Text that was made here reads back as the same units.
 */
#include <stdbool.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>

#include "base/utf16.h"

enum form { FORM_TEXT, FORM_BACKSLASH, FORM_X, FORM_U };

struct range {
	uint32_t first;
	uint32_t last;
	enum form form;
};

/* What is not shown as it is. Ascending. */
static const struct range escaped[] = {
	{ 0x0000, 0x001F, FORM_X }, /* controls */
	{ '/', '/', FORM_X },
	{ '\\', '\\', FORM_BACKSLASH },
	{ 0x007F, 0x009F, FORM_X },     /* controls */
	{ 0x061C, 0x061C, FORM_U },     /* text direction */
	{ 0x200B, 0x200F, FORM_U },     /* no width, text direction */
	{ 0x2028, 0x202E, FORM_U },     /* line ends, text direction */
	{ 0x2060, 0x2060, FORM_U },     /* no width */
	{ 0x2066, 0x2069, FORM_U },     /* text direction */
	{ 0xD800, 0xDFFF, FORM_U },     /* surrogates without a partner */
	{ 0xFDD0, 0xFDEF, FORM_U },     /* noncharacters */
	{ 0xFEFF, 0xFEFF, FORM_U },     /* no width */
	{ 0xFFF9, 0xFFFB, FORM_U },     /* annotation */
	{ 0xFFFE, 0xFFFF, FORM_U },     /* noncharacters */
};

static enum form
form_of(uint32_t point)
{
	if (point >= 0x10000) /* the last two of each plane */
		return (point & 0xFFFE) == 0xFFFE ? FORM_U : FORM_TEXT;
	for (size_t i = 0; i < sizeof escaped / sizeof escaped[0]; i++) {
		if (point <= escaped[i].last)
			return point >= escaped[i].first ? escaped[i].form
							 : FORM_TEXT;
	}
	return FORM_TEXT;
}

/* Text that is counted whole and kept as far as there is room. */
struct output {
	char *text;
	size_t size;
	size_t length;
};

static void
put(struct output *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (out->length + 1 < out->size)
			out->text[out->length] = bytes[i];
		out->length++;
	}
}

static void
put_hex(struct output *out, char kind, uint32_t unit, unsigned digits)
{
	char text[6] = { '\\', kind };

	for (unsigned i = 0; i < digits; i++)
		text[2 + i] = "0123456789ABCDEF"[unit >>
			4 * (digits - 1 - i) & 15];
	put(out, text, 2 + digits);
}

static void
put_point(struct output *out, uint32_t point)
{
	char bytes[UTF8_MAX];
	uint16_t units[2];
	size_t n;

	switch (form_of(point)) {
	case FORM_TEXT:
		put(out, bytes, utf8_encode(point, bytes));
		break;
	case FORM_BACKSLASH:
		put(out, "\\\\", 2);
		break;
	case FORM_X:
		put_hex(out, 'x', point, 2);
		break;
	case FORM_U:
		n = utf16_encode(point, units);
		for (size_t i = 0; i < n; i++)
			put_hex(out, 'u', units[i], 4);
		break;
	}
}

/* Letters that stand for themselves; most names have no others. */
static bool
is_plain(unsigned unit)
{
	return unit >= 0x20 && unit < 0x7F && unit != '\\' && unit != '/';
}

size_t
stg_name_escape(const OLECHAR *name, size_t length, char *text, size_t size)
{
	struct output out = { text, size, 0 };

	if (length == 0)
		put(&out, "\\e", 2);
	for (size_t i = 0; i < length;) {
		uint32_t point = name[i];

		if (is_plain(point)) {
			char letter = (char)point;

			put(&out, &letter, 1);
			i++;
			continue;
		}
		i += utf16_decode((const uint16_t *)name + i, length - i,
			&point);
		put_point(&out, point);
	}
	if (size != 0)
		text[out.length < size ? out.length : size - 1] = '\0';
	return out.length;
}

static bool
read_hex(const char *text, size_t length, unsigned digits, uint16_t *unit)
{
	unsigned value = 0;

	if (length < digits)
		return false;
	for (unsigned i = 0; i < digits; i++) {
		static const char all[] = "0123456789abcdefABCDEF";
		const char *digit = text[i] ? strchr(all, text[i]) : NULL;

		if (!digit)
			return false;
		value = value << 4 | (unsigned)(digit - all > 15
				? digit - all - 6 : digit - all);
	}
	*unit = (uint16_t)value;
	return true;
}

/* Take an escape without its backslash; returns its bytes, 0 if it is none. */
static size_t
take_escape(const char *text, size_t length, uint16_t *unit)
{
	if (length == 0)
		return 0;
	switch (text[0]) {
	case '\\':
		*unit = '\\';
		return 1;
	case 'x':
		return read_hex(text + 1, length - 1, 2, unit) ? 3 : 0;
	case 'u':
		return read_hex(text + 1, length - 1, 4, unit) ? 5 : 0;
	default:
		return 0;
	}
}

/* Take one character or escape; returns its bytes, 0 if it is neither. */
static size_t
take(const char *text, size_t length, uint16_t units[2], size_t *count)
{
	uint32_t point;
	size_t n;

	*count = 1;
	if (is_plain((unsigned char)text[0])) {
		units[0] = (unsigned char)text[0];
		return 1;
	}
	if (text[0] == '\\') {
		n = take_escape(text + 1, length - 1, units);
		return n ? n + 1 : 0;
	}
	n = text[0] == '/' ? 0 : utf8_decode(text, length, &point);
	if (n)
		*count = utf16_encode(point, units);
	return n;
}

HRESULT
stg_name_unescape(const char *text, size_t length,
	OLECHAR name[STG_NAME_UNITS + 1], size_t *units)
{
	size_t n = 0;

	if (!text || !name || !units)
		return STG_E_INVALIDPOINTER;
	if (length == 2 && memcmp(text, "\\e", 2) == 0)
		length = 0;
	else if (length == 0)
		return STG_E_INVALIDNAME;
	while (length != 0) {
		uint16_t taken[2];
		size_t count;
		size_t bytes = take(text, length, taken, &count);

		if (bytes == 0 || n + count > STG_NAME_UNITS)
			return STG_E_INVALIDNAME;
		for (size_t i = 0; i < count; i++)
			name[n++] = taken[i];
		text += bytes;
		length -= bytes;
	}
	name[n] = 0;
	*units = n;
	return S_OK;
}
