/* SPDX-License-Identifier: MIT */
#include "cfb/gather.h"

#include <stdlib.h>
#include <string.h>

#include "cfb/status.h"

#define ROOM_MIN 512

int
cfb_gather_add(struct cfb_gather *gather, uint64_t offset, const void *bytes,
	size_t length)
{
	size_t needed = gather->length + length;

	if (needed > gather->capacity) {
		size_t capacity = gather->capacity * 2;
		uint8_t *larger;

		if (capacity < needed)
			capacity = needed < ROOM_MIN ? ROOM_MIN : needed;
		larger = realloc(gather->bytes, capacity);
		if (!larger)
			return CFB_NO_MEMORY;
		gather->bytes = larger;
		gather->capacity = capacity;
	}
	if (gather->length == 0)
		gather->offset = offset;
	memcpy(gather->bytes + gather->length, bytes, length);
	gather->length = needed;
	return CFB_OK;
}

void
cfb_gather_done(struct cfb_gather *gather)
{
	free(gather->bytes);
	memset(gather, 0, sizeof *gather);
}
