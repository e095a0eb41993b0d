/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without a fuzzer:
 *
 *	replay [--mutate N] [--seed S] FILE...
 *
 * over files as they are and over what recipes describe, and over N mutations
 * of each. Everything follows from the seed. When the target ends the program,
 * the input at fault is left in "replay-input".
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tests/builder/recipe.h"
#include "dice.h"
#include "mutate.h"

#define RECIPE_LIMIT (UINT64_C(1) << 20) /* bytes of the file described */
#define MUTATED_MAX  65536               /* larger inputs are run as they are */
#define ROUNDS_MAX   4                   /* mutations upon mutations */

static const char *volatile current_name;
static const uint8_t *volatile current_data;
static volatile size_t current_size;
static struct dice plain_dice;
static size_t runs;

/* Present in programs that were built with a sanitizer. */
void
__sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void
leave_input(void)
{
	int fd = open("replay-input", O_WRONLY | O_CREAT | O_TRUNC, 0666);
	const char *name = current_name;

	if (fd >= 0) {
		const uint8_t *data = current_data;
		size_t left = current_size;

		while (left > 0) {
			ssize_t n = write(fd, data, left);

			if (n <= 0)
				break;
			data += n;
			left -= (size_t)n;
		}
		close(fd);
	}
	if (name && write(2, name, strlen(name)) > 0)
		(void)!write(2, ": see replay-input\n", 19);
}

static void
catch_signal(int number)
{
	leave_input();
	signal(number, SIG_DFL);
	raise(number);
}

static void
prepare_for_the_worst(void)
{
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(leave_input);
	else
		signal(SIGSEGV, catch_signal);
	signal(SIGABRT, catch_signal);
	signal(SIGALRM, catch_signal);
}

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
run(const uint8_t *data, size_t size)
{
	/* A copy of the very size, so that a byte beyond it is noticed. */
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy) {
		perror("replay");
		exit(1);
	}
	memcpy(copy, data, size);
	current_data = copy;
	current_size = size;
	alarm(60);
	(void)LLVMFuzzerTestOneInput(copy, size);
	alarm(0);
	runs++;
	free(copy);
}

static void
run_mutations(const uint8_t *data, size_t size, unsigned long count,
	struct dice *dice)
{
	static uint8_t mutated[2 * MUTATED_MAX];

	if (size > MUTATED_MAX)
		return;
	for (unsigned long i = 0; i < count; i++) {
		size_t now = size;
		size_t rounds = 1 + dice_below(dice, ROUNDS_MAX);

		memcpy(mutated, data, size);
		for (; rounds > 0; rounds--)
			now = LLVMFuzzerCustomMutator(mutated, now,
				sizeof mutated, (unsigned)dice_roll(dice));
		run(mutated, now);
	}
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
replay(const char *path, unsigned long mutations, struct dice *dice)
{
	uint8_t *data;
	size_t size;

	if (!read_file(path, &data, &size))
		return false;
	if (ends_with(path, ".recipe") && !render(path, &data, &size))
		return false;
	current_name = path;
	run(data, size);
	run_mutations(data, size, mutations, dice);
	free(data);
	return true;
}

static int
usage(void)
{
	fputs("usage: replay [--mutate N] [--seed S] FILE...\n", stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	unsigned long mutations = 0;
	struct dice dice = { 1 };
	int failed = 0;
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--mutate") == 0)
			mutations = strtoul(argv[i + 1], NULL, 0);
		else if (strcmp(argv[i], "--seed") == 0)
			dice.state = strtoul(argv[i + 1], NULL, 0);
		else
			return usage();
	}
	if (i == argc)
		return usage();
	plain_dice.state = dice.state;
	prepare_for_the_worst();
	for (; i < argc; i++)
		failed += !replay(argv[i], mutations, &dice);
	printf("%zu inputs run, %d could not be read\n", runs, failed);
	return failed != 0;
}
