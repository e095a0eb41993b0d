/* SPDX-License-Identifier: MIT */
/* An input as a byte array that can be read and nothing else. */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include <stg/lockbytes.h>

struct bytes {
	ILockBytes ILockBytes_iface;
	const uint8_t *data;
	size_t size;
	ULONG refs; /* 1 for whoever made it; nothing is freed at 0 */
};

void bytes_init(struct bytes *bytes, const uint8_t *data, size_t size);

#endif
