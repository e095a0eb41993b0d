/* SPDX-License-Identifier: MIT */
/* Inner paths as they grow, name by name; always ended by a NUL. */
#ifndef STG_STG_TEXT_H
#define STG_STG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct cfb_dirent;

struct text {
	char *bytes; /* free() */
	size_t length;
	size_t size;
};

/** Make it empty but for the NUL; false when memory is short. */
bool text_start(struct text *text);

/** Append the name of an entry, escaped, behind a '/' if one is due. */
bool text_append_name(struct text *text, const struct cfb_dirent *entry);

#endif
