/* SPDX-License-Identifier: MIT */
/*
 * Reads the tokens of one line of a recipe: words, numbers, quoted text and
 * punctuation.
 */
#ifndef BUILDER_SCAN_H
#define BUILDER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan {
	const char *at, *end;
	unsigned int line;
	char *error;
	size_t error_size;
};

#define SCAN_WORD 32

/* Stands in decoded names for a slash that separates them. */
#define SCAN_SEPARATOR UINT32_C(0x10000)

/* Bytes, UTF-16 units or, between names, SCAN_SEPARATOR. */
struct scan_text {
	uint32_t *units;
	size_t count;
};

enum scan_quotes {
	SCAN_BYTES,
	SCAN_UTF16,
	SCAN_PATH, /* UTF-16, unescaped slashes separate */
};

/* Always false, for `return scan_fail(…)`.  The first failure is kept. */
bool scan_fail(struct scan *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether nothing but a comment is left. */
bool scan_at_end(struct scan *s);
/* The next character that is no space, NUL at the end. */
char scan_peek(struct scan *s);
bool scan_accept(struct scan *s, char c);
bool scan_expect(struct scan *s, char c);
/* Accepts a word of letters, digits and _ that begins with a letter. */
bool scan_word(struct scan *s, char word[SCAN_WORD]);
/* Accepts this very word. */
bool scan_keyword(struct scan *s, const char *word);
/* Decimal or 0x, with K, M or G for powers of 1024. */
bool scan_number(struct scan *s, uint64_t *value);
/* Two hexadecimal digits. */
bool scan_hex_byte(struct scan *s, uint8_t *byte);
/* {00000000-0000-0000-0000-000000000000}, as the bytes of a file */
bool scan_guid(struct scan *s, uint8_t guid[16]);
/* A "…".  The caller frees text->units. */
bool
scan_quoted(struct scan *s, enum scan_quotes quotes, struct scan_text *text);

#endif
