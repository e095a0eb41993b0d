/* SPDX-License-Identifier: MIT */
/*
 * Writing over byte arrays of other people, each of whose methods fails in
 * turn: what it says comes back, and what the array held stays readable.
 */
#include "base/container.h"
#include "support.h"

#define RW    (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define ERROR ((HRESULT)0x8ABC1234)

enum method { READ_AT, WRITE_AT, FLUSH, SET_SIZE, STAT, METHODS };

struct failing {
	ILockBytes ILockBytes_iface;
	ILockBytes *below;
	enum method method; /* this one fails, … */
	unsigned fail_at;   /* … from its call of this number on */
	unsigned calls[METHODS];
};

static struct failing *
from_iface(ILockBytes *iface)
{
	return container_of(iface, struct failing, ILockBytes_iface);
}

static bool
fails(ILockBytes *iface, enum method method)
{
	struct failing *f = from_iface(iface);

	f->calls[method]++;
	return f->method == method && f->fail_at &&
		f->calls[method] >= f->fail_at;
}

static HRESULT
failing_QueryInterface(ILockBytes *iface, REFIID riid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ILockBytes))
		return E_NOINTERFACE;
	ILockBytes_AddRef(iface);
	*out = iface;
	return S_OK;
}

static ULONG
failing_AddRef(ILockBytes *iface)
{
	return ILockBytes_AddRef(from_iface(iface)->below);
}

static ULONG
failing_Release(ILockBytes *iface)
{
	return ILockBytes_Release(from_iface(iface)->below);
}

static HRESULT
failing_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *pv, ULONG cb,
	ULONG *done)
{
	if (fails(iface, READ_AT))
		return ERROR;
	return ILockBytes_ReadAt(from_iface(iface)->below, offset, pv, cb,
		done);
}

static HRESULT
failing_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset, const void *pv,
	ULONG cb, ULONG *done)
{
	if (fails(iface, WRITE_AT))
		return ERROR;
	return ILockBytes_WriteAt(from_iface(iface)->below, offset, pv, cb,
		done);
}

static HRESULT
failing_Flush(ILockBytes *iface)
{
	if (fails(iface, FLUSH))
		return ERROR;
	return ILockBytes_Flush(from_iface(iface)->below);
}

static HRESULT
failing_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	if (fails(iface, SET_SIZE))
		return ERROR;
	return ILockBytes_SetSize(from_iface(iface)->below, size);
}

static HRESULT
failing_LockRegion(ILockBytes *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER size, DWORD type)
{
	(void)iface, (void)offset, (void)size, (void)type;
	ck_abort_msg("it does not say that it has locks");
	return E_FAIL;
}

static HRESULT
failing_Stat(ILockBytes *iface, STATSTG *stat, DWORD flag)
{
	if (fails(iface, STAT))
		return ERROR;
	return ILockBytes_Stat(from_iface(iface)->below, stat, flag);
}

static const ILockBytesVtbl failing_vtbl = {
	.QueryInterface = failing_QueryInterface,
	.AddRef = failing_AddRef,
	.Release = failing_Release,
	.ReadAt = failing_ReadAt,
	.WriteAt = failing_WriteAt,
	.Flush = failing_Flush,
	.SetSize = failing_SetSize,
	.LockRegion = failing_LockRegion,
	.UnlockRegion = failing_LockRegion,
	.Stat = failing_Stat,
};

static void
failing_init(struct failing *f, enum method method, unsigned at)
{
	memset(f, 0, sizeof *f);
	f->ILockBytes_iface.lpVtbl = (ILockBytesVtbl *)(uintptr_t)
		&failing_vtbl;
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &f->below), S_OK);
	f->method = method;
	f->fail_at = at;
}

static char text[9000];

static HRESULT
put(IStorage *storage, const OLECHAR *name, ULONG size)
{
	IStream *stream = NULL;
	HRESULT hr = IStorage_CreateStream(storage, name, RW | STGM_CREATE, 0,
		0, &stream);

	for (unsigned i = 0; i < 3 && SUCCEEDED(hr); i++)
		hr = IStream_Write(stream, text, size, NULL);
	if (stream)
		IStream_Release(stream);
	return hr;
}

/* "kept" is on the array whatever comes; then much else is done. */
static HRESULT
prepare(struct failing *f)
{
	IStorage *storage = NULL;
	HRESULT hr = StgCreateDocfileOnILockBytes(f->below, RW | STGM_CREATE,
		0, &storage);

	if (SUCCEEDED(hr))
		hr = put(storage, u"kept", sizeof text / 3);
	if (SUCCEEDED(hr))
		hr = put(storage, u"gone", sizeof text);
	if (storage)
		IStorage_Release(storage);
	return hr;
}

static HRESULT
change(ILockBytes *bytes)
{
	IStorage *storage = NULL;
	IStorage *child = NULL;
	STATSTG stat;
	HRESULT hr = StgOpenStorageOnILockBytes(bytes, NULL, RW, NULL, 0,
		&storage);

	ck_assert(SUCCEEDED(hr) == (storage != NULL));
	if (SUCCEEDED(hr))
		hr = put(storage, u"small", 100);
	if (SUCCEEDED(hr))
		hr = put(storage, u"large", sizeof text);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(storage, STGC_DEFAULT);
	if (SUCCEEDED(hr))
		hr = IStorage_DestroyElement(storage, u"gone");
	if (SUCCEEDED(hr))
		hr = IStorage_CreateStorage(storage, u"child", RW, 0, 0,
			&child);
	if (child)
		IStorage_Release(child);
	if (SUCCEEDED(hr))
		hr = IStorage_RenameElement(storage, u"small", u"renamed");
	if (SUCCEEDED(hr))
		hr = IStorage_Stat(storage, &stat, STATFLAG_NONAME);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(storage, STGC_DEFAULT);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(storage, STGC_DEFAULT);
	if (storage)
		IStorage_Release(storage);
	return hr;
}

static void
assert_kept(ILockBytes *bytes)
{
	static char read[sizeof text];
	IStorage *storage;
	IStream *stream;
	ULONG got;

	ck_hr(stg_check_lockbytes(bytes, 0, NULL, NULL, NULL), S_OK);
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &storage), S_OK);
	ck_hr(stg_open_stream(storage, "kept", STGM_READ |
		STGM_SHARE_EXCLUSIVE, &stream), S_OK);
	ck_hr(IStream_Read(stream, read, sizeof read, &got), S_OK);
	ck_assert_uint_eq(got, sizeof text);
	IStream_Release(stream);
	IStorage_Release(storage);
}

/* How often each method fails before it does not matter. */
static unsigned
fail_each_call(enum method method)
{
	for (unsigned n = 1; n < 200; n++) {
		struct failing f;
		HRESULT hr;

		failing_init(&f, method, n);
		ck_hr(prepare(&f), S_OK);
		hr = change(&f.ILockBytes_iface);
		ck_assert_msg(hr == S_OK || hr == ERROR, "call %u: %#x", n,
			(unsigned)hr);
		f.fail_at = 0;
		assert_kept(f.below);
		ck_assert_uint_eq(ILockBytes_Release(f.below), 0);
		if (hr == S_OK)
			return n - 1;
	}
	ck_abort_msg("it never worked");
	return 0;
}

START_TEST(failed_reads_come_back_unchanged)
{
	ck_assert_uint_ge(fail_each_call(READ_AT), 2);
}
END_TEST

START_TEST(failed_writes_come_back_unchanged)
{
	ck_assert_uint_ge(fail_each_call(WRITE_AT), 3);
}
END_TEST

START_TEST(failed_flushes_come_back_unchanged)
{
	ck_assert_uint_ge(fail_each_call(FLUSH), 2);
}
END_TEST

/* Room that could not be cut off is no failure, room that is needed is. */
START_TEST(failed_sizes_come_back_unchanged)
{
	(void)fail_each_call(SET_SIZE);
}
END_TEST

START_TEST(failed_descriptions_come_back_unchanged)
{
	ck_assert_uint_ge(fail_each_call(STAT), 1);
}
END_TEST

START_TEST(creations_tell_what_failed)
{
	for (int method = WRITE_AT; method < METHODS; method++) {
		struct failing f;
		IStorage *storage = (IStorage *)&f;
		HRESULT hr;

		failing_init(&f, (enum method)method, 1);
		hr = StgCreateDocfileOnILockBytes(&f.ILockBytes_iface,
			RW | STGM_CREATE, 0, &storage);
		ck_assert(hr == ERROR || (hr == S_OK &&
			f.calls[method] == 0));
		ck_assert((hr == S_OK) == (storage != NULL));
		if (storage)
			IStorage_Release(storage);
		ck_assert_uint_eq(ILockBytes_Release(f.below), 0);
	}
}
END_TEST

START_TEST(conversions_tell_what_failed_and_keep_the_old_bytes)
{
	static const char old[] = "words of old";

	for (int method = READ_AT; method < METHODS; method++) {
		struct failing f;
		IStorage *storage;
		HRESULT hr;
		char read[sizeof old] = "";
		ULONG got;

		failing_init(&f, (enum method)method, 1);
		ck_hr(ILockBytes_WriteAt(f.below, at(0), old, sizeof old,
			NULL), S_OK);
		hr = StgCreateDocfileOnILockBytes(&f.ILockBytes_iface,
			RW | STGM_CONVERT, 0, &storage);
		ck_assert(hr == ERROR || (hr == STG_S_CONVERTED &&
			f.calls[method] == 0));
		if (storage) {
			IStorage_Release(storage);
		} else {
			ck_hr(ILockBytes_ReadAt(f.below, at(0), read,
				sizeof read, &got), S_OK);
			ck_assert_str_eq(read, old);
		}
		ck_assert_uint_eq(ILockBytes_Release(f.below), 0);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		failed_reads_come_back_unchanged,
		failed_writes_come_back_unchanged,
		failed_flushes_come_back_unchanged,
		failed_sizes_come_back_unchanged,
		failed_descriptions_come_back_unchanged,
		creations_tell_what_failed,
		conversions_tell_what_failed_and_keep_the_old_bytes,
	};

	return run_tests("write_foreign", tests, ARRAY_SIZE(tests));
}
