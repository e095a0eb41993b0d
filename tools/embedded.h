/* SPDX-License-Identifier: MIT */
/*
 * Compound files inside of streams: as they are, behind a length, in a Package,
 * compressed by zlib or raw deflate, or as objects in a PowerPoint document.
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stg/helpers.h>

#include "cmd.h"
#include "report.h"

struct embedded {
	IStream *stream;   /* where it lies, to be kept open */
	ILockBytes *bytes; /* the compound file itself */
	bool plain;        /* it is all of the stream behind `offset` */
	uint64_t offset;
};

/*
 * Finds the compound file in the stream of that path, which may end in
 * "@OFFSET" or "#N" for a record of PowerPoint. Failures are reported.
 */
enum exit_code embedded_open(struct embedded *embedded, IStorage *storage,
	const char *path, const struct place *place);
void embedded_close(struct embedded *embedded);

/* Is there one? Says nothing about what is none. */
bool embedded_is_there(IStorage *storage, const char *path);

/* Are these bytes the beginning of a compound file? */
#define SIGNATURE_SIZE 8
bool is_signature(const void *bytes);

#endif
