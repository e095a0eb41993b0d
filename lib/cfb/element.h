/* SPDX-License-Identifier: MIT */
/* Creating, renaming and destroying storages and streams. */
#ifndef STG_CFB_ELEMENT_H
#define STG_CFB_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_file;

/**
 * Create an empty storage or stream. `time` (100 ns ticks since 1601) becomes
 * the creation and modification time of a storage. CFB_EXISTS when there is
 * an element of that name.
 */
MUST_CHECK int cfb_element_create(struct cfb_file *file, uint32_t storage,
	const uint16_t *name, size_t units, bool stream, uint64_t time,
	uint32_t *id);

/** Called for each element that goes, those below a storage first. */
typedef void cfb_gone_fn(uint32_t id, void *context);

/** Destroy child `id` of a storage, and everything below it. */
MUST_CHECK int cfb_element_destroy(struct cfb_file *file, uint32_t storage,
	uint32_t id, cfb_gone_fn *gone, void *context);

/** Give child `id` of a storage another name. CFB_EXISTS, and no change. */
MUST_CHECK int cfb_element_rename(struct cfb_file *file, uint32_t storage,
	uint32_t id, const uint16_t *name, size_t units);

/** Move child `id` to another storage, under a name. CFB_EXISTS likewise. */
MUST_CHECK int cfb_element_move(struct cfb_file *file, uint32_t from,
	uint32_t id, uint32_t to, const uint16_t *name, size_t units);

/**
 * Take child `id` of a storage down, with all that is below it. It has to be
 * attached again, or the file rewound.
 */
MUST_CHECK int cfb_element_detach(struct cfb_file *file, uint32_t storage,
	uint32_t id);

/** Hang up what was taken down. CFB_EXISTS, and no change. */
MUST_CHECK int cfb_element_attach(struct cfb_file *file, uint32_t storage,
	uint32_t id, const uint16_t *name, size_t units);

/** Is entry `other` element `id` itself, or anywhere below it? */
MUST_CHECK int cfb_element_holds(struct cfb_file *file, uint32_t id,
	uint32_t other, bool *holds);

MUST_CHECK int cfb_element_set_class(struct cfb_file *file, uint32_t id,
	const uint8_t clsid[16]);
MUST_CHECK int cfb_element_set_state(struct cfb_file *file, uint32_t id,
	uint32_t bits, uint32_t mask);

/** Set the times that are not NULL. */
MUST_CHECK int cfb_element_set_times(struct cfb_file *file, uint32_t id,
	const uint64_t *ctime, const uint64_t *mtime);

#endif
