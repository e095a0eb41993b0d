/* SPDX-License-Identifier: MIT */
/* Times, classes, sizes and defects in words, the same in every verb. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include <stdbool.h>
#include <stdint.h>

#include <stg/check.h>
#include <stg/helpers.h>

#include "text.h"

bool time_is_set(const FILETIME *time);

/* "2003-05-06T12:34:56.1234567Z", in UTC. */
void describe_time(struct text *text, const FILETIME *time);

/* "2003-05-06 12:34:56", in UTC. */
void describe_time_short(struct text *text, const FILETIME *time);

bool clsid_is_set(const CLSID *clsid);

/* "{...}" and what it is called, if that is known. */
void describe_clsid(struct text *text, const CLSID *clsid);

/* "12,345", for people. */
void describe_count(struct text *text, uint64_t count);

/* "1 stream", "2 streams". */
void describe_things(
	struct text *text, uint64_t count, const char *one, const char *many);

const char *severity_name(enum stg_severity severity);

/*
 * "damage [CFB-313] entry "A/B" (4), sector 3, offset 2048: a sector belongs to
 * two owners ([MS-CFB] 2.3)"; path is the entry's in canonical form, or NULL.
 * Those of property sets are [OLEPS-1405].
 */
void describe_defect(
	struct text *text, const struct stg_defect *defect, const char *path);

/* The name that an installer database has coded so; false: it is none. */
bool describe_msi_name(struct text *text, const OLECHAR *name, size_t length);

/* What an element is for, by its name and class; empty if not known. */
void describe_meaning(struct text *text, const OLECHAR *name, size_t length,
	const CLSID *clsid);

#endif
