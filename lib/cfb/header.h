/* SPDX-License-Identifier: MIT */
/* The header, [MS-CFB] 2.2: 512 bytes and what they mean. */
#ifndef STG_CFB_HEADER_H
#define STG_CFB_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfb/format.h"

struct cfb_header {
	uint8_t clsid[16];
	uint16_t minor_version;
	uint16_t major_version;
	uint16_t byte_order;
	uint16_t sector_shift;
	uint16_t mini_sector_shift;
	uint8_t reserved[6];
	uint32_t directory_sectors; /* counted in version 4 only */
	uint32_t fat_sectors;
	uint32_t first_directory;
	uint32_t transaction_signature;
	uint32_t mini_cutoff; /* bytes; smaller streams are mini streams */
	uint32_t first_minifat;
	uint32_t minifat_sectors;
	uint32_t first_difat;
	uint32_t difat_sectors;
	uint32_t difat[CFB_HEADER_DIFAT_COUNT];
};

/** Does this begin like a compound file? Takes any length. */
bool cfb_header_has_signature(const uint8_t *raw, size_t length);

/** Does this begin like the files of a beta release of the format? */
bool cfb_header_has_old_signature(const uint8_t *raw, size_t length);

void cfb_header_decode(const uint8_t raw[CFB_HEADER_SIZE],
	struct cfb_header *header);

/** Write all 512 bytes, the signature included. */
void cfb_header_encode(const struct cfb_header *header,
	uint8_t raw[CFB_HEADER_SIZE]);

#endif
