/* SPDX-License-Identifier: MIT */
/* The engine's device over byte arrays that keep the contract or do not. */
#include "stg/device_lockbytes.h"

#include "foreign_lockbytes.h"
#include "support.h"

#define SIZE 1000

static struct device *
make(struct foreign_lockbytes *array)
{
	struct device *device;

	foreign_lockbytes_init(array, SIZE);
	ck_assert_int_eq(
		lockbytes_device_open(&array->ILockBytes_iface, &device), 0);
	ck_assert_uint_eq(array->refs, 2);
	return device;
}

static void
finish(struct device *device, const struct foreign_lockbytes *array)
{
	device_close(device);
	ck_assert_uint_eq(array->refs, 1);
}

START_TEST(buffers_are_filled_one_after_the_other)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint8_t bytes[300];
	struct iovec buffers[] = { { bytes, 100 }, { bytes + 100, 0 },
		{ bytes + 100, 200 } };
	size_t done;

	ck_assert_int_eq(device_readv(device, 50, buffers, 3, &done), 0);
	ck_assert_uint_eq(done, 300);
	ck_assert_mem_eq(bytes, array.bytes + 50, 300);
	finish(device, &array);
}
END_TEST

START_TEST(the_end_is_a_short_read)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint8_t bytes[300];
	struct iovec buffers[] = { { bytes, 100 }, { bytes + 100, 100 },
		{ bytes + 200, 100 } };
	size_t done;

	ck_assert_int_eq(
		device_readv(device, SIZE - 150, buffers, 3, &done), 0);
	ck_assert_uint_eq(done, 150);
	ck_assert_uint_eq(array.reads, 2);
	ck_assert_int_eq(device_read(device, SIZE, bytes, 1, &done), 0);
	ck_assert_uint_eq(done, 0);
	finish(device, &array);
}
END_TEST

START_TEST(offsets_do_not_wrap_around)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint8_t bytes[16];
	size_t done = 99;

	ck_assert_int_eq(
		device_read(device, UINT64_MAX - 7, bytes, 16, &done), 0);
	ck_assert_uint_eq(done, 0);
	ck_assert_uint_eq(array.reads, 0);
	finish(device, &array);
}
END_TEST

START_TEST(failures_come_back_unchanged)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint8_t byte;
	size_t done = 99;
	uint64_t size;

	array.error = (HRESULT)0x8004BEEF;
	ck_assert_int_eq(device_read(device, 0, &byte, 1, &done), array.error);
	ck_assert_uint_eq(done, 0);
	ck_assert_int_eq(device_size(device, &size), array.error);
	finish(device, &array);
}
END_TEST

START_TEST(an_array_that_sets_no_count_has_no_bytes)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint8_t bytes[8];
	size_t done = 99;

	array.sets_no_count = true;
	ck_assert_int_eq(device_read(device, 0, bytes, 8, &done), 0);
	ck_assert_uint_eq(done, 0);
	finish(device, &array);
}
END_TEST

START_TEST(an_array_that_claims_too_much_is_not_believed)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint8_t bytes[8];
	size_t done;

	array.claims = 0x10000;
	ck_assert_int_eq(device_read(device, 0, bytes, 8, &done), 0);
	ck_assert_uint_eq(done, 8);
	finish(device, &array);
}
END_TEST

START_TEST(a_name_given_unasked_is_freed)
{
	struct foreign_lockbytes array;
	struct device *device = make(&array);
	uint64_t size;

	array.always_named = true;
	ck_assert_int_eq(device_size(device, &size), 0);
	ck_assert_uint_eq(size, SIZE);
	finish(device, &array);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		buffers_are_filled_one_after_the_other,
		the_end_is_a_short_read,
		offsets_do_not_wrap_around,
		failures_come_back_unchanged,
		an_array_that_sets_no_count_has_no_bytes,
		an_array_that_claims_too_much_is_not_believed,
		a_name_given_unasked_is_freed,
	};

	return run_tests("device_lockbytes", tests, ARRAY_SIZE(tests));
}
