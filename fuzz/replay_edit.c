/* SPDX-License-Identifier: MIT */
/*
 * Runs fuzz_edit over inputs: over as many random changes to new files as
 * FUZZ_INPUTS says, and over FUZZ_MUTATIONS images of each recipe that is
 * named, most of them mutated; other files are inputs as they are. All is the
 * same every time, but for another FUZZ_SEED.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/builder/recipe.h"
#include "dice.h"
#include "edit_input.h"
#include "mutate.h"

#define CHANGES 1500 /* bytes */

static uint8_t input[EDIT_INPUT_MAX];
static struct dice dice;
static size_t runs;

/* Stands in for libFuzzer's: a few bits, anywhere. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	(void)max_size;
	for (size_t n = 1 + dice_below(&dice, 4); size != 0 && n > 0; n--)
		data[dice_below(&dice, size)] ^=
			(uint8_t)(1U << dice_below(&dice, 8));
	return size;
}

static void
run(const char *name, unsigned long number, size_t size)
{
	/* The one that fails can be had again by its number. */
	if (getenv("FUZZ_VERBOSE"))
		fprintf(stderr, "%s %lu\n", name, number);
	LLVMFuzzerTestOneInput(input, size);
	runs++;
}

static void
put_changes(size_t at, size_t size)
{
	while (size-- > 0)
		input[at++] = (uint8_t)dice_roll(&dice);
}

static void
run_fresh(unsigned long seed)
{
	size_t size;

	dice.state = seed;
	size = 1 + 200 + dice_below(&dice, 3000);
	put_changes(0, size);
	input[0] &= EDIT_VERSION_4 | EDIT_LIMITED;
	run("seed", seed, size);
}

static void
run_image(const char *path, unsigned long number, const uint8_t *image,
	size_t length, unsigned long seed)
{
	size_t rounds = number % 4;

	dice.state = seed + number;
	input[0] = number % 8 == 7 ? EDIT_HAS_IMAGE | EDIT_LIMITED
				   : EDIT_HAS_IMAGE;
	memcpy(input + EDIT_IMAGE, image, length);
	for (; rounds > 0; rounds--)
		length = mutate_file(input + EDIT_IMAGE, length,
			EDIT_IMAGE_MAX, (unsigned)dice_roll(&dice));
	put_le16(input + 1, (uint16_t)length);
	put_changes(EDIT_IMAGE + length, CHANGES);
	run(path, number, EDIT_IMAGE + length + CHANGES);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);

	return length >= strlen(end) &&
		strcmp(text + length - strlen(end), end) == 0;
}

static bool
run_recipe(const char *path, const char *text, size_t size,
	unsigned long count, unsigned long seed)
{
	uint8_t *image;
	size_t length;
	char error[200];

	if (strstr(path, "/big-"))
		return true;
	if (!recipe_build(text, size, UINT64_C(1) << 20, &image, &length,
		error, sizeof error)) {
		fprintf(stderr, "replay_edit: %s: %s\n", path, error);
		return false;
	}
	for (unsigned long n = 0; length <= EDIT_IMAGE_MAX && n < count; n++)
		run_image(path, n, image, length, seed);
	free(image);
	return true;
}

static bool
run_file(const char *path, unsigned long count, unsigned long seed)
{
	FILE *file = fopen(path, "rb");
	size_t size;
	bool ok = true;

	if (!file) {
		perror(path);
		return false;
	}
	size = fread(input, 1, sizeof input, file);
	fclose(file);
	if (ends_with(path, ".recipe")) {
		char *text = malloc(size + 1);

		if (!text)
			abort();
		memcpy(text, input, size);
		text[size] = 0;
		ok = run_recipe(path, text, size, count, seed);
		free(text);
	} else {
		run(path, 0, size);
	}
	return ok;
}

static unsigned long
setting(const char *name, unsigned long otherwise)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
	unsigned long seed = setting("FUZZ_SEED", 1);
	unsigned long inputs = setting("FUZZ_INPUTS", 150);
	unsigned long mutations = setting("FUZZ_MUTATIONS", 8);
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed += !run_file(argv[i], mutations, seed);
	for (unsigned long n = 0; n < inputs; n++)
		run_fresh(seed + n);
	printf("%zu inputs run, %d could not be read\n", runs, failed);
	return failed != 0;
}
