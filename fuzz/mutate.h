/* SPDX-License-Identifier: MIT */
/* What libFuzzer and the replay driver share. */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* The target. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Changes a compound file in place; returns its new size. */
size_t mutate_file(
	uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* Changes an input in place; returns its new size, at most `max_size`. */
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* Knows nothing of the format; libFuzzer's, or the replay driver's own. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif
