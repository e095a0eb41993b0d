/* SPDX-License-Identifier: MIT */
/*
 * The header of a stream, its sections and their tables: [MS-OLEPS] 2.19 to
 * 2.21. A value may use what lies between its offset and the next one, and is
 * followed beyond that only within the budget.
 */
#include "oleps/decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "oleps/codepage.h"
#include "oleps/decoder.h"
#include "oleps/names.h"

#define HEADER_SIZE   28
#define FMTID_SIZE    20 /* a format identifier and an offset */
#define TABLE_OFFSET  8
#define ENTRY_SIZE    8
#define SMALL_OVERLAP 4096 /* that every stream may have */
#define SECTIONS_MAX  1024 /* far more than anybody ever wrote */

/* A row of the table, and where what is behind it begins. */
struct entry {
	uint32_t id;
	uint32_t number; /* in the table */
	size_t start, end;
	bool shared; /* an earlier one has the same offset */
};

/* A section as far as the stream proves it. */
struct extent {
	size_t start, end; /* its size as it says, cut at the limit */
	size_t limit;      /* where the next section begins, or the end */
	size_t reached;    /* by values, if that is farther than its size */
	uint32_t count;
	bool regular; /* its bytes can be copied as a whole */
};

void
oleps_report(struct oleps_decoder *decoder, enum oleps_defect_id id,
	size_t offset, uint32_t value)
{
	struct oleps_defect defect = { .id = id,
		.section = decoder->section,
		.property = decoder->property,
		.offset = (uint32_t)offset,
		.value = value };

	if (!decoder->quiet && decoder->options != NULL &&
		decoder->options->defect != NULL)
		decoder->options->defect(&defect, decoder->options->context);
}

/* --- The table ---------------------------------------------------------- */

static int
by_offset(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int
by_number(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* Find out where each value ends at the latest. */
static void
find_ends(struct extent *extent, struct entry *entries, size_t count)
{
	size_t next;

	qsort(entries, count, sizeof *entries, by_offset);
	next = extent->end;
	for (size_t i = count; i-- > 0;) {
		struct entry *entry = &entries[i];

		if (i + 1 < count && entries[i + 1].start > entry->start)
			next = entries[i + 1].start;
		if (next <= entry->start)
			next = extent->limit;
		entry->end = next;
		entry->shared = i > 0 && entries[i - 1].start == entry->start;
	}
	qsort(entries, count, sizeof *entries, by_number);
}

/* Is there something at the offset of this entry? */
static bool
judge_entry(struct oleps_decoder *decoder, struct extent *extent,
	const struct entry *entry, uint32_t offset)
{
	size_t table = TABLE_OFFSET + (size_t)extent->count * ENTRY_SIZE;
	size_t at = extent->start + TABLE_OFFSET +
		    (size_t)entry->number * ENTRY_SIZE;
	bool inside = offset >= table && entry->start < extent->limit;

	if (offset < table)
		oleps_report(decoder, OLEPS_DEFECT_OFFSET_TABLE, at, offset);
	else if (!inside)
		oleps_report(decoder, OLEPS_DEFECT_OFFSET_OUTSIDE, at, offset);
	if (inside && offset % 4 != 0)
		oleps_report(
			decoder, OLEPS_DEFECT_OFFSET_UNALIGNED, at, offset);
	if (!inside || entry->start >= extent->end)
		extent->regular = false;
	return inside;
}

/* Keep those entries that lead somewhere; returns how many. */
static size_t
read_table(struct oleps_decoder *decoder, struct extent *extent,
	struct entry *entries)
{
	size_t count = 0;
	uint32_t highest = 0;
	bool ordered = true;

	for (uint32_t i = 0; i < extent->count; i++) {
		const uint8_t *p = decoder->image + extent->start +
				   TABLE_OFFSET + (size_t)i * ENTRY_SIZE;
		uint32_t offset = get_le32(p + 4);
		struct entry entry = { .id = get_le32(p),
			.number = i,
			.start = extent->start + (size_t)offset };

		decoder->property = entry.id;
		ordered &= offset >= highest;
		highest = offset > highest ? offset : highest;
		if (judge_entry(decoder, extent, &entry, offset))
			entries[count++] = entry;
	}
	decoder->property = OLEPS_ID_ILLEGAL;
	if (!ordered)
		oleps_report(decoder, OLEPS_DEFECT_OFFSET_ORDER, extent->start,
			extent->count);
	find_ends(extent, entries, count);
	return count;
}

/* --- Properties --------------------------------------------------------- */

/*
 * Where one may look for a value: up to the next one. The last may go beyond
 * the size of the section, which some writers take too small.
 */
static struct oleps_cursor
cursor_for(const struct oleps_decoder *decoder, const struct extent *extent,
	const struct entry *entry)
{
	bool last = entry->end >= extent->end;
	size_t limit = last ? extent->limit : entry->end;
	size_t sure = entry->shared ? entry->start : entry->end;

	return (struct oleps_cursor){ extent->start, entry->start, entry->end,
		min_size(limit, sure + decoder->budget), entry->start, limit };
}

/* Draw what was looked at beyond the value's own bytes on the budget. */
static void
pay(struct oleps_decoder *decoder, const struct entry *entry,
	const struct oleps_cursor *cursor)
{
	size_t reached =
		cursor->reached > cursor->at ? cursor->reached : cursor->at;
	size_t sure = entry->shared ? entry->start : entry->end;
	size_t cost = reached > sure ? reached - sure : 0;

	if (entry->shared)
		cost += ENTRY_SIZE;
	decoder->budget -= min_size(cost, decoder->budget);
}

/* Tell what is odd about how a value lies among the others. */
static void
judge_end(struct oleps_decoder *decoder, struct extent *extent,
	const struct entry *entry, const struct oleps_cursor *cursor)
{
	if (cursor->at > extent->end) {
		extent->regular = false;
		extent->reached = cursor->at;
		oleps_report(decoder, OLEPS_DEFECT_SECTION_SHORT, entry->start,
			(uint32_t)(extent->end - extent->start));
	} else if (cursor->at < entry->end) {
		oleps_report(decoder, OLEPS_DEFECT_VALUE_LEFTOVER, cursor->at,
			(uint32_t)(entry->end - cursor->at));
	}
}

static struct oleps_span
span_of(const struct entry *entry, const struct oleps_cursor *cursor)
{
	size_t end = cursor->at > entry->end ? cursor->at : entry->end;

	return (struct oleps_span){ (uint32_t)entry->start,
		(uint32_t)(end - entry->start) };
}

/* [MS-OLEPS] 2.18: the types of the special properties. */
static void
judge_special(struct oleps_decoder *decoder, const struct entry *entry,
	const struct oleps_value *value)
{
	uint32_t bits = (uint32_t)value->bits;
	bool i2 = value->type == OLEPS_I2, ui4 = value->type == OLEPS_UI4;

	switch (entry->id) {
	case OLEPS_ID_CODEPAGE:
		if (!i2)
			oleps_report(decoder, OLEPS_DEFECT_CODEPAGE_TYPE,
				entry->start, value->type);
		if (!oleps_codepage_known(decoder->codepage))
			oleps_report(decoder, OLEPS_DEFECT_CODEPAGE_UNKNOWN,
				entry->start, decoder->codepage);
		break;
	case OLEPS_ID_LOCALE:
		if (!ui4)
			oleps_report(decoder, OLEPS_DEFECT_LOCALE_TYPE,
				entry->start, value->type);
		break;
	case OLEPS_ID_BEHAVIOR:
		if (!ui4)
			oleps_report(decoder, OLEPS_DEFECT_BEHAVIOR_TYPE,
				entry->start, value->type);
		else if (bits > 1)
			oleps_report(decoder, OLEPS_DEFECT_BEHAVIOR_VALUE,
				entry->start, bits);
		if (decoder->version == 0)
			oleps_report(decoder, OLEPS_DEFECT_BEHAVIOR_VERSION,
				entry->start, bits);
		break;
	case OLEPS_ID_ILLEGAL:
		oleps_report(decoder, OLEPS_DEFECT_ID_ILLEGAL, entry->start, 0);
		break;
	default:
		break;
	}
}

static int
read_entry(struct oleps_decoder *decoder, struct extent *extent,
	const struct entry *entry, struct oleps_section *section)
{
	struct oleps_cursor cursor = cursor_for(decoder, extent, entry);
	bool first = oleps_find(section, entry->id) == NULL;
	struct oleps_property *property =
		oleps_property_append(section, entry->id);
	int status;

	if (property == NULL)
		return OLEPS_NO_MEMORY;
	if (!first)
		oleps_report(decoder, OLEPS_DEFECT_ID_TWICE, entry->start,
			entry->id);
	if (entry->shared)
		oleps_report(decoder, OLEPS_DEFECT_OFFSET_SHARED, entry->start,
			entry->id);
	if (entry->id == OLEPS_ID_DICTIONARY)
		status = first ? oleps_read_names(decoder, &cursor, section)
			       : OLEPS_OK;
	else
		status = oleps_read_property(decoder, &cursor,
			oleps_section_unpadded(section, entry->id),
			&property->value);
	if (status != OLEPS_OK)
		return status;
	pay(decoder, entry, &cursor);
	if (entry->id == OLEPS_ID_DICTIONARY && first)
		section->dictionary = span_of(entry, &cursor);
	else
		property->span = span_of(entry, &cursor);
	judge_end(decoder, extent, entry, &cursor);
	if (first)
		judge_special(decoder, entry, &property->value);
	return OLEPS_OK;
}

/* The special properties say how to read all others: they are read first. */
static int
read_specials(struct oleps_decoder *decoder, const struct extent *extent,
	const struct entry *entries, size_t count,
	struct oleps_section *section)
{
	bool seen = false;

	decoder->quiet = true;
	for (size_t i = count; i-- > 0;) {
		struct oleps_cursor cursor =
			cursor_for(decoder, extent, &entries[i]);
		uint32_t id = entries[i].id;
		struct oleps_value value;
		int status;

		if (id != OLEPS_ID_CODEPAGE && id != OLEPS_ID_LOCALE &&
			id != OLEPS_ID_BEHAVIOR)
			continue;
		cursor.limit = min_size(cursor.limit, entries[i].start + 8);
		status = oleps_read_property(decoder, &cursor, false, &value);
		if (status != OLEPS_OK)
			return status;
		oleps_section_note(section, id, &value);
		oleps_value_clear(&value);
	}
	decoder->quiet = false;
	seen = section->has_codepage;
	decoder->codepage = section->codepage;
	if (!seen)
		oleps_report(decoder, OLEPS_DEFECT_CODEPAGE_MISSING, 0, 0);
	return OLEPS_OK;
}

/* Bytes between the table and the first value. */
static void
judge_gap(struct oleps_decoder *decoder, const struct extent *extent,
	const struct entry *entries, size_t count)
{
	size_t end = extent->start + TABLE_OFFSET +
		     (size_t)extent->count * ENTRY_SIZE;
	size_t first = extent->end;

	for (size_t i = 0; i < count; i++)
		first = min_size(first, entries[i].start);
	if (first > end)
		oleps_report(decoder, OLEPS_DEFECT_SECTION_GAP, end,
			(uint32_t)(first - end));
}

static int
read_properties(struct oleps_decoder *decoder, struct extent *extent,
	struct oleps_section *section)
{
	struct entry *entries;
	size_t count;
	int status;

	/* The stream has as many rows. */
	entries = malloc(((size_t)extent->count + 1) * sizeof *entries);
	if (entries == NULL)
		return OLEPS_NO_MEMORY;
	count = read_table(decoder, extent, entries);
	judge_gap(decoder, extent, entries, count);
	status = read_specials(decoder, extent, entries, count, section);
	for (size_t i = 0; status == OLEPS_OK && i < count; i++) {
		decoder->property = entries[i].id;
		status = read_entry(decoder, extent, &entries[i], section);
	}
	decoder->property = OLEPS_ID_ILLEGAL;
	free(entries);
	return status;
}

/* --- Sections ----------------------------------------------------------- */

/* A section, by what it says of itself and where its first value is. */
static bool
looks_like_section(const struct oleps_decoder *decoder, size_t start)
{
	size_t left = decoder->size - start;
	const uint8_t *p = decoder->image + start;
	uint64_t table;

	if (left < TABLE_OFFSET + ENTRY_SIZE)
		return false;
	table = TABLE_OFFSET + (uint64_t)get_le32(p + 4) * ENTRY_SIZE;
	return get_le32(p) <= left && table <= get_le32(p) &&
	       get_le32(p + TABLE_OFFSET + 4) == table;
}

/*
 * Writers that forget to fill up a section put the next one up to three bytes
 * behind the offset that they calculated.
 */
static size_t
find_section(const struct oleps_decoder *decoder, size_t start)
{
	if (get_le32(decoder->image + start) <= decoder->size - start)
		return start;
	for (size_t i = 1; i < 4 && start + i < decoder->size; i++) {
		if (looks_like_section(decoder, start + i))
			return start + i;
	}
	return start;
}

/* What the stream proves of a section; false: nothing. */
static bool
find_extent(struct oleps_decoder *decoder, uint32_t offset, size_t limit,
	struct extent *extent)
{
	size_t start = offset, left;
	uint32_t claimed;

	if (start < HEADER_SIZE || start + TABLE_OFFSET > decoder->size) {
		oleps_report(decoder, OLEPS_DEFECT_SECTION_OUTSIDE, start, 0);
		return false;
	}
	start = find_section(decoder, start);
	if (start != offset)
		oleps_report(decoder, OLEPS_DEFECT_SECTION_MOVED, offset,
			(uint32_t)(start - offset));
	limit = limit > start ? limit : decoder->size;
	left = limit - start;
	claimed = get_le32(decoder->image + start);
	*extent = (struct extent){ .start = start,
		.end = start + min_size(claimed, left),
		.limit = limit,
		.count = get_le32(decoder->image + start + 4),
		.regular = claimed % 4 == 0 && start == offset };
	if (offset % 4 != 0)
		oleps_report(
			decoder, OLEPS_DEFECT_SECTION_UNALIGNED, start, offset);
	if (claimed % 4 != 0)
		oleps_report(
			decoder, OLEPS_DEFECT_SECTION_SIZE, start, claimed);
	if (claimed > left) {
		oleps_report(decoder, OLEPS_DEFECT_SECTION_CUT, start, claimed);
		extent->regular = false;
	}
	if (left < TABLE_OFFSET ||
		extent->count > (left - TABLE_OFFSET) / ENTRY_SIZE) {
		oleps_report(decoder, OLEPS_DEFECT_TABLE_CUT, start + 4,
			extent->count);
		extent->count = left < TABLE_OFFSET
					? 0
					: (uint32_t)((left - TABLE_OFFSET) /
						     ENTRY_SIZE);
		extent->regular = false;
	}
	if (claimed < TABLE_OFFSET + (uint64_t)extent->count * ENTRY_SIZE) {
		oleps_report(
			decoder, OLEPS_DEFECT_SECTION_SHORT, start, claimed);
		extent->end = limit;
		extent->regular = false;
	}
	return true;
}

/* Where the next of `count` sections begins, or the end of the stream. */
static size_t
limit_of(const struct oleps_decoder *decoder, uint32_t count, uint32_t offset)
{
	size_t limit = decoder->size;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t other = get_le32(decoder->image + HEADER_SIZE +
					  (size_t)i * FMTID_SIZE + 16);

		if (other <= offset || other > decoder->size - TABLE_OFFSET)
			continue;
		limit = min_size(limit, find_section(decoder, other));
	}
	return limit;
}

/* Is a section before this one in the list at the same place? */
static bool
is_shared(const struct oleps_decoder *decoder, const uint8_t *p)
{
	const uint8_t *other = decoder->image + HEADER_SIZE;

	while (other < p && get_le32(other + 16) != get_le32(p + 16))
		other += FMTID_SIZE;
	return other < p;
}

static int
read_section(struct oleps_decoder *decoder, struct oleps_set *set,
	uint32_t count, const uint8_t *p, size_t *end)
{
	struct oleps_section *section;
	struct extent extent;
	int status;

	if (oleps_section(set, p) != NULL)
		oleps_report(decoder, OLEPS_DEFECT_HEADER_FMTID_TWICE,
			(size_t)(p - decoder->image), 0);
	if (is_shared(decoder, p))
		oleps_report(decoder, OLEPS_DEFECT_SECTION_SHARED,
			(size_t)(p + 16 - decoder->image), get_le32(p + 16));
	section = oleps_section_append(set, p);
	if (section == NULL)
		return OLEPS_NO_MEMORY;
	if (!find_extent(decoder, get_le32(p + 16),
		    limit_of(decoder, count, get_le32(p + 16)), &extent))
		return OLEPS_OK;
	/* Sections that lie over each other draw on the budget as well. */
	if (extent.start < *end) {
		size_t cost = extent.end - extent.start;

		if (cost > decoder->budget) {
			oleps_report(decoder, OLEPS_DEFECT_VALUE_SHARED,
				extent.start, 0);
			return OLEPS_OK;
		}
		decoder->budget -= cost;
	}
	status = read_properties(decoder, &extent, section);
	if (extent.regular)
		section->span = (struct oleps_span){ (uint32_t)extent.start,
			(uint32_t)(extent.end - extent.start) };
	if (extent.reached < extent.end)
		extent.reached = extent.end;
	if (extent.reached > *end)
		*end = extent.reached;
	return status;
}

/* [MS-OLEPS] 2.21: two are a document's summary and the user's properties. */
static void
judge_pair(struct oleps_decoder *decoder, const struct oleps_set *set)
{
	static const uint8_t tail[14] = { 0xCD, 0xD5, 0x9C, 0x2E, 0x1B, 0x10,
		0x93, 0x97, 0x08, 0x00, 0x2B, 0x2C, 0xF9, 0xAE };

	if (set->count != 2)
		return;
	for (unsigned i = 0; i < 2; i++) {
		const uint8_t *fmtid = set->sections[i]->fmtid;

		if (fmtid[0] != (i == 0 ? 0x02 : 0x05) || fmtid[1] != 0xD5 ||
			memcmp(fmtid + 2, tail, sizeof tail) != 0) {
			oleps_report(decoder, OLEPS_DEFECT_HEADER_PAIR,
				HEADER_SIZE, 2);
			return;
		}
	}
}

/* What is behind all sections is kept unless it is zeros. */
static void
keep_tail(struct oleps_decoder *decoder, struct oleps_set *set, size_t end)
{
	for (size_t i = end; i < decoder->size; i++) {
		if (decoder->image[i] == 0)
			continue;
		oleps_report(decoder, OLEPS_DEFECT_HEADER_TAIL, i,
			(uint32_t)(decoder->size - end));
		set->tail = (struct oleps_span){ (uint32_t)end,
			(uint32_t)(decoder->size - end) };
		return;
	}
}

static int
read_sections(struct oleps_decoder *decoder, struct oleps_set *set)
{
	uint32_t claimed = get_le32(decoder->image + 24);
	uint32_t room = (uint32_t)((decoder->size - HEADER_SIZE) / FMTID_SIZE);
	uint32_t count =
		(uint32_t)min_u64(claimed, min_u64(room, SECTIONS_MAX));
	size_t end = HEADER_SIZE + (size_t)count * FMTID_SIZE;
	int status = OLEPS_OK;

	if (claimed == 0 || claimed > 2)
		oleps_report(decoder, OLEPS_DEFECT_HEADER_COUNT, 24, claimed);
	if (claimed > count)
		oleps_report(decoder, OLEPS_DEFECT_HEADER_CUT, 24, claimed);
	for (uint32_t i = 0; status == OLEPS_OK && i < count; i++) {
		decoder->section = i;
		status = read_section(decoder, set, count,
			decoder->image + HEADER_SIZE + (size_t)i * FMTID_SIZE,
			&end);
	}
	decoder->section = OLEPS_NO_SECTION;
	if (status == OLEPS_OK) {
		judge_pair(decoder, set);
		keep_tail(decoder, set, end);
	}
	return status;
}

static int
read_set(struct oleps_decoder *decoder, struct oleps_set *set)
{
	const uint8_t *p = decoder->image;

	set->image = malloc(decoder->size);
	if (set->image == NULL)
		return OLEPS_NO_MEMORY;
	memcpy(set->image, p, decoder->size);
	set->image_size = decoder->size;
	set->version = get_le16(p + 2);
	set->system = get_le32(p + 4);
	memcpy(set->clsid, p + 8, sizeof set->clsid);
	decoder->version = set->version;
	if (set->version > 1)
		oleps_report(
			decoder, OLEPS_DEFECT_HEADER_VERSION, 2, set->version);
	return read_sections(decoder, set);
}

int
oleps_decode(const uint8_t *bytes, size_t size,
	const struct oleps_options *options, struct oleps_set **set)
{
	struct oleps_decoder decoder = { .image = bytes,
		.size = size,
		.options = options,
		.section = OLEPS_NO_SECTION,
		.property = OLEPS_ID_ILLEGAL,
		.budget = size + SMALL_OVERLAP };
	size_t limit = options != NULL && options->limit != 0 ? options->limit
							      : OLEPS_LIMIT;
	struct oleps_set *made;
	int status;

	if (size < HEADER_SIZE || get_le16(bytes) != 0xFFFE)
		return OLEPS_NOT_OLEPS;
	if (size > limit || size > UINT32_MAX)
		return OLEPS_TOO_LARGE;
	made = oleps_set_create();
	if (made == NULL)
		return OLEPS_NO_MEMORY;
	status = read_set(&decoder, made);
	made->touched = false;
	if (status == OLEPS_OK)
		*set = made;
	else
		oleps_set_destroy(made);
	return status;
}
