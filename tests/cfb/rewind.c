/* SPDX-License-Identifier: MIT */
/*
 * After a commit that failed: the committed version is there as it was, what
 * is not committed has kept its sectors, and the next commit works; or, when
 * nobody knows what is on the device, nothing is committed any more.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/rewind.h"
#include "cfb/tree.h"
#include "support/suite.h"

#define PIECE 12 /* sectors */

static const uint16_t old_name[] = { 'o', 'l', 'd' };
static const uint16_t new_name[] = { 'n', 'e', 'w' };

struct trialled {
	struct trial trial;
	struct cfb_file *file;
	uint32_t first; /* loose */
	uint32_t got;
};

static uint32_t
find(struct cfb_file *file, const uint16_t *name, struct cfb_dirent *entry)
{
	uint32_t id = CFB_NOSTREAM;
	int status = cfb_tree_find(file, CFB_ROOT, name, 3, &id, entry);

	ck_assert(status == CFB_OK || status == CFB_NOT_FOUND);
	return status == CFB_OK ? id : CFB_NOSTREAM;
}

/* Whether a stream is there, with `length` times `value`. */
static bool
holds(struct cfb_file *file, const uint16_t *name, size_t length, int value)
{
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint8_t bytes[65536];
	size_t done;
	uint32_t id = find(file, name, &entry);

	if (id == CFB_NOSTREAM)
		return false;
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_uint_eq(stream.size, length);
	ck_assert_int_eq(cfb_stream_read(file, &stream, 0, bytes, length,
		&done), CFB_OK);
	cfb_stream_close(&stream);
	ck_assert_uint_eq(done, length);
	for (size_t i = 0; i < length; i++)
		ck_assert_int_eq(bytes[i], value);
	return true;
}

static void
write_stream(struct cfb_file *file, const uint16_t *name, size_t length,
	int value)
{
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint8_t bytes[65536];
	uint32_t id;
	size_t done;

	memset(bytes, value, length);
	ck_assert_int_eq(cfb_element_create(file, CFB_ROOT, name, 3, true, 0,
		&id), CFB_OK);
	ck_assert_int_eq(cfb_directory_entry(file, id, &entry), CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_int_eq(cfb_stream_write(file, &stream, 0, bytes, length,
		&done), CFB_OK);
	ck_assert_int_eq(cfb_stream_flush(file, &stream), CFB_OK);
	cfb_stream_close(&stream);
}

/* A file with a small stream, and loose sectors for a large one. */
static void
begin(struct trialled *t, unsigned version)
{
	uint8_t bytes[4096];
	struct iovec vector = { bytes, 0 };

	trial_init(&t->trial);
	ck_assert_int_eq(cfb_file_create(&t->trial.device, version,
		&t->file), CFB_OK);
	cfb_edit_keep_generation(t->file);
	write_stream(t->file, old_name, 1000, 1);
	ck_assert_int_eq(cfb_commit(t->file, CFB_COMMIT_DURABLE), CFB_OK);
	ck_assert_int_eq(cfb_loose_take(t->file, CFB_NOWHERE, PIECE,
		&t->first, &t->got), CFB_OK);
	ck_assert_uint_eq(t->got, PIECE);
	memset(bytes, 2, sizeof bytes);
	vector.iov_len = (size_t)1 << t->file->sector_shift;
	for (uint32_t i = 0; i < PIECE; i++)
		ck_assert_int_eq(cfb_loose_write(t->file, t->first + i, 0,
			&vector, 1), CFB_OK);
}

static size_t
length_of(const struct trialled *t)
{
	return (size_t)PIECE << t->file->sector_shift;
}

static int
change(struct trialled *t)
{
	uint32_t id;
	int status = cfb_loose_adopt(t->file, t->first, PIECE);

	if (status == CFB_OK)
		status = cfb_fat_link(t->file, t->first, PIECE,
			CFB_ENDOFCHAIN);
	if (status == CFB_OK)
		status = cfb_element_create(t->file, CFB_ROOT, new_name, 3,
			true, 0, &id);
	if (status == CFB_OK)
		status = cfb_directory_set_contents(t->file, id, t->first,
			length_of(t));
	return status;
}

static void
assert_clean(struct trial *trial)
{
	struct defects defects = { .print = true };

	ck_assert_int_eq(check_device(trial_view(trial), &defects), CFB_OK);
	ck_assert_uint_eq(defects.all, 0);
}

static void
end(struct trialled *t)
{
	cfb_edit_finish(t->file);
	cfb_file_close(t->file);
	assert_clean(&t->trial);
	trial_done(&t->trial);
}

START_TEST(changes_are_forgotten)
{
	struct trialled t;

	begin(&t, _i & 1 ? 4 : 3);
	write_stream(t.file, new_name, 300, 9);
	ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
	ck_assert(holds(t.file, old_name, 1000, 1));
	ck_assert(!holds(t.file, new_name, 300, 9));
	ck_assert_uint_eq(cfb_loose_end(t.file), t.first + PIECE);
	ck_assert_int_eq(change(&t), CFB_OK);
	/* Adopted for nothing, they are loose again. */
	ck_assert_uint_eq(cfb_loose_end(t.file), 0);
	ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
	ck_assert_uint_eq(cfb_loose_end(t.file), t.first + PIECE);
	for (uint32_t i = 0; i < 200; i++) {
		uint32_t first;
		uint32_t got;

		ck_assert_int_eq(cfb_sectors_take(t.file, CFB_NOWHERE, 1,
			&first, &got), CFB_OK);
		ck_assert(first < t.first || first >= t.first + PIECE);
	}
	end(&t);
}
END_TEST

static const int failures[] = { EIO, ENOSPC, EDQUOT };

/* How many changes the device sees of a commit. */
static unsigned
count_changes(unsigned version)
{
	struct trialled t;
	unsigned before;
	unsigned count;

	begin(&t, version);
	before = t.trial.changes;
	ck_assert_int_eq(change(&t), CFB_OK);
	ck_assert_int_eq(cfb_commit(t.file, CFB_COMMIT_DURABLE), CFB_OK);
	count = t.trial.changes - before;
	end(&t);
	return count;
}

/* Those of a kind in the log. */
static unsigned
kind_count(const struct trial *trial, enum trial_kind kind)
{
	unsigned count = 0;

	for (size_t i = 0; i < trial->log_count; i++)
		count += trial->log[i].kind == kind;
	return count;
}

START_TEST(a_failed_commit_can_be_taken_back)
{
	unsigned version = _i & 1 ? 4 : 3;
	unsigned count = count_changes(version);

	for (unsigned n = 1; n <= count; n++) {
		struct trialled t;
		bool after_sync;
		int status;

		begin(&t, version);
		trial_log(&t.trial);
		ck_assert_int_eq(change(&t), CFB_OK);
		t.trial.failure = failures[_i / 4];
		t.trial.partly = _i & 2;
		t.trial.fail_at = t.trial.changes + n;
		status = cfb_commit(t.file, CFB_COMMIT_DURABLE);
		t.trial.fail_at = 0;
		after_sync = kind_count(&t.trial, TRIAL_SYNC) != 0;
		if (status == CFB_OK) {
			/* Free room that cannot be cut off. */
			ck_assert_uint_eq(kind_count(&t.trial, TRIAL_SYNC),
				2);
			end(&t);
			continue;
		}
		ck_assert_int_eq(status, IO_WRITE | failures[_i / 4]);
		if (after_sync) {
			ck_assert_int_ne(cfb_file_rewind(t.file), CFB_OK);
			ck_assert_int_eq(cfb_commit(t.file, 0), status);
			cfb_file_close(t.file);
			trial_done(&t.trial);
			continue;
		}
		ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
		ck_assert(holds(t.file, old_name, 1000, 1));
		ck_assert(!holds(t.file, new_name, length_of(&t), 2));
		ck_assert_uint_eq(cfb_loose_end(t.file), t.first + PIECE);
		status = change(&t);
		/* What a failed sync was to bring to the medium is lost. */
		if (t.trial.lost_sync) {
			ck_assert_int_eq(status, IO_WRITE | failures[_i / 4]);
			ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
			cfb_loose_return(t.file, t.first, PIECE);
			write_stream(t.file, new_name, length_of(&t), 2);
		} else {
			ck_assert_int_eq(status, CFB_OK);
		}
		ck_assert_int_eq(cfb_commit(t.file, CFB_COMMIT_DURABLE),
			CFB_OK);
		ck_assert(holds(t.file, new_name, length_of(&t), 2));
		end(&t);
	}
}
END_TEST

START_TEST(no_litter_is_left_by_a_commit_that_failed)
{
	struct trialled t;
	uint64_t size;

	begin(&t, _i & 1 ? 4 : 3);
	size = t.trial.size;
	write_stream(t.file, new_name, 60000, 3);
	t.trial.failure = ENOSPC;
	t.trial.fail_at = t.trial.changes + 1 + (unsigned)_i / 2;
	ck_assert_int_eq(cfb_commit(t.file, CFB_COMMIT_DURABLE),
		IO_WRITE | ENOSPC);
	ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
	ck_assert_uint_eq(t.trial.size, size);
	end(&t);
}
END_TEST

START_TEST(an_unsynced_version_may_be_lost_with_a_sync)
{
	struct trialled t;

	begin(&t, _i & 1 ? 4 : 3);
	write_stream(t.file, new_name, 3000, 3);
	ck_assert_int_eq(cfb_commit(t.file, 0), CFB_OK);
	ck_assert_int_eq(change(&t), CFB_EXISTS);
	trial_log(&t.trial);
	t.trial.failure = EIO;
	for (unsigned n = 1; kind_count(&t.trial, TRIAL_SYNC) == 0; n++) {
		ck_assert_uint_lt(n, 30);
		/* The sync itself is not in the log when it fails. */
		t.trial.fail_at = t.trial.changes + n;
		if (cfb_commit(t.file, CFB_COMMIT_DURABLE) == CFB_OK ||
			t.trial.lost_sync)
			break;
	}
	t.trial.fail_at = 0;
	ck_assert(t.trial.lost_sync);
	ck_assert_int_eq(cfb_file_rewind(t.file), IO_WRITE | EIO);
	ck_assert_int_eq(cfb_commit(t.file, 0), IO_WRITE | EIO);
	cfb_edit_finish(t.file);
	cfb_file_close(t.file);
	assert_clean(&t.trial);
	trial_done(&t.trial);
}
END_TEST

/* A file that takes the place of other bytes with its first commit. */
START_TEST(what_was_to_be_replaced_stays)
{
	static uint8_t other[20000];
	unsigned version = _i & 1 ? 4 : 3;
	size_t size = _i & 2 ? sizeof other : 300;

	memset(other, 0xC3, sizeof other);
	for (unsigned n = 1; n < 20; n++) {
		struct trialled t;
		size_t length;
		uint8_t *bytes;
		int status;

		trial_init_with(&t.trial, other, size);
		ck_assert_int_eq(cfb_file_replace(&t.trial.device, version,
			&t.file), CFB_OK);
		cfb_edit_keep_generation(t.file);
		ck_assert_int_eq(cfb_loose_take(t.file, CFB_NOWHERE, 1,
			&t.first, &t.got), CFB_OK);
		write_stream(t.file, old_name, 1000, 1);
		t.trial.failure = ENOSPC;
		t.trial.fail_at = t.trial.changes + n;
		trial_log(&t.trial);
		status = cfb_commit(t.file, CFB_COMMIT_DURABLE);
		if (status != CFB_OK && kind_count(&t.trial, TRIAL_SYNC) ==
			0) {
			ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
			bytes = trial_bytes(&t.trial, &length);
			ck_assert_mem_eq(bytes, other, size);
			free(bytes);
			ck_assert_uint_eq(cfb_loose_end(t.file), t.first + 1);
			ck_assert(!holds(t.file, old_name, 1000, 1));
			cfb_loose_return(t.file, t.first, 1);
			write_stream(t.file, old_name, 1000, 1);
			status = cfb_commit(t.file, CFB_COMMIT_DURABLE);
			ck_assert_int_eq(status, CFB_OK);
		}
		if (status == CFB_OK) {
			ck_assert(holds(t.file, old_name, 1000, 1));
			/* What fails last is the zeros behind the header. */
			t.trial.fail_at = 0;
			write_stream(t.file, new_name, 1000, 1);
			ck_assert_int_eq(cfb_commit(t.file,
				CFB_COMMIT_DURABLE), CFB_OK);
		}
		cfb_edit_finish(t.file);
		cfb_file_close(t.file);
		if (status == CFB_OK && n == 1)
			assert_clean(&t.trial);
		trial_done(&t.trial);
	}
}
END_TEST

/* Is a sector among the next ones that are given out? */
static bool
is_given_out(struct cfb_file *file, uint32_t sector)
{
	bool found = false;
	uint32_t taken[64];
	uint32_t n;

	for (n = 0; n < 64; n++) {
		uint32_t got;

		ck_assert_int_eq(cfb_sectors_take(file, CFB_NOWHERE, 1,
			&taken[n], &got), CFB_OK);
		found = found || taken[n] == sector;
	}
	while (n-- > 0)
		ck_assert_int_eq(cfb_sectors_return(file, taken[n], 1),
			CFB_OK);
	return found;
}

START_TEST(a_generation_is_kept)
{
	struct trialled t;
	uint32_t freed;
	unsigned n;

	begin(&t, _i & 1 ? 4 : 3);
	cfb_loose_return(t.file, t.first, PIECE);
	ck_assert_int_eq(cfb_commit(t.file, CFB_COMMIT_DURABLE), CFB_OK);
	if (_i & 2)
		t.file->edit->readers = true;
	freed = t.file->header.first_directory;
	/* The commit that frees it, then two more. */
	for (n = 0; n < 4; n++) {
		uint16_t name[] = { 'x', 'y', (uint16_t)('a' + n) };

		write_stream(t.file, name, 100, 5);
		ck_assert(!is_given_out(t.file, freed));
		ck_assert_int_eq(cfb_commit(t.file, CFB_COMMIT_DURABLE),
			CFB_OK);
		if (n == 0 && _i & 4)
			ck_assert_int_eq(cfb_file_rewind(t.file), CFB_OK);
		if (n == 1 && !(_i & 2))
			break;
	}
	ck_assert_uint_eq(n, _i & 2 ? 4 : 1);
	ck_assert(is_given_out(t.file, freed) == !(_i & 2));
	end(&t);
}
END_TEST

START_TEST(the_page_of_the_header_is_let_alone)
{
	struct trialled t;

	begin(&t, 3);
	trial_log(&t.trial);
	for (unsigned n = 0; n < 20; n++) {
		uint16_t name[] = { 'x', 'y', (uint16_t)('a' + n) };

		write_stream(t.file, name, 100, 5);
		ck_assert_int_eq(cfb_commit(t.file, CFB_COMMIT_DURABLE),
			CFB_OK);
	}
	for (size_t i = 0; i < t.trial.log_count; i++) {
		const struct trial_change *c = &t.trial.log[i];

		if (c->kind == TRIAL_WRITE)
			ck_assert(c->offset >= 4096 ||
				(c->offset == 0 && c->length == 512));
	}
	end(&t);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("rewind");

	TEST_EACH(&suite, changes_are_forgotten, 2);
	TEST_EACH(&suite, a_failed_commit_can_be_taken_back, 12);
	TEST_EACH(&suite, no_litter_is_left_by_a_commit_that_failed, 4);
	TEST_EACH(&suite, an_unsynced_version_may_be_lost_with_a_sync, 2);
	TEST_EACH(&suite, what_was_to_be_replaced_stays, 4);
	TEST_EACH(&suite, a_generation_is_kept, 8);
	TEST(&suite, the_page_of_the_header_is_let_alone);
	return suite_end(&suite);
}
