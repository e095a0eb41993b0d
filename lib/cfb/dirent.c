/* SPDX-License-Identifier: MIT */
/*
 * OFFSET  SIZE  FIELD                      OFFSET  SIZE  FIELD
 *   0      64   name, UTF-16                 80     16   class identifier
 *  64       2   bytes of the name            96      4   state bits
 *  66       1   type                        100      8   creation time
 *  67       1   color                       108      8   modification time
 *  68       4   left sibling                116      4   starting sector
 *  72       4   right sibling               120      8   size
 *  76       4   child
 */
#include "cfb/dirent.h"

#include <string.h>

#include "base/bytes.h"
#include "base/upcase.h"
#include "cfb/name.h"

/*
 * How long is the name really? The stored length counts bytes and includes
 * the terminating NUL, and it decides, even where NULs lie before its end or
 * no NUL is at its end: other readers go by it as well. Only a length that
 * cannot be gives way to the place of the first NUL.
 */
static uint8_t
name_units(const struct cfb_dirent *entry)
{
	uint8_t units = entry->name_bytes / 2;

	if (entry->name_bytes < 2 || entry->name_bytes > 64) {
		units = 0;
		while (units < CFB_NAME_MAX && entry->name[units] != 0)
			units++;
		return units;
	}
	return units - 1;
}

void
cfb_dirent_decode(const uint8_t raw[CFB_DIRENT_SIZE],
	struct cfb_dirent *entry)
{
	get_le16s(raw, entry->name, CFB_NAME_UNITS);
	entry->name_bytes = get_le16(raw + 64);
	entry->type = raw[66];
	entry->color = raw[67];
	entry->left = get_le32(raw + 68);
	entry->right = get_le32(raw + 72);
	entry->child = get_le32(raw + 76);
	memcpy(entry->clsid, raw + 80, sizeof entry->clsid);
	entry->state_bits = get_le32(raw + 96);
	entry->ctime = get_le64(raw + 100);
	entry->mtime = get_le64(raw + 108);
	entry->start = get_le32(raw + 116);
	entry->size = get_le64(raw + 120);
	entry->units = name_units(entry);
}

/* How many units are the same? Names in one storage often begin alike. */
static size_t
skip_equal(const uint16_t *name, size_t units,
	const uint8_t raw[CFB_DIRENT_SIZE])
{
	uint16_t four[4];
	size_t i;

	for (i = 0; i + 4 <= units; i += 4) {
		get_le16s(raw + 2 * i, four, 4);
		if (memcmp(name + i, four, sizeof four) != 0)
			break;
	}
	return i;
}

/* Of a name whose stored length cannot be. */
static int
compare_odd(const uint16_t *name, size_t units,
	const uint8_t raw[CFB_DIRENT_SIZE])
{
	struct cfb_dirent entry;

	cfb_dirent_decode(raw, &entry);
	return cfb_name_compare(name, units, entry.name, entry.units);
}

int
cfb_dirent_compare(const uint16_t *name, size_t units,
	const uint8_t raw[CFB_DIRENT_SIZE])
{
	uint16_t bytes = get_le16(raw + 64);
	size_t other = bytes / 2U - 1;

	if (bytes < 2 || bytes > 64)
		return compare_odd(name, units, raw);
	if (units != other)
		return units < other ? -1 : 1;
	for (size_t i = skip_equal(name, units, raw); i < units; i++) {
		uint16_t unit = get_le16(raw + 2 * i);
		int difference;

		if (name[i] == unit)
			continue;
		difference = upcase(name[i]) - upcase(unit);
		if (difference != 0)
			return difference;
	}
	return 0;
}

void
cfb_dirent_encode(const struct cfb_dirent *entry,
	uint8_t raw[CFB_DIRENT_SIZE])
{
	for (unsigned i = 0; i < CFB_NAME_UNITS; i++)
		put_le16(raw + 2 * i, entry->name[i]);
	put_le16(raw + 64, entry->name_bytes);
	raw[66] = entry->type;
	raw[67] = entry->color;
	put_le32(raw + 68, entry->left);
	put_le32(raw + 72, entry->right);
	put_le32(raw + 76, entry->child);
	memcpy(raw + 80, entry->clsid, sizeof entry->clsid);
	put_le32(raw + 96, entry->state_bits);
	put_le64(raw + 100, entry->ctime);
	put_le64(raw + 108, entry->mtime);
	put_le32(raw + 116, entry->start);
	put_le64(raw + 120, entry->size);
}
