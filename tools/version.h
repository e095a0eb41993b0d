/* SPDX-License-Identifier: MIT */
/* The options of verbs that make a file. */
#ifndef VERSION_H
#define VERSION_H

#include "edit.h"

#define VERSION_CHOICES "3|4"
#define VERSION_UNSET   2u

struct new_file {
	unsigned version; /* a choice */
	bool force;
};

#define NEW_FILE_VERSION \
	"version of the format: sectors of 512 or of 4096 bytes (3)"

#define NEW_FILE_OPTIONS(file, version_help)                             \
	{ 'V', "format", OPTION_CHOICE, &(file).version, VERSION_CHOICES, \
		version_help },                                           \
	{                                                                 \
		'f', "force", OPTION_FLAG, &(file).force, NULL,           \
			"replace FILE if it exists"                       \
	}

static inline unsigned
version_of(unsigned choice)
{
	return choice == 1 ? 4 : 3;
}

static inline enum exit_code
new_file_create(
	const struct new_file *file, struct edit *edit, const char *path)
{
	return edit_create(edit, path, version_of(file->version), file->force);
}

#endif
