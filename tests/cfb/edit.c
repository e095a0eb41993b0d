/* SPDX-License-Identifier: MIT */
/*
 * Random changes to a file and to a plain model side by side. After every few
 * of them the file is committed, opened anew from its bytes, compared, and
 * checked: what we write has no defect at all, not even a benign one.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/check.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "cfb/model.h"
#include "cfb/stream.h"
#include "cfb/tree.h"
#include "io/memory.h"

struct world {
	uint64_t random;
	struct cfb_file *file;
	struct node *root;
	size_t steps;
};

static uint32_t
roll(struct world *world, uint32_t below)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 7;
	world->random ^= world->random << 17;
	return (uint32_t)(world->random >> 20) % below;
}

static bool
print_defect(const struct cfb_defect *defect, void *context)
{
	unsigned *count = context;

	fprintf(stderr, "defect %d sector %x entry %x value %llx\n",
		defect->id, defect->sector, defect->entry,
		(unsigned long long)defect->value);
	++*count;
	return true;
}

static void
assert_strictly_clean(const void *bytes, size_t length)
{
	struct cfb_check_totals totals;
	struct device *device;
	unsigned defects = 0;

	ck_assert_int_eq(memory_device_open(bytes, length, &device), 0);
	ck_assert_int_eq(cfb_check(device, print_defect, &defects, &totals),
		CFB_OK);
	ck_assert_uint_eq(defects, 0);
}

static void
compare_stream(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, const struct node *node)
{
	struct cfb_stream stream;
	uint8_t *bytes = malloc(node->size + 1);
	size_t done = 0;

	cfb_stream_open(file, id, entry, &stream);
	ck_assert_uint_eq(stream.size, node->size);
	ck_assert_int_eq(cfb_stream_read(file, &stream, 0, bytes, node->size,
		&done), CFB_OK);
	ck_assert_uint_eq(done, node->size);
	if (node->size)
		ck_assert_mem_eq(bytes, node->bytes, node->size);
	cfb_stream_close(&stream);
	free(bytes);
}

static void
compare(struct cfb_file *file, uint32_t id, struct node *storage)
{
	struct cfb_listing listing;

	ck_assert_int_eq(cfb_listing_make(file, id, NULL, &listing), CFB_OK);
	ck_assert_uint_eq(listing.count, node_count(storage));
	ck_assert(listing.ordered && !listing.damaged);
	for (uint32_t i = 0; i < listing.count; i++) {
		struct cfb_dirent entry;
		struct node *node;

		ck_assert_int_eq(cfb_directory_entry(file, listing.ids[i],
			&entry), CFB_OK);
		node = node_find(storage, entry.name, entry.units);
		ck_assert_ptr_nonnull(node);
		ck_assert(node->stream == cfb_dirent_is_stream(&entry));
		ck_assert_mem_eq(node->name, entry.name, 2 * node->units);
		if (node->stream)
			compare_stream(file, listing.ids[i], &entry, node);
		else
			compare(file, listing.ids[i], node);
	}
	cfb_listing_done(&listing);
}

/* Open what the device holds now a second time, and compare. */
static void
verify(struct world *world)
{
	struct cfb_file *file;
	struct device *device;
	size_t length;
	const void *bytes = memory_device_bytes(world->file->device, &length);

	assert_strictly_clean(bytes, length);
	ck_assert_int_eq(memory_device_open(bytes, length, &device), 0);
	ck_assert_int_eq(cfb_file_open(device, CFB_STRICT, NULL, NULL, &file),
		CFB_OK);
	compare(file, CFB_ROOT, world->root);
	cfb_file_close(file);
}

static struct node *
random_storage(struct world *world)
{
	struct node *at = world->root;

	while (roll(world, 3) != 0) {
		size_t count = node_count(at);
		struct node *child;

		if (count == 0)
			break;
		child = node_nth(at, roll(world, (uint32_t)count));
		if (child->stream)
			break;
		at = child;
	}
	return at;
}

static struct node *
random_child(struct world *world, struct node *storage)
{
	size_t count = node_count(storage);

	return count ? node_nth(storage, roll(world, (uint32_t)count)) : NULL;
}

static size_t
random_name(struct world *world, uint16_t name[32])
{
	size_t units = 1 + roll(world, roll(world, 4) ? 3 : 31);

	for (size_t i = 0; i < units; i++)
		name[i] = (uint16_t)("abcXYZ019_"[roll(world, 10)]);
	return units;
}

/* Around the sizes where something changes. */
static size_t
random_size(struct world *world)
{
	static const uint32_t edges[] = { 0, 1, 63, 64, 65, 511, 512, 513,
		4095, 4096, 4097, 8192, 65536 };

	switch (roll(world, 4)) {
	case 0:
		return edges[roll(world, 13)];
	case 1:
		return roll(world, 100000);
	default:
		return roll(world, 6000);
	}
}

static uint32_t
id_of(struct world *world, const struct node *node)
{
	(void)world;
	return node->id;
}

static void
step_create(struct world *world)
{
	struct node *storage = random_storage(world);
	uint16_t name[32];
	size_t units = random_name(world, name);
	bool stream = roll(world, 4) != 0;
	uint32_t id;
	int status = cfb_element_create(world->file, id_of(world, storage),
		name, units, stream, 132000000000000000U, &id);

	if (node_find(storage, name, units)) {
		ck_assert_int_eq(status, CFB_EXISTS);
		return;
	}
	ck_assert_int_eq(status, CFB_OK);
	node_make(storage, name, units, stream)->id = id;
}

static void
ignore(uint32_t id, void *context)
{
	(void)id;
	(void)context;
}

static void
step_destroy(struct world *world)
{
	struct node *storage = random_storage(world);
	struct node *node = random_child(world, storage);

	if (!node || (!node->stream && roll(world, 3)))
		return;
	ck_assert_int_eq(cfb_element_destroy(world->file,
		id_of(world, storage), node->id, ignore, NULL), CFB_OK);
	node_free(node);
}

static void
step_rename(struct world *world)
{
	struct node *storage = random_storage(world);
	struct node *node = random_child(world, storage);
	uint16_t name[32];
	size_t units = random_name(world, name);
	struct node *other;
	int status;

	if (!node)
		return;
	other = node_find(storage, name, units);
	status = cfb_element_rename(world->file, id_of(world, storage),
		node->id, name, units);
	if (other && other != node) {
		ck_assert_int_eq(status, CFB_EXISTS);
		return;
	}
	ck_assert_int_eq(status, CFB_OK);
	memcpy(node->name, name, units * sizeof *name);
	node->units = units;
}

static void
write_once(struct world *world, struct cfb_stream *stream, struct node *node)
{
	size_t offset = roll(world, 3) ? node->size : roll(world,
		(uint32_t)node->size + 1000);
	size_t length = roll(world, 2) ? roll(world, 200)
				       : random_size(world);
	uint8_t *bytes = malloc(length + 1);
	size_t done;

	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(1 + roll(world, 255));
	ck_assert_int_eq(cfb_stream_write(world->file, stream, offset, bytes,
		length, &done), CFB_OK);
	ck_assert_uint_eq(done, length);
	if (length) {
		if (offset + length > node->size)
			node_resize(node, offset + length);
		memcpy(node->bytes + offset, bytes, length);
	}
	free(bytes);
}

static void
step_write(struct world *world)
{
	struct node *node = random_child(world, random_storage(world));
	struct cfb_stream stream;
	struct cfb_dirent entry;

	if (!node || !node->stream)
		return;
	ck_assert_int_eq(cfb_directory_entry(world->file, node->id, &entry),
		CFB_OK);
	cfb_stream_open(world->file, node->id, &entry, &stream);
	for (uint32_t n = roll(world, 6); n-- > 0;) {
		if (roll(world, 4)) {
			write_once(world, &stream, node);
		} else {
			size_t size = random_size(world);

			ck_assert_int_eq(cfb_stream_resize(world->file,
				&stream, size), CFB_OK);
			node_resize(node, size);
		}
	}
	ck_assert_int_eq(cfb_stream_flush(world->file, &stream), CFB_OK);
	ck_assert_uint_eq(stream.size, node->size);
	cfb_stream_close(&stream);
}

static void
reopen(struct world *world)
{
	struct device *device;
	size_t length;
	const void *bytes = memory_device_bytes(world->file->device, &length);

	ck_assert_int_eq(memory_device_create(bytes, length, SIZE_MAX / 2,
		&device), 0);
	cfb_file_close(world->file);
	ck_assert_int_eq(cfb_file_open(device, CFB_STRICT, NULL, NULL,
		&world->file), CFB_OK);
	ck_assert_int_eq(cfb_edit_begin(world->file), CFB_OK);
}

static void
step(struct world *world)
{
	switch (roll(world, 12)) {
	case 0:
	case 1:
	case 2:
		step_create(world);
		break;
	case 3:
	case 4:
		step_destroy(world);
		break;
	case 5:
		step_rename(world);
		break;
	default:
		step_write(world);
		break;
	}
}

static void
run(unsigned version, uint64_t seed, unsigned steps)
{
	struct world world = { .random = seed * 0x9E3779B97F4A7C15U + 1 };
	struct device *device;

	ck_assert_int_eq(memory_device_create(NULL, 0, SIZE_MAX / 2,
		&device), 0);
	ck_assert_int_eq(cfb_file_create(device, version, &world.file),
		CFB_OK);
	world.root = node_make(NULL, NULL, 0, false);
	for (unsigned i = 0; i < steps; i++) {
		step(&world);
		if (roll(&world, 25) == 0) {
			ck_assert_int_eq(cfb_commit(world.file, false),
				CFB_OK);
			verify(&world);
		}
		if (roll(&world, 200) == 0) {
			ck_assert_int_eq(cfb_commit(world.file, false),
				CFB_OK);
			reopen(&world);
		}
	}
	ck_assert_int_eq(cfb_commit(world.file, false), CFB_OK);
	verify(&world);
	cfb_file_close(world.file);
	node_free(world.root);
}

START_TEST(changes_agree_with_the_model_in_version_3)
{
	run(3, (uint64_t)_i + 1, 1500);
}
END_TEST

START_TEST(changes_agree_with_the_model_in_version_4)
{
	run(4, (uint64_t)_i + 100, 1500);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("edit");
	TCase *tcase = tcase_create("model");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, changes_agree_with_the_model_in_version_3,
		0, 12);
	tcase_add_loop_test(tcase, changes_agree_with_the_model_in_version_4,
		0, 6);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
