/* SPDX-License-Identifier: MIT */
/*
 * Mutations of inputs of fuzz_edit: of the image that they may begin with, by
 * what is known of the format, or of the changes behind it.
 */
#include <string.h>

#include "base/bytes.h"
#include "dice.h"
#include "edit_input.h"
#include "mutate.h"

#define ROUNDS 6

static size_t
mutate_image(uint8_t *data, size_t size, size_t max_size, struct dice *dice)
{
	static uint8_t changes[EDIT_INPUT_MAX];
	size_t length = edit_image_length(data, size);
	size_t rest = size - EDIT_IMAGE - length;
	size_t room = max_size - EDIT_IMAGE - rest;
	size_t rounds = 1 + dice_below(dice, ROUNDS);

	if (rest > sizeof changes)
		return size;
	memcpy(changes, data + EDIT_IMAGE + length, rest);
	if (room > EDIT_IMAGE_MAX)
		room = EDIT_IMAGE_MAX;
	for (; rounds > 0 && length <= room; rounds--)
		length = mutate_file(data + EDIT_IMAGE, length, room,
			(unsigned)dice_roll(dice));
	put_le16(data + 1, (uint16_t)length);
	memcpy(data + EDIT_IMAGE + length, changes, rest);
	return EDIT_IMAGE + length + rest;
}

size_t
LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct dice dice = { .state = seed };
	size_t before;

	if (!edit_has_image(data, size) || max_size > EDIT_INPUT_MAX ||
		dice_below(&dice, 8) == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	if (dice_below(&dice, 2))
		return mutate_image(data, size, max_size, &dice);
	before = EDIT_IMAGE + edit_image_length(data, size);
	return before + LLVMFuzzerMutate(data + before, size - before,
		max_size - before);
}
