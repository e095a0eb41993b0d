/* SPDX-License-Identifier: MIT */
/*
 * The stream \1CompObj: what users call the type of an object, the format of
 * its data on the clipboard, and its ProgID. [MS-OLEDS] 2.3.8
 *
 * The specification ends the record at a ProgID of no length, yet everybody
 * writes the Unicode part behind such a one, and so it is read.
 */
#ifndef STG_OLEDS_COMPOBJ_H
#define STG_OLEDS_COMPOBJ_H

#include "oleds/wire.h"

/* How far the record goes: each part needs those before it. */
enum oleds_compobj_part {
	COMPOBJ_NOTHING,
	COMPOBJ_HEADER,
	COMPOBJ_USER_TYPE,
	COMPOBJ_FORMAT,
	COMPOBJ_PROG_ID,
	COMPOBJ_MARKER,
	COMPOBJ_WIDE_USER_TYPE,
	COMPOBJ_WIDE_FORMAT,
	COMPOBJ_ALL, /* the ProgID in Unicode */
};

struct oleds_compobj {
	uint32_t first;   /* 0xFFFE0001 as a rule */
	uint32_t version; /* 0x00000A03 as a rule */
	uint32_t mark;    /* 0xFFFFFFFF as a rule */
	uint8_t clsid[16];
	struct oleds_span user_type; /* in the code page of its writer */
	struct oleds_format format;
	struct oleds_span prog_id;
	struct oleds_span wide_user_type; /* in UTF-16 */
	struct oleds_format wide_format;
	struct oleds_span wide_prog_id;
	enum oleds_compobj_part parts;
	struct oleds_span rest; /* behind them */
};

/**
 * Decode. A tolerant decoder wants the header alone and stops before the first
 * part that makes no sense, for which `*why` is told; it may be NULL.
 * @return OLEDS_OK; OLEDS_SHORT; OLEDS_BAD; OLEDS_REST
 */
enum oleds_status oleds_compobj_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_compobj *record,
	enum oleds_status *why);

/** Encode; returns the bytes that it takes, 0 if those are too many. */
size_t oleds_compobj_encode(const struct oleds_compobj *record, uint8_t *bytes,
	size_t room);

#endif
