/* SPDX-License-Identifier: MIT */
/*
 * stgbrowse [options] VERB FILE [INNER-PATH...]: shows and changes what is in a
 * compound file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "memory.h"
#include "report.h"
#include "target.h"
#include "terminal.h"

#define INFLATE_LIMIT (UINT64_C(1) << 30)

struct settings settings = { .inflate_limit = INFLATE_LIMIT };

const struct option_spec common_options[] = {
	{ 0, "json", OPTION_FLAG, &settings.json, NULL,
		"print one JSON document" },
	{ 0, "jsonl", OPTION_FLAG, &settings.json_lines, NULL,
		"print a line of JSON for each result" },
	{ 0, "color", OPTION_CHOICE, &settings.color, "auto|always|never",
		"use colours; auto: on a terminal" },
	{ 0, "inflate-limit", OPTION_SIZE, &settings.inflate_limit, "BYTES",
		"inflate no compound file further (1G)" },
	{ 0, "wait", OPTION_SIZE, &settings.wait, "SECONDS",
		"wait so long for other programs (0)" },
	{ 'h', "help", OPTION_FLAG, &settings.help, NULL, "show help" },
	{ 0, "version", OPTION_FLAG, &settings.version, NULL,
		"show the version" },
	{ .name = NULL },
};

const struct command *const commands[] = {
	&command_ls,
	&command_tree,
	&command_find,
	&command_cat,
	&command_hex,
	&command_stat,
	&command_info,
	&command_props,
	&command_objects,
	&command_locks,
	&command_extract,
	&command_check,
	&command_create,
	&command_put,
	&command_mkdir,
	&command_rm,
	&command_mv,
	&command_cp,
	&command_touch,
	&command_chclsid,
	&command_chstate,
	&command_truncate,
	&command_edit,
	&command_pack,
	&command_compact,
	&command_recover,
	&command_import,
	&command_export,
	&command_help,
	NULL,
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

const struct command *
command_find_name(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

/*
 * The place of the verb: the first argument that is neither an option of any
 * verb nor its value. 0: there is none; -1: reported.
 */
static int
find_verb(int argc, char **argv)
{
	const struct option_spec *tables[COMMAND_COUNT + 1] = {
		common_options
	};
	struct option_scan scan = { tables, argv, argc, .at = 1 };
	const struct option_spec *spec;
	const char *text;

	for (size_t i = 0; commands[i]; i++)
		tables[i + 1] = commands[i]->options;
	for (;;) {
		switch (option_next(&scan, &spec, &text)) {
		case TOKEN_OPTION:
			break;
		case TOKEN_OPERAND:
			return scan.at - 1;
		case TOKEN_END:
			return 0;
		case TOKEN_ERROR:
			return -1;
		}
	}
}

/* Store the options; the operands move to the front of argv. */
static int
parse(const struct command *command, int verb, int argc, char **argv)
{
	const struct option_spec *tables[] = { common_options,
		command ? command->options : NULL, NULL };
	struct option_scan scan = { tables, argv, argc, .at = 1 };
	const struct option_spec *spec;
	const char *text;
	int operands = 0;

	for (;;) {
		switch (option_next(&scan, &spec, &text)) {
		case TOKEN_OPTION:
			if (!option_store(spec, text))
				return -1;
			break;
		case TOKEN_OPERAND:
			if (scan.at - 1 != verb)
				argv[operands++] = argv[scan.at - 1];
			break;
		case TOKEN_END:
			return operands;
		case TOKEN_ERROR:
			return -1;
		}
	}
}

static bool
check_operands(const struct command *command, int operands)
{
	if (settings.json && settings.json_lines) {
		report_usage("--json and --jsonl exclude each other");
		return false;
	}
	if ((settings.json || settings.json_lines) && !command->json) {
		report_usage("%s has no results for JSON", command->name);
		return false;
	}
	if (operands >= command->operands_min &&
		(command->operands_max < 0 ||
			operands <= command->operands_max))
		return true;
	report_usage(
		"usage: stgbrowse %s %s", command->name, command->arguments);
	return false;
}

/*
 * Where a verb wants a path in the file, FILE//INNER-PATH stands for both. The
 * verb's own place in argv leaves room for one more.
 */
static int
split_path(const struct command *command, int operands, char **argv)
{
	const char *path, *next;
	char *file;

	if (!command->needs_path || operands != 1)
		return operands;
	path = target_split(argv[0], &file);
	free(file);
	if (!path || !*path)
		return operands;
	while ((next = strstr(path, "//")) != NULL)
		path = next + 2;
	argv[1] = argv[0] + (path - argv[0]);
	argv[1][-2] = '\0';
	return 2;
}

static enum exit_code
run(int argc, char **argv)
{
	const struct command *command = NULL;
	int verb = find_verb(argc, argv);
	int operands;

	if (verb < 0)
		return EXIT_FAILED;
	if (verb > 0) {
		command = command_find_name(argv[verb]);
		if (!command) {
			report_usage("unknown verb %s; see stgbrowse help",
				argv[verb]);
			return EXIT_FAILED;
		}
	}
	operands = parse(command, verb, argc, argv);
	if (operands < 0)
		return EXIT_FAILED;
	terminal_set_color((enum terminal_color)settings.color);
	if (settings.version) {
		puts("stgbrowse (" PACKAGE_NAME ") " PACKAGE_VERSION);
		return EXIT_DONE;
	}
	if (settings.help && command)
		help_print_command(command);
	else if (settings.help)
		help_print_all();
	if (settings.help)
		return EXIT_DONE;
	if (!command) {
		report_usage("which verb? see stgbrowse help");
		return EXIT_FAILED;
	}
	operands = split_path(command, operands, argv);
	if (!check_operands(command, operands))
		return EXIT_FAILED;
	return command->run(operands, argv);
}

/* The values behind a table of options. */
struct values {
	bool flag;
	uint64_t size;
	const char *text;
	unsigned choice;
};

#define VALUES_MAX 32

static void
save(const struct option_spec *table, struct values *values)
{
	for (; table && table->name; table++, values++) {
		switch (table->kind) {
		case OPTION_FLAG: values->flag = *(bool *)table->value; break;
		case OPTION_SIZE:
			values->size = *(uint64_t *)table->value;
			break;
		case OPTION_TEXT:
			values->text = *(const char **)table->value;
			break;
		case OPTION_CHOICE:
			values->choice = *(unsigned *)table->value;
			break;
		}
	}
}

static void
restore(const struct option_spec *table, const struct values *values)
{
	for (; table && table->name; table++, values++) {
		switch (table->kind) {
		case OPTION_FLAG: *(bool *)table->value = values->flag; break;
		case OPTION_SIZE:
			*(uint64_t *)table->value = values->size;
			break;
		case OPTION_TEXT:
			*(const char **)table->value = values->text;
			break;
		case OPTION_CHOICE:
			*(unsigned *)table->value = values->choice;
			break;
		}
	}
}

enum exit_code
command_run_line(int argc, char **argv)
{
	const struct command *command = command_find_name(argv[1]);
	struct values own[VALUES_MAX], common[VALUES_MAX];
	enum exit_code code;

	save(common_options, common);
	save(command ? command->options : NULL, own);
	code = run(argc, argv);
	restore(command ? command->options : NULL, own);
	restore(common_options, common);
	return code;
}

/* Nobody shall take half an output for the whole. */
static enum exit_code
finish_output(enum exit_code code)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return code;
	report_usage("cannot write the output%s%s", errno ? ": " : "",
		errno ? strerror(errno) : "");
	return EXIT_FAILED;
}

int
main(int argc, char **argv)
{
	terminal_init();
	return finish_output(run(argc, argv));
}
