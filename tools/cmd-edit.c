/* SPDX-License-Identifier: MIT */
/*
 * edit: many verbs, and one change. Each line of the script is a verb with its
 * arguments; an argument that begins with // is in the file, and // alone is
 * the file. All verbs work on the one copy that edit_share() hands out.
 */
#define COBJMACROS
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>

#include "edit.h"
#include "memory.h"
#include "text.h"

static struct {
	const char *script;
	bool dry_run;
} options;

static const struct option_spec specs[] = {
	{ 'f', "file", OPTION_TEXT, &options.script, "SCRIPT",
		"read the verbs from a file" },
	{ 'n', "dry-run", OPTION_FLAG, &options.dry_run, NULL,
		"show what would change, and change nothing" },
	{ .name = NULL },
};

/* Verbs that change the file they are given. */
static const char *const verbs[] = { "put", "mkdir", "rm", "mv", "cp",
	"touch", "chclsid", "chstate", "truncate", "import", NULL };

struct words {
	char **list;
	size_t count;
	size_t room;
};

struct script {
	const char *name; /* for messages */
	FILE *stream;
	unsigned line;
	struct place file;
	char *path;
	struct words words;
};

/* --- A line -------------------------------------------------------------- */

static void
add_word(struct words *words, char *word)
{
	words->list = memory_grow(words->list, &words->room, words->count + 2,
		sizeof(*words->list));
	words->list[words->count++] = word;
	words->list[words->count] = NULL;
}

static void
drop_words(struct words *words)
{
	while (words->count > 0)
		free(words->list[--words->count]);
}

/*
 * One word: quotes as in the shell; of backslashes, which inner paths are full
 * of, only \' \" \\ and those before a space are taken away. False: a quote is
 * not closed.
 */
static bool
take_word(const char **at, struct text *word)
{
	char quote = '\0';

	for (; **at && (quote || !isspace((unsigned char)**at)); ++*at) {
		if (quote ? **at == quote : **at == '\'' || **at == '"') {
			quote = quote ? '\0' : **at;
			continue;
		}
		if (quote != '\'' && **at == '\\' && (*at)[1] &&
			strchr(quote ? "\"" : "'\" ", (*at)[1]))
			++*at;
		text_add_bytes(word, *at, 1);
	}
	return quote == '\0';
}

static bool
split(struct script *script, const char *line)
{
	struct text word = { 0 };
	bool closed = true;

	for (;;) {
		line += strspn(line, " \t\r\n");
		if (!*line || *line == '#')
			break;
		text_clear(&word);
		closed = take_word(&line, &word);
		if (!closed)
			break;
		add_word(&script->words, memory_copy(text_get(&word),
			strlen(text_get(&word))));
	}
	text_done(&word);
	return closed;
}

/* Arguments that begin with // are in the file. */
static void
place_words(struct script *script)
{
	for (size_t i = 1; i < script->words.count; i++) {
		char **word = &script->words.list[i];
		struct text whole = { 0 };

		if (strncmp(*word, "//", 2) != 0)
			continue;
		text_add(&whole, script->path);
		if ((*word)[2])
			text_add(&whole, *word);
		free(*word);
		*word = memory_copy(text_get(&whole),
			strlen(text_get(&whole)));
		text_done(&whole);
	}
}

static enum exit_code
fail_line(const struct script *script, const char *what)
{
	report_usage("%s:%u: %s", script->name, script->line, what);
	return EXIT_FAILED;
}

static bool
is_allowed(const char *verb)
{
	for (size_t i = 0; verbs[i]; i++)
		if (strcmp(verbs[i], verb) == 0)
			return true;
	return false;
}

static enum exit_code
run_words(struct script *script)
{
	char **argv = memory_resize(
		NULL, script->words.count + 2, sizeof(*argv));
	enum exit_code code;

	argv[0] = (char *)(uintptr_t) "stgbrowse";
	memcpy(argv + 1, script->words.list,
		(script->words.count + 1) * sizeof(*argv));
	code = command_run_line((int)script->words.count + 1, argv);
	free(argv);
	if (code != EXIT_DONE)
		report_usage("%s:%u: nothing is changed", script->name,
			script->line);
	return code;
}

static enum exit_code
run_line(struct script *script, const char *line)
{
	enum exit_code code = EXIT_DONE;

	drop_words(&script->words);
	if (!split(script, line))
		return fail_line(script, "a quote is not closed");
	if (script->words.count == 0)
		return EXIT_DONE;
	if (!is_allowed(script->words.list[0]))
		return fail_line(script, "no verb that changes elements");
	place_words(script);
	code = run_words(script);
	return code;
}

/* --- What would change --------------------------------------------------- */

struct comparison {
	IStorage *here;
	IStorage *there;
	const struct place *place;
	bool news; /* elements of `here` are new; otherwise they are gone */
};

static bool
same_bytes(IStream *one, IStream *other)
{
	static char a[65536], b[65536];
	ULONG got_a = 0, got_b = 0;

	do {
		if (IStream_Read(one, a, sizeof(a), &got_a) != S_OK ||
			IStream_Read(other, b, sizeof(b), &got_b) != S_OK)
			return false;
		if (got_a != got_b || memcmp(a, b, got_a) != 0)
			return false;
	} while (got_a != 0);
	return true;
}

static bool
same_contents(const struct comparison *c, const char *path)
{
	DWORD mode = STGM_READ | STGM_SHARE_EXCLUSIVE;
	IStream *one = NULL, *other = NULL;
	bool same = SUCCEEDED(stg_open_stream(c->here, path, mode, &one)) &&
		    SUCCEEDED(stg_open_stream(c->there, path, mode, &other)) &&
		    same_bytes(one, other);

	if (one)
		IStream_Release(one);
	if (other)
		IStream_Release(other);
	return same;
}

static bool
is_same(const struct comparison *c, const struct stg_element *one,
	const struct stg_element *other)
{
	if (one->type != other->type || one->size != other->size ||
		one->state_bits != other->state_bits ||
		memcmp(&one->clsid, &other->clsid, sizeof(one->clsid)) != 0)
		return false;
	if (one->type != STGTY_STREAM)
		return memcmp(&one->mtime, &other->mtime,
			       sizeof(one->mtime)) == 0 &&
		       memcmp(&one->ctime, &other->ctime,
			       sizeof(one->ctime)) == 0;
	return same_contents(c, one->path);
}

static HRESULT
compare_element(const struct stg_element *element, void *context)
{
	const struct comparison *c = context;
	struct stg_element other;
	HRESULT hr;

	if (!*element->path)
		return S_OK;
	hr = stg_stat(c->there, element->path, &other);
	if (FAILED(hr))
		printf("%c %s\n", c->news ? '+' : '-', element->path);
	else if (c->news && !is_same(c, element, &other))
		printf("~ %s\n", element->path);
	return S_OK;
}

static enum exit_code
show_changes(struct edit *edit)
{
	struct comparison c = { edit->guard, edit->root, &edit->place, false };
	HRESULT hr = stg_walk(
		c.here, "", STG_WALK_DEFAULT, compare_element, &c);

	c = (struct comparison){ edit->root, edit->guard, &edit->place, true };
	if (SUCCEEDED(hr))
		hr = stg_walk(
			c.here, "", STG_WALK_DEFAULT, compare_element, &c);
	return FAILED(hr) ? edit_failed(edit, NULL, "cannot compare", hr)
			  : EXIT_DONE;
}

/* --- The verb ------------------------------------------------------------ */

static enum exit_code
run_script(struct script *script)
{
	enum exit_code code = EXIT_DONE;
	char *line = NULL;
	size_t room = 0;

	while (code == EXIT_DONE &&
		getline(&line, &room, script->stream) >= 0) {
		script->line++;
		code = run_line(script, line);
	}
	if (code == EXIT_DONE && ferror(script->stream))
		code = fail_line(script, strerror(errno));
	free(line);
	return code;
}

static enum exit_code
run_edit(int count, char **operands)
{
	struct script script = { .name = "standard input", .stream = stdin,
		.path = operands[0] };
	bool dry_run = options.dry_run;
	struct edit edit;
	enum exit_code code;

	(void)count;
	if (options.script) {
		script.name = options.script;
		script.stream = fopen(script.name, "re");
	}
	if (!script.stream) {
		report_usage("%s: cannot open: %s", script.name,
			strerror(errno));
		return EXIT_FAILED;
	}
	code = edit_open(&edit, operands[0]);
	edit_share(&edit);
	if (code == EXIT_DONE)
		code = run_script(&script);
	edit_share(NULL);
	if (script.stream != stdin)
		fclose(script.stream);
	drop_words(&script.words);
	free(script.words.list);
	if (code == EXIT_DONE && dry_run)
		code = show_changes(&edit);
	return dry_run ? edit_drop(&edit, code) : edit_close(&edit, code);
}

const struct command command_edit = {
	.name = "edit",
	.arguments = "[-n] [-f SCRIPT] FILE",
	.summary = "run many verbs as one change",
	.details = "Reads lines from the standard input or a script, "
		   "each a verb that changes elements, with its "
		   "arguments: put, mkdir, rm, mv, cp, touch, chclsid, "
		   "chstate, truncate or import. An argument that "
		   "begins with // is in FILE, and // alone is FILE: "
		   "\"rm -r // Data\", \"mv //a //b\". Words are "
		   "quoted as in the shell, and # begins a comment. If "
		   "any line fails, nothing is changed.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.run = run_edit,
};
