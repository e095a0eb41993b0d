/* SPDX-License-Identifier: MIT */
/* Bytes in the making. A buffer that failed stays so, and is asked once. */
#ifndef STG_OLEPS_BUFFER_H
#define STG_OLEPS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct oleps_buffer {
	uint8_t *data;
	size_t size, room;
	bool failed; /* no memory */
};

/** Room for `more` bytes behind the others; false: failed. */
bool oleps_reserve(struct oleps_buffer *buffer, size_t more);

void oleps_add(struct oleps_buffer *buffer, const void *bytes, size_t size);
void oleps_add16(struct oleps_buffer *buffer, uint16_t value);
void oleps_add32(struct oleps_buffer *buffer, uint32_t value);
void oleps_add64(struct oleps_buffer *buffer, uint64_t value);

/** Zeros, until the size is `start` and a multiple of 4. */
void oleps_pad(struct oleps_buffer *buffer, size_t start);

#endif
