/* SPDX-License-Identifier: MIT */
/*
 * A compound file that is changed at random through the public functions, and
 * the plain tree that says what it holds. Everything comes from one seed.
 */
#ifndef TESTS_CRASH_WORLD_H
#define TESTS_CRASH_WORLD_H

#include <stdbool.h>

#include <stg/stg.h>

#include "crash/plain.h"
#include "crash/recorder.h"
#include "support/random.h"

/* What is done, and to what. */
struct profile {
	const char *name;
	uint8_t create, write, resize, destroy, rename, move, storage,
		properties, nested; /* weights */
	uint8_t small, cutoff, large; /* weights of sizes */
	DWORD commit;         /* flags of every commit */
	uint8_t unsynced;     /* one commit in so many is not durable */
	size_t ballast;       /* bytes in one stream at the beginning */
	unsigned elements;    /* at the beginning */
	bool shared;          /* other writers are let in: changes wait apart */
	bool readers;         /* readers are, who keep their version */
	uint8_t rival;        /* others commit before one commit in so many */
};

extern const struct profile profiles[];
extern const unsigned profile_count;

/* NULL: none is called so. */
const struct profile *profile_find(const char *name);

struct world {
	struct recorder recorder;
	const char *path;        /* of a real file, in its place */
	IStorage *root;
	const struct profile *profile;
	bool transacted;
	unsigned version;
	uint64_t random;
	struct plain *now;       /* with what is not committed */
	struct plain *committed;
	char wrong[160];         /* what the library did not do; "" */
	HRESULT failure;         /* what it answered */
	unsigned edits;
};

/* Set during each call of the library. */
extern bool library_works;

/* Is STGM_TRANSACTED there? */
bool world_can_transact(void);

/* A new file, with something in it, committed. */
void world_create(struct world *world, const struct profile *profile,
	unsigned version, bool transacted, uint64_t seed);
/* An image that holds `tree`; takes both over. */
void world_open(struct world *world, const struct profile *profile,
	bool transacted, uint64_t seed, struct image *image,
	struct plain *tree);
/* A real file. */
void world_open_path(struct world *world, const struct profile *profile,
	bool transacted, uint64_t seed, const char *path, struct plain *tree);
/* What it reads from the image is what it holds. */
void world_open_foreign(struct world *world, const struct profile *profile,
	bool transacted, uint64_t seed, struct image *image);
/* Release the root, and take the image out; `image` may be NULL. */
void world_close(struct world *world, struct image *image);

void world_edit(struct world *world, unsigned count);
void world_commit(struct world *world, DWORD flags);
void world_revert(struct world *world);
/* Somebody else, who has the file open as well, changes it and commits. */
void world_rival(struct world *world);

/* One change below a storage that is open; for other drivers. */
void world_edit_in(struct world *world, IStorage *storage, struct plain *at);

static inline unsigned
world_roll(struct world *world, unsigned limit)
{
	return random_below(&world->random, limit);
}

#endif
