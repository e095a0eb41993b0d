/* SPDX-License-Identifier: MIT */
/*
 * Random changes to a file and to a plain model side by side. After every few
 * of them the file is committed, opened anew from its bytes, compared, and
 * checked: what we write has no defect at all, not even a benign one.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "support/suite.h"

static void
ignore(uint32_t id, void *context)
{
	(void)id;
	(void)context;
}

static void
run(struct world *world, unsigned steps)
{
	for (unsigned i = 0; i < steps; i++) {
		world_step(world);
		if (world_roll(world, 25) == 0) {
			(void)world_commit(world);
			world_verify(world);
		}
		if (world_roll(world, 300) == 0)
			world_reopen(world);
	}
	(void)world_commit(world);
	world_verify(world);
}

static void
run_seed(unsigned version, uint64_t seed, unsigned steps)
{
	struct trial trial;
	struct world world;

	trial_init(&trial);
	world_create(&world, &trial, version, seed);
	run(&world, steps);
	world_done(&world);
	trial_done(&trial);
}

START_TEST(changes_agree_with_the_model_in_version_3)
{
	run_seed(3, (uint64_t)_i + 1, 3000);
}
END_TEST

START_TEST(changes_agree_with_the_model_in_version_4)
{
	run_seed(4, (uint64_t)_i + 100, 2000);
}
END_TEST

/* Many commits without a look between them; then everything goes. */
START_TEST(an_emptied_file_is_sound)
{
	unsigned version = _i & 1 ? 4 : 3;
	struct trial trial;
	struct world world;
	struct node *node;

	trial_init(&trial);
	world_create(&world, &trial, version, (uint64_t)_i + 200);
	for (unsigned i = 0; i < 40; i++) {
		world_steps(&world, 60);
		(void)world_commit(&world);
	}
	world_close_streams(&world);
	while ((node = world.root->children)) {
		ck_assert_int_eq(cfb_element_destroy(world.file, CFB_ROOT,
			node->id, ignore, NULL), CFB_OK);
		node_free(node);
	}
	/* The first commit frees, the next ones move into what is free. */
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_eq(cfb_element_set_state(world.file, CFB_ROOT,
			i, 0xFF), CFB_OK);
		ck_assert_int_eq(cfb_commit(world.file, false), CFB_OK);
	}
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

/* The bytes that come of a run of changes. */
static uint8_t *
bytes_of_run(unsigned version, uint64_t seed, size_t *length)
{
	struct trial trial;
	struct world world;
	uint8_t *bytes;

	trial_init(&trial);
	world_create(&world, &trial, version, seed);
	for (unsigned i = 0; i < 20; i++) {
		world_steps(&world, 50);
		(void)world_commit(&world);
	}
	world_close_streams(&world);
	cfb_edit_finish(world.file);
	bytes = trial_bytes(&trial, length);
	world_done(&world);
	trial_done(&trial);
	return bytes;
}

START_TEST(the_same_changes_give_the_same_bytes)
{
	unsigned version = _i & 1 ? 4 : 3;
	size_t length;
	size_t other_length;
	uint8_t *bytes = bytes_of_run(version, (uint64_t)_i + 300, &length);
	uint8_t *others;

	/* Memory that was used before must not come into the file. */
	mallopt(M_PERTURB, 0x5A);
	others = bytes_of_run(version, (uint64_t)_i + 300, &other_length);
	mallopt(M_PERTURB, 0);
	ck_assert_uint_eq(length, other_length);
	ck_assert_mem_eq(bytes, others, length);
	free(bytes);
	free(others);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("edit");

	TEST_EACH(&suite, changes_agree_with_the_model_in_version_3, 10);
	TEST_EACH(&suite, changes_agree_with_the_model_in_version_4, 8);
	TEST_EACH(&suite, an_emptied_file_is_sound, 4);
	TEST_EACH(&suite, the_same_changes_give_the_same_bytes, 6);
	return suite_end(&suite);
}
