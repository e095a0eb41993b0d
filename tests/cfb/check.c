/* SPDX-License-Identifier: MIT */
/* Checks of whole files: sound, odd and damaged ones, and how they end. */
#include "cfb/check.h"

#include <stdio.h>
#include <string.h>

#include "cfb/directory.h"
#include "support/contents.h"
#include "support/images.h"
#include "support/suite.h"

/* The check of one recipe has to be able to fail for all of them at once. */
struct complaints {
	char text[4000];
	size_t length;
};

static void
complain(struct complaints *c, const char *recipe, int status,
	const struct tally *tally)
{
	if (c->length + 200 < sizeof c->text)
		c->length += (size_t)snprintf(c->text + c->length,
			sizeof c->text - c->length, "%s: status %d, %.120s\n",
			recipe, status, tally_text(tally));
}

START_TEST(sound_files_have_no_defect)
{
	struct complaints complaints = { .length = 0 };
	struct recipe_names names;

	recipe_names_find(&names, _i ? "big-good-" : "good-");
	for (size_t i = 0; i < names.count; i++) {
		struct tally tally;
		int status = image_check(recipe_load(names.names[i]), &tally);

		if (status != CFB_OK || tally.total != 0)
			complain(&complaints, names.names[i], status, &tally);
	}
	recipe_names_done(&names);
	ck_assert_msg(complaints.length == 0, "%s", complaints.text);
}
END_TEST

/*
 * A chain that ends at FREESECT may have had a rest: where no size tells how
 * long it has to be, that is damage. So is a FAT sector outside of the file.
 */
static const struct {
	const char *recipe;
	enum cfb_defect_id id;
} suspicious[] = {
	{ "odd-difat-past-end", CFB_DEFECT_FAT_SECTOR_OUTSIDE },
	{ "odd-directory-ends-free", CFB_DEFECT_DIRECTORY_FREE },
	{ "odd-minifat-ends-free", CFB_DEFECT_MINIFAT_FREE },
	{ "odd-ministream-ends-free", CFB_DEFECT_MINISTREAM_FREE },
};

/* How much damage a file of this name may have. */
static unsigned
damage_allowed(const char *recipe, const struct tally *tally)
{
	for (size_t i = 0; i < ARRAY_SIZE(suspicious); i++) {
		if (strcmp(recipe, suspicious[i].recipe) == 0)
			return tally->of[suspicious[i].id];
	}
	return 0;
}

START_TEST(odd_files_are_not_damaged)
{
	struct complaints complaints = { .length = 0 };
	struct recipe_names names;

	recipe_names_find(&names, _i ? "big-odd-" : "odd-");
	for (size_t i = 0; i < names.count; i++) {
		struct tally tally;
		int status = image_check(recipe_load(names.names[i]), &tally);

		if (status != CFB_OK ||
			tally.damage > damage_allowed(names.names[i], &tally))
			complain(&complaints, names.names[i], status, &tally);
	}
	recipe_names_done(&names);
	ck_assert_msg(complaints.length == 0, "%s", complaints.text);
}
END_TEST

/* Whether every stream that is still one reads as it was described. */
static bool
reads_as_described(const char *recipe)
{
	struct image image;
	bool same = true;

	if (image_try(&image, recipe_load(recipe), CFB_TOLERANT) != CFB_OK) {
		builder_destroy(image.builder);
		return false;
	}
	for (uint32_t id = 1; id < builder_entries(image.builder); id++) {
		const struct builder_entry *described =
			builder_entry(image.builder, id);
		struct cfb_dirent entry;

		if (described->type != BUILDER_STREAM)
			continue;
		if (cfb_directory_entry(image.file, id, &entry) != CFB_OK)
			same = false;
		else if (cfb_dirent_is_stream(&entry))
			same = same && contents_same(&image, id);
	}
	image_close(&image);
	return same;
}

START_TEST(odd_files_read_as_described)
{
	struct recipe_names names;

	recipe_names_find(&names, "odd-");
	for (size_t i = 0; i < names.count; i++)
		ck_assert_msg(reads_as_described(names.names[i]), "%s",
			names.names[i]);
	recipe_names_done(&names);
}
END_TEST

START_TEST(bad_files_do_not_open_or_are_damaged_or_read_as_described)
{
	struct complaints complaints = { .length = 0 };
	struct recipe_names names;
	unsigned damaged = 0;

	recipe_names_find(&names, _i ? "big-bad-" : "bad-");
	for (size_t i = 0; i < names.count; i++) {
		struct tally tally;
		int status = image_check(recipe_load(names.names[i]), &tally);

		if (status != CFB_OK || tally.damage != 0)
			damaged++;
		else if (!reads_as_described(names.names[i]))
			complain(&complaints, names.names[i], status, &tally);
	}
	ck_assert_uint_ge(damaged + 8, names.count);
	recipe_names_done(&names);
	ck_assert_msg(complaints.length == 0, "%s", complaints.text);
}
END_TEST

/* Runs a check on a spy, whose builder stays the caller's. */
static int
check_spied(struct spy *spy, cfb_check_fn *fn, void *context)
{
	struct cfb_check_totals totals;
	int status = cfb_check(&spy->device, fn, context, &totals);

	ck_assert_uint_eq(spy->closes, 1);
	return status;
}

static bool
count_defect(const struct cfb_defect *defect, void *context)
{
	tally_defect(defect, context);
	return true;
}

struct patience {
	unsigned left; /* defects before it ends */
	unsigned calls;
};

static bool
lose_patience(const struct cfb_defect *defect, void *context)
{
	struct patience *patience = context;

	(void)defect;
	patience->calls++;
	return --patience->left != 0;
}

/* With defects in every part of a check. */
static const char *const nasty[] = {
	"bad-cutoff-0",
	"bad-difat-0-directory",
	"bad-difat-loop-2",
	"bad-difat-start-fat",
	"bad-directory-into-stream",
	"bad-directory-start-fat",
	"bad-entry-all-ones",
	"bad-fat-all-next",
	"bad-fat-all-zero",
	"bad-minifat-start-directory",
	"bad-ones-fat-difat",
	"bad-random-directory",
	"bad-random-fat",
	"bad-random-minifat",
	"bad-sector-shift-13",
	"bad-size-half",
	"bad-tree-dag",
	"odd-name-embedded-nul",
};

START_TEST(check_ends_when_told_to)
{
	struct builder *b = recipe_load(nasty[_i]);
	unsigned defects = 0;
	int status = CFB_STOPPED;

	while (status == CFB_STOPPED) {
		struct patience patience = { .left = ++defects };
		struct spy spy;

		spy_init(&spy, builder_device(b));
		status = check_spied(&spy, lose_patience, &patience);
		ck_assert(status == CFB_STOPPED || status == CFB_OK);
		/* Not one more call after it said so. */
		ck_assert_uint_eq(patience.calls,
			status == CFB_OK ? defects - 1 : defects);
	}
	ck_assert_uint_gt(defects, 1);
	builder_destroy(b);
}
END_TEST

START_TEST(failed_read_ends_the_check)
{
	struct builder *b = recipe_load(nasty[_i]);
	int status = -5;

	for (unsigned n = 1; status == -5; n++) {
		struct tally tally = { .total = 0 };
		struct spy spy;

		spy_init(&spy, builder_device(b));
		spy.fail_at = n;
		spy.failure = -5;
		status = check_spied(&spy, count_defect, &tally);
		ck_assert(status == -5 || status == CFB_OK);
	}
	builder_destroy(b);
}
END_TEST

/* Each structure is read once, whatever leads to it. */
START_TEST(check_reads_no_more_than_the_file)
{
	static const char *const prefixes[] = { "good-", "odd-", "bad-" };
	struct recipe_names names;

	recipe_names_find(&names, prefixes[_i]);
	for (size_t i = 0; i < names.count; i++) {
		struct builder *b = recipe_load(names.names[i]);
		struct tally tally = { .total = 0 };
		struct spy spy;

		spy_init(&spy, builder_device(b));
		(void)check_spied(&spy, count_defect, &tally);
		ck_assert_msg(spy.bytes <= 3 * builder_size(b) + 8192,
			"%s: %llu of %llu bytes", names.names[i], spy.bytes,
			(unsigned long long)builder_size(b));
		builder_destroy(b);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(totals_count_entries_and_sectors)
{
	struct builder *b = recipe_load("good-small");
	struct tally tally = { .total = 0 };
	struct cfb_check_totals totals;
	uint32_t entries = 0;

	for (uint32_t id = 0; id < builder_entries(b); id++)
		entries += builder_entry(b, id)->type != BUILDER_FREE;
	ck_assert_int_eq(
		cfb_check(builder_device(b), count_defect, &tally, &totals),
		CFB_OK);
	ck_assert_uint_eq(totals.entries, entries);
	ck_assert_uint_eq(totals.sectors, builder_sectors(b));
	builder_destroy(b);
}
END_TEST

/* What the recipe did is what is told, and where. */
START_TEST(defects_tell_their_place)
{
	struct builder *b = recipe_make("stream \"A\" = count(5000)\n"
					"stream \"B\" = count(5000)\n"
					"entry \"B\".color = 7\n");
	struct builder_field field;
	struct tally tally;

	ck_assert(builder_entry_field(b, 2, "name", &field));
	ck_assert_int_eq(image_check(b, &tally), CFB_OK);
	ck_assert_uint_eq(tally.of[CFB_DEFECT_ENTRY_COLOR], 1);
	/* The colour comes first; that it unbalances the tree, later. */
	b = recipe_make("stream \"A\" = count(5000)\n"
			"entry \"A\".color = 7\n");
	ck_assert_int_eq(image_check(b, &tally), CFB_OK);
	ck_assert_uint_eq(tally.total, 1);
	ck_assert_int_eq(tally.last.id, CFB_DEFECT_ENTRY_COLOR);
	ck_assert_uint_eq(tally.last.entry, 1);
	ck_assert_uint_eq(tally.last.value, 7);
	ck_assert_uint_eq(tally.last.offset, field.offset - 128);
	b = recipe_make("stream \"A\" = count(5000)\n"
			"fat[stream \"A\" 4] = fatsect\n");
	ck_assert_int_eq(image_check(b, &tally), CFB_OK);
	ck_assert_uint_eq(tally.of[CFB_DEFECT_STREAM_METADATA], 1);
}
END_TEST

/* A tree in the order in which its elements are described. */
struct twins {
	const char *text;
	unsigned count;      /* that are told of */
	uint32_t entry;      /* the last of them, … */
	uint64_t value;      /* … and the one before it */
};

static const struct twins twins[] = {
	{ "stream \"S\"\nstream \"T\"\nstream \"U\"\n", 0, 0, 0 },
	{ "stream \"S\"\nstream \"T\"\nstream \"s\"\n", 1, 3, 1 },
	{ "stream \"S\"\nstream \"s\"\nstream \"T\"\n", 1, 2, 1 },
	{ "stream \"S\"\nstream \"s\"\nstream \"T\"\nstream \"S\"\n",
		2, 4, 2 },
	{ "stream \"S\"\nstream \"T\"\nstorage \"s\"\nstream \"s/S\"\n",
		1, 3, 1 },
	{ "repeat 3000 stream \"{5}\"\nstream \"00007\"\n", 1, 3001, 8 },
};

struct told {
	unsigned count;
	struct cfb_defect last;
};

static bool
note_twin(const struct cfb_defect *defect, void *context)
{
	struct told *told = context;

	if (defect->id == CFB_DEFECT_TREE_DUPLICATE) {
		told->count++;
		told->last = *defect;
	}
	return true;
}

START_TEST(every_name_that_is_there_twice_is_told_of)
{
	static const char *const shapes[] = { "list", "backlist", "balanced" };
	const struct twins *t = &twins[_i / 3];
	struct cfb_check_totals totals;
	struct told told = { 0 };
	struct builder *b;
	char text[256];

	snprintf(text, sizeof text, "tree %s declared\n%s", shapes[_i % 3],
		t->text);
	b = recipe_make(text);
	ck_assert_int_eq(cfb_check(builder_device(b), note_twin, &told,
		&totals), CFB_OK);
	ck_assert_msg(told.count == t->count, "%s: %u", text, told.count);
	if (t->count != 0) {
		ck_assert_uint_eq(told.last.entry, t->entry);
		ck_assert_uint_eq(told.last.value, t->value);
	}
	builder_destroy(b);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("check");

	TEST_EACH(&suite, sound_files_have_no_defect, 2);
	TEST_EACH(&suite, odd_files_are_not_damaged, 2);
	TEST(&suite, odd_files_read_as_described);
	TEST_EACH(&suite,
		bad_files_do_not_open_or_are_damaged_or_read_as_described, 2);
	TEST_EACH(&suite, check_ends_when_told_to, ARRAY_SIZE(nasty));
	TEST_EACH(&suite, failed_read_ends_the_check, ARRAY_SIZE(nasty));
	TEST_EACH(&suite, check_reads_no_more_than_the_file, 3);
	TEST(&suite, totals_count_entries_and_sectors);
	TEST(&suite, defects_tell_their_place);
	TEST_EACH(&suite, every_name_that_is_there_twice_is_told_of,
		3 * ARRAY_SIZE(twins));
	return suite_end(&suite);
}
