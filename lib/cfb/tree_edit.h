/* SPDX-License-Identifier: MIT */
/*
 * Changing the tree of a storage's children, [MS-CFB] 2.6.4. It stays, or
 * becomes, a red-black tree in the specification's order: one that is not is
 * built anew before its first change.
 */
#ifndef STG_CFB_TREE_EDIT_H
#define STG_CFB_TREE_EDIT_H

#include <stdint.h>

#include "io/device.h"

struct cfb_file;

/** Make sure that the tree of a storage can be changed. */
MUST_CHECK int cfb_tree_prepare(struct cfb_file *file, uint32_t storage);

/**
 * Insert entry `id`, whose name is set, among the children of a storage.
 * CFB_EXISTS when one of them is called so.
 */
MUST_CHECK int cfb_tree_insert(struct cfb_file *file, uint32_t storage,
	uint32_t id);

/** Take entry `id` out of the tree; the entry itself stays. */
MUST_CHECK int cfb_tree_remove(struct cfb_file *file, uint32_t storage,
	uint32_t id);

#endif
