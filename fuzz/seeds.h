/* SPDX-License-Identifier: MIT */
/*
 * The main function of drivers whose inputs are small streams: runs the target
 * over some of them and FUZZ_RUNS mutations, from FUZZ_SEED. With a directory,
 * writes them there instead, to begin fuzzing with.
 */
#ifndef FUZZ_SEEDS_H
#define FUZZ_SEEDS_H

#include <stddef.h>
#include <stdint.h>

#define SEED_MOST 8192 /* bytes of an input, mutated ones included */

struct seed {
	const void *bytes;
	size_t size;
};

int seeds_main(int argc, char **argv, const struct seed *seeds, size_t count,
	uint64_t runs);

#endif
