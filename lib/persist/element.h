/* SPDX-License-Identifier: MIT */
/* Small streams of a storage, read and written as a whole. */
#ifndef STG_PERSIST_ELEMENT_H
#define STG_PERSIST_ELEMENT_H

#include <stg/storage.h>
#include <stg/stream.h>

#include "oleds/wire.h"

/* The names of the streams that describe an object. */
#define NAME_COMPOBJ         OLESTR("\001CompObj")
#define NAME_OLE             OLESTR("\001Ole")
#define NAME_OLE10NATIVE     OLESTR("\001Ole10Native")
#define NAME_OLE10ITEMNAME   OLESTR("\001Ole10ItemName")
#define NAME_OLE10FMTPROGID  OLESTR("\001Ole10FmtProgID")
#define NAME_PRESENTATION    OLESTR("\002OlePres000")

struct blob {
	uint8_t *bytes; /* free() */
	size_t length;
};

static inline struct oleds_span
blob_span(const struct blob *blob)
{
	return (struct oleds_span){ blob->bytes, blob->length };
}

/** Read until `length` bytes are there or the stream ends. */
HRESULT read_fully(IStream *stream, void *bytes, size_t length, size_t *done);

/** Write all of them; STG_E_MEDIUMFULL if the stream takes less. */
HRESULT write_fully(IStream *stream, const void *bytes, size_t length);

/**
 * Read a stream, no more than `most` bytes of it. The blob is empty on failure.
 * @return S_OK; E_OUTOFMEMORY; what opening, Stat and Read return
 */
HRESULT element_read(IStorage *storage, const OLECHAR *name, size_t most,
	struct blob *blob);

/** Make or replace a stream. */
HRESULT element_write(IStorage *storage, const OLECHAR *name,
	const void *bytes, size_t length);

/** What a codec's verdict means in the documented interfaces. */
HRESULT hresult_from_oleds(enum oleds_status status);

#endif
