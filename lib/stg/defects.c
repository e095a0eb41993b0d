/* SPDX-License-Identifier: MIT */
/*
 * The table of kinds is made by the preprocessor from the lists of the engine
 * and of the codec of property sets, whose numbers are apart; the sections get
 * the name of their document in front.
 */
#include "stg/defects.h"

#include <stddef.h>

#define SEVERITY_BENIGN  STG_SEVERITY_BENIGN
#define SEVERITY_DEVIANT STG_SEVERITY_DEVIANT
#define SEVERITY_DAMAGE  STG_SEVERITY_DAMAGE

static const struct stg_defect_kind kinds[] = {
#define DEFECT(number, id, severity, name, text, section) \
	{ number, SEVERITY_##severity, name, text, "[MS-CFB] " section },
#include "cfb/defect.def"
#undef DEFECT
#define OLEPS_DEFECT(number, id, severity, name, text, section) \
	{ number, SEVERITY_##severity, name, text, "[MS-OLEPS] " section },
#include "oleps/defect.def"
#undef OLEPS_DEFECT
};

#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

unsigned
stg_defect_count(void)
{
	return KIND_COUNT;
}

const struct stg_defect_kind *
stg_defect_at(unsigned place)
{
	return place < KIND_COUNT ? &kinds[place] : NULL;
}

const struct stg_defect_kind *
stg_defect_info(unsigned number)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (kinds[i].number == number)
			return &kinds[i];
	}
	return NULL;
}

void
defect_to_public(const struct cfb_defect *defect, struct stg_defect *public)
{
	const struct stg_defect_kind *kind = stg_defect_info(defect->id);

	/* The engine reports numbers of the list alone. */
	if (!kind)
		kind = &kinds[0];
	public->number = kind->number;
	public->severity = kind->severity;
	public->name = kind->name;
	public->text = kind->text;
	public->section = kind->section;
	public->sector = defect->sector;
	public->entry = defect->entry;
	public->offset = defect->offset;
	public->value = defect->value;
}
