/* SPDX-License-Identifier: MIT */
/*
 * Where the tables of a compound file lie, as far as it is easy to tell: the
 * map by which a mutation aims. Knows the format [MS-CFB] by itself, so that
 * no mistake of the library hides a place from the fuzzer.
 */
#ifndef FUZZ_TABLES_H
#define FUZZ_TABLES_H

#include <stddef.h>
#include <stdint.h>

#define TABLES_SECTORS 128

/* Some sectors of one table, in its order. */
struct table {
	uint32_t sectors[TABLES_SECTORS];
	unsigned count;
};

struct tables {
	unsigned shift;   /* log2 of the sector size */
	uint32_t sectors; /* whole ones in the input */
	struct table difat, fat, minifat, directory;
};

/* Needs 512 bytes; everything else may be as wrong as it likes. */
void tables_find(struct tables *tables, const uint8_t *data, size_t size);

/* The offset of a sector of the file. */
static inline size_t
tables_offset(const struct tables *tables, uint32_t sector)
{
	return ((size_t)sector + 1) << tables->shift;
}

#endif
