/* SPDX-License-Identifier: MIT */
/*
 * What is known about each type, and the memory of values. Lists nest no
 * deeper than OLEPS_NESTING, which the decoder and the encoder see to; so the
 * functions here may call themselves.
 */
#include "oleps/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"

enum { VECTORS = 1, ARRAYS = 2, VERSION_1 = 4 };

/* [MS-OLEPS] 2.2 */
static const struct type_info {
	uint8_t form;
	uint8_t size; /* in a list; 0 for what differs */
	uint8_t flags;
} types[] = {
	[OLEPS_EMPTY] = { OLEPS_FORM_NOTHING, 0, 0 },
	[OLEPS_NULL] = { OLEPS_FORM_NOTHING, 0, 0 },
	[OLEPS_I2] = { OLEPS_FORM_NUMBER, 2, VECTORS | ARRAYS },
	[OLEPS_I4] = { OLEPS_FORM_NUMBER, 4, VECTORS | ARRAYS },
	[OLEPS_R4] = { OLEPS_FORM_NUMBER, 4, VECTORS | ARRAYS },
	[OLEPS_R8] = { OLEPS_FORM_NUMBER, 8, VECTORS | ARRAYS },
	[OLEPS_CY] = { OLEPS_FORM_NUMBER, 8, VECTORS | ARRAYS },
	[OLEPS_DATE] = { OLEPS_FORM_NUMBER, 8, VECTORS | ARRAYS },
	[OLEPS_BSTR] = { OLEPS_FORM_BYTES, 0, VECTORS | ARRAYS },
	[9] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[OLEPS_ERROR] = { OLEPS_FORM_NUMBER, 4, VECTORS | ARRAYS },
	[OLEPS_BOOL] = { OLEPS_FORM_NUMBER, 2, VECTORS | ARRAYS },
	[OLEPS_VARIANT] = { OLEPS_FORM_OPAQUE, 0, VECTORS | ARRAYS },
	[13] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[OLEPS_DECIMAL] = { OLEPS_FORM_FIXED, 16, ARRAYS },
	[15] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[OLEPS_I1] = { OLEPS_FORM_NUMBER, 1, VECTORS | ARRAYS | VERSION_1 },
	[OLEPS_UI1] = { OLEPS_FORM_NUMBER, 1, VECTORS | ARRAYS },
	[OLEPS_UI2] = { OLEPS_FORM_NUMBER, 2, VECTORS | ARRAYS },
	[OLEPS_UI4] = { OLEPS_FORM_NUMBER, 4, VECTORS | ARRAYS },
	/* Arrays of 64-bit numbers are not in 2.2, yet SAFEARRAYs have them. */
	[OLEPS_I8] = { OLEPS_FORM_NUMBER, 8, VECTORS | ARRAYS },
	[OLEPS_UI8] = { OLEPS_FORM_NUMBER, 8, VECTORS | ARRAYS },
	[OLEPS_INT] = { OLEPS_FORM_NUMBER, 4, ARRAYS | VERSION_1 },
	[OLEPS_UINT] = { OLEPS_FORM_NUMBER, 4, ARRAYS | VERSION_1 },
	[24] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[25] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[26] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[27] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[28] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[29] = { OLEPS_FORM_OPAQUE, 0, 0 },
	[OLEPS_LPSTR] = { OLEPS_FORM_BYTES, 0, VECTORS },
	[OLEPS_LPWSTR] = { OLEPS_FORM_BYTES, 0, VECTORS },
};

static const struct type_info high_types[] = {
	[OLEPS_FILETIME - 64] = { OLEPS_FORM_NUMBER, 8, VECTORS },
	[OLEPS_BLOB - 64] = { OLEPS_FORM_BYTES, 0, 0 },
	[OLEPS_STREAM - 64] = { OLEPS_FORM_BYTES, 0, 0 },
	[OLEPS_STORAGE - 64] = { OLEPS_FORM_BYTES, 0, 0 },
	[OLEPS_STREAMED_OBJECT - 64] = { OLEPS_FORM_BYTES, 0, 0 },
	[OLEPS_STORED_OBJECT - 64] = { OLEPS_FORM_BYTES, 0, 0 },
	[OLEPS_BLOB_OBJECT - 64] = { OLEPS_FORM_BYTES, 0, 0 },
	[OLEPS_CF - 64] = { OLEPS_FORM_BYTES, 0, VECTORS },
	[OLEPS_CLSID - 64] = { OLEPS_FORM_FIXED, 16, VECTORS },
	[OLEPS_VERSIONED_STREAM - 64] = { OLEPS_FORM_VERSIONED, 0, 0 },
};

static const struct type_info unknown_type = { OLEPS_FORM_OPAQUE, 0, 0 };

static const struct type_info *
info_of(uint16_t type)
{
	unsigned base = type & OLEPS_TYPE_MASK;

	if (base < sizeof types / sizeof types[0])
		return &types[base];
	if (base >= 64 && base - 64 < sizeof high_types / sizeof high_types[0])
		return &high_types[base - 64];
	return &unknown_type;
}

enum oleps_form
oleps_form_of(uint16_t type)
{
	const struct type_info *info = info_of(type);
	unsigned many = type & ~(unsigned)OLEPS_TYPE_MASK;

	if (many == 0)
		return info->form;
	if ((many == OLEPS_VECTOR && info->flags & VECTORS) ||
		(many == OLEPS_ARRAY && info->flags & ARRAYS))
		return info->size != 0 ? OLEPS_FORM_PACKED : OLEPS_FORM_VALUES;
	return OLEPS_FORM_OPAQUE;
}

unsigned
oleps_element_size(uint16_t type)
{
	return info_of(type)->size;
}

bool
oleps_needs_version_1(uint16_t type)
{
	return type & OLEPS_ARRAY || info_of(type)->flags & VERSION_1;
}

struct oleps_value
oleps_number(uint16_t type, uint64_t bits)
{
	struct oleps_value value = { .type = type, .form = OLEPS_FORM_NUMBER };
	unsigned size = info_of(type)->size;

	value.bits = size < 8 ? bits & ((UINT64_C(1) << size * 8) - 1) : bits;
	return value;
}

struct oleps_value
oleps_fixed(uint16_t type, const uint8_t bytes[16])
{
	struct oleps_value value = { .type = type, .form = OLEPS_FORM_FIXED };

	memcpy(value.fixed, bytes, sizeof value.fixed);
	return value;
}

static int
copy_bytes(const void *bytes, size_t size, struct oleps_bytes *copy)
{
	uint8_t *data = NULL;

	if (size > UINT32_MAX)
		return OLEPS_TOO_LARGE;
	if (size != 0) {
		data = malloc(size);
		if (data == NULL)
			return OLEPS_NO_MEMORY;
		memcpy(data, bytes, size);
	}
	copy->data = data;
	copy->size = (uint32_t)size;
	return OLEPS_OK;
}

int
oleps_bytes(uint16_t type, enum oleps_form form, const void *bytes, size_t size,
	struct oleps_value *value)
{
	struct oleps_value made = { .type = type, .form = (uint8_t)form };
	int status = copy_bytes(bytes, size, &made.bytes);

	if (status == OLEPS_OK)
		*value = made;
	return status;
}

int
oleps_versioned(const uint8_t guid[16], const void *name, size_t size,
	struct oleps_value *value)
{
	struct oleps_value made = { .type = OLEPS_VERSIONED_STREAM,
		.form = OLEPS_FORM_VERSIONED };
	int status = copy_bytes(name, size, &made.versioned.name);

	if (status != OLEPS_OK)
		return status;
	made.versioned.guid = malloc(16);
	if (made.versioned.guid == NULL) {
		free(made.versioned.name.data);
		return OLEPS_NO_MEMORY;
	}
	memcpy(made.versioned.guid, guid, 16);
	*value = made;
	return OLEPS_OK;
}

/* A list without elements yet. */
static struct oleps_list *
list_create(const struct oleps_dimension *dimensions, uint32_t count)
{
	struct oleps_list *list = calloc(1, sizeof *list);

	if (list == NULL || count == 0)
		return list;
	list->dimensions = malloc(count * sizeof *dimensions);
	if (list->dimensions == NULL) {
		free(list);
		return NULL;
	}
	memcpy(list->dimensions, dimensions, count * sizeof *dimensions);
	list->dimension_count = count;
	return list;
}

int
oleps_list(uint16_t type, uint32_t count,
	const struct oleps_dimension *dimensions, uint32_t dimension_count,
	struct oleps_value *value)
{
	struct oleps_value made = { .type = type,
		.form = (uint8_t)oleps_form_of(type) };
	size_t each = oleps_element_size(type);
	size_t bytes;

	if (made.form != OLEPS_FORM_PACKED && made.form != OLEPS_FORM_VALUES)
		return OLEPS_BAD_TYPE;
	if (made.form == OLEPS_FORM_VALUES)
		each = sizeof(struct oleps_value);
	if (!checked_mul_size(each, count, &bytes) ||
		dimension_count > OLEPS_DIMENSIONS)
		return OLEPS_TOO_LARGE;
	made.list = list_create(dimensions, dimension_count);
	if (made.list == NULL)
		return OLEPS_NO_MEMORY;
	made.list->packed = count != 0 ? calloc(1, bytes) : NULL;
	if (count != 0 && made.list->packed == NULL) {
		free(made.list->dimensions);
		free(made.list);
		return OLEPS_NO_MEMORY;
	}
	made.list->count = count;
	/* An element that was not put is an empty one of the list's type. */
	for (uint32_t i = 0; made.form == OLEPS_FORM_VALUES && i < count; i++) {
		uint16_t base = type & OLEPS_TYPE_MASK;

		if (base == OLEPS_VARIANT)
			continue;
		made.list->values[i].type = base;
		made.list->values[i].form = info_of(base)->form;
	}
	*value = made;
	return OLEPS_OK;
}

static uint64_t
get_bits(const uint8_t *p, unsigned size)
{
	switch (size) {
	case 1:
		return p[0];
	case 2:
		return get_le16(p);
	case 4:
		return get_le32(p);
	default:
		return get_le64(p);
	}
}

struct oleps_value
oleps_element(const struct oleps_value *list, uint32_t index)
{
	uint16_t base = list->type & OLEPS_TYPE_MASK;
	unsigned size = oleps_element_size(base);
	const uint8_t *p;

	if (list->form == OLEPS_FORM_VALUES)
		return list->list->values[index];
	p = list->list->packed + (size_t)index * size;
	if (info_of(base)->form == OLEPS_FORM_FIXED)
		return oleps_fixed(base, p);
	return oleps_number(base, get_bits(p, size));
}

void
oleps_set_element(struct oleps_value *list, uint32_t index,
	const struct oleps_value *element)
{
	unsigned size = oleps_element_size(list->type);
	uint8_t *p = list->list->packed + (size_t)index * size;

	if (element->form == OLEPS_FORM_FIXED) {
		memcpy(p, element->fixed, sizeof element->fixed);
		return;
	}
	for (unsigned i = 0; i < size; i++)
		p[i] = (uint8_t)(element->bits >> 8 * i);
}

static void
list_destroy(struct oleps_list *list, bool values)
{
	for (uint32_t i = 0; values && i < list->count; i++)
		oleps_value_clear(&list->values[i]);
	free(list->packed);
	free(list->dimensions);
	free(list);
}

void
oleps_value_clear(struct oleps_value *value)
{
	switch ((enum oleps_form)value->form) {
	case OLEPS_FORM_BYTES:
	case OLEPS_FORM_OPAQUE:
		free(value->bytes.data);
		break;
	case OLEPS_FORM_VERSIONED:
		free(value->versioned.guid);
		free(value->versioned.name.data);
		break;
	case OLEPS_FORM_PACKED:
	case OLEPS_FORM_VALUES:
		list_destroy(value->list, value->form == OLEPS_FORM_VALUES);
		break;
	case OLEPS_FORM_NOTHING:
	case OLEPS_FORM_NUMBER:
	case OLEPS_FORM_FIXED:
		break;
	}
	*value = (struct oleps_value){ 0 };
}

static int
copy_list(const struct oleps_value *value, struct oleps_value *copy)
{
	const struct oleps_list *from = value->list;
	struct oleps_value made;
	int status = oleps_list(value->type, from->count, from->dimensions,
		from->dimension_count, &made);

	if (status != OLEPS_OK)
		return status;
	made.unpadded = value->unpadded;
	if (value->form == OLEPS_FORM_PACKED && from->count != 0)
		memcpy(made.list->packed, from->packed,
			(size_t)from->count * oleps_element_size(value->type));
	for (uint32_t i = 0; value->form == OLEPS_FORM_VALUES &&
			     status == OLEPS_OK && i < from->count;
		i++)
		status = oleps_value_copy(
			&from->values[i], &made.list->values[i]);
	if (status == OLEPS_OK)
		*copy = made;
	else
		oleps_value_clear(&made);
	return status;
}

int
oleps_value_copy(const struct oleps_value *value, struct oleps_value *copy)
{
	switch ((enum oleps_form)value->form) {
	case OLEPS_FORM_BYTES:
	case OLEPS_FORM_OPAQUE:
		return oleps_bytes(value->type, value->form, value->bytes.data,
			value->bytes.size, copy);
	case OLEPS_FORM_VERSIONED:
		return oleps_versioned(value->versioned.guid,
			value->versioned.name.data, value->versioned.name.size,
			copy);
	case OLEPS_FORM_PACKED:
	case OLEPS_FORM_VALUES:
		return copy_list(value, copy);
	case OLEPS_FORM_NOTHING:
	case OLEPS_FORM_NUMBER:
	case OLEPS_FORM_FIXED:
		break;
	}
	*copy = *value;
	return OLEPS_OK;
}

static bool
bytes_equal(const struct oleps_bytes *a, const struct oleps_bytes *b)
{
	return a->size == b->size &&
	       (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static bool
lists_equal(const struct oleps_value *a, const struct oleps_value *b)
{
	const struct oleps_list *x = a->list, *y = b->list;

	if (x->count != y->count || x->dimension_count != y->dimension_count)
		return false;
	for (uint32_t i = 0; i < x->dimension_count; i++) {
		if (x->dimensions[i].size != y->dimensions[i].size ||
			x->dimensions[i].lower != y->dimensions[i].lower)
			return false;
	}
	if (a->form == OLEPS_FORM_PACKED)
		return x->count == 0 ||
		       memcmp(x->packed, y->packed,
			       (size_t)x->count *
				       oleps_element_size(a->type)) == 0;
	for (uint32_t i = 0; i < x->count; i++) {
		if (!oleps_value_equal(&x->values[i], &y->values[i]))
			return false;
	}
	return true;
}

bool
oleps_value_equal(const struct oleps_value *a, const struct oleps_value *b)
{
	if (a->type != b->type || a->form != b->form)
		return false;
	switch ((enum oleps_form)a->form) {
	case OLEPS_FORM_NOTHING:
		return true;
	case OLEPS_FORM_NUMBER:
		return a->bits == b->bits;
	case OLEPS_FORM_FIXED:
		return memcmp(a->fixed, b->fixed, sizeof a->fixed) == 0;
	case OLEPS_FORM_BYTES:
	case OLEPS_FORM_OPAQUE:
		return bytes_equal(&a->bytes, &b->bytes);
	case OLEPS_FORM_VERSIONED:
		return memcmp(a->versioned.guid, b->versioned.guid, 16) == 0 &&
		       bytes_equal(&a->versioned.name, &b->versioned.name);
	case OLEPS_FORM_PACKED:
	case OLEPS_FORM_VALUES:
		return lists_equal(a, b);
	}
	return false;
}
