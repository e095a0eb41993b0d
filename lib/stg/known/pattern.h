/* SPDX-License-Identifier: MIT */
/*
 * Names of elements that applications make up by a rule: a fixed head and a
 * number, an identifier or a name behind it.
 */
#ifndef STG_KNOWN_PATTERN_H
#define STG_KNOWN_PATTERN_H

/** What a name means by its pattern. It is ASCII with letters in lower case. */
const char *known_pattern(const char *name);

#endif
