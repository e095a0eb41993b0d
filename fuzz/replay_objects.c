/* SPDX-License-Identifier: MIT */
/*
 * Runs fuzz_objects without a fuzzer, over one stream of each kind and
 * FUZZ_RUNS mutations of them, from FUZZ_SEED. With a directory, writes the
 * streams there instead, to begin fuzzing with.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dice.h"

#define INPUT_MOST 1024
#define CHANGES    6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BYTES(text) { text, sizeof(text) - 1 }
#define ZEROS4      "\0\0\0\0"
#define ZEROS16     ZEROS4 ZEROS4 ZEROS4 ZEROS4
#define CLSID16     "0123456789abcdef"

static const struct {
	const char *bytes;
	size_t length;
} seeds[] = {
	/* \1CompObj, with names and with numbers */
	BYTES("\1\0\xFE\xFF\3\x0A\0\0\xFF\xFF\xFF\xFF" CLSID16
	      "\6\0\0\0Chart\0\4\0\0\0Fmt\0\4\0\0\0A.1\0"
	      "\xF4\x39\xB2\x71\4\0\0\0C\0\0\0\6\0\0\0F\0f\0\0\0\0\0\0\0"),
	BYTES("\1\0\xFE\xFF\3\x0A\0\0\xFF\xFF\xFF\xFF" CLSID16
	      "\2\0\0\0C\0\xFF\xFF\xFF\xFF\x0D\0\0\0\0\0\0\0"
	      "\xF4\x39\xB2\x71" ZEROS4 ZEROS4 ZEROS4),
	/* \1Ole, embedded and linked */
	BYTES("\1\0\0\2\4\0\0\0" ZEROS4 ZEROS4 "\x0A\0\0\0moniks"),
	BYTES("\1\0\0\2\1\0\0\0\1\0\0\0" ZEROS4 ZEROS4
	      "\6\0\0\0re\x08\0\0\0abso\xFF\xFF\xFF\xFF" CLSID16
	      "\2\0\0\0\0\0" ZEROS4 ZEROS16 ZEROS4 ZEROS4),
	/* \1Ole10Native, a Package with and without Unicode, an item */
	BYTES("\3\0\0\0abc"),
	BYTES("\2\0a.txt\0C:\\a.txt\0\0\0\3\0\2\0\0\0t\0\4\0\0\0data"
	      "\1\0\0\0t\0\1\0\0\0a\0\1\0\0\0C\0"),
	BYTES("\2\0a\0b\0\0\0\3\0\2\0\0\0t\0\1\0\0\0d\0\0"),
	BYTES("\5\0\0\0item\0"),
	/* \2OlePres000 with a table of contents; \3ObjInfo */
	BYTES("\xFF\xFF\xFF\xFF\3\0\0\0\4\0\0\0\1\0\0\0\xFF\xFF\xFF\xFF\2\0\0\0"
	      "\0\0\0\0\x10\0\0\0\x10\0\0\0\4\0\0\0meta" ZEROS16
	      "\0\0NANI\1\0\0\0"),
	BYTES("\x40\0\3\0\1\0"),
	/* objects of OLE 1 */
	BYTES("\1\5\0\0\2\0\0\0\4\0\0\0A.1\0" ZEROS4 "\2\0\0\0i\0\3\0\0\0xyz"
	      "\1\5\0\0\5\0\0\0\x0D\0\0\0METAFILEPICT\0\x10\0\0\0\xF0\xFF\xFF"
	      "\xFF\x0C\0\0\0\10\0\0\0\0\0\0\0meta"),
	BYTES("\1\5\0\0\1\0\0\0\4\0\0\0A.1\0\5\0\0\0C:\\a\0\2\0\0\0i\0" ZEROS4
	      ZEROS4 "\2\0\0\0\1\5\0\0" ZEROS4),
};

#define SEEDS (sizeof seeds / sizeof seeds[0])

static uint64_t
number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static int
write_seeds(const char *directory)
{
	for (size_t i = 0; i < SEEDS; i++) {
		char path[512];
		FILE *file;

		snprintf(path, sizeof path, "%s/object-%zu", directory, i);
		file = fopen(path, "wb");
		if (!file || fwrite(seeds[i].bytes, 1, seeds[i].length,
			file) != seeds[i].length || fclose(file) != 0) {
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
	static const uint8_t numbers[] = { 0, 1, 4, 0x7F, 0x80, 0xFE, 0xFF };
	size_t at = dice_below(dice, *size);

	switch (dice_below(dice, 5)) {
	case 0:
		bytes[at] ^= (uint8_t)(1U << dice_below(dice, 8));
		break;
	case 1:
		*size = at + 1;
		break;
	case 2:
		if (*size < INPUT_MOST)
			bytes[(*size)++] = (uint8_t)dice_roll(dice);
		break;
	case 3:
		for (size_t i = at; i < *size && i < at + 4; i++)
			bytes[i] = 0xFF;
		break;
	default:
		bytes[at] = numbers[dice_below(dice, sizeof numbers)];
		break;
	}
}

int
main(int argc, char **argv)
{
	struct dice dice = { number_of("FUZZ_SEED", 1) };
	uint64_t runs = number_of("FUZZ_RUNS", 20000);

	if (argc == 2)
		return write_seeds(argv[1]);
	for (size_t i = 0; i < SEEDS; i++)
		LLVMFuzzerTestOneInput(
			(const uint8_t *)seeds[i].bytes, seeds[i].length);
	for (uint64_t run = 0; run < runs; run++) {
		size_t which = dice_below(&dice, SEEDS);
		size_t size = seeds[which].length;
		uint8_t bytes[INPUT_MOST];

		memcpy(bytes, seeds[which].bytes, size);
		for (size_t n = dice_below(&dice, CHANGES) + 1; n > 0; n--)
			change(&dice, bytes, &size);
		LLVMFuzzerTestOneInput(bytes, size);
	}
	printf("%zu streams, %llu mutations\n", SEEDS,
		(unsigned long long)runs);
	return 0;
}
