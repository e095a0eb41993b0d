/* SPDX-License-Identifier: MIT */
/*
 * Locks on ranges of the bytes that opens of one file meet on: through a
 * descriptor of it, as open file description locks, or by ILockBytes where it
 * says that it can. Nothing here waits.
 */
#ifndef STG_STG_LOCK_RANGE_H
#define STG_STG_LOCK_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include <stg/lockbytes.h>

/* The bytes that [MS-CFB] 2.8 keeps free of data begin here. */
#define LOCK_BASE UINT64_C(0x7FFFFF00)

struct lock_place {
	int fd;                /* of a file, not owned; or -1 */
	bool read_only;        /* ... that takes shared locks alone */
	ILockBytes *lockbytes; /* not owned; or NULL */
};

/* `last` is in the range. */
struct lock_range {
	uint64_t first;
	uint64_t last;
};

/** For a file; a descriptor that cannot write gets shared locks. */
void lock_place_of_file(struct lock_place *place, int fd);

/** For a byte array; a place without locks where it supports none. */
HRESULT lock_place_of_lockbytes(struct lock_place *place,
	ILockBytes *lockbytes);

/** Is there anything to lock? */
static inline bool
lock_place_works(const struct lock_place *place)
{
	return place->fd >= 0 || place->lockbytes;
}

/**
 * Lock for writing, or shared where nothing else can be had.
 * @return S_OK; S_FALSE: held by somebody; an error
 */
HRESULT lock_take(struct lock_place *place, struct lock_range range);

/**
 * Does anybody else hold a byte who is not of this library, which has locks of
 * open file descriptions alone? As lock_probe(), of files.
 */
HRESULT lock_probe_foreign(int fd, uint64_t byte);

/** Lock with others who lock so; a byte array has no such locks. */
HRESULT lock_take_shared(struct lock_place *place, struct lock_range range);

/** Unlock what one lock_take() took. */
void lock_drop(struct lock_place *place, struct lock_range range);

/**
 * Does anybody else hold a byte of it, shared or not?
 * @return S_OK: nobody; S_FALSE: somebody; an error
 */
HRESULT lock_probe(struct lock_place *place, struct lock_range range);

#endif
