/* SPDX-License-Identifier: MIT */
/*
 * What the codec's own files share about sections under construction, beside
 * what oleps/set.h offers to everybody.
 */
#ifndef STG_OLEPS_NAMES_H
#define STG_OLEPS_NAMES_H

#include "oleps/set.h"

/** A section without any property behind the others; NULL: no memory. */
struct oleps_section *
oleps_section_append(struct oleps_set *set, const uint8_t fmtid[16]);

/** An empty property behind the others; NULL: no memory. */
struct oleps_property *
oleps_property_append(struct oleps_section *section, uint32_t id);

/** Learn what a special property says. */
void oleps_section_note(struct oleps_section *section, uint32_t id,
	const struct oleps_value *value);

/** Something was changed: nothing is to come from the image as a whole. */
void oleps_section_touch(struct oleps_section *section);

/** Do elements of this property follow each other without padding? */
bool oleps_section_unpadded(const struct oleps_section *section, uint32_t id);

/**
 * A name behind the others. Takes `units` over in any case; copies the bytes,
 * which may be none. false: no memory.
 */
bool oleps_name_append(struct oleps_section *section, uint32_t id,
	uint16_t *units, size_t length, const uint8_t *bytes, size_t size);

/** Names by their characters alone: another code page came. */
void oleps_names_forget_bytes(struct oleps_section *section);

void oleps_names_free(struct oleps_section *section);

#endif
