/* SPDX-License-Identifier: MIT */
/*
 * What a file had to be forgiven while it was read: the damage is kept, to be
 * reported once what could be read was delivered.
 */
#ifndef REMARKS_H
#define REMARKS_H

#include <stdbool.h>
#include <stddef.h>

#include <stg/check.h>

#include "report.h"

/* More damage than this is only counted. */
#define REMARKS_KEPT 8

struct remarks {
	size_t damage;
	struct stg_defect kept[REMARKS_KEPT];
};

/* For stg_set_defect_callback(), with the remarks as the context. */
HRESULT remarks_take(const struct stg_defect *defect, void *context);

/* Reports the damage, and forgets it. Tells whether there was any. */
bool remarks_report(struct remarks *remarks, const struct place *place);

#endif
