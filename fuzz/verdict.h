/* SPDX-License-Identifier: MIT */
/* What a check says about an input, in a form that two checks can agree in. */
#ifndef FUZZ_VERDICT_H
#define FUZZ_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include <stg/check.h>

#define VERDICT_ENTRIES 65536

struct verdict {
	HRESULT hr;
	struct stg_check_summary summary;
	uint64_t digest; /* of all defects in their order */
	/* One bit an entry: is there damage that names it? */
	uint8_t damaged[VERDICT_ENTRIES / 8];
};

void verdict_make(struct verdict *verdict, ILockBytes *bytes);
void verdict_prove_same(const struct verdict *a, const struct verdict *b);
/* Is it known that the contents of a stream are not all there? */
bool verdict_is_damaged(const struct verdict *verdict, uint32_t id);
/* Does it suit what opening the same bytes returned? */
void verdict_prove_open(const struct verdict *verdict, HRESULT opened);

#endif
