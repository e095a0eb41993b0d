/* SPDX-License-Identifier: MIT */
/* Counted strings and their layout. */
#include "support.h"

static uint32_t
prefix_of(BSTR bstr)
{
	uint32_t length;

	memcpy(&length, (const char *)bstr - sizeof length, sizeof length);
	return length;
}

START_TEST(length_in_bytes_stands_before_the_text)
{
	BSTR bstr = SysAllocString(OLESTR("test"));

	ck_assert_uint_eq(prefix_of(bstr), 8);
	ck_assert_uint_eq(SysStringByteLen(bstr), 8);
	ck_assert_uint_eq(SysStringLen(bstr), 4);
	ck_assert(is_text(bstr, "test"));
	ck_assert_uint_eq((uintptr_t)bstr % 8, 0);
	SysFreeString(bstr);
}
END_TEST

START_TEST(null_is_the_empty_string)
{
	ck_assert_ptr_null(SysAllocString(NULL));
	ck_assert_uint_eq(SysStringLen(NULL), 0);
	ck_assert_uint_eq(SysStringByteLen(NULL), 0);
	SysFreeString(NULL);
}
END_TEST

START_TEST(an_empty_text_is_a_string_still)
{
	BSTR bstr = SysAllocString(OLESTR(""));

	ck_assert_ptr_nonnull(bstr);
	ck_assert_uint_eq(SysStringLen(bstr), 0);
	ck_assert_uint_eq(bstr[0], 0);
	SysFreeString(bstr);
}
END_TEST

START_TEST(a_counted_text_may_hold_nuls)
{
	BSTR bstr = SysAllocStringLen(OLESTR("a\0b"), 3);

	ck_assert_uint_eq(SysStringLen(bstr), 3);
	ck_assert_uint_eq(bstr[2], 'b');
	ck_assert_uint_eq(bstr[3], 0);
	SysFreeString(bstr);
}
END_TEST

START_TEST(without_a_text_there_is_room_and_a_nul)
{
	BSTR bstr = SysAllocStringLen(NULL, 1000);

	ck_assert_uint_eq(SysStringLen(bstr), 1000);
	memset(bstr, 0x55, 2000);
	ck_assert_uint_eq(bstr[1000], 0);
	SysFreeString(bstr);
}
END_TEST

START_TEST(an_odd_number_of_bytes_is_kept_and_terminated)
{
	BSTR bstr = SysAllocStringByteLen("abc", 3);

	ck_assert_uint_eq(SysStringByteLen(bstr), 3);
	ck_assert_uint_eq(SysStringLen(bstr), 1);
	ck_assert_mem_eq(bstr, "abc\0\0", 5);
	ck_assert_uint_eq(bstr[2], 0);
	SysFreeString(bstr);
}
END_TEST

START_TEST(a_length_that_no_prefix_holds_is_refused)
{
	ck_assert_ptr_null(SysAllocStringLen(NULL, 0x80000000u));
	ck_assert_ptr_null(SysAllocStringLen(NULL, 0xFFFFFFFFu));
}
END_TEST

START_TEST(reallocating_replaces_the_text)
{
	BSTR bstr = SysAllocString(OLESTR("one"));

	ck_assert_int_eq(SysReAllocString(&bstr, OLESTR("eleven")), TRUE);
	ck_assert(is_text(bstr, "eleven"));
	ck_assert_uint_eq(SysStringLen(bstr), 6);
	ck_assert_int_eq(SysReAllocStringLen(&bstr, OLESTR("tail"), 2), TRUE);
	ck_assert(is_text(bstr, "ta"));
	SysFreeString(bstr);
}
END_TEST

START_TEST(the_new_text_may_be_part_of_the_old)
{
	BSTR bstr = SysAllocString(OLESTR("prefix and rest"));

	ck_assert_int_eq(SysReAllocString(&bstr, bstr + 11), TRUE);
	ck_assert(is_text(bstr, "rest"));
	ck_assert_int_eq(SysReAllocStringLen(&bstr, bstr + 1, 2), TRUE);
	ck_assert(is_text(bstr, "es"));
	SysFreeString(bstr);
}
END_TEST

START_TEST(reallocating_without_text_keeps_what_fits)
{
	BSTR bstr = SysAllocString(OLESTR("kept"));

	ck_assert_int_eq(SysReAllocStringLen(&bstr, NULL, 6), TRUE);
	ck_assert_uint_eq(SysStringLen(bstr), 6);
	ck_assert_mem_eq(bstr, OLESTR("kept"), 8);
	ck_assert_int_eq(SysReAllocStringLen(&bstr, NULL, 2), TRUE);
	ck_assert(is_text(bstr, "ke"));
	ck_assert_int_eq(SysReAllocString(&bstr, NULL), TRUE);
	ck_assert_ptr_null(bstr);
}
END_TEST

START_TEST(failing_leaves_the_string)
{
	BSTR bstr = SysAllocString(OLESTR("old"));

	ck_assert_int_eq(SysReAllocStringLen(&bstr, NULL, 0xFFFFFFFFu), FALSE);
	ck_assert(is_text(bstr, "old"));
	ck_assert_int_eq(SysReAllocString(NULL, OLESTR("x")), FALSE);
	ck_assert_int_eq(SysReAllocStringLen(NULL, OLESTR("x"), 1), FALSE);
	SysFreeString(bstr);
}
END_TEST

START_TEST(reallocating_nothing_allocates)
{
	BSTR bstr = NULL;

	ck_assert_int_eq(SysReAllocString(&bstr, OLESTR("new")), TRUE);
	ck_assert(is_text(bstr, "new"));
	SysFreeString(bstr);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		length_in_bytes_stands_before_the_text,
		null_is_the_empty_string,
		an_empty_text_is_a_string_still,
		a_counted_text_may_hold_nuls,
		without_a_text_there_is_room_and_a_nul,
		an_odd_number_of_bytes_is_kept_and_terminated,
		a_length_that_no_prefix_holds_is_refused,
		reallocating_replaces_the_text,
		the_new_text_may_be_part_of_the_old,
		reallocating_without_text_keeps_what_fits,
		failing_leaves_the_string,
		reallocating_nothing_allocates,
	};

	return run_tests("bstr", tests, ARRAY_SIZE(tests));
}
