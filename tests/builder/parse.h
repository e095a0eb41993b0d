/* SPDX-License-Identifier: MIT */
/*
 * What the statements of a recipe have in common: paths, values, contents.
 */
#ifndef BUILDER_PARSE_H
#define BUILDER_PARSE_H

#include "builder.h"
#include "scan.h"

struct recipe {
	struct builder *b;
	struct scan s;
	uint32_t current; /* the storage that paths begin at */
	uint32_t repeats; /* so many more may follow */
	bool repeating;
};

/* Hands the builder's error on; always false. */
bool parse_failed(struct recipe *r);

/* The path of something that is there. */
bool parse_entry(struct recipe *r, uint32_t *id);
/* The path of something new: its parent and its name. */
bool parse_new(struct recipe *r, enum builder_type type, uint32_t *id);
/* A path, or a stream ID. */
bool parse_reference(struct recipe *r, uint32_t *id);
bool parse_value(struct recipe *r, uint64_t *value);
/* A value of at most 32 bits. */
bool parse_value32(struct recipe *r, uint32_t *value);
bool parse_is_content(struct recipe *r);
/* Appends to a stream. */
bool parse_content(struct recipe *r, uint32_t id);
/* The caller frees *bytes. */
bool parse_bytes(struct recipe *r, uint8_t **bytes, size_t *size);

struct statement {
	const char *word;
	bool (*run)(struct recipe *r);
};

/* Ends with a NULL word. */
extern const struct statement adjust_statements[];

#endif
