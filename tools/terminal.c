/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "escape.h"

static struct {
	bool output;
	bool error;
	bool utf8;
	bool color;
} terminal;

void
terminal_init(void)
{
	terminal.output = isatty(STDOUT_FILENO);
	terminal.error = isatty(STDERR_FILENO);
	setlocale(LC_CTYPE, "");
	terminal.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	/* The widths and cases of characters, whatever the user's locale. */
	if (!terminal.utf8)
		setlocale(LC_CTYPE, "C.UTF-8");
	terminal_set_color(COLOR_AUTO);
}

/* https://no-color.org: set and not empty. */
static bool
colors_unwanted(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return (no_color && *no_color) || !term || strcmp(term, "dumb") == 0;
}

void
terminal_set_color(enum terminal_color color)
{
	terminal.color =
		color == COLOR_ALWAYS ||
		(color == COLOR_AUTO && terminal.output && !colors_unwanted());
}

bool
terminal_is(enum terminal_stream stream)
{
	return stream == STREAM_OUTPUT ? terminal.output : terminal.error;
}

static unsigned
columns_of(int fd)
{
	const char *wanted = getenv("COLUMNS");
	unsigned long columns = wanted ? strtoul(wanted, NULL, 10) : 0;
	struct winsize size;

	if (columns > 0 && columns <= SHRT_MAX)
		return (unsigned)columns;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 80;
}

unsigned
terminal_columns(void)
{
	return terminal.output ? columns_of(STDOUT_FILENO) : 0;
}

unsigned
terminal_error_columns(void)
{
	return columns_of(STDERR_FILENO);
}

bool
terminal_utf8(void)
{
	return terminal.utf8;
}

const char *
style_begin(enum style style)
{
	static const char *const sequences[] = {
		[STYLE_STORAGE] = "\033[1;34m",
		[STYLE_STREAM] = "",
		[STYLE_FAINT] = "\033[2m",
		[STYLE_HEADING] = "\033[1m",
		[STYLE_GOOD] = "\033[32m",
		[STYLE_REMARK] = "\033[33m",
		[STYLE_BAD] = "\033[1;31m",
	};

	return terminal.color ? sequences[style] : "";
}

const char *
style_end(void)
{
	return terminal.color ? "\033[0m" : "";
}

const char *
terminal_safe(enum terminal_stream stream, const char *escaped)
{
	static struct text text;

	(void)stream;
	if (terminal.utf8)
		return escaped;
	text_clear(&text);
	escape_to_ascii(&text, escaped);
	return text.data;
}

/* What a character takes; those without a width of their own take one. */
static unsigned
point_columns(uint32_t point)
{
	int width = wcwidth((wchar_t)point);

	return width < 0 ? 1 : (unsigned)width;
}

/* The bytes from `text` that take at most `limit` columns, and these. */
static size_t
measure(const char *text, unsigned limit, unsigned *columns)
{
	size_t length = strlen(text);
	size_t at = 0;

	*columns = 0;
	while (at < length) {
		uint32_t point = '?';
		size_t taken = point_decode(text + at, length - at, &point);
		unsigned wide = point_columns(point);

		if (wide > limit - *columns)
			break;
		*columns += wide;
		at += taken ? taken : 1;
	}
	return at;
}

unsigned
text_columns(const char *text)
{
	unsigned columns;

	measure(text, UINT_MAX, &columns);
	return columns;
}

size_t
text_fit(const char *text, unsigned columns)
{
	unsigned used;

	return measure(text, columns, &used);
}
