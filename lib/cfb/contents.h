/* SPDX-License-Identifier: MIT */
/*
 * The contents of a stream that a version changed: which sectors are its own,
 * and how much of the base shows through between them. A small stream is in
 * memory as a whole instead, so its base is not looked at any more.
 */
#ifndef STG_CFB_CONTENTS_H
#define STG_CFB_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "cfb/gather.h"
#include "cfb/reader.h"
#include "io/device.h"

struct cfb_file;
struct cfb_node;
struct cfb_version;
struct cfb_versions;

#define CFB_CHUNK_SECTORS 16U

struct cfb_chunk {
	struct hash_node by_index;
	uint32_t index; /* of its first sector, over CFB_CHUNK_SECTORS */
	uint32_t sectors[CFB_CHUNK_SECTORS]; /* CFB_NOWHERE: not its own */
};

struct cfb_contents {
	uint64_t size;    /* bytes, but for those that are gathered */
	uint64_t inherit; /* of the base, so many bytes may show through */
	bool in_memory;
	uint8_t *buffer;  /* all of it, if in memory */
	size_t capacity;
	struct hash chunks;
	uint32_t near;    /* behind the sector that was taken last */
	struct cfb_gather gather;
	struct cfb_reader base;  /* what the file has */
};

/** Contents of a new stream: none. */
MUST_CHECK int cfb_contents_create(struct cfb_contents **contents);

/** Give everything back, sectors included. NULL is fine. */
void cfb_contents_free(struct cfb_file *file, struct cfb_versions *shared,
	struct cfb_contents *contents);

/** Does any version down to the file's have contents of its own? */
bool cfb_version_has_contents(struct cfb_version *version, uint32_t id);

/** Read; the range must lie within the size. See cfb_stream_read(). */
MUST_CHECK int cfb_version_read(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, uint64_t offset,
	void *bytes, size_t length, size_t *done);

/** Write, see cfb_stream_write(). The node's entry tells the size. */
MUST_CHECK int cfb_version_write(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, uint64_t offset,
	const void *bytes, size_t length, size_t *done);

MUST_CHECK int cfb_version_resize(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, uint64_t size);

/** Write what is gathered of a stream. */
MUST_CHECK int cfb_version_flush(struct cfb_file *file,
	struct cfb_version *version, uint32_t id);

/** The same for a node. */
MUST_CHECK int cfb_contents_flush(struct cfb_file *file,
	struct cfb_version *version, struct cfb_node *node);

/** The same for all nodes of a version. */
MUST_CHECK int cfb_contents_flush_all(struct cfb_file *file,
	struct cfb_version *version);

/**
 * Lay changed contents over those of the base, and free them. Nothing may be
 * gathered in either.
 */
void cfb_contents_merge(struct cfb_file *file, struct cfb_versions *shared,
	struct cfb_contents *base, struct cfb_contents *changed);

/** The sector of its own at `index`, or CFB_NOWHERE. */
uint32_t cfb_contents_sector(const struct cfb_contents *contents,
	uint32_t index);

/** Does it hold sectors, which lie in the file? */
bool cfb_contents_has_sectors(const struct cfb_contents *contents);

/** Its own sectors are the file's: let them go without giving them back. */
void cfb_contents_forget_sectors(struct cfb_contents *contents);

#endif
