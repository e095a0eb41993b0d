/* SPDX-License-Identifier: MIT */
/*
 * What the standard output and error output can show: colours, width, UTF-8.
 * Piped output is plain, without colours and of any width.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum terminal_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum terminal_stream { STREAM_OUTPUT, STREAM_ERROR };

enum style {
	STYLE_STORAGE,
	STYLE_STREAM,
	STYLE_FAINT, /* what is beside the point */
	STYLE_HEADING,
	STYLE_GOOD,
	STYLE_REMARK,
	STYLE_BAD
};

/* Before the options are known, and once they are. */
void terminal_init(void);
void terminal_set_color(enum terminal_color color);

/* Is the standard output, or the error output, a terminal? */
bool terminal_is(enum terminal_stream stream);

/* Columns of the standard output; 0: as many as it takes. */
unsigned terminal_columns(void);

/* Columns of the error output's terminal. */
unsigned terminal_error_columns(void);

/* Can lines be drawn in UTF-8? */
bool terminal_utf8(void);

/* What begins a style on the standard output, and what ends it; or "". */
const char *style_begin(enum style style);
const char *style_end(void);

/*
 * Escaped text as the stream can show it: a locale without UTF-8 gets more
 * escapes, which are read again as the same. Valid until the next call.
 */
const char *terminal_safe(enum terminal_stream stream, const char *escaped);

/* The columns that a text takes. */
unsigned text_columns(const char *text);

/* The bytes of a text that fit into so many columns. */
size_t text_fit(const char *text, unsigned columns);

#endif
