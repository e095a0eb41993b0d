/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a property set: decoded, encoded, decoded again. Held against
 * the codec:
 *   - what was not touched comes out byte for byte;
 *   - a set that is written anew reads as the same set, and writes the same
 *     bytes from then on, unless it was damaged;
 *   - names find their ids and ids their values.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "oleps/codepage.h"
#include "oleps/decode.h"
#include "oleps/encode.h"
#include "prove.h"

#define LIMIT ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The worst that was met, and whether it left something open. */
static void
note_defect(const struct oleps_defect *defect, void *context)
{
	const struct oleps_defect_info *info = oleps_defect_info(defect->id);
	unsigned *worst = context;

	PROVE(info != NULL);
	if (info->severity > *worst)
		*worst = info->severity;
}

static struct oleps_set *
decode(const uint8_t *bytes, size_t size, unsigned *worst)
{
	struct oleps_options options = { LIMIT, note_defect, worst };
	struct oleps_set *set = NULL;
	int status = oleps_decode(bytes, size, &options, &set);

	PROVE(status == OLEPS_OK || status == OLEPS_NOT_OLEPS ||
		status == OLEPS_TOO_LARGE);
	PROVE((status == OLEPS_OK) == (set != NULL));
	return set;
}

static void
encode(const struct oleps_set *set, unsigned flags, uint8_t **bytes,
	size_t *size)
{
	int status = oleps_encode(set, flags, LIMIT, bytes, size);

	PROVE(status == OLEPS_OK);
}

/* Bytes that nobody understands are filled up as any value is. */
static void
compare_values(const struct oleps_value *a, const struct oleps_value *b)
{
	if (a->form != OLEPS_FORM_OPAQUE) {
		PROVE(oleps_value_equal(a, b));
		return;
	}
	PROVE(b->form == OLEPS_FORM_OPAQUE && b->type == a->type);
	PROVE(b->bytes.size >= a->bytes.size &&
		b->bytes.size - a->bytes.size < 4);
	PROVE(a->bytes.size == 0 ||
		memcmp(a->bytes.data, b->bytes.data, a->bytes.size) == 0);
}

static void
compare_sections(const struct oleps_section *a, const struct oleps_section *b)
{
	PROVE(memcmp(a->fmtid, b->fmtid, 16) == 0);
	PROVE(a->codepage == b->codepage && a->locale == b->locale);
	PROVE(a->behavior == b->behavior);
	PROVE(a->count == b->count && a->name_count == b->name_count);
	for (size_t i = 0; i < a->count; i++) {
		PROVE(a->properties[i].id == b->properties[i].id);
		compare_values(
			&a->properties[i].value, &b->properties[i].value);
	}
	for (size_t i = 0; i < a->name_count; i++) {
		PROVE(a->names[i].id == b->names[i].id);
		PROVE(a->names[i].length == b->names[i].length);
		PROVE(memcmp(a->names[i].units, b->names[i].units,
			      a->names[i].length * 2) == 0);
	}
}

static void
compare(const struct oleps_set *a, const struct oleps_set *b)
{
	PROVE(a->version == b->version && a->system == b->system);
	PROVE(memcmp(a->clsid, b->clsid, 16) == 0);
	PROVE(a->count == b->count);
	for (size_t i = 0; i < a->count; i++)
		compare_sections(a->sections[i], b->sections[i]);
}

/* Everything can be found again, and copied. */
static void
look_up(const struct oleps_section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct oleps_property *property = &section->properties[i];
		const struct oleps_property *found =
			oleps_find(section, property->id);
		struct oleps_value copy;

		PROVE(found != NULL && found->id == property->id);
		PROVE(oleps_value_copy(&property->value, &copy) == OLEPS_OK);
		PROVE(oleps_value_equal(&property->value, &copy));
		oleps_value_clear(&copy);
	}
	for (size_t i = 0; i < section->name_count; i++) {
		const struct oleps_name *name = &section->names[i];
		uint32_t id;

		PROVE(oleps_name_of(section, name->id) != NULL);
		PROVE(oleps_name_find(section, name->units, name->length,
			      &id) == OLEPS_OK);
	}
}

/* A lone value is what it was within its set. */
static void
pass_alone(const struct oleps_section *section)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct oleps_value *value = &section->properties[i].value;
		struct oleps_value again;
		uint8_t *bytes;
		size_t size, used;

		if (value->form == OLEPS_FORM_OPAQUE || value->unpadded ||
			section->properties[i].id == OLEPS_ID_DICTIONARY)
			continue;
		PROVE(oleps_value_encode(value, &bytes, &size) == OLEPS_OK);
		PROVE(size % 4 == 0);
		PROVE(oleps_value_decode(bytes, size, &again, &used) ==
			OLEPS_OK);
		PROVE(used == size);
		PROVE(oleps_value_equal(value, &again));
		oleps_value_clear(&again);
		free(bytes);
	}
}

/* Changes that a user could make; what is left alone stays. */
static void
edit(struct oleps_set *set)
{
	static const uint16_t text[] = { 'n', 'a', 'm', 'e' };
	struct oleps_section *section =
		set->count != 0 ? set->sections[0] : NULL;
	struct oleps_value value = oleps_number(OLEPS_I4, 7);
	uint32_t id = 0x00ABCDEF, found;

	if (section == NULL)
		return;
	while (oleps_find(section, id) != NULL)
		id++;
	PROVE(oleps_put(section, id, &value) == OLEPS_OK);
	if (oleps_codepage_known(section->codepage) &&
		oleps_name_put(section, id, text, 4) == OLEPS_OK)
		PROVE(oleps_name_find(section, text, 4, &found) == OLEPS_OK &&
			found == id);
	if (section->count > 2 &&
		section->properties[1].id != OLEPS_ID_DICTIONARY) {
		found = section->properties[1].id;
		PROVE(oleps_remove(section, found) == OLEPS_OK);
		PROVE(oleps_find(section, found) == NULL);
	}
}

static void
round_trip(const uint8_t *data, size_t size)
{
	unsigned worst = 0, again = 0;
	struct oleps_set *first = decode(data, size, &worst), *second;
	uint8_t *kept, *anew, *twice;
	size_t kept_size, anew_size, twice_size;

	if (first == NULL)
		return;
	encode(first, 0, &kept, &kept_size);
	PROVE(kept_size == size && memcmp(kept, data, size) == 0);
	free(kept);
	for (size_t i = 0; i < first->count; i++) {
		look_up(first->sections[i]);
		pass_alone(first->sections[i]);
	}
	encode(first, OLEPS_ENCODE_ANEW, &anew, &anew_size);
	second = decode(anew, anew_size, &again);
	PROVE(second != NULL);
	if (worst < OLEPS_DAMAGE) {
		PROVE(again < OLEPS_DAMAGE);
		compare(first, second);
		encode(second, OLEPS_ENCODE_ANEW, &twice, &twice_size);
		PROVE(twice_size == anew_size &&
			memcmp(twice, anew, anew_size) == 0);
		free(twice);
	}
	edit(first);
	encode(first, 0, &kept, &kept_size);
	oleps_set_destroy(second);
	second = decode(kept, kept_size, &again);
	PROVE(second != NULL);
	free(kept);
	free(anew);
	oleps_set_destroy(first);
	oleps_set_destroy(second);
}

/* The first two bytes as a code page, the others as its text. */
static void
convert(const uint8_t *data, size_t size)
{
	uint16_t codepage = get_le16(data);
	uint16_t *units;
	uint8_t *bytes;
	size_t length, bad;

	if (oleps_text_decode(codepage, data + 2, size - 2, &units, &length,
		    &bad) != OLEPS_OK)
		return;
	PROVE(units[length] == 0);
	if (oleps_text_encode(codepage, units, length, &bytes, &size, &bad) ==
		OLEPS_OK)
		free(bytes);
	free(units);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size >= 2 && size <= 4096 && get_le16(data) != 0xFFFE)
		convert(data, size);
	else
		round_trip(data, size);
	return 0;
}
