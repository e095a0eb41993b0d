/* SPDX-License-Identifier: MIT */
/*
 * The stream \1Ole: whether an object is embedded or linked, and to what.
 * [MS-OLEDS] 2.3.3. Monikers are objects of their own, kept as bytes; the
 * length before each counts itself.
 */
#ifndef STG_OLEDS_OLESTREAM_H
#define STG_OLEDS_OLESTREAM_H

#include "oleds/wire.h"

#define OLEDS_OLE_VERSION 0x02000001

/* Bits of `flags`. */
#define OLEDS_OLE_LINK    0x0001
#define OLEDS_OLE_CONVERT 0x0004 /* to be converted when it is loaded */
#define OLEDS_OLE_CACHE   0x1000

/* When a link is updated. */
#define OLEDS_UPDATE_ALWAYS 1
#define OLEDS_UPDATE_ONCALL 3

struct oleds_olestream {
	uint32_t version;
	uint32_t flags;
	uint32_t update;
	uint32_t reserved;
	bool has_moniker; /* the length is there, if 0 */
	struct oleds_span moniker;

	/* Of a link, all or nothing. */
	bool has_link;
	struct oleds_span relative;
	struct oleds_span absolute;
	uint32_t indicator; /* 0xFFFFFFFF */
	uint8_t clsid[16];
	struct oleds_span display_name; /* in UTF-16 */
	uint32_t reserved_2;
	uint8_t times[24]; /* three FILETIMEs */

	struct oleds_span rest;
};

/**
 * Decode. A tolerant decoder wants the version and the flags alone.
 * @return OLEDS_OK; OLEDS_SHORT; OLEDS_BAD: another version; OLEDS_REST
 */
enum oleds_status oleds_olestream_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_olestream *record);

/** Encode; returns the bytes that it takes, 0 if those are too many. */
size_t oleds_olestream_encode(const struct oleds_olestream *record,
	uint8_t *bytes, size_t room);

#endif
