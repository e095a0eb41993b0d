/* SPDX-License-Identifier: MIT */
/* check: every departure from the format, with its place. */
#define COBJMACROS
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <stg/check.h>

#include "defects.h"
#include "describe.h"
#include "listing.h"
#include "memory.h"
#include "storage.h"
#include "terminal.h"

static struct {
	bool strict;
	uint64_t max;
} options = { .max = 1000 };

static const struct option_spec specs[] = {
	{ 's', "strict", OPTION_FLAG, &options.strict, NULL,
		"exit with 1 for any remark" },
	{ 'm', "max", OPTION_SIZE, &options.max, "N",
		"show no more defects than this (1000)" },
	{ .name = NULL },
};

struct check {
	struct stg_defect *kept;
	size_t kept_count;
	size_t kept_room;
	bool has_entries;
	struct stg_check_summary summary;
	/* Where the entries are, for people. */
	struct listing listing;
	uint32_t *items; /* by stream ID, plus 1 */
	uint32_t ids;
};

static HRESULT
take(const struct stg_defect *defect, void *context)
{
	struct check *check = context;

	if (check->kept_count >= options.max)
		return S_OK;
	check->kept = memory_grow(check->kept, &check->kept_room,
		check->kept_count + 1, sizeof(*check->kept));
	check->kept[check->kept_count++] = *defect;
	check->has_entries |= defect->entry != STG_NO_ENTRY;
	return S_OK;
}

/* The elements by their stream IDs. */
static void
index_items(struct check *check)
{
	const struct listing *listing = &check->listing;

	for (size_t i = 0; i < listing->count; i++)
		if (listing->items[i].id >= check->ids)
			check->ids = listing->items[i].id + 1;
	check->items = memory_resize(NULL, check->ids, sizeof(*check->items));
	for (uint32_t id = 0; id < check->ids; id++)
		check->items[id] = 0;
	for (size_t i = 0; i < listing->count; i++)
		check->items[listing->items[i].id] = (uint32_t)i + 1;
}

static const char *
path_of(const struct check *check, uint32_t id, struct text *text)
{
	if (id >= check->ids || check->items[id] == 0)
		return NULL;
	text_clear(text);
	text_add(text, "/");
	item_path(&check->listing, check->items[id] - 1, text);
	return text->data;
}

/* Paths are a help: a file that does not open does without them. */
static void
find_paths(struct check *check, const struct target *target)
{
	IStorage *storage;
	HRESULT hr;

	if (target->bytes)
		hr = StgOpenStorageOnILockBytes(
			target->bytes, NULL, ROOT_MODE, NULL, 0, &storage);
	else
		hr = root_read(target->path, &storage);
	if (FAILED(hr))
		return;
	(void)listing_fill(&check->listing, storage, "", DEPTH_DEFAULT);
	index_items(check);
	IStorage_Release(storage);
}

static void
print_summary(
	const struct check *check, const struct target *target, uint64_t all)
{
	const struct stg_check_summary *summary = &check->summary;
	struct text text = { 0 };

	if (all > check->kept_count)
		printf("%s: ... and %" PRIu64 " more\n",
			terminal_safe(STREAM_OUTPUT, target->shown.data),
			all - check->kept_count);
	defects_count(&text, summary);
	text_add(&text, "; ");
	describe_things(&text, summary->entries, "entry", "entries");
	text_add(&text, ", ");
	describe_things(&text, summary->sectors, "sector", "sectors");
	printf("%s: %s%s%s\n", terminal_safe(STREAM_OUTPUT, target->shown.data),
		style_begin(summary->damage ? STYLE_BAD : STYLE_GOOD),
		text.data, style_end());
	text_done(&text);
}

static void
json_summary(struct json *json, const struct stg_check_summary *summary)
{
	if (!json_has_head(json))
		return;
	json_object_begin(json, "summary");
	defects_count_json(json, summary);
	json_number(json, "entries", summary->entries);
	json_number(json, "sectors", summary->sectors);
	json_object_end(json);
}

static void
print_results(struct check *check, const struct target *target)
{
	const struct stg_check_summary *summary = &check->summary;
	uint64_t all =
		(uint64_t)summary->damage + summary->deviant + summary->benign;
	struct text path = { 0 };
	struct json json;

	json_begin(&json, "check", target->shown.data);
	json_list(&json, "defects");
	for (size_t i = 0; i < check->kept_count; i++) {
		const struct stg_defect *defect = &check->kept[i];
		const char *at = path_of(check, defect->entry, &path);

		if (json.active)
			defects_json(&json, defect, at);
		else
			defects_print(target->shown.data, defect, at);
	}
	json_list_end(&json);
	json_summary(&json, summary);
	json_end(&json);
	if (!json.active)
		print_summary(check, target, all);
	text_done(&path);
}

static enum exit_code
judge(const struct check *check)
{
	const struct stg_check_summary *summary = &check->summary;

	if (summary->damage > 0)
		return EXIT_DAMAGED;
	if (options.strict && (summary->deviant > 0 || summary->benign > 0))
		return EXIT_NEGATIVE;
	return EXIT_DONE;
}

static enum exit_code
check_target(struct target *target)
{
	struct check check = { .kept = NULL };
	enum exit_code code = EXIT_DONE;
	HRESULT hr;

	if (target->bytes)
		hr = stg_check_lockbytes(
			target->bytes, 0, take, &check, &check.summary);
	else
		hr = stg_check_file(
			target->path, 0, take, &check, &check.summary);
	if (hr == STG_E_FILEALREADYEXISTS) {
		report_text(&target->place, "not a compound file");
		free(check.kept);
		return EXIT_NOT_CFB;
	}
	if (check.has_entries)
		find_paths(&check, target);
	print_results(&check, target);
	if (FAILED(hr)) {
		report(&target->place, "cannot check further", hr);
		code = exit_of(hr);
	}
	free(check.kept);
	free(check.items);
	listing_done(&check.listing);
	return exit_worse(code, judge(&check));
}

static enum exit_code
run_check(int count, char **operands)
{
	struct target target;
	enum exit_code code = target_locate(&target, operands[0]);

	(void)count;
	if (code == EXIT_DONE && target.part) {
		report_text(&target.place, "a storage is not a file");
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE || (code == EXIT_DAMAGED && target.bytes))
		code = exit_worse(code, check_target(&target));
	return target_close(&target, code);
}

const struct command command_check = {
	.name = "check",
	.arguments = "[-s] FILE",
	.summary = "check whether the file is in order",
	.details = "Shows each departure from the format: damage "
		   "(contents are lost or ambiguous), deviant (out of "
		   "format, but all is there) or benign (no reader "
		   "need notice). Damage ends with exit status 3.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.json = true,
	.run = run_check,
};
