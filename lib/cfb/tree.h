/* SPDX-License-Identifier: MIT */
/* Looking a name up among the children of a storage, [MS-CFB] 2.6.4. */
#ifndef STG_CFB_TREE_H
#define STG_CFB_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_dirent;
struct cfb_file;

/**
 * Find the child of storage `storage` that is called so, in whatever case.
 * CFB_NOT_FOUND if there is none, wherever in the tree it might hide.
 */
MUST_CHECK int cfb_tree_find(struct cfb_file *file, uint32_t storage,
	const uint16_t *name, size_t units, uint32_t *id,
	struct cfb_dirent *entry);

#endif
