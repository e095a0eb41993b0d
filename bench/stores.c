/* SPDX-License-Identifier: MIT */
/* Each does what its users would do, and waits for the medium. */
#include "stores.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "blobs.h"

#define TRANSACTED (STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_TRANSACTED)
#define PIECE      ((size_t)1 << 20)

struct ours {
	IStorage *root;
	IStream *streams[2]; /* the large one, the small one */
};

static void
ours_close(void *handle)
{
	struct ours *ours = handle;

	for (int i = 0; i < 2; i++) {
		if (ours->streams[i])
			IStream_Release(ours->streams[i]);
	}
	if (ours->root)
		IStorage_Release(ours->root);
	free(ours);
}

static bool
ours_make(const struct store *store, const char *path, uint64_t size)
{
	const ULARGE_INTEGER whole = { .QuadPart = size };
	uint8_t bytes[STORE_SMALL] = { 0 };
	IStorage *root = api_create(path, (int)store->version);
	IStream *small = root ? api_create_stream(root, "Small") : NULL;
	IStream *large = small ? api_create_stream(root, "Large") : NULL;
	bool ok = large &&
		SUCCEEDED(IStream_Write(small, bytes, sizeof bytes, NULL)) &&
		SUCCEEDED(IStream_SetSize(large, whole));

	if (large)
		IStream_Release(large);
	if (small)
		IStream_Release(small);
	return api_close(root) && ok;
}

static void *
ours_open(const char *path)
{
	static const char *const names[] = { "Large", "Small" };
	struct ours *ours = calloc(1, sizeof *ours);
	bool ok = ours && SUCCEEDED(stg_open(path, TRANSACTED, &ours->root));

	for (int i = 0; ok && i < 2; i++)
		ok = SUCCEEDED(stg_open_stream(ours->root, names[i],
			STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
			&ours->streams[i]));
	if (ours && !ok) {
		ours_close(ours);
		ours = NULL;
	}
	return ours;
}

static bool
ours_put(void *handle, bool small, uint64_t offset, const void *bytes,
	size_t length)
{
	IStream *stream = ((struct ours *)handle)->streams[small];
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)offset };

	return SUCCEEDED(IStream_Seek(stream, to, STREAM_SEEK_SET, NULL)) &&
		SUCCEEDED(IStream_Write(stream, bytes, (ULONG)length, NULL));
}

static bool
ours_commit(void *handle)
{
	struct ours *ours = handle;

	return SUCCEEDED(IStorage_Commit(ours->root, STGC_DEFAULT));
}

/* A file and the copy that is to take its place. */
struct copy {
	const char *path;
	char next[PATH_MAX];
	int fd; /* the copy, -1: there is none */
};

static bool
copy_make(const struct store *store, const char *path, uint64_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && ftruncate(fd, (off_t)size) == 0;

	(void)store;
	if (fd >= 0)
		close(fd);
	return ok;
}

static void *
copy_open(const char *path)
{
	struct copy *copy = calloc(1, sizeof *copy);

	if (!copy)
		return NULL;
	copy->path = path;
	copy->fd = -1;
	snprintf(copy->next, sizeof copy->next, "%s.next", path);
	return copy;
}

static bool
copy_whole(struct copy *copy)
{
	uint8_t *bytes = malloc(PIECE);
	int from = open(copy->path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;
	bool ok;

	copy->fd = open(copy->next, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
		0600);
	ok = bytes && from >= 0 && copy->fd >= 0;
	while (ok && (got = read(from, bytes, PIECE)) > 0)
		ok = write(copy->fd, bytes, (size_t)got) == got;
	if (from >= 0)
		close(from);
	free(bytes);
	return ok && got == 0;
}

static bool
copy_put(void *handle, bool small, uint64_t offset, const void *bytes,
	size_t length)
{
	struct copy *copy = handle;

	(void)small; /* it is at the beginning, as good as anywhere */
	return (copy->fd >= 0 || copy_whole(copy)) &&
		pwrite(copy->fd, bytes, length, (off_t)offset) ==
			(ssize_t)length;
}

static bool
copy_commit(void *handle)
{
	struct copy *copy = handle;
	char folder[PATH_MAX];
	bool ok = fdatasync(copy->fd) == 0;
	int fd;

	close(copy->fd);
	copy->fd = -1;
	ok = ok && rename(copy->next, copy->path) == 0;
	snprintf(folder, sizeof folder, "%s", copy->path);
	fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = ok && fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

static void
copy_close(void *handle)
{
	struct copy *copy = handle;

	if (copy->fd >= 0) {
		close(copy->fd);
		(void)unlink(copy->next);
	}
	free(copy);
}

static bool
blobs_make_file(const struct store *store, const char *path, uint64_t size)
{
	(void)store;
	return blobs_make(path, STORE_SMALL, size);
}

static const struct store stores[] = {
	{ "libstg, version 3", 3, false, ours_make, ours_open, ours_put,
		ours_commit, ours_close },
	{ "libstg, version 4", 4, false, ours_make, ours_open, ours_put,
		ours_commit, ours_close },
	{ "write all and rename", 0, true, copy_make, copy_open, copy_put,
		copy_commit, copy_close },
	{ "SQLite", 0, false, blobs_make_file, blobs_open, blobs_put,
		blobs_commit, blobs_close },
};

const struct store *
store_get(size_t i)
{
	size_t count = sizeof stores / sizeof stores[0];

	return i < count - !blobs_are_there() ? &stores[i] : NULL;
}
