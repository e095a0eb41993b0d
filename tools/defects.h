/* SPDX-License-Identifier: MIT */
/* Lists of defects, the same in every verb that checks. */
#ifndef DEFECTS_H
#define DEFECTS_H

#include <stg/check.h>

#include "json.h"
#include "text.h"

/*
 * A line on the standard output; the file's name is escaped, and the path is
 * that of the element, or NULL.
 */
void defects_print(const char *shown, const struct stg_defect *defect,
	const char *path);

/* The same as an object of an array. */
void defects_json(
	struct json *json, const struct stg_defect *defect, const char *path);

/* "2 damage, 1 benign" or "no defects". */
void defects_count(
	struct text *text, const struct stg_check_summary *summary);

/* The same within an object. */
void defects_count_json(
	struct json *json, const struct stg_check_summary *summary);

#endif
