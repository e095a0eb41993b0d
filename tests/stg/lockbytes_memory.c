/* SPDX-License-Identifier: MIT */
/* Byte arrays on global blocks. */
#include "foreign_lockbytes.h"
#include "support.h"

static ILockBytes *
make(HGLOBAL handle, BOOL owned)
{
	ILockBytes *array;

	ck_hr(CreateILockBytesOnHGlobal(handle, owned, &array), S_OK);
	ck_assert_ptr_nonnull(array);
	return array;
}

static HGLOBAL
handle_of(ILockBytes *array)
{
	HGLOBAL handle;

	ck_hr(GetHGlobalFromILockBytes(array, &handle), S_OK);
	return handle;
}

static uint64_t
size_of(ILockBytes *array)
{
	STATSTG stat;

	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	return stat.cbSize.QuadPart;
}

START_TEST(no_handle_makes_an_empty_moveable_block)
{
	ILockBytes *array = make(NULL, TRUE);
	HGLOBAL handle = handle_of(array);

	ck_assert_ptr_nonnull(handle);
	ck_assert_ptr_nonnull(GlobalLock(handle));
	ck_assert_uint_eq(GlobalFlags(handle), 1);
	ck_assert_uint_eq(size_of(array), 0);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
	ck_assert_ptr_null(GlobalLock(handle));
}
END_TEST

START_TEST(a_block_not_owned_stays)
{
	ILockBytes *array = make(NULL, FALSE);
	HGLOBAL handle = handle_of(array);

	ck_hr(ILockBytes_SetSize(array, at(10)), S_OK);
	ILockBytes_Release(array);
	ck_assert_uint_eq(GlobalSize(handle), 10);
	ck_assert_ptr_null(GlobalFree(handle));
}
END_TEST

START_TEST(contents_are_the_block)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 5);
	ILockBytes *array;
	char bytes[10];
	ULONG done;

	memcpy(GlobalLock(handle), "hello", 5);
	GlobalUnlock(handle);
	array = make(handle, TRUE);
	ck_assert_uint_eq(size_of(array), 5);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 10, &done), S_OK);
	ck_assert_uint_eq(done, 5);
	ck_assert_mem_eq(bytes, "hello", 5);
	ck_hr(ILockBytes_ReadAt(array, at(3), bytes, 1, NULL), S_OK);
	ck_assert_int_eq(bytes[0], 'l');
	ILockBytes_Release(array);
}
END_TEST

START_TEST(reading_behind_the_end_gives_nothing)
{
	static const uint64_t offsets[] = { 3, 4, 1ULL << 32, UINT64_MAX };
	ILockBytes *array = make(NULL, TRUE);
	char byte;
	ULONG done;

	ck_hr(ILockBytes_WriteAt(array, at(0), "abc", 3, NULL), S_OK);
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		done = 99;
		ck_hr(ILockBytes_ReadAt(array, at(offsets[i]), &byte, 1, &done),
			S_OK);
		ck_assert_uint_eq(done, 0);
	}
	ILockBytes_Release(array);
}
END_TEST

START_TEST(writing_grows_and_fills_gaps_with_zeros)
{
	ILockBytes *array = make(NULL, TRUE);
	char bytes[8];
	ULONG done;

	ck_hr(ILockBytes_WriteAt(array, at(0), "ab", 2, &done), S_OK);
	ck_assert_uint_eq(done, 2);
	ck_hr(ILockBytes_WriteAt(array, at(6), "yz", 2, &done), S_OK);
	ck_assert_uint_eq(done, 2);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 8, &done), S_OK);
	ck_assert_uint_eq(done, 8);
	ck_assert_mem_eq(bytes, "ab\0\0\0\0yz", 8);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(writing_nothing_changes_nothing)
{
	ILockBytes *array = make(NULL, TRUE);
	ULONG done = 99;

	ck_hr(ILockBytes_WriteAt(array, at(100), NULL, 0, &done), S_OK);
	ck_assert_uint_eq(done, 0);
	ck_assert_uint_eq(size_of(array), 0);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(size_is_cut_and_grown_by_zeros)
{
	ILockBytes *array = make(NULL, TRUE);
	char bytes[6];

	ck_hr(ILockBytes_WriteAt(array, at(0), "abcdef", 6, NULL), S_OK);
	ck_hr(ILockBytes_SetSize(array, at(2)), S_OK);
	ck_assert_uint_eq(GlobalSize(handle_of(array)), 2);
	ck_hr(ILockBytes_SetSize(array, at(6)), S_OK);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 6, NULL), S_OK);
	ck_assert_mem_eq(bytes, "ab\0\0\0\0", 6);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(growing_keeps_a_moveable_handle)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 3);
	ILockBytes *array = make(handle, TRUE);

	ck_hr(ILockBytes_SetSize(array, at(1000000)), S_OK);
	ck_assert_ptr_eq(handle_of(array), handle);
	ck_assert_uint_eq(GlobalSize(handle), 1000000);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(growing_a_fixed_block_shows_its_new_handle)
{
	HGLOBAL handle = GlobalAlloc(GMEM_FIXED, 3);
	ILockBytes *array = make(handle, TRUE);
	ILockBytes *other = make(handle, FALSE);
	HGLOBAL grown;

	ck_hr(ILockBytes_WriteAt(array, at(999999), "x", 1, NULL), S_OK);
	grown = handle_of(array);
	ck_assert_uint_eq(GlobalSize(grown), 1000000);
	ck_assert_ptr_eq(GlobalLock(grown), grown);
	ck_assert_ptr_eq(handle_of(other), grown);
	ck_assert_uint_eq(size_of(other), 1000000);
	ILockBytes_Release(other);
	ILockBytes_Release(array);
	ck_assert_ptr_null(GlobalLock(grown));
}
END_TEST

START_TEST(a_freed_block_reads_as_empty_and_cannot_grow)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 3);
	ILockBytes *array = make(handle, TRUE);
	char byte;
	ULONG done = 99;

	GlobalFree(handle);
	ck_assert_uint_eq(size_of(array), 0);
	ck_hr(ILockBytes_ReadAt(array, at(0), &byte, 1, &done), S_OK);
	ck_assert_uint_eq(done, 0);
	done = 99;
	ck_hr(ILockBytes_WriteAt(array, at(0), "x", 1, &done), E_OUTOFMEMORY);
	ck_assert_uint_eq(done, 0);
	ck_hr(ILockBytes_SetSize(array, at(1)), E_OUTOFMEMORY);
	ck_hr(ILockBytes_SetSize(array, at(0)), S_OK);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(releasing_frees_no_block_but_its_own)
{
	HGLOBAL handle = GlobalAlloc(GMEM_FIXED, 100);
	ILockBytes *array = make(handle, TRUE);
	HGLOBAL others[50];

	GlobalFree(handle);
	/* One of these may well get the address, and so the handle. */
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		others[i] = GlobalAlloc(GMEM_FIXED, 100);
	ILockBytes_Release(array);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		ck_assert_ptr_null(GlobalFree(others[i]));
}
END_TEST

START_TEST(impossible_sizes_are_out_of_memory)
{
	ILockBytes *array = make(NULL, TRUE);

	ck_hr(ILockBytes_SetSize(array, at(UINT64_MAX)), E_OUTOFMEMORY);
	ck_hr(ILockBytes_WriteAt(array, at(UINT64_MAX), "x", 1, NULL),
		E_OUTOFMEMORY);
	ck_hr(ILockBytes_WriteAt(array, at(UINT64_MAX - 1), "x", 1, NULL),
		E_OUTOFMEMORY);
	ck_assert_uint_eq(size_of(array), 0);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 1);
	ILockBytes *array = make(handle, TRUE);
	ILockBytes *none = array;
	struct foreign_lockbytes foreign;

	ck_hr(CreateILockBytesOnHGlobal(handle, TRUE, NULL), E_INVALIDARG);
	ck_hr(CreateILockBytesOnHGlobal(&none, TRUE, &none), E_INVALIDARG);
	ck_assert_ptr_null(none);
	ck_hr(ILockBytes_ReadAt(array, at(0), NULL, 1, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(ILockBytes_WriteAt(array, at(0), NULL, 1, NULL),
		STG_E_INVALIDPOINTER);

	foreign_lockbytes_init(&foreign, 0);
	ck_hr(GetHGlobalFromILockBytes(&foreign.ILockBytes_iface, &handle),
		E_INVALIDARG);
	ck_assert_ptr_null(handle);
	ck_hr(GetHGlobalFromILockBytes(NULL, &handle), E_INVALIDARG);
	ck_hr(GetHGlobalFromILockBytes(array, NULL), E_INVALIDARG);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(description_has_no_name_and_no_locks)
{
	ILockBytes *array = make(NULL, TRUE);
	STATSTG stat;

	memset(&stat, 0xFF, sizeof stat);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	ck_assert_uint_eq(stat.type, STGTY_LOCKBYTES);
	ck_assert_uint_eq(stat.grfLocksSupported, 0);
	ck_assert_uint_eq(stat.mtime.dwLowDateTime, 0);
	ck_assert(IsEqualCLSID(&stat.clsid, &CLSID_NULL));
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NOOPEN),
		STG_E_INVALIDFLAG);
	ck_hr(ILockBytes_Stat(array, &stat, 77), STG_E_INVALIDFLAG);
	ck_hr(ILockBytes_Stat(array, NULL, STATFLAG_DEFAULT),
		STG_E_INVALIDPOINTER);
	ck_hr(ILockBytes_LockRegion(array, at(0), at(1), LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_UnlockRegion(array, at(0), at(1), LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_Flush(array), S_OK);
	ILockBytes_Release(array);
}
END_TEST

START_TEST(identity_holds)
{
	ILockBytes *array = make(NULL, TRUE);
	void *unknown;
	void *same;

	ck_every_slot_is_filled(array->lpVtbl, sizeof *array->lpVtbl);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IUnknown, &unknown), S_OK);
	ck_hr(ILockBytes_QueryInterface(array, &IID_ILockBytes, &same), S_OK);
	ck_assert_ptr_eq(unknown, same);
	ck_assert_uint_eq(ILockBytes_Release(array), 2);
	ck_assert_uint_eq(ILockBytes_Release(array), 1);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IStream, &same),
		E_NOINTERFACE);
	ck_assert_ptr_null(same);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IUnknown, NULL), E_POINTER);
	ck_assert_uint_eq(ILockBytes_AddRef(array), 2);
	ILockBytes_Release(array);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		no_handle_makes_an_empty_moveable_block,
		a_block_not_owned_stays,
		contents_are_the_block,
		reading_behind_the_end_gives_nothing,
		writing_grows_and_fills_gaps_with_zeros,
		writing_nothing_changes_nothing,
		size_is_cut_and_grown_by_zeros,
		growing_keeps_a_moveable_handle,
		growing_a_fixed_block_shows_its_new_handle,
		a_freed_block_reads_as_empty_and_cannot_grow,
		releasing_frees_no_block_but_its_own,
		impossible_sizes_are_out_of_memory,
		bad_arguments_are_refused,
		description_has_no_name_and_no_locks,
		identity_holds,
	};

	return run_tests("lockbytes_memory", tests, ARRAY_SIZE(tests));
}
