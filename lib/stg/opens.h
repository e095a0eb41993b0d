/* SPDX-License-Identifier: MIT */
/*
 * Which elements of a file are open: an element can be open once. Counts by
 * stream ID, since an enumerator keeps its storage open beside it.
 */
#ifndef STG_STG_OPENS_H
#define STG_STG_OPENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct opens {
	struct open_count *slots;
	size_t used;
	size_t capacity; /* 0 or a power of two */
};

void opens_init(struct opens *opens);
void opens_done(struct opens *opens);
bool opens_has(const struct opens *opens, uint32_t id);

/** Count one more; false when memory is short. */
bool opens_add(struct opens *opens, uint32_t id);

/** Count one less. */
void opens_remove(struct opens *opens, uint32_t id);

#endif
