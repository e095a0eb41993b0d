/* SPDX-License-Identifier: MIT */
/* Transacted storages: what is seen where, and when. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define DIRECT (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define TRANS  (DIRECT | STGM_TRANSACTED)

static const OLECHAR a[] = { 'a', 0 };
static const OLECHAR b[] = { 'b', 0 };
static const OLECHAR c[] = { 'c', 0 };

static char path[] = "transactions-XXXXXX";
static OLECHAR name[64];

static void
setup(void)
{
	int fd;

	strcpy(path, "transactions-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	for (size_t i = 0; i <= strlen(path); i++)
		name[i] = (OLECHAR)path[i];
}

static void
teardown(void)
{
	unlink(path);
}

static off_t
file_size(void)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size;
}

static IStorage *
create_root(DWORD mode)
{
	IStorage *root;

	ck_hr(StgCreateDocfile(name, mode | STGM_CREATE, 0, &root), S_OK);
	return root;
}

static IStorage *
open_root(DWORD mode)
{
	IStorage *root;

	ck_hr(StgOpenStorage(name, NULL, mode, NULL, 0, &root), S_OK);
	return root;
}

static IStorage *
make_storage(IStorage *in, const OLECHAR *called, DWORD mode)
{
	IStorage *made;

	ck_hr(IStorage_CreateStorage(in, called, mode, 0, 0, &made), S_OK);
	return made;
}

static IStorage *
open_storage(IStorage *in, const OLECHAR *called, DWORD mode)
{
	IStorage *opened;

	ck_hr(IStorage_OpenStorage(in, called, NULL, mode, NULL, 0, &opened),
		S_OK);
	return opened;
}

static void
write_stream(IStorage *in, const OLECHAR *called, const void *bytes,
	size_t length)
{
	IStream *stream;
	ULONG put;

	ck_hr(IStorage_CreateStream(in, called, DIRECT | STGM_CREATE, 0, 0,
		&stream), S_OK);
	ck_hr(IStream_Write(stream, bytes, (ULONG)length, &put), S_OK);
	ck_assert_uint_eq(put, length);
	IStream_Release(stream);
}

static HRESULT
find(IStorage *in, const OLECHAR *called)
{
	IStream *stream;
	HRESULT hr = IStorage_OpenStream(in, called, NULL, DIRECT, 0,
		&stream);

	if (SUCCEEDED(hr))
		IStream_Release(stream);
	return hr;
}

static void
assert_holds(IStorage *in, const OLECHAR *called, const void *bytes,
	size_t length)
{
	char *got = malloc(length + 1);
	IStream *stream;
	ULONG n;

	ck_hr(IStorage_OpenStream(in, called, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream), S_OK);
	ck_hr(IStream_Read(stream, got, (ULONG)length + 1, &n), S_OK);
	ck_assert_uint_eq(n, length);
	ck_assert_int_eq(memcmp(got, bytes, length), 0);
	IStream_Release(stream);
	free(got);
}

START_TEST(nothing_lasts_without_a_commit)
{
	IStorage *root = create_root(TRANS);

	write_stream(root, a, "one", 3);
	IStorage_Release(root);
	root = open_root(DIRECT);
	ck_hr(find(root, a), STG_E_FILENOTFOUND);
	IStorage_Release(root);
}
END_TEST

START_TEST(a_commit_lasts_and_what_follows_does_not)
{
	IStorage *root = create_root(TRANS);

	write_stream(root, a, "one", 3);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	write_stream(root, a, "two", 3);
	write_stream(root, b, "more", 4);
	IStorage_Release(root);
	root = open_root(DIRECT);
	assert_holds(root, a, "one", 3);
	ck_hr(find(root, b), STG_E_FILENOTFOUND);
	IStorage_Release(root);
}
END_TEST

START_TEST(revert_goes_back_to_the_last_commit)
{
	IStorage *root = create_root(TRANS);
	IStream *stream;

	write_stream(root, a, "one", 3);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_OpenStream(root, a, NULL, DIRECT, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, "two", 3, NULL), S_OK);
	write_stream(root, b, "more", 4);
	ck_hr(IStorage_Revert(root), S_OK);
	ck_hr(IStream_Write(stream, "two", 3, NULL), STG_E_REVERTED);
	IStream_Release(stream);
	assert_holds(root, a, "one", 3);
	ck_hr(find(root, b), STG_E_FILENOTFOUND);
	IStorage_Release(root);
}
END_TEST

START_TEST(a_child_publishes_to_its_parent_only)
{
	IStorage *root = create_root(TRANS);
	IStorage *child = make_storage(root, a, TRANS);

	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	write_stream(child, b, "one", 3);
	/* Not in the parent before the child commits. */
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Commit(child, STGC_DEFAULT), S_OK);
	write_stream(child, c, "never", 5);
	IStorage_Release(child);
	child = open_storage(root, a, DIRECT);
	assert_holds(child, b, "one", 3);
	ck_hr(find(child, c), STG_E_FILENOTFOUND);
	IStorage_Release(child);
	IStorage_Release(root);
	/* The parent did not commit it. */
	root = open_root(DIRECT);
	child = open_storage(root, a, DIRECT);
	ck_hr(find(child, b), STG_E_FILENOTFOUND);
	IStorage_Release(child);
	IStorage_Release(root);
}
END_TEST

START_TEST(children_of_direct_roots_are_transacted_too)
{
	IStorage *root = create_root(DIRECT);
	IStorage *child = make_storage(root, a, TRANS);

	write_stream(child, b, "one", 3);
	ck_hr(IStorage_Commit(child, STGC_DEFAULT), S_OK);
	write_stream(child, b, "two", 3);
	ck_hr(IStorage_Revert(child), S_OK);
	assert_holds(child, b, "one", 3);
	write_stream(child, b, "three", 5);
	IStorage_Release(child);
	IStorage_Release(root);
	root = open_root(DIRECT);
	child = open_storage(root, a, DIRECT);
	assert_holds(child, b, "one", 3);
	IStorage_Release(child);
	IStorage_Release(root);
}
END_TEST

START_TEST(reading_roots_change_and_do_not_commit)
{
	IStorage *root = create_root(DIRECT);
	char large[10000];

	memset(large, 'x', sizeof large);
	write_stream(root, a, "one", 3);
	IStorage_Release(root);
	root = open_root(STGM_READ | STGM_SHARE_EXCLUSIVE | STGM_TRANSACTED);
	write_stream(root, a, "two", 3);
	write_stream(root, b, large, sizeof large);
	assert_holds(root, a, "two", 3);
	assert_holds(root, b, large, sizeof large);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), STG_E_ACCESSDENIED);
	IStorage_Release(root);
	root = open_root(DIRECT);
	assert_holds(root, a, "one", 3);
	IStorage_Release(root);
}
END_TEST

/* Whatever the file was, it stays until the first commit. */
START_TEST(creating_over_a_file_leaves_it_until_the_commit)
{
	IStorage *root = create_root(DIRECT);
	char large[100000];

	memset(large, 'y', sizeof large);
	write_stream(root, a, large, sizeof large);
	IStorage_Release(root);
	root = create_root(TRANS);
	ck_hr(find(root, a), STG_E_FILENOTFOUND);
	write_stream(root, b, large, 50000);
	IStorage_Release(root);
	root = open_root(DIRECT);
	assert_holds(root, a, large, sizeof large);
	IStorage_Release(root);
	root = create_root(TRANS);
	write_stream(root, b, large, 50000);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	root = open_root(DIRECT);
	ck_hr(find(root, a), STG_E_FILENOTFOUND);
	assert_holds(root, b, large, 50000);
	IStorage_Release(root);
}
END_TEST

START_TEST(converting_leaves_the_file_until_the_commit)
{
	static const OLECHAR contents[] = { 'C', 'O', 'N', 'T', 'E', 'N', 'T',
		'S', 0 };
	FILE *file = fopen(path, "w");
	char text[9000];
	IStorage *root;

	memset(text, 't', sizeof text);
	ck_assert_uint_eq(fwrite(text, 1, sizeof text, file), sizeof text);
	fclose(file);
	ck_hr(StgCreateDocfile(name, TRANS | STGM_CONVERT, 0, &root),
		STG_S_CONVERTED);
	assert_holds(root, contents, text, sizeof text);
	IStorage_Release(root);
	ck_hr(StgIsStorageFile(name), S_FALSE);
	ck_hr(StgCreateDocfile(name, TRANS | STGM_CONVERT, 0, &root),
		STG_S_CONVERTED);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	root = open_root(DIRECT);
	assert_holds(root, contents, text, sizeof text);
	IStorage_Release(root);
}
END_TEST

/* Elements keep their identity while they are open over a commit. */
START_TEST(what_is_open_stays_so_over_a_commit)
{
	IStorage *root = create_root(TRANS);
	IStorage *child = make_storage(root, a, TRANS);
	IStream *stream;
	char got[8];
	ULONG n;
	LARGE_INTEGER start = { .QuadPart = 0 };

	ck_hr(IStorage_CreateStream(child, b, DIRECT, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, "one", 3, NULL), S_OK);
	ck_hr(IStorage_Commit(child, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Write(stream, "two", 3, NULL), S_OK);
	ck_hr(IStream_Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Read(stream, got, 8, &n), S_OK);
	ck_assert_uint_eq(n, 6);
	ck_hr(IStorage_Commit(child, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStream_Release(stream);
	ck_hr(IStorage_OpenStream(child, b, NULL, DIRECT, 0, &stream), S_OK);
	IStream_Release(stream);
	IStorage_Release(child);
	IStorage_Release(root);
	root = open_root(DIRECT);
	child = open_storage(root, a, DIRECT);
	assert_holds(child, b, "onetwo", 6);
	IStorage_Release(child);
	IStorage_Release(root);
}
END_TEST

START_TEST(destroying_a_child_reverts_its_transaction)
{
	IStorage *root = create_root(TRANS);
	IStorage *child = make_storage(root, a, TRANS);
	IStream *stream;

	ck_hr(IStorage_CreateStream(child, b, DIRECT, 0, 0, &stream), S_OK);
	ck_hr(IStorage_DestroyElement(root, a), S_OK);
	ck_hr(IStream_Write(stream, "x", 1, NULL), STG_E_REVERTED);
	ck_hr(IStorage_Commit(child, STGC_DEFAULT), STG_E_REVERTED);
	IStream_Release(stream);
	IStorage_Release(child);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
}
END_TEST

/* Names change hands within one transaction. */
START_TEST(names_can_be_exchanged)
{
	IStorage *root = create_root(TRANS);
	IStorage *child;

	write_stream(root, a, "one", 3);
	write_stream(root, b, "two", 3);
	child = make_storage(root, c, DIRECT);
	write_stream(child, a, "three", 5);
	IStorage_Release(child);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	child = open_storage(root, c, DIRECT);
	ck_hr(IStorage_MoveElementTo(root, a, child, b, STGMOVE_MOVE), S_OK);
	ck_hr(IStorage_RenameElement(root, b, a), S_OK);
	ck_hr(IStorage_MoveElementTo(child, a, root, b, STGMOVE_MOVE), S_OK);
	IStorage_Release(child);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	root = open_root(DIRECT);
	child = open_storage(root, c, DIRECT);
	assert_holds(root, a, "two", 3);
	assert_holds(root, b, "three", 5);
	assert_holds(child, b, "one", 3);
	ck_hr(find(child, a), STG_E_FILENOTFOUND);
	IStorage_Release(child);
	IStorage_Release(root);
}
END_TEST

/* One byte of a large stream costs a sector, and what names it. */
START_TEST(a_byte_costs_little)
{
	IStorage *root = create_root(TRANS);
	const size_t size = 4 << 20;
	char *large = calloc(1, size);
	LARGE_INTEGER middle = { .QuadPart = (LONGLONG)size / 2 };
	IStream *stream;

	write_stream(root, a, large, size);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	root = open_root(TRANS);
	ck_hr(IStorage_OpenStream(root, a, NULL, DIRECT, 0, &stream), S_OK);
	for (int i = 0; i < 20; i++) {
		large[size / 2] = (char)('a' + i);
		ck_hr(IStream_Seek(stream, middle, STREAM_SEEK_SET, NULL),
			S_OK);
		ck_hr(IStream_Write(stream, &large[size / 2], 1, NULL), S_OK);
		ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
		/* Tables, and a generation or two of what changed. */
		ck_assert_int_lt(file_size(), (off_t)(size + size / 64 +
			64 * 1024));
	}
	IStream_Release(stream);
	assert_holds(root, a, large, size);
	IStorage_Release(root);
	free(large);
}
END_TEST

/* Where others may write, contents wait in scratch, in the end in a file. */
START_TEST(shared_files_change_with_the_commit_only)
{
	const size_t size = 20 << 20;
	char *large = malloc(size);
	LARGE_INTEGER middle = { .QuadPart = 5000000 };
	IStorage *root = create_root(DIRECT);
	off_t before;
	IStream *stream;

	memset(large, 'm', size);
	write_stream(root, b, large, 9000);
	IStorage_Release(root);
	before = file_size();
	root = open_root(STGM_READWRITE | STGM_SHARE_DENY_NONE |
		STGM_TRANSACTED);
	write_stream(root, a, large, size);
	ck_hr(IStorage_OpenStream(root, a, NULL, DIRECT, 0, &stream), S_OK);
	ck_hr(IStream_Seek(stream, middle, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Write(stream, "other", 5, NULL), S_OK);
	IStream_Release(stream);
	memcpy(large + 5000000, "other", 5);
	assert_holds(root, a, large, size);
	ck_assert_int_eq(file_size(), before);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	assert_holds(root, a, large, size);
	IStorage_Release(root);
	root = open_root(DIRECT);
	assert_holds(root, a, large, size);
	IStorage_Release(root);
	free(large);
}
END_TEST

/* Sizes go up and down over the cutoff and the ends of sectors. */
START_TEST(what_lies_behind_an_end_is_zero_when_it_comes_back)
{
	static const unsigned sizes[] = { 9000, 4096, 4095, 100, 5000, 4608,
		20000, 0, 4100, 12345 };
	IStorage *root = create_root(TRANS);
	char bytes[20000];
	char expected[20000] = { 0 };
	unsigned have = 20000;
	IStream *stream;

	memset(bytes, 'z', sizeof bytes);
	write_stream(root, a, bytes, sizeof bytes);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_OpenStream(root, a, NULL, DIRECT, 0, &stream), S_OK);
	memcpy(expected, bytes, sizeof bytes);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		ULARGE_INTEGER size = { .QuadPart = sizes[i] };

		ck_hr(IStream_SetSize(stream, size), S_OK);
		if (sizes[i] < have)
			memset(expected + sizes[i], 0,
				sizeof expected - sizes[i]);
		have = sizes[i];
		if (i % 3 == 2)
			ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
		IStream_Release(stream);
		assert_holds(root, a, expected, have);
		ck_hr(IStorage_OpenStream(root, a, NULL, DIRECT, 0, &stream),
			S_OK);
	}
	IStream_Release(stream);
	IStorage_Release(root);
}
END_TEST

/* --- A transaction over all of a storage ---------------------------------- */

static IStorage *
open_whole(IStorage *storage)
{
	IStorage *whole;

	ck_hr(stg_open_storage(storage, "", TRANS, &whole), S_OK);
	ck_assert_ptr_ne(whole, storage);
	return whole;
}

static void
assert_lent(IStorage *storage)
{
	struct stg_element element;
	CLSID clsid = { 0 };
	IStorage *other;
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, c, DIRECT, 0, 0, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_OpenStream(storage, a, NULL, DIRECT, 0, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(stg_open_stream(storage, "a", DIRECT, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_DestroyElement(storage, a), STG_E_ACCESSDENIED);
	ck_hr(IStorage_SetClass(storage, &clsid), STG_E_ACCESSDENIED);
	ck_hr(stg_open_storage(storage, "", TRANS, &other), STG_E_ACCESSDENIED);
	/* It shows what it was. */
	ck_hr(stg_stat(storage, "a", &element), S_OK);
	ck_hr(stg_stat(storage, "b", &element), STG_E_FILENOTFOUND);
}

static void
change_in_transactions(IStorage *storage)
{
	FILETIME time = { 5, 6 };
	IStorage *outer, *inner, *below;
	IStream *stream;

	write_stream(storage, a, "first", 5);
	ck_hr(IStorage_OpenStream(storage, a, NULL, DIRECT, 0, &stream), S_OK);
	ck_hr(stg_open_storage(storage, "", TRANS, &outer), STG_E_ACCESSDENIED);
	IStream_Release(stream);
	outer = open_whole(storage);
	write_stream(outer, b, "second", 6);
	ck_hr(IStorage_RenameElement(outer, a, c), S_OK);
	assert_lent(storage);
	inner = open_whole(outer);
	ck_hr(IStorage_DestroyElement(inner, b), S_OK);
	write_stream(inner, c, "other", 5);
	ck_hr(IStorage_Revert(inner), S_OK);
	write_stream(inner, b, "third", 5);
	below = make_storage(inner, u"d", DIRECT);
	IStorage_Release(below);
	ck_hr(IStorage_SetElementTimes(inner, u"d", &time, NULL, &time), S_OK);
	ck_hr(IStorage_Commit(inner, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_DestroyElement(inner, c), S_OK);
	IStorage_Release(inner);
	assert_holds(outer, b, "third", 5);
	assert_holds(outer, c, "first", 5);
	assert_lent(storage);
	ck_hr(IStorage_Commit(outer, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_DestroyElement(outer, b), S_OK);
	IStorage_Release(outer);
	assert_holds(storage, b, "third", 5);
	assert_holds(storage, c, "first", 5);
	ck_hr(find(storage, a), STG_E_FILENOTFOUND);
}

START_TEST(all_of_a_storage_is_a_transaction_too)
{
	IStorage *root = create_root(TRANS);
	IStorage *below = make_storage(root, u"below", DIRECT);

	change_in_transactions(below);
	IStorage_Release(below);
	change_in_transactions(root);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	root = open_root(DIRECT);
	assert_holds(root, b, "third", 5);
	below = open_storage(root, u"below", DIRECT);
	assert_holds(below, c, "first", 5);
	ck_hr(IStorage_DestroyElement(below, b), S_OK);
	ck_hr(IStorage_DestroyElement(below, c), S_OK);
	ck_hr(IStorage_DestroyElement(below, u"d"), S_OK);
	change_in_transactions(below);
	IStorage_Release(below);
	IStorage_Release(root);
}
END_TEST

START_TEST(what_a_storage_lent_ends_with_it)
{
	IStorage *root = create_root(TRANS);
	IStorage *whole;
	IStream *stream;

	write_stream(root, a, "first", 5);
	whole = open_whole(root);
	write_stream(whole, b, "second", 6);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	assert_holds(whole, b, "second", 6);
	ck_hr(IStorage_Revert(root), S_OK);
	ck_hr(IStorage_OpenStream(whole, a, NULL, DIRECT, 0, &stream),
		STG_E_REVERTED);
	ck_hr(find(root, a), S_OK);
	ck_hr(find(root, b), STG_E_FILENOTFOUND);
	IStorage_Release(whole);
	whole = open_whole(root);
	write_stream(whole, b, "second", 6);
	IStorage_Release(root);
	ck_hr(IStorage_Commit(whole, STGC_DEFAULT), STG_E_REVERTED);
	IStorage_Release(whole);
}
END_TEST

START_TEST(a_stream_whose_root_is_gone_has_no_end)
{
	static const DWORD modes[] = { DIRECT, TRANS };

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		IStorage *root = create_root(DIRECT);
		LARGE_INTEGER nowhere = { .QuadPart = 0 };
		ULARGE_INTEGER position = { .QuadPart = 1 };
		IStream *stream;

		write_stream(root, a, "first", 5);
		IStorage_Release(root);
		root = open_root(modes[i]);
		ck_hr(IStorage_OpenStream(root, a, NULL, DIRECT, 0, &stream),
			S_OK);
		IStorage_Release(root);
		ck_hr(IStream_Seek(stream, nowhere, STREAM_SEEK_END,
			&position), STG_E_REVERTED);
		ck_assert_uint_eq(position.QuadPart, 1);
		ck_hr(IStream_Seek(stream, nowhere, 7, NULL), STG_E_REVERTED);
		IStream_Release(stream);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		nothing_lasts_without_a_commit,
		a_commit_lasts_and_what_follows_does_not,
		revert_goes_back_to_the_last_commit,
		a_child_publishes_to_its_parent_only,
		children_of_direct_roots_are_transacted_too,
		reading_roots_change_and_do_not_commit,
		creating_over_a_file_leaves_it_until_the_commit,
		converting_leaves_the_file_until_the_commit,
		what_is_open_stays_so_over_a_commit,
		destroying_a_child_reverts_its_transaction,
		names_can_be_exchanged,
		a_byte_costs_little,
		shared_files_change_with_the_commit_only,
		what_lies_behind_an_end_is_zero_when_it_comes_back,
		all_of_a_storage_is_a_transaction_too,
		what_a_storage_lent_ends_with_it,
		a_stream_whose_root_is_gone_has_no_end,
	};

	return run_tests_with("transactions", setup, teardown, tests,
		ARRAY_SIZE(tests));
}
