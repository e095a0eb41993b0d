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

static void
may_reach(rlim_t size)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
		abort();
	limit.rlim_cur = size;
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		abort();
}

static off_t
file_size(void)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

static void
assert_destroying_needs(DWORD mode, rlim_t room)
{
	HRESULT full, read, again;
	IStorage *storage;
	unsigned count;
	off_t before;

	ck_hr(StgCreateDocfile(name, STGM_CREATE | mode, 0, &storage), S_OK);
	ck_hr(write_piece(storage, u"kept", 1, &count), S_OK);
	ck_hr(write_piece(storage, u"large", 25, &count), S_OK);
	ck_hr(write_piece(storage, u"last", 1, &count), S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	before = file_size();
	ck_hr(IStorage_DestroyElement(storage, u"large"), S_OK);
	may_reach((rlim_t)before);
	full = IStorage_Commit(storage, STGC_DEFAULT);
	read = read_piece(storage);
	may_reach((rlim_t)before + room);
	again = IStorage_Commit(storage, STGC_DEFAULT);
	may_reach(RLIM_INFINITY);
	ck_hr(full, STG_E_MEDIUMFULL);
	ck_hr(read, S_OK);
	ck_hr(again, S_OK);
	IStorage_Release(storage);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	(void)unlink(path);
}

/* doc/transactions.md says how much; the sectors of 250000 bytes are in five
 * sectors of the FAT. */
START_TEST(destroying_needs_room_for_the_tables_and_no_more)
{
	static const DWORD modes[] = { RW, RW | STGM_TRANSACTED,
		STGM_READWRITE | STGM_SHARE_DENY_NONE | STGM_TRANSACTED };

	signal(SIGXFSZ, SIG_IGN);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		assert_destroying_needs(modes[i], 5 * 512 + 512 + 1536);
}
END_TEST

/* What was taken is not forgotten: success is never said without it. */
START_TEST(gathered_bytes_wait_for_room)
{
	static const char tail[] = "what was gathered";
	HRESULT taken, first, second, cut;
	struct stg_element element;
	IStorage *storage;
	IStream *stream;
	ULONG got;

	signal(SIGXFSZ, SIG_IGN);
	ck_hr(StgCreateDocfile(name, RW, 0, &storage), S_OK);
	ck_hr(IStorage_CreateStream(storage, u"kept", RW, 0, 0, &stream),
		S_OK);
	ck_hr(IStream_Write(stream, bytes, sizeof bytes, NULL), S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	ck_hr(IStream_SetSize(stream, at(10240)), S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Seek(stream, (LARGE_INTEGER){ .QuadPart = 10240 },
		STREAM_SEEK_SET, NULL), S_OK);
	may_reach((rlim_t)file_size());
	taken = IStream_Write(stream, tail, sizeof tail, NULL);
	first = IStorage_Commit(storage, STGC_DEFAULT);
	second = IStorage_Commit(storage, STGC_DEFAULT);
	may_reach(RLIM_INFINITY);
	ck_hr(taken, S_OK);
	ck_hr(first, STG_E_MEDIUMFULL);
	ck_hr(second, STG_E_MEDIUMFULL);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Seek(stream, (LARGE_INTEGER){ .QuadPart = 10240 },
		STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Read(stream, read_back, sizeof tail, &got), S_OK);
	ck_assert_uint_eq(got, sizeof tail);
	ck_assert_mem_eq(read_back, tail, sizeof tail);
	/* What is cut off needs no room. */
	ck_hr(IStream_SetSize(stream, at(10240)), S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Seek(stream, (LARGE_INTEGER){ .QuadPart = 10240 },
		STREAM_SEEK_SET, NULL), S_OK);
	may_reach((rlim_t)file_size());
	taken = IStream_Write(stream, tail, sizeof tail, NULL);
	first = IStorage_Commit(storage, STGC_DEFAULT);
	cut = IStream_SetSize(stream, at(10240));
	may_reach(RLIM_INFINITY);
	ck_hr(taken, S_OK);
	ck_hr(first, STG_E_MEDIUMFULL);
	ck_hr(cut, S_OK);
	ck_hr(IStorage_Commit(storage, STGC_DEFAULT), S_OK);
	ck_hr(stg_stat(storage, "kept", &element), S_OK);
	ck_assert_uint_eq(element.size, 10240);
	IStream_Release(stream);
	IStorage_Release(storage);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
}
END_TEST

START_TEST(a_change_that_finds_no_room_gives_all_of_it_back)
{
	IStorage *storage;
	unsigned count;
	off_t size;
	HRESULT hr;

	signal(SIGXFSZ, SIG_IGN);
	ck_hr(StgCreateDocfile(name, RW, 0, &storage), S_OK);
	ck_hr(write_piece(storage, u"kept", 1, &count), S_OK);
	IStorage_Release(storage);
	size = file_size();
	ck_hr(stg_open(path, RW | STGM_TRANSACTED, &storage), S_OK);
	may_reach(ROOM + 1);
	hr = write_piece(storage, u"large", 1000, &count);
	IStorage_Release(storage);
	may_reach(RLIM_INFINITY);
	ck_hr(hr, STG_E_MEDIUMFULL);
	ck_assert_int_eq(file_size(), size);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_full_file_system_is_told_and_harms_nothing,
		a_file_that_may_not_grow_is_full,
		destroying_needs_room_for_the_tables_and_no_more,
		gathered_bytes_wait_for_room,
		a_change_that_finds_no_room_gives_all_of_it_back,
	};

	return run_tests_with("write_full", begin, end, tests,
		ARRAY_SIZE(tests));
}
