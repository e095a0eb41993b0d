/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the decoder share: the stream, whom to tell, and how many
 * bytes values may still have in common. Values that lie one behind the other
 * take no more than the stream is long; only those that overlap draw on the
 * budget, so that time and memory stay a multiple of the length.
 */
#ifndef STG_OLEPS_DECODER_H
#define STG_OLEPS_DECODER_H

#include "oleps/decode.h"

struct oleps_decoder {
	const uint8_t *image;
	size_t size;
	const struct oleps_options *options; /* or NULL */
	bool quiet;
	uint32_t section;  /* number, for defects */
	uint32_t property; /* id, for defects */
	uint16_t version;
	uint16_t codepage;
	size_t budget;
};

/* Where a value is read. */
struct oleps_cursor {
	size_t base; /* of section or list, from which padding is counted */
	size_t at;
	size_t end;     /* where the next thing begins */
	size_t limit;   /* what cannot be passed: the stream, the budget */
	size_t reached; /* how far was looked, whatever came of it */
	size_t bound;   /* the limit but for the budget */
};

void oleps_report(struct oleps_decoder *decoder, enum oleps_defect_id id,
	size_t offset, uint32_t value);

/**
 * Read a type and its value. What makes no sense becomes OPAQUE and is told;
 * only OLEPS_NO_MEMORY fails. `unpadded` is how elements of a list of text or
 * variants ought to lie.
 */
OLEPS_MUST_CHECK int oleps_read_property(struct oleps_decoder *decoder,
	struct oleps_cursor *cursor, bool unpadded, struct oleps_value *value);

/** Read the dictionary into a section. */
OLEPS_MUST_CHECK int oleps_read_names(struct oleps_decoder *decoder,
	struct oleps_cursor *cursor, struct oleps_section *section);

#endif
