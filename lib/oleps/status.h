/* SPDX-License-Identifier: MIT */
/*
 * How a function of the codec ended. Out parameters are untouched unless it
 * is OLEPS_OK.
 */
#ifndef STG_OLEPS_STATUS_H
#define STG_OLEPS_STATUS_H

enum oleps_status {
	OLEPS_OK = 0,
	OLEPS_NOT_OLEPS,      /* no property set stream at all */
	OLEPS_UNSUPPORTED,    /* a version that nobody described */
	OLEPS_CORRUPT,        /* no value in these bytes */
	OLEPS_TOO_LARGE,      /* beyond the limit of a stream, or 32 bits */
	OLEPS_TOO_DEEP,       /* nested beyond OLEPS_NESTING */
	OLEPS_BAD_TYPE,       /* a type that no property set can hold */
	OLEPS_NOT_FOUND,      /* no such section, property or name */
	OLEPS_EXISTS,         /* there is one already */
	OLEPS_NO_CODEPAGE,    /* nobody here knows that code page */
	OLEPS_NO_TRANSLATION, /* text that the code page has no way to say */
	OLEPS_NO_MEMORY
};

#define OLEPS_MUST_CHECK __attribute__((warn_unused_result))

#endif
