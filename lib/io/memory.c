/* SPDX-License-Identifier: MIT */
/*
 * Reads are copies out of the block. A block that can be written is the
 * device's own and grows by half, so that appending costs linear time.
 */
#include "io/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/container.h"

struct memory_device {
	struct device device;
	const uint8_t *bytes;
	uint8_t *own; /* the same block if it can be written, else NULL */
	size_t length;
	size_t capacity;
	size_t limit;
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
memory_resize(struct device *device, uint64_t size)
{
	struct memory_device *memory = from_device(device);

	if (size > memory->limit)
		return IO_WRITE | ENOSPC;
	if (size > memory->capacity) {
		size_t capacity = memory->capacity + memory->capacity / 2;
		uint8_t *own;

		if (capacity < size)
			capacity = (size_t)size;
		own = realloc(memory->own, capacity);
		if (!own)
			return IO_WRITE | ENOMEM;
		memory->bytes = memory->own = own;
		memory->capacity = capacity;
	}
	if (size > memory->length)
		memset(memory->own + memory->length, 0,
			(size_t)size - memory->length);
	memory->length = (size_t)size;
	return 0;
}

static int
memory_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	struct memory_device *memory = from_device(device);

	for (int i = 0; i < count; i++) {
		uint64_t end;

		if (buffers[i].iov_len == 0)
			continue;
		if (!checked_add64(offset, buffers[i].iov_len, &end))
			return IO_WRITE | EFBIG;
		if (end > memory->length) {
			int status = memory_resize(device, end);

			if (status != 0)
				return status;
		}
		memcpy(memory->own + offset, buffers[i].iov_base,
			buffers[i].iov_len);
		offset = end;
	}
	return 0;
}

static int
memory_refuse_write(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	(void)device;
	(void)offset;
	(void)buffers;
	(void)count;
	return IO_WRITE | EBADF;
}

static int
memory_refuse_resize(struct device *device, uint64_t size)
{
	(void)device;
	(void)size;
	return IO_WRITE | EBADF;
}

static int
memory_sync(struct device *device)
{
	(void)device;
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
	free(from_device(device)->own);
	free(from_device(device));
}

static const struct device_ops constant_ops = {
	.read_at = memory_read_at,
	.write_at = memory_refuse_write,
	.size = memory_size,
	.resize = memory_refuse_resize,
	.sync = memory_sync,
	.close = memory_close,
};

static const struct device_ops writable_ops = {
	.read_at = memory_read_at,
	.write_at = memory_write_at,
	.size = memory_size,
	.resize = memory_resize,
	.sync = memory_sync,
	.close = memory_close,
};

int
memory_device_open(const void *bytes, size_t length, struct device **device)
{
	struct memory_device *memory = calloc(1, sizeof *memory);

	if (!memory)
		return IO_OPEN | ENOMEM;
	memory->device.ops = &constant_ops;
	memory->bytes = bytes;
	memory->length = length;
	*device = &memory->device;
	return 0;
}

int
memory_device_create(const void *bytes, size_t length, size_t limit,
	struct device **device)
{
	struct memory_device *memory = calloc(1, sizeof *memory);

	if (!memory)
		return IO_OPEN | ENOMEM;
	memory->device.ops = &writable_ops;
	memory->limit = limit;
	if (memory_resize(&memory->device, length) != 0) {
		memory_close(&memory->device);
		return IO_OPEN | ENOMEM;
	}
	if (length != 0)
		memcpy(memory->own, bytes, length);
	*device = &memory->device;
	return 0;
}

const void *
memory_device_bytes(struct device *device, size_t *length)
{
	struct memory_device *memory = from_device(device);

	*length = memory->length;
	return memory->bytes;
}
