/* SPDX-License-Identifier: MIT */
/* The table of defects, in the order of their numbers. */
#include "oleps/defect.h"

#include <stddef.h>

static const struct oleps_defect_info defects[] = {
#define OLEPS_DEFECT(number, id, severity, name, text, section) \
	{ number, OLEPS_##severity, name, text, section },
#include "oleps/defect.def"
#undef OLEPS_DEFECT
};

#define DEFECT_COUNT (sizeof defects / sizeof defects[0])

const struct oleps_defect_info *
oleps_defect_info(unsigned number)
{
	for (size_t i = 0; i < DEFECT_COUNT; i++) {
		if (defects[i].number == number)
			return &defects[i];
	}
	return NULL;
}

const struct oleps_defect_info *
oleps_defect_at(unsigned position)
{
	return position < DEFECT_COUNT ? &defects[position] : NULL;
}
