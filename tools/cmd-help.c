/* SPDX-License-Identifier: MIT */
/* Help, all of it from the tables of the verbs. */
#include <stdio.h>

#include "cmd.h"
#include "report.h"
#include "terminal.h"

/* Columns of the texts. */
#define WIDTH 78

static void
heading(const char *text)
{
	printf("\n%s%s%s\n", style_begin(STYLE_HEADING), text, style_end());
}

void
help_print_all(void)
{
	puts("usage: stgbrowse [options] VERB FILE [INNER-PATH...]\n"
	     "Shows and changes what is in compound files (structured "
	     "storage).");
	heading("Verbs:");
	for (const struct command *const *c = commands; *c; c++)
		printf("  %-10s %s\n", (*c)->name, (*c)->summary);
	heading("Options:");
	option_print(common_options);
	puts("\n"
	     "FILE//INNER-PATH stands for a storage, or a compound file in a\n"
	     "stream, inside of FILE. Names are escaped as \\x01, \\u200E, "
	     "\\\\;\n"
	     "either form is understood, in upper or lower case.\n"
	     "\n"
	     "Exit status: 0 done, 1 not there, 2 failed, 3 damaged, 4 not a\n"
	     "compound file, 5 open elsewhere. stgbrowse help VERB tells\n"
	     "about one verb.");
}

void
help_print_command(const struct command *command)
{
	printf("usage: stgbrowse %s %s\n", command->name, command->arguments);
	option_wrap(command->details, 0, WIDTH);
	if (command->options[0].name) {
		heading("Options:");
		option_print(command->options);
	}
	heading("Common options:");
	option_print(common_options);
}

static enum exit_code
run_help(int count, char **operands)
{
	const struct command *command;

	if (count == 0) {
		help_print_all();
		return EXIT_DONE;
	}
	command = command_find_name(operands[0]);
	if (!command) {
		report_usage(
			"unknown verb %s; see stgbrowse help", operands[0]);
		return EXIT_FAILED;
	}
	help_print_command(command);
	return EXIT_DONE;
}

static const struct option_spec options[] = {
	{ .name = NULL },
};

const struct command command_help = {
	.name = "help",
	.arguments = "[VERB]",
	.summary = "tell about stgbrowse or one verb",
	.details = "Tells what a verb does and which options it takes.",
	.options = options,
	.operands_max = 1,
	.run = run_help,
};
