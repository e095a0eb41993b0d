/* SPDX-License-Identifier: MIT */
/* Global blocks: what handles mean, and what happens to bad ones. */
#include "stg/global.h"

#include <pthread.h>

#include "support.h"

START_TEST(size_is_exact)
{
	for (SIZE_T size = 0; size < 70; size++) {
		HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, size);

		ck_assert_uint_eq(GlobalSize(handle), size);
		ck_assert_ptr_null(GlobalFree(handle));
	}
}
END_TEST

START_TEST(a_fixed_handle_is_the_address)
{
	HGLOBAL handle = GlobalAlloc(GPTR, 100);

	ck_assert_ptr_eq(GlobalLock(handle), handle);
	ck_assert_uint_eq(GlobalFlags(handle), 0);
	ck_assert_int_eq(GlobalUnlock(handle), TRUE);
	ck_assert_ptr_eq(GlobalHandle(handle), handle);
	memset(handle, 1, 100);
	ck_assert_ptr_null(GlobalFree(handle));
}
END_TEST

START_TEST(a_moveable_handle_is_not_the_address)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 100);
	void *bytes = GlobalLock(handle);

	ck_assert_ptr_nonnull(bytes);
	ck_assert_ptr_ne(bytes, handle);
	ck_assert_ptr_eq(GlobalHandle(bytes), handle);
	ck_assert_int_eq(GlobalUnlock(handle), FALSE);
	ck_assert_ptr_null(GlobalFree(handle));
	ck_assert_ptr_null(GlobalHandle(bytes));
}
END_TEST

START_TEST(locks_are_counted)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE | GMEM_SHARE, 1);
	void *bytes = GlobalLock(handle);

	ck_assert_ptr_eq(GlobalLock(handle), bytes);
	ck_assert_uint_eq(GlobalFlags(handle), 2);
	ck_assert_int_eq(GlobalUnlock(handle), TRUE);
	ck_assert_int_eq(GlobalUnlock(handle), FALSE);
	ck_assert_int_eq(GlobalUnlock(handle), FALSE);
	ck_assert_uint_eq(GlobalFlags(handle), 0);
	GlobalFree(handle);
}
END_TEST

START_TEST(growing_keeps_a_moveable_handle_and_the_bytes)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 3);

	memcpy(GlobalLock(handle), "abc", 3);
	GlobalUnlock(handle);
	for (SIZE_T size = 4; size < 1000000; size *= 3) {
		ck_assert_ptr_eq(GlobalReAlloc(handle, size, 0), handle);
		ck_assert_uint_eq(GlobalSize(handle), size);
		ck_assert_mem_eq(GlobalLock(handle), "abc", 3);
		GlobalUnlock(handle);
	}
	GlobalFree(handle);
}
END_TEST

START_TEST(a_locked_block_moves_only_if_told_so)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 16);
	void *bytes = GlobalLock(handle);

	ck_assert_ptr_null(GlobalReAlloc(handle, 1000000, 0));
	ck_assert_uint_eq(GlobalSize(handle), 16);
	ck_assert_ptr_eq(GlobalReAlloc(handle, 8, 0), handle);
	ck_assert_ptr_eq(GlobalLock(handle), bytes);
	ck_assert_ptr_eq(GlobalReAlloc(handle, 1000000, GMEM_MOVEABLE), handle);
	GlobalFree(handle);
}
END_TEST

START_TEST(a_fixed_block_moves_only_if_told_so)
{
	HGLOBAL handle = GlobalAlloc(GMEM_FIXED, 16);
	HGLOBAL grown;

	memcpy(handle, "fixed", 6);
	ck_assert_ptr_null(GlobalReAlloc(handle, 1000000, GMEM_ZEROINIT));
	ck_assert_uint_eq(GlobalSize(handle), 16);
	ck_assert_ptr_eq(GlobalReAlloc(handle, 10, 0), handle);
	ck_assert_uint_eq(GlobalSize(handle), 10);
	grown = GlobalReAlloc(handle, 1000000, GMEM_MOVEABLE);
	ck_assert_ptr_nonnull(grown);
	ck_assert_str_eq(grown, "fixed");
	ck_assert_uint_eq(GlobalSize(grown), 1000000);
	if (grown != handle)
		ck_assert_uint_eq(GlobalSize(handle), 0);
	ck_assert_ptr_null(GlobalFree(grown));
}
END_TEST

static bool
all_zeros(HGLOBAL handle, size_t from, size_t to)
{
	const uint8_t *bytes = GlobalLock(handle);

	while (from < to && bytes[from] == 0)
		from++;
	GlobalUnlock(handle);
	return from == to;
}

START_TEST(zeroed_blocks_grow_by_zeros)
{
	HGLOBAL handle = GlobalAlloc(GHND, 1000);

	ck_assert(all_zeros(handle, 0, 1000));
	memset(GlobalLock(handle), 0xAA, 1000);
	GlobalUnlock(handle);
	GlobalReAlloc(handle, 900, 0);
	GlobalReAlloc(handle, 5000, 0);
	ck_assert(!all_zeros(handle, 899, 900));
	ck_assert(all_zeros(handle, 900, 5000));
	GlobalFree(handle);

	handle = GlobalAlloc(GMEM_MOVEABLE, 10);
	GlobalReAlloc(handle, 5000, GMEM_ZEROINIT);
	ck_assert(all_zeros(handle, 10, 5000));
	GlobalFree(handle);
}
END_TEST

START_TEST(modifying_makes_a_fixed_block_moveable)
{
	HGLOBAL fixed = GlobalAlloc(GMEM_FIXED, 10);
	HGLOBAL moveable = GlobalReAlloc(fixed, 0, GMEM_MODIFY | GMEM_MOVEABLE);

	ck_assert_ptr_nonnull(moveable);
	ck_assert_ptr_ne(moveable, fixed);
	ck_assert_uint_eq(GlobalSize(moveable), 10);
	ck_assert_ptr_eq(GlobalLock(moveable), fixed);
	ck_assert_ptr_eq(GlobalReAlloc(moveable, 99, GMEM_MODIFY), moveable);
	ck_assert_uint_eq(GlobalSize(moveable), 10);
	ck_assert_ptr_null(GlobalFree(moveable));
}
END_TEST

static void
ck_invalid(HGLOBAL handle)
{
	ck_assert_uint_eq(GlobalSize(handle), 0);
	ck_assert_ptr_null(GlobalLock(handle));
	ck_assert_int_eq(GlobalUnlock(handle), FALSE);
	ck_assert_uint_eq(GlobalFlags(handle), GMEM_INVALID_HANDLE);
	ck_assert_ptr_null(GlobalReAlloc(handle, 10, GMEM_MOVEABLE));
	ck_assert_ptr_eq(GlobalFree(handle), handle);
	ck_assert_ptr_null(global_block_get(handle));
}

START_TEST(a_freed_handle_is_noticed)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 10);
	HGLOBAL other;

	GlobalFree(handle);
	ck_invalid(handle);
	other = GlobalAlloc(GMEM_MOVEABLE, 10);
	ck_assert_ptr_ne(other, handle);
	ck_invalid(handle);
	GlobalFree(other);

	handle = GlobalAlloc(GMEM_FIXED, 10);
	GlobalFree(handle);
	ck_invalid(handle);
}
END_TEST

START_TEST(junk_is_no_handle)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 10);
	HGLOBAL fixed = GlobalAlloc(GMEM_FIXED, 10);
	int local = 0;

	ck_invalid(NULL);
	ck_invalid(&local);
	ck_invalid((HGLOBAL)(uintptr_t)1);
	ck_invalid((HGLOBAL)UINTPTR_MAX);
	ck_invalid((char *)handle + 1);
	ck_invalid((char *)fixed + 8);
	ck_assert_ptr_null(GlobalHandle(NULL));
	ck_assert_ptr_null(GlobalHandle(&local));
	GlobalFree(fixed);
	GlobalFree(handle);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 10);

	ck_assert_ptr_null(GlobalAlloc(GMEM_MOVEABLE, SIZE_MAX));
	ck_assert_ptr_null(GlobalAlloc(GMEM_FIXED, SIZE_MAX - 10));
	ck_assert_ptr_null(GlobalReAlloc(handle, SIZE_MAX, 0));
	ck_assert_uint_eq(GlobalSize(handle), 10);
	GlobalFree(handle);
}
END_TEST

START_TEST(many_handles_live_at_once)
{
	enum { COUNT = 10000 };
	HGLOBAL *handles = calloc(COUNT, sizeof *handles);

	ck_assert_ptr_nonnull(handles);
	for (unsigned i = 0; i < COUNT; i++) {
		handles[i] = GlobalAlloc(i % 2 ? GMEM_MOVEABLE : 0, i % 50);
		ck_assert_ptr_nonnull(handles[i]);
	}
	for (unsigned i = 0; i < COUNT; i++)
		ck_assert_uint_eq(GlobalSize(handles[i]), i % 50);
	for (unsigned i = 0; i < COUNT; i += 3)
		ck_assert_ptr_null(GlobalFree(handles[i]));
	for (unsigned i = 0; i < COUNT; i++) {
		ck_assert_uint_eq(GlobalSize(handles[i]), i % 3 ? i % 50 : 0);
		if (i % 3)
			ck_assert_ptr_null(GlobalFree(handles[i]));
	}
	free(handles);
}
END_TEST

START_TEST(a_held_block_outlives_its_handle)
{
	HGLOBAL handle = GlobalAlloc(GMEM_FIXED, 10);
	struct global_block *block = global_block_get(handle);
	char bytes[10];

	ck_assert_ptr_null(GlobalFree(handle));
	ck_assert_uint_eq(global_block_size(block), 0);
	ck_assert_uint_eq(global_block_read(block, 0, bytes, 10), 0);
	ck_assert(!global_block_write(block, 0, "x", 1));
	ck_assert(!global_block_resize(block, 1));
	ck_assert(!global_block_free(block));
	ck_assert_ptr_eq(global_block_handle(block), handle);
	global_block_put(block);
}
END_TEST

START_TEST(writing_behind_the_end_leaves_a_gap_of_zeros)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 1);
	struct global_block *block = global_block_get(handle);

	ck_assert(global_block_write(block, 0, "a", 1));
	ck_assert(global_block_write(block, 9, "b", 1));
	ck_assert_uint_eq(GlobalSize(handle), 10);
	ck_assert_mem_eq(GlobalLock(handle), "a\0\0\0\0\0\0\0\0b", 10);
	ck_assert(!global_block_write(block, SIZE_MAX, "cd", 2));
	ck_assert(!global_block_write(block, SIZE_MAX - 1, "c", 1));
	ck_assert_uint_eq(GlobalSize(handle), 10);
	global_block_put(block);
	GlobalFree(handle);
}
END_TEST

START_TEST(a_cut_block_regrows_with_zeros)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 100000);
	struct global_block *block = global_block_get(handle);

	memset(GlobalLock(handle), 0xAA, 100000);
	GlobalUnlock(handle);
	ck_assert(global_block_resize(block, 99000));
	ck_assert(global_block_resize(block, 100000));
	ck_assert(all_zeros(handle, 99000, 100000));
	ck_assert(global_block_resize(block, 1));
	ck_assert(global_block_resize(block, 100000));
	ck_assert(all_zeros(handle, 1, 100000));
	ck_assert(global_block_resize(block, 0));
	ck_assert_uint_eq(GlobalSize(handle), 0);
	ck_assert_ptr_nonnull(GlobalLock(handle));
	global_block_put(block);
	GlobalFree(handle);
}
END_TEST

static void *
use_handles(void *context)
{
	HGLOBAL *shared = context;

	for (unsigned i = 0; i < 3000; i++) {
		HGLOBAL own = GlobalAlloc(i % 2 ? GMEM_MOVEABLE : 0, i % 99);
		struct global_block *block = global_block_get(*shared);
		HGLOBAL grown = GlobalReAlloc(own, 200, GMEM_MOVEABLE);

		ck_assert_ptr_nonnull(grown);
		ck_assert_uint_eq(GlobalSize(grown), 200);
		ck_assert_ptr_null(GlobalFree(grown));
		ck_assert_ptr_nonnull(block);
		ck_assert(global_block_write(block, i, &i, sizeof i));
		(void)global_block_read(block, 0, &grown, sizeof grown);
		global_block_put(block);
	}
	return NULL;
}

START_TEST(threads_do_not_disturb_each_other)
{
	HGLOBAL shared = GlobalAlloc(GMEM_MOVEABLE, 0);
	pthread_t threads[4];

	for (unsigned i = 0; i < ARRAY_SIZE(threads); i++)
		ck_assert_int_eq(
			pthread_create(&threads[i], NULL, use_handles, &shared),
			0);
	for (unsigned i = 0; i < ARRAY_SIZE(threads); i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	ck_assert_uint_eq(GlobalSize(shared), 2999 + sizeof(unsigned));
	ck_assert_ptr_null(GlobalFree(shared));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		size_is_exact,
		a_fixed_handle_is_the_address,
		a_moveable_handle_is_not_the_address,
		locks_are_counted,
		growing_keeps_a_moveable_handle_and_the_bytes,
		a_locked_block_moves_only_if_told_so,
		a_fixed_block_moves_only_if_told_so,
		zeroed_blocks_grow_by_zeros,
		modifying_makes_a_fixed_block_moveable,
		a_freed_handle_is_noticed,
		junk_is_no_handle,
		impossible_sizes_are_refused,
		many_handles_live_at_once,
		a_held_block_outlives_its_handle,
		writing_behind_the_end_leaves_a_gap_of_zeros,
		a_cut_block_regrows_with_zeros,
		threads_do_not_disturb_each_other,
	};

	return run_tests("global", tests, ARRAY_SIZE(tests));
}
