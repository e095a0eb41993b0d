/* SPDX-License-Identifier: MIT */
#include "option.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "terminal.h"

/* Where the help texts begin, and how wide they are. */
#define HELP_INDENT 28
#define HELP_WIDTH  52

static const struct option_spec *
find_letter(const struct option_spec *const *tables, char letter)
{
	for (; *tables; tables++)
		for (const struct option_spec *s = *tables; s->name; s++)
			if (s->letter == letter)
				return s;
	return NULL;
}

/* Two verbs may have options of one name, which then are of one form. */
static bool
same_option(const struct option_spec *a, const struct option_spec *b)
{
	return strcmp(a->name, b->name) == 0;
}

static const struct option_spec *
find_name(const struct option_spec *const *tables, const char *name,
	size_t length, bool *ambiguous)
{
	const struct option_spec *found = NULL;

	*ambiguous = false;
	for (; *tables; tables++) {
		for (const struct option_spec *s = *tables; s->name; s++) {
			if (strncmp(s->name, name, length) != 0)
				continue;
			if (s->name[length] == '\0') {
				*ambiguous = false;
				return s;
			}
			if (found && !same_option(found, s))
				*ambiguous = true;
			found = s;
		}
	}
	return found;
}

static enum option_token
next_letter(struct option_scan *scan, const struct option_spec **spec,
	const char **text)
{
	char letter = *scan->cluster++;
	const char *rest = scan->cluster;

	if (*rest == '\0')
		scan->cluster = NULL;
	*text = NULL;
	*spec = find_letter(scan->tables, letter);
	if (!*spec) {
		report_usage("unknown option -%c", letter);
		return TOKEN_ERROR;
	}
	if (!(*spec)->argument)
		return TOKEN_OPTION;
	scan->cluster = NULL;
	if (*rest != '\0')
		*text = rest;
	else if (scan->at < scan->count)
		*text = scan->arguments[scan->at++];
	if (*text)
		return TOKEN_OPTION;
	report_usage("option -%c needs %s", letter, (*spec)->argument);
	return TOKEN_ERROR;
}

static enum option_token
next_name(struct option_scan *scan, const char *name,
	const struct option_spec **spec, const char **text)
{
	size_t length = strcspn(name, "=");
	bool ambiguous;

	*text = name[length] == '=' ? name + length + 1 : NULL;
	*spec = find_name(scan->tables, name, length, &ambiguous);
	if (!*spec || ambiguous) {
		report_usage("%s option --%.*s",
			ambiguous ? "ambiguous" : "unknown", (int)length, name);
		return TOKEN_ERROR;
	}
	if (!(*spec)->argument) {
		if (!*text)
			return TOKEN_OPTION;
		report_usage("option --%s takes no value", (*spec)->name);
		return TOKEN_ERROR;
	}
	if (!*text && scan->at < scan->count)
		*text = scan->arguments[scan->at++];
	if (*text)
		return TOKEN_OPTION;
	report_usage("option --%s needs %s", (*spec)->name, (*spec)->argument);
	return TOKEN_ERROR;
}

enum option_token
option_next(struct option_scan *scan, const struct option_spec **spec,
	const char **text)
{
	const char *argument;

	if (scan->cluster)
		return next_letter(scan, spec, text);
	if (scan->at >= scan->count)
		return TOKEN_END;
	argument = scan->arguments[scan->at++];
	if (scan->ended || argument[0] != '-' || argument[1] == '\0') {
		*text = argument;
		return TOKEN_OPERAND;
	}
	if (argument[1] != '-') {
		scan->cluster = argument + 1;
		return next_letter(scan, spec, text);
	}
	if (argument[2] != '\0')
		return next_name(scan, argument + 2, spec, text);
	scan->ended = true;
	return option_next(scan, spec, text);
}

static bool
store_size(uint64_t *value, const char *text)
{
	unsigned long long number;
	unsigned shift = 0;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno)
		return false;
	if (*end == 'K' || *end == 'k')
		shift = 10;
	else if (*end == 'M' || *end == 'm')
		shift = 20;
	else if (*end == 'G' || *end == 'g')
		shift = 30;
	if (shift)
		end++;
	if (*end != '\0' || number > UINT64_MAX >> shift)
		return false;
	*value = (uint64_t)number << shift;
	return true;
}

static bool
store_choice(unsigned *value, const char *choices, const char *text)
{
	size_t length = strlen(text);
	unsigned place = 0;

	for (;; place++) {
		size_t one = strcspn(choices, "|");

		if (one == length && memcmp(choices, text, length) == 0)
			break;
		if (choices[one] == '\0')
			return false;
		choices += one + 1;
	}
	*value = place;
	return true;
}

bool
option_store(const struct option_spec *spec, const char *text)
{
	bool good = true;

	switch (spec->kind) {
	case OPTION_FLAG:
		*(bool *)spec->value = true;
		break;
	case OPTION_SIZE:
		good = store_size(spec->value, text);
		break;
	case OPTION_TEXT:
		*(const char **)spec->value = text;
		break;
	case OPTION_CHOICE:
		good = store_choice(spec->value, spec->argument, text);
		break;
	}
	if (!good)
		report_usage(
			"--%s=%s: not %s", spec->name, text, spec->argument);
	return good;
}

void
option_wrap(const char *text, int indent, unsigned width)
{
	unsigned used = 0;

	while (*text) {
		size_t word = strcspn(text, " ");

		if (used && used + 1 + word > width) {
			printf("\n%*s", indent, "");
			used = 0;
		}
		used += (unsigned)word + (unsigned)(used ? printf(" ") : 0);
		printf("%.*s", (int)word, text);
		text += word;
		text += strspn(text, " ");
	}
	putchar('\n');
}

void
option_print(const struct option_spec *table)
{
	for (; table->name; table++) {
		int column = table->letter ? printf("  -%c, ", table->letter)
					   : printf("      ");

		column += printf("--%s", table->name);
		if (table->argument)
			column += printf("=%s", table->argument);
		if (column >= HELP_INDENT) {
			putchar('\n');
			column = 0;
		}
		printf("%*s", HELP_INDENT - column, "");
		option_wrap(table->help, HELP_INDENT, HELP_WIDTH);
	}
}
