/* SPDX-License-Identifier: MIT */
/*
 * Devices for tests: the image that a builder describes, whatever its size,
 * and a spy before any device that counts, fails and waits.
 */
#ifndef TESTS_SUPPORT_DEVICES_H
#define TESTS_SUPPORT_DEVICES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/builder.h"
#include "io/device.h"

/* Reads the image of a builder, which stays the caller's. */
struct device *builder_device(const struct builder *builder);

/* Lives in a test, which gives away &spy.device. */
struct spy {
	struct device device;
	struct device *below; /* closed with the spy */
	atomic_uint reads;
	atomic_ullong bytes;   /* that reads delivered */
	atomic_ullong highest; /* offset behind the last byte delivered */
	atomic_uint closes;

	/* The read of this number, from 1, fails; 0: none does. */
	unsigned fail_at;
	int failure;  /* what it returns */
	uint64_t end; /* nothing is read from here on, as if cut short */
	/* Called before each read, if set. */
	void (*hook)(struct spy *spy, uint64_t offset, size_t length);
	void *context;
};

void spy_init(struct spy *spy, struct device *below);
/* Forget what was counted. */
void spy_reset(struct spy *spy);

#endif
