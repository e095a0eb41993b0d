/* SPDX-License-Identifier: MIT */
/* The engine's defects as <stg/check.h> shows them. */
#ifndef STG_STG_DEFECTS_H
#define STG_STG_DEFECTS_H

#include <stg/check.h>

#include "cfb/defect.h"

void defect_to_public(const struct cfb_defect *defect,
	struct stg_defect *public);

#endif
