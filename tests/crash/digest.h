/* SPDX-License-Identifier: MIT */
/*
 * One number for all that a compound file holds: paths, kinds, classes, state
 * bits, sizes and contents. The plain tree, the strict checker and the reader
 * through the public functions each compute it in their own way; it is a sum
 * over the elements, so that the order in which they are met does not count.
 */
#ifndef TESTS_CRASH_DIGEST_H
#define TESTS_CRASH_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIGEST_PIECE 512 /* bytes of contents that are hashed together */

/* Contents beyond this are left out of light digests. */
#define DIGEST_LIGHT_MAX ((uint64_t)1 << 20)

enum digest_kind { DIGEST_STORAGE = 1, DIGEST_STREAM = 2 };

struct digest {
	uint64_t full;
	uint64_t light;
};

static inline uint64_t
digest_mix(uint64_t z)
{
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline uint64_t
digest_bytes(const void *bytes, size_t length)
{
	const uint8_t *p = bytes;
	uint64_t h = (length + 1) * UINT64_C(0x9e3779b97f4a7c15);

	for (; length >= 8; length -= 8, p += 8) {
		uint64_t word;

		memcpy(&word, p, 8);
		h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	for (; length != 0; length--)
		h = (h ^ *p++) * UINT64_C(0x100000001b3);
	return digest_mix(h);
}

/* What a piece at its place adds to the hash of contents. */
static inline uint64_t
digest_place(uint64_t piece, uint64_t index)
{
	return digest_mix(piece + index * UINT64_C(0x9e3779b97f4a7c15));
}

static inline uint64_t
digest_contents(const uint8_t *bytes, uint64_t size)
{
	uint64_t sum = 0;

	for (uint64_t at = 0; at < size; at += DIGEST_PIECE) {
		uint64_t left = size - at;

		sum += digest_place(digest_bytes(bytes + at,
			left < DIGEST_PIECE ? (size_t)left : DIGEST_PIECE),
			at / DIGEST_PIECE);
	}
	return sum;
}

/* The path of an element: that of its storage, and its name. */
static inline uint64_t
digest_path(uint64_t parent, const uint16_t *name, size_t length)
{
	return digest_mix(parent * 31 + digest_bytes(name, length * 2));
}

static inline void
digest_add(struct digest *digest, uint64_t path, enum digest_kind kind,
	const uint8_t clsid[16], uint32_t bits, uint64_t size,
	uint64_t contents)
{
	uint64_t h = digest_mix(path + (uint64_t)kind);

	h = digest_mix(h ^ digest_bytes(clsid, 16));
	h = digest_mix(h + bits);
	h = digest_mix(h + size);
	digest->full += digest_mix(h ^ contents);
	if (size > DIGEST_LIGHT_MAX)
		contents = 0;
	digest->light += digest_mix(h ^ contents);
}

#endif
