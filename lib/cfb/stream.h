/* SPDX-License-Identifier: MIT */
/*
 * The contents of a stream: where they lie and how to read them.
 *
 * Reading a large stream has two halves, so that threads read in parallel: a
 * plan of the places is made under the file's lock, and is carried out, which
 * touches the device and the caller's buffer only, without.
 */
#ifndef STG_CFB_STREAM_H
#define STG_CFB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "cfb/dirent.h"
#include "cfb/extents.h"
#include "cfb/gather.h"
#include "io/device.h"

struct cfb_file;

struct cfb_stream {
	uint32_t id;
	uint64_t size; /* bytes, those that wait to be written included */
	bool mini;     /* in mini sectors */
	struct cfb_extents extents;

	/* Of streams of a file that is open for changes. */
	struct cfb_file *file; /* else NULL */
	struct list link;      /* in cfb_edit.streams */
	bool prepared;         /* the chain is whole and as long as needed */
	uint64_t stored;       /* the size in the directory */
	struct cfb_gather gather;
	uint32_t reserve_first; /* sectors taken ahead, behind the last one */
	uint32_t reserve_count;
};

struct cfb_span {
	uint64_t offset; /* in the file */
	size_t length;
};

#define CFB_PLAN_SPANS 128

struct cfb_plan {
	struct cfb_span spans[CFB_PLAN_SPANS];
	unsigned count;
	size_t length; /* bytes in all */
};

void cfb_stream_open(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, struct cfb_stream *stream);
void cfb_stream_close(struct cfb_stream *stream);

/**
 * Read a mini stream. `done` says how many bytes arrived; with CFB_CORRUPT,
 * the damage begins behind them. The range must lie within the size.
 */
MUST_CHECK int cfb_stream_read_mini(struct cfb_file *file,
	struct cfb_stream *stream, uint64_t offset, uint8_t *bytes,
	size_t length, size_t *done);

/**
 * Plan to read `length` bytes at `offset`, which lie within the size, of a
 * stream that is not mini. The plan may cover less when there are many
 * pieces. CFB_CORRUPT: the damage begins where the plan ends.
 */
MUST_CHECK int cfb_stream_plan(struct cfb_file *file,
	struct cfb_stream *stream, uint64_t offset, size_t length,
	struct cfb_plan *plan);

/**
 * Carry out a plan; needs no lock. `done` is smaller than the plan's length
 * only when the file was cut short under us, or with an error.
 */
MUST_CHECK int cfb_plan_read(struct device *device,
	const struct cfb_plan *plan, void *bytes, size_t *done);

/** Both at once, for callers that hold the lock: any stream, any length. */
MUST_CHECK int cfb_stream_read(struct cfb_file *file,
	struct cfb_stream *stream, uint64_t offset, void *bytes,
	size_t length, size_t *done);

/**
 * Write, and lengthen the stream if need be; what lies between its end and
 * `offset` becomes zero. Small writes may wait in memory. `done` says how many
 * bytes were taken. CFB_TOO_LARGE, CFB_CORRUPT, CFB_NO_MEMORY or what the
 * device returned; the stream then is as long as before.
 */
MUST_CHECK int cfb_stream_write(struct cfb_file *file,
	struct cfb_stream *stream, uint64_t offset, const void *bytes,
	size_t length, size_t *done);

/** Cut the stream, or lengthen it with zeros. */
MUST_CHECK int cfb_stream_resize(struct cfb_file *file,
	struct cfb_stream *stream, uint64_t size);

/** Write what waits in memory. Due before a stream is read or closed. */
MUST_CHECK int cfb_stream_flush(struct cfb_file *file,
	struct cfb_stream *stream);

/** The same for all streams of the file, and give back what is reserved. */
MUST_CHECK int cfb_streams_flush(struct cfb_file *file);

/** Make sure of a chain before it is changed: whole, and not too long. */
MUST_CHECK int cfb_stream_prepare(struct cfb_file *file,
	struct cfb_stream *stream);

/** An empty stream's contents are to be in sectors. */
void cfb_stream_begin_chain(struct cfb_file *file,
	struct cfb_stream *stream);

/** Free the contents of an entry that is about to go. */
MUST_CHECK int cfb_stream_discard(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry);

/** The defects of chains of streams in sectors, and in mini sectors. */
extern const struct cfb_chain_defects cfb_stream_defects;
extern const struct cfb_chain_defects cfb_mini_defects;

#endif
