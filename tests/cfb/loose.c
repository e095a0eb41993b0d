/* SPDX-License-Identifier: MIT */
/* Sectors that are taken before there is anything to be linked to. */
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "support/suite.h"

#define PIECE 40 /* sectors */

static void
fill(struct cfb_file *file, uint32_t first, uint32_t count, int value)
{
	uint8_t bytes[4096];
	struct iovec vector = { bytes, (size_t)1 << file->sector_shift };

	memset(bytes, value, sizeof bytes);
	for (uint32_t i = 0; i < count; i++)
		ck_assert_int_eq(cfb_loose_write(file, first + i, 0, &vector,
			1), CFB_OK);
}

static void
assert_filled(struct trial *trial, const struct cfb_file *file,
	uint32_t first, uint32_t count, int value)
{
	uint8_t bytes[4096];
	size_t size = (size_t)1 << file->sector_shift;
	size_t done;

	for (uint32_t i = 0; i < count; i++) {
		ck_assert_int_eq(device_read(&trial->device,
			cfb_sector_offset(file, first + i), bytes, size,
			&done), 0);
		ck_assert_uint_eq(done, size);
		for (size_t at = 0; at < size; at++)
			ck_assert_int_eq(bytes[at], value);
	}
}

static void
assert_clean(struct trial *trial)
{
	struct defects defects = { .print = true };

	ck_assert_int_eq(check_device(trial_view(trial), &defects), CFB_OK);
	ck_assert_uint_eq(defects.all, 0);
}

static uint32_t
take(struct cfb_file *file, uint32_t *first, int value)
{
	uint32_t got;

	ck_assert_int_eq(cfb_loose_take(file, CFB_NOWHERE, PIECE, first,
		&got), CFB_OK);
	ck_assert_uint_le(got, PIECE);
	fill(file, *first, got, value);
	return got;
}

START_TEST(loose_sectors_stay_over_commits)
{
	struct trial trial;
	struct world world;
	uint32_t first[2];
	uint32_t got[2];

	trial_init(&trial);
	world_create(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i);
	world_steps(&world, 50);
	got[0] = take(world.file, &first[0], 0xA1);
	world_steps(&world, 50);
	got[1] = take(world.file, &first[1], 0xA2);
	for (unsigned round = 0; round < 8; round++) {
		world_steps(&world, 60);
		ck_assert_int_eq(cfb_commit(world.file, round & 1), CFB_OK);
		assert_filled(&trial, world.file, first[0], got[0], 0xA1);
		assert_filled(&trial, world.file, first[1], got[1], 0xA2);
		assert_clean(&trial);
	}
	/* They are not in the file that is left. */
	world_reopen(&world);
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

START_TEST(loose_sectors_that_go_back_are_given_out)
{
	struct trial trial;
	struct cfb_file *file;
	uint32_t first;
	uint32_t again;

	trial_init(&trial);
	ck_assert_int_eq(cfb_file_create(&trial.device, 3, &file), CFB_OK);
	take(file, &first, 1);
	cfb_loose_return(file, first, PIECE);
	ck_assert_uint_eq(cfb_loose_end(file), 0);
	take(file, &again, 2);
	ck_assert_uint_eq(first, again);
	ck_assert_uint_eq(cfb_loose_end(file), first + PIECE);
	cfb_edit_finish(file);
	ck_assert_uint_eq(trial.size, 3 * 512);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

START_TEST(adopted_sectors_are_part_of_the_version)
{
	static const uint16_t name[] = { 'a' };
	struct trial trial;
	struct cfb_file *file;
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint8_t bytes[512];
	uint32_t first;
	uint32_t id;
	size_t done;

	trial_init(&trial);
	ck_assert_int_eq(cfb_file_create(&trial.device, 3, &file), CFB_OK);
	take(file, &first, 0x77);
	ck_assert_int_eq(cfb_element_create(file, CFB_ROOT, name, 1, true, 0,
		&id), CFB_OK);
	ck_assert_int_eq(cfb_loose_adopt(file, first, PIECE), CFB_OK);
	ck_assert_uint_eq(cfb_loose_end(file), 0);
	ck_assert_int_eq(cfb_fat_link(file, first, PIECE, CFB_ENDOFCHAIN),
		CFB_OK);
	ck_assert_int_eq(cfb_directory_set_contents(file, id, first,
		PIECE * 512), CFB_OK);
	ck_assert_int_eq(cfb_commit(file, CFB_COMMIT_DURABLE), CFB_OK);
	cfb_edit_finish(file);
	cfb_file_close(file);
	assert_clean(&trial);
	ck_assert_int_eq(cfb_file_open(&trial.device, CFB_STRICT, NULL, NULL,
		&file), CFB_OK);
	ck_assert_int_eq(cfb_directory_entry(file, id, &entry), CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_int_eq(cfb_stream_read(file, &stream, PIECE * 512 - 512,
		bytes, sizeof bytes, &done), CFB_OK);
	ck_assert_int_eq(bytes[511], 0x77);
	cfb_stream_close(&stream);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("loose");

	TEST_EACH(&suite, loose_sectors_stay_over_commits, 8);
	TEST(&suite, loose_sectors_that_go_back_are_given_out);
	TEST(&suite, adopted_sectors_are_part_of_the_version);
	return suite_end(&suite);
}
