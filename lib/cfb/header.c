/* SPDX-License-Identifier: MIT */
/*
 * OFFSET  SIZE  FIELD                      OFFSET  SIZE  FIELD
 *   0       8   signature                    44      4   FAT sectors
 *   8      16   class identifier, null       48      4   first directory
 *  24       2   minor version                52      4   transaction number
 *  26       2   major version                56      4   mini stream cutoff
 *  28       2   byte order mark              60      4   first mini FAT
 *  30       2   sector shift                 64      4   mini FAT sectors
 *  32       2   mini sector shift            68      4   first DIFAT
 *  34       6   reserved                     72      4   DIFAT sectors
 *  40       4   directory sectors            76    436   DIFAT, 109 entries
 */
#include "cfb/header.h"

#include <string.h>

#include "base/bytes.h"

#define SIGNATURE_SIZE 8

static const uint8_t signature[SIGNATURE_SIZE] = { 0xD0, 0xCF, 0x11, 0xE0,
	0xA1, 0xB1, 0x1A, 0xE1 };
/* Of beta releases; the last byte is told in two ways. */
static const uint8_t old_signature[SIGNATURE_SIZE - 1] = { 0x0E, 0x11, 0xFC,
	0x0D, 0xD0, 0xCF, 0x11 };

bool
cfb_header_has_signature(const uint8_t *raw, size_t length)
{
	return length >= SIGNATURE_SIZE &&
		memcmp(raw, signature, SIGNATURE_SIZE) == 0;
}

bool
cfb_header_has_old_signature(const uint8_t *raw, size_t length)
{
	return length >= SIGNATURE_SIZE &&
		memcmp(raw, old_signature, sizeof old_signature) == 0 &&
		(raw[7] == 0xE0 || raw[7] == 0x0E);
}

void
cfb_header_decode(const uint8_t raw[CFB_HEADER_SIZE],
	struct cfb_header *header)
{
	memcpy(header->clsid, raw + 8, sizeof header->clsid);
	header->minor_version = get_le16(raw + 24);
	header->major_version = get_le16(raw + 26);
	header->byte_order = get_le16(raw + 28);
	header->sector_shift = get_le16(raw + 30);
	header->mini_sector_shift = get_le16(raw + 32);
	memcpy(header->reserved, raw + 34, sizeof header->reserved);
	header->directory_sectors = get_le32(raw + 40);
	header->fat_sectors = get_le32(raw + 44);
	header->first_directory = get_le32(raw + 48);
	header->transaction_signature = get_le32(raw + 52);
	header->mini_cutoff = get_le32(raw + 56);
	header->first_minifat = get_le32(raw + 60);
	header->minifat_sectors = get_le32(raw + 64);
	header->first_difat = get_le32(raw + 68);
	header->difat_sectors = get_le32(raw + 72);
	for (size_t i = 0; i < CFB_HEADER_DIFAT_COUNT; i++)
		header->difat[i] = get_le32(raw + 76 + 4 * i);
}

void
cfb_header_encode(const struct cfb_header *header,
	uint8_t raw[CFB_HEADER_SIZE])
{
	memcpy(raw, signature, SIGNATURE_SIZE);
	memcpy(raw + 8, header->clsid, sizeof header->clsid);
	put_le16(raw + 24, header->minor_version);
	put_le16(raw + 26, header->major_version);
	put_le16(raw + 28, header->byte_order);
	put_le16(raw + 30, header->sector_shift);
	put_le16(raw + 32, header->mini_sector_shift);
	memcpy(raw + 34, header->reserved, sizeof header->reserved);
	put_le32(raw + 40, header->directory_sectors);
	put_le32(raw + 44, header->fat_sectors);
	put_le32(raw + 48, header->first_directory);
	put_le32(raw + 52, header->transaction_signature);
	put_le32(raw + 56, header->mini_cutoff);
	put_le32(raw + 60, header->first_minifat);
	put_le32(raw + 64, header->minifat_sectors);
	put_le32(raw + 68, header->first_difat);
	put_le32(raw + 72, header->difat_sectors);
	for (size_t i = 0; i < CFB_HEADER_DIFAT_COUNT; i++)
		put_le32(raw + 76 + 4 * i, header->difat[i]);
}
