/* SPDX-License-Identifier: MIT */
/* A block of memory as a device; the fuzz targets and tests live on it. */
#ifndef STG_IO_MEMORY_H
#define STG_IO_MEMORY_H

#include "io/device.h"

/** Read `length` bytes at `bytes`, which stay the caller's. */
MUST_CHECK int memory_device_open(const void *bytes, size_t length,
	struct device **device);

/**
 * A device that can be written and grows up to `limit` bytes; writing beyond
 * is ENOSPC. It begins with a copy of `bytes`.
 */
MUST_CHECK int memory_device_create(const void *bytes, size_t length,
	size_t limit, struct device **device);

/** What a device that memory_device_create() made holds now. */
const void *memory_device_bytes(struct device *device, size_t *length);

#endif
