/* SPDX-License-Identifier: MIT */
/*
 * A header that was torn while a commit wrote it is mended by the record at
 * the end of the file, and no other header is touched.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/record.h"
#include "cfb/tree.h"
#include "support/random.h"
#include "support/suite.h"

#define HEADER CFB_HEADER_SIZE
#define TEARS  (2 * (HEADER - 1))

/* A device just before a commit writes its header. */
struct moment {
	struct trial trial;
	uint8_t from[HEADER];
	uint8_t to[HEADER];
};

static void
add_stream(struct cfb_file *file, uint16_t name, size_t length)
{
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint8_t *bytes = calloc(1, length);
	uint32_t id;
	size_t done;

	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(cfb_element_create(file, CFB_ROOT, &name, 1, true, 0,
		&id), CFB_OK);
	ck_assert_int_eq(cfb_directory_entry(file, id, &entry), CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_int_eq(cfb_stream_write(file, &stream, 0, bytes, length,
		&done), CFB_OK);
	ck_assert_int_eq(cfb_stream_flush(file, &stream), CFB_OK);
	cfb_stream_close(&stream);
	free(bytes);
}

static bool
has(struct cfb_file *file, uint16_t name)
{
	struct cfb_dirent entry;
	uint32_t id;

	return cfb_tree_find(file, CFB_ROOT, &name, 1, &id, &entry) ==
		CFB_OK;
}

/* The state before the header of a commit that adds "b" to "a". */
static void
moment_make(struct moment *moment, unsigned version, bool transacted)
{
	struct trial trial;
	struct cfb_file *file;
	size_t length;
	uint8_t *bytes;
	size_t i = 0;

	trial_init(&trial);
	ck_assert_int_eq(cfb_file_create(&trial.device, version, &file),
		CFB_OK);
	if (transacted)
		cfb_edit_keep_generation(file);
	add_stream(file, 'a', 1000);
	/* In version 3, the FAT has several sectors. */
	add_stream(file, 'c', 200000);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	bytes = trial_bytes(&trial, &length);
	trial_init_with(&moment->trial, bytes, length);
	memcpy(moment->from, bytes, HEADER);
	free(bytes);
	trial_log(&trial);
	add_stream(file, 'b', 200000);
	ck_assert_int_eq(cfb_commit(file, CFB_COMMIT_DURABLE), CFB_OK);
	for (; trial.log[i].kind != TRIAL_WRITE || trial.log[i].offset != 0;
		i++) {
		ck_assert_uint_lt(i + 1, trial.log_count);
		trial_apply(&moment->trial, &trial.log[i],
			trial.log[i].length);
	}
	ck_assert_uint_eq(trial.log[i].length, HEADER);
	memcpy(moment->to, trial.log[i].bytes, HEADER);
	cfb_file_close(file);
	trial_done(&trial);
}

static void
put_header(struct moment *moment, const uint8_t *bytes)
{
	struct trial_change change = { TRIAL_WRITE, 0, HEADER, NULL };

	change.bytes = (uint8_t *)(uintptr_t)bytes;
	trial_apply(&moment->trial, &change, HEADER);
}

static void
count_torn(const struct cfb_defect *defect, void *context)
{
	*(unsigned *)context += defect->id == CFB_DEFECT_HEADER_TORN;
}

/* Which of two versions is it? Counts how often it was mended. */
static char
read_version(struct moment *moment, unsigned *torn)
{
	struct device *view = trial_view(&moment->trial);
	struct cfb_file *file;
	char version;

	*torn = 0;
	if (cfb_file_open(view, CFB_CAREFUL, count_torn, torn, &file) !=
		CFB_OK) {
		device_close(view);
		return '?';
	}
	ck_assert(has(file, 'a'));
	version = has(file, 'b') ? 'n' : 'o';
	cfb_file_close(file);
	return version;
}

/* Tear `n`: the first bytes new and the rest old, or the other way. */
static void
tear(const struct moment *moment, unsigned n, uint8_t raw[HEADER])
{
	size_t at = n / 2 + 1;

	memcpy(raw, n & 1 ? moment->from : moment->to, HEADER);
	memcpy(raw + at, (n & 1 ? moment->to : moment->from) + at,
		HEADER - at);
}

static bool
is_mix(const struct moment *moment, const uint8_t raw[HEADER])
{
	return memcmp(raw, moment->from, HEADER) != 0 &&
		memcmp(raw, moment->to, HEADER) != 0;
}

START_TEST(every_tear_is_mended)
{
	struct moment moment;
	unsigned mixes = 0;
	unsigned torn;

	moment_make(&moment, _i & 1 ? 4 : 3, _i & 2);
	ck_assert_int_eq(read_version(&moment, &torn), 'o');
	ck_assert_uint_eq(torn, 0);
	for (unsigned n = 0; n < TEARS; n++) {
		uint8_t raw[HEADER];
		bool mix;

		tear(&moment, n, raw);
		mix = is_mix(&moment, raw);
		mixes += mix;
		put_header(&moment, raw);
		ck_assert_int_eq(read_version(&moment, &torn), mix ? 'n'
			: memcmp(raw, moment.to, HEADER) == 0 ? 'n' : 'o');
		ck_assert_uint_eq(torn, mix);
	}
	ck_assert_uint_gt(mixes, 20);
	put_header(&moment, moment.to);
	ck_assert_int_eq(read_version(&moment, &torn), 'n');
	ck_assert_uint_eq(torn, 0);
	trial_done(&moment.trial);
}
END_TEST

START_TEST(any_mixture_is_mended)
{
	struct moment moment;
	uint64_t seed = (uint64_t)_i;

	moment_make(&moment, _i & 1 ? 4 : 3, _i & 2);
	for (unsigned n = 0; n < 1000; n++) {
		uint8_t raw[HEADER];
		unsigned torn;
		bool mix;

		for (size_t i = 0; i < HEADER; i++)
			raw[i] = random_next(&seed) & 1 ? moment.from[i]
							: moment.to[i];
		mix = is_mix(&moment, raw);
		put_header(&moment, raw);
		ck_assert_int_eq(read_version(&moment, &torn), mix || memcmp(
			raw, moment.to, HEADER) == 0 ? 'n' : 'o');
		ck_assert_uint_eq(torn, mix);
	}
	trial_done(&moment.trial);
}
END_TEST

START_TEST(another_header_is_let_alone)
{
	struct moment moment;
	unsigned torn;

	moment_make(&moment, _i & 1 ? 4 : 3, false);
	for (size_t i = 0; i < HEADER; i++) {
		uint8_t raw[HEADER];

		/* A torn one, with a byte that is neither old nor new. */
		tear(&moment, 100, raw);
		ck_assert(is_mix(&moment, raw));
		raw[i] = 0x5A;
		if (raw[i] == moment.from[i] || raw[i] == moment.to[i])
			continue;
		put_header(&moment, raw);
		(void)read_version(&moment, &torn);
		ck_assert_uint_eq(torn, 0);
	}
	trial_done(&moment.trial);
}
END_TEST

/* A record is one for the header before and for that behind. */
START_TEST(a_record_tells_since_when_all_is_ours)
{
	uint8_t bytes[CFB_RECORD_MAX];
	struct moment moment;
	uint32_t since;
	size_t length;

	moment_make(&moment, _i & 1 ? 4 : 3, true);
	length = cfb_record_length(moment.from, moment.to);
	cfb_record_make(moment.from, moment.to, 77, moment.trial.size, bytes,
		length);
	ck_assert_int_eq(device_write(&moment.trial.device,
		moment.trial.size - length, bytes, length), 0);
	ck_assert_int_eq(cfb_record_since(&moment.trial.device, moment.from, 0,
		&since), CFB_OK);
	ck_assert_uint_eq(since, 77);
	since = 0;
	ck_assert_int_eq(cfb_record_since(&moment.trial.device, moment.to, 0,
		&since), CFB_OK);
	ck_assert_uint_eq(since, 77);
	/* What somebody gave up may lie behind it. */
	ck_assert_int_eq(device_resize(&moment.trial.device,
		moment.trial.size + 200700), 0);
	ck_assert_int_eq(cfb_record_since(&moment.trial.device, moment.to, 0,
		&since), CFB_OK);
	ck_assert_int_eq(cfb_record_since(&moment.trial.device, moment.to,
		moment.trial.size - 200000, &since), CFB_NOT_FOUND);
	ck_assert_int_eq(device_resize(&moment.trial.device,
		moment.trial.size - 200700), 0);
	/* Somebody else has counted on. */
	moment.to[52] += 1;
	ck_assert_int_eq(cfb_record_since(&moment.trial.device, moment.to, 0,
		&since), CFB_NOT_FOUND);
	moment.to[52] -= 1;
	for (size_t i = 0; i < length; i++) {
		bytes[i] ^= 0x10;
		ck_assert_int_eq(device_write(&moment.trial.device,
			moment.trial.size - length, bytes, length), 0);
		ck_assert_int_eq(cfb_record_since(&moment.trial.device,
			moment.to, 0, &since), CFB_NOT_FOUND);
		bytes[i] ^= 0x10;
	}
	trial_done(&moment.trial);
}
END_TEST

START_TEST(a_damaged_record_is_none)
{
	struct moment moment;
	uint8_t raw[HEADER];
	unsigned torn;
	size_t length;

	moment_make(&moment, _i & 1 ? 4 : 3, false);
	tear(&moment, 100, raw);
	ck_assert(is_mix(&moment, raw));
	put_header(&moment, raw);
	(void)read_version(&moment, &torn);
	ck_assert_uint_eq(torn, 1);
	for (size_t back = 1; back <= cfb_record_length(moment.from,
		moment.to) - CFB_RECORD_MARK; back++) {
		struct trial_change change = { TRIAL_WRITE,
			moment.trial.size - back, 1, NULL };
		uint8_t byte;
		uint8_t other;
		size_t done;

		ck_assert_int_eq(device_read(&moment.trial.device,
			change.offset, &byte, 1, &done), 0);
		other = byte ^ 0x10;
		change.bytes = &other;
		trial_apply(&moment.trial, &change, 1);
		(void)read_version(&moment, &torn);
		ck_assert_uint_eq(torn, 0);
		change.bytes = &byte;
		trial_apply(&moment.trial, &change, 1);
	}
	(void)read_version(&moment, &torn);
	ck_assert_uint_eq(torn, 1);
	/* Nor is one that does not lie where it was written. */
	ck_assert_int_eq(device_read(&moment.trial.device,
		moment.trial.size - HEADER, raw, HEADER, &length), 0);
	ck_assert_int_eq(device_write(&moment.trial.device,
		moment.trial.size, raw, HEADER), 0);
	(void)read_version(&moment, &torn);
	ck_assert_uint_eq(torn, 0);
	trial_done(&moment.trial);
}
END_TEST

START_TEST(who_opens_for_changes_mends_the_device)
{
	struct moment moment;

	moment_make(&moment, _i & 1 ? 4 : 3, _i & 2);
	for (unsigned n = 0; n < TEARS; n += 7) {
		struct cfb_file *file;
		struct trial trial;
		size_t length;
		uint8_t *bytes;
		uint8_t raw[HEADER];
		bool mix;

		tear(&moment, n, raw);
		mix = is_mix(&moment, raw);
		put_header(&moment, raw);
		bytes = trial_bytes(&moment.trial, &length);
		trial_init_with(&trial, bytes, length);
		trial_log(&trial);
		ck_assert_int_eq(cfb_file_open(&trial.device, CFB_CAREFUL,
			NULL, NULL, &file), CFB_OK);
		ck_assert_uint_eq(trial.log_count, 0);
		ck_assert_int_eq(cfb_edit_begin(file), CFB_OK);
		ck_assert_uint_eq(trial.log_count, mix ? 2 : 0);
		if (mix) {
			ck_assert_uint_eq(trial.log[0].offset, 0);
			ck_assert_uint_eq(trial.log[0].length, HEADER);
			ck_assert_mem_eq(trial.log[0].bytes, moment.to,
				HEADER);
			ck_assert_int_eq(trial.log[1].kind, TRIAL_SYNC);
		}
		add_stream(file, 'd', 100);
		ck_assert_int_eq(cfb_commit(file, CFB_COMMIT_DURABLE), CFB_OK);
		cfb_edit_finish(file);
		cfb_file_close(file);
		trial_done(&trial);
		free(bytes);
	}
	trial_done(&moment.trial);
}
END_TEST

/* The version that is there stays until the first commit. */
START_TEST(who_replaces_a_file_mends_it_before)
{
	uint8_t raw[HEADER];
	struct moment moment;
	struct cfb_file *file;
	unsigned torn;

	moment_make(&moment, _i & 1 ? 4 : 3, true);
	tear(&moment, 100, raw);
	ck_assert(is_mix(&moment, raw));
	put_header(&moment, raw);
	ck_assert_int_eq(cfb_file_replace(&moment.trial.device, _i & 2 ? 4 : 3,
		&file), CFB_OK);
	ck_assert_int_eq(read_version(&moment, &torn), 'n');
	ck_assert_uint_eq(torn, 0);
	cfb_file_close(file);
	trial_done(&moment.trial);
}
END_TEST

START_TEST(mending_that_fails_is_tried_again)
{
	struct moment moment;
	struct cfb_file *file;
	uint8_t raw[HEADER];
	unsigned torn;

	moment_make(&moment, _i & 1 ? 4 : 3, false);
	tear(&moment, 100, raw);
	for (unsigned n = 1; n <= 2; n++) {
		put_header(&moment, raw);
		moment.trial.failure = EIO;
		moment.trial.partly = true;
		moment.trial.fail_at = moment.trial.changes + n;
		ck_assert_int_eq(cfb_file_open(&moment.trial.device,
			CFB_CAREFUL, NULL, NULL, &file), CFB_OK);
		ck_assert_int_eq(cfb_edit_begin(file), IO_WRITE | EIO);
		cfb_file_close(file);
		ck_assert_int_eq(read_version(&moment, &torn), 'n');
	}
	trial_done(&moment.trial);
}
END_TEST

/* The file may come to end there again, and with a header that looks so. */
START_TEST(a_record_that_was_left_is_spoiled)
{
	static const unsigned flags[] = { 0, CFB_COMMIT_DURABLE,
		CFB_COMMIT_DURABLE | CFB_COMMIT_OVERWRITE };
	uint8_t trailer[CFB_RECORD_TRAILER];
	struct moment moment;
	struct cfb_file *file;
	uint64_t end;
	size_t done;

	moment_make(&moment, _i & 1 ? 4 : 3, true);
	end = moment.trial.size;
	ck_assert_int_eq(cfb_file_open(&moment.trial.device, CFB_CAREFUL,
		NULL, NULL, &file), CFB_OK);
	ck_assert_int_eq(cfb_edit_begin(file), CFB_OK);
	cfb_edit_keep_generation(file);
	add_stream(file, 'd', 10);
	ck_assert_int_eq(cfb_commit(file, flags[_i / 2]), CFB_OK);
	ck_assert_int_eq(device_read(&moment.trial.device,
		end - sizeof trailer, trailer, sizeof trailer, &done), 0);
	ck_assert(done == 0 || memcmp(trailer, "\xA5stgMEND", 8) != 0);
	cfb_file_close(file);
	trial_done(&moment.trial);
}
END_TEST

static unsigned
count_kind(const struct trial *trial, enum trial_kind kind)
{
	unsigned count = 0;

	for (size_t i = 0; i < trial->log_count; i++)
		count += trial->log[i].kind == kind;
	return count;
}

/* Syncs are where the writes before are needed: before and behind the header,
 * with the record in front and nothing between. */
START_TEST(a_durable_commit_syncs_twice)
{
	struct trial trial;
	struct cfb_file *file;
	size_t at;

	trial_init(&trial);
	ck_assert_int_eq(cfb_file_create(&trial.device, _i & 1 ? 4 : 3,
		&file), CFB_OK);
	if (_i & 2)
		cfb_edit_keep_generation(file);
	trial_log(&trial);
	add_stream(file, 'a', 5000);
	ck_assert_int_eq(cfb_commit(file, CFB_COMMIT_DURABLE), CFB_OK);
	ck_assert_uint_eq(count_kind(&trial, TRIAL_SYNC), 2);
	for (at = 0; trial.log[at].kind != TRIAL_SYNC; at++)
		ck_assert(trial.log[at].offset != 0);
	ck_assert_int_eq(trial.log[at + 1].kind, TRIAL_WRITE);
	ck_assert_uint_eq(trial.log[at + 1].offset, 0);
	ck_assert_uint_eq(trial.log[at + 1].length, HEADER);
	ck_assert_int_eq(trial.log[at + 2].kind, TRIAL_SYNC);
	/* Another one has nothing to do but for contents in place. */
	trial_log(&trial);
	ck_assert_int_eq(cfb_commit(file, CFB_COMMIT_DURABLE), CFB_OK);
	ck_assert_uint_eq(trial.log_count, !(_i & 2));
	/* Without the medium, there is neither sync nor record. */
	trial_log(&trial);
	add_stream(file, 'b', 5000);
	ck_assert_int_eq(cfb_commit(file, 0), CFB_OK);
	ck_assert_uint_eq(count_kind(&trial, TRIAL_SYNC), 0);
	cfb_edit_finish(file);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

START_TEST(a_committed_file_has_no_remark)
{
	struct defects defects = { .print = true };
	struct trial trial;
	struct cfb_file *file;

	trial_init(&trial);
	ck_assert_int_eq(cfb_file_create(&trial.device, _i & 1 ? 4 : 3,
		&file), CFB_OK);
	ck_assert_uint_le(trial.size, _i & 1 ? 12288 : 2511);
	if (_i & 2)
		cfb_edit_keep_generation(file);
	for (uint16_t n = 0; n < 20; n++) {
		add_stream(file, (uint16_t)('a' + n), 100U * n * n + 1);
		ck_assert_int_eq(cfb_commit(file, CFB_COMMIT_DURABLE),
			CFB_OK);
		ck_assert_int_eq(check_device(trial_view(&trial), &defects),
			CFB_OK);
		ck_assert_uint_eq(defects.all, 0);
	}
	cfb_edit_finish(file);
	cfb_file_close(file);
	trial_done(&trial);
}
END_TEST

START_TEST(records_fit_whatever_the_headers_are)
{
	uint64_t seed = (uint64_t)_i;

	for (unsigned n = 0; n < 2000; n++) {
		uint32_t part = random_below(&seed, 513);
		uint8_t bytes[CFB_RECORD_MAX];
		uint8_t from[HEADER];
		uint8_t to[HEADER];
		size_t length;
		struct trial trial;
		enum cfb_record_found found;

		random_bytes(&seed, from, HEADER);
		memcpy(to, from, HEADER);
		for (size_t i = 0; i < HEADER; i++) {
			if (random_below(&seed, 512) < part)
				to[i] ^= 1;
		}
		length = cfb_record_length(from, to);
		ck_assert_uint_le(length, 1068);
		cfb_record_make(from, to, n, 5000 + sizeof bytes, bytes,
			sizeof bytes);
		trial_init(&trial);
		ck_assert_int_eq(device_write(&trial.device, 5000, bytes,
			sizeof bytes), 0);
		memcpy(bytes, from, HEADER);
		memcpy(bytes + 256, to + 256, 256);
		ck_assert_int_eq(cfb_record_apply(&trial.device,
			5000 + CFB_RECORD_MAX, bytes, &found), 0);
		ck_assert_int_eq(found, memcmp(bytes, from, HEADER) == 0 ||
			memcmp(to, from, 256) == 0 ? CFB_RECORD_WHOLE
			: memcmp(to + 256, from + 256, 256) == 0
				? CFB_RECORD_WHOLE : CFB_RECORD_MENDED);
		if (found == CFB_RECORD_MENDED)
			ck_assert_mem_eq(bytes, to, HEADER);
		trial_done(&trial);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("record");

	TEST_EACH(&suite, every_tear_is_mended, 4);
	TEST_EACH(&suite, any_mixture_is_mended, 4);
	TEST_EACH(&suite, another_header_is_let_alone, 2);
	TEST_EACH(&suite, a_record_tells_since_when_all_is_ours, 2);
	TEST_EACH(&suite, a_damaged_record_is_none, 2);
	TEST_EACH(&suite, who_opens_for_changes_mends_the_device, 4);
	TEST_EACH(&suite, who_replaces_a_file_mends_it_before, 4);
	TEST_EACH(&suite, mending_that_fails_is_tried_again, 2);
	TEST_EACH(&suite, a_record_that_was_left_is_spoiled, 6);
	TEST_EACH(&suite, a_durable_commit_syncs_twice, 4);
	TEST_EACH(&suite, a_committed_file_has_no_remark, 4);
	TEST_EACH(&suite, records_fit_whatever_the_headers_are, 2);
	return suite_end(&suite);
}
