/* SPDX-License-Identifier: MIT */
/* find: the paths of the elements that match. */
#include <stdio.h>
#include <stdlib.h>

#include "listing.h"
#include "match.h"
#include "memory.h"
#include "terminal.h"

enum wanted_type { TYPE_ANY, TYPE_STREAM, TYPE_STORAGE };

static struct {
	unsigned type;
	uint64_t size_min;
	uint64_t size_max;
	uint64_t depth;
} options = { .size_max = UINT64_MAX, .depth = DEPTH_DEFAULT };

static const struct option_spec specs[] = {
	{ 't', "type", OPTION_CHOICE, &options.type, "any|s|d",
		"find streams (s) or storages (d) only" },
	{ 0, "min-size", OPTION_SIZE, &options.size_min, "BYTES",
		"find streams that are not smaller" },
	{ 0, "max-size", OPTION_SIZE, &options.size_max, "BYTES",
		"find streams that are not larger" },
	{ 0, "depth", OPTION_SIZE, &options.depth, "LEVELS",
		"search no deeper (128, at most 256)" },
	{ .name = NULL },
};

/* A wish about sizes is one for streams. */
static bool
is_wanted(const struct item *item)
{
	if (item->is_storage)
		return options.type != TYPE_STREAM && options.size_min == 0 &&
		       options.size_max == UINT64_MAX;
	return options.type != TYPE_STORAGE && item->size >= options.size_min &&
	       item->size <= options.size_max;
}

static void
print_found(const struct listing *listing, size_t i, struct json *json,
	struct text *text)
{
	if (json->active) {
		json_object_begin(json, NULL);
		item_json(listing, i, json);
		json_object_end(json);
		return;
	}
	text_clear(text);
	item_path(listing, i, text);
	printf("%s\n", terminal_safe(STREAM_OUTPUT, text->data));
}

static enum exit_code
search(struct target *target, const struct globs *globs)
{
	enum exit_code found = EXIT_NEGATIVE;
	struct listing listing;
	struct text text = { 0 };
	struct json json;
	enum exit_code code = listing_read(&listing, target, "", options.depth);

	json_begin(&json, "find", target->shown.data);
	json_list(&json, "elements");
	for (size_t i = 1; i < listing.count; i++) {
		if (!is_wanted(&listing.items[i]) ||
			!globs_match(globs, &listing, i))
			continue;
		print_found(&listing, i, &json, &text);
		found = EXIT_DONE;
	}
	json_list_end(&json);
	json_end(&json);
	text_done(&text);
	listing_done(&listing);
	return exit_worse(code, found);
}

static enum exit_code
run_find(int count, char **operands)
{
	struct globs *globs = globs_compile(count - 1, operands + 1);
	enum exit_code code = EXIT_FAILED;
	struct target target;

	if (globs) {
		code = target_open(&target, operands[0]);
		if (target.storage)
			code = exit_worse(code, search(&target, globs));
		code = target_close(&target, code);
	}
	globs_destroy(globs);
	return code;
}

const struct command command_find = {
	.name = "find",
	.arguments = "FILE GLOB...",
	.summary = "find elements by their names or paths",
	.details = "Prints the inner paths of the elements that match "
		   "any of the patterns: *, ? and [...] within a name, "
		   "** for any number of storages. A pattern with a "
		   "slash is about the whole path, any other one about "
		   "the last name. Case does not count.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.json = true,
	.run = run_find,
};
