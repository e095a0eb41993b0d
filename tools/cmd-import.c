/* SPDX-License-Identifier: MIT */
/* import: a compound file of what is in an archive, or more of one. */
#include "archives.h"
#include "version.h"

static struct {
	struct new_file file;
	bool add;
} options;

static const struct option_spec specs[] = {
	NEW_FILE_OPTIONS(options.file, NEW_FILE_VERSION),
	{ 'a', "add", OPTION_FLAG, &options.add, NULL,
		"into FILE as it is, or into a storage in it" },
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
	code = options.add
		       ? edit_open(&edit, operands[1])
		       : new_file_create(&options.file, &edit, operands[1]);
	if (code == EXIT_DONE)
		code = archive_import(&edit, operands[0]);
	return edit_close(&edit, code);
}

const struct command command_import = {
	.name = "import",
	.arguments = "[-fa] [-V 3|4] ARCHIVE|- FILE",
	.summary = "make a compound file of a tar or zip archive",
	.details = "Makes a compound file with a stream for each file and a "
		   "storage for each directory in the archive, which may be "
		   "compressed, or with --add puts them into one. Names are "
		   "read as escaped; those that no element can have are "
		   "named and left out.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 2,
	.run = run_import,
};
