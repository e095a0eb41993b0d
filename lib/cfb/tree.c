/* SPDX-License-Identifier: MIT */
/*
 * The search goes down by order. Trees of other writers need not be in our
 * order, nor trees at all, so a name that is not found that way is missing
 * only if the whole tree is known to be in order. That is found out once for
 * a storage, at the first name that is missed, and remembered.
 */
#include "cfb/tree.h"

#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/file.h"
#include "cfb/index.h"
#include "cfb/name.h"

/* A red-black tree of 2^32 entries is not deeper. */
#define STEPS_MAX 64

/*
 * Descend by order. CFB_NOT_FOUND with `end` set when the search ended at a
 * missing link, as it should, and without when something was odd.
 */
static int
descend(struct cfb_file *file, uint32_t storage, const uint16_t *name,
	size_t units, uint32_t *id, struct cfb_dirent *entry, bool *end)
{
	const uint8_t *raw;
	uint32_t at;
	int status = cfb_directory_raw(file, storage, &raw);

	*end = false;
	if (status != CFB_OK)
		return status;
	at = get_le32(raw + 76);
	for (unsigned steps = 0; steps < STEPS_MAX; steps++) {
		int order;

		if (at == CFB_NOSTREAM) {
			*end = true;
			return CFB_NOT_FOUND;
		}
		status = cfb_directory_raw(file, at, &raw);
		if (status != CFB_OK)
			return status;
		if (!cfb_type_is_element(raw[66]) || at == CFB_ROOT)
			return CFB_NOT_FOUND;
		order = cfb_dirent_compare(name, units, raw);
		if (order == 0) {
			cfb_dirent_decode(raw, entry);
			*id = at;
			return CFB_OK;
		}
		at = get_le32(raw + (order < 0 ? 68 : 72));
	}
	return CFB_NOT_FOUND;
}

int
cfb_tree_find(struct cfb_file *file, uint32_t storage, const uint16_t *name,
	size_t units, uint32_t *id, struct cfb_dirent *entry)
{
	struct cfb_index *index = cfb_index_get(file, storage);
	bool end = false;
	int status;

	/* Of equal names, the search by order decides whether or not there is
	 * an index by now, so that a name always means the same element. */
	if (!index || !index->slots || !index->ordered) {
		status = descend(file, storage, name, units, id, entry, &end);
		if (status != CFB_NOT_FOUND ||
			(end && index && index->ordered))
			return status;
	}
	if (!index || !index->slots) {
		status = cfb_index_make(file, storage, !end, &index);
		if (status != CFB_OK)
			return status;
	}
	if (!index->slots)
		return CFB_NOT_FOUND;
	return cfb_index_find(file, index, name, units, id, entry);
}
