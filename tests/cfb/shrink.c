/* SPDX-License-Identifier: MIT */
/*
 * Files become smaller when contents go: at their ends, in their tables, and
 * whatever lies between.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/tree.h"
#include "support/random.h"
#include "support/suite.h"

#define MB ((uint64_t)1 << 20)
#define GB ((uint64_t)1 << 30)

static size_t
name_of(uint32_t number, uint16_t name[16])
{
	char text[16];
	size_t units = (size_t)snprintf(text, sizeof text, "s%u", number);

	for (size_t i = 0; i < units; i++)
		name[i] = (uint16_t)text[i];
	return units;
}

static struct cfb_file *
create(struct trial *trial, unsigned version)
{
	struct cfb_file *file;

	trial_init(trial);
	ck_assert_int_eq(cfb_file_create(&trial->device, version, &file),
		CFB_OK);
	return file;
}

static void
assert_clean(struct trial *trial)
{
	struct defects defects = { .print = true };

	ck_assert_int_eq(check_device(trial_view(trial), &defects), CFB_OK);
	ck_assert_uint_eq(defects.all, 0);
}

static struct cfb_file *
open_again(struct trial *trial, struct cfb_file *file)
{
	cfb_edit_finish(file);
	cfb_file_close(file);
	assert_clean(trial);
	ck_assert_int_eq(cfb_file_open(&trial->device, CFB_STRICT, NULL, NULL,
		&file), CFB_OK);
	ck_assert_int_eq(cfb_edit_begin(file), CFB_OK);
	return file;
}

/* A stream of zeros but for its first bytes. */
static void
add(struct cfb_file *file, uint32_t number, uint64_t size)
{
	struct cfb_dirent entry = { .start = CFB_ENDOFCHAIN };
	struct cfb_stream stream;
	uint16_t name[16];
	size_t units = name_of(number, name);
	uint32_t id;
	size_t done;

	ck_assert_int_eq(cfb_element_create(file, CFB_ROOT, name, units, true,
		0, &id), CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	if (size >= sizeof number)
		ck_assert_int_eq(cfb_stream_write(file, &stream, 0, &number,
			sizeof number, &done), CFB_OK);
	ck_assert_int_eq(cfb_stream_resize(file, &stream, size), CFB_OK);
	cfb_stream_close(&stream);
}

static uint32_t
find(struct cfb_file *file, uint32_t number, struct cfb_dirent *entry)
{
	uint16_t name[16];
	size_t units = name_of(number, name);
	uint32_t id;

	ck_assert_int_eq(cfb_tree_find(file, CFB_ROOT, name, units, &id,
		entry), CFB_OK);
	return id;
}

static void
assert_marked(struct cfb_file *file, uint32_t number)
{
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint32_t id = find(file, number, &entry);
	uint32_t mark;
	size_t done;

	cfb_stream_open(file, id, &entry, &stream);
	if (stream.size >= sizeof mark) {
		ck_assert_int_eq(cfb_stream_read(file, &stream, 0, &mark,
			sizeof mark, &done), CFB_OK);
		ck_assert_uint_eq(mark, number);
	}
	cfb_stream_close(&stream);
}

static void
ignore(uint32_t id, void *context)
{
	(void)id;
	(void)context;
}

static void
destroy(struct cfb_file *file, uint32_t number)
{
	struct cfb_dirent entry;

	ck_assert_int_eq(cfb_element_destroy(file, CFB_ROOT,
		find(file, number, &entry), ignore, NULL), CFB_OK);
}

#define STREAMS 2000

/* Mixed sizes, none to 40 KB. */
static uint64_t
size_of(uint32_t number)
{
	static const uint32_t sizes[] = { 0, 10, 64, 300, 4095, 4096, 9000,
		40000 };

	return sizes[number * 7 % ARRAY_SIZE(sizes)];
}

static struct cfb_file *
create_many(struct trial *trial, unsigned version)
{
	struct cfb_file *file = create(trial, version);

	for (uint32_t i = 0; i < STREAMS; i++) {
		add(file, i, size_of(i));
		if (i % 300 == 0)
			ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	}
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	return file;
}

/* With a reopening in between or not, with syncs or not. */
START_TEST(a_file_shrinks_when_streams_go)
{
	struct trial trial;
	unsigned version = _i & 1 ? 4 : 3;
	struct cfb_file *file = create_many(&trial, version);
	uint64_t least = (uint64_t)3 << file->sector_shift;

	if (_i & 2)
		file = open_again(&trial, file);
	ck_assert_uint_gt(trial.size, 10 * MB);
	for (uint32_t i = 0; i < STREAMS; i++)
		destroy(file, i);
	ck_assert_int_eq(cfb_commit(file, _i & 4
			? CFB_COMMIT_DURABLE : 0), CFB_OK);
	assert_clean(&trial);
	cfb_edit_finish(file);
	cfb_file_close(file);
	assert_clean(&trial);
	ck_assert_uint_le(trial.size, least + (8U << (version == 4 ? 12 : 9)));
	trial_done(&trial);
}
END_TEST

START_TEST(a_file_keeps_half_when_every_second_goes)
{
	struct trial trial;
	struct cfb_file *file = create_many(&trial, _i & 1 ? 4 : 3);
	uint64_t full = trial.size;

	for (uint32_t i = 0; i < STREAMS; i += 2)
		destroy(file, i);
	file = open_again(&trial, file);
	ck_assert_uint_le(trial.size, full + full / 20);
	/* What is free is used again. */
	for (uint32_t i = 0; i < STREAMS; i += 2)
		add(file, i, size_of(i));
	file = open_again(&trial, file);
	for (uint32_t i = 0; i < STREAMS; i++)
		assert_marked(file, i);
	/* The mini stream, which changed as a whole, is there twice. */
	ck_assert_uint_le(trial.size, full + full / 5);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* What is at the end goes, tables that lie behind it or not. */
START_TEST(a_file_ends_where_its_last_streams_went)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	uint32_t fat;
	uint64_t half;
	uint32_t ids;

	for (uint32_t i = 0; i < STREAMS / 2; i++)
		add(file, i, size_of(i));
	file = open_again(&trial, file);
	half = trial.size;
	fat = file->header.fat_sectors;
	ids = file->directory.extents.length;
	for (uint32_t i = STREAMS / 2; i < STREAMS; i++)
		add(file, i, size_of(i));
	if (_i & 2)
		file = open_again(&trial, file);
	for (uint32_t i = STREAMS / 2; i < STREAMS; i++)
		destroy(file, i);
	file = open_again(&trial, file);
	ck_assert_uint_le(trial.size, half + half / 50);
	ck_assert_uint_le(file->header.fat_sectors, fat + 1);
	ck_assert_uint_le(file->directory.extents.length, ids + 1);
	for (uint32_t i = 0; i < STREAMS / 2; i++)
		assert_marked(file, i);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

static const uint64_t large_sizes[] = { 8 * MB, 60 * MB, GB, 5 * GB };

/* The FAT, the DIFAT and the range locks go with what they are for. */
START_TEST(tables_shrink_with_the_file)
{
	struct trial trial;
	uint64_t size = large_sizes[_i / 2];
	struct cfb_file *file = create(&trial, _i & 1 || size > 2 * GB
			? 4 : 3);

	trial.never = CFB_RANGE_LOCK_OFFSET & ~(uint64_t)4095;
	add(file, 1, 30000);
	add(file, 2, size);
	add(file, 3, 30000);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	if (_i & 1)
		file = open_again(&trial, file);
	destroy(file, 2);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	assert_clean(&trial);
	/* The third stream is where it was. */
	ck_assert_uint_gt(trial.size, size);
	destroy(file, 3);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	assert_marked(file, 1);
	ck_assert_uint_le(file->header.fat_sectors, 2);
	ck_assert_uint_eq(file->header.difat_sectors, 0);
	ck_assert_uint_le(trial.size, 160000);
	/* And again, so that nothing is left of what was known. */
	add(file, 4, size);
	file = open_again(&trial, file);
	assert_marked(file, 1);
	assert_marked(file, 4);
	destroy(file, 4);
	file = open_again(&trial, file);
	ck_assert_uint_le(trial.size, 160000);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* What somebody wrote and did not commit yet is not cut off. */
START_TEST(loose_sectors_stay_when_all_else_goes)
{
	struct trial trial;
	struct cfb_file *file = create_many(&trial, _i & 1 ? 4 : 3);
	uint64_t full = trial.size;
	uint8_t bytes[4096] = { 1, 2, 3 };
	const struct iovec vector = { bytes, sizeof bytes };
	uint32_t entry;
	uint32_t first;
	uint32_t got;

	ck_assert_int_eq(cfb_loose_take(file, CFB_NOWHERE, 999, &first,
		&got), CFB_OK);
	ck_assert_uint_eq(got, 999);
	ck_assert_int_eq(cfb_loose_write(file, first, 0, &vector, 1), CFB_OK);
	for (uint32_t i = 0; i < STREAMS; i++)
		destroy(file, i);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	ck_assert_uint_ge(trial.size, full);
	/* There is a FAT for them, once they are linked. */
	ck_assert_int_eq(cfb_fat_entry(file, first + got - 1, &entry),
		CFB_OK);
	ck_assert_uint_eq(entry, CFB_FREESECT);
	cfb_loose_return(file, first, got);
	add(file, 1, 100);
	destroy(file, 1);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	ck_assert_uint_lt(trial.size, full / 4);
	cfb_edit_finish(file);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
}
END_TEST

/* A little changed often does not move tables again and again. */
START_TEST(small_changes_write_little)
{
	struct trial trial;
	struct cfb_file *file = create_many(&trial, _i & 1 ? 4 : 3);
	unsigned before = trial.changes;

	for (uint32_t i = 0; i < 100; i++) {
		add(file, STREAMS + i, 9000);
		destroy(file, i);
		ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	}
	/* A stream is two writes, a commit some pieces. */
	ck_assert_uint_le((trial.changes - before) / 100, 16);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
}
END_TEST

/* Tables that grew in turn are pieces of one run. */
START_TEST(many_small_streams_are_few_writes)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	unsigned before = trial.changes;

	for (uint32_t i = 0; i < 2000; i++)
		add(file, i, 200);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	ck_assert_uint_le(trial.changes - before, 50);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
}
END_TEST

#define SMALL_STREAMS 10000

/* Half of many small streams go and come again, also with a close between. */
START_TEST(deleting_and_creating_again_ends_at_the_same_size)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	uint64_t size;

	for (uint32_t i = 0; i < SMALL_STREAMS; i++)
		add(file, i, 200);
	file = open_again(&trial, file);
	size = trial.size;
	for (unsigned round = 0; round < 5; round++) {
		for (uint32_t i = round & 1; i < SMALL_STREAMS; i += 2)
			destroy(file, i);
		if (_i & 2)
			file = open_again(&trial, file);
		for (uint32_t i = round & 1; i < SMALL_STREAMS; i += 2)
			add(file, i, 200);
		file = open_again(&trial, file);
		ck_assert_uint_le(trial.size, size + size / 50);
	}
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* Bytes of contents that a world's streams have. */
static uint64_t
live_bytes(const struct node *node)
{
	uint64_t bytes = node->stream ? node->size : 0;

	for (const struct node *n = node->children; n; n = n->next)
		bytes += live_bytes(n);
	return bytes;
}

START_TEST(churn_keeps_a_file_within_bounds)
{
	struct trial trial;
	struct world world;
	uint64_t most = 0;

	trial_init(&trial);
	world_create(&world, &trial, _i & 1 ? 4 : 3, (uint64_t)_i + 700);
	for (unsigned step = 0; step < 10000; step += 50) {
		uint64_t live;

		world_steps(&world, 50);
		if (step % 1000 == 0)
			world_reopen(&world);
		else
			ck_assert_int_eq(world_commit(&world), CFB_OK);
		live = live_bytes(world.root);
		if (live > most)
			most = live;
		/* What there was once, and a generation of the tables. */
		ck_assert_uint_le(trial.size, most + most / 2 + 200000);
	}
	world_reopen(&world);
	world_verify(&world);
	world_done(&world);
	trial_done(&trial);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("shrink");

	TEST_EACH(&suite, a_file_shrinks_when_streams_go, 8);
	TEST_EACH(&suite, a_file_keeps_half_when_every_second_goes, 2);
	TEST_EACH(&suite, a_file_ends_where_its_last_streams_went, 4);
	TEST_EACH(&suite, tables_shrink_with_the_file,
		2 * ARRAY_SIZE(large_sizes));
	TEST_EACH(&suite, loose_sectors_stay_when_all_else_goes, 2);
	TEST_EACH(&suite, deleting_and_creating_again_ends_at_the_same_size,
		4);
	TEST_EACH(&suite, churn_keeps_a_file_within_bounds, 2);
	TEST_EACH(&suite, small_changes_write_little, 2);
	TEST_EACH(&suite, many_small_streams_are_few_writes, 2);
	return suite_end(&suite);
}
