/* SPDX-License-Identifier: MIT */
/* Is a stream a property set in order? What the decoder tells, in public. */
#include <stg/check.h>

#include <string.h>

#include <stg/hresult.h>

#include "oleps/defect.h"
#include "stg/propstg.h"

struct check {
	stg_defect_fn fn;
	void *context;
	HRESULT hr; /* of fn; others than S_OK end the calls */
	struct stg_check_summary counts;
};

static void
note(const struct oleps_defect *met, void *context)
{
	const struct stg_defect_kind *kind = stg_defect_info(met->id);
	struct check *check = context;
	struct stg_defect defect = {
		.number = kind->number,
		.severity = kind->severity,
		.name = kind->name,
		.text = kind->text,
		.section = kind->section,
		.sector = STG_NO_SECTOR,
		.entry = STG_NO_ENTRY,
		.offset = met->offset,
		.value = met->value,
	};

	if (kind->severity == STG_SEVERITY_DAMAGE)
		check->counts.damage++;
	else if (kind->severity == STG_SEVERITY_DEVIANT)
		check->counts.deviant++;
	else
		check->counts.benign++;
	if (check->fn && check->hr == S_OK)
		check->hr = check->fn(&defect, check->context);
}

HRESULT
stg_check_propset(IStream *stream, DWORD flags, stg_defect_fn fn,
	void *context, struct stg_check_summary *summary)
{
	struct check check = { .fn = fn, .context = context };
	struct oleps_set *set;
	size_t size;
	HRESULT hr;

	if (summary)
		memset(summary, 0, sizeof *summary);
	if (!stream)
		return STG_E_INVALIDPOINTER;
	if (flags != 0)
		return STG_E_INVALIDPARAMETER;
	hr = propstg_decode_telling(stream, note, &check, &set, &size);
	if (FAILED(hr))
		return hr;
	for (size_t i = 0; i < set->count; i++)
		check.counts.entries += (ULONG)set->sections[i]->count;
	oleps_set_destroy(set);
	if (summary)
		*summary = check.counts;
	return check.hr;
}
