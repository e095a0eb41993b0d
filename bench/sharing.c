/* SPDX-License-Identifier: MIT */
/*
 * What sharing a file costs and gives: two threads that read against one that
 * reads as much and, as other programs may have the second processor, against
 * two that make bare system calls; and opening and closing with the locks of a
 * shared file, a small one and one with a long DIFAT.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
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
	char *path; /* of a file with two large streams */
	char *small;
	const char *opened;
	IStorage *root;
	/* Two threads, bare ones and ours: runs, and how often they slept. */
	unsigned runs[2];
	long sleeps[2];
};

struct half {
	const struct sharing *sharing;
	const char *name;
	off_t offset; /* of the contents */
	bool ok;
};

static void *
read_half(void *context)
{
	struct half *half = context;
	IStream *stream = api_open_stream(half->sharing->root, half->name);
	char *buffer = malloc(PIECE);

	half->ok = stream && buffer && api_read_stream(stream, buffer, PIECE);
	free(buffer);
	return NULL;
}

static void *
read_half_bare(void *context)
{
	struct half *half = context;
	char *buffer = malloc(PIECE);
	int fd = open(half->sharing->path, O_RDONLY | O_CLOEXEC);

	half->ok = buffer && fd >= 0;
	for (int i = 0; half->ok && i < PIECES; i++)
		half->ok = pread(fd, buffer, PIECE,
			half->offset + i * (off_t)PIECE) == (ssize_t)PIECE;
	if (fd >= 0)
		close(fd);
	free(buffer);
	return NULL;
}

static void
make_halves(const struct sharing *sharing, struct half halves[2])
{
	halves[0] = (struct half){ sharing, "a", 512, false };
	halves[1] = (struct half){ sharing, "b",
		512 + PIECES * (off_t)PIECE, false };
}

static bool
one_thread(void *work)
{
	struct half halves[2];

	make_halves(work, halves);
	read_half(&halves[0]);
	read_half(&halves[1]);
	return halves[0].ok && halves[1].ok;
}

static long
sleeps_so_far(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nvcsw;
}

static bool
run_threads(struct sharing *sharing, int who, void *(*read)(void *half))
{
	struct half halves[2];
	long sleeps = sleeps_so_far();
	pthread_t thread;

	make_halves(sharing, halves);
	if (pthread_create(&thread, NULL, read, &halves[0]) != 0)
		return false;
	read(&halves[1]);
	pthread_join(thread, NULL);
	sharing->runs[who]++;
	sharing->sleeps[who] += sleeps_so_far() - sleeps;
	return halves[0].ok && halves[1].ok;
}

static bool
two_threads(void *work)
{
	return run_threads(work, OURS, read_half);
}

static bool
two_bare_threads(void *work)
{
	return run_threads(work, FLOOR, read_half_bare);
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
		ok = bare_open(sharing->opened);
	return ok;
}

static bool
opens(void *work)
{
	const struct sharing *sharing = work;
	IStorage *root;

	for (int i = 0; i < OPENS; i++) {
		if (FAILED(stg_open(sharing->opened, READER, &root)))
			return false;
		IStorage_Release(root);
	}
	return true;
}

static bool
make_stream(IStorage *root, const char *name, int pieces)
{
	IStream *stream = api_create_stream(root, name);
	char *bytes = calloc(1, PIECE);
	bool ok = stream && bytes;

	for (int i = 0; ok && i < pieces; i++)
		ok = IStream_Write(stream, bytes, PIECE, NULL) == S_OK;
	if (stream)
		IStream_Release(stream);
	free(bytes);
	return ok;
}

static bool
make_file(const char *path, int pieces)
{
	IStorage *root = api_create(path, 3);
	bool ok = root && make_stream(root, "a", pieces) &&
		make_stream(root, "b", pieces);

	return root && api_close(root) && ok;
}

static bool
measure_threads(struct sharing *sharing, size_t rounds)
{
	struct row row = { .title = "two threads read, against one",
		.measure = SHARE, .goal = 1.8, .units = 1, .work = sharing,
		.run = { one_thread, two_threads, NULL } };
	bool ok = row_measure(&row, rounds);

	row.title = "  against two with bare calls";
	row.goal = 0.9;
	row.run[FLOOR] = two_bare_threads;
	ok = ok && row_measure(&row, rounds);
	if (ok)
		printf("  a thread slept %.1f times in a run, bare %.1f\n",
			(double)sharing->sleeps[OURS] / sharing->runs[OURS],
			(double)sharing->sleeps[FLOOR] / sharing->runs[FLOOR]);
	return ok;
}

static bool
measure_opening(struct sharing *sharing, size_t rounds)
{
	struct row row = { .title = "open and close, alone",
		.measure = TIMES, .goal = 2, .units = OPENS, .work = sharing,
		.run = { bare_opens, opens, NULL } };
	IStorage *others[OTHERS] = { NULL };
	bool ok;

	sharing->opened = sharing->small;
	ok = row_measure(&row, rounds);
	row.title = "  ten others have it open";
	for (int i = 0; i < OTHERS; i++)
		ok = ok && SUCCEEDED(stg_open(sharing->opened, READER,
				   &others[i]));
	ok = ok && row_measure(&row, rounds);
	for (int i = 0; i < OTHERS; i++) {
		if (others[i])
			IStorage_Release(others[i]);
	}
	row.title = "  a file of 192 MB";
	sharing->opened = sharing->path;
	return ok && row_measure(&row, rounds);
}

bool
rows_sharing(const struct plan *plan)
{
	struct sharing sharing = {
		.path = api_path(plan->directory, "sharing"),
		.small = api_path(plan->directory, "sharing.small") };
	bool ok = sharing.path && make_file(sharing.path, PIECES) &&
		sharing.small && make_file(sharing.small, 1);

	if (ok)
		ok = SUCCEEDED(stg_open(sharing.path, READER, &sharing.root));
	ok = ok && measure_threads(&sharing, plan->rounds);
	if (sharing.root)
		IStorage_Release(sharing.root);
	ok = ok && measure_opening(&sharing, plan->rounds);
	if (sharing.path)
		(void)unlink(sharing.path);
	if (sharing.small)
		(void)unlink(sharing.small);
	free(sharing.path);
	free(sharing.small);
	return ok;
}
