/* SPDX-License-Identifier: MIT */
/*
 * The tokens of a recipe.  Nothing here remembers more than the place in the
 * line.
 */
#include "scan.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
scan_fail(struct scan *s, const char *format, ...)
{
	va_list list;
	int n;

	if (s->error_size == 0 || s->error[0] != '\0')
		return false;
	n = snprintf(s->error, s->error_size, "line %u: ", s->line);
	if (n > 0 && (size_t)n < s->error_size) {
		va_start(list, format);
		vsnprintf(
			s->error + n, s->error_size - (size_t)n, format, list);
		va_end(list);
	}
	return false;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

char
scan_peek(struct scan *s)
{
	while (s->at < s->end && is_space(*s->at))
		s->at++;
	if (s->at == s->end || *s->at == '#')
		return '\0';
	/* A NUL in the text is no end; it is no token either. */
	return *s->at == '\0' ? '?' : *s->at;
}

bool
scan_at_end(struct scan *s)
{
	return scan_peek(s) == '\0';
}

bool
scan_accept(struct scan *s, char c)
{
	if (scan_peek(s) != c || scan_at_end(s))
		return false;
	s->at++;
	return true;
}

bool
scan_expect(struct scan *s, char c)
{
	return scan_accept(s, c) || scan_fail(s, "'%c' is missing", c);
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool
scan_word(struct scan *s, char word[SCAN_WORD])
{
	size_t n = 0;

	if (!isalpha((unsigned char)scan_peek(s)))
		return false;
	while (s->at + n < s->end && is_word(s->at[n]))
		n++;
	if (n >= SCAN_WORD)
		return false;
	memcpy(word, s->at, n);
	word[n] = '\0';
	s->at += n;
	return true;
}

bool
scan_keyword(struct scan *s, const char *word)
{
	const char *start;
	char found[SCAN_WORD];

	scan_peek(s);
	start = s->at;
	if (scan_word(s, found) && strcmp(found, word) == 0)
		return true;
	s->at = start;
	return false;
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
	return 16;
}

static bool
scan_digits(struct scan *s, unsigned int base, uint64_t *value)
{
	const char *start = s->at;
	uint64_t sum = 0;

	while (s->at < s->end && (unsigned int)digit_value(*s->at) < base) {
		unsigned int digit = (unsigned int)digit_value(*s->at++);

		if (sum > (UINT64_MAX - digit) / base)
			return scan_fail(s, "number too large");
		sum = sum * base + digit;
	}
	*value = sum;
	return s->at > start || scan_fail(s, "a number is missing");
}

bool
scan_number(struct scan *s, uint64_t *value)
{
	unsigned int base = 10;
	unsigned int shift = 0;

	if (!isdigit((unsigned char)scan_peek(s)))
		return scan_fail(s, "a number is missing");
	if (s->end - s->at > 2 && s->at[0] == '0' && s->at[1] == 'x') {
		s->at += 2;
		base = 16;
	}
	if (!scan_digits(s, base, value))
		return false;
	if (s->at < s->end) {
		shift = *s->at == 'K'   ? 10
			: *s->at == 'M' ? 20
			: *s->at == 'G' ? 30
					: 0;
		s->at += shift > 0;
	}
	if (s->at < s->end && is_word(*s->at))
		return scan_fail(s, "'%c' in a number", *s->at);
	if (*value << shift >> shift != *value)
		return scan_fail(s, "number too large");
	*value <<= shift;
	return true;
}

static bool
scan_hex(struct scan *s, unsigned int digits, uint32_t *value)
{
	uint32_t sum = 0;

	for (; digits > 0; digits--) {
		if (s->at == s->end || digit_value(*s->at) == 16)
			return scan_fail(s, "a hexadecimal digit is missing");
		sum = sum << 4 | (uint32_t)digit_value(*s->at++);
	}
	*value = sum;
	return true;
}

bool
scan_hex_byte(struct scan *s, uint8_t *byte)
{
	uint32_t value;

	scan_peek(s);
	if (!scan_hex(s, 2, &value))
		return false;
	*byte = (uint8_t)value;
	return true;
}

/* The first three groups are little-endian numbers in a file. */
bool
scan_guid(struct scan *s, uint8_t guid[16])
{
	static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11,
		12, 13, 14, 15 };

	if (!scan_expect(s, '{'))
		return false;
	for (unsigned int i = 0; i < 16; i++) {
		if ((i == 4 || i == 6 || i == 8 || i == 10) &&
			!scan_expect(s, '-'))
			return false;
		if (!scan_hex_byte(s, &guid[order[i]]))
			return false;
	}
	return scan_expect(s, '}');
}

static void
put(struct scan_text *text, uint32_t unit)
{
	text->units[text->count++] = unit;
}

static void
put_code_point(struct scan_text *text, uint32_t code)
{
	if (code > 0xffff) {
		put(text, 0xd800 + ((code - 0x10000) >> 10));
		put(text, 0xdc00 + ((code - 0x10000) & 0x3ff));
	} else {
		put(text, code);
	}
}

/* Recipes are UTF-8; what is not comes through as its bytes. */
static void
scan_utf8(struct scan *s, struct scan_text *text)
{
	uint8_t first = (uint8_t)*s->at++;
	unsigned int more = first >= 0xf0 && first < 0xf5   ? 3
			    : first >= 0xe0 && first < 0xf0 ? 2
			    : first >= 0xc2 && first < 0xe0 ? 1
							    : 0;
	uint32_t code = first & (0x3fu >> more);

	if (more == 0 || (size_t)(s->end - s->at) < more) {
		put(text, first);
		return;
	}
	for (; more > 0; more--)
		code = code << 6 | ((uint8_t)*s->at++ & 0x3f);
	put_code_point(text, code > 0x10ffff ? 0xfffd : code);
}

static bool
scan_escape(struct scan *s, enum scan_quotes quotes, struct scan_text *text)
{
	uint32_t value;
	char c;

	if (s->at == s->end)
		return scan_fail(s, "text does not end");
	c = *s->at++;
	switch (c) {
	case '\\':
	case '"':
	case '/':
		value = (uint8_t)c;
		break;
	case 'n':
		value = '\n';
		break;
	case 't':
		value = '\t';
		break;
	case 'x':
		if (!scan_hex(s, 2, &value))
			return false;
		break;
	case 'u':
		if (quotes == SCAN_BYTES)
			return scan_fail(s, "\\u belongs into UTF-16");
		if (!scan_hex(s, 4, &value))
			return false;
		break;
	default:
		return scan_fail(s, "unknown escape \\%c", c);
	}
	put(text, value);
	return true;
}

static bool
scan_inside(struct scan *s, enum scan_quotes quotes, struct scan_text *text)
{
	while (s->at < s->end && *s->at != '"') {
		if (*s->at == '\\') {
			s->at++;
			if (!scan_escape(s, quotes, text))
				return false;
		} else if (quotes == SCAN_PATH && *s->at == '/') {
			s->at++;
			put(text, SCAN_SEPARATOR);
		} else if (quotes == SCAN_BYTES) {
			put(text, (uint8_t)*s->at++);
		} else {
			scan_utf8(s, text);
		}
	}
	if (s->at == s->end)
		return scan_fail(s, "text does not end");
	s->at++;
	return true;
}

bool
scan_quoted(struct scan *s, enum scan_quotes quotes, struct scan_text *text)
{
	/* No escape or sequence makes more units than it has bytes. */
	if (!scan_expect(s, '"'))
		return false;
	text->count = 0;
	text->units =
		malloc(((size_t)(s->end - s->at) + 1) * sizeof(*text->units));
	if (text->units == NULL)
		return scan_fail(s, "out of memory");
	if (scan_inside(s, quotes, text))
		return true;
	free(text->units);
	return false;
}
