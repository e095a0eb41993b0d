/* SPDX-License-Identifier: MIT */
/* export: an archive of what is in a compound file. */
#include <string.h>
#include <unistd.h>

#include "archives.h"
#include "moment.h"
#include "replace.h"

static struct {
	unsigned format;
	bool force;
} options;

static const struct option_spec specs[] = {
	{ 'F', "archive", OPTION_CHOICE, &options.format, ARCHIVE_CHOICES,
		"kind of archive; auto: zip if it is called .zip, else tar" },
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"replace ARCHIVE if it exists" },
	{ .name = NULL },
};

static enum archive_format
format_of(const char *path)
{
	const char *end = strrchr(path, '.');

	if (options.format != ARCHIVE_AUTO)
		return (enum archive_format)options.format;
	return end && strcmp(end, ".zip") == 0 ? ARCHIVE_ZIP : ARCHIVE_TAR;
}

static enum exit_code
export_to(struct target *target, const char *path)
{
	struct replacement replacement;
	enum exit_code code;

	if (strcmp(path, "-") == 0)
		return archive_export(
			target, STDOUT_FILENO, path, format_of(path));
	code = replace_begin(&replacement, path, options.force);
	if (code != EXIT_DONE)
		return code;
	code = archive_export(
		target, replacement.fd, path, format_of(path));
	if (code == EXIT_DONE && target->remarks.damage > 0)
		code = EXIT_DAMAGED;
	if (code == EXIT_DONE)
		return replace_finish(&replacement);
	replace_drop(&replacement);
	return code;
}

static enum exit_code
run_export(int count, char **operands)
{
	struct target target;
	enum exit_code code;

	(void)count;
	if (!archive_is_possible() || !moment_check())
		return EXIT_FAILED;
	code = target_open(&target, operands[0]);
	if (code == EXIT_DONE)
		code = export_to(&target, operands[1]);
	return target_close(&target, code);
}

const struct command command_export = {
	.name = "export",
	.arguments = "[-f] [-F auto|tar|zip] FILE ARCHIVE|-",
	.summary = "make a tar or zip archive of a compound file",
	.details = "Makes an archive with a file for each stream and a "
		   "directory for each storage, named in the escaped form. "
		   "Damaged files are refused; see extract.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 2,
	.run = run_export,
};
