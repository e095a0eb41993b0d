/* SPDX-License-Identifier: MIT */
/*
 * Looks at bytes of a stream here and there, through a buffer: for the readers
 * of records, which must not trust any length that they find.
 */
#ifndef READER_H
#define READER_H

#include <stddef.h>
#include <stdint.h>

#include <stg/helpers.h>

/* The most bytes that can be looked at together. */
#define READER_MAX 4096

struct reader {
	IStream *stream;
	uint64_t size;
	uint64_t start; /* what the buffer holds */
	size_t filled;
	HRESULT result; /* of the last call that failed */
	uint8_t *buffer;
};

/* A stream by its path; S_OK also if it then proves unreadable. */
HRESULT reader_open(struct reader *reader, IStorage *storage, const char *path);
/* The same on an open stream, which it references. */
HRESULT reader_init(struct reader *reader, IStream *stream);
void reader_done(struct reader *reader);

/*
 * `length` bytes from `offset` on, valid until the next call; NULL where the
 * stream has not so many, or they cannot be read.
 */
const uint8_t *
reader_get(struct reader *reader, uint64_t offset, size_t length);

#endif
