/* SPDX-License-Identifier: MIT */
/*
 * Commits that change contents of the same size leave the file as long as it
 * was, however often they come, and are as safe as others.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "support/random.h"
#include "support/suite.h"

#define STREAMS 12
#define LARGEST 40000

struct holder {
	struct trial trial;
	struct cfb_file *file;
	uint64_t random;
	uint32_t ids[STREAMS];
	size_t sizes[STREAMS];
	uint8_t bytes[STREAMS][LARGEST];
};

static void
open_stream(struct cfb_file *file, uint32_t id, struct cfb_stream *stream)
{
	struct cfb_dirent entry;

	ck_assert_int_eq(cfb_directory_entry(file, id, &entry), CFB_OK);
	cfb_stream_open(file, id, &entry, stream);
}

static struct holder *
make(unsigned version, uint64_t seed)
{
	struct holder *h = calloc(1, sizeof *h);

	ck_assert_ptr_nonnull(h);
	h->random = seed;
	trial_init(&h->trial);
	ck_assert_int_eq(cfb_file_create(&h->trial.device, version,
		&h->file), CFB_OK);
	for (unsigned i = 0; i < STREAMS; i++) {
		uint16_t name = (uint16_t)('a' + i);
		struct cfb_stream stream;
		size_t done;

		h->sizes[i] = i & 1 ? 1 + random_below(&h->random, 2000)
			: 4096 + random_below(&h->random, LARGEST - 4096);
		random_bytes(&h->random, h->bytes[i], h->sizes[i]);
		ck_assert_int_eq(cfb_element_create(h->file, CFB_ROOT, &name,
			1, true, 0, &h->ids[i]), CFB_OK);
		open_stream(h->file, h->ids[i], &stream);
		ck_assert_int_eq(cfb_stream_write(h->file, &stream, 0,
			h->bytes[i], h->sizes[i], &done), CFB_OK);
		ck_assert_int_eq(cfb_stream_flush(h->file, &stream), CFB_OK);
		cfb_stream_close(&stream);
	}
	ck_assert_int_eq(cfb_commit(h->file, CFB_COMMIT_DURABLE), CFB_OK);
	cfb_edit_keep_generation(h->file);
	return h;
}

static void
done(struct holder *h)
{
	cfb_edit_finish(h->file);
	cfb_file_close(h->file);
	trial_done(&h->trial);
	free(h);
}

/* A sector of a large stream goes elsewhere, as in a transaction. */
static void
replace_sector(struct holder *h, unsigned i, uint32_t index)
{
	struct cfb_file *file = h->file;
	size_t size = (size_t)1 << file->sector_shift;
	struct cfb_stream stream;
	uint8_t bytes[4096] = { 0 };
	struct iovec vector = { bytes, size };
	size_t at = index * size;
	size_t n = h->sizes[i] - at < size ? h->sizes[i] - at : size;
	uint32_t before = CFB_NOWHERE;
	uint32_t sector;
	uint32_t next;
	uint32_t run;
	uint32_t to;

	open_stream(file, h->ids[i], &stream);
	ck_assert_int_eq(cfb_extents_reach_end(file, &stream.extents),
		CFB_OK);
	if (index != 0)
		cfb_extents_at(&stream.extents, index - 1, &before, &run);
	cfb_extents_at(&stream.extents, index, &sector, &run);
	cfb_stream_close(&stream);
	h->bytes[i][at + random_below(&h->random, (uint32_t)n)] ^= 0x55;
	memcpy(bytes, h->bytes[i] + at, n);
	ck_assert_int_eq(cfb_loose_take(file, CFB_NOWHERE, 1, &to, &run),
		CFB_OK);
	ck_assert_int_eq(cfb_loose_write(file, to, 0, &vector, 1), CFB_OK);
	ck_assert_int_eq(cfb_loose_adopt(file, to, 1), CFB_OK);
	ck_assert_int_eq(cfb_fat_entry(file, sector, &next), CFB_OK);
	ck_assert_int_eq(cfb_fat_set(file, to, next), CFB_OK);
	if (before != CFB_NOWHERE)
		ck_assert_int_eq(cfb_fat_set(file, before, to), CFB_OK);
	else
		ck_assert_int_eq(cfb_directory_set_contents(file, h->ids[i],
			to, h->sizes[i]), CFB_OK);
	ck_assert_int_eq(cfb_sectors_free(file, sector, 1), CFB_OK);
}

static void
change(struct holder *h)
{
	unsigned i = random_below(&h->random, STREAMS);
	struct cfb_stream stream;
	size_t n;

	if (!(i & 1)) {
		replace_sector(h, i, random_below(&h->random,
			(uint32_t)((h->sizes[i] - 1) >>
				h->file->sector_shift) + 1));
		return;
	}
	h->bytes[i][random_below(&h->random, (uint32_t)h->sizes[i])] ^= 0xAA;
	open_stream(h->file, h->ids[i], &stream);
	ck_assert_int_eq(cfb_stream_write(h->file, &stream, 0, h->bytes[i],
		h->sizes[i], &n), CFB_OK);
	ck_assert_int_eq(cfb_stream_flush(h->file, &stream), CFB_OK);
	cfb_stream_close(&stream);
}

static void
assert_same(struct holder *h)
{
	struct defects defects = { .print = true };
	struct cfb_file *file;

	ck_assert_int_eq(check_device(trial_view(&h->trial), &defects),
		CFB_OK);
	ck_assert_uint_eq(defects.all, 0);
	ck_assert_int_eq(cfb_file_open(trial_view(&h->trial), CFB_STRICT,
		NULL, NULL, &file), CFB_OK);
	for (unsigned i = 0; i < STREAMS; i++) {
		static uint8_t bytes[LARGEST];
		struct cfb_stream stream;
		size_t n;

		open_stream(file, h->ids[i], &stream);
		ck_assert_uint_eq(stream.size, h->sizes[i]);
		ck_assert_int_eq(cfb_stream_read(file, &stream, 0, bytes,
			h->sizes[i], &n), CFB_OK);
		ck_assert_uint_eq(n, h->sizes[i]);
		ck_assert_mem_eq(bytes, h->bytes[i], n);
		cfb_stream_close(&stream);
	}
	cfb_file_close(file);
}

static unsigned
syncs(const struct trial *trial)
{
	unsigned count = 0;

	for (size_t i = 0; i < trial->log_count; i++)
		count += trial->log[i].kind == TRIAL_SYNC;
	return count;
}

START_TEST(the_file_stays_as_long_as_it_was)
{
	unsigned flags = CFB_COMMIT_OVERWRITE |
		(_i & 2 ? CFB_COMMIT_DURABLE : 0);
	struct holder *h = make(_i & 1 ? 4 : 3, (uint64_t)_i);
	uint64_t size = h->trial.size;

	for (unsigned round = 0; round < 60; round++) {
		unsigned count = 1 + random_below(&h->random, 6);

		trial_log(&h->trial);
		while (count-- > 0)
			change(h);
		ck_assert_int_eq(cfb_commit(h->file, flags), CFB_OK);
		ck_assert_uint_eq(h->trial.size, size);
		ck_assert_uint_le(syncs(&h->trial), _i & 2 ? 4 : 0);
		assert_same(h);
		if (round % 10 != 9)
			continue;
		cfb_edit_finish(h->file);
		cfb_file_close(h->file);
		ck_assert_uint_eq(h->trial.size, size);
		ck_assert_int_eq(cfb_file_open(&h->trial.device, CFB_CAREFUL,
			NULL, NULL, &h->file), CFB_OK);
		ck_assert_int_eq(cfb_edit_begin(h->file), CFB_OK);
		cfb_edit_keep_generation(h->file);
		ck_assert_uint_eq(h->trial.size, size);
	}
	done(h);
}
END_TEST

START_TEST(commits_of_both_kinds_reach_a_size)
{
	struct holder *h = make(_i & 1 ? 4 : 3, (uint64_t)_i + 50);
	uint64_t limit = 0;

	for (unsigned round = 0; round < 200; round++) {
		uint64_t before = h->trial.size;
		bool overwrite = random_below(&h->random, 3) == 0;

		change(h);
		ck_assert_int_eq(cfb_commit(h->file, CFB_COMMIT_DURABLE |
			(overwrite ? CFB_COMMIT_OVERWRITE : 0)), CFB_OK);
		if (overwrite)
			ck_assert_uint_eq(h->trial.size, before);
		if (round < 20 && h->trial.size > limit)
			limit = h->trial.size;
		/* One generation, and changes in flight. */
		ck_assert_uint_le(h->trial.size, limit +
			((uint64_t)16 << h->file->sector_shift));
		assert_same(h);
	}
	done(h);
}
END_TEST

/* All that fails in the second step is no failure of the commit. */
START_TEST(going_back_may_fail)
{
	unsigned count;

	for (count = 1; count < 40; count++) {
		struct holder *h = make(_i & 1 ? 4 : 3, (uint64_t)_i + 90);
		int status;

		change(h);
		change(h);
		h->trial.failure = EIO;
		h->trial.fail_at = h->trial.changes + count;
		trial_log(&h->trial);
		status = cfb_commit(h->file, CFB_COMMIT_DURABLE |
			CFB_COMMIT_OVERWRITE);
		if (syncs(&h->trial) >= 2) {
			ck_assert_int_eq(status, CFB_OK);
			assert_same(h);
		} else {
			ck_assert_int_ne(status, CFB_OK);
		}
		h->trial.fail_at = 0;
		if (status == CFB_OK && h->file->edit->broken == CFB_OK) {
			change(h);
			ck_assert_int_eq(cfb_commit(h->file,
				CFB_COMMIT_DURABLE), CFB_OK);
			assert_same(h);
		}
		done(h);
	}
}
END_TEST

START_TEST(a_file_that_has_to_grow_grows)
{
	struct holder *h = make(_i & 1 ? 4 : 3, (uint64_t)_i + 120);
	uint64_t size = h->trial.size;
	uint16_t name = 'z';
	static uint8_t bytes[LARGEST];
	struct cfb_stream stream;
	uint32_t id;
	size_t n;

	for (unsigned round = 0; round < 4; round++, name++) {
		ck_assert_int_eq(cfb_element_create(h->file, CFB_ROOT, &name,
			1, true, 0, &id), CFB_OK);
		open_stream(h->file, id, &stream);
		ck_assert_int_eq(cfb_stream_write(h->file, &stream, 0, bytes,
			sizeof bytes, &n), CFB_OK);
		cfb_stream_close(&stream);
		ck_assert_int_eq(cfb_commit(h->file, CFB_COMMIT_DURABLE |
			CFB_COMMIT_OVERWRITE), CFB_OK);
		assert_same(h);
		ck_assert_uint_ge(h->trial.size, size + LARGEST * (round + 1));
		ck_assert_uint_le(h->trial.size, size + LARGEST * (round + 1)
			+ ((uint64_t)24 << h->file->sector_shift));
	}
	done(h);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("overwrite");

	TEST_EACH(&suite, the_file_stays_as_long_as_it_was, 12);
	TEST_EACH(&suite, commits_of_both_kinds_reach_a_size, 6);
	TEST_EACH(&suite, going_back_may_fail, 2);
	TEST_EACH(&suite, a_file_that_has_to_grow_grows, 2);
	return suite_end(&suite);
}
