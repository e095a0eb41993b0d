/* SPDX-License-Identifier: MIT */
/* It doubles, so that many small pieces cost what few large ones do. */
#include "oleps/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

bool
oleps_reserve(struct oleps_buffer *buffer, size_t more)
{
	size_t room = buffer->room;
	uint8_t *data;

	if (buffer->failed)
		return false;
	if (more <= room - buffer->size)
		return true;
	while (room - buffer->size < more) {
		if (room > SIZE_MAX / 4) {
			buffer->failed = true;
			return false;
		}
		room = room * 2 + 256;
	}
	data = realloc(buffer->data, room);
	if (data == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->room = room;
	return true;
}

void
oleps_add(struct oleps_buffer *buffer, const void *bytes, size_t size)
{
	if (size != 0 && oleps_reserve(buffer, size)) {
		memcpy(buffer->data + buffer->size, bytes, size);
		buffer->size += size;
	}
}

void
oleps_add16(struct oleps_buffer *buffer, uint16_t value)
{
	uint8_t bytes[2];

	put_le16(bytes, value);
	oleps_add(buffer, bytes, sizeof bytes);
}

void
oleps_add32(struct oleps_buffer *buffer, uint32_t value)
{
	uint8_t bytes[4];

	put_le32(bytes, value);
	oleps_add(buffer, bytes, sizeof bytes);
}

void
oleps_add64(struct oleps_buffer *buffer, uint64_t value)
{
	uint8_t bytes[8];

	put_le64(bytes, value);
	oleps_add(buffer, bytes, sizeof bytes);
}

void
oleps_pad(struct oleps_buffer *buffer, size_t start)
{
	static const uint8_t zeros[4];
	size_t over = (buffer->size - start) % 4;

	if (!buffer->failed && over != 0)
		oleps_add(buffer, zeros, 4 - over);
}
