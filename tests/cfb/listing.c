/* SPDX-License-Identifier: MIT */
/* Children of a storage, from trees that are sound and from those that lie. */
#include "cfb/listing.h"

#include <string.h>

#include "base/idset.h"
#include "cfb/directory.h"
#include "cfb/name.h"
#include "support/images.h"
#include "support/suite.h"

static struct cfb_listing
list(struct image *image, uint32_t storage)
{
	struct cfb_listing listing;

	ck_assert_int_eq(
		cfb_listing_make(image->file, storage, NULL, &listing), CFB_OK);
	return listing;
}

static uint32_t
children_described(struct image *image, uint32_t storage)
{
	uint32_t count = 0;

	for (uint32_t id = 1; id < builder_entries(image->builder); id++) {
		const struct builder_entry *e =
			builder_entry(image->builder, id);

		count += e->type != BUILDER_FREE && e->parent == storage;
	}
	return count;
}

static void
check_listing(struct image *image, uint32_t storage)
{
	struct cfb_listing listing = list(image, storage);
	struct cfb_dirent last = { .units = 0 };

	ck_assert_uint_eq(listing.count, children_described(image, storage));
	ck_assert(listing.ordered);
	ck_assert(!listing.damaged);
	for (uint32_t i = 0; i < listing.count; i++) {
		struct cfb_dirent entry;

		ck_assert_uint_eq(
			builder_entry(image->builder, listing.ids[i])->parent,
			storage);
		ck_assert_int_eq(cfb_directory_entry(
					 image->file, listing.ids[i], &entry),
			CFB_OK);
		if (i > 0)
			ck_assert_int_lt(cfb_name_compare(last.name, last.units,
						 entry.name, entry.units),
				0);
		last = entry;
	}
	cfb_listing_done(&listing);
}

START_TEST(sound_storages_list_their_children_in_order)
{
	static const char *const prefixes[] = { "good-", "odd-tree-red",
		"odd-entry-free" };
	struct recipe_names names;

	recipe_names_find(&names, prefixes[_i]);
	for (size_t i = 0; i < names.count; i++) {
		struct image image;

		image_open(&image, recipe_load(names.names[i]));
		for (uint32_t id = 0; id < builder_entries(image.builder);
			id++) {
			const struct builder_entry *e =
				builder_entry(image.builder, id);

			if (e->type == BUILDER_STORAGE ||
				e->type == BUILDER_ROOT)
				check_listing(&image, id);
		}
		ck_assert_uint_eq(image.tally.total, 0);
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(empty_storage_lists_nothing)
{
	struct image image;
	struct cfb_listing listing;

	image_open_text(&image, "storage \"A\"\n");
	listing = list(&image, 1);
	ck_assert_uint_eq(listing.count, 0);
	ck_assert(listing.ordered);
	cfb_listing_done(&listing);
	image_close(&image);
}
END_TEST

START_TEST(storage_that_is_not_there_cannot_be_listed)
{
	struct image image;
	struct cfb_listing listing;

	image_open_text(&image, "stream \"A\"\n");
	ck_assert_int_eq(cfb_listing_make(image.file, 1000, NULL, &listing),
		CFB_NOT_FOUND);
	ck_assert_int_eq(
		cfb_listing_make(image.file, CFB_NOSTREAM, NULL, &listing),
		CFB_NOT_FOUND);
	image_close(&image);
}
END_TEST

static const char *const degenerate[] = { "list", "backlist" };

/* 100,000 levels; what is read is read once. */
START_TEST(tree_may_be_as_deep_as_it_has_entries)
{
	struct image image;
	struct cfb_listing listing;

	image_open(&image, recipe_makef("tree %s\n"
					"repeat 100000 stream \"{6}\"\n",
				   degenerate[_i]));
	spy_reset(&image.spy);
	listing = list(&image, CFB_ROOT);
	ck_assert_uint_eq(listing.count, 100000);
	ck_assert(listing.ordered && !listing.damaged);
	for (uint32_t i = 0; i < listing.count; i++)
		ck_assert_uint_eq(listing.ids[i], i + 1);
	ck_assert_uint_le(image.spy.bytes, builder_size(image.builder));
	/* Backwards, the sectors of a page come one by one. */
	ck_assert_uint_le(image.spy.reads, image.file->sectors);
	cfb_listing_done(&listing);
	image_close(&image);
}
END_TEST

struct damage {
	const char *recipe;
	const char *storage; /* path of the one to list */
	uint32_t count;      /* children that are left */
	enum cfb_defect_id id;
};

static const struct damage damages[] = {
	{ "bad-root-child-none", "", 0, 0 },
	{ "bad-root-child-out-of-range", "", 0, CFB_DEFECT_TREE_OUTSIDE },
	{ "bad-root-child-self", "", 0, CFB_DEFECT_TREE_LOOP },
	{ "bad-tree-left-out-of-range", "", 4, CFB_DEFECT_TREE_OUTSIDE },
	{ "bad-tree-left-reserved", "", 4, CFB_DEFECT_TREE_OUTSIDE },
	{ "bad-tree-left-self", "", 4, CFB_DEFECT_TREE_LOOP },
	{ "bad-tree-right-root", "Gamma", 0, CFB_DEFECT_TREE_LOOP },
	{ "bad-tree-cycle-long", "", 1000, CFB_DEFECT_TREE_LOOP },
	{ "bad-tree-child-self", "Gamma", 0, CFB_DEFECT_TREE_LOOP },
	{ "bad-entry-type-0", "", 0, CFB_DEFECT_TREE_FREE },
	{ "bad-entry-type-3", "", 0, CFB_DEFECT_ENTRY_TYPE },
	{ "bad-entry-type-255", "", 0, CFB_DEFECT_ENTRY_TYPE },
};

START_TEST(bad_link_is_told_and_not_followed)
{
	const struct damage *d = &damages[_i];
	struct image image;
	struct cfb_listing listing;
	struct cfb_dirent entry;
	uint32_t id;

	image_open(&image, recipe_load(d->recipe));
	id = image_find(&image, d->storage, &entry);
	memset(&image.tally, 0, sizeof image.tally);
	listing = list(&image, id);
	if (d->id != 0) {
		ck_assert_msg(image.tally.of[d->id] == 1, "%s: %s", d->recipe,
			tally_text(&image.tally));
		ck_assert(listing.damaged);
	}
	if (d->count != 0)
		ck_assert_msg(listing.count == d->count, "%s: %u", d->recipe,
			(unsigned)listing.count);
	cfb_listing_done(&listing);
	image_close(&image);
}
END_TEST

START_TEST(no_entry_is_listed_twice)
{
	struct recipe_names names;

	recipe_names_find(&names, "bad-tree-");
	for (size_t i = 0; i < names.count; i++) {
		struct image image;
		struct cfb_listing listing;
		struct idset seen;

		image_open(&image, recipe_load(names.names[i]));
		listing = list(&image, CFB_ROOT);
		idset_init(&seen);
		for (uint32_t k = 0; k < listing.count; k++) {
			ck_assert_uint_ne(listing.ids[k], CFB_ROOT);
			ck_assert_int_eq(
				idset_add(&seen, listing.ids[k]), IDSET_ADDED);
		}
		idset_done(&seen);
		cfb_listing_done(&listing);
		image_close(&image);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(shared_set_lists_an_entry_in_one_storage_alone)
{
	struct image image;
	struct cfb_listing first;
	struct cfb_listing second;
	struct idset seen;

	image_open_text(&image, "storage \"A\"\n"
				"stream \"A/x\" = \"1\"\n"
				"storage \"B\"\n"
				"entry \"B\".child = entry \"A/x\"\n");
	idset_init(&seen);
	ck_assert_int_eq(
		cfb_listing_make(image.file, 1, &seen, &first), CFB_OK);
	ck_assert_uint_eq(first.count, 1);
	ck_assert_uint_eq(image.tally.total, 0);
	ck_assert_int_eq(
		cfb_listing_make(image.file, 3, &seen, &second), CFB_OK);
	ck_assert_uint_eq(second.count, 0);
	ck_assert(second.damaged);
	ck_assert_uint_eq(image.tally.of[CFB_DEFECT_TREE_LOOP], 1);
	cfb_listing_done(&first);
	cfb_listing_done(&second);
	idset_done(&seen);
	image_close(&image);
}
END_TEST

START_TEST(wrong_order_is_told_and_shown_as_it_is)
{
	struct image image;
	struct cfb_listing listing;

	image_open_text(&image, "tree list declared\n"
				"stream \"C\"\n"
				"stream \"B\"\n"
				"stream \"A\"\n");
	listing = list(&image, CFB_ROOT);
	ck_assert_uint_eq(listing.count, 3);
	ck_assert_uint_eq(listing.ids[0], 1);
	ck_assert(!listing.ordered);
	ck_assert(!listing.damaged);
	ck_assert_uint_eq(image.tally.of[CFB_DEFECT_TREE_ORDER], 2);
	cfb_listing_done(&listing);
	image_close(&image);
}
END_TEST

START_TEST(equal_names_are_both_listed)
{
	struct image image;
	struct cfb_listing listing;

	image_open(&image, recipe_load("bad-tree-duplicate"));
	listing = list(&image, CFB_ROOT);
	ck_assert_uint_eq(listing.count, children_described(&image, CFB_ROOT));
	ck_assert(!listing.ordered);
	ck_assert_uint_eq(image.tally.of[CFB_DEFECT_TREE_DUPLICATE], 1);
	cfb_listing_done(&listing);
	image_close(&image);
}
END_TEST

START_TEST(failed_read_ends_the_listing)
{
	struct image image;
	struct cfb_listing listing;
	unsigned n = 0;
	int status;

	image_open_text(&image, "repeat 200 stream \"{4}\"\n");
	/* Each page that was read stays, so each turn gets further. */
	do {
		spy_reset(&image.spy);
		image.spy.fail_at = 1;
		image.spy.failure = -7;
		status = cfb_listing_make(image.file, CFB_ROOT, NULL, &listing);
		ck_assert(status == CFB_OK || status == -7);
		image.spy.fail_at = 2;
		spy_reset(&image.spy);
		if (status != CFB_OK)
			status = cfb_listing_make(
				image.file, CFB_ROOT, NULL, &listing);
		ck_assert_uint_lt(++n, 100);
	} while (status != CFB_OK);
	ck_assert_uint_eq(listing.count, 200);
	cfb_listing_done(&listing);
	image_close(&image);
}
END_TEST

START_TEST(strictness_makes_a_bad_link_an_error)
{
	struct image image;
	struct cfb_listing listing;

	image_open(&image, recipe_load("bad-tree-left-self"));
	image.file->strictness = CFB_CAREFUL;
	ck_assert_int_eq(cfb_listing_make(image.file, CFB_ROOT, NULL, &listing),
		CFB_CORRUPT);
	image_close(&image);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("listing");

	TEST_EACH(&suite, sound_storages_list_their_children_in_order, 3);
	TEST(&suite, empty_storage_lists_nothing);
	TEST(&suite, storage_that_is_not_there_cannot_be_listed);
	TEST_EACH(&suite, tree_may_be_as_deep_as_it_has_entries, 2);
	TEST_EACH(
		&suite, bad_link_is_told_and_not_followed, ARRAY_SIZE(damages));
	TEST(&suite, no_entry_is_listed_twice);
	TEST(&suite, shared_set_lists_an_entry_in_one_storage_alone);
	TEST(&suite, wrong_order_is_told_and_shown_as_it_is);
	TEST(&suite, equal_names_are_both_listed);
	TEST(&suite, failed_read_ends_the_listing);
	TEST(&suite, strictness_makes_a_bad_link_an_error);
	return suite_end(&suite);
}
