/* SPDX-License-Identifier: MIT */
/*
 * Open file description locks alone: classic ones vanish when any descriptor
 * of the file closes, and cannot tell two opens in one process apart.
 */
#include "stg/lock_range.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "stg/errno_hresult.h"

void
lock_place_of_file(struct lock_place *place, int fd)
{
	memset(place, 0, sizeof *place);
	place->fd = fd;
	place->read_only = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY;
}

HRESULT
lock_place_of_lockbytes(struct lock_place *place, ILockBytes *lockbytes)
{
	STATSTG stat;
	HRESULT hr;

	memset(place, 0, sizeof *place);
	place->fd = -1;
	memset(&stat, 0, sizeof stat);
	hr = ILockBytes_Stat(lockbytes, &stat, STATFLAG_NONAME);
	if (FAILED(hr))
		return hr;
	CoTaskMemFree(stat.pwcsName);
	if (stat.grfLocksSupported & LOCK_ONLYONCE)
		place->lockbytes = lockbytes;
	return S_OK;
}

/* A file system that knows no such locks has none to offer. */
static bool
is_unsupported(int err)
{
	return err == EINVAL || err == ENOSYS || err == EOPNOTSUPP;
}

static HRESULT
set(struct lock_place *place, short kind, struct lock_range range)
{
	struct flock lock;
	int result;

	memset(&lock, 0, sizeof lock);
	lock.l_type = kind;
	lock.l_whence = SEEK_SET;
	lock.l_start = (off_t)range.first;
	lock.l_len = (off_t)(range.last - range.first + 1);
	do {
		result = fcntl(place->fd, F_OFD_SETLK, &lock);
	} while (result != 0 && errno == EINTR);
	if (result == 0)
		return S_OK;
	if (errno == EAGAIN || errno == EACCES)
		return S_FALSE;
	if (is_unsupported(errno)) {
		place->fd = -1;
		return S_OK;
	}
	return hresult_from_errno(errno, IO_WRITE);
}

static HRESULT
lock_region(struct lock_place *place, struct lock_range range)
{
	ULARGE_INTEGER at = { .QuadPart = range.first };
	ULARGE_INTEGER length = { .QuadPart = range.last - range.first + 1 };
	HRESULT hr = ILockBytes_LockRegion(place->lockbytes, at, length,
		LOCK_ONLYONCE);

	/* Any other error is the byte array's own, and final. */
	return hr == STG_E_LOCKVIOLATION ? S_FALSE : FAILED(hr) ? hr : S_OK;
}

static void
unlock_region(struct lock_place *place, struct lock_range range)
{
	ULARGE_INTEGER at = { .QuadPart = range.first };
	ULARGE_INTEGER length = { .QuadPart = range.last - range.first + 1 };

	(void)ILockBytes_UnlockRegion(place->lockbytes, at, length,
		LOCK_ONLYONCE);
}

HRESULT
lock_take(struct lock_place *place, struct lock_range range)
{
	if (place->fd >= 0)
		return set(place, place->read_only ? F_RDLCK : F_WRLCK, range);
	return place->lockbytes ? lock_region(place, range) : S_OK;
}

HRESULT
lock_take_shared(struct lock_place *place, struct lock_range range)
{
	return place->fd >= 0 ? set(place, F_RDLCK, range) : S_OK;
}

void
lock_drop(struct lock_place *place, struct lock_range range)
{
	if (place->fd >= 0)
		(void)set(place, F_UNLCK, range);
	else if (place->lockbytes)
		unlock_region(place, range);
}

/*
 * For a write lock, which shared ones are in the way of as well. The first that
 * is has this process; -1: it is one of an open file description.
 */
static HRESULT
probe_file(int fd, struct lock_range range, pid_t *pid)
{
	struct flock lock;
	int result;

	memset(&lock, 0, sizeof lock);
	lock.l_type = F_WRLCK;
	lock.l_whence = SEEK_SET;
	lock.l_start = (off_t)range.first;
	lock.l_len = (off_t)(range.last - range.first + 1);
	do {
		result = fcntl(fd, F_OFD_GETLK, &lock);
	} while (result != 0 && errno == EINTR);
	if (result != 0)
		return is_unsupported(errno)
				? S_OK : hresult_from_errno(errno, IO_READ);
	*pid = lock.l_pid;
	return lock.l_type == F_UNLCK ? S_OK : S_FALSE;
}

HRESULT
lock_probe_foreign(int fd, uint64_t byte)
{
	struct lock_range range = { byte, byte };
	pid_t pid = -1;
	HRESULT hr = probe_file(fd, range, &pid);

	return hr == S_FALSE && pid == -1 ? S_OK : hr;
}

HRESULT
lock_probe(struct lock_place *place, struct lock_range range)
{
	HRESULT hr = S_OK;
	pid_t pid;

	if (place->fd >= 0)
		return probe_file(place->fd, range, &pid);
	/* A byte array can only be asked by trying. */
	if (place->lockbytes)
		hr = lock_region(place, range);
	if (place->lockbytes && hr == S_OK)
		unlock_region(place, range);
	return hr;
}
