/* SPDX-License-Identifier: MIT */
/*
 * [MS-OLEPS] 2.15 to 2.21, written. Sections follow the header and each other
 * without gaps, values their table in the order of the table.
 */
#include "oleps/encode.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "oleps/buffer.h"
#include "oleps/codepage.h"

struct encoder {
	struct oleps_buffer out;
	const struct oleps_set *set;
	bool keep;  /* bytes of what was not changed */
	int status; /* the first failure but for memory */
};

static void
fail(struct encoder *encoder, int status)
{
	if (encoder->status == OLEPS_OK)
		encoder->status = status;
}

/* --- Values ------------------------------------------------------------- */

static void add_value(struct encoder *encoder, const struct oleps_value *value,
	unsigned depth, bool unpadded);

static void
add_number(struct oleps_buffer *out, const struct oleps_value *value)
{
	uint8_t bytes[8];
	unsigned size = oleps_element_size(value->type);

	put_le64(bytes, value->bits);
	oleps_add(out, bytes, size);
}

/* Bytes behind their count, which is one of units in LPWSTR. */
static void
add_counted(struct oleps_buffer *out, uint16_t type,
	const struct oleps_bytes *bytes)
{
	bool wide = (type & OLEPS_TYPE_MASK) == OLEPS_LPWSTR;

	oleps_add32(out, wide ? bytes->size / 2 : bytes->size);
	oleps_add(out, bytes->data, wide ? bytes->size & ~1U : bytes->size);
}

static void
add_type(struct oleps_buffer *out, uint16_t type)
{
	oleps_add16(out, type);
	oleps_add16(out, 0);
}

static void
add_elements(struct encoder *encoder, const struct oleps_value *value,
	unsigned depth, bool unpadded)
{
	const struct oleps_list *list = value->list;
	bool variants = (value->type & OLEPS_TYPE_MASK) == OLEPS_VARIANT;

	if (value->form == OLEPS_FORM_PACKED) {
		oleps_add(&encoder->out, list->packed,
			(size_t)list->count * oleps_element_size(value->type));
		return;
	}
	for (uint32_t i = 0; i < list->count; i++) {
		if (variants)
			add_type(&encoder->out, list->values[i].type);
		add_value(encoder, &list->values[i], depth + 1, unpadded);
	}
}

static void
add_list(struct encoder *encoder, const struct oleps_value *value,
	unsigned depth, bool unpadded)
{
	const struct oleps_list *list = value->list;

	if (value->type & OLEPS_ARRAY) {
		add_type(&encoder->out, value->type & OLEPS_TYPE_MASK);
		oleps_add32(&encoder->out, list->dimension_count);
	} else {
		oleps_add32(&encoder->out, list->count);
	}
	for (uint32_t i = 0; i < list->dimension_count; i++) {
		oleps_add32(&encoder->out, list->dimensions[i].size);
		oleps_add32(&encoder->out, (uint32_t)list->dimensions[i].lower);
	}
	add_elements(encoder, value, depth, unpadded);
}

/* A value without its type, with zeros behind it unless unpadded. */
static void
add_value(struct encoder *encoder, const struct oleps_value *value,
	unsigned depth, bool unpadded)
{
	struct oleps_buffer *out = &encoder->out;
	size_t start = out->size;

	if (depth > OLEPS_NESTING) {
		fail(encoder, OLEPS_TOO_DEEP);
		return;
	}
	switch ((enum oleps_form)value->form) {
	case OLEPS_FORM_NOTHING:
		break;
	case OLEPS_FORM_NUMBER:
		add_number(out, value);
		break;
	case OLEPS_FORM_FIXED:
		oleps_add(out, value->fixed, sizeof value->fixed);
		break;
	case OLEPS_FORM_BYTES:
		add_counted(out, value->type, &value->bytes);
		break;
	case OLEPS_FORM_VERSIONED:
		oleps_add(out, value->versioned.guid, 16);
		add_counted(out, value->type, &value->versioned.name);
		break;
	case OLEPS_FORM_PACKED:
	case OLEPS_FORM_VALUES:
		add_list(encoder, value, depth, unpadded);
		break;
	case OLEPS_FORM_OPAQUE:
		oleps_add(out, value->bytes.data, value->bytes.size);
		break;
	}
	if (!unpadded)
		oleps_pad(out, start);
}

static void
add_typed(struct encoder *encoder, const struct oleps_value *value)
{
	size_t start = encoder->out.size;

	add_type(&encoder->out, value->type);
	add_value(encoder, value, 0, value->unpadded);
	oleps_pad(&encoder->out, start);
}

/* --- The dictionary ----------------------------------------------------- */

/*
 * With the NUL, which the units have behind them. What has no translation
 * becomes a question mark: it came in that way, in a set whose code page
 * changed.
 */
static int
encode_name(uint16_t codepage, const struct oleps_name *name, uint8_t **bytes,
	size_t *size)
{
	size_t length = (size_t)name->length + 1, bad;
	int status = oleps_text_encode(
		codepage, name->units, length, bytes, size, &bad);

	/* Such names are read as Western text, too. */
	if (status == OLEPS_NO_CODEPAGE)
		status = oleps_text_encode(OLEPS_CP_WESTERN, name->units,
			length, bytes, size, &bad);
	return status;
}

static void
add_name(struct encoder *encoder, uint16_t codepage,
	const struct oleps_name *name)
{
	struct oleps_buffer *out = &encoder->out;
	bool wide = codepage == OLEPS_CP_UNICODE;
	uint8_t *bytes = name->bytes.data;
	size_t size = name->bytes.size;
	size_t start;
	int status = OLEPS_OK;

	oleps_add32(out, name->id);
	/* Nothing is the only thing that an empty name can have been. */
	if (bytes == NULL && name->length != 0)
		status = encode_name(codepage, name, &bytes, &size);
	if (status != OLEPS_OK) {
		fail(encoder, status);
		return;
	}
	oleps_add32(out, (uint32_t)(wide ? size / 2 : size));
	start = out->size;
	oleps_add(out, bytes, wide ? size & ~(size_t)1 : size);
	/* [MS-OLEPS] 2.16: padding in UTF-16 alone. */
	if (wide)
		oleps_pad(out, start);
	if (name->bytes.data == NULL)
		free(bytes);
}

static void
add_dictionary(struct encoder *encoder, const struct oleps_section *section)
{
	size_t start = encoder->out.size;

	oleps_add32(&encoder->out, (uint32_t)section->name_count);
	for (size_t i = 0; i < section->name_count; i++)
		add_name(encoder, section->codepage, &section->names[i]);
	oleps_pad(&encoder->out, start);
}

/* --- Sections ----------------------------------------------------------- */

static void
add_span(struct encoder *encoder, struct oleps_span span)
{
	size_t start = encoder->out.size;

	oleps_add(&encoder->out, encoder->set->image + span.offset, span.size);
	oleps_pad(&encoder->out, start);
}

static void
add_names(struct encoder *encoder, const struct oleps_section *section)
{
	if (encoder->keep && !section->names_touched &&
		section->dictionary.size != 0)
		add_span(encoder, section->dictionary);
	else
		add_dictionary(encoder, section);
}

/* A dictionary that lost its last name goes. */
static bool
has_dictionary(const struct oleps_section *section)
{
	return section->name_count != 0 ||
	       (!section->names_touched &&
		       oleps_find(section, OLEPS_ID_DICTIONARY) != NULL);
}

/*
 * What was cut short, by the next property or by the end, would become a value
 * with the zeros of padding behind it: a code page, say, that the set never
 * had. So such properties come first, and the padding comes before them.
 */
static bool
stays_cut(const struct encoder *encoder, const struct oleps_property *property)
{
	return encoder->keep && property->value.form == OLEPS_FORM_OPAQUE &&
	       property->span.size % 4 != 0;
}

static void
add_property(struct encoder *encoder, const struct oleps_section *section,
	const struct oleps_property *property)
{
	struct oleps_span span = property->span;

	if (property->id == OLEPS_ID_DICTIONARY)
		add_names(encoder, section);
	else if (stays_cut(encoder, property))
		oleps_add(&encoder->out, encoder->set->image + span.offset,
			span.size);
	/* How a list is laid out is seen by where it ends, which may change. */
	else if (encoder->keep && span.size != 0 && !property->value.relaid)
		add_span(encoder, span);
	else
		add_typed(encoder, &property->value);
}

/* An entry of the table, for what comes next. */
static void
put_entry(struct encoder *encoder, size_t start, uint32_t id, size_t entry)
{
	uint8_t *p = encoder->out.data + entry;

	if (!encoder->out.failed) {
		put_le32(p, id);
		put_le32(p + 4, (uint32_t)(encoder->out.size - start));
	}
}

/* The properties that stay cut short, or all others. */
static void
add_some(struct encoder *encoder, const struct oleps_section *section,
	size_t start, size_t entry, bool cut)
{
	const struct oleps_property *names = has_dictionary(section)
		? oleps_find(section, OLEPS_ID_DICTIONARY)
		: NULL;

	for (size_t i = 0; i < section->count; i++) {
		const struct oleps_property *property = &section->properties[i];

		if (property->id == OLEPS_ID_DICTIONARY && property != names)
			continue;
		if (stays_cut(encoder, property) == cut) {
			put_entry(encoder, start, property->id, entry);
			add_property(encoder, section, property);
		}
		entry += 8;
	}
}

static void
pad_before_cut(struct encoder *encoder, const struct oleps_section *section)
{
	static const uint8_t zeros[4];
	size_t size = 0;

	for (size_t i = 0; i < section->count; i++) {
		if (stays_cut(encoder, &section->properties[i]))
			size += section->properties[i].span.size;
	}
	oleps_add(&encoder->out, zeros, (4 - size % 4) % 4);
}

/* Behind a table whose `count` entries are still zero. */
static void
add_properties(struct encoder *encoder, const struct oleps_section *section,
	size_t start)
{
	bool first = has_dictionary(section) &&
		oleps_find(section, OLEPS_ID_DICTIONARY) == NULL;
	size_t entry = start + 8;

	pad_before_cut(encoder, section);
	add_some(encoder, section, start, entry + (first ? 8 : 0), true);
	/* A new dictionary goes before everything, as Windows has it. */
	if (first) {
		put_entry(encoder, start, OLEPS_ID_DICTIONARY, entry);
		add_names(encoder, section);
		entry += 8;
	}
	add_some(encoder, section, start, entry, false);
}

static size_t
count_entries(const struct oleps_section *section)
{
	size_t count = has_dictionary(section) ? 1 : 0;

	for (size_t i = 0; i < section->count; i++)
		count += section->properties[i].id != OLEPS_ID_DICTIONARY;
	return count;
}

static void
add_section(struct encoder *encoder, const struct oleps_section *section)
{
	struct oleps_buffer *out = &encoder->out;
	size_t start = out->size;
	size_t count = count_entries(section);

	if (encoder->keep && !section->touched && section->span.size != 0) {
		add_span(encoder, section->span);
		return;
	}
	oleps_add32(out, 0);
	oleps_add32(out, (uint32_t)count);
	if (count > SIZE_MAX / 8 || !oleps_reserve(out, count * 8))
		return;
	memset(out->data + out->size, 0, count * 8);
	out->size += count * 8;
	add_properties(encoder, section, start);
	if (!out->failed)
		put_le32(out->data + start, (uint32_t)(out->size - start));
}

static void
add_set(struct encoder *encoder)
{
	const struct oleps_set *set = encoder->set;
	struct oleps_buffer *out = &encoder->out;

	oleps_add16(out, 0xFFFE);
	oleps_add16(out, set->version);
	oleps_add32(out, set->system);
	oleps_add(out, set->clsid, sizeof set->clsid);
	oleps_add32(out, (uint32_t)set->count);
	for (size_t i = 0; i < set->count; i++) {
		oleps_add(out, set->sections[i]->fmtid, 16);
		oleps_add32(out, 0);
	}
	for (size_t i = 0; i < set->count && !out->failed; i++) {
		put_le32(out->data + 28 + i * 20 + 16, (uint32_t)out->size);
		add_section(encoder, set->sections[i]);
	}
	if (encoder->keep && set->tail.size != 0)
		add_span(encoder, set->tail);
}

static int
hand_out(struct encoder *encoder, size_t limit, uint8_t **bytes, size_t *size)
{
	int status = encoder->status;

	if (status == OLEPS_OK && encoder->out.failed)
		status = OLEPS_NO_MEMORY;
	if (status == OLEPS_OK && encoder->out.size > limit)
		status = OLEPS_TOO_LARGE;
	if (status != OLEPS_OK) {
		free(encoder->out.data);
		return status;
	}
	*bytes = encoder->out.data;
	*size = encoder->out.size;
	return OLEPS_OK;
}

int
oleps_encode(const struct oleps_set *set, unsigned flags, size_t limit,
	uint8_t **bytes, size_t *size)
{
	struct encoder encoder = { .set = set,
		.keep = !(flags & OLEPS_ENCODE_ANEW) };

	if (limit == 0)
		limit = OLEPS_LIMIT;
	if (limit > UINT32_MAX)
		limit = UINT32_MAX;
	if (encoder.keep && !set->touched && set->image != NULL)
		oleps_add(&encoder.out, set->image, set->image_size);
	else
		add_set(&encoder);
	return hand_out(&encoder, limit, bytes, size);
}

int
oleps_value_encode(
	const struct oleps_value *value, uint8_t **bytes, size_t *size)
{
	struct encoder encoder = { .set = NULL };

	add_typed(&encoder, value);
	return hand_out(&encoder, UINT32_MAX, bytes, size);
}
