/* SPDX-License-Identifier: MIT */
/* What libgsf is asked to do, where it is installed. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: all other functions fail. */
bool peer_is_there(void);

bool peer_open(const char *path);
bool peer_read_all(const char *path);
bool peer_read_sequentially(
	const char *path, const char *name, void *buffer, size_t piece);
bool peer_read_randomly(const char *path, const char *name,
	const uint64_t *offsets, size_t count, void *buffer, size_t piece);
bool peer_read_names(const char *path, const char *const *names, size_t count);
/* Each name within the storage of the one before. */
bool peer_descend(const char *path, const char *const *names, size_t count);
/* The properties of the summary. */
bool peer_read_summary(const char *path);

#endif
