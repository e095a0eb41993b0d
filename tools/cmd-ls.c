/* SPDX-License-Identifier: MIT */
/* ls: the elements of storages, in the order of the directory. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "inner.h"
#include "listing.h"
#include "memory.h"
#include "table.h"

/* A terminal that is narrower shows no times. */
#define TIMES_COLUMNS 64

static struct {
	bool all;
	bool details;
	bool recursive;
	uint64_t depth;
} options = { .depth = DEPTH_DEFAULT };

static const struct option_spec specs[] = {
	{ 'l', "long", OPTION_FLAG, &options.details, NULL,
		"show type (d: storage), size, time and meaning" },
	{ 'R', "recursive", OPTION_FLAG, &options.recursive, NULL,
		"list what is in storages too, with inner paths" },
	{ 'a', "all", OPTION_FLAG, &options.all, NULL,
		"list the storage itself too; with -l, show numbers of "
		"entries and starting sectors" },
	{ 0, "depth", OPTION_SIZE, &options.depth, "LEVELS",
		"with -R, list no deeper (128, at most 256)" },
	{ .name = NULL },
};

struct ls {
	struct json json;
	bool several; /* paths, each under its own heading */
	bool further; /* not the first one */
};

/* Storages themselves are shown only on demand. */
static size_t
first_shown(const struct listing *listing)
{
	return listing->items[0].is_storage && !options.all ? 1 : 0;
}

/* "/" before the path of the storage itself tells it from its elements. */
static void
label(const struct listing *listing, size_t i, struct text *text)
{
	if (i == 0 && listing->items[i].is_storage)
		text_add(text, "/");
	if (i == 0 || options.recursive)
		item_path(listing, i, text);
	else
		item_name(listing, i, text);
	if (i > 0 && listing->items[i].is_storage && terminal_columns())
		text_add(text, "/");
}

static enum style
style_of(const struct item *item)
{
	return item->is_storage ? STYLE_STORAGE : STYLE_STREAM;
}

static void
fill_row(const struct listing *listing, size_t i, struct table *table)
{
	const struct item *item = &listing->items[i];
	struct text *cell = table->cell;
	unsigned columns = terminal_columns();

	table_begin_row(table);
	if (options.all) {
		text_addf(&cell[0], "%" PRIu32, item->id);
		if (item_has_start(item))
			text_addf(&cell[1], "%s%" PRIu32,
				item->is_mini ? "m" : "", item->start_sector);
		else
			text_add(&cell[1], "-");
	}
	text_add(&cell[2], item->is_storage ? "d" : "-");
	if (item->is_storage)
		text_add(&cell[3], "-");
	else
		text_addf(&cell[3], "%" PRIu64, item->size);
	if (columns == 0 || columns >= TIMES_COLUMNS) {
		if (time_is_set(&item->mtime))
			describe_time_short(&cell[4], &item->mtime);
		else
			text_add(&cell[4], "-");
	}
	label(listing, i, &cell[5]);
	describe_meaning(&cell[6], item_units(listing, i), item->name_length,
		&item->clsid);
	table->style[5] = style_of(item);
	table->style[6] = STYLE_FAINT;
}

static void
print_long(const struct listing *listing)
{
	struct table table;

	table_init(&table, "rrlrlll");
	for (size_t i = first_shown(listing); i < listing->count; i++) {
		fill_row(listing, i, &table);
		table_measure(&table);
	}
	for (size_t i = first_shown(listing); i < listing->count; i++) {
		fill_row(listing, i, &table);
		table_print(&table);
	}
	table_done(&table);
}

/* The label as the terminal takes it, and its width. */
static unsigned
measure_label(const struct listing *listing, size_t i, struct text *text)
{
	text_clear(text);
	label(listing, i, text);
	return text_columns(terminal_safe(STREAM_OUTPUT, text->data));
}

static void
put_label(const struct listing *listing, size_t i, const struct text *text)
{
	const char *begin = style_begin(style_of(&listing->items[i]));

	printf("%s%s%s", begin, terminal_safe(STREAM_OUTPUT, text->data),
		*begin ? style_end() : "");
}

/* Down the columns, as ls(1) does it. */
static void
print_columns(const struct listing *listing, unsigned columns)
{
	struct text text = { 0 };
	size_t first = first_shown(listing);
	size_t count = listing->count - first;
	unsigned widest = 0;
	size_t across, down;

	for (size_t i = first; i < listing->count; i++) {
		unsigned width = measure_label(listing, i, &text);

		if (width > widest)
			widest = width;
	}
	across = (columns + 2) / (widest + 2);
	if (across == 0)
		across = 1;
	down = (count + across - 1) / across;
	for (size_t row = 0; row < down; row++) {
		for (size_t i = row; i < count; i += down) {
			unsigned width =
				measure_label(listing, first + i, &text);

			put_label(listing, first + i, &text);
			if (i + down < count)
				printf("%*s", (int)(widest + 2 - width), "");
		}
		putchar('\n');
	}
	text_done(&text);
}

static void
print_names(const struct listing *listing)
{
	struct text text = { 0 };

	for (size_t i = first_shown(listing); i < listing->count; i++) {
		text_clear(&text);
		label(listing, i, &text);
		put_label(listing, i, &text);
		putchar('\n');
	}
	text_done(&text);
}

static void
print_json(const struct listing *listing, struct json *json)
{
	for (size_t i = first_shown(listing); i < listing->count; i++) {
		json_object_begin(json, NULL);
		item_json(listing, i, json);
		json_object_end(json);
	}
}

static void
print_heading(const struct listing *listing, struct ls *ls)
{
	if (!ls->several || !listing->items[0].is_storage)
		return;
	printf("%s/%s:\n", ls->further ? "\n" : "",
		terminal_safe(STREAM_OUTPUT, listing->base));
}

static enum exit_code
list(struct target *target, const char *path, void *context)
{
	struct ls *ls = context;
	struct listing listing;
	enum exit_code code = listing_read(
		&listing, target, path, options.recursive ? options.depth : 1);

	if (listing.count > 0) {
		if (ls->json.active) {
			print_json(&listing, &ls->json);
		} else {
			print_heading(&listing, ls);
			if (options.details)
				print_long(&listing);
			else if (terminal_columns())
				print_columns(&listing, terminal_columns());
			else
				print_names(&listing);
		}
		ls->further = true;
	}
	listing_done(&listing);
	return code;
}

static enum exit_code
run_ls(int count, char **operands)
{
	struct ls ls = { .several = count > 2 };
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);

	if (target.storage) {
		json_begin(&ls.json, "ls", target.shown.data);
		json_list(&ls.json, "elements");
		code = exit_worse(
			code, inner_each(&target, count, operands, list, &ls));
		json_list_end(&ls.json);
		json_end(&ls.json);
	}
	return target_close(&target, code);
}

const struct command command_ls = {
	.name = "ls",
	.arguments = "[-lRa] FILE [INNER-PATH...]",
	.summary = "list the elements of storages",
	.details = "Lists the elements of the storages, or of the "
		   "root, in the order of the directory; a stream is "
		   "listed itself.",
	.options = specs,
	.operands_min = 1,
	.operands_max = -1,
	.json = true,
	.run = run_ls,
};
