/* SPDX-License-Identifier: MIT */
/* Contents that a version wrote become a stream of the file. */
#ifndef STG_CFB_ADOPT_H
#define STG_CFB_ADOPT_H

#include <stdint.h>

#include "io/device.h"

struct cfb_contents;
struct cfb_file;
struct cfb_versions;

/**
 * Make `contents`, of which nothing is gathered, those of entry `id`. Its own
 * sectors that lie in the file go into the chain as they are; nothing that the
 * committed version holds is written to.
 */
MUST_CHECK int cfb_contents_adopt(struct cfb_file *file,
	struct cfb_versions *shared, const struct cfb_contents *contents,
	uint32_t id);

#endif
