/* SPDX-License-Identifier: MIT */
#include "cfb/edit_world.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/check.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/element.h"
#include "cfb/listing.h"

#define TIME 132000000000000000U

bool engine_works;

/* What the engine says to a call. */
#define ENGINE(call) (engine_works = true, engine_said(call))

static int
engine_said(int status)
{
	engine_works = false;
	return status;
}

uint32_t
world_roll(struct world *world, uint32_t below)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 7;
	world->random ^= world->random << 17;
	return (uint32_t)(world->random >> 20) % below;
}

static bool
count_defect(const struct cfb_defect *defect, void *context)
{
	struct defects *defects = context;

	if (defects->print)
		fprintf(stderr, "defect %d sector %x entry %x value %llx\n",
			defect->id, defect->sector, defect->entry,
			(unsigned long long)defect->value);
	defects->all++;
	defects->lost += defect->id == CFB_DEFECT_FAT_LOST ||
		defect->id == CFB_DEFECT_FAT_BEYOND_END ||
		defect->id == CFB_DEFECT_MINIFAT_LOST ||
		defect->id == CFB_DEFECT_MINIFAT_BEYOND_END;
	defects->damage += cfb_defect_info(defect->id)->severity ==
		CFB_DAMAGE;
	return true;
}

int
check_device(struct device *device, struct defects *defects)
{
	struct cfb_check_totals totals;

	return cfb_check(device, count_defect, defects, &totals);
}

static bool
is_touched(const struct world *world, const struct node *node)
{
	return world && node->serial < world->touched_count &&
		world->touched[node->serial];
}

static void
touch(struct world *world, const struct node *node)
{
	if (node->serial >= world->touched_count) {
		size_t count = node->serial * (size_t)2 + 64;

		world->touched = realloc(world->touched,
			count * sizeof *world->touched);
		ck_assert_ptr_nonnull(world->touched);
		memset(world->touched + world->touched_count, 0,
			(count - world->touched_count) *
				sizeof *world->touched);
		world->touched_count = count;
	}
	world->touched[node->serial] = true;
}

void
world_touch_none(struct world *world)
{
	if (world->touched_count)
		memset(world->touched, 0, world->touched_count *
			sizeof *world->touched);
}

static bool
same_contents(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, const struct node *node, bool any)
{
	struct cfb_stream stream;
	uint8_t *bytes;
	size_t done = 0;
	bool same;

	cfb_stream_open(file, id, entry, &stream);
	bytes = malloc((size_t)stream.size + 1);
	same = bytes && cfb_stream_read(file, &stream, 0, bytes,
		(size_t)stream.size, &done) == CFB_OK && done == stream.size;
	if (same && !any)
		same = stream.size == node->size && (node->size == 0 ||
			memcmp(bytes, node->bytes, node->size) == 0);
	cfb_stream_close(&stream);
	free(bytes);
	return same;
}

static bool
same_storage(struct cfb_file *file, uint32_t id, struct node *storage,
	const struct world *world)
{
	struct cfb_listing listing;
	bool same = cfb_listing_make(file, id, NULL, &listing) == CFB_OK;

	if (!same)
		return false;
	same = listing.count == node_count(storage) && listing.ordered &&
		!listing.damaged;
	for (uint32_t i = 0; same && i < listing.count; i++) {
		struct cfb_dirent entry;
		struct node *node;

		same = cfb_directory_entry(file, listing.ids[i], &entry) ==
			CFB_OK;
		node = same ? node_find(storage, entry.name, entry.units)
			    : NULL;
		same = node && node->stream ==
			(bool)cfb_dirent_is_stream(&entry) &&
			memcmp(node->name, entry.name, 2 * node->units) == 0;
		if (same && node->stream)
			same = same_contents(file, listing.ids[i], &entry,
				node, is_touched(world, node));
		else if (same)
			same = same_storage(file, listing.ids[i], node,
				world);
	}
	cfb_listing_done(&listing);
	return same;
}

bool
world_same(struct cfb_file *file, struct node *root, const struct world *world)
{
	return same_storage(file, CFB_ROOT, root, world);
}

/* Bytes behind the end in the last sector or mini sector of one stream. */
static uint64_t
slack_of_stream(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry)
{
	struct cfb_stream stream;
	unsigned shift;
	uint8_t bytes[4096];
	uint64_t slack = 0;
	uint64_t end;
	size_t done;

	cfb_stream_open(file, id, entry, &stream);
	shift = stream.mini ? file->mini_shift : file->sector_shift;
	end = ((stream.size + (1U << shift) - 1) >> shift) << shift;
	done = (size_t)(end - stream.size);
	if (done != 0)
		ck_assert_int_eq(cfb_stream_read(file, &stream, stream.size,
			bytes, done, &done), CFB_OK);
	for (size_t i = 0; i < done; i++)
		slack += bytes[i] != 0;
	cfb_stream_close(&stream);
	return slack;
}

uint64_t
slack_of(struct cfb_file *file, uint32_t storage)
{
	struct cfb_listing listing;
	uint64_t slack = 0;

	ck_assert_int_eq(cfb_listing_make(file, storage, NULL, &listing),
		CFB_OK);
	for (uint32_t i = 0; i < listing.count; i++) {
		struct cfb_dirent entry;

		ck_assert_int_eq(cfb_directory_entry(file, listing.ids[i],
			&entry), CFB_OK);
		slack += cfb_dirent_is_stream(&entry)
			? slack_of_stream(file, listing.ids[i], &entry)
			: slack_of(file, listing.ids[i]);
	}
	cfb_listing_done(&listing);
	return slack;
}

/* Behind the size of the mini stream, its last sector is zero. */
static void
assert_mini_tail(struct cfb_file *file)
{
	uint64_t end = (uint64_t)file->ministream.extents.length
		<< file->sector_shift;
	uint8_t bytes[4096];
	size_t length = (size_t)(end - file->root.size);
	size_t done;

	ck_assert_uint_lt(length, sizeof bytes);
	ck_assert_int_eq(cfb_chain_read(file, &file->ministream,
		file->root.size, bytes, length, &done), CFB_OK);
	for (size_t i = 0; i < done; i++)
		ck_assert_uint_eq(bytes[i], 0);
}

/* The size of the root is that of the mini sectors up to the last used. */
static void
assert_root_size(struct cfb_file *file)
{
	uint32_t count = (uint32_t)(file->root.size >> file->mini_shift);
	uint32_t per = 1U << (file->sector_shift - 2);
	const uint8_t *bytes;

	if (count == 0) {
		ck_assert_uint_eq(file->root.size, 0);
		ck_assert_uint_eq(file->header.first_minifat, CFB_ENDOFCHAIN);
		return;
	}
	ck_assert_int_eq(cfb_chain_sector(file, &file->minifat,
		(count - 1) / per, &bytes), CFB_OK);
	ck_assert_uint_ne(get_le32(bytes + (size_t)((count - 1) % per) * 4),
		CFB_FREESECT);
	ck_assert_int_eq(cfb_extents_reach_end(file,
		&file->ministream.extents), CFB_OK);
	assert_mini_tail(file);
}

/* No free sector at the end, and nothing behind the last sector. */
static void
assert_trimmed(struct cfb_file *file, uint64_t size)
{
	uint32_t entry;

	ck_assert_uint_eq(size, cfb_sector_offset(file, file->sectors));
	ck_assert_int_eq(cfb_fat_entry(file, file->sectors - 1, &entry),
		CFB_OK);
	ck_assert_uint_ne(entry, CFB_FREESECT);
}

void
world_verify(struct world *world)
{
	struct defects defects = { .print = true };
	struct cfb_file *file;

	ck_assert_int_eq(check_device(trial_view(world->trial), &defects),
		CFB_OK);
	ck_assert_uint_eq(defects.all, 0);
	ck_assert_int_eq(cfb_file_open(trial_view(world->trial), CFB_STRICT,
		NULL, NULL, &file), CFB_OK);
	ck_assert(world_same(file, world->root, NULL));
	ck_assert_uint_eq(slack_of(file, CFB_ROOT), 0);
	assert_root_size(file);
	assert_trimmed(file, world->trial->size);
	cfb_file_close(file);
}

/* Whether an operation worked; with faults it may fail for any reason. */
static bool
worked(struct world *world, int status)
{
	if (status == CFB_OK)
		return true;
	world->failure = status;
	world->failures++;
	ck_assert_msg(world->faults, "status %#x", (unsigned)status);
	/* What waited in memory may be lost with it. */
	for (size_t i = 0; i < WORLD_OPEN; i++) {
		if (world->open[i].node)
			touch(world, world->open[i].node);
	}
	return false;
}

static struct node *
random_storage(struct world *world)
{
	struct node *at = world->root;

	while (world_roll(world, 3) != 0) {
		size_t count = node_count(at);
		struct node *child;

		if (count == 0)
			break;
		child = node_nth(at, world_roll(world, (uint32_t)count));
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

	return count ? node_nth(storage, world_roll(world, (uint32_t)count))
		     : NULL;
}

static size_t
random_name(struct world *world, uint16_t name[32])
{
	size_t units = 1 + world_roll(world, world_roll(world, 4) ? 3 : 31);

	for (size_t i = 0; i < units; i++)
		name[i] = (uint16_t)("abcXYZ019_"[world_roll(world, 10)]);
	return units;
}

/* Around the sizes where something changes. */
static size_t
random_size(struct world *world)
{
	static const uint32_t edges[] = { 0, 1, 63, 64, 65, 511, 512, 513,
		4095, 4096, 4097, 8192, 65536 };

	switch (world_roll(world, 4)) {
	case 0:
		return edges[world_roll(world, 13)];
	case 1:
		return world_roll(world, 100000);
	default:
		return world_roll(world, 6000);
	}
}

static bool
is_below(const struct node *node, const struct node *above)
{
	while (node && node != above)
		node = node->parent;
	return node != NULL;
}

static void
step_create(struct world *world)
{
	struct node *storage = random_storage(world);
	uint16_t name[32];
	size_t units = random_name(world, name);
	bool stream = world_roll(world, 4) != 0;
	struct node *node;
	uint32_t id;
	int status = ENGINE(cfb_element_create(world->file, storage->id, name,
		units, stream, TIME, &id));

	if (node_find(storage, name, units)) {
		ck_assert(status == CFB_EXISTS || !worked(world, status));
		return;
	}
	if (!worked(world, status))
		return;
	node = node_make(storage, name, units, stream);
	node->id = id;
	touch(world, node);
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

	if (!node || (!node->stream && world_roll(world, 3)))
		return;
	if (!worked(world, ENGINE(cfb_element_destroy(world->file,
		storage->id, node->id, ignore, NULL))))
		return;
	/* Who has it open has nothing any more. */
	for (size_t i = 0; i < WORLD_OPEN; i++) {
		struct opened *open = &world->open[i];

		if (!open->node || !is_below(open->node, node))
			continue;
		ck_assert_uint_eq(open->stream.size, 0);
		cfb_stream_close(&open->stream);
		open->node = NULL;
	}
	node_free(node);
}

static void
step_move(struct world *world)
{
	struct node *storage = random_storage(world);
	struct node *node = random_child(world, storage);
	struct node *to = world_roll(world, 2) ? random_storage(world)
					       : storage;
	uint16_t name[32];
	size_t units = random_name(world, name);
	struct node *other;
	int status;

	if (!node || is_below(to, node))
		return;
	other = node_find(to, name, units);
	status = ENGINE(cfb_element_move(world->file, storage->id, node->id,
		to->id, name, units));
	if (other && other != node) {
		ck_assert(status == CFB_EXISTS || !worked(world, status));
		return;
	}
	if (!worked(world, status))
		return;
	memcpy(node->name, name, units * sizeof *name);
	node->units = units;
	node_unlink(node);
	node_link(to, node);
}

static void
write_once(struct world *world, struct opened *open)
{
	struct node *node = open->node;
	size_t offset = world_roll(world, 3) ? node->size : world_roll(world,
		(uint32_t)node->size + 1000);
	size_t length = world_roll(world, 2) ? world_roll(world, 200)
					     : random_size(world);
	uint8_t *bytes = malloc(length + 1);
	size_t done;

	ck_assert_ptr_nonnull(bytes);
	if (world->largest && offset + length > world->largest)
		offset = length = 0;
	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(1 + world_roll(world, 255));
	touch(world, node);
	if (worked(world, ENGINE(cfb_stream_write(world->file, &open->stream,
		offset, bytes, length, &done)))) {
		ck_assert_uint_eq(done, length);
		if (length && offset + length > node->size)
			node_resize(node, offset + length);
		if (length)
			memcpy(node->bytes + offset, bytes, length);
		ck_assert(world->faults || open->stream.size == node->size);
	}
	free(bytes);
}

static void
read_once(struct world *world, struct opened *open)
{
	struct node *node = open->node;
	size_t offset = world_roll(world, (uint32_t)node->size + 1);
	size_t length = world_roll(world, (uint32_t)(node->size - offset) +
		1);
	uint8_t *bytes = malloc(length + 1);
	size_t done = 0;

	ck_assert_ptr_nonnull(bytes);
	if (worked(world, ENGINE(cfb_stream_flush(world->file,
		&open->stream))) &&
		!world->faults) {
		ck_assert_int_eq(cfb_stream_read(world->file, &open->stream,
			offset, bytes, length, &done), CFB_OK);
		ck_assert_uint_eq(done, length);
		if (length)
			ck_assert_mem_eq(bytes, node->bytes + offset, length);
	}
	free(bytes);
}

static void
close_stream(struct world *world, struct opened *open)
{
	if (!open->node)
		return;
	if (worked(world, ENGINE(cfb_stream_flush(world->file,
		&open->stream))) &&
		!world->faults)
		ck_assert_uint_eq(open->stream.size, open->node->size);
	cfb_stream_close(&open->stream);
	open->node = NULL;
}

void
world_close_streams(struct world *world)
{
	for (size_t i = 0; i < WORLD_OPEN; i++)
		close_stream(world, &world->open[i]);
}

static void
open_stream(struct world *world, struct opened *open)
{
	struct node *node = random_child(world, random_storage(world));
	struct cfb_dirent entry;

	close_stream(world, open);
	if (!node || !node->stream)
		return;
	/* The engine knows one opening of a stream at a time. */
	for (size_t i = 0; i < WORLD_OPEN; i++) {
		if (world->open[i].node == node)
			return;
	}
	if (!worked(world, ENGINE(cfb_directory_entry(world->file, node->id,
		&entry))))
		return;
	cfb_stream_open(world->file, node->id, &entry, &open->stream);
	open->node = node;
}

static void
step_write(struct world *world)
{
	struct opened *open = &world->open[world_roll(world, WORLD_OPEN)];
	size_t size;

	if (!open->node || world_roll(world, 12) == 0)
		open_stream(world, open);
	if (!open->node)
		return;
	switch (world_roll(world, 8)) {
	case 0:
		size = random_size(world);
		touch(world, open->node);
		if (worked(world, ENGINE(cfb_stream_resize(world->file,
			&open->stream, size))))
			node_resize(open->node, size);
		break;
	case 1:
		read_once(world, open);
		break;
	default:
		write_once(world, open);
		break;
	}
}

void
world_step(struct world *world)
{
	switch (world_roll(world, 16)) {
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
		step_move(world);
		break;
	default:
		step_write(world);
		break;
	}
}

void
world_steps(struct world *world, unsigned count)
{
	while (count-- > 0)
		world_step(world);
}

int
world_commit(struct world *world)
{
	bool durable = world_roll(world, 2) != 0;
	int status = ENGINE(cfb_commit(world->file, durable));

	(void)worked(world, status);
	return status;
}

void
world_reopen(struct world *world)
{
	world_close_streams(world);
	cfb_edit_finish(world->file);
	cfb_file_close(world->file);
	ck_assert_int_eq(cfb_file_open(&world->trial->device, CFB_STRICT,
		NULL, NULL, &world->file), CFB_OK);
	ck_assert_int_eq(cfb_edit_begin(world->file), CFB_OK);
}

void
world_create(struct world *world, struct trial *trial, unsigned version,
	uint64_t seed)
{
	memset(world, 0, sizeof *world);
	world->random = seed * 0x9E3779B97F4A7C15U + 1;
	world->trial = trial;
	ck_assert_int_eq(cfb_file_create(&trial->device, version,
		&world->file), CFB_OK);
	world->root = node_make(NULL, NULL, 0, false);
}

void
world_done(struct world *world)
{
	world_close_streams(world);
	if (world->file)
		cfb_file_close(world->file);
	node_free(world->root);
	free(world->touched);
}
