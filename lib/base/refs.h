/* SPDX-License-Identifier: MIT */
/*
 * Counts of references, which any thread may take and drop. Whoever drops the
 * last one sees all that the others did before they dropped theirs.
 */
#ifndef STG_BASE_REFS_H
#define STG_BASE_REFS_H

#include <stdatomic.h>

/** Returns how many there are now. */
static inline unsigned int
refs_take(atomic_uint *refs)
{
	return atomic_fetch_add_explicit(refs, 1, memory_order_relaxed) + 1;
}

/** Returns how many are left; 0: the object goes. */
static inline unsigned int
refs_drop(atomic_uint *refs)
{
	return atomic_fetch_sub_explicit(refs, 1, memory_order_acq_rel) - 1;
}

#endif
