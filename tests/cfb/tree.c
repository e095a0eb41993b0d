/* SPDX-License-Identifier: MIT */
/*
 * Lookups: what is listed is found, whatever the tree says of its order, and
 * a sound tree is searched and not listed.
 */
#include "cfb/tree.h"

#include <stdio.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/index.h"
#include "support/images.h"
#include "support/random.h"
#include "support/suite.h"

static int
find_text(struct image *image, uint32_t storage, const char *name, uint32_t *id)
{
	uint16_t units[CFB_NAME_UNITS];
	struct cfb_dirent entry;
	size_t count = strlen(name);

	for (size_t i = 0; i < count; i++)
		units[i] = (unsigned char)name[i];
	return cfb_tree_find(image->file, storage, units, count, id, &entry);
}

static uint16_t
other_case(uint16_t unit)
{
	if (unit >= 'a' && unit <= 'z')
		return (uint16_t)(unit - 32);
	if (unit >= 'A' && unit <= 'Z')
		return (uint16_t)(unit + 32);
	return unit;
}

/* Every described element is found by its name in either case. */
static void
find_all(struct image *image)
{
	for (uint32_t id = 1; id < builder_entries(image->builder); id++) {
		const struct builder_entry *e =
			builder_entry(image->builder, id);
		uint16_t name[CFB_NAME_UNITS];
		struct cfb_dirent entry;
		uint32_t found = CFB_NOSTREAM;

		if (e->type == BUILDER_FREE)
			continue;
		ck_assert_int_eq(cfb_tree_find(image->file, e->parent, e->name,
					 e->units, &found, &entry),
			CFB_OK);
		ck_assert_uint_eq(found, id);
		ck_assert_uint_eq(entry.units, e->units);
		for (unsigned i = 0; i < e->units; i++)
			name[i] = other_case(e->name[i]);
		ck_assert_int_eq(cfb_tree_find(image->file, e->parent, name,
					 e->units, &found, &entry),
			CFB_OK);
		ck_assert_uint_eq(found, id);
	}
}

START_TEST(every_name_of_a_sound_file_is_found)
{
	struct recipe_names names;

	recipe_names_find(&names, "good-");
	for (size_t i = 0; i < names.count; i++) {
		struct image image;

		image_open(&image, recipe_load(names.names[i]));
		find_all(&image);
		ck_assert_uint_eq(image.tally.total, 0);
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(every_name_of_an_odd_tree_is_found)
{
	struct recipe_names names;

	recipe_names_find(&names, "odd-tree-");
	for (size_t i = 0; i < names.count; i++) {
		struct image image;

		image_open(&image, recipe_load(names.names[i]));
		find_all(&image);
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

/* Names of random length in random order, each of them once. */
static struct builder *
random_names(const char *tree, unsigned count, uint64_t seed)
{
	static const char letters[] = "abcXYZ09_. ";
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct builder *b;

	ck_assert_ptr_nonnull(out);
	fprintf(out, "tree %s\n", tree);
	for (unsigned i = 0; i < count; i++) {
		uint32_t extra = random_below(&seed, 25);

		fprintf(out, "stream \"%u-", i);
		while (extra-- > 0)
			fputc(letters[random_below(&seed, sizeof letters - 1)],
				out);
		fputs("\"\n", out);
	}
	fclose(out);
	b = recipe_make(text);
	free(text);
	return b;
}

static const char *const shapes[] = { "balanced", "list", "backlist",
	"balanced declared", "list declared", "backlist declared" };

START_TEST(random_names_are_found_in_any_tree)
{
	for (uint64_t seed = 0; seed < 10; seed++) {
		struct image image;
		uint32_t id;

		image_open(&image, random_names(shapes[_i], 1U << seed, seed));
		find_all(&image);
		ck_assert_int_eq(find_text(&image, CFB_ROOT, "missing", &id),
			CFB_NOT_FOUND);
		/* Once more, now that what was learned is remembered. */
		find_all(&image);
		image_close(&image);
	}
}
END_TEST

START_TEST(missing_name_is_not_found)
{
	struct image image;
	uint32_t id = 77;

	image_open_text(&image, "stream \"Alpha\"\nstream \"Beta\"\n");
	ck_assert_int_eq(
		find_text(&image, CFB_ROOT, "Gamma", &id), CFB_NOT_FOUND);
	ck_assert_int_eq(
		find_text(&image, CFB_ROOT, "Alph", &id), CFB_NOT_FOUND);
	ck_assert_int_eq(find_text(&image, CFB_ROOT, "", &id), CFB_NOT_FOUND);
	/* A stream has no children. */
	ck_assert_int_eq(find_text(&image, 1, "Beta", &id), CFB_NOT_FOUND);
	ck_assert_uint_eq(id, 77);
	image_close(&image);
}
END_TEST

START_TEST(names_are_not_found_in_another_storage)
{
	struct image image;
	uint32_t id;

	image_open_text(&image, "storage \"A\"\nstream \"A/x\"\n"
				"storage \"B\"\nstream \"B/y\"\n");
	ck_assert_int_eq(find_text(&image, 1, "x", &id), CFB_OK);
	ck_assert_int_eq(find_text(&image, 1, "y", &id), CFB_NOT_FOUND);
	ck_assert_int_eq(find_text(&image, CFB_ROOT, "x", &id), CFB_NOT_FOUND);
	image_close(&image);
}
END_TEST

START_TEST(sound_tree_is_searched_and_not_listed)
{
	struct image image;
	uint32_t id;

	image_open_text(&image, "tables front\n"
				"repeat 50000 stream \"{5}\"\n");
	spy_reset(&image.spy);
	ck_assert_int_eq(find_text(&image, CFB_ROOT, "31415", &id), CFB_OK);
	ck_assert_uint_eq(id, 31416);
	/* Seventeen levels, and 13 pages of the FAT. */
	ck_assert_uint_le(image.spy.reads, 30);
	ck_assert_ptr_null(cfb_index_get(image.file, CFB_ROOT));
	image_close(&image);
}
END_TEST

START_TEST(second_miss_in_a_sound_tree_reads_nothing_new)
{
	struct image image;
	struct cfb_index *index;
	uint32_t id;

	image_open_text(&image, "repeat 5000 stream \"{5}\"\n");
	ck_assert_int_eq(
		find_text(&image, CFB_ROOT, "99999", &id), CFB_NOT_FOUND);
	index = cfb_index_get(image.file, CFB_ROOT);
	ck_assert_ptr_nonnull(index);
	ck_assert(index->ordered);
	ck_assert_ptr_null(index->slots);
	spy_reset(&image.spy);
	ck_assert_int_eq(
		find_text(&image, CFB_ROOT, "12x45", &id), CFB_NOT_FOUND);
	ck_assert_uint_eq(image.spy.reads, 0);
	image_close(&image);
}
END_TEST

START_TEST(list_gets_a_table_of_names)
{
	struct image image;
	struct cfb_index *index;
	uint32_t id;

	image_open_text(&image, "tree list\nrepeat 100000 stream \"{6}\"\n");
	ck_assert_int_eq(find_text(&image, CFB_ROOT, "099999", &id), CFB_OK);
	ck_assert_uint_eq(id, 100000);
	index = cfb_index_get(image.file, CFB_ROOT);
	ck_assert_ptr_nonnull(index);
	ck_assert_ptr_nonnull(index->slots);
	ck_assert_uint_ge(index->capacity, 200000);
	for (uint32_t i = 0; i < 100000; i += 7) {
		char name[8];

		snprintf(name, sizeof name, "%06u", (unsigned)i);
		ck_assert_int_eq(
			find_text(&image, CFB_ROOT, name, &id), CFB_OK);
		ck_assert_uint_eq(id, i + 1);
	}
	image_close(&image);
}
END_TEST

/* What was not asked for before is the same as what was. */
START_TEST(name_that_comes_twice_always_means_the_same_element)
{
	static const char *const recipes[] = { "bad-tree-duplicate",
		"bad-tree-duplicate-case", "bad-tree-duplicate-kind" };
	struct image image;
	uint32_t found[64];
	uint32_t count;
	uint32_t id;

	image_open(&image, recipe_load(recipes[_i]));
	count = builder_entries(image.builder);
	ck_assert_uint_le(count, ARRAY_SIZE(found));
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 1; i < count; i++) {
			const struct builder_entry *e =
				builder_entry(image.builder, i);
			struct cfb_dirent entry;

			ck_assert_int_eq(
				cfb_tree_find(image.file, e->parent, e->name,
					e->units, &id, &entry),
				CFB_OK);
			if (round == 0)
				found[i] = id;
			ck_assert_uint_eq(found[i], id);
		}
		ck_assert_int_eq(find_text(&image, CFB_ROOT, "none", &id),
			CFB_NOT_FOUND);
	}
	image_close(&image);
}
END_TEST

START_TEST(indexes_of_many_storages_keep_to_their_budget)
{
	struct image image;
	uint32_t id;

	image_open_text(&image, "tree list declared\n"
				"repeat 300 storage \"{3}\"\n"
				"repeat 300 stream \"{3}/zz\"\n"
				"repeat 300 stream \"{3}/yy\"\n");
	for (int round = 0; round < 2; round++) {
		for (uint32_t s = 1; s <= 300; s++) {
			ck_assert_int_eq(
				find_text(&image, s, "yy", &id), CFB_OK);
			ck_assert_int_eq(
				find_text(&image, s, "xx", &id), CFB_NOT_FOUND);
		}
	}
	ck_assert_uint_le(image.file->indexes_used, 300 * 512);
	cfb_indexes_drop(image.file);
	ck_assert_uint_eq(image.file->indexes_used, 0);
	ck_assert_int_eq(find_text(&image, 1, "yy", &id), CFB_OK);
	image_close(&image);
}
END_TEST

START_TEST(large_indexes_make_room_for_each_other)
{
	struct image image;
	uint32_t id;

	/* Nine tables of one megabyte: 1 to 8 lead to the children of 9. */
	image_open_text(&image,
		"tree list\n"
		"repeat 8 storage \"{1}\"\n"
		"enter \"A\"\nrepeat 70000 stream \"{5}\"\nleave\n"
		"entry 1.child = 10\nentry 2.child = 10\n"
		"entry 3.child = 10\nentry 4.child = 10\n"
		"entry 5.child = 10\nentry 6.child = 10\n"
		"entry 7.child = 10\nentry 8.child = 10\n");
	for (uint32_t s = 1; s <= 9; s++) {
		ck_assert_int_eq(find_text(&image, s, "69999", &id), CFB_OK);
		ck_assert_uint_eq(id, 70009);
	}
	ck_assert_ptr_null(cfb_index_get(image.file, 1));
	ck_assert_ptr_nonnull(cfb_index_get(image.file, 9));
	ck_assert_uint_le(image.file->indexes_used, 8 << 20);
	ck_assert_int_eq(find_text(&image, 1, "00000", &id), CFB_OK);
	image_close(&image);
}
END_TEST

START_TEST(failed_read_is_no_missing_name)
{
	struct image image;
	uint32_t id = 77;

	image_open_text(&image, "repeat 100 stream \"{4}\"\n");
	spy_reset(&image.spy);
	image.spy.fail_at = 1;
	image.spy.failure = -9;
	ck_assert_int_eq(find_text(&image, CFB_ROOT, "0099", &id), -9);
	ck_assert_uint_eq(id, 77);
	ck_assert_int_eq(find_text(&image, CFB_ROOT, "0099", &id), CFB_OK);
	image_close(&image);
}
END_TEST

/* Lookups end in every damaged file, and find what the listing shows. */
START_TEST(damaged_trees_do_not_keep_a_lookup_busy)
{
	struct recipe_names names;

	recipe_names_find(&names, "bad-tree-");
	for (size_t i = 0; i < names.count; i++) {
		struct image image;
		uint32_t id;

		image_open(&image, recipe_load(names.names[i]));
		ck_assert_int_eq(find_text(&image, CFB_ROOT, "none", &id),
			CFB_NOT_FOUND);
		ck_assert_int_eq(find_text(&image, CFB_ROOT, "none", &id),
			CFB_NOT_FOUND);
		ck_assert_uint_le(
			image.spy.bytes, builder_size(image.builder) + 8192);
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("tree");

	TEST(&suite, every_name_of_a_sound_file_is_found);
	TEST(&suite, every_name_of_an_odd_tree_is_found);
	TEST_EACH(
		&suite, random_names_are_found_in_any_tree, ARRAY_SIZE(shapes));
	TEST(&suite, missing_name_is_not_found);
	TEST(&suite, names_are_not_found_in_another_storage);
	TEST(&suite, sound_tree_is_searched_and_not_listed);
	TEST(&suite, second_miss_in_a_sound_tree_reads_nothing_new);
	TEST(&suite, list_gets_a_table_of_names);
	TEST_EACH(
		&suite, name_that_comes_twice_always_means_the_same_element, 3);
	TEST(&suite, indexes_of_many_storages_keep_to_their_budget);
	TEST(&suite, large_indexes_make_room_for_each_other);
	TEST(&suite, failed_read_is_no_missing_name);
	TEST(&suite, damaged_trees_do_not_keep_a_lookup_busy);
	return suite_end(&suite);
}
