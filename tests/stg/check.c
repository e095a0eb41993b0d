/* SPDX-License-Identifier: MIT */
/*
 * <stg/check.h>: every number of the list of defects has a file that shows it,
 * and open files report and refuse them as they are told.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stg/check.h>
#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/mock.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

/* Counts by number. */
struct counts {
	unsigned of[2000];
	unsigned total;
	struct stg_defect last;
};

static HRESULT
count(const struct stg_defect *defect, void *context)
{
	struct counts *counts = context;

	ck_assert_uint_lt(defect->number, ARRAY_SIZE(counts->of));
	counts->of[defect->number]++;
	counts->total++;
	counts->last = *defect;
	return S_OK;
}

static HRESULT
check(struct builder *b, struct counts *counts,
	struct stg_check_summary *summary)
{
	struct array *array = array_make(b);
	HRESULT hr;

	memset(counts, 0, sizeof *counts);
	hr = stg_check_lockbytes(
		&array->ILockBytes_iface, 0, count, counts, summary);
	ck_assert_uint_eq(array->refs, 1);
	ILockBytes_Release(&array->ILockBytes_iface);
	return hr;
}

/* --- Every number --------------------------------------------------------- */

struct example {
	unsigned number;
	const char *recipe; /* in tests/recipes, or … */
	const char *text;   /* … this one */
};

static const struct example examples[] = {
	{ 101, "odd-header-clsid", NULL },
	{ 102, "odd-header-minor-0", NULL },
	{ 103, "odd-header-major-0", NULL },
	{ 104, "odd-header-byte-order", NULL },
	{ 105, "odd-sector-shift-10", NULL },
	{ 106, "odd-sector-shift-12-version-3", NULL },
	{ 107, "odd-mini-shift-7", NULL },
	{ 108, "odd-header-reserved", NULL },
	{ 109, "odd-header-v3-directory-sectors", NULL },
	{ 110, "odd-cutoff-0", NULL },
	{ 111, "odd-header-v4-padding", NULL },
	{ 112, "bad-random-header", NULL },
	{ 113, "bad-size-511", NULL },
	{ 114, "bad-mini-shift-0", NULL },
	{ 115, "odd-header-torn", NULL },
	{ 201, "odd-difat-ends-free", NULL },
	{ 202, "odd-difat-start-free", NULL },
	{ 203, "odd-difat-count-0", NULL },
	{ 204, "odd-difat-hole", NULL },
	{ 205, "bad-difat-0-reserved", NULL },
	{ 206, "bad-difat-beyond-end", NULL },
	{ 207, "bad-difat-loop", NULL },
	{ 208, "odd-difat-sector-end", NULL },
	{ 301, "odd-fat-count-0", NULL },
	{ 302, "odd-difat-past-end", NULL },
	{ 303, NULL,
		"tables end\n"
		"stream \"A\" = count(5000)\n"
		"truncate -400\n" },
	{ 304, "odd-fat-sector-end", NULL },
	{ 305, "odd-fat-listed-twice", NULL },
	{ 306, "odd-fat-stray-mark", NULL },
	{ 307, "bad-fat-next-reserved", NULL },
	{ 308, "odd-fat-lost-sectors", NULL },
	{ 309, "odd-fat-used-beyond-end", NULL },
	{ 310, "odd-tail-random", NULL },
	{ 311, "bad-fat-next-beyond-end", NULL },
	{ 312, "odd-difat-sector-free", NULL },
	{ 313, "bad-stream-size-crosses-up", NULL },
	{ 314, "big-odd-v4-range-lock-free", NULL },
	{ 401, "bad-directory-start-beyond-end", NULL },
	{ 402, "bad-random-fat", NULL },
	{ 403, "odd-directory-ends-free", NULL },
	{ 404, "bad-directory-loop", NULL },
	{ 405, "bad-directory-start-fat", NULL },
	{ 406, "bad-difat-0-beyond-end", NULL },
	{ 407, "bad-v4-size-12287", NULL },
	{ 411, "bad-entry-all-ones", NULL },
	{ 412, "odd-entry-color-7", NULL },
	{ 413, "odd-entry-free-garbage", NULL },
	{ 414, "odd-entry-storage-size", NULL },
	{ 415, "odd-entry-storage-size", NULL },
	{ 416, "odd-entry-stream-class", NULL },
	{ 417, "odd-entry-stream-class", NULL },
	{ 418, "odd-entry-stream-class", NULL },
	{ 419, "odd-entry-stream-child", NULL },
	{ 420, "odd-entry-odd-time", NULL },
	{ 421, "odd-entry-second-root", NULL },
	{ 422, "odd-entry-size-high", NULL },
	{ 423, "bad-stream-size-over-2g", NULL },
	{ 431, "bad-root-type-0", NULL },
	{ 432, "odd-root-name-r", NULL },
	{ 433, "odd-root-sibling", NULL },
	{ 434, "odd-root-ctime", NULL },
	{ 501, "odd-name-empty", NULL },
	{ 502, "bad-name-length-0", NULL },
	{ 503, "odd-name-unterminated", NULL },
	{ 504, "odd-name-embedded-nul", NULL },
	{ 505, "odd-name-forbidden", NULL },
	{ 506, "odd-name-surrogate", NULL },
	{ 507, "odd-name-garbage", NULL },
	{ 601, "bad-tree-left-out-of-range", NULL },
	{ 602, "bad-tree-cycle-long", NULL },
	{ 603, "bad-entry-zero", NULL },
	{ 604, "odd-tree-unsorted", NULL },
	{ 605, "bad-tree-duplicate-apart", NULL },
	{ 606, "bad-tree-orphan", NULL },
	{ 607, "odd-tree-red-top", NULL },
	{ 608, "odd-tree-red-top", NULL },
	{ 609, "odd-tree-backlist", NULL },
	{ 610, NULL, "repeat 3000 enter \"d\"\n" },
	{ 701, "odd-minifat-count-0", NULL },
	{ 702, "bad-minifat-start-beyond-end", NULL },
	{ 703, "odd-minifat-ends-free", NULL },
	{ 704, "bad-minifat-loop", NULL },
	{ 705, "bad-ones-fat-difat", NULL },
	{ 706, "bad-difat-0-beyond-end", NULL },
	{ 707, "odd-minifat-lost-sectors", NULL },
	{ 708, "odd-ministream-size-big", NULL },
	{ 709, "odd-minifat-used-beyond-end", NULL },
	{ 710, NULL,
		"stream \"A\" = count(5000)\n"
		"stream \"B\" = \"mini\"\n"
		"stream \"C\" = count(5000)\n"
		"header.minifat_start = stream \"C\" last\n"
		"truncate -400\n" },
	{ 751, "bad-ministream-start-end", NULL },
	{ 752, "bad-ministream-start-beyond-end", NULL },
	{ 753, "odd-ministream-ends-free", NULL },
	{ 754, "bad-ministream-loop", NULL },
	{ 755, NULL, "stream \"A\" = \"mini\"\nfat[ministream 0] = fatsect\n" },
	{ 756, "bad-difat-0-beyond-end", NULL },
	{ 757, "odd-ministream-size-big", NULL },
	{ 758, "odd-ministream-chain-long", NULL },
	{ 759, "odd-ministream-size-less", NULL },
	{ 801, "bad-stream-start-beyond-end", NULL },
	{ 802, "bad-fat-next-free", NULL },
	{ 803, "bad-stream-loop", NULL },
	{ 804, "bad-fat-next-difsect", NULL },
	{ 805, "bad-difat-hole", NULL },
	{ 806, "bad-stream-size-2g", NULL },
	{ 807, "bad-stream-loop-last", NULL },
	{ 808, "bad-size-less-1", NULL },
	{ 809, "odd-entry-empty-start", NULL },
	{ 810, "odd-stream-ends-free", NULL },
	{ 821, "bad-mini-start-beyond-minifat", NULL },
	{ 822, "bad-mini-next-free", NULL },
	{ 823, "bad-mini-loop", NULL },
	{ 824, NULL,
		"stream \"A\" = count(100)\n"
		"minifat[mini \"A\" 0] = 0xfffffffb\n" },
	{ 825, "bad-minifat-start-end", NULL },
	{ 826, "bad-mini-size-larger", NULL },
	{ 827, "odd-mini-chain-long", NULL },
	{ 828, "bad-mini-next-beyond-minifat", NULL },
	{ 829, "odd-ministream-size-0", NULL },
	{ 830, "bad-mini-cross-link", NULL },
	{ 831, NULL,
		"stream \"A\" = count(100)\n"
		"minifat[mini \"A\" 1] = free\n" },
	{ 901, "odd-ministream-tail-cut", NULL },
};

static struct builder *
build(const struct example *e)
{
	return e->recipe ? recipe_load(e->recipe) : recipe_make(e->text);
}

static HRESULT
go_on(const struct stg_element *element, void *context)
{
	(void)element;
	(void)context;
	return S_OK;
}

/* Met by walks alone: a check does not go down by paths. */
static void
walk(struct builder *b, struct counts *counts)
{
	struct array *array = array_make(b);
	IStorage *root = array_open(array);

	memset(counts, 0, sizeof *counts);
	ck_hr(stg_set_defect_callback(root, count, counts), S_OK);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, go_on, NULL), S_OK);
	IStorage_Release(root);
	ILockBytes_Release(&array->ILockBytes_iface);
}

START_TEST(example_shows_its_defect)
{
	const struct example *e = &examples[_i];
	struct counts counts;

	if (e->number == 610)
		walk(build(e), &counts);
	else
		(void)check(build(e), &counts, NULL);
	ck_assert_msg(counts.of[e->number] > 0, "%u", e->number);
}
END_TEST

START_TEST(every_number_has_an_example)
{
	/* Those of property sets, above 1000, come behind them. */
	for (unsigned place = 0; place < ARRAY_SIZE(examples); place++)
		ck_assert_uint_eq(
			stg_defect_at(place)->number, examples[place].number);
	ck_assert_uint_gt(stg_defect_at(ARRAY_SIZE(examples))->number, 1000);
}
END_TEST

/* --- The list ------------------------------------------------------------- */

START_TEST(list_is_found_by_place_and_by_number)
{
	for (unsigned place = 0; place < stg_defect_count(); place++) {
		const struct stg_defect_kind *kind = stg_defect_at(place);

		ck_assert_ptr_eq(stg_defect_info(kind->number), kind);
		ck_assert(kind->severity >= STG_SEVERITY_BENIGN &&
			  kind->severity <= STG_SEVERITY_DAMAGE);
		ck_assert_ptr_eq(strstr(kind->section,
			kind->number < 1000 ? "[MS-CFB] 2." : "[MS-OLEPS] 2."),
			kind->section);
		ck_assert_uint_gt(strlen(kind->name), 3);
		ck_assert_uint_gt(strlen(kind->text), 10);
	}
	ck_assert_ptr_null(stg_defect_at(stg_defect_count()));
	ck_assert_ptr_null(stg_defect_at(0xffffffff));
	ck_assert_ptr_null(stg_defect_info(0));
	ck_assert_ptr_null(stg_defect_info(999));
}
END_TEST

START_TEST(met_defect_says_what_the_list_says)
{
	const struct stg_defect_kind *kind = stg_defect_info(412);
	struct counts counts;

	ck_hr(check(recipe_make("stream \"A\"\nentry \"A\".color = 7\n"),
		      &counts, NULL),
		S_OK);
	ck_assert_uint_eq(counts.total, 1);
	ck_assert_uint_eq(counts.last.number, 412);
	ck_assert_uint_eq(counts.last.severity, kind->severity);
	ck_assert_str_eq(counts.last.name, kind->name);
	ck_assert_str_eq(counts.last.text, kind->text);
	ck_assert_str_eq(counts.last.section, kind->section);
	ck_assert_uint_eq(counts.last.entry, 1);
	ck_assert_uint_eq(counts.last.value, 7);
	ck_assert_uint_eq(counts.last.sector, STG_NO_SECTOR);
	ck_assert_uint_ne(counts.last.offset, STG_NO_OFFSET);
}
END_TEST

/* --- Checks --------------------------------------------------------------- */

START_TEST(summary_counts_by_severity)
{
	struct stg_check_summary summary;
	struct counts counts;
	unsigned by[4] = { 0 };

	ck_hr(check(recipe_load("bad-ones-fat-difat"), &counts, &summary),
		S_OK);
	for (unsigned place = 0; place < stg_defect_count(); place++) {
		const struct stg_defect_kind *kind = stg_defect_at(place);

		by[kind->severity] += counts.of[kind->number];
	}
	ck_assert_uint_eq(summary.benign, by[STG_SEVERITY_BENIGN]);
	ck_assert_uint_eq(summary.deviant, by[STG_SEVERITY_DEVIANT]);
	ck_assert_uint_eq(summary.damage, by[STG_SEVERITY_DAMAGE]);
	ck_assert_uint_gt(summary.entries, 0);
	ck_assert_uint_gt(summary.sectors, 0);
}
END_TEST

START_TEST(check_needs_nobody_to_tell)
{
	struct array *array = array_make(recipe_load("bad-fat-all-zero"));

	ck_hr(stg_check_lockbytes(
		      &array->ILockBytes_iface, 0, NULL, NULL, NULL),
		S_OK);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(what_is_no_compound_file_is_not_checked)
{
	static const struct {
		const char *recipe;
		HRESULT hr;
	} rows[] = {
		{ "bad-size-0", STG_E_FILEALREADYEXISTS },
		{ "bad-signature", STG_E_FILEALREADYEXISTS },
		{ "bad-size-511", STG_E_FILEALREADYEXISTS },
		{ "bad-signature-beta", STG_E_OLDFORMAT },
		{ "bad-sector-shift-6", STG_E_INVALIDHEADER },
	};
	struct counts counts;

	ck_hr(check(recipe_load(rows[_i].recipe), &counts, NULL), rows[_i].hr);
}
END_TEST

static HRESULT
stop(const struct stg_defect *defect, void *context)
{
	(void)defect;
	return *(const HRESULT *)context;
}

START_TEST(callback_ends_the_check_with_its_result)
{
	static const HRESULT answers[] = { S_FALSE, E_ABORT,
		(HRESULT)0x80ab1234 };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		struct array *array =
			array_make(recipe_load("odd-header-clsid"));
		HRESULT answer = answers[i];

		ck_hr(stg_check_lockbytes(
			      &array->ILockBytes_iface, 0, stop, &answer, NULL),
			answers[i]);
		ILockBytes_Release(&array->ILockBytes_iface);
	}
}
END_TEST

START_TEST(arguments_of_a_check_are_judged)
{
	struct array *array = array_make(recipe_load("good-small"));

	ck_hr(stg_check_lockbytes(NULL, 0, NULL, NULL, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(stg_check_lockbytes(
		      &array->ILockBytes_iface, 1, NULL, NULL, NULL),
		STG_E_INVALIDPARAMETER);
	ck_assert_uint_eq(array->refs, 1);
	ck_hr(stg_check_file(NULL, 0, NULL, NULL, NULL), STG_E_INVALIDPOINTER);
	ck_hr(stg_check_file("/tmp/stg-no-such-file", 0, NULL, NULL, NULL),
		STG_E_FILENOTFOUND);
	ck_hr(stg_check_file("/tmp/stg-no-such/file", 0, NULL, NULL, NULL),
		STG_E_PATHNOTFOUND);
	ck_hr(stg_check_file("/tmp", 0, NULL, NULL, NULL), STG_E_ACCESSDENIED);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(files_are_checked_like_arrays)
{
	struct builder *b = recipe_load("bad-stream-cross-link");
	struct stg_check_summary in_file;
	struct stg_check_summary in_array;
	struct counts counts;
	char *path = recipe_write(b);

	ck_hr(stg_check_file(path, 0, NULL, NULL, &in_file), S_OK);
	ck_hr(check(b, &counts, &in_array), S_OK);
	ck_assert_mem_eq(&in_file, &in_array, sizeof in_file);
	unlink(path);
	free(path);
}
END_TEST

START_TEST(torn_header_is_mended_and_nothing_else)
{
	struct builder *b = recipe_load("odd-header-torn");
	struct counts counts;
	char *path = recipe_write(b);
	struct stat before;
	struct stat after;

	ck_hr(stg_recover_header(NULL, 0), STG_E_INVALIDPOINTER);
	ck_hr(stg_recover_header(path, 2), STG_E_INVALIDPARAMETER);
	ck_hr(stg_recover_header("/tmp/stg-no-such-file", 0),
		STG_E_FILENOTFOUND);
	ck_hr(stg_recover_header("/dev/null", 0), STG_E_FILEALREADYEXISTS);
	ck_hr(stg_recover_header(path, STG_RECOVER_DRY_RUN), S_OK);
	ck_assert_int_eq(stat(path, &before), 0);
	memset(&counts, 0, sizeof counts);
	ck_hr(stg_check_file(path, 0, count, &counts, NULL), S_OK);
	ck_assert_uint_eq(counts.of[115], 1);
	ck_hr(stg_recover_header(path, 0), S_OK);
	memset(&counts, 0, sizeof counts);
	ck_hr(stg_check_file(path, 0, count, &counts, NULL), S_OK);
	ck_assert_uint_eq(counts.total, 0);
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_eq(before.st_size, after.st_size);
	ck_hr(stg_recover_header(path, 0), S_FALSE);
	unlink(path);
	free(path);
	builder_destroy(b);
}
END_TEST

START_TEST(failed_read_ends_the_check)
{
	HRESULT hr = E_PENDING;

	/* The second read looks at the end, which may as well not be there. */
	for (unsigned n = 1; hr == E_PENDING || n == 3; n++) {
		struct array *array = array_make(recipe_load("good-deep"));

		array->fail_at = n;
		array->failure = E_PENDING;
		hr = stg_check_lockbytes(
			&array->ILockBytes_iface, 0, NULL, NULL, NULL);
		ck_assert(hr == E_PENDING || hr == S_OK);
		ck_assert_uint_eq(array->refs, 1);
		ILockBytes_Release(&array->ILockBytes_iface);
	}
}
END_TEST

/* --- Files that are open -------------------------------------------------- */

START_TEST(defects_are_reported_as_they_are_met)
{
	IStorage *root = storage_of_recipe("bad-stream-chain-short");
	struct counts counts = { .total = 0 };
	struct stg_element element;
	uint8_t bytes[5000];
	IStream *stream;

	ck_hr(stg_set_defect_callback(root, count, &counts), S_OK);
	ck_hr(stg_open_stream(root, "Alpha", READ, &stream), S_OK);
	ck_assert_uint_eq(counts.total, 0);
	ck_hr(IStream_Read(stream, bytes, 5000, NULL), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(counts.total, 1);
	ck_assert_uint_eq(counts.of[806], 1);
	ck_hr(stg_stat(root, "Alpha", &element), S_OK);
	ck_assert_uint_eq(counts.last.entry, element.id);
	/* Nobody is told any more. */
	ck_hr(stg_set_defect_callback(root, NULL, NULL), S_OK);
	ck_hr(IStream_Read(stream, bytes, 1, NULL), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(counts.total, 1);
	IStream_Release(stream);
	IStorage_Release(root);
}
END_TEST

START_TEST(any_storage_of_a_file_takes_the_callback)
{
	IStorage *root = storage_of("stream \"A\" = count(5000)\n"
				    "storage \"S\"\n"
				    "fat[stream \"A\" 2] = end\n");
	struct counts counts = { .total = 0 };
	IStorage *inner;
	IStream *stream;
	uint8_t bytes[5000];

	ck_hr(stg_open_storage(root, "S", READ, &inner), S_OK);
	ck_hr(stg_set_defect_callback(inner, count, &counts), S_OK);
	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, 5000, NULL), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(counts.total, 1);
	IStream_Release(stream);
	IStorage_Release(inner);
	IStorage_Release(root);
}
END_TEST

static HRESULT
answer_failure(const struct stg_defect *defect, void *context)
{
	(void)defect;
	(void)context;
	return E_FAIL;
}

START_TEST(result_of_the_callback_is_ignored_while_reading)
{
	IStorage *root = storage_of_recipe("odd-tree-unsorted-list");

	ck_hr(stg_set_defect_callback(root, answer_failure, NULL), S_OK);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, go_on, NULL), S_OK);
	IStorage_Release(root);
}
END_TEST

/* A sound, an odd and a damaged tree, at each level. */
static const struct {
	const char *recipe;
	enum stg_strictness passes; /* the strictest that walks it */
} trees[] = {
	{ "good-deep", STG_STRICT },
	{ "odd-root-name-r", STG_STRICT },
	{ "odd-tree-unsorted-list", STG_CAREFUL },
	{ "bad-tree-left-self", STG_TOLERANT },
	{ "bad-tree-duplicate", STG_TOLERANT },
};

START_TEST(strictness_decides_what_is_an_error)
{
	for (int level = STG_TOLERANT; level <= STG_STRICT; level++) {
		IStorage *root = storage_of_recipe(trees[_i].recipe);
		HRESULT hr;

		ck_hr(stg_set_strictness(root, (enum stg_strictness)level),
			S_OK);
		hr = stg_walk(root, "", STG_WALK_DEFAULT, go_on, NULL);
		ck_hr(hr, level <= (int)trees[_i].passes
				  ? S_OK
				  : STG_E_DOCFILECORRUPT);
		IStorage_Release(root);
	}
}
END_TEST

START_TEST(strictness_can_be_lowered_again)
{
	IStorage *root = storage_of_recipe("bad-tree-left-self");

	ck_hr(stg_set_strictness(root, STG_STRICT), S_OK);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, go_on, NULL),
		STG_E_DOCFILECORRUPT);
	ck_hr(stg_set_strictness(root, STG_TOLERANT), S_OK);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, go_on, NULL), S_OK);
	IStorage_Release(root);
}
END_TEST

START_TEST(level_that_the_header_does_not_pass_is_refused)
{
	IStorage *root = storage_of_recipe("odd-header-byte-order");

	ck_hr(stg_set_strictness(root, STG_CAREFUL), S_OK);
	ck_hr(stg_set_strictness(root, STG_STRICT), STG_E_DOCFILECORRUPT);
	ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, go_on, NULL), S_OK);
	ck_hr(stg_set_strictness(root, (enum stg_strictness)3),
		STG_E_INVALIDPARAMETER);
	ck_hr(stg_set_strictness(root, (enum stg_strictness) - 1),
		STG_E_INVALIDPARAMETER);
	IStorage_Release(root);
}
END_TEST

START_TEST(only_storages_of_ours_can_be_asked)
{
	struct mock_world world = { .calls = 0 };
	IStorage *mock = mock_make(&world);
	struct stg_header_info info;

	ck_hr(stg_set_defect_callback(NULL, NULL, NULL), STG_E_INVALIDPOINTER);
	ck_hr(stg_set_defect_callback(mock, NULL, NULL), STG_E_INVALIDFUNCTION);
	ck_hr(stg_set_strictness(NULL, STG_TOLERANT), STG_E_INVALIDPOINTER);
	ck_hr(stg_set_strictness(mock, STG_TOLERANT), STG_E_INVALIDFUNCTION);
	ck_hr(stg_get_header(NULL, &info), STG_E_INVALIDPOINTER);
	ck_hr(stg_get_header(mock, &info), STG_E_INVALIDFUNCTION);
	ck_assert_uint_eq(IStorage_Release(mock), 0);
}
END_TEST

START_TEST(header_is_told_as_it_stands_there)
{
	struct builder *b = recipe_make("version 4\n"
					"stream \"A\" = count(100)\n"
					"header.minor = 0x3b\n"
					"header.transaction = 77\n"
					"header.fat_sectors = 5\n");
	uint64_t size = builder_size(b);
	struct array *array = array_make(b);
	IStorage *root = array_open(array);
	struct stg_header_info info;

	ck_hr(stg_get_header(root, NULL), STG_E_INVALIDPOINTER);
	ck_hr(stg_get_header(root, &info), S_OK);
	ck_assert_uint_eq(info.major, 4);
	ck_assert_uint_eq(info.minor, 0x3b);
	ck_assert_uint_eq(info.sector_shift, 12);
	ck_assert_uint_eq(info.mini_sector_shift, 6);
	ck_assert_uint_eq(info.directory_sectors, 1);
	ck_assert_uint_eq(info.fat_sectors, 5);
	ck_assert_uint_eq(info.difat_sectors, 0);
	ck_assert_uint_eq(info.minifat_sectors, 1);
	ck_assert_uint_eq(info.first_directory,
		builder_chain_sector(b, BUILDER_CHAIN_DIRECTORY, 0));
	ck_assert_uint_eq(info.first_minifat,
		builder_chain_sector(b, BUILDER_CHAIN_MINIFAT, 0));
	ck_assert_uint_eq(info.first_difat, BUILDER_END);
	ck_assert_uint_eq(info.cutoff, 4096);
	ck_assert_uint_eq(info.transaction_signature, 77);
	ck_assert_uint_eq(info.file_size, size);
	IStorage_Release(root);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("check");

	TEST_EACH(&suite, example_shows_its_defect, ARRAY_SIZE(examples));
	TEST(&suite, every_number_has_an_example);
	TEST(&suite, list_is_found_by_place_and_by_number);
	TEST(&suite, met_defect_says_what_the_list_says);
	TEST(&suite, summary_counts_by_severity);
	TEST(&suite, check_needs_nobody_to_tell);
	TEST_EACH(&suite, what_is_no_compound_file_is_not_checked, 5);
	TEST(&suite, callback_ends_the_check_with_its_result);
	TEST(&suite, arguments_of_a_check_are_judged);
	TEST(&suite, files_are_checked_like_arrays);
	TEST(&suite, torn_header_is_mended_and_nothing_else);
	TEST(&suite, failed_read_ends_the_check);
	TEST(&suite, defects_are_reported_as_they_are_met);
	TEST(&suite, any_storage_of_a_file_takes_the_callback);
	TEST(&suite, result_of_the_callback_is_ignored_while_reading);
	TEST_EACH(
		&suite, strictness_decides_what_is_an_error, ARRAY_SIZE(trees));
	TEST(&suite, strictness_can_be_lowered_again);
	TEST(&suite, level_that_the_header_does_not_pass_is_refused);
	TEST(&suite, only_storages_of_ours_can_be_asked);
	TEST(&suite, header_is_told_as_it_stands_there);
	return suite_end(&suite);
}
