/* SPDX-License-Identifier: MIT */
/* Which locks other people's byte arrays are asked for, and what is made of
 * their answers. */
#include "base/container.h"
#include "support.h"

#define RW_X   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define SHARED (STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE)
#define LOCKS_MAX 64

/* A byte array over another one, which keeps locks itself. */
struct locking {
	ILockBytes ILockBytes_iface;
	ILockBytes *below;
	unsigned refs;
	DWORD supported;
	HRESULT answer;      /* of LockRegion; S_OK: to do it */
	unsigned calls;
	struct held {
		uint64_t first;
		uint64_t length;
	} held[LOCKS_MAX];
	size_t count;
};

static struct locking *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct locking, ILockBytes_iface);
}

static HRESULT
locking_QueryInterface(ILockBytes *iface, REFIID riid, void **out)
{
	(void)iface;
	(void)riid;
	*out = NULL;
	return E_NOINTERFACE;
}

static ULONG
locking_AddRef(ILockBytes *iface)
{
	return ++from_ILockBytes(iface)->refs;
}

static ULONG
locking_Release(ILockBytes *iface)
{
	return --from_ILockBytes(iface)->refs;
}

static HRESULT
locking_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *pv, ULONG cb,
	ULONG *done)
{
	return ILockBytes_ReadAt(from_ILockBytes(iface)->below, offset, pv, cb,
		done);
}

static HRESULT
locking_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset, const void *pv,
	ULONG cb, ULONG *done)
{
	return ILockBytes_WriteAt(from_ILockBytes(iface)->below, offset, pv,
		cb, done);
}

static HRESULT
locking_Flush(ILockBytes *iface)
{
	(void)iface;
	return S_OK;
}

static HRESULT
locking_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	return ILockBytes_SetSize(from_ILockBytes(iface)->below, size);
}

static HRESULT
locking_LockRegion(ILockBytes *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER length, DWORD type)
{
	struct locking *array = from_ILockBytes(iface);
	uint64_t end = offset.QuadPart + length.QuadPart;

	array->calls++;
	ck_assert_uint_eq(type, LOCK_ONLYONCE);
	if (FAILED(array->answer))
		return array->answer;
	for (size_t i = 0; i < array->count; i++) {
		const struct held *held = &array->held[i];

		if (offset.QuadPart < held->first + held->length &&
			held->first < end)
			return STG_E_LOCKVIOLATION;
	}
	ck_assert_uint_lt(array->count, LOCKS_MAX);
	array->held[array->count++] = (struct held){ offset.QuadPart,
		length.QuadPart };
	return S_OK;
}

/* The very same range as one that was locked. */
static HRESULT
locking_UnlockRegion(ILockBytes *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER length, DWORD type)
{
	struct locking *array = from_ILockBytes(iface);

	ck_assert_uint_eq(type, LOCK_ONLYONCE);
	for (size_t i = 0; i < array->count; i++) {
		if (array->held[i].first != offset.QuadPart ||
			array->held[i].length != length.QuadPart)
			continue;
		array->held[i] = array->held[--array->count];
		return S_OK;
	}
	ck_abort_msg("unlocks what is not locked");
	return STG_E_LOCKVIOLATION;
}

static HRESULT
locking_Stat(ILockBytes *iface, STATSTG *stat, DWORD flags)
{
	struct locking *array = from_ILockBytes(iface);
	HRESULT hr = ILockBytes_Stat(array->below, stat, flags);

	stat->grfLocksSupported = array->supported;
	return hr;
}

static const ILockBytesVtbl locking_vtbl = {
	.QueryInterface = locking_QueryInterface,
	.AddRef = locking_AddRef,
	.Release = locking_Release,
	.ReadAt = locking_ReadAt,
	.WriteAt = locking_WriteAt,
	.Flush = locking_Flush,
	.SetSize = locking_SetSize,
	.LockRegion = locking_LockRegion,
	.UnlockRegion = locking_UnlockRegion,
	.Stat = locking_Stat,
};

static struct locking array;
static ILockBytes *bytes;

static void
begin(void)
{
	IStorage *root;

	memset(&array, 0, sizeof array);
	array.ILockBytes_iface.lpVtbl = &locking_vtbl;
	array.refs = 1;
	array.supported = LOCK_ONLYONCE;
	bytes = &array.ILockBytes_iface;
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &array.below), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW_X | STGM_CREATE, 0,
		&root), S_OK);
	IStorage_Release(root);
	array.calls = 0;
}

static void
end(void)
{
	ck_assert_uint_eq(array.count, 0);
	ck_assert_uint_eq(array.refs, 1);
	ILockBytes_Release(array.below);
}

static HRESULT
open_in(DWORD mode, IStorage **root)
{
	return StgOpenStorageOnILockBytes(bytes, NULL, mode, NULL, 0, root);
}

START_TEST(arrays_with_locks_are_shared_by_the_rules)
{
	IStorage *one;
	IStorage *two;

	ck_hr(open_in(RW_X, &one), S_OK);
	ck_assert_uint_eq(array.count, 4);
	ck_hr(open_in(SHARED, &two), STG_E_SHAREVIOLATION);
	ck_hr(open_in(RW_X, &two), STG_E_SHAREVIOLATION);
	ck_assert_uint_eq(array.count, 4);
	IStorage_Release(one);
	ck_assert_uint_eq(array.count, 0);
	ck_hr(open_in(SHARED, &one), S_OK);
	ck_hr(open_in(SHARED, &two), S_OK);
	ck_hr(IStorage_Commit(one, STGC_DEFAULT), S_OK);
	ck_hr(IStorage_Commit(two, STGC_DEFAULT), S_OK);
	ck_assert_uint_eq(array.count, 4);
	IStorage_Release(one);
	IStorage_Release(two);
}
END_TEST

START_TEST(arrays_without_locks_are_not_asked)
{
	static const DWORD others[] = { 0, LOCK_WRITE, LOCK_EXCLUSIVE };
	IStorage *one;
	IStorage *two;

	array.supported = others[_i];
	array.answer = STG_E_INVALIDFUNCTION;
	ck_hr(open_in(RW_X, &one), S_OK);
	ck_hr(open_in(RW_X, &two), S_OK);
	IStorage_Release(two);
	ck_hr(IStorage_Commit(one, STGC_DEFAULT), S_OK);
	IStorage_Release(one);
	ck_assert_uint_eq(array.calls, 0);
}
END_TEST

START_TEST(the_error_of_a_lock_comes_back)
{
	static const HRESULT errors[] = { STG_E_INVALIDFUNCTION, E_FAIL,
		STG_E_ACCESSDENIED, STG_E_INSUFFICIENTMEMORY, E_OUTOFMEMORY };
	IStorage *root = (IStorage *)bytes;

	array.answer = errors[_i];
	ck_hr(open_in(RW_X, &root), errors[_i]);
	ck_assert_ptr_null(root);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW_X | STGM_CREATE, 0,
		&root), errors[_i]);
	ck_assert_ptr_null(root);
}
END_TEST

START_TEST(a_failed_open_unlocks_all)
{
	IStorage *root;

	ck_hr(ILockBytes_SetSize(array.below, at(100)), S_OK);
	ck_assert(FAILED(open_in(RW_X, &root)));
	ck_assert_uint_gt(array.calls, 0);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("locking");

	tcase_add_checked_fixture(suite.tcase, begin, end);
	TEST(&suite, arrays_with_locks_are_shared_by_the_rules);
	TEST(&suite, a_failed_open_unlocks_all);
	TEST_EACH(&suite, arrays_without_locks_are_not_asked, 3);
	TEST_EACH(&suite, the_error_of_a_lock_comes_back, 5);
	return suite_end(&suite);
}
