/* SPDX-License-Identifier: MIT */
/*
 * Contents written: one large stream in large and in small pieces, a hundred
 * streams that grow in turn, overwriting in random places, and a little more
 * at the end of a large file. The floor writes the same bytes to a bare file.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fuzz/dice.h"
#include "api.h"
#include "blobs.h"
#include "row.h"
#include "rows.h"

#define SIZE       ((size_t)256 << 20)
#define PIECE      65536
#define SMALL      100
#define STREAMS    100
#define TURNS      256
#define TURN       4096
#define OVERWRITES 20000
#define LARGE      ((uint64_t)1 << 30)

struct writing {
	char *path;  /* what libstg writes */
	char *plain; /* what the floor writes */
	char *blobs; /* what SQLite writes */
	size_t piece;
	uint64_t offsets[OVERWRITES];
};

static uint8_t buffer[PIECE];

static bool
write_plain(const struct writing *w, size_t size)
{
	int fd;
	bool ok = true;

	(void)unlink(w->plain);
	fd = open(w->plain, O_RDWR | O_CREAT, 0666);
	for (size_t at = 0; ok && at < size; at += PIECE)
		ok = pwrite(fd, buffer, PIECE, (off_t)at) == PIECE;
	close(fd);
	return ok;
}

static bool
floor_large(void *work)
{
	return write_plain(work, SIZE);
}

static bool
ours_large(void *work)
{
	const struct writing *w = work;
	IStorage *root = api_create(w->path, 3);
	IStream *stream = root ? api_create_stream(root, "Big") : NULL;
	bool ok = stream != NULL;

	for (size_t at = 0; ok && at < SIZE; at += w->piece)
		ok = SUCCEEDED(IStream_Write(
			stream, buffer, (ULONG)w->piece, NULL));
	if (stream)
		IStream_Release(stream);
	return api_close(root) && ok;
}

static bool
floor_turns(void *work)
{
	return write_plain(work, (size_t)STREAMS * TURNS * TURN);
}

static bool
ours_turns(void *work)
{
	const struct writing *w = work;
	IStorage *root = api_create(w->path, 3);
	IStream *streams[STREAMS] = { NULL };
	bool ok = root != NULL;
	char name[16];

	for (int i = 0; ok && i < STREAMS; i++) {
		snprintf(name, sizeof name, "s%d", i);
		streams[i] = api_create_stream(root, name);
		ok = streams[i] != NULL;
	}
	for (int turn = 0; ok && turn < TURNS; turn++)
		for (int i = 0; ok && i < STREAMS; i++)
			ok = SUCCEEDED(IStream_Write(
				streams[i], buffer, TURN, NULL));
	for (int i = 0; i < STREAMS; i++)
		if (streams[i])
			IStream_Release(streams[i]);
	return api_close(root) && ok;
}

/* What ours_turns() has written, stream by stream. */
static bool
ours_read_turns(void *work)
{
	const struct writing *w = work;
	IStorage *root = api_open(w->path);
	bool ok = root != NULL;
	char name[16];

	for (int i = 0; ok && i < STREAMS; i++) {
		IStream *stream;

		snprintf(name, sizeof name, "s%d", i);
		stream = api_open_stream(root, name);
		ok = stream && api_read_stream(stream, buffer, PIECE);
	}
	if (root)
		IStorage_Release(root);
	return ok;
}

static bool
floor_read_turns(void *work)
{
	const struct writing *w = work;
	int fd = open(w->path, O_RDONLY);
	off_t at = 512;
	ssize_t got;

	while ((got = pread(fd, buffer, PIECE, at)) > 0 &&
		at < (off_t)STREAMS * TURNS * TURN)
		at += got;
	close(fd);
	return got >= 0;
}

static bool
floor_overwrite(void *work)
{
	const struct writing *w = work;
	int fd = open(w->path, O_RDWR);
	bool ok = fd >= 0;

	for (size_t i = 0; ok && i < OVERWRITES; i++)
		ok = pwrite(fd, buffer, TURN, (off_t)w->offsets[i] + 512) ==
			TURN;
	close(fd);
	return ok;
}

static bool
ours_overwrite(void *work)
{
	const struct writing *w = work;
	IStorage *root = api_open_writable(w->path);
	IStream *stream = NULL;
	bool ok = root && SUCCEEDED(stg_open_stream(root, "Big",
				STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
				&stream));

	for (size_t i = 0; ok && i < OVERWRITES; i++) {
		LARGE_INTEGER to = { .QuadPart = (LONGLONG)w->offsets[i] };

		ok = SUCCEEDED(IStream_Seek(
			     stream, to, STREAM_SEEK_SET, NULL)) &&
			SUCCEEDED(IStream_Write(stream, buffer, TURN, NULL));
	}
	if (stream)
		IStream_Release(stream);
	return api_close(root) && ok;
}

/* A file of 1 GB with one large stream and a small one at its end. */
static bool
make_large_file(const struct writing *w)
{
	IStorage *root = api_create(w->path, 3);
	IStream *stream = root ? api_create_stream(root, "Big") : NULL;
	ULARGE_INTEGER size = { .QuadPart = LARGE };
	bool ok = stream && SUCCEEDED(IStream_SetSize(stream, size));

	if (stream)
		IStream_Release(stream);
	stream = ok ? api_create_stream(root, "Log") : NULL;
	ok = stream && SUCCEEDED(IStream_Write(stream, buffer, 5000, NULL));
	if (stream)
		IStream_Release(stream);
	return api_close(root) && ok;
}

/* A file that is as long, of which four sectors are read and written. */
static bool
floor_append(void *work)
{
	const struct writing *w = work;
	int fd = open(w->plain, O_RDWR | O_CREAT, 0666);
	bool ok = ftruncate(fd, (off_t)LARGE) == 0;

	for (int i = 1; ok && i <= 4; i++)
		ok = pread(fd, buffer, 512, (off_t)LARGE - i * 512) == 512 &&
			pwrite(fd, buffer, 512, (off_t)LARGE - i * 512) == 512;
	close(fd);
	return ok;
}

static bool
ours_append(void *work)
{
	const struct writing *w = work;
	IStorage *root = api_open_writable(w->path);
	IStream *stream = NULL;
	LARGE_INTEGER nothing = { .QuadPart = 0 };
	bool ok = root && SUCCEEDED(stg_open_stream(root, "Log",
				STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
				&stream));

	ok = ok && SUCCEEDED(IStream_Seek(
			   stream, nothing, STREAM_SEEK_END, NULL)) &&
		SUCCEEDED(IStream_Write(stream, buffer, SMALL, NULL));
	if (stream)
		IStream_Release(stream);
	return api_close(root) && ok;
}

static bool
blobs_large(void *work)
{
	const struct writing *w = work;

	return blobs_write(w->blobs, SIZE, w->piece, buffer);
}

static bool
measure_all(struct writing *w, size_t rounds)
{
	struct row row = { .work = w, .peer = "SQLite" };
	bool ok;

	row.title = "write 256 MB by 64 KiB";
	row.measure = SHARE;
	row.goal = 0.85;
	row.run[FLOOR] = floor_large;
	row.run[OURS] = ours_large;
	row.run[PEER] = blobs_are_there() ? blobs_large : NULL;
	w->piece = PIECE;
	ok = row_measure(&row, rounds);

	row.title = "write 256 MB by 100 bytes";
	row.goal = 0.5;
	row.run[PEER] = NULL;
	w->piece = SMALL;
	ok = ok && row_measure(&row, rounds);

	row.title = "20,000 overwrites of 4 KiB";
	row.run[FLOOR] = floor_overwrite;
	row.run[OURS] = ours_overwrite;
	ok = ok && row_measure(&row, rounds);
	(void)unlink(w->plain);

	row.title = "100 streams in turn, 105 MB";
	row.measure = TIMES;
	row.goal = 2;
	row.run[FLOOR] = floor_turns;
	row.run[OURS] = ours_turns;
	ok = ok && row_measure(&row, rounds);
	row.title = "  then read back";
	row.run[FLOOR] = floor_read_turns;
	row.run[OURS] = ours_read_turns;
	ok = ok && row_measure(&row, rounds);
	(void)unlink(w->plain);

	row.title = "100 bytes more in a file of 1 GB";
	row.goal = 10;
	row.run[FLOOR] = floor_append;
	row.run[OURS] = ours_append;
	return ok && make_large_file(w) && row_measure(&row, rounds);
}

bool
rows_writing(const struct plan *plan)
{
	struct writing w = { .path = NULL };
	struct dice dice = { 1 };
	bool ok;

	for (size_t i = 0; i < OVERWRITES; i++)
		w.offsets[i] = dice_below(&dice, SIZE - TURN);
	w.path = api_path(plan->directory, "writing.cfb");
	w.plain = api_path(plan->directory, "writing.plain");
	w.blobs = api_path(plan->directory, "writing.sqlite");
	ok = w.path && w.plain && w.blobs && measure_all(&w, plan->rounds);
	(void)unlink(w.path);
	(void)unlink(w.plain);
	(void)unlink(w.blobs);
	free(w.path);
	free(w.plain);
	free(w.blobs);
	return ok;
}
