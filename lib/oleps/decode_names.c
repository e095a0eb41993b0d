/* SPDX-License-Identifier: MIT */
/*
 * The dictionary: [MS-OLEPS] 2.16, 2.17. Writers disagree on what the length
 * of a name counts and whether names are padded. There are four ways: that of
 * the specification if it explains the bytes to their end, else the best.
 */
#include "oleps/decoder.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "oleps/codepage.h"
#include "oleps/names.h"

struct way {
	uint8_t unit; /* bytes that a length counts by */
	bool padded;
};

/* How well a way explains the bytes. */
enum { BROKEN, LOOSE, BOUNDED, TERMINATED };

struct entry {
	size_t at; /* of its id */
	uint32_t id;
	const uint8_t *bytes;
	size_t size;
};

/* The first as the specification has it. */
static void
list_ways(uint16_t codepage, struct way ways[4])
{
	bool wide = codepage == OLEPS_CP_UNICODE;

	ways[0] = (struct way){ wide ? 2 : 1, wide };
	ways[1] = (struct way){ wide ? 1 : 2, wide };
	ways[2] = (struct way){ wide ? 2 : 1, !wide };
	ways[3] = (struct way){ wide ? 1 : 2, !wide };
}

/* Read the entry at *at, which moves behind it. */
static bool
next_entry(const struct oleps_decoder *decoder, size_t limit, struct way way,
	size_t *at, struct entry *entry)
{
	size_t left = limit - *at;
	uint64_t size;

	if (left < 8)
		return false;
	entry->at = *at;
	entry->id = get_le32(decoder->image + *at);
	size = (uint64_t)get_le32(decoder->image + *at + 4) * way.unit;
	if (size > left - 8)
		return false;
	entry->bytes = decoder->image + *at + 8;
	entry->size = (size_t)size;
	*at += 8 + (size_t)size;
	if (way.padded)
		*at += min_size((4 - (size_t)size % 4) % 4, limit - *at);
	return true;
}

static bool
ends_with_nul(const struct oleps_decoder *decoder, const struct entry *entry)
{
	if (entry->size == 0 || entry->bytes[entry->size - 1] != 0)
		return false;
	return decoder->codepage != OLEPS_CP_UNICODE ||
	       (entry->size % 2 == 0 && entry->bytes[entry->size - 2] == 0);
}

static int
rate(const struct oleps_decoder *decoder, const struct oleps_cursor *cursor,
	uint32_t count, struct way way)
{
	size_t limit = min_size(cursor->end, cursor->limit);
	size_t at = cursor->at;
	struct entry entry;
	int rating = TERMINATED;

	if (at > limit)
		return BROKEN;
	for (uint32_t i = 0; i < count; i++) {
		if (!next_entry(decoder, limit, way, &at, &entry))
			return BROKEN;
		if (!ends_with_nul(decoder, &entry))
			rating = BOUNDED;
	}
	return cursor->end - at < 4 ? rating : LOOSE;
}

static struct way
choose_way(struct oleps_decoder *decoder, const struct oleps_cursor *cursor,
	uint32_t count)
{
	struct way ways[4];
	int best = BROKEN;
	unsigned chosen = 0;

	list_ways(decoder->codepage, ways);
	for (unsigned i = 0; i < 4 && best < BOUNDED; i++) {
		int rating = rate(decoder, cursor, count, ways[i]);

		if (rating > best) {
			best = rating;
			chosen = i;
		}
	}
	if (chosen != 0)
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_LAYOUT,
			cursor->at, ways[chosen].unit);
	return ways[chosen];
}

/* Tell what is odd about a name that is about to be added. */
static void
judge_name(struct oleps_decoder *decoder, const struct oleps_section *section,
	const struct entry *entry, const uint16_t *units, size_t length,
	size_t bad)
{
	uint32_t other;

	if (!ends_with_nul(decoder, entry))
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_UNTERMINATED,
			entry->at, (uint32_t)entry->size);
	if (bad != 0)
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_TEXT, entry->at,
			entry->id);
	if (oleps_name_of(section, entry->id) != NULL)
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_ID_TWICE,
			entry->at, entry->id);
	else if (oleps_name_find(section, units, length, &other) == OLEPS_OK)
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_NAME_TWICE,
			entry->at, other);
	if (length > 255 && decoder->version == 0)
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_LENGTH, entry->at,
			(uint32_t)length);
}

static int
add_entry(struct oleps_decoder *decoder, struct oleps_section *section,
	const struct entry *entry)
{
	uint16_t codepage = decoder->codepage;
	size_t size = entry->size;
	uint16_t *units;
	size_t length, bad;
	int status = oleps_text_decode(
		codepage, entry->bytes, entry->size, &units, &length, &bad);

	/* An unknown page is read as one that knows every byte. */
	if (status == OLEPS_NO_CODEPAGE)
		status = oleps_text_decode(OLEPS_CP_WESTERN, entry->bytes,
			entry->size, &units, &length, &bad);
	if (status != OLEPS_OK)
		return status;
	for (size_t i = 0; i < length; i++) {
		if (units[i] == 0)
			length = i;
	}
	judge_name(decoder, section, entry, units, length, bad);
	/* Half a unit cannot be written again; as characters it can. */
	if (codepage == OLEPS_CP_UNICODE && entry->size % 2 != 0)
		size = 0;
	if (!oleps_name_append(
		    section, entry->id, units, length, entry->bytes, size))
		return OLEPS_NO_MEMORY;
	return OLEPS_OK;
}

/* Zeros that fill the dictionary up, unless something else begins. */
static void
pass_padding(struct oleps_cursor *cursor)
{
	size_t over = (cursor->at - cursor->base) % 4;
	size_t limit = cursor->at <= cursor->end ? cursor->end : cursor->limit;

	if (over != 0)
		cursor->at += min_size(4 - over, limit - cursor->at);
}

int
oleps_read_names(struct oleps_decoder *decoder, struct oleps_cursor *cursor,
	struct oleps_section *section)
{
	size_t offset = cursor->at;
	uint32_t count;
	struct way way;
	int status = OLEPS_OK;

	cursor->reached = offset;
	if (cursor->limit - offset < 4) {
		oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_CUT, offset, 0);
		return OLEPS_OK;
	}
	count = get_le32(decoder->image + offset);
	cursor->at += 4;
	way = choose_way(decoder, cursor, count);
	for (uint32_t i = 0; status == OLEPS_OK && i < count; i++) {
		struct entry entry;

		if (!next_entry(
			    decoder, cursor->limit, way, &cursor->at, &entry)) {
			oleps_report(decoder, OLEPS_DEFECT_DICTIONARY_CUT,
				offset, count);
			break;
		}
		status = add_entry(decoder, section, &entry);
	}
	pass_padding(cursor);
	return status;
}
