/* SPDX-License-Identifier: MIT */
/* Objects made of <stg/object.h>: the rules of IUnknown, alone and inside. */
#include "persist/toys.h"

static void
begin(void)
{
	ck_assert_int_eq(toys, 0);
}

static void
end(void)
{
	ck_assert_int_eq(toys, 0);
}

static void *
ask(void *object, const IID *iid)
{
	void *found = NULL;

	ck_hr(IUnknown_QueryInterface((IUnknown *)object, iid, &found), S_OK);
	ck_assert_ptr_nonnull(found);
	return found;
}

static ULONG
drop(void *object)
{
	return IUnknown_Release((IUnknown *)object);
}

static const IID *const note_iids[] = { &IID_IUnknown, &IID_IPersist,
	&IID_IPersistStream, &IID_IPropertyBag };
#define IIDS ARRAY_SIZE(note_iids)

/* From each interface to each other and back, and one identity. */
static void
ck_rules(void *object)
{
	void *identity = ask(object, &IID_IUnknown);

	for (size_t a = 0; a < IIDS; a++) {
		void *from = ask(object, note_iids[a]);

		for (size_t b = 0; b < IIDS; b++) {
			void *to = ask(from, note_iids[b]);
			void *back = ask(to, note_iids[a]);
			void *unknown = ask(to, &IID_IUnknown);

			ck_assert_ptr_eq(back, from);
			ck_assert_ptr_eq(unknown, identity);
			drop(unknown);
			drop(back);
			drop(to);
		}
		drop(from);
	}
	drop(identity);
}

START_TEST(any_interface_leads_to_any_other)
{
	IPersistStream *note = note_make("x");

	ck_rules(note);
	ck_assert_uint_eq(IPersistStream_Release(note), 0);
}
END_TEST

START_TEST(references_are_counted_once_for_all_interfaces)
{
	IPersistStream *note = note_make("x");
	IPropertyBag *bag = ask(note, &IID_IPropertyBag);

	ck_assert_uint_eq(IPersistStream_AddRef(note), 3);
	ck_assert_uint_eq(IPropertyBag_AddRef(bag), 4);
	ck_assert_uint_eq(IPropertyBag_Release(bag), 3);
	ck_assert_uint_eq(IPersistStream_Release(note), 2);
	ck_assert_uint_eq(IPersistStream_Release(note), 1);
	ck_assert_int_eq(toys, 1);
	ck_assert_uint_eq(IPropertyBag_Release(bag), 0);
}
END_TEST

START_TEST(unknown_interface_clears_the_pointer)
{
	IPersistStream *note = note_make("x");
	void *found = note;

	ck_hr(IPersistStream_QueryInterface(note, &IID_IStorage, &found),
		E_NOINTERFACE);
	ck_assert_ptr_null(found);
	ck_hr(IPersistStream_QueryInterface(note, &IID_IStorage, NULL),
		E_POINTER);
	ck_assert_uint_eq(IPersistStream_Release(note), 0);
}
END_TEST

START_TEST(class_is_told)
{
	static const struct stg_object_class nameless = {
		.size = sizeof(struct stg_object),
	};
	struct stg_object object = { .class_ = &nameless };
	IPersistStream *note = note_make("x");
	CLSID clsid = CLSID_NULL;

	ck_hr(IPersistStream_GetClassID(note, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &clsid_note));
	ck_hr(IPersistStream_GetClassID(note, NULL), E_POINTER);
	ck_assert_uint_eq(IPersistStream_Release(note), 0);
	ck_hr(stg_object_class_id(&object, &clsid), E_FAIL);
	ck_assert(IsEqualCLSID(&clsid, &CLSID_NULL));
}
END_TEST

/* --- An object that contains a note, whose interfaces are its own --- */

struct outer {
	struct stg_object object;
	IErrorLog IErrorLog_iface;
	IUnknown *inner;
};

STG_UNKNOWN(outer, IErrorLog, struct outer)

static struct outer *
outer_of(struct stg_object *object)
{
	return STG_CONTAINER_OF(object, struct outer, object);
}

static HRESULT
outer_AddError(IErrorLog *iface, LPCOLESTR pszPropName, EXCEPINFO *pExcepInfo)
{
	(void)iface;
	(void)pszPropName;
	(void)pExcepInfo;
	return S_OK;
}

static const IErrorLogVtbl outer_vtbl = {
	.QueryInterface = outer_QueryInterface,
	.AddRef = outer_AddRef,
	.Release = outer_Release,
	.AddError = outer_AddError,
};

static HRESULT
outer_init(struct stg_object *object)
{
	struct outer *outer = outer_of(object);
	void *inner;
	HRESULT hr = stg_object_create(&note_class, object->outer,
		&IID_IUnknown, &inner);

	if (FAILED(hr))
		return hr;
	outer->inner = inner;
	outer->IErrorLog_iface.lpVtbl = &outer_vtbl;
	return S_OK;
}

static void
outer_done(struct stg_object *object)
{
	IUnknown_Release(outer_of(object)->inner);
}

static HRESULT
outer_query(struct stg_object *object, REFIID riid, void **ppv)
{
	return IUnknown_QueryInterface(outer_of(object)->inner, riid, ppv);
}

static const struct stg_interface outer_interfaces[] = {
	STG_INTERFACE(IErrorLog, struct outer),
	STG_INTERFACES_END,
};

static const struct stg_object_class outer_class = {
	.size = sizeof(struct outer),
	.interfaces = outer_interfaces,
	.init = outer_init,
	.done = outer_done,
	.query = outer_query,
};

START_TEST(contained_object_answers_as_the_outer_one)
{
	IPropertyBag *bag;
	IErrorLog *log;
	void *made;

	ck_hr(stg_object_create(&outer_class, NULL, &IID_IErrorLog, &made),
		S_OK);
	log = made;
	ck_rules(log);
	bag = ask(log, &IID_IPropertyBag);
	made = ask(bag, &IID_IErrorLog);
	ck_assert_ptr_eq(made, log);
	drop(made);
	/* The inner interface counts with the outer object. */
	ck_assert_uint_eq(IPropertyBag_AddRef(bag), 3);
	ck_assert_uint_eq(IErrorLog_Release(log), 2);
	ck_assert_uint_eq(IErrorLog_Release(log), 1);
	ck_assert_int_eq(toys, 1);
	ck_assert_uint_eq(IPropertyBag_Release(bag), 0);
}
END_TEST

START_TEST(contained_object_is_asked_for_its_unknown_alone)
{
	IPersistStream *controller = note_make("x");
	void *made = controller;

	ck_hr(stg_object_create(&note_class, (IUnknown *)controller,
		&IID_IPersistStream, &made), CLASS_E_NOAGGREGATION);
	ck_assert_ptr_null(made);
	ck_hr(stg_object_create(&note_class, (IUnknown *)controller,
		&IID_IUnknown, &made), S_OK);
	/* It holds no reference on the one that holds it. */
	ck_assert_uint_eq(drop(made), 0);
	ck_assert_uint_eq(IPersistStream_Release(controller), 0);
}
END_TEST

/* --- Class objects --- */

START_TEST(class_object_makes_objects)
{
	IClassFactory *factory;
	void *made;

	ck_hr(stg_class_factory(&note_class, &factory), S_OK);
	ck_hr(IClassFactory_LockServer(factory, TRUE), S_OK);
	ck_hr(IClassFactory_CreateInstance(factory, NULL, &IID_IPersist,
		&made), S_OK);
	ck_assert_int_eq(toys, 1);
	ck_assert_uint_eq(drop(made), 0);
	ck_hr(IClassFactory_CreateInstance(factory, NULL, &IID_IStorage,
		&made), E_NOINTERFACE);
	ck_assert_ptr_null(made);
	ck_assert_uint_eq(IClassFactory_Release(factory), 0);
}
END_TEST

START_TEST(registered_class_makes_objects)
{
	DWORD number;
	void *made;

	ck_hr(stg_register_object_class(&outer_class, &number), E_INVALIDARG);
	ck_assert_uint_eq(number, 0);
	ck_hr(stg_register_object_class(&note_class, &number), S_OK);
	ck_hr(CoCreateInstance(&clsid_note, NULL, CLSCTX_ALL,
		&IID_IPropertyBag, &made), S_OK);
	ck_assert_uint_eq(drop(made), 0);
	ck_hr(CoRevokeClassObject(number), S_OK);
	ck_assert_uint_eq(stg_count_class_objects(), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		any_interface_leads_to_any_other,
		references_are_counted_once_for_all_interfaces,
		unknown_interface_clears_the_pointer,
		class_is_told,
		contained_object_answers_as_the_outer_one,
		contained_object_is_asked_for_its_unknown_alone,
		class_object_makes_objects,
		registered_class_makes_objects,
	};

	return run_tests_with("persist/object", begin, end, tests,
		ARRAY_SIZE(tests));
}
