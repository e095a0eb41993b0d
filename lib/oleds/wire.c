/* SPDX-License-Identifier: MIT */
/* The smallest parts of the records of [MS-OLEDS], in both directions. */
#include "oleds/wire.h"

#include <string.h>

#include "base/bytes.h"

struct oleds_span
oleds_get_bytes(struct oleds_in *in, size_t length)
{
	struct oleds_span span = { NULL, 0 };

	if (in->failed || length > in->left) {
		if (!in->failed)
			in->missing = length - in->left;
		in->failed = true;
		return span;
	}
	span.bytes = in->at;
	span.length = length;
	if (length > 0)
		in->at += length;
	in->left -= length;
	return span;
}

uint16_t
oleds_get_u16(struct oleds_in *in)
{
	struct oleds_span span = oleds_get_bytes(in, 2);

	return span.bytes ? get_le16(span.bytes) : 0;
}

uint32_t
oleds_get_u32(struct oleds_in *in)
{
	struct oleds_span span = oleds_get_bytes(in, 4);

	return span.bytes ? get_le32(span.bytes) : 0;
}

struct oleds_span
oleds_get_counted(struct oleds_in *in)
{
	uint32_t length = oleds_get_u32(in);

	return oleds_get_bytes(in, length);
}

struct oleds_span
oleds_get_string(struct oleds_in *in)
{
	const uint8_t *end = NULL;

	if (!in->failed && in->left > 0)
		end = memchr(in->at, 0, in->left);
	if (!end) {
		in->failed = true;
		return (struct oleds_span){ NULL, 0 };
	}
	return oleds_get_bytes(in, (size_t)(end - in->at) + 1);
}

struct oleds_span
oleds_get_rest(struct oleds_in *in)
{
	return oleds_get_bytes(in, in->left);
}

enum oleds_status
oleds_get_format(struct oleds_in *in, uint32_t most,
	struct oleds_format *format)
{
	*format = (struct oleds_format){ .marker = oleds_get_u32(in) };
	if (format->marker == OLEDS_FORMAT_WINDOWS ||
		format->marker == OLEDS_FORMAT_MAC)
		format->id = oleds_get_u32(in);
	else if (format->marker > most)
		return OLEDS_BAD;
	else
		format->name = oleds_get_bytes(in, format->marker);
	return in->failed ? OLEDS_SHORT : OLEDS_OK;
}

void
oleds_put_bytes(struct oleds_out *out, struct oleds_span span)
{
	if (span.length > SIZE_MAX / 2 - out->length) {
		out->failed = true;
		return;
	}
	if (span.length > 0 && out->length + span.length <= out->room)
		memcpy(out->bytes + out->length, span.bytes, span.length);
	out->length += span.length;
}

void
oleds_put_u16(struct oleds_out *out, uint16_t value)
{
	uint8_t bytes[2];

	put_le16(bytes, value);
	oleds_put_bytes(out, (struct oleds_span){ bytes, sizeof bytes });
}

void
oleds_put_u32(struct oleds_out *out, uint32_t value)
{
	uint8_t bytes[4];

	put_le32(bytes, value);
	oleds_put_bytes(out, (struct oleds_span){ bytes, sizeof bytes });
}

void
oleds_put_counted(struct oleds_out *out, struct oleds_span span)
{
	if (span.length > UINT32_MAX)
		out->failed = true;
	oleds_put_u32(out, (uint32_t)span.length);
	oleds_put_bytes(out, span);
}

void
oleds_put_format(struct oleds_out *out, const struct oleds_format *format)
{
	if (format->marker == OLEDS_FORMAT_WINDOWS ||
		format->marker == OLEDS_FORMAT_MAC) {
		oleds_put_u32(out, format->marker);
		oleds_put_u32(out, format->id);
	} else {
		oleds_put_counted(out, format->name);
	}
}

size_t
oleds_put_end(const struct oleds_out *out)
{
	return out->failed ? 0 : out->length;
}

bool
oleds_is_terminated(struct oleds_span span, size_t unit)
{
	size_t i;

	if (span.length == 0)
		return true;
	if (span.length % unit != 0)
		return false;
	for (i = 0; i < span.length; i += unit)
		if (span.bytes[i] == 0 &&
			(unit == 1 || span.bytes[i + 1] == 0))
			break;
	return i + unit == span.length;
}
