/* SPDX-License-Identifier: MIT */
/* Which system calls a piece of work makes, and how much it writes by them. */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include <stdbool.h>
#include <stdint.h>

struct calls {
	bool counted; /* false: the system does not let us watch */
	uint64_t bytes; /* written to files */
	unsigned long calls; /* of any kind, the two below included */
	unsigned long writes;
	unsigned long syncs;
};

/*
 * Runs the work in a process of its own, and counts from its first
 * calls_mark() to the second; false when the work failed.
 */
bool calls_count(bool (*run)(void *work), void *work, struct calls *calls);
void calls_mark(void);

#endif
