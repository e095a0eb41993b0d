/* SPDX-License-Identifier: MIT */
/* Bytes of streams, built in small steps. */
#ifndef TESTS_OLEDS_SAMPLE_H
#define TESTS_OLEDS_SAMPLE_H

#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "oleds/wire.h"
#include "support/suite.h"

struct sample {
	uint8_t bytes[512];
	size_t length;
};

static inline struct oleds_span
span_of(const struct sample *sample)
{
	return (struct oleds_span){ sample->bytes, sample->length };
}

static inline void
add(struct sample *sample, const void *bytes, size_t length)
{
	ck_assert_uint_le(sample->length + length, sizeof sample->bytes);
	memcpy(sample->bytes + sample->length, bytes, length);
	sample->length += length;
}

static inline void
add_u16(struct sample *sample, uint16_t value)
{
	uint8_t bytes[2];

	put_le16(bytes, value);
	add(sample, bytes, sizeof bytes);
}

static inline void
add_u32(struct sample *sample, uint32_t value)
{
	uint8_t bytes[4];

	put_le32(bytes, value);
	add(sample, bytes, sizeof bytes);
}

/* A string with its length, the NUL counted, before it. */
static inline void
add_text(struct sample *sample, const char *text)
{
	add_u32(sample, (uint32_t)strlen(text) + 1);
	add(sample, text, strlen(text) + 1);
}

static inline void
add_zeros(struct sample *sample, size_t length)
{
	for (size_t i = 0; i < length; i++)
		add(sample, "", 1);
}

static inline bool
span_is(struct oleds_span span, const char *text)
{
	return span.length == strlen(text) + 1 &&
		memcmp(span.bytes, text, span.length) == 0;
}

/* An encoder writes nothing beyond its room, and says what it needs. */
#define ck_comes_back(sample, encode, record)                                 \
	do {                                                                  \
		uint8_t written[sizeof((sample)->bytes) + 1];                 \
		size_t whole_ = (sample)->length;                             \
	\
		memset(written, 0xA5, sizeof written);                        \
		ck_assert_uint_eq(encode(record, NULL, 0), whole_);           \
		ck_assert_uint_eq(encode(record, written, whole_), whole_);   \
		ck_assert_mem_eq(written, (sample)->bytes, whole_);           \
		ck_assert_uint_eq(written[whole_], 0xA5);                     \
	} while (0)

#endif
