/* SPDX-License-Identifier: MIT */
/*
 * Files that become compound files in place: whatever happens meanwhile, what
 * they held is there, as it was or as the stream.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/tree.h"
#include "support/suite.h"

static const uint16_t name[] = { 'C', 'O', 'N', 'T', 'E', 'N', 'T', 'S' };

static const size_t sizes[] = { 1, 511, 512, 513, 1024, 1500, 4095, 4096, 4097,
	8192, 10000, 70000, 300000 };

#define CASES (2 * ARRAY_SIZE(sizes))

struct sample {
	unsigned version;
	size_t size;
	uint8_t *bytes;
	struct trial trial;
};

static void
sample_begin(struct sample *sample, int i)
{
	sample->version = i & 1 ? 4 : 3;
	sample->size = sizes[i / 2];
	sample->bytes = malloc(sample->size);
	for (size_t n = 0; n < sample->size; n++)
		sample->bytes[n] = (uint8_t)(1 + n % 251);
	trial_init_with(&sample->trial, sample->bytes, sample->size);
}

static void
sample_end(struct sample *sample)
{
	trial_done(&sample->trial);
	free(sample->bytes);
}

static int
convert(struct sample *sample)
{
	struct cfb_file *file = NULL;
	int status = cfb_file_convert(&sample->trial.device, sample->version,
		name, 8, &file);

	ck_assert((status == CFB_OK) == (file != NULL));
	if (file)
		cfb_file_close(file);
	return status;
}

static bool
holds_old_bytes(struct sample *sample, struct trial *trial)
{
	size_t length;
	uint8_t *bytes = trial_bytes(trial, &length);
	bool same = length >= sample->size &&
		memcmp(bytes, sample->bytes, sample->size) == 0;

	free(bytes);
	return same;
}

static bool
holds_stream(struct sample *sample, struct trial *trial)
{
	uint8_t *bytes = malloc(sample->size + 1);
	struct cfb_stream stream;
	struct cfb_dirent entry;
	struct cfb_file *file;
	uint32_t id;
	size_t done = 0;
	bool same;

	if (cfb_file_open(trial_view(trial), CFB_CAREFUL, NULL, NULL,
		&file) != CFB_OK) {
		free(bytes);
		return false;
	}
	ck_assert_int_eq(cfb_tree_find(file, CFB_ROOT, name, 8, &id, &entry),
		CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_uint_eq(stream.size, sample->size);
	ck_assert_int_eq(cfb_stream_read(file, &stream, 0, bytes,
		sample->size, &done), CFB_OK);
	same = memcmp(bytes, sample->bytes, sample->size) == 0;
	cfb_stream_close(&stream);
	cfb_file_close(file);
	free(bytes);
	return same;
}

static struct defects
defects_of(struct trial *trial)
{
	struct defects defects = { .print = false };

	ck_assert_int_eq(check_device(trial_view(trial), &defects), CFB_OK);
	return defects;
}

START_TEST(what_there_was_is_a_stream_without_any_remark)
{
	struct sample sample;

	sample_begin(&sample, _i);
	ck_assert_int_eq(convert(&sample), CFB_OK);
	ck_assert_uint_eq(defects_of(&sample.trial).all, 0);
	ck_assert(holds_stream(&sample, &sample.trial));
	sample_end(&sample);
}
END_TEST

START_TEST(large_contents_stay_where_they_are)
{
	struct sample sample;
	size_t written = 0;

	sample_begin(&sample, 2 * (int)ARRAY_SIZE(sizes) - 2);
	trial_log(&sample.trial);
	ck_assert_int_eq(convert(&sample), CFB_OK);
	for (size_t i = 0; i < sample.trial.log_count; i++)
		if (sample.trial.log[i].kind == TRIAL_WRITE)
			written += sample.trial.log[i].length;
	ck_assert_uint_lt(written, 10000);
	sample_end(&sample);
}
END_TEST

START_TEST(a_converted_file_goes_on)
{
	static const uint16_t other[] = { 'x' };
	struct sample sample;
	struct cfb_file *file;
	struct cfb_stream stream;
	struct cfb_dirent entry;
	uint32_t id;
	size_t done;

	sample_begin(&sample, _i);
	ck_assert_int_eq(cfb_file_convert(&sample.trial.device,
		sample.version, name, 8, &file), CFB_OK);
	ck_assert_int_eq(cfb_element_create(file, CFB_ROOT, other, 1, true, 0,
		&id), CFB_OK);
	ck_assert_int_eq(cfb_directory_entry(file, id, &entry), CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_int_eq(cfb_stream_write(file, &stream, 0, sample.bytes,
		sample.size, &done), CFB_OK);
	ck_assert_int_eq(cfb_commit(file, true), CFB_OK);
	cfb_stream_close(&stream);
	cfb_file_close(file);
	ck_assert_uint_eq(defects_of(&sample.trial).all, 0);
	ck_assert(holds_stream(&sample, &sample.trial));
	sample_end(&sample);
}
END_TEST

START_TEST(a_failed_change_leaves_the_old_file)
{
	for (unsigned n = 1; ; n++) {
		struct sample sample;
		int status;

		sample_begin(&sample, _i / 2);
		sample.trial.fail_at = n;
		sample.trial.failure = ENOSPC;
		sample.trial.partly = _i & 1;
		status = convert(&sample);
		if (status == CFB_OK) {
			sample_end(&sample);
			ck_assert_uint_gt(n, 4);
			return;
		}
		ck_assert_int_eq(IO_ERRNO(status), ENOSPC);
		ck_assert_uint_eq(sample.trial.size, sample.size);
		ck_assert(holds_old_bytes(&sample, &sample.trial));
		sample_end(&sample);
	}
}
END_TEST

START_TEST(a_full_device_leaves_the_old_file)
{
	struct sample sample;

	sample_begin(&sample, _i);
	sample.trial.limit = sample.size + 700;
	ck_assert_int_ne(convert(&sample), CFB_OK);
	ck_assert_uint_eq(sample.trial.size, sample.size);
	ck_assert(holds_old_bytes(&sample, &sample.trial));
	sample_end(&sample);
}
END_TEST

START_TEST(a_read_that_fails_changes_nothing)
{
	struct sample sample;

	sample_begin(&sample, _i);
	sample.trial.fail_read_at = 1;
	sample.trial.failure = EIO;
	ck_assert_int_ne(convert(&sample), CFB_OK);
	sample.trial.fail_read_at = 0;
	ck_assert_uint_eq(sample.trial.size, sample.size);
	ck_assert(holds_old_bytes(&sample, &sample.trial));
	sample_end(&sample);
}
END_TEST

/* A kill divides no sector; nothing is put right after it. */
START_TEST(a_writer_that_is_killed_has_lost_nothing)
{
	struct sample sample;
	struct trial shadow;
	bool switched = false;

	sample_begin(&sample, _i);
	trial_init_with(&shadow, sample.bytes, sample.size);
	trial_log(&sample.trial);
	ck_assert_int_eq(convert(&sample), CFB_OK);
	for (size_t i = 0; i < sample.trial.log_count; i++) {
		const struct trial_change *change = &sample.trial.log[i];

		if (change->kind == TRIAL_SYNC)
			continue;
		trial_apply(&shadow, change, change->length);
		if (!switched && holds_old_bytes(&sample, &shadow))
			continue;
		switched = true;
		ck_assert(holds_stream(&sample, &shadow));
		ck_assert_uint_eq(defects_of(&shadow).damage, 0);
	}
	ck_assert(switched);
	trial_done(&shadow);
	sample_end(&sample);
}
END_TEST

static void
mark(struct trial *trial, uint64_t offset)
{
	uint8_t byte = (uint8_t)(offset >> 20) | 1;

	ck_assert_int_eq(device_write(&trial->device, offset, &byte, 1), 0);
}

/* [MS-CFB] 2.8: the sector of the range locks belongs to no stream. */
START_TEST(contents_under_the_range_locks_are_moved)
{
	static const uint64_t marks[] = { 0, 4096, 0x7FFFEFFF, 0x7FFFF000,
		0x7FFFFF80, 0x7FFFFFFF, 0x80000000, 0x80000FFF, 0x80001000,
		0x80012344 };
	uint64_t size = 0x7FFFF001 + (uint64_t)_i * 0x1000 +
		(_i == 4 ? 0x20000 : 0);
	struct cfb_stream stream;
	struct cfb_dirent entry;
	struct cfb_file *file;
	struct trial trial;
	uint32_t id;

	trial_init(&trial);
	ck_assert_int_eq(device_resize(&trial.device, size), 0);
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (marks[i] < size)
			mark(&trial, marks[i]);
	ck_assert_int_eq(cfb_file_convert(&trial.device, 4, name, 8, &file),
		CFB_OK);
	ck_assert_int_eq(cfb_tree_find(file, CFB_ROOT, name, 8, &id, &entry),
		CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_uint_eq(stream.size, size);
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		uint8_t byte = 0;
		size_t done;

		if (marks[i] >= size)
			continue;
		ck_assert_int_eq(cfb_stream_read(file, &stream, marks[i],
			&byte, 1, &done), CFB_OK);
		ck_assert_uint_eq(byte, (uint8_t)(marks[i] >> 20) | 1);
	}
	cfb_stream_close(&stream);
	cfb_file_close(file);
	ck_assert_uint_eq(defects_of(&trial).all, 0);
	trial_done(&trial);
}
END_TEST

START_TEST(what_version_3_cannot_hold_stays)
{
	struct cfb_file *file;
	struct trial trial;

	trial_init(&trial);
	ck_assert_int_eq(device_resize(&trial.device, 0x7FFFFE00), 0);
	ck_assert_int_eq(cfb_file_convert(&trial.device, 3, name, 8, &file),
		CFB_TOO_LARGE);
	ck_assert_uint_eq(trial.size, 0x7FFFFE00);
	ck_assert_int_eq(device_resize(&trial.device, 0x80000200), 0);
	ck_assert_int_eq(cfb_file_convert(&trial.device, 3, name, 8, &file),
		CFB_TOO_LARGE);
	ck_assert_uint_eq(trial.size, 0x80000200);
	trial_done(&trial);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("convert");

	TEST_EACH(&suite, what_there_was_is_a_stream_without_any_remark,
		CASES);
	TEST(&suite, large_contents_stay_where_they_are);
	TEST_EACH(&suite, a_converted_file_goes_on, CASES);
	TEST_EACH(&suite, a_failed_change_leaves_the_old_file, 2 * CASES);
	TEST_EACH(&suite, a_full_device_leaves_the_old_file, CASES);
	TEST_EACH(&suite, a_read_that_fails_changes_nothing, CASES);
	TEST_EACH(&suite, a_writer_that_is_killed_has_lost_nothing, CASES);
	TEST_EACH(&suite, contents_under_the_range_locks_are_moved, 5);
	TEST(&suite, what_version_3_cannot_hold_stays);
	return suite_end(&suite);
}
