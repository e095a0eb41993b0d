/* SPDX-License-Identifier: MIT */
/*
 * A row of the table: the same work done by the bare system calls that nobody
 * can do without (the floor), by libstg and by a peer, in turn, many times.
 */
#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include <stdbool.h>
#include <stddef.h>

enum contender { FLOOR, OURS, PEER, CONTENDERS };

enum measure {
	SHARE, /* how much of the floor's speed is reached: at least the goal */
	TIMES, /* how many times the floor's time it takes: at most the goal */
};

struct ranges;

struct row {
	const char *title;
	enum measure measure;
	double goal;
	double most;  /* seconds for a run of ours, 0: any */
	size_t units; /* operations in a run; times are those of one */
	void *work;
	const char *peer; /* who that is, where it is not libgsf */
	/* The floor reads these of a file, where it does nothing else. */
	const struct ranges *ranges;
	const char *path;
	/* Each does the work once; NULL: does not take part. */
	bool (*run[CONTENDERS])(void *work);
};

/* Prints the head of the table. */
void row_head(size_t rounds);
/* Measures and prints; false when something failed to run. */
bool row_measure(const struct row *row, size_t rounds);
/* How many goals were missed so far. */
size_t row_missed(void);
/* A goal that is measured elsewhere. */
const char *row_judge(bool reached);

#endif
