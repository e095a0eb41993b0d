/* SPDX-License-Identifier: MIT */
/*
 * Consolidating: files end up as short as their contents allow, hold the same
 * as before, and do so at every moment on the way, whatever fails.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/consolidate.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "support/suite.h"

/* A file full of holes. */
static void
make_holes(struct world *world, struct trial *trial, unsigned version,
	uint64_t seed, unsigned steps)
{
	trial_init(trial);
	world_create(world, trial, version, seed);
	for (unsigned i = 0; i < steps; i += 50) {
		world_steps(world, 50);
		ck_assert_int_eq(world_commit(world), CFB_OK);
	}
	world_close_streams(world);
}

/* Sectors that a file needs at least, tables included. */
static uint32_t
used_sectors(struct cfb_file *file)
{
	uint32_t used = 0;

	for (uint32_t s = 0; s < file->sectors; s++) {
		uint32_t entry;

		ck_assert_int_eq(cfb_fat_entry(file, s, &entry), CFB_OK);
		used += entry != CFB_FREESECT;
	}
	return used;
}

START_TEST(nothing_free_is_left)
{
	struct trial trial;
	struct world world;
	enum cfb_consolidation outcome;
	uint32_t used;
	uint64_t before;

	make_holes(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i + 1, 600);
	if (_i & 2)
		world_reopen(&world);
	before = trial.size;
	used = used_sectors(world.file);
	ck_assert_int_eq(cfb_consolidate(world.file, _i & 2
			? CFB_COMMIT_DURABLE : 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_CONSOLIDATED);
	ck_assert_uint_le(trial.size, before);
	ck_assert_uint_le(world.file->sectors, used + 16 + used / 64);
	used = used_sectors(world.file);
	ck_assert_uint_le(world.file->sectors, used + 16 + used / 64);
	world_reopen(&world);
	world_verify(&world);
	/* Life goes on. */
	world_steps(&world, 200);
	world_reopen(&world);
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

/* Where generations are kept, the last ones are still there. */
START_TEST(generations_are_kept)
{
	struct trial trial;
	struct world world;
	enum cfb_consolidation outcome;
	uint32_t used;

	make_holes(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i + 40, 600);
	world_reopen(&world);
	cfb_edit_keep_generation(world.file);
	used = used_sectors(world.file);
	ck_assert_int_eq(cfb_consolidate(world.file, CFB_COMMIT_DURABLE,
		&outcome), CFB_OK);
	ck_assert_int_ne(outcome, CFB_NOT_CONSOLIDATED);
	ck_assert_uint_le(world.file->sectors, used + used / 8 + 64);
	world_reopen(&world);
	ck_assert(world_same(world.file, world.root, NULL));
	world_steps(&world, 200);
	world_reopen(&world);
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

START_TEST(a_second_time_changes_little)
{
	struct trial trial;
	struct world world;
	enum cfb_consolidation outcome;
	uint64_t size;

	make_holes(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i + 30, 600);
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	size = trial.size;
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_CONSOLIDATED);
	ck_assert_uint_le(trial.size, size);
	world_reopen(&world);
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

START_TEST(open_streams_are_in_the_way)
{
	struct trial trial;
	struct world world;
	struct cfb_stream stream;
	struct cfb_dirent entry = { .start = CFB_ENDOFCHAIN };
	enum cfb_consolidation outcome;
	static const uint16_t name[] = { '~', 'o' };
	uint32_t first;
	uint32_t got;
	uint32_t id;

	make_holes(&world, &trial, 3, 77, 300);
	ck_assert_int_eq(cfb_element_create(world.file, CFB_ROOT, name, 2,
		true, 0, &id), CFB_OK);
	cfb_stream_open(world.file, id, &entry, &stream);
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_NOT_CONSOLIDATED);
	cfb_stream_close(&stream);
	ck_assert_int_eq(cfb_loose_take(world.file, CFB_NOWHERE, 9, &first,
		&got), CFB_OK);
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_NOT_CONSOLIDATED);
	cfb_loose_return(world.file, first, got);
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_CONSOLIDATED);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

/* Sectors that nothing leads to are lost for those who do not look. */
START_TEST(lost_sectors_are_found)
{
	struct trial trial;
	struct world world;
	struct defects defects = { .print = false };
	enum cfb_consolidation outcome;
	uint32_t first;
	uint32_t got;

	make_holes(&world, &trial, _i & 1 ? 4 : 3, 78, 300);
	ck_assert_int_eq(cfb_sectors_take(world.file, CFB_NOWHERE, 50, &first,
		&got), CFB_OK);
	ck_assert_int_eq(cfb_fat_link(world.file, first, got,
		CFB_ENDOFCHAIN), CFB_OK);
	ck_assert_int_eq(cfb_commit(world.file, 0), CFB_OK);
	ck_assert_int_eq(check_device(trial_view(&trial), &defects), CFB_OK);
	ck_assert_uint_ne(defects.all, 0);
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_CONSOLIDATED);
	world_reopen(&world);
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

static bool
is_whole(struct trial *image, struct world *world)
{
	struct defects defects = { .print = false };
	struct cfb_file *file;
	bool same;

	ck_assert_int_eq(check_device(trial_view(image), &defects), CFB_OK);
	if (defects.damage != 0 || cfb_file_open(trial_view(image),
		CFB_CAREFUL, NULL, NULL, &file) != CFB_OK)
		return false;
	same = world_same(file, world->root, NULL);
	cfb_file_close(file);
	return same;
}

static void
copy_trial(struct trial *to, struct trial *from)
{
	size_t length;
	uint8_t *bytes = trial_bytes(from, &length);

	trial_init_with(to, bytes, length);
	free(bytes);
}

/* Stopped at any moment, it has all contents. */
START_TEST(contents_are_there_at_every_moment)
{
	struct trial trial;
	struct trial shadow;
	struct world world;
	enum cfb_consolidation outcome;

	make_holes(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i + 50, 300);
	copy_trial(&shadow, &trial);
	trial_log(&trial);
	ck_assert_int_eq(cfb_consolidate(world.file, CFB_COMMIT_DURABLE,
		&outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_CONSOLIDATED);
	for (size_t i = 0; i < trial.log_count; i++) {
		const struct trial_change *change = &trial.log[i];

		if (change->kind == TRIAL_SYNC)
			continue;
		if (change->length > 512) {
			trial_apply(&shadow, change, change->length / 2);
			ck_assert(is_whole(&shadow, &world));
		}
		trial_apply(&shadow, change, change->length);
		ck_assert(is_whole(&shadow, &world));
	}
	world_done(&world);
	trial_done(&trial);
	trial_done(&shadow);
}
END_TEST

/* Of what is not synced yet, anything may be missing. */
START_TEST(contents_survive_a_loss_of_power)
{
	struct trial trial;
	struct trial synced;
	struct world world;
	enum cfb_consolidation outcome;
	size_t first = 0;

	make_holes(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i + 60, 300);
	copy_trial(&synced, &trial);
	trial_log(&trial);
	ck_assert_int_eq(cfb_consolidate(world.file, CFB_COMMIT_DURABLE,
		&outcome), CFB_OK);
	for (size_t i = 0; i < trial.log_count; i++) {
		if (trial.log[i].kind != TRIAL_SYNC)
			continue;
		for (unsigned n = 0; n < 10; n++) {
			struct trial image;

			copy_trial(&image, &synced);
			for (size_t c = first; c < i; c++) {
				if (world_roll(&world, 3))
					trial_apply(&image, &trial.log[c],
						trial.log[c].length);
			}
			ck_assert(is_whole(&image, &world));
			trial_done(&image);
		}
		for (; first <= i; first++)
			trial_apply(&synced, &trial.log[first],
				trial.log[first].length);
	}
	world_done(&world);
	trial_done(&trial);
	trial_done(&synced);
}
END_TEST

/* False: nothing failed any more. */
static bool
fail_at(unsigned version, unsigned n, bool reads)
{
	struct trial trial;
	struct world world;
	enum cfb_consolidation outcome;
	int status;

	make_holes(&world, &trial, version, 90, 200);
	if (reads)
		world_reopen(&world);
	world.file->pool.budget = 4096;
	trial.failure = EIO;
	trial.partly = n & 1;
	trial.fail_on = trial.fail_reads_on = n & 2;
	trial.changes = trial.reads = 0;
	trial.fail_at = reads ? 0 : n;
	trial.fail_read_at = reads ? n : 0;
	status = cfb_consolidate(world.file, CFB_COMMIT_DURABLE, &outcome);
	trial.fail_at = trial.fail_read_at = 0;
	trial.fail_on = trial.fail_reads_on = false;
	ck_assert(is_whole(&trial, &world));
	/* Whoever opens it, however it went on, finds everything. */
	world_reopen(&world);
	ck_assert(is_whole(&trial, &world));
	ck_assert_int_eq(cfb_consolidate(world.file, 0, &outcome), CFB_OK);
	ck_assert_int_eq(outcome, CFB_CONSOLIDATED);
	ck_assert(is_whole(&trial, &world));
	world_done(&world);
	trial_done(&trial);
	return status != CFB_OK || (reads ? trial.reads : trial.changes) >= n;
}

START_TEST(a_device_that_fails_leaves_everything)
{
	unsigned n = 1;
	unsigned step = 1;

	while (fail_at(_i & 1 ? 4 : 3, n, _i & 2)) {
		n += step;
		step += n > 60;
		ck_assert_uint_lt(n, 10000);
	}
	ck_assert_uint_gt(n, 5);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("consolidate");

	TEST_EACH(&suite, nothing_free_is_left, 24);
	TEST_EACH(&suite, generations_are_kept, 16);
	TEST_EACH(&suite, a_second_time_changes_little, 4);
	TEST(&suite, open_streams_are_in_the_way);
	TEST_EACH(&suite, lost_sectors_are_found, 2);
	TEST_EACH(&suite, contents_are_there_at_every_moment, 4);
	TEST_EACH(&suite, contents_survive_a_loss_of_power, 4);
	TEST_EACH(&suite, a_device_that_fails_leaves_everything, 4);
	return suite_end(&suite);
}
