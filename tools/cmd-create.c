/* SPDX-License-Identifier: MIT */
/* create: a new compound file with nothing in it. */
#include "version.h"

static struct new_file options;

static const struct option_spec specs[] = {
	NEW_FILE_OPTIONS(options, NEW_FILE_VERSION),
	{ .name = NULL },
};

static enum exit_code
run_create(int count, char **operands)
{
	struct edit edit;
	enum exit_code code = new_file_create(&options, &edit, operands[0]);

	(void)count;
	return edit_close(&edit, code);
}

const struct command command_create = {
	.name = "create",
	.arguments = "[-f] [-V 3|4] FILE",
	.summary = "make an empty compound file",
	.details = "Makes a compound file without elements. One that exists "
		   "is left alone unless --force is given.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.run = run_create,
};
