/* SPDX-License-Identifier: MIT */
/* A file of the file system as a device. */
#ifndef STG_IO_FILE_H
#define STG_IO_FILE_H

#include "io/device.h"

/**
 * Open an existing file for reading. Directories are refused with EISDIR.
 * The descriptor is close-on-exec and the device owns it.
 */
MUST_CHECK int file_device_open(const char *path, struct device **device);

#endif
