/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "escape.h"

/* Values from here on stay on one line. */
#define INLINE_DEPTH 3

static void
put_text(const char *text)
{
	size_t length = strlen(text);

	putchar('"');
	while (length > 0) {
		uint32_t point;
		size_t taken = point_decode(text, length, &point);

		if (taken == 0) {
			fputs("\\ufffd", stdout);
			taken = 1;
		} else if (point == '"' || point == '\\') {
			printf("\\%c", (int)point);
		} else if (point < 0x20 || point == 0x7F) {
			printf("\\u%04x", (unsigned)point);
		} else {
			fwrite(text, 1, taken, stdout);
		}
		text += taken;
		length -= taken;
	}
	putchar('"');
}

/* The comma, the line and the key that go before a value. */
static void
before(struct json *json, const char *key)
{
	bool inner = json->depth >= INLINE_DEPTH || json->lines;

	if (json->depth > 0) {
		if (json->filled[json->depth])
			fputs(inner ? ", " : ",", stdout);
		if (!inner)
			printf("\n%*s", (int)json->depth * 2, "");
	}
	json->filled[json->depth] = true;
	if (key) {
		put_text(key);
		fputs(": ", stdout);
	}
}

static void
open_level(struct json *json, const char *key, char bracket)
{
	if (!json->active)
		return;
	before(json, key);
	putchar(bracket);
	assert(json->depth + 1 < JSON_DEPTH);
	json->filled[++json->depth] = false;
}

static void
close_level(struct json *json, char bracket)
{
	bool filled;

	if (!json->active)
		return;
	filled = json->filled[json->depth--];
	if (filled && json->depth + 1 < INLINE_DEPTH && !json->lines)
		printf("\n%*s", (int)json->depth * 2, "");
	putchar(bracket);
	if (json->depth == 0)
		putchar('\n');
}

void
json_begin(struct json *json, const char *verb, const char *file)
{
	*json = (struct json){
		.active = settings.json || settings.json_lines,
		.lines = settings.json_lines,
	};
	if (!json_has_head(json))
		return;
	json_object(json, NULL);
	json_number(json, "schema", 1);
	json_text(json, "verb", verb);
	json_text(json, "file", file);
}

void
json_end(struct json *json)
{
	if (json_has_head(json))
		json_object_end(json);
}

bool
json_has_head(const struct json *json)
{
	return json->active && !json->lines;
}

void
json_list(struct json *json, const char *key)
{
	if (json_has_head(json))
		json_array(json, key);
}

void
json_list_end(struct json *json)
{
	if (json_has_head(json))
		json_array_end(json);
}

void
json_object(struct json *json, const char *key)
{
	open_level(json, key, '{');
}

void
json_object_end(struct json *json)
{
	close_level(json, '}');
}

void
json_array(struct json *json, const char *key)
{
	open_level(json, key, '[');
}

void
json_array_end(struct json *json)
{
	close_level(json, ']');
}

void
json_text(struct json *json, const char *key, const char *value)
{
	if (!json->active)
		return;
	before(json, key);
	put_text(value);
}

void
json_number(struct json *json, const char *key, uint64_t value)
{
	if (!json->active)
		return;
	before(json, key);
	printf("%" PRIu64, value);
}

void
json_truth(struct json *json, const char *key, bool value)
{
	if (!json->active)
		return;
	before(json, key);
	fputs(value ? "true" : "false", stdout);
}

void
json_null(struct json *json, const char *key)
{
	if (!json->active)
		return;
	before(json, key);
	fputs("null", stdout);
}
