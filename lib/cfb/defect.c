/* SPDX-License-Identifier: MIT */
/* The table of defects, in the order of their numbers. */
#include "cfb/defect.h"

#include <stddef.h>

static const struct cfb_defect_info defects[] = {
#define DEFECT(number, id, severity, name, text, section) \
	{ number, CFB_##severity, name, text, section },
#include "cfb/defect.def"
#undef DEFECT
};

#define DEFECT_COUNT (sizeof defects / sizeof defects[0])

const struct cfb_defect_info *
cfb_defect_info(unsigned number)
{
	for (size_t i = 0; i < DEFECT_COUNT; i++) {
		if (defects[i].number == number)
			return &defects[i];
	}
	return NULL;
}

const struct cfb_defect_info *
cfb_defect_at(unsigned position)
{
	return position < DEFECT_COUNT ? &defects[position] : NULL;
}
