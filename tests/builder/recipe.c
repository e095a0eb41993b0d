/* SPDX-License-Identifier: MIT */
/*
 * Runs a recipe line by line: the statements that describe, and where a line
 * goes from there.
 */
#include "recipe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

#define MOST_REPEATS 2000000u
#define LONGEST_LINE 4096u

static bool
set_version(struct recipe *r)
{
	uint32_t version;

	if (!parse_value32(r, &version))
		return false;
	if (version != 3 && version != 4)
		return scan_fail(&r->s, "version 3 or 4");
	builder_options(r->b)->version = version;
	return true;
}

static bool
set_sector_shift(struct recipe *r)
{
	return parse_value32(r, &builder_options(r->b)->sector_shift);
}

static bool
set_mini_shift(struct recipe *r)
{
	return parse_value32(r, &builder_options(r->b)->mini_shift);
}

static bool
set_cutoff(struct recipe *r)
{
	return parse_value32(r, &builder_options(r->b)->cutoff);
}

static bool
set_fat_sectors(struct recipe *r)
{
	return parse_value32(r, &builder_options(r->b)->fat_sectors);
}

static bool
set_directory_sectors(struct recipe *r)
{
	return parse_value32(r, &builder_options(r->b)->directory_sectors);
}

static bool
set_slack(struct recipe *r)
{
	uint32_t byte;

	if (!parse_value32(r, &byte))
		return false;
	builder_options(r->b)->slack = (uint8_t)byte;
	return byte <= 0xff || scan_fail(&r->s, "that is no byte");
}

/* Accepts one of the words; its number, or -1 after complaining. */
static int
choose(struct recipe *r, const char *const *words, int count)
{
	for (int i = 0; i < count; i++) {
		if (scan_keyword(&r->s, words[i]))
			return i;
	}
	scan_fail(&r->s, "unknown choice");
	return -1;
}

static bool
set_layout_of(struct recipe *r, struct builder_layout *layout)
{
	static const char *const words[] = {
		[BUILDER_CONTIGUOUS] = "contiguous",
		[BUILDER_INTERLEAVE] = "interleave",
		[BUILDER_REVERSE] = "reverse",
		[BUILDER_RANDOM] = "random",
	};
	int how = choose(r, words, 4);

	if (how < 0)
		return false;
	layout->how = (enum builder_arrangement)how;
	layout->extent = 1;
	if (how == BUILDER_RANDOM && !parse_value(r, &layout->seed))
		return false;
	if (how != BUILDER_CONTIGUOUS && !scan_at_end(&r->s))
		return parse_value32(r, &layout->extent);
	return true;
}

static bool
set_layout(struct recipe *r)
{
	return set_layout_of(r, &builder_options(r->b)->layout);
}

static bool
set_mini_layout(struct recipe *r)
{
	return set_layout_of(r, &builder_options(r->b)->mini_layout);
}

static bool
set_tables(struct recipe *r)
{
	static const char *const words[] = {
		[BUILDER_TABLES_SPREAD] = "spread",
		[BUILDER_TABLES_FRONT] = "front",
		[BUILDER_TABLES_END] = "end",
	};
	int choice = choose(r, words, 3);

	if (choice >= 0)
		builder_options(r->b)->tables = (enum builder_tables)choice;
	return choice >= 0;
}

static bool
set_metadata(struct recipe *r)
{
	static const char *const words[] = { "first", "last" };
	int choice = choose(r, words, 2);

	builder_options(r->b)->metadata_last = choice == 1;
	return choice >= 0;
}

static bool
set_range_lock(struct recipe *r)
{
	static const char *const words[] = {
		[BUILDER_LOCK_END] = "end",
		[BUILDER_LOCK_FREE] = "free",
		[BUILDER_LOCK_USED] = "used",
	};
	int choice = choose(r, words, 3);

	if (choice >= 0)
		builder_options(r->b)->lock = (enum builder_lock)choice;
	return choice >= 0;
}

static bool
set_tree(struct recipe *r)
{
	static const char *const words[] = {
		[BUILDER_BALANCED] = "balanced",
		[BUILDER_LIST] = "list",
		[BUILDER_BACKLIST] = "backlist",
	};
	struct builder_tree *tree = &builder_options(r->b)->tree;
	uint32_t id;
	int shape;

	if (scan_peek(&r->s) == '"') {
		if (!parse_entry(r, &id))
			return false;
		builder_entry(r->b, id)->has_tree = true;
		tree = &builder_entry(r->b, id)->tree;
	}
	shape = choose(r, words, 3);
	if (shape < 0)
		return false;
	tree->shape = (enum builder_shape)shape;
	tree->declared = scan_keyword(&r->s, "declared");
	return true;
}

static bool
add_storage(struct recipe *r)
{
	uint32_t id;

	return parse_new(r, BUILDER_STORAGE, &id);
}

static bool
enter_storage(struct recipe *r)
{
	return parse_new(r, BUILDER_STORAGE, &r->current);
}

static bool
leave_storage(struct recipe *r)
{
	uint64_t levels = 1;

	if (!scan_at_end(&r->s) && !parse_value(r, &levels))
		return false;
	for (; levels > 0; levels--) {
		if (r->current == 0)
			return scan_fail(&r->s, "there is nothing to leave");
		r->current = builder_entry(r->b, r->current)->parent;
	}
	return true;
}

/* `stream PATH`, `stream PATH = CONTENTS`, `stream PATH += CONTENTS` */
static bool
add_stream(struct recipe *r)
{
	const char *start = r->s.at;
	struct scan_text path;
	uint32_t id;
	bool more;

	if (!scan_quoted(&r->s, SCAN_PATH, &path))
		return false;
	free(path.units);
	more = scan_accept(&r->s, '+');
	r->s.at = start;
	if (more ? !parse_entry(r, &id) : !parse_new(r, BUILDER_STREAM, &id))
		return false;
	if (builder_entry(r->b, id)->type != BUILDER_STREAM)
		return scan_fail(&r->s, "this is no stream");
	if (more)
		scan_accept(&r->s, '+');
	else if (scan_at_end(&r->s))
		return true;
	return scan_expect(&r->s, '=') && parse_content(r, id);
}

static bool
add_free_entries(struct recipe *r)
{
	uint64_t count = 1;

	if (!scan_at_end(&r->s) && !parse_value(r, &count))
		return false;
	for (; count > 0; count--) {
		if (builder_add(r->b, BUILDER_NONE, BUILDER_FREE, NULL, 0) ==
			BUILDER_NONE)
			return parse_failed(r);
	}
	return true;
}

static bool
add_gap(struct recipe *r)
{
	uint32_t count;

	return parse_value32(r, &count) &&
	       (builder_gap(r->b, false, count) || parse_failed(r));
}

static bool
add_mini_gap(struct recipe *r)
{
	uint32_t count;

	return parse_value32(r, &count) &&
	       (builder_gap(r->b, true, count) || parse_failed(r));
}

static bool
add_reserve(struct recipe *r)
{
	uint32_t id;

	return parse_entry(r, &id) &&
	       parse_value32(r, &builder_entry(r->b, id)->reserve);
}

static const struct statement describe_statements[] = {
	{ "cutoff", set_cutoff },
	{ "directory_sectors", set_directory_sectors },
	{ "enter", enter_storage },
	{ "fat_sectors", set_fat_sectors },
	{ "free_entry", add_free_entries },
	{ "gap", add_gap },
	{ "layout", set_layout },
	{ "leave", leave_storage },
	{ "metadata", set_metadata },
	{ "mini_gap", add_mini_gap },
	{ "mini_layout", set_mini_layout },
	{ "mini_shift", set_mini_shift },
	{ "range_lock", set_range_lock },
	{ "reserve", add_reserve },
	{ "sector_shift", set_sector_shift },
	{ "slack", set_slack },
	{ "storage", add_storage },
	{ "stream", add_stream },
	{ "tables", set_tables },
	{ "tree", set_tree },
	{ "version", set_version },
	{ NULL, NULL },
};

static const struct statement *
find_statement(const struct statement *list, const char *word)
{
	for (; list->word != NULL; list++) {
		if (strcmp(list->word, word) == 0)
			return list;
	}
	return NULL;
}

static bool
run_statement(struct recipe *r, const char *word)
{
	const struct statement *found;

	found = find_statement(describe_statements, word);
	if (found != NULL && builder_is_laid_out(r->b))
		return scan_fail(&r->s, "\"%s\" after an adjustment", word);
	if (found == NULL) {
		found = find_statement(adjust_statements, word);
		if (found == NULL)
			return scan_fail(
				&r->s, "unknown statement \"%s\"", word);
		if (!builder_lay_out(r->b))
			return parse_failed(r);
	}
	return found->run(r) &&
	       (scan_at_end(&r->s) ||
		       scan_fail(&r->s, "\"%.*s\" is too much",
			       (int)(r->s.end - r->s.at < 20
					       ? r->s.end - r->s.at
					       : 20),
			       r->s.at));
}

/* The width between braces, or -1 when this is no placeholder. */
static int
placeholder(const char *at, const char *end, const char **after)
{
	int width = 0;

	if (*at++ != '{')
		return -1;
	for (; at < end && *at >= '0' && *at <= '9' && width < 10; at++)
		width = width * 10 + (*at - '0');
	if (at == end || *at != '}')
		return -1;
	*after = at + 1;
	return width;
}

/* Puts the number of the turn in the place of {} and {WIDTH}. */
static bool
expand(struct recipe *r, const char *from, const char *end, uint32_t turn,
	char line[LONGEST_LINE], size_t *length)
{
	size_t n = 0;

	while (from < end) {
		int width = placeholder(from, end, &from);

		if (n + 128 > LONGEST_LINE)
			return scan_fail(&r->s, "line too long to repeat");
		if (width < 0)
			line[n++] = *from++;
		else
			n += (size_t)snprintf(line + n, 128, "%0*u", width,
				(unsigned int)turn);
	}
	*length = n;
	return true;
}

static bool run_line(struct recipe *r);

static bool
repeat_line(struct recipe *r, char line[LONGEST_LINE])
{
	struct scan whole;
	uint32_t count;
	size_t length = 0;
	bool ok = true;

	if (r->repeating)
		return scan_fail(&r->s, "repeat within repeat");
	if (!parse_value32(r, &count))
		return false;
	if (count > r->repeats)
		return scan_fail(&r->s, "too many repetitions");
	r->repeats -= count;
	r->repeating = true;
	whole = r->s;
	for (uint32_t i = 0; ok && i < count; i++) {
		ok = expand(r, whole.at, whole.end, i, line, &length);
		r->s.at = line;
		r->s.end = line + length;
		ok = ok && run_line(r);
	}
	r->repeating = false;
	return ok;
}

static bool
run_repeat(struct recipe *r)
{
	char *line = malloc(LONGEST_LINE);
	bool ok = line != NULL ? repeat_line(r, line)
			       : scan_fail(&r->s, "out of memory");

	free(line);
	return ok;
}

static bool
run_line(struct recipe *r)
{
	char word[SCAN_WORD];

	if (scan_at_end(&r->s))
		return true;
	if (!scan_word(&r->s, word))
		return scan_fail(&r->s, "a statement is missing");
	if (strcmp(word, "repeat") == 0)
		return run_repeat(r);
	return run_statement(r, word);
}

static bool
run_all(struct recipe *r, const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));

		r->s.line++;
		r->s.at = text;
		r->s.end = eol != NULL ? eol : end;
		text = eol != NULL ? eol + 1 : end;
		if (!run_line(r))
			return false;
	}
	return builder_lay_out(r->b) || parse_failed(r);
}

struct builder *
recipe_parse(const char *text, size_t length, uint64_t limit, char *error,
	size_t error_size)
{
	struct recipe r = { .repeats = MOST_REPEATS };

	if (error_size > 0)
		error[0] = '\0';
	r.s.error = error;
	r.s.error_size = error_size;
	r.b = builder_create();
	if (r.b == NULL) {
		scan_fail(&r.s, "out of memory");
		return NULL;
	}
	if (limit > 0 && limit < BUILDER_LIMIT)
		builder_options(r.b)->limit = limit;
	if (run_all(&r, text, length))
		return r.b;
	builder_destroy(r.b);
	return NULL;
}

static char *
read_file(const char *path, size_t *length)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	char *text = NULL;
	size_t room = 0;

	*length = 0;
	if (f == NULL)
		return NULL;
	do {
		char *larger = realloc(text, room += 65536);

		if (larger == NULL) {
			free(text);
			text = NULL;
			break;
		}
		text = larger;
		*length += fread(text + *length, 1, room - *length, f);
	} while (*length == room);
	if (text != NULL && ferror(f)) {
		free(text);
		text = NULL;
	}
	if (f != stdin)
		fclose(f);
	return text;
}

struct builder *
recipe_open(const char *path, char *error, size_t error_size)
{
	size_t length;
	char *text = read_file(path, &length);
	struct builder *b;

	if (text == NULL) {
		snprintf(error, error_size, "%s", strerror(errno));
		return NULL;
	}
	b = recipe_parse(text, length, 0, error, error_size);
	free(text);
	return b;
}

bool
recipe_build(const char *text, size_t length, uint64_t limit, uint8_t **data,
	size_t *size, char *error, size_t error_size)
{
	struct builder *b =
		recipe_parse(text, length, limit, error, error_size);
	bool ok;

	if (b == NULL)
		return false;
	ok = builder_render(b, data, size);
	if (!ok)
		snprintf(error, error_size, "out of memory");
	builder_destroy(b);
	return ok;
}
