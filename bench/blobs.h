/* SPDX-License-Identifier: MIT */
/* SQLite as a container of blobs, which is what people would take instead. */
#ifndef BENCH_BLOBS_H
#define BENCH_BLOBS_H

#include <stdbool.h>
#include <stddef.h>

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

#endif
