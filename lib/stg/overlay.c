/* SPDX-License-Identifier: MIT */
/*
 * A read takes bytes of the file first and looks then whether they were those
 * of the version: nobody but us is committing, and the header is the one that
 * was seen last. If it is another one, the record that a commit of ours leaves
 * tells since when all were ours. Others hold byte 0x80 while they change the
 * file, and change the header before they give it back, so that nothing of
 * theirs goes unnoticed.
 */
#include "stg/overlay.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <stg/hresult.h>

#include "base/checked.h"
#include "base/container.h"
#include "cfb/header.h"
#include "cfb/record.h"
#include "cfb/status.h"
#include "io/file.h"
#include "stg/blocks.h"
#include "stg/share.h"

/*
 * Records come behind the version, or a little before its end, if that was cut
 * off by who had opened the file before.
 */
#define LOOK_BACK ((uint64_t)16 << 20)

struct overlay {
	struct device device;
	struct device *base;     /* not owned */
	struct device *written;  /* NULL: nothing is */
	struct blocks blocks;    /* of these */
	uint64_t base_size;      /* what lies behind is not in the version */
	uint64_t size;
	uint32_t number;
	uint8_t header[CFB_HEADER_SIZE]; /* of the version */
	uint8_t seen[CFB_HEADER_SIZE]; /* of the file, with no harm done */
	bool committing;
	bool lost;
	/* Contents are read by many threads while another one writes. */
	pthread_rwlock_t lock;
};

static struct overlay *
from_device(struct device *device)
{
	return container_of(device, struct overlay, device);
}

/* --- Is the version whole? -------------------------------------------------*/

static int
read_header(struct device *device, uint8_t header[CFB_HEADER_SIZE])
{
	size_t got = 0;

	memset(header, 0, CFB_HEADER_SIZE);
	return device_read(device, 0, header, CFB_HEADER_SIZE, &got);
}

/* The one that was seen, and nobody is at work who could harm the version. */
static int
look(const struct overlay *overlay, bool *same)
{
	uint8_t header[CFB_HEADER_SIZE];
	int status;

	*same = overlay->committing;
	if (*same || share_foreign_commit(file_device_descriptor(
		overlay->base)) != S_OK)
		return 0;
	status = read_header(overlay->base, header);
	*same = status == 0 && memcmp(header, overlay->seen, sizeof header) ==
		0;
	return status;
}

/* Does the record tell that all were ours since the version? */
static int
look_for_record(struct overlay *overlay, bool *same)
{
	uint8_t header[CFB_HEADER_SIZE];
	struct cfb_header fields;
	uint32_t since = 0;
	int status = read_header(overlay->base, header);

	if (status == 0)
		status = cfb_record_since(overlay->base, header,
			overlay->base_size > LOOK_BACK
				? overlay->base_size - LOOK_BACK : 0, &since);
	if (status == CFB_NOT_FOUND)
		return 0;
	if (status != 0)
		return status;
	cfb_header_decode(header, &fields);
	*same = (int32_t)(overlay->number - since) >= 0 &&
		(int32_t)(fields.transaction_signature - overlay->number) >= 0;
	if (*same)
		memcpy(overlay->seen, header, sizeof header);
	return 0;
}

/* One look, while nobody commits; `same` stays false when somebody does. */
static int
look_closely(struct overlay *overlay, bool *same, bool *busy)
{
	int status = look(overlay, same);

	if (status != 0 || *same)
		return status;
	*busy = share_commit_in_progress(file_device_descriptor(
		overlay->base)) != S_OK;
	return *busy ? 0 : look_for_record(overlay, same);
}

/*
 * A commit may begin and end between two looks: it takes two in a row, and
 * the same header, to be sure. Under the lock, for writing.
 */
static int
check(struct overlay *overlay)
{
	const struct timespec pause = { 0, 1000000 };
	uint8_t before[CFB_HEADER_SIZE] = { 0 };
	unsigned failures = 0;

	for (int i = 0; i < 20000 && !overlay->lost; i++) {
		uint8_t header[CFB_HEADER_SIZE];
		bool same = false;
		bool busy = false;
		int status = look_closely(overlay, &same, &busy);

		if (status == 0 && !same)
			status = read_header(overlay->base, header);
		if (status != 0 || same)
			return status;
		failures = busy || memcmp(before, header, sizeof header) != 0
				? 0 : failures + 1;
		memcpy(before, header, sizeof header);
		if (failures == 2)
			overlay->lost = true;
		else
			nanosleep(&pause, NULL);
	}
	return IO_READ | ESTALE;
}

int
overlay_check(struct overlay *overlay)
{
	int status;

	pthread_rwlock_wrlock(&overlay->lock);
	status = check(overlay);
	pthread_rwlock_unlock(&overlay->lock);
	return status;
}

/* --- Reading ---------------------------------------------------------------*/

/*
 * What neither is written nor in the base is zero. The header is all of it that
 * commits change in place.
 */
static int
read_base(struct overlay *overlay, uint64_t offset, uint8_t *bytes,
	size_t length)
{
	size_t there = offset >= overlay->base_size ? 0
		: (size_t)min_u64(length, overlay->base_size - offset);
	size_t got = 0;
	int status = there == 0 ? 0 : device_read(overlay->base, offset,
		bytes, there, &got);

	memset(bytes + got, 0, length - got);
	if (offset < CFB_HEADER_SIZE)
		memcpy(bytes, overlay->header + offset,
			min_size(length, CFB_HEADER_SIZE - (size_t)offset));
	return status;
}

/* One buffer within the size; `base` is set when the base was read. */
static int
read_piece(struct overlay *overlay, uint64_t offset, uint8_t *bytes,
	size_t length, bool *base)
{
	uint64_t end = offset + length;
	int status = 0;

	while (status == 0 && offset < end) {
		bool in;
		uint64_t run = blocks_run(&overlay->blocks,
			offset / BLOCK_SIZE, (end - 1) / BLOCK_SIZE + 1, &in);
		uint64_t stop = min_u64((offset / BLOCK_SIZE + run) *
			BLOCK_SIZE, end);
		size_t part = (size_t)(stop - offset);
		size_t got = 0;

		if (in) {
			status = device_read(overlay->written, offset, bytes,
				part, &got);
			memset(bytes + got, 0, part - got);
		} else {
			status = read_base(overlay, offset, bytes, part);
			*base = true;
		}
		bytes += part;
		offset = stop;
	}
	return status;
}

static int
read_all(struct overlay *overlay, uint64_t offset, const struct iovec *buffers,
	int count, size_t *done, bool *base)
{
	int status = overlay->lost ? IO_READ | ESTALE : 0;

	*done = 0;
	for (int i = 0; status == 0 && i < count && offset < overlay->size;
		i++) {
		size_t part = (size_t)min_u64(buffers[i].iov_len,
			overlay->size - offset);

		status = read_piece(overlay, offset, buffers[i].iov_base,
			part, base);
		*done += part;
		offset += part;
	}
	return status;
}

static int
overlay_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	struct overlay *overlay = from_device(device);
	bool base = false;
	bool same = true;
	int status;

	pthread_rwlock_rdlock(&overlay->lock);
	status = read_all(overlay, offset, buffers, count, done, &base);
	if (status == 0 && base)
		status = look(overlay, &same);
	pthread_rwlock_unlock(&overlay->lock);
	return status == 0 && !same ? overlay_check(overlay) : status;
}

/* --- Writing ---------------------------------------------------------------*/

/* A block of which a part is written has to be there as a whole. */
static int
fill_block(struct overlay *overlay, uint64_t block)
{
	uint8_t bytes[BLOCK_SIZE];
	uint64_t offset = block * BLOCK_SIZE;
	bool same = true;
	int status;

	if (blocks_has(&overlay->blocks, block))
		return 0;
	status = read_base(overlay, offset, bytes, sizeof bytes);
	if (status == 0 && offset < overlay->base_size)
		status = look(overlay, &same);
	if (status == 0 && !same)
		status = check(overlay);
	if (status == 0)
		status = device_write(overlay->written, offset, bytes,
			sizeof bytes);
	if (status == 0 && !blocks_add(&overlay->blocks, offset, 1))
		status = IO_WRITE | ENOMEM;
	return status;
}

static int
write_blocks(struct overlay *overlay, uint64_t offset,
	const struct iovec *buffers, int count, uint64_t length)
{
	uint64_t end = offset + length;
	int status = overlay->written ? 0
		: file_device_create_unnamed(&overlay->written);

	if (status == 0 && offset % BLOCK_SIZE != 0)
		status = fill_block(overlay, offset / BLOCK_SIZE);
	if (status == 0 && end % BLOCK_SIZE != 0)
		status = fill_block(overlay, end / BLOCK_SIZE);
	if (status == 0)
		status = device_writev(overlay->written, offset, buffers,
			count);
	if (status == 0 && !blocks_add(&overlay->blocks, offset, length))
		status = IO_WRITE | ENOMEM;
	if (status == 0 && end > overlay->size)
		overlay->size = end;
	return status;
}

static int
overlay_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	struct overlay *overlay = from_device(device);
	uint64_t length = 0;
	int status = 0;

	for (int i = 0; i < count; i++)
		length += buffers[i].iov_len;
	pthread_rwlock_wrlock(&overlay->lock);
	if (length != 0)
		status = write_blocks(overlay, offset, buffers, count,
			length);
	pthread_rwlock_unlock(&overlay->lock);
	return status;
}

static int
overlay_size(struct device *device, uint64_t *size)
{
	*size = from_device(device)->size;
	return 0;
}

/* What was cut off reads as zero when it is there again. */
static int
overlay_resize(struct device *device, uint64_t size)
{
	struct overlay *overlay = from_device(device);
	int status = 0;

	pthread_rwlock_wrlock(&overlay->lock);
	if (size < overlay->size) {
		if (size % BLOCK_SIZE != 0 && !overlay->written)
			status = file_device_create_unnamed(
				&overlay->written);
		if (status == 0 && size % BLOCK_SIZE != 0)
			status = fill_block(overlay, size / BLOCK_SIZE);
		if (status == 0 && overlay->written)
			status = device_resize(overlay->written, size);
		if (status == 0) {
			blocks_clear(&overlay->blocks,
				divide_up(size, BLOCK_SHIFT));
			overlay->base_size = min_u64(overlay->base_size,
				size);
		}
	}
	if (status == 0)
		overlay->size = size;
	pthread_rwlock_unlock(&overlay->lock);
	return status;
}

/* Nobody will look for it after a power cut. */
static int
overlay_sync(struct device *device)
{
	(void)device;
	return 0;
}

static void
overlay_close(struct device *device)
{
	struct overlay *overlay = from_device(device);

	device_close(overlay->written);
	blocks_done(&overlay->blocks);
	pthread_rwlock_destroy(&overlay->lock);
	free(overlay);
}

static const struct device_ops overlay_ops = {
	.read_at = overlay_read_at,
	.write_at = overlay_write_at,
	.size = overlay_size,
	.resize = overlay_resize,
	.sync = overlay_sync,
	.close = overlay_close,
};

/* --- Versions --------------------------------------------------------------*/

/* The version that the file holds is the one. */
static int
learn(struct overlay *overlay)
{
	struct cfb_header fields;
	int status = read_header(overlay->base, overlay->seen);

	if (status == 0)
		status = device_size(overlay->base, &overlay->size);
	if (status != 0)
		return status;
	overlay->base_size = overlay->size;
	memcpy(overlay->header, overlay->seen, CFB_HEADER_SIZE);
	cfb_header_decode(overlay->seen, &fields);
	overlay->number = fields.transaction_signature;
	return 0;
}

int
overlay_create(struct device *base, struct overlay **out)
{
	struct overlay *overlay = calloc(1, sizeof *overlay);
	int status;

	if (!overlay)
		return IO_OPEN | ENOMEM;
	overlay->device.ops = &overlay_ops;
	overlay->base = base;
	pthread_rwlock_init(&overlay->lock, NULL);
	status = learn(overlay);
	if (status != 0)
		overlay_close(&overlay->device);
	else
		*out = overlay;
	return status;
}

struct device *
overlay_device(struct overlay *overlay)
{
	return &overlay->device;
}

uint32_t
overlay_number(const struct overlay *overlay)
{
	return overlay->number;
}

void
overlay_begin_commit(struct overlay *overlay)
{
	pthread_rwlock_wrlock(&overlay->lock);
	overlay->committing = true;
	pthread_rwlock_unlock(&overlay->lock);
}

int
overlay_end_commit(struct overlay *overlay, bool same, struct device *base)
{
	int status = 0;

	pthread_rwlock_wrlock(&overlay->lock);
	overlay->base = base;
	if (same)
		status = learn(overlay);
	if (same && status == 0) {
		blocks_clear(&overlay->blocks, 0);
		device_close(overlay->written);
		overlay->written = NULL;
	}
	overlay->committing = false;
	pthread_rwlock_unlock(&overlay->lock);
	return status;
}
