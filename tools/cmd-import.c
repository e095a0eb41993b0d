/* SPDX-License-Identifier: MIT */
/* import: a compound file of what is in an archive. */
#include "archives.h"
#include "version.h"

static struct {
	unsigned version;
	bool force;
} options;

static const struct option_spec specs[] = {
	{ 'V', "format", OPTION_CHOICE, &options.version, VERSION_CHOICES,
		"version of the format: sectors of 512 or of 4096 bytes (3)" },
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"replace FILE if it exists" },
	{ .name = NULL },
};

static enum exit_code
run_import(int count, char **operands)
{
	struct edit edit;
	enum exit_code code;

	(void)count;
	if (!archive_is_possible())
		return EXIT_FAILED;
	code = edit_create(&edit, operands[1], version_of(options.version),
		options.force);
	if (code == EXIT_DONE)
		code = archive_import(&edit, operands[0]);
	return edit_close(&edit, code);
}

const struct command command_import = {
	.name = "import",
	.arguments = "[-f] [-V 3|4] ARCHIVE|- FILE",
	.summary = "make a compound file of a tar or zip archive",
	.details = "Makes a compound file with a stream for each file and a "
		   "storage for each directory in the archive, which may be "
		   "compressed. Names are read as escaped.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 2,
	.run = run_import,
};
