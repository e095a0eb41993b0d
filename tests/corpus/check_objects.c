/* SPDX-License-Identifier: MIT */
/*
 * check_objects DIR: every stream of every compound file there that describes
 * an object is decoded, strictly and tolerantly, and must be encoded to the
 * same bytes where that could be done. Prints a table.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/stg.h>

#include "oleds/compobj.h"
#include "oleds/native.h"
#include "oleds/olestream.h"
#include "oleds/presentation.h"

#define STREAM_MOST (64 << 20)

#define READ (STGM_READ | STGM_SHARE_DENY_WRITE)

/* Decodes, and encodes into a buffer of that size; 0: cannot be decoded. */
typedef size_t round_fn(struct oleds_span bytes, enum oleds_level level,
	uint8_t *again);

#define ROUND(name, type, decode, encode)                                      \
	static size_t name(struct oleds_span bytes, enum oleds_level level,    \
		uint8_t *again)                                                \
	{                                                                      \
		struct type record;                                            \
	\
		if (decode != OLEDS_OK)                                        \
			return 0;                                              \
		return encode(&record, again, bytes.length);                   \
	}

ROUND(round_compobj, oleds_compobj,
	oleds_compobj_decode(bytes, level, &record, NULL),
	oleds_compobj_encode)
ROUND(round_ole, oleds_olestream,
	oleds_olestream_decode(bytes, level, &record), oleds_olestream_encode)
ROUND(round_native, oleds_native,
	oleds_native_decode(bytes, level, &record), oleds_native_encode)
ROUND(round_package, oleds_package,
	oleds_package_decode(bytes, level, &record), oleds_package_encode)
ROUND(round_presentation, oleds_presentation,
	oleds_presentation_decode(bytes, level, &record),
	oleds_presentation_encode)
ROUND(round_objinfo, oleds_objinfo,
	oleds_objinfo_decode(bytes, level, &record), oleds_objinfo_encode)

static size_t
round_item(struct oleds_span bytes, enum oleds_level level, uint8_t *again)
{
	struct oleds_span text, rest;

	if (oleds_item_decode(bytes, level, &text, &rest) != OLEDS_OK)
		return 0;
	return oleds_item_encode(text, rest, again, bytes.length);
}

static struct kind {
	const char *name; /* a prefix, if it ends with '*' */
	round_fn *round;
	unsigned seen, strict, tolerant, refused, wrong;
} kinds[] = {
	{ .name = "\\x01CompObj", .round = round_compobj },
	{ .name = "\\x01Ole", .round = round_ole },
	{ .name = "\\x01Ole10Native", .round = round_native },
	{ .name = "a Package", .round = round_package },
	{ .name = "\\x01Ole10ItemName", .round = round_item },
	{ .name = "\\x01Ole10FmtProgID", .round = round_item },
	{ .name = "\\x02OlePres*", .round = round_presentation },
	{ .name = "\\x03ObjInfo", .round = round_objinfo },
};

#define KINDS     (sizeof kinds / sizeof kinds[0])
#define NATIVE    2
#define A_PACKAGE 3

struct file {
	const char *name;
	IStorage *root;
	unsigned objects;
};

static bool
is_named(const char *name, const char *pattern)
{
	size_t length = strlen(pattern);

	if (pattern[length - 1] == '*')
		return strncmp(name, pattern, length - 1) == 0;
	return strcmp(name, pattern) == 0;
}

static bool
try_round(struct kind *kind, const struct file *file, const char *path,
	struct oleds_span bytes, enum oleds_level level)
{
	uint8_t *again = malloc(bytes.length > 0 ? bytes.length : 1);
	size_t length = again ? kind->round(bytes, level, again) : 0;
	bool same = length == bytes.length && length > 0 &&
		memcmp(again, bytes.bytes, length) == 0;

	free(again);
	if (length > 0 && !same) {
		kind->wrong++;
		printf("%s: %s: not the same bytes\n", file->name, path);
	}
	return same;
}

static void
judge(struct kind *kind, const struct file *file, const char *path,
	struct oleds_span bytes)
{
	kind->seen++;
	if (try_round(kind, file, path, bytes, OLEDS_STRICT))
		kind->strict++;
	if (try_round(kind, file, path, bytes, OLEDS_TOLERANT))
		kind->tolerant++;
	else
		kind->refused++;
}

/* Not all data are a Package; those that are count as one. */
static void
judge_package(const struct file *file, const char *path,
	struct oleds_span bytes)
{
	struct oleds_native native;
	struct oleds_package package;

	if (oleds_native_decode(bytes, OLEDS_TOLERANT, &native) == OLEDS_OK &&
		oleds_package_decode(native.data, OLEDS_TOLERANT, &package) ==
			OLEDS_OK)
		judge(&kinds[A_PACKAGE], file, path, native.data);
}

static uint8_t *
read_all(IStorage *root, const char *path, size_t size)
{
	uint8_t *bytes = malloc(size > 0 ? size : 1);
	IStream *stream = NULL;
	ULONG got = 0;
	HRESULT hr = stg_open_stream(root, path,
		STGM_READ | STGM_SHARE_EXCLUSIVE, &stream);

	if (SUCCEEDED(hr)) {
		hr = IStream_Read(stream, bytes, (ULONG)size, &got);
		IStream_Release(stream);
	}
	if (SUCCEEDED(hr) && got == size)
		return bytes;
	free(bytes);
	return NULL;
}

static HRESULT
visit(const struct stg_element *element, void *context)
{
	struct file *file = context;
	const char *slash = strrchr(element->path, '/');
	const char *name = slash ? slash + 1 : element->path;
	struct oleds_span span = { NULL, (size_t)element->size };

	if (element->type != STGTY_STREAM || element->size > STREAM_MOST)
		return S_OK;
	for (size_t i = 0; i < KINDS; i++) {
		uint8_t *bytes;

		if (!is_named(name, kinds[i].name))
			continue;
		bytes = read_all(file->root, element->path, span.length);
		if (!bytes)
			continue;
		span.bytes = bytes;
		judge(&kinds[i], file, element->path, span);
		if (i == NATIVE)
			judge_package(file, element->path, span);
		free(bytes);
	}
	return S_OK;
}

static bool
check_file(const char *directory, const char *name)
{
	size_t room = strlen(directory) + strlen(name) + 2;
	char *path = malloc(room);
	struct file file = { .name = name };
	HRESULT hr = E_OUTOFMEMORY;

	if (path) {
		snprintf(path, room, "%s/%s", directory, name);
		hr = stg_open(path, READ, &file.root);
	}
	free(path);
	if (FAILED(hr))
		return false;
	(void)stg_walk(file.root, "", STG_WALK_DEFAULT, visit, &file);
	IStorage_Release(file.root);
	return true;
}

static unsigned
print_table(unsigned files)
{
	unsigned wrong = 0;

	printf("%-22s %6s %7s %9s %8s %6s\n", "stream", "seen", "strict",
		"tolerant", "refused", "wrong");
	for (size_t i = 0; i < KINDS; i++) {
		const struct kind *kind = &kinds[i];

		printf("%-22s %6u %7u %9u %8u %6u\n", kind->name, kind->seen,
			kind->strict, kind->tolerant, kind->refused,
			kind->wrong);
		wrong += kind->wrong;
	}
	printf("%u files, %u streams that did not come back\n", files, wrong);
	return wrong;
}

int
main(int argc, char **argv)
{
	unsigned files = 0;
	struct dirent *entry;
	DIR *directory;

	if (argc != 2) {
		fputs("usage: check_objects DIR\n", stderr);
		return 2;
	}
	directory = opendir(argv[1]);
	if (!directory) {
		perror(argv[1]);
		return 2;
	}
	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			files += check_file(argv[1], entry->d_name);
	closedir(directory);
	return print_table(files) != 0;
}
