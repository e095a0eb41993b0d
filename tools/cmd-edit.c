/* SPDX-License-Identifier: MIT */
/*
 * edit: many verbs, and one change. Each line is a verb with its arguments; an
 * argument that begins with // is in the file, and // alone is the file. All
 * verbs work on the one transaction that edit_share() hands out, and begin
 * opens another one in it.
 */
#define COBJMACROS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>

#include "compare.h"
#include "edit.h"
#include "escape.h"
#include "memory.h"
#include "script.h"
#include "target.h"
#include "terminal.h"

#define LEVELS_MAX 64

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

/* Verbs that work on what is being changed; the first ones change it. */
static const char *const verbs[] = { "put", "mkdir", "rm", "mv", "cp", "touch",
	"chclsid", "chstate", "truncate", "import", "props",
	"ls", "tree", "find", "cat", "hex", "stat", NULL };
#define CHANGING 11

struct nesting {
	IStorage *outside;
	unsigned line; /* that it began in */
};

struct session {
	struct script script;
	struct edit edit;   /* its root is the innermost transaction's */
	const char *prefix; /* of arguments that are in the file */
	bool dry_run;
	bool is_changed;    /* since it was committed */
	bool is_dropped;    /* what was not committed shall not be */
	struct nesting levels[LEVELS_MAX];
	size_t depth;
};

static enum exit_code
fail(const struct session *session, const char *what)
{
	script_report(&session->script, what);
	return EXIT_FAILED;
}

/* --- Levels --------------------------------------------------------------- */

static enum exit_code
begin(struct session *session)
{
	IStorage *inside;
	HRESULT hr;

	if (session->depth == LEVELS_MAX)
		return fail(session, "too many transactions in each other");
	hr = stg_open_storage(
		session->edit.root, "", EDIT_MODE | STGM_TRANSACTED, &inside);
	if (FAILED(hr))
		return edit_failed(&session->edit, NULL, "cannot begin", hr);
	session->levels[session->depth++] = (struct nesting){
		session->edit.root, session->script.line
	};
	session->edit.root = inside;
	return EXIT_DONE;
}

/* The innermost transaction becomes a part of the one around it, or nothing. */
static enum exit_code
leave(struct session *session, bool keep)
{
	IStorage *inside = session->edit.root;
	HRESULT hr = keep ? IStorage_Commit(inside, STGC_DEFAULT) : S_OK;

	IStorage_Release(inside);
	session->edit.root = session->levels[--session->depth].outside;
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(&session->edit, NULL,
				       "cannot commit", hr);
}

static enum exit_code
leave_all(struct session *session, bool keep)
{
	enum exit_code code = EXIT_DONE;

	while (session->depth > 0)
		code = exit_worse(code, leave(session, keep));
	return code;
}

static enum exit_code
commit(struct session *session)
{
	enum exit_code code;

	if (session->depth > 0)
		return leave(session, true);
	if (!session->script.is_asked)
		return fail(session, "there is no begin before it");
	if (session->dry_run)
		return fail(session, "this is a dry run");
	code = edit_commit(&session->edit);
	if (code == EXIT_DONE)
		session->is_changed = false;
	return code;
}

static enum exit_code
revert(struct session *session)
{
	HRESULT hr;

	if (session->depth > 0)
		return leave(session, false);
	if (!session->script.is_asked)
		return fail(session, "there is no begin before it");
	hr = IStorage_Revert(session->edit.root);
	session->is_changed = false;
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(&session->edit, NULL,
				       "cannot revert", hr);
}

static enum exit_code
help(struct session *session)
{
	(void)session;
	help_print_command(&command_edit);
	return EXIT_DONE;
}

/* --- A line --------------------------------------------------------------- */

/* Arguments that begin with // are in the file. */
static void
place_words(struct session *session)
{
	for (size_t i = 1; i < session->script.count; i++) {
		char **word = &session->script.words[i];
		struct text whole = { 0 };

		if (strncmp(*word, "//", 2) != 0)
			continue;
		text_add(&whole, session->prefix);
		text_add(&whole, (*word)[2] ? *word : "");
		free(*word);
		*word = whole.data;
	}
}

static enum exit_code
run_verb(struct session *session, size_t verb)
{
	size_t count = session->script.count;
	char **argv = memory_resize(NULL, count + 2, sizeof(*argv));
	enum exit_code code;

	place_words(session);
	argv[0] = (char *)(uintptr_t) "stgbrowse";
	memcpy(argv + 1, session->script.words, (count + 1) * sizeof(*argv));
	code = command_run_line((int)count + 1, argv);
	free(argv);
	session->is_changed |= code == EXIT_DONE && verb < CHANGING;
	return code;
}

static enum exit_code
run_line(struct session *session)
{
	static const struct {
		const char *name;
		enum exit_code (*run)(struct session *session);
	} own[] = { { "begin", begin }, { "commit", commit },
		{ "revert", revert }, { "help", help } };
	const char *name = session->script.words[0];

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (strcmp(own[i].name, name) != 0)
			continue;
		return session->script.count == 1
			       ? own[i].run(session)
			       : fail(session, "takes no arguments");
	}
	for (size_t i = 0; verbs[i]; i++)
		if (strcmp(verbs[i], name) == 0)
			return run_verb(session, i);
	return fail(session, "is no verb for what is being changed");
}

/* --- All of it ------------------------------------------------------------ */

/* Any error ends it, and everything with it. */
static enum exit_code
run_script(struct session *session)
{
	struct script *script = &session->script;
	enum exit_code code = EXIT_DONE;
	enum script_line line = SCRIPT_WORDS;

	while (code == EXIT_DONE &&
		(line = script_next(script, NULL)) == SCRIPT_WORDS)
		code = run_line(session);
	if (line == SCRIPT_BAD)
		code = EXIT_FAILED;
	if (code == EXIT_DONE && session->depth > 0) {
		script->line = session->levels[session->depth - 1].line;
		code = fail(session, "begin without a commit");
	}
	if (code != EXIT_DONE)
		script_report(script, "nothing is changed");
	return code;
}

/* An error of a line takes back what the line did. */
static void
run_asked_line(struct session *session)
{
	size_t depth = session->depth;
	bool own = command_find_name(session->script.words[0]) != NULL;
	enum exit_code code = own ? begin(session) : EXIT_DONE;

	if (code != EXIT_DONE)
		return;
	code = run_line(session);
	if (own && session->depth > depth)
		(void)leave(session, code == EXIT_DONE);
}

static void
show_prompt(const struct session *session, struct text *prompt)
{
	struct text name = { 0 };

	escape_bytes(&name, session->prefix, strlen(session->prefix));
	text_clear(prompt);
	text_add(prompt, terminal_safe(STREAM_ERROR, text_get(&name)));
	if (session->depth > 0)
		text_addf(prompt, " (%zu)", session->depth);
	text_add(prompt, session->is_changed ? "*> " : "> ");
	text_done(&name);
}

/* At the end, what was not committed is asked about. */
static enum exit_code
run_asked(struct session *session)
{
	struct text prompt = { 0 };
	enum script_line line = SCRIPT_WORDS;

	while (line != SCRIPT_END) {
		show_prompt(session, &prompt);
		line = script_next(&session->script, text_get(&prompt));
		if (line != SCRIPT_WORDS)
			continue;
		if (strcmp(session->script.words[0], "quit") == 0)
			line = SCRIPT_END;
		else
			run_asked_line(session);
		fflush(stdout);
	}
	text_done(&prompt);
	session->is_dropped = !session->is_changed;
	if (session->is_changed && !session->dry_run)
		session->is_dropped = !script_confirm(
			"Commit the changes (y/n)? ");
	return leave_all(session, !session->is_dropped || session->dry_run);
}

static enum exit_code
run_session(struct session *session)
{
	struct edit *edit = &session->edit;
	bool asked = session->script.is_asked;
	enum exit_code code;
	HRESULT hr;

	/* Nobody shall wait for as long as somebody thinks. */
	if (asked)
		edit_unlock(edit);
	edit_share(edit, session->script.is_input && !asked);
	code = asked ? run_asked(session) : run_script(session);
	edit_share(NULL, false);
	(void)leave_all(session, false);
	if (code != EXIT_DONE || !session->dry_run)
		return code;
	hr = compare_print(edit->guard, edit->root);
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, NULL, "cannot compare", hr);
}

static enum exit_code
run_edit(int count, char **operands)
{
	struct session session = { .prefix = operands[0],
		.dry_run = options.dry_run };
	enum exit_code code = script_open(&session.script, options.script);
	char *file;

	(void)count;
	if (code != EXIT_DONE) {
		script_done(&session.script);
		return code;
	}
	(void)target_split(operands[0], &file);
	code = session.dry_run ? edit_try(&session.edit, file)
			       : edit_open(&session.edit, file);
	if (code == EXIT_DONE)
		code = run_session(&session);
	if (code == EXIT_DONE && (session.dry_run || session.is_dropped)) {
		code = edit_close(&session.edit, EXIT_NEGATIVE);
		code = code == EXIT_NEGATIVE ? EXIT_DONE : code;
	} else {
		code = edit_close(&session.edit, code);
	}
	script_done(&session.script);
	free(file);
	return code;
}

const struct command command_edit = {
	.name = "edit",
	.arguments = "[-n] [-f SCRIPT] FILE",
	.summary = "run many verbs as one change",
	.details = "Reads lines from a script, the standard input or a "
		   "terminal, each a verb with its arguments: put, mkdir, "
		   "rm, mv, cp, touch, chclsid, chstate, truncate, import, "
		   "props, and ls, tree, find, cat, hex and stat, which see "
		   "what was changed. An argument that begins with // is in "
		   "FILE, and // alone is FILE: \"rm -r // Data\", \"mv //a "
		   "//b\". Words are quoted as in the shell, and # begins a "
		   "comment. What is between begin and commit is a change in "
		   "the change, which revert takes back. If any line fails, "
		   "nothing is changed; at a terminal, only that line. There, "
		   "commit puts what was done into the file, and quit ends.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.run = run_edit,
};
