/* SPDX-License-Identifier: MIT */
/*
 * What a verb is. Each has a file cmd-VERB.c, which defines its command; usage,
 * help and the parsing of its options all come from there.
 */
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "option.h"

/* What the program ends with. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_NEGATIVE = 1, /* not there, or remarks where none were wanted */
	EXIT_FAILED = 2,   /* usage, or input and output */
	EXIT_DAMAGED = 3,  /* what could be read was delivered */
	EXIT_NOT_CFB = 4,  /* not a compound file */
	EXIT_BUSY = 5      /* another program has it open */
};

/* The one that says more: a failure, otherwise the greater number. */
static inline enum exit_code
exit_worse(enum exit_code a, enum exit_code b)
{
	if (a == EXIT_FAILED || b == EXIT_FAILED)
		return EXIT_FAILED;
	return a > b ? a : b;
}

struct command {
	const char *name;
	const char *arguments; /* as the usage shows them */
	const char *summary;   /* one line in the list of verbs */
	const char *details;   /* sentences for its own help */
	const struct option_spec *options;
	int operands_min;
	int operands_max; /* -1: any number */
	bool json;        /* has results for --json */
	bool needs_path;  /* FILE INNER-PATH..., or FILE//INNER-PATH alone */
	enum exit_code (*run)(int count, char **operands);
};

extern const struct command command_cat;
extern const struct command command_chclsid;
extern const struct command command_check;
extern const struct command command_chstate;
extern const struct command command_compact;
extern const struct command command_cp;
extern const struct command command_create;
extern const struct command command_edit;
extern const struct command command_export;
extern const struct command command_extract;
extern const struct command command_find;
extern const struct command command_help;
extern const struct command command_hex;
extern const struct command command_import;
extern const struct command command_info;
extern const struct command command_locks;
extern const struct command command_ls;
extern const struct command command_mkdir;
extern const struct command command_mv;
extern const struct command command_objects;
extern const struct command command_pack;
extern const struct command command_props;
extern const struct command command_put;
extern const struct command command_recover;
extern const struct command command_rm;
extern const struct command command_stat;
extern const struct command command_touch;
extern const struct command command_tree;
extern const struct command command_truncate;

/* All of them, as help shows them, and a NULL. */
extern const struct command *const commands[];

const struct command *command_find_name(const char *name);

/*
 * Runs a verb with its arguments, the first of which is the program's name, as
 * if they were all; what options say is forgotten afterwards.
 */
enum exit_code command_run_line(int argc, char **argv);

/* What the options of every verb say. */
struct settings {
	bool json;
	bool json_lines;
	bool help;
	bool version;
	unsigned color;         /* enum terminal_color */
	uint64_t inflate_limit; /* bytes */
	uint64_t wait;          /* seconds, for other programs */
};

extern struct settings settings;
extern const struct option_spec common_options[];

/* The help of one verb, and of all together. */
void help_print_command(const struct command *command);
void help_print_all(void);

#endif
