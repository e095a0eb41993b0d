/* SPDX-License-Identifier: MIT */
/*
 * A property set stream as values: sections, each with a format identifier,
 * properties in their order, a dictionary of names, and what the special
 * properties say of it. [MS-OLEPS] 2.18 to 2.21
 *
 * A set that was decoded keeps the bytes it came from. Properties and sections
 * that nobody changes are written back from there, padding and oddities
 * included; so all changes must go through the functions here.
 */
#ifndef STG_OLEPS_SET_H
#define STG_OLEPS_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oleps/index.h"
#include "oleps/value.h"

/* [MS-OLEPS] 2.1 */
#define OLEPS_ID_DICTIONARY 0U
#define OLEPS_ID_CODEPAGE   1U
#define OLEPS_ID_FIRST      2U
#define OLEPS_ID_LOCALE     0x80000000U
#define OLEPS_ID_BEHAVIOR   0x80000003U
#define OLEPS_ID_ILLEGAL    0xFFFFFFFFU

#define OLEPS_BEHAVIOR_CASE_SENSITIVE 1U

/* [MS-OLEPS] 2.22 says 2 MiB for the whole stream. */
#define OLEPS_LIMIT (2U << 20)

#define OLEPS_SYSTEM 0x00020006U /* SystemIdentifier of sets made here */

/* Bytes of the stream that a decoded thing came from; size 0: none. */
struct oleps_span {
	uint32_t offset;
	uint32_t size;
};

/*
 * The entry of id 0 stands for the dictionary and has no value: its contents
 * are in the section's names. All others, special ones included, have.
 */
struct oleps_property {
	uint32_t id;
	struct oleps_value value;
	struct oleps_span span; /* private to the codec */
};

/* An entry of the dictionary. Id 0 names the set itself. */
struct oleps_name {
	uint32_t id;
	uint32_t length;          /* in units, without a NUL */
	uint16_t *units;          /* with a NUL */
	struct oleps_bytes bytes; /* as the stream has it; may be none */
};

struct oleps_section {
	uint8_t fmtid[16];

	/* What the special properties say; set by oleps_put(). */
	bool has_codepage; /* else `codepage` is what readers assume */
	bool has_locale;
	uint16_t codepage;
	uint32_t locale;
	uint32_t behavior; /* OLEPS_BEHAVIOR_... */

	/* In the order of the stream's table. */
	struct oleps_property *properties;
	size_t count;
	/* In the order of the dictionary. */
	struct oleps_name *names;
	size_t name_count;

	/* Private to the codec. */
	struct oleps_set *set;
	size_t room, name_room;
	struct oleps_index by_id, names_by_id, names_by_text;
	struct oleps_span span; /* of the whole section */
	struct oleps_span dictionary;
	bool names_touched; /* since the section was decoded */
	bool touched;
};

struct oleps_set {
	uint16_t version; /* 0 or 1 */
	uint32_t system;  /* SystemIdentifier */
	uint8_t clsid[16];
	struct oleps_section **sections;
	size_t count;

	/* Private to the codec. */
	uint8_t *image; /* the stream that was decoded, or NULL */
	size_t image_size;
	struct oleps_span tail; /* what is behind the last section */
	bool touched;           /* since it was decoded */
};

/** A set without sections, of version 0. NULL: no memory. */
struct oleps_set *oleps_set_create(void);

/** Free a set and all in it; NULL is fine. */
void oleps_set_destroy(struct oleps_set *set);

void oleps_set_class(struct oleps_set *set, const uint8_t clsid[16]);

/** Raise the version to 1; it is never lowered. */
void oleps_set_raise_version(struct oleps_set *set);

/** The first section of a format, or NULL. */
struct oleps_section *
oleps_section(const struct oleps_set *set, const uint8_t fmtid[16]);

/**
 * Add a section behind the others. It holds the code page, and the locale
 * unless that is 0.
 */
OLEPS_MUST_CHECK int
oleps_section_add(struct oleps_set *set, const uint8_t fmtid[16],
	uint16_t codepage, uint32_t locale, struct oleps_section **section);

void oleps_section_remove(struct oleps_set *set, struct oleps_section *section);

/** A property; of two with one id, the first. NULL: none. */
const struct oleps_property *
oleps_find(const struct oleps_section *section, uint32_t id);

/**
 * Put a value, which is taken over, in place of the one with this id or behind
 * all others. Special ids are taken as any other and change what the section
 * says of itself; id 0 is OLEPS_BAD_TYPE. The set's version is raised when the
 * type asks for it. On failure the value is still the caller's.
 */
OLEPS_MUST_CHECK int oleps_put(
	struct oleps_section *section, uint32_t id, struct oleps_value *value);

/** Take a property out, its name not. OLEPS_NOT_FOUND. */
OLEPS_MUST_CHECK int oleps_remove(struct oleps_section *section, uint32_t id);

/** The name of a property, or NULL. */
const struct oleps_name *
oleps_name_of(const struct oleps_section *section, uint32_t id);

/**
 * The property of a name. Case counts when the section's behavior says so.
 * Otherwise upper case is taken from the table of element names.
 */
OLEPS_MUST_CHECK int oleps_name_find(const struct oleps_section *section,
	const uint16_t *units, size_t length, uint32_t *id);

/**
 * Give a name to an id, in place of the one it had, and take it away from any
 * other id. OLEPS_NO_TRANSLATION: the code page cannot say it.
 */
OLEPS_MUST_CHECK int oleps_name_put(struct oleps_section *section, uint32_t id,
	const uint16_t *units, size_t length);

/** OLEPS_NOT_FOUND. */
OLEPS_MUST_CHECK int
oleps_name_remove(struct oleps_section *section, uint32_t id);

void oleps_names_clear(struct oleps_section *section);

#endif
