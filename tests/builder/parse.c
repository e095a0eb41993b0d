/* SPDX-License-Identifier: MIT */
/*
 * Paths, values and contents, as every statement of a recipe takes them.
 */
#include "parse.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "oleps/cases.h"

#define LONGEST_BYTES (UINT64_C(64) << 20)

bool
parse_failed(struct recipe *r)
{
	return scan_fail(&r->s, "%s", builder_error(r->b));
}

/* Takes the next name off a path; false when there is none. */
static bool
next_name(
	const struct scan_text *path, size_t *at, uint16_t *name, size_t *units)
{
	size_t n = 0;

	if (*at >= path->count)
		return false;
	while (*at < path->count && path->units[*at] != SCAN_SEPARATOR) {
		if (n < 33)
			name[n++] = (uint16_t)path->units[*at];
		(*at)++;
	}
	(*at)++;
	*units = n;
	return true;
}

static uint32_t
start_of_path(const struct recipe *r, const struct scan_text *path, size_t *at)
{
	*at = path->count > 0 && path->units[0] == SCAN_SEPARATOR;
	return *at > 0 ? 0 : r->current;
}

static bool
walk(struct recipe *r, const struct scan_text *path, uint32_t *id)
{
	uint16_t name[33];
	size_t units;
	size_t at;

	*id = start_of_path(r, path, &at);
	while (next_name(path, &at, name, &units)) {
		*id = builder_find(r->b, *id, name, units);
		if (*id == BUILDER_NONE)
			return scan_fail(&r->s, "no such entry");
	}
	return true;
}

bool
parse_entry(struct recipe *r, uint32_t *id)
{
	struct scan_text path;
	bool ok;

	if (!scan_quoted(&r->s, SCAN_PATH, &path))
		return false;
	ok = walk(r, &path, id);
	free(path.units);
	return ok;
}

static bool
walk_new(struct recipe *r, const struct scan_text *path, enum builder_type type,
	uint32_t *id)
{
	uint16_t name[33];
	size_t units = 0;
	size_t at;
	uint32_t parent = start_of_path(r, path, &at);

	/* An empty path is an entry with an empty name. */
	while (next_name(path, &at, name, &units) && at <= path->count) {
		parent = builder_find(r->b, parent, name, units);
		if (parent == BUILDER_NONE)
			return scan_fail(&r->s, "no such storage");
		units = 0;
	}
	if (builder_entry(r->b, parent)->type == BUILDER_STREAM)
		return scan_fail(&r->s, "a stream has no children");
	*id = builder_add(r->b, parent, type, name, units);
	return *id != BUILDER_NONE || parse_failed(r);
}

bool
parse_new(struct recipe *r, enum builder_type type, uint32_t *id)
{
	struct scan_text path;
	bool ok;

	if (!scan_quoted(&r->s, SCAN_PATH, &path))
		return false;
	ok = walk_new(r, &path, type, id);
	free(path.units);
	return ok;
}

bool
parse_reference(struct recipe *r, uint32_t *id)
{
	uint64_t number;

	if (scan_peek(&r->s) == '"')
		return parse_entry(r, id);
	if (!scan_number(&r->s, &number))
		return false;
	*id = (uint32_t)number;
	return number < BUILDER_NONE || scan_fail(&r->s, "stream ID too large");
}

static bool
need_layout(struct recipe *r)
{
	return builder_is_laid_out(r->b) ||
	       scan_fail(&r->s, "this is known after the layout only");
}

/* An index, or `last`, of a chain of the given length. */
static bool
parse_index(struct recipe *r, uint32_t length, uint32_t *index)
{
	uint64_t number;

	if (scan_keyword(&r->s, "last"))
		number = (uint64_t)length - 1;
	else if (!scan_number(&r->s, &number))
		return false;
	if (number >= length)
		return scan_fail(&r->s, "the chain has %u sectors",
			(unsigned int)length);
	*index = (uint32_t)number;
	return true;
}

static bool
parse_stream_sector(struct recipe *r, bool mini, uint64_t *value)
{
	const struct builder_entry *entry;
	uint32_t id, index;

	if (!need_layout(r) || !parse_reference(r, &id))
		return false;
	entry = builder_entry(r->b, id);
	if (entry == NULL || entry->type != BUILDER_STREAM)
		return scan_fail(&r->s, "no such stream");
	if (entry->mini != mini)
		return scan_fail(&r->s, "the stream is %sin the mini stream",
			mini ? "not " : "");
	if (!parse_index(r, builder_stream_length(r->b, id), &index))
		return false;
	*value = builder_stream_sector(r->b, id, index);
	return true;
}

static bool
parse_chain_sector(struct recipe *r, enum builder_chain chain, uint64_t *value)
{
	uint32_t index;

	if (!need_layout(r) ||
		!parse_index(r, builder_chain_length(r->b, chain), &index))
		return false;
	*value = builder_chain_sector(r->b, chain, index);
	return true;
}

static bool
parse_offset(struct recipe *r, uint64_t *value)
{
	uint64_t sector;

	if (!need_layout(r) || !scan_expect(&r->s, '('))
		return false;
	if (scan_keyword(&r->s, "at"))
		return scan_fail(&r->s, "at() within at()");
	if (!parse_value(r, &sector) || !scan_expect(&r->s, ')'))
		return false;
	if (sector > UINT32_MAX)
		return scan_fail(&r->s, "sector number too large");
	*value = builder_sector_offset(r->b, sector);
	return true;
}

static const struct {
	const char *word;
	uint32_t value;
} constants[] = {
	{ "free", BUILDER_FREESECT },
	{ "none", BUILDER_NONE },
	{ "end", BUILDER_END },
	{ "fatsect", BUILDER_FATSECT },
	{ "difsect", BUILDER_DIFSECT },
};

static const struct {
	const char *word;
	enum builder_chain chain;
} chains[] = {
	{ "fat", BUILDER_CHAIN_FAT },
	{ "difat", BUILDER_CHAIN_DIFAT },
	{ "directory", BUILDER_CHAIN_DIRECTORY },
	{ "minifat", BUILDER_CHAIN_MINIFAT },
	{ "ministream", BUILDER_CHAIN_MINISTREAM },
};

static bool
parse_named(struct recipe *r, const char *word, uint64_t *value)
{
	uint32_t id;

	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
		if (strcmp(constants[i].word, word) == 0) {
			*value = constants[i].value;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		if (strcmp(chains[i].word, word) == 0)
			return parse_chain_sector(r, chains[i].chain, value);
	}
	if (strcmp(word, "stream") == 0 || strcmp(word, "mini") == 0)
		return parse_stream_sector(r, word[0] == 'm', value);
	if (strcmp(word, "at") == 0)
		return parse_offset(r, value);
	if (strcmp(word, "entry") == 0) {
		if (!parse_reference(r, &id))
			return false;
		*value = id;
		return true;
	}
	if (strcmp(word, "sectors") == 0 && need_layout(r)) {
		*value = builder_sectors(r->b);
		return true;
	}
	return scan_fail(&r->s, "unknown value \"%s\"", word);
}

static bool
parse_term(struct recipe *r, uint64_t *value)
{
	char word[SCAN_WORD];

	if (scan_word(&r->s, word))
		return parse_named(r, word, value);
	return scan_number(&r->s, value);
}

bool
parse_value(struct recipe *r, uint64_t *value)
{
	uint64_t term;

	if (!parse_term(r, value))
		return false;
	for (;;) {
		if (scan_accept(&r->s, '+')) {
			if (!parse_term(r, &term))
				return false;
			if (term > UINT64_MAX - *value)
				return scan_fail(&r->s, "sum too large");
			*value += term;
		} else if (scan_accept(&r->s, '-')) {
			if (!parse_term(r, &term))
				return false;
			if (term > *value)
				return scan_fail(&r->s, "less than nothing");
			*value -= term;
		} else {
			return true;
		}
	}
}

bool
parse_value32(struct recipe *r, uint32_t *value)
{
	uint64_t wide;

	if (!parse_value(r, &wide))
		return false;
	*value = (uint32_t)wide;
	return wide <= UINT32_MAX || scan_fail(&r->s, "number too large");
}

static bool
add_hex(struct recipe *r, struct builder *b, uint32_t id)
{
	uint8_t byte;

	while (!scan_accept(&r->s, ')')) {
		if (!scan_hex_byte(&r->s, &byte))
			return false;
		if (!builder_bytes(b, id, &byte, 1))
			return scan_fail(&r->s, "%s", builder_error(b));
	}
	return true;
}

/* Text, each unit of it as wide as the encoding has it. */
static bool
add_text(struct recipe *r, struct builder *b, uint32_t id, unsigned int width)
{
	struct scan_text text;
	uint8_t *bytes;
	bool ok = false;

	if (!scan_quoted(&r->s, width == 1 ? SCAN_BYTES : SCAN_UTF16, &text))
		return false;
	bytes = (uint8_t *)text.units;
	/* Narrowing in place never overtakes what is still to be read. */
	for (size_t i = 0; i < text.count; i++)
		le_put(bytes + i * width, text.units[i], width);
	ok = builder_bytes(b, id, bytes, text.count * width) ||
	     scan_fail(&r->s, "%s", builder_error(b));
	free(text.units);
	return ok;
}

static bool
add_guid(struct recipe *r, struct builder *b, uint32_t id)
{
	uint8_t guid[16];

	if (!scan_guid(&r->s, guid))
		return false;
	return builder_bytes(b, id, guid, sizeof(guid)) ||
	       scan_fail(&r->s, "%s", builder_error(b));
}

/* A property set by the name that it has among the cases. */
static bool
add_propset(struct recipe *r, struct builder *b, uint32_t id)
{
	const struct oleps_case *found;
	struct scan_text text;
	char name[64] = "";
	uint8_t *bytes;
	size_t size;
	bool ok;

	if (!scan_quoted(&r->s, SCAN_BYTES, &text))
		return false;
	for (size_t i = 0; i < text.count && i < sizeof(name) - 1; i++)
		name[i] = (char)text.units[i];
	free(text.units);
	found = oleps_case_find(name);
	if (found == NULL)
		return scan_fail(&r->s, "no such property set");
	bytes = oleps_case_bytes(found->text, &size);
	ok = builder_bytes(b, id, bytes, size) ||
	     scan_fail(&r->s, "%s", builder_error(b));
	free(bytes);
	return ok && scan_expect(&r->s, ')');
}

enum pattern {
	PATTERN_HEX,
	PATTERN_UTF16,
	PATTERN_PROPSET,
	PATTERN_ZERO,
	PATTERN_COUNT,
	PATTERN_FILL,
	PATTERN_RANDOM,
	PATTERNS
};

static const char *const pattern_words[PATTERNS] = {
	[PATTERN_HEX] = "hex",
	[PATTERN_UTF16] = "utf16",
	[PATTERN_PROPSET] = "propset",
	[PATTERN_ZERO] = "zero",
	[PATTERN_COUNT] = "count",
	[PATTERN_FILL] = "fill",
	[PATTERN_RANDOM] = "random",
};

static enum pattern
accept_pattern(struct recipe *r)
{
	enum pattern p = PATTERN_HEX;

	while (p < PATTERNS && !scan_keyword(&r->s, pattern_words[p]))
		p++;
	return p;
}

static bool
add_pattern(struct recipe *r, struct builder *b, uint32_t id, enum pattern p)
{
	uint64_t size;
	uint64_t value = 0;
	bool ok;

	if (!parse_value(r, &size))
		return false;
	if (p >= PATTERN_FILL &&
		(!scan_expect(&r->s, ',') || !parse_value(r, &value)))
		return false;
	if (p == PATTERN_FILL && value > 0xff)
		return scan_fail(&r->s, "that is no byte");
	if (!scan_expect(&r->s, ')'))
		return false;
	if (p == PATTERN_RANDOM)
		ok = builder_random(b, id, size, value);
	else if (p == PATTERN_COUNT)
		ok = builder_count(b, id, size);
	else
		ok = builder_fill(b, id, size, (uint8_t)value);
	return ok || scan_fail(&r->s, "%s", builder_error(b));
}

bool
parse_is_content(struct recipe *r)
{
	const char *start;
	bool found;

	if (scan_peek(&r->s) == '"' || scan_peek(&r->s) == '{')
		return true;
	start = r->s.at;
	found = accept_pattern(r) != PATTERNS;
	r->s.at = start;
	return found;
}

static bool
add_term(struct recipe *r, struct builder *b, uint32_t id)
{
	enum pattern p;

	if (scan_peek(&r->s) == '"')
		return add_text(r, b, id, 1);
	if (scan_peek(&r->s) == '{')
		return add_guid(r, b, id);
	p = accept_pattern(r);
	if (p == PATTERNS)
		return scan_fail(&r->s, "contents are missing");
	if (!scan_expect(&r->s, '('))
		return false;
	if (p == PATTERN_HEX)
		return add_hex(r, b, id);
	if (p == PATTERN_PROPSET)
		return add_propset(r, b, id);
	if (p == PATTERN_UTF16)
		return add_text(r, b, id, 2) && scan_expect(&r->s, ')');
	return add_pattern(r, b, id, p);
}

static bool
add_terms(struct recipe *r, struct builder *b, uint32_t id)
{
	do {
		if (!add_term(r, b, id))
			return false;
	} while (!scan_at_end(&r->s));
	return true;
}

bool
parse_content(struct recipe *r, uint32_t id)
{
	return add_terms(r, r->b, id);
}

/* The root of a builder of its own serves as the place to collect them. */
bool
parse_bytes(struct recipe *r, uint8_t **bytes, size_t *size)
{
	struct builder *b = builder_create();
	uint64_t wanted;
	bool ok = false;

	if (b == NULL)
		return scan_fail(&r->s, "out of memory");
	builder_options(b)->limit = LONGEST_BYTES;
	if (!add_terms(r, b, 0))
		goto out;
	wanted = builder_entry(b, 0)->size;
	*bytes = malloc((size_t)wanted + 1);
	if (*bytes == NULL) {
		scan_fail(&r->s, "out of memory");
		goto out;
	}
	*size = builder_content(b, 0, 0, *bytes, (size_t)wanted);
	ok = true;
out:
	builder_destroy(b);
	return ok;
}
