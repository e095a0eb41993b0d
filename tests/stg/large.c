/* SPDX-License-Identifier: MIT */
/*
 * Files beyond 2 GB and 4 GB, which exist as descriptions only: both versions
 * at their lines, and that the size of a file costs nothing by itself.
 */
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/random.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

#define GB (UINT64_C(1) << 30)

static struct array *array;
static IStorage *root;

static void
open_builder(struct builder *b)
{
	array = array_make(b);
	root = array_open(array);
}

static void
close_all(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ILockBytes_Release(&array->ILockBytes_iface);
}

/* Any range of a stream is as it was described. */
static void
check_range(IStream *stream, uint32_t id, uint64_t offset, ULONG count)
{
	static uint8_t got[70000];
	static uint8_t wanted[70000];
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)offset };
	ULARGE_INTEGER at;
	ULONG done = 77;
	size_t there;

	ck_hr(IStream_Seek(stream, to, STREAM_SEEK_SET, &at), S_OK);
	ck_assert_uint_eq(at.QuadPart, offset);
	ck_hr(IStream_Read(stream, got, count, &done), S_OK);
	there = builder_content(array->builder, id, offset, wanted, count);
	ck_assert_uint_eq(done, there);
	ck_assert(memcmp(got, wanted, there) == 0);
}

static const struct {
	const char *recipe;
	const char *path;
	uint32_t id;
} streams[] = {
	{ "big-good-2g-line", "A", 1 },
	{ "big-good-2g-line", "B", 2 },
	{ "big-odd-v3-beyond-2g", "A", 1 },
	{ "big-odd-v3-beyond-2g", "B", 2 },
	{ "big-good-v4-below-range-lock", "A", 1 },
	{ "big-good-v4-above-range-lock", "A", 1 },
	{ "big-good-v4-range-lock", "A", 1 },
	{ "big-good-v4-range-lock", "B", 2 },
	{ "big-odd-v4-range-lock-free", "A", 1 },
	{ "big-odd-v4-range-lock-used", "A", 1 },
	{ "big-good-v4-6g", "A", 1 },
	{ "big-good-v4-6g", "B", 2 },
	{ "big-good-v4-6g", "C", 3 },
};

/* Where 31 and 32 bits end, in the stream and in the file. */
static const uint64_t lines[] = { 2 * GB, 4 * GB, 0x7fffff00, 2146000000 };

START_TEST(large_streams_read_as_described)
{
	uint64_t state = (uint64_t)_i;
	IStream *stream;
	STATSTG stat;
	uint64_t size;

	open_builder(recipe_load(streams[_i].recipe));
	ck_hr(stg_open_stream(root, streams[_i].path, READ, &stream), S_OK);
	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	size = builder_entry(array->builder, streams[_i].id)->size;
	ck_assert_uint_eq(stat.cbSize.QuadPart, size);
	check_range(stream, streams[_i].id, 0, 70000);
	check_range(stream, streams[_i].id, size > 9 ? size - 9 : 0, 10);
	check_range(
		stream, streams[_i].id, size > 70000 ? size - 70000 : 0, 70000);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (lines[i] < size)
			check_range(stream, streams[_i].id, lines[i] - 35000,
				70000);
	}
	for (int i = 0; i < 50; i++)
		check_range(stream, streams[_i].id,
			random_next(&state) % (size + 1),
			random_below(&state, 70000));
	IStream_Release(stream);
	close_all();
}
END_TEST

/* Around the sector of the range locks, byte by byte. */
START_TEST(range_lock_sector_is_passed_over)
{
	static const char *const recipes[] = { "big-good-v4-range-lock",
		"big-odd-v4-range-lock-free", "big-odd-v4-range-lock-used" };
	IStream *stream;
	uint64_t at = UINT64_C(2146000000);

	open_builder(recipe_load(recipes[_i]));
	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	/* The counting part of the stream lies across it. */
	for (uint64_t end = at + 2000000; at < end; at += 70000)
		check_range(stream, 1, at, 70000);
	IStream_Release(stream);
	close_all();
}
END_TEST

START_TEST(chain_into_the_range_lock_sector_is_damage)
{
	struct stg_check_summary summary;
	struct array *bad =
		array_make(recipe_load("big-bad-v4-range-lock-in-chain"));

	ck_hr(stg_check_lockbytes(
		      &bad->ILockBytes_iface, 0, NULL, NULL, &summary),
		S_OK);
	ck_assert_uint_gt(summary.damage, 0);
	ILockBytes_Release(&bad->ILockBytes_iface);
}
END_TEST

START_TEST(end_of_64_gb_is_found)
{
	IStream *stream;
	LARGE_INTEGER back = { .QuadPart = -7 };
	ULARGE_INTEGER at;
	char bytes[8];
	ULONG got;

	open_builder(recipe_make("version 4\n"
				 "stream \"A\" = zero(64G) \"the end\"\n"));
	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	ck_hr(IStream_Seek(stream, back, STREAM_SEEK_END, &at), S_OK);
	ck_assert_uint_eq(at.QuadPart, 64 * GB);
	ck_hr(IStream_Read(stream, bytes, 8, &got), S_OK);
	ck_assert_uint_eq(got, 7);
	ck_assert_mem_eq(bytes, "the end", 7);
	/* Nothing but the FAT, which has four bytes for each sector. */
	ck_assert_uint_le(array->spy.bytes, 65 * GB / 4096 * 4);
	IStream_Release(stream);
	close_all();
}
END_TEST

static HRESULT
count_element(const struct stg_element *e, void *context)
{
	unsigned *count = context;

	(void)e;
	++*count;
	return S_OK;
}

/* What is not asked for costs nothing, whatever its size. */
START_TEST(small_stream_of_a_large_file_is_read_at_little_cost)
{
	static const char *const rests[] = { "1M", "1G", "64G" };
	static unsigned reads[ARRAY_SIZE(rests)];
	unsigned count = 0;
	IStream *stream;
	uint8_t bytes[1000];

	for (size_t i = 0; i < ARRAY_SIZE(rests); i++) {
		open_builder(recipe_makef("version 4\n"
					  "stream \"small\" = count(1000)\n"
					  "stream \"large\" = zero(%s)\n",
			rests[i]));
		ck_hr(stg_open_stream(root, "small", READ, &stream), S_OK);
		ck_hr(IStream_Read(stream, bytes, 1000, NULL), S_OK);
		IStream_Release(stream);
		ck_hr(stg_walk(root, "", STG_WALK_DEFAULT, count_element,
			      &count),
			S_OK);
		ck_assert_uint_le(array->spy.bytes, 32768);
		reads[i] = array->reads;
		ck_assert_uint_eq(reads[i], reads[0]);
		close_all();
	}
}
END_TEST

START_TEST(first_bytes_of_a_large_stream_are_read_without_its_chain)
{
	IStream *stream;

	open_builder(recipe_make("version 4\n"
				 "stream \"A\" = count(100000) zero(64G)\n"));
	ck_hr(stg_open_stream(root, "A", READ, &stream), S_OK);
	check_range(stream, 1, 0, 70000);
	ck_assert_uint_le(array->spy.bytes, 70000 + 65536);
	IStream_Release(stream);
	close_all();
}
END_TEST

START_TEST(positions_of_a_large_stream_have_64_bits)
{
	IStream *stream;
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)(4 * GB - 5) };
	ULARGE_INTEGER at;

	open_builder(recipe_load("big-good-v4-6g"));
	ck_hr(stg_open_stream(root, "B", READ, &stream), S_OK);
	ck_hr(IStream_Seek(stream, to, STREAM_SEEK_SET, NULL), S_OK);
	to.QuadPart = 10;
	ck_hr(IStream_Seek(stream, to, STREAM_SEEK_CUR, &at), S_OK);
	ck_assert_uint_eq(at.QuadPart, 4 * GB + 5);
	to.QuadPart = -(LONGLONG)(5 * GB);
	ck_hr(IStream_Seek(stream, to, STREAM_SEEK_END, &at), S_OK);
	ck_assert_uint_eq(at.QuadPart, GB + 8);
	IStream_Release(stream);
	close_all();
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("large");

	TEST_EACH(&suite, large_streams_read_as_described, ARRAY_SIZE(streams));
	TEST_EACH(&suite, range_lock_sector_is_passed_over, 3);
	TEST(&suite, chain_into_the_range_lock_sector_is_damage);
	TEST(&suite, end_of_64_gb_is_found);
	TEST(&suite, small_stream_of_a_large_file_is_read_at_little_cost);
	TEST(&suite, first_bytes_of_a_large_stream_are_read_without_its_chain);
	TEST(&suite, positions_of_a_large_stream_have_64_bits);
	return suite_end(&suite);
}
