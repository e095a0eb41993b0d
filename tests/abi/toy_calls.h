/* SPDX-License-Identifier: MIT */
/*
 * Calls of every method of a stream, for all callers alike. A caller defines,
 * before it includes this once,
 *   CALL(method, …), CALL0(method)  how it calls a method of `stream`
 *   IID_ARGUMENT(iid)               how it hands an identifier over
 *   CHECK(condition)                to count what went wrong
 */
static LARGE_INTEGER
large(LONGLONG value)
{
	LARGE_INTEGER large;

	large.QuadPart = value;
	return large;
}

static ULARGE_INTEGER
ularge(ULONGLONG value)
{
	ULARGE_INTEGER ularge;

	ularge.QuadPart = value;
	return ularge;
}

#define NUMBER(value)  ((ULONGLONG)(uintptr_t)(value))
#define WORD_OF(value) ((ULONGLONG)(value))

static int
call_unknown(IStream *stream, const char *who)
{
	void *object = NULL;
	int failures = 0;
	ULONG references;

	CHECK(CALL(QueryInterface, IID_ARGUMENT(IID_IStream), &object) == S_OK);
	CHECK(object == (void *)stream);
	CHECK(toy_was(who, 0, 0));
	CHECK(CALL(QueryInterface, IID_ARGUMENT(IID_IStorage), &object) ==
		E_NOINTERFACE);
	CHECK(object == NULL);
	references = CALL0(AddRef);
	CHECK(toy_was(who, 1, 0));
	CHECK(CALL0(Release) == references - 1);
	CHECK(toy_was(who, 2, 0));
	CALL0(Release);
	return failures;
}

static int
call_bytes(IStream *stream, const char *who)
{
	ULARGE_INTEGER first, second;
	ULONG count;
	char bytes[8];
	int failures = 0;

	CHECK(CALL(Read, bytes, 0xF1234567u, &count) == TOY_RESULT(3));
	CHECK(toy_was(who, 3, 3, NUMBER(bytes), WORD_OF(0xF1234567u),
		NUMBER(&count)));
	CHECK(CALL(Write, bytes, 8, NULL) == TOY_RESULT(4));
	CHECK(toy_was(who, 4, 3, NUMBER(bytes), WORD_OF(8), WORD_OF(0)));
	CHECK(CALL(Seek, large(-0x123456789ALL), STREAM_SEEK_END, &first) ==
		TOY_RESULT(5));
	CHECK(toy_was(who, 5, 3, WORD_OF(-0x123456789ALL),
		WORD_OF(STREAM_SEEK_END), NUMBER(&first)));
	CHECK(CALL(SetSize, ularge(0xFEDCBA9876543210ULL)) == TOY_RESULT(6));
	CHECK(toy_was(who, 6, 1, 0xFEDCBA9876543210ULL));
	CHECK(CALL(CopyTo, stream, ularge(0x1122334455667788ULL), &first,
		      &second) == TOY_RESULT(7));
	CHECK(toy_was(who, 7, 4, NUMBER(stream), 0x1122334455667788ULL,
		NUMBER(&first), NUMBER(&second)));
	return failures;
}

static int
call_rest(IStream *stream, const char *who)
{
	IStream *clone = NULL;
	STATSTG stat;
	int failures = 0;

	CHECK(CALL(Commit, STGC_CONSOLIDATE) == TOY_RESULT(8));
	CHECK(toy_was(who, 8, 1, WORD_OF(STGC_CONSOLIDATE)));
	CHECK(CALL0(Revert) == TOY_RESULT(9));
	CHECK(toy_was(who, 9, 0));
	CHECK(CALL(LockRegion, ularge(0x7FFFFF00), ularge(~0ULL),
		      LOCK_ONLYONCE) == TOY_RESULT(10));
	CHECK(toy_was(who, 10, 3, WORD_OF(0x7FFFFF00), ~0ULL,
		WORD_OF(LOCK_ONLYONCE)));
	CHECK(CALL(UnlockRegion, ularge(1), ularge(2), LOCK_WRITE) ==
		TOY_RESULT(11));
	CHECK(toy_was(who, 11, 3, WORD_OF(1), WORD_OF(2), WORD_OF(LOCK_WRITE)));
	CHECK(CALL(Stat, &stat, STATFLAG_NONAME) == TOY_RESULT(12));
	CHECK(stat.grfStateBits == 0x01234567);
	CHECK(toy_was(who, 12, 2, NUMBER(&stat), WORD_OF(STATFLAG_NONAME)));
	CHECK(CALL(Clone, &clone) == TOY_RESULT(13));
	CHECK(clone == stream);
	CHECK(toy_was(who, 13, 1, NUMBER(&clone)));
	return failures;
}
