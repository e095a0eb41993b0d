/* SPDX-License-Identifier: MIT */
/*
 * Many small streams: creating n of them with ascending and with random names,
 * and deleting half of 10,000 and creating these again. The floor writes as
 * many bytes as a directory entry and four mini sectors take.
 */
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "blobs.h"
#include "row.h"
#include "rows.h"

#define COUNT_MAX 100000
#define NAME      16
#define SIZE      200
#define BYTES     (128 + 256 + 16) /* entry, contents, mini FAT */
#define CHURNED   10000

struct creating {
	char *path;
	char *plain;
	char *blobs;
	size_t count;
	size_t heap; /* bytes, before the file is closed */
	char *text;
	const char **names;
};

static uint8_t buffer[65536];

static bool
floor_create(void *work)
{
	const struct creating *c = work;
	size_t size = c->count * BYTES;
	bool ok = true;
	int fd;

	(void)unlink(c->plain);
	fd = open(c->plain, O_RDWR | O_CREAT, 0666);
	for (size_t at = 0; ok && at < size; at += sizeof buffer)
		ok = pwrite(fd, buffer, sizeof buffer, (off_t)at) > 0;
	close(fd);
	return ok;
}

static bool
create_one(IStorage *root, const char *name)
{
	IStream *stream = api_create_stream(root, name);
	bool ok = stream &&
		SUCCEEDED(IStream_Write(stream, buffer, SIZE, NULL));

	if (stream)
		IStream_Release(stream);
	return ok;
}

static bool
ours_create(void *work)
{
	struct creating *c = work;
	IStorage *root = api_create(c->path, 3);
	bool ok = root != NULL;

	for (size_t i = 0; ok && i < c->count; i++)
		ok = create_one(root, c->names[i]);
	c->heap = mallinfo2().uordblks + mallinfo2().hblkhd;
	return api_close(root) && ok;
}

static bool
blobs_create_all(void *work)
{
	const struct creating *c = work;

	return blobs_create(c->blobs, c->names, c->count, buffer, SIZE);
}

static void
name_ascending(struct creating *c)
{
	for (size_t i = 0; i < COUNT_MAX; i++)
		snprintf(c->text + i * NAME, NAME, "stream%08zu", i);
}

static void
name_randomly(struct creating *c)
{
	/* Multiplying by an odd number keeps them different. */
	for (size_t i = 0; i < COUNT_MAX; i++)
		snprintf(c->text + i * NAME, NAME, "stream%08x",
			(unsigned)((i + 1) * UINT32_C(2654435761)));
}

static off_t
file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : 0;
}

static bool
measure_creation(struct creating *c, size_t rounds, const char *order)
{
	static const size_t counts[] = { 1000, 10000, 100000 };
	bool ok = true;

	for (size_t i = 0; ok && i < 3; i++) {
		char title[64];
		struct row row = { .title = title, .work = c,
			.measure = TIMES, .goal = 2, .peer = "SQLite",
			.run = { floor_create, ours_create,
				blobs_are_there() ? blobs_create_all : NULL } };

		c->count = counts[i];
		snprintf(title, sizeof title, "create %zu streams, %s",
			c->count, order);
		ok = row_measure(&row, rounds);
		printf("  heap before closing %.1f MB, file %.1f MB\n",
			(double)c->heap / 1e6,
			(double)file_size(c->path) / 1e6);
	}
	return ok;
}

static bool
ours_churn(void *work)
{
	struct creating *c = work;
	IStorage *root = api_open_writable(c->path);
	bool ok = root != NULL;

	for (size_t i = 0; ok && i < CHURNED; i += 2)
		ok = api_destroy(root, c->names[i]);
	for (size_t i = 0; ok && i < CHURNED; i += 2)
		ok = create_one(root, c->names[i]);
	return api_close(root) && ok;
}

static bool
blobs_churn_all(void *work)
{
	const struct creating *c = work;

	return blobs_churn(c->blobs, c->names, CHURNED, buffer, SIZE);
}

static bool
measure_churn(struct creating *c, size_t rounds)
{
	struct row row = { .title = "delete 5,000 of 10,000, create again",
		.work = c, .measure = TIMES, .goal = 2, .peer = "SQLite",
		.run = { floor_create, ours_churn,
			blobs_are_there() ? blobs_churn_all : NULL } };
	off_t before;

	c->count = CHURNED;
	if (!ours_create(c) || (blobs_are_there() && !blobs_create_all(c)))
		return false;
	before = file_size(c->path);
	c->count = CHURNED / 2;
	if (!row_measure(&row, rounds))
		return false;
	printf("  file %.2f MB before, %.2f MB after all rounds\n",
		(double)before / 1e6, (double)file_size(c->path) / 1e6);
	return true;
}

static bool
measure_all(struct creating *c, size_t rounds)
{
	bool ok;

	for (size_t i = 0; i < COUNT_MAX; i++)
		c->names[i] = c->text + i * NAME;
	name_ascending(c);
	ok = measure_creation(c, rounds, "ascending");
	name_randomly(c);
	return ok && measure_creation(c, rounds, "random") &&
		measure_churn(c, rounds);
}

bool
rows_creating(const struct plan *plan)
{
	struct creating c = { .path = api_path(plan->directory, "new.cfb"),
		.plain = api_path(plan->directory, "new.plain"),
		.blobs = api_path(plan->directory, "new.sqlite"),
		.text = malloc((size_t)COUNT_MAX * NAME),
		.names = malloc(COUNT_MAX * sizeof *c.names) };
	bool ok = c.path && c.plain && c.blobs && c.text && c.names &&
		measure_all(&c, plan->rounds);

	(void)unlink(c.path);
	(void)unlink(c.plain);
	(void)unlink(c.blobs);
	free(c.path);
	free(c.plain);
	free(c.blobs);
	free(c.text);
	free(c.names);
	return ok;
}
