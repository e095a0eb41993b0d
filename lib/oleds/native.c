/* SPDX-License-Identifier: MIT */
#include "oleds/native.h"

#define FIRST 2 /* the first number of one */
#define UNIT  2 /* bytes of a code unit */

enum oleds_status
oleds_native_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_native *record)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_native read = { .size = oleds_get_u32(&in) };

	if (in.failed)
		return OLEDS_SHORT;
	if (read.size > in.left && level == OLEDS_STRICT)
		return OLEDS_SHORT;
	read.data = oleds_get_bytes(&in,
		read.size < in.left ? read.size : in.left);
	read.rest = oleds_get_rest(&in);
	if (read.rest.length != 0 && level == OLEDS_STRICT)
		return OLEDS_REST;
	*record = read;
	return OLEDS_OK;
}

size_t
oleds_native_encode(const struct oleds_native *record, uint8_t *bytes,
	size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_u32(&out, record->size);
	oleds_put_bytes(&out, record->data);
	oleds_put_bytes(&out, record->rest);
	return oleds_put_end(&out);
}

/* The number of code units, then those. */
static struct oleds_span
get_units(struct oleds_in *in)
{
	uint32_t units = oleds_get_u32(in);

	if (units > in->left / UNIT)
		in->failed = true;
	return oleds_get_bytes(in, in->failed ? 0 : (size_t)units * UNIT);
}

static void
put_units(struct oleds_out *out, struct oleds_span text)
{
	if (text.length / UNIT > UINT32_MAX)
		out->failed = true;
	oleds_put_u32(out, (uint32_t)(text.length / UNIT));
	oleds_put_bytes(out, text);
}

static void
get_wide(struct oleds_in *in, struct oleds_package *record)
{
	struct oleds_in before = *in;
	struct oleds_package now = *record;

	now.wide_temporary = get_units(in);
	now.wide_label = get_units(in);
	now.wide_source = get_units(in);
	now.has_wide = !in->failed;
	if (in->failed)
		*in = before;
	else
		*record = now;
}

/* Those who write no Unicode end with two zeros. */
static bool
is_end(struct oleds_span rest)
{
	return rest.length == 0 || (rest.length == 2 && rest.bytes[0] == 0 &&
		rest.bytes[1] == 0);
}

enum oleds_status
oleds_package_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_package *record)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_package read = { .zero = 0 };

	if (oleds_get_u16(&in) != FIRST)
		return OLEDS_BAD;
	read.label = oleds_get_string(&in);
	read.source = oleds_get_string(&in);
	read.zero = oleds_get_u16(&in);
	read.kind = oleds_get_u16(&in);
	if (!in.failed && read.kind != OLEDS_PACKAGE_EMBEDDED &&
		read.kind != OLEDS_PACKAGE_LINKED)
		return OLEDS_BAD;
	read.temporary = oleds_get_counted(&in);
	if (read.kind == OLEDS_PACKAGE_EMBEDDED) {
		read.data = oleds_get_counted(&in);
		if (!in.failed)
			get_wide(&in, &read);
	}
	if (in.failed)
		return OLEDS_SHORT;
	read.rest = oleds_get_rest(&in);
	if (level == OLEDS_STRICT) {
		if (read.zero != 0 || read.temporary.length == 0 ||
			!oleds_is_terminated(read.temporary, 1))
			return OLEDS_BAD;
		if (!is_end(read.rest) ||
			(read.has_wide && read.rest.length != 0))
			return OLEDS_REST;
	}
	*record = read;
	return OLEDS_OK;
}

size_t
oleds_package_encode(const struct oleds_package *record, uint8_t *bytes,
	size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_u16(&out, FIRST);
	oleds_put_bytes(&out, record->label);
	oleds_put_bytes(&out, record->source);
	oleds_put_u16(&out, record->zero);
	oleds_put_u16(&out, record->kind);
	oleds_put_counted(&out, record->temporary);
	if (record->kind == OLEDS_PACKAGE_EMBEDDED)
		oleds_put_counted(&out, record->data);
	if (record->has_wide) {
		put_units(&out, record->wide_temporary);
		put_units(&out, record->wide_label);
		put_units(&out, record->wide_source);
	}
	oleds_put_bytes(&out, record->rest);
	return oleds_put_end(&out);
}

enum oleds_status
oleds_item_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_span *text, struct oleds_span *rest)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_span read = oleds_get_counted(&in);

	if (in.failed)
		return OLEDS_SHORT;
	if (level == OLEDS_STRICT && in.left != 0)
		return OLEDS_REST;
	if (level == OLEDS_STRICT && !oleds_is_terminated(read, 1))
		return OLEDS_BAD;
	*text = read;
	*rest = oleds_get_rest(&in);
	return OLEDS_OK;
}

size_t
oleds_item_encode(struct oleds_span text, struct oleds_span rest,
	uint8_t *bytes, size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_counted(&out, text);
	oleds_put_bytes(&out, rest);
	return oleds_put_end(&out);
}
