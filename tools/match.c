/* SPDX-License-Identifier: MIT */
#include "match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "escape.h"
#include "memory.h"

enum token_kind { TOKEN_POINT, TOKEN_ANY, TOKEN_STAR, TOKEN_SET };

struct token {
	enum token_kind kind;
	uint32_t point;
	bool negated;
	size_t ranges; /* place of the first one */
	size_t range_count;
};

struct range {
	uint32_t low;
	uint32_t high;
};

/* What stands for one name. */
struct part {
	bool deep;    /* any number of names */
	size_t first; /* place of the first token */
	size_t count;
};

struct glob {
	bool whole; /* the path from the root on */
	struct part *parts;
	size_t part_count;
	size_t part_room;
	struct token *tokens;
	size_t token_count;
	size_t token_room;
	struct range *ranges;
	size_t range_count;
	size_t range_room;
};

struct globs {
	struct glob **globs;
	int count;
};

/* A name in characters, folded. */
struct name {
	uint32_t points[STG_NAME_UNITS];
	size_t count;
};

/*
 * [MS-CFB] 2.6.4 compares code units in upper case, hence nothing beyond the
 * first plane.
 */
static uint32_t
fold(uint32_t point)
{
	return point < 0x10000 ? (uint32_t)towupper((wint_t)point) : point;
}

static struct token *
add_token(struct glob *glob, enum token_kind kind)
{
	struct token *token;

	glob->tokens = memory_grow(glob->tokens, &glob->token_room,
		glob->token_count + 1, sizeof(*glob->tokens));
	token = &glob->tokens[glob->token_count++];
	*token = (struct token){ .kind = kind, .ranges = glob->range_count };
	glob->parts[glob->part_count - 1].count++;
	return token;
}

static void
add_part(struct glob *glob)
{
	glob->parts = memory_grow(glob->parts, &glob->part_room,
		glob->part_count + 1, sizeof(*glob->parts));
	glob->parts[glob->part_count++] =
		(struct part){ .first = glob->token_count };
}

static int
hex_digits(const char *text, size_t count, uint32_t *value)
{
	*value = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned char c = (unsigned char)text[i];

		if (!isxdigit(c))
			return -1;
		*value = *value << 4 |
			 (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return (int)count + 1;
}

/* What follows a backslash; how long it is, -1: no such escape. */
static int
take_escape(const char *text, uint32_t *point)
{
	if (*text == 'x')
		return hex_digits(text + 1, 2, point);
	if (*text == 'u')
		return hex_digits(text + 1, 4, point);
	if (*text == '\0' || !strchr("\\*?[]", *text))
		return -1;
	*point = (unsigned char)*text;
	return 1;
}

/* One character, escaped or not; how many bytes it took, 0: it is not valid. */
static size_t
take_point(const char *text, uint32_t *point)
{
	uint32_t low;
	int length;

	if (*text != '\\')
		return point_decode(text, strlen(text), point);
	length = take_escape(text + 1, point);
	if (length < 0)
		return 0;
	/* Two escapes may make one character. */
	if ((*point & 0xFC00) == 0xD800 && text[1] == 'u' &&
		text[1 + length] == '\\' && text[2 + length] == 'u' &&
		take_escape(text + 2 + length, &low) > 0 &&
		(low & 0xFC00) == 0xDC00) {
		*point = 0x10000 + ((*point & 0x3FF) << 10) + (low & 0x3FF);
		return 2 * (size_t)(length + 1);
	}
	return (size_t)length + 1;
}

static bool
add_range(struct glob *glob, const char **text)
{
	struct range range;
	size_t taken = take_point(*text, &range.low);

	if (taken == 0 || **text == '/')
		return false;
	*text += taken;
	range.high = range.low;
	if (**text == '-' && (*text)[1] != ']' && (*text)[1] != '\0') {
		taken = take_point(*text + 1, &range.high);
		if (taken == 0)
			return false;
		*text += taken + 1;
	}
	glob->ranges = memory_grow(glob->ranges, &glob->range_room,
		glob->range_count + 1, sizeof(*glob->ranges));
	glob->ranges[glob->range_count++] = range;
	return true;
}

/* From behind the bracket on. A ']' that comes first is one of the set. */
static bool
add_set(struct glob *glob, const char **text)
{
	size_t place = glob->token_count;
	struct token *token = add_token(glob, TOKEN_SET);

	token->negated = **text == '!' || **text == '^';
	if (token->negated)
		++*text;
	do {
		if (**text == '\0' || !add_range(glob, text))
			return false;
	} while (**text != ']');
	++*text;
	token = &glob->tokens[place];
	token->range_count = glob->range_count - token->ranges;
	return true;
}

/* "**" between slashes, or "\e", which is the empty name. */
static size_t
take_whole_name(struct glob *glob, const char *text)
{
	struct part *part = &glob->parts[glob->part_count - 1];

	if (part->count > 0 ||
		(text[0] && text[1] && text[2] && text[2] != '/'))
		return 0;
	if (strncmp(text, "**", 2) == 0) {
		if (!glob->whole)
			return 0;
		part->deep = true;
		return 2;
	}
	return strncmp(text, "\\e", 2) == 0 ? 2 : 0;
}

static bool
compile(struct glob *glob, const char *text)
{
	while (*text) {
		size_t taken = take_whole_name(glob, text);

		if (taken > 0) {
			text += taken;
		} else if (*text == '/') {
			text++;
			add_part(glob);
		} else if (*text == '?') {
			text++;
			add_token(glob, TOKEN_ANY);
		} else if (*text == '*') {
			text++;
			add_token(glob, TOKEN_STAR);
		} else if (*text == '[') {
			text++;
			if (!add_set(glob, &text))
				return false;
		} else {
			uint32_t point;

			taken = take_point(text, &point);
			if (taken == 0)
				return false;
			text += taken;
			add_token(glob, TOKEN_POINT)->point = fold(point);
		}
	}
	return true;
}

static void
glob_destroy(struct glob *glob)
{
	if (!glob)
		return;
	free(glob->parts);
	free(glob->tokens);
	free(glob->ranges);
	free(glob);
}

static struct glob *
glob_compile(const char *pattern)
{
	struct glob *glob = memory_resize(NULL, 1, sizeof(*glob));
	const char *text = pattern;

	*glob = (struct glob){ .whole = strchr(pattern, '/') != NULL };
	add_part(glob);
	if (*text == '/')
		text++;
	if (compile(glob, text))
		return glob;
	report_usage("not a valid pattern: %s", pattern);
	glob_destroy(glob);
	return NULL;
}

struct globs *
globs_compile(int count, char **patterns)
{
	struct globs *globs = memory_resize(NULL, 1, sizeof(*globs));
	bool all = true;

	globs->count = 0;
	globs->globs = memory_resize(NULL, (size_t)count,
		sizeof(*globs->globs));
	for (; globs->count < count; globs->count++) {
		struct glob *glob = glob_compile(patterns[globs->count]);

		globs->globs[globs->count] = glob;
		all = all && glob;
	}
	if (all)
		return globs;
	globs_destroy(globs);
	return NULL;
}

void
globs_destroy(struct globs *globs)
{
	if (!globs)
		return;
	for (int i = 0; i < globs->count; i++)
		glob_destroy(globs->globs[i]);
	free(globs->globs);
	free(globs);
}

static void
read_name(const struct listing *listing, size_t i, struct name *name)
{
	const OLECHAR *units = item_units(listing, i);
	size_t length = listing->items[i].name_length;

	name->count = 0;
	for (size_t at = 0; at < length; at++) {
		uint32_t point = units[at];

		if ((point & 0xFC00) == 0xD800 && at + 1 < length &&
			(units[at + 1] & 0xFC00) == 0xDC00)
			point = 0x10000 + ((point & 0x3FF) << 10) +
				(units[++at] & 0x3FF);
		name->points[name->count++] = fold(point);
	}
}

static bool
in_range(const struct range *range, uint32_t point)
{
	return point >= range->low && point <= range->high;
}

static bool
in_set(const struct glob *glob, const struct token *token, uint32_t point)
{
	uint32_t lower =
		point < 0x10000 ? (uint32_t)towlower((wint_t)point) : point;

	for (size_t i = 0; i < token->range_count; i++) {
		const struct range *range = &glob->ranges[token->ranges + i];

		if (in_range(range, point) || in_range(range, lower))
			return !token->negated;
	}
	return token->negated;
}

static bool
token_matches(
	const struct glob *glob, const struct token *token, uint32_t point)
{
	switch (token->kind) {
	case TOKEN_POINT:
		return token->point == point;
	case TOKEN_SET:
		return in_set(glob, token, point);
	case TOKEN_ANY:
		return true;
	case TOKEN_STAR:
		break;
	}
	return false;
}

/*
 * Only the last star ever has to be tried again: what came before it already
 * fits as far to the left as it can.
 */
static bool
part_matches(const struct glob *glob, const struct part *part,
	const struct name *name)
{
	const struct token *tokens = glob->tokens + part->first;
	size_t t = 0, n = 0;
	size_t star = SIZE_MAX, star_name = 0;

	while (n < name->count) {
		if (t < part->count && tokens[t].kind == TOKEN_STAR) {
			star = t++;
			star_name = n;
		} else if (t < part->count &&
			   token_matches(glob, &tokens[t], name->points[n])) {
			t++;
			n++;
		} else if (star != SIZE_MAX) {
			t = star + 1;
			n = ++star_name;
		} else {
			return false;
		}
	}
	while (t < part->count && tokens[t].kind == TOKEN_STAR)
		t++;
	return t == part->count;
}

/* The same over the names of a path, where "**" is the star. */
static bool
path_matches(const struct glob *glob, const struct listing *listing,
	const uint32_t *chain, size_t length)
{
	size_t p = 0, n = 0;
	size_t deep = SIZE_MAX, deep_name = 0;

	while (n < length) {
		struct name name;

		read_name(listing, chain[n], &name);
		if (p < glob->part_count && glob->parts[p].deep) {
			deep = p++;
			deep_name = n;
		} else if (p < glob->part_count &&
			   part_matches(glob, &glob->parts[p], &name)) {
			p++;
			n++;
		} else if (deep != SIZE_MAX) {
			p = deep + 1;
			n = ++deep_name;
		} else {
			return false;
		}
	}
	while (p < glob->part_count && glob->parts[p].deep)
		p++;
	return p == glob->part_count;
}

static bool
glob_matches(const struct glob *glob, const struct listing *listing, size_t i)
{
	uint32_t chain[DEPTH_LIMIT + 1];
	uint32_t length = listing->items[i].depth;
	struct name name;

	if (!glob->whole) {
		read_name(listing, i, &name);
		return part_matches(glob, &glob->parts[0], &name);
	}
	for (uint32_t at = (uint32_t)i, left = length; left > 0;
		at = listing->items[at].parent)
		chain[--left] = at;
	return path_matches(glob, listing, chain, length);
}

bool
globs_match(const struct globs *globs, const struct listing *listing, size_t i)
{
	for (int g = 0; g < globs->count; g++)
		if (glob_matches(globs->globs[g], listing, i))
			return true;
	return globs->count == 0;
}
