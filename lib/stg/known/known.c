/* SPDX-License-Identifier: MIT */
/*
 * Lookups of identifiers and of the names of elements in the tables of words.
 * All words are ASCII, so a name with any other character is known only when
 * it is one of those that Windows Installer codes.
 */
#include "stg/known/known.h"

#include <string.h>

#include "base/guid.h"
#include "stg/known/pattern.h"
#include "stg/known/words.h"

enum {
	NAME_UNITS = 31, /* [MS-CFB] 2.6.1, without the NUL */
	SET_NAME_LENGTH = 27,
};

static const char *
find_guid(enum known_table table, const uint8_t guid[GUID_BYTES])
{
	char text[GUID_TEXT_SIZE];

	guid_to_text(guid, text);
	return known_word(table, text + 1, strlen(text) - 2);
}

const char *
known_class(const uint8_t clsid[16])
{
	return find_guid(KNOWN_CLASSES, clsid);
}

const char *
known_format(const uint8_t fmtid[16])
{
	return find_guid(KNOWN_FORMATS, fmtid);
}

/* The number in decimal behind the text; returns the end. */
static char *
put_decimal(char *text, uint32_t number)
{
	char digits[10];
	unsigned count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	while (count > 0)
		*text++ = digits[--count];
	return text;
}

const char *
known_property(const uint8_t fmtid[16], uint32_t id)
{
	char key[GUID_TEXT_SIZE + 10];
	char *end;

	if (!known_format(fmtid))
		return NULL;
	guid_to_text(fmtid, key);
	/* Of "{F29F85E0-..." the first field, then the number. */
	end = put_decimal(key + 10, id);
	return known_word(
		KNOWN_SET_PROPERTIES, key + 1, (size_t)(end - key) - 1);
}

/*
 * The property set that a name of \5 and 26 characters stands for [MS-OLEPS]
 * 2.23: five bits a character, the lowest bits first.
 */
static const char *
property_set(const char *name)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz012345";
	/* 26 characters are two bits more than a GUID has. */
	uint8_t fmtid[GUID_BYTES + 1] = { 0 };

	if (name[0] != '\005' || strlen(name) != SET_NAME_LENGTH)
		return NULL;
	for (unsigned i = 0; i < SET_NAME_LENGTH - 1; i++) {
		const char *digit = strchr(alphabet, name[i + 1]);
		unsigned bits;

		if (!digit)
			return NULL;
		bits = (unsigned)(digit - alphabet) << i * 5 % 8;
		fmtid[i * 5 / 8] |= (uint8_t)bits;
		fmtid[i * 5 / 8 + 1] |= (uint8_t)(bits >> 8);
	}
	return known_format(fmtid);
}

/*
 * A property of a message [MS-OXMSG] 2.1.3: eight digits, of which the first
 * four are its id and the others its type. Ids from 8000 on are given out by
 * the file itself. The storage of names has streams 1000-101F for its hash
 * table, all of type 0102 [MS-OXMSG] 2.2.3.2; two of them are called like
 * properties of a message.
 */
static const char *
message_property(const char *name)
{
	static const char head[] = "__substg1.0_";
	const char *id = name + sizeof(head) - 1;
	const char *meaning;

	if (strncmp(name, head, sizeof(head) - 1) != 0 ||
		strspn(id, "0123456789abcdef") < 8)
		return NULL;
	if (id[0] >= '8')
		return "Outlook: a named property";
	if (strcmp(id, "10090102") == 0)
		return "Outlook: body as compressed RTF, or index of names";
	if (strcmp(id, "10130102") == 0)
		return "Outlook: body as HTML, or index of names";
	if ((strncmp(id, "100", 3) == 0 || strncmp(id, "101", 3) == 0) &&
		strcmp(id + 4, "0102") == 0)
		return "Outlook: index of names";
	meaning = known_word(KNOWN_PROPERTIES, id, 4);
	return meaning ? meaning : "Outlook: a property";
}

static char
to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Returns false when the name is not ASCII, or has a NUL, and so is unknown. */
static bool
lower_ascii(const uint16_t *name, size_t units, char text[NAME_UNITS + 1])
{
	for (size_t i = 0; i < units; i++) {
		if (name[i] == 0 || name[i] > 0x7f)
			return false;
		text[i] = to_lower((char)name[i]);
	}
	text[units] = '\0';
	return true;
}

static const char *
installer_element(const uint16_t *name, size_t units)
{
	char text[KNOWN_MSI_NAME_SIZE];
	size_t length = known_msi_name(name, units, text, sizeof(text));
	const char *meaning;

	if (length == 0)
		return NULL;
	for (size_t i = 0; i < length; i++)
		text[i] = to_lower(text[i]);
	if (strncmp(text, "binary.", 7) == 0)
		return "Windows Installer: an embedded binary";
	if (strncmp(text, "icon.", 5) == 0)
		return "Windows Installer: an icon";
	if (text[0] != '!')
		return "Windows Installer: a stream";
	meaning = known_word(KNOWN_MSI_TABLES, text + 1, length - 1);
	return meaning ? meaning : "Windows Installer: a table";
}

const char *
known_element(const uint16_t *name, size_t units)
{
	char text[NAME_UNITS + 1];
	const char *meaning;

	if (units == 0 || units > NAME_UNITS)
		return NULL;
	if (!lower_ascii(name, units, text))
		return installer_element(name, units);
	meaning = known_word(KNOWN_ELEMENTS, text, units);
	if (!meaning)
		meaning = property_set(text);
	if (!meaning)
		meaning = message_property(text);
	return meaning ? meaning : known_pattern(text);
}
