/* SPDX-License-Identifier: MIT */
/*
 * Mutations that know [MS-CFB]: fields of the header, entries of the DIFAT,
 * FAT, mini FAT and directory get the values that are likely to mislead a
 * reader, and whole sectors are moved about. One time in four, bytes are
 * changed without any knowledge.
 */
#include "mutate.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/format.h"
#include "dice.h"
#include "tables.h"

struct mutation {
	uint8_t *data;
	size_t size, max_size;
	struct dice dice;
	struct tables tables;
};

static size_t
below(struct mutation *m, size_t limit)
{
	return dice_below(&m->dice, limit);
}

static uint32_t
any_of(struct mutation *m, const struct table *table)
{
	return table->count ? table->sectors[below(m, table->count)] : 0;
}

/* A sector number that is worth a try in place of `old`. */
static uint32_t
odd_sector(struct mutation *m, uint32_t old)
{
	const struct tables *t = &m->tables;

	switch (below(m, 16)) {
	case 0:
		return CFB_FREESECT;
	case 1:
		return CFB_ENDOFCHAIN;
	case 2:
		return CFB_FATSECT;
	case 3:
		return CFB_DIFSECT;
	case 4:
		return CFB_MAXREGSECT + (uint32_t)below(m, 2);
	case 5:
		return old + 1;
	case 6:
		return old - 1;
	case 7:
		return t->sectors + (uint32_t)below(m, 3) - 1;
	case 8:
		return any_of(m, &t->fat);
	case 9:
		return any_of(m, &t->directory);
	case 10:
		return any_of(m, &t->minifat);
	case 11:
		return (uint32_t)dice_roll(&m->dice);
	default:
		return (uint32_t)below(m, t->sectors);
	}
}

static uint64_t
odd_number(struct mutation *m, uint64_t old)
{
	static const uint64_t numbers[] = { 0, 1, 63, 64, 65, 127, 511, 512,
		513, 4095, 4096, 4097, 8192, 65535, 65536, 0x7fffffff,
		0x80000000, 0xfffffffa, 0xffffffff, UINT64_C(0x100000000),
		INT64_MAX, UINT64_MAX };

	switch (below(m, 6)) {
	case 0:
		return old + 1;
	case 1:
		return old - 1;
	case 2:
		return m->size - below(m, 3);
	case 3:
		return below(m, 2 * m->size);
	case 4:
		return old ^ UINT64_C(1) << below(m, 64);
	default:
		return numbers[below(m, sizeof numbers / sizeof *numbers)];
	}
}

static uint32_t
entries(const struct mutation *m)
{
	return m->tables.directory.count << (m->tables.shift - 7);
}

/* A stream ID in place of `old`, for entry `self`. */
static uint32_t
odd_id(struct mutation *m, uint32_t old, uint32_t self)
{
	switch (below(m, 10)) {
	case 0:
		return CFB_NOSTREAM;
	case 1:
		return self;
	case 2:
		return 0;
	case 3:
		return entries(m) + (uint32_t)below(m, 3) - 1;
	case 4:
		return old + 1;
	case 5:
		return (uint32_t)odd_number(m, old);
	default:
		return (uint32_t)below(m, entries(m));
	}
}

static void
mutate_header(struct mutation *m)
{
	static const struct {
		uint8_t offset, width;
		bool sector;
	} fields[] = {
		{ 0, 8, false },
		{ 8, 8, false },
		{ 24, 2, false },
		{ 26, 2, false },
		{ 28, 2, false },
		{ 30, 2, false },
		{ 32, 2, false },
		{ 34, 4, false },
		{ 40, 4, false },
		{ 44, 4, false },
		{ 48, 4, true },
		{ 52, 4, false },
		{ 56, 4, false },
		{ 60, 4, true },
		{ 64, 4, false },
		{ 68, 4, true },
		{ 72, 4, false },
	};
	size_t i = below(m, sizeof fields / sizeof *fields);
	uint8_t *at = m->data + fields[i].offset;

	if (fields[i].sector)
		put_le32(at, odd_sector(m, get_le32(at)));
	else if (fields[i].width == 2 && below(m, 2) == 0)
		put_le16(at, (uint16_t)below(m, 18)); /* versions, shifts */
	else if (fields[i].width == 2)
		put_le16(at, (uint16_t)odd_number(m, get_le16(at)));
	else if (fields[i].width == 4)
		put_le32(at, (uint32_t)odd_number(m, get_le32(at)));
	else
		at[below(m, 8)] ^= (uint8_t)(1U << below(m, 8));
}

/* One 32-bit entry of a table, or the same into a few in a row. */
static void
mutate_link(struct mutation *m, uint32_t table_sector)
{
	size_t links = (size_t)1 << (m->tables.shift - 2);
	size_t i = below(m, below(m, 2) ? links : m->tables.sectors % links);
	size_t n = below(m, 8) == 0 ? 1 + below(m, 16) : 1;
	uint8_t *at = m->data + tables_offset(&m->tables, table_sector);
	uint32_t value = odd_sector(m, get_le32(at + 4 * i));

	for (; n > 0 && i < links; n--, i++)
		put_le32(at + 4 * i, value);
}

static void
mutate_fat(struct mutation *m)
{
	if (m->tables.fat.count)
		mutate_link(m, any_of(m, &m->tables.fat));
}

static void
mutate_minifat(struct mutation *m)
{
	if (m->tables.minifat.count)
		mutate_link(m, any_of(m, &m->tables.minifat));
}

static void
mutate_difat(struct mutation *m)
{
	uint8_t *at = m->data + 76;

	if (m->tables.difat.count && below(m, 2)) {
		mutate_link(m, any_of(m, &m->tables.difat));
		return;
	}
	/* The first few matter; a small file uses no more. */
	at += 4 * below(m, below(m, 2) ? 4 : CFB_HEADER_DIFAT_COUNT);
	put_le32(at, odd_sector(m, get_le32(at)));
}

static uint8_t *
entry_at(struct mutation *m, uint32_t id)
{
	uint32_t per_sector = 1U << (m->tables.shift - 7);

	return m->data + (size_t)128 * (id % per_sector) +
	       tables_offset(&m->tables,
		       m->tables.directory.sectors[id / per_sector]);
}

static void
mutate_name(struct mutation *m, uint8_t *entry)
{
	uint8_t *unit = entry + 2 * below(m, below(m, 2) ? 32 : 4);

	switch (below(m, 6)) {
	case 0:
		put_le16(entry + 64, (uint16_t)below(m, 68));
		break;
	case 1:
		put_le16(entry + 64, (uint16_t)odd_number(m, 64));
		break;
	case 2:
		put_le16(unit, get_le16(unit) ^ 0x20);
		break;
	case 3:
		put_le16(unit, 0);
		break;
	case 4:
		memcpy(entry, entry_at(m, (uint32_t)below(m, entries(m))), 66);
		break;
	default:
		put_le16(unit, (uint16_t)dice_roll(&m->dice));
		break;
	}
}

static void
mutate_entry(struct mutation *m)
{
	uint32_t id = (uint32_t)below(m, entries(m));
	uint8_t *entry;
	uint8_t *at;

	if (entries(m) == 0)
		return;
	entry = entry_at(m, id);
	switch (below(m, 10)) {
	case 0:
		mutate_name(m, entry);
		break;
	case 1:
		entry[66] = (uint8_t)below(m, 8);
		break;
	case 2:
		entry[67] = (uint8_t)below(m, 3);
		break;
	case 3:
	case 4:
	case 5:
		at = entry + 68 + 4 * below(m, 3);
		put_le32(at, odd_id(m, get_le32(at), id));
		break;
	case 6:
		put_le32(entry + 116, odd_sector(m, get_le32(entry + 116)));
		break;
	case 7:
		put_le64(entry + 120, odd_number(m, get_le64(entry + 120)));
		break;
	case 8:
		put_le32(entry + 116, (uint32_t)odd_number(m, 0));
		break;
	default:
		memcpy(entry, entry_at(m, (uint32_t)below(m, entries(m))), 128);
		break;
	}
}

static void
exchange(uint8_t *a, uint8_t *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint8_t byte = a[i];

		a[i] = b[i];
		b[i] = byte;
	}
}

static void
mutate_sector(struct mutation *m)
{
	size_t size = (size_t)1 << m->tables.shift;
	uint8_t *a = m->data + size * below(m, m->size / size);
	uint8_t *b = m->data + size * below(m, m->size / size);

	if (m->size < size)
		return;
	switch (below(m, 6)) {
	case 0:
		memset(a, 0, size);
		break;
	case 1:
		memset(a, 0xff, size);
		break;
	case 2:
		exchange(a, b, size);
		break;
	case 3:
		if (m->size + size <= m->max_size) {
			memcpy(m->data + m->size, a, size);
			m->size += size;
		}
		break;
	case 4:
		LLVMFuzzerMutate(a, size, size);
		break;
	default:
		memmove(a, b, size);
		break;
	}
}

static void
mutate_length(struct mutation *m)
{
	size_t size = (size_t)1 << m->tables.shift;
	size_t wanted = below(m, m->size + size);

	if (below(m, 2))
		wanted = wanted / size * size;
	if (wanted > m->max_size || wanted < CFB_HEADER_SIZE)
		return;
	if (wanted > m->size)
		memset(m->data + m->size, 0, wanted - m->size);
	m->size = wanted;
}

static void
mutate_once(struct mutation *m)
{
	static void (*const mutations[])(struct mutation *) = {
		mutate_header,
		mutate_fat,
		mutate_fat,
		mutate_fat,
		mutate_minifat,
		mutate_minifat,
		mutate_difat,
		mutate_entry,
		mutate_entry,
		mutate_entry,
		mutate_entry,
		mutate_sector,
		mutate_length,
	};

	tables_find(&m->tables, m->data, m->size);
	mutations[below(m, sizeof mutations / sizeof *mutations)](m);
}

size_t
mutate_file(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static struct mutation m;
	size_t times;

	m.data = data;
	m.size = size;
	m.max_size = max_size;
	m.dice.state = seed;
	if (size < CFB_HEADER_SIZE || below(&m, 4) == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	times = 1 + below(&m, 4);
	for (size_t i = 0; i < times; i++)
		mutate_once(&m);
	return m.size;
}
