/* SPDX-License-Identifier: MIT */
/*
 * Crash states of commits. Without arguments a sample for `make check`;
 * `make check-crash` runs more, and --seconds as long as one likes.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crash/run.h"

static const char *const fault_names[FAULT_LIMIT] = { "none", "no-first-sync",
	"no-sync", "live-sector", "no-record", "early-header" };

static const struct option long_options[] = {
	{ "seed", required_argument, NULL, 's' },
	{ "states", required_argument, NULL, 'n' },
	{ "seconds", required_argument, NULL, 't' },
	{ "workers", required_argument, NULL, 'w' },
	{ "commits", required_argument, NULL, 'c' },
	{ "fault", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "direct", no_argument, NULL, 'd' },
	{ "dump", required_argument, NULL, 'o' },
	{ NULL, 0, NULL, 0 },
};

static int
usage(void)
{
	fprintf(stderr, "usage: crash [--seed S] [--states N | --seconds N] "
		"[--workers N] [--commits N]\n"
		"             [--profile NAME] [--direct] [--fault NAME] "
		"[--dump FILE] [BASE...]\n");
	return 2;
}

static bool
parse_fault(const char *text, struct run_options *options)
{
	for (int i = 0; i < FAULT_LIMIT; i++) {
		if (strcmp(text, fault_names[i]) == 0) {
			options->fault = (enum recorder_fault)i;
			return true;
		}
	}
	return false;
}

static bool
parse(int argc, char **argv, struct run_options *options)
{
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		unsigned long long number = optarg ? strtoull(optarg, NULL, 0)
						   : 0;

		switch (c) {
		case 's': options->seed = number; break;
		case 'n': options->states = number; break;
		case 't': options->seconds = (unsigned)number; break;
		case 'w': options->workers = (unsigned)number; break;
		case 'c': options->commits = (unsigned)number; break;
		case 'p': options->profile = optarg; break;
		case 'd': options->direct = true; break;
		case 'o': options->dump = optarg; break;
		case 'f':
			if (!parse_fault(optarg, options))
				return false;
			break;
		default:
			return false;
		}
	}
	for (; optind < argc && options->base_count < BASES_MAX; optind++)
		options->bases[options->base_count++] = argv[optind];
	return options->workers >= 1 && options->workers <= 16;
}

int
main(int argc, char **argv)
{
	struct run_options options;
	struct run_result result;
	const struct tallies *t = &result.tallies;

	run_options_init(&options);
	if (!parse(argc, argv, &options))
		return usage();
	run(&options, &result);
	printf("%llu crash states of %llu commits in %llu chains: "
		"%llu kills, %llu power cuts, %llu torn headers, "
		"%llu interrupted recoveries; seed %llu\n",
		(unsigned long long)run_states(&result),
		(unsigned long long)result.commits,
		(unsigned long long)result.chains,
		(unsigned long long)t->kills, (unsigned long long)t->cuts,
		(unsigned long long)t->torn,
		(unsigned long long)t->recoveries,
		(unsigned long long)options.seed);
	if (result.skipped)
		printf("%llu chains skipped\n",
			(unsigned long long)result.skipped);
	if (result.failures)
		printf("FAILED: %s\n", result.wrong);
	return result.failures != 0;
}
