/* SPDX-License-Identifier: MIT */
/* Names of encodings: "Code Page Identifiers" of the Windows documentation. */
#include "oleps/codepage_names.h"

#include <stddef.h>
#include <string.h>

/* Where several stand for a page, the nearest comes first. */
static const struct {
	uint16_t codepage;
	char name[OLEPS_ENCODING_SIZE];
} names[] = {
	{ 708, "ASMO-708" },
	{ 708, "ISO-8859-6" },
	{ 932, "CP932" },
	{ 932, "SHIFT_JIS" },
	{ 936, "CP936" },
	{ 936, "GBK" },
	{ 949, "CP949" },
	{ 949, "UHC" },
	{ 950, "CP950" },
	{ 950, "BIG5" },
	{ 1201, "UTF-16BE" },
	{ 1361, "JOHAB" },
	{ 10000, "MACINTOSH" },
	{ 10000, "MAC" },
	{ 10001, "SHIFT_JIS" },
	{ 10002, "BIG5" },
	{ 10003, "EUC-KR" },
	{ 10004, "MACARABIC" },
	{ 10005, "MACHEBREW" },
	{ 10006, "MACGREEK" },
	{ 10007, "MAC-CYRILLIC" },
	{ 10007, "MACCYRILLIC" },
	{ 10008, "GB2312" },
	{ 10010, "MACROMANIA" },
	{ 10017, "MAC-UK" },
	{ 10017, "MACUKRAINE" },
	{ 10021, "MACTHAI" },
	{ 10029, "MAC-CENTRALEUROPE" },
	{ 10029, "MACCENTRALEUROPE" },
	{ 10079, "MACICELAND" },
	{ 10081, "MACTURKISH" },
	{ 10082, "MACCROATIAN" },
	{ 12000, "UTF-32LE" },
	{ 12001, "UTF-32BE" },
	{ 20127, "US-ASCII" },
	{ 20866, "KOI8-R" },
	{ 20932, "EUC-JP" },
	{ 20936, "GB2312" },
	{ 20949, "EUC-KR" },
	{ 21866, "KOI8-U" },
	{ 28591, "ISO-8859-1" },
	{ 28592, "ISO-8859-2" },
	{ 28593, "ISO-8859-3" },
	{ 28594, "ISO-8859-4" },
	{ 28595, "ISO-8859-5" },
	{ 28596, "ISO-8859-6" },
	{ 28597, "ISO-8859-7" },
	{ 28598, "ISO-8859-8" },
	{ 28599, "ISO-8859-9" },
	{ 28603, "ISO-8859-13" },
	{ 28605, "ISO-8859-15" },
	{ 38598, "ISO-8859-8" },
	{ 50220, "ISO-2022-JP" },
	{ 50221, "ISO-2022-JP" },
	{ 50225, "ISO-2022-KR" },
	{ 51932, "EUC-JP" },
	{ 51936, "GB2312" },
	{ 51949, "EUC-KR" },
	{ 52936, "HZ" },
	{ 54936, "GB18030" },
	{ 65000, "UTF-7" },
};

/* "CP1250" */
static void
write_number(uint16_t codepage, char *name)
{
	char digits[6];
	unsigned count = 0, n = codepage;

	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n != 0);
	memcpy(name, "CP", 2);
	for (unsigned i = 0; i < count; i++)
		name[2 + i] = digits[count - 1 - i];
	name[2 + count] = '\0';
}

bool
oleps_encoding_name(
	uint16_t codepage, unsigned attempt, char name[OLEPS_ENCODING_SIZE])
{
	unsigned seen = 0;

	/* 0 to 3 mean whatever the system has: no page by themselves. */
	if (codepage < 37)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (names[i].codepage != codepage)
			continue;
		if (seen++ == attempt) {
			memcpy(name, names[i].name, OLEPS_ENCODING_SIZE);
			return true;
		}
	}
	if (seen != 0 || attempt != 0)
		return false;
	write_number(codepage, name);
	return true;
}
