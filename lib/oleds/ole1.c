/* SPDX-License-Identifier: MIT */
#include "oleds/ole1.h"

#include <string.h>

static bool
is_name(struct oleds_span span, const char *name)
{
	return span.length == strlen(name) + 1 &&
		memcmp(span.bytes, name, span.length) == 0;
}

/* Of a format that is no number, the name comes first. */
static void
get_generic(struct oleds_in *in, struct oleds_ole1_picture *picture)
{
	picture->format = oleds_get_u32(in);
	if (!in->failed && picture->format == 0)
		picture->format_name = oleds_get_counted(in);
	picture->data = oleds_get_counted(in);
}

static enum oleds_status
get_picture(struct oleds_in *in, struct oleds_ole1_picture *picture)
{
	picture->version = oleds_get_u32(in);
	picture->kind = oleds_get_u32(in);
	if (in->failed)
		return OLEDS_SHORT;
	if (picture->kind == 0)
		return OLEDS_OK;
	if (picture->kind != OLEDS_OLE1_PRESENTATION)
		return OLEDS_BAD;
	picture->class_name = oleds_get_counted(in);
	if (in->failed)
		return OLEDS_SHORT;
	picture->standard = is_name(picture->class_name, "METAFILEPICT") ||
		is_name(picture->class_name, "DIB") ||
		is_name(picture->class_name, "BITMAP");
	if (picture->standard) {
		picture->width = oleds_get_u32(in);
		picture->height = oleds_get_u32(in);
		picture->data = oleds_get_counted(in);
	} else {
		get_generic(in, picture);
	}
	return in->failed ? OLEDS_SHORT : OLEDS_OK;
}

static enum oleds_status
get_object(struct oleds_in *in, struct oleds_ole1 *record)
{
	record->version = oleds_get_u32(in);
	record->kind = oleds_get_u32(in);
	if (!in->failed && record->kind != OLEDS_OLE1_LINKED &&
		record->kind != OLEDS_OLE1_EMBEDDED)
		return OLEDS_BAD;
	record->class_name = oleds_get_counted(in);
	record->topic = oleds_get_counted(in);
	record->item = oleds_get_counted(in);
	if (record->kind == OLEDS_OLE1_EMBEDDED) {
		record->native = oleds_get_counted(in);
	} else {
		record->network = oleds_get_counted(in);
		record->reserved = oleds_get_u32(in);
		record->update = oleds_get_u32(in);
	}
	return in->failed ? OLEDS_SHORT : get_picture(in, &record->picture);
}

enum oleds_status
oleds_ole1_decode(struct oleds_span bytes, struct oleds_ole1 *record,
	size_t *size)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_ole1 read = { .version = 0 };
	enum oleds_status status = get_object(&in, &read);

	*size = bytes.length - in.left;
	if (status == OLEDS_SHORT)
		*size = bytes.length + in.missing;
	if (status == OLEDS_OK)
		*record = read;
	return status;
}

static void
put_picture(struct oleds_out *out, const struct oleds_ole1_picture *picture)
{
	oleds_put_u32(out, picture->version);
	oleds_put_u32(out, picture->kind);
	if (picture->kind == 0)
		return;
	oleds_put_counted(out, picture->class_name);
	if (picture->standard) {
		oleds_put_u32(out, picture->width);
		oleds_put_u32(out, picture->height);
	} else {
		oleds_put_u32(out, picture->format);
		if (picture->format == 0)
			oleds_put_counted(out, picture->format_name);
	}
	oleds_put_counted(out, picture->data);
}

size_t
oleds_ole1_encode(const struct oleds_ole1 *record, uint8_t *bytes, size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_u32(&out, record->version);
	oleds_put_u32(&out, record->kind);
	oleds_put_counted(&out, record->class_name);
	oleds_put_counted(&out, record->topic);
	oleds_put_counted(&out, record->item);
	if (record->kind == OLEDS_OLE1_EMBEDDED) {
		oleds_put_counted(&out, record->native);
	} else {
		oleds_put_counted(&out, record->network);
		oleds_put_u32(&out, record->reserved);
		oleds_put_u32(&out, record->update);
	}
	put_picture(&out, &record->picture);
	return oleds_put_end(&out);
}
