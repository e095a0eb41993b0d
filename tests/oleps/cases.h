/* SPDX-License-Identifier: MIT */
/*
 * Property set streams as text, in words:
 *
 *	17 x1F        a number of 32 bits, decimal or hexadecimal
 *	w17 wx1F      a number of 16 bits
 *	q17           a number of 64 bits
 *	:00ff80       bytes
 *	'text'        ASCII; '0 stands for NUL
 *	u'text'       the same in UTF-16LE
 *	*12           twelve zeros
 *	^4            zeros up to a multiple of 4
 *
 * A stream that begins with "=" is complete; before any other goes the header
 * of a set of version 0 with one section, a document's summary, at 48.
 */
#ifndef TESTS_OLEPS_CASES_H
#define TESTS_OLEPS_CASES_H

#include <stddef.h>
#include <stdint.h>

#define CASE_DEFECTS 4
#define CASE_SECTION 48U /* where it begins */

struct oleps_case {
	const char *name;
	const char *text;
	uint16_t defects[CASE_DEFECTS]; /* all that must be told, in order */
};

extern const struct oleps_case oleps_cases[];
extern const size_t oleps_case_count;

/** malloc()ed bytes; ends the program when there is no memory. */
uint8_t *oleps_case_bytes(const char *text, size_t *size);

/** The case of a name, or NULL. */
const struct oleps_case *oleps_case_find(const char *name);

/** The same; ends the program when there is none. */
const struct oleps_case *oleps_case_named(const char *name);

#endif
