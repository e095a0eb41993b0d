/* SPDX-License-Identifier: MIT */
#include "remarks.h"

static bool
same_defect(const struct stg_defect *a, const struct stg_defect *b)
{
	return a->number == b->number && a->entry == b->entry &&
	       a->sector == b->sector && a->offset == b->offset;
}

/* The same chain may be read more than once. */
static bool
is_known(const struct remarks *remarks, const struct stg_defect *defect)
{
	for (size_t i = 0; i < remarks->damage && i < REMARKS_KEPT; i++)
		if (same_defect(&remarks->kept[i], defect))
			return true;
	return false;
}

HRESULT
remarks_take(const struct stg_defect *defect, void *context)
{
	struct remarks *remarks = context;

	if (defect->severity != STG_SEVERITY_DAMAGE ||
		is_known(remarks, defect))
		return S_OK;
	if (remarks->damage < REMARKS_KEPT)
		remarks->kept[remarks->damage] = *defect;
	remarks->damage++;
	return S_OK;
}

bool
remarks_report(struct remarks *remarks, const struct place *place)
{
	bool any = remarks->damage > 0;

	for (size_t i = 0; i < remarks->damage && i < REMARKS_KEPT; i++)
		report_defect(place, &remarks->kept[i]);
	if (remarks->damage > REMARKS_KEPT)
		report_text(place, "and %zu more; see stgbrowse check",
			remarks->damage - REMARKS_KEPT);
	remarks->damage = 0;
	return any;
}
