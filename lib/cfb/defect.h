/* SPDX-License-Identifier: MIT */
/*
 * Departures from the format: permanent numbers, how bad each is, and where
 * one was met. The engine reports them as it meets them; how strict the file
 * was opened decides which of them are errors.
 */
#ifndef STG_CFB_DEFECT_H
#define STG_CFB_DEFECT_H

#include <stdint.h>

enum cfb_severity { CFB_BENIGN = 1, CFB_DEVIANT, CFB_DAMAGE };

enum cfb_defect_id {
#define DEFECT(number, id, severity, name, text, section) \
	CFB_DEFECT_##id = number,
#include "cfb/defect.def"
#undef DEFECT
	CFB_DEFECT_LIMIT
};

/* What is known about a defect before any file has it. */
struct cfb_defect_info {
	uint16_t number;
	uint16_t severity; /* enum cfb_severity */
	const char *name;
	const char *text;
	const char *section; /* of [MS-CFB] */
};

#define CFB_NOWHERE   0xFFFFFFFFU /* no sector, no entry */
#define CFB_NO_OFFSET UINT64_MAX

/* One defect as it was met. */
struct cfb_defect {
	enum cfb_defect_id id;
	uint32_t sector; /* or CFB_NOWHERE */
	uint32_t entry;  /* stream ID or CFB_NOWHERE */
	uint64_t offset; /* bytes from the start of the file, CFB_NO_OFFSET */
	uint64_t value;  /* the value at fault; its meaning depends on id */
};

/** Information on a number; NULL if there is no such defect. */
const struct cfb_defect_info *cfb_defect_info(unsigned number);

/** Information by position, for listing all; NULL behind the last. */
const struct cfb_defect_info *cfb_defect_at(unsigned position);

#endif
