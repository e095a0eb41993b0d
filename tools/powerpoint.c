/* SPDX-License-Identifier: MIT */
#include "powerpoint.h"

#include "bytes.h"

/* recVer of a container, whose contents are records [MS-PPT] 2.3.1 */
#define CONTAINER 0xF

bool
ppt_record_at(struct reader *reader, uint64_t offset, struct ppt_record *record)
{
	const uint8_t *header = reader_get(reader, offset, PPT_RECORD_HEADER);

	if (!header)
		return false;
	record->offset = offset;
	record->version = get_le16(header) & 0xF;
	record->instance = get_le16(header) >> 4;
	record->type = get_le16(header + 2);
	record->length = get_le32(header + 4);
	return true;
}

static bool
is_entered(const struct ppt_record *record)
{
	return record->version == CONTAINER &&
	       (record->type == PPT_DOCUMENT || record->type == PPT_LIST ||
		       record->type == PPT_VBA_INFO);
}

bool
ppt_record_next(
	struct reader *reader, uint64_t *offset, struct ppt_record *record)
{
	if (!ppt_record_at(reader, *offset, record))
		return false;
	*offset += PPT_RECORD_HEADER;
	if (!is_entered(record))
		*offset += record->length;
	return true;
}

bool
ppt_find_object(struct reader *reader, uint64_t n, struct ppt_record *record)
{
	uint64_t offset = 0;

	while (ppt_record_next(reader, &offset, record))
		if (record->type == PPT_OBJECT_STORAGE && --n == 0)
			return true;
	return false;
}
