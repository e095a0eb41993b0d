/* SPDX-License-Identifier: MIT */
#include "oleds/compobj.h"

#include <string.h>

#define MARKER      0x71B239F4
#define FORMAT_MOST 0x190 /* longest name of a format: [MS-OLEDS] 2.3.8 */

typedef enum oleds_status step_fn(struct oleds_in *in, struct oleds_compobj *);

static enum oleds_status
status_of(const struct oleds_in *in)
{
	return in->failed ? OLEDS_SHORT : OLEDS_OK;
}

static enum oleds_status
get_header(struct oleds_in *in, struct oleds_compobj *record)
{
	struct oleds_span clsid;

	record->first = oleds_get_u32(in);
	record->version = oleds_get_u32(in);
	record->mark = oleds_get_u32(in);
	clsid = oleds_get_bytes(in, sizeof record->clsid);
	if (clsid.bytes)
		memcpy(record->clsid, clsid.bytes, sizeof record->clsid);
	return status_of(in);
}

static enum oleds_status
get_user_type(struct oleds_in *in, struct oleds_compobj *record)
{
	record->user_type = oleds_get_counted(in);
	return status_of(in);
}

static enum oleds_status
get_format(struct oleds_in *in, struct oleds_compobj *record)
{
	return oleds_get_format(in, FORMAT_MOST, &record->format);
}

static enum oleds_status
get_prog_id(struct oleds_in *in, struct oleds_compobj *record)
{
	record->prog_id = oleds_get_counted(in);
	return status_of(in);
}

static enum oleds_status
get_marker(struct oleds_in *in, struct oleds_compobj *record)
{
	(void)record;
	if (oleds_get_u32(in) != MARKER)
		return in->failed ? OLEDS_SHORT : OLEDS_BAD;
	return OLEDS_OK;
}

static enum oleds_status
get_wide_user_type(struct oleds_in *in, struct oleds_compobj *record)
{
	record->wide_user_type = oleds_get_counted(in);
	return status_of(in);
}

static enum oleds_status
get_wide_format(struct oleds_in *in, struct oleds_compobj *record)
{
	return oleds_get_format(in, 2 * FORMAT_MOST, &record->wide_format);
}

static enum oleds_status
get_wide_prog_id(struct oleds_in *in, struct oleds_compobj *record)
{
	record->wide_prog_id = oleds_get_counted(in);
	return status_of(in);
}

/* In the order of enum oleds_compobj_part. */
static step_fn *const steps[] = {
	get_header,
	get_user_type,
	get_format,
	get_prog_id,
	get_marker,
	get_wide_user_type,
	get_wide_format,
	get_wide_prog_id,
};

/*
 * A record may end behind the format, and behind the ProgID; another marker has
 * the rest ignored, whatever it is.
 */
static enum oleds_status
judge(const struct oleds_compobj *record, enum oleds_status why)
{
	if (record->parts < COMPOBJ_FORMAT)
		return why;
	if (record->parts == COMPOBJ_PROG_ID && why == OLEDS_BAD)
		return OLEDS_OK;
	if (record->rest.length != 0)
		return why == OLEDS_OK ? OLEDS_REST : why;
	if (record->parts > COMPOBJ_PROG_ID && record->parts < COMPOBJ_ALL)
		return OLEDS_SHORT;
	if (!oleds_is_terminated(record->user_type, 1) ||
		!oleds_is_terminated(record->format.name, 1) ||
		!oleds_is_terminated(record->prog_id, 1) ||
		!oleds_is_terminated(record->wide_user_type, 2) ||
		!oleds_is_terminated(record->wide_format.name, 2) ||
		!oleds_is_terminated(record->wide_prog_id, 2))
		return OLEDS_BAD;
	return OLEDS_OK;
}

enum oleds_status
oleds_compobj_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_compobj *record, enum oleds_status *why)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	enum oleds_status status = OLEDS_OK;
	struct oleds_compobj read = { .parts = COMPOBJ_NOTHING };

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct oleds_in before = in;
		struct oleds_compobj now = read;

		status = steps[i](&in, &now);
		if (status != OLEDS_OK) {
			in = before;
			break;
		}
		read = now;
		read.parts++;
	}
	read.rest = oleds_get_rest(&in);
	if (why)
		*why = status;
	if (level == OLEDS_STRICT)
		status = judge(&read, status);
	else if (read.parts >= COMPOBJ_HEADER)
		status = OLEDS_OK;
	if (status == OLEDS_OK)
		*record = read;
	return status;
}

size_t
oleds_compobj_encode(const struct oleds_compobj *record, uint8_t *bytes,
	size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	if (record->parts >= COMPOBJ_HEADER) {
		oleds_put_u32(&out, record->first);
		oleds_put_u32(&out, record->version);
		oleds_put_u32(&out, record->mark);
		oleds_put_bytes(&out, (struct oleds_span){ record->clsid, 16 });
	}
	if (record->parts >= COMPOBJ_USER_TYPE)
		oleds_put_counted(&out, record->user_type);
	if (record->parts >= COMPOBJ_FORMAT)
		oleds_put_format(&out, &record->format);
	if (record->parts >= COMPOBJ_PROG_ID)
		oleds_put_counted(&out, record->prog_id);
	if (record->parts >= COMPOBJ_MARKER)
		oleds_put_u32(&out, MARKER);
	if (record->parts >= COMPOBJ_WIDE_USER_TYPE)
		oleds_put_counted(&out, record->wide_user_type);
	if (record->parts >= COMPOBJ_WIDE_FORMAT)
		oleds_put_format(&out, &record->wide_format);
	if (record->parts >= COMPOBJ_ALL)
		oleds_put_counted(&out, record->wide_prog_id);
	oleds_put_bytes(&out, record->rest);
	return oleds_put_end(&out);
}
