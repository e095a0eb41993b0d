/* SPDX-License-Identifier: MIT */
/* What the rows have in common in using the library as programs do. */
#ifndef BENCH_API_H
#define BENCH_API_H

#include <stdbool.h>
#include <stddef.h>

#include <stg/stg.h>

#define API_READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

/* The root of a file, NULL on failure. */
IStorage *api_open(const char *path);
/* Reads a stream to its end and releases it. */
bool api_read_stream(IStream *stream, void *buffer, size_t piece);
/* Opens a stream of ASCII name. */
IStream *api_open_stream(IStorage *storage, const char *name);
IStorage *api_open_storage(IStorage *storage, const char *name);

#endif
