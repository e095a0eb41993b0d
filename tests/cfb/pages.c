/* SPDX-License-Identifier: MIT */
/* Pages: what is read when, and that forgetting them changes nothing. */
#include "cfb/pages.h"

#include <string.h>

#include "cfb/chain.h"
#include "cfb/directory.h"
#include "support/contents.h"
#include "support/images.h"
#include "support/suite.h"

/* A page of tables and directories; sectors may be larger. */
#define PAGE 4096

static const char *const recipes[] = {
	"good-deep",
	"good-entries-129",
	"good-fat-sectors-110",
	"good-layout-interleave",
	"good-layout-random",
	"good-layout-reverse",
	"good-metadata-last",
	"good-names-prefix",
	"good-sizes",
	"good-v4-layout-interleave",
	"good-v4-sizes",
	"good-wide",
	"odd-mini-shift-9",
	"odd-sector-shift-10",
};

static const size_t budgets[] = { 0, 1, PAGE, 3 * PAGE };

START_TEST(any_budget_reads_the_same)
{
	struct image image;

	for (size_t i = 0; i < ARRAY_SIZE(budgets); i++) {
		image_open(&image, recipe_load(recipes[_i]));
		image.file->pool.budget = budgets[i];
		contents_compare_all(&image);
		ck_assert_uint_eq(image.tally.damage, 0);
		image_close(&image);
	}
}
END_TEST

START_TEST(budget_is_passed_by_one_page_at_most)
{
	struct image image;
	struct cfb_page_pool *pool;
	uint32_t count;

	image_open_text(&image, "layout random 1\n"
				"repeat 3000 stream \"{4}\" = count(200)\n");
	pool = &image.file->pool;
	pool->budget = 5 * PAGE;
	ck_assert_int_eq(cfb_directory_count(image.file, &count), CFB_OK);
	for (uint32_t id = 0; id < count; id++) {
		struct cfb_dirent entry;

		ck_assert_int_eq(cfb_directory_entry(
					 image.file, id * 7919 % count, &entry),
			CFB_OK);
		ck_assert_uint_le(pool->used, pool->budget);
	}
	image_close(&image);
}
END_TEST

START_TEST(closing_gives_every_page_back)
{
	struct image image;
	struct cfb_chain chain;
	const uint8_t *bytes;
	size_t before;

	image_open(&image, recipe_load("good-fat-sectors-110"));
	before = image.file->pool.used;
	cfb_chain_init(
		&chain, image.file, image.file->header.first_directory, 0);
	ck_assert_int_eq(
		cfb_chain_sector(image.file, &chain, 0, &bytes), CFB_OK);
	ck_assert_uint_gt(image.file->pool.used, before);
	cfb_chain_done(&chain, image.file);
	ck_assert_uint_eq(image.file->pool.used, before);
	image_close(&image);
}
END_TEST

START_TEST(neighbours_come_in_one_read)
{
	struct image image;

	/* 64 sectors of directory, one behind the other. */
	image_open_text(&image, "tables front\n"
				"repeat 255 stream \"{4}\"\n");
	spy_reset(&image.spy);
	for (uint32_t id = 0; id < 256; id++) {
		struct cfb_dirent entry;

		ck_assert_int_eq(
			cfb_directory_entry(image.file, id, &entry), CFB_OK);
	}
	/* The first page was read by opening. */
	ck_assert_uint_eq(image.spy.reads, 7);
	ck_assert_uint_eq(image.spy.bytes, 7 * PAGE);
	image_close(&image);
}
END_TEST

START_TEST(scattered_sectors_are_read_one_by_one)
{
	struct image image;

	image_open_text(&image, "tables front\n"
				"layout interleave\n"
				"repeat 31 stream \"{4}\"\n"
				"stream \"A\" = count(8192)\n");
	spy_reset(&image.spy);
	for (uint32_t id = 4; id < 32; id++) {
		struct cfb_dirent entry;

		ck_assert_int_eq(
			cfb_directory_entry(image.file, id, &entry), CFB_OK);
	}
	ck_assert_uint_eq(image.spy.reads, 7);
	ck_assert_uint_eq(image.spy.bytes, 7 * 512);
	image_close(&image);
}
END_TEST

START_TEST(loaded_sector_is_not_read_again)
{
	struct image image;

	image_open_text(&image, "repeat 500 stream \"{4}\" = count(100)\n");
	contents_compare_all(&image);
	spy_reset(&image.spy);
	contents_compare_all(&image);
	ck_assert_uint_eq(image.spy.reads, 0);
	image_close(&image);
}
END_TEST

START_TEST(failed_read_leaves_no_page_behind)
{
	struct image image;
	struct cfb_dirent entry;

	image_open_text(&image, "repeat 255 stream \"{4}\"\n");
	spy_reset(&image.spy);
	image.spy.fail_at = 1;
	image.spy.failure = -5;
	ck_assert_int_eq(cfb_directory_entry(image.file, 200, &entry), -5);
	ck_assert_int_eq(cfb_directory_entry(image.file, 200, &entry), CFB_OK);
	ck_assert_uint_eq(entry.units, 4);
	ck_assert_mem_eq(entry.name, u"0199", 8);
	image_close(&image);
}
END_TEST

START_TEST(missing_end_of_a_directory_sector_is_zero)
{
	struct image image;
	struct cfb_dirent entry;

	image_open_text(&image, "metadata last\n"
				"stream \"A\" = count(5000)\n"
				"stream \"B\" = count(5000)\n"
				"truncate -200\n");
	ck_assert_int_eq(cfb_directory_entry(image.file, 1, &entry), CFB_OK);
	ck_assert_int_eq(entry.type, CFB_TYPE_STREAM);
	ck_assert_uint_eq(image.file->directory.pages.cut, 1);
	ck_assert_int_eq(cfb_directory_entry(image.file, 3, &entry), CFB_OK);
	ck_assert_int_eq(entry.type, CFB_TYPE_FREE);
	ck_assert_uint_eq(entry.left, 0);
	image_close(&image);
}
END_TEST

START_TEST(read_of_a_chain_stops_at_its_end)
{
	struct image image;
	struct cfb_chain chain;
	uint8_t bytes[3000];
	size_t done;

	image_open_text(&image, "layout random 3\n"
				"stream \"B\" = random(20000, 1)\n"
				"stream \"A\" = count(5000)\n");
	cfb_chain_init(&chain, image.file,
		builder_stream_sector(image.builder, 2, 0), 0);
	ck_assert_int_eq(cfb_chain_read(image.file, &chain, 3000, bytes,
				 sizeof bytes, &done),
		CFB_OK);
	ck_assert_uint_eq(done, 10 * 512 - 3000);
	for (size_t i = 0; i < 2000; i += 4)
		ck_assert_uint_eq(bytes[i] | bytes[i + 1] << 8, (3000 + i) / 4);
	ck_assert_int_eq(cfb_chain_read(image.file, &chain, UINT64_MAX - 9,
				 bytes, 9, &done),
		CFB_OK);
	ck_assert_uint_eq(done, 0);
	cfb_chain_done(&chain, image.file);
	image_close(&image);
}
END_TEST

/* But what is read again, or beside it, does. */
START_TEST(what_lies_apart_in_a_long_chain_needs_no_page)
{
	static const uint64_t offsets[] = { 1000000, 2000000, 1500000 };
	struct image image;
	struct cfb_chain *chain;

	image_open_text(&image, "repeat 9999 stream \"{4}\" = count(200)\n");
	chain = &image.file->ministream;
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		uint32_t index = (uint32_t)(offsets[i] / 512);
		uint8_t apart[700];
		uint8_t paged[700];
		size_t done;

		ck_assert_int_eq(cfb_chain_read(image.file, chain, offsets[i],
					 apart, sizeof apart, &done),
			CFB_OK);
		ck_assert_uint_eq(done, sizeof apart);
		ck_assert(!cfb_pages_has(&chain->pages, index));
		ck_assert_int_eq(cfb_chain_read(image.file, chain, offsets[i],
					 paged, sizeof paged, &done),
			CFB_OK);
		ck_assert(cfb_pages_has(&chain->pages, index));
		ck_assert_mem_eq(apart, paged, sizeof apart);
	}
	image_close(&image);
}
END_TEST

START_TEST(page_is_loaded_from_its_beginning)
{
	struct image image;
	struct cfb_dirent entry;

	image_open_text(&image, "tables front\n"
				"repeat 255 stream \"{4}\"\n");
	spy_reset(&image.spy);
	for (uint32_t id = 127; id >= 96; id--)
		ck_assert_int_eq(
			cfb_directory_entry(image.file, id, &entry), CFB_OK);
	ck_assert_uint_eq(image.spy.reads, 1);
	ck_assert_uint_eq(image.spy.bytes, PAGE);
	image_close(&image);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("pages");

	TEST_EACH(&suite, any_budget_reads_the_same, ARRAY_SIZE(recipes));
	TEST(&suite, budget_is_passed_by_one_page_at_most);
	TEST(&suite, closing_gives_every_page_back);
	TEST(&suite, neighbours_come_in_one_read);
	TEST(&suite, scattered_sectors_are_read_one_by_one);
	TEST(&suite, loaded_sector_is_not_read_again);
	TEST(&suite, failed_read_leaves_no_page_behind);
	TEST(&suite, missing_end_of_a_directory_sector_is_zero);
	TEST(&suite, read_of_a_chain_stops_at_its_end);
	TEST(&suite, what_lies_apart_in_a_long_chain_needs_no_page);
	TEST(&suite, page_is_loaded_from_its_beginning);
	return suite_end(&suite);
}
