/* SPDX-License-Identifier: MIT */
/* Inner paths: <stg/helpers.h> has their grammar. */
#ifndef STG_STG_INNER_PATH_H
#define STG_STG_INNER_PATH_H

#include "stg/storage.h"

struct cfb_dirent;
struct text;

/**
 * Follow an inner path from a storage. Under the lock. The empty path leads to
 * the storage itself. STG_E_INVALIDNAME, STG_E_PATHNOTFOUND (something on the
 * way), STG_E_FILENOTFOUND (the last name), and errors of reading. `names`
 * takes up the names as the file has them; it may be NULL.
 */
HRESULT inner_path_follow(struct storage *storage, const char *path,
	struct text *names, uint32_t *id, struct cfb_dirent *entry);

#endif
