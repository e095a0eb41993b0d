/* SPDX-License-Identifier: MIT */
/*
 * All that goes to the standard error output, but for the progress bar:
 *
 *	stgbrowse: FILE: INNER: what failed: why (STG_E_... 0x...)
 *
 * Names are escaped, for they come from files.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stg/check.h>
#include <stg/hresult.h>

/* Where something happened. */
struct place {
	const char *file;  /* as it was given, unescaped; or NULL */
	const char *inner; /* path in canonical form; NULL: the whole file */
};

/* A call to the library failed. */
void report(const struct place *place, const char *what, HRESULT hr);

/* A call to the system failed. */
void report_errno(const struct place *place, const char *what, int error);

/* Something else is to be said about a place. */
void report_text(const struct place *place, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* About no place: arguments, memory. */
void
report_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A defect that was met on the way; what is the entry's path or NULL. */
void report_defect(const struct place *place, const struct stg_defect *defect);

#endif
