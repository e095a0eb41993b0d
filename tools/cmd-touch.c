/* SPDX-License-Identifier: MIT */
/* touch: times of storages. */
#define COBJMACROS
#include "moment.h"
#include "slot.h"

static struct {
	const char *both;
	const char *created;
	const char *modified;
} options;

static const struct option_spec specs[] = {
	{ 'd', "date", OPTION_TEXT, &options.both, "TIME",
		"set both times (now)" },
	{ 'c', "created", OPTION_TEXT, &options.created, "TIME",
		"set the time of creation" },
	{ 't', "modified", OPTION_TEXT, &options.modified, "TIME",
		"set the time of the last change" },
	{ .name = NULL },
};

struct times {
	FILETIME created;
	FILETIME modified;
	const FILETIME *ctime; /* NULL: stays */
	const FILETIME *mtime;
};

static bool
parse(const char *text, FILETIME *time, const FILETIME **used)
{
	if (!text)
		return true;
	*used = time;
	if (moment_parse(text, time))
		return true;
	report_usage("%s: not a time; see stgbrowse help touch", text);
	return false;
}

static bool
read_options(struct times *times)
{
	const char *both = options.both;

	if (!moment_check())
		return false;
	if (!both && !options.created && !options.modified)
		both = "now";
	return parse(both, &times->created, &times->ctime) &&
	       parse(both, &times->modified, &times->mtime) &&
	       parse(options.created, &times->created, &times->ctime) &&
	       parse(options.modified, &times->modified, &times->mtime);
}

static enum exit_code
set(struct edit *edit, const struct slot *slot, const struct times *times)
{
	struct place place = { edit->place.file, slot->path };
	HRESULT hr;

	if (!slot->exists)
		return slot_missing(slot, edit);
	if (!slot->is_storage) {
		report_text(&place, "is a stream, which has no times");
		return EXIT_FAILED;
	}
	if (slot->is_root && !times->mtime) {
		report_text(&place, "the root has no time of creation");
		return EXIT_FAILED;
	}
	hr = IStorage_SetElementTimes(slot->parent,
		slot->is_root ? NULL : slot->name, times->ctime, NULL,
		times->mtime);
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, slot->path,
				       "cannot set the times", hr);
}

static enum exit_code
touch(struct edit *edit, const char *path, const struct times *times)
{
	struct slot slot;
	enum exit_code code = slot_find(&slot, edit, path, false);

	if (code == EXIT_DONE)
		code = set(edit, &slot, times);
	slot_done(&slot);
	return code;
}

static enum exit_code
run_touch(int count, char **operands)
{
	struct times times = { .ctime = NULL };
	struct edit edit;
	enum exit_code code;

	if (!read_options(&times))
		return EXIT_FAILED;
	code = edit_open(&edit, operands[0]);
	if (code == EXIT_DONE && count == 1)
		code = touch(&edit, "", &times);
	for (int i = 1; i < count && code == EXIT_DONE; i++)
		code = touch(&edit, operands[i], &times);
	return edit_close(&edit, code);
}

const struct command command_touch = {
	.name = "touch",
	.arguments = "[-d TIME] [-c TIME] [-t TIME] FILE [INNER-PATH...]",
	.summary = "set the times of storages",
	.details = "Sets the times of storages, or of the root. A time reads "
		   "2026-11-21T13:08:15.1234567Z, with fewer parts as well "
		   "and +HH:MM for another zone, @SECONDS since 1970, now, "
		   "or none. Streams have no times.",
	.options = specs,
	.operands_min = 1,
	.operands_max = -1,
	.run = run_touch,
};
