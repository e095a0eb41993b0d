/* SPDX-License-Identifier: MIT */
/* Which of the free sectors are given out where every FAT sector counts. */
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "support/suite.h"

#define TAKEN          (8U * 128) /* what eight FAT sectors tell of */
#define SECTOR(fat, i) ((fat) * 128U + (i))

static struct trial trial;
static struct cfb_file *file;
static uint32_t behind; /* the last sector */

/* A file of version 3 in which nothing is free, behind its tables. */
static void
begin(void)
{
	uint32_t all = 0;

	trial_init(&trial);
	ck_assert_int_eq(cfb_file_create(&trial.device, 3, &file), CFB_OK);
	cfb_edit_keep_generation(file);
	while (all < TAKEN) {
		uint32_t at;
		uint32_t got;

		ck_assert_int_eq(cfb_loose_take(file, CFB_NOWHERE,
			TAKEN - all, &at, &got), CFB_OK);
		all += got;
	}
	behind = file->sectors;
}

static void
end(void)
{
	cfb_file_close(file);
	trial_done(&trial);
}

static void
assert_place(uint32_t want, uint32_t sector, uint32_t count)
{
	uint32_t at;
	uint32_t got;

	ck_assert_int_eq(cfb_sectors_take_place(file, want, &at, &got),
		CFB_OK);
	ck_assert_uint_eq(at, sector);
	ck_assert_uint_eq(got, count);
}

START_TEST(tables_go_where_one_fat_sector_tells_of_most)
{
	begin();
	for (uint32_t i = 0; i < 5; i++)
		cfb_loose_return(file, SECTOR(2 + i, 30), 1);
	cfb_loose_return(file, SECTOR(5, 40), 2);
	cfb_loose_return(file, SECTOR(5, 50), 3);
	assert_place(1, SECTOR(5, 30), 1);
	assert_place(9, SECTOR(5, 40), 2);
	assert_place(2, SECTOR(5, 50), 2);
	assert_place(2, SECTOR(5, 52), 1);
	assert_place(1, SECTOR(2, 30), 1);
	end();
}
END_TEST

START_TEST(many_tables_take_no_crumbs)
{
	begin();
	for (uint32_t i = 0; i < 5; i++)
		cfb_loose_return(file, SECTOR(2 + i, 30), 1);
	assert_place(32, behind, 32);
	assert_place(1, SECTOR(2, 30), 1);
	end();
}
END_TEST

START_TEST(contents_go_where_the_fat_changes_anyway)
{
	uint32_t at;
	uint32_t got;

	begin();
	cfb_loose_return(file, SECTOR(2, 30), 1);
	cfb_loose_return(file, SECTOR(6, 10), 1);
	cfb_loose_return(file, SECTOR(6, 20), 2);
	ck_assert_int_eq(cfb_loose_take(file, SECTOR(6, 70), 2, &at, &got),
		CFB_OK);
	ck_assert_uint_eq(at, SECTOR(6, 20));
	ck_assert_int_eq(cfb_loose_take(file, SECTOR(6, 70), 1, &at, &got),
		CFB_OK);
	ck_assert_uint_eq(at, SECTOR(6, 10));
	/* Then anywhere. */
	ck_assert_int_eq(cfb_loose_take(file, SECTOR(6, 70), 1, &at, &got),
		CFB_OK);
	ck_assert_uint_eq(at, SECTOR(2, 30));
	end();
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("space");

	TEST(&suite, tables_go_where_one_fat_sector_tells_of_most);
	TEST(&suite, many_tables_take_no_crumbs);
	TEST(&suite, contents_go_where_the_fat_changes_anyway);
	return suite_end(&suite);
}
