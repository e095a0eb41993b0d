/* SPDX-License-Identifier: MIT */
/* A block of memory as a device; the fuzz targets and tests live on it. */
#ifndef STG_IO_MEMORY_H
#define STG_IO_MEMORY_H

#include "io/device.h"

/** Read `length` bytes at `bytes`, which stay the caller's. */
MUST_CHECK int memory_device_open(const void *bytes, size_t length,
	struct device **device);

#endif
