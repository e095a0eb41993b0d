/* SPDX-License-Identifier: MIT */
/*
 * What the engine sees of the world: bytes at offsets. A file, a block of
 * memory, a caller's byte array and the faulty devices of the tests all look
 * like this.
 *
 * Status: every function returns an int that is 0 when it did its work.
 * Positive values at or above IO_OPEN are an errno together with the
 * operation that met it; negative values are a foreign device's own code and
 * travel upwards unchanged. The engine's enum cfb_status lies between.
 */
#ifndef STG_IO_DEVICE_H
#define STG_IO_DEVICE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#if defined(__GNUC__)
#define MUST_CHECK __attribute__((warn_unused_result))
#else
#define MUST_CHECK
#endif

#define IO_OPEN  0x1000 /* | errno: opening, creating or asking for a size */
#define IO_READ  0x2000 /* | errno: reading */
#define IO_WRITE 0x3000 /* | errno: writing, resizing, flushing */

#define IO_OPERATION(status) ((status) & 0x7000)
#define IO_ERRNO(status)     ((status) & 0x0FFF)

struct device {
	const struct device_ops *ops;
};

struct device_ops {
	/**
	 * Fill `count` buffers one after the other from the bytes at
	 * `offset`. `done` receives the number of bytes read; it is smaller
	 * than asked for only at the end of the device, which is no error.
	 */
	int (*read_at)(struct device *device, uint64_t offset,
		const struct iovec *buffers, int count, size_t *done);

	/**
	 * Write `count` buffers one after the other at `offset`; the device
	 * grows as needed. All or an error; what was written before an error
	 * is not told.
	 */
	int (*write_at)(struct device *device, uint64_t offset,
		const struct iovec *buffers, int count);

	/** The device's length in bytes. */
	int (*size)(struct device *device, uint64_t *size);

	/** Change the length; new bytes read as zero. */
	int (*resize)(struct device *device, uint64_t size);

	/** Bring everything written to the medium. */
	int (*sync)(struct device *device);

	/** Give everything back. Takes a device that failed as well. */
	void (*close)(struct device *device);
};

static inline MUST_CHECK int
device_read(struct device *device, uint64_t offset, void *buffer,
	size_t length, size_t *done)
{
	struct iovec one = { buffer, length };

	return device->ops->read_at(device, offset, &one, 1, done);
}

static inline MUST_CHECK int
device_readv(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	return device->ops->read_at(device, offset, buffers, count, done);
}

static inline MUST_CHECK int
device_write(struct device *device, uint64_t offset, const void *buffer,
	size_t length)
{
	/* A buffer to write is not written to, whatever its type says. */
	struct iovec one = { (void *)(uintptr_t)buffer, length };

	return device->ops->write_at(device, offset, &one, 1);
}

static inline MUST_CHECK int
device_writev(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	return device->ops->write_at(device, offset, buffers, count);
}

static inline MUST_CHECK int
device_resize(struct device *device, uint64_t size)
{
	return device->ops->resize(device, size);
}

static inline MUST_CHECK int
device_sync(struct device *device)
{
	return device->ops->sync(device);
}

static inline MUST_CHECK int
device_size(struct device *device, uint64_t *size)
{
	return device->ops->size(device, size);
}

static inline void
device_close(struct device *device)
{
	if (device)
		device->ops->close(device);
}

#endif
