/* SPDX-License-Identifier: MIT */
/* Defects are not kept, only their digest and which entries they name. */
#include "verdict.h"

#include <string.h>

#include <stg/hresult.h>

#include "prove.h"

static void
mix(struct verdict *verdict, uint64_t value)
{
	verdict->digest =
		(verdict->digest ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	verdict->digest ^= verdict->digest >> 29;
}

static HRESULT
take_defect(const struct stg_defect *defect, void *context)
{
	struct verdict *verdict = context;
	const struct stg_defect_kind *kind = stg_defect_info(defect->number);

	PROVE(kind && kind->severity == defect->severity);
	mix(verdict, defect->number);
	mix(verdict, defect->sector);
	mix(verdict, defect->entry);
	mix(verdict, defect->offset);
	mix(verdict, defect->value);
	if (defect->severity == STG_SEVERITY_DAMAGE &&
		defect->entry < VERDICT_ENTRIES)
		verdict->damaged[defect->entry / 8] |=
			(uint8_t)(1U << defect->entry % 8);
	return S_OK;
}

void
verdict_make(struct verdict *verdict, ILockBytes *bytes)
{
	memset(verdict, 0, sizeof *verdict);
	verdict->hr = stg_check_lockbytes(
		bytes, 0, take_defect, verdict, &verdict->summary);
}

void
verdict_prove_same(const struct verdict *a, const struct verdict *b)
{
	PROVE(a->hr == b->hr);
	PROVE(a->digest == b->digest);
	PROVE(a->summary.benign == b->summary.benign);
	PROVE(a->summary.deviant == b->summary.deviant);
	PROVE(a->summary.damage == b->summary.damage);
	PROVE(a->summary.entries == b->summary.entries);
	PROVE(a->summary.sectors == b->summary.sectors);
}

bool
verdict_is_damaged(const struct verdict *verdict, uint32_t id)
{
	if (id >= VERDICT_ENTRIES)
		return verdict->summary.damage != 0;
	return verdict->damaged[id / 8] >> (id % 8) & 1;
}

void
verdict_prove_open(const struct verdict *verdict, HRESULT opened)
{
	switch (opened) {
	case S_OK:
		PROVE(verdict->hr == S_OK);
		break;
	case STG_E_DOCFILECORRUPT: /* no root storage */
		PROVE(verdict->hr == S_OK && verdict->summary.damage != 0);
		break;
	case STG_E_FILEALREADYEXISTS: /* no compound file */
	case STG_E_INVALIDHEADER:
	case STG_E_OLDFORMAT:
	case STG_E_OLDDLL:
		PROVE(verdict->hr == opened);
		break;
	default:
		PROVE(!"opening has another result");
	}
}
