/* SPDX-License-Identifier: MIT */
#include "oleds/olestream.h"

#include <string.h>

#define LENGTH_SIZE 4

/* A length that counts itself, or 0 for nothing. */
static struct oleds_span
get_moniker(struct oleds_in *in)
{
	uint32_t length = oleds_get_u32(in);

	if (length != 0 && length <= LENGTH_SIZE)
		in->failed = true;
	return oleds_get_bytes(in, length == 0 ? 0 : length - LENGTH_SIZE);
}

static void
put_moniker(struct oleds_out *out, struct oleds_span moniker)
{
	if (moniker.length > UINT32_MAX - LENGTH_SIZE)
		out->failed = true;
	oleds_put_u32(out, moniker.length == 0 ? 0 :
		(uint32_t)(moniker.length + LENGTH_SIZE));
	oleds_put_bytes(out, moniker);
}

static void
get_raw(struct oleds_in *in, uint8_t *bytes, size_t length)
{
	struct oleds_span span = oleds_get_bytes(in, length);

	if (span.bytes)
		memcpy(bytes, span.bytes, length);
}

static void
get_link(struct oleds_in *in, struct oleds_olestream *record)
{
	record->relative = get_moniker(in);
	record->absolute = get_moniker(in);
	record->indicator = oleds_get_u32(in);
	get_raw(in, record->clsid, sizeof record->clsid);
	record->display_name = oleds_get_counted(in);
	record->reserved_2 = oleds_get_u32(in);
	get_raw(in, record->times, sizeof record->times);
}

static enum oleds_status
judge(const struct oleds_olestream *record)
{
	bool link = (record->flags & OLEDS_OLE_LINK) != 0;

	if (!record->has_moniker || link != record->has_link)
		return OLEDS_SHORT;
	if (record->rest.length != 0)
		return OLEDS_REST;
	if (link && (record->absolute.length == 0 ||
		record->indicator != UINT32_MAX ||
		!oleds_is_terminated(record->display_name, 2)))
		return OLEDS_BAD;
	return OLEDS_OK;
}

/* The parts that may be missing. */
static void
get_tail(struct oleds_in *in, struct oleds_olestream *record)
{
	struct oleds_in before = *in;
	struct oleds_olestream now = *record;

	now.moniker = get_moniker(in);
	now.has_moniker = !in->failed;
	if (in->failed) {
		*in = before;
		return;
	}
	*record = now;
	if (!(record->flags & OLEDS_OLE_LINK))
		return;
	before = *in;
	get_link(in, &now);
	now.has_link = !in->failed;
	if (in->failed)
		*in = before;
	else
		*record = now;
}

enum oleds_status
oleds_olestream_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_olestream *record)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_olestream read = { .version = oleds_get_u32(&in) };
	enum oleds_status status;

	read.flags = oleds_get_u32(&in);
	read.update = oleds_get_u32(&in);
	read.reserved = oleds_get_u32(&in);
	if (in.failed)
		return OLEDS_SHORT;
	if (read.version != OLEDS_OLE_VERSION)
		return OLEDS_BAD;
	get_tail(&in, &read);
	read.rest = oleds_get_rest(&in);
	if (level == OLEDS_STRICT) {
		status = judge(&read);
		if (status != OLEDS_OK)
			return status;
	}
	*record = read;
	return OLEDS_OK;
}

size_t
oleds_olestream_encode(const struct oleds_olestream *record, uint8_t *bytes,
	size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_u32(&out, record->version);
	oleds_put_u32(&out, record->flags);
	oleds_put_u32(&out, record->update);
	oleds_put_u32(&out, record->reserved);
	if (record->has_moniker)
		put_moniker(&out, record->moniker);
	if (record->has_link) {
		put_moniker(&out, record->relative);
		put_moniker(&out, record->absolute);
		oleds_put_u32(&out, record->indicator);
		oleds_put_bytes(&out, (struct oleds_span){ record->clsid, 16 });
		oleds_put_counted(&out, record->display_name);
		oleds_put_u32(&out, record->reserved_2);
		oleds_put_bytes(&out, (struct oleds_span){ record->times, 24 });
	}
	oleds_put_bytes(&out, record->rest);
	return oleds_put_end(&out);
}
