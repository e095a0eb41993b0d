/* SPDX-License-Identifier: MIT */
/*
 * Where something goes in a compound file: to the path that is named, or below
 * it under its old name if that is a storage.
 */
#ifndef ARRIVE_H
#define ARRIVE_H

#include "slot.h"

/*
 * Finds the slot, in which nothing is in the way afterwards: a stream there is
 * removed if a stream comes. `other` is a slot of the same file or NULL; the
 * element in it is not put below or in the place of itself.
 */
enum exit_code arrive(struct slot *slot, const struct slot *other,
	struct edit *edit, const char *path, const char *name, bool is_storage);

#endif
