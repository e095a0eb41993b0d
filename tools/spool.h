/* SPDX-License-Identifier: MIT */
/*
 * Bytes in a temporary file that has no name any more, in $TMPDIR or /tmp:
 * memory might not hold them.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include <stdint.h>

#include <stg/helpers.h>

/*
 * Inflates a stream from `offset` on into a byte array. S_FALSE: there is more
 * than `limit`; STG_E_INCOMPLETE, STG_E_DOCFILECORRUPT: the bytes before the
 * damage are there. Other failures give no array.
 */
HRESULT spool_inflate(IStream *stream, uint64_t offset,
	enum stg_inflate_format format, uint64_t limit, ILockBytes **bytes);

/*
 * All that a pipe or the like has to give, to be read from the beginning; -1
 * and errno.
 */
int spool_input(int from);

#endif
