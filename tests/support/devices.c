/* SPDX-License-Identifier: MIT */
#include "support/devices.h"

#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "support/suite.h"

struct builder_source {
	struct device device;
	const struct builder *builder;
};

static int
source_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	struct builder_source *source =
		container_of(device, struct builder_source, device);

	*done = 0;
	for (int i = 0; i < count; i++) {
		size_t n = builder_read(source->builder, offset + *done,
			buffers[i].iov_base, buffers[i].iov_len);

		*done += n;
		if (n < buffers[i].iov_len)
			break;
	}
	return 0;
}

static int
source_size(struct device *device, uint64_t *size)
{
	*size = builder_size(
		container_of(device, struct builder_source, device)->builder);
	return 0;
}

static void
source_close(struct device *device)
{
	free(container_of(device, struct builder_source, device));
}

static const struct device_ops source_ops = {
	.read_at = source_read_at,
	.size = source_size,
	.close = source_close,
};

struct device *
builder_device(const struct builder *builder)
{
	struct builder_source *source = malloc(sizeof *source);

	ck_assert_ptr_nonnull(source);
	source->device.ops = &source_ops;
	source->builder = builder;
	return &source->device;
}

static struct spy *
from_device(struct device *device)
{
	return container_of(device, struct spy, device);
}

/* Shorten the buffers so that nothing is read behind the end. */
static int
cut_buffers(struct iovec *buffers, int count, uint64_t left)
{
	for (int i = 0; i < count; i++) {
		if (buffers[i].iov_len >= left) {
			buffers[i].iov_len = (size_t)left;
			return i + 1;
		}
		left -= buffers[i].iov_len;
	}
	return count;
}

static void
raise_highest(struct spy *spy, uint64_t end)
{
	unsigned long long before = atomic_load(&spy->highest);

	while (before < end &&
		!atomic_compare_exchange_weak(&spy->highest, &before, end))
		continue;
}

static int
spy_read_at(struct device *device, uint64_t offset, const struct iovec *buffers,
	int count, size_t *done)
{
	struct spy *spy = from_device(device);
	unsigned number = atomic_fetch_add(&spy->reads, 1) + 1;
	struct iovec cut[64];
	size_t wanted = 0;
	int status;

	if (count > 64)
		abort();
	for (int i = 0; i < count; i++) {
		cut[i] = buffers[i];
		wanted += buffers[i].iov_len;
	}
	if (spy->hook)
		spy->hook(spy, offset, wanted);
	*done = 0;
	if (number == spy->fail_at)
		return spy->failure;
	if (offset >= spy->end)
		return 0;
	count = cut_buffers(cut, count, spy->end - offset);
	status = spy->below->ops->read_at(spy->below, offset, cut, count, done);
	atomic_fetch_add(&spy->bytes, *done);
	if (*done > 0)
		raise_highest(spy, offset + *done);
	return status;
}

static int
spy_size(struct device *device, uint64_t *size)
{
	struct spy *spy = from_device(device);

	return spy->below->ops->size(spy->below, size);
}

static void
spy_close(struct device *device)
{
	struct spy *spy = from_device(device);

	atomic_fetch_add(&spy->closes, 1);
	device_close(spy->below);
	spy->below = NULL;
}

static const struct device_ops spy_ops = {
	.read_at = spy_read_at,
	.size = spy_size,
	.close = spy_close,
};

void
spy_init(struct spy *spy, struct device *below)
{
	memset(spy, 0, sizeof *spy);
	spy->device.ops = &spy_ops;
	spy->below = below;
	spy->end = UINT64_MAX;
	spy_reset(spy);
}

void
spy_reset(struct spy *spy)
{
	atomic_store(&spy->reads, 0);
	atomic_store(&spy->bytes, 0);
	atomic_store(&spy->highest, 0);
}
