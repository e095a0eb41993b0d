/* SPDX-License-Identifier: MIT */
/* Files of streams alone, STGM_SIMPLE. */
#include "stg/simple.h"

#include <stdio.h>
#include <unistd.h>

#include "place.h"

#define RW_X     (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define R_X      (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define SIMPLE_W (STGM_SIMPLE | RW_X)
#define SIMPLE_R (STGM_SIMPLE | R_X)

static const OLECHAR a[] = { 'a', 0 };
static const OLECHAR b[] = { 'b', 0 };

static IStorage *
create(void)
{
	IStorage *root;

	ck_hr(StgCreateDocfile(name, SIMPLE_W | STGM_CREATE, 0, &root), S_OK);
	return root;
}

static IStream *
create_stream(IStorage *root, const OLECHAR *which, const char *text)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(root, which, RW_X, 0, 0, &stream), S_OK);
	ck_hr(IStream_Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
	return stream;
}

static uint64_t
size_of(IStream *stream)
{
	STATSTG stat;

	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	return stat.cbSize.QuadPart;
}

/* The size of a stream in the finished file. */
static uint64_t
size_in_file(const OLECHAR *which)
{
	IStorage *root;
	IStream *stream;
	uint64_t size;

	ck_hr(StgOpenStorage(name, NULL, R_X, NULL, 0, &root), S_OK);
	ck_hr(IStorage_OpenStream(root, which, NULL, R_X, 0, &stream), S_OK);
	size = size_of(stream);
	IStream_Release(stream);
	IStorage_Release(root);
	return size;
}

START_TEST(streams_are_made_one_after_the_other)
{
	IStorage *root = create();
	IStream *stream = create_stream(root, a, "first");
	IStream *other = stream;

	ck_hr(IStorage_CreateStream(root, b, RW_X, 0, 0, &other),
		STG_E_INVALIDFUNCTION);
	ck_assert_ptr_null(other);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	stream = create_stream(root, b, "second");
	ck_hr(IStream_SetSize(stream, at(6000)), S_OK);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert_uint_eq(size_in_file(a), 4096);
	ck_assert_uint_eq(size_in_file(b), 6000);
}
END_TEST

START_TEST(the_size_is_the_position_while_it_is_written)
{
	const LARGE_INTEGER two = { .QuadPart = 2 };
	IStorage *root = create();
	IStream *stream = create_stream(root, a, "five!");
	STATSTG stat;

	ck_assert_uint_eq(size_of(stream), 5);
	ck_hr(IStream_Seek(stream, two, STREAM_SEEK_SET, NULL), S_OK);
	ck_assert_uint_eq(size_of(stream), 2);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_DEFAULT),
		STG_E_INVALIDFLAG);
	IStream_Release(stream);
	IStorage_Release(root);
}
END_TEST

START_TEST(a_stream_may_outlive_its_root)
{
	IStorage *root = create();
	IStream *stream = create_stream(root, a, "text");

	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_hr(IStream_Write(stream, "x", 1, NULL), STG_E_REVERTED);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	ck_assert_uint_eq(size_in_file(a), 4096);
}
END_TEST

START_TEST(nothing_else_can_be_had)
{
	IStorage *root = create();
	IStorage *storage;
	IStream *stream;
	IEnumSTATSTG *elements;
	STATSTG stat;
	FILETIME time = { 1, 0x01D00000 };

	ck_hr(IStorage_CreateStream(root, a, RW_X | STGM_CREATE, 0, 0,
		&stream), STG_E_INVALIDFLAG);
	ck_hr(IStorage_OpenStream(root, a, NULL, RW_X, 0, &stream),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_CreateStorage(root, a, RW_X, 0, 0, &storage),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_OpenStorage(root, a, NULL, RW_X, NULL, 0, &storage),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &elements),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_DestroyElement(root, a), STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_Stat(root, &stat, STATFLAG_NONAME),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_SetElementTimes(root, a, NULL, NULL, &time),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_SetElementTimes(root, NULL, NULL, NULL, &time), S_OK);
	ck_hr(IStorage_SetClass(root, &IID_IStorage), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
}
END_TEST

START_TEST(what_was_made_is_read_and_does_not_grow)
{
	IStorage *root = create();
	IStream *stream = create_stream(root, a, "text");
	IStream *clone;
	char text[5] = "";
	ULONG done = 7;

	IStream_Release(stream);
	IStorage_Release(root);
	ck_hr(StgOpenStorage(name, NULL, SIMPLE_W, NULL, 0, &root), S_OK);
	ck_hr(IStorage_CreateStream(root, b, RW_X, 0, 0, &stream),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStorage_OpenStream(root, a, NULL, RW_X, 0, &stream), S_OK);
	ck_hr(IStream_Read(stream, text, 4, &done), S_OK);
	ck_assert_str_eq(text, "text");
	ck_hr(IStream_Write(stream, "more", 4, &done), S_OK);
	ck_hr(IStream_SetSize(stream, at(5000)), STG_E_INVALIDFUNCTION);
	ck_hr(IStream_Seek(stream, (LARGE_INTEGER){ .QuadPart = 4094 },
		STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Write(stream, "end", 3, &done), STG_E_WRITEFAULT);
	ck_assert_uint_eq(done, 0);
	ck_hr(IStream_Clone(stream, &clone), STG_E_INVALIDFUNCTION);
	ck_hr(IStream_CopyTo(stream, stream, at(1), NULL, NULL),
		STG_E_INVALIDFUNCTION);
	IStream_Release(stream);
	IStorage_Release(root);
	ck_assert_uint_eq(size_in_file(a), 4096);
	ck_hr(StgOpenStorage(name, NULL, SIMPLE_R, NULL, 0, &root), S_OK);
	IStorage_Release(root);
}
END_TEST

START_TEST(other_files_are_not_simple)
{
	IStorage *root;
	IStorage *below;
	IStream *stream;

	ck_hr(StgCreateDocfile(name, RW_X, 0, &root), S_OK);
	if (_i == 0) {
		stream = create_stream(root, a, "short");
		IStream_Release(stream);
	} else {
		ck_hr(IStorage_CreateStorage(root, a, RW_X, 0, 0, &below),
			S_OK);
		IStorage_Release(below);
	}
	IStorage_Release(root);
	ck_hr(StgOpenStorage(name, NULL, SIMPLE_R, NULL, 0, &root),
		STG_E_NOTSIMPLEFORMAT);
	ck_assert_ptr_null(root);
	ck_hr(StgOpenStorage(name, NULL, RW_X, NULL, 0, &root), S_OK);
	IStorage_Release(root);
}
END_TEST

START_TEST(every_slot_is_filled)
{
	ck_every_slot_is_filled(&simple_root_vtbl, sizeof simple_root_vtbl);
	ck_every_slot_is_filled(&simple_stream_vtbl,
		sizeof simple_stream_vtbl);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		streams_are_made_one_after_the_other,
		the_size_is_the_position_while_it_is_written,
		a_stream_may_outlive_its_root,
		nothing_else_can_be_had,
		what_was_made_is_read_and_does_not_grow,
		every_slot_is_filled,
	};
	struct suite suite = suite_begin("simple");

	tcase_add_checked_fixture(suite.tcase, place_begin, place_end);
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		TEST(&suite, tests[i]);
	TEST_EACH(&suite, other_files_are_not_simple, 2);
	return suite_end(&suite);
}
