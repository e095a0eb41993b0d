/* SPDX-License-Identifier: MIT */
/* Room grows by half, since the longest paths come from hostile files. */
#include "stg/text.h"

#include <stdlib.h>

#include <stg/helpers.h>

#include "cfb/dirent.h"

static bool
reserve(struct text *text, size_t more)
{
	size_t size = text->size ? text->size : 128;
	char *bytes;

	while (size - text->length <= more)
		size += size / 2;
	if (size == text->size)
		return true;
	bytes = realloc(text->bytes, size);
	if (!bytes)
		return false;
	text->bytes = bytes;
	text->size = size;
	return true;
}

bool
text_start(struct text *text)
{
	text->length = 0;
	if (!reserve(text, 1))
		return false;
	text->bytes[0] = '\0';
	return true;
}

bool
text_append_name(struct text *text, const struct cfb_dirent *entry)
{
	if (!reserve(text, STG_NAME_TEXT_SIZE + 1))
		return false;
	if (text->length != 0)
		text->bytes[text->length++] = '/';
	text->length += stg_name_escape(entry->name, entry->units,
		text->bytes + text->length, STG_NAME_TEXT_SIZE);
	return true;
}
