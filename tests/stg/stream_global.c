/* SPDX-License-Identifier: MIT */
/* Streams on global blocks of memory. */
#include "stg/support.h"

#include "support/heap.h"

static IStream *stream;

static void
begin(void)
{
	ck_hr(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
}

static void
end(void)
{
	ck_assert_uint_eq(IStream_Release(stream), 0);
}

static LARGE_INTEGER
by(LONGLONG distance)
{
	LARGE_INTEGER move = { .QuadPart = distance };

	return move;
}

static HRESULT
seek(LONGLONG distance, DWORD origin, ULONGLONG *position)
{
	ULARGE_INTEGER now;
	HRESULT hr = IStream_Seek(stream, by(distance), origin, &now);

	*position = now.QuadPart;
	return hr;
}

static ULONGLONG
size_of(IStream *which)
{
	STATSTG stat;

	ck_hr(IStream_Stat(which, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	ck_assert_uint_eq(stat.type, STGTY_STREAM);
	return stat.cbSize.QuadPart;
}

START_TEST(fresh_stream_is_empty_and_has_a_handle)
{
	char bytes[4];
	ULONG got = 9;
	HGLOBAL handle;

	ck_assert_uint_eq(size_of(stream), 0);
	ck_hr(IStream_Read(stream, bytes, 4, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_hr(GetHGlobalFromStream(stream, &handle), S_OK);
	ck_assert_ptr_nonnull(handle);
	ck_assert_uint_eq(GlobalSize(handle), 0);
}
END_TEST

START_TEST(what_is_written_is_read)
{
	ULONGLONG position;
	char bytes[8];
	ULONG count;

	ck_hr(IStream_Write(stream, "memory", 6, &count), S_OK);
	ck_assert_uint_eq(count, 6);
	ck_hr(seek(-4, STREAM_SEEK_END, &position), S_OK);
	ck_assert_uint_eq(position, 2);
	ck_hr(IStream_Read(stream, bytes, 8, &count), S_OK);
	ck_assert_uint_eq(count, 4);
	ck_assert_mem_eq(bytes, "mory", 4);
	ck_hr(IStream_Write(stream, NULL, 0, NULL), STG_E_INVALIDPOINTER);
	ck_hr(IStream_Write(stream, bytes, 0, NULL), S_OK);
	ck_hr(IStream_Read(stream, NULL, 1, NULL), STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(positions_have_32_bits)
{
	ULONGLONG position;

	ck_hr(seek(7, STREAM_SEEK_SET, &position), S_OK);
	ck_hr(seek(0x100000003, STREAM_SEEK_SET, &position), S_OK);
	ck_assert_uint_eq(position, 3);
	/* A bad move leaves the position, and tells it. */
	ck_hr(seek(0x80000000, STREAM_SEEK_SET, &position), STG_E_SEEKERROR);
	ck_assert_uint_eq(position, 3);
	ck_hr(seek(-4, STREAM_SEEK_CUR, &position), STG_E_SEEKERROR);
	ck_hr(seek(0, 9, &position), STG_E_SEEKERROR);
	ck_assert_uint_eq(position, 3);
	ck_hr(seek(0x7FFFFFFF, STREAM_SEEK_SET, &position), S_OK);
	ck_hr(seek(0x10, STREAM_SEEK_CUR, &position), S_OK);
	ck_assert_uint_eq(position, 0x8000000F);
}
END_TEST

START_TEST(size_leaves_the_position)
{
	ULONGLONG position;
	HGLOBAL handle;

	ck_hr(IStream_Write(stream, "memory", 6, NULL), S_OK);
	ck_hr(IStream_SetSize(stream, at(3)), S_OK);
	ck_assert_uint_eq(size_of(stream), 3);
	ck_hr(seek(0, STREAM_SEEK_CUR, &position), S_OK);
	ck_assert_uint_eq(position, 6);
	ck_hr(GetHGlobalFromStream(stream, &handle), S_OK);
	ck_assert_uint_eq(GlobalSize(handle), 3);
}
END_TEST

START_TEST(clones_share_the_bytes)
{
	IStream *clone;
	char bytes[4];
	ULONG got;

	ck_hr(IStream_Write(stream, "ab", 2, NULL), S_OK);
	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_hr(IStream_Write(stream, "cd", 2, NULL), S_OK);
	/* It begins where the other one was. */
	ck_hr(IStream_Read(clone, bytes, 4, &got), S_OK);
	ck_assert_uint_eq(got, 2);
	ck_assert_mem_eq(bytes, "cd", 2);
	ck_assert_uint_eq(IStream_Release(clone), 0);
	ck_assert_uint_eq(size_of(stream), 4);
}
END_TEST

START_TEST(freed_block_reads_as_empty)
{
	IStream *other;
	HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE, 4);
	char bytes[4];
	ULONG got;

	ck_hr(CreateStreamOnHGlobal(handle, FALSE, &other), S_OK);
	ck_assert_uint_eq(size_of(other), 4);
	GlobalFree(handle);
	ck_hr(IStream_Read(other, bytes, 4, &got), S_OK);
	ck_assert_uint_eq(got, 0);
	ck_hr(IStream_Write(other, bytes, 4, NULL), E_OUTOFMEMORY);
	ck_hr(IStream_SetSize(other, at(8)), E_OUTOFMEMORY);
	ck_assert_uint_eq(IStream_Release(other), 0);
}
END_TEST

START_TEST(block_stays_if_it_is_the_callers)
{
	IStream *other;
	HGLOBAL handle;

	ck_hr(CreateStreamOnHGlobal(NULL, FALSE, &other), S_OK);
	ck_hr(IStream_Write(other, "mine", 4, NULL), S_OK);
	ck_hr(GetHGlobalFromStream(other, &handle), S_OK);
	ck_assert_uint_eq(IStream_Release(other), 0);
	ck_assert_uint_eq(GlobalSize(handle), 4);
	ck_assert_ptr_null(GlobalFree(handle));
}
END_TEST

START_TEST(bytes_are_copied_from_stream_to_stream)
{
	IStream *other = SHCreateMemStream((const BYTE *)"from memory", 11);
	ULARGE_INTEGER read, written;

	ck_assert_ptr_nonnull(other);
	ck_assert_uint_eq(size_of(other), 11);
	ck_hr(IStream_CopyTo(other, stream, at(UINT64_MAX), &read, &written),
		S_OK);
	ck_assert_uint_eq(read.QuadPart, 11);
	ck_assert_uint_eq(written.QuadPart, 11);
	ck_assert_uint_eq(size_of(stream), 11);
	ck_assert_uint_eq(IStream_Release(other), 0);
	other = SHCreateMemStream(NULL, 0);
	ck_assert_uint_eq(size_of(other), 0);
	IStream_Release(other);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
	IStream *other = stream;
	HGLOBAL handle;

	ck_hr(CreateStreamOnHGlobal(&other, FALSE, &other), E_INVALIDARG);
	ck_assert_ptr_null(other);
	ck_hr(CreateStreamOnHGlobal(NULL, FALSE, NULL), E_INVALIDARG);
	ck_hr(GetHGlobalFromStream(NULL, &handle), E_INVALIDARG);
	ck_hr(GetHGlobalFromStream(stream, NULL), E_INVALIDARG);
	ck_hr(IStream_Commit(stream, STGC_DEFAULT), S_OK);
	ck_hr(IStream_Revert(stream), S_OK);
	ck_hr(IStream_LockRegion(stream, at(0), at(1), 1),
		STG_E_INVALIDFUNCTION);
	ck_hr(IStream_Clone(stream, NULL), STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
	HRESULT hr = E_FAIL;

	for (unsigned long n = 1; FAILED(hr); n++) {
		IStream *other, *clone = NULL;

		heap_begin();
		heap_fail_at(n);
		hr = CreateStreamOnHGlobal(NULL, TRUE, &other);
		if (SUCCEEDED(hr)) {
			hr = IStream_Clone(other, &clone);
			if (SUCCEEDED(hr))
				hr = IStream_Write(clone, "abc", 3, NULL);
			if (clone)
				IStream_Release(clone);
			IStream_Release(other);
		}
		heap_fail_at(0);
		ck_assert(SUCCEEDED(hr) || hr == E_OUTOFMEMORY);
		ck_assert_uint_lt(n, 100);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		fresh_stream_is_empty_and_has_a_handle,
		what_is_written_is_read,
		positions_have_32_bits,
		size_leaves_the_position,
		clones_share_the_bytes,
		freed_block_reads_as_empty,
		block_stays_if_it_is_the_callers,
		bytes_are_copied_from_stream_to_stream,
		bad_arguments_are_refused,
		every_allocation_may_fail,
	};

	return run_tests_with("stg/stream_global", begin, end, tests,
		ARRAY_SIZE(tests));
}
