/* SPDX-License-Identifier: MIT */
/*
 * Little-endian numbers in byte arrays. Disk records are never overlaid with
 * structures: bytes go in, values come out, and neither the alignment nor the
 * byte order of the machine matters. Compilers fold each into one load.
 */
#ifndef STG_BASE_BYTES_H
#define STG_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t
get_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t
get_le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
}

static inline uint64_t
get_le64(const uint8_t *p)
{
	return get_le32(p) | (uint64_t)get_le32(p + 4) << 32;
}

/* Many at once: what compilers do not fold by themselves. */
static inline void
get_le16s(const uint8_t *p, uint16_t *values, size_t count)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(values, p, count * sizeof *values);
#else
	for (size_t i = 0; i < count; i++)
		values[i] = get_le16(p + 2 * i);
#endif
}

static inline void
get_le32s(const uint8_t *p, uint32_t *values, size_t count)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(values, p, count * sizeof *values);
#else
	for (size_t i = 0; i < count; i++)
		values[i] = get_le32(p + 4 * i);
#endif
}

static inline void
put_le16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void
put_le32(uint8_t *p, uint32_t v)
{
	put_le16(p, (uint16_t)v);
	put_le16(p + 2, (uint16_t)(v >> 16));
}

static inline void
put_le32s(uint8_t *p, const uint32_t *values, size_t count)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(p, values, count * sizeof *values);
#else
	for (size_t i = 0; i < count; i++)
		put_le32(p + 4 * i, values[i]);
#endif
}

static inline void
put_le64(uint8_t *p, uint64_t v)
{
	put_le32(p, (uint32_t)v);
	put_le32(p + 4, (uint32_t)(v >> 32));
}

#endif
