/* SPDX-License-Identifier: MIT */
/*
 * Commits that do not let the file grow. What changes never goes where the
 * committed version is, so it goes behind the end of the file when there is no
 * other room; once it is committed there, the old places are free, and another
 * commit brings it back.
 */
#ifndef STG_CFB_OVERWRITE_H
#define STG_CFB_OVERWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_file;

/* Which tables a commit wrote: whatever leads to new places is in them. */
struct cfb_written {
	uint32_t *fat;       /* FAT sectors, by index */
	uint32_t fat_count;
	uint32_t *directory; /* and of the directory */
	uint32_t directory_count;
};

/** Remember what a commit is about to have written. */
MUST_CHECK int cfb_written_note(struct cfb_file *file,
	struct cfb_written *written);
void cfb_written_done(struct cfb_written *written);

/**
 * Prepare a commit that brings everything from sector `limit` on back into
 * free room before it. `fits` is set if there is as much; if not, nothing was
 * changed. Whoever fails has to rewind.
 */
MUST_CHECK int cfb_overwrite_prepare(struct cfb_file *file, uint32_t limit,
	const struct cfb_written *written, bool *fits);

#endif
