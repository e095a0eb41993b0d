/* SPDX-License-Identifier: MIT */
/*
 * Every round runs each contender once, another one first each time, so that
 * whatever else the machine does meets all of them; medians of all rounds but
 * the first are compared.
 */
#include "row.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ranges.h"

#define ROUNDS_MAX 64
#define PATIENCE   5.0 /* seconds; slower contenders run once or twice */

struct times {
	double each[ROUNDS_MAX];
	size_t count;
	double spent;
};

static size_t missed;

/* The processor's time alone says more where others use the machine too. */
static double
now(void)
{
	static int clock = -1;
	struct timespec t;

	if (clock == -1)
		clock = getenv("BENCH_CPU") ? CLOCK_PROCESS_CPUTIME_ID
					    : CLOCK_MONOTONIC;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool
takes_part(const struct row *row, size_t who)
{
	return row->run[who] || (who == FLOOR && row->ranges);
}

static bool
work(const struct row *row, size_t who)
{
	return row->run[who] ? row->run[who](row->work)
			     : ranges_read(row->ranges, row->path);
}

static bool
run_once(const struct row *row, size_t who, size_t round, struct times *times)
{
	double start = now();
	double spent;

	if (!work(row, who)) {
		fprintf(stderr, "bench: %s: contender %zu failed\n", row->title,
			who);
		return false;
	}
	spent = now() - start;
	times->spent += spent;
	/* The first one warms up, unless it took so long. */
	if (round > 0 || spent > PATIENCE / 4)
		times->each[times->count++] = spent;
	return true;
}

static bool
run_all(const struct row *row, size_t rounds, struct times times[CONTENDERS])
{
	for (size_t round = 0; round <= rounds && round < ROUNDS_MAX; round++) {
		for (size_t i = 0; i < CONTENDERS; i++) {
			size_t who = (i + round) % CONTENDERS;

			if (!takes_part(row, who) ||
				times[who].spent > PATIENCE ||
				(who != OURS && getenv("BENCH_PROFILE")))
				continue;
			if (!run_once(row, who, round, &times[who]))
				return false;
		}
	}
	return true;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(struct times *times)
{
	size_t middle = times->count / 2;

	if (times->count == 0)
		return 0;
	qsort(times->each, times->count, sizeof times->each[0], compare);
	if (times->count % 2)
		return times->each[middle];
	return (times->each[middle - 1] + times->each[middle]) / 2;
}

static void
print_time(double seconds)
{
	if (seconds <= 0)
		printf("  %9s", "-");
	else if (seconds >= 1)
		printf("  %6.2f s ", seconds);
	else if (seconds >= 1e-3)
		printf("  %6.2f ms", seconds * 1e3);
	else
		printf("  %6.2f us", seconds * 1e6);
}

const char *
row_judge(bool reached)
{
	missed += !reached;
	return reached ? "ok" : "MISSED";
}

size_t
row_missed(void)
{
	return missed;
}

void
row_head(size_t rounds)
{
	printf("Medians of %zu interleaved rounds. floor: the same bytes by "
	       "bare system calls.\n"
	       "ratio: floor/libstg where the goal is >=, libstg/floor "
	       "where it is <=.\n\n",
		rounds);
	printf("%-38s  %9s  %9s  %5s  %-15s  %9s  %s\n", "", "floor", "libstg",
		"ratio", "goal", "libgsf", "libgsf/libstg");
}

bool
row_measure(const struct row *row, size_t rounds)
{
	static struct times times[CONTENDERS];
	double units = row->units ? (double)row->units : 1;
	double t[CONTENDERS];
	double ratio;
	bool reached;

	for (size_t i = 0; i < CONTENDERS; i++)
		times[i] = (struct times){ .count = 0 };
	if (!run_all(row, rounds, times))
		return false;
	for (size_t i = 0; i < CONTENDERS; i++)
		t[i] = median(&times[i]) / units;
	ratio = row->measure == SHARE ? t[FLOOR] / t[OURS] : t[OURS] / t[FLOOR];
	reached =
		row->measure == SHARE ? ratio >= row->goal : ratio <= row->goal;
	printf("%-38s", row->title);
	print_time(t[FLOOR]);
	print_time(t[OURS]);
	printf("  %5.2f  ", ratio);
	if (row->most > 0)
		printf("<= %.0f ms %-6s", row->most * 1e3,
			row_judge(t[OURS] <= row->most));
	else
		printf("%s %-4.2f %-6s ",
			row->measure == SHARE ? ">=" : "<=", row->goal,
			row_judge(reached));
	print_time(t[PEER]);
	if (row->run[PEER])
		printf("  %.2f %s%s%s", t[PEER] / t[OURS],
			row_judge(t[PEER] >= t[OURS]), row->peer ? " " : "",
			row->peer ? row->peer : "");
	putchar('\n');
	fflush(stdout);
	return true;
}
