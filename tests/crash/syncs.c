/* SPDX-License-Identifier: MIT */
/*
 * How often a commit waits for the medium: twice if it is to be durable, and
 * never if not; and once for the folder of a file that is new.
 */
#include <stdio.h>
#include <unistd.h>

#include "crash/library.h"
#include "stg/place.h"

#define ALONE (MODE_WRITE | STGM_TRANSACTED)

static unsigned contents; /* syncs of files, … */
static unsigned folders;  /* … and of folders */

int __wrap_fdatasync(int fd);
int __wrap_fsync(int fd);

int
__wrap_fdatasync(int fd)
{
	(void)fd;
	contents++;
	return 0;
}

int
__wrap_fsync(int fd)
{
	(void)fd;
	folders++;
	return 0;
}

static IStorage *
create(DWORD mode)
{
	IStorage *root;

	ck_hr(StgCreateDocfile(name, STGM_CREATE | mode, 0, &root), S_OK);
	return root;
}

static void
change(IStorage *storage, OLECHAR letter)
{
	const OLECHAR text[] = { letter, 0 };
	uint8_t bytes[6000] = { 1 };
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, text, STGM_CREATE | MODE_WRITE, 0,
		0, &stream), S_OK);
	ck_hr(IStream_Write(stream, bytes, sizeof bytes, NULL), S_OK);
	IStream_Release(stream);
}

static void
assert_syncs(IStorage *storage, DWORD flags, unsigned files,
	unsigned of_folders)
{
	contents = folders = 0;
	ck_hr(IStorage_Commit(storage, flags), S_OK);
	ck_assert_uint_eq(contents, files);
	ck_assert_uint_eq(folders, of_folders);
}

static const DWORD modes[] = { MODE_WRITE, ALONE, MODE_SHARED,
	MODE_AMONG_READERS };

START_TEST(a_commit_syncs_twice_and_the_folder_of_a_new_file_once)
{
	IStorage *root = create(modes[_i]);

	change(root, 'a');
	assert_syncs(root, STGC_DEFAULT, 2, 1);
	for (unsigned n = 0; n < 5; n++) {
		change(root, (OLECHAR)('b' + n));
		assert_syncs(root, STGC_DEFAULT, 2, 0);
	}
	IStorage_Release(root);
	ck_hr(stg_open(path, modes[_i], &root), S_OK);
	change(root, 'z');
	assert_syncs(root, STGC_DEFAULT, 2, 0);
	IStorage_Release(root);
}
END_TEST

START_TEST(a_commit_to_the_cache_never_syncs)
{
	IStorage *root = create(modes[_i]);

	for (unsigned n = 0; n < 5; n++) {
		change(root, (OLECHAR)('b' + n));
		assert_syncs(root, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE, 0,
			0);
	}
	contents = 0;
	IStorage_Release(root);
	ck_assert_uint_eq(contents, 0);
}
END_TEST

START_TEST(what_was_left_to_the_cache_is_synced_later)
{
	IStorage *root = create(ALONE);

	change(root, 'a');
	assert_syncs(root, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE, 0, 0);
	assert_syncs(root, STGC_DEFAULT, 1, 1);
	assert_syncs(root, STGC_DEFAULT, 0, 0);
	IStorage_Release(root);
}
END_TEST

START_TEST(a_nested_commit_never_syncs)
{
	static const OLECHAR inner[] = { 'i', 0 };
	IStorage *root = create(ALONE);
	IStorage *storage;

	ck_hr(IStorage_CreateStorage(root, inner, ALONE, 0, 0, &storage),
		S_OK);
	change(storage, 'a');
	assert_syncs(storage, STGC_DEFAULT, 0, 0);
	assert_syncs(root, STGC_DEFAULT, 2, 1);
	IStorage_Release(storage);
	IStorage_Release(root);
}
END_TEST

/* The second step of such a commit is one as well, where there is one. */
START_TEST(overwriting_syncs_four_times_at_most)
{
	IStorage *root = create(ALONE);

	change(root, 'a');
	assert_syncs(root, STGC_DEFAULT, 2, 1);
	for (unsigned n = 0; n < 5; n++) {
		change(root, 'a');
		contents = 0;
		ck_hr(IStorage_Commit(root, STGC_OVERWRITE), S_OK);
		ck_assert(contents == 2 || contents == 4);
	}
	IStorage_Release(root);
}
END_TEST

/* What was committed before is not on the medium in another file. */
START_TEST(a_commit_to_another_file_is_synced)
{
	static const char ending[] = "-2";
	IRootStorage *switched;
	OLECHAR other[68];
	char second[68];
	IStorage *root = create(modes[_i]);

	snprintf(second, sizeof second, "%s%s", path, ending);
	for (size_t i = 0; i <= strlen(second); i++)
		other[i] = (unsigned char)second[i];
	change(root, 'a');
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_QueryInterface(root, &IID_IRootStorage,
		(void **)&switched), S_OK);
	contents = folders = 0;
	ck_hr(IRootStorage_SwitchToFile(switched, other), S_OK);
	IRootStorage_Release(switched);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	ck_assert_uint_ge(contents, 2);
	ck_assert_uint_eq(folders, 1);
	IStorage_Release(root);
	unlink(second);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("crash/syncs");

	tcase_add_checked_fixture(suite.tcase, place_begin, place_end);
	TEST_EACH(&suite,
		a_commit_syncs_twice_and_the_folder_of_a_new_file_once,
		ARRAY_SIZE(modes));
	TEST_EACH(&suite, a_commit_to_the_cache_never_syncs,
		ARRAY_SIZE(modes));
	TEST(&suite, what_was_left_to_the_cache_is_synced_later);
	TEST(&suite, a_nested_commit_never_syncs);
	TEST(&suite, overwriting_syncs_four_times_at_most);
	TEST_EACH(&suite, a_commit_to_another_file_is_synced,
		ARRAY_SIZE(modes));
	return suite_end(&suite);
}
