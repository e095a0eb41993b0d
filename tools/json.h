/* SPDX-License-Identifier: MIT */
/*
 * A writer of JSON, to the standard output as a rule, one value after another,
 * nothing kept. Text that is not UTF-8 gets U+FFFD in its place; names of
 * elements and files are escaped before, so that they never need it.
 *
 * With --jsonl every value of the outermost array is a line of its own, and
 * what is around it is left out.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The levels that values may be nested. */
#define JSON_DEPTH 640

struct json {
	FILE *out;
	bool active; /* --json or --jsonl */
	bool lines;
	unsigned depth;
	bool filled[JSON_DEPTH]; /* something came before on the level */
};

/*
 * Begins a document about a file, {"schema": 1, "verb": ..., "file": ...; the
 * name of the file is escaped already. Does nothing but note it if no JSON is
 * wanted, like everything below then.
 */
void json_begin(struct json *json, const char *verb, const char *file);
void json_end(struct json *json);

/* The same into a file, whatever is wanted on the standard output. */
void json_begin_file(
	struct json *json, FILE *out, const char *verb, const char *file);

/*
 * What a document holds beside its outermost array goes through these two:
 * with --jsonl they are false and there is nothing to write.
 */
bool json_has_head(const struct json *json);

/* The outermost array. */
void json_list(struct json *json, const char *key);
void json_list_end(struct json *json);

/* The key is NULL for values of an array. */
void json_object_begin(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array_begin(struct json *json, const char *key);
void json_array_end(struct json *json);
void json_text(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
void json_truth(struct json *json, const char *key, bool value);
void json_none(struct json *json, const char *key);

#endif
