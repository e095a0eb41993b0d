/* SPDX-License-Identifier: MIT */
/*
 * What a commit costs: bytes written, system calls, syncs and time, for small
 * changes of small and large files. Bytes are held against the cost model of
 * doc/transactions.md, which knows of one term that grows with the file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../fuzz/dice.h"
#include "api.h"
#include "calls.h"
#include "row.h"
#include "rows.h"
#include "stores.h"

#define KB       ((uint64_t)1 << 10)
#define MB       ((uint64_t)1 << 20)
#define LARGEST  (64 * KB) /* of what is put at once */
#define WARM     6  /* commits, so that what is freed is used again */
#define COUNTED  8
#define SIZES    3
#define CHANGES  4
#define STORES   4
#define VERSIONS 2
#define TEN      10

struct change {
	const char *title;
	bool small;
	unsigned pieces; /* one is in the middle, more anywhere */
	size_t length; /* of each */
};

static const struct change changes[CHANGES] = {
	{ "300 bytes, all of a small stream", true, 1, STORE_SMALL },
	{ "1 byte in the middle", false, 1, 1 },
	{ "64 KB in the middle", false, 1, LARGEST },
	{ "100 bytes, each anywhere", false, 100, 1 },
};

static const struct {
	const char *title;
	uint64_t bytes;
} sizes[SIZES] = {
	{ "1 MB", MB },
	{ "100 MB", 100 * MB },
	{ "1 GB", 1024 * MB },
};

struct commits {
	const struct store *store;
	char *path;
	uint64_t size;
	const struct change *change;
	unsigned rounds;
	double seconds; /* the median of the counted ones */
};

/* Of one commit. */
struct cost {
	bool counted;
	double bytes;
	double calls;
	double writes;
	double syncs;
	double seconds;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool
transact(const struct commits *c, void *handle, unsigned n, struct dice *dice)
{
	static uint8_t bytes[LARGEST];
	const struct change *change = c->change;
	bool ok = true;

	memset(bytes, (int)n + 1, change->length);
	for (unsigned i = 0; ok && i < change->pieces; i++) {
		uint64_t at = change->small ? 0 : c->size / 2;

		if (change->pieces > 1)
			at = dice_below(dice, (size_t)c->size);
		ok = c->store->put(handle, change->small, at, bytes,
			change->length);
	}
	return ok && c->store->commit(handle);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Some commits, and between marks those that count. */
static bool
run(void *work)
{
	struct commits *c = work;
	double seconds[COUNTED] = { 0 };
	struct dice dice = { 1 };
	void *handle = c->store->open(c->path);
	bool ok = handle != NULL;

	for (unsigned n = 0; ok && !c->store->once && n < WARM; n++)
		ok = transact(c, handle, n, &dice);
	calls_mark();
	for (unsigned n = 0; ok && n < c->rounds; n++) {
		double start = now();

		ok = transact(c, handle, WARM + n, &dice);
		seconds[n] = now() - start;
	}
	calls_mark();
	if (handle)
		c->store->close(handle);
	qsort(seconds, c->rounds, sizeof seconds[0], compare);
	c->seconds = seconds[c->rounds / 2];
	return ok;
}

static bool
measure(struct commits *c, struct cost *cost)
{
	struct calls calls;
	double rounds = c->rounds = c->store->once ? 1 : COUNTED;
	bool ok = calls_count(run, c, &calls) && run(c);

	*cost = (struct cost){ calls.counted, (double)calls.bytes / rounds,
		(double)calls.calls / rounds, (double)calls.writes / rounds,
		(double)calls.syncs / rounds, c->seconds };
	return ok;
}

/* The sectors of the DIFAT, which is the chain in front of FAT sectors. */
static double
difat_sectors(unsigned version, uint64_t size)
{
	double sector = version == 3 ? 512 : 4096;
	double fat = ceil((double)size / sector / (sector / 4));

	return fat > 109 ? ceil((fat - 109) / (sector / 4 - 1)) : 0;
}

/*
 * The most bytes that a commit may write: contents; a sector of the directory;
 * FAT sectors of what leads to the contents, of the places where these were and
 * will be, and of those where such FAT sectors were; the DIFAT; FAT sectors of
 * the places for all these in three generations; the record and the header.
 */
static double
model(unsigned version, uint64_t size, const struct change *change)
{
	double sector = version == 3 ? 512 : 4096;
	double entries = sector / 4;
	double fat = ceil((double)size / sector / entries);
	double touched = fmin(fat, 2 * change->pieces);
	double moved = ceil((double)change->length / sector) * change->pieces;

	moved += 1 + touched + fmin(ceil(fat / entries), touched);
	moved += difat_sectors(version, size);
	return (moved + ceil(3 * moved / entries) + 2) * sector + 512;
}

static void
print_cost(const struct commits *c, const struct cost *cost, double most)
{
	printf("  %-24s", c->store->name);
	if (!cost->counted)
		printf("  %10s  %-19s  %6s  %6s  %5s", "-", "", "-", "-", "-");
	else if (most > 0)
		printf("  %10.0f  <= %8.0f %-7s", cost->bytes, most,
			row_judge(cost->bytes <= most));
	else
		printf("  %10.0f  %19s", cost->bytes, "");
	if (cost->counted)
		printf("  %6.1f  %6.1f  %5.1f", cost->calls, cost->writes,
			cost->syncs);
	printf("  %9.2f ms\n", cost->seconds * 1e3);
	fflush(stdout);
}

static void
print_head(void)
{
	printf("\n%-26s  %10s  %-19s  %6s  %6s  %5s  %12s\n", "A commit",
		"bytes", "cost model", "calls", "writes", "syncs", "time");
}

/* From the smallest to the largest file: the DIFAT, and FAT sectors for it. */
static void
print_growth(const struct store *store, double grown)
{
	double sector = store->version == 3 ? 512 : 4096;
	double difat = difat_sectors(store->version, sizes[SIZES - 1].bytes);
	double fat = ceil(3 * difat / (sector / 4)) + 2;

	printf("  %-24s  %10.0f  <= %8.0f %-7s  (DIFAT %.0f, FAT %.0f)\n",
		store->name, grown, (difat + fat) * sector,
		row_judge(grown <= (difat + fat) * sector), difat * sector,
		fat * sector);
}

/* What was put once costs the same for every change. */
struct files {
	char *paths[STORES];
	struct cost once[STORES];
	double bytes[STORES]; /* of the first change */
};

static bool
measure_change(struct commits *c, struct files *files)
{
	bool ok = true;

	for (size_t i = 0; ok && (c->store = store_get(i)); i++) {
		unsigned version = c->store->version;
		struct cost cost = files->once[i];

		c->path = files->paths[i];
		if (!c->store->once || cost.seconds <= 0)
			ok = measure(c, &cost);
		if (c->store->once)
			files->once[i] = cost;
		if (c->change == changes)
			files->bytes[i] = cost.bytes;
		if (ok)
			print_cost(c, &cost, version == 0 ? 0
				: model(version, c->size, c->change));
	}
	return ok;
}

static bool
make_files(struct files *files, const char *directory, uint64_t size)
{
	const struct store *store;
	char name[32];
	bool ok = true;

	for (size_t i = 0; ok && (store = store_get(i)); i++) {
		snprintf(name, sizeof name, "commits.%zu", i);
		files->paths[i] = api_path(directory, name);
		ok = files->paths[i] &&
			store->make(store, files->paths[i], size);
	}
	sync(); /* what is made is not to be waited for later */
	return ok;
}

static void
remove_files(struct files *files)
{
	for (size_t i = 0; i < STORES; i++) {
		if (files->paths[i])
			(void)unlink(files->paths[i]);
		free(files->paths[i]);
	}
}

static bool
measure_size(size_t size, const char *directory, double bytes[STORES])
{
	struct commits c = { .size = sizes[size].bytes };
	struct files files = { .paths = { NULL } };
	bool ok = make_files(&files, directory, c.size);

	for (size_t i = 0; ok && i < CHANGES; i++) {
		c.change = &changes[i];
		printf("%s: %s\n", sizes[size].title, c.change->title);
		ok = measure_change(&c, &files);
	}
	memcpy(bytes, files.bytes, sizeof files.bytes);
	remove_files(&files);
	return ok;
}

static uint64_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* Ten times a byte in 64 MB. */
static bool
measure_ten(const char *directory)
{
	struct commits c = { .size = 64 * MB, .change = &changes[1],
		.path = api_path(directory, "commits.ten") };
	bool ok = c.path;

	for (size_t i = 0; ok && i < VERSIONS; i++) {
		struct dice dice = { 1 };
		uint64_t before;
		double start;
		void *handle;

		c.store = store_get(i);
		ok = c.store->make(c.store, c.path, c.size);
		before = size_of(c.path);
		start = now();
		handle = ok ? c.store->open(c.path) : NULL;
		ok = handle != NULL;
		for (unsigned n = 0; ok && n < TEN; n++)
			ok = transact(&c, handle, n, &dice);
		if (handle)
			c.store->close(handle);
		printf("  %-24s  file grew by %7.1f KB  %9.2f ms\n",
			c.store->name,
			((double)size_of(c.path) - (double)before) / 1024,
			(now() - start) * 1e3);
	}
	if (c.path)
		(void)unlink(c.path);
	free(c.path);
	return ok;
}

bool
rows_commits(const struct plan *plan)
{
	double bytes[SIZES][STORES];
	bool ok = true;

	print_head();
	for (size_t i = 0; ok && i < SIZES; i++)
		ok = measure_size(i, plan->directory, bytes[i]);
	if (!ok)
		return false;
	printf("From %s to %s: more bytes for 300\n", sizes[0].title,
		sizes[SIZES - 1].title);
	for (size_t i = 0; i < VERSIONS; i++)
		print_growth(store_get(i), bytes[SIZES - 1][i] - bytes[0][i]);
	printf("Ten commits of 1 byte in 64 MB, opened and closed\n");
	return measure_ten(plan->directory);
}
