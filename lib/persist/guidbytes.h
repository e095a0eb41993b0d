/* SPDX-License-Identifier: MIT */
/* GUIDs as the sixteen bytes that files hold: [MS-DTYP] 2.3.4.2. */
#ifndef STG_PERSIST_GUIDBYTES_H
#define STG_PERSIST_GUIDBYTES_H

#include <string.h>

#include <stg/guid.h>

#include "base/bytes.h"

static inline void
guid_get(const uint8_t bytes[16], GUID *guid)
{
	guid->Data1 = get_le32(bytes);
	guid->Data2 = get_le16(bytes + 4);
	guid->Data3 = get_le16(bytes + 6);
	memcpy(guid->Data4, bytes + 8, sizeof guid->Data4);
}

static inline void
guid_put(uint8_t bytes[16], const GUID *guid)
{
	put_le32(bytes, guid->Data1);
	put_le16(bytes + 4, guid->Data2);
	put_le16(bytes + 6, guid->Data3);
	memcpy(bytes + 8, guid->Data4, sizeof guid->Data4);
}

#endif
