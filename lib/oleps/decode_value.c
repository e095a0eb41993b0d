/* SPDX-License-Identifier: MIT */
/*
 * Values: [MS-OLEPS] 2.2 to 2.15. Each reader either builds a value or, where
 * it is given none, only finds where the value ends; so the two layouts that
 * lists are met in are tried before one of them is believed.
 */
#include "oleps/decoder.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "oleps/codepage.h"

/* How a reader ended beside OLEPS_NO_MEMORY; the statuses say why. */
#define CUT OLEPS_CORRUPT

struct reader {
	struct oleps_decoder *decoder;
	struct oleps_cursor *cursor;
	bool unpadded;
	enum oleps_defect_id why; /* nothing could be read */
};

static int read_value(struct reader *reader, uint16_t type, unsigned depth,
	struct oleps_value *value);

/* --- Bytes -------------------------------------------------------------- */

static size_t
left(const struct reader *reader)
{
	return reader->cursor->limit - reader->cursor->at;
}

static int
give_up(struct reader *reader, enum oleps_defect_id why)
{
	reader->why = why;
	return CUT;
}

static const uint8_t *
take(struct reader *reader, size_t size)
{
	const uint8_t *p = reader->decoder->image + reader->cursor->at;

	if (size > left(reader))
		return NULL;
	reader->cursor->at += size;
	return p;
}

static bool
take32(struct reader *reader, uint32_t *value)
{
	const uint8_t *p = take(reader, 4);

	if (p != NULL)
		*value = get_le32(p);
	return p != NULL;
}

static void
tell(const struct reader *reader, bool really, enum oleps_defect_id id,
	size_t offset, uint32_t value)
{
	if (really)
		oleps_report(reader->decoder, id, offset, value);
}

/* Pass over what fills a value up; at the very end it may be missing. */
static void
pass_padding(struct reader *reader, bool really)
{
	struct oleps_cursor *cursor = reader->cursor;
	size_t over = (cursor->at - cursor->base) % 4;
	size_t count = over == 0 ? 0 : 4 - over;
	bool zero = true;

	if (reader->unpadded)
		return;
	if (cursor->at < cursor->end && count > cursor->end - cursor->at)
		count = cursor->end - cursor->at;
	else if (cursor->at >= cursor->end)
		count = cursor->at == cursor->end
				? 0
				: min_size(count, left(reader));
	for (size_t i = 0; i < count; i++)
		zero &= reader->decoder->image[cursor->at + i] == 0;
	tell(reader, really && !zero, OLEPS_DEFECT_VALUE_PADDING, cursor->at,
		(uint32_t)count);
	tell(reader, really && over != 0 && count < 4 - over,
		OLEPS_DEFECT_VALUE_UNPADDED, cursor->at, (uint32_t)count);
	cursor->at += count;
}

/* --- One value ---------------------------------------------------------- */

static int
read_number(struct reader *reader, uint16_t type, struct oleps_value *value)
{
	uint8_t bytes[8] = { 0 };
	unsigned size = oleps_element_size(type);
	size_t offset = reader->cursor->at;
	const uint8_t *p = take(reader, size);

	if (p == NULL)
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	memcpy(bytes, p, size);
	pass_padding(reader, value != NULL);
	if (value == NULL)
		return OLEPS_OK;
	*value = oleps_number(type, get_le64(bytes));
	tell(reader,
		type == OLEPS_BOOL && value->bits != 0 && value->bits != 0xFFFF,
		OLEPS_DEFECT_BOOL_VALUE, offset, (uint32_t)value->bits);
	return OLEPS_OK;
}

static int
read_fixed(struct reader *reader, uint16_t type, struct oleps_value *value)
{
	size_t offset = reader->cursor->at;
	const uint8_t *p = take(reader, 16);

	if (p == NULL)
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	/* Of a decimal, the third byte is the scale and the fourth the sign. */
	tell(reader, value != NULL && type == OLEPS_DECIMAL &&
		(p[2] > 28 || (p[3] & 0x7F) != 0),
		OLEPS_DEFECT_DECIMAL_VALUE, offset, get_le16(p + 2));
	if (value != NULL)
		*value = oleps_fixed(type, p);
	return OLEPS_OK;
}

/* [MS-OLEPS] 2.5, 2.7: text ends with NUL. */
static void
judge_text(const struct reader *reader, uint16_t type, const uint8_t *bytes,
	size_t size, size_t offset)
{
	bool wide = type == OLEPS_LPWSTR ||
		    reader->decoder->codepage == OLEPS_CP_UNICODE;

	if (type == OLEPS_BLOB || type == OLEPS_BLOB_OBJECT ||
		type == OLEPS_CF || size == 0)
		return;
	tell(reader, wide && size % 2 != 0, OLEPS_DEFECT_TEXT_ODD, offset,
		(uint32_t)size);
	tell(reader,
		bytes[size - 1] != 0 ||
			(wide && size % 2 == 0 && bytes[size - 2] != 0),
		OLEPS_DEFECT_TEXT_UNTERMINATED, offset, (uint32_t)size);
}

/* A count and as many bytes, or units. */
static int
read_counted(struct reader *reader, uint16_t type, bool really,
	const uint8_t **bytes, size_t *size)
{
	size_t offset = reader->cursor->at;
	uint32_t count;
	const uint8_t *p;

	if (!take32(reader, &count))
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	if (type == OLEPS_LPWSTR && count > UINT32_MAX / 2)
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	if (type == OLEPS_LPWSTR)
		count *= 2;
	p = take(reader, count);
	if (p == NULL)
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	if (really) {
		judge_text(reader, type, p, count, offset);
		tell(reader, type == OLEPS_CF && count < 4,
			OLEPS_DEFECT_CLIP_SHORT, offset, count);
	}
	pass_padding(reader, really);
	*bytes = p;
	*size = count;
	return OLEPS_OK;
}

static int
read_bytes(struct reader *reader, uint16_t type, struct oleps_value *value)
{
	const uint8_t *bytes;
	size_t size;
	int status = read_counted(reader, type, value != NULL, &bytes, &size);

	if (status != OLEPS_OK || value == NULL)
		return status;
	return oleps_bytes(type, OLEPS_FORM_BYTES, bytes, size, value);
}

static int
read_versioned(struct reader *reader, struct oleps_value *value)
{
	const uint8_t *guid = take(reader, 16);
	const uint8_t *name;
	size_t size;
	int status;

	if (guid == NULL)
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	status =
		read_counted(reader, OLEPS_STREAM, value != NULL, &name, &size);
	if (status != OLEPS_OK || value == NULL)
		return status;
	return oleps_versioned(guid, name, size, value);
}

/* --- Lists -------------------------------------------------------------- */

/* [MS-OLEPS] 2.2: what VARIANT may stand for. */
static bool
may_nest(uint16_t type, bool array)
{
	switch (type) {
	case OLEPS_I2:
	case OLEPS_I4:
	case OLEPS_R4:
	case OLEPS_R8:
	case OLEPS_CY:
	case OLEPS_DATE:
	case OLEPS_BSTR:
	case OLEPS_ERROR:
	case OLEPS_BOOL:
	case OLEPS_I1:
	case OLEPS_UI1:
	case OLEPS_UI2:
	case OLEPS_UI4:
	case OLEPS_EMPTY:
	case OLEPS_NULL:
		return true;
	case OLEPS_I8:
	case OLEPS_UI8:
	case OLEPS_LPSTR:
	case OLEPS_LPWSTR:
	case OLEPS_FILETIME:
	case OLEPS_CF:
	case OLEPS_CLSID:
		return !array;
	case OLEPS_DECIMAL:
	case OLEPS_INT:
	case OLEPS_UINT:
		return array;
	default:
		return false;
	}
}

/* The type before an element of a list of VARIANT. */
static int
read_type(struct reader *reader, bool array, bool really, uint16_t *type)
{
	size_t offset = reader->cursor->at;
	uint32_t word;

	if (!take32(reader, &word))
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	*type = (uint16_t)word;
	tell(reader, really && word >> 16 != 0, OLEPS_DEFECT_TYPE_PADDING,
		offset, word);
	tell(reader, really && !may_nest(*type, array),
		OLEPS_DEFECT_TYPE_NESTED, offset, *type);
	if (oleps_form_of(*type) == OLEPS_FORM_OPAQUE)
		return give_up(reader, OLEPS_DEFECT_ELEMENT_UNKNOWN);
	return OLEPS_OK;
}

static int
read_elements(struct reader *reader, uint16_t type, uint32_t count,
	unsigned depth, struct oleps_list *list)
{
	uint16_t base = type & OLEPS_TYPE_MASK;
	bool variants = base == OLEPS_VARIANT;

	for (uint32_t i = 0; i < count; i++) {
		uint16_t element = base;
		int status = OLEPS_OK;

		if (variants)
			status = read_type(reader, type & OLEPS_ARRAY,
				list != NULL, &element);
		if (status == OLEPS_OK)
			status = read_value(reader, element, depth + 1,
				list != NULL ? &list->values[i] : NULL);
		if (status != OLEPS_OK)
			return status;
	}
	return OLEPS_OK;
}

/* Does the list end where it should when it is laid out like this? */
static bool
fits(const struct reader *reader, uint16_t type, uint32_t count, unsigned depth,
	bool unpadded)
{
	struct oleps_cursor cursor = *reader->cursor;
	struct reader trial = { reader->decoder, &cursor, unpadded, 0 };

	/* A trial never costs more than the value's own bytes. */
	if (cursor.at > cursor.end)
		return false;
	cursor.limit = min_size(cursor.limit, cursor.end);
	return read_elements(&trial, type, count, depth, NULL) == OLEPS_OK &&
	       cursor.at <= cursor.end && cursor.end - cursor.at < 4;
}

/* Only at the top: lists within lists are laid out as what they are in. */
static void
choose_layout(struct reader *reader, uint16_t type, uint32_t count,
	unsigned depth, bool really)
{
	if (depth != 0 || fits(reader, type, count, depth, reader->unpadded) ||
		!fits(reader, type, count, depth, !reader->unpadded))
		return;
	reader->unpadded = !reader->unpadded;
	tell(reader, really, OLEPS_DEFECT_LIST_LAYOUT, reader->cursor->at,
		reader->unpadded);
}

static int
fill_list(struct reader *reader, uint16_t type, uint32_t count,
	const struct oleps_dimension *dimensions, uint32_t dimension_count,
	unsigned depth, struct oleps_value *value)
{
	unsigned size = oleps_element_size(type);
	struct oleps_value made = { 0 };
	int status = OLEPS_OK;

	if (count > left(reader) / (size != 0 ? size : 4))
		return give_up(reader, OLEPS_DEFECT_COUNT_TOO_LARGE);
	if (value != NULL)
		status = oleps_list(
			type, count, dimensions, dimension_count, &made);
	if (status != OLEPS_OK)
		return status;
	if (size != 0) {
		const uint8_t *p = take(reader, (size_t)count * size);

		if (value != NULL && count != 0)
			memcpy(made.list->packed, p, (size_t)count * size);
	} else {
		choose_layout(reader, type, count, depth, value != NULL);
		status = read_elements(reader, type, count, depth,
			value != NULL ? made.list : NULL);
	}
	if (status != OLEPS_OK) {
		oleps_value_clear(&made);
		return status;
	}
	pass_padding(reader, value != NULL);
	if (value != NULL)
		*value = made;
	return OLEPS_OK;
}

static int
read_vector(struct reader *reader, uint16_t type, unsigned depth,
	struct oleps_value *value)
{
	size_t offset = reader->cursor->at;
	uint32_t count;

	if (!take32(reader, &count))
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	tell(reader, value != NULL && count == 0, OLEPS_DEFECT_COUNT_ZERO,
		offset, 0);
	return fill_list(reader, type, count, NULL, 0, depth, value);
}

/* [MS-OLEPS] 2.14.1, 2.14.2 */
static int
read_array(struct reader *reader, uint16_t type, unsigned depth,
	struct oleps_value *value)
{
	struct oleps_dimension dimensions[OLEPS_DIMENSIONS];
	size_t offset = reader->cursor->at;
	size_t count = 1;
	bool none = false, many = false;
	uint32_t element, dimension_count;

	if (!take32(reader, &element) || !take32(reader, &dimension_count))
		return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
	tell(reader, value != NULL && element != (type & OLEPS_TYPE_MASK),
		OLEPS_DEFECT_ARRAY_TYPE, offset, element);
	if (dimension_count == 0 || dimension_count > OLEPS_DIMENSIONS)
		return give_up(reader, OLEPS_DEFECT_ARRAY_DIMENSIONS);
	for (uint32_t i = 0; i < dimension_count; i++) {
		const uint8_t *p = take(reader, 8);

		if (p == NULL)
			return give_up(reader, OLEPS_DEFECT_VALUE_CUT);
		dimensions[i].size = get_le32(p);
		dimensions[i].lower = (int32_t)get_le32(p + 4);
		none |= dimensions[i].size == 0;
		tell(reader, value != NULL &&
			(int64_t)dimensions[i].lower + dimensions[i].size >
			(int64_t)INT32_MAX + 1,
			OLEPS_DEFECT_ARRAY_BOUNDS, offset,
			dimensions[i].size);
		many |= !checked_mul_size(count, dimensions[i].size, &count) ||
			count > UINT32_MAX;
	}
	/* No element at all, however many there are in other directions. */
	if (none)
		count = 0;
	else if (many)
		return give_up(reader, OLEPS_DEFECT_COUNT_TOO_LARGE);
	tell(reader, value != NULL && count == 0, OLEPS_DEFECT_COUNT_ZERO,
		offset, 0);
	return fill_list(reader, type, (uint32_t)count, dimensions,
		dimension_count, depth, value);
}

/* --- Any value ---------------------------------------------------------- */

static int
read_value(struct reader *reader, uint16_t type, unsigned depth,
	struct oleps_value *value)
{
	if (depth > OLEPS_NESTING)
		return give_up(reader, OLEPS_DEFECT_NESTING);
	switch (oleps_form_of(type)) {
	case OLEPS_FORM_NOTHING:
		if (value != NULL)
			*value = (struct oleps_value){ .type = type };
		return OLEPS_OK;
	case OLEPS_FORM_NUMBER:
		return read_number(reader, type, value);
	case OLEPS_FORM_FIXED:
		return read_fixed(reader, type, value);
	case OLEPS_FORM_BYTES:
		return read_bytes(reader, type, value);
	case OLEPS_FORM_VERSIONED:
		return read_versioned(reader, value);
	case OLEPS_FORM_PACKED:
	case OLEPS_FORM_VALUES:
		return type & OLEPS_ARRAY
			       ? read_array(reader, type, depth, value)
			       : read_vector(reader, type, depth, value);
	case OLEPS_FORM_OPAQUE:
		break;
	}
	return give_up(reader, OLEPS_DEFECT_TYPE_UNKNOWN);
}

/* All that is behind the type up to the next thing. */
static int
keep_bytes(struct oleps_decoder *decoder, struct oleps_cursor *cursor,
	size_t offset, uint16_t type, struct oleps_value *value)
{
	size_t end = min_size(cursor->end, cursor->limit);
	size_t size = end > offset ? end - offset : 0;

	cursor->at = offset + size;
	return oleps_bytes(
		type, OLEPS_FORM_OPAQUE, decoder->image + offset, size, value);
}

/* Does a type, or one within the value, belong to version 1 only? */
static void
judge_version(
	struct reader *reader, const struct oleps_value *value, size_t offset)
{
	tell(reader,
		reader->decoder->version == 0 &&
			value->form != OLEPS_FORM_OPAQUE &&
			oleps_needs_version_1(value->type),
		OLEPS_DEFECT_TYPE_VERSION, offset, value->type);
}

/* What was in the way of a value that ends too late? */
static enum oleps_defect_id
name_cut(const struct reader *reader)
{
	const struct oleps_cursor *cursor = reader->cursor;

	if (reader->why != OLEPS_DEFECT_VALUE_CUT)
		return reader->why;
	if (cursor->limit < cursor->bound)
		return OLEPS_DEFECT_VALUE_SHARED;
	return cursor->limit < reader->decoder->size
		       ? OLEPS_DEFECT_VALUE_OVERLAP
		       : OLEPS_DEFECT_VALUE_CUT;
}

int
oleps_read_property(struct oleps_decoder *decoder, struct oleps_cursor *cursor,
	bool unpadded, struct oleps_value *value)
{
	struct reader reader = { decoder, cursor, unpadded, 0 };
	size_t offset = cursor->at, base = cursor->base;
	struct oleps_value made = { 0 };
	uint32_t word;
	uint16_t type;
	bool other;
	int status;

	if (!take32(&reader, &word)) {
		oleps_report(decoder, OLEPS_DEFECT_VALUE_CUT, offset, 0);
		return keep_bytes(decoder, cursor, offset, OLEPS_EMPTY, value);
	}
	type = (uint16_t)word;
	tell(&reader, word >> 16 != 0, OLEPS_DEFECT_TYPE_PADDING, offset, word);
	/* What fills up elements does not depend on where the list is, so that
	 * it may be moved. */
	if (oleps_form_of(type) == OLEPS_FORM_VALUES)
		cursor->base = offset;
	/* Only lists of text and variants are ever packed. */
	unpadded = unpadded && oleps_form_of(type) == OLEPS_FORM_VALUES;
	reader.unpadded = unpadded;
	/* Nothing is allocated before it is known to be there. */
	status = read_value(&reader, type, 0, NULL);
	if (status == OLEPS_OK) {
		reader.unpadded = unpadded;
		cursor->at = offset + 4;
		status = read_value(&reader, type, 0, &made);
	}
	if (status == CUT) {
		cursor->reached = cursor->at;
		oleps_report(decoder, name_cut(&reader), offset, type);
		return keep_bytes(decoder, cursor, offset + 4, type, value);
	}
	if (status != OLEPS_OK)
		return status;
	cursor->base = base;
	other = reader.unpadded != unpadded;
	if (reader.unpadded) {
		reader.unpadded = false;
		pass_padding(&reader, true);
	}
	/* Written anew, a list is laid out as it ought to have been. */
	if (made.form == OLEPS_FORM_VALUES) {
		made.unpadded = unpadded;
		made.relaid = other || (cursor->at < cursor->end &&
			cursor->end - cursor->at < 4);
	}
	judge_version(&reader, &made, offset);
	cursor->reached = cursor->at;
	*value = made;
	return OLEPS_OK;
}

int
oleps_value_decode(const uint8_t *bytes, size_t size, struct oleps_value *value,
	size_t *used)
{
	struct oleps_decoder decoder = {
		.image = bytes, .size = size, .quiet = true, .version = 1
	};
	struct oleps_cursor cursor = { 0, 0, size, size, 0, size };
	struct reader reader = { &decoder, &cursor, false, 0 };
	struct oleps_value made = { 0 };
	uint32_t word;
	int status;

	if (size > UINT32_MAX || !take32(&reader, &word))
		return OLEPS_CORRUPT;
	status = read_value(&reader, (uint16_t)word, 0, NULL);
	if (status == OLEPS_OK) {
		reader.unpadded = false;
		cursor.at = 4;
		status = read_value(&reader, (uint16_t)word, 0, &made);
	}
	if (status == CUT &&
		(reader.why == OLEPS_DEFECT_TYPE_UNKNOWN ||
			reader.why == OLEPS_DEFECT_ELEMENT_UNKNOWN))
		status = OLEPS_BAD_TYPE;
	if (status == CUT && reader.why == OLEPS_DEFECT_NESTING)
		status = OLEPS_TOO_DEEP;
	if (status != OLEPS_OK)
		return status;
	*value = made;
	*used = cursor.at;
	return OLEPS_OK;
}
