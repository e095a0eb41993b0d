/* SPDX-License-Identifier: MIT */
/*
 * The suite is tested itself: where a barrier is left out, a living sector
 * overwritten or the record lost on purpose, it has to notice.
 */
#include "crash/run.h"
#include "crash/strict.h"
#include "crash/world.h"
#include "support/suite.h"

/* What commits rely on is the same for all, and for those that share. */
static const char *const some[] = { NULL, "shared" };

static void
run_small(enum recorder_fault fault, const char *profile,
	struct run_result *result)
{
	struct run_options options;

	run_options_init(&options);
	options.fault = fault;
	options.profile = profile;
	options.states = 6000;
	options.workers = 1;
	run(&options, result);
}

START_TEST(a_device_that_keeps_the_rules_passes)
{
	struct run_result result;

	run_small(FAULT_NONE, some[_i], &result);
	ck_assert_msg(result.failures == 0, "%s", result.wrong);
	ck_assert_uint_ge(run_states(&result), 6000);
}
END_TEST

START_TEST(a_device_that_breaks_one_is_noticed)
{
	struct run_result result;

	run_small((enum recorder_fault)(_i / 2), some[_i % 2], &result);
	ck_assert_uint_gt(result.failures, 0);
}
END_TEST

static void
make_image(struct image *image, struct plain **tree)
{
	struct world world;

	world_create(&world, profile_find("mixed"), 3, false, 7);
	ck_assert_str_eq(world.wrong, "");
	*tree = plain_copy(world.committed);
	world_close(&world, image);
}

START_TEST(what_the_library_wrote_is_strictly_right)
{
	struct strict_report report;
	struct image image;
	struct plain *tree;

	make_image(&image, &tree);
	ck_assert_msg(strict_check(&image, false, &report), "%s", report.why);
	ck_assert_uint_eq(report.digest.full, plain_digest(tree).full);
	ck_assert_uint_eq(report.digest.light, plain_digest(tree).light);
	plain_free(tree);
	image_done(&image);
}
END_TEST

/* Whether a change of any byte is seen, if it is not of unused space. */
START_TEST(any_change_of_what_is_used_is_seen)
{
	struct strict_report report;
	struct image image;
	struct plain *tree;
	unsigned missed = 0;
	uint64_t expected;

	make_image(&image, &tree);
	expected = plain_digest(tree).full;
	for (uint64_t at = 0; at < image.size; at += 3) {
		struct image copy;
		uint8_t byte;

		image_copy(&copy, &image);
		image_read(&copy, at, &byte, 1);
		byte ^= 0x40;
		image_write(&copy, at, &byte, 1);
		if (strict_check(&copy, false, &report) &&
			report.digest.full == expected)
			missed++;
		image_done(&copy);
	}
	/* Free sectors, the ends of streams, times of storages. */
	ck_assert_uint_lt(missed, image.size / 3 / 2);
	plain_free(tree);
	image_done(&image);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("crash/faults");

	TEST_EACH(&suite, a_device_that_keeps_the_rules_passes,
		ARRAY_SIZE(some));
	tcase_add_loop_test(suite.tcase, a_device_that_breaks_one_is_noticed,
		2 * (FAULT_NONE + 1), 2 * FAULT_LIMIT);
	TEST(&suite, what_the_library_wrote_is_strictly_right);
	TEST(&suite, any_change_of_what_is_used_is_seen);
	return suite_end(&suite);
}
