/* SPDX-License-Identifier: MIT */
/*
 * How long a file is after commits of transacted roots: no longer than what
 * is in it, the changes in flight and one generation; and as long as before
 * where that was asked for.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stg/check.h>
#include <stg/hresult.h>

#include "place.h"

#define RW      (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define TRANS   (RW | STGM_TRANSACTED)
#define STREAMS 6

static off_t
file_size(void)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size;
}

static void
stream_name(unsigned i, OLECHAR text[3])
{
	text[0] = u'a';
	text[1] = (OLECHAR)(u'0' + i);
	text[2] = 0;
}

static void
write_at(IStorage *root, unsigned i, uint64_t offset, const void *bytes,
	ULONG length)
{
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)offset };
	OLECHAR text[3];
	IStream *stream;

	stream_name(i, text);
	ck_hr(IStorage_OpenStream(root, text, NULL, RW, 0, &stream), S_OK);
	ck_hr(IStream_Seek(stream, to, STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Write(stream, bytes, length, NULL), S_OK);
	IStream_Release(stream);
}

/* Streams of 100, 5000, 250000 … bytes, committed. */
static IStorage *
make(DWORD version)
{
	static const ULONG sizes[] = { 100, 5000, 250000 };
	static uint8_t bytes[250000];
	STGOPTIONS options = { 1, 0, version == 4 ? 4096 : 512, NULL };
	IStorage *root;

	ck_hr(StgCreateStorageEx(name, STGM_CREATE | TRANS, STGFMT_DOCFILE,
		0, &options, NULL, &IID_IStorage, (void **)&root), S_OK);
	for (unsigned i = 0; i < STREAMS; i++) {
		OLECHAR text[3];
		IStream *stream;

		stream_name(i, text);
		ck_hr(IStorage_CreateStream(root, text, RW, 0, 0, &stream),
			S_OK);
		ck_hr(IStream_Write(stream, bytes, sizes[i % 3], NULL), S_OK);
		IStream_Release(stream);
	}
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	return root;
}

static void
assert_sound(void)
{
	struct stg_check_summary summary;

	ck_hr(stg_check_file(path, 0, NULL, NULL, &summary), S_OK);
	ck_assert_uint_eq(summary.damage, 0);
	ck_assert_uint_eq(summary.deviant, 0);
	ck_assert_uint_eq(summary.benign, 0);
}

/* One byte here and there. */
static void
change(IStorage *root, unsigned n)
{
	uint8_t byte = (uint8_t)(n + 1);

	write_at(root, n % STREAMS, n * 7 % 100, &byte, 1);
	write_at(root, 2, n * 7919 % 250000, &byte, 1);
}

static void
stays_as_long(DWORD version)
{
	IStorage *root = make(version);
	off_t size = file_size();

	for (unsigned n = 0; n < 30; n++) {
		OLECHAR from[3];
		OLECHAR to[3] = { u'z', (OLECHAR)(u'0' + n % 10), 0 };

		change(root, n);
		ck_hr(IStorage_Commit(root, STGC_OVERWRITE), S_OK);
		ck_assert_int_eq(file_size(), size);
		stream_name(5, from);
		ck_hr(IStorage_RenameElement(root, from, to), S_OK);
		ck_hr(IStorage_Commit(root, STGC_OVERWRITE), S_OK);
		ck_assert_int_eq(file_size(), size);
		ck_hr(IStorage_RenameElement(root, to, from), S_OK);
		ck_hr(IStorage_Commit(root, STGC_OVERWRITE), S_OK);
		ck_assert_int_eq(file_size(), size);
		if (n % 5 != 4)
			continue;
		IStorage_Release(root);
		ck_assert_int_eq(file_size(), size);
		assert_sound();
		ck_hr(StgOpenStorage(name, NULL, TRANS, NULL, 0, &root), S_OK);
		ck_assert_int_eq(file_size(), size);
	}
	IStorage_Release(root);
	ck_assert_int_eq(file_size(), size);
	assert_sound();
}

START_TEST(overwriting_leaves_the_length_version_3)
{
	stays_as_long(3);
}
END_TEST

START_TEST(overwriting_leaves_the_length_version_4)
{
	stays_as_long(4);
}
END_TEST

static void
reaches_a_length(DWORD version, DWORD flags)
{
	static uint8_t bytes[250000];
	IStorage *root = make(version);
	off_t size = file_size();
	/* All of a stream, twice, and what goes with it. */
	off_t limit = size + 2 * 250000 + 40 * (version == 4 ? 4096 : 512);
	off_t most = 0;

	for (unsigned n = 0; n < 40; n++) {
		memset(bytes, (int)n, sizeof bytes);
		write_at(root, 2, 0, bytes, sizeof bytes);
		ck_hr(IStorage_Commit(root, flags), S_OK);
		ck_assert_int_le(file_size(), limit);
		if (n < 6 && file_size() > most)
			most = file_size();
		if (n >= 6)
			ck_assert_int_le(file_size(), most);
	}
	IStorage_Release(root);
	assert_sound();
}

START_TEST(commits_reach_a_length)
{
	reaches_a_length(3, STGC_DEFAULT);
	reaches_a_length(4, STGC_DEFAULT);
	reaches_a_length(3, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	reaches_a_length(4, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
}
END_TEST

/* What is not committed leaves nothing behind. */
START_TEST(a_release_without_commit_leaves_the_length)
{
	static uint8_t bytes[250000];
	IStorage *root = make(3);
	off_t size;

	IStorage_Release(root);
	size = file_size();
	ck_hr(StgOpenStorage(name, NULL, TRANS, NULL, 0, &root), S_OK);
	memset(bytes, 0x11, sizeof bytes);
	write_at(root, 2, 0, bytes, sizeof bytes);
	write_at(root, 5, 0, bytes, sizeof bytes);
	IStorage_Release(root);
	ck_assert_int_eq(file_size(), size);
	assert_sound();
}
END_TEST

/* Each commit counts up, so that others see that there was one. */
START_TEST(the_transaction_number_counts)
{
	struct stg_header_info before;
	struct stg_header_info after;
	IStorage *root = make(3);

	ck_hr(stg_get_header(root, &before), S_OK);
	change(root, 1);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(stg_get_header(root, &after), S_OK);
	ck_assert_uint_eq(after.transaction_signature,
		before.transaction_signature + 1);
	IStorage_Release(root);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		overwriting_leaves_the_length_version_3,
		overwriting_leaves_the_length_version_4,
		commits_reach_a_length,
		a_release_without_commit_leaves_the_length,
		the_transaction_number_counts,
	};

	return run_tests_with("commit sizes", place_begin, place_end, tests,
		ARRAY_SIZE(tests));
}
