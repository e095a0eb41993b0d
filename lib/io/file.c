/* SPDX-License-Identifier: MIT */
/*
 * Positioned reads on a descriptor. Interrupted and short calls are carried
 * on until the buffers are full or the file ends. File contents are never
 * mapped into memory: a file that shrinks under us must be a short read and
 * not a signal.
 */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "base/container.h"

#define VECTORS_MAX 64

struct file_device {
	struct device device;
	int fd;
	int folder; /* that does not have the file on the medium yet, or -1 */
};

static struct file_device *
from_device(struct device *device)
{
	return container_of(device, struct file_device, device);
}

/* What the first `skip` bytes of `buffers` leave; returns how many. */
static int
rest_of(const struct iovec *buffers, int count, size_t skip,
	struct iovec rest[VECTORS_MAX])
{
	int n = 0;

	for (int i = 0; i < count && n < VECTORS_MAX; i++) {
		char *base = buffers[i].iov_base;

		if (skip >= buffers[i].iov_len) {
			skip -= buffers[i].iov_len;
			continue;
		}
		rest[n].iov_base = base + skip;
		rest[n].iov_len = buffers[i].iov_len - skip;
		skip = 0;
		n++;
	}
	return n;
}

/* Read into what the first `skip` bytes of `buffers` leave. */
static ssize_t
read_some(int fd, uint64_t offset, const struct iovec *buffers, int count,
	size_t skip)
{
	struct iovec rest[VECTORS_MAX];

	if (count == 1) {
		char *base = buffers[0].iov_base;

		return pread(fd, base + skip, buffers[0].iov_len - skip,
			(off_t)offset);
	}
	if (skip == 0)
		return preadv(fd, buffers, count < IOV_MAX ? count : IOV_MAX,
			(off_t)offset);
	return preadv(fd, rest, rest_of(buffers, count, skip, rest),
		(off_t)offset);
}

static int
file_read_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count, size_t *done)
{
	int fd = from_device(device)->fd;
	size_t wanted = 0;
	size_t got = 0;

	for (int i = 0; i < count; i++)
		wanted += buffers[i].iov_len;
	*done = 0;
	if (offset > INT64_MAX - wanted)
		return 0;
	while (got < wanted) {
		ssize_t n = read_some(fd, offset + got, buffers, count, got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return IO_READ | errno;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*done = got;
	return 0;
}

/* Write what the first `skip` bytes of `buffers` leave. */
static ssize_t
write_some(int fd, uint64_t offset, const struct iovec *buffers, int count,
	size_t skip)
{
	struct iovec rest[VECTORS_MAX];

	if (skip == 0)
		return pwritev(fd, buffers, count < IOV_MAX ? count : IOV_MAX,
			(off_t)offset);
	return pwritev(fd, rest, rest_of(buffers, count, skip, rest),
		(off_t)offset);
}

static int
file_write_at(struct device *device, uint64_t offset,
	const struct iovec *buffers, int count)
{
	int fd = from_device(device)->fd;
	size_t wanted = 0;
	size_t put = 0;

	for (int i = 0; i < count; i++)
		wanted += buffers[i].iov_len;
	if (offset > INT64_MAX - wanted)
		return IO_WRITE | EFBIG;
	while (put < wanted) {
		ssize_t n = write_some(fd, offset + put, buffers, count, put);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return IO_WRITE | errno;
		if (n == 0)
			return IO_WRITE | ENOSPC;
		put += (size_t)n;
	}
	return 0;
}

static int
file_resize(struct device *device, uint64_t size)
{
	int result;

	if (size > INT64_MAX)
		return IO_WRITE | EFBIG;
	do {
		result = ftruncate(from_device(device)->fd, (off_t)size);
	} while (result != 0 && errno == EINTR);
	return result == 0 ? 0 : IO_WRITE | errno;
}

/* A new file is there for good when its folder is. */
static int
sync_folder(struct file_device *file)
{
	int folder = file->folder;
	int error = 0;

	if (folder < 0)
		return 0;
	file->folder = -1;
	/* Some file systems have nothing to sync there, and say so. */
	if (fsync(folder) != 0 && errno != EINVAL && errno != EBADF &&
		errno != EROFS)
		error = errno;
	close(folder);
	return error == 0 ? 0 : IO_WRITE | error;
}

static int
file_sync(struct device *device)
{
	struct file_device *file = from_device(device);

	/* Never again after a failure: the kernel may have dropped what it
	 * could not write, and a second call would not tell. */
	return fdatasync(file->fd) == 0 ? sync_folder(file)
					: IO_WRITE | errno;
}

static int
file_size(struct device *device, uint64_t *size)
{
	struct stat st;

	if (fstat(from_device(device)->fd, &st) != 0)
		return IO_OPEN | errno;
	if (S_ISDIR(st.st_mode))
		return IO_OPEN | EISDIR;
	if (!S_ISREG(st.st_mode)) {
		off_t end = lseek(from_device(device)->fd, 0, SEEK_END);

		if (end < 0)
			return IO_OPEN | errno;
		*size = (uint64_t)end;
		return 0;
	}
	*size = (uint64_t)st.st_size;
	return 0;
}

static void
file_close(struct device *device)
{
	struct file_device *file = from_device(device);

	if (file->folder >= 0)
		close(file->folder);
	close(file->fd);
	free(file);
}

static const struct device_ops file_ops = {
	.read_at = file_read_at,
	.write_at = file_write_at,
	.size = file_size,
	.resize = file_resize,
	.sync = file_sync,
	.close = file_close,
};

static int
open_path(const char *path, int flags, struct device **device)
{
	struct file_device *file = malloc(sizeof *file);

	if (!file)
		return IO_OPEN | ENOMEM;
	file->device.ops = &file_ops;
	file->folder = -1;
	/* O_NONBLOCK: a FIFO must not stop us; it has no effect on files. */
	do {
		file->fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0666);
	} while (file->fd < 0 && errno == EINTR);
	if (file->fd < 0) {
		int status = IO_OPEN | errno;

		free(file);
		return status;
	}
	*device = &file->device;
	return 0;
}

int
file_device_open(const char *path, struct device **device)
{
	return open_path(path, O_RDONLY, device);
}

int
file_device_open_lockable(const char *path, struct device **device)
{
	struct stat st;

	/* What is not a plain file may do things when opened for writing. */
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
		open_path(path, O_RDWR, device) == 0)
		return 0;
	return open_path(path, O_RDONLY, device);
}

static int
adopt(int fd, struct device **device)
{
	struct file_device *file = malloc(sizeof *file);

	if (!file) {
		close(fd);
		return IO_OPEN | ENOMEM;
	}
	file->device.ops = &file_ops;
	file->folder = -1;
	file->fd = fd;
	*device = &file->device;
	return 0;
}

int
file_device_duplicate(struct device *device, struct device **duplicate)
{
	int fd = fcntl(from_device(device)->fd, F_DUPFD_CLOEXEC, 0);

	return fd < 0 ? IO_OPEN | errno : adopt(fd, duplicate);
}

/* Where the kernel does not copy for us. */
static int
copy_by_hand(struct device *from, struct device *to, uint64_t at)
{
	size_t room = 1U << 20;
	char *buffer = malloc(room);
	size_t got = room;
	int status = buffer ? 0 : IO_READ | ENOMEM;

	while (status == 0 && got == room) {
		status = device_read(from, at, buffer, room, &got);
		if (status == 0 && got != 0)
			status = device_write(to, at, buffer, got);
		at += got;
	}
	free(buffer);
	return status;
}

int
file_device_clone(struct device *from, struct device *to)
{
	return ioctl(from_device(to)->fd, FICLONE, from_device(from)->fd) == 0
			? 0 : IO_WRITE | ENOTSUP;
}

int
file_device_copy(struct device *from, struct device *to, uint64_t offset)
{
	int source = from_device(from)->fd;
	int target = from_device(to)->fd;
	loff_t in = (loff_t)offset;
	loff_t out = in;
	ssize_t n;

	if (offset == 0 && file_device_clone(from, to) == 0)
		return 0;
	do {
		n = copy_file_range(source, &in, target, &out, 1U << 30, 0);
	} while (n > 0 || (n < 0 && errno == EINTR));
	/* It may end early, or not be known here: see whether all is there. */
	return copy_by_hand(from, to, (uint64_t)out);
}

int
file_device_descriptor(struct device *device)
{
	return from_device(device)->fd;
}

int
file_device_open_writable(const char *path, struct device **device)
{
	return open_path(path, O_RDWR, device);
}

/* The folder that a path leads into, or -1 where it cannot be opened. */
static int
open_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	char *folder;
	int fd;

	if (length == 0)
		return open(slash ? "/" : ".",
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	folder = strndup(path, length);
	if (!folder)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

int
file_device_create(const char *path, bool existing, struct device **device)
{
	int status = open_path(path, O_RDWR | O_CREAT |
		(existing ? 0 : O_EXCL), device);

	if (status == 0)
		from_device(*device)->folder = open_folder(path);
	return status;
}

/* Some file systems know no files without a name: make one and unlink it. */
static int
open_unlinked(const char *folder, int *fd)
{
	static const char pattern[] = "/stgXXXXXX";
	size_t length = strlen(folder);
	char *path = malloc(length + sizeof pattern);
	int error = ENOMEM;

	*fd = -1;
	if (path) {
		memcpy(path, folder, length);
		memcpy(path + length, pattern, sizeof pattern);
		*fd = mkostemp(path, O_CLOEXEC);
		error = errno;
	}
	if (*fd >= 0)
		(void)unlink(path);
	free(path);
	return *fd < 0 ? error : 0;
}

int
file_device_create_unnamed(struct device **device)
{
	const char *folder = secure_getenv("TMPDIR");
	int error = 0;
	int fd;

	if (!folder || folder[0] != '/')
		folder = "/tmp";
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		error = open_unlinked(folder, &fd);
	return fd < 0 ? IO_OPEN | error : adopt(fd, device);
}

int
file_device_create_in_memory(struct device **device)
{
	int fd = memfd_create("stg", MFD_CLOEXEC);

	return fd < 0 ? IO_OPEN | errno : adopt(fd, device);
}

int
file_device_create_beside(const char *path, struct device **device)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path) + 1)
			     : strdup(".");
	int fd;
	int error;

	if (!folder)
		return IO_OPEN | ENOMEM;
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	error = errno;
	free(folder);
	return fd < 0 ? IO_OPEN | error : adopt(fd, device);
}

static struct timespec
to_timespec(const struct statx_timestamp *stamp)
{
	struct timespec time = { .tv_sec = stamp->tv_sec,
		.tv_nsec = (long)stamp->tv_nsec };

	return time;
}

void
file_device_times(struct device *device, struct file_times *times)
{
	struct statx st;

	memset(times, 0, sizeof *times);
	if (statx(from_device(device)->fd, "", AT_EMPTY_PATH,
		STATX_ATIME | STATX_MTIME | STATX_BTIME, &st) != 0)
		return;
	if (st.stx_mask & STATX_BTIME)
		times->birth = to_timespec(&st.stx_btime);
	if (st.stx_mask & STATX_ATIME)
		times->access = to_timespec(&st.stx_atime);
	if (st.stx_mask & STATX_MTIME)
		times->modification = to_timespec(&st.stx_mtime);
}

void
file_device_set_times(struct device *device, const struct timespec *access,
	const struct timespec *modification)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_nsec = UTIME_OMIT } };

	if (access)
		times[0] = *access;
	if (modification)
		times[1] = *modification;
	(void)futimens(from_device(device)->fd, times);
}
