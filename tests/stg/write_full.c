/* SPDX-License-Identifier: MIT */
/*
 * A file system that is really full: a small one of our own where we may
 * mount it, and files that may not grow where we may not.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define RW   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define ROOM 300000

static char folder[64];
static char path[80];
static OLECHAR name[80];
static char bytes[10000];
static char read_back[sizeof bytes];

static void
set_path(const char *file)
{
	snprintf(path, sizeof path, "%s/%s", folder, file);
	for (size_t i = 0; i <= strlen(path); i++)
		name[i] = (unsigned char)path[i];
}

static void
begin(void)
{
	snprintf(folder, sizeof folder, "/tmp/stg-full-%ld", (long)getpid());
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	set_path("file");
	memset(bytes, 0x37, sizeof bytes);
}

static void
end(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
}

/* Whatever can be asked of a full file. Check writes files itself, so that
 * nothing is asserted until there is room again. */
struct outcome {
	HRESULT create, put, fill, commit, read, destroy;
	unsigned pieces;
};

static HRESULT
write_piece(IStorage *storage, const OLECHAR *stream_name, unsigned pieces,
	unsigned *written)
{
	IStream *stream = NULL;
	HRESULT hr = IStorage_CreateStream(storage, stream_name,
		RW | STGM_CREATE, 0, 0, &stream);

	for (*written = 0; SUCCEEDED(hr) && *written < pieces; ++*written)
		hr = IStream_Write(stream, bytes, sizeof bytes, NULL);
	if (stream)
		IStream_Release(stream);
	return hr;
}

static HRESULT
read_piece(IStorage *storage)
{
	IStream *stream = NULL;
	ULONG got = 0;
	HRESULT hr = IStorage_OpenStream(storage, u"kept", NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (SUCCEEDED(hr))
		hr = IStream_Read(stream, read_back, sizeof read_back, &got);
	if (stream)
		IStream_Release(stream);
	if (SUCCEEDED(hr) && (got != sizeof bytes ||
		memcmp(bytes, read_back, sizeof bytes) != 0))
		hr = STG_E_DOCFILECORRUPT;
	return hr;
}

static struct outcome
fill_up(void)
{
	struct outcome o = { 0 };
	IStorage *storage;
	unsigned count;

	o.create = StgCreateDocfile(name, RW, 0, &storage);
	if (FAILED(o.create))
		return o;
	o.put = write_piece(storage, u"kept", 1, &count);
	if (SUCCEEDED(o.put))
		o.put = IStorage_Commit(storage, STGC_DEFAULT);
	o.fill = write_piece(storage, u"large", 1000, &o.pieces);
	o.commit = IStorage_Commit(storage, STGC_DEFAULT);
	o.read = read_piece(storage);
	o.destroy = IStorage_DestroyElement(storage, u"large");
	if (SUCCEEDED(o.destroy))
		o.destroy = IStorage_Commit(storage, STGC_DEFAULT);
	IStorage_Release(storage);
	return o;
}

static bool
is_told(HRESULT hr)
{
	return hr == S_OK || hr == STG_E_MEDIUMFULL;
}

/* A commit has to be somewhere beside the version before it, so that even
 * destroying may want room. */
static void
judge(const struct outcome *o)
{
	ck_hr(o->create, S_OK);
	ck_hr(o->put, S_OK);
	ck_hr(o->fill, STG_E_MEDIUMFULL);
	ck_assert_uint_gt(o->pieces, 10);
	ck_assert(is_told(o->commit));
	ck_hr(o->read, S_OK);
	ck_assert(is_told(o->destroy));
}

/* There is room again. */
static void
go_on(void)
{
	struct stg_element element;
	IStorage *storage;
	unsigned count;

	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	ck_hr(stg_open(path, RW, &storage), S_OK);
	ck_hr(read_piece(storage), S_OK);
	(void)IStorage_DestroyElement(storage, u"large");
	ck_hr(write_piece(storage, u"large", 50, &count), S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	ck_hr(stg_stat(storage, "large", &element), S_OK);
	ck_assert_uint_eq(element.size, 50 * sizeof bytes);
	IStorage_Release(storage);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
}

START_TEST(a_full_file_system_is_told_and_harms_nothing)
{
	struct outcome o;
	char options[32];

	snprintf(options, sizeof options, "size=%u", ROOM);
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL,
		MS_REC | MS_PRIVATE, NULL) != 0 || mount("tmpfs", folder,
		"tmpfs", 0, options) != 0) {
		printf("no file system of our own here: not asked\n");
		return;
	}
	o = fill_up();
	judge(&o);
	ck_assert_int_eq(mount("tmpfs", folder, "tmpfs", MS_REMOUNT,
		"size=4m"), 0);
	go_on();
	(void)unlink(path);
	ck_assert_int_eq(umount2(folder, MNT_DETACH), 0);
}
END_TEST

START_TEST(a_file_that_may_not_grow_is_full)
{
	struct rlimit before;
	struct rlimit low;
	struct outcome o;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = before;
	low.rlim_cur = ROOM;
	if (setrlimit(RLIMIT_FSIZE, &low) != 0)
		abort();
	o = fill_up();
	if (setrlimit(RLIMIT_FSIZE, &before) != 0)
		abort();
	judge(&o);
	go_on();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_full_file_system_is_told_and_harms_nothing,
		a_file_that_may_not_grow_is_full,
	};

	return run_tests_with("write_full", begin, end, tests,
		ARRAY_SIZE(tests));
}
