/* SPDX-License-Identifier: MIT */
/* stat: all that the directory says about elements. */
#include <inttypes.h>
#include <stdio.h>

#include "describe.h"
#include "inner.h"
#include "listing.h"
#include "terminal.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

struct stat_run {
	struct json json;
	bool further;
};

static void
put(const char *label, const char *value)
{
	printf("%s%-11s%s%s\n", style_begin(STYLE_FAINT), label, style_end(),
		terminal_safe(STREAM_OUTPUT, value));
}

static void
put_number(const char *label, uint64_t value)
{
	printf("%s%-11s%s%" PRIu64 "\n", style_begin(STYLE_FAINT), label,
		style_end(), value);
}

static void
put_time(const char *label, const FILETIME *time, struct text *text)
{
	text_clear(text);
	if (time_is_set(time))
		describe_time(text, time);
	else
		text_add(text, "not recorded");
	put(label, text->data);
}

static void
put_units(const struct listing *listing, size_t i, struct text *text)
{
	const OLECHAR *units = item_units(listing, i);

	text_clear(text);
	for (size_t u = 0; u < listing->items[i].name_length; u++)
		text_addf(text, "%s%04X", u ? " " : "", units[u]);
	put("Units:", text->data);
}

static void
put_stream(const struct item *item)
{
	put_number("Size:", item->size);
	if (!item_has_start(item))
		return;
	put("Stored in:", item->is_mini ? "mini stream" : "sectors");
	put_number("Start:", item->start_sector);
}

static void
put_storage(const struct item *item, struct text *text)
{
	put_time("Created:", &item->ctime, text);
	put_time("Modified:", &item->mtime, text);
	text_clear(text);
	describe_clsid(text, &item->clsid);
	put("Class:", text->data);
	text_clear(text);
	text_addf(text, "0x%08" PRIX32, item->state_bits);
	put("State:", text->data);
}

static void
put_element(const struct listing *listing, size_t i)
{
	const struct item *item = &listing->items[i];
	const OLECHAR *units = item_units(listing, i);
	const char *meaning = stg_element_meaning(units, item->name_length);
	struct text text = { 0 };

	text_clear(&text);
	text_add(&text, "/");
	item_path(listing, i, &text);
	put("Path:", text.data);
	text_clear(&text);
	item_name(listing, i, &text);
	put("Name:", text.data);
	put_units(listing, i, &text);
	text_clear(&text);
	if (describe_msi_name(&text, units, item->name_length))
		put("Decoded:", text.data);
	if (meaning)
		put("Meaning:", meaning);
	put("Type:", item->is_storage ? "storage" : "stream");
	put_number("Entry:", item->id);
	if (item->is_storage)
		put_storage(item, &text);
	else
		put_stream(item);
	text_done(&text);
}

static enum exit_code
show(struct target *target, const char *path, void *context)
{
	struct stat_run *run = context;
	struct listing listing;
	enum exit_code code = listing_read_one(&listing, target, path);

	if (listing.count > 0 && run->json.active) {
		json_object_begin(&run->json, NULL);
		item_json(&listing, 0, &run->json);
		json_object_end(&run->json);
	} else if (listing.count > 0) {
		if (run->further)
			putchar('\n');
		put_element(&listing, 0);
		run->further = true;
	}
	listing_done(&listing);
	return code;
}

static enum exit_code
run_stat(int count, char **operands)
{
	struct stat_run run = { .further = false };
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);

	if (target.storage) {
		json_begin(&run.json, "stat", target.shown.data);
		json_list(&run.json, "elements");
		code = exit_worse(
			code, inner_each(&target, count, operands, show, &run));
		json_list_end(&run.json);
		json_end(&run.json);
	}
	return target_close(&target, code);
}

const struct command command_stat = {
	.name = "stat",
	.arguments = "FILE [INNER-PATH...]",
	.summary = "show all fields of elements",
	.details = "Shows everything that the directory says about the "
		   "elements, or about the root. Times are in UTC.",
	.options = specs,
	.operands_min = 1,
	.operands_max = -1,
	.json = true,
	.run = run_stat,
};
