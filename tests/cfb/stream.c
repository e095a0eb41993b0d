/* SPDX-License-Identifier: MIT */
/*
 * Contents of streams: any range of any layout reads as it was described, in
 * no more reads than there are pieces, and damage ends them where it is.
 */
#include "cfb/stream.h"

#include <string.h>

#include "base/checked.h"
#include "cfb/directory.h"
#include "support/contents.h"
#include "support/images.h"
#include "support/random.h"
#include "support/suite.h"

struct open_stream {
	struct cfb_dirent entry;
	struct cfb_stream stream;
};

static void
open_stream(struct image *image, uint32_t id, struct open_stream *s)
{
	ck_assert_int_eq(
		cfb_directory_entry(image->file, id, &s->entry), CFB_OK);
	cfb_stream_open(image->file, id, &s->entry, &s->stream);
}

/* What each kind of file begins with. */
static const char *const kinds[] = {
	"version 3\n",
	"version 4\n",
	"version 3\ntables front\n",
	"version 3\ntables end\nmetadata last\n",
	"version 4\nmetadata last\n",
	"sector_shift 10\n",
	"sector_shift 11\nmini_shift 5\n",
	"sector_shift 13\nmini_shift 7\n",
	"sector_shift 16\nmini_shift 8\n",
	"version 4\nsector_shift 9\n",
	"mini_shift 4\n",
	"mini_shift 9\n",
	"cutoff 0\n",
	"cutoff 512\n",
	"cutoff 64K\n",
};

static const char *const layouts[] = {
	"layout contiguous\nmini_layout contiguous\n",
	"layout interleave\nmini_layout interleave\n",
	"layout interleave 3\nmini_layout interleave 2\n",
	"layout reverse\nmini_layout reverse\n",
	"layout random 1\nmini_layout random 2\n",
	"layout random 3 4\nmini_layout random 4 3\n",
};

static const char streams[] = "stream \"0\"\n"
			      "stream \"1\" = random(1, 1)\n"
			      "stream \"2\" = random(63, 2)\n"
			      "stream \"3\" = random(64, 3)\n"
			      "stream \"4\" = random(65, 4)\n"
			      "stream \"5\" = random(511, 5)\n"
			      "stream \"6\" = random(513, 6)\n"
			      "stream \"7\" = random(4095, 7)\n"
			      "stream \"8\" = random(4096, 8)\n"
			      "stream \"9\" = random(4097, 9)\n"
			      "stream \"A\" = random(70000, 10)\n"
			      "stream \"B\" = random(66000, 11)\n";

static void
read_randomly(struct image *image, uint32_t id, uint64_t *state)
{
	static uint8_t got[70000];
	static uint8_t wanted[70000];
	struct open_stream s;
	uint32_t size;

	open_stream(image, id, &s);
	size = (uint32_t)s.stream.size;
	for (int i = 0; i < 30; i++) {
		uint32_t offset = random_below(state, size + 1);
		uint32_t length = random_below(state, size - offset + 1);
		size_t done = 77;

		ck_assert_int_eq(cfb_stream_read(image->file, &s.stream, offset,
					 got, length, &done),
			CFB_OK);
		ck_assert_uint_eq(done, length);
		ck_assert_uint_eq(builder_content(image->builder, id, offset,
					  wanted, length),
			length);
		ck_assert(memcmp(got, wanted, length) == 0);
	}
	cfb_stream_close(&s.stream);
}

START_TEST(any_range_of_any_layout_reads_alike)
{
	uint64_t state = (uint64_t)_i;

	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++) {
		struct image image;

		image_open(&image,
			recipe_makef("%s%s%s", kinds[_i], layouts[i], streams));
		for (uint32_t id = 1; id <= 12; id++)
			read_randomly(&image, id, &state);
		ck_assert_uint_eq(image.tally.damage, 0);
		image_close(&image);
	}
}
END_TEST

START_TEST(pieces_of_any_size_make_the_whole)
{
	static const size_t pieces[] = { 7, 64, 512, 5000 };
	struct image image;

	image_open(&image, recipe_makef("%s%s", layouts[_i], streams));
	for (uint32_t id = 1; id <= 12; id++) {
		for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
			ck_assert_int_eq(
				contents_compare(&image, id, pieces[i]),
				CFB_OK);
	}
	image_close(&image);
}
END_TEST

/* How many reads of the device a range takes when the chain is known. */
static unsigned
reads_of(struct image *image, uint32_t id, uint64_t offset, size_t length)
{
	static uint8_t bytes[4 << 20];
	struct open_stream s;
	size_t done;
	unsigned reads;

	ck_assert_uint_le(length, sizeof bytes);
	open_stream(image, id, &s);
	ck_assert_int_eq(
		cfb_extents_reach_end(image->file, &s.stream.extents), CFB_OK);
	spy_reset(&image->spy);
	ck_assert_int_eq(cfb_stream_read(image->file, &s.stream, offset, bytes,
				 length, &done),
		CFB_OK);
	ck_assert_uint_eq(done, length);
	reads = image->spy.reads;
	cfb_stream_close(&s.stream);
	return reads;
}

START_TEST(contiguous_stream_is_one_read_of_any_length)
{
	static const char *const versions[] = { "3", "4" };
	uint64_t state = 1;
	struct image image;

	image_open(&image, recipe_makef("version %s\ntables front\n"
					"stream \"A\" = random(4000000, 1)\n",
				   versions[_i]));
	ck_assert_uint_eq(reads_of(&image, 1, 0, 4000000), 1);
	for (int i = 0; i < 100; i++) {
		uint32_t offset = random_below(&state, 3999999);
		uint32_t length =
			1 + random_below(&state, 4000000 - offset - 1);

		ck_assert_uint_eq(reads_of(&image, 1, offset, length), 1);
	}
	image_close(&image);
}
END_TEST

/* In v3 files a sector of the FAT lies in the way every 64 KB. */
START_TEST(tables_within_a_stream_are_read_over)
{
	struct image image;

	image_open_text(&image, "stream \"A\" = random(4000000, 1)\n");
	ck_assert_uint_le(reads_of(&image, 1, 0, 1000000), 1);
	ck_assert_uint_le(reads_of(&image, 1, 0, 4000000), 3);
	/* What was read over is counted, and is little. */
	ck_assert_uint_le(image.spy.bytes, 4000000 + 64 * 512);
	image_close(&image);
}
END_TEST

START_TEST(fragmented_stream_is_a_read_for_each_piece_at_most)
{
	struct image image;

	image_open_text(&image, "layout interleave 16\ntables front\n"
				"stream \"A\" = random(1M, 1)\n"
				"stream \"B\" = random(1M, 2)\n");
	ck_assert_uint_le(reads_of(&image, 1, 0, 1 << 20), 128);
	ck_assert_uint_le(image.spy.bytes, 1 << 20);
	/* Small gaps are read over instead. */
	image_close(&image);
	image_open_text(&image, "layout interleave 2\ntables front\n"
				"stream \"A\" = random(100K, 1)\n"
				"stream \"B\" = random(100K, 2)\n");
	ck_assert_uint_le(reads_of(&image, 1, 0, 100 << 10), 4);
	ck_assert_uint_le(image.spy.bytes, 200 << 10);
	image_close(&image);
}
END_TEST

START_TEST(sectors_in_reverse_are_read_one_by_one)
{
	struct image image;

	image_open_text(&image, "layout reverse\ntables front\n"
				"stream \"A\" = random(1M, 1)\n");
	ck_assert_uint_eq(reads_of(&image, 1, 0, 1 << 20), 2048);
	ck_assert_uint_eq(image.spy.bytes, 1 << 20);
	image_close(&image);
}
END_TEST

START_TEST(plan_covers_what_fits_in_it)
{
	struct image image;
	struct open_stream s;
	struct cfb_plan plan;

	image_open_text(&image, "layout reverse\n"
				"stream \"A\" = random(1M, 1)\n");
	open_stream(&image, 1, &s);
	ck_assert_int_eq(
		cfb_stream_plan(image.file, &s.stream, 100, 500000, &plan),
		CFB_OK);
	ck_assert_uint_eq(plan.count, CFB_PLAN_SPANS);
	ck_assert_uint_eq(plan.length, CFB_PLAN_SPANS * 512 - 100);
	ck_assert_int_eq(
		cfb_stream_plan(image.file, &s.stream, 100, 0, &plan), CFB_OK);
	ck_assert_uint_eq(plan.count, 0);
	cfb_stream_close(&s.stream);
	image_close(&image);
}
END_TEST

START_TEST(reading_nothing_reads_nothing)
{
	struct image image;
	uint8_t byte;

	image_open(&image, recipe_makef("%s", streams));
	spy_reset(&image.spy);
	for (uint32_t id = 1; id <= 12; id++) {
		struct open_stream s;
		size_t done = 77;

		open_stream(&image, id, &s);
		ck_assert_int_eq(cfb_stream_read(image.file, &s.stream, 0,
					 &byte, 0, &done),
			CFB_OK);
		ck_assert_uint_eq(done, 0);
		cfb_stream_close(&s.stream);
	}
	ck_assert_uint_eq(image.spy.reads, 0);
	image_close(&image);
}
END_TEST

/* Reads nothing but the end of a long stream. */
START_TEST(end_is_read_without_the_beginning)
{
	struct image image;
	struct open_stream s;
	uint8_t bytes[100];
	size_t done;

	image_open_text(&image, "version 4\n"
				"stream \"A\" = zero(1G) \"the end\"\n");
	open_stream(&image, 1, &s);
	spy_reset(&image.spy);
	ck_assert_int_eq(cfb_stream_read(image.file, &s.stream,
				 s.stream.size - 7, bytes, 7, &done),
		CFB_OK);
	ck_assert_mem_eq(bytes, "the end", 7);
	/* The FAT of 1 GB is 1 MB, each sector of it a page. */
	ck_assert_uint_le(image.spy.bytes, (1 << 20) + 3 * 4096);
	cfb_stream_close(&s.stream);
	image_close(&image);
}
END_TEST

struct damage {
	const char *recipe;
	const char *path;
	size_t readable; /* bytes */
	enum cfb_defect_id id;
};

static const struct damage damages[] = {
	{ "bad-stream-chain-short", "Alpha", 2048, CFB_DEFECT_STREAM_SHORT },
	{ "bad-stream-size-larger", "Alpha", 5120, CFB_DEFECT_STREAM_SHORT },
	{ "bad-stream-size-2g", "Alpha", 5120, CFB_DEFECT_STREAM_SHORT },
	{ "bad-stream-start-end", "Alpha", 0, CFB_DEFECT_STREAM_SHORT },
	{ "bad-stream-start-beyond-end", "Alpha", 0,
		CFB_DEFECT_STREAM_OUTSIDE },
	{ "bad-stream-loop-self", "Alpha", 1024, CFB_DEFECT_STREAM_LOOP },
	{ "bad-stream-loop", "Alpha", 2048, CFB_DEFECT_STREAM_LOOP },
	{ "bad-fat-next-beyond-end", "Alpha", 2048, CFB_DEFECT_STREAM_OUTSIDE },
	{ "bad-fat-next-free", "Alpha", 2048, CFB_DEFECT_STREAM_FREE },
	{ "bad-fat-next-fatsect", "Alpha", 2048, CFB_DEFECT_STREAM_METADATA },
	{ "bad-fat-next-difsect", "Alpha", 2048, CFB_DEFECT_STREAM_METADATA },
	{ "bad-fat-next-reserved", "Alpha", 2048, CFB_DEFECT_STREAM_METADATA },
	{ "bad-mini-chain-short", "Gamma/Delta", 128, CFB_DEFECT_MINI_SHORT },
	{ "bad-mini-start-end", "Beta", 0, CFB_DEFECT_MINI_SHORT },
	{ "bad-mini-loop-self", "Gamma/Delta", 64, CFB_DEFECT_MINI_LOOP },
	{ "bad-mini-loop", "Gamma/Delta", 128, CFB_DEFECT_MINI_LOOP },
	{ "bad-mini-next-free", "Gamma/Delta", 128, CFB_DEFECT_MINI_FREE },
};

START_TEST(damage_ends_a_stream_where_it_is)
{
	const struct damage *d = &damages[_i];
	struct image image;
	struct cfb_dirent entry;
	uint8_t wanted[8192];
	uint8_t *bytes;
	size_t length;
	uint32_t id;
	int status;

	image_open(&image, recipe_load(d->recipe));
	id = image_find(&image, d->path, &entry);
	bytes = contents_read(&image, id, SIZE_MAX, 1 << 20, &length, &status);
	ck_assert_msg(status == CFB_CORRUPT, "%s: %d", d->recipe, status);
	ck_assert_uint_eq(length, d->readable);
	ck_assert_msg(image.tally.of[d->id] == 1 && image.tally.total == 1,
		"%s: %s", d->recipe, tally_text(&image.tally));
	ck_assert_uint_eq(image.tally.last.entry, id);
	/* What was delivered is what was there. */
	length = builder_content(
		image.builder, id, 0, wanted, min_size(length, sizeof wanted));
	ck_assert(memcmp(bytes, wanted, length) == 0);
	free(bytes);
	image_close(&image);
}
END_TEST

/* Loops and cross links included: the same bytes, up to the same place. */
START_TEST(damaged_streams_read_alike_in_pieces_of_any_size)
{
	static const size_t pieces[] = { 1, 64, 500, 512, 3000, SIZE_MAX };
	static const char *const prefixes[] = { "bad-stream-", "bad-mini-",
		"bad-fat-", "bad-size-", "bad-ministream-", "bad-cutoff-",
		"bad-v4-", "bad-difat-", "bad-random-" };
	struct recipe_names names;

	recipe_names_find(&names, prefixes[_i]);
	for (size_t n = 0; n < names.count; n++) {
		struct image image;

		if (image_try(&image, recipe_load(names.names[n]),
			    CFB_TOLERANT) != CFB_OK) {
			builder_destroy(image.builder);
			continue;
		}
		for (uint32_t id = 1; id < builder_entries(image.builder);
			id++) {
			struct cfb_dirent entry;
			uint8_t *whole;
			size_t length;
			int status;

			if (cfb_directory_entry(image.file, id, &entry) !=
					CFB_OK ||
				entry.type != CFB_TYPE_STREAM)
				continue;
			whole = contents_read(
				&image, id, SIZE_MAX, 20000, &length, &status);
			for (size_t p = 0; p < ARRAY_SIZE(pieces); p++) {
				uint8_t *bytes;
				size_t l;
				int st;

				bytes = contents_read(
					&image, id, pieces[p], 20000, &l, &st);
				ck_assert_msg(
					l == length && st == status &&
						memcmp(bytes, whole, l) == 0,
					"%s: entry %u by %zu: %zu, not %zu",
					names.names[n], (unsigned)id, pieces[p],
					l, length);
				free(bytes);
			}
			free(whole);
		}
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(cut_file_delivers_what_is_left)
{
	static const char *const kind[] = { "version 3\n", "version 4\n",
		"version 3\ntables end\n" };
	uint64_t state = (uint64_t)_i;

	for (int round = 0; round < 100; round++) {
		struct builder *b = recipe_makef(
			"%stables front\nstream \"A\" = random(100000, 1)\n",
			kind[_i % 2]);
		struct image image;
		uint64_t begin = builder_sector_offset(
			b, builder_stream_sector(b, 1, 0));
		uint32_t kept = random_below(&state, 100000);
		static uint8_t wanted[100000];
		uint8_t *bytes;
		size_t length;
		int status;

		ck_assert(builder_truncate(b, begin + kept));
		image_open(&image, b);
		bytes = contents_read(&image, 1,
			1 + random_below(&state, 150000), SIZE_MAX, &length,
			&status);
		ck_assert_int_eq(status, CFB_CORRUPT);
		ck_assert_uint_eq(length, kept);
		builder_content(b, 1, 0, wanted, kept);
		ck_assert(memcmp(bytes, wanted, kept) == 0);
		free(bytes);
		image_close(&image);
	}
}
END_TEST

START_TEST(file_that_shrinks_later_is_corrupt_and_no_more)
{
	struct image image;
	uint8_t *bytes;
	size_t length;
	int status;

	image_open_text(&image, "tables front\n"
				"stream \"A\" = random(100000, 1)\n");
	image.spy.end = builder_sector_offset(
		image.builder, builder_stream_sector(image.builder, 1, 50));
	bytes = contents_read(&image, 1, SIZE_MAX, SIZE_MAX, &length, &status);
	ck_assert_int_eq(status, CFB_CORRUPT);
	ck_assert_uint_eq(length, 50 * 512);
	free(bytes);
	image_close(&image);
}
END_TEST

START_TEST(failed_read_delivers_what_came_before)
{
	struct image image;
	struct open_stream s;
	static uint8_t got[300000];
	static uint8_t wanted[300000];
	unsigned n;
	int status;

	image_open_text(&image, "layout interleave 20\ntables front\n"
				"stream \"A\" = random(300000, 1)\n"
				"stream \"B\" = random(300000, 2)\n");
	open_stream(&image, 1, &s);
	ck_assert_int_eq(
		cfb_extents_reach_end(image.file, &s.stream.extents), CFB_OK);
	builder_content(image.builder, 1, 0, wanted, sizeof wanted);
	for (n = 1;; n++) {
		size_t done;

		spy_reset(&image.spy);
		image.spy.fail_at = n;
		image.spy.failure = -(int)n;
		memset(got, 0, sizeof got);
		status = cfb_stream_read(
			image.file, &s.stream, 0, got, sizeof got, &done);
		ck_assert(memcmp(got, wanted, done) == 0);
		if (status == CFB_OK)
			break;
		ck_assert_int_eq(status, -(int)n);
		ck_assert_uint_eq(done, (n - 1) * 20 * 512);
	}
	ck_assert_uint_eq(n - 1, (300000 + 20 * 512 - 1) / (20 * 512));
	cfb_stream_close(&s.stream);
	image_close(&image);
}
END_TEST

/* The upper half of a v3 size is garbage by the specification. */
START_TEST(v3_sizes_have_32_bits)
{
	struct image image;
	struct cfb_dirent entry;
	uint32_t id;

	image_open(&image, recipe_load("odd-entry-size-high"));
	id = image_find(&image, "Alpha", &entry);
	ck_assert_uint_ne(entry.size >> 32, 0);
	ck_assert_uint_eq(cfb_dirent_size(image.file, &entry), 5000);
	ck_assert_int_eq(contents_compare(&image, id, 5000), CFB_OK);
	image_close(&image);
}
END_TEST

START_TEST(absurd_v4_size_is_readable_as_far_as_it_goes)
{
	static const char *const recipes[] = { "bad-v4-stream-size-2e63",
		"bad-v4-stream-size-max" };
	struct image image;
	struct open_stream s;
	struct cfb_dirent entry;
	uint8_t bytes[100];
	uint32_t id;
	size_t done;

	image_open(&image, recipe_load(recipes[_i]));
	id = image_find(&image, "Alpha", &entry);
	open_stream(&image, id, &s);
	ck_assert_uint_ge(s.stream.size, UINT64_C(1) << 63);
	ck_assert_int_eq(cfb_stream_read(image.file, &s.stream, 0, bytes,
				 sizeof bytes, &done),
		CFB_OK);
	ck_assert_uint_eq(done, sizeof bytes);
	ck_assert_int_eq(cfb_stream_read(image.file, &s.stream,
				 s.stream.size - 100, bytes, 100, &done),
		CFB_CORRUPT);
	ck_assert_uint_eq(done, 0);
	/* Sector numbers that wrapped around would be small ones. */
	ck_assert_int_eq(cfb_stream_read(image.file, &s.stream,
				 UINT64_C(1) << (32 + image.file->sector_shift),
				 bytes, 100, &done),
		CFB_CORRUPT);
	ck_assert_uint_eq(done, 0);
	cfb_stream_close(&s.stream);
	image_close(&image);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("stream");

	TEST_EACH(
		&suite, any_range_of_any_layout_reads_alike, ARRAY_SIZE(kinds));
	TEST_EACH(
		&suite, pieces_of_any_size_make_the_whole, ARRAY_SIZE(layouts));
	TEST_EACH(&suite, contiguous_stream_is_one_read_of_any_length, 2);
	TEST(&suite, tables_within_a_stream_are_read_over);
	TEST(&suite, fragmented_stream_is_a_read_for_each_piece_at_most);
	TEST(&suite, sectors_in_reverse_are_read_one_by_one);
	TEST(&suite, plan_covers_what_fits_in_it);
	TEST(&suite, reading_nothing_reads_nothing);
	TEST(&suite, end_is_read_without_the_beginning);
	TEST_EACH(
		&suite, damage_ends_a_stream_where_it_is, ARRAY_SIZE(damages));
	TEST_EACH(&suite, damaged_streams_read_alike_in_pieces_of_any_size, 9);
	TEST_EACH(&suite, cut_file_delivers_what_is_left, 2);
	TEST(&suite, file_that_shrinks_later_is_corrupt_and_no_more);
	TEST(&suite, failed_read_delivers_what_came_before);
	TEST(&suite, v3_sizes_have_32_bits);
	TEST_EACH(&suite, absurd_v4_size_is_readable_as_far_as_it_goes, 2);
	return suite_end(&suite);
}
