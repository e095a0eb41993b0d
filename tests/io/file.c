/* SPDX-License-Identifier: MIT */
/* Files as devices: what is read, and what is refused. */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/random.h"
#include "support/suite.h"

enum { SIZE = 10000 };

#define TEMPLATE "/tmp/stg-test-XXXXXX"

static char path[sizeof TEMPLATE];
static uint8_t contents[SIZE];
static int fd;

static void
make_file(void)
{
	uint64_t state = 1;

	random_bytes(&state, contents, sizeof contents);
	strcpy(path, TEMPLATE);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, contents, SIZE), SIZE);
}

static void
remove_file(void)
{
	close(fd);
	unlink(path);
}

static struct device *
open_file(void)
{
	struct device *device = NULL;

	ck_assert_int_eq(file_device_open(path, &device), 0);
	return device;
}

START_TEST(size_is_the_length_of_the_file)
{
	struct device *device = open_file();
	uint64_t size;

	ck_assert_int_eq(device_size(device, &size), 0);
	ck_assert_uint_eq(size, SIZE);
	device_close(device);
}
END_TEST

START_TEST(any_range_reads_alike)
{
	struct device *device = open_file();
	uint64_t state = 2;
	uint8_t buffer[SIZE];

	for (int i = 0; i < 1000; i++) {
		uint32_t offset = random_below(&state, SIZE);
		uint32_t length = random_below(&state, SIZE - offset + 1);
		size_t done = 77;

		ck_assert_int_eq(
			device_read(device, offset, buffer, length, &done), 0);
		ck_assert_uint_eq(done, length);
		ck_assert_mem_eq(buffer, contents + offset, length);
	}
	device_close(device);
}
END_TEST

START_TEST(buffers_are_filled_one_after_the_other)
{
	struct device *device = open_file();
	uint64_t state = 3;

	for (int i = 0; i < 200; i++) {
		uint8_t bytes[64][40];
		struct iovec vectors[64];
		int count = 1 + (int)random_below(&state, 64);
		uint32_t offset = random_below(&state, SIZE - 64 * 40);
		size_t at = offset;
		size_t done;

		for (int v = 0; v < count; v++) {
			vectors[v].iov_base = bytes[v];
			vectors[v].iov_len = random_below(&state, 41);
		}
		ck_assert_int_eq(
			device_readv(device, offset, vectors, count, &done), 0);
		for (int v = 0; v < count; v++) {
			ck_assert_mem_eq(
				bytes[v], contents + at, vectors[v].iov_len);
			at += vectors[v].iov_len;
		}
		ck_assert_uint_eq(done, at - offset);
	}
	device_close(device);
}
END_TEST

START_TEST(end_of_the_file_cuts_a_read_short)
{
	struct device *device = open_file();
	uint8_t a[100], b[100];
	struct iovec vectors[] = { { a, sizeof a }, { b, sizeof b } };
	size_t done;

	ck_assert_int_eq(device_read(device, SIZE - 30, a, sizeof a, &done), 0);
	ck_assert_uint_eq(done, 30);
	ck_assert_mem_eq(a, contents + SIZE - 30, 30);
	ck_assert_int_eq(
		device_readv(device, SIZE - 150, vectors, 2, &done), 0);
	ck_assert_uint_eq(done, 150);
	ck_assert_mem_eq(b, contents + SIZE - 50, 50);
	device_close(device);
}
END_TEST

START_TEST(nothing_is_read_behind_the_end)
{
	static const uint64_t offsets[] = { SIZE, SIZE + 1, INT64_MAX - 10,
		INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX };
	struct device *device = open_file();
	uint8_t buffer[16];
	size_t done = 77;

	ck_assert_int_eq(
		device_read(device, offsets[_i], buffer, sizeof buffer, &done),
		0);
	ck_assert_uint_eq(done, 0);
	device_close(device);
}
END_TEST

/* A file that was mapped would raise a signal here. */
START_TEST(shrinking_file_is_a_short_read)
{
	struct device *device = open_file();
	uint8_t buffer[SIZE];
	uint64_t size;
	size_t done;

	ck_assert_int_eq(device_size(device, &size), 0);
	ck_assert_int_eq(ftruncate(fd, 100), 0);
	ck_assert_int_eq(device_read(device, 0, buffer, size, &done), 0);
	ck_assert_uint_eq(done, 100);
	ck_assert_int_eq(device_read(device, 5000, buffer, 10, &done), 0);
	ck_assert_uint_eq(done, 0);
	device_close(device);
}
END_TEST

START_TEST(growing_file_shows_what_came)
{
	struct device *device = open_file();
	char buffer[3];
	size_t done;

	ck_assert_int_eq(pwrite(fd, "new", 3, SIZE), 3);
	ck_assert_int_eq(device_read(device, SIZE, buffer, 3, &done), 0);
	ck_assert_uint_eq(done, 3);
	ck_assert_mem_eq(buffer, "new", 3);
	device_close(device);
}
END_TEST

START_TEST(empty_file_has_no_bytes)
{
	struct device *device;
	uint8_t byte;
	uint64_t size;
	size_t done;

	ck_assert_int_eq(ftruncate(fd, 0), 0);
	device = open_file();
	ck_assert_int_eq(device_size(device, &size), 0);
	ck_assert_uint_eq(size, 0);
	ck_assert_int_eq(device_read(device, 0, &byte, 1, &done), 0);
	ck_assert_uint_eq(done, 0);
	device_close(device);
}
END_TEST

/* The status of using what cannot be read as a file. */
static int
status_of(const char *name)
{
	struct device *device;
	uint64_t size;
	int status = file_device_open(name, &device);

	if (status != 0)
		return status;
	status = device_size(device, &size);
	device_close(device);
	return status;
}

START_TEST(directory_is_refused)
{
	ck_assert_int_eq(status_of("/"), IO_OPEN | EISDIR);
}
END_TEST

START_TEST(missing_file_is_enoent)
{
	struct device *device = (void *)&fd;

	ck_assert_int_eq(file_device_open("/nonexistent/file", &device),
		IO_OPEN | ENOENT);
	ck_assert_ptr_eq(device, &fd);
}
END_TEST

START_TEST(file_below_a_file_is_enotdir)
{
	char name[sizeof path + 2];

	snprintf(name, sizeof name, "%s/x", path);
	ck_assert_int_eq(status_of(name), IO_OPEN | ENOTDIR);
}
END_TEST

/* Opening one that nobody writes to would wait for ever. */
START_TEST(fifo_is_refused)
{
	char name[sizeof path + 8];

	snprintf(name, sizeof name, "%s.fifo", path);
	ck_assert_int_eq(mkfifo(name, 0600), 0);
	ck_assert_int_eq(status_of(name), IO_OPEN | ESPIPE);
	unlink(name);
}
END_TEST

START_TEST(read_error_says_what_failed)
{
	struct device *device;
	uint8_t byte;
	size_t done = 77;

	/* Reading this very file at 0 is an I/O error by definition. */
	ck_assert_int_eq(file_device_open("/proc/self/mem", &device), 0);
	ck_assert_int_eq(
		device_read(device, 0, &byte, 1, &done), IO_READ | EIO);
	ck_assert_uint_eq(done, 0);
	device_close(device);
}
END_TEST

START_TEST(times_are_those_of_the_file)
{
	struct device *device = open_file();
	struct file_times times;
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	file_device_times(device, &times);
	ck_assert_int_eq(times.modification.tv_sec, st.st_mtim.tv_sec);
	ck_assert_int_eq(times.modification.tv_nsec, st.st_mtim.tv_nsec);
	ck_assert_int_eq(times.access.tv_sec, st.st_atim.tv_sec);
	device_close(device);
}
END_TEST

/* Memory that was used before must not be taken for another descriptor. */
START_TEST(closing_closes_its_own_descriptor_alone)
{
	int (*const makers[])(struct device **) = {
		file_device_create_unnamed, file_device_create_in_memory };
	struct device *device;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	ck_assert_int_ge(dup2(null, 0), 0);
	for (int i = 0; i < 20; i++) {
		void *used = malloc(16);

		ck_assert_ptr_nonnull(used);
		memset(used, 0, 16);
		free(used);
		ck_assert_int_eq(makers[_i](&device), 0);
		ck_assert_int_eq(device_write(device, 0, "x", 1), 0);
		ck_assert_int_eq(device_sync(device), 0);
		device_close(device);
		ck_assert_int_eq(fcntl(0, F_GETFD), 0);
	}
	close(null);
}
END_TEST

START_TEST(closing_nothing_is_allowed)
{
	device_close(NULL);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("file");

	tcase_add_checked_fixture(suite.tcase, make_file, remove_file);
	TEST(&suite, size_is_the_length_of_the_file);
	TEST(&suite, any_range_reads_alike);
	TEST(&suite, buffers_are_filled_one_after_the_other);
	TEST(&suite, end_of_the_file_cuts_a_read_short);
	TEST_EACH(&suite, nothing_is_read_behind_the_end, 6);
	TEST(&suite, shrinking_file_is_a_short_read);
	TEST(&suite, growing_file_shows_what_came);
	TEST(&suite, empty_file_has_no_bytes);
	TEST(&suite, directory_is_refused);
	TEST(&suite, missing_file_is_enoent);
	TEST(&suite, file_below_a_file_is_enotdir);
	TEST(&suite, fifo_is_refused);
	TEST(&suite, read_error_says_what_failed);
	TEST(&suite, times_are_those_of_the_file);
	TEST_EACH(&suite, closing_closes_its_own_descriptor_alone, 2);
	TEST(&suite, closing_nothing_is_allowed);
	return suite_end(&suite);
}
