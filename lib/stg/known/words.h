/* SPDX-License-Identifier: MIT */
/*
 * The tables of well-known words that gperf builds from the .gperf files: one
 * lookup for all of them, and a walk.
 */
#ifndef STG_KNOWN_WORDS_H
#define STG_KNOWN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum known_table {
	KNOWN_CLASSES,    /* clsid.gperf */
	KNOWN_FORMATS,    /* fmtid.gperf */
	KNOWN_ELEMENTS,   /* element.gperf */
	KNOWN_PROPERTIES, /* mapi.gperf */
	KNOWN_MSI_TABLES, /* msi.gperf */
	KNOWN_SET_PROPERTIES, /* property.gperf */
};

/** The text for a key of `length` bytes, which may be any; NULL if none. */
const char *known_word(enum known_table table, const char *key, size_t length);

/**
 * The word of a slot; the table is walked by counting slots up from 0. Returns
 * false behind the last one; the key and text of an unused slot are NULL.
 */
bool known_slot(enum known_table table, size_t slot, const char **key,
	const char **text);

#endif
