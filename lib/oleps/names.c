/* SPDX-License-Identifier: MIT */
/*
 * The dictionary of a section ([MS-OLEPS] 2.17): which id has which name. A
 * name keeps the bytes that the stream had, so that one that its code page
 * does not define is not lost when another one changes.
 */
#include "oleps/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/upcase.h"
#include "oleps/codepage.h"

/* FNV-1a over upper case: equal names have equal keys in either behavior. */
static uint32_t
text_key(const uint16_t *units, size_t length)
{
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ upcase(units[i])) * UINT32_C(16777619);
	return hash;
}

static bool
same_text(const struct oleps_section *section, const struct oleps_name *name,
	const uint16_t *units, size_t length)
{
	bool exact = section->behavior & OLEPS_BEHAVIOR_CASE_SENSITIVE;

	if (name->length != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (exact ? name->units[i] != units[i]
			  : upcase(name->units[i]) != upcase(units[i]))
			return false;
	}
	return true;
}

static struct oleps_name *
find_id(const struct oleps_section *section, uint32_t id)
{
	size_t cursor = 0, position;

	if (!oleps_index_next(&section->names_by_id, id, &cursor, &position))
		return NULL;
	return &section->names[position];
}

static struct oleps_name *
find_text(const struct oleps_section *section, const uint16_t *units,
	size_t length)
{
	uint32_t key = text_key(units, length);
	size_t cursor = 0, position;

	while (oleps_index_next(
		&section->names_by_text, key, &cursor, &position)) {
		if (same_text(
			    section, &section->names[position], units, length))
			return &section->names[position];
	}
	return NULL;
}

const struct oleps_name *
oleps_name_of(const struct oleps_section *section, uint32_t id)
{
	return find_id(section, id);
}

int
oleps_name_find(const struct oleps_section *section, const uint16_t *units,
	size_t length, uint32_t *id)
{
	const struct oleps_name *name = find_text(section, units, length);

	if (name == NULL)
		return OLEPS_NOT_FOUND;
	*id = name->id;
	return OLEPS_OK;
}

static bool
make_room(struct oleps_section *section)
{
	struct oleps_name *names;
	size_t room = section->name_room == 0 ? 8 : section->name_room * 2;

	if (section->name_count < section->name_room)
		return true;
	if (room > SIZE_MAX / sizeof *names)
		return false;
	names = realloc(section->names, room * sizeof *names);
	if (names == NULL)
		return false;
	section->names = names;
	section->name_room = room;
	return true;
}

/* The first of equal ids and of equal texts is the one that is found. */
static bool
index_one(struct oleps_section *section, const struct oleps_name *name,
	size_t position)
{
	if (find_id(section, name->id) == NULL &&
		!oleps_index_add(&section->names_by_id, name->id, position))
		return false;
	return find_text(section, name->units, name->length) != NULL ||
	       oleps_index_add(&section->names_by_text,
		       text_key(name->units, name->length), position);
}

static void
index_all(struct oleps_section *section)
{
	oleps_index_clear(&section->names_by_id);
	oleps_index_clear(&section->names_by_text);
	/* They have held more: there is room for each. */
	for (size_t i = 0; i < section->name_count; i++)
		(void)index_one(section, &section->names[i], i);
}

static void
free_name(struct oleps_name *name)
{
	free(name->units);
	free(name->bytes.data);
}

bool
oleps_name_append(struct oleps_section *section, uint32_t id, uint16_t *units,
	size_t length, const uint8_t *bytes, size_t size)
{
	struct oleps_name name = {
		.id = id, .length = (uint32_t)length, .units = units
	};

	if (size != 0) {
		name.bytes.data = malloc(size);
		if (name.bytes.data == NULL)
			goto fail;
		memcpy(name.bytes.data, bytes, size);
		name.bytes.size = (uint32_t)size;
	}
	if (!make_room(section))
		goto fail;
	section->names[section->name_count] = name;
	if (!index_one(section, &name, section->name_count)) {
		index_all(section);
		goto fail;
	}
	section->name_count++;
	return true;
fail:
	free_name(&name);
	return false;
}

static void
touch(struct oleps_section *section)
{
	section->names_touched = true;
	oleps_section_touch(section);
}

/* Of the first `count` names take out those with this id or this text. */
static void
drop(struct oleps_section *section, size_t count, uint32_t id,
	const uint16_t *units, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < section->name_count; i++) {
		struct oleps_name *name = &section->names[i];

		if (i < count &&
			(name->id == id ||
				(units != NULL && same_text(section, name,
							  units, length))))
			free_name(name);
		else
			section->names[kept++] = *name;
	}
	section->name_count = kept;
	index_all(section);
}

/* Can the section's code page say it? */
static int
judge_text(const struct oleps_section *section, const uint16_t *units,
	size_t length)
{
	uint8_t *bytes;
	size_t size;
	int status = oleps_text_encode(
		section->codepage, units, length, &bytes, &size, NULL);

	if (status == OLEPS_OK)
		free(bytes);
	return status;
}

int
oleps_name_put(struct oleps_section *section, uint32_t id,
	const uint16_t *units, size_t length)
{
	bool replaced = find_id(section, id) != NULL ||
			find_text(section, units, length) != NULL;
	int status = length < UINT32_MAX / 4 ? OLEPS_OK : OLEPS_TOO_LARGE;
	uint16_t *copy;

	if (status == OLEPS_OK)
		status = judge_text(section, units, length);
	if (status != OLEPS_OK)
		return status;
	copy = malloc((length + 1) * sizeof *copy);
	if (copy == NULL)
		return OLEPS_NO_MEMORY;
	if (length != 0)
		memcpy(copy, units, length * sizeof *copy);
	copy[length] = 0;
	/* The new one goes behind: if that fails, nothing has changed. */
	if (!oleps_name_append(section, id, copy, length, NULL, 0))
		return OLEPS_NO_MEMORY;
	if (replaced)
		drop(section, section->name_count - 1, id, copy, length);
	touch(section);
	return OLEPS_OK;
}

int
oleps_name_remove(struct oleps_section *section, uint32_t id)
{
	if (find_id(section, id) == NULL)
		return OLEPS_NOT_FOUND;
	drop(section, section->name_count, id, NULL, 0);
	touch(section);
	return OLEPS_OK;
}

void
oleps_names_clear(struct oleps_section *section)
{
	oleps_names_free(section);
	touch(section);
}

void
oleps_names_forget_bytes(struct oleps_section *section)
{
	for (size_t i = 0; i < section->name_count; i++) {
		free(section->names[i].bytes.data);
		section->names[i].bytes = (struct oleps_bytes){ 0 };
	}
	if (section->name_count != 0)
		touch(section);
}

void
oleps_names_free(struct oleps_section *section)
{
	for (size_t i = 0; i < section->name_count; i++)
		free_name(&section->names[i]);
	free(section->names);
	section->names = NULL;
	section->name_count = 0;
	section->name_room = 0;
	oleps_index_done(&section->names_by_id);
	oleps_index_done(&section->names_by_text);
}
