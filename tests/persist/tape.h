/* SPDX-License-Identifier: MIT */
/* Objects of OLE 1, and the stream in memory that they come from. */
#ifndef TESTS_PERSIST_TAPE_H
#define TESTS_PERSIST_TAPE_H

#include <stg/ole.h>

#include "oleds/sample.h"

struct tape {
	OLESTREAM stream;
	struct sample sample;
	size_t at;
	size_t most; /* Put takes no more */
};

static inline DWORD
tape_get(LPOLESTREAM stream, void *bytes, DWORD length)
{
	struct tape *tape = (struct tape *)(void *)stream;

	if (length > tape->sample.length - tape->at)
		return 0;
	memcpy(bytes, tape->sample.bytes + tape->at, length);
	tape->at += length;
	return length;
}

static inline DWORD
tape_put(LPOLESTREAM stream, const void *bytes, DWORD length)
{
	struct tape *tape = (struct tape *)(void *)stream;

	if (length > tape->most - tape->sample.length)
		return 0;
	/* Not by add(), which allocates. */
	memcpy(tape->sample.bytes + tape->sample.length, bytes, length);
	tape->sample.length += length;
	return length;
}

static inline void
tape_init(struct tape *tape)
{
	static OLESTREAMVTBL vtbl = { tape_get, tape_put };

	memset(tape, 0, sizeof *tape);
	tape->stream.lpstbl = &vtbl;
	tape->most = sizeof tape->sample.bytes;
}

static inline void
add_object(struct sample *sample, uint32_t kind)
{
	add_u32(sample, 0x501);
	add_u32(sample, kind);
	add_text(sample, "Equation.3");
}

static inline void
add_picture(struct sample *sample)
{
	add_u32(sample, 0x501);
	add_u32(sample, 5);
	add_text(sample, "METAFILEPICT");
	add_u32(sample, 300);
	add_u32(sample, (uint32_t)-200);
	add_u32(sample, 8 + 4);
	add_u16(sample, 8);
	add_u16(sample, 300);
	add_u16(sample, 200);
	add_u16(sample, 0);
	add(sample, "meta", 4);
}

static inline void
add_embedded(struct sample *sample)
{
	add_object(sample, 2);
	add_u32(sample, 0);
	add_text(sample, "item");
	add_u32(sample, 5);
	add(sample, "x+y=z", 5);
	add_picture(sample);
}

static inline void
add_linked(struct sample *sample)
{
	add_object(sample, 1);
	add_text(sample, "C:\\A.XLS");
	add_text(sample, "R1C1");
	add_zeros(sample, 12);
	add_u32(sample, 0x501);
	add_u32(sample, 0);
}

#endif
