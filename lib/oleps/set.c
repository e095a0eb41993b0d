/* SPDX-License-Identifier: MIT */
/*
 * Sections and their properties. What the special properties say is kept
 * beside them and follows them, so that there is one truth in a set.
 */
#include "oleps/set.h"

#include <stdlib.h>
#include <string.h>

#include "oleps/codepage.h"
#include "oleps/names.h"

struct oleps_set *
oleps_set_create(void)
{
	struct oleps_set *set = calloc(1, sizeof *set);

	if (set != NULL) {
		set->system = OLEPS_SYSTEM;
		set->touched = true;
	}
	return set;
}

static void
section_destroy(struct oleps_section *section)
{
	for (size_t i = 0; i < section->count; i++)
		oleps_value_clear(&section->properties[i].value);
	free(section->properties);
	oleps_names_free(section);
	oleps_index_done(&section->by_id);
	free(section);
}

void
oleps_set_destroy(struct oleps_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->count; i++)
		section_destroy(set->sections[i]);
	free(set->sections);
	free(set->image);
	free(set);
}

void
oleps_set_class(struct oleps_set *set, const uint8_t clsid[16])
{
	memcpy(set->clsid, clsid, sizeof set->clsid);
	set->touched = true;
}

void
oleps_set_raise_version(struct oleps_set *set)
{
	if (set->version == 0) {
		set->version = 1;
		set->touched = true;
	}
}

struct oleps_section *
oleps_section(const struct oleps_set *set, const uint8_t fmtid[16])
{
	for (size_t i = 0; i < set->count; i++) {
		if (memcmp(set->sections[i]->fmtid, fmtid, 16) == 0)
			return set->sections[i];
	}
	return NULL;
}

struct oleps_section *
oleps_section_append(struct oleps_set *set, const uint8_t fmtid[16])
{
	struct oleps_section **sections;
	struct oleps_section *section = calloc(1, sizeof *section);

	if (section == NULL)
		return NULL;
	sections = realloc(set->sections, (set->count + 1) * sizeof *sections);
	if (sections == NULL) {
		free(section);
		return NULL;
	}
	memcpy(section->fmtid, fmtid, sizeof section->fmtid);
	section->codepage = OLEPS_CP_WESTERN;
	section->set = set;
	set->sections = sections;
	sections[set->count++] = section;
	return section;
}

int
oleps_section_add(struct oleps_set *set, const uint8_t fmtid[16],
	uint16_t codepage, uint32_t locale, struct oleps_section **section)
{
	struct oleps_value page = oleps_number(OLEPS_I2, codepage);
	struct oleps_value language = oleps_number(OLEPS_UI4, locale);
	struct oleps_section *added = oleps_section_append(set, fmtid);
	int status;

	if (added == NULL)
		return OLEPS_NO_MEMORY;
	status = oleps_put(added, OLEPS_ID_CODEPAGE, &page);
	if (status == OLEPS_OK && locale != 0)
		status = oleps_put(added, OLEPS_ID_LOCALE, &language);
	if (status != OLEPS_OK) {
		oleps_section_remove(set, added);
		return status;
	}
	set->touched = true;
	*section = added;
	return OLEPS_OK;
}

void
oleps_section_remove(struct oleps_set *set, struct oleps_section *section)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->sections[i] != section)
			continue;
		set->count--;
		memmove(&set->sections[i], &set->sections[i + 1],
			(set->count - i) * sizeof set->sections[0]);
		section_destroy(section);
		set->touched = true;
		return;
	}
}

const struct oleps_property *
oleps_find(const struct oleps_section *section, uint32_t id)
{
	size_t cursor = 0, position;

	if (!oleps_index_next(&section->by_id, id, &cursor, &position))
		return NULL;
	return &section->properties[position];
}

struct oleps_property *
oleps_property_append(struct oleps_section *section, uint32_t id)
{
	struct oleps_property *property;

	if (section->count == section->room) {
		size_t room = section->room == 0 ? 16 : section->room * 2;

		if (room > SIZE_MAX / sizeof *property)
			return NULL;
		property =
			realloc(section->properties, room * sizeof *property);
		if (property == NULL)
			return NULL;
		section->properties = property;
		section->room = room;
	}
	/* Of two with one id only the first is ever found. */
	if (oleps_find(section, id) == NULL &&
		!oleps_index_add(&section->by_id, id, section->count))
		return NULL;
	property = &section->properties[section->count++];
	*property = (struct oleps_property){ .id = id };
	return property;
}

/* A number of 16 or 32 bits, of whatever type. */
static bool
small_number(const struct oleps_value *value, uint32_t *number)
{
	unsigned size = oleps_element_size(value->type);

	if (value->form != OLEPS_FORM_NUMBER || size < 2 || size > 4)
		return false;
	*number = (uint32_t)value->bits;
	return true;
}

void
oleps_section_note(struct oleps_section *section, uint32_t id,
	const struct oleps_value *value)
{
	uint32_t number;

	if (!small_number(value, &number))
		return;
	switch (id) {
	case OLEPS_ID_CODEPAGE:
		/* Pages above 32767 come as negative numbers. */
		section->codepage = (uint16_t)number;
		section->has_codepage = true;
		break;
	case OLEPS_ID_LOCALE:
		section->locale = number;
		section->has_locale = true;
		break;
	case OLEPS_ID_BEHAVIOR:
		section->behavior = number;
		break;
	default:
		break;
	}
}

static void
forget(struct oleps_section *section, uint32_t id)
{
	switch (id) {
	case OLEPS_ID_CODEPAGE:
		section->has_codepage = false;
		section->codepage = OLEPS_CP_WESTERN;
		break;
	case OLEPS_ID_LOCALE:
		section->has_locale = false;
		section->locale = 0;
		break;
	case OLEPS_ID_BEHAVIOR:
		section->behavior = 0;
		break;
	default:
		break;
	}
}

/* Does anything within a value ask for version 1? */
static bool
asks_for_version_1(const struct oleps_value *value)
{
	if (oleps_needs_version_1(value->type))
		return true;
	if (value->form != OLEPS_FORM_VALUES)
		return false;
	for (uint32_t i = 0; i < value->list->count; i++) {
		if (asks_for_version_1(&value->list->values[i]))
			return true;
	}
	return false;
}

void
oleps_section_touch(struct oleps_section *section)
{
	section->touched = true;
	section->set->touched = true;
}

/*
 * The heading pairs and the titles of parts of a document's summary follow
 * each other without padding, but in UTF-16: [MS-OSHARED] 2.3.3.1.
 */
bool
oleps_section_unpadded(const struct oleps_section *section, uint32_t id)
{
	static const uint8_t summary[16] = { 0x02, 0xD5, 0xCD, 0xD5, 0x9C, 0x2E,
		0x1B, 0x10, 0x93, 0x97, 0x08, 0x00, 0x2B, 0x2C, 0xF9, 0xAE };

	return (id == 12 || id == 13) &&
	       section->codepage != OLEPS_CP_UNICODE &&
	       memcmp(section->fmtid, summary, sizeof summary) == 0;
}

int
oleps_put(struct oleps_section *section, uint32_t id, struct oleps_value *value)
{
	size_t cursor = 0, position;
	struct oleps_property *property;
	uint16_t codepage = section->codepage;

	if (id == OLEPS_ID_DICTIONARY || id == OLEPS_ID_ILLEGAL)
		return OLEPS_BAD_TYPE;
	if (oleps_index_next(&section->by_id, id, &cursor, &position))
		property = &section->properties[position];
	else
		property = oleps_property_append(section, id);
	if (property == NULL)
		return OLEPS_NO_MEMORY;
	oleps_value_clear(&property->value);
	property->value = *value;
	if (value->form == OLEPS_FORM_VALUES)
		property->value.unpadded = oleps_section_unpadded(section, id);
	property->span = (struct oleps_span){ 0 };
	*value = (struct oleps_value){ 0 };
	oleps_section_touch(section);
	oleps_section_note(section, id, &property->value);
	if (id == OLEPS_ID_BEHAVIOR || asks_for_version_1(&property->value))
		oleps_set_raise_version(section->set);
	if (section->codepage != codepage)
		oleps_names_forget_bytes(section);
	return OLEPS_OK;
}

static void
index_all(struct oleps_section *section)
{
	oleps_index_clear(&section->by_id);
	for (size_t i = 0; i < section->count; i++) {
		uint32_t id = section->properties[i].id;

		/* It has held more: there is room for each. */
		if (oleps_find(section, id) == NULL)
			(void)oleps_index_add(&section->by_id, id, i);
	}
}

int
oleps_remove(struct oleps_section *section, uint32_t id)
{
	size_t cursor = 0, position, kept = 0;
	uint16_t codepage = section->codepage;

	if (id == OLEPS_ID_DICTIONARY ||
		!oleps_index_next(&section->by_id, id, &cursor, &position))
		return OLEPS_NOT_FOUND;
	for (size_t i = 0; i < section->count; i++) {
		struct oleps_property *property = &section->properties[i];

		if (property->id == id)
			oleps_value_clear(&property->value);
		else
			section->properties[kept++] = *property;
	}
	section->count = kept;
	index_all(section);
	forget(section, id);
	if (section->codepage != codepage)
		oleps_names_forget_bytes(section);
	oleps_section_touch(section);
	return OLEPS_OK;
}
