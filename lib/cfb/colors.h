/* SPDX-License-Identifier: MIT */
/* The colours of a tree of siblings, [MS-CFB] 2.6.4: is it red-black? */
#ifndef STG_CFB_COLORS_H
#define STG_CFB_COLORS_H

#include <stdbool.h>
#include <stdint.h>

#include "io/device.h"

struct cfb_file;

struct cfb_colors {
	bool red_top;
	bool odd;         /* some entry is of neither colour */
	uint32_t red_red; /* a red entry below a red one, or CFB_NOSTREAM */
	uint32_t uneven;  /* where a path has another number of black ones */
};

/** Judge the tree below `top`, whose links are known to be sound. */
MUST_CHECK int cfb_colors_judge(struct cfb_file *file, uint32_t top,
	struct cfb_colors *colors);

/** None of the rules is broken. */
bool cfb_colors_are_sound(const struct cfb_colors *colors);

#endif
