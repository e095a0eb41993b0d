/* SPDX-License-Identifier: MIT */
/*
 * Large files, wide and deep ones: DIFAT sectors, the 2 GB line of version 3,
 * the range locks of version 4, thousands of names. The device holds only
 * what is not zero, so that terabytes cost nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "cfb/name.h"
#include "cfb/tree.h"
#include "support/random.h"
#include "support/suite.h"

#define MB ((uint64_t)1 << 20)
#define GB ((uint64_t)1 << 30)

static void
name_of(uint32_t number, uint16_t name[8])
{
	for (int i = 8; i-- > 0; number >>= 4)
		name[i] = (uint16_t)("0123456789abcdef"[number & 15]);
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

static uint32_t
add(struct cfb_file *file, uint32_t storage, uint32_t number, bool stream)
{
	uint16_t name[8];
	uint32_t id;

	name_of(number, name);
	ck_assert_int_eq(cfb_element_create(file, storage, name, 8, stream, 0,
		&id), CFB_OK);
	return id;
}

static void
open_stream(struct cfb_file *file, uint32_t id, struct cfb_stream *stream)
{
	struct cfb_dirent entry;

	ck_assert_int_eq(cfb_directory_entry(file, id, &entry), CFB_OK);
	cfb_stream_open(file, id, &entry, stream);
}

/* A few bytes that tell where they are. */
static void
mark(struct cfb_file *file, struct cfb_stream *stream, uint64_t offset)
{
	uint8_t bytes[8];
	size_t done;

	put_le64(bytes, offset + 1);
	ck_assert_int_eq(cfb_stream_write(file, stream, offset, bytes, 8,
		&done), CFB_OK);
}

static void
assert_mark(struct cfb_file *file, struct cfb_stream *stream, uint64_t offset)
{
	uint8_t bytes[8];
	size_t done;

	ck_assert_int_eq(cfb_stream_read(file, stream, offset, bytes, 8,
		&done), CFB_OK);
	ck_assert_uint_eq(done, 8);
	ck_assert_uint_eq(get_le64(bytes), offset + 1);
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
	ck_assert_int_eq(cfb_file_open(&trial->device, CFB_STRICT, NULL, NULL,
		&file), CFB_OK);
	ck_assert_int_eq(cfb_edit_begin(file), CFB_OK);
	return file;
}

/* Some sizes around those where the tables grow by a DIFAT sector. */
static const uint64_t difat_sizes[] = { 7 * MB, 7139328, 7143936, 8 * MB,
	15 * MB, 16 * MB, 100 * MB };

START_TEST(the_difat_grows_with_the_file)
{
	struct cfb_stream stream;
	struct trial trial;
	struct cfb_file *file = create(&trial, 3);
	uint32_t id = add(file, CFB_ROOT, 1, true);
	uint64_t size = difat_sizes[_i];

	open_stream(file, id, &stream);
	for (uint64_t at = 0; at < size; at += 512 * 1024 - 7) {
		mark(file, &stream, at);
		if (at % 3 == 0)
			ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	}
	ck_assert_int_eq(cfb_stream_resize(file, &stream, size), CFB_OK);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	cfb_stream_close(&stream);
	assert_clean(&trial);
	file = open_again(&trial, file);
	if (size >= 8 * MB)
		ck_assert_uint_ne(file->fat.difat.count, 0);
	open_stream(file, id, &stream);
	for (uint64_t at = 0; at < size; at += 512 * 1024 - 7)
		assert_mark(file, &stream, at);
	/* And back again. */
	ck_assert_int_eq(cfb_stream_resize(file, &stream, 5000), CFB_OK);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	assert_mark(file, &stream, 0);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	cfb_stream_close(&stream);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
}
END_TEST

/* Fill a file of version 3 until there is no more. */
START_TEST(version_3_stops_at_2_gb)
{
	struct cfb_stream stream[2];
	uint32_t ids[2];
	struct trial trial;
	struct cfb_file *file = create(&trial, 3);
	uint64_t sizes[2] = { 0, 0 };
	int status = CFB_OK;

	for (unsigned i = 0; i < 2; i++) {
		ids[i] = add(file, CFB_ROOT, i, true);
		open_stream(file, ids[i], &stream[i]);
	}
	for (unsigned n = 0; status == CFB_OK; n++) {
		uint64_t size = sizes[n & 1] + 33 * MB + 77;

		status = cfb_stream_resize(file, &stream[n & 1], size);
		if (status != CFB_OK)
			break;
		mark(file, &stream[n & 1], size - 8);
		sizes[n & 1] = size;
		ck_assert_uint_lt(n, 1000);
	}
	ck_assert_int_eq(status, CFB_TOO_LARGE);
	/* The rest, sector by sector, down to the last. */
	for (uint64_t step = 8 * MB; step >= 512; step /= 2) {
		while (cfb_stream_resize(file, &stream[0], sizes[0] + step) ==
			CFB_OK)
			sizes[0] += step;
	}
	ck_assert_uint_eq(stream[0].size, sizes[0]);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	ck_assert_uint_le(trial.size, 2 * GB);
	ck_assert_uint_ge(trial.size, 2 * GB - 64 * MB);
	for (unsigned i = 0; i < 2; i++)
		cfb_stream_close(&stream[i]);
	file = open_again(&trial, file);
	open_stream(file, ids[1], &stream[1]);
	for (uint64_t at = 33 * MB + 77; at <= sizes[1]; at += 33 * MB + 77)
		assert_mark(file, &stream[1], at - 8);
	/* There is room enough to give room back. */
	ck_assert_int_eq(cfb_stream_resize(file, &stream[1], 9999), CFB_OK);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	ck_assert_int_eq(cfb_stream_resize(file, &stream[1], 300 * MB),
		CFB_OK);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	cfb_stream_close(&stream[1]);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
}
END_TEST

/* [MS-CFB] 2.8: nothing is ever written to the sector of the range locks. */
START_TEST(version_4_steps_over_the_range_locks)
{
	static const uint64_t sizes[] = { 3 * GB, 5 * GB, 2 * GB - 8 * MB };
	struct cfb_stream stream;
	struct trial trial;
	struct cfb_file *file = create(&trial, 4);
	uint32_t id = add(file, CFB_ROOT, 1, true);
	uint64_t size = sizes[_i];
	uint64_t step = 37 * MB + 11;
	uint32_t entry;

	trial.never = CFB_RANGE_LOCK_OFFSET & ~(uint64_t)4095;
	open_stream(file, id, &stream);
	for (uint64_t at = 0; at < size; at += step) {
		mark(file, &stream, at);
		if (at % 5 == 0)
			ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	}
	/* Close to the line, with small steps. */
	for (uint64_t at = size; at < size + 16 * MB; at += 100000)
		mark(file, &stream, at);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	cfb_stream_close(&stream);
	assert_clean(&trial);
	file = open_again(&trial, file);
	ck_assert_int_eq(cfb_fat_entry(file, (CFB_RANGE_LOCK_OFFSET >> 12) -
		1, &entry), CFB_OK);
	ck_assert_uint_eq(entry, CFB_ENDOFCHAIN);
	open_stream(file, id, &stream);
	for (uint64_t at = 0; at < size; at += step)
		assert_mark(file, &stream, at);
	for (uint64_t at = size; at < size + 16 * MB; at += 100000)
		assert_mark(file, &stream, at);
	ck_assert_int_eq(cfb_stream_resize(file, &stream, 100), CFB_OK);
	cfb_stream_close(&stream);
	file = open_again(&trial, file);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
}
END_TEST

/* Levels of the tree below a storage. */
static unsigned
depth_of(struct cfb_file *file, uint32_t storage)
{
	struct level { uint32_t id; unsigned depth; } stack[200];
	unsigned count = 0;
	unsigned deepest = 0;
	struct cfb_dirent entry;

	ck_assert_int_eq(cfb_directory_entry(file, storage, &entry), CFB_OK);
	stack[count++] = (struct level){ entry.child, 1 };
	while (count != 0) {
		struct level level = stack[--count];

		if (level.id == CFB_NOSTREAM)
			continue;
		if (level.depth > deepest)
			deepest = level.depth;
		ck_assert_uint_lt(count, 190);
		ck_assert_int_eq(cfb_directory_entry(file, level.id, &entry),
			CFB_OK);
		stack[count++] = (struct level){ entry.left, level.depth + 1 };
		stack[count++] = (struct level){ entry.right,
			level.depth + 1 };
	}
	return deepest;
}

#define WIDE 10000

START_TEST(a_wide_tree_stays_flat)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	uint32_t *order = malloc(WIDE * sizeof *order);
	uint64_t state = 42;

	ck_assert_ptr_nonnull(order);
	for (uint32_t i = 0; i < WIDE; i++)
		order[i] = _i / 2 == 0 ? i : WIDE - i;
	for (uint32_t i = WIDE - 1; _i / 2 == 2 && i > 0; i--) {
		uint32_t j = random_below(&state, i + 1);
		uint32_t other = order[i];

		order[i] = order[j];
		order[j] = other;
	}
	for (uint32_t i = 0; i < WIDE; i++)
		(void)add(file, CFB_ROOT, order[i], i % 3 != 0);
	/* 2 log2(n + 1) */
	ck_assert_uint_le(depth_of(file, CFB_ROOT), 26);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	assert_clean(&trial);
	file = open_again(&trial, file);
	for (uint32_t i = 0; i < WIDE; i += 1 + i % 3) {
		struct cfb_dirent entry;
		uint16_t name[8];
		uint32_t id;

		name_of(order[i], name);
		ck_assert_int_eq(cfb_tree_find(file, CFB_ROOT, name, 8, &id,
			&entry), CFB_OK);
		name[0] = 'Z';
		ck_assert_int_eq(cfb_element_rename(file, CFB_ROOT, id, name,
			8), CFB_OK);
	}
	ck_assert_uint_le(depth_of(file, CFB_ROOT), 26);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	cfb_file_close(file);
	assert_clean(&trial);
	trial_done(&trial);
	free(order);
}
END_TEST

static void
ignore(uint32_t id, void *context)
{
	(void)id;
	++*(unsigned *)context;
}

START_TEST(a_thousand_storages_deep)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	uint32_t at = CFB_ROOT;
	uint32_t top = 0;
	unsigned gone = 0;

	for (uint32_t i = 0; i < 1000; i++) {
		(void)add(file, at, 1, true);
		at = add(file, at, 2, false);
		if (i == 0)
			top = at;
	}
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	assert_clean(&trial);
	file = open_again(&trial, file);
	ck_assert_int_eq(cfb_element_destroy(file, CFB_ROOT, top, ignore,
		&gone), CFB_OK);
	ck_assert_uint_eq(gone, 1999);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	assert_clean(&trial);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* Each code unit as a name; those that differ by case alone meet. */
START_TEST(names_meet_where_the_table_says)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, 3);
	struct cfb_listing listing;
	uint32_t count = 0;

	for (uint32_t unit = 1; unit <= 0xFFFF; unit++) {
		uint16_t name[2] = { 'x', (uint16_t)unit };
		struct cfb_dirent entry;
		uint32_t other;
		uint32_t id;
		int status;
		int found;

		/* Half a pair is legal, and told of by a check. */
		if (!cfb_name_is_legal(name, 2) || (unit & 0xF800) == 0xD800)
			continue;
		found = cfb_tree_find(file, CFB_ROOT, name, 2, &other, &entry);
		status = cfb_element_create(file, CFB_ROOT, name, 2, true, 0,
			&id);
		if (found == CFB_OK) {
			ck_assert_int_eq(status, CFB_EXISTS);
			ck_assert_int_eq(cfb_name_compare(name, 2, entry.name,
				entry.units), 0);
		} else {
			ck_assert_int_eq(status, CFB_OK);
			count++;
		}
	}
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	assert_clean(&trial);
	ck_assert_int_eq(cfb_listing_make(file, CFB_ROOT, NULL, &listing),
		CFB_OK);
	ck_assert(listing.ordered);
	ck_assert_uint_eq(listing.count, count);
	ck_assert_uint_gt(count, 60000);
	cfb_listing_done(&listing);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* A hundred streams that grow in turn lie in long runs. */
START_TEST(streams_that_grow_in_turn_stay_in_one_piece)
{
	struct trial trial;
	struct cfb_file *file = create(&trial, 3);
	struct cfb_stream streams[100];
	uint8_t bytes[1000];
	unsigned runs = 0;
	size_t done;

	memset(bytes, 'x', sizeof bytes);
	for (uint32_t i = 0; i < 100; i++)
		open_stream(file, add(file, CFB_ROOT, i, true), &streams[i]);
	for (uint32_t n = 0; n < 300; n++) {
		for (uint32_t i = 0; i < 100; i++)
			ck_assert_int_eq(cfb_stream_write(file, &streams[i],
				n * sizeof bytes, bytes, sizeof bytes, &done),
				CFB_OK);
	}
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	assert_clean(&trial);
	for (uint32_t i = 0; i < 100; i++) {
		runs += streams[i].extents.count;
		cfb_stream_close(&streams[i]);
	}
	/* 600 sectors each. */
	ck_assert_uint_lt(runs, 100 * 25);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* The last sector of a stream is marked free, as some writers leave it. */
static void
free_last(struct cfb_file *file, uint32_t id)
{
	struct cfb_stream stream;

	open_stream(file, id, &stream);
	ck_assert_int_eq(cfb_extents_reach_end(file, &stream.extents),
		CFB_OK);
	ck_assert_int_eq(cfb_fat_set(file, cfb_extents_last(&stream.extents),
		CFB_FREESECT), CFB_OK);
	cfb_stream_close(&stream);
}

#define FREE_ENDED 20

START_TEST(what_is_marked_free_in_a_large_file_is_not_lost)
{
	struct cfb_stream stream;
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	uint32_t large = add(file, CFB_ROOT, 999, true);
	uint32_t ids[FREE_ENDED];
	uint32_t sectors;

	open_stream(file, large, &stream);
	ck_assert_int_eq(cfb_stream_resize(file, &stream, _i & 1 ? 300 * MB
			: 50 * MB), CFB_OK);
	cfb_stream_close(&stream);
	for (uint32_t i = 0; i < FREE_ENDED; i++) {
		ids[i] = add(file, CFB_ROOT, i, true);
		open_stream(file, ids[i], &stream);
		mark(file, &stream, 30000 + i);
		ck_assert_int_eq(cfb_stream_flush(file, &stream), CFB_OK);
		cfb_stream_close(&stream);
	}
	for (uint32_t i = 0; i < FREE_ENDED; i++)
		free_last(file, ids[i]);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	sectors = file->sectors;
	file = open_again(&trial, file);
	ck_assert_uint_gt(file->sectors, 65536);
	for (uint32_t i = 0; i < 50; i++) {
		uint32_t id = add(file, CFB_ROOT, 100 + i, true);

		open_stream(file, id, &stream);
		ck_assert_int_eq(cfb_stream_resize(file, &stream, 5000 + i *
			700), CFB_OK);
		mark(file, &stream, 0);
		ck_assert_int_eq(cfb_stream_flush(file, &stream), CFB_OK);
		cfb_stream_close(&stream);
	}
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	ck_assert_uint_ge(file->sectors, sectors);
	for (uint32_t i = 0; i < FREE_ENDED; i++) {
		open_stream(file, ids[i], &stream);
		assert_mark(file, &stream, 30000 + i);
		cfb_stream_close(&stream);
	}
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

/* The root says that the mini stream is shorter than it is. */
START_TEST(mini_sectors_of_a_large_file_are_counted)
{
	struct cfb_stream stream;
	struct trial trial;
	struct cfb_file *file = create(&trial, _i & 1 ? 4 : 3);
	uint32_t large = add(file, CFB_ROOT, 999, true);
	uint32_t ids[FREE_ENDED];

	open_stream(file, large, &stream);
	ck_assert_int_eq(cfb_stream_resize(file, &stream, _i & 1 ? 300 * MB
			: 50 * MB), CFB_OK);
	cfb_stream_close(&stream);
	for (uint32_t i = 0; i < FREE_ENDED; i++) {
		ids[i] = add(file, CFB_ROOT, i, true);
		open_stream(file, ids[i], &stream);
		mark(file, &stream, 900 + i);
		ck_assert_int_eq(cfb_stream_flush(file, &stream), CFB_OK);
		cfb_stream_close(&stream);
	}
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	ck_assert_int_eq(cfb_directory_set_contents(file, CFB_ROOT,
		file->root.start, file->root.size / 2), CFB_OK);
	file = open_again(&trial, file);
	for (uint32_t i = 0; i < 50; i++) {
		uint32_t id = add(file, CFB_ROOT, 100 + i, true);

		open_stream(file, id, &stream);
		mark(file, &stream, 700);
		ck_assert_int_eq(cfb_stream_flush(file, &stream), CFB_OK);
		cfb_stream_close(&stream);
	}
	for (uint32_t i = 0; i < FREE_ENDED; i++) {
		open_stream(file, ids[i], &stream);
		assert_mark(file, &stream, 900 + i);
		cfb_stream_close(&stream);
	}
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("edit_large");

	TEST_EACH(&suite, the_difat_grows_with_the_file,
		ARRAY_SIZE(difat_sizes));
	TEST(&suite, version_3_stops_at_2_gb);
	TEST_EACH(&suite, version_4_steps_over_the_range_locks, 3);
	TEST_EACH(&suite, a_wide_tree_stays_flat, 6);
	TEST_EACH(&suite, a_thousand_storages_deep, 2);
	TEST(&suite, names_meet_where_the_table_says);
	TEST(&suite, streams_that_grow_in_turn_stay_in_one_piece);
	TEST_EACH(&suite, what_is_marked_free_in_a_large_file_is_not_lost, 2);
	TEST_EACH(&suite, mini_sectors_of_a_large_file_are_counted, 2);
	return suite_end(&suite);
}
