/* SPDX-License-Identifier: MIT */
/* Tests of the builder itself: layouts, trees, adjustments, the language. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model.h"
#include "recipe.h"

static struct builder *
build(const char *text)
{
	char error[256];
	struct builder *b =
		recipe_parse(text, strlen(text), 0, error, sizeof(error));

	ck_assert_msg(b != NULL, "%s", error);
	return b;
}

static void
refused(const char *text, const char *expected)
{
	char error[256] = "";
	struct builder *b =
		recipe_parse(text, strlen(text), 0, error, sizeof(error));

	ck_assert_ptr_null(b);
	ck_assert_str_eq(error, expected);
}

static uint64_t
get(const struct builder *b, uint64_t offset, unsigned int width)
{
	uint8_t bytes[8] = { 0 };
	uint64_t value = 0;

	ck_assert_uint_eq(builder_read(b, offset, bytes, width), width);
	while (width > 0)
		value = value << 8 | bytes[--width];
	return value;
}

static uint32_t
fat(struct builder *b, uint32_t sector)
{
	struct builder_field field;

	ck_assert(builder_fat_field(b, sector, &field));
	return (uint32_t)get(b, field.offset, 4);
}

static uint64_t
entry_field(struct builder *b, uint32_t id, const char *name)
{
	struct builder_field field;

	ck_assert(builder_entry_field(b, id, name, &field));
	return get(b, field.offset, field.width > 8 ? 8 : field.width);
}

/* The length of a chain by the FAT of the image; 0 when it does not end. */
static uint32_t
chain_length(struct builder *b, uint32_t sector)
{
	uint32_t n = 0;

	while (sector != BUILDER_END && n <= builder_sectors(b)) {
		ck_assert_uint_lt(sector, builder_sectors(b));
		sector = fat(b, sector);
		n++;
	}
	return n <= builder_sectors(b) ? n : 0;
}

/* Follows the FAT of the image and compares with the description. */
static void
stream_is_in_its_chain(struct builder *b, uint32_t id)
{
	uint32_t size = 1u << builder_sector_shift(b);
	uint32_t sector = (uint32_t)entry_field(b, id, "start");
	uint8_t *want = malloc(size);
	uint8_t *have = malloc(size);
	uint64_t offset = 0;
	size_t n;

	while ((n = builder_content(b, id, offset, want, size)) > 0) {
		ck_assert_uint_lt(sector, builder_sectors(b));
		builder_read(b, builder_sector_offset(b, sector), have, n);
		ck_assert_mem_eq(want, have, n);
		offset += n;
		sector = fat(b, sector);
	}
	ck_assert_uint_eq(sector, BUILDER_END);
	free(want);
	free(have);
}

START_TEST(smallest_file_has_three_sectors)
{
	struct builder *b = build("");

	ck_assert_uint_eq(builder_size(b), 1536);
	ck_assert_uint_eq(get(b, 0, 8), UINT64_C(0xe11ab1a1e011cfd0));
	ck_assert_uint_eq(get(b, 0x2c, 4), 1);
	ck_assert_uint_eq(fat(b, 0), BUILDER_FATSECT);
	ck_assert_uint_eq(fat(b, 1), BUILDER_END);
	ck_assert_uint_eq(fat(b, 2), BUILDER_FREESECT);
	ck_assert_uint_eq(entry_field(b, 0, "start"), BUILDER_END);
	ck_assert_uint_eq(entry_field(b, 0, "name_length"), 22);
	builder_destroy(b);
}
END_TEST

static const char *const arrangements[] = {
	"layout contiguous\n",
	"layout interleave\n",
	"layout interleave 3\nmetadata last\n",
	"layout reverse\ntables front\n",
	"layout reverse 2\ntables end\n",
	"layout random 1\nversion 4\n",
	"layout random 2 3\ntables end\nmetadata last\n",
	"fat_sectors 111\ngap 4\n",
};

START_TEST(streams_are_found_by_the_fat_in_any_layout)
{
	char text[512];
	struct builder *b;

	snprintf(text, sizeof(text),
		"%sstream \"A\" = count(70001)\ngap 3\n"
		"stream \"B\" = random(9000, 1)\nstream \"C\" = \"small\"\n"
		"stream \"D\" = fill(4096, 7)\n",
		arrangements[_i]);
	b = build(text);
	stream_is_in_its_chain(b, 1);
	stream_is_in_its_chain(b, 2);
	stream_is_in_its_chain(b, 4);
	ck_assert_uint_eq(chain_length(b, (uint32_t)get(b, 0x30, 4)),
		builder_chain_length(b, BUILDER_CHAIN_DIRECTORY));
	builder_destroy(b);
}
END_TEST

START_TEST(cutoff_decides_where_a_stream_lives)
{
	struct builder *b = build("stream \"A\" = zero(4095)\n"
				  "stream \"B\" = zero(4096)\n");

	ck_assert(builder_entry(b, 1)->mini);
	ck_assert(!builder_entry(b, 2)->mini);
	ck_assert_uint_eq(builder_stream_length(b, 1), 64);
	ck_assert_uint_eq(builder_stream_length(b, 2), 8);
	ck_assert_uint_eq(entry_field(b, 0, "size"), 4096);
	builder_destroy(b);
}
END_TEST

START_TEST(mini_sectors_follow_the_mini_fat)
{
	struct builder *b = build("mini_layout interleave\n"
				  "stream \"A\" = count(130)\n"
				  "stream \"B\" = count(130)\n");
	struct builder_field field;

	ck_assert_uint_eq(entry_field(b, 1, "start"), 0);
	ck_assert_uint_eq(entry_field(b, 2, "start"), 1);
	ck_assert(builder_minifat_field(b, 0, &field));
	ck_assert_uint_eq(get(b, field.offset, 4), 2);
	ck_assert(builder_minifat_field(b, 4, &field));
	ck_assert_uint_eq(get(b, field.offset, 4), BUILDER_END);
	ck_assert_uint_eq(entry_field(b, 0, "size"), 6 * 64);
	builder_destroy(b);
}
END_TEST

START_TEST(fat_sector_110_needs_a_difat_sector)
{
	struct builder *b = build("fat_sectors 109\n");

	ck_assert_uint_eq(builder_chain_length(b, BUILDER_CHAIN_DIFAT), 0);
	builder_destroy(b);
	b = build("fat_sectors 110\n");
	ck_assert_uint_eq(builder_chain_length(b, BUILDER_CHAIN_DIFAT), 1);
	ck_assert_uint_eq(get(b, 0x48, 4), 1);
	ck_assert_uint_eq(get(b, builder_sector_offset(b, get(b, 0x44, 4)), 4),
		builder_chain_sector(b, BUILDER_CHAIN_FAT, 109));
	builder_destroy(b);
}
END_TEST

/* One sector more than 109 FAT sectors describe. */
START_TEST(tables_count_themselves)
{
	struct builder *b = build("stream \"A\" = zero(7087104)\n");

	ck_assert_uint_eq(builder_chain_length(b, BUILDER_CHAIN_FAT), 109);
	builder_destroy(b);
	b = build("stream \"A\" = zero(7087105)\n");
	ck_assert_uint_eq(builder_chain_length(b, BUILDER_CHAIN_FAT), 110);
	ck_assert_uint_eq(fat(b, 109 * 128), BUILDER_FATSECT);
	ck_assert_uint_eq(fat(b, 109 * 128 + 1), BUILDER_DIFSECT);
	builder_destroy(b);
}
END_TEST

START_TEST(range_lock_sector_is_left_alone)
{
	struct builder *b = build("version 4\nstream \"A\" = zero(3G)\n");
	uint32_t last = builder_stream_length(b, 1) - 1;

	ck_assert_uint_eq(fat(b, RANGE_LOCK_SECTOR), BUILDER_END);
	ck_assert_uint_eq(fat(b, RANGE_LOCK_SECTOR - 1), RANGE_LOCK_SECTOR + 1);
	ck_assert_uint_eq(
		fat(b, builder_stream_sector(b, 1, last)), BUILDER_END);
	ck_assert_uint_gt(
		builder_zeros(b, builder_sector_offset(b, 2000)), 1024);
	builder_destroy(b);
	b = build("version 4\nrange_lock free\nstream \"A\" = zero(3G)\n");
	ck_assert_uint_eq(fat(b, RANGE_LOCK_SECTOR), BUILDER_FREESECT);
	builder_destroy(b);
}
END_TEST

/* Checks order, colours and black height below a node; its black height. */
static unsigned int
check_tree(struct builder *b, uint32_t id, unsigned int parent_color,
	unsigned int *seen)
{
	const struct builder_entry *entry = builder_entry(b, id);
	unsigned int height, other;

	if (id == BUILDER_NONE)
		return 1;
	ck_assert(entry->color == 1 || parent_color == 1);
	height = check_tree(b, entry->left, entry->color, seen);
	ck_assert_uint_eq(entry->name[1], (*seen)++);
	other = check_tree(b, entry->right, entry->color, seen);
	ck_assert_uint_eq(height, other);
	return height + entry->color;
}

START_TEST(balanced_trees_are_red_black)
{
	unsigned int seen = 0;
	char text[64];
	struct builder *b;
	uint32_t root;

	/* The second unit of a name counts upwards in the tree's order. */
	snprintf(text, sizeof(text), "repeat %d stream \"n{2}x\"\n", _i);
	b = build(text);
	for (uint32_t id = 1; id <= (uint32_t)_i; id++)
		builder_entry(b, id)->name[1] = (uint16_t)(id - 1);
	root = builder_entry(b, 0)->child;
	ck_assert(_i == 0 || builder_entry(b, root)->color == 1);
	check_tree(b, root, 0, &seen);
	ck_assert_uint_eq(seen, (unsigned int)_i);
	builder_destroy(b);
}
END_TEST

START_TEST(shorter_names_come_first)
{
	struct builder *b = build("tree list\nstream \"bb\"\nstream \"C\"\n"
				  "stream \"AA\"\nstream \"a\"\n");

	ck_assert_uint_eq(entry_field(b, 0, "child"), 4);
	ck_assert_uint_eq(entry_field(b, 4, "right"), 2);
	ck_assert_uint_eq(entry_field(b, 2, "right"), 3);
	ck_assert_uint_eq(entry_field(b, 3, "right"), 1);
	ck_assert_uint_eq(entry_field(b, 1, "right"), BUILDER_NONE);
	builder_destroy(b);
}
END_TEST

START_TEST(declared_order_may_lie)
{
	struct builder *b =
		build("storage \"S\"\ntree \"S\" backlist declared\n"
		      "stream \"S/bb\"\nstream \"S/C\"\n");

	ck_assert_uint_eq(entry_field(b, 1, "child"), 3);
	ck_assert_uint_eq(entry_field(b, 3, "left"), 2);
	builder_destroy(b);
}
END_TEST

START_TEST(last_adjustment_wins)
{
	struct builder *b = build("stream \"A\" = count(5000)\n"
				  "header.fat_sectors = 5\n"
				  "fat[stream \"A\" 3] = end\n"
				  "fat[stream \"A\" last] = stream \"A\" 0\n"
				  "entry \"A\".left = 7\n"
				  "entry 1.left = entry \"/\"\n"
				  "entry \"A\".name_length = 0\n"
				  "poke at(stream \"A\" 0) + 4 = hex(aa bb)\n");

	ck_assert_uint_eq(get(b, 0x2c, 4), 5);
	ck_assert_uint_eq(fat(b, builder_stream_sector(b, 1, 3)), BUILDER_END);
	ck_assert_uint_eq(fat(b, builder_stream_sector(b, 1, 9)),
		builder_stream_sector(b, 1, 0));
	ck_assert_uint_eq(entry_field(b, 1, "left"), 0);
	ck_assert_uint_eq(entry_field(b, 1, "name_length"), 0);
	ck_assert_uint_eq(get(b,
				  builder_sector_offset(
					  b, builder_stream_sector(b, 1, 0)) +
					  4,
				  4),
		0xbbaa);
	builder_destroy(b);
}
END_TEST

START_TEST(cut_bytes_do_not_come_back)
{
	struct builder *b = build("stream \"A\" = fill(4096, 7)\n"
				  "poke 1030 = hex(11 22 33)\n"
				  "truncate 1031\n"
				  "append zero(2) \"x\"\n"
				  "truncate 2000\n");

	ck_assert_uint_eq(builder_size(b), 2000);
	ck_assert_uint_eq(get(b, 1030, 8), UINT64_C(0x78000011));
	ck_assert_uint_eq(get(b, 1992, 8), 0);
	builder_destroy(b);
}
END_TEST

START_TEST(trim_ends_with_the_stream)
{
	struct builder *b = build("stream \"A\" = fill(5000, 7)\ntrim\n");

	ck_assert_uint_eq(get(b, builder_size(b) - 1, 1), 7);
	ck_assert_uint_eq(builder_size(b) % 512, 5000 % 512);
	builder_destroy(b);
}
END_TEST

START_TEST(any_part_of_the_image_reads_alike)
{
	struct builder *b = build("slack 0xee\nlayout random 4\n"
				  "mini_layout random 5\nfat_sectors 110\n"
				  "stream \"A\" = random(5000, 1) \"x\"\n"
				  "stream \"B\" = count(999)\nmini_gap 2\n"
				  "stream \"C\" = hex(01) fill(99, 3)\n"
				  "poke 700 = random(900, 3)\ntruncate -3\n");
	uint8_t *whole;
	size_t size;

	ck_assert(builder_render(b, &whole, &size));
	ck_assert_uint_eq(size, builder_size(b));
	for (size_t step = 1; step < 700; step = step * 3 + 1) {
		uint8_t part[700];

		for (size_t at = 0; at < size; at += step) {
			size_t n = builder_read(b, at, part, step);

			ck_assert_uint_eq(
				n, size - at < step ? size - at : step);
			ck_assert_mem_eq(part, whole + at, n);
		}
	}
	free(whole);
	builder_destroy(b);
}
END_TEST

START_TEST(written_file_has_holes_and_the_same_bytes)
{
	struct builder *b = build("stream \"A\" = zero(64M) \"end\"\n"
				  "stream \"B\" = zero(1M) count(5000)\n"
				  "poke at(stream \"A\" 77) = \"!\"\n");
	FILE *f = tmpfile();
	uint8_t want[4096];
	uint8_t have[4096];
	uint64_t offset = 0;
	size_t n;

	ck_assert_ptr_nonnull(f);
	ck_assert(builder_write(b, fileno(f)));
	while ((n = builder_read(b, offset, want, sizeof(want))) > 0) {
		ck_assert_int_eq(
			pread(fileno(f), have, n, (off_t)offset), (int)n);
		ck_assert_mem_eq(want, have, n);
		offset += n;
	}
	ck_assert_int_eq(pread(fileno(f), have, 1, (off_t)offset), 0);
	fclose(f);
	builder_destroy(b);
}
END_TEST

START_TEST(names_take_any_unit)
{
	struct builder *b = build(
		"stream \"\\x05a\\/b\\ud800\xe2\x82\xac\xf0\x9f\x98\x80\"\n"
		"repeat 1 storage \"\"\n"
		"stream \"12345678901234567890123456789012\"\n");
	static const uint16_t name[] = { 5, 'a', '/', 'b', 0xd800, 0x20ac,
		0xd83d, 0xde00 };

	ck_assert_uint_eq(builder_entry(b, 1)->units, 8);
	ck_assert_mem_eq(builder_entry(b, 1)->name, name, sizeof(name));
	ck_assert_uint_eq(entry_field(b, 2, "name_length"), 2);
	ck_assert_uint_eq(entry_field(b, 3, "name_length"), 64);
	builder_destroy(b);
}
END_TEST

START_TEST(guid_fields_are_mixed_endian)
{
	struct builder *b = build(
		"entry \"/\".clsid = {00020906-1122-3344-C055-667788990046}\n");

	ck_assert_uint_eq(
		entry_field(b, 0, "clsid"), UINT64_C(0x3344112200020906));
	builder_destroy(b);
}
END_TEST

static const struct {
	const char *text, *error;
} wrong[] = {
	{ "\nfoo\n", "line 2: unknown statement \"foo\"" },
	{ "version 5", "line 1: version 3 or 4" },
	{ "version 3 4", "line 1: \"4\" is too much" },
	{ "version", "line 1: a number is missing" },
	{ "header.foo = 1", "line 1: unknown field \"foo\"" },
	{ "header.major = 65536", "line 1: 0x10000 does not fit into 2 bytes" },
	{ "header.clsid = 1", "line 1: this field takes 16 bytes" },
	{ "trim\nversion 4", "line 2: \"version\" after an adjustment" },
	{ "stream \"A", "line 1: text does not end" },
	{ "stream \"A/B\"", "line 1: no such storage" },
	{ "stream \"A\"\nstream \"A/B\"", "line 2: a stream has no children" },
	{ "stream \"A\" = zero(stream \"A\" 0)",
		"line 1: this is known after the layout only" },
	{ "stream \"A\" = count(5000)\nfat[stream \"A\" 10] = 0",
		"line 2: the chain has 10 sectors" },
	{ "stream \"A\" = count(5000)\nfat[mini \"A\" 0] = 0",
		"line 2: the stream is not in the mini stream" },
	{ "fat[128] = 0", "line 1: index 128 is out of range" },
	{ "fat[0 = 0", "line 1: ']' is missing" },
	{ "fat[0] = bar", "line 1: unknown value \"bar\"" },
	{ "entry \"B\".left = 1", "line 1: no such entry" },
	{ "entry 4.left = 1", "line 1: index 4 is out of range" },
	{ "stream \"A\" = hex(0g)", "line 1: a hexadecimal digit is missing" },
	{ "stream \"A\" = propset(\"none\")",
		"line 1: no such property set" },
	{ "stream \"A\" = zero(16T)", "line 1: 'T' in a number" },
	{ "stream \"A\" = zero(99999999999999999999)",
		"line 1: number too large" },
	{ "stream \"A\" = zero(17000G)", "line 1: stream too large" },
	{ "stream \"A\" = zero(16000G)\n", "line 1: file too large" },
	{ "repeat 2 repeat 2 gap 1", "line 1: repeat within repeat" },
	{ "repeat 9999999 gap 1", "line 1: too many repetitions" },
	{ "stream \"123456789012345678901234567890123\"",
		"line 1: name of 33 units, 32 fit" },
	{ "sector_shift 8", "line 1: sector shift 8 is not within 9 to 20" },
	{ "leave", "line 1: there is nothing to leave" },
	{ "poke at(at(0)) = hex(00)", "line 1: at() within at()" },
	{ "truncate -2000", "line 1: the file is shorter than that" },
	{ "poke 1 - 2 = hex(00)", "line 1: less than nothing" },
};

START_TEST(errors_name_line_and_cause)
{
	refused(wrong[_i].text, wrong[_i].error);
}
END_TEST

START_TEST(limit_bounds_the_file)
{
	static const char text[] = "stream \"A\" = zero(1M)\n";
	char error[256];

	ck_assert_ptr_null(recipe_parse(
		text, sizeof(text) - 1, 1024 * 1024, error, sizeof(error)));
	ck_assert_str_eq(error, "line 1: file too large");
}
END_TEST

/* Runs a function on each recipe of the source tree. */
static void
each_recipe(void (*run)(const char *name, const char *path))
{
	const char *source = getenv("srcdir");
	char path[4096];
	struct dirent *found;
	int count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/tests/recipes",
		source != NULL ? source : ".");
	dir = opendir(path);
	ck_assert_msg(dir != NULL, "%s", path);
	while ((found = readdir(dir)) != NULL) {
		if (strstr(found->d_name, ".recipe") == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/tests/recipes/%s",
			source != NULL ? source : ".", found->d_name);
		run(found->d_name, path);
		count++;
	}
	closedir(dir);
	ck_assert_int_gt(count, 100);
}

static struct builder *
open_recipe(const char *path)
{
	char error[256];
	struct builder *b = recipe_open(path, error, sizeof(error));

	ck_assert_msg(b != NULL, "%s: %s", path, error);
	return b;
}

static void
check_name(const char *name, const char *path)
{
	struct builder *b = open_recipe(path);
	bool big = strncmp(name, "big-", 4) == 0;
	const char *rest = big ? name + 4 : name;
	char line[256] = "";
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	fclose(f);
	ck_assert_msg(strncmp(line, "# what: ", 8) == 0, "%s", name);
	ck_assert_msg(strncmp(rest, "good-", 5) == 0 ||
			      strncmp(rest, "odd-", 4) == 0 ||
			      strncmp(rest, "bad-", 4) == 0,
		"%s", name);
	ck_assert_msg(big == (builder_size(b) > 1 << 20), "%s", name);
	builder_destroy(b);
}

START_TEST(recipes_are_named_after_what_they_make)
{
	each_recipe(check_name);
}
END_TEST

static void
check_chains(const char *name, const char *path)
{
	struct builder *b;

	if (strncmp(name, "good-", 5) != 0)
		return;
	b = open_recipe(path);
	for (uint32_t id = 1; id < builder_entries(b); id++) {
		const struct builder_entry *entry = builder_entry(b, id);

		if (entry->type == BUILDER_STREAM && !entry->mini)
			stream_is_in_its_chain(b, id);
	}
	ck_assert_uint_eq(chain_length(b, (uint32_t)get(b, 0x30, 4)),
		builder_chain_length(b, BUILDER_CHAIN_DIRECTORY));
	builder_destroy(b);
}

START_TEST(good_recipes_have_their_streams_in_chains)
{
	each_recipe(check_chains);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static Suite *
recipe_suite(void)
{
	Suite *suite = suite_create("recipe");
	TCase *t = tcase_create("recipe");

	tcase_add_test(t, smallest_file_has_three_sectors);
	tcase_add_loop_test(t, streams_are_found_by_the_fat_in_any_layout, 0,
		COUNT(arrangements));
	tcase_add_test(t, cutoff_decides_where_a_stream_lives);
	tcase_add_test(t, mini_sectors_follow_the_mini_fat);
	tcase_add_test(t, fat_sector_110_needs_a_difat_sector);
	tcase_add_test(t, tables_count_themselves);
	tcase_add_test(t, range_lock_sector_is_left_alone);
	tcase_add_loop_test(t, balanced_trees_are_red_black, 0, 70);
	tcase_add_test(t, shorter_names_come_first);
	tcase_add_test(t, declared_order_may_lie);
	tcase_add_test(t, last_adjustment_wins);
	tcase_add_test(t, cut_bytes_do_not_come_back);
	tcase_add_test(t, trim_ends_with_the_stream);
	tcase_add_test(t, any_part_of_the_image_reads_alike);
	tcase_add_test(t, written_file_has_holes_and_the_same_bytes);
	tcase_add_test(t, names_take_any_unit);
	tcase_add_test(t, guid_fields_are_mixed_endian);
	tcase_add_loop_test(t, errors_name_line_and_cause, 0, COUNT(wrong));
	tcase_add_test(t, limit_bounds_the_file);
	tcase_add_test(t, recipes_are_named_after_what_they_make);
	tcase_add_test(t, good_recipes_have_their_streams_in_chains);
	tcase_set_timeout(t, 60);
	suite_add_tcase(suite, t);
	return suite;
}

int
main(void)
{
	SRunner *runner = srunner_create(recipe_suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
