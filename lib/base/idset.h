/* SPDX-License-Identifier: MIT */
/*
 * A set of 32-bit numbers that grows with what is put in; the number
 * 0xFFFFFFFF, which names nothing in the format, cannot be. Walks over links
 * that a file claims use it to notice that they come to a place again.
 */
#ifndef STG_BASE_IDSET_H
#define STG_BASE_IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset {
	uint32_t *slots;
	size_t count;
	size_t capacity; /* 0 or a power of two */
};

enum idset_result { IDSET_ADDED, IDSET_PRESENT, IDSET_NO_MEMORY };

void idset_init(struct idset *set);
void idset_done(struct idset *set);
enum idset_result idset_add(struct idset *set, uint32_t id);
bool idset_has(const struct idset *set, uint32_t id);

#endif
