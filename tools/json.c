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
put_text(FILE *out, const char *text)
{
	size_t length = strlen(text);

	putc('"', out);
	while (length > 0) {
		uint32_t point;
		size_t taken = point_decode(text, length, &point);

		if (taken == 0) {
			fputs("\\ufffd", out);
			taken = 1;
		} else if (point == '"' || point == '\\') {
			fprintf(out, "\\%c", (int)point);
		} else if (point < 0x20 || point == 0x7F) {
			fprintf(out, "\\u%04x", (unsigned)point);
		} else {
			fwrite(text, 1, taken, out);
		}
		text += taken;
		length -= taken;
	}
	putc('"', out);
}

/* The comma, the line and the key that go before a value. */
static void
before(struct json *json, const char *key)
{
	bool inner = json->depth >= INLINE_DEPTH || json->lines;

	if (json->depth > 0) {
		if (json->filled[json->depth])
			fputs(inner ? ", " : ",", json->out);
		if (!inner)
			fprintf(json->out, "\n%*s", (int)json->depth * 2, "");
	}
	json->filled[json->depth] = true;
	if (key) {
		put_text(json->out, key);
		fputs(": ", json->out);
	}
}

static void
open_level(struct json *json, const char *key, char bracket)
{
	if (!json->active)
		return;
	before(json, key);
	putc(bracket, json->out);
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
		fprintf(json->out, "\n%*s", (int)json->depth * 2, "");
	putc(bracket, json->out);
	if (json->depth == 0)
		putc('\n', json->out);
}

static void
begin(struct json *json, const char *verb, const char *file)
{
	if (!json_has_head(json))
		return;
	json_object_begin(json, NULL);
	json_number(json, "schema", 1);
	json_text(json, "verb", verb);
	json_text(json, "file", file);
}

void
json_begin(struct json *json, const char *verb, const char *file)
{
	*json = (struct json){
		.active = settings.json || settings.json_lines,
		.lines = settings.json_lines,
		.out = stdout,
	};
	begin(json, verb, file);
}

void
json_begin_file(
	struct json *json, FILE *out, const char *verb, const char *file)
{
	*json = (struct json){ .active = true, .out = out };
	begin(json, verb, file);
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
		json_array_begin(json, key);
}

void
json_list_end(struct json *json)
{
	if (json_has_head(json))
		json_array_end(json);
}

void
json_object_begin(struct json *json, const char *key)
{
	open_level(json, key, '{');
}

void
json_object_end(struct json *json)
{
	close_level(json, '}');
}

void
json_array_begin(struct json *json, const char *key)
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
	put_text(json->out, value);
}

void
json_number(struct json *json, const char *key, uint64_t value)
{
	if (!json->active)
		return;
	before(json, key);
	fprintf(json->out, "%" PRIu64, value);
}

void
json_truth(struct json *json, const char *key, bool value)
{
	if (!json->active)
		return;
	before(json, key);
	fputs(value ? "true" : "false", json->out);
}

void
json_none(struct json *json, const char *key)
{
	if (!json->active)
		return;
	before(json, key);
	fputs("null", json->out);
}
