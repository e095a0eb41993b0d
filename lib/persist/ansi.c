/* SPDX-License-Identifier: MIT */
#include "persist/ansi.h"

#include <stdlib.h>
#include <string.h>

#include <stg/memory.h>

#include "base/bytes.h"
#include "base/utf16.h"

#define C1_FIRST 0x80
#define C1_LAST  0x9F

/* Windows-1252 where it is not Latin 1; 0: a control character, as there. */
static const uint16_t cp1252[C1_LAST - C1_FIRST + 1] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
	0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019,
	0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
	0x0153, 0, 0x017E, 0x0178,
};

bool
olestr_is_same(const OLECHAR *a, const OLECHAR *b)
{
	for (; olestr_lower(*a) == olestr_lower(*b); a++, b++)
		if (*a == 0)
			return true;
	return false;
}

OLECHAR *
olestr_copy(const OLECHAR *text, void *(*allocate)(size_t))
{
	size_t size = (utf16_length(text) + 1) * sizeof *text;
	OLECHAR *copy = allocate(size);

	if (copy)
		memcpy(copy, text, size);
	return copy;
}

static bool
is_utf8(const char *bytes, size_t length)
{
	while (length > 0) {
		uint32_t point;
		size_t taken = utf8_decode(bytes, length, &point);

		if (taken == 0)
			return false;
		bytes += taken;
		length -= taken;
	}
	return true;
}

static size_t
decode_utf8(const char *bytes, size_t length, OLECHAR *units)
{
	size_t count = 0;

	while (length > 0) {
		uint32_t point;
		size_t taken = utf8_decode(bytes, length, &point);

		count += utf16_encode(point, units + count);
		bytes += taken;
		length -= taken;
	}
	return count;
}

static size_t
decode_1252(const uint8_t *bytes, size_t length, OLECHAR *units)
{
	for (size_t i = 0; i < length; i++) {
		units[i] = bytes[i];
		if (bytes[i] >= C1_FIRST && bytes[i] <= C1_LAST &&
			cp1252[bytes[i] - C1_FIRST] != 0)
			units[i] = cp1252[bytes[i] - C1_FIRST];
	}
	return length;
}

OLECHAR *
ansi_decode(struct oleds_span bytes)
{
	const uint8_t *end = bytes.length > 0 ?
		memchr(bytes.bytes, 0, bytes.length) : NULL;
	size_t length = end ? (size_t)(end - bytes.bytes) : bytes.length;
	const char *text = (const char *)bytes.bytes;
	OLECHAR *units;

	if (length >= SIZE_MAX / sizeof *units)
		return NULL;
	units = CoTaskMemAlloc((length + 1) * sizeof *units);
	if (!units)
		return NULL;
	/* A byte of either makes one code unit at most. */
	if (is_utf8(text, length))
		units[decode_utf8(text, length, units)] = 0;
	else
		units[decode_1252(bytes.bytes, length, units)] = 0;
	return units;
}

OLECHAR *
wide_decode(struct oleds_span bytes)
{
	size_t length = bytes.length / sizeof(OLECHAR);
	OLECHAR *units = CoTaskMemAlloc((length + 1) * sizeof *units);
	size_t i = 0;

	if (!units)
		return NULL;
	for (; i < length; i++) {
		units[i] = get_le16(bytes.bytes + 2 * i);
		if (units[i] == 0)
			break;
	}
	units[i] = 0;
	return units;
}

static uint8_t
byte_of(uint32_t point)
{
	if (point < C1_FIRST || (point > C1_LAST && point <= 0xFF))
		return (uint8_t)point;
	for (unsigned i = 0; i < sizeof cp1252 / sizeof cp1252[0]; i++)
		if (cp1252[i] == point ||
			(cp1252[i] == 0 && C1_FIRST + i == point))
			return (uint8_t)(C1_FIRST + i);
	return '?';
}

struct oleds_span
ansi_encode(const OLECHAR *text)
{
	size_t units = utf16_length(text);
	struct oleds_span span = { NULL, 0 };
	uint8_t *bytes = malloc(units + 1);

	if (!bytes)
		return span;
	span.bytes = bytes;
	while (units > 0) {
		uint32_t point;
		size_t taken = utf16_decode(text, units, &point);

		bytes[span.length++] = byte_of(point);
		text += taken;
		units -= taken;
	}
	bytes[span.length++] = 0;
	return span;
}

struct oleds_span
wide_encode(const OLECHAR *text)
{
	size_t units = utf16_length(text) + 1;
	struct oleds_span span = { NULL, 0 };
	uint8_t *bytes = malloc(2 * units);

	if (!bytes)
		return span;
	for (size_t i = 0; i < units; i++)
		put_le16(bytes + 2 * i, text[i]);
	span.bytes = bytes;
	span.length = 2 * units;
	return span;
}

void
text_free(struct oleds_span text)
{
	free((void *)(uintptr_t)text.bytes);
}
