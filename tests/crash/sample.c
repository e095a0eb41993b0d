/* SPDX-License-Identifier: MIT */
/* Trees are walked by recursion: tests make no deep ones. */
#include "crash/sample.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define PATH_SIZE 4096
#define LARGE     ((uint64_t)1 << 20) /* larger images are left out */

/* Append a name to a path; returns the new length. */
static size_t
append_name(char *path, size_t length, const uint16_t *name)
{
	if (length != 0)
		path[length++] = '/';
	for (; *name && length + 8 < PATH_SIZE; name++) {
		bool plain = *name > 0x20 && *name < 0x7F && *name != '\\' &&
			*name != '/';

		length += (size_t)snprintf(path + length, PATH_SIZE - length,
			plain ? "%c" : "\\u%04x", *name);
	}
	return length;
}

static void
list(FILE *file, const struct plain *node, char *path, size_t length)
{
	if (node->kind == DIGEST_STREAM) {
		const struct contents *contents = node->contents;

		fprintf(file, "S %s %zu %08lx\n", path, contents->size,
			contents->size ? crc32(0, contents->bytes,
				(unsigned)contents->size) : 0);
		return;
	}
	fprintf(file, "D %s ", length ? path : ".");
	for (int i = 0; i < 16; i++)
		fprintf(file, "%02x", node->clsid[i]);
	fprintf(file, " %lu\n", (unsigned long)node->bits);
	for (const struct plain *child = node->first; child;
		child = child->next) {
		size_t end = append_name(path, length, child->name);

		list(file, child, path, end);
		path[length] = '\0';
	}
}

static bool
save_list(const char *path, const struct plain *tree)
{
	char inner[PATH_SIZE] = "";
	FILE *file = fopen(path, "w");

	if (!file)
		return false;
	list(file, tree, inner, 0);
	return fclose(file) == 0;
}

bool
sample_save(const char *folder, const char *name,
	const struct sample samples[SAMPLE_KINDS], const struct plain *old,
	const struct plain *new)
{
	static const char *const kinds[SAMPLE_KINDS] = { "killed", "cut",
		"mended" };
	static const char *const versions[] = { "none", "old", "new", "any" };
	char path[1024];
	bool good;

	snprintf(path, sizeof path, "%s/%s.old", folder, name);
	good = save_list(path, old);
	snprintf(path, sizeof path, "%s/%s.new", folder, name);
	good = good && save_list(path, new);
	for (int i = 0; good && i < SAMPLE_KINDS; i++) {
		const struct sample *sample = &samples[i];

		if (sample->version == VERSION_NONE ||
			sample->image.size > LARGE)
			continue;
		snprintf(path, sizeof path, "%s/%s-%s-%s.cfb", folder, name,
			kinds[i], versions[sample->version]);
		good = image_save(&sample->image, path) == 0;
	}
	return good;
}
