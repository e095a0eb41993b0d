/* SPDX-License-Identifier: MIT */
/* A file of the file system as a device. */
#ifndef STG_IO_FILE_H
#define STG_IO_FILE_H

#include <stdbool.h>
#include <time.h>

#include "io/device.h"

/**
 * Open an existing file for reading. Directories are refused with EISDIR.
 * The descriptor is close-on-exec and the device owns it.
 */
MUST_CHECK int file_device_open(const char *path, struct device **device);

/**
 * The same with a descriptor that could write, if that can be had: exclusive
 * locks take one.
 */
MUST_CHECK int file_device_open_lockable(const char *path,
	struct device **device);

/** Another device on what `device` has open, its locks included. */
MUST_CHECK int file_device_duplicate(struct device *device,
	struct device **duplicate);

/**
 * Copy all bytes of one file from an offset on to another, which is empty; if
 * it is 0, by sharing them where the file system can. Either must be a device
 * of this file.
 */
MUST_CHECK int file_device_copy(struct device *from, struct device *to,
	uint64_t offset);

/** The same, or ENOTSUP where the bytes would have to be copied. */
MUST_CHECK int file_device_clone(struct device *from, struct device *to);

/** The descriptor of such a device, which keeps it. */
int file_device_descriptor(struct device *device);

/** Open an existing file for reading and writing. */
MUST_CHECK int file_device_open_writable(const char *path,
	struct device **device);

/**
 * Create a file, for reading and writing. One that exists is an error
 * (EEXIST) unless `existing` is wanted; its contents stay for now.
 */
MUST_CHECK int file_device_create(const char *path, bool existing,
	struct device **device);

/** A file without a name, in the folder for temporary files (TMPDIR). */
MUST_CHECK int file_device_create_unnamed(struct device **device);

/** The same in memory, for small ones: threads may share it like a file. */
MUST_CHECK int file_device_create_in_memory(struct device **device);

/** The same in the folder of another file, which it may share blocks with. */
MUST_CHECK int file_device_create_beside(const char *path,
	struct device **device);

/** When the file was made, read and written; zero where not known. */
struct file_times {
	struct timespec birth;
	struct timespec access;
	struct timespec modification;
};

/** The times of the file behind a device that file_device_open() made. */
void file_device_times(struct device *device, struct file_times *times);

/** Set the times that are not NULL, as far as that is allowed. */
void file_device_set_times(struct device *device,
	const struct timespec *access, const struct timespec *modification);

#endif
