/* SPDX-License-Identifier: MIT */
/* Byte arrays on streams, kind ones and others. */
#include "foreign_stream.h"
#include "support.h"

static const char letters[] = "abcdefghij";

static void
init_letters(struct foreign_stream *stream)
{
	foreign_stream_init(stream, letters, 10, 20);
}

static ILockBytes *
make(struct foreign_stream *stream)
{
	ILockBytes *array;

	ck_hr(stg_lockbytes_on_stream(&stream->IStream_iface, &array), S_OK);
	ck_assert_ptr_nonnull(array);
	return array;
}

START_TEST(bytes_are_those_of_the_stream)
{
	struct foreign_stream stream;
	ILockBytes *array;
	char bytes[20];
	ULONG done;

	init_letters(&stream);
	array = make(&stream);
	ck_hr(ILockBytes_ReadAt(array, at(3), bytes, 4, &done), S_OK);
	ck_assert_uint_eq(done, 4);
	ck_assert_mem_eq(bytes, "defg", 4);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 20, &done), S_OK);
	ck_assert_uint_eq(done, 10);
	ck_assert_mem_eq(bytes, letters, 10);
	ck_hr(ILockBytes_ReadAt(array, at(9), bytes, 1, NULL), S_OK);
	ck_assert_int_eq(bytes[0], 'j');
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(a_clone_leaves_the_streams_position_alone)
{
	struct foreign_stream stream;
	ILockBytes *array;
	char byte;

	init_letters(&stream);
	stream.position = 7;
	array = make(&stream);
	ck_assert_uint_eq(stream.refs, 1);
	ck_hr(ILockBytes_ReadAt(array, at(3), &byte, 1, NULL), S_OK);
	ck_assert_uint_eq(stream.position, 7);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(without_a_clone_the_stream_is_referenced)
{
	struct foreign_stream stream;
	ILockBytes *array;
	char byte;

	init_letters(&stream);
	stream.cannot_clone = true;
	array = make(&stream);
	ck_assert_uint_eq(stream.refs, 2);
	ck_hr(ILockBytes_ReadAt(array, at(3), &byte, 1, NULL), S_OK);
	ck_assert_int_eq(byte, 'd');
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
	ck_assert_uint_eq(stream.refs, 1);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(short_reads_are_carried_on)
{
	struct foreign_stream stream;
	ILockBytes *array;
	char bytes[20];
	ULONG done;

	init_letters(&stream);
	stream.at_most = 3;
	array = make(&stream);
	ck_hr(ILockBytes_ReadAt(array, at(1), bytes, 20, &done), S_OK);
	ck_assert_uint_eq(done, 9);
	ck_assert_mem_eq(bytes, letters + 1, 9);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(a_stream_that_claims_too_much_is_not_believed)
{
	struct foreign_stream stream;
	ILockBytes *array;
	char bytes[10];
	ULONG done;

	init_letters(&stream);
	stream.claims = 1000;
	array = make(&stream);
	ck_hr(ILockBytes_ReadAt(array, at(0), bytes, 10, &done), S_OK);
	ck_assert_uint_eq(done, 10);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(behind_the_end_is_nothing_even_if_seeking_fails)
{
	static const uint64_t offsets[] = { 10, 11, INT64_MAX, UINT64_MAX };
	struct foreign_stream stream;
	char byte;

	for (size_t i = 0; i < 2 * ARRAY_SIZE(offsets); i++) {
		ILockBytes *array;
		ULONG done = 99;

		init_letters(&stream);
		stream.no_seek_past_end = i % 2;
		array = make(&stream);
		ck_hr(ILockBytes_ReadAt(
			      array, at(offsets[i / 2]), &byte, 1, &done),
			S_OK);
		ck_assert_uint_eq(done, 0);
		ILockBytes_Release(array);
		foreign_stream_done(&stream);
	}
}
END_TEST

START_TEST(a_damaged_stream_is_read_up_to_the_damage)
{
	struct foreign_stream stream;
	ILockBytes *array;
	char bytes[10];
	ULONG done;

	init_letters(&stream);
	stream.bad_from = 6;
	stream.error = STG_E_DOCFILECORRUPT;
	array = make(&stream);
	ck_hr(ILockBytes_ReadAt(array, at(2), bytes, 8, &done),
		STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(done, 4);
	ck_assert_mem_eq(bytes, "cdef", 4);
	ck_hr(ILockBytes_ReadAt(array, at(2), bytes, 4, &done), S_OK);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(writes_reach_the_stream)
{
	struct foreign_stream stream;
	ILockBytes *array;
	ULONG done;

	init_letters(&stream);
	stream.at_most = 2;
	array = make(&stream);
	ck_hr(ILockBytes_WriteAt(array, at(8), "XXXXX", 5, &done), S_OK);
	ck_assert_uint_eq(done, 5);
	ck_assert_mem_eq(stream.bytes, "abcdefghXXXXX", 13);
	ck_hr(ILockBytes_WriteAt(array, at(0), "Y", 1, NULL), S_OK);
	ck_assert_int_eq(stream.bytes[0], 'Y');
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(a_stream_that_takes_no_more_is_a_full_medium)
{
	struct foreign_stream stream;
	ILockBytes *array;
	ULONG done;

	init_letters(&stream);
	array = make(&stream);
	ck_hr(ILockBytes_WriteAt(array, at(18), "XXX", 3, &done),
		STG_E_MEDIUMFULL);
	ck_assert_uint_eq(done, 2);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(errors_of_the_stream_come_back)
{
	struct foreign_stream stream;
	ILockBytes *array;
	ULONG done = 99;

	init_letters(&stream);
	stream.error = (HRESULT)0x8004BEEF;
	array = make(&stream);
	ck_hr(ILockBytes_WriteAt(array, at(0), "X", 1, &done), 0x8004BEEF);
	ck_assert_uint_eq(done, 0);
	ck_hr(ILockBytes_Flush(array), 0x8004BEEF);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(size_and_flush_are_the_streams)
{
	struct foreign_stream stream;
	ILockBytes *array;

	init_letters(&stream);
	stream.cannot_clone = true;
	array = make(&stream);
	ck_hr(ILockBytes_SetSize(array, at(15)), S_OK);
	ck_assert_uint_eq(stream.size, 15);
	ck_hr(ILockBytes_SetSize(array, at(21)), STG_E_MEDIUMFULL);
	ck_hr(ILockBytes_Flush(array), S_OK);
	ck_assert_uint_eq(stream.commits, 1);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(description_is_the_streams_but_for_the_kind)
{
	struct foreign_stream stream;
	ILockBytes *array;
	STATSTG stat;

	init_letters(&stream);
	stream.always_named = true;
	array = make(&stream);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert(is_text(stat.pwcsName, "S"));
	CoTaskMemFree(stat.pwcsName);
	ck_assert_uint_eq(stat.type, STGTY_LOCKBYTES);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 10);
	ck_assert_uint_eq(stat.grfLocksSupported, 0);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_NONAME), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	ck_hr(ILockBytes_Stat(array, &stat, 2), STG_E_INVALIDFLAG);
	ck_hr(ILockBytes_Stat(array, NULL, 0), STG_E_INVALIDPOINTER);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(a_stream_without_description_still_has_a_size)
{
	struct foreign_stream stream;
	ILockBytes *array;
	STATSTG stat;

	init_letters(&stream);
	stream.cannot_stat = true;
	array = make(&stream);
	ck_hr(ILockBytes_Stat(array, &stat, STATFLAG_DEFAULT), S_OK);
	ck_assert_ptr_null(stat.pwcsName);
	ck_assert_uint_eq(stat.cbSize.QuadPart, 10);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(locks_are_not_supported)
{
	struct foreign_stream stream;
	ILockBytes *array;

	init_letters(&stream);
	array = make(&stream);
	ck_hr(ILockBytes_LockRegion(array, at(0), at(1), LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ck_hr(ILockBytes_UnlockRegion(array, at(0), at(1), LOCK_ONLYONCE),
		STG_E_INVALIDFUNCTION);
	ILockBytes_Release(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
	struct foreign_stream stream;
	ILockBytes *array;

	init_letters(&stream);
	ck_hr(stg_lockbytes_on_stream(&stream.IStream_iface, NULL),
		STG_E_INVALIDPOINTER);
	array = make(&stream);
	ck_hr(ILockBytes_ReadAt(array, at(0), NULL, 1, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(ILockBytes_WriteAt(array, at(0), NULL, 1, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(ILockBytes_ReadAt(array, at(0), NULL, 0, NULL), S_OK);
	ILockBytes_Release(array);
	ck_hr(stg_lockbytes_on_stream(NULL, &array), STG_E_INVALIDPOINTER);
	ck_assert_ptr_null(array);
	foreign_stream_done(&stream);
}
END_TEST

START_TEST(identity_holds)
{
	struct foreign_stream stream;
	ILockBytes *array;
	void *same;

	init_letters(&stream);
	array = make(&stream);
	ck_every_slot_is_filled(array->lpVtbl, sizeof *array->lpVtbl);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IUnknown, &same), S_OK);
	ck_assert_ptr_eq(same, array);
	ck_assert_uint_eq(ILockBytes_Release(array), 1);
	ck_hr(ILockBytes_QueryInterface(array, &IID_IStream, &same),
		E_NOINTERFACE);
	ck_assert_ptr_null(same);
	ck_assert_uint_eq(ILockBytes_AddRef(array), 2);
	ILockBytes_Release(array);
	ck_assert_uint_eq(ILockBytes_Release(array), 0);
	foreign_stream_done(&stream);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		bytes_are_those_of_the_stream,
		a_clone_leaves_the_streams_position_alone,
		without_a_clone_the_stream_is_referenced,
		short_reads_are_carried_on,
		a_stream_that_claims_too_much_is_not_believed,
		behind_the_end_is_nothing_even_if_seeking_fails,
		a_damaged_stream_is_read_up_to_the_damage,
		writes_reach_the_stream,
		a_stream_that_takes_no_more_is_a_full_medium,
		errors_of_the_stream_come_back,
		size_and_flush_are_the_streams,
		description_is_the_streams_but_for_the_kind,
		a_stream_without_description_still_has_a_size,
		locks_are_not_supported,
		bad_arguments_are_refused,
		identity_holds,
	};

	return run_tests("lockbytes_stream", tests, ARRAY_SIZE(tests));
}
