/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a device at one moment. Copies share their blocks until they
 * change, so that thousands of states of one large file cost what differs.
 */
#ifndef TESTS_CRASH_IMAGE_H
#define TESTS_CRASH_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define IMAGE_BLOCK 512

struct image_leaf;

struct image {
	uint64_t size;
	struct image_leaf **leaves; /* of blocks; NULL: zeros */
	size_t count;
	uint64_t sum; /* over the blocks, kept with every change */
};

/* Tests that cannot go on for want of memory end. */
void *sure(void *block);

void image_init(struct image *image);
void image_copy(struct image *to, const struct image *from);
void image_done(struct image *image);

/* Bytes read; fewer only at the end. */
size_t image_read(const struct image *image, uint64_t offset, void *bytes,
	size_t length);
void image_write(struct image *image, uint64_t offset, const void *bytes,
	size_t length);
void image_resize(struct image *image, uint64_t size);

/* The bytes and the digest of a block that lies wholly inside. */
const uint8_t *image_block(const struct image *image, uint64_t index);
uint64_t image_block_digest(const struct image *image, uint64_t index);

/* Equal images have equal fingerprints. */
uint64_t image_fingerprint(const struct image *image);

/* From and to real files; 0 or errno. */
int image_load(struct image *image, const char *path);
int image_save(const struct image *image, const char *path);

#endif
