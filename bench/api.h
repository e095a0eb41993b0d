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
IStorage *api_open_writable(const char *path);
/* A new file of version 3 or 4, in the place of one that exists. */
IStorage *api_create(const char *path, int version);
/* Commits without waiting for the disk, and releases. */
bool api_close(IStorage *root);
/* A new stream or no stream of ASCII name. */
IStream *api_create_stream(IStorage *storage, const char *name);
bool api_destroy(IStorage *storage, const char *name);
/* The path of a file in a directory, for free(). */
char *api_path(const char *directory, const char *name);
/* Reads a stream to its end and releases it. */
bool api_read_stream(IStream *stream, void *buffer, size_t piece);
/* Opens a stream of ASCII name. */
IStream *api_open_stream(IStorage *storage, const char *name);
IStorage *api_open_storage(IStorage *storage, const char *name);

#endif
