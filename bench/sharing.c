/* SPDX-License-Identifier: MIT */
/*
 * What sharing a file costs and gives: two threads that read against one that
 * reads as much, and opening and closing with the locks of a shared file.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "row.h"
#include "rows.h"

#define PIECE   (1U << 20)
#define PIECES  96
#define OPENS   200
#define OTHERS  10
#define READER  (STGM_READ | STGM_SHARE_DENY_WRITE)
#define LOCKS   0x7FFFFF00L

struct sharing {
	char *path;
	IStorage *root;
};

struct half {
	IStream *stream;
	bool ok;
};

static void *
read_half(void *context)
{
	struct half *half = context;
	char *buffer = malloc(PIECE);

	half->ok = half->stream && buffer &&
		api_read_stream(half->stream, buffer, PIECE);
	free(buffer);
	return NULL;
}

static bool
one_thread(void *work)
{
	struct sharing *sharing = work;
	struct half a = { api_open_stream(sharing->root, "a"), false };
	struct half b = { api_open_stream(sharing->root, "b"), false };

	read_half(&a);
	read_half(&b);
	return a.ok && b.ok;
}

static bool
two_threads(void *work)
{
	struct sharing *sharing = work;
	struct half a = { api_open_stream(sharing->root, "a"), false };
	struct half b = { api_open_stream(sharing->root, "b"), false };
	pthread_t thread;

	if (pthread_create(&thread, NULL, read_half, &a) != 0)
		return false;
	read_half(&b);
	pthread_join(thread, NULL);
	return a.ok && b.ok;
}

static bool
lock(int fd, int command, short type, long first, long count)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET,
		.l_start = LOCKS + first, .l_len = count };

	return fcntl(fd, command, &lock) == 0;
}

/* The locks that doc/sharing.md demands, header, FAT and directory. */
static bool
bare_open(const char *path)
{
	char bytes[512];
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool ok = fd >= 0 && lock(fd, F_OFD_SETLK, F_WRLCK, 0x92, 1) &&
		lock(fd, F_OFD_GETLK, F_WRLCK, 0xa7, 40) &&
		lock(fd, F_OFD_SETLK, F_RDLCK, 0xa6, 1) &&
		lock(fd, F_OFD_SETLK, F_RDLCK, 0xe2, 1) &&
		lock(fd, F_OFD_SETLK, F_UNLCK, 0x92, 1);

	for (off_t at = 0; ok && at < 3; at++)
		ok = pread(fd, bytes, sizeof bytes, at * 512) ==
			(ssize_t)sizeof bytes;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool
bare_opens(void *work)
{
	const struct sharing *sharing = work;
	bool ok = true;

	for (int i = 0; ok && i < OPENS; i++)
		ok = bare_open(sharing->path);
	return ok;
}

static bool
opens(void *work)
{
	const struct sharing *sharing = work;
	IStorage *root;

	for (int i = 0; i < OPENS; i++) {
		if (FAILED(stg_open(sharing->path, READER, &root)))
			return false;
		IStorage_Release(root);
	}
	return true;
}

static bool
make_stream(IStorage *root, const char *name)
{
	IStream *stream = api_create_stream(root, name);
	char *bytes = calloc(1, PIECE);
	bool ok = stream && bytes;

	for (int i = 0; ok && i < PIECES; i++)
		ok = IStream_Write(stream, bytes, PIECE, NULL) == S_OK;
	if (stream)
		IStream_Release(stream);
	free(bytes);
	return ok;
}

static bool
make_file(const char *path)
{
	IStorage *root = api_create(path, 3);
	bool ok = root && make_stream(root, "a") && make_stream(root, "b");

	return root && api_close(root) && ok;
}

static bool
measure(struct sharing *sharing, size_t rounds)
{
	const struct row threads = { .title = "two threads read, against one",
		.measure = SHARE, .goal = 1.8, .units = 1, .work = sharing,
		.run = { one_thread, two_threads, NULL } };
	struct row opening = { .title = "open and close, alone",
		.measure = TIMES, .goal = 2, .units = OPENS, .work = sharing,
		.run = { bare_opens, opens, NULL } };
	IStorage *others[OTHERS] = { NULL };
	bool ok = row_measure(&threads, rounds);

	IStorage_Release(sharing->root);
	sharing->root = NULL;
	ok = row_measure(&opening, rounds) && ok;
	opening.title = "the same, ten others have it open";
	for (int i = 0; i < OTHERS; i++)
		ok = SUCCEEDED(stg_open(sharing->path, READER, &others[i])) &&
			ok;
	ok = ok && row_measure(&opening, rounds);
	for (int i = 0; i < OTHERS; i++) {
		if (others[i])
			IStorage_Release(others[i]);
	}
	return ok;
}

bool
rows_sharing(const struct plan *plan)
{
	struct sharing sharing = {
		.path = api_path(plan->directory, "sharing") };
	bool ok = sharing.path && make_file(sharing.path);

	if (ok)
		ok = SUCCEEDED(stg_open(sharing.path, READER, &sharing.root));
	if (ok)
		ok = measure(&sharing, plan->rounds);
	if (sharing.root)
		IStorage_Release(sharing.root);
	if (sharing.path)
		(void)unlink(sharing.path);
	free(sharing.path);
	return ok;
}
