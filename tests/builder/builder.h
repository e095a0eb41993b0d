/* SPDX-License-Identifier: MIT */
/*
 * Builds compound files, sound and unsound, for tests and fuzzers: a file is
 * described (storages, streams, where their sectors go), laid out, and then
 * adjusted byte by byte.  The image exists as a function of the description,
 * so that a file of many gigabytes costs no more than its list of extents.
 * Written after [MS-CFB] alone; uses nothing of the library.
 *
 * Functions that can fail return false (or BUILDER_NONE) and leave a sentence
 * in builder_error().
 */
#ifndef BUILDER_BUILDER_H
#define BUILDER_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUILDER_NONE     UINT32_MAX
#define BUILDER_FREESECT UINT32_C(0xffffffff)
#define BUILDER_END      UINT32_C(0xfffffffe)
#define BUILDER_FATSECT  UINT32_C(0xfffffffd)
#define BUILDER_DIFSECT  UINT32_C(0xfffffffc)

#define BUILDER_LIMIT (UINT64_C(1) << 44)

enum builder_arrangement {
	BUILDER_CONTIGUOUS,
	BUILDER_INTERLEAVE, /* one extent of each chain in turn */
	BUILDER_REVERSE,    /* the extents of each chain from last to first */
	BUILDER_RANDOM,     /* the extents of all chains shuffled */
};

struct builder_layout {
	enum builder_arrangement how;
	uint32_t extent; /* sectors that stay together, at least 1 */
	uint64_t seed;
};

enum builder_tables {
	BUILDER_TABLES_SPREAD, /* each FAT sector where its range begins */
	BUILDER_TABLES_FRONT,
	BUILDER_TABLES_END,
};

enum builder_shape {
	BUILDER_BALANCED, /* red-black tree, incomplete last level red */
	BUILDER_LIST,     /* chain of right siblings, all black */
	BUILDER_BACKLIST, /* chain of left siblings, all black */
};

struct builder_tree {
	enum builder_shape shape;
	bool declared; /* in order of declaration instead of by name */
};

enum builder_lock {
	BUILDER_LOCK_END,  /* range lock sector reserved as ENDOFCHAIN */
	BUILDER_LOCK_FREE, /* reserved, yet marked free */
	BUILDER_LOCK_USED, /* handed out like any other */
};

struct builder_options {
	unsigned int version;
	unsigned int sector_shift; /* 0: as the version wants it */
	unsigned int mini_shift;
	uint32_t cutoff;
	struct builder_layout layout;
	struct builder_layout mini_layout;
	enum builder_tables tables;
	struct builder_tree tree; /* for storages without one of their own */
	enum builder_lock lock;
	bool metadata_last;         /* directory and mini stream at the end */
	uint32_t fat_sectors;       /* at least so many */
	uint32_t directory_sectors; /* at least so many */
	uint8_t slack;              /* fills the unused ends of sectors */
	uint64_t limit;             /* no file larger than this */
};

enum builder_type {
	BUILDER_FREE = 0,
	BUILDER_STORAGE = 1,
	BUILDER_STREAM = 2,
	BUILDER_ROOT = 5,
};

struct builder_segment;

struct builder_entry {
	uint16_t name[32]; /* NUL-terminated unless 32 units long */
	unsigned int units;
	enum builder_type type;
	unsigned int color; /* 0 red, 1 black; set by the layout */
	uint32_t left, right, child, start;
	uint8_t clsid[16];
	uint32_t state;
	uint64_t ctime, mtime;
	uint64_t size;
	uint32_t reserve; /* sectors that the chain has beyond its size */
	struct builder_tree tree;
	bool has_tree;

	uint32_t parent;
	uint32_t first, last, next; /* children and siblings as declared */
	uint32_t chain;
	bool mini;
	struct builder_segment *segments;
	size_t segment_count;
};

/* The chains that belong to no stream, where a function asks for a chain. */
enum builder_chain {
	BUILDER_CHAIN_FAT,
	BUILDER_CHAIN_DIFAT,
	BUILDER_CHAIN_DIRECTORY,
	BUILDER_CHAIN_MINIFAT,
	BUILDER_CHAIN_MINISTREAM,
	BUILDER_CHAIN_FREE,
	BUILDER_CHAIN_LOCK,
	BUILDER_CHAIN_STREAM,
};

struct builder;

struct builder *builder_create(void);
void builder_destroy(struct builder *b);
const char *builder_error(const struct builder *b);

/* Description.  All of it comes before builder_lay_out(). */

struct builder_options *builder_options(struct builder *b);
/* The result is the stream ID; ids count up from the root, which is 0. */
uint32_t builder_add(struct builder *b, uint32_t parent, enum builder_type type,
	const uint16_t *name, size_t units);
/* Free sectors, or free mini sectors, at this place of the declared order. */
bool builder_gap(struct builder *b, bool mini, uint32_t count);

bool
builder_bytes(struct builder *b, uint32_t id, const void *bytes, size_t size);
bool builder_fill(struct builder *b, uint32_t id, uint64_t size, uint8_t byte);
/* Each 32-bit word is the number of words before it. */
bool builder_count(struct builder *b, uint32_t id, uint64_t size);
bool
builder_random(struct builder *b, uint32_t id, uint64_t size, uint64_t seed);

/* What was described: also the answer that a reader has to give. */

uint32_t builder_entries(const struct builder *b);
/* Valid until the next builder_add(). */
struct builder_entry *builder_entry(struct builder *b, uint32_t id);
/* Looks for the exact name; NULL name of no units asks for nothing. */
uint32_t builder_find(
	struct builder *b, uint32_t parent, const uint16_t *name, size_t units);
/* Bytes of a stream as described; the count is less only at its end. */
size_t builder_content(const struct builder *b, uint32_t id, uint64_t offset,
	void *to, size_t count);

/* Layout and what is known afterwards. */

bool builder_lay_out(struct builder *b);
bool builder_is_laid_out(const struct builder *b);
uint32_t builder_sectors(const struct builder *b);
unsigned int builder_sector_shift(const struct builder *b);
uint32_t
builder_chain_length(const struct builder *b, enum builder_chain chain);
uint32_t builder_stream_length(const struct builder *b, uint32_t id);
/* Sector number, or mini sector number of a stream in the mini stream. */
uint32_t builder_chain_sector(
	const struct builder *b, enum builder_chain chain, uint32_t index);
uint32_t
builder_stream_sector(const struct builder *b, uint32_t id, uint32_t index);
uint64_t builder_sector_offset(const struct builder *b, uint64_t sector);

/* Adjustment.  A field is a place of the image; later stores win. */

struct builder_field {
	uint64_t offset;
	unsigned int width;
};

bool builder_header_field(
	struct builder *b, const char *name, struct builder_field *field);
bool builder_entry_field(struct builder *b, uint32_t id, const char *name,
	struct builder_field *field);
bool builder_fat_field(
	struct builder *b, uint64_t index, struct builder_field *field);
bool builder_minifat_field(
	struct builder *b, uint64_t index, struct builder_field *field);
bool builder_difat_field(
	struct builder *b, uint64_t index, struct builder_field *field);
/* The link at the end of a DIFAT sector. */
bool builder_difat_next_field(
	struct builder *b, uint64_t index, struct builder_field *field);
bool builder_put(
	struct builder *b, const struct builder_field *field, uint64_t value);
bool builder_poke(
	struct builder *b, uint64_t offset, const void *bytes, size_t size);
/* Cuts, or extends with zeros. */
bool builder_truncate(struct builder *b, uint64_t size);
/* Where the last used byte of the last sector ends. */
uint64_t builder_used_size(const struct builder *b);

/* The image. */

uint64_t builder_size(const struct builder *b);
/* Changes nothing, so several threads may read at once. */
size_t
builder_read(const struct builder *b, uint64_t offset, void *to, size_t count);
/* How many bytes are known to be zero without looking; may say 0. */
uint64_t builder_zeros(const struct builder *b, uint64_t offset);
/* Leaves holes where there are zeros; errno tells why it failed. */
bool builder_write(const struct builder *b, int fd);
/* The caller frees *data. */
bool builder_render(const struct builder *b, uint8_t **data, size_t *size);

#endif
