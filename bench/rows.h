/* SPDX-License-Identifier: MIT */
/* The subjects that are measured. Each makes its files in `directory`. */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct plan {
	const char *directory;
	size_t rounds;
	const char *only; /* run the subject of this name, NULL: all */
};

bool rows_large(const struct plan *plan);     /* a stream of 256 MB */
bool rows_documents(const struct plan *plan); /* small files, all of them */
bool rows_names(const struct plan *plan);     /* 100,000 streams */
bool rows_nested(const struct plan *plan);    /* 1,000 storages */
bool rows_sparing(const struct plan *plan);   /* one stream of 1 GB file */
bool rows_creating(const struct plan *plan);  /* many small streams */
bool rows_commits(const struct plan *plan);   /* what they write */
bool rows_objects(const struct plan *plan);   /* objects and IUnknown */
bool rows_properties(const struct plan *plan); /* of documents */
bool rows_sharing(const struct plan *plan);  /* threads, and locks */
bool rows_writing(const struct plan *plan);   /* contents */

/* Counts heap and system calls in a process of its own: its main function. */
int sparing_main(const char *path, const char *name);

#endif
