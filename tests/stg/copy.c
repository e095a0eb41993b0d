/* SPDX-License-Identifier: MIT */
/*
 * Copying storages to somebody else's: what arrives, what is left out, and
 * that nothing is lost or kept when the other one fails.
 */
#include <stdio.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/mock.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define EDIT (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static const char tree[] =
	"stream \"A\" = count(5000)\n"
	"stream \"B\" = \"mini\"\n"
	"storage \"C\"\n"
	"stream \"C/D\"\n"
	"storage \"C/E\"\n"
	"stream \"C/E/F\" = count(200000)\n"
	"stream \"C/B\" = \"inner\"\n"
	"storage \"G\"\n"
	"entry \"/\".clsid = {00020906-0000-0000-C000-000000000046}\n"
	"entry \"/\".state = 1\n"
	"entry \"C/E\".clsid = {00112233-4455-6677-8899-AABBCCDDEEFF}\n"
	"entry \"C/E\".state = 0x80000002\n";

#define WHOLE "A=5000 B=4 C(B=5 D=0 E(F=200000)) G()"

static IStorage *root;
static struct mock_world world;
static IStorage *mock;

static void
open_both(void)
{
	root = storage_of(tree);
	memset(&world, 0, sizeof world);
	mock = mock_make(&world);
}

static void
close_both(void)
{
	if (root)
		ck_assert_uint_eq(IStorage_Release(root), 0);
	/* Copying took no reference that it did not give back. */
	ck_assert_uint_eq(world.alive, 1);
	ck_assert_uint_eq(world.foreign, 0);
	ck_assert_uint_eq(IStorage_Release(mock), 0);
}

START_TEST(whole_tree_arrives)
{
	size_t size;

	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), WHOLE);
	ck_assert_mem_eq(mock_bytes(mock, "B", &size), "mini", 4);
	ck_assert_mem_eq(mock_bytes(mock, "C/B", &size), "inner", 5);
}
END_TEST

START_TEST(contents_arrive_unchanged)
{
	const uint8_t *bytes;
	size_t size;

	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, mock), S_OK);
	bytes = mock_bytes(mock, "C/E/F", &size);
	ck_assert_uint_eq(size, 200000);
	for (size_t i = 0; i < size; i += 4) {
		if (bytes[i] + (bytes[i + 1] << 8) + (bytes[i + 2] << 16) !=
			(int)(i / 4))
			ck_abort_msg("byte %zu", i);
	}
}
END_TEST

START_TEST(class_and_state_arrive)
{
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, mock), S_OK);
	ck_assert_uint_eq(mock_class(mock, "")->Data1, 0x20906);
	ck_assert_uint_eq(mock_state(mock, ""), 1);
	ck_assert_uint_eq(mock_class(mock, "C/E")->Data1, 0x00112233);
	ck_assert_uint_eq(mock_state(mock, "C/E"), 0x80000002);
	ck_assert(IsEqualCLSID(mock_class(mock, "C"), &CLSID_NULL));
}
END_TEST

START_TEST(inner_storage_is_copied_alike)
{
	IStorage *inner;

	ck_hr(stg_open_storage(root, "C", READ, &inner), S_OK);
	ck_hr(IStorage_CopyTo(inner, 0, NULL, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), "B=5 D=0 E(F=200000)");
	IStorage_Release(inner);
}
END_TEST

START_TEST(open_elements_are_copied_too)
{
	IStorage *inner;
	IStream *stream;

	ck_hr(stg_open_storage(root, "C", READ, &inner), S_OK);
	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), WHOLE);
	IStream_Release(stream);
	IStorage_Release(inner);
}
END_TEST

START_TEST(what_is_there_is_replaced_or_merged)
{
	IStorage *inner;
	size_t size;

	mock_put_stream(mock, "B", "a longer text");
	mock_put_stream(mock, "Z", "stays");
	inner = mock_put_storage(mock, "C");
	mock_put_stream(inner, "Y", "stays too");
	IStorage_Release(inner);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock),
		"B=4 Z=5 C(Y=9 B=5 D=0 E(F=200000)) A=5000 G()");
	ck_assert_mem_eq(mock_bytes(mock, "B", &size), "mini", 4);
}
END_TEST

/* --- What is left out ----------------------------------------------------- */

START_TEST(storages_can_be_left_out)
{
	const IID iids[] = { IID_IStorage };

	ck_hr(IStorage_CopyTo(root, 1, iids, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), "A=5000 B=4");
	/* Class and state are the storage's own. */
	ck_assert_uint_eq(mock_class(mock, "")->Data1, 0x20906);
}
END_TEST

START_TEST(streams_are_left_out_at_every_level)
{
	const IID iids[] = { IID_IPropertyStorage, IID_IStream };

	ck_hr(IStorage_CopyTo(root, 2, iids, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), "C(E()) G()");
}
END_TEST

START_TEST(both_can_be_left_out)
{
	const IID iids[] = { IID_IStream, IID_IStorage };

	ck_hr(IStorage_CopyTo(root, 2, iids, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), "");
	ck_assert_uint_eq(mock_state(mock, ""), 1);
}
END_TEST

START_TEST(other_interfaces_change_nothing)
{
	const IID iids[] = { IID_IPropertyStorage, IID_IUnknown };

	ck_hr(IStorage_CopyTo(root, 2, iids, NULL, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), WHOLE);
}
END_TEST

START_TEST(names_are_left_out_at_the_top_alone)
{
	OLECHAR b[] = { 'b', 0 };
	OLECHAR g[] = { 'G', 0 };
	OLECHAR missing[] = { 'x', 'y', 0 };
	OLECHAR *names[] = { missing, b, g, NULL };

	ck_hr(IStorage_CopyTo(root, 0, NULL, names, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), "A=5000 C(B=5 D=0 E(F=200000))");
}
END_TEST

START_TEST(names_are_left_out_with_all_below)
{
	OLECHAR c[] = { 'c', 0 };
	OLECHAR *names[] = { c, NULL };

	ck_hr(IStorage_CopyTo(root, 0, NULL, names, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), "A=5000 B=4 G()");
}
END_TEST

START_TEST(empty_list_of_names_leaves_nothing_out)
{
	OLECHAR *names[] = { NULL };

	ck_hr(IStorage_CopyTo(root, 0, NULL, names, mock), S_OK);
	ck_assert_str_eq(mock_text(mock), WHOLE);
}
END_TEST

/* --- Failures ------------------------------------------------------------- */

/* Whichever call fails, its result comes back and nothing stays open. */
START_TEST(failure_of_the_other_comes_back)
{
	HRESULT hr = E_FAIL;
	unsigned calls = 0;

	while (FAILED(hr)) {
		IStorage_Release(mock);
		memset(&world, 0, sizeof world);
		mock = mock_make(&world);
		world.fail_at = ++calls;
		world.failure = (HRESULT)(0x80ab0000 + calls);
		hr = IStorage_CopyTo(root, 0, NULL, NULL, mock);
		ck_hr(hr, world.calls < calls ? S_OK
					      : (HRESULT)(0x80ab0000 + calls));
		ck_assert_uint_eq(world.alive, 1);
	}
	/* Seven elements, five storages' class and state, contents. */
	ck_assert_uint_gt(calls, 15);
	ck_assert_str_eq(mock_text(mock), WHOLE);
}
END_TEST

START_TEST(stream_that_takes_less_is_a_write_fault)
{
	world.at_most = 100;
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, mock), STG_E_WRITEFAULT);
	ck_assert_str_eq(mock_text(mock), "A=100");
}
END_TEST

START_TEST(damaged_stream_arrives_as_far_as_it_goes)
{
	IStorage *storage = storage_of_recipe("bad-stream-chain-short");

	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, mock),
		STG_E_DOCFILECORRUPT);
	ck_assert_ptr_nonnull(strstr(mock_text(mock), "Alpha=2048"));
	IStorage_Release(storage);
}
END_TEST

/* In the order of the directory: A, B, Q(X, Y), ZZ. */
static const char hurt[] = "stream \"A\" = count(5000)\n"
			   "stream \"B\" = \"whole\"\n"
			   "storage \"Q\"\n"
			   "stream \"Q/X\" = count(6000)\n"
			   "stream \"Q/Y\" = \"inner\"\n"
			   "stream \"ZZ\" = count(7000)\n";

static HRESULT
copy_hurt(const char *damage)
{
	char text[1024];
	IStorage *storage;
	HRESULT hr;

	snprintf(text, sizeof text, "%s%s\n", hurt, damage);
	storage = storage_of(text);
	hr = IStorage_CopyTo(storage, 0, NULL, NULL, mock);
	IStorage_Release(storage);
	return hr;
}

START_TEST(what_lies_behind_damage_is_copied)
{
	static const struct { const char *damage; const char *copied; } cases[]
		= { { "", "A=5000 B=5 Q(X=6000 Y=5) ZZ=7000" },
		{ "fat[stream \"A\" 3] = end",
			"A=2048 B=5 Q(X=6000 Y=5) ZZ=7000" },
		{ "fat[stream \"Q/X\" 0] = end",
			"A=5000 B=5 Q(X=512 Y=5) ZZ=7000" },
		{ "entry \"Q/Y\".left = 0x1000000",
			"A=5000 B=5 Q(Y=5) ZZ=7000" } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		IStorage_Release(mock);
		memset(&world, 0, sizeof world);
		mock = mock_make(&world);
		ck_hr(copy_hurt(cases[i].damage),
			i == 0 ? S_OK : STG_E_DOCFILECORRUPT);
		ck_assert_str_eq(mock_text(mock), cases[i].copied);
	}
}
END_TEST

START_TEST(names_are_never_cut)
{
	IStorage *storage = storage_of("stream \"B\" = \"mine\"\n"
				       "stream \"B\\x00ta\" = \"other\"\n"
				       "storage \"C\\x00d\"\n"
				       "stream \"C\\x00d/x\" = \"y\"\n"
				       "stream \"Last\" = \"last\"\n");
	size_t size;

	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, mock),
		STG_E_INVALIDNAME);
	ck_assert_str_eq(mock_text(mock), "B=4 Last=4");
	ck_assert_mem_eq(mock_bytes(mock, "B", &size), "mine", 4);
	IStorage_Release(storage);
}
END_TEST

START_TEST(one_of_two_namesakes_is_copied_and_told_of)
{
	IStorage *storage = storage_of_recipe("bad-tree-duplicate");
	IStream *stream;
	char bytes[16];
	ULONG got;
	size_t size;

	ck_hr(stg_open_stream(storage, "Same", READ, &stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, sizeof bytes, &got), S_OK);
	IStream_Release(stream);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, mock),
		STG_E_DOCFILECORRUPT);
	ck_assert_mem_eq(mock_bytes(mock, "Same", &size), bytes, got);
	ck_assert_uint_eq(size, got);
	ck_assert_ptr_nonnull(mock_bytes(mock, "Z", &size));
	IStorage_Release(storage);
}
END_TEST

/* What the other one cannot have does not keep the rest from it. */
START_TEST(names_that_are_refused_do_not_end_the_copy)
{
	IStorage *storage = storage_of("stream \"a:b\" = \"colon\"\n"
				       "storage \"c!\"\n"
				       "stream \"c!/x\" = \"y\"\n"
				       "stream \"plain\" = \"text\"\n");
	IStorage *target = NULL;
	ILockBytes *bytes;
	IStream *stream;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(
		      bytes, STGM_CREATE | EDIT, 0, &target),
		S_OK);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, target),
		STG_E_INVALIDNAME);
	ck_hr(stg_open_stream(target, "plain", READ, &stream), S_OK);
	IStream_Release(stream);
	IStorage_Release(target);
	IStorage_Release(storage);
	ILockBytes_Release(bytes);
}
END_TEST

START_TEST(a_damaged_element_is_moved_in_no_case)
{
	IStorage *storage = storage_of("stream \"A\" = count(5000)\n"
				       "fat[stream \"A\" 3] = end\n");

	ck_hr(IStorage_MoveElementTo(storage, u"A", mock, u"N", STGMOVE_COPY),
		STG_E_DOCFILECORRUPT);
	ck_assert_str_eq(mock_text(mock), "N=2048");
	IStorage_Release(storage);
}
END_TEST

/* Trees that lead to the same entries again and again, or without end. */
START_TEST(damaged_trees_are_copied_once)
{
	struct recipe_names names;

	recipe_names_find(&names, "bad-tree-");
	for (size_t i = 0; i < names.count; i++) {
		IStorage *storage = storage_of_recipe(names.names[i]);

		IStorage_Release(mock);
		memset(&world, 0, sizeof world);
		mock = mock_make(&world);
		(void)IStorage_CopyTo(storage, 0, NULL, NULL, mock);
		ck_assert_uint_le(world.calls, 4000);
		IStorage_Release(storage);
	}
	recipe_names_done(&names);
}
END_TEST

START_TEST(storages_nested_too_deeply_are_corrupt)
{
	IStorage *storage = storage_of("repeat 3000 enter \"d\"\n");

	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, mock),
		STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(world.alive, 1);
	IStorage_Release(storage);
}
END_TEST

START_TEST(failed_read_of_the_source_comes_back)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *storage;
	HRESULT hr = E_PENDING;
	unsigned reads;

	storage = array_open(array);
	reads = array->reads;
	IStorage_Release(storage);
	for (unsigned n = 1; hr == E_PENDING; n++) {
		IStorage_Release(mock);
		memset(&world, 0, sizeof world);
		mock = mock_make(&world);
		array->reads = 0;
		storage = array_open(array);
		array->fail_at = reads + n;
		array->failure = E_PENDING;
		hr = IStorage_CopyTo(storage, 0, NULL, NULL, mock);
		ck_assert(hr == E_PENDING || hr == S_OK);
		ck_assert_uint_eq(world.alive, 1);
		IStorage_Release(storage);
		array->fail_at = 0;
	}
	ck_assert_str_eq(mock_text(mock), WHOLE);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

static unsigned release_at;

static void
release_root(void *context)
{
	IStorage **storage = context;

	if (world.calls == release_at) {
		IStorage_Release(*storage);
		*storage = NULL;
	}
}

/* The other's methods may do anything; here they release the source's root. */
START_TEST(source_that_goes_meanwhile_is_reverted)
{
	HRESULT hr = STG_E_REVERTED;

	for (release_at = 1; hr == STG_E_REVERTED; release_at++) {
		IStorage *storage = storage_of(tree);
		IStorage *inner;

		IStorage_Release(mock);
		memset(&world, 0, sizeof world);
		mock = mock_make(&world);
		ck_hr(stg_open_storage(storage, "C", READ, &inner), S_OK);
		world.hook = release_root;
		world.context = &storage;
		hr = IStorage_CopyTo(inner, 0, NULL, NULL, mock);
		ck_assert_uint_eq(world.alive, 1);
		/* Nothing was read that was not asked for before. */
		if (hr == STG_E_REVERTED)
			ck_assert_uint_le(world.calls, release_at + 2);
		IStorage_Release(inner);
		if (storage)
			IStorage_Release(storage);
	}
	/* Once all is read, it makes no difference any more. */
	ck_hr(hr, S_OK);
	ck_assert_uint_gt(release_at, 10);
	ck_assert_str_eq(mock_text(mock), "B=5 D=0 E(F=200000)");
	world.hook = NULL;
}
END_TEST

/* --- Into itself ---------------------------------------------------------- */

static IStorage *
make_changeable(void)
{
	IStorage *storage = NULL;
	ILockBytes *bytes;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(
		      bytes, STGM_CREATE | EDIT, 0, &storage),
		S_OK);
	ILockBytes_Release(bytes);
	return storage;
}

START_TEST(storage_is_not_copied_below_itself)
{
	const IID iids[] = { IID_IStorage };
	IStorage *storage = make_changeable();
	IStorage *inner;
	IStorage *deep;
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, u"S", EDIT, 0, 0, &stream), S_OK);
	IStream_Release(stream);
	ck_hr(IStorage_CreateStorage(storage, u"I", EDIT, 0, 0, &inner), S_OK);
	ck_hr(IStorage_CreateStorage(inner, u"J", EDIT, 0, 0, &deep), S_OK);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, storage),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, inner),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, deep),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CopyTo(inner, 0, NULL, NULL, deep), STG_E_ACCESSDENIED);
	/* Without storages there is no end to fear. */
	ck_hr(IStorage_CopyTo(storage, 1, iids, NULL, deep), S_OK);
	ck_hr(IStorage_OpenStream(deep, u"S", NULL, EDIT, 0, &stream), S_OK);
	IStream_Release(stream);
	/* Upwards there is none either. */
	ck_hr(IStorage_CopyTo(deep, 0, NULL, NULL, storage), S_OK);
	IStorage_Release(deep);
	IStorage_Release(inner);
	IStorage_Release(storage);
}
END_TEST

START_TEST(copy_to_nowhere_is_refused)
{
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, NULL), STG_E_INVALIDPOINTER);
}
END_TEST

/* --- MoveElementTo -------------------------------------------------------- */

static HRESULT
copy_element(const OLECHAR *name, const OLECHAR *new_name)
{
	return IStorage_MoveElementTo(root, name, mock, new_name, STGMOVE_COPY);
}

START_TEST(single_element_is_copied_under_a_new_name)
{
	ck_hr(copy_element(u"b", u"N"), S_OK);
	ck_hr(copy_element(u"C", u"M"), S_OK);
	ck_assert_str_eq(mock_text(mock), "N=4 M(B=5 D=0 E(F=200000))");
	ck_assert_uint_eq(mock_state(mock, "M/E"), 0x80000002);
	/* The mock's own class is its own. */
	ck_assert_uint_eq(mock_state(mock, ""), 0);
}
END_TEST

START_TEST(element_that_is_open_is_not_copied_alone)
{
	IStream *stream;

	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	ck_hr(copy_element(u"A", u"N"), STG_E_ACCESSDENIED);
	IStream_Release(stream);
	ck_hr(copy_element(u"A", u"N"), S_OK);
}
END_TEST

START_TEST(arguments_of_a_move_are_judged)
{
	ck_hr(IStorage_MoveElementTo(root, u"A", NULL, u"N", STGMOVE_COPY),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_MoveElementTo(root, NULL, mock, u"N", STGMOVE_COPY),
		STG_E_INVALIDNAME);
	ck_hr(IStorage_MoveElementTo(root, u"A", mock, NULL, STGMOVE_COPY),
		STG_E_INVALIDNAME);
	ck_hr(IStorage_MoveElementTo(
		      root, u"A", mock, u"N", STGMOVE_SHALLOWCOPY),
		STG_E_INVALIDFLAG);
	ck_hr(IStorage_MoveElementTo(root, u"A", mock, u"N", 3),
		STG_E_INVALIDFLAG);
	ck_hr(copy_element(u"Missing", u"N"), STG_E_FILENOTFOUND);
	ck_hr(copy_element(u"", u"N"), STG_E_INVALIDNAME);
	ck_assert_uint_eq(world.calls, 0);
}
END_TEST

START_TEST(failure_of_a_single_copy_comes_back)
{
	HRESULT hr = E_FAIL;

	for (unsigned n = 1; FAILED(hr); n++) {
		IStorage_Release(mock);
		memset(&world, 0, sizeof world);
		mock = mock_make(&world);
		world.fail_at = n;
		world.failure = E_ABORT;
		hr = copy_element(u"C", u"N");
		ck_assert(hr == E_ABORT || hr == S_OK);
		ck_assert_uint_eq(world.alive, 1);
	}
	ck_assert_str_eq(mock_text(mock), "N(B=5 D=0 E(F=200000))");
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("copy");

	tcase_add_checked_fixture(suite.tcase, open_both, close_both);
	TEST(&suite, whole_tree_arrives);
	TEST(&suite, contents_arrive_unchanged);
	TEST(&suite, class_and_state_arrive);
	TEST(&suite, inner_storage_is_copied_alike);
	TEST(&suite, open_elements_are_copied_too);
	TEST(&suite, what_is_there_is_replaced_or_merged);
	TEST(&suite, storages_can_be_left_out);
	TEST(&suite, streams_are_left_out_at_every_level);
	TEST(&suite, both_can_be_left_out);
	TEST(&suite, other_interfaces_change_nothing);
	TEST(&suite, names_are_left_out_at_the_top_alone);
	TEST(&suite, names_are_left_out_with_all_below);
	TEST(&suite, empty_list_of_names_leaves_nothing_out);
	TEST(&suite, failure_of_the_other_comes_back);
	TEST(&suite, stream_that_takes_less_is_a_write_fault);
	TEST(&suite, damaged_stream_arrives_as_far_as_it_goes);
	TEST(&suite, what_lies_behind_damage_is_copied);
	TEST(&suite, names_are_never_cut);
	TEST(&suite, one_of_two_namesakes_is_copied_and_told_of);
	TEST(&suite, names_that_are_refused_do_not_end_the_copy);
	TEST(&suite, a_damaged_element_is_moved_in_no_case);
	TEST(&suite, damaged_trees_are_copied_once);
	TEST(&suite, storages_nested_too_deeply_are_corrupt);
	TEST(&suite, failed_read_of_the_source_comes_back);
	TEST(&suite, source_that_goes_meanwhile_is_reverted);
	TEST(&suite, storage_is_not_copied_below_itself);
	TEST(&suite, copy_to_nowhere_is_refused);
	TEST(&suite, single_element_is_copied_under_a_new_name);
	TEST(&suite, element_that_is_open_is_not_copied_alone);
	TEST(&suite, arguments_of_a_move_are_judged);
	TEST(&suite, failure_of_a_single_copy_comes_back);
	return suite_end(&suite);
}
