/* SPDX-License-Identifier: MIT */
/*
 * A text that grows. It always ends with a NUL that `length` leaves out; all
 * zero is an empty one with nothing allocated.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

struct text {
	char *data;
	size_t length;
	size_t room;
};

void text_clear(struct text *text);
void text_done(struct text *text);

/* The contents, never NULL. */
static inline const char *
text_get(const struct text *text)
{
	return text->data ? text->data : "";
}

void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_addf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
