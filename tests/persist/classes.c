/* SPDX-License-Identifier: MIT */
/* Class objects, facts of classes and hooks. */
#include <stdio.h>
#include <unistd.h>

#include "persist/documents.h"

static const CLSID old_class = { 0x11111111, 1, 1, { 1 } };
static const CLSID new_class = { 0x22222222, 2, 2, { 2 } };
static const CLSID none = { 0x33333333, 3, 3, { 3 } };

/* A factory that counts, and makes nothing but itself. */
struct factory {
	IClassFactory IClassFactory_iface;
	ULONG refs;
	unsigned made;
};

static struct factory factory;

static HRESULT
factory_QueryInterface(IClassFactory *iface, REFIID riid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IClassFactory))
		return E_NOINTERFACE;
	factory.refs++;
	*object = iface;
	return S_OK;
}

static ULONG
factory_AddRef(IClassFactory *iface)
{
	(void)iface;
	return ++factory.refs;
}

static ULONG
factory_Release(IClassFactory *iface)
{
	(void)iface;
	return --factory.refs;
}

static HRESULT
factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID riid,
	void **object)
{
	*object = NULL;
	if (outer)
		return CLASS_E_NOAGGREGATION;
	factory.made++;
	return IClassFactory_QueryInterface(iface, riid, object);
}

static HRESULT
factory_LockServer(IClassFactory *iface, BOOL lock)
{
	(void)iface;
	(void)lock;
	return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
	.QueryInterface = factory_QueryInterface,
	.AddRef = factory_AddRef,
	.Release = factory_Release,
	.CreateInstance = factory_CreateInstance,
	.LockServer = factory_LockServer,
};

static void
begin(void)
{
	factory = (struct factory){ { &factory_vtbl }, 1, 0 };
}

static void
end(void)
{
	ck_assert_uint_eq(factory.refs, 1);
	ck_assert_uint_eq(stg_count_class_objects(), 0);
	ck_hr(stg_set_class_hooks(NULL, NULL), S_OK);
	(void)stg_unregister_class(&old_class);
	(void)stg_unregister_class(&new_class);
}

static DWORD
offer(const CLSID *clsid, DWORD flags)
{
	DWORD number;

	ck_hr(CoRegisterClassObject(clsid,
		(IUnknown *)&factory.IClassFactory_iface, CLSCTX_INPROC_SERVER,
		flags, &number), S_OK);
	ck_assert_uint_ne(number, 0);
	return number;
}

static HRESULT
make(const CLSID *clsid)
{
	void *object = &factory;
	HRESULT hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER,
		&IID_IUnknown, &object);

	ck_assert(SUCCEEDED(hr) == (object != NULL));
	if (object)
		IUnknown_Release((IUnknown *)object);
	return hr;
}

START_TEST(unknown_class_is_not_registered)
{
	void *object = &factory;

	ck_hr(make(&none), REGDB_E_CLASSNOTREG);
	ck_hr(CoGetClassObject(&none, CLSCTX_ALL, NULL, &IID_IClassFactory,
		&object), REGDB_E_CLASSNOTREG);
	ck_assert_ptr_null(object);
}
END_TEST

START_TEST(class_object_makes_instances_until_it_is_revoked)
{
	DWORD number = offer(&old_class, REGCLS_MULTIPLEUSE);

	ck_assert_uint_eq(factory.refs, 2);
	ck_assert_uint_eq(stg_count_class_objects(), 1);
	ck_hr(make(&old_class), S_OK);
	ck_hr(make(&old_class), S_OK);
	ck_assert_uint_eq(factory.made, 2);
	ck_hr(CoRevokeClassObject(number), S_OK);
	ck_hr(make(&old_class), REGDB_E_CLASSNOTREG);
	ck_hr(CoRevokeClassObject(number), E_INVALIDARG);
	ck_hr(CoRevokeClassObject(0), E_INVALIDARG);
}
END_TEST

START_TEST(context_must_fit)
{
	DWORD number = offer(&old_class, REGCLS_MULTIPLEUSE);
	void *object;

	ck_hr(CoCreateInstance(&old_class, NULL, CLSCTX_LOCAL_SERVER,
		&IID_IUnknown, &object), REGDB_E_CLASSNOTREG);
	ck_hr(CoRevokeClassObject(number), S_OK);
}
END_TEST

START_TEST(second_class_object_is_refused)
{
	DWORD number = offer(&old_class, REGCLS_MULTIPLEUSE);
	DWORD other = 5;

	ck_hr(CoRegisterClassObject(&old_class,
		(IUnknown *)&factory.IClassFactory_iface, CLSCTX_ALL,
		REGCLS_MULTIPLEUSE, &other), CO_E_OBJISREG);
	ck_assert_uint_eq(other, 0);
	ck_hr(CoRevokeClassObject(number), S_OK);
}
END_TEST

START_TEST(single_use_serves_once)
{
	DWORD number = offer(&old_class, REGCLS_SINGLEUSE);

	ck_hr(make(&old_class), S_OK);
	ck_hr(make(&old_class), REGDB_E_CLASSNOTREG);
	ck_assert_uint_eq(factory.refs, 1);
	ck_hr(CoRevokeClassObject(number), S_OK);
}
END_TEST

START_TEST(suspended_class_object_waits)
{
	DWORD number =
		offer(&old_class, REGCLS_MULTIPLEUSE | REGCLS_SUSPENDED);

	ck_hr(make(&old_class), REGDB_E_CLASSNOTREG);
	ck_hr(CoResumeClassObjects(), S_OK);
	ck_hr(make(&old_class), S_OK);
	ck_hr(CoSuspendClassObjects(), S_OK);
	ck_hr(make(&old_class), REGDB_E_CLASSNOTREG);
	ck_hr(CoResumeClassObjects(), S_OK);
	ck_hr(make(&old_class), S_OK);
	ck_hr(CoRevokeClassObject(number), S_OK);
}
END_TEST

START_TEST(bad_registrations_are_refused)
{
	IUnknown *object = (IUnknown *)&factory.IClassFactory_iface;
	DWORD number = 5;

	ck_hr(CoRegisterClassObject(&old_class, NULL, CLSCTX_ALL, 0, &number),
		E_INVALIDARG);
	ck_assert_uint_eq(number, 0);
	ck_hr(CoRegisterClassObject(&old_class, object, 0, 0, &number),
		E_INVALIDARG);
	ck_hr(CoRegisterClassObject(&old_class, object, CLSCTX_ALL, 0x80,
		&number), E_INVALIDARG);
	ck_hr(CoRegisterClassObject(&old_class, object, CLSCTX_ALL, 0, NULL),
		E_INVALIDARG);
}
END_TEST

START_TEST(several_interfaces_are_had_at_once)
{
	DWORD number = offer(&old_class, REGCLS_MULTIPLEUSE);
	MULTI_QI wanted[2] = { { .pIID = &IID_IClassFactory },
		{ .pIID = &IID_IStream } };

	ck_hr(CoCreateInstanceEx(&old_class, NULL, CLSCTX_INPROC_SERVER, NULL,
		2, wanted), CO_S_NOTALLINTERFACES);
	ck_assert_ptr_nonnull(wanted[0].pItf);
	ck_hr(wanted[1].hr, E_NOINTERFACE);
	ck_assert_ptr_null(wanted[1].pItf);
	IUnknown_Release(wanted[0].pItf);
	wanted[0].pItf = NULL;
	ck_hr(CoCreateInstanceEx(&none, NULL, CLSCTX_ALL, NULL, 1, wanted),
		REGDB_E_CLASSNOTREG);
	ck_hr(wanted[0].hr, REGDB_E_CLASSNOTREG);
	ck_hr(CoRevokeClassObject(number), S_OK);
}
END_TEST

static void
know(const CLSID *clsid, const OLECHAR *prog_id, const OLECHAR *user_type)
{
	struct stg_class facts = { *clsid, prog_id, user_type };

	ck_hr(stg_register_class(&facts), S_OK);
}

START_TEST(prog_id_leads_to_the_class_and_back)
{
	CLSID clsid;
	LPOLESTR text;

	know(&old_class, u"Sample.Chart.1", u"Sample Chart");
	ck_hr(CLSIDFromProgID(u"sample.CHART.1", &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &old_class));
	ck_hr(ProgIDFromCLSID(&old_class, &text), S_OK);
	ck_assert(is_text(text, "Sample.Chart.1"));
	CoTaskMemFree(text);
	ck_hr(stg_unregister_class(&old_class), S_OK);
	ck_hr(stg_unregister_class(&old_class), REGDB_E_CLASSNOTREG);
	ck_hr(CLSIDFromProgID(u"Sample.Chart.1", &clsid), CO_E_CLASSSTRING);
	ck_assert(IsEqualCLSID(&clsid, &CLSID_NULL));
	ck_hr(ProgIDFromCLSID(&old_class, &text), REGDB_E_CLASSNOTREG);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(class_stands_in_for_another)
{
	DWORD number = offer(&new_class, REGCLS_MULTIPLEUSE);
	CLSID clsid;

	ck_hr(CoTreatAsClass(&old_class, &new_class), REGDB_E_CLASSNOTREG);
	know(&old_class, NULL, NULL);
	ck_hr(CoGetTreatAsClass(&old_class, &clsid), S_FALSE);
	ck_assert(IsEqualCLSID(&clsid, &old_class));
	ck_hr(CoTreatAsClass(&old_class, &new_class), S_OK);
	ck_hr(CoGetTreatAsClass(&old_class, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &new_class));
	ck_hr(make(&old_class), S_OK);
	/* New facts do not end it. */
	know(&old_class, u"Old.1", NULL);
	ck_hr(make(&old_class), S_OK);
	ck_hr(CoTreatAsClass(&old_class, &CLSID_NULL), S_OK);
	ck_hr(make(&old_class), REGDB_E_CLASSNOTREG);
	ck_hr(CoRevokeClassObject(number), S_OK);
}
END_TEST

START_TEST(circle_of_classes_ends)
{
	know(&old_class, NULL, NULL);
	know(&new_class, NULL, NULL);
	ck_hr(CoTreatAsClass(&old_class, &new_class), S_OK);
	ck_hr(CoTreatAsClass(&new_class, &old_class), S_OK);
	ck_hr(make(&old_class), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST(storage_is_converted_to_the_newer_class)
{
	IStorage *root = new_document();
	LPOLESTR text;
	CLSID clsid;

	ck_hr(WriteClassStg(root, &old_class), S_OK);
	ck_hr(OleDoAutoConvert(root, &clsid), REGDB_E_CLASSNOTREG);
	ck_assert(IsEqualCLSID(&clsid, &old_class));
	know(&old_class, u"Old.1", u"Old");
	know(&new_class, u"New.1", u"New");
	ck_hr(OleGetAutoConvert(&old_class, &clsid), REGDB_E_KEYMISSING);
	ck_hr(OleSetAutoConvert(&none, &new_class), REGDB_E_CLASSNOTREG);
	ck_hr(OleSetAutoConvert(&old_class, &new_class), S_OK);
	ck_hr(OleDoAutoConvert(root, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &new_class));
	ck_hr(ReadClassStg(root, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &new_class));
	ck_hr(ReadFmtUserTypeStg(root, NULL, &text), S_OK);
	ck_assert(is_text(text, "New"));
	CoTaskMemFree(text);
	ck_hr(GetConvertStg(root), S_OK);
	IStorage_Release(root);
}
END_TEST

/* The data of OLE 1 and the name of the item are for the new class. */
START_TEST(conversion_leaves_the_data_of_ole1_alone)
{
	static const OLECHAR *const names[] = { u"\1Ole10Native",
		u"\1Ole10ItemName" };
	IStorage *root = new_document();
	uint8_t found[16];
	CLSID clsid;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		put_stream(root, names[i], "\5\0\0\0Cell", 9);
	know(&old_class, u"Old.1", u"Old");
	know(&new_class, u"New.1", u"New");
	ck_hr(OleSetAutoConvert(&old_class, &new_class), S_OK);
	ck_hr(WriteClassStg(root, &old_class), S_OK);
	ck_hr(OleDoAutoConvert(root, &clsid), S_OK);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		ck_assert_uint_eq(get_stream(root, names[i], found,
			sizeof found), 9);
		ck_assert_mem_eq(found, "\5\0\0\0Cell", 9);
	}
	/* An object without a name of its item gets none. */
	ck_hr(IStorage_DestroyElement(root, names[1]), S_OK);
	ck_hr(WriteClassStg(root, &old_class), S_OK);
	ck_hr(OleDoAutoConvert(root, &clsid), S_OK);
	ck_hr(IStorage_DestroyElement(root, names[1]), STG_E_FILENOTFOUND);
	IStorage_Release(root);
}
END_TEST

START_TEST(ole1_classes_are_in_their_range)
{
	CLSID clsid = { 0x0003000C, 0, 0, { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };

	ck_assert(CoIsOle1Class(&clsid));
	ck_assert(!CoIsOle1Class(&CLSID_StdOleLink));
	ck_assert(!CoIsOle1Class(&old_class));
}
END_TEST

/* --- Hooks --- */

static unsigned told;

static HRESULT
hook_get_class_object(void *context, REFCLSID clsid, DWORD contexts,
	COSERVERINFO *server, REFIID riid, void **object)
{
	(void)contexts;
	(void)server;
	ck_assert_ptr_eq(context, &told);
	told++;
	if (!IsEqualCLSID(clsid, &new_class))
		return REGDB_E_CLASSNOTREG;
	return IClassFactory_QueryInterface(&factory.IClassFactory_iface,
		riid, object);
}

static HRESULT
hook_registered(void *context, DWORD number, REFCLSID clsid, IUnknown *object,
	DWORD contexts, DWORD flags)
{
	(void)context;
	(void)number;
	(void)object;
	(void)contexts;
	(void)flags;
	told++;
	return IsEqualCLSID(clsid, &none) ? E_FAIL : S_OK;
}

static HRESULT
hook_revoked(void *context, DWORD number)
{
	(void)context;
	(void)number;
	told++;
	return S_OK;
}

static HRESULT
hook_clsid_of(void *context, LPCOLESTR prog_id, CLSID *clsid)
{
	(void)context;
	(void)prog_id;
	*clsid = new_class;
	return S_OK;
}

static const struct stg_class_hooks hooks = {
	.size = sizeof hooks,
	.context = &told,
	.get_class_object = hook_get_class_object,
	.registered = hook_registered,
	.revoked = hook_revoked,
	.clsid_of = hook_clsid_of,
};

START_TEST(hooks_add_what_is_not_registered)
{
	CLSID clsid;

	told = 0;
	ck_hr(stg_set_class_hooks(&hooks, NULL), S_OK);
	ck_hr(make(&new_class), S_OK);
	ck_hr(make(&none), REGDB_E_CLASSNOTREG);
	ck_assert_uint_eq(told, 2);
	ck_hr(CLSIDFromProgID(u"Anything", &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &new_class));
}
END_TEST

START_TEST(hooks_hear_of_class_objects)
{
	struct stg_class_hooks before;
	DWORD number;

	told = 0;
	ck_hr(stg_set_class_hooks(&hooks, &before), S_OK);
	ck_assert_uint_eq(before.size, 0);
	number = offer(&old_class, REGCLS_MULTIPLEUSE);
	ck_hr(CoRevokeClassObject(number), S_OK);
	ck_assert_uint_eq(told, 2);
	/* A hook may refuse. */
	ck_hr(CoRegisterClassObject(&none,
		(IUnknown *)&factory.IClassFactory_iface, CLSCTX_ALL, 0,
		&number), E_FAIL);
	ck_assert_uint_eq(number, 0);
}
END_TEST

START_TEST(hooks_of_an_older_program_are_fewer)
{
	struct stg_class_hooks older = hooks;
	CLSID clsid;

	older.size = offsetof(struct stg_class_hooks, clsid_of);
	ck_hr(stg_set_class_hooks(&older, NULL), S_OK);
	ck_hr(CLSIDFromProgID(u"Anything", &clsid), CO_E_CLASSSTRING);
	older.size = 1;
	ck_hr(stg_set_class_hooks(&older, NULL), E_INVALIDARG);
}
END_TEST

/* --- Files --- */

static char path[] = "classes-XXXXXX.sample";
static OLECHAR name[sizeof path];

static void
make_file(const void *bytes, size_t length)
{
	int fd;

	strcpy(path, "classes-XXXXXX.sample");
	fd = mkstemps(path, 7);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
	close(fd);
	for (size_t i = 0; i < sizeof path; i++)
		name[i] = (unsigned char)path[i];
}

START_TEST(file_is_known_by_storage_pattern_or_name)
{
	const struct stg_file_type by_pattern = { .clsid = old_class,
		.offset = 2, .pattern = "\xAB\x00", .mask = "\xF0\xFF",
		.length = 2 };
	const struct stg_file_type by_name = { .clsid = new_class,
		.extension = ".SAMPLE" };
	IStorage *root;
	CLSID clsid;

	know(&old_class, NULL, NULL);
	know(&new_class, NULL, NULL);
	make_file("..\xA1\0..", 6);
	ck_hr(GetClassFile(name, &clsid), MK_E_INVALIDEXTENSION);
	ck_hr(stg_register_file_type(&by_name), S_OK);
	ck_hr(GetClassFile(name, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &new_class));
	ck_hr(stg_register_file_type(&by_pattern), S_OK);
	ck_hr(GetClassFile(name, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &old_class));
	ck_hr(StgCreateDocfile(name, STGM_CREATE | EXCLUSIVE, 0, &root), S_OK);
	ck_hr(WriteClassStg(root, &none), S_OK);
	IStorage_Release(root);
	ck_hr(GetClassFile(name, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &none));
	unlink(path);
	ck_hr(GetClassFile(name, &clsid), MK_E_CANTOPENFILE);
	ck_assert(IsEqualCLSID(&clsid, &CLSID_NULL));
}
END_TEST

START_TEST(pattern_counts_from_the_end_too)
{
	const struct stg_file_type type = { .clsid = old_class,
		.offset = -3, .pattern = "end", .length = 3 };
	CLSID clsid;

	know(&old_class, NULL, NULL);
	ck_hr(stg_register_file_type(&type), S_OK);
	make_file("the end", 7);
	ck_hr(GetClassFile(name, &clsid), S_OK);
	unlink(path);
	make_file("nd", 2);
	ck_hr(GetClassFile(name, &clsid), MK_E_INVALIDEXTENSION);
	unlink(path);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		unknown_class_is_not_registered,
		class_object_makes_instances_until_it_is_revoked,
		context_must_fit,
		second_class_object_is_refused,
		single_use_serves_once,
		suspended_class_object_waits,
		bad_registrations_are_refused,
		several_interfaces_are_had_at_once,
		prog_id_leads_to_the_class_and_back,
		class_stands_in_for_another,
		circle_of_classes_ends,
		storage_is_converted_to_the_newer_class,
		conversion_leaves_the_data_of_ole1_alone,
		ole1_classes_are_in_their_range,
		hooks_add_what_is_not_registered,
		hooks_hear_of_class_objects,
		hooks_of_an_older_program_are_fewer,
		file_is_known_by_storage_pattern_or_name,
		pattern_counts_from_the_end_too,
	};

	return run_tests_with("persist/classes", begin, end, tests,
		ARRAY_SIZE(tests));
}
