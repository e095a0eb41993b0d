/* SPDX-License-Identifier: MIT */
/*
 * Options as tables: the parser and the help read the same lines, so that they
 * cannot disagree. Options stand before or after other arguments, as -x, -xy,
 * -x VALUE, -xVALUE, --name, --name=VALUE and --name VALUE; "--" ends them. A
 * long name may be cut as long as it stays unambiguous.
 */
#ifndef OPTION_H
#define OPTION_H

#include <stdbool.h>

enum option_kind {
	OPTION_FLAG,  /* value: bool */
	OPTION_SIZE,  /* value: uint64_t; 0x1F, 10, 4K, 2M, 1G */
	OPTION_TEXT,  /* value: const char * */
	OPTION_CHOICE /* value: unsigned, the place in "a|b|c" */
};

struct option_spec {
	char letter;      /* or 0 */
	const char *name; /* NULL ends a table */
	enum option_kind kind;
	void *value;
	const char *argument; /* NULL for flags; the choices, "a|b|c" */
	const char *help;
};

/* Where the parser is in the arguments; all zero but these three to begin. */
struct option_scan {
	const struct option_spec *const *tables; /* ends with NULL */
	char **arguments;
	int count;

	int at;
	const char *cluster; /* the rest of -xyz */
	bool ended;          /* "--" was met */
};

enum option_token {
	TOKEN_OPTION,
	TOKEN_OPERAND,
	TOKEN_END,
	TOKEN_ERROR /* has been reported */
};

/* The next option with the text of its argument, or the next operand. */
enum option_token option_next(struct option_scan *scan,
	const struct option_spec **spec, const char **text);

/* Stores what the option says; false: not such a value, and was reported. */
bool option_store(const struct option_spec *spec, const char *text);

/* Words in lines of that width; the first line is indented already. */
void option_wrap(const char *text, int indent, unsigned width);

/* The lines of help for a table. */
void option_print(const struct option_spec *table);

#endif
