/* SPDX-License-Identifier: MIT */
/* Bytes into streams and out of them. */
#ifndef CONTENT_H
#define CONTENT_H

#include <stdint.h>

#include <stg/stream.h>

#include "report.h"

/* Everything to a descriptor; 0, or errno. */
int write_all(int fd, const void *bytes, size_t size);

/* Everything, or a failure. */
HRESULT stream_write(IStream *stream, const void *bytes, size_t size);

/*
 * All that a descriptor has to give, from where it stands, into a stream, which
 * is released. *error tells of a failure to read, and is 0 otherwise.
 */
HRESULT stream_fill(IStream *stream, int fd, int *error);

/* The whole stream; *error tells of a failure to write. */
HRESULT stream_drain(IStream *stream, int fd, int *error);

#endif
