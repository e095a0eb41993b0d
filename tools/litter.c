/* SPDX-License-Identifier: MIT */
#include "litter.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

static const int caught[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };

#define CAUGHT_COUNT (sizeof(caught) / sizeof(caught[0]))

struct piece {
	char *path; /* NULL: forgotten */
	int fd;     /* of a file that is to be cut; -1: to be removed */
	off_t size;
};

static struct {
	bool ready;
	struct piece *pieces;
	size_t count;
	size_t room;
	unsigned held;
} litter;

static void
cut(const struct piece *piece)
{
	struct stat st;

	if (fstat(piece->fd, &st) == 0 && st.st_size > piece->size &&
		ftruncate(piece->fd, piece->size) != 0)
		return; /* what is left there belongs to nothing */
}

/* Called in a signal handler: system calls that may be made there alone. */
static void
sweep(void)
{
	for (size_t i = litter.count; i-- > 0;) {
		const struct piece *piece = &litter.pieces[i];

		if (piece->path && piece->fd >= 0)
			cut(piece);
		else if (piece->path && unlink(piece->path) != 0)
			(void)rmdir(piece->path);
	}
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
	if (litter.held++ == 0)
		change_mask(SIG_BLOCK);
}

void
litter_release(void)
{
	if (--litter.held == 0)
		change_mask(SIG_UNBLOCK);
}

static void
add(const char *path, int fd, off_t size)
{
	litter_hold();
	prepare();
	litter.pieces = memory_grow(litter.pieces, &litter.room,
		litter.count + 1, sizeof(*litter.pieces));
	litter.pieces[litter.count] = (struct piece){
		memory_copy(path, strlen(path)), fd, size
	};
	litter.count++;
	litter_release();
}

void
litter_add(const char *path)
{
	add(path, -1, 0);
}

void
litter_add_tail(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0)
		add(path, fd, st.st_size);
	else if (fd >= 0)
		close(fd);
}

static void
drop(struct piece *piece)
{
	if (piece->path && piece->fd >= 0)
		close(piece->fd);
	free(piece->path);
	piece->path = NULL;
}

static void
trim(void)
{
	while (litter.count > 0 && !litter.pieces[litter.count - 1].path)
		litter.count--;
}

void
litter_forget(const char *path)
{
	litter_hold();
	for (size_t i = litter.count; i-- > 0;) {
		struct piece *piece = &litter.pieces[i];

		if (!piece->path || strcmp(piece->path, path) != 0)
			continue;
		drop(piece);
		break;
	}
	trim();
	litter_release();
}

void
litter_forget_new(void)
{
	litter_hold();
	for (size_t i = 0; i < litter.count; i++)
		if (litter.pieces[i].fd < 0)
			drop(&litter.pieces[i]);
	trim();
	litter_release();
}
