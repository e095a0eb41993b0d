/* SPDX-License-Identifier: MIT */
/*
 * Choices of a fuzz target or a mutation: numbers that follow from a seed
 * alone, so that every run can be repeated (the generator is SplitMix64).
 */
#ifndef FUZZ_DICE_H
#define FUZZ_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

static inline uint64_t
dice_roll(struct dice *dice)
{
	uint64_t x = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* From 0 to limit - 1; 0 if the limit is 0. */
static inline size_t
dice_below(struct dice *dice, size_t limit)
{
	return limit ? (size_t)(dice_roll(dice) % limit) : 0;
}

/* Dice that follow from some bytes of an input, its size included. */
static inline struct dice
dice_from(const uint8_t *bytes, size_t size)
{
	struct dice dice = { size };

	for (size_t i = 0; i < size; i += 1 + size / 256)
		dice.state = (dice.state ^ bytes[i]) * UINT64_C(0x100000001b3);
	return dice;
}

#endif
