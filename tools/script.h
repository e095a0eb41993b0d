/* SPDX-License-Identifier: MIT */
/*
 * Lines of words: from a file or a pipe, which is read to its end at once, or
 * from somebody at a terminal. Words are quoted as in the shell; of
 * backslashes, which inner paths are full of, only \' \" \\ and those before a
 * space are taken away. # begins a comment.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "cmd.h"
#include "text.h"

struct script {
	const char *name; /* for messages */
	unsigned line;
	bool is_input;    /* it is the standard input */
	bool is_asked;    /* at a terminal */
	struct text all;  /* else: all of it */
	size_t at;
	char **words; /* of the line, and a NULL */
	size_t count;
	size_t room;
};

/* NULL or "-" is the standard input. Failures are reported. */
enum exit_code script_open(struct script *script, const char *path);
void script_done(struct script *script);

enum script_line { SCRIPT_WORDS, SCRIPT_END, SCRIPT_BAD };

/*
 * The next line that has words, after a prompt at a terminal. What is bad about
 * it was reported.
 */
enum script_line script_next(struct script *script, const char *prompt);

/* At a terminal: does the answer begin with a y? */
bool script_confirm(const char *question);

/* Reports, with the line and its verb. */
void script_report(const struct script *script, const char *what);

#endif
