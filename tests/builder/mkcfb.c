/* SPDX-License-Identifier: MIT */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

/*
 * mkcfb RECIPE OUT builds a file, mkcfb --list RECIPE tells what a reader has
 * to find in it; RECIPE is - for the standard input.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recipe.h"

/* The CRC that zlib and gzip use. */
static uint32_t
crc_of(const struct builder *b, uint32_t id)
{
	uint8_t block[4096];
	uint64_t offset = 0;
	uint32_t crc = UINT32_MAX;
	size_t n;

	while ((n = builder_content(b, id, offset, block, sizeof(block))) > 0) {
		for (size_t i = 0; i < n; i++) {
			crc ^= block[i];
			for (int bit = 0; bit < 8; bit++)
				crc = crc >> 1 ^
				      (crc & 1 ? UINT32_C(0xedb88320) : 0);
		}
		offset += n;
	}
	return ~crc;
}

static void
print_name(const struct builder_entry *entry)
{
	for (unsigned int i = 0; i < entry->units; i++) {
		unsigned int unit = entry->name[i];

		if (unit > 0x20 && unit < 0x7f && unit != '\\' && unit != '/')
			putchar((int)unit);
		else
			printf("\\u%04x", unit);
	}
}

/* TYPE SIZE CRC ID PARENT NAME */
static void
list(struct builder *b)
{
	for (uint32_t id = 0; id < builder_entries(b); id++) {
		const struct builder_entry *entry = builder_entry(b, id);
		uint64_t size = entry->size;
		uint32_t crc = 0;

		if (entry->type == BUILDER_FREE)
			continue;
		if (entry->type == BUILDER_STREAM)
			crc = crc_of(b, id);
		else
			size = 0;
		printf("%u %" PRIu64 " %08" PRIx32 " %" PRIu32 " %" PRId32 " ",
			(unsigned int)entry->type, size, crc, id,
			(int32_t)entry->parent);
		print_name(entry);
		putchar('\n');
	}
}

static int
make(const struct builder *b, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || !builder_write(b, fd) || close(fd) != 0) {
		fprintf(stderr, "mkcfb: %s: %s\n", path, strerror(errno));
		return 1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	bool listing = argc == 3 && strcmp(argv[1], "--list") == 0;
	const char *recipe = listing ? argv[2] : argv[1];
	struct builder *b;
	char error[256];
	int result = 0;

	if (argc != 3) {
		fputs("usage: mkcfb RECIPE OUT\n"
		      "       mkcfb --list RECIPE\n",
			stderr);
		return 2;
	}
	b = recipe_open(recipe, error, sizeof(error));
	if (b == NULL) {
		fprintf(stderr, "mkcfb: %s: %s\n", recipe, error);
		return 1;
	}
	if (listing)
		list(b);
	else
		result = make(b, argv[2]);
	builder_destroy(b);
	return result;
}
