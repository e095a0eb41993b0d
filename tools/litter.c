/* SPDX-License-Identifier: MIT */
#include "litter.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

static const int caught[] = { SIGHUP, SIGINT, SIGTERM };

#define CAUGHT_COUNT (sizeof(caught) / sizeof(caught[0]))

static struct {
	bool ready;
	char **paths; /* NULL for those that were forgotten */
	size_t count;
	size_t room;
} litter;

/* Called in a signal handler: system calls that may be made there alone. */
static void
sweep(void)
{
	for (size_t i = litter.count; i-- > 0;)
		if (litter.paths[i] && unlink(litter.paths[i]) != 0)
			(void)rmdir(litter.paths[i]);
}

static void
on_signal(int number)
{
	sweep();
	_exit(128 + number);
}

static void
prepare(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct sigaction old;

	if (litter.ready)
		return;
	litter.ready = true;
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaddset(&action.sa_mask, caught[i]);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		/* What nohup(1) or a shell has ignored stays ignored. */
		if (sigaction(caught[i], NULL, &old) == 0 &&
			old.sa_handler != SIG_IGN)
			sigaction(caught[i], &action, NULL);
	/* A file that may not grow further is an error like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	atexit(sweep);
}

static void
change_mask(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaddset(&set, caught[i]);
	sigprocmask(how, &set, NULL);
}

void
litter_hold(void)
{
	change_mask(SIG_BLOCK);
}

void
litter_release(void)
{
	change_mask(SIG_UNBLOCK);
}

void
litter_add(const char *path)
{
	litter_hold();
	prepare();
	litter.paths = memory_grow(litter.paths, &litter.room, litter.count + 1,
		sizeof(*litter.paths));
	litter.paths[litter.count] = memory_copy(path, strlen(path));
	litter.count++;
	litter_release();
}

void
litter_forget(const char *path)
{
	litter_hold();
	for (size_t i = litter.count; i-- > 0;) {
		if (!litter.paths[i] || strcmp(litter.paths[i], path) != 0)
			continue;
		free(litter.paths[i]);
		litter.paths[i] = NULL;
		break;
	}
	while (litter.count > 0 && !litter.paths[litter.count - 1])
		litter.count--;
	litter_release();
}

void
litter_forget_all(void)
{
	litter_hold();
	while (litter.count > 0)
		free(litter.paths[--litter.count]);
	free(litter.paths);
	litter.paths = NULL;
	litter.room = 0;
	litter_release();
}
