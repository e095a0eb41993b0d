/* SPDX-License-Identifier: MIT */
/* The FAT and the DIFAT: what they say, and when they are read. */
#include "cfb/fat.h"

#include <stdio.h>

#include "base/bytes.h"
#include "support/images.h"
#include "support/suite.h"

static const char *const sound[] = {
	"good-fat-127-sectors",
	"good-fat-128-sectors",
	"good-fat-129-sectors",
	"good-fat-sectors-109",
	"good-fat-sectors-110",
	"good-fat-sectors-236",
	"good-fat-sectors-237",
	"good-metadata-last",
	"good-tables-end",
	"good-tables-front",
	"good-v4-fat-sectors-110",
	"good-v4-small",
	"odd-difat-ends-free",
	"odd-sector-shift-10",
};

/* What the image has in the FAT entry of a sector. */
static uint32_t
stored_entry(struct image *image, uint32_t sector)
{
	struct builder_field field;
	uint8_t raw[4];

	ck_assert(builder_fat_field(image->builder, sector, &field));
	ck_assert_uint_eq(
		builder_read(image->builder, field.offset, raw, 4), 4);
	return get_le32(raw);
}

START_TEST(every_entry_is_what_the_file_holds)
{
	struct image image;

	image_open(&image, recipe_load(sound[_i]));
	for (uint32_t i = 0; i < image.file->sectors; i++) {
		uint32_t entry;

		ck_assert_int_eq(cfb_fat_entry(image.file, i, &entry), CFB_OK);
		ck_assert_uint_eq(entry, stored_entry(&image, i));
	}
	ck_assert_uint_eq(image.tally.damage, 0);
	image_close(&image);
}
END_TEST

START_TEST(sectors_needed_describe_the_whole_file)
{
	struct image image;
	uint32_t per;
	uint32_t needed;

	image_open(&image, recipe_load(sound[_i]));
	per = cfb_fat_per_sector(image.file);
	needed = cfb_fat_sectors_needed(image.file);
	ck_assert_uint_eq(per, 1U << image.file->sector_shift >> 2);
	ck_assert_uint_ge((uint64_t)needed * per, image.file->sectors);
	ck_assert_uint_lt((uint64_t)(needed - 1) * per, image.file->sectors);
	image_close(&image);
}
END_TEST

START_TEST(fat_says_nothing_behind_its_end)
{
	struct image image;
	uint32_t entry = 77;

	image_open(&image, recipe_load("good-fat-sectors-110"));
	ck_assert_int_eq(
		cfb_fat_entry(image.file, 110 * 128 - 1, &entry), CFB_OK);
	ck_assert_uint_eq(entry, CFB_FREESECT);
	entry = 77;
	ck_assert_int_eq(
		cfb_fat_entry(image.file, 500 * 128, &entry), CFB_NOT_FOUND);
	ck_assert_uint_eq(entry, 77);
	image_close(&image);
}
END_TEST

/* The first 109 FAT sectors are named in the header, 127 more in each sector
 * of the DIFAT. */
START_TEST(difat_names_every_fat_sector)
{
	static const char *const names[] = { "good-fat-sectors-109",
		"good-fat-sectors-110", "good-fat-sectors-236",
		"good-fat-sectors-237" };
	static const uint32_t difat_sectors[] = { 0, 1, 1, 2 };
	struct image image;
	uint32_t count;

	image_open(&image, recipe_load(names[_i]));
	count = builder_chain_length(image.builder, BUILDER_CHAIN_FAT);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t sector;

		ck_assert_int_eq(
			cfb_difat_entry(image.file, i, &sector), CFB_OK);
		ck_assert_uint_eq(sector, builder_chain_sector(image.builder,
						  BUILDER_CHAIN_FAT, i));
	}
	ck_assert_uint_eq(image.file->fat.difat.count, difat_sectors[_i]);
	ck_assert_int_eq(cfb_difat_reach(image.file, UINT32_MAX), CFB_OK);
	ck_assert_uint_eq(image.file->fat.difat.count, difat_sectors[_i]);
	ck_assert_int_eq(image.file->fat.difat.end, CFB_DIFAT_NORMAL);
	image_close(&image);
}
END_TEST

START_TEST(difat_entry_behind_the_chain_is_not_found)
{
	struct image image;
	uint32_t sector;

	image_open(&image, recipe_load("good-fat-sectors-110"));
	ck_assert_int_eq(
		cfb_difat_entry(image.file, 109 + 126, &sector), CFB_OK);
	ck_assert_uint_eq(sector, CFB_FREESECT);
	ck_assert_int_eq(
		cfb_difat_entry(image.file, 109 + 127, &sector), CFB_NOT_FOUND);
	ck_assert_int_eq(cfb_difat_entry(image.file, UINT32_MAX, &sector),
		CFB_NOT_FOUND);
	image_close(&image);
}
END_TEST

START_TEST(opening_reads_none_of_a_difat_chain)
{
	struct image image;

	image_open(&image, recipe_make("metadata last\n"
				       "stream \"Alpha\" = zero(24M)\n"
				       "stream \"Beta\" = zero(9)\n"));
	ck_assert_uint_gt(image.file->header.difat_sectors, 1);
	/* The header, the end of the file and the root storage. */
	ck_assert_uint_le(image.spy.reads, 3);
	image_close(&image);
}
END_TEST

START_TEST(one_entry_is_read_without_the_rest_of_the_fat)
{
	struct image image;
	uint32_t entry;

	image_open(&image, recipe_load("good-fat-sectors-237"));
	spy_reset(&image.spy);
	ck_assert_int_eq(cfb_fat_entry(image.file, 236 * 128, &entry), CFB_OK);
	/* Two sectors of the DIFAT, one page of the FAT. */
	ck_assert_uint_le(image.spy.reads, 3);
	ck_assert_uint_le(image.spy.bytes, 2 * 512 + 4096);
	spy_reset(&image.spy);
	ck_assert_int_eq(
		cfb_fat_entry(image.file, 236 * 128 + 5, &entry), CFB_OK);
	ck_assert_uint_eq(image.spy.reads, 0);
	image_close(&image);
}
END_TEST

START_TEST(hole_in_the_difat_leaves_its_sectors_without_entries)
{
	struct image image;
	uint32_t entry;

	image_open(&image, recipe_load("bad-difat-hole"));
	ck_assert_int_eq(cfb_fat_entry(image.file, 127, &entry), CFB_OK);
	ck_assert_int_eq(cfb_fat_entry(image.file, 128, &entry), CFB_NOT_FOUND);
	/* What came too late describes what comes later. */
	ck_assert_int_eq(cfb_fat_entry(image.file, 256, &entry), CFB_OK);
	image_close(&image);
}
END_TEST

static const uint32_t absurd[] = { CFB_FREESECT, CFB_ENDOFCHAIN, CFB_FATSECT,
	CFB_DIFSECT, CFB_MAXREGSECT, CFB_MAXREGSECT - 1, 100000 };

START_TEST(absurd_difat_entry_leaves_its_sectors_without_entries)
{
	struct image image;
	uint32_t entry;

	image_open(&image, recipe_makef("stream \"A\" = count(100000)\n"
					"difat[1] = %lu\n",
				   (unsigned long)absurd[_i]));
	ck_assert_int_eq(cfb_fat_entry(image.file, 128, &entry), CFB_NOT_FOUND);
	ck_assert_int_eq(cfb_fat_entry(image.file, 255, &entry), CFB_NOT_FOUND);
	image_close(&image);
}
END_TEST

static const struct {
	const char *name;
	enum cfb_difat_end end;
} difat_ends[] = {
	{ "bad-difat-loop", CFB_DIFAT_LOOP },
	{ "bad-difat-loop-2", CFB_DIFAT_LOOP },
	{ "bad-difat-beyond-end", CFB_DIFAT_OUTSIDE },
	{ "odd-difat-ends-free", CFB_DIFAT_FREE },
	{ "odd-difat-start-free", CFB_DIFAT_FREE },
	{ "good-small", CFB_DIFAT_NORMAL },
};

START_TEST(difat_chain_ends_whatever_it_links)
{
	struct image image;
	struct cfb_difat *difat;

	image_open(&image, recipe_load(difat_ends[_i].name));
	difat = &image.file->fat.difat;
	ck_assert_int_eq(cfb_difat_reach(image.file, UINT32_MAX), CFB_OK);
	ck_assert_int_eq(difat->end, difat_ends[_i].end);
	ck_assert_uint_le(difat->count, image.file->sectors);
	ck_assert_uint_le(image.spy.reads, image.file->sectors + 10);
	image_close(&image);
}
END_TEST

START_TEST(looping_difat_does_not_keep_a_lookup_busy)
{
	struct image image;
	uint32_t entry;

	image_open(&image, recipe_load("bad-difat-loop"));
	spy_reset(&image.spy);
	for (uint32_t i = 0; i < image.file->sectors; i++) {
		int status = cfb_fat_entry(image.file, i, &entry);

		ck_assert(status == CFB_OK || status == CFB_NOT_FOUND);
	}
	ck_assert_uint_le(
		image.spy.reads, 2 * cfb_fat_sectors_needed(image.file));
	image_close(&image);
}
END_TEST

/* [MS-CFB] 2.3: nothing that is not there is in use. */
START_TEST(missing_end_of_a_fat_sector_is_free)
{
	struct image image;
	uint32_t entry;

	image_open_text(&image, "tables end\n"
				"stream \"A\" = count(5000)\n"
				"truncate -400\n");
	ck_assert_int_eq(cfb_fat_entry(image.file, 0, &entry), CFB_OK);
	ck_assert_uint_eq(entry, stored_entry(&image, 0));
	for (uint32_t i = 28; i < 128; i++) {
		ck_assert_int_eq(cfb_fat_entry(image.file, i, &entry), CFB_OK);
		ck_assert_uint_eq(entry, CFB_FREESECT);
	}
	image_close(&image);
}
END_TEST

START_TEST(failed_read_of_the_fat_is_passed_on)
{
	struct image image;
	uint32_t entry;

	image_open(&image, recipe_load("good-fat-sectors-237"));
	for (unsigned n = 1; n <= 3; n++) {
		spy_reset(&image.spy);
		image.spy.fail_at = 1;
		image.spy.failure = -(int)n;
		ck_assert_int_eq(
			cfb_fat_entry(image.file, 236 * 128, &entry), -(int)n);
		image.spy.fail_at = 0;
	}
	ck_assert_int_eq(cfb_fat_entry(image.file, 236 * 128, &entry), CFB_OK);
	ck_assert_uint_eq(entry, stored_entry(&image, 236 * 128));
	image_close(&image);
}
END_TEST

static const char *const layouts[] = {
	"",
	"tables front\n",
	"layout random 3\n",
	"layout reverse\n",
};

START_TEST(difat_is_found_wherever_it_is)
{
	static const uint32_t sectors[] = { 900 * 128, 300 * 128, 400 * 128,
		899 * 128 + 127 };
	struct image image;
	char text[80];
	uint32_t entry;

	snprintf(text, sizeof text, "%sstream \"A\" = zero(58M)\n",
		layouts[_i]);
	image_open_text(&image, text);
	for (size_t i = 0; i < ARRAY_SIZE(sectors); i++) {
		ck_assert_int_eq(cfb_fat_entry(image.file, sectors[i],
			&entry), CFB_OK);
		ck_assert_uint_eq(entry, stored_entry(&image, sectors[i]));
	}
	image_close(&image);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("fat");

	TEST_EACH(
		&suite, every_entry_is_what_the_file_holds, ARRAY_SIZE(sound));
	TEST_EACH(&suite, sectors_needed_describe_the_whole_file,
		ARRAY_SIZE(sound));
	TEST(&suite, fat_says_nothing_behind_its_end);
	TEST_EACH(&suite, difat_names_every_fat_sector, 4);
	TEST(&suite, difat_entry_behind_the_chain_is_not_found);
	TEST(&suite, opening_reads_none_of_a_difat_chain);
	TEST(&suite, one_entry_is_read_without_the_rest_of_the_fat);
	TEST(&suite, hole_in_the_difat_leaves_its_sectors_without_entries);
	TEST_EACH(&suite, absurd_difat_entry_leaves_its_sectors_without_entries,
		ARRAY_SIZE(absurd));
	TEST_EACH(&suite, difat_chain_ends_whatever_it_links,
		ARRAY_SIZE(difat_ends));
	TEST(&suite, looping_difat_does_not_keep_a_lookup_busy);
	TEST(&suite, missing_end_of_a_fat_sector_is_free);
	TEST(&suite, failed_read_of_the_fat_is_passed_on);
	TEST_EACH(&suite, difat_is_found_wherever_it_is, ARRAY_SIZE(layouts));
	return suite_end(&suite);
}
