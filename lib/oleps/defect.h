/* SPDX-License-Identifier: MIT */
/*
 * Departures of property sets from their format: permanent numbers, how bad
 * each is, and where one was met.
 */
#ifndef STG_OLEPS_DEFECT_H
#define STG_OLEPS_DEFECT_H

#include <stdint.h>

enum oleps_severity { OLEPS_BENIGN = 1, OLEPS_DEVIANT, OLEPS_DAMAGE };

enum oleps_defect_id {
#define OLEPS_DEFECT(number, id, severity, name, text, section) \
	OLEPS_DEFECT_##id = number,
#include "oleps/defect.def"
#undef OLEPS_DEFECT
	OLEPS_DEFECT_LIMIT
};

/* What is known about a defect before any stream has it. */
struct oleps_defect_info {
	uint16_t number;
	uint16_t severity; /* enum oleps_severity */
	const char *name;
	const char *text;
	const char *section; /* of [MS-OLEPS] */
};

#define OLEPS_NO_SECTION UINT32_MAX

/* One defect as it was met. */
struct oleps_defect {
	enum oleps_defect_id id;
	uint32_t section;  /* 0 the first, or OLEPS_NO_SECTION */
	uint32_t property; /* or OLEPS_ID_ILLEGAL */
	uint32_t offset;   /* bytes from the start of the stream */
	uint32_t value;    /* the value at fault; depends on id */
};

typedef void oleps_defect_fn(const struct oleps_defect *defect, void *context);

/** Information on a number; NULL if there is no such defect. */
const struct oleps_defect_info *oleps_defect_info(unsigned number);

/** Information by position, for listing all; NULL behind the last. */
const struct oleps_defect_info *oleps_defect_at(unsigned position);

#endif
