/* SPDX-License-Identifier: MIT */
/*
 * Records of the stream "PowerPoint Document" [MS-PPT] 2.3.1, as far as it
 * takes to find the objects that are embedded there.
 */
#ifndef POWERPOINT_H
#define POWERPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "reader.h"

/* [MS-PPT] 2.13.24 */
enum {
	PPT_DOCUMENT = 0x03E8,
	PPT_VBA_INFO = 0x03FF,
	PPT_VBA_INFO_ATOM = 0x0400,
	PPT_LIST = 0x07D0,
	PPT_USER_EDIT_ATOM = 0x0FF5,
	PPT_CURRENT_USER_ATOM = 0x0FF6,
	PPT_OBJECT_STORAGE = 0x1011, /* ExOleObjStg */
	PPT_CRYPT_SESSION = 0x2F14
};

#define PPT_RECORD_HEADER 8

struct ppt_record {
	uint64_t offset; /* of its header */
	unsigned version;
	unsigned instance;
	unsigned type;
	uint32_t length; /* of what follows the header */
};

/* The record at an offset; false: none fits there. */
bool ppt_record_at(
	struct reader *reader, uint64_t offset, struct ppt_record *record);

/*
 * Goes through the records from *offset on, into those containers that may
 * hold what is wanted; false at the end.
 */
bool ppt_record_next(
	struct reader *reader, uint64_t *offset, struct ppt_record *record);

/* The n-th embedded object, from 1 on. */
bool
ppt_find_object(struct reader *reader, uint64_t n, struct ppt_record *record);

#endif
