/* SPDX-License-Identifier: MIT */
/* Blocks of memory as devices. */
#include "io/memory.h"

#include <string.h>

#include "support/random.h"
#include "support/suite.h"

static const char text[] = "abcdefghijklmnopqrstuvwxyz";

static struct device *
open_text(void)
{
	struct device *device = NULL;

	ck_assert_int_eq(memory_device_open(text, 26, &device), 0);
	return device;
}

START_TEST(size_is_the_length_of_the_block)
{
	struct device *device = open_text();
	uint64_t size;

	ck_assert_int_eq(device_size(device, &size), 0);
	ck_assert_uint_eq(size, 26);
	device_close(device);
}
END_TEST

START_TEST(any_range_reads_alike)
{
	struct device *device = open_text();

	for (size_t offset = 0; offset <= 26; offset++) {
		for (size_t length = 0; offset + length <= 26; length++) {
			char buffer[26];
			size_t done = 77;

			ck_assert_int_eq(device_read(device, offset, buffer,
						 length, &done),
				0);
			ck_assert_uint_eq(done, length);
			ck_assert(memcmp(buffer, text + offset, length) == 0);
		}
	}
	device_close(device);
}
END_TEST

START_TEST(buffers_are_filled_one_after_the_other)
{
	struct device *device = open_text();
	char a[3], b[1], c[5];
	struct iovec vectors[] = { { a, 3 }, { NULL, 0 }, { b, 1 }, { c, 5 } };
	size_t done;

	ck_assert_int_eq(device_readv(device, 2, vectors, 4, &done), 0);
	ck_assert_uint_eq(done, 9);
	ck_assert_mem_eq(a, "cde", 3);
	ck_assert_mem_eq(b, "f", 1);
	ck_assert_mem_eq(c, "ghijk", 5);
	device_close(device);
}
END_TEST

START_TEST(end_of_the_block_cuts_a_read_short)
{
	struct device *device = open_text();
	char a[4], b[4];
	struct iovec vectors[] = { { a, 4 }, { b, 4 } };
	size_t done;

	memset(b, '-', sizeof b);
	ck_assert_int_eq(device_readv(device, 21, vectors, 2, &done), 0);
	ck_assert_uint_eq(done, 5);
	ck_assert_mem_eq(b, "z---", 4);
	device_close(device);
}
END_TEST

START_TEST(nothing_is_read_behind_the_end)
{
	static const uint64_t offsets[] = { 26, 27, UINT64_C(1) << 32,
		UINT64_MAX };
	struct device *device = open_text();
	char buffer[4];
	size_t done = 77;

	ck_assert_int_eq(device_read(device, offsets[_i], buffer, 4, &done), 0);
	ck_assert_uint_eq(done, 0);
	device_close(device);
}
END_TEST

START_TEST(block_may_be_empty)
{
	struct device *device;
	char byte;
	size_t done = 77;

	ck_assert_int_eq(memory_device_open(NULL, 0, &device), 0);
	ck_assert_int_eq(device_read(device, 0, &byte, 1, &done), 0);
	ck_assert_uint_eq(done, 0);
	device_close(device);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("memory");

	TEST(&suite, size_is_the_length_of_the_block);
	TEST(&suite, any_range_reads_alike);
	TEST(&suite, buffers_are_filled_one_after_the_other);
	TEST(&suite, end_of_the_block_cuts_a_read_short);
	TEST_EACH(&suite, nothing_is_read_behind_the_end, 4);
	TEST(&suite, block_may_be_empty);
	return suite_end(&suite);
}
