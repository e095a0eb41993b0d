/* SPDX-License-Identifier: MIT */
/* GUIDs and the sixteen bytes that files hold: [MS-DTYP] 2.3.4.2. */
#ifndef STG_STG_GUIDBYTES_H
#define STG_STG_GUIDBYTES_H

#include <string.h>

#include <stg/guid.h>

#include "base/bytes.h"

static inline void
guid_to_bytes(const GUID *guid, uint8_t bytes[16])
{
	put_le32(bytes, guid->Data1);
	put_le16(bytes + 4, guid->Data2);
	put_le16(bytes + 6, guid->Data3);
	memcpy(bytes + 8, guid->Data4, sizeof guid->Data4);
}

static inline GUID
guid_from_bytes(const uint8_t bytes[16])
{
	GUID guid;

	guid.Data1 = get_le32(bytes);
	guid.Data2 = get_le16(bytes + 4);
	guid.Data3 = get_le16(bytes + 6);
	memcpy(guid.Data4, bytes + 8, sizeof guid.Data4);
	return guid;
}

#endif
