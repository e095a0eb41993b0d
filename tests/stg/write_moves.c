/* SPDX-License-Identifier: MIT */
/*
 * MoveElementTo: what is there is not replaced, nothing goes below itself,
 * and what did not arrive does not go. Also in storages of other people.
 */
#include "support.h"
#include "support/mock.h"

#define RW (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static IStorage *root;
static IStorage *other;

static IStorage *
new_root(void)
{
	ILockBytes *bytes;
	IStorage *storage;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW | STGM_CREATE, 0,
		&storage), S_OK);
	ILockBytes_Release(bytes);
	return storage;
}

static void
put(IStorage *storage, const OLECHAR *name, const char *text)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, name, RW, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
	IStream_Release(stream);
}

static void
assert_holds(IStorage *storage, const char *path, const char *text)
{
	IStream *stream;
	char bytes[32];
	ULONG got;

	ck_hr(stg_open_stream(storage, path, STGM_READ | STGM_SHARE_EXCLUSIVE,
		&stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, sizeof bytes, &got), S_OK);
	ck_assert_uint_eq(got, strlen(text));
	ck_assert_mem_eq(bytes, text, got);
	IStream_Release(stream);
}

static void
assert_none(IStorage *storage, const char *path)
{
	struct stg_element element;

	ck_hr(stg_stat(storage, path, &element), STG_E_FILENOTFOUND);
}

/* Stream S and storage T(x), in both files. */
static void
begin(void)
{
	IStorage *child;

	root = new_root();
	other = new_root();
	put(root, u"S", "mine");
	put(other, u"S", "yours");
	ck_hr(IStorage_CreateStorage(root, u"T", RW, 0, 0, &child), S_OK);
	put(child, u"x", "my x");
	IStorage_Release(child);
	ck_hr(IStorage_CreateStorage(other, u"T", RW, 0, 0, &child), S_OK);
	put(child, u"y", "your y");
	IStorage_Release(child);
}

static void
end(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert_uint_eq(IStorage_Release(other), 0);
}

START_TEST(what_is_there_is_not_replaced)
{
	static const OLECHAR *const names[] = { u"S", u"s", u"T" };
	static const DWORD flags[] = { STGMOVE_MOVE, STGMOVE_COPY };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		for (size_t f = 0; f < 2; f++) {
			ck_hr(IStorage_MoveElementTo(root, u"S", other,
				names[i], flags[f]), STG_E_FILEALREADYEXISTS);
			ck_hr(IStorage_MoveElementTo(root, u"T", other,
				names[i], flags[f]), STG_E_FILEALREADYEXISTS);
		}
	}
	ck_hr(IStorage_MoveElementTo(root, u"S", root, u"T", STGMOVE_MOVE),
		STG_E_FILEALREADYEXISTS);
	ck_hr(IStorage_MoveElementTo(root, u"T", root, u"S", STGMOVE_COPY),
		STG_E_FILEALREADYEXISTS);
	/* Onto itself, it is there already. */
	ck_hr(IStorage_MoveElementTo(root, u"S", root, u"S", STGMOVE_COPY),
		S_OK);
	assert_holds(root, "S", "mine");
	assert_holds(root, "T/x", "my x");
	assert_holds(other, "S", "yours");
	assert_holds(other, "T/y", "your y");
	assert_none(other, "T/x");
}
END_TEST

START_TEST(nothing_goes_below_itself)
{
	static const DWORD flags[] = { STGMOVE_MOVE, STGMOVE_COPY };
	IStorage *child;
	IStorage *grandchild;

	ck_hr(IStorage_OpenStorage(root, u"T", NULL, RW, NULL, 0, &child),
		S_OK);
	ck_hr(IStorage_CreateStorage(child, u"U", RW, 0, 0, &grandchild),
		S_OK);
	for (size_t f = 0; f < 2; f++) {
		ck_hr(IStorage_MoveElementTo(root, u"T", child, u"n",
			flags[f]), STG_E_ACCESSDENIED);
		ck_hr(IStorage_MoveElementTo(root, u"T", grandchild, u"n",
			flags[f]), STG_E_ACCESSDENIED);
	}
	IStorage_Release(grandchild);
	/* Open elements do not move, wherever to; its stream does. */
	ck_hr(IStorage_MoveElementTo(root, u"T", root, u"n", STGMOVE_COPY),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_MoveElementTo(root, u"S", child, u"n", STGMOVE_COPY),
		S_OK);
	assert_holds(child, "n", "mine");
	IStorage_Release(child);
}
END_TEST

START_TEST(an_element_moves_to_a_storage_of_somebody_else)
{
	struct mock_world world = { 0 };
	IStorage *mock = mock_make(&world);
	size_t size;

	ck_hr(IStorage_MoveElementTo(root, u"T", mock, u"N", STGMOVE_MOVE),
		S_OK);
	ck_hr(IStorage_MoveElementTo(root, u"S", mock, u"M", STGMOVE_MOVE),
		S_OK);
	ck_assert_str_eq(mock_text(mock), "N(x=4) M=4");
	ck_assert_mem_eq(mock_bytes(mock, "N/x", &size), "my x", 4);
	assert_none(root, "T");
	assert_none(root, "S");
	ck_assert_uint_eq(IStorage_Release(mock), 0);
	ck_assert_uint_eq(world.alive, 0);
}
END_TEST

START_TEST(what_did_not_arrive_does_not_go)
{
	HRESULT hr = E_FAIL;

	for (unsigned n = 1; FAILED(hr); n++) {
		struct mock_world world = { 0 };
		IStorage *mock = mock_make(&world);

		world.fail_at = n;
		world.failure = (HRESULT)0x80ab4321;
		hr = IStorage_MoveElementTo(root, u"T", mock, u"N",
			STGMOVE_MOVE);
		if (FAILED(hr)) {
			ck_hr(hr, (HRESULT)0x80ab4321);
			assert_holds(root, "T/x", "my x");
		}
		IStorage_Release(mock);
		ck_assert_uint_eq(world.alive, 0);
	}
	assert_none(root, "T");
}
END_TEST

START_TEST(a_storage_of_somebody_else_keeps_what_it_has)
{
	struct mock_world world = { 0 };
	IStorage *mock = mock_make(&world);

	mock_put_stream(mock, "N", "stays");
	ck_hr(IStorage_MoveElementTo(root, u"S", mock, u"N", STGMOVE_MOVE),
		STG_E_FILEALREADYEXISTS);
	ck_hr(IStorage_MoveElementTo(root, u"T", mock, u"N", STGMOVE_MOVE),
		STG_E_FILEALREADYEXISTS);
	ck_assert_str_eq(mock_text(mock), "N=5");
	assert_holds(root, "S", "mine");
	IStorage_Release(mock);
}
END_TEST

/* The file lives on in its enumerator, and what was written with it. */
START_TEST(enumerators_outlive_the_root_while_it_is_written)
{
	static const char *const names[] = { "S", "T", "new" };
	ILockBytes *bytes;
	IEnumSTATSTG *list;
	IStorage *storage;
	STATSTG stat;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW | STGM_CREATE, 0,
		&storage), S_OK);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, storage), S_OK);
	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &list), S_OK);
	put(storage, u"new", "words");
	ck_assert_uint_eq(IStorage_Release(storage), 0);
	for (unsigned round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			ck_hr(IEnumSTATSTG_Next(list, 1, &stat, NULL), S_OK);
			ck_assert(is_text(stat.pwcsName, names[i]));
			CoTaskMemFree(stat.pwcsName);
		}
		ck_hr(IEnumSTATSTG_Next(list, 1, &stat, NULL), S_FALSE);
		ck_hr(IEnumSTATSTG_Reset(list), S_OK);
	}
	ck_assert_uint_eq(IEnumSTATSTG_Release(list), 0);
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, RW, NULL, 0, &storage),
		S_OK);
	assert_holds(storage, "new", "words");
	assert_holds(storage, "T/x", "my x");
	IStorage_Release(storage);
	ck_assert_uint_eq(ILockBytes_Release(bytes), 0);
}
END_TEST

START_TEST(a_file_grows_in_a_global_block)
{
	static uint8_t bytes[100000];
	HGLOBAL block = GlobalAlloc(GMEM_MOVEABLE, 0);
	HGLOBAL same;
	ILockBytes *array;
	IStorage *storage;
	IStream *stream;
	STATSTG stat;

	memset(bytes, 0x5A, sizeof bytes);
	ck_hr(CreateILockBytesOnHGlobal(block, FALSE, &array), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(array, RW | STGM_CREATE, 0,
		&storage), S_OK);
	ck_hr(IStorage_CreateStream(storage, u"big", RW, 0, 0, &stream), S_OK);
	for (unsigned i = 0; i < 50; i++)
		ck_hr(IStream_Write(stream, bytes, sizeof bytes, NULL), S_OK);
	IStream_Release(stream);
	IStorage_Release(storage);
	ck_hr(GetHGlobalFromILockBytes(array, &same), S_OK);
	ck_assert_ptr_eq(same, block);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_gt(stat.cbSize.QuadPart, 50 * sizeof bytes);
	ck_assert_uint_eq(GlobalSize(block), stat.cbSize.QuadPart);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
	/* The block alone is the file. */
	ck_hr(CreateILockBytesOnHGlobal(block, TRUE, &array), S_OK);
	ck_hr(stg_check_lockbytes(array, 0, NULL, NULL, NULL), S_OK);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		what_is_there_is_not_replaced,
		nothing_goes_below_itself,
		an_element_moves_to_a_storage_of_somebody_else,
		what_did_not_arrive_does_not_go,
		a_storage_of_somebody_else_keeps_what_it_has,
		enumerators_outlive_the_root_while_it_is_written,
		a_file_grows_in_a_global_block,
	};

	return run_tests_with("write_moves", begin, end, tests,
		ARRAY_SIZE(tests));
}
