/* SPDX-License-Identifier: MIT */
/*
 * Locks on ranges of a file, as ILockBytes has them: each is ended as a whole,
 * and one that overlaps another is refused, also to whoever holds that
 * other one. They are open file description locks (F_OFD_SETLK): two opens of
 * a file exclude each other within one process too. They are advisory, so
 * reading and writing a locked range is not prevented. The caller sees to it
 * that one thread at a time is in here.
 */
#ifndef STG_STG_REGION_LOCK_H
#define STG_STG_REGION_LOCK_H

#include <stdint.h>

#include <stg/hresult.h>
#include <stg/mode.h>

#include "base/list.h"

struct region_locks {
	struct list regions;
	int fd;      /* the file's; not owned */
	int lock_fd; /* what the locks are on, owned if it is another; or -1 */
};

/** `access` is STGM_READ, STGM_WRITE or STGM_READWRITE. */
void region_locks_init(struct region_locks *locks, int fd, DWORD access);

/** Ends all locks, when the file is closed as well. */
void region_locks_done(struct region_locks *locks);

/**
 * Lock `length` bytes at `offset`, not waiting.
 * @return S_OK; STG_E_LOCKVIOLATION: held already, by anybody;
 *	STG_E_INVALIDFUNCTION: no such range, or the file system has no
 *	locks; STG_E_INSUFFICIENTMEMORY
 */
HRESULT region_locks_take(struct region_locks *locks, uint64_t offset,
	uint64_t length, DWORD type);

/**
 * End the lock that was taken by the very same arguments.
 * @return S_OK; STG_E_LOCKVIOLATION: there is none
 */
HRESULT region_locks_drop(struct region_locks *locks, uint64_t offset,
	uint64_t length, DWORD type);

#endif
