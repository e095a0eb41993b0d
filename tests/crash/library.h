/* SPDX-License-Identifier: MIT */
/* Images through the public functions of the library. */
#ifndef TESTS_CRASH_LIBRARY_H
#define TESTS_CRASH_LIBRARY_H

#include <stdbool.h>

#include <stg/stg.h>

#include "crash/digest.h"
#include "crash/image.h"
#include "crash/plain.h"
#include "crash/recorder.h"

#define MODE_READ  (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define MODE_WRITE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define MODE_AMONG_READERS \
	(STGM_READWRITE | STGM_SHARE_DENY_WRITE | STGM_TRANSACTED)
#define MODE_SHARED \
	(STGM_READWRITE | STGM_SHARE_DENY_NONE | STGM_TRANSACTED)

/*
 * The digest of all below a storage, found by enumerating and reading. Without
 * `full`, contents of large streams are left alone and the full digest means
 * nothing.
 */
HRESULT library_walk(IStorage *storage, bool full, struct digest *digest);

/* The same of an image, opened for reading. */
HRESULT library_digest(const struct image *image, bool full,
	struct digest *digest);

/* All that a storage holds. */
HRESULT library_load(IStorage *storage, struct plain *into);

#endif
