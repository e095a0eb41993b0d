/* SPDX-License-Identifier: MIT */
/* Elements that come, go and change while somebody has them open. */
#include "support.h"

#define RW   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define ONLY STGM_SHARE_EXCLUSIVE

static const OLECHAR a[] = { 'a', 0 };
static const OLECHAR b[] = { 'b', 0 };
static const OLECHAR c[] = { 'c', 0 };
static const OLECHAR d[] = { 'd', 0 };

static ILockBytes *array;
static IStorage *root;

static IStorage *
new_root(ILockBytes **bytes)
{
	IStorage *storage;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(*bytes, RW | STGM_CREATE, 0,
		&storage), S_OK);
	return storage;
}

static void
begin(void)
{
	root = new_root(&array);
}

static void
end(void)
{
	if (root)
		ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
}

static IStream *
add_stream(IStorage *storage, const OLECHAR *name, const char *text)
{
	IStream *stream;
	ULONG put;

	ck_hr(IStorage_CreateStream(storage, name, RW, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, text, (ULONG)strlen(text), &put), S_OK);
	ck_assert_uint_eq(put, strlen(text));
	return stream;
}

static void
put_stream(IStorage *storage, const OLECHAR *name, const char *text)
{
	IStream *stream = add_stream(storage, name, text);

	ck_assert_uint_eq(IStream_Release(stream), 0);
}

static IStorage *
add_storage(IStorage *storage, const OLECHAR *name)
{
	IStorage *child;

	ck_hr(IStorage_CreateStorage(storage, name, RW, 0, 0, &child), S_OK);
	return child;
}

static void
assert_stream(IStorage *storage, const OLECHAR *name, const char *text)
{
	IStream *stream;
	char bytes[64];
	ULONG got;

	ck_hr(IStorage_OpenStream(storage, name, NULL, STGM_READ | ONLY, 0,
		&stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, sizeof bytes, &got), S_OK);
	ck_assert_uint_eq(got, strlen(text));
	ck_assert_mem_eq(bytes, text, got);
	IStream_Release(stream);
}

static void
assert_missing(IStorage *storage, const OLECHAR *name)
{
	IStream *stream;

	ck_hr(IStorage_OpenStream(storage, name, NULL, RW, 0, &stream),
		STG_E_FILENOTFOUND);
	ck_assert_ptr_null(stream);
}

static void
assert_dead_stream(IStream *stream)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	ULARGE_INTEGER size = at(0);
	IStream *clone;
	STATSTG stat;
	char byte = 0;

	ck_hr(IStream_Read(stream, &byte, 1, NULL), STG_E_REVERTED);
	ck_hr(IStream_Write(stream, &byte, 1, NULL), STG_E_REVERTED);
	ck_hr(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL),
		STG_E_REVERTED);
	ck_hr(IStream_SetSize(stream, size), STG_E_REVERTED);
	ck_hr(IStream_Commit(stream, 0), STG_E_REVERTED);
	ck_hr(IStream_Revert(stream), STG_E_REVERTED);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), STG_E_REVERTED);
	ck_hr(IStream_Clone(stream, &clone), STG_E_REVERTED);
	ck_assert_ptr_null(clone);
	ck_assert_uint_eq(IStream_AddRef(stream), 2);
	ck_assert_uint_eq(IStream_Release(stream), 1);
}

static void
assert_dead_storage(IStorage *storage)
{
	IEnumSTATSTG *elements;
	IStorage *child;
	IStream *stream;
	STATSTG stat;

	ck_hr(IStorage_CreateStream(storage, d, RW, 0, 0, &stream),
		STG_E_REVERTED);
	ck_hr(IStorage_OpenStream(storage, d, NULL, RW, 0, &stream),
		STG_E_REVERTED);
	ck_hr(IStorage_CreateStorage(storage, d, RW, 0, 0, &child),
		STG_E_REVERTED);
	ck_hr(IStorage_OpenStorage(storage, d, NULL, RW, NULL, 0, &child),
		STG_E_REVERTED);
	ck_hr(IStorage_DestroyElement(storage, d), STG_E_REVERTED);
	ck_hr(IStorage_RenameElement(storage, d, c), STG_E_REVERTED);
	ck_hr(IStorage_EnumElements(storage, 0, NULL, 0, &elements),
		STG_E_REVERTED);
	ck_hr(IStorage_SetClass(storage, &CLSID_NULL), STG_E_REVERTED);
	ck_hr(IStorage_SetStateBits(storage, 1, 1), STG_E_REVERTED);
	ck_hr(IStorage_Commit(storage, 0), STG_E_REVERTED);
	ck_hr(IStorage_Revert(storage), STG_E_REVERTED);
	ck_hr(IStorage_Stat(storage, &stat, STATFLAG_NONAME),
		STG_E_REVERTED);
	ck_hr(IStorage_CopyTo(storage, 0, NULL, NULL, root), STG_E_REVERTED);
}

START_TEST(an_element_is_open_once)
{
	IStream *stream = add_stream(root, a, "x");
	IStorage *child = add_storage(root, b);
	IStream *other;
	IStorage *again;

	ck_hr(IStorage_OpenStream(root, a, NULL, STGM_READ | ONLY, 0, &other),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_OpenStorage(root, b, NULL, RW, NULL, 0, &again),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_RenameElement(root, a, c), STG_E_ACCESSDENIED);
	ck_hr(IStorage_RenameElement(root, b, c), STG_E_ACCESSDENIED);
	IStream_Release(stream);
	IStorage_Release(child);
	ck_hr(IStorage_RenameElement(root, a, c), S_OK);
	assert_stream(root, c, "x");
	ck_hr(IStorage_RenameElement(root, b, c), STG_E_FILEALREADYEXISTS);
	ck_hr(IStorage_RenameElement(root, a, d), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(destroying_reverts_what_is_open)
{
	IStorage *child = add_storage(root, a);
	IStorage *inner = add_storage(child, b);
	IStream *stream = add_stream(inner, c, "words");
	IStream *clone;

	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_hr(IStorage_DestroyElement(root, a), S_OK);
	assert_dead_stream(stream);
	assert_dead_stream(clone);
	assert_dead_storage(inner);
	assert_dead_storage(child);
	/* What comes into the freed place is none of theirs. */
	put_stream(root, a, "new");
	assert_dead_stream(stream);
	IStream_Release(stream);
	IStream_Release(clone);
	IStorage_Release(inner);
	IStorage_Release(child);
	assert_stream(root, a, "new");
	ck_hr(IStorage_DestroyElement(root, b), STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(creating_over_an_open_element_reverts_it)
{
	IStream *stream = add_stream(root, a, "old");
	IStream *other;

	ck_hr(IStorage_CreateStream(root, a, RW, 0, 0, &other),
		STG_E_FILEALREADYEXISTS);
	ck_hr(IStorage_CreateStream(root, a, RW | STGM_CREATE, 0, 0, &other),
		S_OK);
	assert_dead_stream(stream);
	ck_hr(IStream_Write(other, "new", 3, NULL), S_OK);
	IStream_Release(stream);
	IStream_Release(other);
	assert_stream(root, a, "new");
}
END_TEST

START_TEST(releasing_the_root_reverts_its_children_and_keeps_their_words)
{
	IStream *stream = add_stream(root, a, "waiting");
	IStorage *child = add_storage(root, b);

	ck_assert_uint_eq(IStorage_Release(root), 0);
	assert_dead_stream(stream);
	IStream_Release(stream);
	IStorage_Release(child);
	ck_hr(StgOpenStorageOnILockBytes(array, NULL, RW, NULL, 0, &root),
		S_OK);
	assert_stream(root, a, "waiting");
}
END_TEST

START_TEST(children_get_no_more_access_than_their_parent)
{
	IStorage *child;
	IStorage *inner;
	IStream *stream;

	put_stream(root, a, "x");
	child = add_storage(root, b);
	IStorage_Release(child);
	IStorage_Release(root);
	ck_hr(StgOpenStorageOnILockBytes(array, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root), S_OK);
	ck_hr(IStorage_OpenStream(root, a, NULL, RW, 0, &stream),
		STG_E_INVALIDFLAG);
	ck_hr(IStorage_CreateStream(root, c, RW, 0, 0, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CreateStream(root, a, RW | STGM_CREATE, 0, 0, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CreateStorage(root, b, RW | STGM_CREATE, 0, 0, &inner),
		STG_E_FILEALREADYEXISTS);
	ck_hr(IStorage_CreateStorage(root, c, RW, 0, 0, &inner),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_DestroyElement(root, d), STG_E_ACCESSDENIED);
	ck_hr(IStorage_DestroyElement(root, a), STG_E_ACCESSDENIED);
	IStorage_Release(root);
	ck_hr(StgOpenStorageOnILockBytes(array, NULL, RW, NULL, 0, &root),
		S_OK);
	ck_hr(IStorage_OpenStorage(root, b, NULL, STGM_READ | ONLY, NULL, 0,
		&child), S_OK);
	ck_hr(IStorage_CreateStream(child, c, RW, 0, 0, &stream),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_SetStateBits(child, 1, 1), STG_E_ACCESSDENIED);
	IStorage_Release(child);
	ck_hr(IStorage_OpenStream(root, a, NULL, STGM_WRITE | ONLY, 0,
		&stream), S_OK);
	ck_hr(IStream_Read(stream, &child, 1, NULL), STG_E_ACCESSDENIED);
	IStream_Release(stream);
}
END_TEST

START_TEST(a_stream_converts_to_a_storage)
{
	static const OLECHAR contents[] = { 'C', 'O', 'N', 'T', 'E', 'N', 'T',
		'S', 0 };
	IStorage *child;

	put_stream(root, a, "old words");
	ck_hr(IStorage_CreateStorage(root, a, RW | STGM_CONVERT, 0, 0,
		&child), STG_S_CONVERTED);
	assert_stream(child, contents, "old words");
	IStorage_Release(child);
	ck_hr(IStorage_OpenStorage(root, a, NULL, RW, NULL, 0, &child), S_OK);
	IStorage_Release(child);
}
END_TEST

static ULONG
next_name(IEnumSTATSTG *elements, OLECHAR *name)
{
	STATSTG stat;
	ULONG got = 9;

	memset(&stat, 0xFF, sizeof stat);
	ck_assert(SUCCEEDED(IEnumSTATSTG_Next(elements, 1, &stat, &got)));
	*name = got ? stat.pwcsName[0] : 0;
	if (got)
		CoTaskMemFree(stat.pwcsName);
	return got;
}

START_TEST(enumerators_are_alive)
{
	IEnumSTATSTG *elements;
	OLECHAR name;

	put_stream(root, a, "");
	put_stream(root, c, "");
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &elements), S_OK);
	ck_assert_uint_eq(next_name(elements, &name), 1);
	ck_assert_uint_eq(name, 'a');
	put_stream(root, b, "");
	ck_hr(IStorage_DestroyElement(root, a), S_OK);
	ck_assert_uint_eq(next_name(elements, &name), 1);
	ck_assert_uint_eq(name, 'b');
	ck_hr(IStorage_DestroyElement(root, b), S_OK);
	ck_hr(IStorage_DestroyElement(root, c), S_OK);
	put_stream(root, d, "");
	ck_assert_uint_eq(next_name(elements, &name), 1);
	ck_assert_uint_eq(name, 'd');
	ck_assert_uint_eq(next_name(elements, &name), 0);
	ck_hr(IEnumSTATSTG_Reset(elements), S_OK);
	ck_assert_uint_eq(next_name(elements, &name), 1);
	ck_assert_uint_eq(name, 'd');
	IEnumSTATSTG_Release(elements);
}
END_TEST

START_TEST(clones_see_what_is_written)
{
	IStream *stream = add_stream(root, a, "abc");
	LARGE_INTEGER start = { .QuadPart = 0 };
	IStream *clone;
	STATSTG stat;
	char bytes[8];
	ULONG got;

	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_hr(IStream_Write(stream, "def", 3, NULL), S_OK);
	ck_hr(IStream_Stat(clone, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 6);
	ck_hr(IStream_Seek(clone, start, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Read(clone, bytes, 8, &got), S_OK);
	ck_assert_uint_eq(got, 6);
	ck_assert_mem_eq(bytes, "abcdef", 6);
	ck_hr(IStream_Write(clone, "g", 1, NULL), S_OK);
	ck_hr(IStream_Read(stream, bytes, 8, &got), S_OK);
	ck_assert_uint_eq(got, 1);
	ck_assert_int_eq(bytes[0], 'g');
	IStream_Release(clone);
	IStream_Release(stream);
	assert_stream(root, a, "abcdefg");
}
END_TEST

START_TEST(writing_answers_as_documented)
{
	IStream *stream = add_stream(root, a, "");
	ULONG put = 7;

	ck_hr(IStream_Write(stream, NULL, 0, &put), STG_E_INVALIDPOINTER);
	ck_hr(IStream_Write(stream, "x", 0, NULL), S_OK);
	/* Version 3 ends at 2 GB. */
	ck_hr(IStream_SetSize(stream, at(0x80000001)), STG_E_INVALIDFUNCTION);
	ck_hr(IStream_SetSize(stream, at(UINT64_C(1) << 40)),
		STG_E_INVALIDFUNCTION);
	IStream_Release(stream);
}
END_TEST

START_TEST(a_copy_goes_anywhere_but_below_its_source)
{
	IStorage *child = add_storage(root, a);
	IStorage *inner = add_storage(child, b);
	IStorage *target;
	IStorage *copied;
	ILockBytes *bytes;

	put_stream(child, c, "words");
	ck_hr(IStorage_SetStateBits(child, 5, 7), S_OK);
	ck_hr(IStorage_CopyTo(child, 0, NULL, NULL, inner),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, inner),
		STG_E_ACCESSDENIED);
	ck_hr(IStorage_CopyTo(child, 0, NULL, NULL, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_CopyTo(child, 1, &IID_IStorage, NULL, inner), S_OK);
	assert_stream(inner, c, "words");
	target = new_root(&bytes);
	ck_hr(IStorage_CopyTo(root, 0, NULL, NULL, target), S_OK);
	ck_hr(IStorage_OpenStorage(target, a, NULL, RW, NULL, 0, &copied),
		S_OK);
	assert_stream(copied, c, "words");
	IStorage_Release(copied);
	IStorage_Release(target);
	ILockBytes_Release(bytes);
	IStorage_Release(inner);
	IStorage_Release(child);
}
END_TEST

/* With storages left out, even onto itself: nothing happens to it. */
START_TEST(a_copy_onto_itself_keeps_its_words)
{
	put_stream(root, a, "words");
	ck_hr(IStorage_CopyTo(root, 1, &IID_IStorage, NULL, root), S_OK);
	assert_stream(root, a, "words");
}
END_TEST

START_TEST(exclusions_are_honoured)
{
	OLECHAR excluded[] = { 'A', 0 };
	OLECHAR missing[] = { 'q', 0 };
	OLECHAR *names[] = { excluded, missing, NULL };
	IStorage *child = add_storage(root, b);
	ILockBytes *bytes;
	IStorage *target = new_root(&bytes);
	IStorage *copied;

	put_stream(root, a, "x");
	put_stream(child, a, "y");
	ck_hr(IStorage_CopyTo(root, 0, NULL, names, target), S_OK);
	assert_missing(target, a);
	ck_hr(IStorage_OpenStorage(target, b, NULL, RW, NULL, 0, &copied),
		S_OK);
	assert_stream(copied, a, "y");
	IStorage_Release(copied);
	IStorage_Release(target);
	ILockBytes_Release(bytes);
	target = new_root(&bytes);
	ck_hr(IStorage_CopyTo(root, 1, &IID_IStream, NULL, target), S_OK);
	ck_hr(IStorage_OpenStorage(target, b, NULL, RW, NULL, 0, &copied),
		S_OK);
	assert_missing(copied, a);
	IStorage_Release(copied);
	IStorage_Release(target);
	ILockBytes_Release(bytes);
	IStorage_Release(child);
}
END_TEST

START_TEST(elements_move_within_and_across_files)
{
	IStorage *child = add_storage(root, b);
	ILockBytes *bytes;
	IStorage *target = new_root(&bytes);

	put_stream(root, a, "x");
	ck_hr(IStorage_MoveElementTo(root, a, child, c, STGMOVE_MOVE), S_OK);
	assert_missing(root, a);
	assert_stream(child, c, "x");
	ck_hr(IStorage_MoveElementTo(child, c, target, d, STGMOVE_COPY),
		S_OK);
	assert_stream(child, c, "x");
	assert_stream(target, d, "x");
	ck_hr(IStorage_MoveElementTo(child, c, target, a, STGMOVE_MOVE),
		S_OK);
	assert_missing(child, c);
	assert_stream(target, a, "x");
	ck_hr(IStorage_MoveElementTo(root, d, target, a, STGMOVE_MOVE),
		STG_E_FILENOTFOUND);
	/* What is open does not move. */
	ck_hr(IStorage_MoveElementTo(root, b, target, b, STGMOVE_MOVE),
		STG_E_ACCESSDENIED);
	IStorage_Release(child);
	ck_hr(IStorage_MoveElementTo(root, b, target, b, STGMOVE_MOVE), S_OK);
	IStorage_Release(target);
	ILockBytes_Release(bytes);
}
END_TEST

START_TEST(class_state_and_times_are_kept)
{
	static const CLSID clsid = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };
	FILETIME time = { 0x12345678, 0x01D00000 };
	IStorage *child = add_storage(root, a);
	STATSTG stat;

	ck_hr(IStorage_SetClass(child, &clsid), S_OK);
	ck_hr(IStorage_SetStateBits(child, 0xF0, 0xFF), S_OK);
	ck_hr(IStorage_SetStateBits(child, 0x0F, 0x03), S_OK);
	IStorage_Release(child);
	ck_hr(IStorage_SetElementTimes(root, a, &time, NULL, &time), S_OK);
	IStorage_Release(root);
	ck_hr(StgOpenStorageOnILockBytes(array, NULL, RW, NULL, 0, &root),
		S_OK);
	ck_hr(IStorage_OpenStorage(root, a, NULL, RW, NULL, 0, &child), S_OK);
	ck_hr(IStorage_Stat(child, &stat, STATFLAG_NONAME), S_OK);
	ck_assert(IsEqualCLSID(&stat.clsid, &clsid));
	ck_assert_uint_eq(stat.grfStateBits, 0xF3);
	ck_assert_mem_eq(&stat.ctime, &time, sizeof time);
	ck_assert_mem_eq(&stat.mtime, &time, sizeof time);
	IStorage_Release(child);
	ck_hr(IStorage_SetElementTimes(root, d, &time, NULL, NULL),
		STG_E_FILENOTFOUND);
}
END_TEST

START_TEST(names_are_judged)
{
	static const OLECHAR bad[][8] = { { 0 }, { 'a', '/', 0 },
		{ '\\', 0 }, { ':', 0 }, { '!', 0 } };
	static const OLECHAR good[][8] = { { 1, 0 }, { 0xD800, 0 },
		{ ' ', 0 }, { '.', '.', 0 } };
	OLECHAR longest[33];
	IStream *stream;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ck_hr(IStorage_CreateStream(root, bad[i], RW, 0, 0, &stream),
			STG_E_INVALIDNAME);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		ck_hr(IStorage_CreateStream(root, good[i], RW, 0, 0, &stream),
			S_OK);
		IStream_Release(stream);
	}
	for (size_t i = 0; i < 32; i++)
		longest[i] = 'n';
	longest[32] = 0;
	ck_hr(IStorage_CreateStream(root, longest, RW, 0, 0, &stream),
		STG_E_INVALIDNAME);
	longest[31] = 0;
	ck_hr(IStorage_CreateStream(root, longest, RW, 0, 0, &stream), S_OK);
	IStream_Release(stream);
	ck_hr(IStorage_CreateStream(root, NULL, RW, 0, 0, &stream),
		STG_E_INVALIDNAME);
	ck_hr(IStorage_CreateStream(root, a, RW, 0, 0, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(IStorage_CreateStream(root, a, STGM_READWRITE, 0, 0, &stream),
		STG_E_INVALIDFLAG);
	ck_hr(IStorage_CreateStream(root, a, RW | STGM_TRANSACTED, 0, 0,
		&stream), STG_E_INVALIDFUNCTION);
}
END_TEST

static ULONGLONG
array_size(void)
{
	STATSTG stat;

	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	return stat.cbSize.QuadPart;
}

START_TEST(forbidden_names_are_let_in_on_request)
{
	static const OLECHAR *const odd[] = { u"a/b", u"a\\b", u"a:b", u"!" };
	static const OLECHAR longest[] = u"0123456789012345678901234567:/!";
	static const OLECHAR longer[] = u"0123456789012345678901234567:/!x";
	IStorage *storage;
	IStream *stream;

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		ck_hr(stg_allow_names(root, TRUE), S_OK);
		ck_hr(IStorage_CreateStorage(root, odd[i], RW, 0, 0, &storage),
			S_OK);
		ck_hr(IStorage_CreateStream(storage, longest, RW, 0, 0,
			&stream), S_OK);
		IStream_Release(stream);
		ck_hr(IStorage_CreateStream(storage, longer, RW, 0, 0,
			&stream), STG_E_INVALIDNAME);
		ck_hr(IStorage_CreateStream(storage, u"", RW, 0, 0, &stream),
			STG_E_INVALIDNAME);
		ck_hr(stg_allow_names(storage, FALSE), S_OK);
		ck_hr(IStorage_RenameElement(storage, longest, odd[i]),
			STG_E_INVALIDNAME);
		/* It can be used under its name. */
		ck_hr(IStorage_OpenStream(storage, longest, NULL, RW, 0,
			&stream), S_OK);
		IStream_Release(stream);
		IStorage_Release(storage);
		ck_hr(IStorage_DestroyElement(root, odd[i]), S_OK);
	}
	ck_hr(stg_allow_names(NULL, TRUE), STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(consolidating_closes_the_gaps)
{
	IStream *stream = add_stream(root, a, "first");
	ULARGE_INTEGER size = at(500000);
	ULONGLONG full;

	ck_hr(IStream_SetSize(stream, size), S_OK);
	IStream_Release(stream);
	stream = add_stream(root, b, "second");
	size.QuadPart = 9000;
	ck_hr(IStream_SetSize(stream, size), S_OK);
	IStream_Release(stream);
	put_stream(root, c, "third");
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	full = array_size();
	ck_hr(IStorage_DestroyElement(root, a), S_OK);
	ck_hr(IStorage_OpenStream(root, c, NULL, RW, 0, &stream), S_OK);
	ck_hr(IStorage_Commit(root, STGC_CONSOLIDATE),
		STG_S_CANNOTCONSOLIDATE);
	ck_assert_uint_gt(array_size(), full - 20000);
	IStream_Release(stream);
	ck_hr(IStorage_Commit(root, STGC_CONSOLIDATE), S_OK);
	ck_assert_uint_lt(array_size(), 30000);
	assert_stream(root, c, "third");
	/* Streams that are opened now find their contents. */
	ck_hr(IStorage_OpenStream(root, b, NULL, RW, 0, &stream), S_OK);
	size.QuadPart = 6;
	ck_hr(IStream_SetSize(stream, size), S_OK);
	IStream_Release(stream);
	assert_stream(root, b, "second");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		an_element_is_open_once,
		destroying_reverts_what_is_open,
		creating_over_an_open_element_reverts_it,
		releasing_the_root_reverts_its_children_and_keeps_their_words,
		children_get_no_more_access_than_their_parent,
		a_stream_converts_to_a_storage,
		enumerators_are_alive,
		clones_see_what_is_written,
		writing_answers_as_documented,
		a_copy_goes_anywhere_but_below_its_source,
		a_copy_onto_itself_keeps_its_words,
		exclusions_are_honoured,
		elements_move_within_and_across_files,
		class_state_and_times_are_kept,
		names_are_judged,
		forbidden_names_are_let_in_on_request,
		consolidating_closes_the_gaps,
	};

	return run_tests_with("write_elements", begin, end, tests,
		ARRAY_SIZE(tests));
}
