/* SPDX-License-Identifier: MIT */
/*
 * Checking a whole file: every structure is read once, every sector is given
 * to its owner, and every departure from the format is reported. Time and
 * memory are linear in the length of the file.
 */
#ifndef STG_CFB_CHECK_H
#define STG_CFB_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "cfb/defect.h"
#include "io/device.h"

struct cfb_check_totals {
	uint32_t entries; /* in use */
	uint64_t sectors;
};

/** Takes a defect; false ends the check. */
typedef bool cfb_check_fn(const struct cfb_defect *defect, void *context);

/**
 * Check what is on the device, which is closed in any case. CFB_OK: checked
 * to the end, whatever was found. CFB_STOPPED: `fn` ended it. Otherwise as
 * cfb_file_open(), after the defects that explain it.
 */
MUST_CHECK int cfb_check(struct device *device, cfb_check_fn *fn,
	void *context, struct cfb_check_totals *totals);

#endif
