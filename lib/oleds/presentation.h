/* SPDX-License-Identifier: MIT */
/*
 * The streams \2OlePres000 to \2OlePres999: pictures of an object, for when its
 * application is not there. [MS-OLEDS] 2.3.4. And \3ObjInfo, in which word
 * processors keep how an object is shown. [MS-DOC] 2.9.180
 */
#ifndef STG_OLEDS_PRESENTATION_H
#define STG_OLEDS_PRESENTATION_H

#include "oleds/wire.h"

/* Formats of the clipboard that pictures come in. */
#define OLEDS_CF_METAFILEPICT 3
#define OLEDS_CF_BITMAP       2
#define OLEDS_CF_DIB          8
#define OLEDS_CF_ENHMETAFILE  14

struct oleds_presentation {
	struct oleds_format format;
	uint32_t device_size; /* as stored, itself included; 4: no device */
	struct oleds_span device;
	uint32_t aspect;
	uint32_t index;
	uint32_t advise;
	uint32_t reserved;
	uint32_t width; /* in 1/100 mm */
	uint32_t height;
	struct oleds_span data;
	bool has_toc; /* the rest holds a table of contents … */
	uint32_t toc_count;
	struct oleds_span rest; /* … behind reserved bytes */
};

/**
 * Decode. The format CF_BITMAP is refused when strict.
 * @return OLEDS_OK; OLEDS_SHORT; OLEDS_BAD
 */
enum oleds_status oleds_presentation_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_presentation *record);
size_t oleds_presentation_encode(const struct oleds_presentation *record,
	uint8_t *bytes, size_t room);

/* \3ObjInfo; the last number may be missing. */
struct oleds_objinfo {
	uint16_t flags;
	uint16_t format; /* of the clipboard */
	bool has_flags_2;
	uint16_t flags_2;
	struct oleds_span rest;
};
#define OLEDS_OBJINFO_LINK 0x0010 /* of flags */
#define OLEDS_OBJINFO_ICON 0x0040
#define OLEDS_OBJINFO_OLE1 0x0080

enum oleds_status oleds_objinfo_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_objinfo *record);
size_t oleds_objinfo_encode(const struct oleds_objinfo *record, uint8_t *bytes,
	size_t room);

#endif
