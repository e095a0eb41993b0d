/* SPDX-License-Identifier: MIT */
/*
 * How an engine function ended. Besides these, functions pass on what a
 * device returned (io/device.h), so their result is an int; a value that is
 * neither negative nor at or above IO_OPEN is one of these.
 */
#ifndef STG_CFB_STATUS_H
#define STG_CFB_STATUS_H

#include "io/device.h"

enum cfb_status {
	CFB_OK = 0,
	CFB_NOT_CFB,    /* no compound file: other signature, or too short */
	CFB_OLD_FORMAT, /* the signature of a beta release of the format */
	CFB_BAD_HEADER, /* right signature, impossible fields */
	CFB_CORRUPT,    /* damage; a defect says what and where */
	CFB_NOT_FOUND,  /* no such element */
	CFB_EXISTS,     /* there is such an element */
	CFB_TOO_LARGE,  /* the format or its version has no room for it */
	CFB_NO_MEMORY,
	CFB_STOPPED     /* a callback asked to stop */
};

#endif
