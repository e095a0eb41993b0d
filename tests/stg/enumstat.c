/* SPDX-License-Identifier: MIT */
/* Enumerators: order, counts, ends, clones, damage. */
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "cfb/name.h"
#include "support/arrays.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

#define GARBAGE ((void *)&garbage)
static char garbage;

static const char tree[] =
	"stream \"ccc\" = count(5000)\n"
	"stream \"B\" = \"12\"\n"
	"storage \"aa\"\n"
	"stream \"aa/x\"\n"
	"stream \"bb\"\n"
	"stream \"a\" = \"1\"\n"
	"entry \"aa\".clsid = {00112233-4455-6677-8899-AABBCCDDEEFF}\n"
	"entry \"aa\".state = 7\n"
	"entry \"aa\".mtime = 0x0fedcba987654321\n";

/* The order of the directory: shorter names first, then by capitals. */
static const OLECHAR *const order[] = { u"a", u"B", u"aa", u"bb", u"ccc" };
enum { COUNT = 5 };

static IStorage *root;
static IEnumSTATSTG *list;

static void
open_root(void)
{
	root = storage_of(tree);
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &list), S_OK);
}

static void
close_root(void)
{
	ck_assert_uint_eq(IEnumSTATSTG_Release(list), 0);
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

static bool
is_name(const STATSTG *stat, const OLECHAR *name)
{
	const OLECHAR *a = stat->pwcsName;

	while (*a && *a == *name) {
		a++;
		name++;
	}
	return *a == *name;
}

static bool
is_zero(const STATSTG *stat)
{
	static const STATSTG zero;

	return memcmp(stat, &zero, sizeof zero) == 0;
}

/* The next elements are those of the order from `from` on. */
static void
check_next(IEnumSTATSTG *e, ULONG count, size_t from)
{
	STATSTG stats[8];
	ULONG fetched = 77;
	size_t left = COUNT - from;

	memset(stats, 0xaa, sizeof stats);
	ck_hr(IEnumSTATSTG_Next(e, count, stats, &fetched),
		count <= left ? S_OK : S_FALSE);
	ck_assert_uint_eq(fetched, count <= left ? count : left);
	for (ULONG i = 0; i < fetched; i++) {
		ck_assert(is_name(&stats[i], order[from + i]));
		CoTaskMemFree(stats[i].pwcsName);
	}
	for (ULONG i = fetched; i < count; i++)
		ck_assert(is_zero(&stats[i]));
}

START_TEST(elements_come_in_the_order_of_the_directory)
{
	for (size_t i = 0; i < COUNT; i++)
		check_next(list, 1, i);
	check_next(list, 1, COUNT);
	check_next(list, 1, COUNT);
}
END_TEST

START_TEST(several_come_at_once)
{
	check_next(list, 2, 0);
	check_next(list, 3, 2);
	check_next(list, 3, COUNT);
}
END_TEST

START_TEST(last_ones_are_fewer_and_the_rest_is_zero)
{
	check_next(list, 4, 0);
	check_next(list, 4, 4);
	check_next(list, 4, COUNT);
}
END_TEST

START_TEST(none_are_asked_for_and_none_come)
{
	STATSTG stat;
	ULONG fetched = 77;

	ck_hr(IEnumSTATSTG_Next(list, 0, &stat, &fetched), S_OK);
	ck_assert_uint_eq(fetched, 0);
	check_next(list, 1, 0);
}
END_TEST

START_TEST(count_may_be_missing_for_one)
{
	STATSTG stats[2];

	ck_hr(IEnumSTATSTG_Next(list, 1, stats, NULL), S_OK);
	ck_assert(is_name(&stats[0], u"a"));
	CoTaskMemFree(stats[0].pwcsName);
	ck_hr(IEnumSTATSTG_Next(list, 2, stats, NULL), STG_E_INVALIDPARAMETER);
	check_next(list, 1, 1);
}
END_TEST

START_TEST(room_may_not_be_missing)
{
	ULONG fetched = 77;

	ck_hr(IEnumSTATSTG_Next(list, 1, NULL, &fetched), STG_E_INVALIDPOINTER);
	ck_assert_uint_eq(fetched, 0);
	check_next(list, 1, 0);
}
END_TEST

START_TEST(elements_are_described)
{
	static const CLSID clsid = { 0x00112233, 0x4455, 0x6677,
		{ 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } };
	STATSTG stats[COUNT];
	ULONG fetched;

	memset(stats, 0xaa, sizeof stats);
	ck_hr(IEnumSTATSTG_Next(list, COUNT, stats, &fetched), S_OK);
	ck_assert_uint_eq(stats[0].type, STGTY_STREAM);
	ck_assert_uint_eq(stats[0].cbSize.QuadPart, 1);
	ck_assert_uint_eq(stats[2].type, STGTY_STORAGE);
	ck_assert_uint_eq(stats[2].cbSize.QuadPart, 0);
	ck_assert_mem_eq(&stats[2].clsid, &clsid, sizeof clsid);
	ck_assert_uint_eq(stats[2].grfStateBits, 7);
	ck_assert_uint_eq(stats[2].mtime.dwHighDateTime, 0x0fedcba9);
	ck_assert_uint_eq(stats[4].cbSize.QuadPart, 5000);
	ck_assert_uint_eq(stats[4].reserved, 0);
	for (size_t i = 0; i < COUNT; i++)
		CoTaskMemFree(stats[i].pwcsName);
}
END_TEST

START_TEST(skip_passes_over)
{
	ck_hr(IEnumSTATSTG_Skip(list, 2), S_OK);
	check_next(list, 1, 2);
	ck_hr(IEnumSTATSTG_Skip(list, 0), S_OK);
	check_next(list, 1, 3);
	/* Exactly the rest. */
	ck_hr(IEnumSTATSTG_Skip(list, 1), S_OK);
	check_next(list, 1, COUNT);
}
END_TEST

START_TEST(skip_beyond_the_end_stays_there)
{
	ck_hr(IEnumSTATSTG_Skip(list, COUNT + 1), S_FALSE);
	check_next(list, 1, COUNT);
	ck_hr(IEnumSTATSTG_Skip(list, 1), S_FALSE);
	ck_hr(IEnumSTATSTG_Reset(list), S_OK);
	ck_hr(IEnumSTATSTG_Skip(list, 0xffffffff), S_FALSE);
	check_next(list, 1, COUNT);
}
END_TEST

START_TEST(reset_starts_again)
{
	check_next(list, 3, 0);
	ck_hr(IEnumSTATSTG_Reset(list), S_OK);
	check_next(list, 5, 0);
	ck_hr(IEnumSTATSTG_Reset(list), S_OK);
	ck_hr(IEnumSTATSTG_Reset(list), S_OK);
	check_next(list, 1, 0);
}
END_TEST

START_TEST(clone_goes_its_own_way)
{
	IEnumSTATSTG *clone = NULL;

	check_next(list, 2, 0);
	ck_hr(IEnumSTATSTG_Clone(list, &clone), S_OK);
	check_next(clone, 1, 2);
	check_next(clone, 1, 3);
	check_next(list, 1, 2);
	ck_hr(IEnumSTATSTG_Reset(clone), S_OK);
	check_next(list, 1, 3);
	check_next(clone, 1, 0);
	ck_assert_uint_eq(IEnumSTATSTG_Release(clone), 0);
	ck_hr(IEnumSTATSTG_Clone(list, NULL), STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(enumerators_do_not_disturb_each_other)
{
	IEnumSTATSTG *other;

	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &other), S_OK);
	check_next(list, 2, 0);
	check_next(other, 1, 0);
	check_next(list, 1, 2);
	ck_assert_uint_eq(IEnumSTATSTG_Release(other), 0);
}
END_TEST

START_TEST(empty_storage_has_no_elements)
{
	IStorage *storage = storage_of("");
	IEnumSTATSTG *e;
	STATSTG stat;
	ULONG fetched = 77;

	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	ck_hr(IEnumSTATSTG_Next(e, 1, &stat, &fetched), S_FALSE);
	ck_assert_uint_eq(fetched, 0);
	ck_assert(is_zero(&stat));
	ck_hr(IEnumSTATSTG_Skip(e, 1), S_FALSE);
	IEnumSTATSTG_Release(e);
	IStorage_Release(storage);
}
END_TEST

/* The listing is made when it is asked for, and not before. */
START_TEST(making_an_enumerator_reads_nothing)
{
	struct array *array =
		array_make(recipe_make("repeat 1000 stream \"{4}\"\n"));
	IStorage *storage = array_open(array);
	IEnumSTATSTG *e;
	unsigned reads = array->reads;

	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	ck_assert_uint_eq(array->reads, reads);
	IEnumSTATSTG_Release(e);
	IStorage_Release(storage);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

/* All or nothing: what was described comes again. */
START_TEST(failed_read_delivers_nothing_and_loses_nothing)
{
	struct array *array =
		array_make(recipe_make("repeat 200 stream \"{4}\"\n"));
	IStorage *storage = array_open(array);
	IEnumSTATSTG *e;
	static STATSTG stats[200];
	ULONG fetched;
	HRESULT hr = E_PENDING;

	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	for (unsigned n = 0; hr == E_PENDING; n++) {
		/* Every second turn gets one read further. */
		array->fail_at = array->reads + 1 + n % 2;
		array->failure = E_PENDING;
		fetched = 77;
		memset(stats, 0xaa, sizeof stats);
		hr = IEnumSTATSTG_Next(e, 200, stats, &fetched);
		ck_assert(hr == E_PENDING || hr == S_OK);
		ck_assert_uint_eq(fetched, hr == S_OK ? 200 : 0);
		for (ULONG i = fetched; i < 200; i++)
			ck_assert(is_zero(&stats[i]));
	}
	for (ULONG i = 0; i < 200; i++) {
		OLECHAR name[] = { '0', '0' + i / 100, '0' + i / 10 % 10,
			'0' + i % 10, 0 };

		ck_assert(is_name(&stats[i], name));
		CoTaskMemFree(stats[i].pwcsName);
	}
	IEnumSTATSTG_Release(e);
	IStorage_Release(storage);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

START_TEST(damaged_tree_shows_what_can_be_reached)
{
	struct recipe_names names;

	recipe_names_find(&names, "bad-tree-");
	for (size_t i = 0; i < names.count; i++) {
		IStorage *storage = storage_of_recipe(names.names[i]);
		IEnumSTATSTG *e;
		STATSTG stat;
		unsigned count = 0;

		ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
		while (IEnumSTATSTG_Next(e, 1, &stat, NULL) == S_OK) {
			CoTaskMemFree(stat.pwcsName);
			count++;
		}
		ck_assert(is_zero(&stat));
		ck_assert_uint_le(count, 1001);
		IEnumSTATSTG_Release(e);
		IStorage_Release(storage);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(every_sound_storage_is_enumerated_whole)
{
	static const char *const recipes[] = { "good-names-case",
		"good-names-control", "good-names-longest", "good-names-prefix",
		"good-wide", "good-entries-129", "good-v4-entries-033" };
	struct builder *b = recipe_load(recipes[_i]);
	struct array *array = array_make(b);
	IStorage *storage = array_open(array);
	IEnumSTATSTG *e;
	STATSTG stat;
	unsigned count = 0;

	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	while (IEnumSTATSTG_Next(e, 1, &stat, NULL) == S_OK) {
		size_t units = 0;
		uint32_t id;

		while (stat.pwcsName[units] != 0)
			units++;
		id = builder_find(b, 0, (uint16_t *)stat.pwcsName, units);
		ck_assert_uint_ne(id, BUILDER_NONE);
		if (stat.type == STGTY_STREAM)
			ck_assert_uint_eq(stat.cbSize.QuadPart,
				builder_entry(b, id)->size);
		CoTaskMemFree(stat.pwcsName);
		count++;
	}
	for (uint32_t id = 1; id < builder_entries(b); id++)
		count -= builder_entry(b, id)->parent == 0 &&
			 builder_entry(b, id)->type != BUILDER_FREE;
	ck_assert_uint_eq(count, 0);
	IEnumSTATSTG_Release(e);
	IStorage_Release(storage);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

/* --- Changes while an enumerator is on its way ---------------------------- */

static IStorage *
make_changeable(void)
{
	DWORD mode = STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE;
	IStorage *storage = NULL;
	ILockBytes *bytes;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, mode, 0, &storage), S_OK);
	ILockBytes_Release(bytes);
	return storage;
}

static void
add(IStorage *storage, OLECHAR letter)
{
	OLECHAR name[] = { letter, 0 };
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, name,
		      STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &stream),
		S_OK);
	IStream_Release(stream);
}

/* The next element's letter, or 0 at the end. */
static OLECHAR
next_letter(IEnumSTATSTG *e)
{
	STATSTG stat;
	OLECHAR letter;

	if (IEnumSTATSTG_Next(e, 1, &stat, NULL) != S_OK)
		return 0;
	letter = stat.pwcsName[0];
	CoTaskMemFree(stat.pwcsName);
	return letter;
}

START_TEST(elements_that_come_later_are_seen)
{
	IStorage *storage = make_changeable();
	IEnumSTATSTG *e;

	add(storage, 'b');
	add(storage, 'd');
	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	ck_assert_uint_eq(next_letter(e), 'b');
	add(storage, 'a');
	add(storage, 'c');
	add(storage, 'e');
	ck_assert_uint_eq(next_letter(e), 'c');
	ck_assert_uint_eq(next_letter(e), 'd');
	ck_assert_uint_eq(next_letter(e), 'e');
	ck_assert_uint_eq(next_letter(e), 0);
	/* Even behind what was the end. */
	add(storage, 'f');
	ck_assert_uint_eq(next_letter(e), 'f');
	ck_hr(IEnumSTATSTG_Reset(e), S_OK);
	ck_assert_uint_eq(next_letter(e), 'a');
	IEnumSTATSTG_Release(e);
	IStorage_Release(storage);
}
END_TEST

START_TEST(elements_that_go_do_not_disturb)
{
	IStorage *storage = make_changeable();
	IEnumSTATSTG *e;

	for (OLECHAR letter = 'a'; letter <= 'g'; letter++)
		add(storage, letter);
	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &e), S_OK);
	ck_assert_uint_eq(next_letter(e), 'a');
	ck_assert_uint_eq(next_letter(e), 'b');
	ck_assert_uint_eq(next_letter(e), 'c');
	/* The current, the previous and the next one. */
	ck_hr(IStorage_DestroyElement(storage, u"c"), S_OK);
	ck_hr(IStorage_DestroyElement(storage, u"b"), S_OK);
	ck_hr(IStorage_DestroyElement(storage, u"d"), S_OK);
	ck_assert_uint_eq(next_letter(e), 'e');
	ck_hr(IStorage_DestroyElement(storage, u"e"), S_OK);
	ck_hr(IStorage_DestroyElement(storage, u"f"), S_OK);
	ck_hr(IStorage_DestroyElement(storage, u"g"), S_OK);
	ck_assert_uint_eq(next_letter(e), 0);
	ck_hr(IEnumSTATSTG_Reset(e), S_OK);
	ck_assert_uint_eq(next_letter(e), 'a');
	ck_assert_uint_eq(next_letter(e), 0);
	IEnumSTATSTG_Release(e);
	IStorage_Release(storage);
}
END_TEST

START_TEST(enumerator_of_a_destroyed_storage_is_reverted)
{
	IStorage *storage = make_changeable();
	IStorage *inner;
	IEnumSTATSTG *e;
	IEnumSTATSTG *clone = GARBAGE;
	STATSTG stat;

	ck_hr(IStorage_CreateStorage(storage, u"I",
		      STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &inner),
		S_OK);
	add(inner, 'x');
	ck_hr(IStorage_EnumElements(inner, 0, NULL, 0, &e), S_OK);
	IStorage_Release(inner);
	ck_hr(IStorage_DestroyElement(storage, u"I"), S_OK);
	ck_hr(IEnumSTATSTG_Next(e, 1, &stat, NULL), STG_E_REVERTED);
	ck_hr(IEnumSTATSTG_Skip(e, 1), STG_E_REVERTED);
	ck_hr(IEnumSTATSTG_Reset(e), STG_E_REVERTED);
	ck_hr(IEnumSTATSTG_Clone(e, &clone), STG_E_REVERTED);
	ck_assert_ptr_null(clone);
	ck_assert_uint_eq(IEnumSTATSTG_Release(e), 0);
	IStorage_Release(storage);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("enumstat");

	tcase_add_checked_fixture(suite.tcase, open_root, close_root);
	TEST(&suite, elements_come_in_the_order_of_the_directory);
	TEST(&suite, several_come_at_once);
	TEST(&suite, last_ones_are_fewer_and_the_rest_is_zero);
	TEST(&suite, none_are_asked_for_and_none_come);
	TEST(&suite, count_may_be_missing_for_one);
	TEST(&suite, room_may_not_be_missing);
	TEST(&suite, elements_are_described);
	TEST(&suite, skip_passes_over);
	TEST(&suite, skip_beyond_the_end_stays_there);
	TEST(&suite, reset_starts_again);
	TEST(&suite, clone_goes_its_own_way);
	TEST(&suite, enumerators_do_not_disturb_each_other);
	TEST(&suite, empty_storage_has_no_elements);
	TEST(&suite, making_an_enumerator_reads_nothing);
	TEST(&suite, failed_read_delivers_nothing_and_loses_nothing);
	TEST(&suite, damaged_tree_shows_what_can_be_reached);
	TEST_EACH(&suite, every_sound_storage_is_enumerated_whole, 7);
	TEST(&suite, elements_that_come_later_are_seen);
	TEST(&suite, elements_that_go_do_not_disturb);
	TEST(&suite, enumerator_of_a_destroyed_storage_is_reverted);
	return suite_end(&suite);
}
