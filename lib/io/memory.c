/* SPDX-License-Identifier: MIT */
/* Reads are copies out of the caller's block. */
#include "io/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/container.h"

struct memory_device {
	struct device device;
	const uint8_t *bytes;
	size_t length;
};

static struct memory_device *
from_device(struct device *device)
{
	return container_of(device, struct memory_device, device);
}

static int
memory_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	struct memory_device *memory = from_device(device);

	*done = 0;
	for (int i = 0; i < count && offset < memory->length; i++) {
		size_t n = min_size(buffers[i].iov_len,
			memory->length - (size_t)offset);

		if (n != 0)
			memcpy(buffers[i].iov_base, memory->bytes + offset, n);
		offset += n;
		*done += n;
	}
	return 0;
}

static int
memory_size(struct device *device, uint64_t *size)
{
	*size = from_device(device)->length;
	return 0;
}

static void
memory_close(struct device *device)
{
	free(from_device(device));
}

static const struct device_ops memory_ops = {
	.read_at = memory_read_at,
	.size = memory_size,
	.close = memory_close,
};

int
memory_device_open(const void *bytes, size_t length, struct device **device)
{
	struct memory_device *memory = malloc(sizeof *memory);

	if (!memory)
		return IO_OPEN | ENOMEM;
	memory->device.ops = &memory_ops;
	memory->bytes = bytes;
	memory->length = length;
	*device = &memory->device;
	return 0;
}
