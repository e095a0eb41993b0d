/* SPDX-License-Identifier: MIT */
/* Chains are followed until the table of sectors is full or they end. */
#include "tables.h"

#include <string.h>

#include "base/bytes.h"
#include "cfb/format.h"

static void
add(struct tables *tables, struct table *table, uint32_t sector)
{
	if (sector < tables->sectors && table->count < TABLES_SECTORS)
		table->sectors[table->count++] = sector;
}

static uint32_t
word_at(const struct tables *tables, const uint8_t *data, uint32_t sector,
	size_t index)
{
	return get_le32(data + tables_offset(tables, sector) + 4 * index);
}

static void
find_fat(struct tables *tables, const uint8_t *data)
{
	size_t links = (size_t)1 << (tables->shift - 2);
	uint32_t next = get_le32(data + 68);

	for (unsigned i = 0; i < CFB_HEADER_DIFAT_COUNT; i++)
		add(tables, &tables->fat, get_le32(data + 76 + 4 * i));
	while (next < tables->sectors && tables->difat.count < 8) {
		add(tables, &tables->difat, next);
		for (size_t i = 0; i + 1 < links; i++)
			add(tables, &tables->fat,
				word_at(tables, data, next, i));
		next = word_at(tables, data, next, links - 1);
	}
}

static uint32_t
fat_entry(const struct tables *tables, const uint8_t *data, uint32_t sector)
{
	unsigned shift = tables->shift - 2;

	if (sector >> shift >= tables->fat.count)
		return CFB_ENDOFCHAIN;
	return word_at(tables, data, tables->fat.sectors[sector >> shift],
		sector & ((1U << shift) - 1));
}

static void
follow(struct tables *tables, const uint8_t *data, struct table *table,
	uint32_t sector)
{
	while (sector < tables->sectors && table->count < TABLES_SECTORS) {
		add(tables, table, sector);
		sector = fat_entry(tables, data, sector);
	}
}

void
tables_find(struct tables *tables, const uint8_t *data, size_t size)
{
	unsigned shift = get_le16(data + 30);

	memset(tables, 0, sizeof *tables);
	tables->shift = shift >= 9 && shift <= 16 ? shift : 9;
	tables->sectors = (uint32_t)(size >> tables->shift);
	if (tables->sectors > 0)
		tables->sectors--; /* the header's */
	find_fat(tables, data);
	follow(tables, data, &tables->directory, get_le32(data + 48));
	follow(tables, data, &tables->minifat, get_le32(data + 60));
}
