/* SPDX-License-Identifier: MIT */
/*
 * bench [SUBJECT]: how near libstg comes to what the machine can do. The
 * files are made in BENCH_DIR, or TMPDIR, or here, about 1 GB at a time, and
 * removed. BENCH_ROUNDS sets the number of rounds, 9 unless told. BENCH_PEER=no
 * leaves libgsf out, which takes minutes for some; CORPUS is a folder of
 * documents whose properties are read; BENCH_CPU counts processor time instead
 * of real time, for a machine that others use too; BENCH_PROFILE lets libstg
 * run alone, for a profiler. Exit status 1: something could not be measured; a
 * missed goal is printed, no more.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"
#include "row.h"
#include "rows.h"

#define ROUNDS_LEAST 7

static const struct {
	const char *name;
	bool (*run)(const struct plan *plan);
} subjects[] = {
	{ "large", rows_large },
	{ "documents", rows_documents },
	{ "names", rows_names },
	{ "nested", rows_nested },
	{ "sparing", rows_sparing },
	{ "creating", rows_creating },
	{ "writing", rows_writing },
	{ "commits", rows_commits },
	{ "sharing", rows_sharing },
	{ "objects", rows_objects },
	{ "properties", rows_properties },
};

#define SUBJECTS (sizeof subjects / sizeof subjects[0])

static char *
make_directory(void)
{
	const char *base = getenv("BENCH_DIR");
	char *directory;
	size_t room;

	if (!base)
		base = getenv("TMPDIR");
	if (!base)
		base = ".";
	room = strlen(base) + sizeof "/bench.XXXXXX";
	directory = malloc(room);
	if (!directory)
		return NULL;
	snprintf(directory, room, "%s/bench.XXXXXX", base);
	if (!mkdtemp(directory)) {
		perror(directory);
		free(directory);
		return NULL;
	}
	return directory;
}

static bool
run(const struct plan *plan)
{
	bool ok = true;

	row_head(plan->rounds);
	for (size_t i = 0; i < SUBJECTS; i++)
		if (!plan->only || strcmp(plan->only, subjects[i].name) == 0)
			ok &= subjects[i].run(plan);
	printf("\n%zu goals missed%s\n", row_missed(),
		peer_is_there() ? "" : " (libgsf is not there to compare)");
	return ok;
}

static int
usage(void)
{
	fputs("usage: bench [SUBJECT]\nsubjects:", stderr);
	for (size_t i = 0; i < SUBJECTS; i++)
		fprintf(stderr, " %s", subjects[i].name);
	fputc('\n', stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	const char *rounds = getenv("BENCH_ROUNDS");
	struct plan plan = { .rounds = rounds ? strtoul(rounds, NULL, 10) : 9 };
	char *directory;
	bool ok;

	if (argc == 4 && strcmp(argv[1], "--one-stream") == 0)
		return sparing_main(argv[2], argv[3]);
	if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
		return usage();
	plan.only = argc == 2 ? argv[1] : NULL;
	if (plan.rounds < ROUNDS_LEAST)
		plan.rounds = ROUNDS_LEAST;
	directory = make_directory();
	if (!directory)
		return 1;
	plan.directory = directory;
	ok = run(&plan);
	rmdir(directory);
	free(directory);
	return ok ? 0 : 1;
}
