/* SPDX-License-Identifier: MIT */
/*
 * Streams of objects that come from OLE 1: \1Ole10Native, the data themselves
 * [MS-OLEDS] 2.3.6; \1Ole10ItemName and \1Ole10FmtProgID, each one string; and
 * the layout of the data of a Package, a file in an object:
 *
 *	OFFSET	SIZE	FIELD
 *	0	2	2
 *	2		label, ended by NUL
 *			path that the file came from, ended by NUL
 *		2	0
 *		2	3: embedded; 1: linked
 *		4	length of the next, its NUL included
 *			path of a temporary copy, ended by NUL
 *		4	size of the file
 *			the file
 *		4	length of the next in code units; two zeros may stand
 *			for this and all that follows, or nothing
 *			path of the temporary copy in UTF-16, without a NUL
 *		4 + …	the label in the same way
 *		4 + …	the path that it came from
 *
 * A link ends behind the first path of the second length.
 */
#ifndef STG_OLEDS_NATIVE_H
#define STG_OLEDS_NATIVE_H

#include "oleds/wire.h"

/* Values of `kind`. */
#define OLEDS_PACKAGE_LINKED   1
#define OLEDS_PACKAGE_EMBEDDED 3

struct oleds_native {
	uint32_t size;		/* as stored */
	struct oleds_span data; /* of that size, or what there is */
	struct oleds_span rest; /* behind it */
};

struct oleds_package {
	struct oleds_span label; /* strings with their NUL */
	struct oleds_span source;
	uint16_t zero;
	uint16_t kind;
	struct oleds_span temporary;
	struct oleds_span data;
	bool has_wide; /* the three in UTF-16, without a NUL */
	struct oleds_span wide_temporary;
	struct oleds_span wide_label;
	struct oleds_span wide_source;
	struct oleds_span rest;
};

/** Decode. Tolerant: a stream cut short is taken. */
enum oleds_status oleds_native_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_native *record);
size_t oleds_native_encode(const struct oleds_native *record, uint8_t *bytes,
	size_t room);

/** Decode what the data of a Package are. OLEDS_BAD: anything else. */
enum oleds_status oleds_package_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_package *record);
size_t oleds_package_encode(const struct oleds_package *record, uint8_t *bytes,
	size_t room);

/** A stream of one string. `*rest` is what is behind it. */
enum oleds_status oleds_item_decode(struct oleds_span bytes,
	enum oleds_level level, struct oleds_span *text,
	struct oleds_span *rest);
size_t oleds_item_encode(struct oleds_span text, struct oleds_span rest,
	uint8_t *bytes, size_t room);

#endif
