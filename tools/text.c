/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static void
make_room(struct text *text, size_t more)
{
	text->data = memory_grow(
		text->data, &text->room, text->length + more + 1, 1);
}

void
text_clear(struct text *text)
{
	make_room(text, 0);
	text->length = 0;
	text->data[0] = '\0';
}

void
text_done(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}

void
text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void
text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void
text_addf(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length <= 0)
		return;
	make_room(text, (size_t)length);
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format,
		arguments);
	va_end(arguments);
	text->length += (size_t)length;
}
