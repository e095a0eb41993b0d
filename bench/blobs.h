/* SPDX-License-Identifier: MIT */
/* SQLite as a container of blobs, which is what people would take instead. */
#ifndef BENCH_BLOBS_H
#define BENCH_BLOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: all other functions fail. */
bool blobs_are_there(void);

/* A new file with one blob, written piece by piece. */
bool blobs_write(const char *path, size_t size, size_t piece,
	const void *bytes);
/* A new file with many, in one transaction. */
bool blobs_create(const char *path, const char *const *names, size_t count,
	const void *bytes, size_t size);
/* Every second one is deleted and inserted again, in one transaction. */
bool blobs_churn(const char *path, const char *const *names, size_t count,
	const void *bytes, size_t size);

/*
 * A file of a small blob and large ones, and transactions that change some
 * bytes of them. These wait for the medium.
 */
bool blobs_make(const char *path, size_t small, uint64_t large);
void *blobs_open(const char *path);
bool blobs_put(void *handle, bool small, uint64_t offset, const void *bytes,
	size_t length);
bool blobs_commit(void *handle);
void blobs_close(void *handle);

#endif
