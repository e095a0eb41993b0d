/* SPDX-License-Identifier: MIT */
#include "crash/run.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "builder/recipe.h"
#include "crash/library.h"
#include "crash/sample.h"
#include "crash/strict.h"
#include "crash/world.h"

#define BUDGET     160
#define SAMPLE_ONE 8 /* of so many commits, states of one are kept */

/* What the workers share. */
struct shared {
	atomic_ullong next;   /* chain */
	atomic_ullong states;
	atomic_int wrong_set;
	struct run_result results[16];
	char wrong[512];
};

struct chain {
	const struct run_options *options;
	struct world world;
	struct judge judge;
	struct image durable;  /* as of the last barrier */
	bool weak;             /* the last commit had none */
	uint64_t number;
	unsigned commits;
	char name[64];
};

void
run_options_init(struct run_options *options)
{
	memset(options, 0, sizeof *options);
	options->seed = 1;
	options->states = 3000;
	options->workers = 2;
	options->commits = 24;
}

uint64_t
run_states(const struct run_result *result)
{
	const struct tallies *t = &result->tallies;

	return t->kills + t->cuts + t->torn + t->recoveries;
}

/*
 * What there is is what later crashes begin with: of a file that was opened
 * just now; or of one whose power is not cut until the next barrier.
 */
static void
forget(struct chain *chain)
{
	struct recorder *recorder = &chain->world.recorder;

	events_drop(&recorder->log, recorder->log.count);
	image_done(&chain->durable);
	image_copy(&chain->durable, &recorder->image);
}

static void
begin_log(struct chain *chain)
{
	forget(chain);
	chain->world.recorder.fault = chain->options->fault;
	chain->weak = false;
}

/* Go on from one of the crash images, as if nothing else had ever been. */
static void
crash(struct chain *chain, const struct plain *old)
{
	struct world *world = &chain->world;
	const struct profile *profile = world->profile;
	struct judge *judge = &chain->judge;
	uint64_t seed = random_next(&judge->random);
	struct plain *tree;
	struct image image;
	bool transacted = world->transacted;
	unsigned version = world->version;

	if (judge->pick.size == 0)
		return;
	image_copy(&image, &judge->pick);
	tree = plain_copy(judge->picked & VERSION_NEW ? world->committed : old);
	world_close(world, NULL);
	world_open(world, profile, transacted, seed, &image, tree);
	world->version = version;
	begin_log(chain);
}

static DWORD
roll_flags(struct chain *chain)
{
	const struct profile *profile = chain->world.profile;

	if (profile->unsynced && world_roll(&chain->world,
		profile->unsynced) == 0)
		return STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE;
	return profile->commit;
}

/* What is changed between two commits. */
static void
change(struct chain *chain)
{
	struct world *world = &chain->world;
	const struct profile *profile = world->profile;

	if (world->transacted && world_roll(world, 8) == 0) {
		world_edit(world, 1 + world_roll(world, 4));
		world_revert(world);
	}
	world_edit(world, 1 + world_roll(world, 6));
	if (world->transacted && profile->rival &&
		world_roll(world, profile->rival) == 0) {
		world_rival(world);
		forget(chain);
		chain->weak = false;
	}
}

/* For other programs, some images and what they may hold. */
static void
take_samples(struct chain *chain, const struct plain *old)
{
	const char *folder = chain->options->sample;
	char name[48];

	if (!folder || chain->judge.wrong[0] ||
		(chain->number + chain->commits++) % SAMPLE_ONE != 0)
		return;
	snprintf(name, sizeof name, "%llu-%u",
		(unsigned long long)chain->number, chain->commits);
	if (!sample_save(folder, name, chain->judge.samples, old,
		chain->world.committed))
		snprintf(chain->judge.wrong, sizeof chain->judge.wrong,
			"cannot write to %s", folder);
}

/* One commit; false when something is wrong. */
static bool
advance(struct chain *chain)
{
	struct world *world = &chain->world;
	struct judge *judge = &chain->judge;
	struct recorder *recorder = &world->recorder;
	DWORD flags = roll_flags(chain);
	struct plain *old;
	size_t begin;

	change(chain);
	old = plain_copy(world->committed);
	judge->old = plain_digest(old);
	begin = recorder->log.count;
	world_commit(world, flags);
	judge->new = plain_digest(world->committed);
	if (world->wrong[0]) {
		snprintf(judge->wrong, sizeof judge->wrong, "%s",
			world->wrong);
		plain_free(old);
		return false;
	}
	judge->cuts = !chain->weak &&
		!(flags & STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	judge_commit(judge, &chain->durable, &recorder->log, begin);
	take_samples(chain, old);
	if (!judge->wrong[0])
		judge_image(judge, &recorder->image, VERSION_NEW, "committed");
	chain->weak = (flags & STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE) != 0;
	if (!judge->wrong[0] && world_roll(world, 4) == 0)
		crash(chain, old);
	else if (chain->weak)
		forget(chain);
	else
		events_settle(&recorder->log, &chain->durable);
	plain_free(old);
	return !judge->wrong[0] && !world->wrong[0];
}

static void
start_own(struct chain *chain, bool transacted, uint64_t seed)
{
	const char *wanted = chain->options->profile;
	const struct profile *profile = wanted ? profile_find(wanted)
		: &profiles[chain->number / 2 % profile_count];
	unsigned version = chain->number % 2 ? 4 : 3;

	/* In version 4, the DIFAT begins with half a gigabyte. */
	if (profile->ballast)
		version = 3;
	chain->judge.large = profile->ballast != 0;
	snprintf(chain->name, sizeof chain->name, "%s, version %u",
		profile->name, version);
	world_create(&chain->world, profile, version, transacted, seed);
}

/* A file, or what a recipe describes. */
static bool
load_base(struct image *image, const char *path)
{
	const char *ending = strrchr(path, '.');
	char error[256];
	struct builder *b;
	uint8_t *bytes;
	size_t size;
	bool good;

	if (!ending || strcmp(ending, ".recipe") != 0)
		return image_load(image, path) == 0;
	b = recipe_open(path, error, sizeof error);
	good = b && builder_render(b, &bytes, &size);
	image_init(image);
	if (good) {
		image_write(image, 0, bytes, size);
		free(bytes);
	}
	builder_destroy(b);
	return good;
}

/* False: such a file cannot be opened, or the strict checker minds. */
static bool
start_foreign(struct chain *chain, const char *path, bool transacted,
	uint64_t seed)
{
	static const char *const names[] = { "mixed", "consolidate", "shared",
		"overwrite" };
	const char *wanted = chain->options->profile;
	struct strict_report report;
	struct image image;

	chain->judge.foreign = true;
	snprintf(chain->name, sizeof chain->name, "%.60s",
		strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	if (!wanted)
		wanted = names[random_next(&seed) % 4];
	if (!load_base(&image, path))
		return false;
	if (!strict_check(&image, true, &report)) {
		fprintf(stderr, "SKIP: %s: %s\n", path, report.why);
		image_done(&image);
		return false;
	}
	world_open_foreign(&chain->world, profile_find(wanted), transacted,
		seed, &image);
	return true;
}

static void
note_failure(struct shared *shared, struct run_result *result,
	const struct chain *chain)
{
	const struct run_options *options = chain->options;
	int none = 0;

	result->failures++;
	if (!atomic_compare_exchange_strong(&shared->wrong_set, &none, 1))
		return;
	snprintf(shared->wrong, sizeof shared->wrong,
		"seed %llu, chain %llu (%s), commit %llu: %s",
		(unsigned long long)options->seed,
		(unsigned long long)chain->number, chain->name,
		(unsigned long long)result->commits, chain->judge.wrong[0]
			? chain->judge.wrong : chain->world.wrong);
	if (options->dump && chain->judge.bad.size != 0 &&
		image_save(&chain->judge.bad, options->dump) != 0)
		fprintf(stderr, "cannot write %s\n", options->dump);
}

static void
add_tallies(struct tallies *to, const struct tallies *from)
{
	to->kills += from->kills;
	to->cuts += from->cuts;
	to->torn += from->torn;
	to->recoveries += from->recoveries;
	to->leaked += from->leaked;
}

static void
run_chain(struct shared *shared, struct run_result *result,
	const struct run_options *options, uint64_t number)
{
	uint64_t seed = digest_mix(options->seed * 1000003 + number);
	bool transacted = !options->direct && world_can_transact();
	struct chain chain = { .options = options, .number = number };
	unsigned bases = options->base_count;
	bool started = true;
	uint64_t before = 0;

	judge_init(&chain.judge, ~seed);
	chain.judge.tears = true;
	chain.judge.budget = BUDGET;
	/* Each third chain begins with a file of another program. */
	if (bases != 0 && number % 3 == 2)
		started = start_foreign(&chain,
			options->bases[number / 3 % bases], transacted, seed);
	else
		start_own(&chain, transacted, seed);
	if (!started) {
		judge_done(&chain.judge);
		result->skipped++;
		return;
	}
	begin_log(&chain);
	for (unsigned i = 0; i < options->commits && !chain.world.wrong[0];
		i++) {
		bool good = advance(&chain);

		result->commits++;
		atomic_fetch_add(&shared->states,
			judge_states(&chain.judge) - before);
		before = judge_states(&chain.judge);
		if (!good)
			break;
	}
	if (chain.judge.wrong[0] || chain.world.wrong[0])
		note_failure(shared, result, &chain);
	add_tallies(&result->tallies, &chain.judge.tallies);
	result->chains++;
	world_close(&chain.world, NULL);
	image_done(&chain.durable);
	judge_done(&chain.judge);
}

static time_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void
work(struct shared *shared, struct run_result *result,
	const struct run_options *options, time_t end)
{
	while (options->seconds ? now() < end
		: atomic_load(&shared->states) < options->states) {
		uint64_t number = atomic_fetch_add(&shared->next, 1);

		run_chain(shared, result, options, number);
		if (result->failures != 0)
			break;
	}
}

static void
add_results(struct run_result *to, const struct run_result *from)
{
	add_tallies(&to->tallies, &from->tallies);
	to->chains += from->chains;
	to->commits += from->commits;
	to->failures += from->failures;
	to->skipped += from->skipped;
}

void
run(const struct run_options *options, struct run_result *result)
{
	struct shared *shared = mmap(NULL, sizeof *shared,
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	time_t end = now() + (time_t)options->seconds;
	pid_t children[16];

	memset(result, 0, sizeof *result);
	if (shared == MAP_FAILED)
		abort();
	atomic_init(&shared->next, options->chain);
	fflush(NULL);
	for (unsigned i = 0; i < options->workers; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		work(shared, &shared->results[i], options, end);
		exit(0);
	}
	for (unsigned i = 0; i < options->workers; i++) {
		int status = 0;

		if (children[i] < 0 || waitpid(children[i], &status, 0) < 0 ||
			!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			result->failures++;
			snprintf(result->wrong, sizeof result->wrong,
				"a worker ended with status %#x", status);
		}
		add_results(result, &shared->results[i]);
	}
	if (shared->wrong[0])
		memcpy(result->wrong, shared->wrong, sizeof result->wrong);
	munmap(shared, sizeof *shared);
}
