/* SPDX-License-Identifier: MIT */
/*
 * What an input of fuzz_edit looks like: a byte of flags; with EDIT_HAS_IMAGE,
 * the length of an image in two bytes, and the image; then changes.
 */
#ifndef FUZZ_EDIT_INPUT_H
#define FUZZ_EDIT_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define EDIT_VERSION_4 1
#define EDIT_HAS_IMAGE 2
#define EDIT_LIMITED   4 /* the device becomes full early */

#define EDIT_IMAGE     3 /* where it begins */
#define EDIT_IMAGE_MAX 65535U
#define EDIT_INPUT_MAX 131072U

static inline bool
edit_has_image(const uint8_t *data, size_t size)
{
	return size >= EDIT_IMAGE && (data[0] & EDIT_HAS_IMAGE);
}

/* Of an input that has one. */
static inline size_t
edit_image_length(const uint8_t *data, size_t size)
{
	size_t length = get_le16(data + 1);

	return length < size - EDIT_IMAGE ? length : size - EDIT_IMAGE;
}

#endif
