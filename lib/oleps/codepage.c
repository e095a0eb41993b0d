/* SPDX-License-Identifier: MIT */
/*
 * Text and the bytes of code pages. Everything passes through a buffer that
 * grows: what a code page makes of a byte is for it to know.
 */
#include "oleps/codepage.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/utf16.h"
#include "oleps/buffer.h"
#include "oleps/codepage_names.h"

#define REPLACEMENT 0xFFFD

/* --- Windows-1252 ------------------------------------------------------- */

/* 0x80 to 0x9F; the five that are not assigned stand for themselves. */
static const uint16_t western[32] = { 0x20AC, 0x0081, 0x201A, 0x0192, 0x201E,
	0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
	0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
	0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E,
	0x0178 };

static bool
to_western(uint32_t point, uint8_t *byte)
{
	if (point < 0x80 || (point >= 0xA0 && point <= 0xFF)) {
		*byte = (uint8_t)point;
		return true;
	}
	for (unsigned i = 0; i < 32; i++) {
		if (western[i] == point) {
			*byte = (uint8_t)(0x80 + i);
			return true;
		}
	}
	return false;
}

/* --- iconv -------------------------------------------------------------- */

#define NO_ICONV ((iconv_t)-1)

/* From the code page, or to it; UTF-16LE is the other side. */
static iconv_t
open_iconv(uint16_t codepage, bool from)
{
	char name[OLEPS_ENCODING_SIZE];
	iconv_t handle = NO_ICONV;

	for (unsigned i = 0; handle == NO_ICONV; i++) {
		if (!oleps_encoding_name(codepage, i, name))
			break;
		handle = from ? iconv_open("UTF-16LE", name)
			      : iconv_open(name, "UTF-16LE");
	}
	return handle;
}

bool
oleps_codepage_known(uint16_t codepage)
{
	iconv_t handle;

	if (codepage == OLEPS_CP_UNICODE || codepage == OLEPS_CP_WESTERN ||
		codepage == OLEPS_CP_UTF8)
		return true;
	handle = open_iconv(codepage, true);
	if (handle == NO_ICONV)
		return false;
	iconv_close(handle);
	return true;
}

/*
 * Convert as far as it goes. There is always more room than any one character
 * needs, so that a halt without progress is the fault of the input.
 */
static void
convert(iconv_t handle, char **in, size_t *left, struct oleps_buffer *out)
{
	size_t before;

	do {
		char *to;
		size_t room;

		if (!oleps_reserve(out, *left + 64))
			return;
		before = *left;
		to = (char *)out->data + out->size;
		room = out->room - out->size;
		if (iconv(handle, in, left, &to, &room) == (size_t)-1 &&
			*left == before)
			return;
		out->size = out->room - room;
	} while (*left != 0 && *left < before);
}

/* Bring a stateful encoding back to where it began. */
static void
finish(iconv_t handle, struct oleps_buffer *out)
{
	char *to;
	size_t room;

	if (!oleps_reserve(out, 64))
		return;
	to = (char *)out->data + out->size;
	room = out->room - out->size;
	if (iconv(handle, NULL, NULL, &to, &room) != (size_t)-1)
		out->size = out->room - room;
}

/* --- Bytes to UTF-16LE -------------------------------------------------- */

static void
add_point(struct oleps_buffer *out, uint32_t point)
{
	uint16_t units[2];
	uint8_t bytes[4];
	size_t count = utf16_encode(point, units);

	for (size_t i = 0; i < count; i++)
		put_le16(bytes + 2 * i, units[i]);
	oleps_add(out, bytes, 2 * count);
}

static size_t
decode_unicode(const uint8_t *bytes, size_t size, struct oleps_buffer *out)
{
	oleps_add(out, bytes, size & ~(size_t)1);
	if (size % 2 != 0)
		add_point(out, REPLACEMENT);
	return size % 2;
}

static size_t
decode_utf8(const uint8_t *bytes, size_t size, struct oleps_buffer *out)
{
	size_t bad = 0;

	while (size != 0 && !out->failed) {
		uint32_t point = REPLACEMENT;
		size_t used = utf8_decode((const char *)bytes, size, &point);

		if (used == 0) {
			point = REPLACEMENT;
			used = 1;
			bad++;
		}
		add_point(out, point);
		bytes += used;
		size -= used;
	}
	return bad;
}

static void
decode_western(const uint8_t *bytes, size_t size, struct oleps_buffer *out)
{
	for (size_t i = 0; i < size; i++) {
		bool odd = bytes[i] >= 0x80 && bytes[i] < 0xA0;

		add_point(out, odd ? western[bytes[i] - 0x80] : bytes[i]);
	}
}

static int
decode_foreign(uint16_t codepage, const uint8_t *bytes, size_t size,
	struct oleps_buffer *out, size_t *bad)
{
	iconv_t handle = open_iconv(codepage, true);
	/* iconv() takes what it only reads without const. */
	union {
		const uint8_t *from;
		char *to;
	} in = { .from = bytes };

	if (handle == NO_ICONV)
		return OLEPS_NO_CODEPAGE;
	while (size != 0 && !out->failed) {
		convert(handle, &in.to, &size, out);
		if (size == 0 || out->failed)
			break;
		add_point(out, REPLACEMENT);
		in.to++;
		size--;
		++*bad;
	}
	finish(handle, out);
	iconv_close(handle);
	return OLEPS_OK;
}

/* Give out->data as units of the machine's byte order, with a NUL. */
static int
hand_out_units(struct oleps_buffer *out, uint16_t **units, size_t *length)
{
	uint16_t *made;

	if (out->failed)
		return OLEPS_NO_MEMORY;
	made = malloc(out->size + 2);
	if (made == NULL)
		return OLEPS_NO_MEMORY;
	if (out->size != 0)
		get_le16s(out->data, made, out->size / 2);
	made[out->size / 2] = 0;
	*units = made;
	*length = out->size / 2;
	return OLEPS_OK;
}

int
oleps_text_decode(uint16_t codepage, const uint8_t *bytes, size_t size,
	uint16_t **units, size_t *length, size_t *bad)
{
	struct oleps_buffer out = { 0 };
	size_t wrong = 0;
	int status = OLEPS_OK;

	switch (codepage) {
	case OLEPS_CP_SYSTEM:
		decode_western(bytes, size, &out);
		break;
	case OLEPS_CP_UNICODE:
		wrong = decode_unicode(bytes, size, &out);
		break;
	case OLEPS_CP_WESTERN:
		decode_western(bytes, size, &out);
		break;
	case OLEPS_CP_UTF8:
		wrong = decode_utf8(bytes, size, &out);
		break;
	default:
		status = decode_foreign(codepage, bytes, size, &out, &wrong);
		break;
	}
	if (status == OLEPS_OK && wrong != 0 && bad == NULL)
		status = OLEPS_NO_TRANSLATION;
	if (status == OLEPS_OK)
		status = hand_out_units(&out, units, length);
	if (status == OLEPS_OK && bad != NULL)
		*bad = wrong;
	free(out.data);
	return status;
}

/* --- UTF-16 to bytes ---------------------------------------------------- */

static bool
is_surrogate(uint32_t point)
{
	return point >= 0xD800 && point <= 0xDFFF;
}

/* A code point in one of the two code pages that need no iconv. */
static bool
encode_point(uint16_t codepage, uint32_t point, struct oleps_buffer *out)
{
	char text[UTF8_MAX];
	uint8_t byte;

	if (codepage == OLEPS_CP_UTF8 && !is_surrogate(point)) {
		oleps_add(out, text, utf8_encode(point, text));
		return true;
	}
	if (codepage == OLEPS_CP_WESTERN && to_western(point, &byte)) {
		oleps_add(out, &byte, 1);
		return true;
	}
	return false;
}

static size_t
encode_builtin(uint16_t codepage, const uint16_t *units, size_t length,
	struct oleps_buffer *out)
{
	size_t bad = 0;

	while (length != 0 && !out->failed) {
		uint32_t point;
		size_t used = utf16_decode(units, length, &point);

		if (!encode_point(codepage, point, out)) {
			oleps_add(out, "?", 1);
			bad++;
		}
		units += used;
		length -= used;
	}
	return bad;
}

static void
encode_unicode(const uint16_t *units, size_t length, struct oleps_buffer *out)
{
	for (size_t i = 0; i < length; i++) {
		uint8_t bytes[2];

		put_le16(bytes, units[i]);
		oleps_add(out, bytes, 2);
	}
}

/* `left` bytes of UTF-16LE, from which one character is passed over. */
static void
pass_over(char **in, size_t *left)
{
	unsigned high = (uint8_t)(*in)[1];
	size_t used = high >= 0xD8 && high <= 0xDB && *left >= 4 ? 4 : 2;

	*in += used;
	*left -= used;
}

static int
encode_foreign(uint16_t codepage, const uint16_t *units, size_t length,
	struct oleps_buffer *out, size_t *bad)
{
	char question[] = { '?', 0 };
	struct oleps_buffer text = { 0 };
	iconv_t handle = open_iconv(codepage, false);
	char *in;
	size_t left;

	if (handle == NO_ICONV)
		return OLEPS_NO_CODEPAGE;
	encode_unicode(units, length, &text);
	in = (char *)text.data;
	left = text.size;
	out->failed = text.failed;
	while (left != 0 && !out->failed) {
		char *mark = question;
		size_t mark_left = sizeof question;

		convert(handle, &in, &left, out);
		if (left == 0 || out->failed)
			break;
		convert(handle, &mark, &mark_left, out);
		pass_over(&in, &left);
		++*bad;
	}
	finish(handle, out);
	iconv_close(handle);
	free(text.data);
	return OLEPS_OK;
}

int
oleps_text_encode(uint16_t codepage, const uint16_t *units, size_t length,
	uint8_t **bytes, size_t *size, size_t *bad)
{
	struct oleps_buffer out = { 0 };
	size_t wrong = 0;
	int status = OLEPS_OK;

	if (codepage == OLEPS_CP_SYSTEM)
		codepage = OLEPS_CP_WESTERN;
	switch (codepage) {
	case OLEPS_CP_UNICODE:
		encode_unicode(units, length, &out);
		break;
	case OLEPS_CP_WESTERN:
	case OLEPS_CP_UTF8:
		wrong = encode_builtin(codepage, units, length, &out);
		break;
	default:
		status = encode_foreign(codepage, units, length, &out, &wrong);
		break;
	}
	oleps_add(&out, "\0", 2);
	if (status == OLEPS_OK && out.failed)
		status = OLEPS_NO_MEMORY;
	if (status == OLEPS_OK && wrong != 0 && bad == NULL)
		status = OLEPS_NO_TRANSLATION;
	if (status != OLEPS_OK) {
		free(out.data);
		return status;
	}
	if (bad != NULL)
		*bad = wrong;
	*bytes = out.data;
	*size = out.size - 2;
	return OLEPS_OK;
}
