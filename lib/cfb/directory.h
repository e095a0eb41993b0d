/* SPDX-License-Identifier: MIT */
/*
 * The directory, [MS-CFB] 2.6: an array of entries in a chain of sectors.
 * An entry's number in it is its stream ID.
 */
#ifndef STG_CFB_DIRECTORY_H
#define STG_CFB_DIRECTORY_H

#include <stdint.h>

#include "cfb/dirent.h"
#include "io/device.h"

struct cfb_file;

/** Read entry `id`. CFB_NOT_FOUND when the directory is shorter. */
MUST_CHECK int cfb_directory_entry(struct cfb_file *file, uint32_t id,
	struct cfb_dirent *entry);

/** The 128 bytes of entry `id`, good until the next call for the file. */
MUST_CHECK int cfb_directory_raw(struct cfb_file *file, uint32_t id,
	const uint8_t **raw);

/** How many entries the directory has room for; walks its whole chain. */
MUST_CHECK int cfb_directory_count(struct cfb_file *file, uint32_t *count);

/** Where entry `id`, which was read before, lies in the file. */
uint64_t cfb_directory_offset(const struct cfb_file *file, uint32_t id);

#endif
