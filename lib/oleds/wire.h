/* SPDX-License-Identifier: MIT */
/*
 * What the records of [MS-OLEDS] are made of: little-endian numbers, strings
 * with their length before them, formats of the clipboard. Decoders hand out
 * spans of the bytes that they were given and copy nothing; encoders write as
 * far as there is room and tell how much there should be.
 */
#ifndef STG_OLEDS_WIRE_H
#define STG_OLEDS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum oleds_status {
	OLEDS_OK,
	OLEDS_SHORT, /* ends before it is complete */
	OLEDS_BAD,   /* not such a record */
	OLEDS_REST,  /* strict alone: there is more than there should be */
};

/* How a record is judged. What a tolerant decoder takes, it gives back. */
enum oleds_level {
	OLEDS_TOLERANT, /* as far as it makes sense; the rest is kept */
	OLEDS_STRICT,   /* as the specification has it */
};

struct oleds_span {
	const uint8_t *bytes;
	size_t length;
};

/* What is left to be decoded. Once it was too short, all else fails. */
struct oleds_in {
	const uint8_t *at;
	size_t left;
	size_t missing; /* bytes that were too few */
	bool failed;
};

/* What was encoded. Beyond the room bytes are counted, not written. */
struct oleds_out {
	uint8_t *bytes;
	size_t room;
	size_t length;
	bool failed; /* a length does not fit into 32 bits */
};

/* ClipboardFormatOrAnsiString and ...UnicodeString: [MS-OLEDS] 2.3.2, 2.3.3 */
struct oleds_format {
	uint32_t marker; /* 0: none; one of the two below: id; else a name */
	uint32_t id;
	struct oleds_span name; /* as stored, a NUL included as a rule */
};
#define OLEDS_FORMAT_WINDOWS 0xFFFFFFFF
#define OLEDS_FORMAT_MAC     0xFFFFFFFE

uint16_t oleds_get_u16(struct oleds_in *in);
uint32_t oleds_get_u32(struct oleds_in *in);
struct oleds_span oleds_get_bytes(struct oleds_in *in, size_t length);
/* Bytes with their number, which fits into 32 bits, before them. */
struct oleds_span oleds_get_counted(struct oleds_in *in);
/* Bytes up to a NUL, and that. */
struct oleds_span oleds_get_string(struct oleds_in *in);
/* All that is left. */
struct oleds_span oleds_get_rest(struct oleds_in *in);
/* A marker above `most` that is not one of the two is OLEDS_BAD. */
enum oleds_status oleds_get_format(struct oleds_in *in, uint32_t most,
	struct oleds_format *format);

void oleds_put_u16(struct oleds_out *out, uint16_t value);
void oleds_put_u32(struct oleds_out *out, uint32_t value);
void oleds_put_bytes(struct oleds_out *out, struct oleds_span span);
void oleds_put_counted(struct oleds_out *out, struct oleds_span span);
void oleds_put_format(struct oleds_out *out, const struct oleds_format *format);
/* What an encoder returns: the bytes that it takes; 0: too many. */
size_t oleds_put_end(const struct oleds_out *out);

/* Does a string of units of one or two bytes end with its only NUL? */
bool oleds_is_terminated(struct oleds_span span, size_t unit);

#endif
