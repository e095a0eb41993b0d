/* SPDX-License-Identifier: MIT */
/* Counting and judging the files of a corpus. */
#include "census.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct census_line *
line_of(struct census_line *lines, const char *name)
{
	size_t i = 0;

	while (i + 1 < CENSUS_LINES && lines[i].name[0] != '\0' &&
		strcmp(lines[i].name, name) != 0)
		i++;
	if (lines[i].name[0] == '\0')
		snprintf(lines[i].name, sizeof lines[i].name, "%s", name);
	return &lines[i];
}

static bool
agrees(const struct census_case *one)
{
	return one->missing == 0 && one->surplus == 0;
}

/*
 * What may a file not do? A file that all readers read the same must be read
 * the same; one that is out of format must open, and a difference needs a
 * defect; what is no compound file must not open.
 */
static bool
is_wrong(const struct census_case *one)
{
	bool negative = strcmp(one->severity, "negative") == 0;
	bool damaged = strcmp(one->severity, "damaged") == 0;

	if (negative)
		return SUCCEEDED(one->hr) && one->defects == 0;
	if (damaged)
		return !agrees(one) && one->damage == 0 && one->deviant == 0 &&
			SUCCEEDED(one->hr);
	if (FAILED(one->hr) || FAILED(one->walk_hr) || FAILED(one->check_hr))
		return true;
	if (strcmp(one->verdict, "unanimous") == 0)
		return !agrees(one);
	return !agrees(one) && one->defects == 0;
}

static void
count(struct census_line *line, const struct census_case *one)
{
	line->files++;
	line->opened += SUCCEEDED(one->hr);
	line->refused += FAILED(one->hr);
	line->rows += one->rows;
	if (SUCCEEDED(one->hr) && !agrees(one)) {
		line->disagreeing++;
		line->explained += one->defects != 0;
	}
	line->wrong += is_wrong(one);
}

void
census_add(struct census *census, const struct census_case *one, bool verbose)
{
	count(line_of(census->by_severity, one->severity), one);
	count(line_of(census->by_app, one->app), one);
	census->files++;
	census->rows += one->rows;
	census->missing += one->missing;
	census->surplus += one->surplus;
	if (one->seconds > census->slowest) {
		census->slowest = one->seconds;
		snprintf(census->slowest_file, sizeof census->slowest_file,
			"%s", one->file);
	}
	if (is_wrong(one)) {
		census->wrong++;
		printf("WRONG %s (%s, %s): open %s, walk %s, check %s, "
			"%zu missing, %zu surplus, %zu defects\n",
			one->file, one->severity, one->verdict,
			stg_hresult_name(one->hr),
			stg_hresult_name(one->walk_hr),
			stg_hresult_name(one->check_hr), one->missing,
			one->surplus, one->defects);
	} else if (verbose && !agrees(one)) {
		printf("differs %s (%s, %s): open %s, %zu missing, "
			"%zu surplus, %zu defects\n", one->file,
			one->severity, one->verdict,
			stg_hresult_name(one->hr), one->missing,
			one->surplus, one->defects);
	}
}

static void
print_lines(const char *title, const struct census_line *lines)
{
	printf("\n%-18s %6s %6s %7s %8s %8s %9s %6s\n", title, "files",
		"opened", "refused", "entries", "disagree", "explained",
		"wrong");
	for (size_t i = 0; i < CENSUS_LINES && lines[i].name[0]; i++)
		printf("%-18s %6zu %6zu %7zu %8zu %8zu %9zu %6zu\n",
			lines[i].name, lines[i].files, lines[i].opened,
			lines[i].refused, lines[i].rows,
			lines[i].disagreeing, lines[i].explained,
			lines[i].wrong);
}

int
census_print(const struct census *census)
{
	print_lines("severity", census->by_severity);
	print_lines("class", census->by_app);
	printf("\n%zu files, %zu entries; rows of all readers that are "
		"missing: %zu, rows that no reader has: %zu\n",
		census->files, census->rows, census->missing,
		census->surplus);
	printf("slowest: %.3f s, %s\n", census->slowest,
		census->slowest_file);
	printf("%zu passed, %zu failed\n", census->files - census->wrong,
		census->wrong);
	return census->wrong == 0 ? 0 : 1;
}

static unsigned
hex_value(const char *text)
{
	unsigned value = 0;

	return sscanf(text, "%4x", &value) == 1 ? value : 0;
}

static bool
is_escape(const char *p)
{
	return p[0] == '\\' && p[1] == 'u' && strlen(p) >= 6;
}

/* An unpaired surrogate as the UTF-8 of a private character. */
static size_t
put_private(char *out, unsigned surrogate)
{
	unsigned point = 0xF0000 + surrogate;

	out[0] = (char)(0xF0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3F));
	out[2] = (char)(0x80 | (point >> 6 & 0x3F));
	out[3] = (char)(0x80 | (point & 0x3F));
	return 4;
}

/* Copy one escape sequence; returns its length in the original. */
static size_t
copy_escape(const char *p, char *out, size_t *length)
{
	unsigned high = is_escape(p) ? hex_value(p + 2) : 0;
	size_t n = is_escape(p) ? 6 : 2;

	if (high >= 0xD800 && high < 0xDC00 && is_escape(p + 6) &&
		hex_value(p + 8) >= 0xDC00 && hex_value(p + 8) < 0xE000)
		n = 12;
	else if (high >= 0xD800 && high < 0xE000) {
		*length += put_private(out, high);
		return 6;
	}
	memcpy(out, p, n);
	*length += n;
	return n;
}

char *
manifest_prepare(const char *json)
{
	/* Only numbers grow, by two bytes for nineteen and more. */
	char *copy = malloc(strlen(json) * 2 + 1);
	size_t length = 0;
	bool quoted = false;

	if (!copy)
		abort();
	for (const char *p = json; *p;) {
		size_t digits = quoted ? 0 : strspn(p, "0123456789");

		if (*p == '\\') {
			p += copy_escape(p, copy + length, &length);
		} else if (digits >= 19) {
			copy[length++] = '"';
			memcpy(copy + length, p, digits);
			length += digits;
			copy[length++] = '"';
			p += digits;
		} else if (digits > 0) {
			memcpy(copy + length, p, digits);
			length += digits;
			p += digits;
		} else {
			quoted ^= *p == '"';
			copy[length++] = *p++;
		}
	}
	copy[length] = '\0';
	return copy;
}

/* One code point of well-formed UTF-8. */
static size_t
decode(const unsigned char *p, unsigned *point)
{
	if (p[0] < 0x80) {
		*point = p[0];
		return 1;
	}
	if (p[0] < 0xE0) {
		*point = (p[0] & 0x1FU) << 6 | (p[1] & 0x3FU);
		return 2;
	}
	if (p[0] < 0xF0) {
		*point = (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 |
			(p[2] & 0x3FU);
		return 3;
	}
	*point = (p[0] & 0x07U) << 18 | (p[1] & 0x3FU) << 12 |
		(p[2] & 0x3FU) << 6 | (p[3] & 0x3FU);
	return 4;
}

size_t
manifest_units(const char *utf8, size_t length, OLECHAR *units, size_t room)
{
	const unsigned char *p = (const unsigned char *)utf8;
	const unsigned char *end = p + length;
	size_t n = 0;

	while (p < end && n + 2 <= room) {
		unsigned point;

		p += decode(p, &point);
		if (point >= 0xFD800 && point <= 0xFDFFF) {
			units[n++] = (OLECHAR)(point - 0xF0000);
		} else if (point >= 0x10000) {
			point -= 0x10000;
			units[n++] = (OLECHAR)(0xD800 + (point >> 10));
			units[n++] = (OLECHAR)(0xDC00 + (point & 0x3FF));
		} else {
			units[n++] = (OLECHAR)point;
		}
	}
	return n;
}
