/* SPDX-License-Identifier: MIT */
/* The rules of IUnknown, for every class of object that the library makes. */
#include <stg/cobjmacros.h>
#include <stg/object.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/heap.h"
#include "support/suite.h"

#define SHARE   STGM_SHARE_EXCLUSIVE
#define READ    (STGM_READ | SHARE)
#define RW      (STGM_READWRITE | SHARE)
#define ANEW    (STGM_CREATE | RW)
#define GARBAGE ((void *)&garbage)

static char garbage;
static const FMTID format = { 0x12345678, 0x1234, 0x5678,
	{ 1, 2, 3, 4, 5, 6, 7, 8 } };

/* One to read, and one to write that has property sets. */
static IStorage *root;
static IStorage *document;
static IStorage *parent; /* of what a test made, or NULL */
static IPropertySetStorage *sets;

static IStorage *
new_document(void)
{
	ILockBytes *bytes;
	IStorage *storage;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, ANEW, 0, &storage), S_OK);
	ILockBytes_Release(bytes);
	return storage;
}

static void
begin(void)
{
	heap_begin();
	root = storage_of("stream \"Large\" = count(5000)\n"
			  "stream \"Small\" = \"mini\"\n"
			  "storage \"Inner\"\n");
	document = new_document();
	ck_hr(StgCreatePropSetStg(document, 0, &sets), S_OK);
}

/* Whatever a test made is gone. libc gave a few bytes, uncounted, of names. */
static void
end(void)
{
	if (parent)
		ck_assert_uint_eq(IStorage_Release(parent), 0);
	parent = NULL;
	IPropertySetStorage_Release(sets);
	ck_assert_uint_eq(IStorage_Release(document), 0);
	ck_assert_uint_eq(IStorage_Release(root), 0);
	ck_assert_int_le((ptrdiff_t)heap_left(), 0);
}

/* --- How each class of object is had --- */

static void *
make_root(void)
{
	return storage_of("stream \"A\"\n");
}

static void *
make_document(void)
{
	return new_document();
}

/* A file that goes with it. */
static void *
make_file(DWORD mode)
{
	IStorage *storage;

	ck_hr(StgCreateDocfile(NULL, mode | STGM_CREATE |
		STGM_DELETEONRELEASE, 0, &storage), S_OK);
	return storage;
}

static void *
make_file_root(void)
{
	return make_file(RW);
}

static void *
make_transacted_root(void)
{
	return make_file(RW | STGM_TRANSACTED);
}

static void *
make_simple_root(void)
{
	return make_file(RW | STGM_SIMPLE);
}

static void *
make_simple_stream(void)
{
	IStream *stream;

	parent = make_simple_root();
	ck_hr(IStorage_CreateStream(parent, u"S", RW, 0, 0, &stream), S_OK);
	return stream;
}

static void *
make_writer(void)
{
	return make_file(STGM_DIRECT_SWMR | STGM_READWRITE |
		STGM_SHARE_DENY_WRITE);
}

static void *
make_storage(void)
{
	IStorage *storage;

	ck_hr(IStorage_OpenStorage(
		      root, u"Inner", NULL, READ, NULL, 0, &storage),
		S_OK);
	return storage;
}

static void *
open_stream(const OLECHAR *name)
{
	IStream *stream;

	ck_hr(IStorage_OpenStream(root, name, NULL, READ, 0, &stream), S_OK);
	return stream;
}

static void *
make_stream(void)
{
	return open_stream(u"Large");
}

static void *
make_mini_stream(void)
{
	return open_stream(u"Small");
}

static void *
make_clone(void)
{
	IStream *stream = open_stream(u"Large");
	IStream *clone;

	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	return clone;
}

static void *
make_enumerator(void)
{
	IEnumSTATSTG *list;

	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &list), S_OK);
	return list;
}

static void *
make_enumerator_clone(void)
{
	IEnumSTATSTG *list = make_enumerator();
	IEnumSTATSTG *clone;

	ck_hr(IEnumSTATSTG_Clone(list, &clone), S_OK);
	ck_assert_uint_eq(IEnumSTATSTG_Release(list), 0);
	return clone;
}

static void *
make_memory_array(void)
{
	ILockBytes *bytes;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	return bytes;
}

static void *
make_stream_array(void)
{
	IStream *stream = open_stream(u"Large");
	ILockBytes *bytes;

	ck_hr(stg_lockbytes_on_stream(stream, &bytes), S_OK);
	IStream_Release(stream);
	return bytes;
}

static void *
make_file_array(void)
{
	ILockBytes *bytes;

	ck_hr(stg_lockbytes_on_file("/dev/null", STGM_READ, &bytes), S_OK);
	return bytes;
}

static void *
make_fill(void)
{
	ILockBytes *bytes = make_memory_array();
	IFillLockBytes *fill;

	ck_hr(StgGetIFillLockBytesOnILockBytes(bytes, &fill), S_OK);
	ILockBytes_Release(bytes);
	return fill;
}

static void *
make_memory_stream(void)
{
	IStream *stream;

	ck_hr(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
	return stream;
}

static void *
make_memory_clone(void)
{
	IStream *stream = SHCreateMemStream((const BYTE *)"abc", 3);
	IStream *clone;

	ck_assert_ptr_nonnull(stream);
	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	return clone;
}

static void *
make_sets(void)
{
	IPropertySetStorage *other;

	ck_hr(StgCreatePropSetStg(document, 0, &other), S_OK);
	return other;
}

static void *
make_set(void)
{
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Create(
		      sets, &format, NULL, PROPSETFLAG_DEFAULT, ANEW, &set),
		S_OK);
	return set;
}

static void *
make_large_set(void)
{
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Create(
		      sets, &format, NULL, PROPSETFLAG_NONSIMPLE, ANEW, &set),
		S_OK);
	return set;
}

static void *
make_set_in_memory(void)
{
	IStream *stream = make_memory_stream();
	IPropertyStorage *set;

	ck_hr(StgCreatePropStg((IUnknown *)stream, &format, NULL,
		      PROPSETFLAG_DEFAULT, 0, &set),
		S_OK);
	IStream_Release(stream);
	return set;
}

static void *
make_list_of_sets(void)
{
	IEnumSTATPROPSETSTG *list;

	ck_hr(IPropertySetStorage_Enum(sets, &list), S_OK);
	return list;
}

static void *
make_list_of_properties(void)
{
	IPropertyStorage *set = make_set();
	IEnumSTATPROPSTG *list;

	ck_hr(IPropertyStorage_Enum(set, &list), S_OK);
	IPropertyStorage_Release(set);
	return list;
}

static void *
make_bag(void)
{
	IPropertyBag *bag;

	ck_hr(stg_create_property_bag(&bag), S_OK);
	return bag;
}

/* An object of a program's own, with the ready IPersistStorage. */
struct chart {
	struct stg_object object;
	struct stg_persist_storage persist;
};

static const struct stg_persist_storage_ops chart_ops;

static HRESULT
chart_init(struct stg_object *object)
{
	stg_persist_storage_init(
		&STG_CONTAINER_OF(object, struct chart, object)->persist,
		object, &chart_ops);
	return S_OK;
}

static const struct stg_interface chart_interfaces[] = {
	STG_PERSIST_STORAGE(struct chart, persist),
	STG_INTERFACES_END,
};

static const struct stg_object_class chart_class = {
	.size = sizeof(struct chart),
	.interfaces = chart_interfaces,
	.init = chart_init,
};

static void *
make_chart(void)
{
	void *chart;

	ck_hr(stg_object_create(&chart_class, NULL, &IID_IPersistStorage,
		      &chart),
		S_OK);
	return chart;
}

static void *
make_factory(void)
{
	IClassFactory *factory;

	ck_hr(stg_class_factory(&chart_class, &factory), S_OK);
	return factory;
}

struct interface
{
	const IID *iid;
	size_t slots;
};

#define INTERFACES_MOST 4

struct class
{
	void *(*make)(void);
	/* Besides IUnknown, the one that is made first; end with NULL. */
	struct interface each[INTERFACES_MOST + 1];
};

#define HAS(interface)                                              \
	{                                                           \
		&IID_##interface,                                   \
			sizeof(interface##Vtbl) / sizeof(void (*)(void)) \
	}

static const struct class classes[] = {
	{ make_root, { HAS(IStorage), HAS(IPropertySetStorage),
		HAS(IRootStorage) } },
	{ make_document, { HAS(IStorage), HAS(IPropertySetStorage),
		HAS(IRootStorage) } },
	{ make_file_root, { HAS(IStorage), HAS(IPropertySetStorage),
		HAS(IRootStorage) } },
	{ make_transacted_root, { HAS(IStorage), HAS(IPropertySetStorage),
		HAS(IRootStorage) } },
	{ make_simple_root, { HAS(IStorage), HAS(IPropertySetStorage) } },
	{ make_simple_stream, { HAS(IStream) } },
	{ make_writer, { HAS(IStorage), HAS(IPropertySetStorage),
		HAS(IRootStorage), HAS(IDirectWriterLock) } },
	{ make_storage, { HAS(IStorage), HAS(IPropertySetStorage) } },
	{ make_stream, { HAS(IStream) } },
	{ make_mini_stream, { HAS(IStream) } },
	{ make_clone, { HAS(IStream) } },
	{ make_enumerator, { HAS(IEnumSTATSTG) } },
	{ make_enumerator_clone, { HAS(IEnumSTATSTG) } },
	{ make_memory_array, { HAS(ILockBytes) } },
	{ make_stream_array, { HAS(ILockBytes) } },
	{ make_file_array, { HAS(ILockBytes) } },
	{ make_fill, { HAS(IFillLockBytes), HAS(ILockBytes) } },
	{ make_memory_stream, { HAS(IStream), HAS(ISequentialStream) } },
	{ make_memory_clone, { HAS(IStream), HAS(ISequentialStream) } },
	{ make_sets, { HAS(IPropertySetStorage) } },
	{ make_set, { HAS(IPropertyStorage) } },
	{ make_large_set, { HAS(IPropertyStorage) } },
	{ make_set_in_memory, { HAS(IPropertyStorage) } },
	{ make_list_of_sets, { HAS(IEnumSTATPROPSETSTG) } },
	{ make_list_of_properties, { HAS(IEnumSTATPROPSTG) } },
	{ make_bag, { HAS(IPropertyBag) } },
	{ make_chart, { HAS(IPersistStorage), HAS(IPersist) } },
	{ make_factory, { HAS(IClassFactory) } },
};

static bool
has(const struct class *c, const IID *iid)
{
	for (size_t i = 0; c->each[i].iid; i++)
		if (IsEqualIID(c->each[i].iid, iid))
			return true;
	return false;
}

static void *
query(void *object, const IID *iid)
{
	void *other = NULL;

	ck_hr(IUnknown_QueryInterface((IUnknown *)object, iid, &other), S_OK);
	ck_assert_ptr_nonnull(other);
	return other;
}

static ULONG
release(void *object)
{
	return IUnknown_Release((IUnknown *)object);
}

START_TEST(every_slot_is_filled)
{
	const struct class *c = &classes[_i];
	void *object = c->make();

	for (size_t i = 0; c->each[i].iid; i++) {
		void *interface = query(object, c->each[i].iid);
		void (*const *slots)(void) = *(void (***)(void))interface;

		for (size_t k = 0; k < c->each[i].slots; k++)
			ck_assert_msg(slots[k] != NULL, "%zu: slot %zu", i, k);
		release(interface);
	}
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(object_has_one_identity)
{
	const struct class *c = &classes[_i];
	void *object = c->make();
	void *identity = query(object, &IID_IUnknown);

	/* What is made is the first interface. */
	ck_assert_ptr_eq(query(object, c->each[0].iid), object);
	release(object);
	for (size_t i = 0; c->each[i].iid; i++) {
		void *interface = query(object, c->each[i].iid);
		void *again = query(interface, &IID_IUnknown);

		ck_assert_ptr_eq(again, identity);
		release(again);
		/* The set of interfaces does not change. */
		again = query(object, c->each[i].iid);
		ck_assert_ptr_eq(again, interface);
		release(again);
		release(interface);
	}
	release(identity);
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(any_interface_leads_to_any_other)
{
	const struct class *c = &classes[_i];
	const IID *iids[INTERFACES_MOST + 1] = { &IID_IUnknown };
	size_t count = 1;
	void *object = c->make();

	for (size_t i = 0; c->each[i].iid; i++)
		iids[count++] = c->each[i].iid;
	for (size_t a = 0; a < count; a++) {
		void *from = query(object, iids[a]);

		for (size_t b = 0; b < count; b++) {
			void *to = query(from, iids[b]);
			void *back = query(to, iids[a]);

			ck_assert_ptr_eq(back, from);
			release(back);
			release(to);
		}
		release(from);
	}
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(references_are_counted)
{
	void *object = classes[_i].make();
	IUnknown *unknown = object;
	void *other;

	ck_assert_uint_eq(IUnknown_AddRef(unknown), 2);
	ck_assert_uint_eq(IUnknown_AddRef(unknown), 3);
	ck_assert_uint_eq(IUnknown_Release(unknown), 2);
	/* An interface that was asked for is counted with the others. */
	other = query(object, &IID_IUnknown);
	ck_assert_uint_eq(IUnknown_AddRef(unknown), 4);
	ck_assert_uint_eq(release(other), 3);
	ck_assert_uint_eq(IUnknown_Release(unknown), 2);
	ck_assert_uint_eq(IUnknown_Release(unknown), 1);
	ck_assert_uint_eq(IUnknown_Release(unknown), 0);
}
END_TEST

static const IID unknown_iid = { 0x12345678, 0x9abc, 0xdef0,
	{ 1, 2, 3, 4, 5, 6, 7, 8 } };

/* The whole of what others have, and what nobody has. */
static const IID *const foreign[] = { &unknown_iid, &IID_NULL, &IID_IStorage,
	&IID_IStream, &IID_ISequentialStream, &IID_ILockBytes,
	&IID_IEnumSTATSTG, &IID_IRootStorage, &IID_IDirectWriterLock,
	&IID_IFillLockBytes, &IID_IPropertySetStorage, &IID_IPropertyStorage,
	&IID_IEnumSTATPROPSTG, &IID_IEnumSTATPROPSETSTG, &IID_IPropertyBag,
	&IID_IErrorLog, &IID_IPersist, &IID_IPersistStream,
	&IID_IPersistStreamInit, &IID_IPersistStorage, &IID_IPersistFile,
	&IID_IPersistMemory, &IID_IPersistPropertyBag, &IID_IClassFactory,
	&IID_IMalloc, &IID_IMallocSpy, &IID_ILayoutStorage,
	&IID_IOplockStorage };

START_TEST(unknown_interface_clears_the_pointer)
{
	const struct class *c = &classes[_i];
	void *object = c->make();

	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++) {
		void *other = GARBAGE;

		if (has(c, foreign[i]))
			continue;
		ck_hr(IUnknown_QueryInterface(
			      (IUnknown *)object, foreign[i], &other),
			E_NOINTERFACE);
		ck_assert_ptr_null(other);
	}
	/* Nothing was counted. */
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(question_without_a_pointer_is_refused)
{
	void *object = classes[_i].make();

	ck_hr(IUnknown_QueryInterface((IUnknown *)object, &IID_IUnknown, NULL),
		E_POINTER);
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

/* --- What fails leaves NULL in the pointer that it was to fill --- */

#define FAILS(name, call)          \
	static HRESULT             \
	fail_to_##name(void **out) \
	{                          \
		return call;       \
	}

FAILS(create_docfile,
	StgCreateDocfile(u"/nowhere/at/all", ANEW, 0, (IStorage **)out))
FAILS(open_file,
	StgOpenStorage(u"/nowhere/at/all", NULL, READ, NULL, 0,
		(IStorage **)out))
FAILS(create_file,
	StgCreateStorageEx(u"/nowhere/at/all", ANEW,
		STGFMT_STORAGE, 0, NULL, NULL, &IID_IStorage, out))
FAILS(open_file_by_format,
	StgOpenStorageEx(u"/nowhere/at/all", READ, STGFMT_STORAGE,
		0, NULL, NULL, &IID_IStorage, out))
FAILS(create_storage,
	IStorage_CreateStorage(root, u"Inner", RW, 0, 0,
		(IStorage **)out))
FAILS(open_storage,
	IStorage_OpenStorage(root, u"None", NULL, READ, NULL, 0,
		(IStorage **)out))
FAILS(create_stream,
	IStorage_CreateStream(root, u"New", RW, 0, 0,
		(IStream **)out))
FAILS(open_stream_that_is_missing,
	IStorage_OpenStream(root, u"None", NULL, READ, 0,
		(IStream **)out))
FAILS(enumerate,
	IStorage_EnumElements(root, 1, NULL, 0,
		(IEnumSTATSTG **)out))
FAILS(create_set,
	IPropertySetStorage_Create(sets, &format, NULL, 0, READ,
		(IPropertyStorage **)out))
FAILS(open_set,
	IPropertySetStorage_Open(sets, &format, READ,
		(IPropertyStorage **)out))
FAILS(fill_file,
	StgGetIFillLockBytesOnFile(u"/nowhere/at/all",
		(IFillLockBytes **)out))
FAILS(get_allocator,
	CoGetMalloc(2, (IMalloc **)out))
FAILS(get_class_object,
	CoGetClassObject(&format, CLSCTX_ALL, NULL,
		&IID_IClassFactory, out))
FAILS(create_instance,
	CoCreateInstance(&format, NULL, CLSCTX_ALL, &IID_IUnknown,
		out))
FAILS(load_from_storage,
	OleLoad(document, &IID_IUnknown, NULL, out))
FAILS(read_user_type,
	ReadFmtUserTypeStg(document, NULL, (LPOLESTR *)out))
FAILS(name_class,
	ProgIDFromCLSID(&format, (LPOLESTR *)out))
FAILS(create_chart,
	stg_object_create(&chart_class, NULL, &IID_IStream, out))
FAILS(create_chart_inside,
	stg_object_create(&chart_class, (IUnknown *)document,
		&IID_IPersistStorage, out))
FAILS(lay_bytes_on_file,
	stg_lockbytes_on_file("/nowhere/at/all", READ,
		(ILockBytes **)out))

/* These work on an object that is let go afterwards. */
static HRESULT
fail_to_load_from_stream(void **out)
{
	IStream *stream = make_memory_stream();
	HRESULT hr = OleLoadFromStream(stream, &IID_IUnknown, out);

	IStream_Release(stream);
	return hr;
}

static HRESULT
fail_to_open_set_in_stream(void **out)
{
	IStream *stream = make_memory_stream();
	HRESULT hr = StgOpenPropStg((IUnknown *)stream, &format,
		PROPSETFLAG_DEFAULT, 0, (IPropertyStorage **)out);

	IStream_Release(stream);
	return hr;
}

static HRESULT
fail_to_open_bytes(void **out)
{
	ILockBytes *bytes = make_memory_array();
	HRESULT hr = StgOpenStorageOnILockBytes(bytes, NULL, READ, NULL, 0,
		(IStorage **)out);

	ILockBytes_Release(bytes);
	return hr;
}

static HRESULT
fail_to_clone(void **out)
{
	IStorage *inner = storage_of("stream \"A\"\n");
	IStream *stream;
	HRESULT hr;

	ck_hr(IStorage_OpenStream(inner, u"A", NULL, READ, 0, &stream), S_OK);
	IStorage_Release(inner);
	hr = IStream_Clone(stream, (IStream **)out);
	IStream_Release(stream);
	return hr;
}

static HRESULT
fail_to_make_a_part(void **out)
{
	IClassFactory *factory = make_factory();
	HRESULT hr = IClassFactory_CreateInstance(factory,
		(IUnknown *)document, &IID_IPersistStorage, out);

	IClassFactory_Release(factory);
	return hr;
}

static HRESULT (*const failing[])(void **out) = {
	fail_to_create_docfile,
	fail_to_open_file,
	fail_to_create_file,
	fail_to_open_file_by_format,
	fail_to_create_storage,
	fail_to_open_storage,
	fail_to_create_stream,
	fail_to_open_stream_that_is_missing,
	fail_to_enumerate,
	fail_to_create_set,
	fail_to_open_set,
	fail_to_fill_file,
	fail_to_get_allocator,
	fail_to_get_class_object,
	fail_to_create_instance,
	fail_to_load_from_storage,
	fail_to_read_user_type,
	fail_to_name_class,
	fail_to_create_chart,
	fail_to_create_chart_inside,
	fail_to_lay_bytes_on_file,
	fail_to_load_from_stream,
	fail_to_open_set_in_stream,
	fail_to_open_bytes,
	fail_to_clone,
	fail_to_make_a_part,
};

START_TEST(failure_clears_the_pointer)
{
	void *out = GARBAGE;

	ck_assert(FAILED(failing[_i](&out)));
	ck_assert_ptr_null(out);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("interfaces");
	size_t count = ARRAY_SIZE(classes);

	tcase_add_checked_fixture(suite.tcase, begin, end);
	TEST_EACH(&suite, every_slot_is_filled, count);
	TEST_EACH(&suite, object_has_one_identity, count);
	TEST_EACH(&suite, any_interface_leads_to_any_other, count);
	TEST_EACH(&suite, references_are_counted, count);
	TEST_EACH(&suite, unknown_interface_clears_the_pointer, count);
	TEST_EACH(&suite, question_without_a_pointer_is_refused, count);
	TEST_EACH(&suite, failure_clears_the_pointer, ARRAY_SIZE(failing));
	return suite_end(&suite);
}
