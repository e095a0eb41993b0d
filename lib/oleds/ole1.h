/* SPDX-License-Identifier: MIT */
/*
 * Objects of OLE 1, one after the other in a stream that tells no length:
 * [MS-OLEDS] 2.2. They are what the decoder stops behind, and it says how many
 * bytes it lacks at least, so that a reader never takes more than the object.
 */
#ifndef STG_OLEDS_OLE1_H
#define STG_OLEDS_OLE1_H

#include "oleds/wire.h"

#define OLEDS_OLE1_VERSION 0x00000501

/* Values of `kind`; the last is one of presentations alone. */
#define OLEDS_OLE1_LINKED       1
#define OLEDS_OLE1_EMBEDDED     2
#define OLEDS_OLE1_PRESENTATION 5

/* What a metafile has before its bytes: mapping mode, extents, a handle. */
#define OLEDS_OLE1_PICTURE_HEAD 8

struct oleds_ole1_picture {
	uint32_t version;
	uint32_t kind;                /* 0: none */
	struct oleds_span class_name; /* METAFILEPICT, DIB, BITMAP, others */
	bool standard;                /* one of these three: */
	uint32_t width;               /* in 1/100 mm */
	uint32_t height;              /* negative as a rule */
	uint32_t format;              /* of others; 0: by name */
	struct oleds_span format_name;
	struct oleds_span data; /* of a metafile with what is before it */
};

struct oleds_ole1 {
	uint32_t version;
	uint32_t kind;
	struct oleds_span class_name;
	struct oleds_span topic;
	struct oleds_span item;
	struct oleds_span native;  /* of an embedded object */
	struct oleds_span network; /* of a link, like the next two */
	uint32_t reserved;
	uint32_t update;
	struct oleds_ole1_picture picture;
};

/**
 * Decode one object. `*size` receives the bytes that it takes, or, with
 * OLEDS_SHORT, how many there must be at least.
 * @return OLEDS_OK; OLEDS_SHORT; OLEDS_BAD
 */
enum oleds_status oleds_ole1_decode(struct oleds_span bytes,
	struct oleds_ole1 *record, size_t *size);

/** Encode; returns the bytes that it takes, 0 if those are too many. */
size_t oleds_ole1_encode(const struct oleds_ole1 *record, uint8_t *bytes,
	size_t room);

#endif
