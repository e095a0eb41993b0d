/* SPDX-License-Identifier: MIT */
/* The task allocator, by its functions and as an object. */
#include "support.h"

static IMalloc *
get_allocator(void)
{
	IMalloc *allocator;

	ck_hr(CoGetMalloc(MEMCTX_TASK, &allocator), S_OK);
	ck_assert_ptr_nonnull(allocator);
	return allocator;
}

START_TEST(an_empty_block_is_a_block)
{
	void *block = CoTaskMemAlloc(0);

	ck_assert_ptr_nonnull(block);
	CoTaskMemFree(block);
	block = CoTaskMemRealloc(NULL, 0);
	ck_assert_ptr_nonnull(block);
	CoTaskMemFree(block);
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
	CoTaskMemFree(NULL);
	IMalloc_Free(get_allocator(), NULL);
}
END_TEST

START_TEST(a_block_keeps_its_bytes_when_it_grows)
{
	char *block = CoTaskMemRealloc(NULL, 4);

	ck_assert_ptr_nonnull(block);
	memcpy(block, "abc", 4);
	block = CoTaskMemRealloc(block, 100000);
	ck_assert_ptr_nonnull(block);
	ck_assert_str_eq(block, "abc");
	CoTaskMemFree(block);
}
END_TEST

START_TEST(reallocating_to_nothing_frees)
{
	ck_assert_ptr_null(CoTaskMemRealloc(CoTaskMemAlloc(10), 0));
	ck_assert_ptr_null(
		IMalloc_Realloc(get_allocator(), CoTaskMemAlloc(10), 0));
}
END_TEST

START_TEST(object_and_functions_share_their_blocks)
{
	IMalloc *allocator = get_allocator();
	void *block = IMalloc_Alloc(allocator, 10);

	ck_assert_ptr_nonnull(block);
	block = CoTaskMemRealloc(block, 20);
	block = IMalloc_Realloc(allocator, block, 30);
	ck_assert_ptr_nonnull(block);
	CoTaskMemFree(block);
	IMalloc_Free(allocator, CoTaskMemAlloc(1));
}
END_TEST

START_TEST(size_is_at_least_what_was_asked_for)
{
	IMalloc *allocator = get_allocator();
	void *block = IMalloc_Alloc(allocator, 1000);

	ck_assert_uint_ge(IMalloc_GetSize(allocator, block), 1000);
	ck_assert_uint_eq(IMalloc_GetSize(allocator, NULL), (SIZE_T)-1);
	IMalloc_Free(allocator, block);
}
END_TEST

START_TEST(whose_a_block_is_is_unknown)
{
	IMalloc *allocator = get_allocator();
	int local;

	ck_assert_int_eq(IMalloc_DidAlloc(allocator, &local), -1);
	ck_assert_int_eq(IMalloc_DidAlloc(allocator, NULL), -1);
}
END_TEST

START_TEST(minimizing_leaves_blocks_alone)
{
	char *block = CoTaskMemAlloc(4);

	memcpy(block, "abc", 4);
	IMalloc_HeapMinimize(get_allocator());
	ck_assert_str_eq(block, "abc");
	CoTaskMemFree(block);
}
END_TEST

START_TEST(there_is_one_allocator_for_ever)
{
	IMalloc *allocator = get_allocator();

	IMalloc_AddRef(allocator);
	ck_assert_uint_ne(IMalloc_Release(allocator), 0);
	ck_assert_uint_ne(IMalloc_Release(allocator), 0);
	ck_assert_uint_ne(IMalloc_Release(allocator), 0);
	ck_assert_ptr_eq(get_allocator(), allocator);
}
END_TEST

START_TEST(other_contexts_are_refused)
{
	IMalloc *allocator = get_allocator();

	ck_hr(CoGetMalloc(2, &allocator), E_INVALIDARG);
	ck_assert_ptr_null(allocator);
	ck_hr(CoGetMalloc(MEMCTX_TASK, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(its_interfaces_are_two)
{
	IMalloc *allocator = get_allocator();
	void *out;

	ck_every_slot_is_filled(allocator->lpVtbl, sizeof *allocator->lpVtbl);
	ck_hr(IMalloc_QueryInterface(allocator, &IID_IUnknown, &out), S_OK);
	ck_assert_ptr_eq(out, allocator);
	ck_hr(IMalloc_QueryInterface(allocator, &IID_IMalloc, &out), S_OK);
	ck_assert_ptr_eq(out, allocator);
	ck_hr(IMalloc_QueryInterface(allocator, &IID_IStream, &out),
		E_NOINTERFACE);
	ck_assert_ptr_null(out);
	ck_hr(IMalloc_QueryInterface(allocator, &IID_IMalloc, NULL), E_POINTER);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		an_empty_block_is_a_block,
		freeing_nothing_is_allowed,
		a_block_keeps_its_bytes_when_it_grows,
		reallocating_to_nothing_frees,
		object_and_functions_share_their_blocks,
		size_is_at_least_what_was_asked_for,
		whose_a_block_is_is_unknown,
		minimizing_leaves_blocks_alone,
		there_is_one_allocator_for_ever,
		other_contexts_are_refused,
		its_interfaces_are_two,
	};

	return run_tests("taskmem", tests, ARRAY_SIZE(tests));
}
