/* SPDX-License-Identifier: MIT */
/* Changes to an input know nothing of what is in it. */
#include "seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dice.h"

#define CHANGES 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t
number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static int
write_seeds(const char *directory, const struct seed *seeds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[512];
		FILE *file;

		snprintf(path, sizeof path, "%s/seed-%zu", directory, i);
		file = fopen(path, "wb");
		if (!file || fwrite(seeds[i].bytes, 1, seeds[i].size, file) !=
			seeds[i].size || fclose(file) != 0) {
			perror(path);
			return 1;
		}
	}
	return 0;
}

/* A bit, a number that is larger than it should be, the end, or more bytes. */
static void
change(struct dice *dice, uint8_t *bytes, size_t *size)
{
	static const uint8_t numbers[] = { 0, 1, 4, 0x1F, 0x7F, 0x80, 0xFE,
		0xFF };
	size_t at = dice_below(dice, *size);
	uint8_t number = numbers[dice_below(dice, sizeof numbers)];

	switch (dice_below(dice, 5)) {
	case 0:
		bytes[at] ^= (uint8_t)(1U << dice_below(dice, 8));
		break;
	case 1:
		*size = at + 1;
		break;
	case 2:
		if (*size < SEED_MOST)
			bytes[(*size)++] = (uint8_t)dice_roll(dice);
		break;
	case 3:
		for (size_t i = at; i < *size && i < at + 4; i++)
			bytes[i] = dice_below(dice, 2) ? 0xFF : number;
		break;
	default:
		bytes[at] = number;
		break;
	}
}

int
seeds_main(int argc, char **argv, const struct seed *seeds, size_t count,
	uint64_t runs)
{
	static uint8_t bytes[SEED_MOST];
	struct dice dice = { number_of("FUZZ_SEED", 1) };

	runs = number_of("FUZZ_RUNS", runs);
	if (argc == 2)
		return write_seeds(argv[1], seeds, count);
	for (size_t i = 0; i < count; i++)
		LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].size);
	for (uint64_t run = 0; run < runs; run++) {
		const struct seed *seed = &seeds[dice_below(&dice, count)];
		size_t size = seed->size;

		memcpy(bytes, seed->bytes, size);
		for (size_t n = dice_below(&dice, CHANGES) + 1; n > 0; n--)
			change(&dice, bytes, &size);
		LLVMFuzzerTestOneInput(bytes, size);
	}
	printf("%zu seeds, %llu mutations\n", count, (unsigned long long)runs);
	return 0;
}
