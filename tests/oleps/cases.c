/* SPDX-License-Identifier: MIT */
/* Written from the specification by hand, without a function of lib/oleps. */
#include "oleps/cases.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define HEADER  "wxFFFE w0 x20006 *16 1 "
#define SUMMARY ":02d5cdd59c2e1b10939708002b2cf9ae "
#define USER    ":05d5cdd59c2e1b10939708002b2cf9ae "
/* Sections of one property, or with a code page before it. */
#define ONE(size, id)  size " 1 " id " 16 "
#define TWO(size, id)  size " 2 1 24 " id " 32 2 wx4E4 w0 "
#define WIDE(size, id) size " 2 1 24 " id " 32 2 w1200 w0 "

const struct oleps_case oleps_cases[] = {
	/* The header */
	{ "plain", TWO("44", "2") "30 4 'abc0 ", { 0 } },
	{ "empty-section", "8 0 ", { 1301 } },
	{ "version-7",
		"=wxFFFE w7 0 *16 1 " SUMMARY "48 " TWO("40", "2") "3 9 ",
		{ 1101 } },
	{ "no-section", "=wxFFFE w0 0 *16 0 ", { 1102 } },
	{ "three-sections",
		"=wxFFFE w0 0 *16 3 " SUMMARY "88 " USER "96 "
		":11 *15 104 "
		"8 0 8 0 8 0 ",
		{ 1102, 1301, 1301, 1301 } },
	{ "header-cut", "=wxFFFE w0 0 *16 2 " SUMMARY "48 8 0 ",
		{ 1103, 1301 } },
	{ "section-count-huge", "=wxFFFE w0 0 *16 xFFFFFFFF " SUMMARY "48 8 0 ",
		{ 1102, 1103, 1301 } },
	{ "section-count-times-20", "=wxFFFE w0 0 *16 x0CCCCCCE " SUMMARY
		"48 8 0 ",
		{ 1102, 1103, 1301 } },
	{ "tail", TWO("40", "2") "3 9 :01 ", { 1104 } },
	{ "tail-of-zeros", TWO("40", "2") "3 9 *99 ", { 0 } },
	{ "fmtid-twice",
		"=wxFFFE w0 0 *16 2 " SUMMARY "68 " SUMMARY "76 8 0 8 0 ",
		{ 1301, 1105, 1301, 1106 } },
	{ "pair", "=wxFFFE w0 0 *16 2 " USER "68 " SUMMARY "76 8 0 8 0 ",
		{ 1301, 1301, 1106 } },
	/* Sections */
	{ "section-outside", "=" HEADER SUMMARY "400 8 0 ", { 1201, 1104 } },
	{ "section-in-header", "=" HEADER SUMMARY "20 8 0 ", { 1201, 1104 } },
	{ "section-cut", TWO("400", "2") "3 9 ", { 1202 } },
	{ "section-size-odd", TWO("41", "2") "3 9 *1 ", { 1203, 1408 } },
	{ "section-short", TWO("36", "2") "3 9 ", { 1204 } },
	{ "section-shorter-than-table", TWO("12", "2") "3 9 ", { 1204 } },
	{ "section-unaligned",
		"=" HEADER SUMMARY "49 *1 " TWO("40", "2") "3 9 ", { 1214 } },
	{ "section-moved", "=" HEADER SUMMARY "48 *3 " TWO("40", "2") "3 9 ",
		{ 1215 } },
	{ "section-gap", "48 2 1 32 2 40 *8 2 wx4E4 w0 3 9 ", { 1213 } },
	{ "sections-at-one-place",
		"=wxFFFE w0 0 *16 2 " SUMMARY "68 " USER "68 "
		TWO("40", "2") "3 9 ",
		{ 1216 } },
	{ "sections-overlap",
		"=wxFFFE w0 0 *16 2 " SUMMARY "68 " USER "100 "
		TWO("40", "2") "3 9 ",
		{ 1202, 1206, 1203, 1205 } },
	{ "table-cut", "40 9999 1 24 2 32 2 wx4E4 w0 3 9 ",
		{ 1205, 1207, 1207, 1206 } },
	{ "count-huge", "40 xFFFFFFFF 1 24 2 32 2 wx4E4 w0 3 9 ",
		{ 1205, 1207, 1207, 1206 } },
	{ "count-times-8", "40 x20000002 1 24 2 32 2 wx4E4 w0 3 9 ",
		{ 1205, 1207, 1207, 1206 } },
	{ "offset-outside", TWO("32", "2") "", { 1206 } },
	{ "offset-huge", "40 2 1 24 2 xFFFFFFF0 2 wx4E4 w0 3 9 ",
		{ 1206, 1408 } },
	{ "offset-in-table", "40 2 1 24 2 8 2 wx4E4 w0 3 9 ",
		{ 1207, 1209, 1408 } },
	{ "offset-unaligned", "44 2 1 24 2 33 2 wx4E4 w0 *1 3 9 *3 ",
		{ 1208, 1408 } },
	{ "offset-of-itself", "40 2 1 24 2 0 2 wx4E4 w0 3 9 ",
		{ 1207, 1209, 1408 } },
	{ "offset-order", "40 2 1 32 2 24 3 9 2 wx4E4 w0 ", { 1209 } },
	{ "offset-shared", "48 3 1 32 2 40 3 40 2 wx4E4 w0 3 9 ", { 1210 } },
	{ "id-twice", "56 3 1 32 2 40 2 48 2 wx4E4 w0 3 9 3 8 ", { 1211 } },
	{ "codepage-twice", "40 2 1 24 1 32 2 wx4E4 w0 2 w1251 w0 ", { 1211 } },
	{ "dictionary-twice",
		"72 3 0 32 0 48 1 64 1 2 2 'a0 ^4 1 2 2 'b0 ^4 2 wx4E4 w0 ",
		{ 1211, 1408 } },
	{ "id-illegal", TWO("40", "xFFFFFFFF") "3 9 ", { 1212 } },
	/* Code page, locale, behavior */
	{ "codepage-missing", ONE("24", "2") "3 9 ", { 1301 } },
	{ "codepage-i4", "24 1 1 16 3 1252 ", { 1302 } },
	{ "codepage-text", "28 1 1 16 30 4 '125 *1 ", { 1301, 1302 } },
	{ "codepage-cut", "20 1 1 16 2 ", { 1301, 1405 } },
	{ "codepage-of-a-byte",
		"56 3 1 35 x80000000 40 2 48 *3 2 :e9 19 x409 3 9 ",
		{ 1208, 1213, 1301, 1406 } },
	{ "codepage-utf8", "24 1 1 16 2 wxFDE9 w0 ", { 0 } },
	{ "codepage-unknown", "24 1 1 16 2 w9999 w0 ", { 1303 } },
	{ "codepage-0", "24 1 1 16 2 w0 w0 ", { 1303 } },
	{ "locale", TWO("40", "x80000000") "19 x407 ", { 0 } },
	{ "locale-i4", TWO("40", "x80000000") "3 x407 ", { 1304 } },
	{ "behavior",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("40", "x80000003") "19 1 ",
		{ 0 } },
	{ "behavior-i4",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("40", "x80000003") "3 1 ",
		{ 1305 } },
	{ "behavior-2",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("40", "x80000003") "19 2 ",
		{ 1306 } },
	{ "behavior-version", TWO("40", "x80000003") "19 1 ", { 1307 } },
	/* Values */
	{ "type-padding", TWO("40", "2") "w3 w7 9 ", { 1401 } },
	{ "type-unknown", TWO("44", "2") "999 :0102030405060708 ", { 1402 } },
	{ "type-variant", TWO("44", "2") "12 3 9 ", { 1402 } },
	{ "type-byref", TWO("40", "2") "x4003 9 ", { 1402 } },
	{ "type-version", TWO("40", "2") "16 9 ", { 1403 } },
	{ "type-nested", TWO("52", "2") "x100C 1 65 4 :01020304 ", { 1404 } },
	{ "value-cut", TWO("40", "2") "20 9 ", { 1405 } },
	{ "text-cut", TWO("40", "2") "30 xFFFFFFFF ", { 1405 } },
	{ "wide-text-cut", TWO("40", "2") "31 xFFFFFFFF ", { 1405 } },
	{ "blob-cut", TWO("44", "2") "65 5 :01020304 ", { 1405 } },
	{ "blob-huge", TWO("44", "2") "65 xFFFFFFFF :01020304 ", { 1405 } },
	{ "blob-empty", TWO("40", "2") "65 0 ", { 0 } },
	{ "blob-object-cut", TWO("44", "2") "70 5 :01020304 ", { 1405 } },
	{ "clsid-cut", TWO("48", "2") "72 *12 ", { 1405 } },
	{ "decimal-cut", TWO("48", "2") "14 *12 ", { 1405 } },
	{ "decimal-scale", TWO("52", "2") "14 w0 :1d00 *8 1 *0 ", { 1422 } },
	{ "decimal-sign", TWO("52", "2") "14 w0 :0001 *12 ", { 1422 } },
	{ "filetime-cut", TWO("40", "2") "64 9 ", { 1405 } },
	{ "name-cut", TWO("40", "2") "66 9 ", { 1405 } },
	{ "name-of-a-stream", TWO("48", "2") "66 6 'prop20 ^4 ", { 0 } },
	{ "versioned-cut", TWO("48", "2") "73 *12 ", { 1405 } },
	{ "wide-text-doubled", TWO("44", "2") "31 x80000002 u'ab ", { 1405 } },
	{ "value-overlap", "56 3 1 32 2 40 3 48 2 wx4E4 w0 30 9 3 9 ",
		{ 1406 } },
	{ "value-leftover", TWO("44", "2") "3 9 *4 ", { 1408 } },
	{ "value-padding", TWO("40", "2") "2 w9 w9 ", { 1409 } },
	{ "value-unpadded", TWO("42", "2") "30 2 'a0 ", { 1203, 1410 } },
	{ "text-unterminated", TWO("44", "2") "30 4 'abcd ", { 1411 } },
	{ "wide-text-unterminated", TWO("44", "2") "31 2 u'ab ", { 1411 } },
	{ "text-empty", TWO("40", "2") "30 0 ", { 0 } },
	{ "text-odd", WIDE("44", "2") "30 3 :610000 *1 ", { 1412 } },
	{ "bstr-odd", WIDE("44", "2") "8 3 :610000 *1 ", { 1412 } },
	{ "text-nul-within", TWO("44", "2") "30 4 'a0b0 ", { 0 } },
	{ "bool-1", TWO("40", "2") "11 w1 w0 ", { 1413 } },
	{ "clip-short", TWO("44", "2") "71 2 :0102 *2 ", { 1414 } },
	{ "clip-0", TWO("40", "2") "71 0 ", { 1414 } },
	{ "clip-cut", TWO("44", "2") "71 400 xFFFFFFFF ", { 1405 } },
	{ "clip-huge", TWO("44", "2") "71 xFFFFFFFF xFFFFFFFF ", { 1405 } },
	{ "clip-empty", TWO("44", "2") "71 4 xFFFFFFFF ", { 0 } },
	{ "vector-count-too-large", TWO("44", "2") "x1003 2 9 ", { 1415 } },
	{ "vector-count-huge", TWO("44", "2") "x101E xFFFFFFFF 0 ", { 1415 } },
	{ "vector-of-8-bytes-huge", TWO("44", "2") "x1014 x20000001 0 ",
		{ 1415 } },
	{ "vector-of-variants-huge", TWO("44", "2") "x100C x15555556 0 ",
		{ 1415 } },
	{ "vector-of-clsids-huge", TWO("44", "2") "x1048 x10000001 0 ",
		{ 1415 } },
	{ "vector-element-cut", TWO("52", "2") "x101E 2 2 'a0 ^4 400 ",
		{ 1405 } },
	{ "vector-empty", TWO("40", "2") "x1003 0 ", { 1416 } },
	{ "vector-padded", TWO("56", "13") "x101E 2 2 'a0 *2 2 'b0 *2 ",
		{ 1417 } },
	{ "vector-unpadded", TWO("52", "3") "x101E 2 2 'a0 2 'b0 ", { 1417 } },
	/* These once became others when something beside them was changed. */
	{ "vector-off-by-one",
		"60 2 1 24 3 33 2 wx4E4 w0 *1 x100C 2 17 5 3 6 *3 ",
		{ 1208, 1408, 1408 } },
	{ "vector-padded-before-another",
		"72 3 1 32 13 40 2 64 2 wx4E4 w0 "
		"x101E 2 3 'ab0 *1 3 'ab0 *1 3 9 ",
		{ 1417 } },
	{ "vector-with-bytes-behind",
		"64 2 1 24 3 33 2 wx4E4 w0 *1 x100C 2 30 6 'Title0 3 1 *1 ",
		{ 1208, 1408, 1409, 1401 } },
	{ "array-type",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("56", "2") "x2003 19 1 1 0 9 ",
		{ 1418 } },
	{ "array-no-dimension",
		"=wxFFFE w1 0 *16 1 " SUMMARY "48 " TWO("44", "2") "x2003 3 0 ",
		{ 1419 } },
	{ "array-32-dimensions",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("300", "2") "x2003 3 32 *256 ",
		{ 1419 } },
	{ "array-product-huge",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("60", "2") "x2003 3 2 x10000 0 x10000 0 ",
		{ 1415 } },
	{ "array-product-0",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("60", "2") "x2003 3 2 x10000 0 0 0 ",
		{ 1416 } },
	{ "array-product-64",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("84", "2") "x2003 3 5 x8000 0 x8000 0 x8000 0 "
		"x8000 0 16 0 ",
		{ 1415 } },
	{ "array-bounds",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("60", "2") "x2003 3 1 2 x7FFFFFFF 9 9 ",
		{ 1423 } },
	{ "array-dimensions-huge",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("44", "2") "x2003 3 xFFFFFFFF ",
		{ 1419 } },
	{ "array-dimensions-cut",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("52", "2") "x2003 3 31 1 0 ",
		{ 1405 } },
	{ "array-of-unknown",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("56", "2") "x23E7 999 1 1 0 9 ",
		{ 1402 } },
	{ "nested-8",
		TWO("104", "2") "x100C 1 x100C 1 x100C 1 x100C 1 "
				"x100C 1 x100C 1 x100C 1 x100C 1 3 9 ",
		{ 1404, 1404, 1404, 1404 } },
	{ "nested-in-array",
		"=wxFFFE w1 0 *16 1 " SUMMARY
		"48 " TWO("72", "2") "x200C 12 1 1 0 x200C 12 1 1 0 ",
		{ 1415 } },
	{ "nested-9",
		TWO("112", "2") "x100C 1 x100C 1 x100C 1 x100C 1 "
				"x100C 1 x100C 1 x100C 1 x100C 1 x100C 1 3 9 ",
		{ 1420 } },
	{ "nested-unknown", TWO("52", "2") "x100C 1 999 9 9 ", { 1421 } },
	/* The dictionary */
	{ "dictionary", "52 2 0 24 1 44 1 2 5 'name0 ^4 2 wx4E4 w0 ", { 0 } },
	{ "dictionary-of-two",
		"56 2 0 24 1 48 2 2 2 'a0 3 2 'b0 ^4 2 wx4E4 w0 ", { 0 } },
	{ "dictionary-wide", "56 2 0 24 1 48 1 2 5 u'name0 ^4 2 w1200 w0 ",
		{ 0 } },
	{ "dictionary-cut", "48 2 0 24 1 40 9 2 5 'na0 ^4 2 wx4E4 w0 ",
		{ 1501, 1408 } },
	{ "dictionary-count-huge",
		"52 2 0 24 1 44 xFFFFFFFF 2 5 'name0 ^4 2 wx4E4 w0 ",
		{ 1501 } },
	{ "dictionary-wide-in-bytes",
		"56 2 0 24 1 48 1 2 10 u'name0 ^4 2 w1200 w0 ", { 1502 } },
	{ "dictionary-in-characters",
		"52 2 0 24 1 44 1 2 3 :e5908de5898d00 ^4 2 wxFDE9 w0 ",
		{ 1502, 1503 } },
	{ "dictionary-wide-doubled",
		"52 2 0 24 1 44 1 2 x80000003 u'ab0 ^4 2 w1200 w0 ",
		{ 1501, 1408 } },
	{ "dictionary-name-empty", "44 2 0 24 1 36 1 2 0 2 wx4E4 w0 ",
		{ 1503 } },
	{ "dictionary-padded",
		"60 2 0 24 1 52 2 2 2 'a0 *2 3 2 'b0 *2 2 wx4E4 w0 ",
		{ 1502 } },
	{ "dictionary-unterminated", "48 2 0 24 1 40 1 2 4 'name 2 wx4E4 w0 ",
		{ 1503 } },
	{ "dictionary-id-twice",
		"56 2 0 24 1 48 2 2 2 'a0 2 2 'b0 ^4 2 wx4E4 w0 ", { 1504 } },
	{ "dictionary-name-twice",
		"56 2 0 24 1 48 2 2 2 'a0 3 2 'A0 ^4 2 wx4E4 w0 ", { 1505 } },
	{ "dictionary-not-text", "48 2 0 24 1 40 1 2 2 :ff00 *2 2 wxFDE9 w0 ",
		{ 1506 } },
};

const size_t oleps_case_count = sizeof oleps_cases / sizeof oleps_cases[0];

/* --- Text to bytes ------------------------------------------------------- */

#define CASE_MAX 4096

struct writer {
	uint8_t bytes[CASE_MAX];
	size_t size;
	size_t section; /* from which ^4 counts */
};

static void
put(struct writer *writer, uint64_t value, unsigned size)
{
	assert(writer->size + size <= CASE_MAX);
	for (unsigned i = 0; i < size; i++)
		writer->bytes[writer->size++] = (uint8_t)(value >> 8 * i);
}

static void
put_number(struct writer *writer, const char *word, unsigned size)
{
	put(writer,
		strtoull(word + (*word == 'x'), NULL, *word == 'x' ? 16 : 10),
		size);
}

static void
put_hex(struct writer *writer, const char *word)
{
	char pair[3] = "";

	for (; word[0] != '\0' && word[0] != ' '; word += 2) {
		memcpy(pair, word, 2);
		put(writer, strtoul(pair, NULL, 16), 1);
	}
}

static void
put_text(struct writer *writer, const char *word, unsigned size)
{
	for (; *word != '\0' && *word != ' '; word++)
		put(writer, *word == '0' ? 0 : (uint8_t)*word, size);
}

static void
put_word(struct writer *writer, const char *word)
{
	switch (*word) {
	case 'w':
		put_number(writer, word + 1, 2);
		break;
	case 'q':
		put_number(writer, word + 1, 8);
		break;
	case ':':
		put_hex(writer, word + 1);
		break;
	case '\'':
		put_text(writer, word + 1, 1);
		break;
	case 'u':
		put_text(writer, word + 2, 2);
		break;
	case '*':
		for (long n = strtol(word + 1, NULL, 10); n > 0; n--)
			put(writer, 0, 1);
		break;
	case '^':
		while ((writer->size - writer->section) % 4 != 0)
			put(writer, 0, 1);
		break;
	default:
		put_number(writer, word, 4);
		break;
	}
}

static void
put_words(struct writer *writer, const char *text)
{
	while (*text != '\0') {
		put_word(writer, text);
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
}

uint8_t *
oleps_case_bytes(const char *text, size_t *size)
{
	struct writer *writer = calloc(1, sizeof *writer);
	uint8_t *bytes;

	if (writer == NULL)
		abort();
	if (*text == '=')
		text++;
	else
		put_words(writer, HEADER SUMMARY "48 ");
	put_words(writer, text);
	/* Of exactly that size, so that one byte too many is noticed. */
	bytes = malloc(writer->size);
	if (bytes == NULL)
		abort();
	memcpy(bytes, writer->bytes, writer->size);
	*size = writer->size;
	free(writer);
	return bytes;
}

const struct oleps_case *
oleps_case_find(const char *name)
{
	for (size_t i = 0; i < oleps_case_count; i++) {
		if (strcmp(oleps_cases[i].name, name) == 0)
			return &oleps_cases[i];
	}
	return NULL;
}

const struct oleps_case *
oleps_case_named(const char *name)
{
	const struct oleps_case *found = oleps_case_find(name);

	if (found == NULL)
		abort();
	return found;
}
