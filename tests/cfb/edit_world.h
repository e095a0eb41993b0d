/* SPDX-License-Identifier: MIT */
/*
 * A file that is being changed and the model of what should be in it, side by
 * side, with several streams open at once; and the ways to compare them.
 */
#ifndef STG_TESTS_CFB_EDIT_WORLD_H
#define STG_TESTS_CFB_EDIT_WORLD_H

#include "cfb/file.h"
#include "cfb/model.h"
#include "cfb/stream.h"
#include "support/trial.h"

#define WORLD_OPEN 6

struct opened {
	struct node *node; /* NULL: this place is free */
	struct cfb_stream stream;
};

struct world {
	uint64_t random;
	struct trial *trial;
	struct cfb_file *file;
	struct node *root;
	struct opened open[WORLD_OPEN];
	bool faults;      /* operations may fail, and then change nothing */
	unsigned failures; /* so many did */
	int failure;      /* the last one, or CFB_OK */
	bool *touched;    /* by serial: contents may have changed */
	size_t touched_count;
	uint64_t largest; /* streams do not grow beyond this */
};

void world_create(struct world *world, struct trial *trial, unsigned version,
	uint64_t seed);
void world_done(struct world *world);
uint32_t world_roll(struct world *world, uint32_t below);

/* One random change, with any status but success a failure of the test. */
void world_step(struct world *world);
/* As many. */
void world_steps(struct world *world, unsigned count);

void world_close_streams(struct world *world);
int world_commit(struct world *world);
/* Close the file and open it again. */
void world_reopen(struct world *world);

/* The file on the device is what the model says, without any defect. */
void world_verify(struct world *world);

/* Whether a file is what a model says. With `world`, contents that changed
 * since world_touch_none() do not count, but have to be readable. */
bool world_same(struct cfb_file *file, struct node *root,
	const struct world *world);
void world_touch_none(struct world *world);

/* While the engine works: allocations may be made to fail then. */
extern bool engine_works;

/* Count the defects: of any kind, of damage, and of room that is lost. */
struct defects {
	unsigned all;
	unsigned damage;
	bool print;
	unsigned lost;
};
int check_device(struct device *device, struct defects *defects);

/* Bytes behind the ends of streams that are not zero. */
uint64_t slack_of(struct cfb_file *file, uint32_t storage);

#endif
