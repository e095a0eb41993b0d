/* SPDX-License-Identifier: MIT */
#include "crash/image.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crash/digest.h"

#define LEAF 64 /* blocks */

struct block {
	unsigned refs;
	uint64_t digest;
	uint8_t bytes[IMAGE_BLOCK];
};

struct image_leaf {
	unsigned refs;
	struct block *blocks[LEAF];
};

static const uint8_t zeros[IMAGE_BLOCK];

void *
sure(void *block)
{
	if (!block) {
		fprintf(stderr, "out of memory\n");
		abort();
	}
	return block;
}

static uint64_t
zeros_digest(void)
{
	static uint64_t digest;

	if (!digest)
		digest = digest_bytes(zeros, IMAGE_BLOCK);
	return digest;
}

void
image_init(struct image *image)
{
	memset(image, 0, sizeof *image);
}

void
image_copy(struct image *to, const struct image *from)
{
	*to = *from;
	to->leaves = sure(malloc((from->count + 1) * sizeof *to->leaves));
	for (size_t i = 0; i < from->count; i++) {
		to->leaves[i] = from->leaves[i];
		if (to->leaves[i])
			to->leaves[i]->refs++;
	}
}

static void
block_drop(struct block *block)
{
	if (block && --block->refs == 0)
		free(block);
}

static void
leaf_drop(struct image_leaf *leaf)
{
	if (!leaf || --leaf->refs != 0)
		return;
	for (size_t i = 0; i < LEAF; i++)
		block_drop(leaf->blocks[i]);
	free(leaf);
}

void
image_done(struct image *image)
{
	for (size_t i = 0; i < image->count; i++)
		leaf_drop(image->leaves[i]);
	free(image->leaves);
	image_init(image);
}

static struct block *
find_block(const struct image *image, uint64_t index)
{
	size_t leaf = (size_t)(index / LEAF);

	if (leaf >= image->count || !image->leaves[leaf])
		return NULL;
	return image->leaves[leaf]->blocks[index % LEAF];
}

/* A leaf that nobody else uses. */
static struct image_leaf *
own_leaf(struct image *image, size_t index)
{
	struct image_leaf *leaf;
	struct image_leaf *copy;

	if (index >= image->count) {
		image->leaves = sure(realloc(image->leaves,
			(index + 1) * sizeof *image->leaves));
		while (image->count <= index)
			image->leaves[image->count++] = NULL;
	}
	leaf = image->leaves[index];
	if (leaf && leaf->refs == 1)
		return leaf;
	copy = sure(calloc(1, sizeof *copy));
	copy->refs = 1;
	for (size_t i = 0; leaf && i < LEAF; i++) {
		copy->blocks[i] = leaf->blocks[i];
		if (copy->blocks[i])
			copy->blocks[i]->refs++;
	}
	leaf_drop(leaf);
	image->leaves[index] = copy;
	return copy;
}

/* What a block adds to the sum; nothing for zeros. */
static uint64_t
term(const struct block *block, uint64_t index)
{
	if (!block || block->digest == zeros_digest())
		return 0;
	return digest_place(block->digest, index);
}

static void
set_block(struct image *image, uint64_t index, struct block *block)
{
	struct image_leaf *leaf = own_leaf(image, (size_t)(index / LEAF));
	struct block **slot = &leaf->blocks[index % LEAF];

	image->sum -= term(*slot, index);
	image->sum += term(block, index);
	block_drop(*slot);
	*slot = block;
}

static void
change_block(struct image *image, uint64_t index, size_t from,
	const uint8_t *bytes, size_t length)
{
	const struct block *before = find_block(image, index);
	struct block *block;

	if (memcmp((before ? before->bytes : zeros) + from, bytes, length) ==
		0)
		return;
	block = sure(malloc(sizeof *block));
	block->refs = 1;
	memcpy(block->bytes, before ? before->bytes : zeros, IMAGE_BLOCK);
	memcpy(block->bytes + from, bytes, length);
	block->digest = digest_bytes(block->bytes, IMAGE_BLOCK);
	set_block(image, index, block);
}

size_t
image_read(const struct image *image, uint64_t offset, void *bytes,
	size_t length)
{
	uint8_t *to = bytes;
	size_t done = 0;

	if (offset >= image->size)
		return 0;
	if (length > image->size - offset)
		length = (size_t)(image->size - offset);
	while (done < length) {
		const struct block *block = find_block(image,
			(offset + done) / IMAGE_BLOCK);
		size_t from = (size_t)((offset + done) % IMAGE_BLOCK);
		size_t n = IMAGE_BLOCK - from;

		if (n > length - done)
			n = length - done;
		memcpy(to + done, (block ? block->bytes : zeros) + from, n);
		done += n;
	}
	return done;
}

void
image_write(struct image *image, uint64_t offset, const void *bytes,
	size_t length)
{
	const uint8_t *from = bytes;

	while (length != 0) {
		size_t at = (size_t)(offset % IMAGE_BLOCK);
		size_t n = IMAGE_BLOCK - at;

		if (n > length)
			n = length;
		change_block(image, offset / IMAGE_BLOCK, at, from, n);
		offset += n;
		from += n;
		length -= n;
		if (image->size < offset)
			image->size = offset;
	}
}

void
image_resize(struct image *image, uint64_t size)
{
	uint64_t index = (size + IMAGE_BLOCK - 1) / IMAGE_BLOCK;
	uint64_t end = (image->size + IMAGE_BLOCK - 1) / IMAGE_BLOCK;

	if (size < image->size && size % IMAGE_BLOCK != 0)
		change_block(image, size / IMAGE_BLOCK,
			(size_t)(size % IMAGE_BLOCK), zeros,
			IMAGE_BLOCK - (size_t)(size % IMAGE_BLOCK));
	for (; index < end; index++)
		if (find_block(image, index))
			set_block(image, index, NULL);
	image->size = size;
}

const uint8_t *
image_block(const struct image *image, uint64_t index)
{
	const struct block *block = find_block(image, index);

	return block ? block->bytes : zeros;
}

uint64_t
image_block_digest(const struct image *image, uint64_t index)
{
	const struct block *block = find_block(image, index);

	return block ? block->digest : zeros_digest();
}

uint64_t
image_fingerprint(const struct image *image)
{
	return digest_mix(image->sum + image->size);
}

int
image_load(struct image *image, const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t bytes[4096];
	uint64_t offset = 0;
	size_t n;

	if (!file)
		return errno;
	image_init(image);
	while ((n = fread(bytes, 1, sizeof bytes, file)) != 0) {
		image_write(image, offset, bytes, n);
		offset += n;
	}
	fclose(file);
	return 0;
}

int
image_save(const struct image *image, const char *path)
{
	FILE *file = fopen(path, "wb");
	uint8_t bytes[4096];
	uint64_t offset = 0;
	size_t n;
	bool good = file != NULL;

	while (good && (n = image_read(image, offset, bytes, sizeof bytes)) !=
		0) {
		good = fwrite(bytes, 1, n, file) == n;
		offset += n;
	}
	if (file && fclose(file) != 0)
		good = false;
	return good ? 0 : errno;
}
