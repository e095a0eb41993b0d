/* SPDX-License-Identifier: MIT */
/* tree: storages and streams, drawn. */
#include <stdio.h>

#include "describe.h"
#include "inner.h"
#include "listing.h"
#include "terminal.h"

static struct {
	bool ascii;
	bool storages;
	uint64_t depth;
} options = { .depth = DEPTH_DEFAULT };

static const struct option_spec specs[] = {
	{ 'd', "storages", OPTION_FLAG, &options.storages, NULL,
		"show storages only" },
	{ 0, "ascii", OPTION_FLAG, &options.ascii, NULL,
		"draw with ASCII characters" },
	{ 0, "depth", OPTION_SIZE, &options.depth, "LEVELS",
		"go no deeper (128, at most 256)" },
	{ .name = NULL },
};

/* What stands before a name. */
struct lines {
	const char *branch;
	const char *last;
	const char *through;
	const char *nothing;
};

static const struct lines ascii_lines = {
	"|-- ",
	"`-- ",
	"|   ",
	"    ",
};

static const struct lines drawn_lines = {
	"\u251c\u2500\u2500 ",
	"\u2514\u2500\u2500 ",
	"\u2502   ",
	"    ",
};

struct totals {
	uint64_t storages;
	uint64_t streams;
	uint64_t bytes;
};

struct tree {
	struct json json;
	const struct lines *lines;
	struct totals totals;
};

static bool
is_shown(const struct item *item)
{
	return item->is_storage || !options.storages;
}

/* Is nothing that is shown behind it in its storage? */
static bool
is_last(const struct listing *listing, size_t i)
{
	while (!item_is_last(listing, i)) {
		i = listing->items[i].end;
		if (is_shown(&listing->items[i]))
			return false;
	}
	return true;
}

static void
count(struct totals *totals, const struct item *item)
{
	if (item->is_storage && item->depth > 0)
		totals->storages++;
	if (!item->is_storage) {
		totals->streams++;
		totals->bytes += item->size;
	}
}

/* The storages above decide how each level is drawn. */
static void
draw(const struct tree *tree, const struct listing *listing, size_t i,
	bool *last)
{
	uint32_t depth = listing->items[i].depth;

	last[depth] = is_last(listing, i);
	fputs(style_begin(STYLE_FAINT), stdout);
	for (uint32_t level = 1; level < depth; level++)
		fputs(last[level] ? tree->lines->nothing : tree->lines->through,
			stdout);
	fputs(last[depth] ? tree->lines->last : tree->lines->branch, stdout);
	fputs(style_end(), stdout);
}

static void
put_item(const struct listing *listing, size_t i, struct text *text)
{
	const struct item *item = &listing->items[i];

	text_clear(text);
	item_name(listing, i, text);
	if (item->is_storage) {
		printf("%s%s%s\n", style_begin(STYLE_STORAGE),
			terminal_safe(STREAM_OUTPUT, text->data), style_end());
		return;
	}
	fputs(terminal_safe(STREAM_OUTPUT, text->data), stdout);
	text_clear(text);
	describe_count(text, item->size);
	printf("  %s%s%s\n", style_begin(STYLE_FAINT), text->data, style_end());
}

static void
print_tree(struct tree *tree, const struct target *target,
	const struct listing *listing)
{
	bool last[DEPTH_LIMIT + 1] = { false };
	struct text text = { 0 };
	const char *slash = *listing->base ? "//" : "";

	printf("%s%s", style_begin(STYLE_HEADING),
		terminal_safe(STREAM_OUTPUT, target->shown.data));
	printf("%s%s%s\n", slash, terminal_safe(STREAM_OUTPUT, listing->base),
		style_end());
	for (size_t i = 0; i < listing->count; i++) {
		count(&tree->totals, &listing->items[i]);
		if (i == 0 || !is_shown(&listing->items[i]))
			continue;
		draw(tree, listing, i, last);
		put_item(listing, i, &text);
	}
	text_done(&text);
}

/* A storage holds its elements; with --jsonl each is a line of its own. */
static void
print_json(struct tree *tree, const struct listing *listing)
{
	struct json *json = &tree->json;
	uint32_t open = 0;

	for (size_t i = 0; i < listing->count; i++) {
		const struct item *item = &listing->items[i];

		if (!is_shown(item))
			continue;
		for (; open > item->depth && !json->lines; open--) {
			json_array_end(json);
			json_object_end(json);
		}
		json_object_begin(json, NULL);
		item_json(listing, i, json);
		if (item->is_storage && !json->lines) {
			json_array_begin(json, "elements");
			open = item->depth + 1;
		} else {
			json_object_end(json);
		}
	}
	for (; open > 0 && !json->lines; open--) {
		json_array_end(json);
		json_object_end(json);
	}
}

static enum exit_code
show(struct target *target, const char *path, void *context)
{
	struct tree *tree = context;
	struct listing listing;
	enum exit_code code =
		listing_read(&listing, target, path, options.depth);

	if (listing.count > 0) {
		if (tree->json.active)
			print_json(tree, &listing);
		else
			print_tree(tree, target, &listing);
	}
	listing_done(&listing);
	return code;
}

static void
print_totals(const struct totals *totals)
{
	struct text text = { 0 };

	describe_things(&text, totals->storages, "storage", "storages");
	text_add(&text, ", ");
	describe_things(&text, totals->streams, "stream", "streams");
	text_add(&text, ", ");
	describe_things(&text, totals->bytes, "byte", "bytes");
	printf("%s\n", text.data);
	text_done(&text);
}

static enum exit_code
run_tree(int operand_count, char **operands)
{
	struct tree tree = { .lines = options.ascii || !terminal_utf8()
					      ? &ascii_lines
					      : &drawn_lines };
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);

	if (target.storage) {
		json_begin(&tree.json, "tree", target.shown.data);
		json_list(&tree.json, "trees");
		code = exit_worse(code, inner_each(&target, operand_count,
						operands, show, &tree));
		json_list_end(&tree.json);
		json_end(&tree.json);
		if (!tree.json.active)
			print_totals(&tree.totals);
	}
	return target_close(&target, code);
}

const struct command command_tree = {
	.name = "tree",
	.arguments = "[-d] FILE [INNER-PATH...]",
	.summary = "draw storages and streams as a tree",
	.details = "Draws everything below the storages, or below the "
		   "root, with the sizes of streams.",
	.options = specs,
	.operands_min = 1,
	.operands_max = -1,
	.json = true,
	.run = run_tree,
};
