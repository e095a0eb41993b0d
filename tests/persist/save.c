/* SPDX-License-Identifier: MIT */
/* Objects into storages and streams and back; the states of IPersistStorage. */
#include <signal.h>

#include "persist/toys.h"

#include "support/heap.h"

static IStorage *root;
static DWORD numbers[2];

static void
begin(void)
{
	chart_failure = S_OK;
	root = new_document();
	ck_hr(stg_register_object_class(&note_class, &numbers[0]), S_OK);
	ck_hr(stg_register_object_class(&chart_class, &numbers[1]), S_OK);
}

static void
end(void)
{
	ck_hr(CoRevokeClassObject(numbers[0]), S_OK);
	ck_hr(CoRevokeClassObject(numbers[1]), S_OK);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert_int_eq(toys, 0);
}

/* --- Streams --- */

START_TEST(object_in_a_stream_comes_back)
{
	IPersistStream *note = note_make("to be saved");
	IStream *stream = new_stream(root, u"s");
	void *made;

	ck_hr(OleSaveToStream(note, stream), S_OK);
	ck_hr(IPersistStream_IsDirty(note), S_FALSE);
	ck_assert_uint_eq(IPersistStream_Release(note), 0);
	rewind_stream(stream);
	ck_hr(OleLoadFromStream(stream, &IID_IPersistStream, &made), S_OK);
	note = made;
	ck_assert_uint_eq(note_of(note)->length, 11);
	ck_assert_mem_eq(note_of(note)->text, "to be saved", 11);
	ck_assert_uint_eq(IPersistStream_Release(note), 0);
	IStream_Release(stream);
}
END_TEST

START_TEST(nothing_to_save_or_load_is_told)
{
	IStream *stream = new_stream(root, u"s");
	void *made = root;

	ck_hr(OleSaveToStream(NULL, stream), OLE_E_BLANK);
	ck_hr(WriteClassStm(stream, &CLSID_NULL), S_OK);
	rewind_stream(stream);
	ck_hr(OleLoadFromStream(stream, &IID_IUnknown, &made), S_OK);
	ck_assert_ptr_null(made);
	made = root;
	ck_hr(OleLoadFromStream(stream, &IID_IUnknown, &made),
		STG_E_READFAULT);
	ck_assert_ptr_null(made);
	IStream_Release(stream);
}
END_TEST

START_TEST(unknown_class_in_a_stream_is_not_registered)
{
	static const CLSID none = { 9, 9, 9, { 9 } };
	IStream *stream = new_stream(root, u"s");
	void *made = root;

	ck_hr(WriteClassStm(stream, &none), S_OK);
	rewind_stream(stream);
	ck_hr(OleLoadFromStream(stream, &IID_IUnknown, &made),
		REGDB_E_CLASSNOTREG);
	ck_assert_ptr_null(made);
	IStream_Release(stream);
}
END_TEST

START_TEST(object_that_cannot_be_loaded_is_released)
{
	IStream *stream = new_stream(root, u"s");
	void *made = root;

	ck_hr(WriteClassStm(stream, &clsid_note), S_OK);
	ck_hr(IStream_Write(stream, "\5abc", 4, NULL), S_OK);
	rewind_stream(stream);
	ck_hr(OleLoadFromStream(stream, &IID_IUnknown, &made),
		STG_E_READFAULT);
	ck_assert_ptr_null(made);
	/* One that does not live in streams. */
	rewind_stream(stream);
	ck_hr(WriteClassStm(stream, &clsid_chart), S_OK);
	rewind_stream(stream);
	ck_hr(OleLoadFromStream(stream, &IID_IUnknown, &made), E_NOINTERFACE);
	ck_assert_ptr_null(made);
	ck_assert_int_eq(toys, 0);
	IStream_Release(stream);
}
END_TEST

/* --- Storages --- */

static IStorage *
new_storage(const OLECHAR *name)
{
	IStorage *storage;

	ck_hr(IStorage_CreateStorage(root, name, EXCLUSIVE, 0, 0, &storage),
		S_OK);
	return storage;
}

START_TEST(object_in_a_storage_comes_back)
{
	IPersistStorage *chart = chart_make();
	IStorage *storage = new_storage(u"o");
	CLSID clsid;
	void *made;

	ck_hr(IPersistStorage_InitNew(chart, storage), S_OK);
	chart_of(chart)->value = 42;
	ck_hr(IPersistStorage_IsDirty(chart), S_OK);
	ck_hr(OleSave(chart, storage, TRUE), S_OK);
	ck_hr(IPersistStorage_SaveCompleted(chart, NULL), S_OK);
	ck_hr(IPersistStorage_IsDirty(chart), S_FALSE);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_hr(ReadClassStg(storage, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &clsid_chart));
	ck_hr(OleLoad(storage, &IID_IPersistStorage, NULL, &made), S_OK);
	chart = made;
	ck_assert_uint_eq(chart_of(chart)->value, 42);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_assert_uint_eq(IStorage_Release(storage), 0);
}
END_TEST

START_TEST(instance_is_had_from_a_storage)
{
	IPersistStorage *chart = chart_make();
	IStorage *storage = new_storage(u"o");
	MULTI_QI wanted[2] = { { .pIID = &IID_IPersistStorage },
		{ .pIID = &IID_IStream } };

	ck_hr(IPersistStorage_InitNew(chart, storage), S_OK);
	chart_of(chart)->value = 7;
	ck_hr(OleSave(chart, storage, TRUE), S_OK);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_hr(CoGetInstanceFromIStorage(NULL, NULL, NULL, CLSCTX_ALL, storage,
		2, wanted), CO_S_NOTALLINTERFACES);
	ck_assert_ptr_null(wanted[1].pItf);
	ck_assert_uint_eq(chart_of((IPersistStorage *)wanted[0].pItf)->value,
		7);
	ck_assert_uint_eq(IUnknown_Release(wanted[0].pItf), 0);
	IStorage_Release(storage);
}
END_TEST

START_TEST(failure_to_save_is_not_committed)
{
	IPersistStorage *chart = chart_make();
	IStorage *storage = new_storage(u"o");

	ck_hr(IPersistStorage_InitNew(chart, storage), S_OK);
	chart_failure = STG_E_MEDIUMFULL;
	ck_hr(OleSave(chart, storage, TRUE), STG_E_MEDIUMFULL);
	/* It may still write, and be saved. */
	ck_assert_ptr_eq(stg_persist_to_write(&chart_of(chart)->persist),
		storage);
	chart_failure = S_OK;
	ck_hr(OleSave(chart, storage, TRUE), S_OK);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	IStorage_Release(storage);
}
END_TEST

START_TEST(unknown_class_in_a_storage_is_not_registered)
{
	void *made = root;

	ck_hr(OleLoad(root, &IID_IUnknown, NULL, &made), REGDB_E_CLASSNOTREG);
	ck_assert_ptr_null(made);
	ck_hr(OleLoad(NULL, &IID_IUnknown, NULL, &made), E_INVALIDARG);
	ck_hr(OleSave(NULL, root, TRUE), STG_E_INVALIDPOINTER);
}
END_TEST

/* --- States: what each call gives in each state --- */

enum call { INIT_NEW, LOAD, SAVE, COMPLETED, COMPLETED_NEW, HANDS_OFF, CALLS };

static HRESULT
call(IPersistStorage *chart, enum call which, IStorage *a, IStorage *b)
{
	switch (which) {
	case INIT_NEW:
		return IPersistStorage_InitNew(chart, a);
	case LOAD:
		return IPersistStorage_Load(chart, a);
	case SAVE:
		return IPersistStorage_Save(chart, a, TRUE);
	case COMPLETED:
		return IPersistStorage_SaveCompleted(chart, NULL);
	case COMPLETED_NEW:
		return IPersistStorage_SaveCompleted(chart, b);
	case HANDS_OFF:
		return IPersistStorage_HandsOffStorage(chart);
	case CALLS:
		break;
	}
	return E_FAIL;
}

/* By enum stg_persist_state; what is not S_OK changes nothing. */
static const HRESULT expected[4][CALLS] = {
	{ S_OK, S_OK, E_UNEXPECTED, E_UNEXPECTED, E_UNEXPECTED, E_UNEXPECTED },
	{ CO_E_ALREADYINITIALIZED, CO_E_ALREADYINITIALIZED, S_OK, E_UNEXPECTED,
		E_UNEXPECTED, S_OK },
	{ CO_E_ALREADYINITIALIZED, CO_E_ALREADYINITIALIZED, E_UNEXPECTED, S_OK,
		S_OK, S_OK },
	{ CO_E_ALREADYINITIALIZED, CO_E_ALREADYINITIALIZED, E_UNEXPECTED,
		E_INVALIDARG, S_OK, E_UNEXPECTED },
};

static const enum stg_persist_state after[CALLS] = { STG_PERSIST_SCRIBBLE,
	STG_PERSIST_SCRIBBLE, STG_PERSIST_NOSCRIBBLE, STG_PERSIST_SCRIBBLE,
	STG_PERSIST_SCRIBBLE, STG_PERSIST_HANDSOFF };

static IPersistStorage *
chart_in(enum stg_persist_state state, IStorage *a, IStorage *b)
{
	IPersistStorage *chart = chart_make();

	if (state != STG_PERSIST_NEW)
		ck_hr(call(chart, INIT_NEW, a, b), S_OK);
	if (state == STG_PERSIST_NOSCRIBBLE)
		ck_hr(call(chart, SAVE, a, b), S_OK);
	if (state == STG_PERSIST_HANDSOFF)
		ck_hr(call(chart, HANDS_OFF, a, b), S_OK);
	return chart;
}

START_TEST(states_follow_the_contract)
{
	enum stg_persist_state state = (enum stg_persist_state)(_i / CALLS);
	enum call which = (enum call)(_i % CALLS);
	IStorage *a = new_storage(u"a");
	IStorage *b = new_storage(u"b");
	IPersistStorage *chart = chart_in(state, a, b);
	HRESULT hr = expected[state][which];
	ULONG zero = 0;

	put_stream(b, u"Numbers", &zero, sizeof zero);
	if (which == LOAD && state == STG_PERSIST_NEW)
		put_stream(a, u"Numbers", &zero, sizeof zero);
	ck_hr(call(chart, which, a, b), hr);
	ck_assert_int_eq(chart_of(chart)->persist.state,
		hr == S_OK ? after[which] : state);
	/* Hands off: no reference is held. */
	if (chart_of(chart)->persist.state == STG_PERSIST_HANDSOFF) {
		ck_assert_uint_eq(IStorage_AddRef(a), 2);
		IStorage_Release(a);
	}
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_assert_uint_eq(IStorage_Release(b), 0);
	ck_assert_uint_eq(IStorage_Release(a), 0);
}
END_TEST

/* What an object asks for in a state in which it must not have it. */
static const struct {
	enum stg_persist_state state;
	bool to_write;
} out_of_turn[] = {
	{ STG_PERSIST_NEW, true },
	{ STG_PERSIST_NEW, false },
	{ STG_PERSIST_NOSCRIBBLE, true },
	{ STG_PERSIST_HANDSOFF, true },
	{ STG_PERSIST_HANDSOFF, false },
};

/* In a debug build, that is; otherwise it gets no storage. */
START_TEST(object_that_is_out_of_turn_is_stopped)
{
	IStorage *a = new_storage(u"a");
	IStorage *b = new_storage(u"b");
	IPersistStorage *chart = chart_in(out_of_turn[_i].state, a, b);
	struct stg_persist_storage *persist = &chart_of(chart)->persist;

	ck_assert_ptr_null(out_of_turn[_i].to_write ?
		stg_persist_to_write(persist) : stg_persist_to_read(persist));
#ifdef NDEBUG
	raise(SIGABRT);
#endif
}
END_TEST

START_TEST(storage_may_be_read_until_the_save_is_complete)
{
	IStorage *a = new_storage(u"a");
	IStorage *b = new_storage(u"b");
	IPersistStorage *chart = chart_in(STG_PERSIST_NOSCRIBBLE, a, b);

	ck_assert_ptr_eq(stg_persist_to_read(&chart_of(chart)->persist), a);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_assert_uint_eq(IStorage_Release(b), 0);
	ck_assert_uint_eq(IStorage_Release(a), 0);
}
END_TEST

START_TEST(copy_elsewhere_leaves_the_object_dirty)
{
	IStorage *a = new_storage(u"a");
	IStorage *b = new_storage(u"b");
	IPersistStorage *chart = chart_in(STG_PERSIST_SCRIBBLE, a, b);

	ck_hr(IPersistStorage_Save(chart, b, FALSE), S_OK);
	ck_hr(IPersistStorage_SaveCompleted(chart, NULL), S_OK);
	ck_hr(IPersistStorage_IsDirty(chart), S_OK);
	/* To move there makes it clean. */
	ck_hr(IPersistStorage_Save(chart, b, FALSE), S_OK);
	ck_hr(IPersistStorage_SaveCompleted(chart, b), S_OK);
	ck_hr(IPersistStorage_IsDirty(chart), S_FALSE);
	ck_assert_uint_eq(IStorage_Release(a), 0);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_assert_uint_eq(IStorage_Release(b), 0);
}
END_TEST

START_TEST(storage_that_cannot_be_opened_again_is_let_go)
{
	IStorage *a = new_storage(u"a");
	IStorage *b = new_storage(u"b");
	IPersistStorage *chart = chart_in(STG_PERSIST_HANDSOFF, a, b);
	ULONG zero = 0;

	ck_hr(IPersistStorage_SaveCompleted(chart, b), STG_E_FILENOTFOUND);
	ck_assert_int_eq(chart_of(chart)->persist.state, STG_PERSIST_HANDSOFF);
	put_stream(b, u"Numbers", &zero, sizeof zero);
	ck_hr(IPersistStorage_SaveCompleted(chart, b), S_OK);
	ck_assert_uint_eq(IPersistStorage_Release(chart), 0);
	ck_assert_uint_eq(IStorage_Release(b), 0);
	ck_assert_uint_eq(IStorage_Release(a), 0);
}
END_TEST

/* --- Memory --- */

static HRESULT
save_and_load(IStorage *storage)
{
	OLECHAR type[] = u"Chart";
	IPersistStorage *chart = NULL;
	void *made = NULL;
	LPOLESTR text = NULL;
	HRESULT hr = CoCreateInstance(&clsid_chart, NULL, CLSCTX_ALL,
		&IID_IPersistStorage, &made);

	if (SUCCEEDED(hr)) {
		chart = made;
		hr = IPersistStorage_InitNew(chart, storage);
	}
	if (SUCCEEDED(hr))
		hr = WriteFmtUserTypeStg(storage, 0xC000, type);
	if (SUCCEEDED(hr))
		hr = SetConvertStg(storage, TRUE);
	if (SUCCEEDED(hr))
		hr = OleSave(chart, storage, TRUE);
	if (chart)
		IPersistStorage_Release(chart);
	if (SUCCEEDED(hr))
		hr = ReadFmtUserTypeStg(storage, NULL, &text);
	CoTaskMemFree(text);
	made = NULL;
	if (SUCCEEDED(hr))
		hr = OleLoad(storage, &IID_IUnknown, NULL, &made);
	ck_assert(SUCCEEDED(hr) || !made);
	if (made)
		IUnknown_Release((IUnknown *)made);
	return hr;
}

START_TEST(every_allocation_may_fail)
{
	unsigned long failures = 0;
	HRESULT hr = E_FAIL;

	RegisterClipboardFormatW(u"Chart");
	for (unsigned long n = 1; FAILED(hr); n++) {
		IStorage *fresh = new_document();

		heap_begin();
		heap_fail_at(n);
		hr = save_and_load(fresh);
		heap_fail_at(0);
		ck_assert_msg(SUCCEEDED(hr) || hr == E_OUTOFMEMORY ||
				hr == STG_E_INSUFFICIENTMEMORY,
			"allocation %lu: %#x", n, (unsigned)hr);
		ck_assert_int_eq(toys, 0);
		ck_assert_uint_eq(IStorage_Release(fresh), 0);
		failures += FAILED(hr);
		ck_assert_uint_lt(n, 1000);
	}
	ck_assert_uint_gt(failures, 10);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("persist/save");

	tcase_add_checked_fixture(suite.tcase, begin, end);
	TEST(&suite, object_in_a_stream_comes_back);
	TEST(&suite, nothing_to_save_or_load_is_told);
	TEST(&suite, unknown_class_in_a_stream_is_not_registered);
	TEST(&suite, object_that_cannot_be_loaded_is_released);
	TEST(&suite, object_in_a_storage_comes_back);
	TEST(&suite, instance_is_had_from_a_storage);
	TEST(&suite, failure_to_save_is_not_committed);
	TEST(&suite, unknown_class_in_a_storage_is_not_registered);
	TEST_EACH(&suite, states_follow_the_contract, 4 * CALLS);
	tcase_add_loop_test_raise_signal(suite.tcase,
		object_that_is_out_of_turn_is_stopped, SIGABRT, 0,
		ARRAY_SIZE(out_of_turn));
	TEST(&suite, storage_may_be_read_until_the_save_is_complete);
	TEST(&suite, copy_elsewhere_leaves_the_object_dirty);
	TEST(&suite, storage_that_cannot_be_opened_again_is_let_go);
	TEST(&suite, every_allocation_may_fail);
	return suite_end(&suite);
}
