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
#include <unistd.h>

#include "crash/run.h"
#include "crash/world.h"

static const char *const fault_names[FAULT_LIMIT] = { "none", "no-first-sync",
	"no-sync", "live-sector", "no-record", "early-header" };

static const char *const layouts[] = { "front", "end", "torn" };

#define LAYOUTS (sizeof layouts / sizeof layouts[0])

static const struct option long_options[] = {
	{ "seed", required_argument, NULL, 's' },
	{ "states", required_argument, NULL, 'n' },
	{ "seconds", required_argument, NULL, 't' },
	{ "workers", required_argument, NULL, 'w' },
	{ "commits", required_argument, NULL, 'c' },
	{ "chain", required_argument, NULL, 'h' },
	{ "fault", required_argument, NULL, 'f' },
	{ "profile", required_argument, NULL, 'p' },
	{ "direct", no_argument, NULL, 'd' },
	{ "dump", required_argument, NULL, 'o' },
	{ "sample", required_argument, NULL, 'm' },
	{ NULL, 0, NULL, 0 },
};

static int
usage(void)
{
	fprintf(stderr, "usage: crash [--seed S] [--states N | --seconds N] "
		"[--workers N] [--commits N] [--chain N]\n"
		"             [--profile NAME] [--direct] [--fault NAME] "
		"[--dump FILE]\n"
		"             [--sample FOLDER] [BASE...]\n");
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
		case 'h': options->chain = number; break;
		case 'p': options->profile = optarg; break;
		case 'd': options->direct = true; break;
		case 'o': options->dump = optarg; break;
		case 'm': options->sample = optarg; break;
		case 'f':
			if (!parse_fault(optarg, options))
				return false;
			break;
		default:
			return false;
		}
	}
	for (; optind < argc && options->base_count + LAYOUTS < BASES_MAX;
		optind++)
		options->bases[options->base_count++] = argv[optind];
	if (options->profile && !profile_find(options->profile))
		return false;
	return options->workers >= 1 && options->workers <= 16;
}

/* Files laid out as other programs do it, for chains to begin with. */
static void
add_layouts(struct run_options *options)
{
	static char paths[LAYOUTS][4096];
	const char *source = getenv("srcdir");

	for (size_t i = 0; i < LAYOUTS; i++) {
		snprintf(paths[i], sizeof paths[i],
			"%s/tests/recipes/odd-writer-%s.recipe",
			source ? source : ".", layouts[i]);
		if (access(paths[i], R_OK) == 0)
			options->bases[options->base_count++] = paths[i];
		else
			fprintf(stderr, "SKIP: no %s: srcdir=DIR says where "
				"the sources are\n", paths[i]);
	}
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
	add_layouts(&options);
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
