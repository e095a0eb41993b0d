/* SPDX-License-Identifier: MIT */
#include "support/trial.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "support/suite.h"

#define PAGE_SHIFT  12
#define PAGE        ((size_t)1 << PAGE_SHIFT)
#define TABLE_SHIFT 10
#define TABLE       ((size_t)1 << TABLE_SHIFT)

static struct trial *
from_device(struct device *device)
{
	return container_of(device, struct trial, device);
}

static void *
sure(void *pointer)
{
	ck_assert_ptr_nonnull(pointer);
	return pointer;
}

/* The page of an offset; NULL if there is none and `make` is false. */
static uint8_t *
page_of(struct trial *trial, uint64_t offset, bool make)
{
	uint64_t page = offset >> PAGE_SHIFT;
	size_t table = (size_t)(page >> TABLE_SHIFT);
	uint8_t **slot;

	if (table >= trial->table_count) {
		size_t count = table + table / 2 + 1;

		if (!make)
			return NULL;
		trial->tables = sure(realloc(trial->tables,
			count * sizeof *trial->tables));
		memset(trial->tables + trial->table_count, 0,
			(count - trial->table_count) * sizeof *trial->tables);
		trial->table_count = count;
	}
	if (!trial->tables[table]) {
		if (!make)
			return NULL;
		trial->tables[table] = sure(calloc(TABLE,
			sizeof **trial->tables));
	}
	slot = &trial->tables[table][page & (TABLE - 1)];
	if (!*slot && make) {
		*slot = sure(calloc(1, PAGE));
		trial->held += PAGE;
	}
	return *slot;
}

static void
put(struct trial *trial, uint64_t offset, const uint8_t *bytes, size_t length)
{
	while (length != 0) {
		size_t at = (size_t)offset & (PAGE - 1);
		size_t n = PAGE - at < length ? PAGE - at : length;
		uint8_t *page = page_of(trial, offset, false);
		size_t zeros = 0;

		while (!page && zeros < n && bytes[zeros] == 0)
			zeros++;
		if (zeros < n)
			memcpy(page_of(trial, offset, true) + at, bytes, n);
		offset += n;
		bytes += n;
		length -= n;
	}
	if (offset > trial->size)
		trial->size = offset;
}

static void
cut(struct trial *trial, uint64_t size)
{
	uint64_t pages = (size + PAGE - 1) >> PAGE_SHIFT;

	if (size < trial->size && (size & (PAGE - 1))) {
		uint8_t *page = page_of(trial, size, false);

		if (page)
			memset(page + (size & (PAGE - 1)), 0,
				PAGE - (size & (PAGE - 1)));
	}
	for (size_t t = (size_t)(pages >> TABLE_SHIFT);
		size < trial->size && t < trial->table_count; t++) {
		for (size_t i = 0; trial->tables[t] && i < TABLE; i++) {
			if (((uint64_t)t << TABLE_SHIFT) + i < pages ||
				!trial->tables[t][i])
				continue;
			free(trial->tables[t][i]);
			trial->tables[t][i] = NULL;
			trial->held -= PAGE;
		}
	}
	trial->size = size;
}

static struct trial_change *
record(struct trial *trial, enum trial_kind kind, uint64_t offset)
{
	struct trial_change *change;

	if (trial->log_count == trial->log_capacity) {
		trial->log_capacity = trial->log_capacity * 2 + 64;
		trial->log = sure(realloc(trial->log,
			trial->log_capacity * sizeof *trial->log));
	}
	change = &trial->log[trial->log_count++];
	change->kind = kind;
	change->offset = offset;
	change->length = 0;
	change->bytes = NULL;
	return change;
}

/* Is it the turn of this change to fail? */
static int
refused(struct trial *trial, uint64_t end)
{
	unsigned number = ++trial->changes;

	if (trial->fail_at && (number == trial->fail_at ||
		(trial->fail_on && number > trial->fail_at)))
		return IO_WRITE | trial->failure;
	return end > trial->limit ? IO_WRITE | ENOSPC : 0;
}

static int
read_at(struct device *device, uint64_t offset, const struct iovec *buffers,
	int count, size_t *done)
{
	struct trial *trial = from_device(device);

	*done = 0;
	trial->reads++;
	if (trial->fail_read_at && (trial->reads == trial->fail_read_at ||
		(trial->fail_reads_on && trial->reads > trial->fail_read_at)))
		return IO_READ | EIO;
	for (int i = 0; i < count; i++) {
		uint8_t *to = buffers[i].iov_base;
		size_t left = buffers[i].iov_len;

		if (offset >= trial->size)
			break;
		if (left > trial->size - offset)
			left = (size_t)(trial->size - offset);
		while (left != 0) {
			size_t at = (size_t)offset & (PAGE - 1);
			size_t n = PAGE - at < left ? PAGE - at : left;
			uint8_t *page = page_of(trial, offset, false);

			if (page)
				memcpy(to, page + at, n);
			else
				memset(to, 0, n);
			to += n;
			offset += n;
			left -= n;
			*done += n;
		}
	}
	return 0;
}

static int
write_at(struct device *device, uint64_t offset, const struct iovec *buffers,
	int count)
{
	struct trial *trial = from_device(device);
	uint64_t total = 0;
	int status;

	for (int i = 0; i < count; i++)
		total += buffers[i].iov_len;
	if (trial->never)
		ck_assert(offset + total <= trial->never ||
			offset >= trial->never + PAGE);
	status = refused(trial, offset + total);
	if (status && offset == 0)
		trial->lost_sync = true;
	if (status && !trial->partly)
		return status;
	for (int i = 0; i < count; i++) {
		size_t length = buffers[i].iov_len;

		if (status)
			length /= 2;
		if (offset + length > trial->limit)
			break;
		if (trial->logging && length) {
			struct trial_change *change = record(trial,
				TRIAL_WRITE, offset);

			change->length = length;
			change->bytes = sure(malloc(length));
			memcpy(change->bytes, buffers[i].iov_base, length);
		}
		put(trial, offset, buffers[i].iov_base, length);
		offset += length;
		if (status)
			break;
	}
	return status;
}

static int
get_size(struct device *device, uint64_t *size)
{
	*size = from_device(device)->size;
	return 0;
}

static int
resize(struct device *device, uint64_t size)
{
	struct trial *trial = from_device(device);
	int status = refused(trial, size);

	if (status)
		return status;
	if (trial->logging)
		record(trial, TRIAL_RESIZE, size);
	cut(trial, size);
	return 0;
}

static int
sync_all(struct device *device)
{
	struct trial *trial = from_device(device);
	int status = refused(trial, 0);

	if (status)
		trial->lost_sync = true;
	if (status == 0 && trial->logging)
		record(trial, TRIAL_SYNC, 0);
	return status;
}

static void
close_trial(struct device *device)
{
	from_device(device)->closes++;
}

/* The same, telling that the device works. */

static int
busy_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	bool *busy = from_device(device)->busy;
	int status;

	if (busy)
		*busy = true;
	status = read_at(device, offset, buffers, count, done);
	if (busy)
		*busy = false;
	return status;
}

static int
busy_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	bool *busy = from_device(device)->busy;
	int status;

	if (busy)
		*busy = true;
	status = write_at(device, offset, buffers, count);
	if (busy)
		*busy = false;
	return status;
}

static const struct device_ops trial_ops = {
	.read_at = busy_read_at,
	.write_at = busy_write_at,
	.size = get_size,
	.resize = resize,
	.sync = sync_all,
	.close = close_trial,
};

void
trial_init(struct trial *trial)
{
	memset(trial, 0, sizeof *trial);
	trial->device.ops = &trial_ops;
	trial->limit = UINT64_MAX;
}

void
trial_init_with(struct trial *trial, const void *bytes, size_t length)
{
	trial_init(trial);
	put(trial, 0, bytes, length);
}

void
trial_log_clear(struct trial *trial)
{
	for (size_t i = 0; i < trial->log_count; i++)
		free(trial->log[i].bytes);
	trial->log_count = 0;
}

void
trial_log(struct trial *trial)
{
	trial_log_clear(trial);
	trial->logging = true;
}

void
trial_done(struct trial *trial)
{
	cut(trial, 0);
	for (size_t t = 0; t < trial->table_count; t++) {
		for (size_t i = 0; trial->tables[t] && i < TABLE; i++)
			free(trial->tables[t][i]);
		free(trial->tables[t]);
	}
	free(trial->tables);
	trial_log_clear(trial);
	free(trial->log);
}

void
trial_apply(struct trial *trial, const struct trial_change *change,
	size_t length)
{
	if (change->kind == TRIAL_WRITE)
		put(trial, change->offset, change->bytes, length);
	else if (change->kind == TRIAL_RESIZE)
		cut(trial, change->offset);
}

uint8_t *
trial_bytes(struct trial *trial, size_t *length)
{
	uint8_t *bytes = sure(malloc((size_t)trial->size + 1));
	struct iovec buffer = { bytes, (size_t)trial->size };
	unsigned reads = trial->reads;

	trial->reads = 0;
	ck_assert_int_eq(read_at(&trial->device, 0, &buffer, 1, length), 0);
	trial->reads = reads;
	return bytes;
}

struct view {
	struct device device;
	struct trial *trial;
};

static int
view_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	struct trial *trial = container_of(device, struct view,
		device)->trial;
	unsigned at = trial->fail_read_at;
	int status;

	trial->fail_read_at = 0;
	status = read_at(&trial->device, offset, buffers, count, done);
	trial->fail_read_at = at;
	trial->reads--;
	return status;
}

static int
view_size(struct device *device, uint64_t *size)
{
	*size = container_of(device, struct view, device)->trial->size;
	return 0;
}

static void
view_close(struct device *device)
{
	free(container_of(device, struct view, device));
}

static const struct device_ops view_ops = {
	.read_at = view_read_at,
	.size = view_size,
	.close = view_close,
};

struct device *
trial_view(struct trial *trial)
{
	struct view *view = sure(malloc(sizeof *view));

	view->device.ops = &view_ops;
	view->trial = trial;
	return &view->device;
}
