/* SPDX-License-Identifier: MIT */
/*
 * Making a file as short as its contents allow, in place: contents move from
 * its end into free room nearer to the beginning, a commit at a time, so that
 * the committed version is whole all the while.
 */
#ifndef STG_CFB_CONSOLIDATE_H
#define STG_CFB_CONSOLIDATE_H

#include "io/device.h"

struct cfb_file;

enum cfb_consolidation {
	CFB_CONSOLIDATED,
	CFB_CONSOLIDATED_IN_PART, /* some free room is left */
	CFB_NOT_CONSOLIDATED      /* streams are open, or there is damage */
};

/**
 * Commit what is changed, and consolidate. What fails on the way leaves the
 * file committed, in part consolidated, with the same contents.
 *
 * Nothing else may know where contents are: streams must be closed, and no
 * sectors loose. Entries keep their numbers.
 *
 * @param flags   CFB_COMMIT_...
 */
MUST_CHECK int cfb_consolidate(struct cfb_file *file, unsigned flags,
	enum cfb_consolidation *outcome);

#endif
