/* SPDX-License-Identifier: MIT */
/*
 * What is left when a writer is stopped at any moment, or when the device or
 * the memory fails it: a file that opens, with all contents that were not
 * being written, of the old version or of the new one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "support/suite.h"

/* Allocations of the engine, counted and refused. */
static unsigned allocations;
static unsigned fail_allocation; /* the one of this number; 0: none */
static bool fail_allocations_on;
static bool device_works;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool
refuse(void)
{
	if (!engine_works || device_works)
		return false;
	allocations++;
	return fail_allocation && (allocations == fail_allocation ||
		(fail_allocations_on && allocations > fail_allocation));
}

void *
__wrap_malloc(size_t size)
{
	return refuse() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return refuse() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return refuse() ? NULL : __real_realloc(old, size);
}

/* Is there no damage, and does the file agree with a version? */
static bool
is_version(struct trial *image, struct node *root, const struct world *world)
{
	struct cfb_file *file;
	bool same;

	if (cfb_file_open(trial_view(image), CFB_CAREFUL, NULL, NULL,
		&file) != CFB_OK)
		return false;
	same = world_same(file, root, world);
	cfb_file_close(file);
	return same;
}

static void
assert_no_damage(struct trial *image)
{
	struct defects defects = { .print = false };

	ck_assert_int_eq(check_device(trial_view(image), &defects), CFB_OK);
	if (defects.damage) {
		defects.print = true;
		(void)!check_device(trial_view(image), &defects);
	}
	ck_assert_uint_eq(defects.damage, 0);
}

/* Whoever opens what is left can go on. */
static void
assert_editable(struct trial *image)
{
	static const uint16_t name[] = { '~', 'k', '~' };
	struct trial copy;
	struct cfb_stream stream;
	struct cfb_file *file;
	size_t length;
	uint8_t *bytes = trial_bytes(image, &length);
	struct cfb_dirent entry = { .size = 0, .start = CFB_ENDOFCHAIN };
	uint32_t id;
	size_t done;

	trial_init_with(&copy, bytes, length);
	ck_assert_int_eq(cfb_file_open(&copy.device, CFB_CAREFUL, NULL, NULL,
		&file), CFB_OK);
	ck_assert_int_eq(cfb_edit_begin(file), CFB_OK);
	ck_assert_int_eq(cfb_element_create(file, CFB_ROOT, name, 3, true, 0,
		&id), CFB_OK);
	cfb_stream_open(file, id, &entry, &stream);
	ck_assert_int_eq(cfb_stream_write(file, &stream, 0, bytes,
		length < 9000 ? length : 9000, &done), CFB_OK);
	ck_assert_int_eq(cfb_commit(file, false), CFB_OK);
	cfb_stream_close(&stream);
	cfb_file_close(file);
	assert_no_damage(&copy);
	trial_done(&copy);
	free(bytes);
}

struct versions {
	struct world *world;
	struct node *old;
	struct node *new;
	unsigned images;
};

static void
assert_image(struct versions *versions, struct trial *image)
{
	assert_no_damage(image);
	ck_assert(is_version(image, versions->new, versions->world) ||
		is_version(image, versions->old, versions->world));
	if (versions->images++ % 7 == 0)
		assert_editable(image);
}

/* Every moment between two commits, and the middles of writes. */
static void
assert_moments(struct versions *versions, struct trial *shadow,
	const struct trial *trial)
{
	for (size_t i = 0; i < trial->log_count; i++) {
		const struct trial_change *change = &trial->log[i];

		if (change->kind == TRIAL_SYNC)
			continue;
		/* The header is one sector, which no kill divides. */
		if (change->length > 512) {
			trial_apply(shadow, change, change->length / 2);
			assert_image(versions, shadow);
		}
		trial_apply(shadow, change, change->length);
		assert_image(versions, shadow);
	}
}

static void
copy_trial(struct trial *to, struct trial *from)
{
	size_t length;
	uint8_t *bytes = trial_bytes(from, &length);

	trial_init_with(to, bytes, length);
	free(bytes);
}

/*
 * Power fails: of what was written since the last sync, anything may be
 * missing.
 */
static void
assert_power_failures(struct versions *versions, struct trial *synced,
	const struct trial *trial)
{
	size_t first = 0;

	for (size_t i = 0; i < trial->log_count; i++) {
		bool last = i + 1 == trial->log_count;

		if (trial->log[i].kind != TRIAL_SYNC && !last)
			continue;
		for (unsigned n = 0; n < 6; n++) {
			struct trial image;

			copy_trial(&image, synced);
			for (size_t c = first; c < i + last; c++) {
				if (world_roll(versions->world, 3))
					trial_apply(&image, &trial->log[c],
						trial->log[c].length);
			}
			assert_no_damage(&image);
			ck_assert(is_version(&image, versions->new,
				versions->world) || is_version(&image,
				versions->old, versions->world));
			trial_done(&image);
		}
		for (; first <= i; first++)
			trial_apply(synced, &trial->log[first],
				trial->log[first].length);
	}
}

static void
stop_everywhere(unsigned version, uint64_t seed, bool power)
{
	struct trial trial;
	struct trial shadow;
	struct world world;

	trial_init(&trial);
	world_create(&world, &trial, version, seed);
	world_steps(&world, 200);
	ck_assert_int_eq(cfb_commit(world.file, true), CFB_OK);
	copy_trial(&shadow, &trial);
	for (unsigned round = 0; round < 12; round++) {
		struct versions versions = { .world = &world };

		trial_log(&trial);
		world_touch_none(&world);
		versions.old = node_copy(NULL, world.root);
		world_steps(&world, 2 + world_roll(&world, 30));
		ck_assert_int_eq(cfb_commit(world.file, true), CFB_OK);
		versions.new = node_copy(NULL, world.root);
		if (power)
			assert_power_failures(&versions, &shadow, &trial);
		else
			assert_moments(&versions, &shadow, &trial);
		world_verify(&world);
		node_free(versions.old);
		node_free(versions.new);
	}
	world_done(&world);
	trial_done(&trial);
	trial_done(&shadow);
}

START_TEST(a_writer_may_be_killed_at_any_moment)
{
	stop_everywhere(_i & 1 ? 4 : 3, (uint64_t)_i + 500, false);
}
END_TEST

START_TEST(power_may_fail_at_any_moment)
{
	stop_everywhere(_i & 1 ? 4 : 3, (uint64_t)_i + 600, true);
}
END_TEST

/* How something fails. */
struct fault {
	const char *what;
	bool on;      /* from then on, and not only once */
	int failure;
	bool partly;
	bool reads;
	bool memory;
};

static const struct fault faults[] = {
	{ "write once", false, ENOSPC, false, false, false },
	{ "write on", true, ENOSPC, false, false, false },
	{ "partly", true, ENOSPC, true, false, false },
	{ "error once", false, EIO, true, false, false },
	{ "error on", true, EIO, false, false, false },
	{ "read once", false, EIO, false, true, false },
	{ "read on", true, EIO, false, true, false },
	{ "memory once", false, 0, false, false, true },
	{ "memory on", true, 0, false, false, true },
};

static void
set_fault(struct trial *trial, const struct fault *fault, unsigned n)
{
	trial->failure = fault->failure;
	trial->busy = &device_works;
	trial->partly = fault->partly;
	trial->fail_on = trial->fail_reads_on = fault->on;
	fail_allocations_on = fault->on;
	trial->changes = trial->reads = allocations = 0;
	trial->fail_at = fault->reads || fault->memory ? 0 : n;
	trial->fail_read_at = fault->reads ? n : 0;
	fail_allocation = fault->memory ? n : 0;
}

static void
assert_documented(const struct fault *fault, int status)
{
	if (fault->memory)
		ck_assert_int_eq(status, CFB_NO_MEMORY);
	else if (fault->reads)
		ck_assert_int_eq(status, IO_READ | EIO);
	else
		ck_assert_int_eq(status, IO_WRITE | fault->failure);
}

/* The same run, failing at a later and later point; false: nothing failed. */
static bool
fail_at(unsigned version, uint64_t seed, const struct fault *fault,
	unsigned n)
{
	struct trial trial;
	struct world world;
	struct node *committed;
	struct node *attempted = NULL;
	bool failed;
	int status = CFB_OK;

	trial_init(&trial);
	world_create(&world, &trial, version, seed);
	world_steps(&world, 300);
	world_reopen(&world);
	world.file->pool.budget = 4096; /* so that much is read again */
	committed = node_copy(NULL, world.root);
	world_touch_none(&world);
	world.faults = true;
	set_fault(&trial, fault, n);
	for (unsigned i = 0; i < 5; i++) {
		world_steps(&world, 40);
		if (world_commit(&world) == CFB_OK) {
			node_free(committed);
			committed = node_copy(NULL, world.root);
		} else if (!attempted) {
			attempted = node_copy(NULL, world.root);
		}
	}
	failed = world.failures != 0;
	if (failed)
		assert_documented(fault, world.failure);
	assert_no_damage(&trial);
	/* There is room again. */
	set_fault(&trial, fault, 0);
	world_steps(&world, 10);
	world_close_streams(&world);
	status = cfb_commit(world.file, false);
	if (status == CFB_OK) {
		struct defects defects = { .print = true };

		ck_assert(is_version(&trial, world.root, &world));
		ck_assert_int_eq(check_device(trial_view(&trial), &defects),
			CFB_OK);
		ck_assert_msg(defects.all == 0, "%s %u", fault->what, n);
	} else {
		/* In doubt: what was committed stays. A device that writes
		 * nothing is no reason for doubt, unless it is the header. */
		ck_assert_msg(fault->memory || fault->reads || trial.lost_sync,
			"%s %u: %#x", fault->what, n, (unsigned)status);
		cfb_edit_finish(world.file);
		assert_no_damage(&trial);
		ck_assert(is_version(&trial, committed, &world) ||
			(trial.lost_sync && attempted && is_version(&trial,
				attempted, &world)));
	}
	node_free(committed);
	if (attempted)
		node_free(attempted);
	world_done(&world);
	trial_done(&trial);
	return failed;
}

START_TEST(what_fails_harms_nothing)
{
	const struct fault *fault = &faults[_i];
	for (unsigned seed = 7; seed < 11; seed++) {
		unsigned n = 1;

		while (fail_at(seed & 1 ? 3 : 4, seed, fault, n))
			n++;
		ck_assert_uint_gt(n, 3);
	}
}
END_TEST

/* A disk of any size becomes full. */
START_TEST(a_full_disk_harms_nothing)
{
	for (uint64_t limit = 20000; limit < 600000; limit += 9001) {
		struct trial trial;
		struct world world;
		struct defects defects = { .print = true };

		trial_init(&trial);
		world_create(&world, &trial, _i & 1 ? 4 : 3, limit);
		trial.limit = limit;
		world.faults = true;
		for (unsigned i = 0; i < 12; i++) {
			world_steps(&world, 30);
			(void)world_commit(&world);
			assert_no_damage(&trial);
			ck_assert_uint_le(trial.size, limit);
		}
		ck_assert(world.failure == CFB_OK ||
			world.failure == (IO_WRITE | ENOSPC));
		trial.limit = UINT64_MAX;
		world_close_streams(&world);
		ck_assert_int_eq(cfb_commit(world.file, true), CFB_OK);
		ck_assert(is_version(&trial, world.root, &world));
		ck_assert_int_eq(check_device(trial_view(&trial), &defects),
			CFB_OK);
		ck_assert_uint_eq(defects.all, 0);
		world_done(&world);
		trial_done(&trial);
	}
}
END_TEST

/* Creating fails as a whole. */
START_TEST(what_cannot_be_created_leaves_nothing_behind)
{
	for (unsigned n = 1; n < 100; n++) {
		struct trial trial;
		struct cfb_file *file;
		int status;

		trial_init(&trial);
		set_fault(&trial, &faults[_i], n);
		engine_works = true;
		status = cfb_file_create(&trial.device, 3, &file);
		engine_works = false;
		ck_assert_uint_eq(trial.closes, 0);
		if (status == CFB_OK)
			cfb_file_close(file);
		else
			assert_documented(&faults[_i], status);
		trial_done(&trial);
		if (status == CFB_OK)
			break;
		ck_assert_uint_lt(n, 90);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("edit_faults");

	TEST_EACH(&suite, a_writer_may_be_killed_at_any_moment, 6);
	TEST_EACH(&suite, power_may_fail_at_any_moment, 6);
	TEST_EACH(&suite, what_fails_harms_nothing, ARRAY_SIZE(faults));
	TEST_EACH(&suite, a_full_disk_harms_nothing, 2);
	TEST_EACH(&suite, what_cannot_be_created_leaves_nothing_behind,
		ARRAY_SIZE(faults));
	return suite_end(&suite);
}
