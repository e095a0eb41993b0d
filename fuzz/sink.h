/* SPDX-License-Identifier: MIT */
/*
 * A storage and its elements that take everything and keep nothing: what
 * CopyTo writes to. It counts, and is full at a limit.
 */
#ifndef FUZZ_SINK_H
#define FUZZ_SINK_H

#include <stddef.h>
#include <stdint.h>

#include <stg/storage.h>

struct sink {
	IStorage IStorage_iface;
	IStream IStream_iface;
	ULONG refs; /* of all storages and streams; 1 for whoever made it */
	uint64_t storages, streams, bytes;
	uint64_t limit; /* elements and bytes */
};

void sink_init(struct sink *sink, uint64_t limit);

#endif
