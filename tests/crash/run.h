/* SPDX-License-Identifier: MIT */
/* Chains of commits and their crash states, in as many processes as asked. */
#ifndef TESTS_CRASH_RUN_H
#define TESTS_CRASH_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "crash/recorder.h"
#include "crash/states.h"

#define BASES_MAX 16

struct run_options {
	uint64_t seed;
	uint64_t states;       /* stop after so many, … */
	unsigned seconds;      /* … or, if not 0, after this time */
	unsigned workers;
	unsigned commits;      /* in a chain */
	uint64_t chain;        /* the number of the first one */
	enum recorder_fault fault;
	bool direct;           /* no transactions */
	const char *profile;   /* this one alone, or NULL */
	const char *bases[BASES_MAX]; /* files of other programs */
	unsigned base_count;
	const char *dump;      /* where the first bad image goes, or NULL */
	const char *sample;    /* where some images go, or NULL */
	bool quiet;
};

struct run_result {
	struct tallies tallies;
	uint64_t chains;
	uint64_t commits;
	uint64_t failures;
	uint64_t skipped;      /* bases that cannot be opened */
	char wrong[512];       /* the first failure */
};

void run_options_init(struct run_options *options);
void run(const struct run_options *options, struct run_result *result);

uint64_t run_states(const struct run_result *result);

#endif
