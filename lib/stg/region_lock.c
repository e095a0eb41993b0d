/* SPDX-License-Identifier: MIT */
/*
 * The kernel merges and splits the locks of one description, so the ranges
 * are kept here as well, to be refused and ended as a whole.
 */
#include "stg/region_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/container.h"
#include "stg/errno_hresult.h"

struct region {
	struct list links;
	uint64_t offset;
	uint64_t length;
	DWORD type;
};

static struct region *
from_links(struct list *links)
{
	return container_of(links, struct region, links);
}

void
region_locks_init(struct region_locks *locks, int fd, DWORD access)
{
	list_init(&locks->regions);
	locks->fd = fd;
	locks->lock_fd = access == STGM_READ ? -1 : fd;
}

void
region_locks_done(struct region_locks *locks)
{
	while (!list_empty(&locks->regions)) {
		struct region *region = from_links(locks->regions.next);

		list_remove(&region->links);
		free(region);
	}
	if (locks->lock_fd >= 0 && locks->lock_fd != locks->fd)
		close(locks->lock_fd);
}

/*
 * An exclusive lock takes a descriptor that can write. One for the file that
 * is open, whatever its path leads to by now, comes from /proc; where the
 * file can only be read, locks are shared ones.
 */
static void
choose_descriptor(struct region_locks *locks)
{
	char path[sizeof "/proc/self/fd/" + 3 * sizeof(int)];

	if (locks->lock_fd >= 0)
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", locks->fd);
	do {
		locks->lock_fd =
			open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	} while (locks->lock_fd < 0 && errno == EINTR);
	if (locks->lock_fd < 0)
		locks->lock_fd = locks->fd;
}

static short
kind_of_lock(const struct region_locks *locks)
{
	int flags = fcntl(locks->lock_fd, F_GETFL);

	return (flags & O_ACCMODE) == O_RDONLY ? F_RDLCK : F_WRLCK;
}

static int
set_lock(const struct region_locks *locks, short kind, uint64_t offset,
	uint64_t length)
{
	struct flock lock;
	int result;

	memset(&lock, 0, sizeof lock);
	lock.l_type = kind;
	lock.l_whence = SEEK_SET;
	lock.l_start = (off_t)offset;
	/* 0 stands for all that a file can have. */
	if (length <= (uint64_t)INT64_MAX - offset)
		lock.l_len = (off_t)length;
	do {
		result = fcntl(locks->lock_fd, F_OFD_SETLK, &lock);
	} while (result != 0 && errno == EINTR);
	return result;
}

/* `length` is at least 1. */
static uint64_t
last_byte(uint64_t offset, uint64_t length)
{
	return length - 1 > UINT64_MAX - offset ? UINT64_MAX
						: offset + length - 1;
}

static bool
is_taken(const struct region_locks *locks, uint64_t offset, uint64_t length)
{
	struct list *links = locks->regions.next;

	for (; links != &locks->regions; links = links->next) {
		const struct region *region = from_links(links);

		if (offset <= last_byte(region->offset, region->length) &&
			region->offset <= last_byte(offset, length))
			return true;
	}
	return false;
}

HRESULT
region_locks_take(struct region_locks *locks, uint64_t offset, uint64_t length,
	DWORD type)
{
	struct region *region;

	if (length == 0 || offset > INT64_MAX)
		return STG_E_INVALIDFUNCTION;
	if (is_taken(locks, offset, length))
		return STG_E_LOCKVIOLATION;
	region = malloc(sizeof *region);
	if (!region)
		return STG_E_INSUFFICIENTMEMORY;
	choose_descriptor(locks);
	if (set_lock(locks, kind_of_lock(locks), offset, length) != 0) {
		int err = errno;

		free(region);
		if (err == EAGAIN || err == EACCES)
			return STG_E_LOCKVIOLATION;
		return err == EINVAL ? STG_E_INVALIDFUNCTION
				     : hresult_from_errno(err, IO_WRITE);
	}
	region->offset = offset;
	region->length = length;
	region->type = type;
	list_append(&locks->regions, &region->links);
	return S_OK;
}

HRESULT
region_locks_drop(struct region_locks *locks, uint64_t offset, uint64_t length,
	DWORD type)
{
	struct list *links = locks->regions.next;

	for (; links != &locks->regions; links = links->next) {
		struct region *region = from_links(links);

		if (region->offset != offset || region->length != length ||
			region->type != type)
			continue;
		if (set_lock(locks, F_UNLCK, offset, length) != 0)
			return hresult_from_errno(errno, IO_WRITE);
		list_remove(&region->links);
		free(region);
		return S_OK;
	}
	return STG_E_LOCKVIOLATION;
}
