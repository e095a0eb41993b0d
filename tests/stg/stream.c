/* SPDX-License-Identifier: MIT */
/* Streams that are open for reading: Read, Seek, Clone, CopyTo, Stat. */
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/mock.h"
#include "support/random.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

/* Streams of both kinds, in pieces. */
static const char tree[] = "layout interleave\nmini_layout interleave\n"
			   "stream \"Large\" = count(50000)\n"
			   "stream \"Small\" = count(4000)\n"
			   "stream \"Empty\"\n";

enum { LARGE = 50000, SMALL = 4000 };

static IStorage *root;

static void
open_root(void)
{
	root = storage_of(tree);
}

static void
close_root(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

static IStream *
open_stream(const OLECHAR *name)
{
	IStream *stream = NULL;

	ck_hr(IStorage_OpenStream(root, name, NULL, READ, 0, &stream), S_OK);
	return stream;
}

/* What count() puts at an offset. */
static uint8_t
byte_at(uint64_t offset)
{
	return (uint8_t)(offset / 4 >> 8 * (offset % 4));
}

static void
check_bytes(const uint8_t *bytes, uint64_t offset, size_t count)
{
	size_t i = 0;

	while (i < count && bytes[i] == byte_at(offset + i))
		i++;
	ck_assert_uint_eq(i, count);
}

static HRESULT
seek(IStream *stream, int64_t move, DWORD origin, uint64_t *position)
{
	LARGE_INTEGER distance = { .QuadPart = move };
	ULARGE_INTEGER now = { .QuadPart = 0xdddd };
	HRESULT hr = IStream_Seek(stream, distance, origin, &now);

	if (position)
		*position = now.QuadPart;
	return hr;
}

static uint64_t
tell(IStream *stream)
{
	uint64_t position;

	ck_hr(seek(stream, 0, STREAM_SEEK_CUR, &position), S_OK);
	return position;
}

static const struct {
	const OLECHAR *name;
	uint32_t size;
} streams[] = { { u"Large", LARGE }, { u"Small", SMALL } };

START_TEST(reads_follow_one_another)
{
	IStream *stream = open_stream(streams[_i].name);
	uint32_t size = streams[_i].size;
	uint64_t state = (uint64_t)_i;
	uint32_t at = 0;

	while (at < size) {
		uint8_t bytes[3000];
		ULONG wanted = 1 + random_below(&state, sizeof bytes);
		ULONG got = 77;

		ck_hr(IStream_Read(stream, bytes, wanted, &got), S_OK);
		ck_assert_uint_eq(got, wanted < size - at ? wanted : size - at);
		check_bytes(bytes, at, got);
		at += got;
		ck_assert_uint_eq(tell(stream), at);
	}
	IStream_Release(stream);
}
END_TEST

START_TEST(read_at_the_end_gives_nothing_and_succeeds)
{
	IStream *stream = open_stream(streams[_i].name);
	uint32_t size = streams[_i].size;
	uint8_t bytes[8];
	ULONG got = 77;

	ck_hr(seek(stream, -3, STREAM_SEEK_END, NULL), S_OK);
	ck_hr(IStream_Read(stream, bytes, 8, &got), S_OK);
	ck_assert_uint_eq(got, 3);
	check_bytes(bytes, size - 3, 3);
	got = 77;
	ck_hr(IStream_Read(stream, bytes, 8, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_assert_uint_eq(tell(stream), size);
	/* Beyond it too, and the position stays there. */
	ck_hr(seek(stream, size + 1000, STREAM_SEEK_SET, NULL), S_OK);
	got = 77;
	ck_hr(IStream_Read(stream, bytes, 8, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_assert_uint_eq(tell(stream), size + 1000);
	IStream_Release(stream);
}
END_TEST

START_TEST(count_may_be_missing)
{
	IStream *stream = open_stream(streams[_i].name);
	uint8_t bytes[100];

	ck_hr(IStream_Read(stream, bytes, sizeof bytes, NULL), S_OK);
	check_bytes(bytes, 0, sizeof bytes);
	ck_assert_uint_eq(tell(stream), sizeof bytes);
	IStream_Release(stream);
}
END_TEST

START_TEST(read_without_a_buffer_is_refused)
{
	IStream *stream = open_stream(u"Large");
	ULONG got = 77;

	ck_hr(IStream_Read(stream, NULL, 1, &got), STG_E_INVALIDPOINTER);
	ck_assert_uint_eq(got, 0);
	ck_assert_uint_eq(tell(stream), 0);
	IStream_Release(stream);
}
END_TEST

START_TEST(read_of_nothing_succeeds)
{
	IStream *stream = open_stream(streams[_i].name);
	uint8_t byte;
	ULONG got = 77;

	ck_hr(IStream_Read(stream, &byte, 0, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_assert_uint_eq(tell(stream), 0);
	IStream_Release(stream);
}
END_TEST

START_TEST(empty_stream_has_nothing_to_read)
{
	IStream *stream = open_stream(u"Empty");
	uint8_t byte;
	ULONG got = 77;
	STATSTG stat;

	ck_hr(IStream_Read(stream, &byte, 1, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 0);
	IStream_Release(stream);
}
END_TEST

START_TEST(read_takes_the_largest_count)
{
	IStream *stream = open_stream(u"Large");
	static uint8_t bytes[LARGE];
	ULONG got;

	/* The buffer need not be so long: the stream is not. */
	ck_hr(IStream_Read(stream, bytes, 0xffffffff, &got), S_OK);
	ck_assert_uint_eq(got, LARGE);
	check_bytes(bytes, 0, LARGE);
	IStream_Release(stream);
}
END_TEST

/* --- Seek ----------------------------------------------------------------- */

START_TEST(seek_counts_from_three_places)
{
	IStream *stream = open_stream(streams[_i].name);
	uint64_t size = streams[_i].size;
	uint64_t position;

	ck_hr(seek(stream, 100, STREAM_SEEK_SET, &position), S_OK);
	ck_assert_uint_eq(position, 100);
	ck_hr(seek(stream, 20, STREAM_SEEK_CUR, &position), S_OK);
	ck_assert_uint_eq(position, 120);
	ck_hr(seek(stream, -120, STREAM_SEEK_CUR, &position), S_OK);
	ck_assert_uint_eq(position, 0);
	ck_hr(seek(stream, 0, STREAM_SEEK_END, &position), S_OK);
	ck_assert_uint_eq(position, size);
	ck_hr(seek(stream, -10, STREAM_SEEK_END, &position), S_OK);
	ck_assert_uint_eq(position, size - 10);
	ck_hr(seek(stream, 10, STREAM_SEEK_END, &position), S_OK);
	ck_assert_uint_eq(position, size + 10);
	IStream_Release(stream);
}
END_TEST

START_TEST(seek_needs_nobody_to_tell)
{
	IStream *stream = open_stream(u"Large");
	LARGE_INTEGER move = { .QuadPart = 7 };

	ck_hr(IStream_Seek(stream, move, STREAM_SEEK_SET, NULL), S_OK);
	ck_assert_uint_eq(tell(stream), 7);
	IStream_Release(stream);
}
END_TEST

START_TEST(seek_before_the_beginning_fails_and_stays)
{
	IStream *stream = open_stream(u"Large");

	ck_hr(seek(stream, 50, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(seek(stream, -51, STREAM_SEEK_CUR, NULL), STG_E_INVALIDFUNCTION);
	ck_hr(seek(stream, -LARGE - 1, STREAM_SEEK_END, NULL),
		STG_E_INVALIDFUNCTION);
	ck_hr(seek(stream, INT64_MIN, STREAM_SEEK_CUR, NULL),
		STG_E_INVALIDFUNCTION);
	ck_assert_uint_eq(tell(stream), 50);
	IStream_Release(stream);
}
END_TEST

START_TEST(bad_origin_fails_and_stays)
{
	IStream *stream = open_stream(u"Large");

	ck_hr(seek(stream, 50, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(seek(stream, 1, 3, NULL), STG_E_INVALIDFUNCTION);
	ck_hr(seek(stream, 1, 0xffffffff, NULL), STG_E_INVALIDFUNCTION);
	ck_assert_uint_eq(tell(stream), 50);
	IStream_Release(stream);
}
END_TEST

START_TEST(positions_have_64_bits_and_do_not_wrap)
{
	IStream *stream = open_stream(u"Large");
	uint64_t position;
	uint8_t byte;
	ULONG got;

	ck_hr(seek(stream, INT64_MAX, STREAM_SEEK_SET, &position), S_OK);
	ck_assert_uint_eq(position, INT64_MAX);
	ck_hr(seek(stream, INT64_MAX, STREAM_SEEK_CUR, &position), S_OK);
	ck_assert_uint_eq(position, UINT64_MAX - 1);
	ck_hr(IStream_Read(stream, &byte, 1, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_hr(seek(stream, 2, STREAM_SEEK_CUR, NULL), STG_E_INVALIDFUNCTION);
	ck_assert_uint_eq(tell(stream), UINT64_MAX - 1);
	IStream_Release(stream);
}
END_TEST

/* Against a model: a position and the bytes as they were described. */
START_TEST(random_reads_and_seeks_agree_with_a_model)
{
	IStream *stream = open_stream(streams[_i].name);
	int64_t size = streams[_i].size;
	uint64_t state = (uint64_t)_i;
	int64_t at = 0;

	for (int i = 0; i < 5000; i++) {
		uint8_t bytes[2000];
		ULONG wanted = random_below(&state, sizeof bytes);
		ULONG got;
		int64_t base[] = { 0, at, size };
		DWORD origin = random_below(&state, 3);
		int64_t to =
			(int64_t)random_below(&state, (uint32_t)size + 1000);
		uint64_t position;

		if (random_below(&state, 3) == 0) {
			ck_hr(seek(stream, to - base[origin], origin,
				      &position),
				S_OK);
			ck_assert_uint_eq(position, to);
			at = to;
		}
		ck_hr(IStream_Read(stream, bytes, wanted, &got), S_OK);
		ck_assert_uint_eq(got, at >= size           ? 0
				       : wanted < size - at ? wanted
							    : size - at);
		check_bytes(bytes, (uint64_t)at, got);
		at += got;
	}
	IStream_Release(stream);
}
END_TEST

/* --- What is refused ------------------------------------------------------ */

START_TEST(stream_for_reading_cannot_be_changed)
{
	IStream *stream = open_stream(streams[_i].name);
	ULARGE_INTEGER size = { .QuadPart = 1 };
	ULONG put = 77;

	ck_hr(IStream_Write(stream, "x", 1, &put), STG_E_ACCESSDENIED);
	ck_assert_uint_eq(put, 0);
	ck_hr(IStream_Write(stream, NULL, 0, &put), STG_E_INVALIDPOINTER);
	ck_hr(IStream_Write(stream, NULL, 1, NULL), STG_E_INVALIDPOINTER);
	ck_hr(IStream_SetSize(stream, size), STG_E_ACCESSDENIED);
	ck_assert_uint_eq(tell(stream), 0);
	IStream_Release(stream);
}
END_TEST

START_TEST(streams_have_no_locks)
{
	IStream *stream = open_stream(u"Large");
	ULARGE_INTEGER zero = { .QuadPart = 0 };
	ULARGE_INTEGER one = { .QuadPart = 1 };

	for (DWORD type = 0; type < 8; type++) {
		ck_hr(IStream_LockRegion(stream, zero, one, type),
			STG_E_INVALIDFUNCTION);
		ck_hr(IStream_UnlockRegion(stream, zero, one, type),
			STG_E_INVALIDFUNCTION);
	}
	IStream_Release(stream);
}
END_TEST

START_TEST(commit_and_revert_do_nothing)
{
	IStream *stream = open_stream(u"Large");

	ck_hr(seek(stream, 9, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Commit(stream, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Revert(stream), S_OK);
	ck_hr(IStream_Commit(stream, 0x100), STG_E_INVALIDFLAG);
	ck_assert_uint_eq(tell(stream), 9);
	IStream_Release(stream);
}
END_TEST

/* --- Stat ----------------------------------------------------------------- */

START_TEST(stat_tells_name_size_and_mode)
{
	IStream *stream;
	STATSTG stat;

	ck_hr(IStorage_OpenStream(root, u"LARGE", NULL, READ, 0, &stream),
		S_OK);
	memset(&stat, 0xaa, sizeof stat);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_mem_eq(stat.pwcsName, u"Large", 12);
	CoTaskMemFree(stat.pwcsName);
	ck_assert_uint_eq(stat.type, STGTY_STREAM);
	ck_assert_uint_eq(stat.cbSize.QuadPart, LARGE);
	ck_assert_uint_eq(stat.grfMode, READ);
	ck_assert_uint_eq(stat.grfLocksSupported, 0);
	ck_assert_uint_eq(stat.grfStateBits, 0);
	ck_assert_uint_eq(stat.reserved, 0);
	ck_assert(IsEqualCLSID(&stat.clsid, &CLSID_NULL));
	memset(&stat, 0xaa, sizeof stat);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	ck_hr(IStream_Stat(stream, NULL, STATFLAG_NONAME),
		STG_E_INVALIDPOINTER);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NOOPEN), STG_E_INVALIDFLAG);
	IStream_Release(stream);
}
END_TEST

/* [MS-CFB] 2.6.1: whatever the entry holds. */
START_TEST(streams_have_neither_class_nor_state_nor_times)
{
	static const FILETIME none;
	IStorage *storage = storage_of_recipe("odd-entry-stream-class");
	IStream *stream;
	STATSTG stat;

	ck_hr(stg_open_stream(storage, "Alpha", READ, &stream), S_OK);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	ck_assert(IsEqualCLSID(&stat.clsid, &CLSID_NULL));
	ck_assert_uint_eq(stat.grfStateBits, 0);
	ck_assert_mem_eq(&stat.mtime, &none, sizeof none);
	ck_assert_mem_eq(&stat.ctime, &none, sizeof none);
	IStream_Release(stream);
	IStorage_Release(storage);
}
END_TEST

/* --- Clone ---------------------------------------------------------------- */

START_TEST(clone_begins_where_the_original_is)
{
	IStream *stream = open_stream(streams[_i].name);
	IStream *clone = NULL;
	IStream *second = NULL;
	uint8_t bytes[10];

	ck_hr(seek(stream, 123, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_assert_uint_eq(tell(clone), 123);
	ck_hr(IStream_Read(clone, bytes, 10, NULL), S_OK);
	check_bytes(bytes, 123, 10);
	/* Each has its own position. */
	ck_assert_uint_eq(tell(stream), 123);
	ck_hr(seek(stream, 5, STREAM_SEEK_SET, NULL), S_OK);
	ck_assert_uint_eq(tell(clone), 133);
	ck_hr(IStream_Clone(clone, &second), S_OK);
	ck_assert_uint_eq(tell(second), 133);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	ck_assert_uint_eq(IStream_Release(clone), 0);
	ck_hr(IStream_Read(second, bytes, 10, NULL), S_OK);
	check_bytes(bytes, 133, 10);
	ck_assert_uint_eq(IStream_Release(second), 0);
}
END_TEST

START_TEST(clone_has_the_mode_and_name_of_its_original)
{
	IStream *stream = open_stream(u"Large");
	IStream *clone;
	STATSTG stat;

	ck_hr(IStream_Clone(stream, &clone), S_OK);
	IStream_Release(stream);
	ck_hr(IStream_Stat(clone, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_mem_eq(stat.pwcsName, u"Large", 12);
	ck_assert_uint_eq(stat.grfMode, READ);
	CoTaskMemFree(stat.pwcsName);
	IStream_Release(clone);
}
END_TEST

START_TEST(clone_without_a_pointer_is_refused)
{
	IStream *stream = open_stream(u"Large");

	ck_hr(IStream_Clone(stream, NULL), STG_E_INVALIDPOINTER);
	ck_assert_uint_eq(IStream_Release(stream), 0);
}
END_TEST

/* --- CopyTo --------------------------------------------------------------- */

static struct mock_world world;
static IStorage *mock;
static IStream *target;

static void
make_target(void)
{
	memset(&world, 0, sizeof world);
	mock = mock_make(&world);
	ck_hr(IStorage_CreateStream(mock, u"T",
		      STGM_WRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &target),
		S_OK);
	world.calls = 0;
}

/* Checks what arrived and gives the target back. */
static void
check_target(uint64_t offset, size_t count)
{
	const uint8_t *bytes;
	size_t size;

	bytes = mock_bytes(mock, "T", &size);
	ck_assert_uint_eq(size, count);
	check_bytes(bytes, offset, count);
	/* Nothing but Write was called. */
	ck_assert_uint_eq(world.foreign, 0);
	ck_assert_uint_eq(IStream_Release(target), 0);
	ck_assert_uint_eq(IStorage_Release(mock), 0);
}

static HRESULT
copy(IStream *stream, uint64_t count, uint64_t *got, uint64_t *put)
{
	ULARGE_INTEGER cb = { .QuadPart = count };
	ULARGE_INTEGER read = { .QuadPart = 0xdddd };
	ULARGE_INTEGER written = { .QuadPart = 0xdddd };
	HRESULT hr = IStream_CopyTo(stream, target, cb, &read, &written);

	*got = read.QuadPart;
	*put = written.QuadPart;
	return hr;
}

START_TEST(copy_begins_at_the_position_and_moves_it)
{
	static const uint64_t counts[] = { 0, 1, 100, 3000, 4000, 40000,
		UINT64_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		IStream *stream = open_stream(streams[_i].name);
		uint64_t left = streams[_i].size - 50;
		uint64_t wanted = counts[i] < left ? counts[i] : left;
		uint64_t got, put;

		make_target();
		ck_hr(seek(stream, 50, STREAM_SEEK_SET, NULL), S_OK);
		ck_hr(copy(stream, counts[i], &got, &put), S_OK);
		ck_assert_uint_eq(got, wanted);
		ck_assert_uint_eq(put, wanted);
		ck_assert_uint_eq(tell(stream), 50 + wanted);
		check_target(50, wanted);
		IStream_Release(stream);
	}
}
END_TEST

START_TEST(copy_tells_nobody_who_does_not_ask)
{
	IStream *stream = open_stream(u"Large");
	ULARGE_INTEGER cb = { .QuadPart = LARGE };

	make_target();
	ck_hr(IStream_CopyTo(stream, target, cb, NULL, NULL), S_OK);
	check_target(0, LARGE);
	IStream_Release(stream);
}
END_TEST

START_TEST(copy_to_nowhere_is_refused)
{
	IStream *stream = open_stream(u"Large");
	ULARGE_INTEGER cb = { .QuadPart = 1 };

	ck_hr(IStream_CopyTo(stream, NULL, cb, NULL, NULL),
		STG_E_INVALIDPOINTER);
	ck_assert_uint_eq(tell(stream), 0);
	IStream_Release(stream);
}
END_TEST

START_TEST(target_that_takes_less_ends_the_copy)
{
	IStream *stream = open_stream(u"Large");
	uint64_t got, put;

	make_target();
	world.at_most = 1000;
	ck_hr(copy(stream, LARGE, &got, &put), S_OK);
	ck_assert_uint_eq(put, 1000);
	ck_assert_uint_ge(got, put);
	ck_assert_uint_eq(tell(stream), got);
	check_target(0, 1000);
	IStream_Release(stream);
}
END_TEST

START_TEST(target_that_fails_says_what_was_copied)
{
	IStorage *large = storage_of("stream \"L\" = count(300000)\n");
	IStream *stream;
	HRESULT hr = E_FAIL;
	uint64_t got, put;

	for (unsigned n = 1; FAILED(hr); n++) {
		ck_hr(stg_open_stream(large, "L", READ, &stream), S_OK);
		make_target();
		world.fail_at = n;
		world.failure = STG_E_MEDIUMFULL;
		hr = copy(stream, UINT64_MAX, &got, &put);
		if (FAILED(hr)) {
			ck_hr(hr, STG_E_MEDIUMFULL);
			ck_assert_uint_lt(put, 300000);
			ck_assert_uint_gt(got, put);
		}
		check_target(0, put);
		IStream_Release(stream);
	}
	ck_assert_uint_eq(put, 300000);
	IStorage_Release(large);
}
END_TEST

/* --- Damage --------------------------------------------------------------- */

START_TEST(damaged_stream_is_read_as_far_as_it_goes)
{
	static const char *const recipes[] = { "bad-stream-chain-short",
		"bad-stream-loop", "bad-fat-next-free" };
	IStorage *storage = storage_of_recipe(recipes[_i]);
	IStream *stream;
	uint8_t bytes[5000];
	ULONG got = 77;

	ck_hr(stg_open_stream(storage, "Alpha", READ, &stream), S_OK);
	/* Four of its ten sectors are there. */
	ck_hr(IStream_Read(stream, bytes, 2048, &got), S_OK);
	ck_assert_uint_eq(got, 2048);
	ck_hr(IStream_Read(stream, bytes, 1, &got), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(got, 0);
	ck_assert_uint_eq(tell(stream), 2048);
	ck_hr(seek(stream, 0, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Read(stream, bytes, 5000, &got), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(got, 2048);
	check_bytes(bytes, 0, 2048);
	ck_assert_uint_eq(tell(stream), 2048);
	IStream_Release(stream);
	IStorage_Release(storage);
}
END_TEST

START_TEST(damage_of_one_stream_is_no_business_of_the_others)
{
	IStorage *storage = storage_of_recipe("bad-stream-loop");
	IStream *stream;
	uint8_t bytes[9000];
	ULONG got;

	ck_hr(stg_open_stream(storage, "Gamma/Inner", READ, &stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, 9000, &got), S_OK);
	ck_assert_uint_eq(got, 9000);
	check_bytes(bytes, 0, 9000);
	IStream_Release(stream);
	IStorage_Release(storage);
}
END_TEST

START_TEST(copy_of_a_damaged_stream_delivers_its_beginning)
{
	IStorage *storage = storage_of_recipe("bad-stream-chain-short");
	IStream *stream;
	uint64_t got, put;

	ck_hr(stg_open_stream(storage, "Alpha", READ, &stream), S_OK);
	make_target();
	ck_hr(copy(stream, 5000, &got, &put), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(got, 2048);
	ck_assert_uint_eq(put, 2048);
	check_target(0, 2048);
	IStream_Release(stream);
	IStorage_Release(storage);
}
END_TEST

START_TEST(failed_read_can_be_repeated)
{
	struct array *array = array_make(recipe_make(tree));
	IStorage *storage = array_open(array);
	IStream *stream;
	static uint8_t bytes[LARGE];
	ULONG got;

	ck_hr(stg_open_stream(storage, "Large", READ, &stream), S_OK);
	array->fail_at = array->reads + 3;
	array->failure = E_PENDING;
	ck_hr(IStream_Read(stream, bytes, LARGE, &got), E_PENDING);
	check_bytes(bytes, 0, got);
	ck_assert_uint_eq(tell(stream), got);
	ck_hr(IStream_Read(stream, bytes + got, LARGE - got, NULL), S_OK);
	check_bytes(bytes, 0, LARGE);
	IStream_Release(stream);
	IStorage_Release(storage);
	ILockBytes_Release(&array->ILockBytes_iface);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("stream");

	tcase_add_checked_fixture(suite.tcase, open_root, close_root);
	TEST_EACH(&suite, reads_follow_one_another, 2);
	TEST_EACH(&suite, read_at_the_end_gives_nothing_and_succeeds, 2);
	TEST_EACH(&suite, count_may_be_missing, 2);
	TEST(&suite, read_without_a_buffer_is_refused);
	TEST_EACH(&suite, read_of_nothing_succeeds, 2);
	TEST(&suite, empty_stream_has_nothing_to_read);
	TEST(&suite, read_takes_the_largest_count);
	TEST_EACH(&suite, seek_counts_from_three_places, 2);
	TEST(&suite, seek_needs_nobody_to_tell);
	TEST(&suite, seek_before_the_beginning_fails_and_stays);
	TEST(&suite, bad_origin_fails_and_stays);
	TEST(&suite, positions_have_64_bits_and_do_not_wrap);
	TEST_EACH(&suite, random_reads_and_seeks_agree_with_a_model, 2);
	TEST_EACH(&suite, stream_for_reading_cannot_be_changed, 2);
	TEST(&suite, streams_have_no_locks);
	TEST(&suite, commit_and_revert_do_nothing);
	TEST(&suite, stat_tells_name_size_and_mode);
	TEST(&suite, streams_have_neither_class_nor_state_nor_times);
	TEST_EACH(&suite, clone_begins_where_the_original_is, 2);
	TEST(&suite, clone_has_the_mode_and_name_of_its_original);
	TEST(&suite, clone_without_a_pointer_is_refused);
	TEST_EACH(&suite, copy_begins_at_the_position_and_moves_it, 2);
	TEST(&suite, copy_tells_nobody_who_does_not_ask);
	TEST(&suite, copy_to_nowhere_is_refused);
	TEST(&suite, target_that_takes_less_ends_the_copy);
	TEST(&suite, target_that_fails_says_what_was_copied);
	TEST_EACH(&suite, damaged_stream_is_read_as_far_as_it_goes, 3);
	TEST(&suite, damage_of_one_stream_is_no_business_of_the_others);
	TEST(&suite, copy_of_a_damaged_stream_delivers_its_beginning);
	TEST(&suite, failed_read_can_be_repeated);
	return suite_end(&suite);
}
