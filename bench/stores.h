/* SPDX-License-Identifier: MIT */
/*
 * Files that are changed by transactions: a small stream and a large one,
 * kept by libstg, by SQLite, or by writing the whole file anew.
 */
#ifndef BENCH_STORES_H
#define BENCH_STORES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store {
	const char *name;
	unsigned version; /* of the format, 0: another one */
	bool once; /* too slow for many rounds, the same for all changes */
	/* A new file whose large stream has `size` bytes, zeros. */
	bool (*make)(const struct store *store, const char *path,
		uint64_t size);
	void *(*open)(const char *path);
	bool (*put)(void *handle, bool small, uint64_t offset,
		const void *bytes, size_t length);
	/* Everything that was put is on the medium. */
	bool (*commit)(void *handle);
	void (*close)(void *handle);
};

#define STORE_SMALL 300 /* bytes in the small stream */

/* The i-th one, NULL behind the last. */
const struct store *store_get(size_t i);

#endif
