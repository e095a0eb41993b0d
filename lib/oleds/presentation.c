/* SPDX-License-Identifier: MIT */
#include "oleds/presentation.h"

#define FORMAT_MOST   0x201 /* longest name of a format: [MS-OLEDS] 2.3.4 */
#define NO_DEVICE     4
#define TOC_SIGNATURE 0x494E414E
#define TOC_RESERVED  18 /* bytes before it, with a metafile */

/* Where the format is a metafile, there are reserved bytes first. */
static void
find_toc(struct oleds_presentation *record)
{
	struct oleds_in in = { .at = record->rest.bytes,
		.left = record->rest.length };

	if (record->format.id == OLEDS_CF_METAFILEPICT &&
		in.left >= TOC_RESERVED + 8) {
		struct oleds_in behind = in;

		(void)oleds_get_bytes(&behind, TOC_RESERVED);
		if (oleds_get_u32(&behind) == TOC_SIGNATURE) {
			record->has_toc = true;
			record->toc_count = oleds_get_u32(&behind);
			return;
		}
	}
	if (oleds_get_u32(&in) != TOC_SIGNATURE)
		return;
	record->toc_count = oleds_get_u32(&in);
	record->has_toc = !in.failed;
}

enum oleds_status
oleds_presentation_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_presentation *record)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_presentation read = { .device_size = 0 };
	enum oleds_status status =
		oleds_get_format(&in, FORMAT_MOST, &read.format);

	if (status != OLEDS_OK)
		return status;
	read.device_size = oleds_get_u32(&in);
	if (!in.failed && read.device_size < NO_DEVICE)
		return OLEDS_BAD;
	read.device = oleds_get_bytes(&in,
		in.failed ? 0 : read.device_size - NO_DEVICE);
	read.aspect = oleds_get_u32(&in);
	read.index = oleds_get_u32(&in);
	read.advise = oleds_get_u32(&in);
	read.reserved = oleds_get_u32(&in);
	read.width = oleds_get_u32(&in);
	read.height = oleds_get_u32(&in);
	if (in.failed)
		return OLEDS_SHORT;
	read.data = oleds_get_counted(&in);
	if (in.failed)
		return OLEDS_SHORT;
	read.rest = oleds_get_rest(&in);
	find_toc(&read);
	if (level == OLEDS_STRICT && read.format.id == OLEDS_CF_BITMAP)
		return OLEDS_BAD;
	*record = read;
	return OLEDS_OK;
}

size_t
oleds_presentation_encode(const struct oleds_presentation *record,
	uint8_t *bytes, size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_format(&out, &record->format);
	oleds_put_u32(&out, record->device_size);
	oleds_put_bytes(&out, record->device);
	oleds_put_u32(&out, record->aspect);
	oleds_put_u32(&out, record->index);
	oleds_put_u32(&out, record->advise);
	oleds_put_u32(&out, record->reserved);
	oleds_put_u32(&out, record->width);
	oleds_put_u32(&out, record->height);
	oleds_put_counted(&out, record->data);
	oleds_put_bytes(&out, record->rest);
	return oleds_put_end(&out);
}

enum oleds_status
oleds_objinfo_decode(struct oleds_span bytes, enum oleds_level level,
	struct oleds_objinfo *record)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_objinfo read = { .flags = oleds_get_u16(&in) };

	read.format = oleds_get_u16(&in);
	if (in.failed)
		return OLEDS_SHORT;
	read.has_flags_2 = in.left >= 2;
	if (read.has_flags_2)
		read.flags_2 = oleds_get_u16(&in);
	read.rest = oleds_get_rest(&in);
	if (level == OLEDS_STRICT && read.rest.length != 0)
		return OLEDS_REST;
	*record = read;
	return OLEDS_OK;
}

size_t
oleds_objinfo_encode(const struct oleds_objinfo *record, uint8_t *bytes,
	size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	oleds_put_u16(&out, record->flags);
	oleds_put_u16(&out, record->format);
	if (record->has_flags_2)
		oleds_put_u16(&out, record->flags_2);
	oleds_put_bytes(&out, record->rest);
	return oleds_put_end(&out);
}
