/* SPDX-License-Identifier: MIT */
#include "describe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "escape.h"
#include "moment.h"

/* Room for a name that an installer database has coded, decoded. */
#define MSI_TEXT_SIZE 256

/* Defects from this number on are those of property sets. */
#define OLEPS_FIRST 1000

bool
time_is_set(const FILETIME *time)
{
	return time->dwLowDateTime || time->dwHighDateTime;
}

static bool
to_calendar(const FILETIME *time, struct tm *tm)
{
	struct timespec t;

	stg_filetime_to_timespec(time, &t);
	return gmtime_r(&t.tv_sec, tm);
}

static unsigned
ticks(const FILETIME *time)
{
	return (unsigned)(ticks_of(time) % TICKS);
}

static void
add_calendar(struct text *text, const FILETIME *time, char between)
{
	struct tm tm;

	if (!to_calendar(time, &tm)) {
		text_add(text, "?");
		return;
	}
	text_addf(text, "%04ld-%02d-%02d%c%02d:%02d:%02d",
		(long)tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, between,
		tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
describe_time(struct text *text, const FILETIME *time)
{
	add_calendar(text, time, 'T');
	text_addf(text, ".%07uZ", ticks(time));
}

void
describe_time_short(struct text *text, const FILETIME *time)
{
	add_calendar(text, time, ' ');
}

bool
clsid_is_set(const CLSID *clsid)
{
	static const CLSID none;

	return memcmp(clsid, &none, sizeof(none)) != 0;
}

void
describe_clsid(struct text *text, const CLSID *clsid)
{
	char guid[STG_GUID_TEXT_SIZE];
	const char *name = stg_class_name(clsid);

	stg_guid_to_text(clsid, guid);
	text_add(text, guid);
	if (name)
		text_addf(text, " %s", name);
}

void
describe_count(struct text *text, uint64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text_add_bytes(text, ",", 1);
		text_add_bytes(text, &digits[i], 1);
	}
}

void
describe_things(
	struct text *text, uint64_t count, const char *one, const char *many)
{
	describe_count(text, count);
	text_addf(text, " %s", count == 1 ? one : many);
}

const char *
severity_name(enum stg_severity severity)
{
	switch (severity) {
	case STG_SEVERITY_BENIGN:
		return "benign";
	case STG_SEVERITY_DEVIANT:
		return "deviant";
	case STG_SEVERITY_DAMAGE:
		return "damage";
	}
	return "unknown";
}

void
describe_defect(
	struct text *text, const struct stg_defect *defect, const char *path)
{
	const char *comma = "";

	text_addf(text, "%s [%s-%03u] ", severity_name(defect->severity),
		defect->number < OLEPS_FIRST ? "CFB" : "OLEPS",
		defect->number);
	if (defect->entry != STG_NO_ENTRY) {
		if (path)
			text_addf(text, "entry \"%s\" (%" PRIu32 ")", path,
				defect->entry);
		else
			text_addf(text, "entry %" PRIu32, defect->entry);
		comma = ", ";
	} else if (path) {
		text_addf(text, "\"%s\"", path);
		comma = ", ";
	}
	if (defect->sector != STG_NO_SECTOR) {
		text_addf(text, "%ssector %" PRIu32, comma, defect->sector);
		comma = ", ";
	}
	if (defect->offset != STG_NO_OFFSET) {
		text_addf(text, "%soffset %llu", comma, defect->offset);
		comma = ", ";
	}
	text_addf(text, "%s%s (%s)", *comma ? ": " : "", defect->text,
		defect->section);
}

bool
describe_msi_name(struct text *text, const OLECHAR *name, size_t length)
{
	char decoded[MSI_TEXT_SIZE];
	size_t size = stg_msi_name(name, length, decoded, sizeof(decoded));

	if (size == 0)
		return false;
	if (size >= sizeof(decoded))
		size = sizeof(decoded) - 1;
	escape_bytes(text, decoded, size);
	return true;
}

void
describe_meaning(struct text *text, const OLECHAR *name, size_t length,
	const CLSID *clsid)
{
	const char *meaning = stg_element_meaning(name, length);
	struct text decoded = { 0 };

	if (describe_msi_name(&decoded, name, length))
		text_addf(text, "[%s]", decoded.data);
	text_done(&decoded);
	if (meaning)
		text_addf(text, "%s%s", text->length ? " " : "", meaning);
	if (clsid_is_set(clsid)) {
		if (text->length)
			text_add(text, "; ");
		describe_clsid(text, clsid);
	}
}
