/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <stg/helpers.h>

#include "describe.h"
#include "escape.h"
#include "progress.h"
#include "terminal.h"

static void
begin(const struct place *place)
{
	struct text text = { 0 };

	fflush(stdout);
	progress_hide();
	text_add(&text, "stgbrowse: ");
	if (place && place->file) {
		escape_bytes(&text, place->file, strlen(place->file));
		text_add(&text, ": ");
	}
	if (place && place->inner) {
		if (*place->inner)
			escape_shown(&text, place->inner, strlen(place->inner));
		else
			text_add(&text, "/");
		text_add(&text, ": ");
	}
	fputs(terminal_safe(STREAM_ERROR, text.data), stderr);
	text_done(&text);
}

void
report(const struct place *place, const char *what, HRESULT hr)
{
	const char *name = stg_hresult_name(hr);
	const char *why = stg_hresult_text(hr);
	size_t length = strlen(why);

	/* A sentence becomes a clause. */
	if (length > 0 && why[length - 1] == '.')
		length--;
	begin(place);
	fprintf(stderr, "%s: %c%.*s (%s%s0x%08X)\n", what,
		tolower((unsigned char)*why), length ? (int)length - 1 : 0,
		why + 1, name ? name : "", name ? " " : "", (unsigned)hr);
}

void
report_errno(const struct place *place, const char *what, int error)
{
	begin(place);
	fprintf(stderr, "%s: %s\n", what, strerror(error));
}

void
report_text(const struct place *place, const char *format, ...)
{
	va_list arguments;

	begin(place);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void
report_usage(const char *format, ...)
{
	char message[512];
	struct text text = { 0 };
	va_list arguments;

	begin(NULL);
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	escape_shown(&text, message, strlen(message));
	fprintf(stderr, "%s\n", text_get(&text));
	text_done(&text);
}

void
report_defect(const struct place *place, const struct stg_defect *defect)
{
	struct text text = { 0 };

	describe_defect(&text, defect, NULL);
	begin(place);
	fprintf(stderr, "%s\n", text.data);
	text_done(&text);
}
