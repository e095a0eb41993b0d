/* SPDX-License-Identifier: MIT */
/*
 * Runs fuzz_edit over inputs: files that are named, or as many random ones as
 * a number says, which are the same every time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/memory.h"
#include "cfb/edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 60000

static uint8_t input[INPUT_MAX];

static void
run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	size = fread(input, 1, sizeof input, file);
	fclose(file);
	LLVMFuzzerTestOneInput(input, size);
}

static uint64_t
next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* An empty file with some bytes changed, in front of the changes. */
static size_t
put_image(uint64_t *state)
{
	struct device *device;
	struct cfb_file *file;
	const void *bytes;
	size_t length;

	if (memory_device_create(NULL, 0, SIZE_MAX / 2, &device) != 0 ||
		cfb_file_create(device, *state & 1 ? 4 : 3, &file) != CFB_OK)
		abort();
	bytes = memory_device_bytes(device, &length);
	input[0] = 2;
	input[1] = (uint8_t)length;
	input[2] = (uint8_t)(length >> 8);
	memcpy(input + 3, bytes, length);
	cfb_file_close(file);
	for (uint64_t n = next(state) % 6; n-- > 0;)
		input[3 + next(state) % length] = (uint8_t)next(state);
	return 3 + length;
}

static void
run_random(uint64_t seed)
{
	uint64_t state = seed;
	size_t size = 200 + next(&state) % 3000;
	size_t at = 1;

	input[0] = (uint8_t)(next(&state) & 1);
	if (seed % 3 == 0)
		at = put_image(&state);
	for (size += at; at < size; at++)
		input[at] = (uint8_t)next(&state);
	LLVMFuzzerTestOneInput(input, size);
}

int
main(int argc, char **argv)
{
	const char *count = getenv("FUZZ_INPUTS");
	const char *first = getenv("FUZZ_SEED");
	unsigned long seed = first ? strtoul(first, NULL, 10) : 1;

	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	for (unsigned long n = count ? strtoul(count, NULL, 10) : 200;
		argc == 1 && n-- > 0; seed++) {
		/* The one that failed can be had again by its number. */
		if (getenv("FUZZ_VERBOSE"))
			fprintf(stderr, "seed %lu\n", seed);
		run_random(seed);
	}
	return 0;
}
