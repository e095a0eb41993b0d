/* SPDX-License-Identifier: MIT */
/*
 * Opens every file of a corpus through the public API and compares what it
 * finds with a manifest: the paths, kinds, sizes, SHA-256 digests, classes,
 * state bits and times that other readers agreed on.
 *
 * A row of the manifest that we do not give, or one of ours that it does not
 * have, is a disagreement. In files that all readers agree on there must be
 * none; elsewhere each must be explained by a defect that the check reports
 * for the file.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <jansson.h>
#include <nettle/sha2.h>

#include <stg/stg.h>

#include "census.h"

struct options {
	const char *folder;
	bool verbose;
};

struct state {
	const struct options *options;
	struct census census;
};

static int
compare_rows(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A list of texts, one a row of the listing. */
struct rows {
	char **texts;
	size_t count;
	size_t capacity;
};

static void
rows_add(struct rows *rows, const char *text)
{
	if (rows->count == rows->capacity) {
		rows->capacity = rows->capacity ? rows->capacity * 2 : 32;
		rows->texts = realloc(rows->texts,
			rows->capacity * sizeof *rows->texts);
		if (!rows->texts)
			abort();
	}
	rows->texts[rows->count++] = strdup(text);
}

static void
rows_done(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->texts[i]);
	free(rows->texts);
	memset(rows, 0, sizeof *rows);
}

/* Read a whole stream; the digest as text, "null" if it cannot be read. */
static void
digest_stream(IStorage *root, const char *path, ULONGLONG size,
	char text[2 * SHA256_DIGEST_SIZE + 1])
{
	static unsigned char buffer[65536];
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	ULONGLONG total = 0;
	IStream *stream;
	ULONG got;
	HRESULT hr = stg_open_stream(root, path,
		STGM_READ | STGM_SHARE_EXCLUSIVE, &stream);

	strcpy(text, "null");
	if (FAILED(hr))
		return;
	sha256_init(&sha);
	do {
		got = 0;
		hr = IStream_Read(stream, buffer, sizeof buffer, &got);
		sha256_update(&sha, got, buffer);
		total += got;
	} while (SUCCEEDED(hr) && got != 0);
	IStream_Release(stream);
	if (FAILED(hr) || total != size)
		return;
	sha256_digest(&sha, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
}

struct listing {
	IStorage *root;
	struct rows rows;
};

static ULONGLONG
ticks(FILETIME time)
{
	return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static HRESULT
list_element(const struct stg_element *e, void *context)
{
	struct listing *listing = context;
	char digest[2 * SHA256_DIGEST_SIZE + 1];
	char guid[STG_GUID_TEXT_SIZE];
	size_t size = strlen(e->path) + 256;
	char *row = malloc(size);

	if (!row)
		return E_OUTOFMEMORY;
	if (e->type == STGTY_STREAM) {
		digest_stream(listing->root, e->path, e->size, digest);
		snprintf(row, size, "%s stream %llu %s", e->path,
			(unsigned long long)e->size, digest);
	} else {
		stg_guid_to_text(&e->clsid, guid);
		snprintf(row, size, "%s %s %s %u %llu %llu", e->path,
			e->depth == 0 ? "root" : "storage", guid,
			(unsigned)e->state_bits,
			(unsigned long long)ticks(e->ctime),
			(unsigned long long)ticks(e->mtime));
	}
	rows_add(&listing->rows, row);
	free(row);
	return S_OK;
}

/* The path of a manifest's row in the escaped form. */
static char *
path_text(json_t *names)
{
	char *path = calloc(1, 1);
	size_t i;
	json_t *name;

	json_array_foreach(names, i, name) {
		OLECHAR units[512];
		char text[4096];
		size_t n = manifest_units(json_string_value(name),
			json_string_length(name), units, 512);
		size_t length = stg_name_escape(units, n, text, sizeof text);
		size_t old = strlen(path);

		path = realloc(path, old + length + 2);
		if (i)
			strcat(path, "/");
		strcat(path, text);
	}
	return path;
}

static ULONGLONG
number_of(json_t *row, const char *key)
{
	json_t *value = json_object_get(row, key);

	if (json_is_string(value))
		return strtoull(json_string_value(value), NULL, 10);
	return (ULONGLONG)json_integer_value(value);
}

static char *
expected_row(json_t *row)
{
	const char *type = json_string_value(json_object_get(row, "type"));
	const char *clsid = json_string_value(json_object_get(row, "clsid"));
	const char *sha = json_string_value(json_object_get(row, "sha256"));
	char *path = path_text(json_object_get(row, "path"));
	char guid[STG_GUID_TEXT_SIZE];
	size_t size = strlen(path) + 256;
	char *text = malloc(size);
	GUID parsed = { 0 };

	if (strcmp(type, "stream") == 0) {
		snprintf(text, size, "%s stream %llu %s", path,
			(unsigned long long)number_of(row, "size"),
			sha ? sha : "null");
	} else {
		if (clsid)
			(void)stg_guid_from_text(clsid, &parsed);
		stg_guid_to_text(&parsed, guid);
		snprintf(text, size, "%s %s %s %u %llu %llu", path, type,
			guid, (unsigned)number_of(row, "state"),
			(unsigned long long)number_of(row, "ctime"),
			(unsigned long long)number_of(row, "mtime"));
	}
	free(path);
	return text;
}

/* Rows that some readers give and others do not: any of them will do. */
static bool
is_agreed(json_t *row)
{
	return json_object_get(row, "by") == NULL;
}

struct difference {
	size_t missing;  /* agreed rows that we do not give */
	size_t surplus;  /* rows of ours that nobody gives */
	size_t rows;
};

static void
compare(const struct state *state, const char *file, json_t *entries,
	struct rows *ours, struct difference *difference)
{
	bool *used = calloc(ours->count + 1, sizeof *used);
	size_t i;
	json_t *row;

	difference->rows = ours->count;
	json_array_foreach(entries, i, row) {
		size_t times = json_object_get(row, "times")
				? (size_t)number_of(row, "times") : 1;
		char *text = expected_row(row);

		while (times-- > 0) {
			size_t j = 0;

			while (j < ours->count && (used[j] ||
				strcmp(ours->texts[j], text) != 0))
				j++;
			if (j < ours->count) {
				used[j] = true;
			} else if (is_agreed(row)) {
				difference->missing++;
				if (state->options->verbose)
					printf("%s: missing: %s\n", file,
						text);
			}
		}
		free(text);
	}
	for (size_t j = 0; j < ours->count; j++) {
		if (used[j])
			continue;
		difference->surplus++;
		if (state->options->verbose)
			printf("%s: surplus: %s\n", file, ours->texts[j]);
	}
	free(used);
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
check_one(struct state *state, json_t *line)
{
	const char *file = json_string_value(json_object_get(line, "file"));
	const char *severity = json_string_value(json_object_get(line,
		"severity"));
	const char *verdict = json_string_value(json_object_get(line,
		"verdict"));
	struct listing listing = { 0 };
	struct census_case one = { .severity = severity, .verdict = verdict,
		.app = json_string_value(json_object_get(line, "class")) };
	struct difference difference = { 0 };
	struct stg_check_summary summary = { 0 };
	size_t size = strlen(state->options->folder) + strlen(file) + 2;
	char *path = malloc(size);
	double start = now();

	snprintf(path, size, "%s/%s", state->options->folder, file);
	one.hr = stg_open(path, STGM_READ | STGM_SHARE_DENY_WRITE,
		&listing.root);
	if (SUCCEEDED(one.hr)) {
		one.walk_hr = stg_walk(listing.root, "", STG_WALK_DEFAULT,
			list_element, &listing);
		IStorage_Release(listing.root);
	}
	if (listing.rows.count != 0) /* no array, otherwise */
		qsort(listing.rows.texts, listing.rows.count,
			sizeof *listing.rows.texts, compare_rows);
	one.check_hr = stg_check_file(path, 0, NULL, NULL, &summary);
	compare(state, file, json_object_get(line, "entries"), &listing.rows,
		&difference);
	one.seconds = now() - start;
	one.rows = difference.rows;
	one.missing = difference.missing;
	one.surplus = difference.surplus;
	one.defects = summary.benign + summary.deviant + summary.damage;
	one.damage = summary.damage;
	one.deviant = summary.deviant;
	one.file = file;
	census_add(&state->census, &one, state->options->verbose);
	rows_done(&listing.rows);
	free(path);
}

static int
run(const struct options *options)
{
	struct state state = { .options = options };
	size_t size = strlen(options->folder) + 32;
	char *path = malloc(size);
	char *text = NULL;
	size_t room = 0;
	FILE *manifest;

	snprintf(path, size, "%s/MANIFEST.jsonl", options->folder);
	manifest = fopen(path, "r");
	if (!manifest) {
		fprintf(stderr, "check_corpus: %s: %s\n", path,
			strerror(errno));
		free(path);
		return 2;
	}
	while (getline(&text, &room, manifest) > 0) {
		json_error_t error;
		char *prepared;
		json_t *line;

		prepared = manifest_prepare(text);
		line = json_loads(prepared, JSON_ALLOW_NUL, &error);
		free(prepared);
		if (!line) {
			fprintf(stderr, "check_corpus: %s: %s\n", path,
				error.text);
			return 2;
		}
		check_one(&state, line);
		json_decref(line);
	}
	fclose(manifest);
	free(text);
	free(path);
	return census_print(&state.census);
}

int
main(int argc, char **argv)
{
	struct options options = { 0 };

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-v") == 0)
			options.verbose = true;
		else
			options.folder = argv[i];
	}
	if (!options.folder) {
		fprintf(stderr, "usage: check_corpus [-v] FOLDER\n");
		return 2;
	}
	return run(&options);
}
