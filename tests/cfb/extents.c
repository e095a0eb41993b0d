/* SPDX-License-Identifier: MIT */
/*
 * Chains as runs, against a plain model that keeps every sector and a set of
 * those it has met. Tables are made up here: what a builder would not link.
 */
#include "cfb/extents.h"

#include <string.h>

#include "base/bytes.h"
#include "cfb/file.h"
#include "io/memory.h"
#include "support/devices.h"
#include "support/images.h"
#include "support/random.h"
#include "support/suite.h"

enum { PER_SECTOR = 128, SECTORS_MAX = 109 * PER_SECTOR };

/* A file whose FAT is `next`, whatever that says. */
struct table {
	uint32_t next[SECTORS_MAX];
	uint32_t sectors;
	uint32_t missing; /* FAT sector that is not there, or CFB_NOWHERE */
	uint8_t *bytes;
	struct spy spy;
	struct cfb_file *file;
};

static struct table table;

static void
put_sector(uint32_t sector, const uint8_t *bytes)
{
	memcpy(table.bytes + (size_t)(sector + 1) * 512, bytes, 512);
}

/* The FAT is at the end, sector 0 is the directory. */
static void
put_tables(void)
{
	uint32_t fat_sectors = (table.sectors - 1) / PER_SECTOR + 1;
	uint32_t first = table.sectors - fat_sectors;
	struct cfb_dirent root = { .type = CFB_TYPE_ROOT,
		.left = CFB_NOSTREAM,
		.right = CFB_NOSTREAM,
		.child = CFB_NOSTREAM,
		.start = CFB_ENDOFCHAIN };
	struct cfb_header header = { .major_version = 3,
		.minor_version = CFB_MINOR_VERSION,
		.byte_order = CFB_BYTE_ORDER,
		.sector_shift = 9,
		.mini_sector_shift = 6,
		.fat_sectors = fat_sectors,
		.mini_cutoff = 4096,
		.first_minifat = CFB_ENDOFCHAIN,
		.first_difat = CFB_ENDOFCHAIN };
	uint8_t raw[512];

	memset(header.difat, 0xff, sizeof header.difat);
	for (uint32_t i = 0; i < fat_sectors; i++) {
		memset(raw, 0xff, sizeof raw);
		for (uint32_t j = 0; j < PER_SECTOR; j++) {
			if (i * PER_SECTOR + j < table.sectors)
				put_le32(raw + 4 * j,
					table.next[i * PER_SECTOR + j]);
		}
		put_sector(first + i, raw);
		if (i != table.missing)
			header.difat[i] = first + i;
	}
	cfb_header_encode(&header, table.bytes);
	memset(raw, 0, sizeof raw);
	cfb_dirent_encode(&root, raw);
	put_sector(0, raw);
}

static void
open_table(void)
{
	struct device *device;
	size_t size = (size_t)(table.sectors + 1) * 512;

	table.bytes = calloc(1, size);
	ck_assert_ptr_nonnull(table.bytes);
	put_tables();
	ck_assert_int_eq(memory_device_open(table.bytes, size, &device), 0);
	spy_init(&table.spy, device);
	ck_assert_int_eq(cfb_file_open(&table.spy.device, CFB_TOLERANT, NULL,
				 NULL, &table.file),
		CFB_OK);
	spy_reset(&table.spy);
}

static void
close_table(void)
{
	cfb_file_close(table.file);
	free(table.bytes);
}

static void
reset_table(uint32_t sectors)
{
	table.sectors = sectors;
	table.missing = CFB_NOWHERE;
	memset(table.next, 0xff, sizeof table.next);
}

/* Link `count` sectors from `first` on; returns the last of them. */
static uint32_t
link_run(uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i + 1 < count; i++)
		table.next[first + i] = first + i + 1;
	table.next[first + count - 1] = CFB_ENDOFCHAIN;
	return first + count - 1;
}

static void
start(struct cfb_extents *extents, uint32_t first)
{
	cfb_extents_init(
		extents, &table.file->fat.pages, table.file->sectors, first);
}

/* The plain model. */
struct model {
	uint32_t sectors[SECTORS_MAX];
	uint32_t length;
	enum cfb_chain_end end;
};

static struct model model;

static void
follow(uint32_t sector)
{
	static bool met[SECTORS_MAX];

	memset(met, 0, sizeof met);
	model.length = 0;
	for (;;) {
		if (sector == CFB_ENDOFCHAIN)
			model.end = CFB_CHAIN_NORMAL;
		else if (sector == CFB_FREESECT)
			model.end = CFB_CHAIN_FREE;
		else if (sector >= CFB_MAXREGSECT)
			model.end = CFB_CHAIN_METADATA;
		else if (sector >= table.sectors)
			model.end = CFB_CHAIN_OUTSIDE;
		else if (met[sector])
			model.end = CFB_CHAIN_LOOP;
		else
			model.end = CFB_CHAIN_OPEN;
		if (model.end != CFB_CHAIN_OPEN)
			return;
		met[sector] = true;
		model.sectors[model.length++] = sector;
		if (sector / PER_SECTOR == table.missing) {
			model.end = CFB_CHAIN_UNKNOWN;
			return;
		}
		sector = table.next[sector];
	}
}

static void
compare_prefix(const struct cfb_extents *extents)
{
	uint32_t index = 0;

	ck_assert_uint_le(extents->length, model.length);
	while (index < extents->length) {
		uint32_t sector;
		uint32_t run;

		cfb_extents_at(extents, index, &sector, &run);
		ck_assert_uint_ge(run, 1);
		for (uint32_t i = 0; i < run; i++)
			ck_assert_uint_eq(sector + i, model.sectors[index + i]);
		index += run;
	}
	ck_assert_uint_eq(index, extents->length);
}

static void
compare_whole(const struct cfb_extents *extents)
{
	compare_prefix(extents);
	ck_assert_uint_eq(extents->length, model.length);
	ck_assert_int_eq(extents->end, model.end);
}

START_TEST(contiguous_chain_is_one_run)
{
	struct cfb_extents e;
	uint32_t sector;
	uint32_t run;

	reset_table(2000);
	link_run(10, 1500);
	open_table();
	start(&e, 10);
	ck_assert_int_eq(cfb_extents_reach_end(table.file, &e), CFB_OK);
	ck_assert_uint_eq(e.count, 1);
	ck_assert_uint_eq(e.length, 1500);
	ck_assert_int_eq(e.end, CFB_CHAIN_NORMAL);
	cfb_extents_at(&e, 700, &sector, &run);
	ck_assert_uint_eq(sector, 710);
	ck_assert_uint_eq(run, 800);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

START_TEST(backward_chain_has_a_run_for_each_sector)
{
	struct cfb_extents e;

	reset_table(1000);
	for (uint32_t i = 1; i < 500; i++)
		table.next[i] = i - 1;
	table.next[0] = CFB_ENDOFCHAIN;
	open_table();
	start(&e, 499);
	ck_assert_int_eq(cfb_extents_reach_end(table.file, &e), CFB_OK);
	ck_assert_uint_eq(e.count, 500);
	follow(499);
	compare_whole(&e);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

static const struct {
	uint32_t start;
	enum cfb_chain_end end;
} starts[] = {
	{ CFB_ENDOFCHAIN, CFB_CHAIN_NORMAL },
	{ CFB_FREESECT, CFB_CHAIN_FREE },
	{ CFB_FATSECT, CFB_CHAIN_METADATA },
	{ CFB_DIFSECT, CFB_CHAIN_METADATA },
	{ 0xfffffffb, CFB_CHAIN_METADATA },
	{ CFB_MAXREGSECT, CFB_CHAIN_METADATA },
	{ CFB_MAXREGSECT - 1, CFB_CHAIN_OUTSIDE },
	{ 1000, CFB_CHAIN_OUTSIDE },
};

START_TEST(bad_start_is_an_empty_chain)
{
	struct cfb_extents e;

	reset_table(1000);
	open_table();
	start(&e, starts[_i].start);
	ck_assert_int_eq(cfb_extents_reach(table.file, &e, 0), CFB_OK);
	ck_assert_uint_eq(e.length, 0);
	ck_assert_int_eq(e.end, starts[_i].end);
	ck_assert_uint_eq(table.spy.reads, 0);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

START_TEST(last_sector_is_in_before_its_bad_link)
{
	static const uint32_t links[] = { CFB_FREESECT, CFB_FATSECT, 5000 };
	struct cfb_extents e;

	reset_table(1000);
	table.next[link_run(20, 10)] = links[_i];
	open_table();
	start(&e, 20);
	ck_assert_int_eq(cfb_extents_reach_end(table.file, &e), CFB_OK);
	follow(20);
	compare_whole(&e);
	ck_assert_uint_eq(e.length, 10);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

START_TEST(chain_ends_where_the_table_is_missing)
{
	struct cfb_extents e;

	reset_table(1000);
	link_run(100, 200);
	table.missing = 1; /* from sector 128 on */
	open_table();
	start(&e, 100);
	ck_assert_int_eq(cfb_extents_reach_end(table.file, &e), CFB_OK);
	ck_assert_uint_eq(e.length, 29);
	ck_assert_int_eq(e.end, CFB_CHAIN_UNKNOWN);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

START_TEST(reaching_reads_no_more_of_the_table_than_needed)
{
	struct cfb_extents e;

	reset_table(SECTORS_MAX);
	link_run(1, SECTORS_MAX - 200);
	open_table();
	start(&e, 1);
	/* A page holds eight sectors of the table, which one read brings. */
	for (uint32_t pages = 1; pages <= 13; pages++) {
		uint32_t last = pages * 8 * PER_SECTOR - 2;

		ck_assert_int_eq(
			cfb_extents_reach(table.file, &e, last), CFB_OK);
		ck_assert_uint_gt(e.length, last);
		ck_assert_uint_le(table.spy.reads, pages);
		ck_assert_uint_le(table.spy.bytes, pages * 4096);
	}
	cfb_extents_done(&e);
	close_table();
}
END_TEST

START_TEST(reaching_again_reads_nothing)
{
	struct cfb_extents e;

	reset_table(5000);
	link_run(1, 4000);
	open_table();
	start(&e, 1);
	ck_assert_int_eq(cfb_extents_reach(table.file, &e, 3000), CFB_OK);
	spy_reset(&table.spy);
	ck_assert_int_eq(cfb_extents_reach(table.file, &e, 3000), CFB_OK);
	ck_assert_int_eq(cfb_extents_reach(table.file, &e, 0), CFB_OK);
	ck_assert_uint_eq(table.spy.reads, 0);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

START_TEST(failed_read_can_be_tried_again)
{
	struct cfb_extents e;

	reset_table(5000);
	link_run(1, 4000);
	open_table();
	start(&e, 1);
	table.spy.fail_at = 2;
	table.spy.failure = IO_READ | 5;
	ck_assert_int_eq(cfb_extents_reach_end(table.file, &e), IO_READ | 5);
	ck_assert_int_eq(cfb_extents_reach_end(table.file, &e), CFB_OK);
	follow(1);
	compare_whole(&e);
	cfb_extents_done(&e);
	close_table();
}
END_TEST

/* A tail that leads into a cycle, of sectors in an order of the caller's. */
static uint32_t
make_rho(const uint32_t *order, uint32_t tail, uint32_t cycle)
{
	for (uint32_t i = 0; i + 1 < tail + cycle; i++)
		table.next[order[i]] = order[i + 1];
	table.next[order[tail + cycle - 1]] = order[tail];
	return order[0];
}

static void
shuffle(uint32_t *order, uint32_t count, uint64_t *state)
{
	for (uint32_t i = count - 1; i > 0; i--) {
		uint32_t j = random_below(state, i + 1);
		uint32_t swapped = order[i];

		order[i] = order[j];
		order[j] = swapped;
	}
}

/* Reach in steps as a reader would, never beyond what there is. */
static void
reach_in_steps(struct cfb_extents *extents, uint32_t step)
{
	for (uint32_t index = 0; extents->end == CFB_CHAIN_OPEN;
		index += step) {
		ck_assert_int_eq(
			cfb_extents_reach(table.file, extents, index), CFB_OK);
		ck_assert_uint_le(extents->length, model.length);
	}
	compare_whole(extents);
}

static void
try_every_step(uint32_t first)
{
	static const uint32_t steps[] = { 1, 2, 7, 100, SECTORS_MAX };

	follow(first);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		struct cfb_extents e;

		start(&e, first);
		reach_in_steps(&e, steps[i]);
		cfb_extents_done(&e);
	}
}

/* 0: shuffled, 1: neighbours, 2: neighbours backwards, 3: runs shuffled */
static void
order_sectors(uint32_t *order, uint32_t count, int how, uint64_t *state)
{
	for (uint32_t i = 0; i < count; i++)
		order[i] = 1 + (how == 2 ? count - 1 - i : i);
	if (how == 0)
		shuffle(order, count, state);
	for (uint32_t i = 0; how == 3 && i + 10 <= count; i += 10) {
		uint32_t j = random_below(state, count / 10) * 10;

		for (uint32_t k = 0; k < 10; k++) {
			uint32_t swapped = order[i + k];

			order[i + k] = order[j + k];
			order[j + k] = swapped;
		}
	}
}

START_TEST(cycle_ends_where_it_would_begin_again)
{
	static const uint32_t lengths[] = { 0, 1, 2, 3, 5, 8, 64, 127, 128, 129,
		500 };
	uint32_t order[1000];
	uint64_t state = (uint64_t)_i;

	for (size_t t = 0; t < ARRAY_SIZE(lengths); t++) {
		for (size_t c = 1; c < ARRAY_SIZE(lengths); c++) {
			uint32_t count = lengths[t] + lengths[c];
			uint32_t first;

			reset_table(1200);
			order_sectors(order, count, _i, &state);
			first = make_rho(order, lengths[t], lengths[c]);
			open_table();
			try_every_step(first);
			ck_assert_int_eq(model.end, CFB_CHAIN_LOOP);
			ck_assert_uint_eq(model.length, count);
			close_table();
		}
	}
}
END_TEST

/* Run into the middle of the chain by the step to a neighbour. */
START_TEST(cycle_without_a_jump_back_into_it_is_found)
{
	reset_table(1000);
	link_run(50, 10);    /* 50 … 59 */
	table.next[59] = 40; /* 40 … 49, and on to 50 */
	link_run(40, 10);
	table.next[49] = 50;
	open_table();
	try_every_step(50);
	ck_assert_uint_eq(model.length, 20);
	ck_assert_int_eq(model.end, CFB_CHAIN_LOOP);
	close_table();
}
END_TEST

static uint32_t
random_link(uint32_t sector, uint64_t *state)
{
	uint32_t dice = random_below(state, 1000);

	if (dice < 800)
		return sector + 1;
	if (dice < 994)
		return random_below(state, table.sectors);
	switch (dice) {
	case 994:
		return CFB_ENDOFCHAIN;
	case 995:
		return CFB_FREESECT;
	case 996:
		return CFB_FATSECT;
	case 997:
		return CFB_DIFSECT;
	case 998:
		return table.sectors + random_below(state, 1000);
	default:
		return (uint32_t)random_next(state);
	}
}

START_TEST(any_table_is_followed_as_the_model_does)
{
	uint64_t state = (uint64_t)_i;

	for (int round = 0; round < 15; round++) {
		reset_table(2 + random_below(&state, 3000));
		for (uint32_t i = 0; i < table.sectors; i++)
			table.next[i] = random_link(i, &state);
		if (random_below(&state, 4) == 0)
			table.missing = random_below(&state, 24);
		open_table();
		for (int i = 0; i < 20; i++) {
			uint32_t first = random_below(&state, table.sectors);
			struct cfb_extents e;

			follow(first);
			start(&e, first);
			reach_in_steps(&e, 1 + random_below(&state, 50));
			cfb_extents_done(&e);
			start(&e, first);
			ck_assert_int_eq(
				cfb_extents_reach_end(table.file, &e), CFB_OK);
			compare_whole(&e);
			cfb_extents_done(&e);
		}
		close_table();
	}
}
END_TEST

START_TEST(each_end_has_the_defect_of_its_kind_of_chain)
{
	static const struct cfb_chain_defects defects = {
		.free = (enum cfb_defect_id)1,
		.outside = (enum cfb_defect_id)2,
		.metadata = (enum cfb_defect_id)3,
		.unknown = (enum cfb_defect_id)4,
		.loop = (enum cfb_defect_id)5,
	};
	static const struct {
		enum cfb_chain_end end;
		unsigned defect;
	} rows[] = {
		{ CFB_CHAIN_OPEN, 0 },
		{ CFB_CHAIN_NORMAL, 0 },
		{ CFB_CHAIN_FREE, 1 },
		{ CFB_CHAIN_OUTSIDE, 2 },
		{ CFB_CHAIN_METADATA, 3 },
		{ CFB_CHAIN_UNKNOWN, 4 },
		{ CFB_CHAIN_LOOP, 5 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cfb_extents e = { .end = rows[i].end };

		ck_assert_uint_eq(
			cfb_extents_defect(&e, &defects), rows[i].defect);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("extents");

	TEST(&suite, contiguous_chain_is_one_run);
	TEST(&suite, backward_chain_has_a_run_for_each_sector);
	TEST_EACH(&suite, bad_start_is_an_empty_chain, ARRAY_SIZE(starts));
	TEST_EACH(&suite, last_sector_is_in_before_its_bad_link, 3);
	TEST(&suite, chain_ends_where_the_table_is_missing);
	TEST(&suite, reaching_reads_no_more_of_the_table_than_needed);
	TEST(&suite, reaching_again_reads_nothing);
	TEST(&suite, failed_read_can_be_tried_again);
	TEST_EACH(&suite, cycle_ends_where_it_would_begin_again, 4);
	TEST(&suite, cycle_without_a_jump_back_into_it_is_found);
	TEST_EACH(&suite, any_table_is_followed_as_the_model_does, 25);
	TEST(&suite, each_end_has_the_defect_of_its_kind_of_chain);
	return suite_end(&suite);
}
