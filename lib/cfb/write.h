/* SPDX-License-Identifier: MIT */
/* What a commit writes, once everything that changed has a place. */
#ifndef STG_CFB_WRITE_H
#define STG_CFB_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "cfb/pages.h"

struct cfb_edit;
struct cfb_file;

/** Everything but the header; with `record`, a record at the end. */
MUST_CHECK int cfb_write_all(struct cfb_file *file, bool record);

/** The switch from one version to the next. */
MUST_CHECK int cfb_write_header(struct cfb_file *file);

/** How many of the first `count` FAT sectors are in the new version? */
size_t cfb_write_leave_out(const struct cfb_edit *edit,
	const struct cfb_dirty *dirty, size_t count);

#endif
