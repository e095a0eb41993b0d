/* SPDX-License-Identifier: MIT */
/* How the tool opens what it reads, and what failures mean to it. */
#ifndef STORAGE_H
#define STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stg/docfile.h>
#include <stg/helpers.h>

#include "cmd.h"

/*
 * Roots are opened so that others may read them too, or even write; elements
 * have one way.
 */
#define ROOT_MODE     (STGM_READ | STGM_SHARE_DENY_WRITE)
#define SNAPSHOT_MODE (STGM_READ | STGM_SHARE_DENY_NONE | STGM_TRANSACTED)
#define STREAM_MODE   (STGM_READ | STGM_SHARE_EXCLUSIVE)

/*
 * Is it that another program is in the way, and is there time to try again, as
 * --wait says? Then it has waited a little. `since` is 0 at first.
 */
bool busy_again(HRESULT hr, uint64_t *since);

/*
 * stg_open() that tries again while another program is in the way, for as long
 * as --wait says.
 */
HRESULT storage_open_root(const char *path, DWORD mode, IStorage **root);

/*
 * The same in order to read: as the file is, or, where somebody is about to
 * change it, as it was last committed.
 */
HRESULT root_read(const char *path, IStorage **root);

/* How much is read at once from a stream. */
#define CHUNK_SIZE (256u << 10)

HRESULT stream_seek(IStream *stream, uint64_t offset);

/* Up to `size` bytes; fewer at the end and before a failure. */
HRESULT stream_read(IStream *stream, void *bytes, size_t size, size_t *length);

HRESULT stream_size(IStream *stream, uint64_t *size);

/* What the program ends with after a failure inside a compound file. */
enum exit_code exit_of(HRESULT hr);

#endif
