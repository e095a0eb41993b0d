/* SPDX-License-Identifier: MIT */
/* Opening: what is refused, how strictly, and how little is read for it. */
#include "cfb/file.h"

#include <string.h>

#include "cfb/record.h"
#include "io/memory.h"
#include "support/images.h"
#include "support/suite.h"

static int
open_status(struct builder *builder, enum cfb_strictness strictness)
{
	struct image image;
	int status = image_try(&image, builder, strictness);

	if (status == CFB_OK)
		image_close(&image);
	else
		builder_destroy(builder);
	return status;
}

static const struct {
	const char *recipe;
	int status;
} refused[] = {
	{ "bad-size-0", CFB_NOT_CFB },
	{ "bad-size-8", CFB_NOT_CFB },
	{ "bad-size-76", CFB_NOT_CFB },
	{ "bad-size-511", CFB_NOT_CFB },
	{ "bad-signature", CFB_NOT_CFB },
	{ "bad-signature-last-byte", CFB_NOT_CFB },
	{ "bad-signature-beta", CFB_OLD_FORMAT },
	{ "bad-sector-shift-0", CFB_BAD_HEADER },
	{ "bad-sector-shift-6", CFB_BAD_HEADER },
	{ "bad-sector-shift-8", CFB_BAD_HEADER },
	{ "bad-sector-shift-31", CFB_BAD_HEADER },
	{ "bad-sector-shift-32", CFB_BAD_HEADER },
	{ "bad-sector-shift-65535", CFB_BAD_HEADER },
	{ "bad-random-header", CFB_BAD_HEADER },
	{ "bad-size-512", CFB_CORRUPT },
	{ "bad-size-513", CFB_CORRUPT },
	{ "bad-size-1024", CFB_CORRUPT },
	{ "bad-v4-size-4096", CFB_CORRUPT },
	{ "bad-directory-start-end", CFB_CORRUPT },
	{ "bad-directory-start-free", CFB_CORRUPT },
	{ "bad-directory-start-beyond-end", CFB_CORRUPT },
};

START_TEST(what_cannot_be_opened_says_why)
{
	int status = open_status(recipe_load(refused[_i].recipe), CFB_TOLERANT);

	ck_assert_msg(status == refused[_i].status, "%s: %d",
		refused[_i].recipe, status);
}
END_TEST

START_TEST(failure_leaves_the_device_open)
{
	struct image image;

	ck_assert_int_eq(
		image_try(&image, recipe_load("bad-signature"), CFB_TOLERANT),
		CFB_NOT_CFB);
	/* image_try() closed it, once. */
	ck_assert_uint_eq(image.spy.closes, 1);
	builder_destroy(image.builder);
}
END_TEST

static const struct {
	const char *recipe;
	enum cfb_strictness passes; /* the strictest that opens it */
	int status;                 /* beyond that */
} levels[] = {
	{ "good-small", CFB_STRICT, CFB_OK },
	{ "good-v4-small", CFB_STRICT, CFB_OK },
	{ "odd-header-clsid", CFB_STRICT, CFB_OK },
	{ "odd-header-minor-0", CFB_STRICT, CFB_OK },
	{ "odd-header-reserved", CFB_STRICT, CFB_OK },
	{ "odd-header-transaction", CFB_STRICT, CFB_OK },
	{ "odd-header-byte-order", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "odd-header-major-0", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "odd-header-major-5", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "odd-sector-shift-10", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "odd-sector-shift-9-version-4", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "odd-mini-shift-7", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "odd-cutoff-512", CFB_CAREFUL, CFB_BAD_HEADER },
	{ "bad-mini-shift-0", CFB_TOLERANT, CFB_BAD_HEADER },
	{ "bad-mini-shift-65535", CFB_TOLERANT, CFB_BAD_HEADER },
	{ "bad-root-type-1", CFB_TOLERANT, CFB_CORRUPT },
	{ "bad-root-type-3", CFB_TOLERANT, CFB_CORRUPT },
};

START_TEST(strictness_decides_what_opens)
{
	for (int level = CFB_TOLERANT; level <= CFB_STRICT; level++) {
		int status = open_status(recipe_load(levels[_i].recipe),
			(enum cfb_strictness)level);
		int wanted = level <= (int)levels[_i].passes
				     ? CFB_OK
				     : levels[_i].status;

		ck_assert_msg(status == wanted, "%s at level %d: %d",
			levels[_i].recipe, level, status);
	}
}
END_TEST

START_TEST(stricter_level_judges_what_was_opened)
{
	struct image image;

	image_open(&image, recipe_load("odd-header-byte-order"));
	ck_assert_int_eq(
		cfb_file_set_strictness(image.file, CFB_CAREFUL), CFB_OK);
	ck_assert_int_eq(
		cfb_file_set_strictness(image.file, CFB_STRICT), CFB_CORRUPT);
	ck_assert_int_eq(image.file->strictness, CFB_CAREFUL);
	image_close(&image);
	image_open(&image, recipe_load("good-small"));
	ck_assert_int_eq(
		cfb_file_set_strictness(image.file, CFB_STRICT), CFB_OK);
	ck_assert_int_eq(image.file->strictness, CFB_STRICT);
	image_close(&image);
}
END_TEST

START_TEST(defects_of_the_header_tell_their_place)
{
	struct image image;

	image_open(&image, recipe_load("odd-header-byte-order"));
	ck_assert_uint_eq(image.tally.total, 1);
	ck_assert_int_eq(image.tally.last.id, CFB_DEFECT_HEADER_BYTE_ORDER);
	ck_assert_uint_eq(image.tally.last.offset, 28);
	ck_assert_uint_eq(image.tally.last.sector, CFB_NOWHERE);
	ck_assert_uint_eq(image.tally.last.entry, CFB_NOWHERE);
	image_close(&image);
}
END_TEST

START_TEST(sound_files_open_without_a_defect)
{
	struct recipe_names names;

	recipe_names_find(&names, _i ? "big-good-" : "good-");
	for (size_t i = 0; i < names.count; i++) {
		struct image image;

		image_open(&image, recipe_load(names.names[i]));
		ck_assert_uint_eq(image.tally.total, 0);
		ck_assert_int_eq(image.file->root.type, CFB_TYPE_ROOT);
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

/* The header, the end, a page of the FAT, a page of the directory. */
START_TEST(opening_reads_as_little_for_a_file_of_any_size)
{
	static const char *const recipes[] = { "good-root-only",
		"big-good-v4-6g", "big-good-2g-line", "good-wide",
		"big-good-fragmented", "good-v4-small" };
	struct image image;

	image_open(&image, recipe_load(recipes[_i]));
	ck_assert_uint_le(image.spy.reads, 4);
	ck_assert_uint_le(image.spy.bytes, 512 + CFB_RECORD_MAX + 2 * 4096);
	image_close(&image);
}
END_TEST

START_TEST(sizes_come_from_the_header)
{
	struct image image;

	image_open(&image, recipe_load("good-v4-small"));
	ck_assert_uint_eq(image.file->sector_shift, 12);
	ck_assert_uint_eq(image.file->mini_shift, 6);
	ck_assert_uint_eq(image.file->cutoff, 4096);
	ck_assert(image.file->wide);
	ck_assert_uint_eq(image.file->sectors, builder_sectors(image.builder));
	ck_assert_uint_eq(image.file->size, builder_size(image.builder));
	ck_assert_uint_eq(cfb_sector_offset(image.file, 0), 4096);
	ck_assert_uint_eq(cfb_sector_offset(image.file, 0xfffffff9),
		UINT64_C(0xfffffffa) << 12);
	image_close(&image);
	image_open(&image, recipe_load("odd-trimmed"));
	ck_assert(!image.file->wide);
	/* A partial sector is one. */
	ck_assert_uint_eq(image.file->sectors, builder_sectors(image.builder));
	image_close(&image);
}
END_TEST

START_TEST(impossible_mini_shift_is_taken_as_64_bytes)
{
	static const char *const recipes[] = { "bad-mini-shift-0",
		"bad-mini-shift-10", "bad-mini-shift-64",
		"bad-mini-shift-65535" };
	struct image image;

	image_open(&image, recipe_load(recipes[_i]));
	ck_assert_uint_eq(image.file->mini_shift, 6);
	ck_assert_uint_eq(
		image.tally.of[CFB_DEFECT_HEADER_MINI_SHIFT_IMPOSSIBLE], 1);
	image_close(&image);
}
END_TEST

/* Each read fails in its turn; then all is well. Without the end of the file,
 * where something may tell of a torn header, there is still the header. */
START_TEST(failed_read_is_passed_on_and_opening_can_be_repeated)
{
	struct builder *b = recipe_load("good-fat-sectors-110");
	unsigned n;

	for (n = 1;; n++) {
		struct cfb_file *file = (void *)b;
		struct spy spy;
		int status;

		spy_init(&spy, builder_device(b));
		spy.fail_at = n;
		spy.failure = IO_READ | (int)n;
		status = cfb_file_open(
			&spy.device, CFB_TOLERANT, NULL, NULL, &file);
		if (status == CFB_OK) {
			cfb_file_close(file);
			ck_assert_uint_eq(spy.closes, 1);
			if (n == 2)
				continue;
			break;
		}
		ck_assert_int_eq(status, IO_READ | (int)n);
		ck_assert_ptr_eq(file, (void *)b);
		ck_assert_uint_eq(spy.closes, 0);
		device_close(&spy.device);
	}
	ck_assert_uint_ge(n, 4);
	builder_destroy(b);
}
END_TEST

static int
size_fails(struct device *device, uint64_t *size)
{
	(void)device;
	(void)size;
	return -42;
}

START_TEST(device_without_a_size_is_not_read)
{
	struct device_ops ops = { .size = size_fails };
	struct device device = { .ops = &ops };
	struct cfb_file *file;

	ck_assert_int_eq(
		cfb_file_open(&device, CFB_TOLERANT, NULL, NULL, &file), -42);
}
END_TEST

START_TEST(closing_nothing_is_allowed)
{
	cfb_file_close(NULL);
}
END_TEST

START_TEST(signature_is_told_by_eight_bytes)
{
	static const uint8_t raw[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a,
		0xe1 };

	for (size_t length = 0; length <= sizeof raw; length++) {
		struct device *device;
		bool has = length < 8;

		ck_assert_int_eq(memory_device_open(raw, length, &device), 0);
		ck_assert_int_eq(cfb_file_has_signature(device, &has), 0);
		ck_assert_int_eq(has, length == 8);
		device_close(device);
	}
}
END_TEST

START_TEST(level_decides_which_severity_fails)
{
	/* A benign, a deviant and a damaging one. */
	static const struct cfb_defect defects[] = {
		{ .id = CFB_DEFECT_ROOT_NAME },
		{ .id = CFB_DEFECT_TREE_ORDER },
		{ .id = CFB_DEFECT_TREE_LOOP },
	};
	struct image image;

	image_open(&image, recipe_load("good-small"));
	for (int level = CFB_TOLERANT; level <= CFB_STRICT; level++) {
		image.file->strictness = (enum cfb_strictness)level;
		for (int d = 0; d < 3; d++)
			ck_assert_int_eq(cfb_report(image.file, &defects[d]),
				level + d >= 3 ? CFB_CORRUPT : CFB_OK);
	}
	ck_assert_uint_eq(image.tally.total, 9);
	image_close(&image);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("file");

	TEST_EACH(&suite, what_cannot_be_opened_says_why, ARRAY_SIZE(refused));
	TEST(&suite, failure_leaves_the_device_open);
	TEST_EACH(&suite, strictness_decides_what_opens, ARRAY_SIZE(levels));
	TEST(&suite, stricter_level_judges_what_was_opened);
	TEST(&suite, defects_of_the_header_tell_their_place);
	TEST_EACH(&suite, sound_files_open_without_a_defect, 2);
	TEST_EACH(&suite, opening_reads_as_little_for_a_file_of_any_size, 6);
	TEST(&suite, sizes_come_from_the_header);
	TEST_EACH(&suite, impossible_mini_shift_is_taken_as_64_bytes, 4);
	TEST(&suite, failed_read_is_passed_on_and_opening_can_be_repeated);
	TEST(&suite, device_without_a_size_is_not_read);
	TEST(&suite, closing_nothing_is_allowed);
	TEST(&suite, signature_is_told_by_eight_bytes);
	TEST(&suite, level_decides_which_severity_fails);
	return suite_end(&suite);
}
