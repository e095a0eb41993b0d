/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without a fuzzer:
 *
 *	replay [--mutate N] [--seed S] [--largest BYTES] FILE...
 *
 * over files as they are and over what recipes describe, and over N mutations
 * of those that are not too large. Everything follows from the seed.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/builder/recipe.h"
#include "dice.h"
#include "mutate.h"
#include "watch.h"

#define RECIPE_LIMIT (UINT64_C(1) << 20) /* bytes of the file described */
#define ROUNDS_MAX   4                   /* mutations upon mutations */

struct plan {
	unsigned long mutations;
	size_t largest; /* larger inputs are run as they are */
	struct dice dice;
};

static struct dice plain_dice;
static size_t runs;

/* Stands in for libFuzzer's: a few bytes, anywhere. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	size_t n = 1 + dice_below(&plain_dice, 4);

	if (size == 0 || (size < max_size && dice_below(&plain_dice, 8) == 0))
		data[size++] = (uint8_t)dice_roll(&plain_dice);
	for (; n > 0; n--)
		data[dice_below(&plain_dice, size)] ^=
			(uint8_t)(1U << dice_below(&plain_dice, 8));
	return size;
}

static void
run_mutations(
	struct plan *plan, const char *path, const uint8_t *data, size_t size)
{
	uint8_t *mutated = malloc(2 * plan->largest);

	for (unsigned long i = 0;
		mutated && size <= plan->largest && i < plan->mutations; i++) {
		size_t now = size;
		size_t rounds = 1 + dice_below(&plan->dice, ROUNDS_MAX);

		memcpy(mutated, data, size);
		for (; rounds > 0; rounds--)
			now = LLVMFuzzerCustomMutator(mutated, now,
				2 * plan->largest,
				(unsigned)dice_roll(&plan->dice));
		watch_run(path, mutated, now);
		runs++;
	}
	free(mutated);
}

static bool
read_file(const char *path, uint8_t **data, size_t *size)
{
	FILE *file = fopen(path, "rb");
	bool ok = file && fseek(file, 0, SEEK_END) == 0;
	long length = ok ? ftell(file) : -1;

	*data = length >= 0 ? malloc((size_t)length + 1) : NULL;
	ok = *data && fseek(file, 0, SEEK_SET) == 0 &&
	     fread(*data, 1, (size_t)length, file) == (size_t)length;
	if (!ok)
		fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
	else
		*size = (size_t)length;
	if (file)
		fclose(file);
	return ok;
}

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);

	return length >= strlen(end) &&
	       strcmp(text + length - strlen(end), end) == 0;
}

/* Replace a recipe by what it describes. */
static bool
render(const char *path, uint8_t **data, size_t *size)
{
	uint8_t *text = *data;
	char error[200];
	bool ok = recipe_build((char *)text, *size, RECIPE_LIMIT, data, size,
		error, sizeof error);

	if (!ok)
		fprintf(stderr, "replay: %s: %s\n", path, error);
	free(text);
	return ok;
}

static bool
replay(struct plan *plan, const char *path)
{
	uint8_t *data;
	size_t size;

	if (!read_file(path, &data, &size))
		return false;
	if (ends_with(path, ".recipe") && !render(path, &data, &size))
		return false;
	watch_run(path, data, size);
	runs++;
	run_mutations(plan, path, data, size);
	free(data);
	return true;
}

static int
usage(void)
{
	fputs("usage: replay [--mutate N] [--seed S] [--largest BYTES] "
	      "FILE...\n",
		stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	struct plan plan = { .largest = 65536, .dice = { 1 } };
	int failed = 0;
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		unsigned long value = strtoul(argv[i + 1], NULL, 0);

		if (strcmp(argv[i], "--mutate") == 0)
			plan.mutations = value;
		else if (strcmp(argv[i], "--seed") == 0)
			plan.dice.state = value;
		else if (strcmp(argv[i], "--largest") == 0)
			plan.largest = value;
		else
			return usage();
	}
	if (i == argc)
		return usage();
	plain_dice = plan.dice;
	for (; i < argc; i++)
		failed += !replay(&plan, argv[i]);
	printf("%zu inputs run, %d could not be read\n", runs, failed);
	return failed != 0;
}
