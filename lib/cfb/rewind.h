/* SPDX-License-Identifier: MIT */
/* Going back to the committed version, after a commit that failed. */
#ifndef STG_CFB_REWIND_H
#define STG_CFB_REWIND_H

#include "io/device.h"

struct cfb_file;

/**
 * Forget every change that is not committed. Loose sectors stay taken, and
 * those that were adopted since the last commit are loose again; streams that
 * are open go on with what is committed of them.
 *
 * When this fails, or when nobody knows which version is on the device,
 * nothing can be committed until the file is opened again.
 */
MUST_CHECK int cfb_file_rewind(struct cfb_file *file);

#endif
