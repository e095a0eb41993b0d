/* SPDX-License-Identifier: MIT */
/*
 * ILockBytes on a file: positioned reads and writes on one descriptor, so
 * that threads do not wait for each other. Interrupted and short calls are
 * carried on.
 */
#include <stg/helpers.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/container.h"
#include "base/refs.h"
#include "base/utf16.h"
#include "stg/errno_hresult.h"
#include "stg/lockbytes.h"
#include "stg/path.h"
#include "stg/region_lock.h"
#include "stg/unknown.h"

struct file_lockbytes {
	ILockBytes ILockBytes_iface;
	atomic_uint refs;
	int fd;
	DWORD access;  /* STGM_READ, STGM_WRITE or STGM_READWRITE */
	OLECHAR *name; /* absolute path */
	pthread_mutex_t lock;
	struct region_locks locks; /* guarded by the lock */
};

static struct file_lockbytes *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct file_lockbytes, ILockBytes_iface);
}

static HRESULT
file_lockbytes_QueryInterface(ILockBytes *iface, REFIID riid, void **ppvObject)
{
	return unknown_query(iface, &IID_ILockBytes,
		&from_ILockBytes(iface)->refs, riid, ppvObject);
}

static ULONG
file_lockbytes_AddRef(ILockBytes *iface)
{
	return refs_take(&from_ILockBytes(iface)->refs);
}

static void
destroy(struct file_lockbytes *file)
{
	region_locks_done(&file->locks);
	pthread_mutex_destroy(&file->lock);
	close(file->fd);
	CoTaskMemFree(file->name);
	free(file);
}

static ULONG
file_lockbytes_Release(ILockBytes *iface)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	ULONG refs = refs_drop(&file->refs);

	if (refs == 0)
		destroy(file);
	return refs;
}

/* Cut a transfer where offsets end: no file has bytes there. */
static ULONG
clip(uint64_t offset, ULONG length)
{
	if (offset > INT64_MAX)
		return 0;
	return (uint64_t)INT64_MAX - offset < length
		       ? (ULONG)((uint64_t)INT64_MAX - offset)
		       : length;
}

static HRESULT
read_all(int fd, uint64_t offset, char *bytes, ULONG length, ULONG *done)
{
	while (*done < length) {
		ssize_t n = pread(fd, bytes + *done, length - *done,
			(off_t)(offset + *done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return hresult_from_errno(errno, IO_READ);
		if (n == 0)
			break;
		*done += (ULONG)n;
	}
	return S_OK;
}

static HRESULT
file_lockbytes_ReadAt(ILockBytes *iface, ULARGE_INTEGER ulOffset, void *pv,
	ULONG cb, ULONG *pcbRead)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbRead);
	ULONG done = 0;

	if (FAILED(hr))
		return hr;
	if (file->access == STGM_WRITE)
		return STG_E_ACCESSDENIED;
	hr = read_all(file->fd, ulOffset.QuadPart, pv,
		clip(ulOffset.QuadPart, cb), &done);
	if (pcbRead)
		*pcbRead = done;
	return hr;
}

static HRESULT
write_all(int fd, uint64_t offset, const char *bytes, ULONG length, ULONG *done)
{
	while (*done < length) {
		ssize_t n = pwrite(fd, bytes + *done, length - *done,
			(off_t)(offset + *done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return hresult_from_errno(errno, IO_WRITE);
		if (n == 0)
			return STG_E_MEDIUMFULL;
		*done += (ULONG)n;
	}
	return S_OK;
}

static HRESULT
file_lockbytes_WriteAt(ILockBytes *iface, ULARGE_INTEGER ulOffset,
	const void *pv, ULONG cb, ULONG *pcbWritten)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_transfer(pv, cb, pcbWritten);
	ULONG done = 0;

	if (FAILED(hr))
		return hr;
	if (file->access == STGM_READ)
		return STG_E_ACCESSDENIED;
	if (clip(ulOffset.QuadPart, cb) < cb)
		return STG_E_MEDIUMFULL;
	hr = write_all(file->fd, ulOffset.QuadPart, pv, cb, &done);
	if (pcbWritten)
		*pcbWritten = done;
	return hr;
}

/* What cannot be flushed, as /dev/null, has nothing to flush. */
static HRESULT
file_lockbytes_Flush(ILockBytes *iface)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	int result;

	if (file->access == STGM_READ)
		return S_OK;
	do {
		result = fsync(file->fd);
	} while (result != 0 && errno == EINTR);
	if (result != 0 && errno != EINVAL)
		return hresult_from_errno(errno, IO_WRITE);
	return S_OK;
}

static HRESULT
file_lockbytes_SetSize(ILockBytes *iface, ULARGE_INTEGER cb)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	int result;

	if (file->access == STGM_READ)
		return STG_E_ACCESSDENIED;
	if (cb.QuadPart > INT64_MAX)
		return STG_E_MEDIUMFULL;
	do {
		result = ftruncate(file->fd, (off_t)cb.QuadPart);
	} while (result != 0 && errno == EINTR);
	return result == 0 ? S_OK : hresult_from_errno(errno, IO_WRITE);
}

static HRESULT
file_lockbytes_LockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	HRESULT hr;

	if (dwLockType != LOCK_EXCLUSIVE && dwLockType != LOCK_ONLYONCE)
		return STG_E_INVALIDFUNCTION;
	pthread_mutex_lock(&file->lock);
	hr = region_locks_take(
		&file->locks, libOffset.QuadPart, cb.QuadPart, dwLockType);
	pthread_mutex_unlock(&file->lock);
	return hr;
}

static HRESULT
file_lockbytes_UnlockRegion(ILockBytes *iface, ULARGE_INTEGER libOffset,
	ULARGE_INTEGER cb, DWORD dwLockType)
{
	struct file_lockbytes *file = from_ILockBytes(iface);
	HRESULT hr;

	if (dwLockType != LOCK_EXCLUSIVE && dwLockType != LOCK_ONLYONCE)
		return STG_E_INVALIDFUNCTION;
	pthread_mutex_lock(&file->lock);
	hr = region_locks_drop(
		&file->locks, libOffset.QuadPart, cb.QuadPart, dwLockType);
	pthread_mutex_unlock(&file->lock);
	return hr;
}

/* A time that FILETIME cannot tell stays zero: not recorded. */
static void
put_time(const struct statx_timestamp *from, FILETIME *to)
{
	struct timespec time = { (time_t)from->tv_sec, (long)from->tv_nsec };

	(void)stg_timespec_to_filetime(&time, to);
}

static HRESULT
stat_file(const struct file_lockbytes *file, STATSTG *stat)
{
	struct statx stx;
	off_t end;

	if (statx(file->fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME,
		    &stx) != 0)
		return hresult_from_errno(errno, IO_OPEN);
	stat->cbSize.QuadPart = stx.stx_size;
	if (S_ISBLK(stx.stx_mode)) {
		/* fstat(2) does not know the size of a disk. */
		end = lseek(file->fd, 0, SEEK_END);
		if (end < 0)
			return hresult_from_errno(errno, IO_OPEN);
		stat->cbSize.QuadPart = (uint64_t)end;
	}
	put_time(&stx.stx_mtime, &stat->mtime);
	put_time(&stx.stx_atime, &stat->atime);
	if (stx.stx_mask & STATX_BTIME)
		put_time(&stx.stx_btime, &stat->ctime);
	stat->grfMode = file->access;
	stat->grfLocksSupported = LOCK_EXCLUSIVE | LOCK_ONLYONCE;
	return S_OK;
}

static HRESULT
file_lockbytes_Stat(ILockBytes *iface, STATSTG *pstatstg, DWORD grfStatFlag)
{
	const struct file_lockbytes *file = from_ILockBytes(iface);
	HRESULT hr = lockbytes_begin_stat(pstatstg, grfStatFlag);

	if (SUCCEEDED(hr))
		hr = stat_file(file, pstatstg);
	if (FAILED(hr) || grfStatFlag == STATFLAG_NONAME)
		return hr;
	pstatstg->pwcsName =
		statstg_copy_name(file->name, utf16_length(file->name));
	return pstatstg->pwcsName ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static const ILockBytesVtbl file_lockbytes_vtbl = {
	.QueryInterface = file_lockbytes_QueryInterface,
	.AddRef = file_lockbytes_AddRef,
	.Release = file_lockbytes_Release,
	.ReadAt = file_lockbytes_ReadAt,
	.WriteAt = file_lockbytes_WriteAt,
	.Flush = file_lockbytes_Flush,
	.SetSize = file_lockbytes_SetSize,
	.LockRegion = file_lockbytes_LockRegion,
	.UnlockRegion = file_lockbytes_UnlockRegion,
	.Stat = file_lockbytes_Stat,
};

/* An access and perhaps STGM_CREATE, which needs the right to write. */
static HRESULT
flags_from_mode(DWORD mode, int *flags)
{
	static const int of_access[] = {
		[STGM_READ] = O_RDONLY,
		[STGM_WRITE] = O_WRONLY,
		[STGM_READWRITE] = O_RDWR,
	};
	DWORD access = mode & STG_ACCESS_MASK;

	if (access > STGM_READWRITE || mode & ~(STG_ACCESS_MASK | STGM_CREATE))
		return STG_E_INVALIDFLAG;
	if (mode & STGM_CREATE && access == STGM_READ)
		return STG_E_INVALIDFLAG;
	/* O_NONBLOCK: a FIFO must not stop us; it has no effect on files. */
	*flags = of_access[access] | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	if (mode & STGM_CREATE)
		*flags |= O_CREAT | O_TRUNC;
	return S_OK;
}

static HRESULT
open_file(const char *path, int flags, int *out)
{
	struct stat st;
	int fd;

	do {
		fd = open(path, flags, 0666);
	} while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return hresult_from_open(path, errno);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return STG_E_ACCESSDENIED;
	}
	*out = fd;
	return S_OK;
}

static HRESULT
open_lockbytes(const char *path, DWORD mode, struct file_lockbytes *file)
{
	HRESULT hr;
	int flags;

	hr = flags_from_mode(mode, &flags);
	if (FAILED(hr))
		return hr;
	hr = path_absolute_olestr(path, &file->name);
	if (FAILED(hr))
		return hr;
	hr = open_file(path, flags, &file->fd);
	if (FAILED(hr)) {
		CoTaskMemFree(file->name);
		return hr;
	}
	file->ILockBytes_iface.lpVtbl = &file_lockbytes_vtbl;
	atomic_init(&file->refs, 1);
	file->access = mode & STG_ACCESS_MASK;
	pthread_mutex_init(&file->lock, NULL);
	region_locks_init(&file->locks, file->fd, file->access);
	return S_OK;
}

HRESULT
stg_lockbytes_on_file(const char *path, DWORD grfMode, ILockBytes **lockbytes)
{
	struct file_lockbytes *file;
	HRESULT hr;

	if (!lockbytes)
		return STG_E_INVALIDPOINTER;
	*lockbytes = NULL;
	if (!path)
		return STG_E_INVALIDPOINTER;
	file = malloc(sizeof *file);
	if (!file)
		return STG_E_INSUFFICIENTMEMORY;
	hr = open_lockbytes(path, grfMode, file);
	if (FAILED(hr)) {
		free(file);
		return hr;
	}
	*lockbytes = &file->ILockBytes_iface;
	return S_OK;
}
