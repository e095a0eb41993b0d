/* SPDX-License-Identifier: MIT */
/*
 * Reading a stream of a version again and again: what is known of the places
 * of its contents in the file is kept, as long as it is true.
 */
#ifndef STG_CFB_READER_H
#define STG_CFB_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfb/stream.h"
#include "io/device.h"

struct cfb_file;
struct cfb_version;
struct cfb_versions;

struct cfb_reader {
	const struct cfb_versions *shared;
	struct cfb_version *version; /* NULL: the file */
	uint32_t id;
	struct cfb_stream stream;    /* of the file */
	bool open;                   /* it is */
	uint64_t epoch;              /* of the versions, when it was opened */
};

/** Does nothing with the file yet. The version is the caller's. */
void cfb_reader_init(struct cfb_reader *reader,
	const struct cfb_versions *shared, struct cfb_version *version,
	uint32_t id);
void cfb_reader_done(struct cfb_reader *reader);

/**
 * Make ready for a read. `own` says that some version has contents of its own;
 * if none has, `reader->stream` is what to read.
 */
MUST_CHECK int cfb_reader_prepare(struct cfb_file *file,
	struct cfb_reader *reader, bool *own);

/** Read; the range must lie within the size. See cfb_stream_read(). */
MUST_CHECK int cfb_reader_read(struct cfb_file *file,
	struct cfb_reader *reader, uint64_t offset, void *bytes,
	size_t length, size_t *done);

/** Where sector `index` is in the file, CFB_NOWHERE where it is not known. */
uint32_t cfb_reader_sector(const struct cfb_reader *reader, uint32_t index);

#endif
