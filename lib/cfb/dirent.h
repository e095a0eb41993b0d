/* SPDX-License-Identifier: MIT */
/* Directory entries, [MS-CFB] 2.6.1: 128 bytes and what they mean. */
#ifndef STG_CFB_DIRENT_H
#define STG_CFB_DIRENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfb/format.h"

struct cfb_dirent {
	uint16_t name[CFB_NAME_UNITS];
	uint16_t name_bytes; /* as stored, with the terminating NUL */
	uint8_t units;       /* the name's length that we go by, without NUL */
	uint8_t type;        /* enum cfb_type, or whatever was there */
	uint8_t color;       /* enum cfb_color, or whatever was there */
	uint32_t left;
	uint32_t right;
	uint32_t child;
	uint8_t clsid[16];
	uint32_t state_bits;
	uint64_t ctime; /* 100 ns ticks since 1601 */
	uint64_t mtime;
	uint32_t start; /* first sector, or first mini sector */
	uint64_t size;  /* bytes; all 64 bits, see cfb_dirent_size() */
};

void cfb_dirent_decode(const uint8_t raw[CFB_DIRENT_SIZE],
	struct cfb_dirent *entry);

/** Write all 128 bytes; the name is padded with zeros. */
void cfb_dirent_encode(const struct cfb_dirent *entry,
	uint8_t raw[CFB_DIRENT_SIZE]);

/**
 * Compare a name with that of a stored entry, as cfb_name_compare() does; of
 * the entry no more is looked at than that takes.
 */
int cfb_dirent_compare(const uint16_t *name, size_t units,
	const uint8_t raw[CFB_DIRENT_SIZE]);

/** Is there an element: a storage, a stream or a (second) root? */
static inline bool
cfb_type_is_element(uint8_t type)
{
	return type == CFB_TYPE_STORAGE || type == CFB_TYPE_STREAM ||
		type == CFB_TYPE_ROOT;
}

static inline bool
cfb_dirent_is_element(const struct cfb_dirent *entry)
{
	return cfb_type_is_element(entry->type);
}

static inline bool
cfb_dirent_is_stream(const struct cfb_dirent *entry)
{
	return entry->type == CFB_TYPE_STREAM;
}

#endif
