/* SPDX-License-Identifier: MIT */
/*
 * What is given back is kept as runs and given out again before the end
 * grows. The device changes from memory to a file once, when it passes
 * MEMORY_MAX.
 */
#include "cfb/scratch.h"

#include <stdlib.h>

#include "base/checked.h"
#include "cfb/format.h"
#include "cfb/status.h"

#define MEMORY_MAX ((uint64_t)16 << 20)
#define PIECE      65536

struct run {
	uint32_t first;
	uint32_t count;
};

struct cfb_scratch {
	struct device *device;
	cfb_scratch_fn *make;
	bool in_file;
	unsigned shift;
	uint32_t end; /* sectors that were ever given out */
	struct run *free;
	size_t count;
	size_t capacity;
};

int
cfb_scratch_open(unsigned shift, cfb_scratch_fn *make,
	struct cfb_scratch **out)
{
	struct cfb_scratch *scratch = calloc(1, sizeof *scratch);
	int status = scratch ? make(false, &scratch->device) : CFB_NO_MEMORY;

	if (status != CFB_OK) {
		free(scratch);
		return status;
	}
	scratch->shift = shift;
	scratch->make = make;
	*out = scratch;
	return CFB_OK;
}

void
cfb_scratch_close(struct cfb_scratch *scratch)
{
	if (!scratch)
		return;
	device_close(scratch->device);
	free(scratch->free);
	free(scratch);
}

/* Move everything to a file. */
static int
spill(struct cfb_scratch *scratch)
{
	struct device *file;
	uint64_t size = 0;
	uint64_t offset = 0;
	uint8_t *buffer = malloc(PIECE);
	int status = buffer ? scratch->make(true, &file)
			    : CFB_NO_MEMORY;

	if (status != CFB_OK) {
		free(buffer);
		return status;
	}
	status = device_size(scratch->device, &size);
	while (status == CFB_OK && offset < size) {
		size_t got = 0;

		status = device_read(scratch->device, offset, buffer, PIECE,
			&got);
		if (status == CFB_OK)
			status = device_write(file, offset, buffer, got);
		offset += got;
	}
	free(buffer);
	device_close(status == CFB_OK ? scratch->device : file);
	if (status != CFB_OK)
		return status;
	scratch->device = file;
	scratch->in_file = true;
	return CFB_OK;
}

/* The run of free sectors at `near`, else the last one that was returned. */
static size_t
choose(const struct cfb_scratch *scratch, uint32_t near)
{
	size_t last = scratch->count - 1;

	for (size_t i = 0; i < 8 && i <= last; i++)
		if (scratch->free[last - i].first == near)
			return last - i;
	return last;
}

int
cfb_scratch_take(struct cfb_scratch *scratch, uint32_t near, uint32_t want,
	uint32_t *first, uint32_t *got)
{
	struct run *run;
	size_t at;
	int status;

	if (scratch->count != 0) {
		at = choose(scratch, near);
		run = &scratch->free[at];
		*first = run->first;
		*got = want < run->count ? want : run->count;
		run->first += *got;
		run->count -= *got;
		if (run->count == 0)
			*run = scratch->free[--scratch->count];
		return CFB_OK;
	}
	if (scratch->end > CFB_MAXREGSECT - want)
		return CFB_TOO_LARGE;
	if (!scratch->in_file && ((uint64_t)scratch->end + want) <<
		scratch->shift > MEMORY_MAX) {
		status = spill(scratch);
		if (status != CFB_OK)
			return status;
	}
	*first = scratch->end;
	*got = want;
	scratch->end += want;
	return CFB_OK;
}

void
cfb_scratch_return(struct cfb_scratch *scratch, uint32_t first,
	uint32_t count)
{
	struct run *last = scratch->count ? &scratch->free[scratch->count - 1]
					  : NULL;

	if (last && last->first + last->count == first) {
		last->count += count;
		return;
	}
	if (scratch->count == scratch->capacity) {
		size_t capacity = scratch->capacity ? scratch->capacity * 2
						    : 16;
		struct run *larger = realloc(scratch->free,
			capacity * sizeof *larger);

		if (!larger)
			return; /* it stays unused */
		scratch->free = larger;
		scratch->capacity = capacity;
	}
	scratch->free[scratch->count].first = first;
	scratch->free[scratch->count].count = count;
	scratch->count++;
}

int
cfb_scratch_read(struct cfb_scratch *scratch, uint32_t sector, uint32_t at,
	void *bytes, size_t length)
{
	size_t done = 0;
	int status = device_read(scratch->device,
		((uint64_t)sector << scratch->shift) + at, bytes, length,
		&done);

	return status == CFB_OK && done < length ? CFB_CORRUPT : status;
}

int
cfb_scratch_write(struct cfb_scratch *scratch, uint32_t sector, uint32_t at,
	const void *bytes, size_t length)
{
	return device_write(scratch->device,
		((uint64_t)sector << scratch->shift) + at, bytes, length);
}
