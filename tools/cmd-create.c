/* SPDX-License-Identifier: MIT */
/* create: a new compound file with nothing in it. */
#include "edit.h"
#include "version.h"

static struct {
	unsigned version;
	bool force;
} options;

static const struct option_spec specs[] = {
	{ 'V', "format", OPTION_CHOICE, &options.version, VERSION_CHOICES,
		"version of the format: sectors of 512 or of 4096 bytes (3)" },
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"replace a file that exists" },
	{ .name = NULL },
};

static enum exit_code
run_create(int count, char **operands)
{
	struct edit edit;
	enum exit_code code;

	(void)count;
	code = edit_create(&edit, operands[0], version_of(options.version),
		options.force);
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
