/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "report.h"
#include "storage.h"

static enum exit_code
fail(const struct script *script, const char *what)
{
	report_usage("%s: %s: %s", script->name, what, strerror(errno));
	return EXIT_FAILED;
}

static enum exit_code
read_all(struct script *script, int fd)
{
	char *buffer = memory_resize(NULL, CHUNK_SIZE, 1);
	enum exit_code code = EXIT_DONE;
	ssize_t got = 1;

	while (got != 0 && code == EXIT_DONE) {
		got = read(fd, buffer, CHUNK_SIZE);
		if (got > 0)
			text_add_bytes(&script->all, buffer, (size_t)got);
		else if (got < 0 && errno != EINTR)
			code = fail(script, "cannot read");
	}
	free(buffer);
	return code;
}

enum exit_code
script_open(struct script *script, const char *path)
{
	enum exit_code code;
	int fd;

	*script = (struct script){ .name = path };
	script->is_input = !path || strcmp(path, "-") == 0;
	if (script->is_input) {
		script->name = "standard input";
		script->is_asked = isatty(STDIN_FILENO);
		return script->is_asked ? EXIT_DONE
					: read_all(script, STDIN_FILENO);
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(script, "cannot open");
	code = read_all(script, fd);
	close(fd);
	return code;
}

static void
drop_words(struct script *script)
{
	while (script->count > 0)
		free(script->words[--script->count]);
}

void
script_done(struct script *script)
{
	drop_words(script);
	free(script->words);
	text_done(&script->all);
}

static void
add_word(struct script *script, const struct text *word)
{
	script->words = memory_grow(script->words, &script->room,
		script->count + 2, sizeof(*script->words));
	script->words[script->count++] =
		memory_copy(text_get(word), word->length);
	script->words[script->count] = NULL;
}

/* False: a quote is not closed. */
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

	drop_words(script);
	for (;;) {
		line += strspn(line, " \t\r\n");
		if (!*line || *line == '#')
			break;
		text_clear(&word);
		closed = take_word(&line, &word);
		if (!closed)
			break;
		add_word(script, &word);
	}
	text_done(&word);
	if (closed)
		return true;
	drop_words(script);
	script_report(script, "a quote is not closed");
	return false;
}

/* False: there is none any more. */
static bool
ask(struct text *line, const char *prompt)
{
	char *answer = NULL;
	size_t room = 0;
	bool any;

	fputs(prompt, stderr);
	fflush(stderr);
	any = getline(&answer, &room, stdin) >= 0;
	text_clear(line);
	if (any)
		text_add(line, answer);
	else
		fputc('\n', stderr);
	/* There can be more behind an end of file that was typed. */
	clearerr(stdin);
	free(answer);
	return any;
}

static bool
cut_line(struct script *script, struct text *line)
{
	const char *from = text_get(&script->all) + script->at;
	size_t left = script->all.length - script->at;
	const char *end = left > 0 ? memchr(from, '\n', left) : NULL;
	size_t length = end ? (size_t)(end - from) : left;

	if (left == 0)
		return false;
	text_clear(line);
	text_add_bytes(line, from, length);
	script->at += length + (end != NULL);
	return true;
}

enum script_line
script_next(struct script *script, const char *prompt)
{
	enum script_line result = SCRIPT_WORDS;
	struct text line = { 0 };

	do {
		script->line++;
		if (!(script->is_asked ? ask(&line, prompt)
				       : cut_line(script, &line)))
			result = SCRIPT_END;
		else if (!split(script, text_get(&line)))
			result = SCRIPT_BAD;
	} while (result == SCRIPT_WORDS && script->count == 0);
	if (result == SCRIPT_END)
		drop_words(script);
	text_done(&line);
	return result;
}

bool
script_confirm(const char *question)
{
	struct text answer = { 0 };
	bool yes = ask(&answer, question) &&
		   (*text_get(&answer) == 'y' || *text_get(&answer) == 'Y');

	text_done(&answer);
	return yes;
}

void
script_report(const struct script *script, const char *what)
{
	const char *verb = script->count > 0 ? script->words[0] : NULL;

	struct text where = { 0 };

	if (!script->is_asked)
		text_addf(&where, "%s:%u: ", script->name, script->line);
	if (verb)
		text_addf(&where, "%s: ", verb);
	report_usage("%s%s", text_get(&where), what);
	text_done(&where);
}
