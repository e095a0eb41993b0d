/* SPDX-License-Identifier: MIT */
/*
 * The statements of a recipe that change bytes of the finished layout.
 */
#include <stdlib.h>

#include "parse.h"

static bool
assign(struct recipe *r, const struct builder_field *field)
{
	uint64_t value;
	uint8_t *bytes;
	size_t size;
	bool ok;

	if (!scan_expect(&r->s, '='))
		return false;
	if (!parse_is_content(r))
		return parse_value(r, &value) &&
		       (builder_put(r->b, field, value) || parse_failed(r));
	if (!parse_bytes(r, &bytes, &size))
		return false;
	if (size > field->width)
		ok = scan_fail(&r->s, "%zu bytes for a field of %u", size,
			field->width);
	else
		ok = builder_poke(r->b, field->offset, bytes, size) ||
		     parse_failed(r);
	free(bytes);
	return ok;
}

static bool
parse_field_name(struct recipe *r, char name[SCAN_WORD])
{
	return scan_expect(&r->s, '.') &&
	       (scan_word(&r->s, name) ||
		       scan_fail(&r->s, "a field name is missing"));
}

static bool
parse_subscript(struct recipe *r, uint64_t *index)
{
	return scan_expect(&r->s, '[') && parse_value(r, index) &&
	       scan_expect(&r->s, ']');
}

static bool
adjust_header(struct recipe *r)
{
	struct builder_field field;
	char name[SCAN_WORD];

	if (!parse_field_name(r, name))
		return false;
	if (!builder_header_field(r->b, name, &field))
		return parse_failed(r);
	return assign(r, &field);
}

static bool
adjust_entry(struct recipe *r)
{
	struct builder_field field;
	char name[SCAN_WORD];
	uint32_t id;

	if (!parse_reference(r, &id) || !parse_field_name(r, name))
		return false;
	if (!builder_entry_field(r->b, id, name, &field))
		return parse_failed(r);
	return assign(r, &field);
}

typedef bool
table_fn(struct builder *b, uint64_t index, struct builder_field *field);

static bool
adjust_table(struct recipe *r, table_fn *find)
{
	struct builder_field field;
	uint64_t index;

	if (!parse_subscript(r, &index))
		return false;
	if (!find(r->b, index, &field))
		return parse_failed(r);
	return assign(r, &field);
}

static bool
adjust_fat(struct recipe *r)
{
	return adjust_table(r, builder_fat_field);
}

static bool
adjust_minifat(struct recipe *r)
{
	return adjust_table(r, builder_minifat_field);
}

static bool
adjust_difat(struct recipe *r)
{
	return adjust_table(r, builder_difat_field);
}

static bool
adjust_difat_next(struct recipe *r)
{
	return adjust_table(r, builder_difat_next_field);
}

static bool
poke_bytes(struct recipe *r, uint64_t offset)
{
	uint8_t *bytes;
	size_t size;
	bool ok;

	if (!parse_bytes(r, &bytes, &size))
		return false;
	ok = builder_poke(r->b, offset, bytes, size) || parse_failed(r);
	free(bytes);
	return ok;
}

static bool
adjust_poke(struct recipe *r)
{
	uint64_t offset;

	return parse_value(r, &offset) && scan_expect(&r->s, '=') &&
	       poke_bytes(r, offset);
}

static bool
adjust_append(struct recipe *r)
{
	return poke_bytes(r, builder_size(r->b));
}

static bool
adjust_truncate(struct recipe *r)
{
	uint64_t size = builder_size(r->b);
	bool less = scan_accept(&r->s, '-');
	uint64_t value;

	if (!parse_value(r, &value))
		return false;
	if (less && value > size)
		return scan_fail(&r->s, "the file is shorter than that");
	return builder_truncate(r->b, less ? size - value : value) ||
	       parse_failed(r);
}

static bool
adjust_trim(struct recipe *r)
{
	return builder_truncate(r->b, builder_used_size(r->b)) ||
	       parse_failed(r);
}

const struct statement adjust_statements[] = {
	{ "append", adjust_append },
	{ "difat", adjust_difat },
	{ "difat_next", adjust_difat_next },
	{ "entry", adjust_entry },
	{ "fat", adjust_fat },
	{ "header", adjust_header },
	{ "minifat", adjust_minifat },
	{ "poke", adjust_poke },
	{ "trim", adjust_trim },
	{ "truncate", adjust_truncate },
	{ NULL, NULL },
};
