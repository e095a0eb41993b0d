/* SPDX-License-Identifier: MIT */
/* Numbers as compound files and the documents in them hold them. */
#ifndef BYTES_H
#define BYTES_H

#include <stdint.h>

static inline uint16_t
get_le16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t
get_le32(const uint8_t *bytes)
{
	return get_le16(bytes) | (uint32_t)get_le16(bytes + 2) << 16;
}

#endif
