/* SPDX-License-Identifier: MIT */
/* Making compound files: flags, temporary files, what was there before. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stg/utf8.h"
#include "place.h"

#define RW (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static off_t
file_size(void)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

static void
write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

struct mode_case {
	DWORD mode;
	HRESULT hr;
};

START_TEST(creating_takes_the_documented_modes)
{
	static const struct mode_case cases[] = {
		{ RW, S_OK },
		{ RW | STGM_CREATE, S_OK },
		{ STGM_WRITE | STGM_SHARE_EXCLUSIVE, S_OK },
		{ STGM_READ | STGM_SHARE_EXCLUSIVE, STG_E_INVALIDFLAG },
		{ STGM_READ | STGM_SHARE_DENY_WRITE, STG_E_INVALIDFLAG },
		{ 3 | STGM_SHARE_EXCLUSIVE, STG_E_INVALIDFLAG },
		{ STGM_READWRITE, STG_E_INVALIDFLAG },
		{ STGM_READWRITE | STGM_SHARE_DENY_NONE, STG_E_INVALIDFLAG },
		{ STGM_READWRITE | STGM_SHARE_DENY_READ, STG_E_INVALIDFLAG },
		{ STGM_READWRITE | STGM_SHARE_DENY_WRITE, STG_E_INVALIDFLAG },
		{ RW | STGM_PRIORITY, STG_E_INVALIDFLAG },
		{ RW | 0x00000100, STG_E_INVALIDFLAG },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		IStorage *storage = (IStorage *)&storage;
		HRESULT hr = StgCreateDocfile(name, cases[i].mode, 0,
			&storage);

		ck_assert_msg(hr == cases[i].hr, "%#x: %#x",
			(unsigned)cases[i].mode, (unsigned)hr);
		ck_assert(SUCCEEDED(hr) == (storage != NULL));
		if (storage)
			ck_assert_uint_eq(IStorage_Release(storage), 0);
		ck_assert((file_size() > 0) == SUCCEEDED(hr));
		(void)unlink(path);
	}
}
END_TEST

START_TEST(flags_are_judged_before_the_file)
{
	IStorage *storage;

	write_file("there");
	ck_hr(StgCreateDocfile(name, STGM_READ | STGM_SHARE_EXCLUSIVE, 0,
		&storage), STG_E_INVALIDFLAG);
	ck_hr(StgCreateDocfile(NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, 0,
		&storage), STG_E_INVALIDFLAG);
	ck_hr(StgCreateDocfile(name, RW, 0, &storage),
		STG_E_FILEALREADYEXISTS);
	ck_assert_ptr_null(storage);
	ck_hr(StgCreateDocfile(name, RW, 1, &storage),
		STG_E_INVALIDPARAMETER);
	ck_hr(StgCreateDocfile(name, RW, 0, NULL), STG_E_INVALIDPOINTER);
	ck_assert_int_eq(file_size(), 5);
}
END_TEST

START_TEST(an_empty_file_is_small_and_opens)
{
	IStorage *storage;
	STATSTG stat;

	ck_hr(StgCreateDocfile(name, RW | STGM_CREATE, 0, &storage), S_OK);
	ck_hr(IStorage_Stat(storage, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_uint_eq(stat.grfMode, RW);
	ck_assert(is_text(stat.pwcsName, path));
	CoTaskMemFree(stat.pwcsName);
	ck_assert_uint_eq(IStorage_Release(storage), 0);
	ck_assert_int_lt(file_size(), 2512);
	ck_hr(StgIsStorageFile(name), S_OK);
	ck_hr(StgOpenStorage(name, NULL, RW, NULL, 0, &storage), S_OK);
	IStorage_Release(storage);
}
END_TEST

START_TEST(a_file_without_a_name_is_temporary)
{
	IStorage *storage;
	STATSTG stat;
	char *text;

	ck_hr(StgCreateDocfile(NULL, RW | STGM_DELETEONRELEASE, 0, &storage),
		S_OK);
	ck_hr(IStorage_Stat(storage, &stat, STATFLAG_DEFAULT), S_OK);
	text = stg_utf8_from_olestr(stat.pwcsName);
	ck_assert_int_eq(access(text, F_OK), 0);
	IStorage_Release(storage);
	ck_assert_int_ne(access(text, F_OK), 0);
	CoTaskMemFree(stat.pwcsName);
	free(text);
}
END_TEST

START_TEST(what_is_deleted_on_release_is_there_until_then)
{
	IStorage *storage;

	ck_hr(StgCreateDocfile(name, RW | STGM_DELETEONRELEASE, 0, &storage),
		S_OK);
	IStorage_AddRef(storage);
	IStorage_Release(storage);
	ck_assert_int_gt(file_size(), 0);
	IStorage_Release(storage);
	ck_assert_int_eq(file_size(), -1);
}
END_TEST

static const OLECHAR contents[] = { 'C', 'O', 'N', 'T', 'E', 'N', 'T', 'S',
	0 };

static void
assert_contents(IStorage *storage, const char *text)
{
	IStream *stream;
	char bytes[64];
	ULONG got;

	ck_hr(IStorage_OpenStream(storage, contents, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, sizeof bytes, &got), S_OK);
	ck_assert_uint_eq(got, strlen(text));
	ck_assert_mem_eq(bytes, text, got);
	IStream_Release(stream);
}

START_TEST(convert_keeps_the_old_file_as_contents)
{
	IStorage *storage;

	write_file("old words");
	ck_hr(StgCreateDocfile(name, RW | STGM_CONVERT, 0, &storage),
		STG_S_CONVERTED);
	assert_contents(storage, "old words");
	IStorage_Release(storage);
	ck_hr(StgOpenStorage(name, NULL, RW, NULL, 0, &storage), S_OK);
	assert_contents(storage, "old words");
	IStorage_Release(storage);
}
END_TEST

START_TEST(convert_of_nothing_is_a_creation)
{
	IStorage *storage;

	ck_hr(StgCreateDocfile(name, RW | STGM_CONVERT, 0, &storage), S_OK);
	IStorage_Release(storage);
}
END_TEST

START_TEST(convert_may_not_delete_what_it_keeps)
{
	IStorage *storage;

	write_file("old words");
	ck_hr(StgCreateDocfile(name, RW | STGM_CONVERT | STGM_DELETEONRELEASE,
		0, &storage), STG_E_INVALIDFLAG);
	ck_assert_int_eq(file_size(), 9);
}
END_TEST

/*
 * Create a file while files cannot grow beyond `limit`. (Check's own could
 * not either, so it is told of nothing meanwhile.)
 */
static HRESULT
create_within(rlim_t limit, const OLECHAR *file, DWORD mode)
{
	IStorage *storage;
	struct rlimit before;
	struct rlimit low;
	HRESULT hr;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = before;
	low.rlim_cur = limit;
	if (setrlimit(RLIMIT_FSIZE, &low) != 0)
		abort();
	hr = StgCreateDocfile(file, mode, 0, &storage);
	if (setrlimit(RLIMIT_FSIZE, &before) != 0)
		abort();
	ck_assert_ptr_null(storage);
	return hr;
}

START_TEST(a_creation_that_fails_leaves_no_file)
{
	static const DWORD modes[] = { RW, RW | STGM_CREATE,
		RW | STGM_CONVERT, RW | STGM_DELETEONRELEASE };

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		ck_hr(create_within(600, name, modes[i]), STG_E_MEDIUMFULL);
		ck_assert_int_eq(file_size(), -1);
	}
}
END_TEST

START_TEST(a_temporary_file_that_fails_is_not_left)
{
	char folder[80];

	snprintf(folder, sizeof folder, "%s.d", path);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	setenv("TMPDIR", folder, 1);
	ck_hr(create_within(600, NULL, RW), STG_E_MEDIUMFULL);
	unsetenv("TMPDIR");
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(a_conversion_that_fails_leaves_the_old_file)
{
	char text[16] = "";
	FILE *file;

	write_file("old words");
	ck_hr(create_within(1000, name, RW | STGM_CONVERT), STG_E_MEDIUMFULL);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
	ck_assert_str_eq(text, "old words");
	ck_assert_int_eq(fgetc(file), EOF);
	fclose(file);
}
END_TEST

START_TEST(convert_keeps_large_files_in_both_versions)
{
	static char bytes[300000];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)('a' + i % 23);
	bytes[sizeof bytes - 1] = 0;
	for (ULONG size = 512; size <= 4096; size *= 8) {
		STGOPTIONS options = { .usVersion = 1, .ulSectorSize = size };
		static char read[sizeof bytes];
		IStorage *storage;
		IStream *stream;
		void *made;
		ULONG got;

		write_file(bytes);
		ck_hr(StgCreateStorageEx(name, RW | STGM_CONVERT,
			STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage,
			&made), STG_S_CONVERTED);
		storage = made;
		ck_hr(IStorage_OpenStream(storage, contents, NULL, RW, 0,
			&stream), S_OK);
		ck_hr(IStream_Read(stream, read, sizeof read, &got), S_OK);
		ck_assert_uint_eq(got, sizeof bytes - 1);
		ck_assert_mem_eq(read, bytes, got);
		IStream_Release(stream);
		IStorage_Release(storage);
		ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
	}
}
END_TEST

START_TEST(sector_sizes_are_512_and_4096)
{
	static const struct { ULONG size; HRESULT hr; } cases[] = {
		{ 512, S_OK }, { 4096, S_OK },
		{ 1024, STG_E_INVALIDPARAMETER },
		{ 0, STG_E_INVALIDPARAMETER },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		STGOPTIONS options = { .usVersion = 1,
			.ulSectorSize = cases[i].size };
		void *storage;

		ck_hr(StgCreateStorageEx(name, RW | STGM_CREATE,
			STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage,
			&storage), cases[i].hr);
		if (SUCCEEDED(cases[i].hr))
			IStorage_Release((IStorage *)storage);
		else
			ck_assert_ptr_null(storage);
	}
	ck_assert_int_eq(file_size() % 4096, 0);
}
END_TEST

START_TEST(byte_arrays_are_overwritten)
{
	ILockBytes *bytes;
	IStorage *storage = (IStorage *)&storage;
	STATSTG stat;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgIsStorageILockBytes(bytes), S_FALSE);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW, 0, &storage),
		STG_E_FILEALREADYEXISTS);
	ck_assert_ptr_null(storage);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW | STGM_CREATE, 0,
		&storage), S_OK);
	ck_hr(StgIsStorageILockBytes(bytes), S_OK);
	ck_hr(IStorage_Stat(storage, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	IStorage_Release(storage);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, STGM_READ, 0, &storage),
		STG_E_INVALIDFLAG);
	ck_assert_uint_eq(ILockBytes_Release(bytes), 0);
}
END_TEST

/* What another's byte array says of its failures comes back. */
struct refusing {
	ILockBytes ILockBytes_iface;
	ILockBytesVtbl vtbl;
	ILockBytes *below;
	HRESULT error;
	unsigned writes;
	unsigned fail_at; /* the write of this number, and all later ones */
	bool short_writes;
};

static HRESULT
refusing_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset, const void *pv,
	ULONG cb, ULONG *done)
{
	struct refusing *r = (struct refusing *)iface;

	if (++r->writes >= r->fail_at && r->fail_at) {
		if (!r->short_writes)
			return r->error;
		cb /= 2;
	}
	return ILockBytes_WriteAt(r->below, offset, pv, cb, done);
}

static HRESULT
refusing_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *pv, ULONG cb,
	ULONG *done)
{
	return ILockBytes_ReadAt(((struct refusing *)iface)->below, offset,
		pv, cb, done);
}

static HRESULT
refusing_Flush(ILockBytes *iface)
{
	return ILockBytes_Flush(((struct refusing *)iface)->below);
}

static HRESULT
refusing_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	return ILockBytes_SetSize(((struct refusing *)iface)->below, size);
}

static HRESULT
refusing_Stat(ILockBytes *iface, STATSTG *stat, DWORD flag)
{
	return ILockBytes_Stat(((struct refusing *)iface)->below, stat, flag);
}

static ULONG
refusing_AddRef(ILockBytes *iface)
{
	return ILockBytes_AddRef(((struct refusing *)iface)->below);
}

static ULONG
refusing_Release(ILockBytes *iface)
{
	return ILockBytes_Release(((struct refusing *)iface)->below);
}

static HRESULT
refusing_QueryInterface(ILockBytes *iface, REFIID riid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ILockBytes))
		return E_NOINTERFACE;
	refusing_AddRef(iface);
	*out = iface;
	return S_OK;
}

static void
refusing_init(struct refusing *r)
{
	memset(r, 0, sizeof *r);
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &r->below), S_OK);
	r->vtbl.QueryInterface = refusing_QueryInterface;
	r->vtbl.AddRef = refusing_AddRef;
	r->vtbl.Release = refusing_Release;
	r->vtbl.ReadAt = refusing_ReadAt;
	r->vtbl.WriteAt = refusing_WriteAt;
	r->vtbl.Flush = refusing_Flush;
	r->vtbl.SetSize = refusing_SetSize;
	r->vtbl.Stat = refusing_Stat;
	r->ILockBytes_iface.lpVtbl = &r->vtbl;
	r->error = (HRESULT)0x8004F00D;
}

static const OLECHAR stream_name[] = { 's', 0 };

START_TEST(errors_of_a_byte_array_come_back_unchanged)
{
	static char bytes[20000];
	struct refusing r;

	for (unsigned n = 1; n < 30; n++) {
		IStorage *storage;
		IStream *stream = NULL;
		HRESULT hr;

		refusing_init(&r);
		r.fail_at = n;
		hr = StgCreateDocfileOnILockBytes(&r.ILockBytes_iface,
			RW | STGM_CREATE, 0, &storage);
		if (SUCCEEDED(hr)) {
			hr = IStorage_CreateStream(storage, stream_name, RW, 0,
				0, &stream);
			ck_hr(hr, S_OK);
			for (int i = 0; i < 4 && SUCCEEDED(hr); i++)
				hr = IStream_Write(stream, bytes,
					sizeof bytes, NULL);
			if (SUCCEEDED(hr))
				hr = IStorage_Commit(storage, STGC_DEFAULT);
			IStream_Release(stream);
			IStorage_Release(storage);
		}
		ck_assert(hr == S_OK || hr == r.error);
		ck_assert_uint_eq(ILockBytes_Release(r.below), 0);
		if (hr == S_OK)
			return;
	}
	ck_abort_msg("it never worked");
}
END_TEST

START_TEST(a_byte_array_that_takes_less_is_a_failure)
{
	struct refusing r;
	IStorage *storage;
	HRESULT hr;

	refusing_init(&r);
	r.fail_at = 1;
	r.short_writes = true;
	hr = StgCreateDocfileOnILockBytes(&r.ILockBytes_iface,
		RW | STGM_CREATE, 0, &storage);
	ck_assert(FAILED(hr));
	ck_assert_ptr_null(storage);
	ck_assert_uint_eq(ILockBytes_Release(r.below), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		creating_takes_the_documented_modes,
		flags_are_judged_before_the_file,
		an_empty_file_is_small_and_opens,
		a_file_without_a_name_is_temporary,
		what_is_deleted_on_release_is_there_until_then,
		convert_keeps_the_old_file_as_contents,
		convert_of_nothing_is_a_creation,
		convert_may_not_delete_what_it_keeps,
		a_creation_that_fails_leaves_no_file,
		a_temporary_file_that_fails_is_not_left,
		a_conversion_that_fails_leaves_the_old_file,
		convert_keeps_large_files_in_both_versions,
		sector_sizes_are_512_and_4096,
		byte_arrays_are_overwritten,
		errors_of_a_byte_array_come_back_unchanged,
		a_byte_array_that_takes_less_is_a_failure,
	};

	return run_tests_with("write_create", place_begin, place_end, tests,
		ARRAY_SIZE(tests));
}
