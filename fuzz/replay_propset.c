/* SPDX-License-Identifier: MIT */
/*
 * Runs fuzz_propset without a fuzzer:
 *
 *	replay_propset [FILE...]     over files, or over the cases of the
 *	                             unit tests and mutations of each
 *	replay_propset --write DIR   leaves the cases there, as seeds
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dice.h"
#include "mutate.h"
#include "oleps/cases.h"
#include "watch.h"

#define MUTATIONS 200
#define INPUT_MAX (4U << 20)

/* Mostly small numbers at places where numbers are. */
static void
mutate(struct dice *dice, uint8_t *bytes, size_t size)
{
	static const uint32_t odd[] = { 0, 1, 2, 3, 8, 12, 13, 0x1E, 0x1F, 0x41,
		0x47, 0x100C, 0x101E, 0x200C, 0x7FFFFFFF, 0x80000000,
		0xFFFFFFFF };

	for (size_t n = 1 + dice_below(dice, 4); n > 0; n--) {
		size_t at = dice_below(dice, size);
		uint32_t number =
			odd[dice_below(dice, sizeof odd / sizeof *odd)];

		if (dice_below(dice, 3) == 0 || size < 4) {
			bytes[at] = (uint8_t)dice_roll(dice);
			continue;
		}
		at &= ~(size_t)3;
		if (dice_below(dice, 2) == 0)
			number = (uint32_t)dice_below(dice, size);
		for (size_t i = 0; i < 4 && at + i < size; i++)
			bytes[at + i] = (uint8_t)(number >> 8 * i);
	}
}

static void
run_case(const struct oleps_case *it, uint64_t seed)
{
	struct dice dice = { seed };
	size_t size;
	uint8_t *bytes = oleps_case_bytes(it->text, &size);
	uint8_t *mutated = malloc(size);

	watch_run(it->name, bytes, size);
	for (unsigned i = 0; mutated != NULL && i < MUTATIONS; i++) {
		memcpy(mutated, bytes, size);
		mutate(&dice, mutated, size);
		watch_run(it->name, mutated, size);
	}
	free(mutated);
	free(bytes);
}

static void
run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(INPUT_MAX);
	size_t size;

	if (file == NULL || bytes == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(EXIT_FAILURE);
	}
	size = fread(bytes, 1, INPUT_MAX, file);
	fclose(file);
	watch_run(path, bytes, size);
	free(bytes);
}

static void
write_case(const struct oleps_case *it, const char *directory)
{
	char path[1024];
	size_t size;
	uint8_t *bytes = oleps_case_bytes(it->text, &size);
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", directory, it->name);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(bytes, 1, size, file) != size ||
		fclose(file) != 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(EXIT_FAILURE);
	}
	free(bytes);
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--write") == 0) {
		for (size_t i = 0; i < oleps_case_count; i++)
			write_case(&oleps_cases[i], argv[2]);
		return EXIT_SUCCESS;
	}
	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	for (size_t i = 0; argc == 1 && i < oleps_case_count; i++)
		run_case(&oleps_cases[i], i);
	return EXIT_SUCCESS;
}
